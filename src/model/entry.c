/* Reading, checking and building leaves (model/entry.h) */
#include "model/entry.h"

#include "base/clock.h"
#include "crypto/sshsig.h"
#include "format/base64.h"
#include "model/body.h"
#include "model/slots.h"

#include <stdlib.h>

static enum err
refuse(struct error *e, const char *word, const char *field, const char *text,
    const char *mend)
{
	enum err rc = error_word(e, ERR_INPUT, word, "%s", text);

	error_field(e, "%s", field);
	return mend == NULL ? rc : error_mend(e, rc, "%s", mend);
}

/* Exactly these members, in this order: the text is canonical. */
static bool
has_members(const struct json *v, const char *const *names, size_t count)
{
	const struct json *m;

	if (v == NULL || v->type != JSON_OBJECT || v->count != count)
		return false;
	m = v->first;
	for (size_t i = 0; i < count; i++, m = m->next)
		if (!bytes_is(m->name, names[i]))
			return false;
	return true;
}

static enum err
read_text(struct entry *out, struct arena *a, struct error *e)
{
	enum err rc;

	if (out->leaf.len > ENTRY_BYTES_MAX)
		return refuse(e, "entry_size", "",
		    "an entry has at most 32,768 bytes",
		    "shorten it, or put words into slots");
	rc = json_parse(&out->root, out->leaf, &json_entry_limits, a, e);
	if (rc == ERR_NONE)
		rc = json_check_names(out->root, e);
	if (rc != ERR_NONE)
		return rc;
	if (!json_is_canonical(out->root, out->leaf))
		return refuse(e, "not_canonical", "",
		    "the canonical form of this entry has other bytes",
		    "write it by RFC 8785, without any white space");
	return ERR_NONE;
}

static enum err
read_envelope(struct entry *out, struct error *e)
{
	static const char *const outer[] = {"chancery", "entry", "sig"};
	static const char *const inner[] = {"at", "body", "by", "id", "prev",
	    "register", "seal", "type"};
	const struct json *version;

	if (!has_members(out->root, outer, COUNT(outer)))
		return refuse(e, "envelope", "",
		    "a leaf is an object of chancery, entry and sig", NULL);
	out->json = json_get(out->root, "entry");
	if (!has_members(out->json, inner, COUNT(inner)))
		return refuse(e, "envelope", "/entry",
		    "an entry has the "
		    "members at, body, by, id, prev, register, seal, type and "
		    "no others",
		    NULL);
	version = json_get(out->root, "chancery");
	if (version->type != JSON_NUMBER || version->number != 1)
		return refuse(e, "format_version", "/chancery",
		    "not an entry of format 1",
		    "use a program that knows this format");
	return ERR_NONE;
}

static bool
unknown_id_parse(struct bytes type, struct bytes text, struct id *out)
{
	out->type = TYPE_UNKNOWN;
	return text.len == type.len + 1 + ID_DIGITS &&
	    memcmp(text.at, type.at, type.len) == 0 &&
	    text.at[type.len] == ':' &&
	    id_digits_parse(bytes_of(text.at + type.len + 1, ID_DIGITS),
		out->at);
}

static enum err
read_names(struct entry *out, struct error *e)
{
	bool ok;

	out->type_text = json_get_text(out->json, "type");
	if (!code_is_valid(out->type_text))
		return refuse(e, "type_unknown", "/type",
		    "is not a type of entry", NULL);
	out->type = type_by_name(out->type_text);
	out->id_text = json_get_text(out->json, "id");
	ok = out->type == TYPE_UNKNOWN ?
	    unknown_id_parse(out->type_text, out->id_text, &out->id) :
	    id_parse(out->id_text, &out->id) && out->id.type == out->type;
	if (!ok)
		return refuse(e, "id", "/id", "is not an id of this type",
		    "write TYPE: and 26 digits of 0-9a-z without i l o u");
	out->by_text = json_get_text(out->json, "by");
	if (!id_parse(out->by_text, &out->by) ||
	    (out->by.type != TYPE_PERSON && out->by.type != TYPE_ORG))
		return refuse(e, "id", "/by",
		    "is not the id of a person or org", NULL);
	if (!time_parse(json_get_text(out->json, "at"), &out->at_s))
		return refuse(e, "at", "/at", "is not a UTC time",
		    "write YYYY-MM-DDThh:mm:ssZ");
	return ERR_NONE;
}

static bool
read_hash(const struct json *v, bool *has, struct hash *out)
{
	*has = v->type != JSON_NULL;
	return !*has || (v->type == JSON_STRING && hash_parse(v->text, out));
}

static enum err
read_hashes(struct entry *out, struct error *e)
{
	bool slots;

	if (!read_hash(json_get(out->json, "prev"), &out->has_prev,
		&out->prev) ||
	    (out->has_prev && out->type == TYPE_INDEX_ROOT))
		return refuse(e, "prev", "/prev",
		    "is not null nor the leaf hash of the entry replaced",
		    NULL);
	if (!read_hash(json_get(out->json, "seal"), &out->has_seal, &out->seal))
		return refuse(e, "seal", "/seal",
		    "is not null nor the root of the slots", NULL);
	slots = type_has_slots(out->type);
	if (out->type != TYPE_UNKNOWN && slots != out->has_seal)
		return refuse(e, "seal", "/seal",
		    slots ? "is null; this type has slots, used or not" :
			    "is not null; this type has no slots",
		    NULL);
	return ERR_NONE;
}

static bool
text_is_base64(struct bytes text, struct bytes *out, struct arena *a)
{
	size_t max = text.len / 4 * 3;
	uint8_t *raw = arena_take(a, max + 1);

	if (raw == NULL || text.len == 0)
		return false;
	out->at = raw;
	return base64_decode(text, raw, max, &out->len);
}

static enum err
read_signature(const struct json *s, struct bytes *key_before, struct arena *a,
    struct error *e)
{
	static const char *const members[] = {"alg", "key", "value"};
	struct bytes alg, value;
	struct id key;

	if (!has_members(s, members, COUNT(members)))
		return refuse(e, "sig", "/sig",
		    "a signature has the members alg, key and value", NULL);
	alg = json_get_text(s, "alg");
	if (!code_is_valid(alg))
		return refuse(e, "sig", "/sig", "alg is no code", NULL);
	if (!id_parse(json_get_text(s, "key"), &key) || key.type != TYPE_KEY)
		return refuse(e, "sig", "/sig", "key is no id of a key", NULL);
	if (bytes_compare(*key_before, json_get_text(s, "key")) >= 0)
		return refuse(e, "sig", "/sig",
		    "signatures stand in the order of their keys, each once",
		    NULL);
	*key_before = json_get_text(s, "key");
	if (!text_is_base64(json_get_text(s, "value"), &value, a))
		return arena_failed(a) ?
		    error_set(e, ERR_MEMORY, "no memory for a signature") :
		    refuse(e, "sig", "/sig", "value is not padded base64",
			NULL);
	if (bytes_is(alg, "ed25519") && value.len != ED25519_SIGNATURE_BYTES)
		return refuse(e, "sig", "/sig",
		    "an ed25519 signature has 64 bytes", NULL);
	return ERR_NONE;
}

static enum err
read_signatures(struct entry *out, struct arena *a, struct error *e)
{
	struct bytes key_before = {(const uint8_t *)"", 0};
	enum err rc;

	out->signatures = json_get(out->root, "sig");
	if (out->signatures->type != JSON_ARRAY ||
	    out->signatures->count > ENTRY_SIGNATURES_MAX)
		return refuse(e, "sig", "/sig",
		    "is not a list of at most 8 signatures", NULL);
	out->signature_count = out->signatures->count;
	if ((out->signature_count == 0) != (out->type == TYPE_INDEX_ROOT))
		return refuse(e, "sig", "/sig",
		    out->signature_count == 0 ?
			"no signature" :
			"an index root has none; its checkpoint signs it",
		    NULL);
	for (const struct json *s = out->signatures->first; s != NULL;
	     s = s->next) {
		rc = read_signature(s, &key_before, a, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static enum err
read_register(struct entry *out, const char *origin, struct error *e)
{
	struct bytes text = json_get_text(out->json, "register");
	bool ok = text.len >= 1 && text.len <= 200;

	for (size_t i = 0; ok && i < text.len; i++)
		ok = text.at[i] > 0x20 && text.at[i] < 0x7f &&
		    text.at[i] != '+';
	if (!ok)
		return refuse(e, "register", "/register",
		    "is not the origin line of a register", NULL);
	if (origin != NULL && !bytes_is(text, origin)) {
		enum err rc = refuse(e, "register", "/register",
		    "is another register", NULL);

		return error_mend(e, rc, "this register is %s", origin);
	}
	out->register_text = text;
	return ERR_NONE;
}

static enum err
policy_key_is_ours(const struct entry *out, struct error *e)
{
	struct bytes key = json_get_text(out->body, "log_key");

	if (key.len > out->register_text.len &&
	    key.at[out->register_text.len] == '+' &&
	    memcmp(key.at, out->register_text.at, out->register_text.len) == 0)
		return ERR_NONE;
	return refuse(e, "body", "/log_key",
	    "its name is not that of the register", NULL);
}

static enum err
index_root_id(const struct entry *out, struct error *e)
{
	struct id want;

	id_of_number(&want, TYPE_INDEX_ROOT,
	    (uint64_t)json_get_number(out->body, "covered", 0));
	if (id_equal(&want, &out->id))
		return ERR_NONE;
	return refuse(e, "id", "/id", "is not the covered size in 26 digits",
	    NULL);
}

static enum err
read_body(struct entry *out, struct error *e)
{
	enum err rc;

	out->body = json_get(out->json, "body");
	rc = body_check(out->body, out->type, out->has_prev, e);
	if (rc == ERR_NONE && out->type == TYPE_POLICY)
		rc = policy_key_is_ours(out, e);
	if (rc == ERR_NONE && out->type == TYPE_INDEX_ROOT)
		rc = index_root_id(out, e);
	return rc;
}

enum err
entry_parse(struct entry *out, struct bytes leaf, const char *origin,
    struct arena *a, struct error *e)
{
	enum err rc;

	*out = (struct entry){.leaf = leaf};
	rc = read_text(out, a, e);
	if (rc == ERR_NONE)
		rc = read_envelope(out, e);
	if (rc == ERR_NONE)
		rc = read_names(out, e);
	if (rc == ERR_NONE)
		rc = read_hashes(out, e);
	if (rc == ERR_NONE)
		rc = read_signatures(out, a, e);
	if (rc == ERR_NONE)
		rc = read_register(out, origin, e);
	if (rc == ERR_NONE)
		rc = read_body(out, e);
	if (rc == ERR_NONE)
		out->leaf_hash = hash_leaf(leaf);
	return rc;
}

/* Signatures */

enum err
entry_signature_at(struct entry_signature *out, const struct entry *entry,
    size_t index, struct arena *a, struct error *e)
{
	const struct json *s = json_at(entry->signatures, index);
	struct bytes alg = json_get_text(s, "alg");

	if (s == NULL)
		return error_set(e, ERR_ABSENT, "no signature %zu", index);
	out->alg = bytes_is(alg, "ed25519") ? SIGNATURE_ED25519 :
	    bytes_is(alg, "sshsig-ed25519") ? SIGNATURE_SSHSIG :
					      SIGNATURE_OTHER;
	out->key_text = json_get_text(s, "key");
	if (!id_parse(out->key_text, &out->key) ||
	    !text_is_base64(json_get_text(s, "value"), &out->value, a))
		return error_set(e, arena_failed(a) ? ERR_MEMORY : ERR_INPUT,
		    "signature %zu cannot be read", index);
	return ERR_NONE;
}

void
entry_signing_bytes(struct buffer *out, const struct json *entry_json)
{
	buffer_text(out, ENTRY_SIGNING_PREFIX);
	json_print_canonical(out, entry_json);
}

enum err
entry_signature_check(const struct entry_signature *s,
    const struct public_key *key, struct bytes signing, struct error *e)
{
	struct signature signature;
	struct error inner = error_like(e);
	bool holds = false;
	enum err rc;

	switch (s->alg) {
	case SIGNATURE_ED25519:
		if (s->value.len == sizeof signature.at) {
			memcpy(signature.at, s->value.at, sizeof signature.at);
			holds = ed25519_holds(key, signing, &signature);
		}
		error_set(&inner, ERR_PROOF,
		    "not made by this key over "
		    "these bytes");
		break;
	case SIGNATURE_SSHSIG:
		rc = sshsig_check(s->value, ENTRY_SSHSIG_NAMESPACE, key,
		    signing, &inner);
		holds = rc == ERR_NONE;
		break;
	case SIGNATURE_OTHER:
		return error_set(e, ERR_UNCHECKED,
		    "a kind of signature not understood here");
	}
	if (holds)
		return ERR_NONE;
	rc = error_word(e, ERR_PROOF, "sig_invalid",
	    "the signature does not hold: %s", inner.text);
	error_field(e, "/sig");
	return rc;
}

static int
compare_signers(const void *a, const void *b)
{
	const struct entry_signer *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

enum err
entry_assemble(struct buffer *leaf, const struct json *entry_json,
    const struct entry_signer *signers, size_t signer_count, struct arena *a,
    struct error *e)
{
	const struct entry_signer *order[ENTRY_SIGNATURES_MAX];
	char value[BASE64_LEN(1024) + 1];

	(void)a;
	if (signer_count > ENTRY_SIGNATURES_MAX)
		return error_set(e, ERR_INPUT, "more than 8 signatures");
	for (size_t i = 0; i < signer_count; i++) {
		if (signers[i].value.len > 1024)
			return error_set(e, ERR_INPUT,
			    "a signature of more than 1,024 bytes");
		order[i] = &signers[i];
	}
	qsort(order, signer_count, sizeof *order, compare_signers);
	buffer_text(leaf, "{\"chancery\":1,\"entry\":");
	json_print_canonical(leaf, entry_json);
	buffer_text(leaf, ",\"sig\":[");
	for (size_t i = 0; i < signer_count; i++) {
		buffer_text(leaf, i == 0 ? "{\"alg\":" : ",{\"alg\":");
		json_print_string(leaf, bytes_text(order[i]->alg));
		buffer_text(leaf, ",\"key\":");
		json_print_string(leaf, bytes_text(order[i]->key));
		base64_print(value, order[i]->value);
		buffer_printf(leaf, ",\"value\":\"%s\"}", value);
	}
	buffer_text(leaf, "]}");
	if (leaf->failed)
		return error_set(e, ERR_MEMORY, "no memory for the entry");
	return ERR_NONE;
}

enum err
entry_sign(struct buffer *leaf, const struct json *entry_json,
    const char *key_id, const struct secret_key *secret, struct arena *a,
    struct error *e)
{
	struct entry_signer signer = {"ed25519", key_id, {NULL, 0}};
	struct buffer signing = {0};
	struct signature signature;
	enum err rc;

	entry_signing_bytes(&signing, entry_json);
	if (signing.failed) {
		rc = error_set(e, ERR_MEMORY, "no memory for the entry");
		goto done;
	}
	rc = ed25519_sign(&signature, secret, buffer_bytes(&signing), e);
	if (rc != ERR_NONE)
		goto done;
	signer.value = bytes_of(signature.at, sizeof signature.at);
	rc = entry_assemble(leaf, entry_json, &signer, 1, a, e);
done:
	buffer_release(&signing);
	return rc;
}

struct json *
entry_json_new(struct arena *a, const struct entry_draft *d)
{
	struct json *v = json_new(a, JSON_OBJECT);
	char text[ID_TEXT_BYTES], at[21];

	time_print(at, d->at_s);
	json_put_cstr(a, v, "at", at);
	json_put(a, v, "body", d->body);
	id_print(text, &d->by);
	json_put_cstr(a, v, "by", text);
	id_print(text, &d->id);
	json_put_cstr(a, v, "id", text);
	json_put(a, v, "prev",
	    d->prev == NULL ? json_new(a, JSON_NULL) :
			      json_new_hash(a, d->prev->at));
	json_put_cstr(a, v, "register", d->origin);
	json_put(a, v, "seal",
	    d->seal == NULL ? json_new(a, JSON_NULL) :
			      json_new_hash(a, d->seal->at));
	json_put_cstr(a, v, "type", type_name(d->id.type));
	return arena_failed(a) ? NULL : v;
}
