/*
 * SHA-256 with the SHA extensions of x86-64. Compiled with SSE4.1 and SHA
 * flags alone, never AVX: dirty upper registers make it 60 times slower
 * (index 12). The round constants are added as the instruction wants them,
 * two rounds a step; the message schedule keeps the last 16 words in four
 * registers.
 */
#include "crypto/sha256_block.h"

#if defined(__x86_64__)
#include <immintrin.h>

static __m128i
four_k(unsigned round)
{
	return _mm_loadu_si128((const __m128i *)(const void *)
	    (sha256_k + round));
}

static void
four_rounds(__m128i *abef, __m128i *cdgh, __m128i words, unsigned round)
{
	__m128i sum = _mm_add_epi32(words, four_k(round));

	*cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
	sum = _mm_shuffle_epi32(sum, 0x0e);
	*abef = _mm_sha256rnds2_epu32(*abef, *cdgh, sum);
}

/* The next four schedule words from the last sixteen. */
static __m128i
next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
	__m128i t = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1),
	    _mm_alignr_epi8(w3, w2, 4));

	return _mm_sha256msg2_epu32(t, w3);
}

void
sha256_blocks_ni(uint32_t state[8], const uint8_t *at, size_t block_count)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b,
	    0x0405060700010203);
	__m128i *pair = (__m128i *)(void *)state;
	__m128i low = _mm_shuffle_epi32(_mm_loadu_si128(pair), 0xb1);
	__m128i high = _mm_shuffle_epi32(_mm_loadu_si128(pair + 1), 0x1b);
	__m128i abef = _mm_alignr_epi8(low, high, 8);
	__m128i cdgh = _mm_blend_epi16(high, low, 0xf0);

	for (; block_count != 0; block_count--, at += 64) {
		const __m128i *in = (const __m128i *)(const void *)at;
		__m128i was_abef = abef, was_cdgh = cdgh;
		__m128i w[4];

		for (unsigned i = 0; i < 4; i++) {
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128(in + i), swap);
			four_rounds(&abef, &cdgh, w[i], 4 * i);
		}
		for (unsigned round = 16; round < 64; round += 16) {
			w[0] = next_words(w[0], w[1], w[2], w[3]);
			four_rounds(&abef, &cdgh, w[0], round);
			w[1] = next_words(w[1], w[2], w[3], w[0]);
			four_rounds(&abef, &cdgh, w[1], round + 4);
			w[2] = next_words(w[2], w[3], w[0], w[1]);
			four_rounds(&abef, &cdgh, w[2], round + 8);
			w[3] = next_words(w[3], w[0], w[1], w[2]);
			four_rounds(&abef, &cdgh, w[3], round + 12);
		}
		abef = _mm_add_epi32(abef, was_abef);
		cdgh = _mm_add_epi32(cdgh, was_cdgh);
	}
	low = _mm_shuffle_epi32(abef, 0x1b);
	high = _mm_shuffle_epi32(cdgh, 0xb1);
	_mm_storeu_si128(pair, _mm_blend_epi16(low, high, 0xf0));
	_mm_storeu_si128(pair + 1, _mm_alignr_epi8(high, low, 8));
}
#endif
