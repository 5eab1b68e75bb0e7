/*
 * register/receipt.h - proof that one entry is in the log, as a file
 *
 * Purpose     the bytes of a .tlog-proof under the checkpoint of one size.
 * Errors      ERR_ABSENT: no such entry or checkpoint.
 * Ownership   appends to the caller's buffer.
 * Source      docs/format/proof-file.md 1
 */
#ifndef REGISTER_RECEIPT_H
#define REGISTER_RECEIPT_H

#include "register/registry.h"

/* size 0: the smallest checkpoint that covers the entry. */
MUST_CHECK enum err receipt_make(struct buffer *out, struct registry *r,
    uint64_t number, uint64_t size, struct error *e);

#endif
