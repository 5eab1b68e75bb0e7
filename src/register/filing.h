/*
 * register/filing.h - from a draft to a signed submission
 *
 * Purpose     draw id and seed, seal the slots, make the entry, sign it with a
 *             key of ours or through OpenSSH.
 * Errors      ERR_ABSENT: the key is not registered here. ERR_REFUSED: the key
 *             file can be read by others. ERR_INPUT: body or slots.
 * Ownership   what is made lives in the arena; entry_signer_release wipes.
 * Source      model 1.9, 1.10, 7; interfaces A1.8, A4.2
 */
#ifndef REGISTER_FILING_H
#define REGISTER_FILING_H

#include "base/file.h"
#include "register/registry.h"

/* Who signs entries with a private half that never comes here (a keeper). */
struct signing_desk {
	void *context;
	enum err (*sign)(void *context, struct signature *out,
	    const struct id *key, struct bytes signing, struct error *e);
};

/* Who signs: the registered key and how to reach its private half. */
struct filer {
	struct key key;
	const struct signing_desk *desk; /* NULL: its own key */
	struct secret_key *secret; /* NULL: through ssh-keygen */
	char ssh_path[PATH_BYTES]; /* private key, or .pub with an agent */
};

/* `path`: a key file of log 3.2.1, an OpenSSH private key or its .pub. */
MUST_CHECK enum err filer_open(struct filer *out, struct registry *r,
    const char *path, struct error *e);
void filer_release(struct filer *f);
/* The active entry key of `holder` that `desk` holds among `held`; ERR_ABSENT:
 * there is none. Nothing to release. */
MUST_CHECK enum err filer_at(struct filer *out, struct registry *r,
    const struct signing_desk *desk, const struct id *held, size_t count,
    const struct id *holder, struct error *e);
/* Signs other bytes than an entry's, which a desk refuses; `value` is room for
 * SSHSIG_BLOB_MAX bytes, to which out->value points. out->key stays NULL. */
MUST_CHECK enum err filer_sign(struct entry_signer *out, uint8_t *value,
    const struct filer *f, struct bytes signing, struct error *e);

struct draft {
	enum entry_type type;
	struct id id;           /* type TYPE_UNKNOWN: a fresh one is drawn */
	struct id by;           /* TYPE_UNKNOWN: the key's holder */
	int64_t at_s;           /* 0: now */
	bool has_prev;
	struct hash prev;
	struct json *body;
	struct slot_values values;
	const struct filer *second; /* signs, too (an erasure); NULL: nobody */
	const struct seed *seed; /* NULL: drawn; given in examples alone */
};

/* Fills `out`; `draft->id` gets the id drawn. */
MUST_CHECK enum err filing_prepare(struct submission *out,
    struct draft *draft, const struct registry *r, const struct filer *filer,
    struct arena *a, struct error *e);

/* Slots given by name ({"summary":{"en":...}}) to values by number;
 * ERR_INPUT names an unknown one. */
MUST_CHECK enum err filing_slots(struct slot_values *out,
    enum entry_type type, const struct json *by_name, struct error *e);
/* The next version of `entry`: its body without amendment, to be changed. */
struct json *filing_amendable(const struct entry *entry, struct arena *a);
/* Adds `amendment` with the exact `changed` (model 2.6). `slots_differ`: a
 * slot but the reason changes. */
void filing_amend(struct json *body, const struct json *before,
    const char *code, struct json *evidence, bool slots_differ,
    struct arena *a);

#endif
