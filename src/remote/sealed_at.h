/*
 * remote/sealed_at.h - sealed files handed to, and had from, a register
 *                      elsewhere
 *
 * Purpose     the client's side of docs/format/wire.md 2 and 3.
 * Invariant   a file is delivered only if it is the one that the note's entry
 *             names, and an opening only if it leads to the entry's seal.
 * Errors      ERR_PROOF: another file, another opening. ERR_REFUSED: the
 *             register refused. ERR_STORE: no answer.
 * Ownership   the caller's buffers.
 * Source      docs/format/wire.md; model 7.12
 */
#ifndef REMOTE_SEALED_AT_H
#define REMOTE_SEALED_AT_H

#include "register/filing.h"
#include "remote/http.h"

MUST_CHECK enum err sealed_put_at(struct http_client *http,
    struct registry *r, const struct filer *filer, struct bytes blob,
    struct error *e);
/* `basis` may be NULL. `opening` gets what the private tables keep of the
 * commitment (empty: the register has none). */
MUST_CHECK enum err sealed_read_at(struct http_client *http,
    struct registry *r, const struct filer *filer, const struct entry *note,
    const char *basis, struct buffer *blob, struct buffer *opening,
    uint64_t *read_number, struct error *e);

#endif
