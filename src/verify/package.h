/*
 * verify/package.h - is this disclosure whole, right, and no more than ordered?
 *
 * Purpose     a folder made by `chancery disclose`, checked on another machine
 *             with the reader's own keys: files, entries, scope, openings,
 *             notes, the two proofs, and that opened, outside and missing are
 *             the sealed remainder.
 * Invariant   only files of the folder are read; nothing of it is believed
 *             before it is checked; after a failed step the later ones are
 *             `cannot`.
 * Errors      in report->code: ERR_INPUT it is no package; ERR_PROOF a step
 *             failed, with the file at fault; ERR_UNCHECKED no trusted key;
 *             ERR_MEMORY a limit of ours.
 * Ownership   plain values; what is read lives for the call.
 * Source      docs/format/disclosure.md 4; interfaces A9.10 and its amendment
 */
#ifndef VERIFY_PACKAGE_H
#define VERIFY_PACKAGE_H

#include "proof/checkpoint.h"
#include "proof/report.h"
#include "proof/trie.h"

#define PACKAGE_MANIFEST_BYTES ((size_t)64 * 1024 * 1024)
#define PACKAGE_FILE_BYTES ((size_t)64 * 1024 * 1024)

enum package_step {
	PACKAGE_MANIFEST,   /* 1 the manifest is well-formed */
	PACKAGE_FILES,      /* 2 every file is the one that it names */
	PACKAGE_CHECKPOINT, /* 3 the checkpoint is signed by a trusted key */
	PACKAGE_ENTRIES,    /* 4 every entry is in the log */
	PACKAGE_ORDER,      /* 5 order, summons and scope belong together */
	PACKAGE_LIST,       /* 6 the list of the scope follows from the index */
	PACKAGE_OPENINGS,   /* 7 every opened value is the one sealed */
	PACKAGE_NOTES,      /* 8 every note is the one committed to */
	PACKAGE_REMAINDER,  /* 9 nothing of the scope is left out */
	PACKAGE_WITHIN,     /* 10 nothing beyond the scope is here */
	PACKAGE_STEPS
};

struct package_result {
	enum step_result result;
	const char *word; /* a row of package_sentence */
	char file[128];   /* within the folder; "" where none is at fault */
	char detail[200]; /* what the sentence puts in */
};

struct package_report {
	struct package_result steps[PACKAGE_STEPS];
	enum err code;
	bool has_as_of, has_time, proved;
	struct checkpoint checkpoint;
	int64_t time_s;
	unsigned witnesses_needed, witnesses_valid;
	struct answer answer;
	uint64_t sealed;
	size_t entry_count, contact_count, opened_count, outside_count,
	    missing_count, note_count;
	char reference[104];
	char question[QUESTION_BYTES]; /* the first */
};

/* `policy` NULL: nobody is trusted. */
void package_check(struct package_report *out, const char *dir,
    const struct policy *policy);

/* ---- printing (package_print.c) ---- */

/* The sentence of a word, with {1} the file and {2} the detail. */
const char *package_sentence(const char *word, enum lang lang);
void package_print_text(struct buffer *out, const char *dir,
    const struct package_report *r, const char *keys_from, enum lang lang);
void package_print_complaint(struct buffer *out, const char *dir,
    const struct package_report *r, const char *program, enum lang lang);
struct json;
struct arena;
/* The members of A9.10 for a folder, appended to `files`. */
void package_print_json(struct json *files, struct arena *a, const char *dir,
    const struct package_report *r, const struct policy *policy,
    const char *keys_from);

#endif
