/* crypto/sha256_block.h - the compression functions behind crypto/hash.h */
#ifndef CRYPTO_SHA256_BLOCK_H
#define CRYPTO_SHA256_BLOCK_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t sha256_k[64];

void sha256_blocks_portable(uint32_t state[8], const uint8_t *at,
    size_t block_count);
#if defined(__x86_64__)
void sha256_blocks_ni(uint32_t state[8], const uint8_t *at,
    size_t block_count);
#endif

#endif
