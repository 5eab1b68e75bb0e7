/* Passwords, one-time codes, SSH answers, hashing beside a server */
#include "account/argon2id.h"
#include "account/hashing.h"
#include "account/ssh_login.h"
#include "account/totp.h"

#include "format/ssh.h"

#include <poll.h>

#include "base/testing.h"

/* RFC 9106 5.3 */
static void
the_published_vector_of_argon2id_holds(void **state)
{
	static const uint8_t want[ARGON2ID_TAG_BYTES] = {0x0d, 0x64, 0x0d,
	    0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b,
	    0x53, 0xc9, 0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5,
	    0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59};
	uint8_t password[32], salt[16], secret[8], data[12],
	    tag[ARGON2ID_TAG_BYTES];
	struct argon2id p = {.passes = 3,
	    .memory_kib = 32,
	    .lanes = 4,
	    .password = bytes_of(password, sizeof password),
	    .salt = bytes_of(salt, sizeof salt),
	    .secret = bytes_of(secret, sizeof secret),
	    .data = bytes_of(data, sizeof data)};

	(void)state;
	memset(password, 1, sizeof password);
	memset(salt, 2, sizeof salt);
	memset(secret, 3, sizeof secret);
	memset(data, 4, sizeof data);
	assert_int_equal(argon2id(tag, &p, NULL), ERR_NONE);
	assert_memory_equal(tag, want, sizeof want);
	p.passes = 0;
	assert_int_equal(argon2id(tag, &p, NULL), ERR_INPUT);
}

/* ---- which passwords ---- */

static const struct password_row {
	const char *name, *text;
	enum err want;
} passwords[] = {
    {"eleven characters are too few",	 "vKx7 qpl-zz",			ERR_INPUT},
    {"twelve are enough",		      "vKx7 qpl-zzt",		   ERR_NONE },
    {"characters count, not bytes",	 "\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xb4"
					   "kxwz",			 ERR_INPUT},
    {"no rules of composition",	      "grumble lantern otter quay",	 ERR_NONE },
    {"French sentences do",		      "le h\xc3\xa9risson boude au grenier",
								  ERR_NONE },
    {"not UTF-8",			       "vKx7 qpl-zzt\xff",	       ERR_INPUT},
    {"the account's name",		      "Member.B-Desk-Ottawa",	    ERR_INPUT},
    {"the register's name",		    "register.example/log1",		ERR_INPUT},
    {"one word twice",		       "passwordpassword",	       ERR_INPUT},
    {"a word and digits",		     "password12345678",		ERR_INPUT},
    {"digits as letters",		     "P4$$w0rd-2024!",		  ERR_INPUT},
    {"a row of keys",			     "qwertyuiop123",		       ERR_INPUT},
    {"a row of French keys, backwards",     "poiuytreza",			ERR_INPUT},
    {"rows of keys",			    "azertyuiop[qsdf",	       ERR_INPUT},
    {"one character",			     "aaaaaaaaaaaaaaaa",		ERR_INPUT},
    {"a short pattern again and again",     "x9k!x9k!x9k!x9k!",		ERR_INPUT},
    {"digits in order",		       "123456789012",		    ERR_INPUT},
    {"three common words",		    "Summer-Dragon-2024",	      ERR_INPUT},
    {"the one from the comic",		"correct horse battery staple",
								  ERR_INPUT},
    {"a common word within others",	 "dragonfly over Kingsmere marsh",
								  ERR_NONE },
};

static void
check_password(void **state)
{
	const struct password_row *row = *state;
	struct error e = {.code = ERR_NONE};

	assert_int_equal(password_check(bytes_text(row->text),
			     "member.b-desk-ottawa", "register.example/log1",
			     &e),
	    row->want);
	if (row->want != ERR_NONE)
		assert_string_equal(e.word, "password");
}

static void
long_passwords_are_bounded(void **state)
{
	char text[600];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + (i * i + i / 7) % 26);
	assert_int_equal(password_check(bytes_of(text, 256), "a", "b", NULL),
	    ERR_NONE);
	assert_int_equal(password_check(bytes_of(text, 257), "a", "b", NULL),
	    ERR_INPUT);
}

static void
a_hash_holds_for_one_password_in_both_normal_forms(void **state)
{
	/* e and a combining acute accent: the same characters */
	struct bytes composed = bytes_text("grenier \xc3\xa9lev\xc3\xa9 42"),
		     apart = bytes_text("grenier e\xcc\x81leve\xcc\x81 42");
	char phc[PASSWORD_HASH_BYTES], again[PASSWORD_HASH_BYTES];
	bool matches = false;

	(void)state;
	assert_int_equal(password_hash(phc, composed, NULL), ERR_NONE);
	assert_int_equal(strlen(phc), 97);
	assert_memory_equal(phc, "$argon2id$v=19$m=65536,t=3,p=4$", 31);
	assert_true(password_is_current(phc));
	assert_int_equal(password_matches(phc, apart, &matches, NULL),
	    ERR_NONE);
	assert_true(matches);
	assert_int_equal(password_matches(phc, bytes_text("grenier 42"),
			     &matches, NULL),
	    ERR_NONE);
	assert_false(matches);
	assert_int_equal(password_hash(again, composed, NULL), ERR_NONE);
	assert_string_not_equal(phc, again);
}

/* Parameters weaker than today's, and every shorter text of them. */
static void
damaged_hashes_are_told_and_weak_ones_are_not_current(void **state)
{
	static const char weak[] =
	    "$argon2id$v=19$m=1024,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	char damaged[PASSWORD_HASH_BYTES];
	bool matches = true;

	(void)state;
	assert_false(password_is_current(weak));
	assert_int_equal(password_matches(weak, bytes_text("whatever it is"),
			     &matches, NULL),
	    ERR_NONE);
	assert_false(matches);
	for (size_t len = 0; len + 1 < sizeof weak; len++) {
		memcpy(damaged, weak, len);
		damaged[len] = '\0';
		assert_int_equal(password_matches(damaged, bytes_text("x"),
				     &matches, NULL),
		    ERR_STORE);
	}
	assert_true(password_is_current(password_of_nobody()));
}

/* ---- hashing ---- */

static void
wait_for(struct hashing *h)
{
	struct pollfd p = {.fd = hashing_wake_fd(h), .events = POLLIN};

	assert_int_equal(poll(&p, 1, 60000), 1);
	hashing_heard(h);
}

static void
jobs_run_beside_the_caller(void **state)
{
	struct hashing *h = NULL;
	struct hashing_job *make = NULL, *check = NULL;
	char phc[PASSWORD_HASH_BYTES];
	bool matches = false;

	(void)state;
	assert_int_equal(hashing_new(&h, NULL), ERR_NONE);
	assert_int_equal(hashing_start(&make, h, NULL,
			     bytes_text("lantern otter quay"), 0, NULL),
	    ERR_NONE);
	assert_int_equal(hashing_result(make, &matches, phc, NULL),
	    ERR_CONFLICT);
	while (hashing_poll(make, 0) != HASHING_READY)
		wait_for(h);
	assert_int_equal(hashing_result(make, &matches, phc, NULL), ERR_NONE);
	assert_int_equal(hashing_start(&check, h, phc,
			     bytes_text("lantern otter quay"), 0, NULL),
	    ERR_NONE);
	while (hashing_poll(check, 0) != HASHING_READY)
		wait_for(h);
	assert_int_equal(hashing_result(check, &matches, NULL, NULL),
	    ERR_NONE);
	assert_true(matches);
	assert_int_equal(hashing_count(h), 2);
	hashing_job_free(make);
	hashing_job_free(check);
	hashing_free(h);
}

/* reliability 8.6: at most two at once, the others wait 2 s at most. */
static void
two_at_once_and_the_others_give_up_after_two_seconds(void **state)
{
	enum { JOBS = 12 };
	struct hashing *h = NULL;
	struct hashing_job *jobs[JOBS] = {NULL};
	size_t busy = 0;
	struct error e = {.code = ERR_NONE};
	bool matches;

	(void)state;
	assert_int_equal(hashing_new(&h, NULL), ERR_NONE);
	for (size_t i = 0; i < JOBS; i++)
		assert_int_equal(hashing_start(&jobs[i], h, NULL,
				     bytes_text("lantern otter quay"), 0,
				     NULL),
		    ERR_NONE);
	/* two seconds go by at once: no more than two have begun */
	for (size_t i = 0; i < JOBS; i++)
		busy += hashing_poll(jobs[i], HASHING_WAIT_MS) == HASHING_BUSY;
	assert_true(busy >= JOBS - HASHING_AT_ONCE - 1);
	assert_int_equal(hashing_poll(jobs[JOBS - 1], HASHING_WAIT_MS),
	    HASHING_BUSY);
	assert_int_equal(hashing_result(jobs[JOBS - 1], &matches, NULL, &e),
	    ERR_CONFLICT);
	assert_string_equal(e.word, "busy");
	/* those that nobody waits for any more are let go while they run */
	for (size_t i = 0; i < JOBS; i++)
		hashing_job_free(jobs[i]);
	hashing_free(h);
}

static void
the_queue_is_bounded(void **state)
{
	struct hashing *h = NULL;
	struct hashing_job *jobs[HASHING_JOBS_MAX + HASHING_AT_ONCE + 1];
	size_t count = 0;
	enum err rc = ERR_NONE;

	(void)state;
	assert_int_equal(hashing_new(&h, NULL), ERR_NONE);
	while (rc == ERR_NONE) {
		assert_true(count < COUNT(jobs));
		rc = hashing_start(&jobs[count], h, NULL, bytes_text("x"), 0,
		    NULL);
		count += rc == ERR_NONE;
	}
	assert_int_equal(rc, ERR_CONFLICT);
	assert_true(count >= HASHING_JOBS_MAX);
	while (count != 0)
		hashing_job_free(jobs[--count]);
	hashing_free(h);
}

/* ---- one-time codes ---- */

static const struct totp_secret rfc_secret = {"12345678901234567890"};

/* RFC 6238 appendix B (SHA-1), last six of eight digits */
static void
the_published_codes_hold(void **state)
{
	static const struct {
		int64_t at_s;
		uint32_t code;
	} rows[] = {{59, 287082}, {1111111109, 81804}, {1111111111, 50471},
	    {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(totp_code(&rfc_secret,
				     totp_step(rows[i].at_s)),
		    rows[i].code);
}

static void
a_code_is_good_one_step_each_way_and_once(void **state)
{
	int64_t step = -1;

	(void)state;
	assert_true(totp_matches(&rfc_secret, bytes_text("287082"), 59, 0,
	    &step));
	assert_int_equal(step, 1);
	assert_true(totp_matches(&rfc_secret, bytes_text("287 082"), 89, 0,
	    &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("287082"), 90, 0,
	    &step));
	assert_true(totp_matches(&rfc_secret, bytes_text("081804"), 1111111109,
	    0, &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("081804"),
	    1111111109, step, &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("287083"), 59, 0,
	    &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("0287082"), 59, 0,
	    &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("28708"), 59, 0,
	    &step));
	assert_false(totp_matches(&rfc_secret, bytes_text("28708x"), 59, 0,
	    &step));
}

static void
a_secret_is_written_for_people_and_read_back(void **state)
{
	char text[TOTP_BASE32_BYTES];
	struct totp_secret back;
	struct buffer uri = {0};

	(void)state;
	totp_base32(text, &rfc_secret);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_true(totp_base32_parse(bytes_text(
	    "gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n"), &back));
	assert_memory_equal(back.at, rfc_secret.at, sizeof back.at);
	assert_false(totp_base32_parse(bytes_text("GEZDGNBVGY3TQOJQ"), &back));
	assert_false(totp_base32_parse(bytes_text(
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1"), &back));
	totp_uri(&uri, &rfc_secret, "register.example/log1", "member b");
	assert_string_equal(buffer_cstr(&uri),
	    "otpauth://totp/register.example%2Flog1:member%20b?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=register.example%2Flog1"
	    "&algorithm=SHA1&digits=6&period=30");
	buffer_release(&uri);
}

/* ---- signatures ---- */

#define ORIGIN "register.example/log1"
#define NOW INT64_C(1764036000)

static const uint8_t mac_key[32] = {9};

static void
a_challenge_is_ours_in_time_and_untouched(void **state)
{
	struct ssh_challenge c, back;
	struct error e = {.code = ERR_NONE};
	struct buffer crlf = {0};
	size_t len;

	(void)state;
	assert_int_equal(ssh_challenge_make(&c, mac_key, ORIGIN, NOW, &e),
	    ERR_NONE);
	assert_memory_equal(c.text, "chancery/login/v1\n" ORIGIN "\n", 40);
	len = strlen(c.text);
	assert_int_equal(c.text[len - 1], '\n');
	assert_int_equal(ssh_challenge_parse(&back, mac_key, ORIGIN,
			     bytes_text(c.text), NOW, &e),
	    ERR_NONE);
	assert_string_equal(back.text, c.text);
	assert_memory_equal(back.nonce, c.nonce, sizeof c.nonce);
	for (size_t i = 0; i < len; i++) {
		if (c.text[i] == '\n')
			buffer_byte(&crlf, '\r');
		buffer_byte(&crlf, (uint8_t)c.text[i]);
	}
	assert_int_equal(ssh_challenge_parse(&back, mac_key, ORIGIN,
			     buffer_bytes(&crlf), NOW, &e),
	    ERR_NONE);
	assert_string_equal(back.text, c.text);
	buffer_release(&crlf);
	assert_int_equal(ssh_challenge_parse(&back, mac_key, ORIGIN,
			     bytes_text(c.text), NOW + SSH_LOGIN_SECONDS, &e),
	    ERR_REFUSED);
	assert_int_equal(ssh_challenge_parse(&back, mac_key, "other.example",
			     bytes_text(c.text), NOW, &e),
	    ERR_REFUSED);
	for (size_t i = 0; i + 1 < len; i++) {
		c.text[i] ^= 1;
		assert_int_equal(ssh_challenge_parse(&back, mac_key, ORIGIN,
				     bytes_text(c.text), NOW, &e),
		    ERR_REFUSED);
		c.text[i] ^= 1;
	}
}

static void
armour(struct buffer *out, struct bytes blob)
{
	buffer_clear(out);
	ssh_armour_print(out, blob);
}

static void
an_answer_holds_for_its_key_and_purpose(void **state)
{
	struct ssh_login_key k = {.is_security_key = false}, other = k;
	struct bytes message = bytes_text("chancery/login/v1\n");
	struct secret_key *secret = NULL;
	uint8_t blob[SSHSIG_BLOB_MAX], seed[32] = {7};
	struct buffer text = {0};
	size_t len;

	(void)state;
	assert_int_equal(secret_key_new(&secret, seed, NULL), ERR_NONE);
	k.key = *secret_key_public(secret);
	assert_int_equal(sshsig_make(blob, &len, SSH_LOGIN_NAMESPACE, secret,
			     message, NULL),
	    ERR_NONE);
	armour(&text, bytes_of(blob, len));
	assert_int_equal(ssh_login_check(&k, buffer_bytes(&text), message,
			     NULL),
	    ERR_NONE);
	assert_int_equal(ssh_login_check(&k, buffer_bytes(&text),
			     bytes_text("chancery/login/v1"), NULL),
	    ERR_PROOF);
	assert_int_equal(ssh_login_check(&other, buffer_bytes(&text), message,
			     NULL),
	    ERR_PROOF);
	assert_int_equal(sshsig_make(blob, &len, SSHSIG_NAMESPACE, secret,
			     message, NULL),
	    ERR_NONE);
	armour(&text, bytes_of(blob, len));
	assert_int_equal(ssh_login_check(&k, buffer_bytes(&text), message,
			     NULL),
	    ERR_PROOF);
	assert_int_equal(ssh_login_check(&k, bytes_text("123456"), message,
			     NULL),
	    ERR_INPUT);
	buffer_release(&text);
	secret_key_free(secret);
}

static void
put_string(struct buffer *out, struct bytes s)
{
	uint8_t len[4];

	put_be(len, 4, s.len);
	buffer_append(out, len, 4);
	buffer_add(out, s);
}

/* What a security key signs, made by hand from PROTOCOL.u2f. */
static void
sign_as_security_key(struct buffer *out, const struct secret_key *secret,
    uint8_t flags, struct bytes message)
{
	static const uint8_t counter[4] = {0, 0, 0, 5};
	const struct public_key *key = secret_key_public(secret);
	struct buffer inner = {0}, said = {0};
	struct signature s;
	struct hash h;
	uint8_t digest[64];

	buffer_clear(out);
	sha512(digest, message);
	buffer_text(&inner, "SSHSIG");
	put_string(&inner, bytes_text(SSH_LOGIN_NAMESPACE));
	put_string(&inner, bytes_text(""));
	put_string(&inner, bytes_text("sha512"));
	put_string(&inner, bytes_of(digest, sizeof digest));
	h = hash_bytes(bytes_text("ssh:"));
	buffer_append(&said, h.at, sizeof h.at);
	buffer_byte(&said, flags);
	buffer_append(&said, counter, 4);
	h = hash_bytes(buffer_bytes(&inner));
	buffer_append(&said, h.at, sizeof h.at);
	assert_int_equal(ed25519_sign(&s, secret, buffer_bytes(&said), NULL),
	    ERR_NONE);
	buffer_append(out, "SSHSIG\0\0\0\1", 10);
	buffer_clear(&inner);
	put_string(&inner, bytes_text(SSHSIG_SK_TYPE));
	put_string(&inner, bytes_of(key->at, sizeof key->at));
	put_string(&inner, bytes_text("ssh:"));
	put_string(out, buffer_bytes(&inner));
	put_string(out, bytes_text(SSH_LOGIN_NAMESPACE));
	put_string(out, bytes_text(""));
	put_string(out, bytes_text("sha512"));
	buffer_clear(&inner);
	put_string(&inner, bytes_text(SSHSIG_SK_TYPE));
	put_string(&inner, bytes_of(s.at, sizeof s.at));
	buffer_byte(&inner, flags);
	buffer_append(&inner, counter, 4);
	put_string(out, buffer_bytes(&inner));
	buffer_release(&inner);
	buffer_release(&said);
}

static void
a_security_key_answers_with_a_touch(void **state)
{
	struct ssh_login_key k = {.is_security_key = true,
	    .application = "ssh:"}, back;
	struct bytes message = bytes_text("chancery/login/v1\n");
	struct secret_key *secret = NULL;
	uint8_t seed[32] = {8};
	struct buffer blob = {0}, text = {0};
	char line[SSH_LOGIN_LINE_BYTES];

	(void)state;
	assert_int_equal(secret_key_new(&secret, seed, NULL), ERR_NONE);
	k.key = *secret_key_public(secret);
	ssh_login_key_print(line, &k);
	assert_int_equal(ssh_login_key_parse(&back, bytes_text(line), NULL),
	    ERR_NONE);
	assert_true(back.is_security_key);
	assert_string_equal(back.application, "ssh:");
	assert_memory_equal(back.key.at, k.key.at, sizeof k.key.at);
	sign_as_security_key(&blob, secret, 1, message);
	armour(&text, buffer_bytes(&blob));
	assert_int_equal(ssh_login_check(&k, buffer_bytes(&text), message,
			     NULL),
	    ERR_NONE);
	/* whatever is touched, it no longer holds */
	for (size_t bit = 0; bit < blob.len * 8; bit++) {
		blob.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		armour(&text, buffer_bytes(&blob));
		assert_int_not_equal(ssh_login_check(&k, buffer_bytes(&text),
					 message, NULL),
		    ERR_NONE);
		blob.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	sign_as_security_key(&blob, secret, 0, message);
	armour(&text, buffer_bytes(&blob));
	assert_int_equal(ssh_login_check(&k, buffer_bytes(&text), message,
			     NULL),
	    ERR_PROOF);
	buffer_release(&blob);
	buffer_release(&text);
	secret_key_free(secret);
}

static void
key_lines_of_other_kinds_are_refused(void **state)
{
	static const char *const lines[] = {"", "ssh-rsa AAAAB3NzaC1yc2E= x",
	    "sk-ssh-ed25519@openssh.com ", "sk-ssh-ed25519@openssh.com AAAA",
	    "ecdsa-sha2-nistp256 AAAA", "ssh-ed25519 AAAA"};
	struct ssh_login_key k;

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_int_equal(ssh_login_key_parse(&k, bytes_text(lines[i]),
				     NULL),
		    ERR_INPUT);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
	    cmocka_unit_test(the_published_vector_of_argon2id_holds),
	    cmocka_unit_test(long_passwords_are_bounded),
	    cmocka_unit_test(a_hash_holds_for_one_password_in_both_normal_forms),
	    cmocka_unit_test(
		damaged_hashes_are_told_and_weak_ones_are_not_current),
	    cmocka_unit_test(jobs_run_beside_the_caller),
	    cmocka_unit_test(
		two_at_once_and_the_others_give_up_after_two_seconds),
	    cmocka_unit_test(the_queue_is_bounded),
	    cmocka_unit_test(the_published_codes_hold),
	    cmocka_unit_test(a_code_is_good_one_step_each_way_and_once),
	    cmocka_unit_test(a_secret_is_written_for_people_and_read_back),
	    cmocka_unit_test(a_challenge_is_ours_in_time_and_untouched),
	    cmocka_unit_test(an_answer_holds_for_its_key_and_purpose),
	    cmocka_unit_test(a_security_key_answers_with_a_touch),
	    cmocka_unit_test(key_lines_of_other_kinds_are_refused),
	};
	struct CMUnitTest tests[COUNT(passwords) + COUNT(others)];

	for (size_t i = 0; i < COUNT(passwords); i++) {
		/* cmocka hands the row back as it is, and nothing writes it */
		union {
			const struct password_row *in;
			void *out;
		} u = {.in = &passwords[i]};

		tests[i] = (struct CMUnitTest){.name = passwords[i].name,
		    .test_func = check_password, .initial_state = u.out};
	}
	memcpy(tests + COUNT(passwords), others, sizeof others);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
