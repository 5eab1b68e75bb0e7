/* chancery version: version, formats and libraries (A9.11) */
#include "cli/cli.h"
#include "crypto/alone.h"
#include "store/truth.h"

int
command_version(struct cli *c)
{
	struct json *v, *part;

	if (!c->json) {
		buffer_printf(&c->out, "chancery %s\n", CHANCERY_VERSION);
		cli_say(c,
		    "formats: entry 1, index mapping 1, "
		    "chancery/proof@v1");
		buffer_printf(&c->out, "SQLite %s, %s\n",
		    truth_library_version(), crypto_library());
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "version", CHANCERY_VERSION);
	json_put_cstr(c->arena, v, "commit", CHANCERY_COMMIT);
	part = json_put(c->arena, v, "formats",
	    json_new(c->arena, JSON_OBJECT));
	json_put_number(c->arena, part, "entry", 1);
	json_put_number(c->arena, part, "index", 1);
	json_put_cstr(c->arena, part, "proof", "chancery/proof@v1");
	part = json_put(c->arena, v, "libraries",
	    json_new(c->arena, JSON_OBJECT));
	json_put_cstr(c->arena, part, "sqlite", truth_library_version());
	json_put_cstr(c->arena, part, "openssl", crypto_library());
	cli_json(c, v);
	return EXIT_DONE;
}
