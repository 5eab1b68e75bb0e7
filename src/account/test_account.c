/* Accounts in a truth file: enrolment, signing in, rights, sessions, tokens */
#include "account/draft_store.h"
#include "account/enrol.h"
#include "account/signin.h"
#include "account/token.h"

#include "base/file.h"
#include "crypto/ed25519.h"
#include "format/ssh.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing.h"

#define ORIGIN "register.example/log1"
#define NOW INT64_C(1764036000) /* 2025-11-25 02:00 UTC */
#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define OFFICE "org:1x7n5t3r9w6y2z0ab4kq2m8v0c"
#define OTHER "org:2x7n5t3r9w6y2z0ab4kq2m8v0c"
#define DESK "org:3x7n5t3r9w6y2z0ab4kq2m8v0c"
#define PASSWORD "lantern otter quay canary"

struct place {
	char dir[PATH_BYTES], path[PATH_BYTES];
	struct truth *t;
	struct accounts *a;
	struct hashing *h;
	struct error e;
};

static struct totp_secret seed = {"12345678901234567890"};
static char hash_of_password[PASSWORD_HASH_BYTES];

static void
open_place(struct place *p)
{
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_WRITE, &p->e),
	    ERR_NONE);
	assert_int_equal(accounts_open(&p->a, p->t, &p->e), ERR_NONE);
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	(void)snprintf(p->dir, sizeof p->dir, "%s/account.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(p->dir));
	assert_int_equal(path_join(p->path, p->dir, "register.db", &p->e),
	    ERR_NONE);
	assert_int_equal(truth_create(p->path, ORIGIN, &p->e), ERR_NONE);
	open_place(p);
	assert_int_equal(hashing_new(&p->h, &p->e), ERR_NONE);
	if (hash_of_password[0] == '\0')
		assert_int_equal(password_hash(hash_of_password,
				     bytes_text(PASSWORD), &p->e),
		    ERR_NONE);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = {"register.db", "register.db-wal",
	    "register.db-shm"};
	struct place *p = *state;
	char path[PATH_BYTES];

	hashing_free(p->h);
	accounts_close(p->a);
	truth_close(p->t);
	for (size_t i = 0; i < COUNT(names); i++)
		if (path_join(path, p->dir, names[i], &p->e) == ERR_NONE)
			(void)unlink(path);
	(void)rmdir(p->dir);
	free(p);
	return 0;
}

static int64_t
add(struct place *p, const char *name, enum account_tier tier, const char *office)
{
	struct account_new n = {.name = bytes_text(name),
	    .office = bytes_text(office),
	    .tier = tier};
	int64_t id = 0;

	assert_int_equal(account_add(p->a, &n, NOW, &id, &p->e), ERR_NONE);
	return id;
}

static void
enrol_one(struct place *p, int64_t id, char codes[10][RECOVERY_CODE_BYTES])
{
	char code[ENROL_CODE_BYTES];
	struct enrolment n = {.password_hash = hash_of_password,
	    .totp = &seed};
	struct account account;
	int64_t until;

	assert_int_equal(enrol_code_make(p->a, id, true, NOW, code, &until,
			     &p->e),
	    ERR_NONE);
	n.code = bytes_text(code);
	assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
	    ERR_NONE);
	assert_int_equal(account.id, id);
}

static int64_t
active(struct place *p, const char *name, enum account_tier tier, const char *office)
{
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	int64_t id = add(p, name, tier, office);

	enrol_one(p, id, codes);
	return id;
}

static struct account
get(struct place *p, int64_t id)
{
	struct account account;

	assert_int_equal(account_get(p->a, id, &account, &p->e), ERR_NONE);
	return account;
}

static void
code_at(char out[8], int64_t now_s)
{
	(void)snprintf(out, 8, "%06u", totp_code(&seed, totp_step(now_s)));
}

static enum err
sign_in(struct place *p, const char *name, const char *password,
    const char *answer, int64_t now_s, struct signed_in *out)
{
	struct signin_form form = {.name = bytes_text(name),
	    .password = bytes_text(password),
	    .answer = {.text = bytes_text(answer)},
	    .address = bytes_text("192.0.2.7")};
	struct pollfd wake = {.fd = hashing_wake_fd(p->h), .events = POLLIN};
	struct signin *s = NULL;
	int64_t retry = 0;
	enum err rc = signin_start(&s, p->a, p->h, &form, now_s, 0, &retry,
	    &p->e);

	if (rc != ERR_NONE) {
		assert_true(strcmp(p->e.word, "slow_down") != 0 || retry > 0);
		return rc;
	}
	while (!signin_ready(s, 0)) {
		assert_int_equal(poll(&wake, 1, 60000), 1);
		hashing_heard(p->h);
	}
	rc = signin_finish(s, now_s, out, &p->e);
	signin_free(s);
	return rc;
}

/* ---- accounts ---- */

static void
names_are_folded_unique_and_never_used_again(void **state)
{
	static const char *const bad[] = {"", "a", "-ab", "a b", "\xc3\xa9t\xc3\xa9",
	    "a/b"};
	struct place *p = *state;
	struct account_new n = {.name = bytes_text("DESK.one"),
	    .tier = TIER_OPERATOR};
	struct account found;
	int64_t id = add(p, "desk.one", TIER_OPERATOR, ""), next = 0;

	assert_int_equal(account_add(p->a, &n, NOW, &next, &p->e),
	    ERR_CONFLICT);
	assert_non_null(strstr(p->e.text, "desk.one"));
	for (size_t i = 0; i < COUNT(bad); i++) {
		n.name = bytes_text(bad[i]);
		assert_int_equal(account_add(p->a, &n, NOW, &next, &p->e),
		    ERR_INPUT);
	}
	assert_int_equal(account_find(p->a, bytes_text("Desk.ONE"), &found,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(found.id, id);
	assert_int_equal(found.state, ACCOUNT_NEW);
	assert_int_equal(account_delete(p->a, id, NOW, &p->e), ERR_NONE);
	assert_int_equal(account_find(p->a, bytes_text("desk.one"), &found,
			     &p->e),
	    ERR_ABSENT);
	assert_int_equal(get(p, id).state, ACCOUNT_DELETED);
	assert_true(add(p, "desk.one", TIER_OPERATOR, "") > id);
	n = (struct account_new){.name = bytes_text("no.office"),
	    .tier = TIER_OFFICIAL};
	assert_int_equal(account_add(p->a, &n, NOW, &next, &p->e), ERR_INPUT);
	assert_string_equal(p->e.field, "office");
}

static void
a_third_registrar_needs_another_registrars_approval(void **state)
{
	struct place *p = *state;
	struct account_new n = {.name = bytes_text("third"),
	    .tier = TIER_REGISTRAR};
	int64_t first = active(p, "first", TIER_REGISTRAR, ""),
		second = active(p, "second", TIER_REGISTRAR, ""), third = 0,
		court;
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES], code[8];
	struct signed_in in;

	assert_int_equal(get(p, second).state, ACCOUNT_ACTIVE);
	n.by = first;
	assert_int_equal(account_add(p->a, &n, NOW, &third, &p->e), ERR_NONE);
	enrol_one(p, third, codes);
	assert_int_equal(get(p, third).state, ACCOUNT_WAITING);
	code_at(code, NOW);
	assert_int_equal(sign_in(p, "third", PASSWORD, code, NOW, &in),
	    ERR_REFUSED);
	assert_string_equal(p->e.word, "waiting");
	assert_int_equal(account_approve(p->a, third, first, NOW, &p->e),
	    ERR_REFUSED);
	assert_int_equal(account_approve(p->a, third, third, NOW, &p->e),
	    ERR_REFUSED);
	assert_int_equal(account_approve(p->a, third, second, NOW, &p->e),
	    ERR_NONE);
	assert_int_equal(get(p, third).state, ACCOUNT_ACTIVE);
	assert_int_equal(account_approve(p->a, third, second, NOW, &p->e),
	    ERR_CONFLICT);
	court = add(p, "court", TIER_AUTHORITY, OFFICE);
	assert_int_equal(get(p, court).state, ACCOUNT_WAITING);
	assert_int_equal(get(p, add(p, "desk", TIER_DEPARTMENT, DESK)).state,
	    ACCOUNT_NEW);
}

/* ---- enrolment ---- */

static void
a_code_works_once_within_a_day(void **state)
{
	struct place *p = *state;
	char code[ENROL_CODE_BYTES], old[ENROL_CODE_BYTES], typed[64];
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct enrolment n = {.password_hash = hash_of_password,
	    .totp = &seed};
	struct account account;
	int64_t id = add(p, "member-b", TIER_OFFICIAL, OFFICE), until;
	bool asks = false;

	assert_int_equal(enrol_code_make(p->a, id, true, NOW, old, &until,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(enrol_code_make(p->a, id, true, NOW, code, &until,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(until, NOW + DAY);
	assert_int_equal(strlen(code), 24);
	assert_int_equal(enrol_look(p->a, bytes_text(old), NOW, &account,
			     &asks, &p->e),
	    ERR_REFUSED);
	assert_int_equal(enrol_look(p->a, bytes_text(code), NOW + DAY,
			     &account, &asks, &p->e),
	    ERR_REFUSED);
	(void)snprintf(typed, sizeof typed, " %s \n", code);
	for (char *c = typed; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c + 'a' - 'A');
	assert_int_equal(enrol_look(p->a, bytes_text(typed), NOW, &account,
			     &asks, &p->e),
	    ERR_NONE);
	assert_true(asks);
	n.code = bytes_text(code);
	n.totp_code = bytes_text("000000");
	if (totp_code(&seed, totp_step(NOW)) != 0)
		assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
		    ERR_INPUT);
	n.totp_code = bytes_text("");
	n.totp = NULL;
	assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
	    ERR_INPUT);
	n.totp = &seed;
	assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
	    ERR_NONE);
	assert_int_equal(account.state, ACCOUNT_ACTIVE);
	assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
	    ERR_REFUSED);
	assert_string_equal(p->e.word, "code");
}

/* reliability 8.6: a reset does not remove the second factor. */
static void
a_reset_of_the_password_keeps_the_factor(void **state)
{
	struct place *p = *state;
	char code[ENROL_CODE_BYTES], now[8];
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct enrolment n = {.password_hash = hash_of_password};
	struct account account;
	struct signed_in in;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE), until;

	code_at(now, NOW);
	assert_int_equal(sign_in(p, "member-b", PASSWORD, now, NOW, &in),
	    ERR_NONE);
	assert_int_equal(enrol_code_make(p->a, id, false, NOW, code, &until,
			     &p->e),
	    ERR_NONE);
	n.code = bytes_text(code);
	assert_int_equal(enrol(p->a, &n, NOW, codes, &account, &p->e),
	    ERR_NONE);
	assert_string_equal(codes[0], "");
	assert_int_equal(session_use(p->a, bytes_text(in.cookie), NOW,
			     &in.session, &account, &p->e),
	    ERR_REFUSED);
	code_at(now, NOW + MINUTE);
	assert_int_equal(sign_in(p, "member-b", PASSWORD, now, NOW + MINUTE,
			     &in),
	    ERR_NONE);
}

/* ---- signing in ---- */

/* The same words, and the same work: hashings are counted. */
static void
unknown_names_cost_and_say_the_same(void **state)
{
	struct place *p = *state;
	static const struct {
		const char *name, *password, *answer;
	} tries[] = {{"nobody.here", PASSWORD, "123456"},
	    {"member-b", "not the password at all", "123456"},
	    {"member-b", PASSWORD, "12345"},
	    {"not enrolled", PASSWORD, "123456"},
	    {"new-one", PASSWORD, "123456"}, {"gone", PASSWORD, "123456"}};
	struct signed_in in;
	char text[sizeof p->e.text] = "", mend[sizeof p->e.mend] = "";

	active(p, "member-b", TIER_OFFICIAL, OFFICE);
	add(p, "new-one", TIER_OFFICIAL, OFFICE);
	assert_int_equal(account_disable(p->a,
			     active(p, "gone", TIER_OFFICIAL, OFFICE), NOW,
			     &p->e),
	    ERR_NONE);
	for (size_t i = 0; i < COUNT(tries); i++) {
		uint64_t before = hashing_count(p->h);

		assert_int_equal(sign_in(p, tries[i].name, tries[i].password,
				     tries[i].answer, NOW, &in),
		    ERR_REFUSED);
		assert_string_equal(p->e.word, "sign_in_failed");
		assert_int_equal(hashing_count(p->h) - before, 1);
		if (i == 0) {
			memcpy(text, p->e.text, sizeof text);
			memcpy(mend, p->e.mend, sizeof mend);
		}
		assert_string_equal(p->e.text, text);
		assert_string_equal(p->e.mend, mend);
	}
}

static void
a_code_signs_in_once_and_failures_are_told(void **state)
{
	struct place *p = *state;
	struct signed_in in;
	char now[8], later[8];

	active(p, "member-b", TIER_OFFICIAL, OFFICE);
	code_at(now, NOW);
	assert_int_equal(sign_in(p, "member-b", "wrong wrong wrong", now, NOW,
			     &in),
	    ERR_REFUSED);
	assert_int_equal(sign_in(p, "Member-B", PASSWORD, now, NOW, &in),
	    ERR_NONE);
	assert_int_equal(in.before.count, 1);
	assert_int_equal(in.used, USED_TOTP);
	assert_int_equal(in.recovery_left, RECOVERY_CODES);
	assert_int_equal(sign_in(p, "member-b", PASSWORD, now, NOW, &in),
	    ERR_REFUSED);
	code_at(later, NOW + 2 * TOTP_STEP_S);
	assert_int_equal(sign_in(p, "member-b", PASSWORD, later,
			     NOW + 2 * TOTP_STEP_S, &in),
	    ERR_NONE);
	assert_int_equal(in.account.signed_in_s, NOW);
}

static void
recovery_codes_work_once_each(void **state)
{
	struct place *p = *state;
	int64_t id = add(p, "member-b", TIER_OFFICIAL, OFFICE);
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES],
	    fresh[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct factor_answer answer = {.challenge = {NULL, 0}};
	enum factor_used used;
	uint64_t left;

	enrol_one(p, id, codes);
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		answer.text = bytes_text(codes[i]);
		assert_int_equal(strlen(codes[i]), 19);
		assert_int_equal(factor_accept(p->a, id, &answer, NOW, &used,
				     &p->e),
		    ERR_NONE);
		assert_int_equal(used, USED_RECOVERY);
		assert_int_equal(factor_accept(p->a, id, &answer, NOW, &used,
				     &p->e),
		    ERR_REFUSED);
		assert_int_equal(recovery_left(p->a, id, &left, &p->e),
		    ERR_NONE);
		assert_int_equal(left, RECOVERY_CODES - i - 1);
	}
	assert_int_equal(recovery_make(p->a, id, codes, NOW, &p->e), ERR_NONE);
	assert_int_equal(recovery_make(p->a, id, fresh, NOW, &p->e), ERR_NONE);
	answer.text = bytes_text(codes[0]);
	assert_int_equal(factor_accept(p->a, id, &answer, NOW, &used, &p->e),
	    ERR_REFUSED);
}

/* A child's whole life: its own connection, one try, its answer as exit. */
static void
try_code_and_exit(const char *path, int64_t id, const char *code, int go)
{
	struct factor_answer answer = {.text = bytes_text(code)};
	struct truth *t = NULL;
	struct accounts *a = NULL;
	enum factor_used used;
	enum err rc;
	char byte;

	if (truth_open(&t, path, TRUTH_BESIDE, NULL) != ERR_NONE ||
	    accounts_open(&a, t, NULL) != ERR_NONE)
		_exit(99);
	/* all begin when the parent closes its end */
	if (read(go, &byte, 1) != 0)
		_exit(98);
	do
		rc = factor_accept(a, id, &answer, NOW, &used, NULL);
	while (rc == ERR_CONFLICT); /* busy: it waits its turn */
	accounts_close(a);
	truth_close(t);
	_exit(rc == ERR_NONE ? 1 : rc == ERR_REFUSED ? 0 : 97);
}

/* reliability 8.6 */
static void
fifty_tries_at_once_accept_one(void **state)
{
	enum { TRIES = 50 };
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE);
	struct ssh_challenge unused;
	pid_t children[TRIES];
	int go[2], accepted = 0;
	char code[8];

	code_at(code, NOW);
	assert_int_equal(factor_challenge(p->a, &unused, NOW, &p->e),
	    ERR_NONE);
	assert_int_equal(pipe(go), 0);
	/* SQLite does not survive a fork: nothing of ours is open over it */
	hashing_free(p->h);
	accounts_close(p->a);
	truth_close(p->t);
	p->h = NULL;
	p->a = NULL;
	p->t = NULL;
	for (size_t i = 0; i < TRIES; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (children[i] == 0) {
			(void)close(go[1]);
			try_code_and_exit(p->path, id, code, go[0]);
		}
	}
	(void)close(go[1]);
	for (size_t i = 0; i < TRIES; i++) {
		int status = 0;

		assert_int_equal(waitpid(children[i], &status, 0),
		    children[i]);
		assert_true(WIFEXITED(status));
		assert_true(WEXITSTATUS(status) <= 1);
		accepted += WEXITSTATUS(status);
	}
	(void)close(go[0]);
	assert_int_equal(accepted, 1);
}

static void
an_ssh_answer_signs_in_once(void **state)
{
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE);
	struct ssh_login_key k = {.is_security_key = false};
	struct secret_key *secret = NULL;
	struct ssh_challenge c;
	struct factor_answer answer;
	struct buffer text = {0};
	uint8_t blob[SSHSIG_BLOB_MAX], seed_bytes[32] = {5};
	enum factor_used used;
	size_t len;

	assert_int_equal(secret_key_new(&secret, seed_bytes, &p->e), ERR_NONE);
	k.key = *secret_key_public(secret);
	assert_int_equal(factor_add_ssh(p->a, id, &k, bytes_text("the blue one"),
			     NOW, &p->e),
	    ERR_NONE);
	assert_int_equal(factor_challenge(p->a, &c, NOW, &p->e), ERR_NONE);
	assert_int_equal(sshsig_make(blob, &len, SSH_LOGIN_NAMESPACE, secret,
			     bytes_text(c.text), &p->e),
	    ERR_NONE);
	ssh_armour_print(&text, bytes_of(blob, len));
	answer = (struct factor_answer){buffer_bytes(&text),
	    bytes_text(c.text)};
	assert_int_equal(factor_accept(p->a, id, &answer, NOW, &used, &p->e),
	    ERR_NONE);
	assert_int_equal(used, USED_SSH);
	assert_int_equal(factor_accept(p->a, id, &answer, NOW, &used, &p->e),
	    ERR_REFUSED);
	/* once it is past its time, its row may go: it is too old anyway */
	assert_int_equal(accounts_tidy(p->a, NOW + SSH_LOGIN_SECONDS, &p->e),
	    ERR_NONE);
	assert_int_equal(factor_accept(p->a, id, &answer,
			     NOW + SSH_LOGIN_SECONDS, &used, &p->e),
	    ERR_REFUSED);
	buffer_release(&text);
	secret_key_free(secret);
}

/* ---- lockout ---- */

static void
delays_double_from_the_fifth_failure(void **state)
{
	static const unsigned minutes[] = {0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32,
	    60, 60, 60};
	struct place *p = *state;
	struct bytes name = bytes_text("Member-B");
	struct failures f;
	int64_t now = NOW, retry = 0;
	char address[16];

	for (uint64_t i = 0; i < COUNT(minutes); i++)
		assert_int_equal(lockout_minutes(i), minutes[i]);
	assert_int_equal(lockout_minutes(UINT64_MAX), 60);
	for (uint64_t i = 1; i < COUNT(minutes); i++) {
		(void)snprintf(address, sizeof address, "198.51.100.%u",
		    (unsigned)i);
		assert_int_equal(lockout_failed(p->a, name,
				     bytes_text(address), now, &p->e),
		    ERR_NONE);
		assert_int_equal(lockout_state(p->a, bytes_text("member-b"),
				     &f, &p->e),
		    ERR_NONE);
		assert_int_equal(f.count, i);
		assert_int_equal(f.locked_until_s,
		    now + minutes[i] * MINUTE);
		if (minutes[i] != 0) {
			assert_int_equal(lockout_check(p->a, name,
					     bytes_text("203.0.113.1"),
					     f.locked_until_s - 1, &retry,
					     &p->e),
			    ERR_REFUSED);
			assert_int_equal(retry, 1);
			assert_string_equal(p->e.word, "slow_down");
		}
		now = f.locked_until_s;
		assert_int_equal(lockout_check(p->a, name,
				     bytes_text("203.0.113.1"), now, &retry,
				     &p->e),
		    ERR_NONE);
	}
	assert_int_equal(lockout_reset(p->a, name, &p->e), ERR_NONE);
	assert_int_equal(lockout_state(p->a, name, &f, &p->e), ERR_NONE);
	assert_int_equal(f.count, 0);
}

static void
an_address_waits_after_twenty(void **state)
{
	struct place *p = *state;
	struct bytes address = bytes_text("198.51.100.1");
	int64_t retry = 0;
	char name[16];

	for (unsigned i = 0; i < LOCKOUT_ADDRESS_FAILURES; i++) {
		assert_int_equal(lockout_check(p->a, bytes_text("member-b"),
				     address, NOW + i, &retry, &p->e),
		    ERR_NONE);
		(void)snprintf(name, sizeof name, "name%u", i);
		assert_int_equal(lockout_failed(p->a, bytes_text(name),
				     address, NOW + i, &p->e),
		    ERR_NONE);
	}
	assert_int_equal(lockout_check(p->a, bytes_text("member-b"), address,
			     NOW + 19, &retry, &p->e),
	    ERR_REFUSED);
	assert_int_equal(retry, 15 * MINUTE - 19);
	assert_int_equal(lockout_check(p->a, bytes_text("member-b"),
			     bytes_text("198.51.100.2"), NOW + 19, &retry,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(lockout_check(p->a, bytes_text("member-b"), address,
			     NOW + 15 * MINUTE, &retry, &p->e),
	    ERR_NONE);
}

/* ---- sessions ---- */

static const struct session_row {
	const char *name;
	enum account_tier tier;
	int64_t step_s, alive_s, dead_s; /* used every step_s until alive_s */
} session_rows[] = {
    {"an official: idle for 30 minutes", TIER_OFFICIAL, 0, 30 * MINUTE - 1,
     30 * MINUTE},
    {"an official: 12 hours in all", TIER_OFFICIAL, 20 * MINUTE,
     12 * HOUR - MINUTE, 12 * HOUR},
    {"a registrar: idle for 15 minutes", TIER_REGISTRAR, 0, 15 * MINUTE - 1,
     15 * MINUTE},
    {"a registrar: 8 hours in all", TIER_REGISTRAR, 10 * MINUTE,
     8 * HOUR - MINUTE, 8 * HOUR},
    {"an authority: idle for 15 minutes", TIER_AUTHORITY, 0, 15 * MINUTE - 1,
     15 * MINUTE},
    {"an operator: idle for 30 minutes", TIER_OPERATOR, 0, 30 * MINUTE - 1,
     30 * MINUTE},
};

static void
sessions_end_in_time(void **state)
{
	struct place *p = *state;

	for (size_t i = 0; i < COUNT(session_rows); i++) {
		const struct session_row *row = &session_rows[i];
		bool office = row->tier == TIER_OFFICIAL ||
		    row->tier == TIER_AUTHORITY;
		char name[8], cookie[SESSION_TEXT_BYTES];
		struct account account;
		struct session s;
		int64_t id;

		(void)snprintf(name, sizeof name, "u%zu", i);
		id = add(p, name, row->tier, office ? OFFICE : "");
		if (get(p, id).state == ACCOUNT_WAITING)
			assert_int_equal(account_approve(p->a, id, 3, NOW,
					     &p->e),
			    ERR_NONE);
		else
			assert_true(get(p, id).approved);
		{
			char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];

			enrol_one(p, id, codes);
		}
		assert_int_equal(session_begin(p->a, id, NOW, cookie, &s,
				     &p->e),
		    ERR_NONE);
		for (int64_t t = row->step_s; row->step_s != 0 &&
		     t < row->alive_s; t += row->step_s)
			assert_int_equal(session_use(p->a, bytes_text(cookie),
					     NOW + t, &s, &account, &p->e),
			    ERR_NONE);
		assert_int_equal(session_use(p->a, bytes_text(cookie),
				     NOW + row->dead_s, &s, &account, &p->e),
		    ERR_REFUSED);
		assert_string_equal(p->e.word, "sign_in");
		assert_int_equal(session_use(p->a, bytes_text(cookie),
				     NOW + row->alive_s, &s, &account, &p->e),
		    ERR_NONE);
		assert_int_equal(account.id, id);
	}
}

static enum err
count_session(void *context, const struct session *s, struct error *e)
{
	(void)s;
	(void)e;
	++*(unsigned *)context;
	return ERR_NONE;
}

static void
the_sixth_session_ends_the_oldest(void **state)
{
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE);
	char cookies[SESSIONS_MAX + 1][SESSION_TEXT_BYTES];
	struct session s[SESSIONS_MAX + 1], x;
	struct account account;
	unsigned count = 0;

	for (size_t i = 0; i <= SESSIONS_MAX; i++)
		assert_int_equal(session_begin(p->a, id, NOW, cookies[i], &s[i],
				     &p->e),
		    ERR_NONE);
	for (size_t i = 0; i <= SESSIONS_MAX; i++)
		assert_int_equal(session_use(p->a, bytes_text(cookies[i]), NOW,
				     &x, &account, &p->e),
		    i == 0 ? ERR_REFUSED : ERR_NONE);
	assert_int_equal(sessions_each(p->a, id, NOW, count_session, &count,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(count, SESSIONS_MAX);
	assert_int_equal(session_end(p->a, id + 1, s[3].id, NOW, &p->e),
	    ERR_ABSENT);
	assert_int_equal(session_end(p->a, id, s[3].id, NOW, &p->e), ERR_NONE);
	assert_int_equal(session_use(p->a, bytes_text(cookies[3]), NOW, &x,
			     &account, &p->e),
	    ERR_REFUSED);
	assert_int_equal(password_change(p->a, id, hash_of_password, s[5].id,
			     NOW, &p->e),
	    ERR_NONE);
	for (size_t i = 0; i <= SESSIONS_MAX; i++)
		assert_int_equal(session_use(p->a, bytes_text(cookies[i]), NOW,
				     &x, &account, &p->e),
		    i == 5 ? ERR_NONE : ERR_REFUSED);
	assert_int_equal(account_disable(p->a, id, NOW, &p->e), ERR_NONE);
	assert_int_equal(account_enable(p->a, id, &p->e), ERR_NONE);
	assert_int_equal(session_use(p->a, bytes_text(cookies[5]), NOW, &x,
			     &account, &p->e),
	    ERR_REFUSED);
}

static void
step_up_gives_a_new_cookie(void **state)
{
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE), retry = 0,
		late = NOW + STEP_UP_SECONDS + 1;
	char cookie[SESSION_TEXT_BYTES], next[SESSION_TEXT_BYTES], code[8];
	struct factor_answer answer = {.text = bytes_text("12")};
	struct session s, x;
	struct account account;

	assert_int_equal(session_begin(p->a, id, NOW, cookie, &s, &p->e),
	    ERR_NONE);
	assert_int_equal(session_is_fresh(&s, late - 1, &p->e), ERR_NONE);
	assert_int_equal(session_is_fresh(&s, late, &p->e), ERR_REFUSED);
	assert_string_equal(p->e.word, "step_up");
	assert_int_equal(signin_step_up(p->a, &s, &answer, bytes_text("x"),
			     late, next, &x, &retry, &p->e),
	    ERR_REFUSED);
	code_at(code, late);
	answer.text = bytes_text(code);
	assert_int_equal(signin_step_up(p->a, &s, &answer, bytes_text("x"),
			     late, next, &x, &retry, &p->e),
	    ERR_NONE);
	assert_string_not_equal(cookie, next);
	assert_int_equal(session_is_fresh(&x, late, &p->e), ERR_NONE);
	assert_int_equal(session_use(p->a, bytes_text(cookie), late, &x,
			     &account, &p->e),
	    ERR_REFUSED);
	assert_int_equal(session_use(p->a, bytes_text(next), late, &x,
			     &account, &p->e),
	    ERR_NONE);
	assert_int_equal(x.started_s, NOW);
	assert_int_equal(session_renew(p->a, &s, late, next, &x, &p->e),
	    ERR_REFUSED);
}

static void
form_tokens_are_of_one_session_path_and_draft(void **state)
{
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE);
	char cookie[SESSION_TEXT_BYTES], token[FORM_TOKEN_BYTES];
	struct session s, other;
	struct bytes path = bytes_text("/en/file"), draft = bytes_text("d1");

	assert_int_equal(session_begin(p->a, id, NOW, cookie, &s, &p->e),
	    ERR_NONE);
	assert_int_equal(session_begin(p->a, id, NOW, cookie, &other, &p->e),
	    ERR_NONE);
	form_token(token, &s, path, draft);
	assert_int_equal(strlen(token), 43);
	assert_true(form_token_holds(&s, path, draft, bytes_text(token)));
	assert_false(form_token_holds(&other, path, draft, bytes_text(token)));
	assert_false(form_token_holds(&s, bytes_text("/fr/file"), draft,
	    bytes_text(token)));
	assert_false(form_token_holds(&s, path, bytes_text("d2"),
	    bytes_text(token)));
	assert_false(form_token_holds(&s, path, draft, bytes_text("")));
	for (size_t i = 0; i < 43; i++) {
		token[i] ^= 1;
		assert_false(form_token_holds(&s, path, draft,
		    bytes_text(token)));
		token[i] ^= 1;
	}
}

/* ---- rights ---- */

/* Every tier and every right, for its own office and another one. */
static void
tiers_may_what_the_table_says(void **state)
{
	static const char *const want[TIER_COUNT] = {
	    [TIER_OFFICIAL] =
		"draft file amend annul declare seal delegate open disclose",
	    [TIER_DELEGATE] = "",
	    [TIER_DEPARTMENT] = "draft file ack open",
	    [TIER_REGISTRAR] = "draft file annul declare registrar erase",
	    [TIER_AUTHORITY] = "draft summon erase",
	    [TIER_OPERATOR] = "operator",
	};
	struct place *p = *state;
	uint32_t today = day_of_time(NOW);

	for (unsigned tier = 0; tier < TIER_COUNT; tier++) {
		bool all = tier == TIER_REGISTRAR || tier == TIER_OPERATOR;
		struct account account;
		char padded[120];

		account = get(p, active(p, tier_word((enum account_tier)tier),
		    (enum account_tier)tier, all ? "" : OFFICE));
		(void)snprintf(padded, sizeof padded, " %s ", want[tier]);
		for (unsigned i = 0; i < RIGHT_COUNT; i++) {
			enum right right = (enum right)i;
			char word[20];
			bool may;

			(void)snprintf(word, sizeof word, " %s ",
			    right_word(right));
			may = strstr(padded, word) != NULL;
			assert_int_equal(account_may(p->a, &account, right,
					     OFFICE, today, &p->e),
			    may ? ERR_NONE : ERR_REFUSED);
			if (!may)
				assert_string_equal(p->e.field,
				    right_word(right));
			assert_int_equal(account_may(p->a, &account, right,
					     OTHER, today, &p->e),
			    may && all ? ERR_NONE : ERR_REFUSED);
			assert_int_equal(account_may(p->a, &account, right,
					     NULL, today, &p->e),
			    may ? ERR_NONE : ERR_REFUSED);
		}
	}
}

static struct triple
triple_of(enum right right, const char *who, uint32_t until, int64_t by)
{
	struct triple t = {.right = right, .until = until, .by = by};

	(void)snprintf(t.who, sizeof t.who, "%s", who);
	return t;
}

static void
an_official_delegates_what_it_holds_until_a_day(void **state)
{
	struct place *p = *state;
	uint32_t today = day_of_time(NOW), until = day_of_time(NOW + 9 * DAY);
	int64_t official = active(p, "official", TIER_OFFICIAL, OFFICE),
		other = active(p, "other", TIER_OFFICIAL, OTHER), clerk = 0;
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct account_new n = {.name = bytes_text("clerk"),
	    .office = bytes_text(OFFICE),
	    .tier = TIER_DELEGATE,
	    .by = other};
	struct account account;
	struct triple t;

	assert_int_equal(account_add(p->a, &n, NOW, &clerk, &p->e),
	    ERR_REFUSED);
	n.by = official;
	assert_int_equal(account_add(p->a, &n, NOW, &clerk, &p->e), ERR_NONE);
	enrol_one(p, clerk, codes);
	account = get(p, clerk);
	assert_int_equal(account_may(p->a, &account, RIGHT_FILE, OFFICE, today,
			     &p->e),
	    ERR_REFUSED);
	t = triple_of(RIGHT_FILE, OFFICE, until, other);
	assert_int_equal(right_grant(p->a, clerk, &t, today, &p->e),
	    ERR_REFUSED);
	t.by = clerk;
	assert_int_equal(right_grant(p->a, clerk, &t, today, &p->e),
	    ERR_REFUSED);
	t.by = official;
	assert_int_equal(right_grant(p->a, clerk, &t, today, &p->e), ERR_NONE);
	assert_int_equal(account_may(p->a, &account, RIGHT_FILE, OFFICE, until,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(account_may(p->a, &account, RIGHT_FILE, OFFICE,
			     day_of_time(NOW + 10 * DAY), &p->e),
	    ERR_REFUSED);
	assert_int_equal(account_may(p->a, &account, RIGHT_DECLARE, OFFICE,
			     today, &p->e),
	    ERR_REFUSED);
	t = triple_of(RIGHT_ACK, OFFICE, until, ACCOUNT_NONE);
	assert_int_equal(right_grant(p->a, clerk, &t, today, &p->e),
	    ERR_INPUT);
	t = triple_of(RIGHT_FILE, OFFICE, day_of_time(NOW - DAY), official);
	assert_int_equal(right_grant(p->a, clerk, &t, today, &p->e),
	    ERR_INPUT);
	assert_int_equal(right_revoke(p->a, clerk, RIGHT_FILE, OFFICE, other,
			     today, &p->e),
	    ERR_REFUSED);
	assert_int_equal(right_revoke(p->a, clerk, RIGHT_FILE, OFFICE,
			     official, today, &p->e),
	    ERR_NONE);
	assert_int_equal(account_may(p->a, &account, RIGHT_FILE, OFFICE, today,
			     &p->e),
	    ERR_REFUSED);
	assert_int_equal(right_revoke(p->a, clerk, RIGHT_FILE, OFFICE,
			     official, today, &p->e),
	    ERR_ABSENT);
}

/* ---- tokens ---- */

static void
tokens_carry_some_rights_of_one_office_until_a_day(void **state)
{
	struct place *p = *state;
	uint32_t today = day_of_time(NOW);
	struct token_new n = {.account = active(p, "official", TIER_OFFICIAL,
				  OFFICE),
	    .office = bytes_text(OFFICE),
	    .label = bytes_text("nightly"),
	    .rights = RIGHT_BIT(RIGHT_FILE),
	    .until_s = NOW + 90 * DAY};
	struct account account;
	struct token t;
	char text[TOKEN_TEXT_BYTES], bad[TOKEN_TEXT_BYTES];
	int64_t id;

	assert_int_equal(token_make(p->a, &n, NOW, text, &id, &p->e),
	    ERR_NONE);
	assert_int_equal(strlen(text), 47);
	assert_memory_equal(text, "chy_", 4);
	assert_int_equal(token_use(p->a, bytes_text(text), NOW, &t, &account,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(token_may(p->a, &t, &account, RIGHT_FILE, OFFICE,
			     today, &p->e),
	    ERR_NONE);
	assert_int_equal(token_may(p->a, &t, &account, RIGHT_FILE, OTHER,
			     today, &p->e),
	    ERR_REFUSED);
	assert_int_equal(token_may(p->a, &t, &account, RIGHT_AMEND, OFFICE,
			     today, &p->e),
	    ERR_REFUSED);
	assert_string_equal(p->e.field, "amend");
	for (size_t i = 0; i < 47; i++) {
		memcpy(bad, text, sizeof bad);
		bad[i] ^= 1;
		assert_int_equal(token_use(p->a, bytes_text(bad), NOW, &t,
				     &account, &p->e),
		    ERR_REFUSED);
	}
	assert_int_equal(token_use(p->a, bytes_text(text), n.until_s, &t,
			     &account, &p->e),
	    ERR_REFUSED);
	/* it never may more than its account */
	assert_int_equal(token_use(p->a, bytes_text(text), NOW, &t, &account,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(right_revoke(p->a, n.account, RIGHT_FILE, OFFICE,
			     ACCOUNT_NONE, today, &p->e),
	    ERR_NONE);
	assert_int_equal(token_may(p->a, &t, &account, RIGHT_FILE, OFFICE,
			     today, &p->e),
	    ERR_REFUSED);
	assert_int_equal(token_revoke(p->a, n.account + 1, id, NOW, &p->e),
	    ERR_ABSENT);
	assert_int_equal(token_revoke(p->a, n.account, id, NOW, &p->e),
	    ERR_NONE);
	assert_int_equal(token_use(p->a, bytes_text(text), NOW, &t, &account,
			     &p->e),
	    ERR_REFUSED);
}

static void
some_rights_no_token_carries(void **state)
{
	static const enum right never[] = {RIGHT_DECLARE, RIGHT_DISCLOSE,
	    RIGHT_REGISTRAR, RIGHT_OPERATOR, RIGHT_ERASE};
	struct place *p = *state;
	struct token_new n = {.account = active(p, "official", TIER_OFFICIAL,
				  OFFICE),
	    .office = bytes_text(OFFICE),
	    .until_s = NOW + DAY};
	char text[TOKEN_TEXT_BYTES];
	int64_t id;

	for (size_t i = 0; i < COUNT(never); i++) {
		n.rights = RIGHT_BIT(never[i]);
		assert_int_equal(token_make(p->a, &n, NOW, text, &id, &p->e),
		    ERR_INPUT);
		assert_string_equal(p->e.field, right_word(never[i]));
	}
	n.rights = RIGHT_BIT(RIGHT_FILE);
	n.until_s = NOW + 367 * (int64_t)DAY;
	assert_int_equal(token_make(p->a, &n, NOW, text, &id, &p->e),
	    ERR_INPUT);
	n.until_s = NOW + DAY;
	n.office = bytes_text(OTHER);
	assert_int_equal(token_make(p->a, &n, NOW, text, &id, &p->e),
	    ERR_REFUSED);
}

/* ---- drafts ---- */

static enum err
count_draft(void *context, const struct kept_draft *d, struct error *e)
{
	(void)d;
	(void)e;
	++*(unsigned *)context;
	return ERR_NONE;
}

static void
drafts_are_kept_for_their_account_and_destroyed_by_filing(void **state)
{
	struct place *p = *state;
	int64_t id = active(p, "member-b", TIER_OFFICIAL, OFFICE),
		other = active(p, "other", TIER_OFFICIAL, OTHER);
	struct kept_draft d, back;
	struct buffer content = {0};
	unsigned count = 0;

	assert_int_equal(draft_put(p->a, id, bytes_text(""),
			     bytes_text("contact"), bytes_text("a call"),
			     bytes_text("with=consul"), NOW, &d, &p->e),
	    ERR_NONE);
	assert_int_equal(strlen(d.id), 16);
	assert_int_equal(draft_get(p->a, other, bytes_text(d.id), &back,
			     &content, &p->e),
	    ERR_ABSENT);
	assert_int_equal(draft_put(p->a, other, bytes_text(d.id),
			     bytes_text("contact"), bytes_text("x"),
			     bytes_text("y"), NOW, &back, &p->e),
	    ERR_ABSENT);
	assert_int_equal(draft_delete(p->a, other, bytes_text(d.id), &p->e),
	    ERR_ABSENT);
	assert_int_equal(draft_put(p->a, id, bytes_text(d.id), bytes_text(""),
			     bytes_text("a call"),
			     bytes_text("with=consul&kind=call"),
			     NOW + 29 * DAY, &back, &p->e),
	    ERR_NONE);
	assert_string_equal(back.form, "contact");
	assert_int_equal(accounts_tidy(p->a, NOW + 58 * DAY, &p->e), ERR_NONE);
	assert_int_equal(draft_get(p->a, id, bytes_text(d.id), &back, &content,
			     &p->e),
	    ERR_NONE);
	assert_string_equal(buffer_cstr(&content), "with=consul&kind=call");
	assert_int_equal(draft_filed(p->a, id, bytes_text(d.id), 20002,
			     NOW + 30 * DAY, &p->e),
	    ERR_NONE);
	buffer_clear(&content);
	assert_int_equal(draft_get(p->a, id, bytes_text(d.id), &back, &content,
			     &p->e),
	    ERR_NONE);
	assert_true(back.filed);
	assert_int_equal(back.entry, 20002);
	assert_int_equal(content.len, 0);
	assert_int_equal(drafts_each(p->a, id, count_draft, &count, &p->e),
	    ERR_NONE);
	assert_int_equal(count, 0);
	assert_int_equal(draft_put(p->a, id, bytes_text(d.id), bytes_text(""),
			     bytes_text(""), bytes_text(""), NOW, &back,
			     &p->e),
	    ERR_CONFLICT);
	assert_int_equal(draft_filed(p->a, id, bytes_text(d.id), 20003, NOW,
			     &p->e),
	    ERR_CONFLICT);
	assert_int_equal(accounts_tidy(p->a, NOW + 60 * DAY, &p->e), ERR_NONE);
	assert_int_equal(draft_get(p->a, id, bytes_text(d.id), &back, &content,
			     &p->e),
	    ERR_ABSENT);
	buffer_release(&content);
}

/* ---- what stands on the disk ---- */

static bool
disk_has(struct place *p, const char *text)
{
	static const char *const names[] = {"register.db", "register.db-wal"};
	struct buffer file = {0};
	char path[PATH_BYTES];
	bool found = false;

	for (size_t i = 0; i < COUNT(names) && !found; i++) {
		buffer_clear(&file);
		assert_int_equal(path_join(path, p->dir, names[i], &p->e),
		    ERR_NONE);
		if (file_exists(path))
			assert_int_equal(file_read(&file, path, 64 * 1024 *
					     1024, &p->e),
			    ERR_NONE);
		found = file.len != 0 && memmem(file.at, file.len, text,
		    strlen(text)) != NULL;
	}
	buffer_release(&file);
	return found;
}

static void
no_secret_stands_in_the_file(void **state)
{
	struct place *p = *state;
	int64_t id = add(p, "member-b", TIER_OFFICIAL, OFFICE), token_id,
		until;
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES], code[ENROL_CODE_BYTES],
	    cookie[SESSION_TEXT_BYTES], token[TOKEN_TEXT_BYTES];
	struct token_new n = {.account = id,
	    .office = bytes_text(OFFICE),
	    .rights = RIGHT_BIT(RIGHT_FILE),
	    .until_s = NOW + DAY};
	struct session s;
	char raw[SESSION_SECRET_BYTES + 1] = "";

	enrol_one(p, id, codes);
	assert_int_equal(session_begin(p->a, id, NOW, cookie, &s, &p->e),
	    ERR_NONE);
	assert_int_equal(token_make(p->a, &n, NOW, token, &token_id, &p->e),
	    ERR_NONE);
	assert_int_equal(enrol_code_make(p->a, id, false, NOW, code, &until,
			     &p->e),
	    ERR_NONE);
	/* the control: what is kept as it is, is found */
	assert_true(disk_has(p, "member-b"));
	assert_false(disk_has(p, PASSWORD));
	assert_false(disk_has(p, cookie));
	assert_false(disk_has(p, token));
	assert_false(disk_has(p, token + 4));
	assert_false(disk_has(p, code));
	assert_false(disk_has(p, codes[0]));
	memcpy(raw, s.secret, 31);
	if (strlen(raw) >= 8)
		assert_false(disk_has(p, raw));
}

/* An address is kept 14 days, and then it is gone from the disk. */
static void
addresses_go_after_a_fortnight(void **state)
{
	struct place *p = *state;

	assert_int_equal(lockout_failed(p->a, bytes_text("someone"),
			     bytes_text("203.0.113.77"), NOW, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_settle(p->t, &p->e), ERR_NONE);
	assert_true(disk_has(p, "203.0.113.77"));
	assert_int_equal(accounts_tidy(p->a, NOW + 14 * DAY, &p->e), ERR_NONE);
	assert_int_equal(truth_settle(p->t, &p->e), ERR_NONE);
	assert_false(disk_has(p, "203.0.113.77"));
}

static void
plain_copies_hold_no_accounts(void **state)
{
	struct place *p = *state;
	char path[PATH_BYTES];
	struct truth *copy = NULL;
	struct accounts *a = NULL;
	bool any = true;

	active(p, "member-b", TIER_OFFICIAL, OFFICE);
	assert_int_equal(path_join(path, p->dir, "copy.db", &p->e), ERR_NONE);
	assert_int_equal(truth_backup(p->t, path, false, &p->e), ERR_NONE);
	assert_int_equal(truth_open(&copy, path, TRUTH_READ, &p->e), ERR_NONE);
	assert_int_equal(accounts_open(&a, copy, &p->e), ERR_NONE);
	assert_int_equal(accounts_any(a, &any, &p->e), ERR_NONE);
	assert_false(any);
	accounts_close(a);
	truth_close(copy);
	(void)unlink(path);
	assert_int_equal(accounts_any(p->a, &any, &p->e), ERR_NONE);
	assert_true(any);
}

#define HERE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    HERE(names_are_folded_unique_and_never_used_again),
	    HERE(a_third_registrar_needs_another_registrars_approval),
	    HERE(a_code_works_once_within_a_day),
	    HERE(a_reset_of_the_password_keeps_the_factor),
	    HERE(unknown_names_cost_and_say_the_same),
	    HERE(a_code_signs_in_once_and_failures_are_told),
	    HERE(recovery_codes_work_once_each),
	    HERE(fifty_tries_at_once_accept_one),
	    HERE(an_ssh_answer_signs_in_once),
	    HERE(delays_double_from_the_fifth_failure),
	    HERE(an_address_waits_after_twenty),
	    HERE(sessions_end_in_time),
	    HERE(the_sixth_session_ends_the_oldest),
	    HERE(step_up_gives_a_new_cookie),
	    HERE(form_tokens_are_of_one_session_path_and_draft),
	    HERE(tiers_may_what_the_table_says),
	    HERE(an_official_delegates_what_it_holds_until_a_day),
	    HERE(tokens_carry_some_rights_of_one_office_until_a_day),
	    HERE(some_rights_no_token_carries),
	    HERE(drafts_are_kept_for_their_account_and_destroyed_by_filing),
	    HERE(no_secret_stands_in_the_file),
	    HERE(addresses_go_after_a_fortnight),
	    HERE(plain_copies_hold_no_accounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
