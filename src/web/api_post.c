/* POST /api/v1/entries: docs/format/wire.md 1 */
#include "web/api_filing.h"
#include "web/api_handlers.h"
#include "web/serving_inside.h"

static enum err
read_member(struct submission *out, const struct json *v, struct arena *a,
    struct error *e)
{
	const struct json *opening = json_get(v, "opening");
	struct buffer text = {0};
	struct opening o;
	enum err rc;

	*out = (struct submission){.leaf = json_get_text(v, "leaf")};
	if (v->type != JSON_OBJECT || v->count != 2 || out->leaf.at == NULL ||
	    opening == NULL)
		return error_word(e, ERR_INPUT, "json_form",
		    "an entry is an object of leaf and opening");
	if (json_is_null(opening))
		return ERR_NONE;
	json_print_canonical(&text, opening);
	rc = opening_parse(&o, arena_copy(a, buffer_bytes(&text)), true, a, e);
	buffer_wipe(&text);
	if (rc == ERR_NONE) {
		out->has_opening = true;
		out->seed = o.seed;
		out->values = o.values;
	}
	return rc;
}

/* wire 1.1 */
static enum err
read_request(struct filing_work *w, const struct http_request *r,
    bool *confirm, struct error *e)
{
	struct json_limits limits = json_entry_limits;
	const struct json *v = NULL, *entries, *wish;
	enum err rc;
	size_t i = 0;

	limits.elements = TRUTH_BATCH_ENTRIES;
	limits.string_bytes = ENTRY_BYTES_MAX;
	rc = json_parse(&v, r->body, &limits, r->arena, e);
	if (rc != ERR_NONE)
		return rc;
	entries = json_get(v, "entries");
	wish = json_get(v, "confirm");
	if (entries == NULL || entries->type != JSON_ARRAY ||
	    entries->count == 0 ||
	    (!json_is_null(wish) && wish->type != JSON_BOOL) ||
	    v->count != 1 + (size_t)(wish != NULL))
		return error_word(e, ERR_INPUT, "json_form",
		    "the body is an object of entries and confirm");
	*confirm = json_get_bool(v, "confirm");
	rc = filing_work_take(w, entries->count, r->arena, e);
	for (const struct json *m = entries->first; m != NULL && rc == ERR_NONE;
	     m = m->next) {
		rc = read_member(&w->list[i++], m, r->arena, e);
		if (rc != ERR_NONE)
			error_field(e, "/entries/%zu", i - 1);
	}
	return rc;
}

/* The same leaves again give the same numbers, with a key or without: the
 * batch is judged as it was sent. */
static enum err
begin(struct api_call *c, struct filing_work *w, bool *refused,
    struct error *e)
{
	struct truth_submission sub;
	bool has_key = http_header(c->request, "Idempotency-Key").at != NULL;
	bool confirm = false, replayed;
	enum err rc = has_key ? filing_work_key(w, c, "entries", &sub, e) :
				ERR_NONE;

	replayed = w->replayed;
	w->replayed = false;
	if (rc == ERR_NONE)
		rc = read_request(w, c->request, &confirm, e);
	if (rc == ERR_NONE)
		rc = filing_work_file(w, c, confirm,
		    has_key && !replayed ? &sub : NULL, refused, e);
	w->replayed = replayed;
	return rc;
}

enum err
api_file_entries(struct api_call *c, struct error *e)
{
	struct filing_work *w = c->request->kept;
	bool refused = false;
	enum err rc = ERR_NONE;

	if (!c->request->again) {
		w = arena_take(c->o.a, sizeof *w);
		c->request->kept = w;
		rc = w == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				 begin(c, w, &refused, e);
	}
	if (rc != ERR_NONE || refused || filing_work_waits(w, c))
		return rc;
	return filing_work_batch(w, c, e);
}
