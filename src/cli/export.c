/* chancery export: CSV tables or JSON Lines, as of one checkpoint */
#include <stdlib.h>

#include "cli/submit.h"
#include "exchange/export.h"
#include "register/asking.h"
#include "register/naming.h"

struct exporting {
	struct cli *c;
	struct export_job job;
	bool lines;
};

static enum err
read_kinds(struct cli *c, unsigned *kinds)
{
	const char *text = cli_arg(c, "kind");
	struct bytes rest = bytes_text(text == NULL ? "" : text);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		int code = kind_code(bytes_of(rest.at, len));

		if (code <= 0) {
			error_set(&c->e, ERR_INPUT,
			    "\"%.*s\" is no kind of contact", (int)len,
			    (const char *)rest.at);
			error_field(&c->e, "--kind");
			return error_mend(&c->e, ERR_INPUT,
			    "chancery help kinds");
		}
		*kinds |= 1u << code;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

static enum err
read_state(struct cli *c, char out[3])
{
	const char *state = cli_arg(c, "state");

	if (state == NULL)
		return ERR_NONE;
	if (strlen(state) != 2 || (state[0] | 0x20) < 'a' ||
	    (state[0] | 0x20) > 'z' || (state[1] | 0x20) < 'a' ||
	    (state[1] | 0x20) > 'z') {
		error_set(&c->e, ERR_INPUT, "\"%s\" is no state", state);
		error_field(&c->e, "--state");
		return error_mend(&c->e, ERR_INPUT,
		    "write two letters, or ZZ "
		    "for a state that is not known");
	}
	out[0] = (char)(state[0] | 0x20);
	out[1] = (char)(state[1] | 0x20);
	return ERR_NONE;
}

static enum err
read_who(struct cli *c, const char *option, uint32_t types, bool *has,
    struct id *out)
{
	struct row_entity row;
	uint64_t number;
	enum err rc = option_who(c, option, types, &number);

	if (rc != ERR_NONE || number == NUMBER_NONE)
		return rc;
	rc = read_model_by_number(registry_read_model(c->registry), number,
	    &row, &c->e);
	*has = rc == ERR_NONE;
	*out = row.id;
	return rc;
}

/* newest, a size, a month, a day or a time (A5.6). */
static enum err
read_as_of(struct cli *c, uint64_t *size)
{
	const char *text = cli_arg(c, "as-of");
	struct buffer note = {0};
	int64_t at_s;
	uint32_t day;
	enum err rc = ERR_NONE;

	*size = registry_size(c->registry);
	if (text == NULL || strcmp(text, "newest") == 0)
		return ERR_NONE;
	if (bytes_decimal(bytes_text(text), INT64_MAX, size)) {
		rc = *size == 0 ?
		    ERR_ABSENT :
		    truth_read_checkpoint(registry_truth(c->registry), *size,
			NULL, NULL, &note, NULL);
		buffer_release(&note);
		if (rc == ERR_NONE)
			return rc;
		error_set(&c->e, ERR_ABSENT,
		    "there is no checkpoint of size "
		    "%s",
		    text);
		error_field(&c->e, "--as-of");
		return error_mend(&c->e, ERR_ABSENT, "the newest is %llu",
		    (unsigned long long)registry_size(c->registry));
	}
	if (time_parse(bytes_text(text), &at_s))
		return registry_size_at(c->registry, at_s, size, &c->e);
	if (strlen(text) < 7 || strchr(text, '/') != NULL ||
	    option_day(c, "as-of", true, &day) != ERR_NONE) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is no checkpoint", text);
		error_field(&c->e, "--as-of");
		return error_mend(&c->e, ERR_INPUT,
		    "write a size, a month, a "
		    "day, a time or newest");
	}
	at_s = (int64_t)(day_number(day) + 1) * 86400 - 1;
	return registry_size_at(c->registry, at_s, size, &c->e);
}

static enum err
read_job(struct exporting *x)
{
	struct cli *c = x->c;
	struct export_filter *f = &x->job.filter;
	enum err rc = read_state(c, f->state);

	if (rc == ERR_NONE)
		rc = read_kinds(c, &f->kinds);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &f->from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &f->to);
	if (rc == ERR_NONE && f->from > f->to) {
		rc = error_set(&c->e, ERR_INPUT, "--from is after --to");
		error_field(&c->e, "--from");
	}
	if (rc == ERR_NONE)
		rc = cli_open(c, false);
	if (rc == ERR_NONE)
		rc = read_who(c, "of", TYPES_WHO, &f->has_of, &f->of);
	if (rc == ERR_NONE)
		rc = read_who(c, "with", TYPES_COUNTERPART, &f->has_with,
		    &f->with);
	x->job.r = c->registry;
	x->job.path = cli_arg(c, "out");
	return rc == ERR_NONE ? read_as_of(c, &x->job.size) : rc;
}

static struct json *
result_json(struct exporting *x, const struct exported *out)
{
	struct arena *a = x->c->arena;
	struct objects o = {x->c->registry, a, NULL};
	struct json *v = json_new(a, JSON_OBJECT), *list;

	json_put_cstr(a, v, "format", x->lines ? "jsonl" : "csv");
	list = json_put(a, v, "files", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < out->file_count; i++) {
		struct json *f = json_add(list, json_new(a, JSON_OBJECT));

		json_put_cstr(a, f, "path", out->files[i].path);
		json_put_number(a, f, "bytes", (int64_t)out->files[i].bytes);
		json_put(a, f, "sha256",
		    json_new_hash(a, out->files[i].sha256.at));
		if (out->files[i].has_rows)
			json_put_number(a, f, "rows",
			    (int64_t)out->files[i].rows);
		else
			json_put_null(a, f, "rows");
	}
	json_put_number(a, v, "rows", (int64_t)out->rows);
	list = json_put(a, v, "losses", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < out->loss_count; i++) {
		const struct export_loss *loss = &out->losses[i];
		struct json *l = json_add(list, json_new(a, JSON_OBJECT));

		json_put_cstr(a, l, "field", loss->field);
		json_put(a, l, "text",
		    object_both(a, loss->text[LANG_EN], loss->text[LANG_FR]));
	}
	json_put(a, v, "as_of", object_as_of(&o, x->job.size));
	return v;
}

static void
result_text(struct exporting *x, const struct exported *out)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < out->file_count; i++)
		if (out->files[i].has_rows)
			cli_say(c, "%10llu rows  %s",
			    (unsigned long long)out->files[i].rows,
			    out->files[i].path);
		else
			buffer_printf(&c->out, "                 %s\n",
			    out->files[i].path);
	cli_say(c, "as of checkpoint %llu", (unsigned long long)x->job.size);
	for (size_t i = 0; i < out->loss_count; i++)
		cli_talk(c, "not here: %s: %s", out->losses[i].field,
		    out->losses[i].text[c->lang]);
}

static bool
has_filter(struct cli *c)
{
	static const char *const names[] = {"of", "with", "state", "kind",
	    "from", "to"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (cli_has(c, names[i]))
			return true;
	return false;
}

int
command_export(struct cli *c)
{
	struct exporting x = {.c = c};
	const char *format = cli_arg(c, "format");
	struct exported *out;
	int code = EXIT_DONE;
	enum err rc;

	if (format == NULL || !cli_has(c, "out"))
		return cli_usage(c, "export needs --format and --out");
	x.lines = strcmp(format, "jsonl") == 0;
	if (!x.lines && strcmp(format, "csv") != 0)
		return cli_usage(c, "\"%s\" is no format: csv or jsonl",
		    format);
	if (strcmp(cli_arg(c, "out"), "-") == 0)
		return cli_usage(c,
		    "an export is several files: --out needs "
		    "a path");
	if (x.lines && has_filter(c))
		return cli_usage(c,
		    "jsonl holds every entry: filters are for "
		    "csv");
	out = calloc(1, sizeof *out);
	rc = out == NULL ? error_set(&c->e, ERR_MEMORY, "out of memory") :
			   read_job(&x);
	if (rc == ERR_NONE)
		rc = x.lines ? export_jsonl(out, &x.job, &c->e) :
			       export_csv(out, &x.job, &c->e);
	if (rc != ERR_NONE)
		code = cli_fail(c);
	else if (c->json)
		cli_json(c, result_json(&x, out));
	else
		result_text(&x, out);
	free(out);
	return code;
}
