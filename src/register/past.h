/*
 * register/past.h - which version was in force at a checkpoint
 *
 * Purpose     what people's judgements (checks, comparisons, what stands
 *             beside a statement) read of entities, as of any checkpoint.
 * Terms       size: that of the checkpoint; entries below it alone count.
 * Invariant   for one size the answers never change, whatever is filed later.
 *             Two exceptions, both about what is only possible: a tenure that
 *             was moved to another person or post is looked for under the
 *             newest; an erased or sealed value is not read at all.
 * Errors      ERR_ABSENT: not in force at that size, or not there yet.
 * Ownership   lists live in the arena.
 * Cost        at the newest size one look-up; for an older one also a walk
 *             over the rows of the entries since.
 * Source      model 2.7, 2.8, 3.19, 5.8
 */
#ifndef REGISTER_PAST_H
#define REGISTER_PAST_H

#include "register/registry.h"

/* An entity and its version in force at the size. */
struct standing {
	uint64_t number, version;
	enum entry_type type;
};

MUST_CHECK enum err past_version(struct registry *r, uint64_t number,
    uint64_t size, uint64_t *version, struct error *e);
/* The same, parsed. */
MUST_CHECK enum err past_entry(struct registry *r, uint64_t number,
    uint64_t size, struct entry *out, struct arena *a, struct error *e);
/* Number of the entity of an id text; NUMBER_NONE: empty or none here. */
MUST_CHECK enum err past_number(struct registry *r, struct bytes id_text,
    uint64_t *number, struct error *e);

/* Entities of `types` (of those that read_model_referring knows) whose version
 * in force names `to`; ascending. */
MUST_CHECK enum err past_referring(struct registry *r, uint64_t to,
    uint32_t types, uint64_t size, struct standing **out, size_t *count,
    struct arena *a, struct error *e);

/* `number` itself and all that are judged the same as it, one by another
 * (model 3.19: the latest judgement about two rules). */
#define SAME_MAX 16
struct same_set {
	uint64_t at[SAME_MAX];
	size_t count;
};
MUST_CHECK enum err past_same(struct registry *r, uint64_t number,
    uint64_t size, struct same_set *out, struct arena *a, struct error *e);
bool same_has(const struct same_set *s, uint64_t number);

/* May `person` have held `post` on some day of from..to? */
MUST_CHECK enum err past_may_hold(struct registry *r, uint64_t person,
    uint64_t post, uint32_t from, uint32_t to, uint64_t size, bool *may,
    struct arena *a, struct error *e);
/* Does one tenure span every day of from..to for certain? */
MUST_CHECK enum err past_holds(struct registry *r, uint64_t person,
    uint64_t post, uint32_t from, uint32_t to, uint64_t size, bool *holds,
    struct arena *a, struct error *e);

#endif
