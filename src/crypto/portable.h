/*
 * crypto/portable.h - SHA-512 and the checking of Ed25519 without libcrypto
 *
 * Purpose     the verifier in a reader's browser has no library to call. It
 *             checks signatures by this code; the programs do not link it.
 * Invariant   the same verdicts as crypto/ed25519.h over the same bytes: a
 *             test holds both against published vectors and against each
 *             other. It only checks: it meets no secret, so its time may
 *             depend on its input.
 * Cost        about 0.2 ms a check, ten times that of libcrypto; no memory
 *             but the stack.
 * Source      RFC 8032 5.1.7 without cofactor; Hisil, Wong, Carter, Dawson
 *             2008, 3.1 and 3.3 (extended coordinates, a = -1); FIPS 180-4
 */
#ifndef CRYPTO_PORTABLE_H
#define CRYPTO_PORTABLE_H

#include "base/bytes.h"

bool portable_ed25519_holds(const uint8_t key[32], struct bytes message,
    const uint8_t signature[64]);
void portable_sha512(uint8_t out[64], struct bytes in);

#endif
