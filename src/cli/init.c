/* chancery init DIR: found a register */
#include "cli/cli.h"
#include "register/objects.h"

/* "en:Register" into {"en":"Register"}; ERR_INPUT otherwise. */
static enum err
texts(struct cli *c, const char *option, struct json *into)
{
	const char *value;
	size_t at = 0;

	while ((value = args_next(&c->args, option, &at)) != NULL) {
		const char *colon = strchr(value, ':');
		char lang[8];

		if (colon == NULL || colon - value < 2 || colon - value > 3 ||
		    colon[1] == '\0') {
			error_set(&c->e, ERR_INPUT,
			    "\"%s\" has no language in front", value);
			error_field(&c->e, "--%s", option);
			return error_mend(&c->e, ERR_INPUT, "write en:%s",
			    value);
		}
		(void)snprintf(lang, sizeof lang, "%.*s", (int)(colon - value),
		    value);
		json_put_cstr(c->arena, into, lang, colon + 1);
	}
	return ERR_NONE;
}

static struct json *
language_list(struct cli *c, const char *text)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);
	struct bytes rest = bytes_text(text);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');

		json_add(list, json_new_text(c->arena, bytes_of(rest.at, len)));
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return list;
}

static int
report(struct cli *c, const struct founding *f)
{
	struct objects o = {c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	const char *dir = c->args.words[0];
	struct json *v = json_new(c->arena, JSON_OBJECT), *key;
	struct bytes vkey;
	struct entry entry;
	char file[4200];

	if (registry_entry(c->registry, 0, &entry, c->arena, &c->e) != ERR_NONE)
		return cli_fail(c);
	vkey = json_get_text(entry.body, "log_key");
	(void)snprintf(file, sizeof file, "%s.keys/log.key", dir);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put_cstr(c->arena, v, "origin", f->origin);
	json_put_cstr(c->arena, v, "civil_zone", f->civil_zone);
	json_put_cstr(c->arena, v, "home_state", f->home_state);
	json_put(c->arena, v, "languages", json_clone(c->arena, f->languages));
	json_put_number(c->arena, v, "mapping_version", 1);
	key = json_put(c->arena, v, "log_key", json_new(c->arena, JSON_OBJECT));
	json_put_cstr(c->arena, key, "name", f->origin);
	json_put_text(c->arena, key, "vkey", vkey);
	json_put_cstr(c->arena, key, "file", file);
	json_put_number(c->arena, v, "entry", 0);
	json_put(c->arena, v, "leaf",
	    json_new_hash(c->arena, entry.leaf_hash.at));
	json_put(c->arena, v, "as_of",
	    object_as_of(&o, registry_size(c->registry)));
	json_put(c->arena, v, "next",
	    cli_both(c,
		N_("Register a key for an office: chancery key new, then "
		   "chancery key grant.")));
	if (c->json) {
		cli_json(c, v);
		return EXIT_DONE;
	}
	cli_say(c, "Founded %s in %s, checkpoint of size %llu.", f->origin, dir,
	    (unsigned long long)registry_size(c->registry));
	cli_say(c, "Its key, to be told to everyone who verifies:");
	buffer_printf(&c->out, "  %.*s\n", (int)vkey.len,
	    (const char *)vkey.at);
	cli_say(c,
	    "Private keys: %s.keys (keep a copy elsewhere, never in the "
	    "same backup)",
	    dir);
	cli_say(c,
	    "Register a key for an office: chancery key new, then "
	    "chancery key grant.");
	return EXIT_DONE;
}

int
command_init(struct cli *c)
{
	const char *languages = cli_arg(c, "languages");
	struct json *title = json_new(c->arena, JSON_OBJECT);
	struct json *registrar = json_new(c->arena, JSON_OBJECT);
	struct founding f = {.origin = cli_arg(c, "origin"),
	    .civil_zone = cli_arg(c, "civil-zone"),
	    .home_state = cli_arg(c, "home-state"),
	    .title = title,
	    .registrar = registrar,
	    .languages = language_list(c,
		languages == NULL ? "en,fr" : languages),
	    .key_file = cli_arg(c, "key-file")};
	enum err rc;

	if (f.origin == NULL || f.civil_zone == NULL || f.home_state == NULL ||
	    !cli_has(c, "title"))
		return cli_usage(c,
		    "init needs --origin, --title, "
		    "--civil-zone and --home-state");
	rc = texts(c, "title", title);
	if (rc == ERR_NONE)
		rc = texts(c, "registrar", registrar);
	if (rc == ERR_NONE && registrar->count == 0)
		f.registrar = title;
	if (rc == ERR_NONE)
		rc = registry_found(c->args.words[0], &f, clock_system(),
		    &c->e);
	if (rc == ERR_NONE)
		rc = registry_open(&c->registry, c->args.words[0],
		    REGISTRY_READ, clock_system(), &c->e);
	return rc == ERR_NONE ? report(c, &f) : cli_fail(c);
}
