#include "cli/submit.h"

#include <unistd.h>

#include "cli/pending.h"
#include "cli/submit_url.h"
#include "faces/query.h"
#include "format/edtf.h"
#include "register/naming.h"
#include "register/receipt.h"
#include "remote/http.h"

enum err
submit_reach(struct submitting *s, struct cli *c)
{
	enum err rc;

	*s = (struct submitting){.count = 0};
	rc = cli_has(c, "url") ? submit_url_open(s, c) : cli_open(c, true);
	s->objects = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	return rc;
}

enum err
submit_open(struct submitting *s, struct cli *c)
{
	const char *path = c->settings.value[SETTING_KEY_FILE];
	char own[PATH_BYTES];
	enum err rc = submit_reach(s, c);

	if (rc != ERR_NONE)
		return rc;
	if (path == NULL) {
		(void)snprintf(own, sizeof own, "%.4000s.keys/registrar.key",
		    registry_dir(c->registry));
		path = own;
		if (!file_exists(own)) {
			error_set(&c->e, ERR_INPUT, "no key to sign with");
			return error_mend(&c->e, ERR_INPUT,
			    "add --key-file FILE");
		}
	}
	return filer_open(&s->filer, c->registry, path, &c->e);
}

void
submit_close(struct submitting *s)
{
	filer_release(&s->filer);
	http_client_free(s->http);
	s->http = NULL;
}

static void
show_warnings(struct submitting *s, struct cli *c)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0; k < s->filed[i].warnings.count; k++)
			cli_talk(c, "please look: %s",
			    TR(c, s->filed[i].warnings.at[k].text));
}

static bool
agreed(struct cli *c)
{
	char line[16];

	if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1 ||
	    cli_has(c, "no-input") || c->json)
		return false;
	(void)fputs(TR(c, "File it nevertheless? [y/N] "), stderr);
	if (fgets(line, sizeof line, stdin) == NULL)
		return false;
	return line[0] == 'y' || line[0] == 'Y' || line[0] == 'o' ||
	    line[0] == 'O';
}

static enum err
write_receipt(struct submitting *s, struct cli *c, const char *path)
{
	struct buffer file = {0};
	enum err rc = registry_receipt(c->registry, s->filed[0].number, 0,
	    &file, &c->e);

	if (rc == ERR_NONE)
		rc = cli_write(c, path, buffer_bytes(&file));
	buffer_release(&file);
	return rc;
}

/* Files finished bytes: those just made, or those that waited. */
static enum err
send(struct submitting *s, struct cli *c, const struct submission *list,
    size_t count, char waiting[PATH_BYTES])
{
	struct file_options options = {
	    .dry_run = cli_has(c, "dry-run") || s->http != NULL,
	    .confirm = cli_has(c, "confirm") || c->json,
	    .signed_earlier = cli_has(c, "resend")};
	const char *receipt = cli_arg(c, "receipt");
	size_t failed = 0;
	bool made, answered = true;
	enum err rc;

	s->filed = arena_take_array(c->arena, count, sizeof *s->filed);
	if (s->filed == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	s->count = count;
	rc = registry_file(c->registry, list, count, &options, s->filed,
	    &failed, c->arena, &c->e);
	show_warnings(s, c);
	if (rc == ERR_REFUSED && strcmp(c->e.word, "warnings") == 0 &&
	    agreed(c)) {
		options.confirm = true;
		rc = registry_file(c->registry, list, count, &options, s->filed,
		    &failed, c->arena, &c->e);
	}
	if (rc == ERR_NONE && s->http != NULL && !cli_has(c, "dry-run")) {
		rc = submit_url_send(s, c, list, count, &answered);
		if (answered)
			pending_drop(waiting);
		return rc == ERR_NONE && s->published && receipt != NULL ?
		    write_receipt(s, c, receipt) :
		    rc;
	}
	if (rc != ERR_STORE)
		pending_drop(waiting); /* there was an answer */
	if (rc == ERR_STORE)
		error_mend(&c->e, rc,
		    "chancery file --resend (the same bytes "
		    "cannot be filed twice)");
	if (rc != ERR_NONE && count > 1)
		return error_wrap(&c->e, "member %zu", failed + 1);
	if (rc != ERR_NONE || options.dry_run || cli_has(c, "no-wait"))
		return rc;
	rc = registry_checkpoint(c->registry, &made, &c->e);
	if (rc == ERR_NONE)
		rc = registry_publish(c->registry, NULL, false, NULL, &c->e);
	if (rc != ERR_NONE)
		return error_wrap(&c->e, "filed as entry %llu, not published",
		    (unsigned long long)s->filed[0].number);
	s->published = true;
	return receipt == NULL ? ERR_NONE : write_receipt(s, c, receipt);
}

bool
submit_lacks_values(struct cli *c, enum err rc, const struct slot_store *store)
{
	if (!cli_has(c, "url") ||
	    (rc != ERR_ABSENT && !(rc == ERR_NONE && store->bare)))
		return false;
	error_set(&c->e, ERR_UNCHECKED,
	    "the mirror does not have the sealed values of this version, which "
	    "stay in the next one");
	error_mend(&c->e, ERR_UNCHECKED,
	    "amend it where the register is kept");
	return true;
}

enum err
submit_files(struct submitting *s, struct cli *c, struct draft *drafts,
    size_t count)
{
	struct submission *list = arena_take_array(c->arena, count,
	    sizeof *list);
	enum err rc = ERR_NONE;

	if (list == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = filing_prepare(&list[i], &drafts[i], c->registry,
		    &s->filer, c->arena, &c->e);
	return rc == ERR_NONE ? submit_prepared(s, c, list, count) : rc;
}

enum err
submit_prepared(struct submitting *s, struct cli *c,
    const struct submission *list, size_t count)
{
	char waiting[PATH_BYTES] = "";
	enum err rc = ERR_NONE;

	if (!cli_has(c, "dry-run"))
		rc = pending_save(c, list, count, waiting);
	return rc == ERR_NONE ? send(s, c, list, count, waiting) : rc;
}

enum err
submit_again(struct submitting *s, struct cli *c)
{
	struct submission *list;
	char waiting[PATH_BYTES] = "";
	size_t count;
	enum err rc = pending_load(c, &list, &count, waiting);

	return rc == ERR_NONE ? send(s, c, list, count, waiting) : rc;
}

void
submit_tell(struct submitting *s, struct cli *c)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct filed *f = &s->filed[i];
		char ref[REF_BYTES];

		ref_print(ref, f->type, f->entity);
		if (cli_has(c, "dry-run"))
			cli_say(c, "%s would be filed; nothing was",
			    type_name(f->type));
		else if (f->already)
			cli_say(c, "%s is filed already, entry %llu", ref,
			    (unsigned long long)f->number);
		else
			cli_say(c, "%s filed as entry %llu", ref,
			    (unsigned long long)f->number);
	}
	if (s->count == 0 || cli_has(c, "dry-run"))
		return;
	if (s->published) {
		char ref[REF_BYTES];

		ref_print(ref, s->filed[0].type, s->filed[0].entity);
		cli_talk(c,
		    "published at checkpoint %llu; next: chancery show "
		    "%s",
		    (unsigned long long)registry_size(c->registry), ref);
	} else {
		cli_talk(c, "durable; the next checkpoint publishes it");
	}
}

enum err
option_texts(struct cli *c, const char *name, struct json **out)
{
	const char *value;
	size_t at = 0;

	*out = NULL;
	while ((value = args_next(&c->args, name, &at)) != NULL) {
		const char *colon = strchr(value, ':');
		char lang[4];

		if (colon == NULL || colon - value < 2 || colon - value > 3 ||
		    colon[1] == '\0') {
			error_set(&c->e, ERR_INPUT,
			    "\"%s\" has no language in front", value);
			error_field(&c->e, "--%s", name);
			return error_mend(&c->e, ERR_INPUT, "write en:%s",
			    value);
		}
		if (*out == NULL)
			*out = json_new(c->arena, JSON_OBJECT);
		(void)snprintf(lang, sizeof lang, "%.*s", (int)(colon - value),
		    value);
		json_put_cstr(c->arena, *out, lang, colon + 1);
	}
	return ERR_NONE;
}

/* One option as a request. */
static struct query
query_of(struct pair *pair, struct cli *c, const char *name)
{
	*pair = (struct pair){name, cli_arg(c, name)};
	return (struct query){pair, 1, true};
}

enum err
option_who(struct cli *c, const char *name, uint32_t types, uint64_t *out)
{
	struct pair pair;
	const struct query q = query_of(&pair, c, name);

	*out = NUMBER_NONE;
	return query_who(&q, name, types, c->registry, out, c->arena, &c->e);
}

enum err
option_by(struct cli *c, struct id *out)
{
	const char *by = cli_arg(c, "by") != NULL ?
	    cli_arg(c, "by") :
	    c->settings.value[SETTING_BY];
	struct row_entity row;
	uint64_t number;
	enum err rc;

	if (by == NULL)
		return ERR_NONE;
	rc = registry_resolve(c->registry, by, TYPES_WHO, "--by", &number,
	    c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = read_model_by_number(registry_read_model(c->registry),
		    number, &row, &c->e);
	if (rc == ERR_NONE)
		*out = row.id;
	return rc;
}

enum err
option_kinds(struct cli *c, unsigned *out)
{
	struct pair pair;
	const struct query q = query_of(&pair, c, "kind");

	return query_kinds(&q, out, &c->e);
}

enum err
id_of(struct cli *c, uint64_t number, char *out)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(c->registry),
	    number, &row, &c->e);

	if (rc == ERR_NONE)
		id_print(out, &row.id);
	return rc;
}

enum err
body_of(struct cli *c, uint64_t number, struct entry *out)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(c->registry),
	    number, &row, &c->e);

	if (rc == ERR_NONE && row.annulled)
		return error_set(&c->e, ERR_CONFLICT, "it was withdrawn");
	return rc == ERR_NONE ?
	    registry_entry(c->registry, row.current, out, c->arena, &c->e) :
	    rc;
}

/* ---- dates ---- */

enum err
option_day(struct cli *c, const char *option, bool last, uint32_t *out)
{
	struct pair pair;
	const struct query q = query_of(&pair, c, option);

	*out = last ? DAY_LAST : DAY_FIRST;
	return query_day(&q, option, last, out, &c->e);
}

/* Day, month, year written in another order than ours? */
static bool
other_order(const char *text, char out[16])
{
	unsigned d, m, y;
	char a, b;

	if (sscanf(text, "%2u%c%2u%c%4u", &d, &a, &m, &b, &y) != 5 ||
	    (a != '/' && a != '.' && a != '-') || y < 1000 || m < 1 || m > 12)
		return false;
	if (d >= 1 && d <= days_in_month(y, m))
		(void)snprintf(out, 16, "%04u-%02u-%02u", y, m, d);
	else
		(void)snprintf(out, 16, "%04u-%02u", y, m);
	return true;
}

static enum err
not_a_date(struct cli *c, const char *name, const char *text)
{
	static const char *const seasons[4][2] = {
	    {"03", "05"},
	    {"06", "08"},
	    {"09", "11"},
	    {"12", "02"}
	};
	char word[sizeof c->e.word], better[16];
	unsigned year, season;
	enum err rc;

	(void)snprintf(word, sizeof word, "%s", c->e.word);
	if (strcmp(word, "season") == 0 &&
	    sscanf(text, "%4u-%2u", &year, &season) == 2 && season >= 21 &&
	    season <= 24) {
		rc = error_word(&c->e, ERR_INPUT, word,
		    "\"%s\" is a season, "
		    "and seasons have no agreed bounds",
		    text);
		error_mend(&c->e, rc,
		    "write a range such as [%04u-%s..%04u-%s]", year,
		    seasons[season - 21][0], year + (season == 24),
		    seasons[season - 21][1]);
	} else if (other_order(text, better)) {
		rc = error_word(&c->e, ERR_INPUT, word, "\"%s\" is not a date",
		    text);
		error_mend(&c->e, rc,
		    strlen(better) == 7 ? "write %s if the day is unknown" :
					  "write %s",
		    better);
	} else if (strcmp(word, "order") == 0) {
		rc = error_word(&c->e, ERR_INPUT, word,
		    "\"%s\" ends before it begins", text);
		error_mend(&c->e, rc, "turn the two dates round");
	} else {
		rc = error_word(&c->e, ERR_INPUT, word, "\"%s\" is not a date",
		    text);
		error_mend(&c->e, rc,
		    "write YYYY-MM-DD, YYYY-MM, YYYY or a "
		    "range [2020..2022]: chancery help dates");
	}
	error_field(&c->e, "--%s", name);
	return rc;
}

static enum err
approximate(struct cli *c, const char *name, const struct edtf *d,
    const char *text)
{
	int32_t first = day_number(d->start_lo == DAY_FIRST ?
				day_code(1, 1, 1) :
				d->start_lo) -
	    14;
	int32_t last = day_number(d->start_hi == DAY_LAST ?
			       day_code(9999, 12, 31) :
			       d->start_hi) +
	    15;
	char from[11], to[11];
	enum err rc = error_word(&c->e, ERR_INPUT, "when_bounds",
	    "\"%s\" is approximate but says not how far", text);

	day_print(from, day_from_number(first));
	day_print(to, day_from_number(last));
	error_field(&c->e, "--%s", name);
	return error_mend(&c->e, rc, "add --earliest %s --latest %s", from, to);
}

enum err
option_when(struct cli *c, const char *name, struct json **out)
{
	static const char *const extra[][2] = {
	    {"earliest",   "earliest"  },
	    {"latest",     "latest"    },
	    {"time",       "time"      },
	    {"utc-offset", "utc_offset"}
	};
	const char *text = cli_arg(c, name);
	struct json *v;
	struct edtf d;
	enum err rc;

	*out = NULL;
	if (text == NULL)
		return ERR_NONE;
	rc = edtf_parse(&d, bytes_text(text), &c->e);
	if (rc != ERR_NONE)
		return not_a_date(c, name, text);
	if (d.bounds_required &&
	    (!cli_has(c, "earliest") || !cli_has(c, "latest")))
		return approximate(c, name, &d, text);
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "edtf", text);
	for (size_t i = 0; i < COUNT(extra); i++)
		if (cli_has(c, extra[i][0]))
			json_put_cstr(c->arena, v, extra[i][1],
			    cli_arg(c, extra[i][0]));
	*out = v;
	return ERR_NONE;
}
