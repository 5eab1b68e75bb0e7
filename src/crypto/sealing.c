#include "crypto/sealing.h"

#include <assert.h>
#include <sys/mman.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "crypto/ed25519.h"

#define INFO_BYTES_MAX 64

enum err
x25519_public(uint8_t out[X25519_BYTES], const uint8_t secret[X25519_BYTES],
    struct error *e)
{
	EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL,
	    secret, X25519_BYTES);
	size_t len = X25519_BYTES;
	bool done = own != NULL &&
	    EVP_PKEY_get_raw_public_key(own, out, &len) == 1 &&
	    len == X25519_BYTES;

	EVP_PKEY_free(own);
	return done ? ERR_NONE :
		      error_set(e, ERR_MEMORY, "libcrypto refused the key");
}

static bool
is_zero(const uint8_t at[X25519_BYTES])
{
	uint8_t any = 0;

	for (unsigned i = 0; i < X25519_BYTES; i++)
		any |= at[i];
	return any == 0;
}

enum err
x25519_shared(uint8_t out[X25519_BYTES], const uint8_t secret[X25519_BYTES],
    const uint8_t public[X25519_BYTES], struct error *e)
{
	EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL,
	    secret, X25519_BYTES);
	EVP_PKEY *other = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL,
	    public, X25519_BYTES);
	EVP_PKEY_CTX *context = own == NULL ? NULL :
					      EVP_PKEY_CTX_new(own, NULL);
	size_t len = X25519_BYTES;
	enum err rc = ERR_NONE;

	if (context == NULL || other == NULL ||
	    EVP_PKEY_derive_init(context) != 1 ||
	    EVP_PKEY_derive_set_peer(context, other) != 1)
		rc = error_set(e, ERR_MEMORY, "libcrypto refused the key");
	else if (EVP_PKEY_derive(context, out, &len) != 1 ||
	    len != X25519_BYTES || is_zero(out))
		rc = error_set(e, ERR_INPUT,
		    "the key of the other side is of low order");
	if (rc != ERR_NONE)
		explicit_bzero(out, X25519_BYTES);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(other);
	EVP_PKEY_free(own);
	return rc;
}

void
hkdf_sha256(uint8_t out[HASH_BYTES], struct bytes salt, struct bytes secret,
    struct bytes info)
{
	uint8_t block[INFO_BYTES_MAX + 1];
	struct hash extracted = hmac_sha256(salt, secret), expanded;

	assert(info.len <= INFO_BYTES_MAX);
	if (info.len != 0)
		memcpy(block, info.at, info.len);
	block[info.len] = 1;
	expanded = hmac_sha256(hash_span(&extracted),
	    bytes_of(block, info.len + 1));
	memcpy(out, expanded.at, HASH_BYTES);
	explicit_bzero(&extracted, sizeof extracted);
	explicit_bzero(&expanded, sizeof expanded);
}

/* EVP counts in int: a chunk of ours has at most 64 KiB. */
#define AEAD_BYTES_MAX ((size_t)1 << 30)

enum err
aead_seal(uint8_t *out, const uint8_t key[AEAD_KEY_BYTES],
    const uint8_t nonce[AEAD_NONCE_BYTES], struct bytes plain,
    struct error *e)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	int len = 0, more = 0;
	bool done;

	assert(plain.len < AEAD_BYTES_MAX);
	done = context != NULL &&
	    EVP_EncryptInit_ex(context, EVP_chacha20_poly1305(), NULL, key,
		nonce) == 1 &&
	    (plain.len == 0 ||
		EVP_EncryptUpdate(context, out, &len, plain.at,
		    (int)plain.len) == 1) &&
	    (size_t)len == plain.len &&
	    EVP_EncryptFinal_ex(context, out + len, &more) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG_BYTES,
		out + plain.len) == 1;
	EVP_CIPHER_CTX_free(context);
	return done ? ERR_NONE :
		      error_set(e, ERR_MEMORY, "libcrypto could not seal");
}

bool
aead_open(uint8_t *out, const uint8_t key[AEAD_KEY_BYTES],
    const uint8_t nonce[AEAD_NONCE_BYTES], struct bytes sealed)
{
	EVP_CIPHER_CTX *context;
	uint8_t tag[AEAD_TAG_BYTES];
	size_t plain_len;
	int len = 0, more = 0;
	bool done;

	if (sealed.len < AEAD_TAG_BYTES || sealed.len >= AEAD_BYTES_MAX)
		return false;
	plain_len = sealed.len - AEAD_TAG_BYTES;
	memcpy(tag, sealed.at + plain_len, sizeof tag);
	context = EVP_CIPHER_CTX_new();
	done = context != NULL &&
	    EVP_DecryptInit_ex(context, EVP_chacha20_poly1305(), NULL, key,
		nonce) == 1 &&
	    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG_BYTES,
		tag) == 1 &&
	    (plain_len == 0 ||
		EVP_DecryptUpdate(context, out, &len, sealed.at,
		    (int)plain_len) == 1) &&
	    (size_t)len == plain_len &&
	    EVP_DecryptFinal_ex(context, out + len, &more) == 1;
	EVP_CIPHER_CTX_free(context);
	if (!done && plain_len != 0)
		explicit_bzero(out, plain_len);
	return done;
}

bool
secret_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}

void *
secret_memory(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	(void)mlock(at, size);
	(void)madvise(at, size, MADV_DONTDUMP);
	return at;
}

void
secret_memory_free(void *at, size_t size)
{
	if (at == NULL)
		return;
	explicit_bzero(at, size);
	(void)munmap(at, size);
}
