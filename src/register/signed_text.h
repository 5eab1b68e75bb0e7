/*
 * register/signed_text.h - a request signed by a registered key
 *
 * Purpose     the text lines with which a holder asks a register elsewhere
 *             for a sealed file, or hands one in.
 * Invariant   print(parse(x)) = x; the first line keeps it apart from entries
 *             and from each other.
 * Errors      ERR_INPUT, word signed_form: the lines. ERR_REFUSED: another
 *             register, a time outside the window, an unknown or revoked key,
 *             a signature that does not hold.
 * Units       seconds, UTC.
 * Source      docs/format/wire.md 2
 */
#ifndef REGISTER_SIGNED_TEXT_H
#define REGISTER_SIGNED_TEXT_H

#include "register/filing.h"

#define SIGNED_READ "chancery/read/v1"
#define SIGNED_BLOB "chancery/blob/v1"
#define SIGNED_FIELDS_MAX 4
#define SIGNED_WINDOW_S 300
#define SIGNED_BYTES_MAX 4096

struct signed_text {
	const char *purpose; /* one of the two above */
	struct bytes origin;
	struct bytes fields[SIGNED_FIELDS_MAX]; /* one line each, not empty */
	size_t field_count;
	int64_t at_s;
	struct id key;
	struct bytes signing;  /* the lines before the signature */
	struct entry_signature signature;
};

/* `t`: purpose, origin, fields, time; signed with the filer's key. */
MUST_CHECK enum err signed_text_make(struct buffer *out,
    const struct signed_text *t, const struct filer *filer, struct error *e);
MUST_CHECK enum err signed_text_parse(struct signed_text *out,
    const char *purpose, size_t field_count, struct bytes text,
    struct arena *a, struct error *e);
/* Of this register, of now, by an active key: `key` gets it. */
MUST_CHECK enum err signed_text_check(const struct signed_text *t,
    struct registry *r, struct key *key, struct error *e);

#endif
