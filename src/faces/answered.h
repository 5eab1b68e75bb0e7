/*
 * faces/answered.h - a question, its answer as an object and in sentences
 *
 * Purpose     `chancery ask`, GET /ask and the ask page: one reader of the
 *             request, one answer, one maker of the object of interfaces A5.8
 *             and of every sentence of A5.11 to A5.13.
 * Invariant   every number was read from the verified proof file.
 * Errors      word `usage`: names that do not go together (A5.3). Else those
 *             of faces/query.h and register/asking.h.
 * Ownership   everything lives in the arena of `o` but the proof file, which
 *             answered_release frees; it is fine on an empty struct.
 * Source      interfaces A5, C5
 */
#ifndef FACES_ANSWERED_H
#define FACES_ANSWERED_H

#include "faces/csv_rows.h"
#include "faces/query.h"
#include "register/asking.h"
#include "register/completeness.h"
#include "register/objects.h"

struct noun {
	const char *word;       /* plural, as typed */
	unsigned kind;          /* 0: every kind */
	const char *one, *many; /* of what is counted: for message_in */
};
/* NULL: no such noun. */
const struct noun *noun_by_word(const char *word);
/* By the code of the index; 0 or unknown: contacts. */
const struct noun *noun_by_kind(unsigned kind);

struct answered {
	struct objects o;
	struct asking q;
	const struct noun *noun;
	struct asked answer;
	struct covering coverage; /* as of the answer's checkpoint */
	/* who vouches for the checkpoint, by the register's own policy; NULL:
	 * nobody */
	const char *cosigners; /* "w1 (time), w2 (time)" */
	unsigned cosigner_count, witness_count;
	bool quorum;
};

/* What answered_read looks at: of, with, with_post, state, kind, from, to,
 * anyone_else, list, as_of; NULL at the end. */
extern const char *const answered_names[];

/* The names alone, without a register: do they go together? `noun` NULL:
 * contacts. */
MUST_CHECK enum err answered_names_fit(const struct query *q,
    const struct noun *noun, struct error *e);
/* Reads the question; answered_names_fit comes first. */
MUST_CHECK enum err answered_read(struct answered *x, const struct objects *o,
    const struct query *q, const struct noun *noun, struct error *e);
/* Asks, and looks for declarations and cosignatures. */
MUST_CHECK enum err answered_run(struct answered *x, struct error *e);
void answered_release(struct answered *x);

/* ---- objects ---- */

/* Exactly the members of A5.8. */
struct json *answered_json(const struct answered *x);
struct json *answered_group_json(const struct answered *x,
    const struct asked_group *g);
/* {row, fit} */
struct json *answered_entry_json(const struct answered *x,
    const struct asked_entry *n);
const char *fit_name(enum fit fit); /* "certain": also for message_in */

/* ---- rows of a list ---- */

#define GROUP_COLUMNS "ref,name,state,certain,possible,struck,asked"
#define ENTRY_COLUMNS "entry,ref,kind,times,when,summary,fit"
void group_cells(struct cells *row, const struct answered *x,
    const struct asked_group *g, enum lang lang);
/* `v`: answered_entry_json of it. */
void entry_cells(struct cells *row, const struct answered *x,
    const struct asked_entry *n, const struct json *v, enum lang lang);

/* ---- words ---- */

/* "How many calls of X with Y, from 2020-01-01, to 2022-12-31?" */
void answered_question_words(struct buffer *out, const struct answered *x,
    enum lang lang);
/* "5 calls", "at least 2 and at most 5 calls", or that none is filed. */
void answered_number_words(struct buffer *out, const struct answered *x,
    enum lang lang);
/* "counted: contact x official"; nothing where nothing was found. */
void answered_unit_words(struct buffer *out, const struct answered *x,
    enum lang lang);
/* "certain 2, possible 5, struck 5, and 1 sealed cannot be excluded"; where
 * nothing was found, what was filed and withdrawn, or nothing. */
void answered_sums_words(struct buffer *out, const struct answered *x,
    enum lang lang);
/* ": certain 2, possible 5 (asked, not counted above)". */
void answered_group_words(struct buffer *out, const struct asked_group *g,
    enum lang lang);
/* Which checkpoint, and who vouches for it (log 5.1.5). */
void answered_as_of_words(struct buffer *out, const struct answered *x,
    enum lang lang);
/* "This register holds what was filed with it; ..." */
const char *limits_words(enum lang lang);
/* "Nobody has declared ...", "Declared complete by ...". */
const char *answered_coverage_words(const struct answered *x,
    enum lang lang);
/* C5.3: REGISTER, QUESTION: ANSWER, as of checkpoint SIZE (DATE), root HASH12,
 * URL. `url` NULL: left out. */
MUST_CHECK enum err answered_citation(struct buffer *out,
    const struct answered *x, const char *url, enum lang lang,
    struct error *e);
/* The name of a counterpart in a list: where it was erased the words that say
 * so, where none is known its reference. */
struct bytes answered_name(const struct answered *x, uint64_t number,
    enum lang lang);

#endif
