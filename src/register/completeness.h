/*
 * register/completeness.h - what is said about completeness, in sentences
 *
 * Purpose     the sentence under an answer, and the lines under a declaration,
 *             a contact and an official: one maker for every face.
 * Invariant   names who declared and the entry; says nothing of its own about
 *             the world.
 * Errors      those of register/covering.h.
 * Ownership   sentences live in the arena.
 * Source      model 6.4; interfaces A5.12 and its amendment
 */
#ifndef REGISTER_COMPLETENESS_H
#define REGISTER_COMPLETENESS_H

#include "register/asking.h"
#include "register/covering.h"
#include "register/objects.h"

/* Coverage of a question of people, as of the checkpoint of its answer. */
MUST_CHECK enum err completeness_of(struct registry *r,
    const struct asking *q, uint64_t size, struct covering *out,
    struct arena *a, struct error *e);

/* "Declared complete by WHO on DATE (entry N).", "Declaration (entry N)
 * overtaken by entry M.", or that nobody has declared. */
MUST_CHECK enum err completeness_sentence(const struct objects *o,
    const struct covering *c, enum lang lang, const char **out,
    struct error *e);

struct declaration_row {
	uint64_t entity, entry; /* the version in force */
	struct bytes form;      /* "declaration", "return" */
	bool excepts;           /* covers nothing by itself */
	uint64_t overtaken_by;  /* entry; NUMBER_NONE */
};

/* Declarations of an official that are in force before entry `size`. */
MUST_CHECK enum err completeness_list(struct registry *r, uint64_t official,
    uint64_t size, struct declaration_row **out, size_t *count,
    struct arena *a, struct error *e);
/* The one with this entity number; ERR_ABSENT: not in force. */
MUST_CHECK enum err completeness_one(struct registry *r, uint64_t entity,
    uint64_t size, struct declaration_row *out, struct arena *a,
    struct error *e);
/* Declarations in force that an entry of this contact overtook. */
MUST_CHECK enum err completeness_overtaken(struct registry *r,
    uint64_t contact, uint64_t size, struct declaration_row **out,
    size_t *count, struct arena *a, struct error *e);

#endif
