#include "register/readings.h"

#include <stdio.h>

#include "format/day.h"

enum err
reading_record(struct registry *r, const struct reading *row, uint64_t *n,
    struct arena *a, struct error *e)
{
	struct json *v = json_new(a, JSON_OBJECT);
	struct buffer text = {0};
	struct hash head;
	char at[21];
	uint64_t last = 0;
	enum err rc = truth_last_read(registry_truth(r), &last, &head, e);

	if (rc != ERR_NONE)
		return rc;
	time_print(at, registry_now(r));
	json_put_cstr(a, v, "account", row->account);
	json_put_cstr(a, v, "act", row->act);
	json_put_cstr(a, v, "at", at);
	json_put_cstr(a, v, "basis", row->basis);
	json_put_cstr(a, v, "channel", row->channel);
	json_put_number(a, v, "n", (int64_t)last + 1);
	json_put_cstr(a, v, "object", row->object);
	json_put_cstr(a, v, "office", row->office);
	json_put_cstr(a, v, "outcome", row->outcome);
	if (arena_failed(a))
		return error_set(e, ERR_MEMORY, "out of memory");
	json_print_canonical(&text, v);
	rc = text.failed ? error_set(e, ERR_MEMORY, "out of memory") :
			   truth_add_read(registry_truth(r), last + 1,
			       buffer_bytes(&text), e);
	buffer_release(&text);
	if (rc == ERR_NONE)
		*n = last + 1;
	return rc;
}

struct checking {
	struct readings_head now;
	uint64_t stop;
	struct readings_head *upto;
	reading_fn *each;
	void *context;
};

static enum err
check_row(void *context, uint64_t n, struct bytes row,
    const struct hash *kept, struct error *e)
{
	struct checking *c = context;
	struct sha256 s;

	if (n != c->now.count + 1)
		return error_word(e, ERR_PROOF, "readings",
		    "the record of readings lacks row %llu",
		    (unsigned long long)c->now.count + 1);
	sha256_init(&s);
	sha256_add(&s, c->now.head.at, HASH_BYTES);
	sha256_add(&s, row.at, row.len);
	sha256_end(&s, &c->now.head);
	c->now.count = n;
	if (!hash_equal(&c->now.head, kept))
		return error_word(e, ERR_PROOF, "readings",
		    "row %llu of the record of readings was changed",
		    (unsigned long long)n);
	if (c->stop == 0 || n <= c->stop)
		*c->upto = c->now;
	return c->each == NULL ? ERR_NONE : c->each(c->context, n, row, e);
}

enum err
readings_check(struct registry *r, uint64_t stop, reading_fn *each,
    void *context, struct readings_head *upto, struct error *e)
{
	struct checking c = {.stop = stop,
	    .upto = upto,
	    .each = each,
	    .context = context};

	*upto = (struct readings_head){.count = 0};
	return truth_each_read(registry_truth(r), 0, check_row, &c, e);
}

void
readings_text(struct buffer *out, const struct readings_head *h,
    const char *day, struct arena *a)
{
	struct json *v = json_new(a, JSON_OBJECT);

	json_put_number(a, v, "count", (int64_t)h->count);
	json_put_cstr(a, v, "day", day);
	json_put(a, v, "head", json_new_hash(a, h->head.at));
	json_print_canonical(out, v);
}

/* ---- what was filed ---- */

struct latest {
	struct registry *r;
	struct arena *a;
	uint64_t number;
	struct hash bytes;
};

static enum err
look(void *context, const struct row_entity *row, struct error *e)
{
	struct latest *x = context;
	struct entry entry;
	struct hash h;
	enum err rc;

	if (row->annulled)
		return ERR_NONE;
	rc = registry_entry(x->r, row->current, &entry, x->a, e);
	if (rc != ERR_NONE ||
	    !bytes_is(json_get_text(entry.body, "status"), "reads") ||
	    !hash_parse(json_get_text(json_get(entry.body, "bytes"), "sha256"),
		&h))
		return rc;
	x->number = row->number;
	x->bytes = h;
	return ERR_NONE;
}

enum err
readings_filed(struct registry *r, uint64_t *number,
    struct readings_head *out, struct arena *a, struct error *e)
{
	struct latest x = {.r = r, .a = a, .number = NUMBER_NONE};
	struct buffer text = {0};
	const struct json *v = NULL;
	int64_t count = -1;
	enum err rc = read_model_each(registry_read_model(r), TYPE_DOCUMENT,
	    look, &x, e);

	*number = x.number;
	*out = (struct readings_head){.count = 0};
	if (rc != ERR_NONE || x.number == NUMBER_NONE)
		return rc;
	rc = truth_read_blob(registry_truth(r), &x.bytes, &text, e);
	if (rc == ERR_NONE)
		rc = json_parse(&v, arena_copy(a, buffer_bytes(&text)),
		    &json_entry_limits, a, e);
	buffer_release(&text);
	if (rc == ERR_ABSENT) {
		rc = error_word(e, ERR_UNCHECKED, "readings_absent",
		    "what d/%llu files of the readings is not kept here",
		    (unsigned long long)x.number);
		return error_mend(e, rc,
		    "restore a backup with the private tables");
	}
	if (rc != ERR_NONE)
		return error_wrap(e, "the filed count of readings");
	count = json_get_number(v, "count", -1);
	if (count < 0 || !hash_parse(json_get_text(v, "head"), &out->head))
		return error_set(e, ERR_STORE,
		    "the filed count of readings is not of its form");
	out->count = (uint64_t)count;
	return ERR_NONE;
}

enum err
readings_compare(struct registry *r, reading_fn *each, void *context,
    struct readings_head *all, uint64_t *filed, struct readings_head *then,
    struct arena *a, struct error *e)
{
	struct readings_head upto;
	enum err rc = readings_filed(r, filed, then, a, e);

	if (rc == ERR_NONE)
		rc = readings_check(r, 0, each, context, all, e);
	if (rc != ERR_NONE || *filed == NUMBER_NONE)
		return rc;
	rc = readings_check(r, then->count, NULL, NULL, &upto, e);
	if (rc == ERR_NONE && (upto.count != then->count ||
	    !hash_equal(&upto.head, &then->head)))
		rc = error_word(e, ERR_PROOF, "readings",
		    "d/%llu counts %llu readings, and the record holds others",
		    (unsigned long long)*filed,
		    (unsigned long long)then->count);
	return rc;
}
