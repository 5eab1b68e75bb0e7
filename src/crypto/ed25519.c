#include "crypto/ed25519.h"

#include "crypto/points.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

struct secret_key {
	uint8_t seed[32];
	struct public_key public;
	EVP_PKEY *pkey;
};

#define LOCKED_BYTES 4096

bool
public_key_refused(const struct public_key *k)
{
	return point_is_small_order(k->at) || point_is_beyond_field(k->at);
}

bool
ed25519_holds(const struct public_key *k, struct bytes message,
    const struct signature *s)
{
	EVP_MD_CTX *context;
	EVP_PKEY *pkey;
	bool holds = false;

	if (public_key_refused(k) || point_is_small_order(s->at))
		return false;
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->at,
	    sizeof k->at);
	context = EVP_MD_CTX_new();
	if (pkey != NULL && context != NULL &&
	    EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1)
		holds = EVP_DigestVerify(context, s->at, sizeof s->at,
		    message.at, message.len) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	return holds;
}

enum err
secret_key_new(struct secret_key **out, const uint8_t seed[32],
    struct error *e)
{
	size_t len = ED25519_KEY_BYTES;
	struct secret_key *k = mmap(NULL, LOCKED_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (k == MAP_FAILED)
		return error_set(e, ERR_MEMORY, "out of memory for a key");
	(void)mlock(k, LOCKED_BYTES);
	(void)madvise(k, LOCKED_BYTES, MADV_DONTDUMP);
	memcpy(k->seed, seed, sizeof k->seed);
	k->pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed,
	    sizeof k->seed);
	if (k->pkey == NULL ||
	    EVP_PKEY_get_raw_public_key(k->pkey, k->public.at, &len) != 1) {
		secret_key_free(k);
		return error_set(e, ERR_MEMORY, "libcrypto refused the key");
	}
	*out = k;
	return ERR_NONE;
}

enum err
secret_key_random(struct secret_key **out, struct error *e)
{
	uint8_t seed[32];
	enum err rc;

	random_bytes(seed, sizeof seed);
	rc = secret_key_new(out, seed, e);
	explicit_bzero(seed, sizeof seed);
	return rc;
}

void
secret_key_free(struct secret_key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->pkey);
	explicit_bzero(k, LOCKED_BYTES);
	(void)munmap(k, LOCKED_BYTES);
}

const uint8_t *
secret_key_seed(const struct secret_key *k)
{
	return k->seed;
}

const struct public_key *
secret_key_public(const struct secret_key *k)
{
	return &k->public;
}

enum err
ed25519_sign(struct signature *out, const struct secret_key *k,
    struct bytes message, struct error *e)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = sizeof out->at;
	bool done = context != NULL &&
	    EVP_DigestSignInit(context, NULL, NULL, NULL, k->pkey) == 1 &&
	    EVP_DigestSign(context, out->at, &len, message.at, message.len) ==
	    1 && len == sizeof out->at;

	EVP_MD_CTX_free(context);
	return done ? ERR_NONE :
	    error_set(e, ERR_MEMORY, "libcrypto could not sign");
}

void
random_bytes(void *at, size_t len)
{
	uint8_t *to = at;

	while (len != 0) {
		ssize_t n = getrandom(to, len, 0);

		if (n <= 0)
			abort(); /* no randomness: nothing can go on safely */
		to += n;
		len -= (size_t)n;
	}
}

struct hash
hmac_sha256(struct bytes key, struct bytes message)
{
	uint8_t pad[64] = {0}, inner[64], outer[64];
	struct sha256 s;
	struct hash h;

	if (key.len > sizeof pad) {
		h = hash_bytes(key);
		memcpy(pad, h.at, sizeof h.at);
	} else if (key.len != 0) {
		memcpy(pad, key.at, key.len);
	}
	for (size_t i = 0; i < sizeof pad; i++) {
		inner[i] = pad[i] ^ 0x36;
		outer[i] = pad[i] ^ 0x5c;
	}
	sha256_init(&s);
	sha256_add(&s, inner, sizeof inner);
	sha256_add(&s, message.at, message.len);
	sha256_end(&s, &h);
	sha256_init(&s);
	sha256_add(&s, outer, sizeof outer);
	sha256_add(&s, h.at, sizeof h.at);
	sha256_end(&s, &h);
	explicit_bzero(pad, sizeof pad);
	explicit_bzero(inner, sizeof inner);
	explicit_bzero(outer, sizeof outer);
	explicit_bzero(&s, sizeof s);
	return h;
}

void
hmac_sha1(uint8_t out[SHA1_BYTES], struct bytes key, struct bytes message)
{
	unsigned len = SHA1_BYTES;

	if (HMAC(EVP_sha1(), key.at, (int)key.len, message.at, message.len,
	    out, &len) == NULL)
		abort(); /* only out of memory can do this */
}

void
sha512(uint8_t out[64], struct bytes in)
{
	unsigned len = 64;

	if (EVP_Digest(in.at, in.len, out, &len, EVP_sha512(), NULL) != 1)
		abort(); /* only out of memory can do this */
}
