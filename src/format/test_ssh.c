/* model 1.10: signatures that ssh-keygen made, and those that we make */
/* format/entry 2.6 */
#include "format/ssh.h"

#include "base/testing.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKUGnSlmjlNX3BDlgFNuqSqspss" \
    "4yLxJ+8KYmHjXhH0E"
#define BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define END "-----END SSH SIGNATURE-----\n"
/* printf 'chancery/entry/v1\n{}' | ssh-keygen -Y sign -n entry@chancery */
#define MESSAGE "chancery/entry/v1\n{}"
#define SHA512_LINES \
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgpQadKWaOU1fcEOWAU26pKqymyz\n" \
    "jIvEn7wpiYeNeEfQQAAAAOZW50cnlAY2hhbmNlcnkAAAAAAAAABnNoYTUxMgAAAFMAAAAL\n" \
    "c3NoLWVkMjU1MTkAAABABcbG6f423ZB0AiQREK+JAHwGKOlfDuNKPeUYYj1URh6CzI4mlp\n" \
    "mm2WJjK6na2Ejplc3UYgmb3ev/8Ptkkf7/Ag==\n"
/* with -O hashalg=sha256 */
#define SHA256_LINES \
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgpQadKWaOU1fcEOWAU26pKqymyz\n" \
    "jIvEn7wpiYeNeEfQQAAAAOZW50cnlAY2hhbmNlcnkAAAAAAAAABnNoYTI1NgAAAFMAAAAL\n" \
    "c3NoLWVkMjU1MTkAAABAkyFyMtKnyPu7R0PDioXGlW+td5Z7GnkWlaFNAqTFHW1sZUMcnN\n" \
    "nAK2rtQN0IQiAmVrSvCKoc0aIR9HCw+6VzCg==\n"
/* with -n file */
#define FILE_LINES \
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgpQadKWaOU1fcEOWAU26pKqymyz\n" \
    "jIvEn7wpiYeNeEfQQAAAAEZmlsZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQyNTUx\n" \
    "OQAAAEAxJounA0abNRoejUkYNzYpyPUwc3F/D1H/XyOnB5bwi71WIRTrKAAbyAqfrlJzSc\n" \
    "lRi024CEs7HdFvHHeF4ucE\n"

static struct public_key
key(void)
{
	struct public_key k;

	assert_int_equal(ssh_public_key_parse(&k, bytes_text(KEY), NULL),
	    ERR_NONE);
	return k;
}

static const struct row {
	const char *name, *armour, *message;
	enum err read, holds;
} rows[] = {
	{"sha512", BEGIN SHA512_LINES END, MESSAGE, ERR_NONE, ERR_NONE},
	{"sha256", BEGIN SHA256_LINES END, MESSAGE, ERR_NONE, ERR_NONE},
	{"another namespace", BEGIN FILE_LINES END, MESSAGE, ERR_NONE,
	    ERR_PROOF},
	{"another message", BEGIN SHA512_LINES END, MESSAGE " ", ERR_NONE,
	    ERR_PROOF},
	{"no first line", SHA512_LINES END, MESSAGE, ERR_INPUT, ERR_NONE},
	{"no last line", BEGIN SHA512_LINES, MESSAGE, ERR_INPUT, ERR_NONE},
	{"bytes behind", BEGIN SHA512_LINES END "x", MESSAGE, ERR_INPUT,
	    ERR_NONE},
	{"an empty line", BEGIN "\n" SHA512_LINES END, MESSAGE, ERR_INPUT,
	    ERR_NONE},
	{"nothing within", BEGIN END, MESSAGE, ERR_NONE, ERR_INPUT},
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	uint8_t blob[SSHSIG_BLOB_MAX];
	struct public_key k = key();
	size_t len = 0;

	assert_int_equal(ssh_armour_parse(blob, &len, bytes_text(row->armour),
	    NULL), row->read);
	if (row->read == ERR_NONE)
		assert_int_equal(sshsig_check(bytes_of(blob, len),
		    SSHSIG_NAMESPACE, &k, bytes_text(row->message), NULL),
		    row->holds);
}

/* Every flip and every cut of a blob is refused; so is a byte behind it. */
static void
spoiled_blobs_are_refused(void **state)
{
	uint8_t blob[SSHSIG_BLOB_MAX];
	struct public_key k = key();
	size_t len = 0;

	(void)state;
	assert_int_equal(ssh_armour_parse(blob, &len,
	    bytes_text(BEGIN SHA512_LINES END), NULL), ERR_NONE);
	for (size_t bit = 0; bit < len * 8; bit++) {
		blob[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(sshsig_check(bytes_of(blob, len),
		    SSHSIG_NAMESPACE, &k, bytes_text(MESSAGE), NULL),
		    ERR_NONE);
		blob[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(sshsig_check(bytes_of(blob, cut),
		    SSHSIG_NAMESPACE, &k, bytes_text(MESSAGE), NULL),
		    ERR_INPUT);
	blob[len] = 0;
	assert_int_equal(sshsig_check(bytes_of(blob, len + 1),
	    SSHSIG_NAMESPACE, &k, bytes_text(MESSAGE), NULL), ERR_INPUT);
}

static void
what_we_make_holds_and_prints_as_theirs(void **state)
{
	uint8_t blob[SSHSIG_BLOB_MAX], again[SSHSIG_BLOB_MAX];
	struct secret_key *secret;
	struct buffer armour = {0};
	size_t len, again_len;

	(void)state;
	assert_int_equal(secret_key_random(&secret, NULL), ERR_NONE);
	assert_int_equal(sshsig_make(blob, &len, SSHSIG_NAMESPACE, secret,
	    bytes_text(MESSAGE), NULL), ERR_NONE);
	assert_int_equal(sshsig_check(bytes_of(blob, len), SSHSIG_NAMESPACE,
	    secret_key_public(secret), bytes_text(MESSAGE), NULL), ERR_NONE);
	secret_key_free(secret);
	assert_int_equal(ssh_armour_parse(blob, &len,
	    bytes_text(BEGIN SHA512_LINES END), NULL), ERR_NONE);
	ssh_armour_print(&armour, bytes_of(blob, len));
	assert_string_equal(buffer_cstr(&armour), BEGIN SHA512_LINES END);
	assert_int_equal(ssh_armour_parse(again, &again_len,
	    buffer_bytes(&armour), NULL), ERR_NONE);
	assert_int_equal(again_len, len);
	buffer_release(&armour);
}

static void
key_lines_are_read(void **state)
{
	static const struct {
		const char *line;
		enum err want;
	} cases[] = {
		{KEY, ERR_NONE},
		{KEY "\n", ERR_NONE},
		{KEY " somebody at a desk\n", ERR_NONE},
		{"", ERR_INPUT},
		{"ssh-ed25519", ERR_INPUT},
		{"ssh-ed25519 ", ERR_INPUT},
		{"ssh-rsa AAAA", ERR_INPUT},
		{"command=\"x\" " KEY, ERR_INPUT},
		{KEY "\n" KEY "\n", ERR_INPUT},
		{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKUGnSlmjlNX3BDlgFNuqSq"
		    "spss4yLxJ+8KYmHjXhH0", ERR_INPUT},
		/* the point of order 1: log 3.4 */
		{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAA"
		    "AAAAAAAAAAAAAAAAAAAAA", ERR_INPUT},
	};
	char again[SSH_KEY_LINE_BYTES];
	struct public_key k = key();

	(void)state;
	assert_int_equal(ssh_public_key_print(again, &k), strlen(KEY));
	assert_string_equal(again, KEY);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(ssh_public_key_parse(&k,
		    bytes_text(cases[i].line), NULL), cases[i].want);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(spoiled_blobs_are_refused),
		cmocka_unit_test(what_we_make_holds_and_prints_as_theirs),
		cmocka_unit_test(key_lines_are_read),
	};
	static struct CMUnitTest tests[COUNT(others) + COUNT(rows)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
