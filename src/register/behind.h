/*
 * register/behind.h - does somebody know a newer state of a register?
 *
 * Purpose     log 6.8 (R1, R4) for those who only read: the checkpoint in
 *             DIR.keys/log.head and in DIR/public against the store's own.
 * Cost        two small files.
 */
#ifndef REGISTER_BEHIND_H
#define REGISTER_BEHIND_H

#include <stdint.h>

/* The name of the file that is ahead of `size`, with its size; NULL: none. */
const char *behind_of(const char *dir, uint64_t size, uint64_t *newer);

#endif
