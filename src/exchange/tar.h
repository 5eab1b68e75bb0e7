/*
 * exchange/tar.h - files as one archive
 *
 * Purpose     packs a disclosure for handing over: ustar, as every system
 *             unpacks it.
 * Errors      the buffer's `failed`; a path of 100 bytes and more fails it.
 * Ownership   the buffer is the caller's.
 * Source      POSIX.1-2017, pax, ustar interchange format
 */
#ifndef EXCHANGE_TAR_H
#define EXCHANGE_TAR_H

#include "base/bytes.h"

void tar_put(struct buffer *out, const char *path, struct bytes content,
    int64_t at_s);
/* Two empty blocks. */
void tar_end(struct buffer *out);

#endif
