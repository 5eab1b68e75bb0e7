#include "account/signin.h"

#include "account/inside.h"

#include <stdlib.h>

#define NAME_TYPED_MAX 256
#define FACTOR_TYPED_MAX 4096

enum stage { STAGE_CHECK, STAGE_REHASH, STAGE_DONE };

struct signin {
	struct accounts *accounts;
	struct hashing *hashing;
	struct hashing_job *job;
	struct buffer name, password, text, challenge, address;
	int64_t account; /* 0: unknown */
	char phc[PASSWORD_HASH_BYTES];
	char rehashed[PASSWORD_HASH_BYTES];
	enum stage stage;
	bool matches;
	enum err checked; /* of the comparison */
	struct error e;
};

static enum err
failed(struct error *e)
{
	error_word(e, ERR_REFUSED, "sign_in_failed",
	    "the name, the password or the code was not right");
	return error_mend(e, ERR_REFUSED,
	    "a code is taken once; wait for the next one");
}

void
signin_free(struct signin *s)
{
	if (s == NULL)
		return;
	hashing_job_free(s->job);
	buffer_wipe(&s->name);
	buffer_wipe(&s->password);
	buffer_wipe(&s->text);
	buffer_wipe(&s->challenge);
	buffer_wipe(&s->address);
	explicit_bzero(s, sizeof *s);
	free(s);
}

static enum err
copy_form(struct signin *s, const struct signin_form *form, struct error *e)
{
	struct buffer *all[] = {&s->name, &s->password, &s->text,
	    &s->challenge, &s->address};
	bool full = false;

	if (form->name.len > NAME_TYPED_MAX ||
	    form->password.len > PASSWORD_BYTES_MAX ||
	    form->answer.text.len > FACTOR_TYPED_MAX ||
	    form->answer.challenge.len > SSH_CHALLENGE_BYTES)
		return error_set(e, ERR_INPUT,
		    "a field of the form is too long");
	buffer_add(&s->name, form->name);
	buffer_reserve(&s->password, form->password.len + 1);
	buffer_add(&s->password, form->password);
	buffer_reserve(&s->text, form->answer.text.len + 1);
	buffer_add(&s->text, form->answer.text);
	buffer_add(&s->challenge, form->answer.challenge);
	buffer_add(&s->address, form->address);
	for (size_t i = 0; i < COUNT(all); i++)
		full = full || all[i]->failed;
	return full ? error_set(e, ERR_MEMORY, "out of memory") : ERR_NONE;
}

/* Whom the name means, or nobody: the same work follows. */
static enum err
look_up(struct signin *s, struct error *e)
{
	struct account account;
	enum err rc;

	(void)strncat(s->phc, password_of_nobody(), sizeof s->phc - 1);
	rc = account_find(s->accounts, buffer_bytes(&s->name), &account, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc != ERR_NONE)
		return rc;
	s->account = account.id;
	return account_password(s->accounts, account.id, s->phc, e);
}

enum err
signin_start(struct signin **out, struct accounts *a, struct hashing *h,
    const struct signin_form *form, int64_t now_s, int64_t now_ms,
    int64_t *retry_after_s, struct error *e)
{
	struct signin *s = calloc(1, sizeof *s);
	enum err rc;

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->accounts = a;
	s->hashing = h;
	s->e = error_like(e);
	rc = copy_form(s, form, e);
	if (rc == ERR_NONE)
		rc = lockout_check(a, form->name, form->address, now_s,
		    retry_after_s, e);
	if (rc == ERR_NONE)
		rc = look_up(s, e);
	if (rc == ERR_NONE)
		rc = hashing_start(&s->job, h, s->phc, form->password, now_ms,
		    e);
	if (rc != ERR_NONE) {
		signin_free(s);
		return rc;
	}
	*out = s;
	return ERR_NONE;
}

/* Parameters have changed since: the same password, hashed anew. Where there
 * is no room for that now, the next time will do. */
static void
begin_rehash(struct signin *s, int64_t now_ms)
{
	s->stage = STAGE_DONE;
	if (s->checked != ERR_NONE || !s->matches || s->account == 0 ||
	    password_is_current(s->phc))
		return;
	if (hashing_start(&s->job, s->hashing, NULL,
		buffer_bytes(&s->password), now_ms, NULL) == ERR_NONE)
		s->stage = STAGE_REHASH;
}

bool
signin_ready(struct signin *s, int64_t now_ms)
{
	bool unused;

	if (s->stage == STAGE_DONE)
		return true;
	if (hashing_poll(s->job, now_ms) == HASHING_WAITING)
		return false;
	if (s->stage == STAGE_CHECK) {
		s->checked = hashing_result(s->job, &s->matches, NULL, &s->e);
		hashing_job_free(s->job);
		s->job = NULL;
		begin_rehash(s, now_ms);
	} else {
		if (hashing_result(s->job, &unused, s->rehashed, NULL) !=
		    ERR_NONE)
			s->rehashed[0] = '\0';
		hashing_job_free(s->job);
		s->job = NULL;
		s->stage = STAGE_DONE;
	}
	return s->stage == STAGE_DONE;
}

/* ---- the judgement ---- */

static bool
is_of_the_world(enum err rc)
{
	return rc == ERR_REFUSED || rc == ERR_INPUT || rc == ERR_PROOF ||
	    rc == ERR_ABSENT;
}

/* Counted, and told in the one way. */
static enum err
fail(struct signin *s, int64_t now_s, struct error *e)
{
	enum err rc = lockout_failed(s->accounts, buffer_bytes(&s->name),
	    buffer_bytes(&s->address), now_s, e);

	return rc == ERR_NONE ? failed(e) : rc;
}

static enum err
note_success(struct signin *s, int64_t now_s, struct error *e)
{
	struct rows r = rows_of(s->accounts->truth,
	    "UPDATE private_account SET signed_in = ?, "
	    "password = coalesce(?, password) WHERE id = ?");
	enum err rc;

	rows_put(&r, now_s);
	rows_put_cstr(&r, s->rehashed[0] == '\0' ? NULL : s->rehashed);
	rows_put(&r, s->account);
	rc = rows_run(&r, NULL, e);
	return rc == ERR_NONE ?
	    lockout_reset(s->accounts, buffer_bytes(&s->name), e) :
	    rc;
}

/* A try that began before others failed waits like those after them. */
static enum err
check_lock(struct signin *s, int64_t now_s, struct failures *before,
    struct error *e)
{
	int64_t unused;
	enum err rc = lockout_check(s->accounts, buffer_bytes(&s->name),
	    buffer_bytes(&s->address), now_s, &unused, e);

	if (rc == ERR_NONE)
		rc = lockout_state(s->accounts, buffer_bytes(&s->name), before,
		    e);
	return rc;
}

enum err
signin_finish(struct signin *s, int64_t now_s, struct signed_in *out,
    struct error *e)
{
	struct factor_answer answer = {buffer_bytes(&s->text),
	    buffer_bytes(&s->challenge)};
	struct signed_in in = {.used = USED_TOTP};
	enum err rc;

	if (s->checked != ERR_NONE) {
		if (e != NULL)
			*e = s->e;
		return s->checked;
	}
	rc = check_lock(s, now_s, &in.before, e);
	if (rc != ERR_NONE)
		return rc;
	if (s->account == 0 || !s->matches)
		return fail(s, now_s, e);
	rc = account_get(s->accounts, s->account, &in.account, e);
	if (rc == ERR_NONE && in.account.state != ACCOUNT_ACTIVE &&
	    in.account.state != ACCOUNT_WAITING)
		return fail(s, now_s, e);
	if (rc == ERR_NONE)
		rc = factor_accept(s->accounts, s->account, &answer, now_s,
		    &in.used, e);
	if (is_of_the_world(rc))
		return fail(s, now_s, e);
	if (rc != ERR_NONE)
		return rc;
	if (in.account.state == ACCOUNT_WAITING)
		return error_word(e, ERR_REFUSED, "waiting",
		    "another registrar has not approved this account yet");
	rc = note_success(s, now_s, e);
	if (rc == ERR_NONE)
		rc = recovery_left(s->accounts, s->account, &in.recovery_left,
		    e);
	if (rc == ERR_NONE)
		rc = session_begin(s->accounts, s->account, now_s, in.cookie,
		    &in.session, e);
	if (rc == ERR_NONE)
		*out = in;
	explicit_bzero(&in, sizeof in);
	return rc;
}

enum err
signin_step_up(struct accounts *a, const struct session *s,
    const struct factor_answer *answer, struct bytes address, int64_t now_s,
    char cookie[SESSION_TEXT_BYTES], struct session *out,
    int64_t *retry_after_s, struct error *e)
{
	struct account account;
	enum factor_used used;
	struct bytes name;
	enum err rc = account_get(a, s->account, &account, e);

	if (rc != ERR_NONE)
		return rc;
	name = bytes_text(account.name);
	rc = lockout_check(a, name, address, now_s, retry_after_s, e);
	if (rc != ERR_NONE)
		return rc;
	rc = factor_accept(a, s->account, answer, now_s, &used, e);
	if (is_of_the_world(rc)) {
		rc = lockout_failed(a, name, address, now_s, e);
		return rc == ERR_NONE ? failed(e) : rc;
	}
	if (rc == ERR_NONE)
		rc = session_renew(a, s, now_s, cookie, out, e);
	return rc;
}
