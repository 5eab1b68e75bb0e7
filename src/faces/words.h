/*
 * faces/words.h - the words for codes, days and whole sentences
 *
 * Purpose     one place where a code of a body becomes a word of people, in
 *             English and French, for the command line, pages and feeds.
 * Invariant   code_words never gives the code back: what is not known is told
 *             as such. Neutral words (glossary); an act keeps its force.
 * Ownership   constants of the message table, or the buffer given.
 * Source      model 3; interfaces C4.1, C8.6; docs/glossary.md
 */
#ifndef FACES_WORDS_H
#define FACES_WORDS_H

#include "faces/shown.h"

/* Families of codes: the same code can mean two things in two members. */
enum code_family {
	CODE_TYPE,        /* contact -> "contact" */
	CODE_KIND,        /* of a contact: call */
	CODE_STATUS,      /* of a contact: held */
	CODE_SIDE,        /* home, foreign, third: "the home side" */
	CODE_ROLE,        /* of a party: principal */
	CODE_BASIS,       /* of a record: own-record */
	CODE_TIER,        /* sealed */
	CODE_ORG,         /* ministry */
	CODE_MISSION,     /* embassy */
	CODE_GRANT,       /* role of a grant: office */
	CODE_STATE_OF,    /* active, revoked */
	CODE_OUTCOME,     /* of a receipt: acknowledged */
	CODE_SAW,         /* of a receipt: plaintext-read */
	CODE_DOCUMENT,    /* press */
	CODE_PROCEEDING,  /* under-appeal; of findings, too */
	CODE_ACT,         /* of a statement: alleges */
	CODE_CIRCUMSTANCE,
	CODE_CONFIDENCE,
	CODE_RELATION,    /* of a link: speaks-of */
	CODE_JUDGEMENT,   /* same */
	CODE_SAME_BASIS,  /* name-and-office */
	CODE_ANNUL,       /* duplicate */
	CODE_OPEN_GROUND, /* delay-over */
	CODE_ERASE_GROUND,
	CODE_FORM,        /* of a declaration: return */
	CODE_EVENT,       /* of a duty: registration */
	CODE_BASE,        /* of a duty: month-end */
	CODE_AMENDMENT,   /* correction */
	CODE_DIRECTION,   /* given, received */
	CODE_DISPOSITION, /* of a gift */
	CODE_VALUE_CLASS,
	CODE_FLOOR,       /* quarter */
	CODE_ALG,         /* ed25519: what a key is for */
	CODE_RIGHT,       /* of accounts: file, declare (D2) */
	CODE_FAMILY_COUNT
};
/* "" for an empty code; "not known" for one that is none of the family. */
const char *code_words(enum code_family family, struct bytes code,
    enum lang lang);
/* Codes of a family, for tests and forms; NULL past the last. */
const char *code_at(enum code_family family, size_t i);

/* The heading of a member or slot: "Topics", "Outcome sought". NULL: the
 * member has none of its own. */
const char *member_label(const char *member, enum lang lang);

/* "consular-matters" -> "Consular matters": a topic or law as people write
 * it, for codes are the register's own and have no table. */
void topic_words(struct buffer *out, struct bytes code);
/* With its first letter large: for values and sentences. */
void put_large(struct buffer *out, struct bytes text);
/* "state XB"; "state not known". */
void state_words(struct buffer *out, struct bytes state, enum lang lang);
/* "1 hour 5 minutes". */
void minutes_words(struct buffer *out, int64_t minutes, enum lang lang);

/* The UTC day and time of an entry: "20 November 2026, 14:02 UTC". */
void time_words(struct buffer *out, int64_t at_s, enum lang lang);
/* "from 1 January 2020 to 31 December 2022", "no days named". */
void window_words(struct buffer *out, const struct json *span,
    enum lang lang);

/* C4.1, of `row` (A3.4): "Call between The Member and The Consul General, 14
 * February 2021.", "5 calls ..., some day between 2020 and 2022, days
 * unknown." */
void contact_sentence(struct buffer *out, const struct json *row,
    enum lang lang);
/* "Declaration (entry 31) in force; none overtook it ..." and its likes. */
void declaration_words(struct buffer *out, const struct declaration_row *d,
    uint64_t size, enum lang lang);

#endif
