#include "faces/declared.h"

#include "format/edtf.h"
#include "register/covering.h"

static enum err
put_id(struct registry *r, struct json *in, const char *member,
    uint64_t number, struct arena *a, struct error *e)
{
	char id[ID_TEXT_BYTES];
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(r), number,
	    &row, e);

	if (rc != ERR_NONE)
		return rc;
	id_print(id, &row.id);
	json_put_cstr(a, in, member, id);
	return rc;
}

static enum err
put_scope(struct json *body, struct registry *r,
    const struct declaration_words *w, struct arena *a, struct error *e)
{
	struct json *scope = json_put(a, body, "scope",
	    json_new(a, JSON_OBJECT));
	struct row_entity row;
	char state[3] = "";
	enum err rc;

	if (w->state != NULL) {
		if (strlen(w->state) == 2) {
			state[0] = (char)(w->state[0] | 0x20);
			state[1] = (char)(w->state[1] | 0x20);
		}
		json_put_cstr(a, scope, "state", state);
		return ERR_NONE;
	}
	if (w->org != NUMBER_NONE)
		return put_id(r, scope, "org", w->org, a, e);
	if (w->with == NUMBER_NONE) {
		json_put_bool(a, scope, "all", true);
		return ERR_NONE;
	}
	rc = read_model_by_number(registry_read_model(r), w->with, &row, e);
	return rc == ERR_NONE ?
	    put_id(r, scope, row.id.type == TYPE_ORG ? "org" : "person",
		w->with, a, e) :
	    rc;
}

static struct json *
day_or_null(struct arena *a, uint32_t day, uint32_t open)
{
	char text[11];

	day_print(text, day);
	return json_new_cstr(a, day == open ? NULL : text);
}

/* The days stated; without them those of the period. */
static enum err
put_window(struct json *body, const struct declaration_words *w,
    struct arena *a, struct error *e)
{
	struct json *window = json_put(a, body, "window",
	    json_new(a, JSON_OBJECT));
	uint32_t from = w->from, to = w->to;
	struct edtf d;
	enum err rc = w->period == NULL ? ERR_NONE :
	    edtf_parse(&d, bytes_text(w->period), e);

	if (rc != ERR_NONE) {
		error_field(e, "period");
		return rc;
	}
	if (w->period != NULL && from == DAY_FIRST)
		from = d.start_lo;
	if (w->period != NULL && to == DAY_LAST)
		to = d.end_hi;
	if (from > to) {
		error_set(e, ERR_INPUT, "the end is before the start");
		error_field(e, "to");
		return error_mend(e, ERR_INPUT, "turn them round");
	}
	json_put(a, window, "from", day_or_null(a, from, DAY_FIRST));
	json_put(a, window, "to", day_or_null(a, to, DAY_LAST));
	return ERR_NONE;
}

static void
put_kinds(struct json *body, unsigned kinds, struct arena *a)
{
	struct json *list = json_put(a, body, "kinds",
	    json_new(a, kinds == 0 ? JSON_NULL : JSON_ARRAY));

	for (unsigned k = 1; kinds != 0 && k <= 10; k++)
		if ((kinds & KIND_BIT(k)) != 0)
			json_add(list, json_new_cstr(a, kind_name(k)));
}

enum err
declaration_make(struct draft *out, struct registry *r,
    const struct declaration_words *w, struct arena *a, struct error *e)
{
	struct json *body = json_new(a, JSON_OBJECT);
	size_t exceptions = w->exceptions == NULL ? 0 : w->exceptions->count;
	enum err rc = put_id(r, body, "subject", w->of, a, e);

	json_put_number(a, body, "times", (int64_t)w->times);
	json_put_bool(a, body, "nil", w->times == 0);
	json_put_text(a, body, "to_knowledge_of",
	    json_get_text(body, "subject"));
	if (rc == ERR_NONE)
		rc = put_scope(body, r, w, a, e);
	if (rc == ERR_NONE)
		rc = put_window(body, w, a, e);
	if (rc == ERR_NONE && w->duty != NUMBER_NONE)
		rc = put_id(r, body, "rule", w->duty, a, e);
	if (rc != ERR_NONE)
		return rc;
	if (w->duty == NUMBER_NONE)
		json_put_null(a, body, "rule");
	put_kinds(body, w->kinds, a);
	json_put_number(a, body, "exceptions", (int64_t)exceptions);
	json_put_cstr(a, body, "form",
	    w->duty != NUMBER_NONE ? "return" : "declaration");
	json_put_cstr(a, body, "period", w->period);
	out->type = TYPE_COMPLETE;
	out->body = body;
	if (exceptions != 0)
		out->values.at[0] = w->exceptions;
	return arena_failed(a) ? error_set(e, ERR_MEMORY, "out of memory") :
				 ERR_NONE;
}

enum err
declaration_count(struct declaration_counts *out, struct registry *r,
    const struct json *body, struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	enum err rc;

	*out = (struct declaration_counts){.certain = 0};
	rc = scope_read(&out->scope, m, body, e);
	if (rc == ERR_NONE)
		rc = scope_count(&out->scope, m, &out->sums, a, e);
	if (rc == ERR_NONE)
		rc = registry_struck(r, body, &out->struck, e);
	for (size_t i = 0; rc == ERR_NONE && i < out->sums.count; i++) {
		const struct scope_row *n = &out->sums.rows[i];

		out->sealed += n->sealed ? n->times : 0;
		out->possible += n->sealed ? 0 : n->times;
		out->certain += n->certain && !n->sealed ? n->times : 0;
	}
	return rc;
}
