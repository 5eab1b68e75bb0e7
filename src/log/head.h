/*
 * log/head.h - KEYS/log.head, the signer's own memory of what it signed
 *
 * Invariant   replaced atomically and synced; mode 0600.
 * Errors      ERR_ABSENT: no file. Others as base/file.h.
 * Source      log 6.1, 6.5.5, 6.8 (R1 to R3)
 */
#ifndef LOG_HEAD_H
#define LOG_HEAD_H

#include "base/bytes.h"

#define LOG_HEAD_FILE "log.head"

MUST_CHECK enum err log_head_read(const char *keys_dir, struct buffer *note,
    struct error *e);
MUST_CHECK enum err log_head_write(const char *keys_dir, struct bytes note,
    struct error *e);

#endif
