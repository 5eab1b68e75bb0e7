/* chancery import FILE|DIR: many entries from open data, through a map */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/submit.h"
#include "exchange/import_register.h"

#define MAP_BYTES (1 * MIB)

/* Maps are found beside the program when it runs from its build folder, else
 * where they were installed. */
static enum err
map_path(struct cli *c, char out[PATH_BYTES])
{
	static const char *const folders[] = {CHANCERY_MAPS,
	    CHANCERY_SOURCE_MAPS};
	const char *profile = cli_arg(c, "as");

	if (cli_has(c, "map")) {
		(void)snprintf(out, PATH_BYTES, "%s", cli_arg(c, "map"));
		return ERR_NONE;
	}
	for (size_t i = 0; i < COUNT(folders); i++) {
		(void)snprintf(out, PATH_BYTES, "%s/%.200s.json", folders[i],
		    profile);
		if (strchr(profile, '/') == NULL && file_exists(out))
			return ERR_NONE;
	}
	error_set(&c->e, ERR_ABSENT, "no profile \"%s\"", profile);
	error_field(&c->e, "--as");
	return error_mend(&c->e, ERR_ABSENT,
	    "chancery help import, or --map "
	    "FILE");
}

static void
progress_lines(void *context, uint64_t lines)
{
	progress_show(context, lines, 0);
}

/* A7.1's types, and documents, which a map may file beside its contacts. */
static struct json *
filed_object(struct cli *c, const struct import_counts *counts)
{
	static const char *const types[] = {"person", "org", "post", "tenure",
	    "contact", "complete", "document"};
	struct json *v = json_new(c->arena, JSON_OBJECT);

	for (size_t i = 0; i < COUNT(types); i++) {
		uint64_t n = 0;

		for (size_t k = 0; k < counts->count; k++)
			if (bytes_is(counts->at[k].name, types[i]))
				n = counts->at[k].count;
		json_put_number(c->arena, v, types[i], (int64_t)n);
	}
	return v;
}

static struct json *
problems_list(struct cli *c, const struct import *job)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);
	size_t count = import_problem_count(job);

	for (size_t i = 0; i < count; i++) {
		const struct import_problem *p = import_problem_at(job, i);
		struct json *v = json_add(list,
		    json_new(c->arena, JSON_OBJECT));

		json_put_number(c->arena, v, "row", (int64_t)p->row);
		json_put_text(c->arena, v, "column", p->column);
		json_put_text(c->arena, v, "value", p->text);
		json_put_cstr(c->arena, v, "code", p->code);
		json_put(c->arena, v, "text",
		    object_both(c->arena, p->message[LANG_EN],
			p->message[LANG_FR]));
		json_put_null(c->arena, v, "suggest");
	}
	return list;
}

static struct json *
result_json(struct cli *c, const struct import *job,
    const struct import_filed *filed, const char *profile)
{
	const struct import_totals *t = import_totals(job);
	struct json *v = json_new(c->arena, JSON_OBJECT), *list, *range;

	json_put(c->arena, v, "file", cli_file(c, c->args.words[0]));
	json_put_cstr(c->arena, v, "profile", profile);
	json_put_bool(c->arena, v, "dry_run", cli_has(c, "dry-run"));
	json_put_number(c->arena, v, "rows", (int64_t)t->rows);
	json_put(c->arena, v, "filed", filed_object(c, &t->by_type));
	json_put_number(c->arena, v, "already", (int64_t)t->already);
	list = json_put(c->arena, v, "skipped", json_new(c->arena, JSON_ARRAY));
	for (size_t i = 0; i < t->by_reason.count; i++) {
		struct json *s = json_add(list,
		    json_new(c->arena, JSON_OBJECT));

		json_put_text(c->arena, s, "reason", t->by_reason.at[i].name);
		json_put_number(c->arena, s, "rows",
		    (int64_t)t->by_reason.at[i].count);
	}
	json_put(c->arena, v, "problems", problems_list(c, job));
	if (filed->entries == 0) {
		json_put_null(c->arena, v, "entries");
		json_put_null(c->arena, v, "as_of");
	} else {
		struct objects o = {c->registry, c->arena, NULL};

		range = json_put(c->arena, v, "entries",
		    json_new(c->arena, JSON_OBJECT));
		json_put_number(c->arena, range, "first",
		    (int64_t)filed->first);
		json_put_number(c->arena, range, "last", (int64_t)filed->last);
		json_put(c->arena, v, "as_of",
		    object_as_of(&o, registry_size(c->registry)));
	}
	return v;
}

static void
say_counts(struct cli *c, const struct import_counts *counts)
{
	for (size_t i = 0; i < counts->count; i++)
		buffer_printf(&c->out, "  %8llu  %.*s\n",
		    (unsigned long long)counts->at[i].count,
		    (int)counts->at[i].name.len,
		    (const char *)counts->at[i].name.at);
}

static void
result_text(struct cli *c, const struct import *job,
    const struct import_filed *filed)
{
	const struct import_totals *t = import_totals(job);

	cli_say(c,
	    "%llu rows = %llu filed + %llu already + %llu amended + "
	    "%llu joined + %llu skipped + %llu problems",
	    (unsigned long long)t->rows, (unsigned long long)t->filed,
	    (unsigned long long)t->already, (unsigned long long)t->amended,
	    (unsigned long long)t->joined, (unsigned long long)t->skipped,
	    (unsigned long long)t->problems);
	if (t->by_type.count != 0) {
		cli_say(c, "entries by type:");
		say_counts(c, &t->by_type);
	}
	if (t->by_reason.count != 0) {
		cli_say(c, "skipped:");
		say_counts(c, &t->by_reason);
	}
	if (t->by_code.count != 0) {
		cli_say(c, "problems:");
		say_counts(c, &t->by_code);
	}
	if (cli_has(c, "dry-run"))
		cli_say(c, "dry run: nothing was filed");
	else
		cli_say(c, "%llu entries appended",
		    (unsigned long long)filed->entries);
}

static enum err
file_all(struct cli *c, struct submitting *s, const struct import *job,
    struct import_filed *filed, struct progress *p)
{
	const struct import_totals *t = import_totals(job);
	bool made;
	enum err rc;

	if (cli_has(c, "dry-run"))
		return ERR_NONE;
	if (t->problems != 0 && !cli_has(c, "skip-bad")) {
		error_word(&c->e, ERR_INPUT, "problems",
		    "%llu rows have a problem, nothing was filed",
		    (unsigned long long)t->problems);
		return error_mend(&c->e, ERR_INPUT,
		    "look at --report FILE, then mend the rows or add "
		    "--skip-bad");
	}
	rc = import_file(filed, c->registry, &s->filer, job, progress_lines, p,
	    &c->e);
	if (rc == ERR_NONE && filed->entries != 0)
		rc = registry_checkpoint(c->registry, &made, &c->e);
	if (rc == ERR_NONE && filed->entries != 0)
		rc = registry_publish(c->registry, NULL, false, NULL, &c->e);
	if (rc != ERR_NONE && filed->entries != 0)
		return error_wrap(&c->e, "%llu entries stay filed",
		    (unsigned long long)filed->entries);
	return rc;
}

static enum err
read_only_range(struct cli *c, uint64_t *from, uint64_t *to)
{
	const char *text = cli_arg(c, "only"), *dots;

	*from = *to = 0;
	if (text == NULL)
		return ERR_NONE;
	dots = strstr(text, "..");
	if (dots == NULL ||
	    !bytes_decimal(bytes_of(text, (size_t)(dots - text)), INT64_MAX,
		from) ||
	    !bytes_decimal(bytes_text(dots + 2), INT64_MAX, to)) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is no FROM..TO", text);
		error_field(&c->e, "--only");
		return ERR_INPUT;
	}
	return ERR_NONE;
}

int
command_import(struct cli *c)
{
	struct import_map *map = NULL;
	struct import_register host;
	struct import_filed filed = {0, NUMBER_NONE, NUMBER_NONE};
	struct submitting s = {.count = 0};
	struct import *job = NULL;
	struct progress progress;
	struct buffer report = {0};
	char path[PATH_BYTES];
	uint64_t from, to;
	bool hosted = false;
	int code = EXIT_DONE;
	enum err rc;

	if (cli_has(c, "as") == cli_has(c, "map"))
		return cli_usage(c, "import needs --as PROFILE or --map FILE");
	rc = map_path(c, path);
	if (rc == ERR_NONE)
		rc = read_only_range(c, &from, &to);
	if (rc == ERR_NONE)
		rc = import_map_read(&map, path, &c->e);
	if (rc == ERR_NONE)
		rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = import_register_init(&host, c->registry, &c->e);
	hosted = rc == ERR_NONE;
	progress_start(&progress, c, N_("reading"));
	if (rc == ERR_NONE) {
		host.host.progress = NULL;
		rc = import_judge(&job, map, c->args.words[0], from, to,
		    &host.host, &c->e);
	}
	progress.what = N_("filing");
	if (rc == ERR_NONE && cli_has(c, "report")) {
		import_report(job, &report);
		rc = cli_write(c, cli_arg(c, "report"), buffer_bytes(&report));
	}
	if (rc == ERR_NONE)
		rc = file_all(c, &s, job, &filed, &progress);
	progress_end(&progress);
	if (job != NULL &&
	    (rc == ERR_NONE || strcmp(c->e.word, "problems") == 0)) {
		if (c->json)
			cli_json(c,
			    result_json(c, job, &filed,
				cli_arg(c, cli_has(c, "as") ? "as" : "map")));
		else
			result_text(c, job, &filed);
		if (import_totals(job)->problems != 0 &&
		    !cli_has(c, "skip-bad"))
			code = EXIT_INPUT;
	}
	if (rc != ERR_NONE)
		code = cli_fail(c);
	buffer_release(&report);
	import_free(job);
	if (hosted)
		import_register_release(&host);
	submit_close(&s);
	import_map_free(map);
	return code;
}
