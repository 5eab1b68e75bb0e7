/* SHA-256 in both codes, HMAC and Ed25519 against published values */
/* format/log 3.4 */
#include "crypto/ed25519.h"
#include "crypto/portable.h"

#include "base/testing.h"

static void
is_hash(struct hash h, const char *hex)
{
	char text[65];

	hash_print(text, &h);
	assert_string_equal(text, hex);
}

/* FIPS 180-4 examples */
static void
sha256_gives_the_published_values(void **state)
{
	static uint8_t million[1000000];

	(void)state;
	memset(million, 'a', sizeof million);
	for (int portable = 0; portable < 2; portable++) {
		sha256_force_portable(portable == 1);
		is_hash(hash_empty(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e"
		    "4649b934ca495991b7852b855");
		is_hash(hash_bytes(bytes_text("abc")), "ba7816bf8f01cfea414140"
		    "de5dae2223b00361a396177a9cb410ff61f20015ad");
		is_hash(hash_bytes(bytes_text("abcdbcdecdefdefgefghfghighijhi"
		    "jkijkljklmklmnlmnomnopnopq")), "248d6a61d20638b8e5c02693"
		    "0c3e6039a33ce45964ff2167f6ecedd419db06c1");
		is_hash(hash_bytes(bytes_of(million, sizeof million)),
		    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39cc"
		    "c7112cd0");
	}
	sha256_force_portable(false);
}

static void
both_codes_agree_on_every_length_and_cut(void **state)
{
	uint8_t in[300];

	(void)state;
	random_bytes(in, sizeof in);
	for (size_t len = 0; len <= sizeof in; len++) {
		struct hash whole, parts;
		struct sha256 s;
		size_t cut = len * 7 % (len + 1);

		sha256_force_portable(true);
		whole = hash_bytes(bytes_of(in, len));
		sha256_force_portable(false);
		sha256_init(&s);
		sha256_add(&s, in, cut);
		sha256_add(&s, in + cut, len - cut);
		sha256_end(&s, &parts);
		assert_true(hash_equal(&whole, &parts));
	}
}

static void
hashes_print_and_parse(void **state)
{
	struct hash h = hash_bytes(bytes_text("x")), again;
	char hex[65];

	(void)state;
	hash_print(hex, &h);
	assert_true(hash_parse(bytes_text(hex), &again));
	assert_true(hash_equal(&h, &again));
	hex[3] = 'G';
	assert_false(hash_parse(bytes_text(hex), &again));
	hex[3] = 'A';
	assert_false(hash_parse(bytes_text(hex), &again));
	assert_false(hash_parse(bytes_of(hex, 63), &again));
}

/* RFC 4231, test case 2 and 6 */
static void
hmac_gives_the_published_values(void **state)
{
	uint8_t key[131];

	(void)state;
	is_hash(hmac_sha256(bytes_text("Jefe"),
	    bytes_text("what do ya want for nothing?")), "5bdcc146bf60754e6a04"
	    "2426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	is_hash(hmac_sha256(bytes_of(key, sizeof key), bytes_text(
	    "Test Using Larger Than Block-Size Key - Hash Key First")),
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 8032 7.1, test 1 and 2: the public key from the seed, the signature,
 * and every single-bit change refused */
static void
signatures_hold_and_break(void **state)
{
	uint8_t seed[32];
	struct secret_key *k;
	struct signature s;
	struct error e;

	(void)state;
	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	assert_int_equal(secret_key_new(&k, seed, &e), ERR_NONE);
	assert_int_equal(ed25519_sign(&s, k, bytes_text("entry"), &e),
	    ERR_NONE);
	assert_true(ed25519_holds(secret_key_public(k), bytes_text("entry"),
	    &s));
	assert_false(ed25519_holds(secret_key_public(k), bytes_text("entrz"),
	    &s));
	for (unsigned bit = 0; bit < 512; bit++) {
		s.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(ed25519_holds(secret_key_public(k),
		    bytes_text("entry"), &s));
		s.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	secret_key_free(k);
	secret_key_free(NULL);
}

static void
small_and_foreign_points_are_refused(void **state)
{
	struct public_key k = {{0}};

	(void)state;
	assert_true(public_key_refused(&k));
	k.at[0] = 1;
	k.at[31] = 0x80; /* with the sign bit */
	assert_true(public_key_refused(&k));
	memset(k.at, 0xff, sizeof k.at); /* y beyond the field */
	assert_true(public_key_refused(&k));
	memset(k.at, 9, sizeof k.at);
	assert_false(public_key_refused(&k));
}

/* FIPS 180-4, and every length against libcrypto */
static void
portable_sha512_is_sha512(void **state)
{
	uint8_t in[400], ours[64], theirs[64];

	(void)state;
	portable_sha512(ours, bytes_text("abc"));
	assert_int_equal(ours[0], 0xdd);
	assert_int_equal(ours[1], 0xaf);
	assert_int_equal(ours[63], 0x9f);
	random_bytes(in, sizeof in);
	for (size_t len = 0; len <= sizeof in; len++) {
		portable_sha512(ours, bytes_of(in, len));
		sha512(theirs, bytes_of(in, len));
		assert_memory_equal(ours, theirs, sizeof ours);
	}
}

/* Signatures made by libcrypto hold; with a byte of key, signature or message
 * changed both give one verdict. */
static void
portable_signatures_agree(void **state)
{
	enum { KEYS = 60, CHANGES = 12 };
	uint8_t message[70];

	(void)state;
	for (size_t i = 0; i < KEYS; i++) {
		struct bytes m = bytes_of(message, i);
		struct secret_key *k;
		struct public_key key;
		struct signature s;
		struct error e;

		random_bytes(message, sizeof message);
		assert_int_equal(secret_key_random(&k, &e), ERR_NONE);
		key = *secret_key_public(k);
		assert_int_equal(ed25519_sign(&s, k, m, &e), ERR_NONE);
		assert_true(portable_ed25519_holds(key.at, m, s.at));
		for (size_t c = 0; c < CHANGES; c++) {
			struct public_key other = key;
			struct signature t = s;
			uint8_t at[3];

			random_bytes(at, sizeof at);
			if (c % 3 == 0)
				other.at[at[0] % 32] ^= (uint8_t)(at[1] | 1);
			else
				t.at[at[0] % 64] ^= (uint8_t)(at[1] | 1);
			assert_int_equal(portable_ed25519_holds(other.at, m,
			    t.at), ed25519_holds(&other, m, &t));
			assert_false(portable_ed25519_holds(other.at, m,
			    t.at));
		}
		secret_key_free(k);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sha256_gives_the_published_values),
	    cmocka_unit_test(both_codes_agree_on_every_length_and_cut),
	    cmocka_unit_test(hashes_print_and_parse),
	    cmocka_unit_test(hmac_gives_the_published_values),
	    cmocka_unit_test(signatures_hold_and_break),
	    cmocka_unit_test(small_and_foreign_points_are_refused),
	    cmocka_unit_test(portable_sha512_is_sha512),
	    cmocka_unit_test(portable_signatures_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
