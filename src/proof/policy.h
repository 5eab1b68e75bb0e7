/*
 * proof/policy.h - whom a verifier trusts: logs, witnesses, how many of them
 *
 * Purpose     the policy file of log 4.3 (C2SP tlog-policy), and its quorum.
 * Invariant   a member stands above its use and in one group at most, so the
 *             groups are judged in one pass, without recursion.
 * Errors      ERR_INPUT naming line and mend. ERR_UNCHECKED: a key of type
 *             0x06, which this version does not verify.
 * Ownership   names and URLs are spans of the text, which must outlive the
 *             policy. No allocation. About 60 KiB: not on a small stack.
 */
#ifndef PROOF_POLICY_H
#define PROOF_POLICY_H

#include "format/note.h"

#define POLICY_LOGS_MAX 32
#define POLICY_WITNESSES_MAX 64
#define POLICY_GROUPS_MAX 64
#define POLICY_BYTES_MAX 65536

struct policy_log {
	struct vkey key;  /* type 0x01 */
	struct bytes url; /* empty where none */
};

struct policy_witness {
	struct bytes name;
	struct vkey key; /* type 0x04 */
	struct bytes url;
	bool is_log_too; /* a log of this policy has its key: a warning */
};

struct policy_group {
	struct bytes name;
	unsigned threshold;      /* 1 to the number of members */
	unsigned member_count;
	uint64_t witnesses, groups; /* bit i: member i of those arrays */
};

enum quorum_kind { QUORUM_NONE, QUORUM_WITNESS, QUORUM_GROUP };

struct policy {
	size_t log_count, witness_count, group_count;
	enum quorum_kind quorum;
	size_t quorum_index; /* of the witness or group */
	struct policy_log logs[POLICY_LOGS_MAX];
	struct policy_witness witnesses[POLICY_WITNESSES_MAX];
	struct policy_group groups[POLICY_GROUPS_MAX];
};

MUST_CHECK enum err policy_parse(struct policy *out, struct bytes text,
    struct error *e);
/* Where a name of the one name space stands; false: nowhere. */
bool policy_find_witness(const struct policy *p, struct bytes name, size_t *at);
bool policy_find_group(const struct policy *p, struct bytes name, size_t *at);
/* Bit i of `cosigned`: witness i of the policy has signed. */
bool policy_quorum(const struct policy *p, uint64_t cosigned);
/* Fewest further witnesses that would do, from none: for the rendering. */
unsigned policy_witnesses_needed(const struct policy *p);

#endif
