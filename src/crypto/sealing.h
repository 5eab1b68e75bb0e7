/*
 * crypto/sealing.h - what sealed files are made of
 *
 * Purpose     X25519, HKDF-SHA-256 and ChaCha20-Poly1305 by libcrypto, and
 *             memory for secrets that is neither dumped nor left behind.
 * Errors      x25519_shared: ERR_INPUT where the point of the other side has
 *             low order, the only failure that an outsider can cause.
 *             ERR_MEMORY: libcrypto refused.
 * Ownership   all spans are the caller's; what was derived is the caller's to
 *             wipe.
 * Source      RFC 7748, RFC 5869, RFC 8439
 */
#ifndef CRYPTO_SEALING_H
#define CRYPTO_SEALING_H

#include "crypto/hash.h"

#define X25519_BYTES 32
#define AEAD_KEY_BYTES 32
#define AEAD_NONCE_BYTES 12
#define AEAD_TAG_BYTES 16

/* The public half of 32 secret bytes. */
MUST_CHECK enum err x25519_public(uint8_t out[X25519_BYTES],
    const uint8_t secret[X25519_BYTES], struct error *e);
/* Never all zero (RFC 7748, 6.1). */
MUST_CHECK enum err x25519_shared(uint8_t out[X25519_BYTES],
    const uint8_t secret[X25519_BYTES], const uint8_t public[X25519_BYTES],
    struct error *e);

/* One block of output; `info` has at most 64 bytes. */
void hkdf_sha256(uint8_t out[HASH_BYTES], struct bytes salt,
    struct bytes secret, struct bytes info);

/* Writes plain.len + AEAD_TAG_BYTES bytes; no additional data. */
MUST_CHECK enum err aead_seal(uint8_t *out, const uint8_t key[AEAD_KEY_BYTES],
    const uint8_t nonce[AEAD_NONCE_BYTES], struct bytes plain,
    struct error *e);
/* Writes sealed.len - AEAD_TAG_BYTES bytes, of no use where it is false. */
MUST_CHECK bool aead_open(uint8_t *out, const uint8_t key[AEAD_KEY_BYTES],
    const uint8_t nonce[AEAD_NONCE_BYTES], struct bytes sealed);

/* In a time that does not tell where they differ. */
bool secret_equal(const uint8_t *a, const uint8_t *b, size_t len);

/* Zeroed pages of their own, locked where the system allows it, left out of
 * core files. NULL: out of memory. Freeing wipes; NULL is fine. */
void *secret_memory(size_t size);
void secret_memory_free(void *at, size_t size);

#endif
