/*
 * register/checking.h - what the register can say about a statement
 *
 * Purpose     counts, coverage, verdict, origins and chain of each claim of a
 *             statement as of a checkpoint; one statement beside another.
 * Terms       subject: the official of a claim, and all judged the same.
 *             Reading: one target of a universe. Own source: a contact whose
 *             record rests on the statement itself.
 * Invariant   1 every number comes from answers that registry_ask verified;
 *               what a list is narrowed to is read from its proved entries.
 *             2 nothing is stored; the same size gives the same verdict.
 *             3 a statement never supports itself (model 6.2 c).
 * Errors      ERR_ABSENT: no such statement in force at that checkpoint, or no
 *             checkpoint. ERR_INPUT: not a statement; a proof of more than 64
 *             questions. Else those of registry_ask.
 * Ownership   results live in the arena; checked_release frees the proof.
 * Source      model 6; interfaces A4.10; docs/format/check.md
 */
#ifndef REGISTER_CHECKING_H
#define REGISTER_CHECKING_H

#include "model/verdict.h"
#include "register/asking.h"
#include "register/objects.h"

enum how {
	HOW_CERTAIN,
	HOW_POSSIBLE,
	HOW_STRUCK,
	HOW_OWN_SOURCE,
	HOW_SPEAKS_OF, /* a link says that the statement speaks of it */
	HOW_IN_TENSION /* a link says that they are in tension */
};
const char *how_name(enum how h);

struct checked_by {
	uint64_t contact; /* entity */
	uint32_t times;
	enum how how;
};

struct checked_against {
	uint64_t statement; /* entity */
	enum comparison result;
	bool window_not_given;
	bool admits_not; /* a counterpart that the other does not admit */
	bool initiator;  /* the record that it gave has another initiator */
	uint64_t link;   /* a person's judgement, this entry; NUMBER_NONE */
};

/* model 6.5 */
#define ORIGINS_MAX 64 /* named; more are only counted */
struct checked_origins {
	uint64_t count;
	bool at_least;   /* unnamed or described speakers: unresolved */
	bool not_in_full; /* a hop's document has not been seen */
	uint64_t who[ORIGINS_MAX];
	size_t who_count;
};

/* From the document in hand back to the speaker, who is the last. */
struct checked_hop {
	struct bytes act;
	uint64_t who;                /* NUMBER_NONE: not identified */
	const struct json *unnamed;  /* {"label","number","scope"} or NULL */
	const struct json *described; /* T, public words, or NULL */
	uint64_t document;           /* NUMBER_NONE: not seen */
};

/* One target of a universe, or the counterparts as a whole. */
struct checked_reading {
	const struct json *target; /* NULL: the counterparts */
	uint64_t certain, possible, struck, sealed;
	bool covered;
	enum verdict verdict;
};
#define READINGS_MAX 4

struct checked_claim {
	unsigned n; /* place in the body, from 0 */
	struct claim claim;
	enum verdict verdict;
	unsigned reasons; /* REASON_... bits */
	/* of the reading that rules; sealed is beside possible, not in it */
	uint64_t certain, possible, struck, sealed;
	bool sealed_known;
	uint64_t receipted, differ; /* of noted; of initiated */
	struct checked_reading readings[READINGS_MAX];
	size_t reading_count;
	size_t rules; /* the reading whose numbers these are */
	bool counted; /* the numbers mean something */
	uint64_t declaration;  /* entity; NUMBER_NONE: none covers it */
	/* entries, NUMBER_NONE: that of the declaration which covers or was
	 * overtaken, and the one that overtook it */
	uint64_t declaration_entry, overtaken_by;
	struct checked_by *by;
	size_t by_count, by_cap;
	struct checked_against *against;
	size_t against_count, against_cap;
	struct checked_origins origins;
	const struct json *hedges; /* array of {"lang","text"}; NULL: none */
	const struct json *words;  /* T of slot 3, or NULL */
	const char **questions;
	size_t question_count;
	uint64_t proof_bytes;
};

struct checked {
	uint64_t statement, version; /* entity, entry */
	uint64_t document;           /* in hand */
	uint64_t size;
	struct bytes act;
	bool commits;
	enum verdict verdict; /* VERDICT_NONE: no claim has one */
	struct checked_claim *claims;
	size_t claim_count;
	struct checked_hop *chain;
	size_t chain_count;
	/* public words of the passages: array of {"lang","text"} */
	const struct json *passages;
	enum slot_state passages_state;
	struct buffer *files; /* an answer file for each question */
	size_t file_count;
};

MUST_CHECK enum err registry_check(struct registry *r, uint64_t statement,
    uint64_t size, struct arena *a, struct checked *out, struct error *e);
void checked_release(struct checked *c);
/* One proof file of all that was asked, each question once; stays empty where
 * nothing was. */
MUST_CHECK enum err checked_proof(const struct checked *list, size_t count,
    struct buffer *out, struct error *e);

/* Two statements: the worst of their comparisons, and where it lies. */
struct compared {
	enum comparison result;
	bool window_not_given;
	bool admits_not;
	uint32_t claims_a, claims_b; /* bit k: claim k takes part in it */
	uint64_t link; /* a person judged them in tension; NUMBER_NONE */
};
MUST_CHECK enum err registry_compare(struct registry *r, uint64_t a_number,
    uint64_t b_number, uint64_t size, struct arena *a, struct compared *out,
    struct error *e);

/* Public words of a statement's passages at a version. */
MUST_CHECK enum err statement_passages(struct registry *r,
    const struct entry *entry, uint64_t version, const struct json **out,
    struct arena *a, struct error *e);
MUST_CHECK enum err statement_chain(struct registry *r,
    const struct entry *entry, uint64_t version, struct checked_hop **out,
    size_t *count, struct arena *a, struct error *e);

/* ---- JSON, interfaces A4.10 ---- */

struct json *checked_json(const struct objects *o, const struct checked *c);
/* model 6.9: the words of a check, from the message table alone. */
void verdict_words(struct buffer *out, const struct objects *o,
    const struct checked *k, const struct checked_claim *c, enum lang lang);
/* "hedge: \"that I recall\"". */
void reason_words(struct buffer *out, const struct checked_claim *c,
    enum verdict_reason reason, enum lang lang);
/* What is claimed, in short: "at least 12, calls; counterparts: state XB". */
void claim_words(struct buffer *out, const struct objects *o,
    const struct claim *c, enum lang lang);
void origins_words(struct buffer *out, const struct checked_origins *o,
    enum lang lang);
/* "in tension, as judged by The Commission (entry 41)". */
void against_words(struct buffer *out, const struct objects *o,
    const struct checked_against *x, enum lang lang);
/* Somebody's words in the quotation marks of the language around them. */
void quoted_words(struct buffer *out, struct bytes text, enum lang lang);
/* "testifies", "leaves undecided" */
void act_words(struct buffer *out, struct bytes act, enum lang lang);
/* Who spoke: a name, the words for somebody described, or "unnamed". */
void speaker_words(struct buffer *out, const struct objects *o,
    const struct checked_hop *h, enum lang lang);
/* Name of an entity in that language, else its reference. */
void entity_words(struct buffer *out, const struct objects *o,
    uint64_t number, enum lang lang);

#endif
