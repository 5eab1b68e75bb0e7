/* The parts of sealed files against published values: RFC 7748, 5869, 8439 */
#include "crypto/sealing.h"

#include "crypto/ed25519.h"

#include "base/testing.h"

static void
unhex(uint8_t *out, const char *hex)
{
	for (; hex[0] != '\0'; hex += 2) {
		unsigned value = 0;

		for (int i = 0; i < 2; i++)
			value = value * 16 +
			    (unsigned)(hex[i] <= '9' ? hex[i] - '0' :
						       hex[i] - 'a' + 10);
		*out++ = (uint8_t)value;
	}
}

/* RFC 7748, 6.1 */
static void
x25519_gives_the_published_values(void **state)
{
	uint8_t a[32], b[32], own[32], other[32], want[32], shared[32];

	(void)state;
	unhex(a, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db9"
		 "2c2a");
	unhex(b, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88"
		 "e0eb");
	assert_int_equal(x25519_public(own, a, NULL), ERR_NONE);
	unhex(want, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98ea"
		    "a9b4e6a");
	assert_memory_equal(own, want, 32);
	assert_int_equal(x25519_public(other, b, NULL), ERR_NONE);
	unhex(want, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146"
		    "f882b4f");
	assert_memory_equal(other, want, 32);
	unhex(want, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1"
		    "e161742");
	assert_int_equal(x25519_shared(shared, a, other, NULL), ERR_NONE);
	assert_memory_equal(shared, want, 32);
	assert_int_equal(x25519_shared(shared, b, own, NULL), ERR_NONE);
	assert_memory_equal(shared, want, 32);
}

static void
a_point_of_low_order_is_refused(void **state)
{
	uint8_t secret[32], shared[32], point[32] = {0};
	struct error e = {.code = ERR_NONE};

	(void)state;
	random_bytes(secret, sizeof secret);
	for (uint8_t y = 0; y < 2; y++) {
		point[0] = y;
		assert_int_equal(x25519_shared(shared, secret, point, &e),
		    ERR_INPUT);
		for (unsigned i = 0; i < sizeof shared; i++)
			assert_int_equal(shared[i], 0);
	}
	point[0] = 9; /* the base point is none */
	assert_int_equal(x25519_shared(shared, secret, point, &e), ERR_NONE);
}

/* RFC 5869, A.1 and A.3: the first block */
static void
hkdf_gives_the_published_values(void **state)
{
	uint8_t secret[22], salt[13], info[10], want[32], out[32];

	(void)state;
	memset(secret, 0x0b, sizeof secret);
	for (unsigned i = 0; i < sizeof salt; i++)
		salt[i] = (uint8_t)i;
	for (unsigned i = 0; i < sizeof info; i++)
		info[i] = (uint8_t)(0xf0 + i);
	hkdf_sha256(out, bytes_of(salt, sizeof salt),
	    bytes_of(secret, sizeof secret), bytes_of(info, sizeof info));
	unhex(want, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56e"
		    "cc4c5bf");
	assert_memory_equal(out, want, 32);
	hkdf_sha256(out, bytes_of(NULL, 0), bytes_of(secret, sizeof secret),
	    bytes_of(NULL, 0));
	unhex(want, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3"
		    "c738d2d");
	assert_memory_equal(out, want, 32);
}

/* RFC 8439, 2.8.2; its tag covers additional data, ours does not. */
static void
aead_gives_the_published_text(void **state)
{
	static const char plain[] =
	    "Ladies and Gentlemen of the class of '99: If I could offer you "
	    "only one tip for the future, sunscreen would be it.";
	uint8_t key[32], nonce[12], want[114], sealed[130], opened[114];
	size_t len = sizeof plain - 1;

	(void)state;
	for (unsigned i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)(0x80 + i);
	unhex(nonce, "070000004041424344454647");
	unhex(want, "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a73"
		    "6ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905"
		    "d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad"
		    "675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116");
	assert_int_equal(aead_seal(sealed, key, nonce, bytes_of(plain, len),
			     NULL),
	    ERR_NONE);
	assert_memory_equal(sealed, want, len);
	assert_true(aead_open(opened, key, nonce,
	    bytes_of(sealed, sizeof sealed)));
	assert_memory_equal(opened, plain, len);
}

static void
every_bit_of_a_sealed_text_counts(void **state)
{
	uint8_t key[32], nonce[12] = {0}, sealed[16 + 40], opened[40];
	uint8_t plain[40];

	(void)state;
	random_bytes(key, sizeof key);
	random_bytes(plain, sizeof plain);
	assert_int_equal(aead_seal(sealed, key, nonce,
			     bytes_of(plain, sizeof plain), NULL),
	    ERR_NONE);
	for (size_t bit = 0; bit < sizeof sealed * 8; bit++) {
		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(aead_open(opened, key, nonce,
		    bytes_of(sealed, sizeof sealed)));
		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t len = 0; len < sizeof sealed; len++)
		assert_false(aead_open(opened, key, nonce,
		    bytes_of(sealed, len)));
	assert_true(aead_open(opened, key, nonce,
	    bytes_of(sealed, sizeof sealed)));
	/* an empty text is a tag alone */
	assert_int_equal(aead_seal(sealed, key, nonce, bytes_of(plain, 0),
			     NULL),
	    ERR_NONE);
	assert_true(aead_open(opened, key, nonce,
	    bytes_of(sealed, AEAD_TAG_BYTES)));
	assert_false(secret_equal(plain, plain + 1, 8));
	assert_true(secret_equal(plain, plain, 40));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(x25519_gives_the_published_values),
	    cmocka_unit_test(a_point_of_low_order_is_refused),
	    cmocka_unit_test(hkdf_gives_the_published_values),
	    cmocka_unit_test(aead_gives_the_published_text),
	    cmocka_unit_test(every_bit_of_a_sealed_text_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
