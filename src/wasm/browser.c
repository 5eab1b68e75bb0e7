/* In the places of libcrypto, of the message table and of printf, which a
 * browser has not: crypto/portable.c checks, sentences are English, or those
 * of verify/words.c. */
#include <stdio.h>

#include "crypto/ed25519.h"
#include "crypto/points.h"
#include "crypto/portable.h"
#include "wasm/print.h"

bool
public_key_refused(const struct public_key *k)
{
	return point_is_small_order(k->at) || point_is_beyond_field(k->at);
}

bool
ed25519_holds(const struct public_key *k, struct bytes message,
    const struct signature *s)
{
	return portable_ed25519_holds(k->at, message, s->at);
}

void
sha512(uint8_t out[64], struct bytes in)
{
	portable_sha512(out, in);
}

const char *
message_in(enum lang lang, const char *english)
{
	(void)lang;
	return english;
}

int
vsnprintf(char *out, size_t size, const char *fmt, va_list args)
{
	return small_vsnprintf(out, size, fmt, args);
}

int
snprintf(char *out, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = small_vsnprintf(out, size, fmt, args);
	va_end(args);
	return len;
}

/* A module that does not run to an end calls nothing at its end; without this
 * each export would flush libc's streams. */
void __wasm_call_dtors(void);

void
__wasm_call_dtors(void)
{
}
