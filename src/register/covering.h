/*
 * register/covering.h - is a question covered by a declaration?
 *
 * Purpose     which `complete` entry in force says that the record is all
 *             there is, and which later entry has overtaken it.
 * Terms       overtaken: since its number a held contact in its scope was
 *             first filed (parts and counter-records apart), annulled, or
 *             changed in times, kind, when, status or parties. A split that
 *             leaves every total as it was does not overtake. What is sealed
 *             counts as in scope.
 * Errors      those of the read model and of the log.
 * Source      model 3.20, 6.4; amendments 6.4; docs/format/declaration.md
 */
#ifndef REGISTER_COVERING_H
#define REGISTER_COVERING_H

#include "register/registry.h"

struct coverage_question {
	uint64_t subject;
	unsigned kinds;    /* KIND_BITs of 1..10; 0: every kind */
	uint32_t from, to; /* DAY_FIRST, DAY_LAST: open */
	/* array of {"state"}, {"person"}, {"org"}, {"post"}; empty or NULL:
	 * every counterpart */
	const struct json *targets;
};

struct covering {
	bool covered;
	/* Entry of the declaration whose kinds, days and scope hold the
	 * question: the one that covers, else the latest that was overtaken;
	 * NUMBER_NONE: there is none. */
	uint64_t declaration;
	uint64_t overtaken_by; /* entry; NUMBER_NONE */
	bool by_registrar_or_authority;
};

/* As of the checkpoint of `size`: entries below it alone. Of several that
 * cover, the registrar's or an authority's is named, then the latest. */
MUST_CHECK enum err registry_coverage(struct registry *r,
    const struct coverage_question *q, uint64_t size, struct covering *out,
    struct arena *a, struct error *e);

/* The entry below `size` by which the declaration with this entry number was
 * overtaken; NUMBER_NONE: none. */
MUST_CHECK enum err registry_overtaken(struct registry *r,
    uint64_t declaration, uint64_t size, uint64_t *by, struct error *e);

/* Sum of `times` of the versions that once counted for the question of a
 * `complete` body and were amended or annulled since. */
MUST_CHECK enum err registry_struck(struct registry *r,
    const struct json *body, uint64_t *struck, struct error *e);

#endif
