#include "account/factor.h"

#include "account/inside.h"
#include "format/json.h"

#define RECOVERY_LETTERS 16
#define LABEL_BYTES_MAX 64

struct stored {
	struct factor factor;
	struct totp_secret totp;
	int64_t step;
};

static enum err
not_accepted(struct error *e)
{
	return error_word(e, ERR_REFUSED, "factor",
	    "the code or signature was not accepted");
}

/* Security keys are kept as the line that OpenSSH writes. */
static bool
read_stored(const struct rows *r, struct stored *out)
{
	struct bytes secret = rows_bytes(r, 2);

	*out = (struct stored){.step = rows_number(r, 4)};
	out->factor.id = rows_number(r, 0);
	out->factor.made_s = rows_number(r, 5);
	out->factor.used_s = rows_number(r, 6);
	rows_copy(r, 3, out->factor.label, sizeof out->factor.label);
	if (rows_number(r, 1) == FACTOR_SSH) {
		out->factor.kind = FACTOR_SSH;
		return ssh_login_key_parse(&out->factor.key, secret, NULL) ==
		    ERR_NONE;
	}
	out->factor.kind = FACTOR_TOTP;
	if (secret.len != sizeof out->totp.at)
		return false;
	memcpy(out->totp.at, secret.at, secret.len);
	return true;
}

static enum err
read_all(struct accounts *a, int64_t account, struct stored out[FACTORS_MAX],
    size_t *count, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT id, kind, secret, label, step, made, used FROM "
	    "private_factor WHERE account = ? ORDER BY id");
	bool more = true;
	enum err rc;

	*count = 0;
	rows_put(&r, account);
	rc = rows_next(&r, &more, e);
	while (rc == ERR_NONE && more && *count < FACTORS_MAX) {
		if (!read_stored(&r, &out[(*count)++]))
			rc = error_set(e, ERR_STORE, "a factor is damaged");
		else
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}

enum err
factors_each(struct accounts *a, int64_t account, factor_fn *each,
    void *context, struct error *e)
{
	struct stored all[FACTORS_MAX];
	size_t count;
	enum err rc = read_all(a, account, all, &count, e);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = each(context, &all[i].factor, e);
	explicit_bzero(all, sizeof all);
	return rc;
}

/* ---- adding and removing ---- */

enum err
factor_add_now(struct accounts *a, int64_t account, const struct factor_row *f,
    int64_t now_s, struct error *e)
{
	struct stored all[FACTORS_MAX];
	size_t count = 0, bad;
	struct rows r;
	enum err rc = read_all(a, account, all, &count, e);

	explicit_bzero(all, sizeof all);
	if (rc != ERR_NONE)
		return rc;
	if (count == FACTORS_MAX)
		return error_set(e, ERR_INPUT,
		    "an account has eight second factors at most");
	if (f->label.len > LABEL_BYTES_MAX || !utf8_check(f->label, &bad))
		return error_set(e, ERR_INPUT,
		    "the name of a factor has at most 64 bytes");
	r = rows_of(a->truth, "INSERT INTO private_factor (account, kind, "
			      "secret, label, step, made) "
			      "VALUES (?, ?, ?, ?, ?, ?)");
	rows_put(&r, account);
	rows_put(&r, f->kind);
	rows_put_blob(&r, f->secret);
	rows_put_text(&r, f->label);
	rows_put(&r, f->step);
	rows_put(&r, now_s);
	return rows_run(&r, NULL, e);
}

static enum err
add(struct accounts *a, int64_t account, const struct factor_row *f,
    int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, factor_add_now(a, account, f, now_s, e),
	    e);
}

enum err
factor_add_totp(struct accounts *a, int64_t account,
    const struct totp_secret *s, struct bytes code, struct bytes label,
    int64_t now_s, struct error *e)
{
	struct factor_row f = {.kind = FACTOR_TOTP,
	    .secret = bytes_of(s->at, sizeof s->at),
	    .label = label};

	if (code.len != 0 && !totp_matches(s, code, now_s, 0, &f.step)) {
		error_word(e, ERR_INPUT, "factor", "this is not the code that "
		    "the secret gives now");
		return error_mend(e, ERR_INPUT,
		    "check the clock of the device");
	}
	return add(a, account, &f, now_s, e);
}

enum err
factor_add_ssh(struct accounts *a, int64_t account,
    const struct ssh_login_key *k, struct bytes label, int64_t now_s,
    struct error *e)
{
	char line[SSH_LOGIN_LINE_BYTES];
	struct factor_row f = {.kind = FACTOR_SSH, .label = label};

	ssh_login_key_print(line, k);
	f.secret = bytes_text(line);
	return add(a, account, &f, now_s, e);
}

static enum err
remove_one(struct accounts *a, int64_t account, int64_t factor, int64_t kept,
    int64_t now_s, struct error *e)
{
	struct stored all[FACTORS_MAX];
	size_t count = 0;
	uint64_t changed = 0;
	struct rows r;
	enum err rc = read_all(a, account, all, &count, e);

	explicit_bzero(all, sizeof all);
	if (rc == ERR_NONE && count < 2)
		rc = error_set(e, ERR_REFUSED,
		    "this is the last second factor of the account");
	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth,
	    "DELETE FROM private_factor WHERE id = ? AND account = ?");
	rows_put(&r, factor);
	rows_put(&r, account);
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = error_set(e, ERR_ABSENT, "there is no such factor");
	return rc == ERR_NONE ? sessions_end_now(a, account, kept, now_s, e) :
				rc;
}

enum err
factor_remove(struct accounts *a, int64_t account, int64_t factor,
    int64_t session_kept, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth,
	    remove_one(a, account, factor, session_kept, now_s, e), e);
}

/* ---- recovery codes ---- */

enum err
recovery_make_now(struct accounts *a, int64_t account,
    char (*out)[RECOVERY_CODE_BYTES], struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "DELETE FROM private_recovery WHERE account = ?");
	struct hash h;
	enum err rc;

	rows_put(&r, account);
	rc = rows_run(&r, NULL, e);
	for (size_t i = 0; i < RECOVERY_CODES && rc == ERR_NONE; i++) {
		code_make(out[i], RECOVERY_LETTERS);
		if (!code_hash(bytes_text(out[i]), RECOVERY_LETTERS, &h))
			return error_set(e, ERR_STORE, "a code is damaged");
		r = rows_of(a->truth, "INSERT INTO private_recovery "
				      "(account, hash) VALUES (?, ?)");
		rows_put(&r, account);
		rows_put_blob(&r, hash_span(&h));
		rc = rows_run(&r, NULL, e);
	}
	return rc;
}

enum err
recovery_make(struct accounts *a, int64_t account,
    char out[RECOVERY_CODES][RECOVERY_CODE_BYTES], int64_t now_s,
    struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	(void)now_s;
	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, recovery_make_now(a, account, out, e), e);
}

enum err
recovery_left(struct accounts *a, int64_t account, uint64_t *count,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT count(*) FROM private_recovery WHERE account = ?");
	enum err rc;

	rows_put(&r, account);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		*count = (uint64_t)rows_number(&r, 0);
	rows_end(&r);
	return rc;
}

static enum err
accept_recovery(struct accounts *a, int64_t account, struct bytes text,
    struct error *e)
{
	struct rows r;
	struct hash h;
	uint64_t changed = 0;
	enum err rc;

	if (!code_hash(text, RECOVERY_LETTERS, &h))
		return not_accepted(e);
	r = rows_of(a->truth,
	    "DELETE FROM private_recovery WHERE account = ? AND hash = ?");
	rows_put(&r, account);
	rows_put_blob(&r, hash_span(&h));
	rc = rows_run(&r, &changed, e);
	return rc == ERR_NONE && changed == 0 ? not_accepted(e) : rc;
}

/* ---- accepting ---- */

static enum err
note_use(struct accounts *a, int64_t factor, int64_t step, int64_t now_s,
    struct error *e)
{
	struct rows r = rows_of(a->truth, "UPDATE private_factor SET step = ?, "
					  "used = ? WHERE id = ?");

	rows_put(&r, step);
	rows_put(&r, now_s);
	rows_put(&r, factor);
	return rows_run(&r, NULL, e);
}

static enum err
accept_totp(struct accounts *a, const struct stored *all, size_t count,
    struct bytes text, int64_t now_s, struct error *e)
{
	for (size_t i = 0; i < count; i++) {
		int64_t step;

		if (all[i].factor.kind == FACTOR_TOTP &&
		    totp_matches(&all[i].totp, text, now_s, all[i].step, &step))
			return note_use(a, all[i].factor.id, step, now_s, e);
	}
	return not_accepted(e);
}

/* A nonce that is there has been used. */
static enum err
use_challenge(struct accounts *a, const struct ssh_challenge *c,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_challenge (nonce, until) VALUES (?, ?) "
	    "ON CONFLICT DO NOTHING");
	uint64_t changed = 0;
	enum err rc;

	rows_put_blob(&r, bytes_of(c->nonce, sizeof c->nonce));
	rows_put(&r, c->until_s);
	rc = rows_run(&r, &changed, e);
	return rc == ERR_NONE && changed == 0 ? not_accepted(e) : rc;
}

static enum err
accept_ssh(struct accounts *a, const struct stored *all, size_t count,
    const struct factor_answer *answer, int64_t now_s, struct error *e)
{
	struct ssh_challenge c;
	enum err rc = ssh_challenge_parse(&c, a->mac_key, a->origin,
	    answer->challenge, now_s, e);

	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < count; i++) {
		if (all[i].factor.kind != FACTOR_SSH)
			continue;
		rc = ssh_login_check(&all[i].factor.key, answer->text,
		    bytes_text(c.text), NULL);
		if (rc == ERR_INPUT)
			return ssh_login_check(&all[i].factor.key, answer->text,
			    bytes_text(c.text), e);
		if (rc != ERR_NONE)
			continue;
		rc = use_challenge(a, &c, e);
		return rc == ERR_NONE ? note_use(a, all[i].factor.id, 0, now_s,
					    e) :
					rc;
	}
	return not_accepted(e);
}

static bool
looks_like_totp(struct bytes text)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] >= '0' && text.at[i] <= '9')
			digits++;
		else if (text.at[i] != ' ')
			return false;
	}
	return digits == TOTP_DIGITS;
}

static enum err
accept(struct accounts *a, int64_t account, const struct factor_answer *answer,
    int64_t now_s, enum factor_used *used, struct error *e)
{
	struct stored all[FACTORS_MAX];
	size_t count = 0;
	enum err rc;

	rc = read_all(a, account, all, &count, e);
	if (rc != ERR_NONE)
		return rc;
	if (looks_like_totp(answer->text)) {
		*used = USED_TOTP;
		rc = accept_totp(a, all, count, answer->text, now_s, e);
	} else if (answer->challenge.len != 0 && answer->text.len > 40) {
		*used = USED_SSH;
		rc = accept_ssh(a, all, count, answer, now_s, e);
	} else {
		*used = USED_RECOVERY;
		rc = accept_recovery(a, account, answer->text, e);
	}
	explicit_bzero(all, sizeof all);
	return rc;
}

enum err
factor_accept(struct accounts *a, int64_t account,
    const struct factor_answer *answer, int64_t now_s, enum factor_used *used,
    struct error *e)
{
	enum factor_used how = USED_TOTP;
	enum err rc = accounts_mac_key(a, e);

	if (rc == ERR_NONE)
		rc = rows_begin(a->truth, e);
	if (rc != ERR_NONE)
		return rc;
	rc = rows_commit(a->truth, accept(a, account, answer, now_s, &how, e),
	    e);
	if (rc == ERR_NONE)
		*used = how;
	return rc;
}

enum err
factor_challenge(struct accounts *a, struct ssh_challenge *out, int64_t now_s,
    struct error *e)
{
	enum err rc = accounts_mac_key(a, e);

	if (rc != ERR_NONE)
		return rc;
	return ssh_challenge_make(out, a->mac_key, a->origin, now_s, e);
}
