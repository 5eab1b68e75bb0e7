/* Sealed files on the wire: docs/format/wire.md 2 and 3 */
#include <stdio.h>

#include "format/base64.h"
#include "register/kept_slots.h"
#include "register/readings.h"
#include "register/sealed_note.h"
#include "register/signed_text.h"
#include "web/api_handlers.h"
#include "web/serving_inside.h"

#define AGE_FIRST_LINE "age-encryption.org/v1\n"

/* wire 2.4: a signed request counts once within its window. */
static bool
seen_before(struct serving *s, struct bytes text, int64_t now_s, bool *full)
{
	struct hash h = hash_bytes(text);
	struct seen *room = NULL;

	for (size_t i = 0; i < COUNT(s->seen); i++) {
		struct seen *one = &s->seen[i];

		if (one->until_s >= now_s && hash_equal(&one->hash, &h))
			return true;
		if (one->until_s < now_s && room == NULL)
			room = one;
	}
	*full = room == NULL;
	if (room != NULL)
		*room = (struct seen){h, now_s + 2 * SIGNED_WINDOW_S};
	return false;
}

static enum err
judge_signed(struct serving *s, const struct signed_text *t,
    struct bytes text, struct key *key, struct error *e)
{
	bool full = false;
	enum err rc = signed_text_check(t, s->registry, key, e);

	if (rc != ERR_NONE)
		return rc;
	if (seen_before(s, text, registry_now(s->registry), &full))
		return error_word(e, ERR_CONFLICT, "replayed",
		    "this signed request came before");
	return full ? error_set(e, ERR_MEMORY,
	    "too many signed requests came at once") : ERR_NONE;
}

/* ---- a file handed in, before its note ---- */

static enum err
put_blob(struct serving *s, struct http_request *r, struct hash *h,
    bool *there, struct error *e)
{
	struct bytes header = http_header(r, "Chancery-Signed");
	uint8_t *text = arena_take(r->arena, SIGNED_BYTES_MAX);
	struct signed_text t;
	struct buffer old = {0};
	struct hash named;
	struct key key;
	uint64_t size = 0;
	size_t len = 0;
	enum err rc;

	if (text == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (s->o.read_only)
		return error_word(e, ERR_UNCHECKED, "read_only",
		    "this server takes no entries");
	if (header.at == NULL ||
	    !base64_decode(header, text, SIGNED_BYTES_MAX, &len))
		return error_word(e, ERR_INPUT, "signed_form",
		    "the header Chancery-Signed is missing or not base64");
	rc = signed_text_parse(&t, SIGNED_BLOB, 2, bytes_of(text, len),
	    r->arena, e);
	if (rc == ERR_NONE)
		rc = judge_signed(s, &t, bytes_of(text, len), &key, e);
	if (rc != ERR_NONE)
		return rc;
	*h = hash_bytes(r->body);
	if (!hash_parse(t.fields[0], &named) || !hash_equal(&named, h) ||
	    !bytes_decimal(t.fields[1], BLOB_BODY_BYTES, &size) ||
	    size != r->body.len)
		return error_word(e, ERR_INPUT, "blob",
		    "the file is not the one that was signed for");
	if (!bytes_starts(r->body, AGE_FIRST_LINE))
		return error_word(e, ERR_INPUT, "blob",
		    "only sealed files (age) are taken");
	*there = truth_read_blob(registry_truth(s->registry), h, &old,
	    NULL) == ERR_NONE;
	buffer_release(&old);
	if (*there)
		return ERR_NONE;
	rc = truth_put_blob(registry_truth(s->registry), r->body, h, e);
	if (rc == ERR_STORE)
		serving_note_failure(s, e);
	return rc;
}

enum err
api_blob_put(struct api_call *c, struct error *e)
{
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	struct hash h;
	bool there = false;
	enum err rc = put_blob(c->serving, c->request, &h, &there, e);

	if (rc != ERR_NONE)
		return rc;
	json_put(c->o.a, v, "sha256", json_new_hash(c->o.a, h.at));
	json_put_number(c->o.a, v, "bytes", (int64_t)c->request->body.len);
	c->value = v;
	c->status = there ? 200 : 201;
	return ERR_NONE;
}

/* ---- a file asked for ---- */

struct asked {
	struct serving *s;
	struct http_request *r;
	struct signed_text t;
	struct key key;
	struct row_entity row;
	struct entry note;
	uint64_t read_number;
};

static enum err
find_note(struct asked *x, struct error *e)
{
	struct read_model *m = registry_read_model(x->s->registry);
	struct bytes named;
	struct id id;
	enum err rc;

	if (!id_parse(x->t.fields[0], &id) || id.type != TYPE_NOTE)
		return error_word(e, ERR_INPUT, "signed_form",
		    "the signed request is not of the form laid down");
	rc = read_model_by_id(m, &id, &x->row, e);
	if (rc == ERR_NONE)
		rc = registry_entry(x->s->registry, x->row.current, &x->note,
		    x->r->arena, e);
	named = json_get_text(json_get(x->note.body, "blob"), "sha256");
	if (rc == ERR_ABSENT || (rc == ERR_NONE &&
	    !bytes_equal(named, x->t.fields[1])))
		rc = error_word(e, ERR_ABSENT, "blob",
		    "no note here names this sealed file");
	return rc;
}

/* wire 3.2: its filer, whom it is addressed to; the registrar with a basis. */
static enum err
may_read(const struct asked *x, struct error *e)
{
	const struct world *w =
	    read_model_world(registry_read_model(x->s->registry));
	struct register_policy policy;
	struct id to;
	enum err rc = w->policy(w->context, &policy, e);

	if (rc != ERR_NONE)
		return rc;
	if (id_equal(&x->key.holder, &x->note.by) ||
	    (id_parse(json_get_text(x->note.body, "addressed_to"), &to) &&
		id_equal(&x->key.holder, &to)))
		return ERR_NONE;
	if (!id_equal(&x->key.holder, &policy.registrar))
		return error_word(e, ERR_REFUSED, "not_holder",
		    "this note is for its office and the body that it is "
		    "addressed to");
	if (!bytes_is(x->t.fields[2], "-"))
		return ERR_NONE;
	rc = error_word(e, ERR_REFUSED, "basis",
	    "the registrar opens a note on an order or a ground alone");
	return error_mend(e, rc, "add --basis \"order d/N\"");
}

/* Synced before a byte goes out (interfaces D9). */
static enum err
record(struct asked *x, const char *outcome, struct error *e)
{
	char account[ID_TEXT_BYTES], office[ID_TEXT_BYTES];
	char object[ID_TEXT_BYTES];
	struct reading row = {.account = account, .act = "fetch",
	    .channel = "api", .object = object, .office = office,
	    .outcome = outcome};
	struct error own = error_like(e);
	enum err rc;

	id_print(account, &x->key.id);
	id_print(office, &x->key.holder);
	id_print(object, &x->row.id);
	if (!bytes_is(x->t.fields[2], "-"))
		row.basis = arena_text(x->r->arena, x->t.fields[2]);
	rc = reading_record(x->s->registry, &row, &x->read_number,
	    x->r->arena, &own);
	if (rc != ERR_NONE)
		*e = own; /* unrecorded: that is what is told */
	return rc;
}

static enum err
judge_reader(struct asked *x, struct error *e)
{
	struct error refused;
	enum err rc, recorded;

	if (x->s->o.read_only)
		return error_word(e, ERR_UNCHECKED, "read_only",
		    "this server hands no sealed files out");
	rc = signed_text_parse(&x->t, SIGNED_READ, 3, x->r->body,
	    x->r->arena, e);
	if (rc == ERR_NONE)
		rc = judge_signed(x->s, &x->t, x->r->body, &x->key, e);
	if (rc == ERR_NONE)
		rc = find_note(x, e);
	if (rc != ERR_NONE)
		return rc;
	rc = may_read(x, e);
	if (rc != ERR_NONE && rc != ERR_REFUSED)
		return rc;
	refused = *e;
	recorded = record(x, rc == ERR_NONE ? "shown" : "refused", e);
	if (recorded != ERR_NONE)
		return recorded;
	if (rc != ERR_NONE)
		*e = refused;
	return rc;
}

/* The commitment's slot alone, with the hashes that lead to the seal. */
static enum err
print_opening(struct asked *x, struct buffer *out, struct error *e)
{
	struct slot_store kept = {.has_seed = false};
	enum err rc = kept_slots_read(&kept, x->s->registry, &x->note,
	    x->row.current, x->r->arena, e);

	if (rc == ERR_ABSENT) {
		buffer_text(out, "null");
		return ERR_NONE; /* the filer kept it */
	}
	if (rc == ERR_NONE)
		rc = kept_slots_remains(out, &kept, x->note.id.at,
		    (uint16_t)(SLOT_ALL & ~(1u << NOTE_PLAIN_SLOT)), e);
	explicit_bzero(&kept, sizeof kept);
	return rc;
}

static enum err
print_blob(struct asked *x, struct buffer *out, struct error *e)
{
	struct buffer blob = {0};
	struct hash h;
	enum err rc = hash_parse(x->t.fields[1], &h) ?
	    truth_read_blob(registry_truth(x->s->registry), &h, &blob, e) :
	    ERR_ABSENT;

	if (rc == ERR_NONE) {
		buffer_text(out, "{\"blob\":\"");
		base64_encode(out, buffer_bytes(&blob));
		buffer_text(out, "\",\"opening\":");
		rc = print_opening(x, out, e);
	}
	buffer_release(&blob);
	buffer_printf(out, ",\"read_number\":%llu}\n",
	    (unsigned long long)x->read_number);
	return rc == ERR_NONE && out->failed ?
	    error_set(e, ERR_MEMORY, "out of memory") : rc;
}

enum err
api_blob_read(struct api_call *c, struct error *e)
{
	struct asked *x = arena_take(c->o.a, sizeof *x);
	enum err rc;

	if (x == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	x->s = c->serving;
	x->r = c->request;
	rc = judge_reader(x, e);
	if (rc == ERR_NONE)
		rc = print_blob(x, &c->answer->body, e);
	c->answer->type = "application/json; charset=utf-8";
	c->answer->cache = "private, no-store";
	return rc;
}
