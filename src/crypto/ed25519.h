/*
 * crypto/ed25519.h - signatures by one rule for everyone
 *
 * Purpose     RFC 8032 Ed25519 by libcrypto, plus the refusals of log 3.4:
 *             non-canonical y and small-order points, for key and R.
 * Errors      ed25519_check: ERR_PROOF when the signature does not hold, the
 *             only failure that an outsider can cause.
 * Ownership   secrets are the caller's; struct secret_key wipes on release.
 */
#ifndef CRYPTO_ED25519_H
#define CRYPTO_ED25519_H

#include "crypto/hash.h"

#define ED25519_KEY_BYTES 32
#define ED25519_SIGNATURE_BYTES 64

struct public_key {
	uint8_t at[ED25519_KEY_BYTES];
};

struct signature {
	uint8_t at[ED25519_SIGNATURE_BYTES];
};

/* The 32-byte seed, in locked memory that is not dumped (log 3.2.3). */
struct secret_key;

MUST_CHECK enum err secret_key_new(struct secret_key **out,
    const uint8_t seed[32], struct error *e);
MUST_CHECK enum err secret_key_random(struct secret_key **out,
    struct error *e);
void secret_key_free(struct secret_key *k); /* wipes; NULL is fine */
const uint8_t *secret_key_seed(const struct secret_key *k);
const struct public_key *secret_key_public(const struct secret_key *k);

MUST_CHECK enum err ed25519_sign(struct signature *out,
    const struct secret_key *k, struct bytes message, struct error *e);
/* A key that log 3.4 refuses whatever it signed. */
bool public_key_refused(const struct public_key *k);
bool ed25519_holds(const struct public_key *k, struct bytes message,
    const struct signature *s);

/* Fills from the kernel; ends the process if that is impossible. */
void random_bytes(void *at, size_t len);

/* HMAC-SHA-256 (model 10.2). */
struct hash hmac_sha256(struct bytes key, struct bytes message);
#define SHA1_BYTES 20
/* For one-time codes alone (RFC 6238). */
void hmac_sha1(uint8_t out[SHA1_BYTES], struct bytes key,
    struct bytes message);
void sha512(uint8_t out[64], struct bytes in); /* SSHSIG (PROTOCOL.sshsig) */

#endif
