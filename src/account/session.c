#include "account/session.h"

#include "account/inside.h"
#include "crypto/ed25519.h"
#include "crypto/sealing.h"
#include "format/base64.h"

#define TOUCH_SECONDS 60

struct lifetime {
	int64_t idle_s, whole_s;
};

/* interfaces D5 */
static struct lifetime
lifetime_of(enum account_tier tier)
{
	if (tier == TIER_REGISTRAR || tier == TIER_AUTHORITY)
		return (struct lifetime){15 * 60, 8 * 3600};
	return (struct lifetime){30 * 60, 12 * 3600};
}

static enum err
no_session(struct error *e)
{
	return error_word(e, ERR_REFUSED, "sign_in", "sign in first");
}

static struct hash
hash_of(const struct session *s)
{
	return hash_bytes(bytes_of(s->secret, sizeof s->secret));
}

/* When it ends if nothing more comes. */
static int64_t
end_of(const struct session *s, enum account_tier tier)
{
	struct lifetime l = lifetime_of(tier);
	int64_t idle = s->seen_s + l.idle_s, whole = s->started_s + l.whole_s;

	return idle < whole ? idle : whole;
}

static void
fresh_secret(struct session *s, char cookie[SESSION_TEXT_BYTES])
{
	char text[BASE64_LEN(SESSION_SECRET_BYTES) + 1];

	random_bytes(s->secret, sizeof s->secret);
	base64url_print(text, bytes_of(s->secret, sizeof s->secret));
	memcpy(cookie, text, SESSION_TEXT_BYTES);
	explicit_bzero(text, sizeof text);
}

/* ---- ending ---- */

enum err
sessions_end_now(struct accounts *a, int64_t account, int64_t kept,
    int64_t now_s, struct error *e)
{
	struct rows r = rows_of(a->truth, "UPDATE private_session SET "
	    "ended = ? WHERE account = ? AND ended = 0 AND id <> ?");

	rows_put(&r, now_s);
	rows_put(&r, account);
	rows_put(&r, kept);
	return rows_run(&r, NULL, e);
}

enum err
sessions_end(struct accounts *a, int64_t account, int64_t kept, int64_t now_s,
    struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth,
	    sessions_end_now(a, account, kept, now_s, e), e);
}

enum err
session_end(struct accounts *a, int64_t account, int64_t id, int64_t now_s,
    struct error *e)
{
	struct rows r;
	uint64_t changed = 0;
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth, "UPDATE private_session SET ended = ? WHERE "
			      "id = ? AND account = ? AND ended = 0");
	rows_put(&r, now_s);
	rows_put(&r, id);
	rows_put(&r, account);
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = error_set(e, ERR_ABSENT, "there is no such session");
	return rows_commit(a->truth, rc, e);
}

/* ---- beginning ---- */

/* The oldest go, so that there is room for one more; those that are past
 * their time go with them. */
static enum err
make_room(struct accounts *a, const struct account *account, int64_t now_s,
    struct error *e)
{
	struct lifetime l = lifetime_of(account->tier);
	struct rows r = rows_of(a->truth,
	    "UPDATE private_session SET ended = ?1 WHERE account = ?2 AND "
	    "ended = 0 AND (seen + ?3 <= ?1 OR started + ?4 <= ?1 OR id NOT "
	    "IN (SELECT id FROM private_session WHERE account = ?2 AND "
	    "ended = 0 AND seen + ?3 > ?1 AND started + ?4 > ?1 "
	    "ORDER BY id DESC LIMIT ?5))");

	rows_put(&r, now_s);
	rows_put(&r, account->id);
	rows_put(&r, l.idle_s);
	rows_put(&r, l.whole_s);
	rows_put(&r, SESSIONS_MAX - 1);
	return rows_run(&r, NULL, e);
}

static enum err
insert(struct accounts *a, struct session *s, struct error *e)
{
	struct hash h = hash_of(s);
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_session (account, hash, started, seen, "
	    "factor) VALUES (?, ?, ?, ?, ?)");
	enum err rc;

	rows_put(&r, s->account);
	rows_put_blob(&r, hash_span(&h));
	rows_put(&r, s->started_s);
	rows_put(&r, s->seen_s);
	rows_put(&r, s->factor_s);
	rc = rows_run(&r, NULL, e);
	if (rc == ERR_NONE)
		s->id = rows_last_id(a->truth);
	return rc;
}

enum err
session_begin(struct accounts *a, int64_t account, int64_t now_s,
    char cookie[SESSION_TEXT_BYTES], struct session *out, struct error *e)
{
	struct session s = {.account = account,
	    .started_s = now_s,
	    .seen_s = now_s,
	    .factor_s = now_s};
	char text[SESSION_TEXT_BYTES];
	struct account who;
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	fresh_secret(&s, text);
	rc = account_get(a, account, &who, e);
	if (rc == ERR_NONE && who.state != ACCOUNT_ACTIVE)
		rc = no_session(e);
	if (rc == ERR_NONE)
		rc = make_room(a, &who, now_s, e);
	if (rc == ERR_NONE)
		rc = insert(a, &s, e);
	rc = rows_commit(a->truth, rc, e);
	if (rc == ERR_NONE) {
		s.until_s = end_of(&s, who.tier);
		*out = s;
		memcpy(cookie, text, sizeof text);
	}
	explicit_bzero(&s, sizeof s);
	explicit_bzero(text, sizeof text);
	return rc;
}

/* ---- using ---- */

static void
read_session(const struct rows *r, struct session *out)
{
	out->id = rows_number(r, 0);
	out->account = rows_number(r, 1);
	out->started_s = rows_number(r, 2);
	out->seen_s = rows_number(r, 3);
	out->factor_s = rows_number(r, 4);
}

static enum err
find(struct accounts *a, struct session *s, struct error *e)
{
	struct hash h = hash_of(s);
	struct rows r = rows_of(a->truth,
	    "SELECT id, account, started, seen, factor FROM private_session "
	    "WHERE hash = ? AND ended = 0");
	enum err rc;

	rows_put_blob(&r, hash_span(&h));
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		read_session(&r, s);
	rows_end(&r);
	return rc == ERR_ABSENT ? no_session(e) : rc;
}

static enum err
touch(struct accounts *a, const struct session *s, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "UPDATE private_session SET seen = ? WHERE id = ? AND ended = 0");

	rows_put(&r, s->seen_s);
	rows_put(&r, s->id);
	return rows_run(&r, NULL, e);
}

enum err
session_use(struct accounts *a, struct bytes cookie, int64_t now_s,
    struct session *out, struct account *account, struct error *e)
{
	struct session s = {.id = 0};
	struct account who;
	enum err rc;

	if (!base64url_decode(cookie, s.secret, sizeof s.secret))
		return no_session(e);
	rc = find(a, &s, e);
	if (rc == ERR_NONE)
		rc = account_get(a, s.account, &who, e);
	if (rc == ERR_NONE && (who.state != ACCOUNT_ACTIVE ||
	    now_s >= end_of(&s, who.tier)))
		rc = no_session(e);
	if (rc == ERR_NONE && now_s - s.seen_s >= TOUCH_SECONDS) {
		s.seen_s = now_s;
		rc = touch(a, &s, e);
	}
	if (rc == ERR_NONE) {
		s.until_s = end_of(&s, who.tier);
		*out = s;
		*account = who;
	}
	explicit_bzero(&s, sizeof s);
	return rc;
}

enum err
session_is_fresh(const struct session *s, int64_t now_s, struct error *e)
{
	if (now_s - s->factor_s <= STEP_UP_SECONDS)
		return ERR_NONE;
	return error_word(e, ERR_REFUSED, "step_up",
	    "this asks for the second factor again");
}

enum err
session_renew(struct accounts *a, const struct session *s, int64_t now_s,
    char cookie[SESSION_TEXT_BYTES], struct session *out, struct error *e)
{
	struct session next = *s;
	struct hash before = hash_of(s), h;
	char text[SESSION_TEXT_BYTES];
	struct rows r;
	uint64_t changed = 0;
	enum err rc;

	fresh_secret(&next, text);
	next.seen_s = next.factor_s = now_s;
	h = hash_of(&next);
	r = rows_of(a->truth, "UPDATE private_session SET hash = ?, seen = ?, "
			      "factor = ? WHERE id = ? AND hash = ? AND "
			      "ended = 0");
	rows_put_blob(&r, hash_span(&h));
	rows_put(&r, now_s);
	rows_put(&r, now_s);
	rows_put(&r, s->id);
	rows_put_blob(&r, hash_span(&before));
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = no_session(e);
	if (rc == ERR_NONE) {
		*out = next;
		memcpy(cookie, text, sizeof text);
	}
	explicit_bzero(&next, sizeof next);
	explicit_bzero(text, sizeof text);
	return rc;
}

enum err
sessions_each(struct accounts *a, int64_t account, int64_t now_s,
    session_fn *each, void *context, struct error *e)
{
	struct account who;
	struct rows r;
	bool more = true;
	enum err rc = account_get(a, account, &who, e);

	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth, "SELECT id, account, started, seen, factor FROM "
			      "private_session WHERE account = ? AND "
			      "ended = 0 ORDER BY id");
	rows_put(&r, account);
	rc = rows_next(&r, &more, e);
	while (rc == ERR_NONE && more) {
		struct session s = {.id = 0};

		read_session(&r, &s);
		s.until_s = end_of(&s, who.tier);
		if (now_s < s.until_s)
			rc = each(context, &s, e);
		if (rc == ERR_NONE)
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}

/* ---- form tokens ---- */

void
form_token(char out[FORM_TOKEN_BYTES], const struct session *s,
    struct bytes path, struct bytes draft)
{
	char text[BASE64_LEN(HASH_BYTES) + 1];
	struct buffer said = {0};
	struct hash mac = {{0}};

	buffer_add(&said, path);
	buffer_byte(&said, '\n');
	buffer_add(&said, draft);
	/* out of memory: a token of nothing that holds for nothing */
	if (said.failed)
		random_bytes(mac.at, sizeof mac.at);
	else
		mac = hmac_sha256(bytes_of(s->secret, sizeof s->secret),
		    buffer_bytes(&said));
	buffer_release(&said);
	base64url_print(text, hash_span(&mac));
	memcpy(out, text, FORM_TOKEN_BYTES);
}

bool
form_token_holds(const struct session *s, struct bytes path,
    struct bytes draft, struct bytes token)
{
	char want[FORM_TOKEN_BYTES];

	form_token(want, s, path, draft);
	return token.len == FORM_TOKEN_BYTES - 1 &&
	    secret_equal(token.at, (const uint8_t *)want, token.len);
}
