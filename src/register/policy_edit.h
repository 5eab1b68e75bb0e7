/*
 * register/policy_edit.h - changing a policy and printing it
 *
 * Purpose     add and remove witnesses, set the quorum, print the file.
 * Invariant   what is printed parses again (proof/policy.h); groups stand
 *             below their members, the quorum's group last. A witness without
 *             a group, and a group that is new, join the quorum's group where
 *             the quorum is a group.
 * Errors      ERR_CONFLICT: name or key is there already; the quorum could not
 *             be reached any more. ERR_ABSENT: no such witness or group.
 *             ERR_INPUT: not a name, too many.
 * Ownership   spans are borrowed, by the policy, too.
 * Source      log 4.3, 11.4
 */
#ifndef REGISTER_POLICY_EDIT_H
#define REGISTER_POLICY_EDIT_H

#include "proof/policy.h"

/* `group` empty: none is named. A group that is not there is made, `any` of
 * its members. */
MUST_CHECK enum err policy_add_witness(struct policy *p,
    const struct policy_witness *w, struct bytes group, struct error *e);
MUST_CHECK enum err policy_remove_witness(struct policy *p,
    struct bytes name, struct error *e);
/* "none", the name of a witness or group, or how many: of the quorum's group,
 * or else of a group "witnesses" of all that stand in no other. */
MUST_CHECK enum err policy_set_quorum(struct policy *p, struct bytes what,
    struct error *e);
/* Appends the file. Comment lines of `before` are kept, at the top. */
void policy_print(struct buffer *out, struct bytes before,
    const struct policy *p);

#endif
