/*
 * model/entry.h - one leaf of the log: read, checked by form, built, signed
 *
 * Purpose     leaf bytes to a checked value (every refusal of model 1.11 that
 *             needs nothing but the bytes), and an entry to its leaf bytes.
 * Invariant   what entry_parse accepts is canonical, has the members and
 *             value types of model 2 and 3, and fits 32,768 bytes. Checks run
 *             in the order of model 1.11 and the first failure is reported.
 * Errors      ERR_INPUT with the code of model 1.11 in `word`; `field` is the
 *             member of the entry ("/at"), for `body` and dates the pointer
 *             into the body ("/parties/0/who").
 *             ERR_MEMORY: the arena is full (ENTRY_ARENA_BYTES suffices).
 *             A type not understood is no error: type TYPE_UNKNOWN.
 * Ownership   the value points into the leaf bytes and the arena.
 * Cost        one parse, one print, one hash: about 10 us for 1.2 KB.
 * Source      model 1.8 to 1.11, 2.1
 */
#ifndef MODEL_ENTRY_H
#define MODEL_ENTRY_H

#include "crypto/ed25519.h"
#include "format/json.h"
#include "model/id.h"

#define ENTRY_BYTES_MAX 32768
#define ENTRY_SIGNATURES_MAX 8
#define ENTRY_ARENA_BYTES (4 * MIB)
/* First line of the signing bytes, its LF included (model 1.9). */
#define ENTRY_SIGNING_PREFIX "chancery/entry/v1\n"
#define ENTRY_SSHSIG_NAMESPACE "entry@chancery"

struct entry {
	struct bytes leaf;       /* the bytes received */
	struct hash leaf_hash;   /* RFC 6962 */
	const struct json *root; /* {"chancery","entry","sig"} */
	const struct json *json; /* member "entry" */
	const struct json *body;
	const struct json *signatures; /* member "sig" */
	enum entry_type type;
	struct bytes type_text;
	struct id id; /* type TYPE_UNKNOWN likewise */
	struct id by; /* a person or an org */
	struct bytes id_text, by_text, register_text;
	int64_t at_s;
	bool has_prev, has_seal;
	struct hash prev, seal;
	size_t signature_count;
};

/* `origin` NULL: any register; else another register is refused (`register`,
 * the last check before the body). */
MUST_CHECK enum err entry_parse(struct entry *out, struct bytes leaf,
    const char *origin, struct arena *a, struct error *e);

enum signature_alg {
	SIGNATURE_ED25519,
	SIGNATURE_SSHSIG, /* sshsig-ed25519 */
	SIGNATURE_OTHER   /* reserved: neither counts nor harms (model 1.10) */
};

struct entry_signature {
	enum signature_alg alg;
	struct bytes key_text;
	struct id key;
	struct bytes value; /* decoded, in the arena */
};

/* Signature `index` of a parsed entry. */
MUST_CHECK enum err entry_signature_at(struct entry_signature *out,
    const struct entry *entry, size_t index, struct arena *a, struct error *e);
/* Appends the signing bytes of the entry JSON (model 1.9). */
void entry_signing_bytes(struct buffer *out, const struct json *entry_json);
/* Does the signature hold for this key? ERR_PROOF `sig_invalid` if not;
 * ERR_UNCHECKED for SIGNATURE_OTHER. */
MUST_CHECK enum err entry_signature_check(const struct entry_signature *s,
    const struct public_key *key, struct bytes signing, struct error *e);

/* A signature to be put into a leaf. value: 64 bytes for ed25519, the blob
 * without armour for sshsig-ed25519. */
struct entry_signer {
	const char *alg;
	const char *key; /* key:... */
	struct bytes value;
};

/* Appends the canonical leaf of the entry JSON with these signatures, which
 * are put into the order of model 1.10. */
MUST_CHECK enum err entry_assemble(struct buffer *leaf,
    const struct json *entry_json, const struct entry_signer *signers,
    size_t signer_count, struct arena *a, struct error *e);
/* The same with one Ed25519 signature made here. */
MUST_CHECK enum err entry_sign(struct buffer *leaf,
    const struct json *entry_json, const char *key_id,
    const struct secret_key *secret, struct arena *a, struct error *e);

/* The entry JSON of a new entry; every part is copied or referenced. prev and
 * seal may be NULL. */
struct entry_draft {
	const char *origin;
	struct id id, by;
	int64_t at_s;
	const struct hash *prev, *seal;
	struct json *body;
};
struct json *entry_json_new(struct arena *a, const struct entry_draft *d);

#endif
