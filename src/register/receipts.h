/*
 * register/receipts.h - what departments said of a note
 *
 * Purpose     the receipts in force of one note, by the log; what the note
 *             waits for.
 * Terms       NEW: no receipt. Of the version in force: DUE, it came and an
 *             answer is due; ACKNOWLEDGED; RETURNED, with a question or as not
 *             for this department. Where receipts name earlier versions alone
 *             (`current` false), the one in force is DUE.
 * Ownership   lists live in the arena.
 * Source      model 3.13; interfaces A6.3
 */
#ifndef REGISTER_RECEIPTS_H
#define REGISTER_RECEIPTS_H

#include "register/registry.h"

enum note_state { NOTE_NEW, NOTE_DUE, NOTE_ACKNOWLEDGED, NOTE_RETURNED };
const char *note_state_name(enum note_state s);
MUST_CHECK bool note_state_by_name(const char *name, enum note_state *out);

struct receipt {
	uint64_t number, version; /* of the receipt, of its version in force */
	struct bytes outcome;     /* received, acknowledged, ... */
	struct bytes received;    /* day */
	struct bytes saw;
	struct id by;
	int64_t at_s;
	bool current; /* names the note's version in force */
};

/* Of the note `number`, by number ascending. */
MUST_CHECK enum err receipts_of(struct registry *r, uint64_t number,
    struct receipt **out, size_t *count, struct arena *a, struct error *e);
enum note_state receipts_state(const struct receipt *list, size_t count);

/* Notes that name the contact `number`, ascending; those in force. */
MUST_CHECK enum err notes_of(struct registry *r, uint64_t number,
    uint64_t **out, size_t *count, struct arena *a, struct error *e);

#endif
