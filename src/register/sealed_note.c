#include "register/sealed_note.h"

#include <stdio.h>

#include "register/kept_slots.h"
#include "register/naming.h"

/* ---- whose keys ---- */

struct adding {
	struct note_recipients *list;
	const struct id *holder;
	size_t found;
};

/* Office and department are different keys (interfaces D2). */
static enum err
shared_key(struct error *e)
{
	enum err rc = error_word(e, ERR_CONFLICT, "shared_key",
	    "two of the bodies that open this note have one seal key");

	return error_mend(e, rc, "each makes a key of its own");
}

static enum err
add_key(void *context, const struct key *key, struct error *e)
{
	struct adding *x = context;
	struct note_recipient *one;

	static const uint8_t zero[X25519_BYTES]; /* its checksum did not hold */

	if (key->signs || key->revoked != NUMBER_NONE ||
	    !id_equal(&key->holder, x->holder) ||
	    memcmp(key->public.at, zero, sizeof zero) == 0)
		return ERR_NONE;
	x->found++;
	for (size_t i = 0; i < x->list->count; i++)
		if (memcmp(x->list->at[i].to.at, key->public.at,
			X25519_BYTES) == 0)
			return id_equal(&x->list->at[i].holder, x->holder) ?
			    ERR_NONE :
			    shared_key(e);
	if (x->list->count == AGE_RECIPIENTS_MAX)
		return error_set(e, ERR_INPUT,
		    "a sealed file has 1 to %d keys that open it",
		    AGE_RECIPIENTS_MAX);
	one = &x->list->at[x->list->count++];
	*one = (struct note_recipient){.key = key->id, .holder = key->holder};
	memcpy(one->to.at, key->public.at, X25519_BYTES);
	return ERR_NONE;
}

enum err
sealed_note_add(struct note_recipients *list, struct registry *r,
    const struct id *holder, struct error *e)
{
	struct adding x = {.list = list, .holder = holder};
	struct row_entity row = {.number = 0};
	char ref[REF_BYTES];
	enum err rc = read_model_keys(registry_read_model(r), add_key, &x, e);

	if (rc == ERR_NONE && x.found == 0)
		rc = read_model_by_id(registry_read_model(r), holder, &row, e);
	if (rc != ERR_NONE || x.found != 0)
		return rc;
	ref_print(ref, holder->type, row.number);
	rc = error_word(e, ERR_ABSENT, "no_seal_key",
	    "%s has no key for sealed notes", ref);
	return error_mend(e, rc,
	    "the registrar registers one: chancery key new --purpose seal "
	    "--owner %s --out FILE", ref);
}

struct holding {
	const struct age_recipient *key;
	struct id holder;
	bool found;
};

static enum err
find_holder(void *context, const struct key *key, struct error *e)
{
	struct holding *x = context;

	(void)e;
	if (!key->signs &&
	    memcmp(key->public.at, x->key->at, X25519_BYTES) == 0) {
		x->holder = key->holder;
		x->found = true;
	}
	return ERR_NONE;
}

enum err
sealed_note_holder(struct registry *r, const struct age_recipient *key,
    struct id *holder, struct error *e)
{
	struct holding x = {.key = key};
	enum err rc = read_model_keys(registry_read_model(r), find_holder, &x,
	    e);

	if (rc == ERR_NONE && !x.found)
		rc = error_set(e, ERR_ABSENT,
		    "nobody here has registered this seal key");
	if (rc == ERR_NONE)
		*holder = x.holder;
	return rc;
}

/* ---- sealing ---- */

enum err
sealed_note_seal(struct buffer *blob, struct bytes content,
    const struct note_recipients *to, struct error *e)
{
	struct age_recipient keys[AGE_RECIPIENTS_MAX];
	struct buffer padded = {0};
	enum err rc = ERR_NONE;

	if (content.len > NOTE_CONTENT_BYTES)
		rc = error_set(e, ERR_INPUT,
		    "a note has at most %zu bytes", NOTE_CONTENT_BYTES);
	else
		pad_put(&padded, content);
	if (rc == ERR_NONE && padded.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < to->count; i++)
		keys[i] = to->at[i].to;
	if (rc == ERR_NONE)
		rc = age_seal(blob, buffer_bytes(&padded), keys, to->count,
		    NULL, e);
	buffer_wipe(&padded);
	return rc;
}

/* ---- the commitment ---- */

static enum err
fault(struct error *e, const char *text)
{
	enum err rc = error_word(e, ERR_PROOF, "commitment", "%s", text);

	return error_mend(e, rc,
	    "keep the file and tell the registrar and the office; do not rely "
	    "on it");
}

static enum err
not_here(struct error *e)
{
	enum err rc = error_word(e, ERR_UNCHECKED, "commitment_absent",
	    "the commitment of this note is not kept here, or was erased");

	return error_mend(e, rc, "ask the office for its opening");
}

/* Does slot 8 lead to the seal in the leaf? After an erasure of other slots
 * by the hashes that were kept. */
static enum err
holds(const struct entry *note, const struct slot_store *kept, struct error *e)
{
	struct slot_path path;
	struct hash leaf, root;
	struct seal seal;
	enum err rc;

	if (kept->has_seed) {
		rc = seal_compute(&seal, &kept->seed, note->id.at,
		    &kept->values, e);
		root = seal.root;
		explicit_bzero(&seal, sizeof seal);
	} else {
		rc = slot_leaf(&leaf, note->id.at, NOTE_PLAIN_SLOT,
		    &kept->salts[NOTE_PLAIN_SLOT],
		    kept->values.at[NOTE_PLAIN_SLOT], e);
		seal_path(&path, kept->leaves, NOTE_PLAIN_SLOT);
		root = seal_fold(&leaf, &path, NOTE_PLAIN_SLOT);
	}
	if (rc == ERR_NONE && !hash_equal(&root, &note->seal))
		rc = fault(e, "what is kept of this note is not what its "
			      "entry sealed");
	return rc;
}

static enum err
read_plain(struct note_commitment *out, const struct json *plain,
    struct error *e)
{
	struct bytes media = json_get_text(plain, "media");

	if (json_is_null(plain) || media.len >= sizeof out->media ||
	    !hash_parse(json_get_text(plain, "sha256"), &out->sha256))
		return not_here(e);
	(void)snprintf(out->media, sizeof out->media, "%.*s", (int)media.len,
	    (const char *)media.at);
	out->size = (uint64_t)json_get_number(plain, "size", 0);
	return ERR_NONE;
}

enum err
sealed_note_commitment(struct registry *r, const struct entry *note,
    uint64_t n, struct note_commitment *out, struct arena *a, struct error *e)
{
	struct slot_store kept = {.has_seed = false};
	enum err rc = kept_slots_read(&kept, r, note, n, a, e);

	if (rc == ERR_ABSENT ||
	    (rc == ERR_NONE &&
		json_is_null(kept.values.at[NOTE_PLAIN_SLOT])))
		rc = not_here(e);
	if (rc == ERR_NONE)
		rc = holds(note, &kept, e);
	if (rc == ERR_NONE)
		rc = read_plain(out, kept.values.at[NOTE_PLAIN_SLOT], e);
	explicit_bzero(&kept.seed, sizeof kept.seed);
	return rc;
}

/* ---- opening ---- */

enum err
sealed_note_check_blob(const struct entry *note, struct bytes blob,
    struct error *e)
{
	const struct json *named = json_get(note->body, "blob");
	struct hash want, found = hash_bytes(blob);

	if (json_is_null(named))
		return error_set(e, ERR_CONFLICT,
		    "this note is public: it has no sealed file");
	if (!hash_parse(json_get_text(named, "sha256"), &want) ||
	    !hash_equal(&want, &found) ||
	    json_get_number(named, "size", -1) != (int64_t)blob.len)
		return fault(e,
		    "the sealed file is not the one that the note names");
	return ERR_NONE;
}

/* What age_open said, in the words of notes. */
static enum err
opened(enum err rc, struct error *e)
{
	if (rc == ERR_ABSENT) {
		rc = error_word(e, ERR_REFUSED, "no_identity",
		    "none of these identities opens this note");
		return error_mend(e, rc,
		    "it opens with a seal key of the office, the department or "
		    "the registrar");
	}
	return rc == ERR_INPUT ?
	    fault(e, "the sealed file is no age file") : rc;
}

/* The content within the plain text, if it is what was committed to. */
static enum err
compare(struct bytes *content, struct bytes plain,
    const struct note_commitment *commitment, struct error *e)
{
	struct bytes found;
	struct hash h;
	enum err rc = pad_take(&found, plain, e);

	if (rc == ERR_NONE) {
		h = hash_bytes(found);
		if (!hash_equal(&h, &commitment->sha256) ||
		    found.len != commitment->size)
			rc = ERR_PROOF;
	}
	if (rc != ERR_NONE)
		return fault(e, "the content is not the one that the note "
				  "committed to");
	*content = found;
	return ERR_NONE;
}

enum err
sealed_note_open(struct buffer *plain, struct bytes *content,
    struct bytes blob, const struct entry *note,
    const struct note_commitment *commitment,
    const struct age_identities *ids, size_t *which, struct error *e)
{
	enum err rc = sealed_note_check_blob(note, blob, e);

	if (rc == ERR_NONE)
		rc = opened(age_open(plain, blob, ids, which, e), e);
	return rc == ERR_NONE ?
	    compare(content, buffer_bytes(plain), commitment, e) : rc;
}

enum err
sealed_note_open_at(struct buffer *plain, struct bytes *content,
    struct bytes blob, const struct entry *note,
    const struct note_commitment *commitment,
    const struct opening_desk *desk, const struct id *holder,
    struct error *e)
{
	enum err rc = sealed_note_check_blob(note, blob, e);

	if (rc == ERR_NONE)
		rc = opened(desk->open(desk->context, plain, blob, holder, e),
		    e);
	return rc == ERR_NONE ?
	    compare(content, buffer_bytes(plain), commitment, e) : rc;
}
