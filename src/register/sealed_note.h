/*
 * register/sealed_note.h - a note that nobody reads but its holders
 *
 * Purpose     whose keys open a note, sealing its content for them, and
 *             opening a sealed file against what the log committed to.
 * Terms       the blob is the age file that the body names by hash and size;
 *             the commitment is slot 8: media, hash and size of the content.
 * Invariant   content is delivered only if blob, seal and commitment agree.
 * Errors      ERR_PROOF: a hash, a seal or the commitment differs.
 *             ERR_ABSENT: the holder has no seal key. ERR_REFUSED: none of the
 *             identities opens it. ERR_UNCHECKED: the commitment is not kept
 *             here, or was erased. ERR_CONFLICT: the note has no blob, or two
 *             holders have one key.
 * Ownership   buffers are the caller's, who wipes them.
 * Source      model 3.12, 7.4, 7.8; docs/format/note.md
 */
#ifndef REGISTER_SEALED_NOTE_H
#define REGISTER_SEALED_NOTE_H

#include "format/age.h"
#include "register/registry.h"

#define NOTE_CONTENT_BYTES (4 * MIB) /* reliability 8.5 */
#define NOTE_BLOB_BYTES (8 * MIB)
#define NOTE_PLAIN_SLOT 8
#define NOTE_MEDIA_BYTES 104

struct note_recipient {
	struct id key, holder;
	struct age_recipient to;
};

struct note_recipients {
	size_t count;
	struct note_recipient at[AGE_RECIPIENTS_MAX];
};

/* Adds the seal keys of a holder that are in force; those that are there
 * already are not added twice. */
MUST_CHECK enum err sealed_note_add(struct note_recipients *list,
    struct registry *r, const struct id *holder, struct error *e);
/* The holder of a seal key, in force or revoked; ERR_ABSENT: of nobody. */
MUST_CHECK enum err sealed_note_holder(struct registry *r,
    const struct age_recipient *key, struct id *holder, struct error *e);

/* Pads and seals; appends the blob. ERR_INPUT: content too long. */
MUST_CHECK enum err sealed_note_seal(struct buffer *blob,
    struct bytes content, const struct note_recipients *to, struct error *e);

struct note_commitment {
	char media[NOTE_MEDIA_BYTES];
	struct hash sha256;
	uint64_t size;
};
/* Slot 8 of version n as this register keeps it, checked against the seal in
 * its leaf. */
MUST_CHECK enum err sealed_note_commitment(struct registry *r,
    const struct entry *note, uint64_t n, struct note_commitment *out,
    struct arena *a, struct error *e);

/* Do these bytes have the hash and size that the body names? */
MUST_CHECK enum err sealed_note_check_blob(const struct entry *note,
    struct bytes blob, struct error *e);
/* Who opens sealed files with keys that never come here (a keeper): appends the
 * padded plain text. Errors as age_open. */
struct opening_desk {
	void *context;
	enum err (*open)(void *context, struct buffer *plain,
	    struct bytes file, const struct id *holder, struct error *e);
};
/* As sealed_note_open, by the keys that `desk` holds for `holder`. */
MUST_CHECK enum err sealed_note_open_at(struct buffer *plain,
    struct bytes *content, struct bytes blob, const struct entry *note,
    const struct note_commitment *commitment,
    const struct opening_desk *desk, const struct id *holder,
    struct error *e);
/* Checks, opens and compares; `*content` lies within `plain`. `*which` gets
 * the place of the identity that opened it. */
MUST_CHECK enum err sealed_note_open(struct buffer *plain,
    struct bytes *content, struct bytes blob, const struct entry *note,
    const struct note_commitment *commitment,
    const struct age_identities *ids, size_t *which, struct error *e);

#endif
