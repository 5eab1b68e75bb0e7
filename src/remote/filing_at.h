/*
 * remote/filing_at.h - finished entries handed to a register elsewhere
 *
 * Purpose     POST /api/v1/entries, and an answer that is believed only where
 *             it names our leaves and brings receipts that verify.
 * Errors      ERR_STORE, word no_answer: it is not known whether they were
 *             filed; not_reached: nothing was sent. ERR_PROOF: the answer is
 *             about other bytes, or a receipt does not verify. Others: what
 *             the register said (http_problem).
 * Ownership   results live in the arena.
 * Source      docs/format/wire.md 1; amendments G2; reliability E07, T4
 */
#ifndef REMOTE_FILING_AT_H
#define REMOTE_FILING_AT_H

#include "proof/policy.h"
#include "register/registry.h"
#include "remote/http.h"

#define FILING_WAIT_MS 75000

struct filed_at {
	uint64_t number;
	bool published; /* its receipt was verified */
	struct bytes receipt;
};

/* The body of a request. */
void filing_body(struct buffer *out, const struct submission *list,
    size_t count, bool confirm);
/* `already`: the same bytes were there before. */
MUST_CHECK enum err filing_at(struct http_client *http,
    const struct submission *list, size_t count, bool wait,
    const struct policy *policy, struct filed_at *out, bool *already,
    struct arena *a, struct error *e);

#endif
