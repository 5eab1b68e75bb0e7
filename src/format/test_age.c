/* Sealed files against age's own bytes, touched, cut, for others; padding */
#include "format/age.h"

#include <stdio.h>

#include "crypto/ed25519.h"

#include "base/testing.h"

static const struct age_identities *
identity(uint8_t first)
{
	static struct age_identities *kept[256];
	uint8_t secret[X25519_BYTES];

	for (unsigned i = 0; i < sizeof secret; i++)
		secret[i] = (uint8_t)(first + i);
	if (kept[first] == NULL)
		assert_int_equal(age_identities_new(&kept[first], secret, NULL),
		    ERR_NONE);
	return kept[first];
}

static const struct age_recipient *
recipient(uint8_t first)
{
	return &identity(first)->at[0].public;
}

/* What age-keygen -y says of the same key. format/note 1.4 */
static void
keys_are_those_of_age(void **state)
{
	struct age_recipient r;
	struct buffer text = {0};
	char public[AGE_RECIPIENT_TEXT_BYTES];

	(void)state;
	age_recipient_print(public, recipient(1));
	assert_string_equal(public, "age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598m"
				    "gtmlqt9wrdr37q2vrn72");
	assert_true(age_recipient_parse(&r, bytes_text(public)));
	assert_memory_equal(r.at, recipient(1)->at, X25519_BYTES);
	age_identity_print(&text, &identity(1)->at[0]);
	assert_string_equal(buffer_cstr(&text),
	    "# public key: age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598m"
	    "gtmlqt9wrdr37q2vrn72\n"
	    "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7"
	    "RUSQGPQYEE\n");
	buffer_wipe(&text);
}

static void
a_key_with_one_character_changed_is_refused(void **state)
{
	static const char others[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7lbAQ1 ";
	char public[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient r;

	(void)state;
	age_recipient_print(public, recipient(1));
	for (size_t i = 0; i + 1 < sizeof public; i++)
		for (const char *c = others; *c != '\0'; c++) {
			char was = public[i];

			if (*c == was)
				continue;
			public[i] = *c;
			assert_false(age_recipient_parse(&r,
			    bytes_text(public)));
			public[i] = was;
		}
	assert_true(age_recipient_parse(&r, bytes_text(public)));
	assert_false(age_recipient_parse(&r, bytes_of(public, 61)));
}

static const struct {
	const char *name, *text;
	enum err want;
	size_t count;
} identity_files[] = {
    {"an empty file of identities",			"",					  ERR_INPUT, 0},
    {"comments alone",			     "# nothing\n\n",			   ERR_INPUT, 0},
    {"one identity",
     "# mine\nAGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7"
     "RUSQGPQYEE\n",
     ERR_NONE,								   1},
    {"lines that end with CR LF",
     "\r\nAGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7"
     "RUSQGPQYEE\r\n",
     ERR_NONE,								   1},
    {"a secret key in lower case",
     "age-secret-key-1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5z5tpwxqergd3c8g7ru"
     "sqgpqyee\n",
     ERR_INPUT,								   0},
    {"a checksum of another key",
     "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RU"
     "SQGPQYEQ\n",
     ERR_INPUT,								   0},
    {"a public key",
     "age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598mgtmlqt9wrdr37q2vrn72\n",
     ERR_INPUT,								   0},
};

static void
files_of_identities_are_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(identity_files); i++) {
		struct age_identities *ids;
		enum err rc = age_identities_parse(&ids,
		    bytes_text(identity_files[i].text), NULL);

		if (rc != identity_files[i].want)
			fail_msg("%s: %d", identity_files[i].name, (int)rc);
		if (rc != ERR_NONE)
			continue;
		assert_int_equal(ids->count, identity_files[i].count);
		assert_memory_equal(ids->at[0].secret,
		    identity(1)->at[0].secret, X25519_BYTES);
		age_identities_free(ids);
	}
}

/* Made by Debian's age 1.1.1 for the identity 01 02 .. 20 and another; its
 * content is "a note\n". format/note 1.2 */
static const char by_age[] =
#include "format/test_age_file.h"
    ;

static void
a_file_of_age_is_opened(void **state)
{
	struct buffer plain = {0};
	size_t which = 9;
	struct error e = {.code = ERR_NONE};

	(void)state;
	assert_int_equal(age_open(&plain, bytes_of(by_age, sizeof by_age - 1),
			     identity(1), &which, &e),
	    ERR_NONE);
	assert_true(bytes_is(buffer_bytes(&plain), "a note\n"));
	assert_int_equal(which, 0);
	buffer_clear(&plain);
	assert_int_equal(age_open(&plain, bytes_of(by_age, sizeof by_age - 1),
			     identity(2), NULL, &e),
	    ERR_ABSENT);
	assert_string_equal(e.word, "age_no_match");
	buffer_wipe(&plain);
}

static void
still(struct age_chance *c)
{
	memset(c->file_key, 0x11, sizeof c->file_key);
	memset(c->nonce, 0x22, sizeof c->nonce);
	for (unsigned i = 0; i < AGE_RECIPIENTS_MAX; i++)
		memset(c->ephemeral[i], (int)(0x33 + i), X25519_BYTES);
}

/* With chance held still, the file is always the same; age opens it
 * (tests/interop/age.sh opens what chance made). */
static void
the_same_chance_gives_the_same_file(void **state)
{
	static struct age_chance chance;
	struct age_recipient to[2] = {*recipient(1), *recipient(40)};
	struct buffer file = {0}, plain = {0};
	char hex[65];
	struct hash h;

	(void)state;
	still(&chance);
	assert_int_equal(age_seal(&file, bytes_text("a note\n"), to, 2, &chance,
			     NULL),
	    ERR_NONE);
	h = hash_bytes(buffer_bytes(&file));
	hash_print(hex, &h);
	assert_string_equal(hex, "3b7b5ce1098183ab625eff2fcdd61bee4a4eaf7a4301bc322aaea42362982f7d");
	for (uint8_t first = 1; first <= 40; first = (uint8_t)(first + 39)) {
		buffer_clear(&plain);
		assert_int_equal(age_open(&plain, buffer_bytes(&file),
				     identity(first), NULL, NULL),
		    ERR_NONE);
		assert_true(bytes_is(buffer_bytes(&plain), "a note\n"));
	}
	buffer_release(&file);
	buffer_wipe(&plain);
}

/* format/note 1.5: no byte can be changed, taken away or added. */
static void
every_byte_of_a_file_counts(void **state)
{
	struct age_recipient to[3] = {*recipient(1), *recipient(40),
	    *recipient(80)};
	struct buffer file = {0}, plain = {0};
	enum err rc;

	(void)state;
	assert_int_equal(age_seal(&file, bytes_text("from time to time"), to, 3,
			     NULL, NULL),
	    ERR_NONE);
	for (size_t i = 0; i < file.len; i++) {
		uint8_t was = file.at[i];

		for (unsigned bit = 0; bit < 8; bit += 3) {
			file.at[i] = (uint8_t)(was ^ 1u << bit);
			rc = age_open(&plain, buffer_bytes(&file), identity(40),
			    NULL, NULL);
			if (rc == ERR_NONE || plain.len != 0)
				fail_msg("byte %zu, bit %u", i, bit);
		}
		file.at[i] = was;
	}
	for (size_t len = 0; len < file.len; len++)
		assert_int_not_equal(age_open(&plain, bytes_of(file.at, len),
					 identity(40), NULL, NULL),
		    ERR_NONE);
	buffer_byte(&file, 0);
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(40),
			     NULL, NULL),
	    ERR_PROOF);
	file.len--;
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(40),
			     NULL, NULL),
	    ERR_NONE);
	buffer_release(&file);
	buffer_wipe(&plain);
}

static void
chunks_end_where_they_must(void **state)
{
	static const size_t sizes[] = {0, 1, AGE_CHUNK_BYTES - 1,
	    AGE_CHUNK_BYTES, AGE_CHUNK_BYTES + 1, 2 * AGE_CHUNK_BYTES,
	    3 * AGE_CHUNK_BYTES + 5};
	static uint8_t content[4 * AGE_CHUNK_BYTES];

	(void)state;
	random_bytes(content, sizeof content);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buffer file = {0}, plain = {0};
		size_t tail = sizes[i] % AGE_CHUNK_BYTES;

		assert_int_equal(age_seal(&file, bytes_of(content, sizes[i]),
				     recipient(1), 1, NULL, NULL),
		    ERR_NONE);
		assert_int_equal(age_open(&plain, buffer_bytes(&file),
				     identity(1), NULL, NULL),
		    ERR_NONE);
		assert_true(bytes_equal(buffer_bytes(&plain),
		    bytes_of(content, sizes[i])));
		buffer_clear(&plain);
		/* without its last chunk the file before it is not whole */
		if (sizes[i] > AGE_CHUNK_BYTES) {
			file.len -= (tail == 0 ? AGE_CHUNK_BYTES : tail) +
			    AEAD_TAG_BYTES;
			assert_int_equal(age_open(&plain, buffer_bytes(&file),
					     identity(1), NULL, NULL),
			    ERR_PROOF);
		}
		buffer_release(&file);
		buffer_wipe(&plain);
	}
}

/* What was opened before a later chunk did not hold is wiped. */
static void
nothing_stays_of_what_was_refused(void **state)
{
	static uint8_t content[AGE_CHUNK_BYTES + 100];
	struct buffer file = {0}, plain = {0};

	(void)state;
	memset(content, 'n', sizeof content);
	assert_int_equal(age_seal(&file, bytes_of(content, sizeof content),
			     recipient(1), 1, NULL, NULL),
	    ERR_NONE);
	file.at[file.len - 1] ^= 1;
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(1),
			     NULL, NULL),
	    ERR_PROOF);
	assert_int_equal(plain.len, 0);
	assert_non_null(plain.at);
	for (size_t i = 0; i < sizeof content; i++)
		assert_int_equal(plain.at[i], 0);
	file.at[file.len - 1] ^= 1;
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(1),
			     NULL, NULL),
	    ERR_NONE);
	assert_int_equal(plain.at[0], 'n');
	buffer_release(&file);
	buffer_wipe(&plain);
}

static void
a_key_of_low_order_takes_no_part(void **state)
{
	struct age_recipient to[2] = {*recipient(1), {{0}}};
	struct buffer file = {0};

	(void)state;
	assert_int_equal(age_seal(&file, bytes_text("x"), to, 2, NULL, NULL),
	    ERR_INPUT);
	assert_int_equal(file.len, 0);
	assert_int_equal(age_seal(&file, bytes_text("x"), to, 0, NULL, NULL),
	    ERR_INPUT);
	buffer_release(&file);
}

/* format/note 1.2, 1.3 */
#define SHARE "TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc"
#define WRAP "EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U"
#define MAC "Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0"
#define OURS "-> X25519 " SHARE "\n" WRAP "\n"
static const struct {
	const char *name, *header;
	enum err want; /* ERR_ABSENT: well formed, for somebody else */
} headers[] = {
    {"an X25519 stanza",			 OURS "--- " MAC,					      ERR_ABSENT},
    {"of another kind beside it",	      OURS "-> grease a b\nYWJj\n--- " MAC,			 ERR_ABSENT},
    {"an empty body",			      OURS "-> grease\n\n--- " MAC,				 ERR_ABSENT},
    {"no stanza",				  "--- " MAC,						   ERR_INPUT },
    {"no MAC",				     OURS "---",						ERR_INPUT },
    {"a MAC cut short",			    OURS "--- Vn+54jqiiUCE",				     ERR_INPUT },
    {"a MAC with padding",			 OURS "--- " MAC "=",					   ERR_INPUT },
    {"a MAC of another spelling",
     OURS "--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI1",
     ERR_INPUT									    },
    {"two arguments",			      "-> X25519 " SHARE " x\n" WRAP "\n--- " MAC,		  ERR_INPUT },
    {"no argument",				"-> X25519\n" WRAP "\n--- " MAC,			      ERR_INPUT },
    {"a share cut short",			  "-> X25519 TEiF\n" WRAP "\n--- " MAC,			 ERR_INPUT },
    {"a body cut short",			   "-> X25519 " SHARE "\nEmEC\n--- " MAC,			ERR_INPUT },
    {"two blanks",				 "->  X25519 " SHARE "\n" WRAP "\n--- " MAC,		   ERR_INPUT },
    {"a blank at the end",			 "-> X25519 " SHARE " \n" WRAP "\n--- " MAC,		   ERR_INPUT },
    {"lines that end with CR LF",		  "-> X25519 " SHARE "\r\n" WRAP "\r\n--- " MAC,		ERR_INPUT },
    {"a passphrase beside it",
     OURS "-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n" WRAP "\n--- " MAC,
     ERR_INPUT									    },
    {"a passphrase alone",
     "-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n" WRAP "\n--- " MAC,
     ERR_ABSENT									   },
    {"no body line",			       OURS "-> grease\n--- " MAC,				   ERR_INPUT },
    {"text between stanzas",		       OURS "hello\n--- " MAC,				       ERR_INPUT },
};

static void
headers_are_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct buffer file = {0}, plain = {0};
		struct error e = {.code = ERR_NONE};
		enum err rc;

		buffer_printf(&file, "age-encryption.org/v1\n%s\n%032d",
		    headers[i].header, 0);
		rc = age_open(&plain, buffer_bytes(&file), identity(1), NULL,
		    &e);
		if (rc != headers[i].want)
			fail_msg("%s: %d %s", headers[i].name, (int)rc, e.text);
		buffer_release(&file);
		buffer_wipe(&plain);
	}
}

static void
a_header_has_bounds(void **state)
{
	struct buffer file = {0}, plain = {0};

	(void)state;
	buffer_text(&file, "age-encryption.org/v1\n");
	for (unsigned i = 0; i < AGE_STANZAS_MAX; i++)
		buffer_text(&file, "-> grease\n\n");
	buffer_printf(&file, "--- %s\n%032d", MAC, 0);
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(1),
			     NULL, NULL),
	    ERR_ABSENT);
	buffer_clear(&file);
	buffer_text(&file, "age-encryption.org/v1\n");
	for (unsigned i = 0; i <= AGE_STANZAS_MAX; i++)
		buffer_text(&file, "-> grease\n\n");
	buffer_printf(&file, "--- %s\n%032d", MAC, 0);
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(1),
			     NULL, NULL),
	    ERR_INPUT);
	buffer_clear(&file);
	buffer_text(&file, "age-encryption.org/v1\n-> grease\n");
	for (unsigned i = 0; i < 1100; i++)
		buffer_printf(&file, "%064d\n", 0);
	assert_int_equal(age_open(&plain, buffer_bytes(&file), identity(1),
			     NULL, NULL),
	    ERR_INPUT);
	buffer_release(&file);
	buffer_wipe(&plain);
}

/* format/note 2.2: 1 to 4,096 bytes give one size. */
static void
one_size_for_every_short_note(void **state)
{
	(void)state;
	for (size_t n = 0; n <= 4096; n++)
		assert_int_equal(padded_size(n), 16 * 1024);
	assert_int_equal(padded_size(16 * 1024 - 8), 16 * 1024);
	assert_int_equal(padded_size(16 * 1024 - 7), 64 * 1024);
	assert_int_equal(padded_size(64 * 1024 - 8), 64 * 1024);
	assert_int_equal(padded_size(64 * 1024 - 7), 256 * 1024);
	assert_int_equal(padded_size(256 * 1024 - 7), 512 * 1024);
	assert_int_equal(padded_size(512 * 1024 - 7), 768 * 1024);
}

/* format/note 2.1, 2.3; format/slots 7.1 */
static void
padding_is_taken_off_or_refused(void **state)
{
	struct buffer padded = {0};
	struct bytes content;

	(void)state;
	pad_put(&padded, bytes_text("a note\n"));
	assert_int_equal(padded.len, 16 * 1024);
	assert_int_equal(pad_take(&content, buffer_bytes(&padded), NULL),
	    ERR_NONE);
	assert_true(bytes_is(content, "a note\n"));
	/* zero bytes between, or nothing */
	padded.at[100] = 1;
	assert_int_equal(pad_take(&content, buffer_bytes(&padded), NULL),
	    ERR_INPUT);
	padded.at[100] = 0;
	/* a length beyond the room */
	put_be(padded.at + padded.len - 8, 8, 16 * 1024 - 7);
	assert_int_equal(pad_take(&content, buffer_bytes(&padded), NULL),
	    ERR_INPUT);
	put_be(padded.at + padded.len - 8, 8, UINT64_MAX);
	assert_int_equal(pad_take(&content, buffer_bytes(&padded), NULL),
	    ERR_INPUT);
	put_be(padded.at + padded.len - 8, 8, 16 * 1024 - 8);
	assert_int_equal(pad_take(&content, buffer_bytes(&padded), NULL),
	    ERR_NONE);
	assert_int_equal(content.len, 16 * 1024 - 8);
	/* another size than those of 2.2, but 4 KiB is read */
	assert_int_equal(pad_take(&content,
			     bytes_of(padded.at + 1, padded.len - 1), NULL),
	    ERR_INPUT);
	put_be(padded.at + 4096 - 8, 8, 7);
	assert_int_equal(pad_take(&content, bytes_of(padded.at, 4096), NULL),
	    ERR_NONE);
	assert_int_equal(pad_take(&content, bytes_of(NULL, 0), NULL),
	    ERR_INPUT);
	buffer_release(&padded);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_are_those_of_age),
	    cmocka_unit_test(a_key_with_one_character_changed_is_refused),
	    cmocka_unit_test(files_of_identities_are_read_strictly),
	    cmocka_unit_test(a_file_of_age_is_opened),
	    cmocka_unit_test(the_same_chance_gives_the_same_file),
	    cmocka_unit_test(every_byte_of_a_file_counts),
	    cmocka_unit_test(chunks_end_where_they_must),
	    cmocka_unit_test(nothing_stays_of_what_was_refused),
	    cmocka_unit_test(a_key_of_low_order_takes_no_part),
	    cmocka_unit_test(headers_are_read_strictly),
	    cmocka_unit_test(a_header_has_bounds),
	    cmocka_unit_test(one_size_for_every_short_note),
	    cmocka_unit_test(padding_is_taken_off_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
