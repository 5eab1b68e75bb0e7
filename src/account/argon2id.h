/*
 * account/argon2id.h - Argon2id on one thread, by libargon2
 *
 * Purpose     the slow function under every password; alone in naming
 *             libargon2. Lanes are computed one after the other, so that a
 *             sandboxed process needs no new threads.
 * Errors      ERR_MEMORY: the memory was not to be had. ERR_INPUT: parameters
 *             that RFC 9106 does not allow.
 * Source      RFC 9106 3, 5.3
 */
#ifndef ACCOUNT_ARGON2ID_H
#define ACCOUNT_ARGON2ID_H

#include "base/bytes.h"

#define ARGON2ID_TAG_BYTES 32

struct argon2id {
	uint32_t passes, memory_kib, lanes;
	struct bytes password, salt;
	struct bytes secret, data; /* may be empty */
};

MUST_CHECK enum err argon2id(uint8_t tag[ARGON2ID_TAG_BYTES],
    const struct argon2id *p, struct error *e);

#endif
