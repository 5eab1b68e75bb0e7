/*
 * format/note.h - keys with names, signed notes, checkpoints
 *
 * Purpose     the texts that a log and its witnesses sign: C2SP signed-note,
 *             tlog-checkpoint and tlog-cosignature as log 3 restricts them.
 * Invariant   what is accepted prints to the same bytes.
 * Errors      ERR_INPUT for every malformed byte; whether a signature holds is
 *             a bool here, and a verdict only in proof/checkpoint.h.
 * Ownership   spans borrow the text that was parsed. Parsing and checking
 *             allocate nothing; making a line appends to the caller's buffer.
 * Source      log 3.1 to 3.6
 */
#ifndef FORMAT_NOTE_H
#define FORMAT_NOTE_H

#include "crypto/ed25519.h"

#define KEY_NAME_MAX 255 /* bytes, log 3.1.2 */
#define KEY_NAME_BYTES (KEY_NAME_MAX + 1)

enum key_type {
	KEY_LOG = 0x01,    /* Ed25519 over the note text */
	KEY_WITNESS = 0x04 /* Ed25519 over time and checkpoint */
};

/* A verifier key, log 3.1.4. */
struct vkey {
	char name[KEY_NAME_BYTES];
	uint32_t id; /* first 4 bytes of H(name LF type key), big-endian */
	enum key_type type;
	struct public_key key;
};

/* NAME "+" 8 hex "+" base64 of 33 bytes, and NUL. */
#define VKEY_BYTES (KEY_NAME_MAX + 1 + 8 + 1 + 44 + 1)

bool key_name_is_valid(struct bytes name); /* log 3.1.2 */
/* ERR_INPUT: name not valid, or a key that log 3.4 refuses. */
MUST_CHECK enum err vkey_init(struct vkey *out, struct bytes name,
    enum key_type type, const struct public_key *key, struct error *e);
/* ERR_UNCHECKED: type 0x06, which is known by name and not verified. */
MUST_CHECK enum err vkey_parse(struct vkey *out, struct bytes text,
    struct error *e);
/* Returns the length, NUL not counted. */
size_t vkey_print(char out[VKEY_BYTES], const struct vkey *k);

/* A private key with its name: log or witness, by the line that it makes. */
struct signer {
	char name[KEY_NAME_BYTES];
	struct secret_key *key;
};

/* PRIVATE+KEY+<name>+<id>+<base64 of 0x01 and seed> LF, log 3.2.1. */
#define SIGNER_FILE_BYTES 512 /* log 3.2.3 */
MUST_CHECK enum err signer_parse(struct signer *out, struct bytes file,
    struct error *e);
MUST_CHECK enum err signer_init(struct signer *out, struct bytes name,
    const uint8_t seed[32], struct error *e);
/* Into a buffer that the caller wipes (buffer_wipe). */
void signer_print(struct buffer *out, const struct signer *s);
void signer_release(struct signer *s); /* wipes; fine on {0} */
struct vkey signer_vkey(const struct signer *s, enum key_type type);

#define NOTE_BYTES_MAX 65536
#define NOTE_LINES_MAX 64
#define NOTE_PAYLOAD_MAX 72 /* of 0x04: 8 + 64 */

struct note_line {
	struct bytes line; /* all of it, LF included */
	struct bytes name;
	uint32_t id;
	size_t payload_len; /* after the id; may exceed what is kept */
	uint8_t payload[NOTE_PAYLOAD_MAX];
};

struct note {
	struct bytes text; /* its final LF included */
	size_t line_count;
	struct note_line lines[NOTE_LINES_MAX];
};

/* The structure alone: every line well formed, also those of unknown keys. */
MUST_CHECK enum err note_parse(struct note *out, struct bytes in,
    struct error *e);
/* The same, but a line whose base64 is not canonical passes with payload_len 0
 * and id 0, and is counted: a witness answers such a note later than a
 * malformed one (log 5.2.2, checks 2 and 4). */
MUST_CHECK enum err note_parse_loosely(struct note *out, struct bytes in,
    size_t *undecoded_count, struct error *e);
/* One signature line without its LF. */
MUST_CHECK enum err note_line_parse(struct note_line *out, struct bytes line,
    struct error *e);
/* Same name and id: the line claims to be of this key. */
bool note_line_is_of(const struct note_line *l, const struct vkey *k);
/* Does the line verify over `text`? `*time_s` gets the seconds of a
 * cosignature, 0 for a log line. */
bool note_line_holds(const struct note_line *l, const struct vkey *k,
    struct bytes text, uint64_t *time_s);

struct checkpoint {
	char origin[KEY_NAME_BYTES];
	uint64_t size; /* up to 2^63 - 1 */
	struct hash root;
};

/* origin LF size LF base64 LF, and NUL. */
#define CHECKPOINT_BYTES (KEY_NAME_MAX + 1 + 19 + 1 + 44 + 1 + 1)
#define LOG_SIZE_MAX INT64_MAX

/* Origins that must never be signed as one: log 3.5.1. */
bool origin_is_valid(struct bytes origin);
MUST_CHECK enum err checkpoint_parse(struct checkpoint *out,
    struct bytes text, struct error *e);
/* The syntax alone: size 0 may come with any root (log 5.2.2, check 7). */
MUST_CHECK enum err checkpoint_parse_syntax(struct checkpoint *out,
    struct bytes text, struct error *e);
size_t checkpoint_print(char out[CHECKPOINT_BYTES],
    const struct checkpoint *c);

/* Append one signature line with its LF. `text` is the note text. */
MUST_CHECK enum err note_sign(struct buffer *out, struct bytes text,
    const struct signer *log, struct error *e);
MUST_CHECK enum err note_cosign(struct buffer *out, struct bytes text,
    const struct signer *witness, uint64_t time_s, struct error *e);
/* A whole note: text, empty line, the log's own line. */
MUST_CHECK enum err checkpoint_sign(struct buffer *out,
    const struct checkpoint *c, const struct signer *log, struct error *e);

#endif
