/*
 * format/age.h - age files, sealed for X25519 keys
 *
 * Purpose     seal bytes for several holders and open them again, so that
 *             Debian's `age` opens ours and we open its files; the padding of
 *             sealed notes.
 * Terms       a recipient is a public key (`age1...`), an identity the secret
 *             one (`AGE-SECRET-KEY-1...`); a stanza wraps the file key for one
 *             recipient.
 * Invariant   a header is read strictly and whole, stanzas of other kinds are
 *             kept in its MAC and otherwise ignored; nothing is delivered
 *             before every chunk was authenticated.
 * Errors      ERR_INPUT: not an age file of version 1, or a key of another
 *             form. ERR_ABSENT: none of the identities opens it. ERR_PROOF:
 *             its MAC or a chunk does not hold. ERR_MEMORY.
 * Ownership   buffers are the caller's, who wipes plain text; identities live
 *             in locked memory and are wiped by age_identities_free.
 * Source      C2SP age-encryption.org/v1; BIP 173; model 7.8;
 *             docs/format/note.md
 */
#ifndef FORMAT_AGE_H
#define FORMAT_AGE_H

#include "crypto/sealing.h"

#define AGE_RECIPIENT_TEXT_BYTES 63 /* with its NUL */
#define AGE_IDENTITY_TEXT_BYTES 75  /* with its NUL */
#define AGE_RECIPIENTS_MAX 32
#define AGE_STANZAS_MAX 64
#define AGE_HEADER_BYTES_MAX ((size_t)64 * 1024)
#define AGE_IDENTITIES_MAX 16
#define AGE_IDENTITY_FILE_BYTES ((size_t)16 * 1024)
#define AGE_CHUNK_BYTES ((size_t)64 * 1024)
#define AGE_MEDIA "application/age"

struct age_recipient {
	uint8_t at[X25519_BYTES];
};

/* Lower case, with its checksum. */
MUST_CHECK bool age_recipient_parse(struct age_recipient *out,
    struct bytes text);
void age_recipient_print(char out[AGE_RECIPIENT_TEXT_BYTES],
    const struct age_recipient *r);

struct age_identity {
	uint8_t secret[X25519_BYTES];
	struct age_recipient public;
};

struct age_identities {
	size_t count;
	struct age_identity at[AGE_IDENTITIES_MAX];
};

/* Lines of a file: identities, empty lines and # comments. */
MUST_CHECK enum err age_identities_parse(struct age_identities **out,
    struct bytes file, struct error *e);
MUST_CHECK enum err age_identities_new(struct age_identities **out,
    const uint8_t secret[X25519_BYTES], struct error *e);
void age_identities_free(struct age_identities *ids);
/* "# public key: age1..." and the identity, as age-keygen writes it. `out` is
 * to be wiped. */
void age_identity_print(struct buffer *out, const struct age_identity *id);

/* What chance gives to one file; handed in, so that tests hold it still. */
struct age_chance {
	uint8_t file_key[16], nonce[16];
	uint8_t ephemeral[AGE_RECIPIENTS_MAX][X25519_BYTES];
};

/* Appends the age file. `chance` NULL: drawn from the kernel, as always but in
 * tests. ERR_INPUT: no recipient, too many, or one of low order. */
MUST_CHECK enum err age_seal(struct buffer *out, struct bytes plain,
    const struct age_recipient *to, size_t count,
    const struct age_chance *chance, struct error *e);

/* Appends the plain text, in memory taken once. `*which` (may be NULL) gets
 * the place of the identity that opened it. */
MUST_CHECK enum err age_open(struct buffer *out, struct bytes file,
    const struct age_identities *ids, size_t *which, struct error *e);

/* ---- padding (docs/format/note.md 2) ---- */

#define PADDED_LENGTH_BYTES 8
#define PADDED_CONTENT_MAX ((size_t)32 * 1024 * 1024)

/* 16, 64, 256 KiB, then multiples of 256 KiB: the smallest that holds content
 * and length. */
size_t padded_size(size_t content_bytes);
/* Appends content, zero bytes and length, in memory taken once. */
void pad_put(struct buffer *out, struct bytes content);
/* The content within; ERR_INPUT: its size, a byte of its filling or its length
 * is not of this form. */
MUST_CHECK enum err pad_take(struct bytes *content, struct bytes padded,
    struct error *e);

#endif
