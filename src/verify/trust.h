/*
 * verify/trust.h - whom the reader trusts, from one file
 *
 * Purpose     a policy file (log 4.3), or verifier keys alone, one a line:
 *             every log key is trusted, every witness key must have signed.
 * Errors      those of file_read and policy_parse, wrapped with the path.
 * Ownership   trust_release frees the text that the policy borrows.
 */
#ifndef VERIFY_TRUST_H
#define VERIFY_TRUST_H

#include "proof/policy.h"

struct trust {
	struct buffer text;
	struct policy policy;
};

MUST_CHECK enum err trust_read(struct trust *out, const char *path,
    struct error *e);
/* The same from bytes, which are copied. */
MUST_CHECK enum err trust_parse(struct trust *out, struct bytes text,
    struct error *e);
void trust_release(struct trust *t);

#endif
