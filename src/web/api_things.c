/* Things, their versions, questions and checks (interfaces A4.6, A4.10, A5) */
#include <inttypes.h>

#include "faces/answered.h"
#include "faces/shown.h"
#include "web/api_handlers.h"
#include "web/api_query.h"
#include "web/serving_inside.h"

#define FRESH_S 5

/* ---- one thing ---- */

/* The path names it by entity number or full id; of the operation's type. */
enum err
api_thing(const struct api_call *c, uint64_t *number, struct error *e)
{
	struct read_model *m = registry_read_model(c->o.r);
	struct bytes text = c->request->parts[0];
	struct row_entity row = {.number = 0};
	struct id id;
	uint64_t n;
	enum err rc = ERR_ABSENT;

	if (bytes_decimal(text, INT64_MAX, &n))
		rc = read_model_by_number(m, n, &row, e);
	else if (id_parse(text, &id))
		rc = read_model_by_id(m, &id, &row, e);
	if (rc == ERR_NONE && row.id.type == c->operation->type) {
		*number = row.number;
		return ERR_NONE;
	}
	return rc == ERR_NONE || rc == ERR_ABSENT ?
	    error_word(e, ERR_ABSENT, "not-found",
		"there is no such thing of this type here") :
	    rc;
}

static enum err
show(struct api_call *c, uint64_t version, struct error *e)
{
	struct showing *x = arena_take(c->o.a, sizeof *x);
	uint64_t number = 0;
	enum err rc = api_thing(c, &number, e);

	if (rc == ERR_NONE && x == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = showing_load_entity(x, &c->o, number, (unsigned)version,
		    e);
	if (rc == ERR_NONE)
		rc = showing_json(x, &c->value, e);
	c->max_age_s = FRESH_S;
	return rc;
}

enum err
api_show(struct api_call *c, struct error *e)
{
	return show(c, 0, e);
}

enum err
api_version(struct api_call *c, struct error *e)
{
	uint64_t version;

	if (!bytes_decimal(c->request->parts[1], UINT32_MAX, &version) ||
	    version == 0)
		return error_word(e, ERR_ABSENT, "not-found",
		    "there is no such version");
	return show(c, version, e);
}

enum err
api_entry_shown(struct api_call *c, struct error *e)
{
	struct showing *x = arena_take(c->o.a, sizeof *x);
	char ref[REF_BYTES];
	uint64_t n = 0;
	enum err rc = x == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  api_entry_number(c, &n, e);

	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_UNKNOWN, n);
	rc = showing_load(x, &c->o, ref, 0, e);
	if (rc == ERR_NONE)
		rc = showing_json(x, &c->value, e);
	c->max_age_s = FRESH_S;
	return rc;
}

enum err
api_versions(struct api_call *c, struct error *e)
{
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	enum err rc = show(c, 0, e);

	if (rc != ERR_NONE)
		return rc;
	json_put(c->o.a, v, "items",
	    json_clone(c->o.a, json_get(c->value, "versions")));
	json_put_null(c->o.a, v, "next");
	json_put(c->o.a, v, "as_of",
	    object_as_of(&c->o, registry_size(c->o.r)));
	json_put(c->o.a, v, "html_url",
	    json_clone(c->o.a, json_get(c->value, "html_url")));
	c->value = v;
	return ERR_NONE;
}

/* ---- a question ---- */

/* Link: the same question as a proof, of the same checkpoint (amendments
 * B1.4). */
static void
link_proof(struct api_call *c, uint64_t size)
{
	struct buffer url = {0};

	buffer_text(&url, "<");
	api_path_print(&url, c, "/ask.proof");
	api_query_print(&url, c, "as_of");
	buffer_printf(&url, "%cas_of=%" PRIu64 ">; rel=\"proof\"",
	    memchr(url.at, '?', url.len) == NULL ? '?' : '&', size);
	http_answer_header(c->answer, "Link",
	    arena_text(c->o.a, buffer_bytes(&url)));
	buffer_release(&url);
}

static void
print_csv(struct api_call *c, const struct answered *x)
{
	struct buffer *out = &c->answer->body;
	enum lang lang = c->request->lang;

	csv_header(out, x->q.mode == ASK_LIST ? ENTRY_COLUMNS : GROUP_COLUMNS);
	for (size_t i = 0; i < x->answer.entry_count; i++) {
		const struct asked_entry *n = &x->answer.entries[i];
		struct cells row = {.count = 0};

		entry_cells(&row, x, n, answered_entry_json(x, n), lang);
		csv_line(out, &row);
	}
	for (size_t i = 0; i < x->answer.group_count; i++) {
		struct cells row = {.count = 0};

		group_cells(&row, x, &x->answer.groups[i], lang);
		csv_line(out, &row);
	}
}

/* As JSON lines: what the list or the groups hold. */
static struct json *
as_list(const struct api_call *c, const struct answered *x)
{
	struct json *all = answered_json(x), *v;

	v = json_new(c->o.a, JSON_OBJECT);
	json_put(c->o.a, v, "items", json_clone(c->o.a, json_get(all,
	    x->q.mode == ASK_LIST ? "entries" : "groups")));
	json_put_null(c->o.a, v, "next");
	json_put(c->o.a, v, "as_of",
	    json_clone(c->o.a, json_get(all, "as_of")));
	return v;
}

static void
answer(struct api_call *c, struct answered *x)
{
	link_proof(c, x->answer.size);
	if (c->form == API_PROOF) {
		c->answer->body = x->answer.file;
		x->answer.file = (struct buffer){0};
		c->answer->type = "application/vnd.chancery.proof";
		http_answer_header(c->answer, "Content-Disposition",
		    "attachment; filename=\"answer.chancery-proof\"");
	} else if (c->form == API_CSV) {
		print_csv(c, x);
		c->answer->type = "text/csv; charset=utf-8; header=present";
	} else {
		c->value = c->form == API_JSONL ? as_list(c, x) :
						  answered_json(x);
	}
}

enum err
api_ask(struct api_call *c, struct error *e)
{
	struct answered *x = arena_take(c->o.a, sizeof *x);
	struct query q;
	enum err rc = x == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  api_query(&q, c, e);

	if (rc == ERR_NONE)
		rc = answered_names_fit(&q, NULL, e);
	if (rc == ERR_NONE && (c->form & (API_CSV | API_JSONL)) != 0 &&
	    !query_has(&q, "list") && !query_has(&q, "anyone_else"))
		rc = error_word(e, ERR_INPUT, "usage",
		    "a count is no list: ask for list or anyone_else");
	if (rc == ERR_NONE)
		rc = answered_read(x, &c->o, &q, NULL, e);
	if (rc == ERR_NONE)
		rc = answered_run(x, e);
	if (rc == ERR_NONE)
		answer(c, x);
	if (x != NULL)
		answered_release(x);
	return rc;
}

/* ---- a check ---- */

enum err
api_check(struct api_call *c, struct error *e)
{
	struct checked *x = arena_take(c->o.a, sizeof *x);
	struct query q;
	uint64_t number = 0, size = 0;
	enum err rc = x == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  api_query(&q, c, e);

	if (rc == ERR_NONE)
		rc = api_thing(c, &number, e);
	if (rc == ERR_NONE)
		rc = query_as_of(&q, c->o.r, &size, e);
	if (rc == ERR_NONE && size == 0)
		size = registry_size(c->o.r);
	if (rc != ERR_NONE)
		return rc;
	rc = registry_check(c->o.r, number, size, c->o.a, x, e);
	if (rc != ERR_NONE)
		return rc;
	c->value = checked_json(&c->o, x);
	checked_release(x);
	return ERR_NONE;
}
