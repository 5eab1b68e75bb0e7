/* chancery late: contacts that came after their duty (model 3.22) */
#include "cli/declare.h"

#include "register/naming.h"

enum err
option_duty(struct cli *c, const char *name, uint64_t *out)
{
	const struct pair pair = {name, cli_arg(c, name)};
	const struct query q = {&pair, 1, true};

	*out = NUMBER_NONE;
	return query_duty(&q, name, c->registry, out, c->arena, &c->e);
}

static void
put_list(struct cli *c, const struct late_list *l)
{
	cli_list_begin(c, LATE_COLUMNS);
	for (size_t i = 0; i < l->count; i++) {
		struct json *v = late_row_json(l, &l->rows[i]);
		struct cells cells = {.count = 0};

		late_cells(&cells, l, &l->rows[i], v);
		cli_list_row(c, v, &cells);
	}
	cli_list_end(c, object_as_of(&l->o, registry_size(c->registry)));
}

static void
put_text(struct cli *c, const struct late_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct late_row *row = &l->rows[i];
		struct json *v = late_row_json(l, row);
		struct bytes ref = json_get_text(v, "ref");
		struct bytes kind = json_get_text(v, "kind");

		if (i == 0 || row[-1].official != row->official) {
			char official[REF_BYTES];

			ref_print(official, TYPE_PERSON, row->official);
			buffer_printf(&c->out, "%s  %.*s\n", official,
			    (int)row->name.len,
			    row->name.len == 0 ? "" :
						 (const char *)row->name.at);
		}
		buffer_printf(&c->out, "  %-9.*s %-8.*s ", (int)ref.len,
		    (const char *)ref.at, (int)kind.len,
		    (const char *)kind.at);
		due_words(&c->out, &row->due, c->lang);
		buffer_byte(&c->out, '\n');
	}
	if (l->count == 0)
		cli_say(c, "No late flag on any contact filed up to "
		    "checkpoint %llu.",
		    (unsigned long long)registry_size(c->registry));
}

int
command_late(struct cli *c)
{
	const struct pair pairs[] = {{"of", cli_arg(c, "of")},
	    {"rule", cli_arg(c, "rule")}};
	const struct query q = {pairs, COUNT(pairs), true};
	struct late_list l;
	struct objects o;
	enum err rc = cli_open(c, false);

	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	if (rc == ERR_NONE)
		rc = late_read(&l, &o, &q, c->lang, &c->e);
	if (rc == ERR_NONE)
		rc = late_run(&l, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		cli_json(c, late_json(&l));
	else if (cli_lists(c))
		put_list(c, &l);
	else
		put_text(c, &l);
	return l.count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}
