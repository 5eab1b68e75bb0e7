/*
 * register/receipt.h - the .tlog-proof of an entry of this register
 *
 * Errors      ERR_ABSENT: no checkpoint covers it yet.
 * Ownership   the file is appended to the caller's buffer.
 * Source      log 4.1; amendments G2
 */
#ifndef REGISTER_RECEIPT_H
#define REGISTER_RECEIPT_H

#include "register/registry.h"

/* At the checkpoint of `size`; 0: the newest. */
MUST_CHECK enum err registry_receipt(struct registry *r, uint64_t n,
    uint64_t size, struct buffer *out, struct error *e);

#endif
