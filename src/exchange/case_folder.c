#include "exchange/case_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "exchange/case_symbols.h"

#define CASE_ARENA (128 * MIB)
#define CASE_TOTAL_BYTES (32 * MIB)

struct reading {
	struct case_folder *c;
	struct case_file case_json;
	struct case_file *files; /* of entries, by number */
	struct case_names names;
	struct error *e;
};

static enum err
at_fault(struct error *e, const struct case_file *f, const char *member)
{
	error_field(e, "%.*s%s%s", (int)(f->name.len > 60 ? 60 : f->name.len),
	    (const char *)f->name.at, *member == '\0' ? "" : " ", member);
	return e == NULL ? ERR_INPUT : e->code;
}

/* ---- files by number ---- */

/* "entries/NNN-slug.json": its number, or -1. */
static int
entry_number(struct bytes name)
{
	size_t head = sizeof "entries/" - 1, tail = sizeof ".json" - 1;
	int n = 0;

	if (!bytes_starts(name, "entries/") || name.len < head + 4 + 1 + tail ||
	    name.len > head + 4 + 60 + tail ||
	    memcmp(name.at + name.len - tail, ".json", tail) != 0 ||
	    name.at[head + 3] != '-')
		return -1;
	for (size_t i = head; i < head + 3; i++) {
		if (name.at[i] < '0' || name.at[i] > '9')
			return -1;
		n = n * 10 + (name.at[i] - '0');
	}
	return case_name_is_valid(bytes_of(name.at + head + 4,
		   name.len - head - 4 - tail)) ?
	    n :
	    -1;
}

static enum err
place_one(struct reading *r, const struct case_file *f)
{
	int n;
	enum err rc;

	if (bytes_is(f->name, "case.json")) {
		if (r->case_json.name.len == 0) {
			r->case_json = *f;
			return ERR_NONE;
		}
		error_set(r->e, ERR_INPUT, "the file stands twice");
		return at_fault(r->e, f, "");
	}
	n = entry_number(f->name);
	if (n < 0) {
		rc = error_set(r->e, ERR_INPUT,
		    "the file name is not NNN-slug.json");
		error_mend(r->e, rc,
		    "three digits, a dash, small letters, digits and dashes");
		return at_fault(r->e, f, "");
	}
	if (r->files[n].name.len != 0) {
		rc = error_set(r->e, ERR_INPUT, "two files have number %03d",
		    n);
		error_mend(r->e, rc, "number the files from 000, each once");
		return at_fault(r->e, f, "");
	}
	if (f->content.len > CASE_ENTRY_BYTES) {
		error_set(r->e, ERR_INPUT, "the file has more than %zu bytes",
		    (size_t)CASE_ENTRY_BYTES);
		return at_fault(r->e, f, "");
	}
	r->files[n] = *f;
	r->c->entry_count++;
	return ERR_NONE;
}

static enum err
place_files(struct reading *r, const struct case_file *files, size_t count)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = place_one(r, &files[i]);
	if (rc != ERR_NONE)
		return rc;
	if (r->case_json.name.len == 0) {
		rc = error_set(r->e, ERR_ABSENT, "there is no case.json");
		return error_mend(r->e, rc, "docs/case.md tells what it holds");
	}
	if (r->case_json.content.len > CASE_FILE_BYTES) {
		error_set(r->e, ERR_INPUT, "the file has more than %zu bytes",
		    (size_t)CASE_FILE_BYTES);
		return at_fault(r->e, &r->case_json, "");
	}
	if (r->c->entry_count < 2)
		return error_set(r->e, ERR_ABSENT,
		    "entries/ holds no policy and registrar");
	for (size_t i = 0; i < r->c->entry_count; i++)
		if (r->files[i].name.len == 0) {
			rc = error_set(r->e, ERR_ABSENT,
			    "file %03zu is missing in entries/", i);
			return error_mend(r->e, rc,
			    "number the files from 000 without a gap: the "
			    "number is that of the entry in the log");
		}
	return ERR_NONE;
}

/* ---- one file ---- */

static enum err
parse_file(struct reading *r, const struct case_file *f, struct json **out)
{
	struct arena *a = r->c->arena;
	const struct json *v = NULL;
	enum err rc = json_parse(&v, arena_copy(a, f->content),
	    &json_entry_limits, a, r->e);

	if (rc == ERR_NONE && v->type != JSON_OBJECT)
		rc = error_set(r->e, ERR_INPUT, "not a JSON object");
	if (rc == ERR_NONE)
		*out = json_clone(a, v);
	if (rc == ERR_NONE && *out == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	return rc == ERR_NONE ? rc : at_fault(r->e, f, "");
}

/* Exactly these members, all of them. */
static enum err
check_members(struct reading *r, const struct case_file *f,
    const struct json *v, const char *const *names, size_t count,
    const char *where)
{
	enum err rc;
	char field[72];

	for (const struct json *m = v == NULL ? NULL : v->first; m != NULL;
	     m = m->next) {
		bool known = false;

		for (size_t i = 0; i < count; i++)
			known = known || bytes_is(m->name, names[i]);
		if (known)
			continue;
		(void)snprintf(field, sizeof field, "%s/%.*s", where,
		    (int)(m->name.len > 40 ? 40 : m->name.len),
		    (const char *)m->name.at);
		error_set(r->e, ERR_INPUT, "no such member here");
		return at_fault(r->e, f, field);
	}
	for (size_t i = 0; i < count; i++) {
		if (json_get(v, names[i]) != NULL)
			continue;
		(void)snprintf(field, sizeof field, "%s/%s", where, names[i]);
		rc = error_set(r->e, ERR_INPUT, "the member is missing");
		error_mend(r->e, rc, "write null where it has no value");
		return at_fault(r->e, f, field);
	}
	return ERR_NONE;
}

static enum err
parse_prev(struct reading *r, const struct case_file *f, unsigned n,
    const struct json *v, struct case_entry *x)
{
	if (v->type == JSON_NULL)
		return ERR_NONE;
	x->has_prev = v->type == JSON_STRING &&
	    case_number_parse(v->text, &x->prev);
	if (x->has_prev && x->prev < n)
		return ERR_NONE;
	if (x->has_prev)
		error_set(r->e, ERR_INPUT,
		    "names file %03u, which is not filed before", x->prev);
	else
		error_set(r->e, ERR_INPUT,
		    "is neither null nor the number of a file such as @007");
	return at_fault(r->e, f, "/prev");
}

static enum err
parse_head(struct reading *r, unsigned n, const struct json *v)
{
	const struct case_file *f = &r->files[n];
	struct case_entry *x = &r->c->entries[n];
	enum err rc;

	x->type = type_by_name(json_get_text(v, "type"));
	if (x->type == TYPE_UNKNOWN || x->type == TYPE_INDEX_ROOT) {
		error_set(r->e, ERR_INPUT, "is no type of entry");
		return at_fault(r->e, f, "/type");
	}
	if (!time_parse(json_get_text(v, "at"), &x->at_s)) {
		rc = error_set(r->e, ERR_INPUT, "is no time");
		error_mend(r->e, rc, "write one as 2024-01-08T09:00:00Z");
		return at_fault(r->e, f, "/at");
	}
	if (n != 0 && x->at_s < r->c->entries[n - 1].at_s) {
		error_set(r->e, ERR_INPUT, "is earlier than that of the entry "
					   "before");
		return at_fault(r->e, f, "/at");
	}
	if (!case_symbol_parse(json_get_text(v, "id"), &x->id) ||
	    x->id.type != x->type) {
		rc = error_set(r->e, ERR_INPUT, "is no symbol of this type");
		error_mend(r->e, rc, "write one as %s:@name",
		    type_name(x->type));
		return at_fault(r->e, f, "/id");
	}
	if (!case_symbol_parse(json_get_text(v, "by"), &x->by)) {
		rc = error_set(r->e, ERR_INPUT,
		    "is no symbol of a person or an organisation");
		error_mend(r->e, rc, "write one as org:@registrar");
		return at_fault(r->e, f, "/by");
	}
	if (json_get(v, "body")->type != JSON_OBJECT) {
		error_set(r->e, ERR_INPUT, "not a JSON object");
		return at_fault(r->e, f, "/body");
	}
	if (json_get(v, "slots")->type != JSON_OBJECT &&
	    json_get(v, "slots")->type != JSON_NULL) {
		error_set(r->e, ERR_INPUT,
		    "slots are an object of names and values");
		return at_fault(r->e, f, "/slots");
	}
	return parse_prev(r, f, n, json_get(v, "prev"), x);
}

/* Equal slugs would give one seed to two entries (model 7.1). */
static enum err
take_slug(struct reading *r, unsigned n)
{
	const struct case_file *f = &r->files[n];
	struct case_entry *x = &r->c->entries[n];
	size_t head = sizeof "entries/000-" - 1, tail = sizeof ".json" - 1;
	struct hash seed;

	x->file = arena_text(r->c->arena, f->name);
	x->slug = arena_text(r->c->arena, bytes_of(f->name.at + head,
	    f->name.len - head - tail));
	if (x->file == NULL || x->slug == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (unsigned i = 0; i < n; i++)
		if (strcmp(r->c->entries[i].slug, x->slug) == 0) {
			error_set(r->e, ERR_INPUT,
			    "file %03u has the same slug, and seeds are made "
			    "from slugs", i);
			return at_fault(r->e, f, "");
		}
	seed = case_example("seed", bytes_text(x->slug));
	memcpy(x->seed.at, seed.at, sizeof x->seed.at);
	return ERR_NONE;
}

static enum err
parse_entry(struct reading *r, unsigned n, struct json **out)
{
	static const char *const names[] = {"at", "body", "by", "id", "prev",
	    "slots", "type"};
	const struct case_file *f = &r->files[n];
	enum err rc = parse_file(r, f, out);

	if (rc == ERR_NONE)
		rc = check_members(r, f, *out, names, COUNT(names), "");
	if (rc == ERR_NONE)
		rc = parse_head(r, n, *out);
	return rc == ERR_NONE ? take_slug(r, n) : rc;
}

/* A later version follows one of its own entity, or its withdrawal. */
static enum err
check_prev(struct reading *r, unsigned n, const struct json *const *parsed)
{
	const struct case_entry *x = &r->c->entries[n];
	const struct case_entry *before = &r->c->entries[x->prev];
	struct id target;

	if (!x->has_prev || id_equal(&before->id, &x->id))
		return ERR_NONE;
	if (before->type == TYPE_ANNUL &&
	    case_symbol_parse(json_get_text(json_get(parsed[x->prev], "body"),
		"target"), &target) && id_equal(&target, &x->id))
		return ERR_NONE;
	error_set(r->e, ERR_INPUT, "file %03u is of another thing", x->prev);
	return at_fault(r->e, &r->files[n], "/prev");
}

static enum err
parse_entries(struct reading *r)
{
	struct case_folder *c = r->c;
	struct json **parsed = arena_take_array(c->arena, c->entry_count,
	    sizeof(struct json *));
	enum err rc = ERR_NONE;

	c->entries = arena_take_array(c->arena, c->entry_count,
	    sizeof *c->entries);
	if (parsed == NULL || c->entries == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (unsigned n = 0; n < c->entry_count && rc == ERR_NONE; n++)
		rc = parse_entry(r, n, &parsed[n]);
	for (unsigned n = 0; n < c->entry_count && rc == ERR_NONE; n++)
		rc = check_prev(r, n, (const struct json *const *)parsed);
	if (rc == ERR_NONE)
		rc = case_names_gather(&r->names, c, parsed, r->e);
	for (unsigned n = 0; n < c->entry_count && rc == ERR_NONE; n++) {
		struct case_place at = {.names = &r->names, .number = n,
		    .arena = c->arena};

		rc = case_resolve(&at, parsed[n], r->e);
		if (rc != ERR_NONE)
			return at_fault(r->e, &r->files[n], at.pointer);
		c->entries[n].body = json_get(parsed[n], "body");
		c->entries[n].slots = json_get(parsed[n], "slots");
	}
	return rc;
}

/* ---- case.json ---- */

static enum err
case_fault(struct reading *r, const char *list, size_t i, const char *member,
    const char *sentence)
{
	char field[64];

	error_set(r->e, ERR_INPUT, "%s", error_say(r->e, sentence));
	(void)snprintf(field, sizeof field, "/%s/%zu%s", list, i, member);
	return at_fault(r->e, &r->case_json, field);
}

static bool
is_text_map(const struct json *v)
{
	if (v == NULL || v->type != JSON_OBJECT || v->count == 0)
		return false;
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (m->type != JSON_STRING || m->text.len == 0 ||
		    m->name.len < 2 || m->name.len > 3)
			return false;
	return true;
}

/* Each names the first version of something in this case. */
static enum err
parse_cover(struct reading *r, size_t i, const struct json *list,
    struct case_sentence *s)
{
	struct id id;
	unsigned number;

	if (list->type != JSON_ARRAY || list->count > CASE_COVER_MAX)
		return case_fault(r, "coverage", i, "/entries",
		    N_("is no array of at most 64 symbols"));
	s->entries = arena_take_array(r->c->arena, list->count + 1,
	    sizeof *s->entries);
	if (s->entries == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		if (m->type != JSON_STRING ||
		    !case_symbol_parse(m->text, &id) ||
		    !case_names_find(&r->names, &id, &number))
			return case_fault(r, "coverage", i, "/entries",
			    N_("names something that no file of entries/ "
			       "files"));
		for (size_t k = 0; k < s->entry_count; k++)
			if (s->entries[k] == number)
				return case_fault(r, "coverage", i, "/entries",
				    N_("names one thing twice"));
		s->entries[s->entry_count++] = number;
	}
	return ERR_NONE;
}

/* All numbers that stand twice, in one sentence. */
static enum err
doubles(struct reading *r, const struct json *coverage)
{
	uint8_t *seen = arena_take_array(r->c->arena,
	    r->c->sentence_count + 1, 1);
	struct buffer list = {0};
	enum err rc = ERR_NONE;

	if (seen == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (const struct json *v = coverage->first; v != NULL; v = v->next) {
		int64_t n = json_get_number(v, "n", 0);

		if (n < 1 || n > (int64_t)r->c->sentence_count)
			continue;
		if (seen[n] == 1)
			buffer_printf(&list, "%s%lld", list.len == 0 ? "" :
			    ", ", (long long)n);
		seen[n] = (uint8_t)(seen[n] < 2 ? seen[n] + 1 : 2);
	}
	if (list.len != 0) {
		rc = error_word(r->e, ERR_INPUT, "coverage",
		    "sentences stand twice: %s", buffer_cstr(&list));
		error_mend(r->e, rc, "give each number once");
		(void)at_fault(r->e, &r->case_json, "/coverage");
	}
	buffer_release(&list);
	return rc;
}

static enum err
parse_sentence(struct reading *r, size_t i, const struct json *v)
{
	static const char *const names[] = {"entries", "n", "reason"};
	struct case_folder *c = r->c;
	const struct json *n = json_get(v, "n"), *reason;
	struct case_sentence *s;
	char where[40];
	enum err rc;

	(void)snprintf(where, sizeof where, "/coverage/%zu", i);
	if (v->type != JSON_OBJECT)
		return case_fault(r, "coverage", i, "",
		    N_("not a JSON object"));
	rc = check_members(r, &r->case_json, v, names, COUNT(names), where);
	if (rc != ERR_NONE)
		return rc;
	if (n->type != JSON_NUMBER || n->number < 1 ||
	    n->number > (int64_t)c->sentence_count)
		return case_fault(r, "coverage", i, "/n",
		    N_("is no number of a sentence"));
	s = &c->sentences[n->number - 1];
	s->n = (unsigned)n->number;
	rc = parse_cover(r, i, json_get(v, "entries"), s);
	if (rc != ERR_NONE)
		return rc;
	reason = json_get(v, "reason");
	if (reason->type != JSON_NULL && !is_text_map(reason))
		return case_fault(r, "coverage", i, "/reason",
		    N_("is neither null nor a text in each language"));
	if (reason->type != JSON_NULL && s->entry_count != 0)
		return case_fault(r, "coverage", i, "/reason",
		    N_("says why a sentence is not represented; this one has "
		       "entries"));
	s->reason = reason->type == JSON_NULL ? NULL : reason;
	c->represented += s->entry_count != 0;
	c->not_represented += s->reason != NULL;
	return ERR_NONE;
}

static enum err
parse_coverage(struct reading *r, const struct json *v)
{
	struct case_folder *c = r->c;
	const struct json *list = json_get(v, "coverage");
	const struct json *total = json_get(v, "sentences");
	size_t i = 0;
	enum err rc;

	if (total->type != JSON_NUMBER || total->number < 1 ||
	    total->number > CASE_SENTENCES_MAX) {
		error_set(r->e, ERR_INPUT, "is no number from 1 to %d",
		    CASE_SENTENCES_MAX);
		return at_fault(r->e, &r->case_json, "/sentences");
	}
	if (list->type != JSON_ARRAY) {
		error_set(r->e, ERR_INPUT, "is no array");
		return at_fault(r->e, &r->case_json, "/coverage");
	}
	c->sentence_count = (size_t)total->number;
	c->sentences = arena_take_array(c->arena, c->sentence_count,
	    sizeof *c->sentences);
	c->missing = arena_take_array(c->arena, c->sentence_count,
	    sizeof *c->missing);
	if (c->sentences == NULL || c->missing == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	rc = doubles(r, list);
	for (const struct json *m = list->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = parse_sentence(r, i++, m);
	for (size_t k = 0; k < c->sentence_count; k++) {
		struct case_sentence *s = &c->sentences[k];

		if (s->entry_count == 0 && s->reason == NULL)
			c->missing[c->missing_count++] = (unsigned)k + 1;
		s->n = (unsigned)k + 1;
	}
	return rc;
}

static enum err
parse_question(struct reading *r, size_t i, const struct json *v)
{
	static const char *const names[] = {"canonical", "certain", "possible",
	    "struck"};
	struct case_question *q = &r->c->questions[i];
	uint64_t *numbers[] = {&q->certain, &q->possible, &q->struck};
	struct bytes text;
	char where[40];
	enum err rc;

	(void)snprintf(where, sizeof where, "/questions/%zu", i);
	if (v->type != JSON_OBJECT)
		return case_fault(r, "questions", i, "",
		    N_("not a JSON object"));
	rc = check_members(r, &r->case_json, v, names, COUNT(names), where);
	if (rc != ERR_NONE)
		return rc;
	text = json_get_text(v, "canonical");
	if (text.len == 0 || text.len > 500)
		return case_fault(r, "questions", i, "/canonical",
		    N_("is no question"));
	q->canonical = arena_text(r->c->arena, text);
	for (size_t k = 0; k < COUNT(numbers); k++) {
		const struct json *n = json_get(v, names[k + 1]);

		if (n->type != JSON_NUMBER || n->number < 0)
			return case_fault(r, "questions", i, "",
			    N_("certain, possible and struck are numbers"));
		*numbers[k] = (uint64_t)n->number;
	}
	return q->canonical == NULL ?
	    error_set(r->e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;
}

static enum err
parse_questions(struct reading *r, const struct json *list)
{
	struct case_folder *c = r->c;
	enum err rc = ERR_NONE;

	if (list->type != JSON_ARRAY || list->count > CASE_QUESTIONS_MAX) {
		error_set(r->e, ERR_INPUT, "is no array of at most %d",
		    CASE_QUESTIONS_MAX);
		return at_fault(r->e, &r->case_json, "/questions");
	}
	c->questions = arena_take_array(c->arena, list->count + 1,
	    sizeof *c->questions);
	if (c->questions == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (const struct json *m = list->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = parse_question(r, c->question_count++, m);
	return rc;
}

static enum err
parse_case(struct reading *r)
{
	static const char *const names[] = {"coverage", "questions",
	    "sentences", "title"};
	struct json *v = NULL;
	enum err rc = parse_file(r, &r->case_json, &v);

	if (rc == ERR_NONE)
		rc = check_members(r, &r->case_json, v, names, COUNT(names),
		    "");
	if (rc != ERR_NONE)
		return rc;
	r->c->title = json_get(v, "title");
	if (!is_text_map(r->c->title)) {
		error_set(r->e, ERR_INPUT, "is no text in each language");
		return at_fault(r->e, &r->case_json, "/title");
	}
	rc = parse_coverage(r, v);
	return rc == ERR_NONE ? parse_questions(r, json_get(v, "questions")) :
				rc;
}

enum err
case_folder_parse(struct case_folder **out, const struct case_file *files,
    size_t count, struct error *e)
{
	struct reading r = {.e = e};
	struct case_folder *c = calloc(1, sizeof *c);
	enum err rc = ERR_NONE;

	r.c = c;
	r.files = calloc(CASE_ENTRIES_MAX, sizeof *r.files);
	if (c != NULL)
		c->arena = arena_new(CASE_ARENA);
	if (c == NULL || c->arena == NULL || r.files == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = place_files(&r, files, count);
	if (rc == ERR_NONE)
		rc = parse_entries(&r);
	if (rc == ERR_NONE)
		rc = parse_case(&r);
	if (rc == ERR_NONE && arena_failed(c->arena))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	case_names_release(&r.names);
	free(r.files);
	if (rc == ERR_NONE)
		*out = c;
	else
		case_folder_free(c);
	return rc;
}

void
case_folder_free(struct case_folder *c)
{
	if (c == NULL)
		return;
	arena_free(c->arena);
	free(c);
}

/* ---- from a folder ---- */

struct gathered {
	struct case_file files[CASE_ENTRIES_MAX + 2];
	size_t count, total_bytes;
	struct arena *arena;
};

static enum err
gather(struct gathered *g, const char *dir, const char *name, size_t max,
    struct error *e)
{
	struct buffer b = {0};
	char path[PATH_BYTES];
	enum err rc;

	if (g->count == COUNT(g->files))
		return error_set(e, ERR_INPUT,
		    "a case has at most %d entries", CASE_ENTRIES_MAX);
	rc = path_join(path, dir, name, e);
	if (rc == ERR_NONE)
		rc = file_read(&b, path, max, e);
	if (rc == ERR_NONE) {
		struct case_file *f = &g->files[g->count++];

		g->total_bytes += b.len;
		f->name = arena_copy(g->arena, bytes_text(name));
		f->content = arena_copy(g->arena, buffer_bytes(&b));
		if (g->total_bytes > CASE_TOTAL_BYTES)
			rc = error_set(e, ERR_INPUT,
			    "the case has more than %zu bytes",
			    (size_t)CASE_TOTAL_BYTES);
		else if (arena_failed(g->arena))
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	buffer_release(&b);
	return rc;
}

static enum err
gather_entries(struct gathered *g, const char *dir, struct error *e)
{
	struct dirent *one;
	char path[PATH_BYTES], name[300];
	enum err rc = path_join(path, dir, "entries", e);
	DIR *d;

	if (rc != ERR_NONE)
		return rc;
	d = opendir(path);
	if (d == NULL)
		return error_set(e, ERR_ABSENT, "cannot open \"%s\": %s", path,
		    strerror(errno));
	while (rc == ERR_NONE && (one = readdir(d)) != NULL) {
		if (one->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof name, "entries/%s", one->d_name);
		rc = gather(g, dir, name, CASE_ENTRY_BYTES, e);
	}
	(void)closedir(d);
	return rc;
}

enum err
case_folder_read(struct case_folder **out, const char *dir, struct error *e)
{
	struct gathered *g = calloc(1, sizeof *g);
	enum err rc = ERR_NONE;

	if (g != NULL)
		g->arena = arena_new(2 * CASE_TOTAL_BYTES);
	if (g == NULL || g->arena == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = gather(g, dir, "case.json", CASE_FILE_BYTES, e);
	if (rc == ERR_NONE)
		rc = gather_entries(g, dir, e);
	if (rc == ERR_NONE)
		rc = case_folder_parse(out, g->files, g->count, e);
	if (g != NULL)
		arena_free(g->arena);
	free(g);
	return rc;
}
