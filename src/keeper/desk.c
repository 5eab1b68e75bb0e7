#include "keeper/desk.h"

#include <stdlib.h>

#include "format/base64.h"
#include "model/entry.h"

static const struct limit {
	uint32_t burst, each_ms;
} limits[] = {
    [KEEPER_LIST] = {600, 20},
    [KEEPER_SIGN] = {600, 100},
    [KEEPER_OPEN] = {60, 2000},
    [KEEPER_MAKE] = {20, 60000},
};

static bool
within_rate(struct keeper_rate *r, const struct limit *l, int64_t now_ms)
{
	int64_t back = (now_ms - r->since_ms) / l->each_ms;

	if (back >= r->spent) {
		r->spent = 0;
		r->since_ms = now_ms;
	} else if (back > 0) {
		r->spent -= (uint32_t)back;
		r->since_ms += back * l->each_ms;
	}
	if (r->spent == l->burst)
		return false;
	r->spent++;
	return true;
}

static enum err
find_key(const struct keeper_desk *d, const struct id *key, struct held *out,
    struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	enum err rc;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = held_read_list(list, d->held_dir, e);
	if (rc == ERR_NONE) {
		rc = error_word(e, ERR_ABSENT, "custody",
		    "no such entry key is held");
		for (size_t i = 0; i < list->count; i++)
			if (list->at[i].signs &&
			    id_equal(&list->at[i].key, key)) {
				*out = list->at[i];
				rc = ERR_NONE;
			}
	}
	free(list);
	return rc;
}

/* ---- signing ---- */

/* The leaf that the entry becomes with this signature. */
static void
put_leaf(struct buffer *leaf, struct bytes entry, const struct id *key,
    const struct signature *signature)
{
	char id[ID_TEXT_BYTES], value[92];

	id_print(id, key);
	base64_print(value, bytes_of(signature->at, sizeof signature->at));
	buffer_text(leaf, "{\"chancery\":1,\"entry\":");
	buffer_add(leaf, entry);
	buffer_printf(leaf, ",\"sig\":[{\"alg\":\"ed25519\",\"key\":\"%s\","
	    "\"value\":\"%s\"}]}", id, value);
}

/* Invariant 1. */
static enum err
judge(const struct entry *entry, const struct held *h, struct bytes signing,
    struct error *e)
{
	struct buffer again = {0};
	bool same;

	entry_signing_bytes(&again, entry->json);
	same = !again.failed && bytes_equal(buffer_bytes(&again), signing);
	buffer_release(&again);
	if (!same)
		return error_set(e, ERR_INPUT, "these bytes are no entry");
	if (!id_equal(&entry->by, &h->holder))
		return error_word(e, ERR_REFUSED, "custody",
		    "the entry is not by the holder of the key");
	if (entry->type == TYPE_UNKNOWN || entry->type == TYPE_POLICY ||
	    entry->type == TYPE_INDEX_ROOT)
		return error_word(e, ERR_REFUSED, "custody",
		    "a held key signs no entry of this type");
	return ERR_NONE;
}

static enum err
sign(struct buffer *reply, const struct keeper_desk *d,
    const struct keeper_request *r, struct error *e)
{
	static const char prefix[] = ENTRY_SIGNING_PREFIX;
	struct signer signer = {.key = NULL};
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct buffer leaf = {.limit = 2 * ENTRY_BYTES_MAX};
	struct signature signature;
	struct entry entry;
	struct bytes json;
	struct held h;
	size_t begun;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = bytes_starts(r->bytes, prefix) && r->bytes.len <= ENTRY_BYTES_MAX ?
	    find_key(d, &r->id, &h, e) :
	    error_set(e, ERR_INPUT, "these bytes are no entry");
	if (rc == ERR_NONE)
		rc = held_read_signer(&signer, d->held_dir, &h, e);
	if (rc == ERR_NONE)
		rc = ed25519_sign(&signature, signer.key, r->bytes, e);
	if (rc == ERR_NONE) {
		json = bytes_of(r->bytes.at + sizeof prefix - 1,
		    r->bytes.len - (sizeof prefix - 1));
		put_leaf(&leaf, json, &r->id, &signature);
		rc = leaf.failed ?
		    error_set(e, ERR_MEMORY, "out of memory") :
		    entry_parse(&entry, buffer_bytes(&leaf), signer.name, a, e);
	}
	if (rc == ERR_NONE)
		rc = judge(&entry, &h, r->bytes, e);
	if (rc == ERR_NONE) {
		begun = keeper_reply_begin(reply);
		buffer_append(reply, signature.at, sizeof signature.at);
		keeper_reply_end(reply, begun);
	}
	signer_release(&signer);
	buffer_wipe(&leaf);
	explicit_bzero(&signature, sizeof signature);
	arena_free(a);
	return rc;
}

/* ---- the others ---- */

static enum err
open_sealed(struct buffer *reply, const struct keeper_desk *d,
    const struct keeper_request *r, struct error *e)
{
	struct age_identities *ids = NULL;
	size_t had = reply->len, begun;
	enum err rc = held_read_identities(&ids, d->held_dir, &r->id, e);

	if (rc != ERR_NONE)
		return rc;
	buffer_reserve(reply, KEEPER_HEAD_BYTES + r->bytes.len);
	begun = keeper_reply_begin(reply);
	rc = age_open(reply, r->bytes, ids, NULL, e);
	if (rc == ERR_NONE)
		keeper_reply_end(reply, begun);
	else
		reply->len = had;
	age_identities_free(ids);
	return rc;
}

static enum err
tell_list(struct buffer *reply, const struct keeper_desk *d, struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	size_t begun;
	enum err rc;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = held_read_list(list, d->held_dir, e);
	if (rc == ERR_NONE) {
		begun = keeper_reply_begin(reply);
		keeper_list_print(reply, list);
		keeper_reply_end(reply, begun);
	}
	free(list);
	return rc;
}

static enum err
make(struct buffer *reply, const struct keeper_desk *d,
    const struct keeper_request *r, struct error *e)
{
	struct held_made made;
	size_t begun;
	enum err rc = held_make(&made, d->held_dir, r->bytes, &r->id, e);

	if (rc == ERR_NONE) {
		begun = keeper_reply_begin(reply);
		keeper_made_print(reply, &made);
		keeper_reply_end(reply, begun);
	}
	return rc;
}

static enum err
answer(struct keeper_desk *d, struct buffer *reply,
    const struct keeper_request *r, int64_t now_ms, struct error *e)
{
	if (!within_rate(&d->rates[r->kind], &limits[r->kind], now_ms)) {
		error_word(e, ERR_REFUSED, "slow-down",
		    "the keeper was asked too often");
		return error_mend(e, ERR_REFUSED, "try again in a minute");
	}
	switch (r->kind) {
	case KEEPER_LIST:
		return tell_list(reply, d, e);
	case KEEPER_SIGN:
		return sign(reply, d, r, e);
	case KEEPER_OPEN:
		return open_sealed(reply, d, r, e);
	case KEEPER_MAKE:
		return make(reply, d, r, e);
	}
	return error_set(e, ERR_INPUT, "not a request to a keeper");
}

bool
keeper_desk_answer(struct keeper_desk *d, struct buffer *reply,
    struct bytes message, int64_t now_ms)
{
	struct keeper_request r;
	struct error e = {.code = ERR_NONE};

	if (keeper_request_parse(&r, message, NULL) != ERR_NONE)
		return false;
	e.lang = r.lang;
	if (answer(d, reply, &r, now_ms, &e) != ERR_NONE)
		keeper_refusal_print(reply, &e);
	return !reply->failed;
}
