/*
 * register/receipting.h - a department's word about a note that came
 *
 * Purpose     the draft of a receipt: the first one of a body for a note, or
 *             the next version of the one it filed before.
 * Errors      ERR_ABSENT: no such note in force. ERR_CONFLICT, word "already":
 *             its receipt says the same. ERR_INPUT: the day.
 * Ownership   everything lives in the arena.
 * Source      model 3.13; interfaces A6.3
 */
#ifndef REGISTER_RECEIPTING_H
#define REGISTER_RECEIPTING_H

#include "register/filing.h"

struct receipt_words {
	const char *outcome;    /* acknowledged, received, returned, ... */
	const char *received;   /* a day; NULL: today, or as said before */
	const char *saw;        /* NULL: ciphertext-only */
	const char *post;       /* id; NULL: none */
	struct json *reference; /* text, or NULL */
	struct json *question;  /* T, or NULL */
	struct json *visibility; /* NULL: all is public */
	/* the version of the note that it speaks of; NULL: the one in force */
	const struct hash *note_version;
};

MUST_CHECK enum err receipt_draft(struct registry *r, uint64_t note,
    const struct receipt_words *words, const struct id *by,
    struct draft *out, struct arena *a, struct error *e);

#endif
