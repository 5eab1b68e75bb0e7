/*
 * cli/submit_url.h - filing with a register elsewhere: --url with a mirror
 *
 * Purpose     a draft is judged against the mirror of --store, signed here,
 *             sent to --url, and believed filed when its receipt verifies and
 *             the mirror shows it.
 * Errors      ERR_INPUT: the store is no mirror. ERR_STORE without an answer:
 *             the bytes wait for `file --resend`. ERR_PROOF: the answer, the
 *             receipt or the mirror contradict; the bytes are kept, too.
 * Source      interfaces A1.11, A4.2; amendments G2; reliability E07
 */
#ifndef CLI_SUBMIT_URL_H
#define CLI_SUBMIT_URL_H

#include "cli/submit.h"

/* Mirrors first, so that the draft meets what is there; without a network the
 * mirror as it is. */
MUST_CHECK enum err submit_url_open(struct submitting *s, struct cli *c);
/* Sends what was judged; fills s->filed from the mirror. `*answered` false:
 * the bytes must be kept. */
MUST_CHECK enum err submit_url_send(struct submitting *s, struct cli *c,
    const struct submission *list, size_t count, bool *answered);

#endif
