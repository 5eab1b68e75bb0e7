#include "account/token.h"

#include "account/inside.h"
#include "crypto/ed25519.h"
#include "format/base64.h"
#include "format/json.h"

#define PREFIX "chy_"
#define SECRET_BYTES 32
#define TOUCH_SECONDS 60

static enum err
no_token(struct error *e)
{
	return error_word(e, ERR_REFUSED, "sign_in",
	    "the token is not known here, or it has ended");
}

uint32_t
token_rights_most(void)
{
	return ((UINT32_C(1) << RIGHT_COUNT) - 1) &
	    ~(RIGHT_BIT(RIGHT_DECLARE) | RIGHT_BIT(RIGHT_DISCLOSE) |
		RIGHT_BIT(RIGHT_REGISTRAR) | RIGHT_BIT(RIGHT_OPERATOR) |
		RIGHT_BIT(RIGHT_ERASE));
}

/* ---- making ---- */

static enum err
check_rights(struct accounts *a, const struct token_new *n,
    const char *office, uint32_t today, struct error *e)
{
	struct account account;
	enum err rc = account_get(a, n->account, &account, e);

	for (unsigned i = 0; i < RIGHT_COUNT && rc == ERR_NONE; i++) {
		if ((n->rights >> i & 1) == 0)
			continue;
		if ((token_rights_most() >> i & 1) == 0) {
			rc = error_word(e, ERR_INPUT, "right",
			    "a token never carries the right \"%s\"",
			    right_word((enum right)i));
			error_field(e, "%s", right_word((enum right)i));
		} else {
			rc = account_may(a, &account, (enum right)i, office,
			    today, e);
		}
	}
	return rc;
}

static enum err
check_new(struct accounts *a, const struct token_new *n, int64_t now_s,
    char office[ACCOUNT_WHO_BYTES], struct error *e)
{
	size_t bad;

	if (n->rights == 0 || n->office.len == 0 ||
	    n->office.len >= ACCOUNT_WHO_BYTES)
		return error_set(e, ERR_INPUT,
		    "a token is for one office, with one right at least");
	if (n->label.len > 64 || !utf8_check(n->label, &bad))
		return error_set(e, ERR_INPUT,
		    "the name of a token has at most 64 bytes");
	if (n->until_s <= now_s ||
	    n->until_s > now_s + (int64_t)TOKEN_DAYS_MAX * 86400)
		return error_set(e, ERR_INPUT,
		    "a token ends on a day to come, within a year");
	memcpy(office, n->office.at, n->office.len);
	office[n->office.len] = '\0';
	return check_rights(a, n, office, day_of_time(now_s), e);
}

static enum err
check_room(struct accounts *a, int64_t account, int64_t now_s,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT count(*) FROM private_token WHERE account = ? AND "
	    "revoked = 0 AND until > ?");
	int64_t count = 0;
	enum err rc;

	rows_put(&r, account);
	rows_put(&r, now_s);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		count = rows_number(&r, 0);
	rows_end(&r);
	if (rc == ERR_NONE && count >= TOKENS_MAX)
		rc = error_set(e, ERR_CONFLICT,
		    "an account has fifty tokens at most");
	return rc;
}

static enum err
insert(struct accounts *a, const struct token_new *n, const struct hash *h,
    int64_t now_s, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_token (account, hash, office, label, rights, "
	    "made, until) VALUES (?, ?, ?, ?, ?, ?, ?)");

	rows_put(&r, n->account);
	rows_put_blob(&r, hash_span(h));
	rows_put_text(&r, n->office);
	rows_put_text(&r, n->label);
	rows_put(&r, n->rights);
	rows_put(&r, now_s);
	rows_put(&r, n->until_s);
	return rows_run(&r, NULL, e);
}

enum err
token_make(struct accounts *a, const struct token_new *n, int64_t now_s,
    char out[TOKEN_TEXT_BYTES], int64_t *id, struct error *e)
{
	char office[ACCOUNT_WHO_BYTES], text[BASE64_LEN(SECRET_BYTES) + 1];
	uint8_t secret[SECRET_BYTES];
	struct hash h;
	int64_t made = 0;
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	random_bytes(secret, sizeof secret);
	h = hash_bytes(bytes_of(secret, sizeof secret));
	rc = check_new(a, n, now_s, office, e);
	if (rc == ERR_NONE)
		rc = check_room(a, n->account, now_s, e);
	if (rc == ERR_NONE)
		rc = insert(a, n, &h, now_s, e);
	if (rc == ERR_NONE)
		made = rows_last_id(a->truth);
	rc = rows_commit(a->truth, rc, e);
	if (rc == ERR_NONE) {
		base64url_print(text, bytes_of(secret, sizeof secret));
		memcpy(out, PREFIX, sizeof PREFIX - 1);
		memcpy(out + sizeof PREFIX - 1, text,
		    TOKEN_TEXT_BYTES - sizeof PREFIX + 1);
		*id = made;
	}
	explicit_bzero(secret, sizeof secret);
	explicit_bzero(text, sizeof text);
	return rc;
}

/* ---- using ---- */

static void
read_token(const struct rows *r, struct token *out)
{
	*out = (struct token){.id = rows_number(r, 0),
	    .account = rows_number(r, 1),
	    .rights = (uint32_t)rows_number(r, 4),
	    .made_s = rows_number(r, 5),
	    .until_s = rows_number(r, 6),
	    .used_s = rows_number(r, 7),
	    .revoked_s = rows_number(r, 8)};
	rows_copy(r, 2, out->office, sizeof out->office);
	rows_copy(r, 3, out->label, sizeof out->label);
}

#define TOKEN_COLUMNS                                                       \
	"SELECT id, account, office, label, rights, made, until, used, "    \
	"revoked FROM private_token "

static enum err
find(struct accounts *a, struct bytes text, struct token *out,
    struct error *e)
{
	uint8_t secret[SECRET_BYTES];
	struct hash h;
	struct rows r;
	enum err rc;

	if (!bytes_starts(text, PREFIX) ||
	    !base64url_decode(bytes_of(text.at + sizeof PREFIX - 1,
		text.len - sizeof PREFIX + 1), secret, sizeof secret))
		return no_token(e);
	h = hash_bytes(bytes_of(secret, sizeof secret));
	explicit_bzero(secret, sizeof secret);
	r = rows_of(a->truth, TOKEN_COLUMNS "WHERE hash = ?");
	rows_put_blob(&r, hash_span(&h));
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		read_token(&r, out);
	rows_end(&r);
	return rc == ERR_ABSENT ? no_token(e) : rc;
}

static enum err
touch(struct accounts *a, const struct token *t, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "UPDATE private_token SET used = ? WHERE id = ?");

	rows_put(&r, t->used_s);
	rows_put(&r, t->id);
	return rows_run(&r, NULL, e);
}

enum err
token_use(struct accounts *a, struct bytes text, int64_t now_s,
    struct token *out, struct account *account, struct error *e)
{
	struct account who;
	struct token t = {.id = 0};
	enum err rc = find(a, text, &t, e);

	if (rc == ERR_NONE && (t.revoked_s != 0 || now_s >= t.until_s))
		rc = no_token(e);
	if (rc == ERR_NONE)
		rc = account_get(a, t.account, &who, e);
	if (rc == ERR_NONE && who.state != ACCOUNT_ACTIVE)
		rc = no_token(e);
	if (rc == ERR_NONE && now_s - t.used_s >= TOUCH_SECONDS) {
		t.used_s = now_s;
		rc = touch(a, &t, e);
	}
	if (rc == ERR_NONE) {
		*out = t;
		*account = who;
	}
	return rc;
}

enum err
token_may(struct accounts *a, const struct token *t,
    const struct account *account, enum right right, const char *who,
    uint32_t day, struct error *e)
{
	if ((t->rights & token_rights_most() & RIGHT_BIT(right)) == 0 ||
	    (who != NULL && strcmp(t->office, WHO_ALL) != 0 &&
		strcmp(t->office, who) != 0)) {
		error_word(e, ERR_REFUSED, "not_allowed",
		    "this token does not carry the right \"%s\" here",
		    right_word(right));
		error_field(e, "%s", right_word(right));
		return ERR_REFUSED;
	}
	return account_may(a, account, right, who, day, e);
}

enum err
tokens_each(struct accounts *a, int64_t account, token_fn *each,
    void *context, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    TOKEN_COLUMNS "WHERE ?1 = 0 OR account = ?1 ORDER BY id");
	bool more = true;
	enum err rc;

	rows_put(&r, account);
	rc = rows_next(&r, &more, e);
	while (rc == ERR_NONE && more) {
		struct token t;

		read_token(&r, &t);
		rc = each(context, &t, e);
		if (rc == ERR_NONE)
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}

enum err
token_revoke(struct accounts *a, int64_t account, int64_t id, int64_t now_s,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "UPDATE private_token SET revoked = ?1 WHERE id = ?2 AND "
	    "revoked = 0 AND (?3 = 0 OR account = ?3)");
	uint64_t changed = 0;
	enum err rc;

	rows_put(&r, now_s);
	rows_put(&r, id);
	rows_put(&r, account);
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = error_set(e, ERR_ABSENT, "there is no such token");
	return rc;
}

enum err
tokens_revoke_now(struct accounts *a, int64_t account, int64_t now_s,
    struct error *e)
{
	struct rows r = rows_of(a->truth, "UPDATE private_token SET "
	    "revoked = ? WHERE account = ? AND revoked = 0");

	rows_put(&r, now_s);
	rows_put(&r, account);
	return rows_run(&r, NULL, e);
}
