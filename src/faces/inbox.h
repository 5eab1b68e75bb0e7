/*
 * faces/inbox.h - notes that came to a department, or that an office filed
 *
 * Purpose     `chancery inbox` and /desk: each note with what it waits for.
 * Terms       subject: the official of the first contact that the note names;
 *             null where it names none, or seals them.
 * Errors      those of the read model and of the log.
 * Ownership   rows live in the arena of `o`.
 * Cost        looks at every note of the register.
 * Source      interfaces A6.3, C7.1
 */
#ifndef FACES_INBOX_H
#define FACES_INBOX_H

#include "register/objects.h"
#include "register/receipts.h"

struct inbox_row {
	uint64_t note, version; /* entity; the entry in force */
	struct id id, from, to;
	int64_t filed_s;        /* of that version */
	enum note_state state;
	const struct json *subject; /* thing or null */
	const struct receipt *receipts;
	size_t receipt_count;
};

struct inbox {
	struct objects o;
	struct inbox_row *rows; /* by number */
	size_t count;
};

/* Those addressed to `who`; with `filed` those that it filed. */
MUST_CHECK enum err inbox_read(struct inbox *x, const struct objects *o,
    const struct id *who, bool filed, struct error *e);
/* One note, whoever it concerns. ERR_ABSENT: no such note in force. */
MUST_CHECK enum err inbox_one(struct inbox_row *out, const struct objects *o,
    uint64_t number, struct error *e);
/* {note, from, filed, due, state, subject} */
struct json *inbox_row_json(const struct objects *o,
    const struct inbox_row *row);

#endif
