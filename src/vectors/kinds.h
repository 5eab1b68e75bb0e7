/*
 * vectors/kinds.h - the kinds of vector files that chancery-vectors can run
 *
 * Purpose     one function a kind reads one file (or folder), calls
 *             case_count once for each case, and returns.
 * Errors      what a kind returns is about the file itself; a case that does
 *             not agree is counted and printed, never an error.
 * Extending   write kind_x.c beside this file and add its line to
 *             kinds_known in kinds.c.
 */
#ifndef VECTORS_KINDS_H
#define VECTORS_KINDS_H

#include "crypto/hash.h"
#include "format/json.h"

struct run {
	const char *path; /* the file or folder */
	const char *key;  /* third argument: a verifier key, or NULL */
	struct arena *arena;
	size_t agree, differ;
};

struct kind {
	const char *name;
	const char *files; /* what it reads, for the usage text */
	enum err (*run)(struct run *r, struct error *e);
};

extern const struct kind *const kinds_known[];
extern const size_t kinds_known_count;

/* Counts one case; prints "differs NAME" when it does not agree. */
void case_count(struct run *r, bool agrees, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* A whole file, in the arena. "" for `name` reads r->path itself, any other
 * name a file below it. */
MUST_CHECK enum err run_read(struct run *r, struct bytes *out,
    const char *name, struct error *e);
/* The same file as JSON. */
MUST_CHECK enum err run_read_json(struct run *r, const struct json **out,
    const char *name, struct error *e);
/* The file that stands beside r->path in the same folder. */
MUST_CHECK enum err run_read_beside(struct run *r, const struct json **out,
    const char *name, struct error *e);
bool run_path_ends(const struct run *r, const char *end);

/* The next line of a table cut at its tabs, up to `max`; absent ones empty.
 * False at the end. Lines without LF count. */
bool next_row(struct bytes *rest, struct bytes *fields, size_t max,
    size_t *count);

/* Values within a JSON tree. False: absent, or not of this form. */
bool json_hex(const struct json *v, struct arena *a, struct bytes *out);
bool json_base64(const struct json *v, struct arena *a, struct bytes *out);
bool json_u64(const struct json *v, uint64_t *out);
/* Exactly 32 bytes. */
bool json_base64_hash(const struct json *v, struct hash *out);
bool json_hex_hash(const struct json *v, struct hash *out);
/* "" where absent; a NUL-terminated copy. */
const char *json_name(const struct json *v, const char *member,
    struct arena *a);

extern const struct kind kind_edtf, kind_jcs, kind_json, kind_merkle,
    kind_note, kind_vkey, kind_tlog_proof, kind_policy, kind_ed25519,
    kind_tlog, kind_witness;
#ifdef VECTORS_MODEL
extern const struct kind kind_model, kind_verdicts;
#endif
#ifdef VECTORS_INDEX
extern const struct kind kind_index;
#endif

#endif
