/* Filing by a token, with the key that the register holds (B2, B6, D8) */
#include <stdio.h>

#include "register/next_version.h"
#include "register/receipting.h"
#include "web/acting.h"
#include "web/api_handlers.h"
#include "web/api_token.h"
#include "web/serving_inside.h"

/* From call to call of one request that waits for a checkpoint. */
struct filing_call {
	struct api_bearer who;
	struct draft draft;
	const struct json *body; /* what was sent */
	struct acted acted;
	int64_t until_ms;
	bool refused; /* by warnings: the answer is there */
};

typedef enum err make_fn(struct filing_call *f, struct api_call *c,
    struct error *e);

/* ---- what is sent ---- */

/* An object with members of `names` alone (blanks between). */
static enum err
read_body(struct filing_call *f, const struct api_call *c, const char *names,
    struct error *e)
{
	enum err rc = json_parse(&f->body, c->request->body,
	    &json_entry_limits, c->o.a, e);

	if (rc != ERR_NONE)
		return rc;
	if (f->body->type != JSON_OBJECT)
		return error_word(e, ERR_INPUT, "json_form",
		    "the body is an object");
	for (const struct json *m = f->body->first; m != NULL; m = m->next) {
		struct bytes rest = bytes_text(names);
		bool found = false;

		while (rest.len != 0 && !found) {
			size_t len = bytes_find(rest, ' ');

			found = bytes_equal(bytes_of(rest.at, len), m->name);
			len += len < rest.len;
			rest = bytes_of(rest.at + len, rest.len - len);
		}
		if (found)
			continue;
		error_word(e, ERR_INPUT, "json_form",
		    "the body takes no member \"%.*s\"",
		    (int)(m->name.len > 40 ? 40 : m->name.len),
		    (const char *)m->name.at);
		error_field(e, "/%.*s",
		    (int)(m->name.len > 40 ? 40 : m->name.len),
		    (const char *)m->name.at);
		return ERR_INPUT;
	}
	return ERR_NONE;
}

/* A member that is an object, or null and absent. */
static enum err
object_of(const struct filing_call *f, const char *name,
    const struct json **out, struct error *e)
{
	const struct json *v = json_get(f->body, name);

	*out = json_is_null(v) ? NULL : v;
	if (*out == NULL || v->type == JSON_OBJECT)
		return ERR_NONE;
	error_word(e, ERR_INPUT, "json_form", "%s is an object", name);
	error_field(e, "/%s", name);
	return ERR_INPUT;
}

static enum err
key_of(const struct api_call *c, const char **out, struct error *e)
{
	struct bytes key = http_header(c->request, "Idempotency-Key");

	if (!api_key_is_good(key))
		return error_word(e, ERR_INPUT, "usage",
		    "Idempotency-Key is 1 to 64 letters, digits, - or _");
	*out = arena_text(c->o.a, key);
	return *out == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
			      ERR_NONE;
}

/* ---- drafts ---- */

static enum err
make_first(struct filing_call *f, struct api_call *c, struct error *e)
{
	const struct json *body = NULL, *slots = NULL;
	enum err rc = read_body(f, c, "body slots confirm", e);

	if (rc == ERR_NONE)
		rc = object_of(f, "body", &body, e);
	if (rc == ERR_NONE)
		rc = object_of(f, "slots", &slots, e);
	if (rc == ERR_NONE && body == NULL) {
		error_word(e, ERR_INPUT, "json_form", "%s is missing", "body");
		error_field(e, "/body");
		rc = ERR_INPUT;
	}
	if (rc != ERR_NONE)
		return rc;
	f->draft.type = c->operation->type;
	f->draft.body = json_clone(c->o.a, body);
	return slots == NULL ? ERR_NONE :
			       filing_slots(&f->draft.values, f->draft.type,
				   slots, e);
}

/* The thing of the path, still in the version that If-Match names (B5.3). */
static enum err
seen_version(struct api_call *c, struct next_version *v, struct error *e)
{
	struct bytes tag = http_header(c->request, "If-Match");
	uint64_t number = 0;
	struct hash seen;
	enum err rc;

	if (tag.at == NULL)
		return error_word(e, ERR_INPUT, "if-match-required",
		    "If-Match names the leaf of the version that was seen");
	if (tag.len != 66 || tag.at[0] != '"' || tag.at[65] != '"' ||
	    !hash_parse(bytes_of(tag.at + 1, 64), &seen))
		return error_word(e, ERR_INPUT, "usage",
		    "If-Match is a leaf hash in quotes");
	rc = api_thing(c, &number, e);
	if (rc == ERR_NONE)
		rc = next_version_load(v, c->o.r, number, c->o.a, e);
	return rc == ERR_NONE ? next_version_check(v, &seen, e) : rc;
}

/* NULL: absent or null. */
static const char *
text_of(const struct filing_call *f, const struct api_call *c,
    const char *name)
{
	struct bytes text = json_get_text(f->body, name);

	return text.at == NULL ? NULL : arena_text(c->o.a, text);
}

/* "reason": {"code": ..., "text": T or null} */
static enum err
read_reason(const struct filing_call *f, const struct api_call *c,
    struct amendment_words *out, struct error *e)
{
	const struct json *reason = NULL, *text, *evidence;
	enum err rc = object_of(f, "reason", &reason, e);

	if (rc != ERR_NONE)
		return rc;
	out->code = arena_text(c->o.a, json_get_text(reason, "code"));
	text = json_get(reason, "text");
	if (reason == NULL || out->code == NULL || out->code[0] == '\0' ||
	    (!json_is_null(text) && text->type != JSON_OBJECT)) {
		error_word(e, ERR_INPUT, "json_form",
		    "reason is an object of code and text");
		error_field(e, "/reason");
		return ERR_INPUT;
	}
	out->reason = json_is_null(text) ? NULL : json_clone(c->o.a, text);
	evidence = json_get(f->body, "evidence");
	if (json_is_null(evidence))
		return ERR_NONE;
	if (evidence->type != JSON_ARRAY) {
		error_word(e, ERR_INPUT, "json_form",
		    "evidence is a list of ids");
		error_field(e, "/evidence");
		return ERR_INPUT;
	}
	out->evidence = json_clone(c->o.a, evidence);
	return ERR_NONE;
}

static enum err
make_version(struct filing_call *f, struct api_call *c, struct error *e)
{
	struct next_version *v = arena_take(c->o.a, sizeof *v);
	struct amendment_words words = {.code = NULL};
	const struct json *body = NULL, *slots = NULL;
	enum err rc = v == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  read_body(f, c,
				      "body slots reason evidence confirm", e);

	if (rc == ERR_NONE)
		rc = seen_version(c, v, e);
	if (rc == ERR_NONE)
		rc = read_reason(f, c, &words, e);
	if (rc == ERR_NONE)
		rc = object_of(f, "body", &body, e);
	if (rc == ERR_NONE)
		rc = object_of(f, "slots", &slots, e);
	return rc == ERR_NONE ?
	    next_version_draft(v, &f->draft, body, slots, &words,
		&f->who.office, e) :
	    rc;
}

static enum err
make_withdrawal(struct filing_call *f, struct api_call *c, struct error *e)
{
	struct next_version *v = arena_take(c->o.a, sizeof *v);
	struct amendment_words words = {.code = NULL};
	uint64_t authority = NUMBER_NONE;
	struct bytes named;
	struct row_entity row;
	struct id id;
	enum err rc = v == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  read_body(f, c, "reason authority", e);

	if (rc == ERR_NONE)
		rc = seen_version(c, v, e);
	if (rc == ERR_NONE)
		rc = read_reason(f, c, &words, e);
	named = json_get_text(f->body, "authority");
	if (rc == ERR_NONE && named.at != NULL) {
		error_field(e, "/authority");
		rc = id_parse(named, &id) ?
		    read_model_by_id(registry_read_model(c->o.r), &id, &row,
			e) :
		    error_word(e, ERR_INPUT, "json_form",
			"authority is the id of a document");
		authority = rc == ERR_NONE ? row.number : NUMBER_NONE;
	}
	return rc == ERR_NONE ?
	    withdrawal_draft(v, &f->draft, &words, authority,
		&f->who.office, e) :
	    rc;
}

static enum err
make_receipt(struct filing_call *f, struct api_call *c, struct error *e)
{
	struct receipt_words words = {.outcome = NULL};
	const struct json *question = NULL, *reference;
	uint64_t number = 0;
	enum err rc = read_body(f, c,
	    "outcome reference received saw question post", e);

	if (rc == ERR_NONE)
		rc = api_thing(c, &number, e);
	if (rc == ERR_NONE)
		rc = object_of(f, "question", &question, e);
	if (rc != ERR_NONE)
		return rc;
	reference = json_get(f->body, "reference");
	words.outcome = text_of(f, c, "outcome");
	words.saw = text_of(f, c, "saw");
	words.received = text_of(f, c, "received");
	words.post = text_of(f, c, "post");
	words.reference = json_is_null(reference) ? NULL :
	    json_clone(c->o.a, reference);
	words.question = question == NULL ? NULL :
	    json_clone(c->o.a, question);
	return receipt_draft(c->o.r, number, &words, &f->who.office,
	    &f->draft, c->o.a, e);
}

/* ---- one request ---- */

/* What a repeat must equal: where it was sent, and what. */
static struct hash
sent_hash(const struct http_request *r)
{
	struct buffer b = {0};
	struct hash h;

	buffer_add(&b, r->path);
	buffer_byte(&b, '\n');
	buffer_add(&b, r->body);
	h = hash_bytes(buffer_bytes(&b));
	buffer_wipe(&b);
	return h;
}

static enum err
begin(struct filing_call *f, struct api_call *c, enum right right,
    make_fn *make, struct error *e)
{
	struct act act = {.account = &f->who.account,
	    .drafts = &f->draft,
	    .draft_count = 1,
	    .body = sent_hash(c->request)};
	enum err rc = api_bearer(&f->who, c, right, e);

	if (rc == ERR_NONE)
		rc = key_of(c, &act.key, e);
	if (rc != ERR_NONE)
		return rc;
	act.holder = f->who.office;
	rc = acting_before(c->serving, act.account, act.key, &act.body,
	    &f->acted, c->o.a, e);
	if (rc != ERR_ABSENT)
		return rc;
	error_clear(e);
	if (!http_spend(c->request, c->answer, RATE_ACCOUNT,
		bytes_text(f->who.label))) {
		f->refused = true;
		return ERR_NONE;
	}
	rc = make(f, c, e);
	if (rc != ERR_NONE)
		return rc;
	act.confirm = json_get_bool(f->body, "confirm");
	rc = acting_file(c->serving, &act, &f->acted, c->o.a, e);
	if (rc == ERR_REFUSED && strcmp(e->word, "warnings") == 0) {
		api_answer_warnings(c, f->acted.filed, f->acted.count, e);
		f->refused = true;
		rc = ERR_NONE;
	}
	f->until_ms = serving_now_ms() + WAIT_MS;
	return rc;
}

static void
tell(const struct filing_call *f, struct api_call *c)
{
	if (f->acted.replayed)
		http_answer_header(c->answer, "Idempotency-Replayed", "true");
	c->value = object_filed(&c->o, &f->acted.filed[0],
	    acted_is_published(c->serving, &f->acted));
	c->status = f->acted.replayed ? 200 : 201;
}

static enum err
file(struct api_call *c, enum right right, make_fn *make, struct error *e)
{
	struct filing_call *f = c->request->kept;
	enum err rc = ERR_NONE;

	c->answer->cache = "private, no-store";
	if (!c->request->again) {
		f = arena_take(c->o.a, sizeof *f);
		c->request->kept = f;
		rc = f == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				 begin(f, c, right, make, e);
	}
	if (rc != ERR_NONE || f->refused)
		return rc;
	c->answer->wait = api_wants_to_wait(c->request) &&
	    !c->serving->failed && registry_refusal(c->o.r) == NULL &&
	    !acted_is_published(c->serving, &f->acted) &&
	    serving_now_ms() < f->until_ms;
	if (!c->answer->wait)
		tell(f, c);
	return ERR_NONE;
}

enum err
api_file(struct api_call *c, struct error *e)
{
	return file(c, RIGHT_FILE, make_first, e);
}

enum err
api_file_version(struct api_call *c, struct error *e)
{
	return file(c, RIGHT_AMEND, make_version, e);
}

enum err
api_file_annulment(struct api_call *c, struct error *e)
{
	return file(c, RIGHT_ANNUL, make_withdrawal, e);
}

enum err
api_file_receipt(struct api_call *c, struct error *e)
{
	return file(c, RIGHT_ACK, make_receipt, e);
}
