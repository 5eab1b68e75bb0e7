/* chancery publish [DIR]: the static tree, checkpoint last (A9.1) */
#include "cli/cli.h"
#include "register/objects.h"

int
command_publish(struct cli *c)
{
	const char *dir = c->args.word_count == 0 ? NULL : c->args.words[0];
	struct objects o;
	struct json *v;
	uint64_t files = 0;
	bool made;
	enum err rc = cli_open(c, !cli_has(c, "dry-run"));

	if (rc == ERR_NONE && !cli_has(c, "dry-run")) {
		rc = registry_checkpoint(c->registry, &made, &c->e);
		if (rc == ERR_NONE)
			rc = registry_publish(c->registry, dir, true, &files,
			    &c->e);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	o = (struct objects){c->registry, c->arena, NULL};
	if (!c->json) {
		cli_say(c, "published up to size %llu: %llu files written",
		    (unsigned long long)registry_size(c->registry),
		    (unsigned long long)files);
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put_number(c->arena, v, "size", (int64_t)registry_size(
	    c->registry));
	json_put_number(c->arena, v, "tiles", (int64_t)files);
	json_put_number(c->arena, v, "entries", (int64_t)registry_size(
	    c->registry));
	json_put_number(c->arena, v, "pages", 0);
	json_put_null(c->arena, v, "bytes");
	json_put_number(c->arena, v, "removed", 0);
	json_put_bool(c->arena, v, "dry_run", cli_has(c, "dry-run"));
	json_put(c->arena, v, "as_of", object_as_of(&o, registry_size(
	    c->registry)));
	cli_json(c, v);
	return EXIT_DONE;
}
