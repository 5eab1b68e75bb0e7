/*
 * crypto/points.h - encoded points that log 3.4 refuses
 *
 * Purpose     one rule for both makers of Ed25519 checks: libcrypto in the
 *             programs, crypto/portable.c in a reader's browser.
 * Source      log 3.4; RFC 8032 5.1.3
 */
#ifndef CRYPTO_POINTS_H
#define CRYPTO_POINTS_H

#include <stdbool.h>
#include <stdint.h>

/* y of a point whose order divides 8, whatever the sign bit says. */
bool point_is_small_order(const uint8_t point[32]);
/* y, without the sign bit, is at least 2^255 - 19. */
bool point_is_beyond_field(const uint8_t point[32]);

#endif
