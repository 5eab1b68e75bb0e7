/*
 * model/judge_parts.h - rules shared by verification and admission
 *
 * Purpose     each rule is one function over one case; used within src/model.
 * Errors      a broken rule: ERR_INPUT, ERR_REFUSED, ERR_CONFLICT or ERR_PROOF
 *             with its code in `word`. ERR_STORE, ERR_MEMORY: not judged.
 * Source      model 8.2, 8.7
 */
#ifndef MODEL_JUDGE_PARTS_H
#define MODEL_JUDGE_PARTS_H

#include "model/judge.h"

/* One entry at its place. */
struct judged {
	const struct judge *judge;
	const struct world *world;
	const struct entry *entry;
	uint64_t number;
	struct arena *arena;
	uint32_t day; /* UTC date of `at` */
	bool has_entity;
	struct entity entity; /* the chain it continues */
	bool competing;
	bool approved;             /* an erase: approved_by signed, too */
	bool two_holders;          /* and another holder than the filer's */
	const struct json *before; /* body of the version replaced, or NULL */
};

MUST_CHECK enum err judged_init(struct judged *x, const struct judge *j,
    const struct entry *entry, uint64_t number, struct arena *a,
    struct error *e);
/* sig_unknown_key, sig_invalid. strict: every signature is known and good. */
MUST_CHECK enum err judged_signatures(struct judged *x, bool strict,
    struct error *e);
MUST_CHECK enum err judged_granted(struct judged *x, struct error *e);
MUST_CHECK enum err judged_references(struct judged *x, struct error *e);
/* prev, id_taken, conflict (annul), reference; sets competing, before. */
MUST_CHECK enum err judged_chain(struct judged *x, struct error *e);
/* Does `changed` say what differs? /seal is taken as stated. */
bool judged_changed(const struct judged *x);
MUST_CHECK enum err judged_erase(const struct judged *x, struct error *e);
/* model 2.9 over the split under way; *fits false: does not add up. */
MUST_CHECK enum err judged_split(struct judge *j, const struct judged *x,
    bool *fits, uint64_t *broken, struct error *e);
/* A grant or the policy gives `id` this role on that day. */
MUST_CHECK enum err judged_has_role(const struct judged *x, const struct id *id,
    enum role role, bool *has, struct error *e);
/* An office's grant in force on that day covers this official. */
MUST_CHECK enum err judged_office_of(const struct judged *x,
    const struct id *id, struct bytes subject, bool *yes, struct error *e);
/* An id text that must be there; ERR_INPUT `reference`. */
MUST_CHECK enum err judged_resolve(const struct judged *x, struct bytes text,
    struct error *e);

#endif
