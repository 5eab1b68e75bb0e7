/*
 * account/password.h - what may be a password, and its Argon2id hash
 *
 * Invariant   a password is hashed in normalization form C, so that the same
 *             keys pressed on another machine give the same hash.
 * Errors      ERR_INPUT, word "password": too short, too long, not UTF-8, a
 *             name, or a common one. ERR_MEMORY: 64 MiB were not to be had.
 * Cost        password_hash and password_matches: 64 MiB and about a tenth of
 *             a second; a server calls them through hashing.h.
 * Source      interfaces D3; RFC 9106 4 (second recommended set), 5.3
 */
#ifndef ACCOUNT_PASSWORD_H
#define ACCOUNT_PASSWORD_H

#include "base/bytes.h"

#define PASSWORD_CHARACTERS_MIN 12
#define PASSWORD_CHARACTERS_MAX 256
#define PASSWORD_BYTES_MAX 1024
#define PASSWORD_HASH_BYTES 128 /* a PHC string and its NUL */
#define PASSWORD_PASSES 3
#define PASSWORD_MEMORY_KIB 65536
#define PASSWORD_LANES 4

/* `account` and `registry` are names that it must not be. */
MUST_CHECK enum err password_check(struct bytes password,
    const char *account, const char *registry, struct error *e);
MUST_CHECK enum err password_hash(char out[PASSWORD_HASH_BYTES],
    struct bytes password, struct error *e);
MUST_CHECK enum err password_matches(const char *phc, struct bytes password,
    bool *matches, struct error *e);
/* Made with today's parameters; else it is hashed anew at sign-in. */
bool password_is_current(const char *phc);
/* What an unknown account is checked against: nothing matches it. */
const char *password_of_nobody(void);

#endif
