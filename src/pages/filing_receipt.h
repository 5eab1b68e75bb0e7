/*
 * pages/filing_receipt.h - from a checked draft to its receipt
 *
 * Purpose     every form that files ends here: entries are made once under the
 *             draft's id, the draft is destroyed, and the receipt is a page of
 *             its own that reloads by its link.
 * Invariant   a second submission of the same draft shows the first receipt.
 * Errors      filing_send: as acting_file. The others answer.
 * Source      interfaces C6.3, C6.6
 */
#ifndef PAGES_FILING_RECEIPT_H
#define PAGES_FILING_RECEIPT_H

#include "pages/fields.h"
#include "pages/typed.h"
#include "web/acting.h"

/* Where every page of filing comes from. */
void filing_crumb(struct page *p);
/* As field_summary; a page that tells of errors unasked is no error itself. */
void filing_summary(struct page *p, const struct field_errors *errors);
/* `drafts` by the key that the register holds for `holder`. */
MUST_CHECK enum err filing_send(struct signed_page *x,
    const struct typed *t, const struct id *holder, struct draft *drafts,
    size_t count, bool confirm, bool dry_run, struct acted *out);
/* The draft is destroyed; 303 to the receipt. */
void filing_done(struct signed_page *x, const struct typed *t,
    const struct acted *acted);
/* What a dry run or a filing came to, as the first error of a page. */
void filing_refusal(struct signed_page *x, struct field_errors *errors);
/* Warnings of a dry run, each with what it is about, and the box that confirms
 * them; nothing where there are none. */
void filing_put_warnings(struct signed_page *x, const struct acted *acted,
    const struct field_errors *errors);
bool filing_has_warnings(const struct acted *acted);

#endif
