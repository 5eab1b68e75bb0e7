#include "exchange/import.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "exchange/import_eval.h"

#define ROW_ARENA_MAX (64 * MIB)
#define WALK_DEPTH_MAX 8
#define WALK_FILES_MAX 1000000
#define DRAFTS_A_ROW_MAX 16384
#define AMBIGUOUS UINT64_MAX
#define PROGRESS_LINES 4096

/* A draft of the row being judged, or an earlier record that it means. */
struct staged {
	struct import_draft draft;
	const char *id;
	size_t entry, line;
	bool known; /* nothing to file: once, or already */
	bool fresh; /* not to be filed and not in this run before: already */
	bool number;
	struct bytes number_key;
	uint64_t number_value;
	struct bytes name; /* the first of its names */
};

struct import {
	const struct import_map *map;
	const struct import_host *host;
	struct arena *keep; /* drafts, problems, names */
	struct bytes dataset;
	struct buffer drafts, problems; /* of the structs */
	struct buffer files; /* struct bytes: names below the folder */
	struct import_totals totals;
	struct map *records; /* type NUL key -> place of its id */
	struct buffer ids;   /* const char * */
	struct map *numbers; /* type NUL key -> the highest #n */
	struct map *names;   /* type NUL name -> place of its id, AMBIGUOUS */
	uint64_t only_from, only_to, lines_seen;
	bool csv_read;
	struct arena *row_arena; /* of the row being judged */
	struct staged *staged;   /* likewise; at most DRAFTS_A_ROW_MAX */
	size_t staged_cap;
};

/* One file under one part. */
struct pass {
	struct import *job;
	const struct part *part;
	struct arena *file_arena, *row_arena;
	struct rows rows;
	struct bytes file, base;
	struct hash file_hash;
	struct lookup_rows lookups[32];
	struct line *left[1000]; /* of one group: rows.c LINES_GROUP_MAX */
	size_t staged_count;     /* of job->staged */
	struct error *e;
};

/* ---- counting --------------------------------------------------------- */

static enum err
count_add(struct import *job, struct import_counts *c, struct bytes name,
    uint64_t by, struct error *e)
{
	struct import_count *at;

	for (size_t i = 0; i < c->count; i++)
		if (bytes_equal(c->at[i].name, name)) {
			c->at[i].count += by;
			return ERR_NONE;
		}
	at = realloc(c->at, (c->count + 1) * sizeof(*at));
	if (at == NULL)
		return error_set(e, ERR_MEMORY, "no memory for the report");
	c->at = at;
	at[c->count].name = arena_copy(job->keep, name);
	at[c->count++].count = by;
	return ERR_NONE;
}

static enum err
too_large(struct error *e)
{
	return error_set(e, ERR_MEMORY,
	    "the file gives more than memory holds: import it in parts");
}

static enum err
problem_add(struct pass *p, struct import_problem problem)
{
	struct import *job = p->job;
	size_t bad;

	problem.code = arena_text(job->keep, bytes_text(problem.code));
	problem.file = p->file;
	problem.column = arena_copy(job->keep, problem.column);
	problem.text = arena_copy(job->keep,
	    problem.text.len > 200 ? bytes_of(problem.text.at, 200) :
				     problem.text);
	while (problem.text.len != 0 && !utf8_check(problem.text, &bad))
		problem.text.len--;
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (problem.message[lang] != NULL)
			problem.message[lang] = arena_text(job->keep,
			    bytes_text(problem.message[lang]));
		else
			problem.message[lang] = "";
	buffer_append(&job->problems, &problem, sizeof(problem));
	if (job->problems.failed || arena_failed(job->keep))
		return too_large(p->e);
	job->totals.problems += problem.lines;
	return count_add(job, &job->totals.by_code, bytes_text(problem.code),
	    problem.lines, p->e);
}

/* ---- records of this run and of the register -------------------------- */

/* type NUL key, in the row's arena. */
static struct bytes
record_key(struct arena *a, struct bytes type, struct bytes key)
{
	uint8_t *at = arena_take(a, type.len + 1 + key.len);

	if (at == NULL)
		return bytes_of(NULL, 0);
	memcpy(at, type.at, type.len);
	at[type.len] = 0;
	memcpy(at + type.len + 1, key.at, key.len);
	return bytes_of(at, type.len + 1 + key.len);
}

static const char *
id_at(const struct import *job, uint64_t place)
{
	return ((const char *const *)(const void *)job->ids.at)[place];
}

/* The id of a record of this run: staged in this row or filed before it. */
static const char *
record_find(struct pass *p, struct bytes type, struct bytes key)
{
	struct bytes k = record_key(p->row_arena, type, key);
	uint64_t place;

	for (size_t i = 0; i < p->staged_count; i++)
		if (bytes_equal(p->job->staged[i].draft.type, type) &&
		    bytes_equal(p->job->staged[i].draft.key, key))
			return p->job->staged[i].id;
	if (k.at != NULL && map_get(p->job->records, k, &place))
		return id_at(p->job, place);
	return NULL;
}

static enum err
host_find(struct pass *p, struct bytes type, struct bytes key,
    struct import_known *out)
{
	const struct import_host *h = p->job->host;

	*out = (struct import_known){0};
	if (h->find == NULL)
		return ERR_NONE;
	return h->find(h->context, p->job->map->dataset, type, key, out, p->e);
}

static void
resolve_as(struct eval *v, struct pass *p, const struct source *s,
    struct bytes *id)
{
	for (size_t i = 0; i < p->staged_count; i++) {
		const struct staged *x = &p->job->staged[i];

		if (x->entry != s->entry ||
		    (v->in_lines && p->part->entries[s->entry].each_line &&
			x->line != v->line))
			continue;
		*id = bytes_text(x->id);
		return;
	}
}

static void
resolve_key(struct eval *v, struct pass *p, const struct source *s,
    struct bytes key, struct bytes *id)
{
	struct import_known known;
	const char *found;

	if (key.len == 0) {
		eval_problem(v, "unknown_entity", bytes_of(NULL, 0), key,
		    "no key is stated for the %.*s that it names",
		    (int)s->type.len, (const char *)s->type.at);
		return;
	}
	found = record_find(p, s->type, key);
	if (found == NULL) {
		v->rc = host_find(p, s->type, key, &known);
		if (v->rc != ERR_NONE)
			return;
		if (known.found)
			found = arena_text(v->a, bytes_text(known.id));
	}
	if (found == NULL)
		eval_problem(v, "unknown_entity", bytes_of(NULL, 0), key,
		    "no %.*s of this data set has this key: import the file "
		    "that lists them first",
		    (int)s->type.len, (const char *)s->type.at);
	else
		*id = bytes_text(found);
}

static void
resolve_name(struct eval *v, struct pass *p, const struct source *s,
    struct bytes name, struct bytes *id)
{
	const struct import_host *h = p->job->host;
	struct bytes k = record_key(v->a, s->type, name);
	char other[IMPORT_ID_MAX] = "";
	const char *here = NULL;
	uint64_t place;
	size_t count = 0;

	if (name.len != 0 && k.at != NULL &&
	    map_get(p->job->names, k, &place)) {
		if (place == AMBIGUOUS)
			count = 2;
		else
			here = id_at(p->job, place);
	}
	if (name.len != 0 && count < 2 && h->find_name != NULL)
		v->rc = h->find_name(h->context, s->type, name, &count, other,
		    v->e);
	if (v->rc != ERR_NONE)
		return;
	if (here != NULL && (count == 0 || strcmp(here, other) != 0))
		count++;
	if (count == 1)
		*id = here != NULL ? bytes_text(here) :
				     arena_copy(v->a, bytes_text(other));
	else if (count == 0)
		eval_problem(v, "unknown_entity", bytes_of(NULL, 0), name,
		    "no %.*s has exactly this name", (int)s->type.len,
		    (const char *)s->type.at);
	else
		eval_problem(v, "name_ambiguous", bytes_of(NULL, 0), name,
		    "several have this name: use a key or an identifier");
}

static void
resolve(struct eval *v, const struct source *s, struct bytes text,
    struct bytes *id)
{
	struct pass *p = v->context;

	if (s->kind == SOURCE_ENTITY)
		resolve_as(v, p, s, id);
	else if (s->kind == SOURCE_RECORD)
		resolve_key(v, p, s, text, id);
	else
		resolve_name(v, p, s, text, id);
}

/* ---- one entry -------------------------------------------------------- */

static struct bytes
canonical(struct arena *a, const struct json *v)
{
	struct buffer b = {0};
	struct bytes out;

	json_print_canonical(&b, v);
	out = arena_copy(a, buffer_bytes(&b));
	buffer_release(&b);
	return out;
}

/* What must be equal for a record to be `already` (model 10.2). */
static struct hash
content_hash(struct arena *a, const struct json *body, struct bytes slots)
{
	struct json *copy = json_clone(a, body);
	struct json *record = NULL;
	struct bytes text;
	struct sha256 s;
	struct hash h;

	for (struct json *m = copy != NULL ? copy->first : NULL; m != NULL;
	     m = m->next)
		if (bytes_is(m->name, "source_of_record"))
			record = m;
	if (record != NULL)
		json_remove(record, "origin");
	text = canonical(a, copy);
	sha256_init(&s);
	sha256_add(&s, text.at, text.len);
	sha256_add(&s, "\n", 1);
	sha256_add(&s, slots.at, slots.len);
	sha256_end(&s, &h);
	return h;
}

/* The key with "#2", "#3" where it was seen before (model 10.3). */
static struct bytes
key_number(struct pass *p, const struct entry_map *x, struct bytes key,
    struct staged *out)
{
	struct bytes k = record_key(p->row_arena, x->type, key);
	struct buffer b = {0};
	struct bytes numbered;
	uint64_t n = 1;

	if (k.at == NULL)
		return key;
	(void)map_get(p->job->numbers, k, &n);
	n++;
	buffer_add(&b, key);
	buffer_printf(&b, "#%llu", (unsigned long long)n);
	numbered = arena_copy(p->row_arena, buffer_bytes(&b));
	buffer_release(&b);
	out->number = true;
	out->number_key = k;
	out->number_value = n;
	return numbered;
}

static struct bytes
name_of(const struct json *slots)
{
	const struct json *names = json_get(slots, "names");
	const struct json *first = names != NULL && names->type == JSON_ARRAY ?
	    names->first :
	    NULL;

	return json_get_text(first, "text");
}

/* A contact or tenure without any date (map 7.3). */
static bool
when_is_missing(const struct entry_map *x, const struct json *body)
{
	if (!bytes_is(x->type, "contact") && !bytes_is(x->type, "tenure"))
		return false;
	return json_is_null(json_get(body, "when")) &&
	    !bytes_is(json_get_text(body, "status"), "proposed");
}

static bool
is_refusal(enum err rc)
{
	return rc == ERR_INPUT || rc == ERR_REFUSED || rc == ERR_CONFLICT;
}

/* The register's refusal becomes the row's problem, in both languages. */
static void
refuse_draft(struct eval *v, const struct import_host *h,
    const struct import_draft *draft, const struct error *why)
{
	struct error french = {.lang = LANG_FR};
	struct bytes field = arena_copy(v->a, bytes_text(why->field));
	const char *code = arena_text(v->a,
	    bytes_text(why->word[0] != '\0' ? why->word : "body"));

	eval_problem(v, code, field, bytes_of(NULL, 0), "%s", why->text);
	if (is_refusal(h->check(h->context, draft, &french)))
		v->message[LANG_FR] = arena_text(v->a, bytes_text(french.text));
}

/* Body, slots and check of a new or known record. */
static void
entry_fill(struct pass *p, struct eval *v, const struct entry_map *x,
    const struct import_known *known, struct staged *s)
{
	const struct import_host *h = p->job->host;
	struct json *body = eval_template(v, x->body);
	struct json *slots = eval_template(v, x->slots);
	struct error why = {0};
	enum err rc;

	if (eval_failed(v))
		return;
	if (body == NULL || slots == NULL) {
		eval_problem(v, "body", bytes_of(NULL, 0), bytes_of(NULL, 0),
		    "the map makes no body or no slots of this row");
		return;
	}
	if (when_is_missing(x, body)) {
		eval_problem(v, "date", bytes_text("when"), bytes_of(NULL, 0),
		    "no date is stated");
		return;
	}
	s->draft.body = canonical(v->a, body);
	s->draft.slots = canonical(v->a, slots);
	s->draft.content = content_hash(v->a, body, s->draft.slots);
	s->name = name_of(slots);
	if (known->found && hash_equal(&known->content, &s->draft.content)) {
		s->known = s->fresh = true;
		return;
	}
	s->draft.amends = known->found;
	if (h->check == NULL || arena_failed(v->a))
		return;
	rc = h->check(h->context, &s->draft, &why);
	if (is_refusal(rc))
		refuse_draft(v, h, &s->draft, &why);
	else if (rc != ERR_NONE)
		v->rc = error_set(v->e, rc, "%s", why.text);
}

static void
entry_identify(struct pass *p, struct eval *v, const struct entry_map *x,
    struct staged *s, struct import_known *known)
{
	const struct import_host *h = p->job->host;
	char id[IMPORT_ID_MAX] = "";

	v->rc = host_find(p, x->type, s->draft.key, known);
	if (v->rc != ERR_NONE)
		return;
	if (known->left_alone != NULL) {
		/* not a problem: a person decided (model 10.2) */
		v->left_alone = known->left_alone;
		return;
	}
	if (!known->found)
		v->rc = h->new_id(h->context, x->type, id, v->e);
	else
		memcpy(id, known->id, sizeof(id));
	s->id = s->draft.id = arena_text(p->job->keep, bytes_text(id));
}

static void
staged_add(struct pass *p, struct eval *v, const struct staged *s)
{
	struct import *job = p->job;

	if (p->staged_count == DRAFTS_A_ROW_MAX) {
		eval_problem(v, "limit", bytes_of(NULL, 0), bytes_of(NULL, 0),
		    "the row makes too many entries");
		return;
	}
	if (p->staged_count == job->staged_cap) {
		size_t cap = job->staged_cap == 0 ? 16 : job->staged_cap * 2;
		struct staged *at = realloc(job->staged, cap * sizeof(*at));

		if (at == NULL) {
			v->rc = too_large(v->e);
			return;
		}
		job->staged = at;
		job->staged_cap = cap;
	}
	job->staged[p->staged_count++] = *s;
}

static void
entry_make(struct pass *p, struct eval *v, size_t entry, size_t line)
{
	const struct entry_map *x = &p->part->entries[entry];
	struct staged s = {.entry = entry, .line = line};
	struct import_known known = {0};
	const char *earlier;

	if (x->when != NULL && !eval_condition(v, x->when))
		return;
	v->key = bytes_of(NULL, 0);
	s.draft = (struct import_draft){.type = x->type,
	    .as = x->as,
	    .key = eval_text(v, x->key),
	    .row = v->lines[0]->number,
	    .file = p->file,
	    .file_hash = p->file_hash};
	if (eval_failed(v))
		return;
	if (s.draft.key.len == 0 || s.draft.key.len > IMPORT_KEY_MAX - 8) {
		bool none = s.draft.key.len == 0;

		eval_problem(v, none ? "no_key" : "key_size",
		    x->key->column != NULL ? x->key->column->text :
					     bytes_of(NULL, 0),
		    s.draft.key,
		    none ?
			"the record has no key, so a later import could not know "
			"it again" :
			"a key has at most 192 bytes");
		return;
	}
	earlier = record_find(p, x->type, s.draft.key);
	if (earlier != NULL && x->repeat == REPEAT_REFUSE) {
		eval_problem(v, "duplicate_row", bytes_of(NULL, 0), s.draft.key,
		    "an earlier row of this import has the same "
		    "key");
		return;
	}
	if (earlier != NULL && x->repeat == REPEAT_NUMBER) {
		s.draft.key = key_number(p, x, s.draft.key, &s);
		earlier = NULL;
	}
	if (earlier != NULL) {
		s.known = true;
		s.id = earlier;
	} else {
		v->key = s.draft.key;
		entry_identify(p, v, x, &s, &known);
		if (!eval_failed(v))
			entry_fill(p, v, x, &known, &s);
	}
	if (!eval_failed(v))
		staged_add(p, v, &s);
}

/* ---- one row ---------------------------------------------------------- */

static const struct json *
origin_json(struct pass *p, uint64_t row)
{
	struct json *o = json_new(p->row_arena, JSON_OBJECT);

	(void)json_put_text(p->row_arena, o, "dataset", p->job->map->dataset);
	(void)json_put(p->row_arena, o, "file",
	    json_new_hash(p->row_arena, p->file_hash.at));
	(void)json_put_number(p->row_arena, o, "row", (int64_t)row);
	return o;
}

static void
row_entries(struct pass *p, struct eval *v)
{
	for (size_t i = 0; i < p->part->entry_count && !eval_failed(v); i++) {
		size_t times = p->part->entries[i].each_line ? v->line_count :
							       1;

		for (size_t k = 0; k < times && !eval_failed(v); k++) {
			v->line = k;
			v->in_lines = p->part->entries[i].each_line;
			v->place = &v->lines[k]->place;
			entry_make(p, v, i, k);
		}
	}
	v->in_lines = false;
}

static bool
name_put(struct import *job, struct arena *a, const struct staged *s,
    uint64_t place)
{
	struct bytes k;
	uint64_t before;

	if (s->name.len == 0)
		return true;
	k = record_key(a, s->draft.type, s->name);
	if (k.at == NULL)
		return false;
	if (map_get(job->names, k, &before))
		place = AMBIGUOUS;
	return map_put(job->names, k, place);
}

static enum err
staged_commit(struct pass *p, const struct staged *s)
{
	struct import *job = p->job;
	struct bytes k = record_key(p->row_arena, s->draft.type, s->draft.key);
	uint64_t place = job->ids.len / sizeof(s->id);
	struct import_draft d = s->draft;

	if (s->known && !s->fresh)
		return ERR_NONE;
	buffer_append(&job->ids, &s->id, sizeof(s->id));
	if (k.at == NULL || job->ids.failed ||
	    !map_put(job->records, k, place) ||
	    !name_put(job, p->row_arena, s, place) ||
	    (s->number &&
		!map_put(job->numbers, s->number_key, s->number_value)))
		return too_large(p->e);
	if (s->known)
		return ERR_NONE;
	d.type = arena_copy(job->keep, d.type);
	d.as = arena_copy(job->keep, d.as);
	d.key = arena_copy(job->keep, d.key);
	d.body = arena_copy(job->keep, d.body);
	d.slots = arena_copy(job->keep, d.slots);
	buffer_append(&job->drafts, &d, sizeof(d));
	if (job->drafts.failed || arena_failed(job->keep))
		return too_large(p->e);
	return d.amends ? ERR_NONE :
			  count_add(job, &job->totals.by_type, d.type, 1, p->e);
}

static enum err
row_commit(struct pass *p, size_t line_count)
{
	struct import_totals *t = &p->job->totals;
	bool filed = false, amended = false;
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < p->staged_count; i++) {
		rc = staged_commit(p, &p->job->staged[i]);
		filed |= !p->job->staged[i].known &&
		    !p->job->staged[i].draft.amends;
		amended |= !p->job->staged[i].known &&
		    p->job->staged[i].draft.amends;
	}
	if (rc != ERR_NONE)
		return rc;
	if (filed)
		t->filed++;
	else if (amended)
		t->amended++;
	else
		t->already++;
	t->joined += line_count - 1;
	return ERR_NONE;
}

static enum err
row_refuse(struct pass *p, const struct eval *v)
{
	return problem_add(p,
	    (struct import_problem){.code = v->code,
		.column = v->problem_column,
		.text = v->problem_text,
		.message = {v->message[LANG_EN], v->message[LANG_FR]},
		.row = v->lines[0]->number,
		.lines = v->line_count});
}

static enum err
row_judge(struct pass *p, struct eval *v)
{
	p->staged_count = 0;
	v->origin = origin_json(p, v->lines[0]->number);
	row_entries(p, v);
	if (v->rc != ERR_NONE)
		return v->rc;
	if (v->left_alone != NULL) {
		p->job->totals.skipped += v->line_count;
		return count_add(p->job, &p->job->totals.by_reason,
		    bytes_text(v->left_alone), v->line_count, p->e);
	}
	if (v->code == NULL && arena_failed(p->row_arena))
		eval_problem(v, "limit", bytes_of(NULL, 0), bytes_of(NULL, 0),
		    "the row is too large");
	if (v->code != NULL)
		return row_refuse(p, v);
	return row_commit(p, v->line_count);
}

/* The reason why a line is skipped; {NULL, 0}: it is not. */
static struct bytes
line_skip(struct pass *p, struct eval *v, struct line **one)
{
	v->lines = one;
	v->line_count = 1;
	v->place = &one[0]->place;
	for (size_t i = 0; i < p->part->skip_count && !eval_failed(v); i++)
		if (eval_condition(v, p->part->skips[i].when))
			return p->part->skips[i].reason;
	return bytes_of(NULL, 0);
}

static const char *
fault_message(const char *code, enum lang lang)
{
	static const char *const table[][2] = {
	    {"quote",
		N_("a quote inside a quoted cell is written twice; "
		   "here it is not, or the cell is never closed")},
	    {"encoding",
		N_("the bytes are not in the encoding that the map "
		   "states")},
	    {"row_width",
		N_("it has more or fewer cells than the first "
		   "line has columns")},
	    {"limit",
		N_("it is longer than 1 MiB, has more than 4096 cells "
		   "or is one of more than 1000 lines")},
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (strcmp(table[i][0], code) == 0)
			return message_in(lang, table[i][1]);
	return "";
}

static struct eval
eval_new(struct pass *p)
{
	return (struct eval){.map = p->job->map,
	    .part = p->part,
	    .a = p->row_arena,
	    .file = p->base,
	    .lookups = p->lookups,
	    .resolve = resolve,
	    .context = p,
	    .e = p->e};
}

static bool
is_asked(const struct import *job, const struct line *l)
{
	return l->number >= job->only_from &&
	    (job->only_to == 0 || l->number <= job->only_to);
}

/* The lines first..end-1 are one group. */
static enum err
group_judge(struct pass *p, size_t first, size_t end)
{
	struct import *job = p->job;
	struct eval v = eval_new(p);
	size_t left = 0;
	enum err rc = ERR_NONE;

	arena_reset(p->row_arena);
	for (size_t i = first; rc == ERR_NONE && i < end; i++) {
		struct line *l = &p->rows.lines[i];
		struct bytes reason;

		if (!is_asked(job, l))
			continue;
		job->totals.rows++;
		if (l->fault != NULL) {
			rc = problem_add(p,
			    (struct import_problem){.code = l->fault,
				.column = l->fault_column,
				.message = {fault_message(l->fault, LANG_EN),
				    fault_message(l->fault, LANG_FR)},
				.row = l->number,
				.lines = 1});
			continue;
		}
		p->left[left] = l;
		reason = line_skip(p, &v, &p->left[left]);
		if (v.rc != ERR_NONE)
			return v.rc;
		if (reason.len == 0) {
			left++;
			continue;
		}
		job->totals.skipped++;
		rc = count_add(job, &job->totals.by_reason, reason, 1, p->e);
	}
	if (rc != ERR_NONE || left == 0)
		return rc;
	v.lines = p->left;
	v.line_count = left;
	return row_judge(p, &v);
}

static enum err
pass_rows(struct pass *p)
{
	const struct import_host *h = p->job->host;
	size_t first = 0;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE && first < p->rows.count) {
		size_t end = first + 1;

		while (end < p->rows.count && p->rows.lines[end].joins &&
		    end - first < COUNT(p->left))
			end++;
		rc = group_judge(p, first, end);
		p->job->lines_seen += end - first;
		if (h->progress != NULL &&
		    p->job->lines_seen % PROGRESS_LINES < end - first)
			h->progress(h->context, p->job->lines_seen);
		first = end;
	}
	return rc;
}

/* ---- one file --------------------------------------------------------- */

static enum err
lookups_open(struct pass *p)
{
	for (size_t i = 0; i < p->part->lookup_count; i++) {
		struct lookup_rows *l = &p->lookups[i];
		size_t count;
		enum err rc = rows_at(&p->rows, p->part->lookups[i].rows,
		    &l->places, &count, p->file_arena, p->e);

		l->by_key = map_new();
		if (rc == ERR_NONE && l->by_key == NULL)
			rc = too_large(p->e);
		for (size_t k = 0; rc == ERR_NONE && k < count; k++) {
			struct bytes key = place_text(&l->places[k],
			    p->part->lookups[i].key, p->file_arena);

			if (key.len != 0 && !map_put(l->by_key, key, k))
				rc = too_large(p->e);
		}
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static struct bytes
base_name(struct bytes path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.at[i - 1] == '/')
			return bytes_of(path.at + i, path.len - i);
	return path;
}

static enum err
pass_run(struct pass *p, struct bytes content)
{
	enum err rc;

	p->file_arena = arena_new(IMPORT_BYTES_MAX);
	p->row_arena = p->job->row_arena;
	if (p->file_arena == NULL)
		rc = too_large(p->e);
	else
		rc = rows_open(&p->rows, content, &p->part->reader,
		    p->part->columns, p->part->column_count, p->file_arena,
		    p->e);
	if (rc == ERR_NONE)
		rc = lookups_open(p);
	if (rc == ERR_NONE)
		rc = pass_rows(p);
	for (size_t i = 0; i < COUNT(p->lookups); i++)
		map_free(p->lookups[i].by_key);
	arena_free(p->file_arena);
	return rc;
}

static enum err
content_judge(struct import *job, const struct part *part, struct bytes content,
    struct bytes file, struct error *e)
{
	struct pass *p = calloc(1, sizeof(*p));
	enum err rc;

	if (p == NULL)
		return too_large(e);
	p->job = job;
	p->part = part;
	p->e = e;
	p->file = file;
	p->base = base_name(file);
	p->file_hash = hash_bytes(content);
	job->csv_read |= part->reader.kind == ROWS_CSV;
	rc = pass_run(p, content);
	if (rc != ERR_NONE)
		rc = error_wrap(e, "%.*s",
		    (int)(file.len < 120 ? file.len : 120),
		    (const char *)file.at);
	free(p);
	return rc;
}

static enum err
file_judge(struct import *job, const struct part *part, const char *path,
    struct bytes file, struct error *e)
{
	struct buffer content = {0};
	enum err rc = file_read(&content, path, IMPORT_FILE_MAX, e);

	if (rc == ERR_NONE)
		rc = content_judge(job, part, buffer_bytes(&content), file, e);
	buffer_release(&content);
	return rc;
}

/* ---- one folder ------------------------------------------------------- */

static int
by_bytes(const void *a, const void *b)
{
	struct bytes x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return bytes_compare(x, y);
}

static enum err walk(struct import *job, const char *path, struct bytes below,
    unsigned depth, struct error *e);

static enum err
walk_one(struct import *job, const char *path, struct bytes name,
    unsigned depth, struct error *e)
{
	struct stat st;

	/* links are not followed: a folder could contain itself */
	if (lstat(path, &st) != 0)
		return error_set(e, ERR_STORE, "cannot look at \"%s\"", path);
	if (S_ISDIR(st.st_mode))
		return walk(job, path, name, depth + 1, e);
	if (!S_ISREG(st.st_mode))
		return ERR_NONE;
	if (job->files.len / sizeof(name) == WALK_FILES_MAX)
		return error_set(e, ERR_INPUT,
		    "the folder holds more than a million files");
	buffer_append(&job->files, &name, sizeof(name));
	return job->files.failed ? too_large(e) : ERR_NONE;
}

static enum err
walk(struct import *job, const char *path, struct bytes below, unsigned depth,
    struct error *e)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	enum err rc = ERR_NONE;

	if (dir == NULL)
		return error_set(e, ERR_ABSENT, "cannot open \"%s\"", path);
	while (rc == ERR_NONE && depth < WALK_DEPTH_MAX &&
	    (entry = readdir(dir)) != NULL) {
		char full[PATH_BYTES];
		struct buffer name = {0};
		struct bytes kept;

		if (entry->d_name[0] == '.')
			continue;
		buffer_add(&name, below);
		if (below.len != 0)
			buffer_byte(&name, '/');
		buffer_text(&name, entry->d_name);
		kept = arena_copy(job->keep, buffer_bytes(&name));
		buffer_release(&name);
		rc = path_join(full, path, entry->d_name, e);
		if (rc == ERR_NONE)
			rc = walk_one(job, full, kept, depth, e);
	}
	(void)closedir(dir);
	return rc;
}

static enum err
folder_part(struct import *job, const struct part *part, const char *path,
    size_t *read, struct error *e)
{
	const struct bytes *files = (const void *)job->files.at;
	enum err rc = ERR_NONE;

	for (size_t i = 0;
	     rc == ERR_NONE && i < job->files.len / sizeof(files[0]); i++) {
		char full[PATH_BYTES];
		char *name;

		if (!import_name_fits(part->file, files[i]))
			continue;
		name = arena_text(job->keep, files[i]);
		if (name == NULL)
			return too_large(e);
		rc = path_join(full, path, name, e);
		if (rc == ERR_NONE)
			rc = file_judge(job, part, full, files[i], e);
		++*read;
	}
	return rc;
}

static enum err
judge_parts(struct import *job, const char *path, bool folder, size_t *read,
    struct error *e)
{
	struct bytes base = base_name(bytes_text(path));
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < job->map->part_count; i++) {
		const struct part *part = &job->map->parts[i];

		if (folder) {
			rc = folder_part(job, part, path, read, e);
		} else if (import_name_fits(base_name(part->file), base)) {
			rc = file_judge(job, part, path,
			    arena_copy(job->keep, base), e);
			++*read;
		}
	}
	return rc;
}

static enum err
judge_path(struct import *job, const char *path, size_t *read, struct error *e)
{
	struct stat st;
	enum err rc = ERR_NONE;

	if (stat(path, &st) != 0)
		return error_set(e, ERR_ABSENT, "there is no \"%s\"", path);
	if (S_ISDIR(st.st_mode))
		rc = walk(job, path, bytes_of(NULL, 0), 0, e);
	if (job->files.len != 0)
		qsort(job->files.at, job->files.len / sizeof(struct bytes),
		    sizeof(struct bytes), by_bytes);
	return rc == ERR_NONE ?
	    judge_parts(job, path, S_ISDIR(st.st_mode), read, e) :
	    rc;
}

/* The bytes of one file under the name that it was published under. */
static enum err
judge_content(struct import *job, const char *name, struct bytes content,
    size_t *read, struct error *e)
{
	struct bytes base = arena_copy(job->keep, base_name(bytes_text(name)));
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < job->map->part_count; i++) {
		const struct part *part = &job->map->parts[i];

		if (!import_name_fits(base_name(part->file), base))
			continue;
		rc = content_judge(job, part, content, base, e);
		++*read;
	}
	return rc;
}

static enum err
was_read(const struct import *job, const char *path, size_t read,
    struct error *e)
{
	if (read == 0)
		return error_word(e, ERR_INPUT, "format",
		    "no part of the "
		    "map reads \"%s\": keep the names that the data set was "
		    "published under",
		    path);
	if (job->lines_seen == 0 && !job->csv_read)
		return error_word(e, ERR_INPUT, "format",
		    "\"%s\" holds no "
		    "row that the map reads",
		    path);
	return ERR_NONE;
}

static struct import *
job_new(const struct import_map *m, uint64_t only_from, uint64_t only_to,
    const struct import_host *host)
{
	struct import *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return NULL;
	job->map = m;
	job->host = host;
	job->only_from = only_from;
	job->only_to = only_to;
	job->keep = arena_new(IMPORT_BYTES_MAX);
	job->records = map_new();
	job->numbers = map_new();
	job->names = map_new();
	job->row_arena = arena_new(ROW_ARENA_MAX);
	if (job->keep == NULL || job->records == NULL || job->numbers == NULL ||
	    job->names == NULL || job->row_arena == NULL) {
		import_free(job);
		return NULL;
	}
	job->dataset = arena_copy(job->keep, m->dataset);
	return job;
}

enum err
import_judge(struct import **out, const struct import_map *m, const char *path,
    uint64_t only_from, uint64_t only_to, const struct import_host *host,
    struct error *e)
{
	struct import *job = job_new(m, only_from, only_to, host);
	size_t read = 0;
	enum err rc;

	if (job == NULL)
		return too_large(e);
	rc = judge_path(job, path, &read, e);
	if (rc == ERR_NONE)
		rc = was_read(job, path, read, e);
	if (rc == ERR_NONE) {
		*out = job;
		job = NULL;
	}
	import_free(job);
	return rc;
}

enum err
import_judge_bytes(struct import **out, const struct import_map *m,
    const char *name, struct bytes content, uint64_t only_from,
    uint64_t only_to, const struct import_host *host, struct error *e)
{
	struct import *job = job_new(m, only_from, only_to, host);
	size_t read = 0;
	enum err rc;

	if (job == NULL)
		return too_large(e);
	rc = judge_content(job, name, content, &read, e);
	if (rc == ERR_NONE)
		rc = was_read(job, name, read, e);
	if (rc == ERR_NONE) {
		*out = job;
		job = NULL;
	}
	import_free(job);
	return rc;
}

void
import_free(struct import *job)
{
	if (job == NULL)
		return;
	map_free(job->records);
	map_free(job->numbers);
	map_free(job->names);
	buffer_release(&job->drafts);
	buffer_release(&job->problems);
	buffer_release(&job->files);
	buffer_release(&job->ids);
	free(job->totals.by_reason.at);
	free(job->totals.by_code.at);
	free(job->totals.by_type.at);
	free(job->staged);
	arena_free(job->row_arena);
	arena_free(job->keep);
	free(job);
}

struct bytes
import_dataset(const struct import *job)
{
	return job->dataset;
}

size_t
import_draft_count(const struct import *job)
{
	return job->drafts.len / sizeof(struct import_draft);
}

const struct import_draft *
import_draft_at(const struct import *job, size_t index)
{
	return (const struct import_draft *)(const void *)job->drafts.at +
	    index;
}

size_t
import_problem_count(const struct import *job)
{
	return job->problems.len / sizeof(struct import_problem);
}

const struct import_problem *
import_problem_at(const struct import *job, size_t index)
{
	return (const struct import_problem *)(const void *)job->problems.at +
	    index;
}

const struct import_totals *
import_totals(const struct import *job)
{
	return &job->totals;
}
