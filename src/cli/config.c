/* chancery config: the settings in force (A9.11, A10.1) */
#include "cli/cli.h"

int
command_config(struct cli *c)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct json *list = json_put(c->arena, v, "settings",
	    json_new(c->arena, JSON_ARRAY));

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const char *value = c->settings.value[i];
		struct json *item = json_add(list,
		    json_new(c->arena, JSON_OBJECT));

		json_put_cstr(c->arena, item, "name", setting_names[i]);
		json_put_cstr(c->arena, item, "value", value);
		json_put_cstr(c->arena, item, "from", c->settings.from[i]);
		if (!c->json) {
			buffer_printf(&c->out, "%s = %s", setting_names[i],
			    value == NULL ? "" : value);
			if (cli_has(c, "show-origin"))
				buffer_printf(&c->out, "    # %s",
				    c->settings.from[i]);
			buffer_byte(&c->out, '\n');
		}
	}
	if (c->json)
		cli_json(c, v);
	return EXIT_DONE;
}
