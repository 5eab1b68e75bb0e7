/*
 * pages/acting_for.h - whom an account may act for
 *
 * Purpose     officials and the office whose key signs, from the account's
 *             rights and the grants of the register.
 * Invariant   an office is offered for the officials that a grant in force
 *             names; a right for one official offers that one alone.
 * Errors      those of the accounts and of the read model.
 * Ownership   plain values.
 * Source      interfaces D1, D2; model 3.5
 */
#ifndef PAGES_ACTING_FOR_H
#define PAGES_ACTING_FOR_H

#include "pages/signed.h"

#define ACTING_FOR_MAX 64

struct acting_for {
	struct {
		uint64_t official; /* entity */
		struct id office;  /* who files */
	} at[ACTING_FOR_MAX];
	size_t count;
};

MUST_CHECK enum err acting_for_list(struct acting_for *out,
    struct signed_page *x, enum right right, struct error *e);
/* The office for an official; NULL: the account may not. */
const struct id *acting_for_office(const struct acting_for *list,
    uint64_t official);
/* Who signs for the account where no official is concerned: its office, else
 * the registrar of the policy in force. */
MUST_CHECK enum err acting_holder(struct signed_page *x, struct id *out,
    struct error *e);

#endif
