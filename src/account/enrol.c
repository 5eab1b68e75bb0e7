#include "account/enrol.h"

#include "account/inside.h"
#include "account/session.h"

#define ENROL_LETTERS 20

static enum err
no_code(struct error *e)
{
	error_word(e, ERR_REFUSED, "code",
	    "there is no such code, or it was used, or its day is over");
	return error_mend(e, ERR_REFUSED, "ask for a new one");
}

enum err
enrol_code_make(struct accounts *a, int64_t account, bool with_factor,
    int64_t now_s, char out[ENROL_CODE_BYTES], int64_t *until_s,
    struct error *e)
{
	char code[ENROL_CODE_BYTES];
	struct account who;
	struct hash h;
	struct rows r;
	enum err rc = account_get(a, account, &who, e);

	if (rc == ERR_NONE && who.state == ACCOUNT_DELETED)
		rc = error_set(e, ERR_ABSENT, "there is no such account");
	if (rc != ERR_NONE)
		return rc;
	code_make(code, ENROL_LETTERS);
	if (!code_hash(bytes_text(code), ENROL_LETTERS, &h))
		return error_set(e, ERR_STORE, "a code is damaged");
	r = rows_of(a->truth,
	    "INSERT INTO private_enrolment (account, hash, until, "
	    "with_factor) VALUES (?, ?, ?, ?) ON CONFLICT (account) DO UPDATE "
	    "SET hash = excluded.hash, until = excluded.until, "
	    "with_factor = excluded.with_factor");
	rows_put(&r, account);
	rows_put_blob(&r, hash_span(&h));
	rows_put(&r, now_s + ENROL_SECONDS);
	rows_put(&r, with_factor);
	rc = rows_run(&r, NULL, e);
	if (rc == ERR_NONE) {
		memcpy(out, code, sizeof code);
		*until_s = now_s + ENROL_SECONDS;
	}
	explicit_bzero(code, sizeof code);
	return rc;
}

enum err
enrol_look(struct accounts *a, struct bytes code, int64_t now_s,
    struct account *out, bool *asks_factor, struct error *e)
{
	struct hash h;
	struct rows r;
	int64_t account = 0;
	bool asks = true;
	enum err rc;

	if (!code_hash(code, ENROL_LETTERS, &h))
		return no_code(e);
	r = rows_of(a->truth, "SELECT account, with_factor FROM "
			      "private_enrolment WHERE hash = ? AND until > ?");
	rows_put_blob(&r, hash_span(&h));
	rows_put(&r, now_s);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE) {
		account = rows_number(&r, 0);
		asks = rows_number(&r, 1) != 0;
	}
	rows_end(&r);
	if (rc == ERR_NONE)
		rc = account_get(a, account, out, e);
	if (rc == ERR_ABSENT || (rc == ERR_NONE &&
	    (out->state == ACCOUNT_DISABLED || out->state == ACCOUNT_DELETED)))
		return no_code(e);
	if (rc == ERR_NONE)
		*asks_factor = asks;
	return rc;
}

/* ---- using it ---- */

static enum err
set_password(struct accounts *a, int64_t account, const char *phc,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "UPDATE private_account SET password = ? WHERE id = ?");

	rows_put_cstr(&r, phc);
	rows_put(&r, account);
	return rows_run(&r, NULL, e);
}

static enum err
use_up(struct accounts *a, int64_t account, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "DELETE FROM private_enrolment WHERE account = ?");

	rows_put(&r, account);
	return rows_run(&r, NULL, e);
}

static enum err
check_code(const struct enrolment *n, int64_t now_s, int64_t *step,
    struct error *e)
{
	*step = 0;
	if (n->totp == NULL || n->totp_code.len == 0 ||
	    totp_matches(n->totp, n->totp_code, now_s, 0, step))
		return ERR_NONE;
	error_word(e, ERR_INPUT, "factor",
	    "this is not the code that the secret gives now");
	return error_mend(e, ERR_INPUT, "check the clock of the device");
}

/* New factors in place of all old ones. */
static enum err
put_factor(struct accounts *a, int64_t account, const struct enrolment *n,
    int64_t now_s, struct error *e)
{
	char line[SSH_LOGIN_LINE_BYTES];
	struct factor_row f = {.kind = FACTOR_TOTP, .label = bytes_text("")};
	struct rows r;
	enum err rc = check_code(n, now_s, &f.step, e);

	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth, "DELETE FROM private_factor WHERE account = ?");
	rows_put(&r, account);
	rc = rows_run(&r, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	if (n->totp != NULL) {
		f.secret = bytes_of(n->totp->at, sizeof n->totp->at);
	} else {
		ssh_login_key_print(line, n->ssh);
		f.kind = FACTOR_SSH;
		f.secret = bytes_text(line);
	}
	return factor_add_now(a, account, &f, now_s, e);
}

static enum err
enrol_now(struct accounts *a, const struct enrolment *n, int64_t now_s,
    char out[RECOVERY_CODES][RECOVERY_CODE_BYTES], struct account *account,
    struct error *e)
{
	bool asks = true;
	enum err rc = enrol_look(a, n->code, now_s, account, &asks, e);

	out[0][0] = '\0';
	if (rc == ERR_NONE && asks && (n->totp == NULL) == (n->ssh == NULL))
		rc = error_word(e, ERR_INPUT, "factor",
		    "a second factor is needed, and one of them");
	if (rc == ERR_NONE)
		rc = set_password(a, account->id, n->password_hash, e);
	if (rc == ERR_NONE && asks)
		rc = put_factor(a, account->id, n, now_s, e);
	if (rc == ERR_NONE && asks)
		rc = recovery_make_now(a, account->id, out, e);
	if (rc == ERR_NONE)
		rc = use_up(a, account->id, e);
	if (rc == ERR_NONE)
		rc = sessions_end_now(a, account->id, 0, now_s, e);
	return rc;
}

enum err
enrol(struct accounts *a, const struct enrolment *n, int64_t now_s,
    char out[RECOVERY_CODES][RECOVERY_CODE_BYTES], struct account *account,
    struct error *e)
{
	struct account who = {.id = ACCOUNT_NONE};
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	rc = rows_commit(a->truth, enrol_now(a, n, now_s, out, &who, e), e);
	if (rc == ERR_NONE)
		rc = account_get(a, who.id, account, e);
	return rc;
}

enum err
password_change(struct accounts *a, int64_t account, const char *password_hash,
    int64_t session_kept, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	rc = set_password(a, account, password_hash, e);
	if (rc == ERR_NONE)
		rc = sessions_end_now(a, account, session_kept, now_s, e);
	return rows_commit(a->truth, rc, e);
}
