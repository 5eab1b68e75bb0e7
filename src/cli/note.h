/*
 * cli/note.h - a note between options and draft
 *
 * Purpose     `note seal`, `note file` and `file contact --note` make one note
 *             the same way: whom it is for, whose keys open it, its sealed
 *             file, its draft.
 * Ownership   the draft lives in the arena of the command; noting_release
 *             wipes what was read.
 * Source      model 3.12, 7.8; interfaces A4.2, A6.1
 */
#ifndef CLI_NOTE_H
#define CLI_NOTE_H

#include "cli/submit.h"
#include "register/sealed_note.h"

struct noting {
	struct cli *c;
	struct submitting *s;
	bool sealed; /* else its words are public */
	uint64_t to;           /* the department */
	struct json *contacts; /* array of ids; NULL: none, or sealed */
	/* NULL, or the version that this one replaces */
	const struct entry *before;
	uint64_t before_number;
	struct draft draft;
	struct note_recipients keys;
	struct buffer content, blob;
	struct hash blob_sha256;
	bool kept; /* the sealed file lies in the register */
};

/* --to, or the one department that can open notes; c->e names the option. */
MUST_CHECK enum err noting_to(struct noting *x);
/* Reads `path`, seals it, fills the draft. */
MUST_CHECK enum err noting_prepare(struct noting *x, const char *path);
/* The sealed file into the register, before its note is filed. */
MUST_CHECK enum err noting_keep(struct noting *x);
/* After the answer: a refused note leaves no sealed file behind. */
void noting_settle(struct noting *x, enum err rc);
void noting_release(struct noting *x);

/* The sealed file of a note, wherever this register keeps it. Not checked
 * against the note. */
MUST_CHECK enum err note_blob(struct cli *c, const struct entry *note,
    struct buffer *out);

/* The note that a word names, in its version in force; e/N: in that version,
 * and row->current is its number then. */
MUST_CHECK enum err note_find(struct cli *c, const char *word,
    uint64_t *number, struct row_entity *row, struct entry *out);

#endif
