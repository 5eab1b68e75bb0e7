#include "account/inside.h"

#include "account/rights.h"
#include "crypto/ed25519.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *word, *words;
} tiers[TIER_COUNT] = {
    [TIER_OFFICIAL] = {"official", N_("official of an office")},
    [TIER_DELEGATE] = {"delegate", N_("delegate of an official")},
    [TIER_DEPARTMENT] = {"department", N_("liaison desk of a department")},
    [TIER_REGISTRAR] = {"registrar", N_("registrar")},
    [TIER_AUTHORITY] = {"authority", N_("authority")},
    [TIER_OPERATOR] = {"operator", N_("operator")},
};

static const char *const states[] = {"new", "waiting", "active", "disabled",
    "deleted"};

const char *
tier_word(enum account_tier tier)
{
	return tiers[tier].word;
}

const char *
tier_words(enum account_tier tier)
{
	return tiers[tier].words;
}

bool
tier_parse(struct bytes word, enum account_tier *out)
{
	for (unsigned i = 0; i < TIER_COUNT; i++) {
		if (bytes_is(word, tiers[i].word)) {
			*out = (enum account_tier)i;
			return true;
		}
	}
	return false;
}

const char *
account_state_word(enum account_state state)
{
	return states[state];
}

void
account_label(char out[ACCOUNT_LABEL_BYTES], int64_t id)
{
	(void)snprintf(out, ACCOUNT_LABEL_BYTES, "u:%lld", (long long)id);
}

enum err
absent(enum err rc, struct error *e, const char *text)
{
	return rc == ERR_ABSENT ? error_set(e, ERR_ABSENT, "%s", text) : rc;
}

/* ---- opening ---- */

enum err
accounts_open(struct accounts **out, struct truth *truth, struct error *e)
{
	struct accounts *a = calloc(1, sizeof *a);
	struct truth_head head;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	a->truth = truth;
	rc = truth_head(truth, &head, e);
	if (rc != ERR_NONE) {
		accounts_close(a);
		return rc;
	}
	memcpy(a->origin, head.origin, sizeof a->origin);
	*out = a;
	return ERR_NONE;
}

void
accounts_close(struct accounts *a)
{
	if (a == NULL)
		return;
	explicit_bzero(a, sizeof *a);
	free(a);
}

struct truth *
accounts_truth(struct accounts *a)
{
	return a->truth;
}

const char *
accounts_origin(const struct accounts *a)
{
	return a->origin;
}

enum err
accounts_mac_key(struct accounts *a, struct error *e)
{
	enum err rc = ERR_NONE;

	if (!a->mac_known)
		rc = truth_secret(a->truth, "login", a->mac_key, e);
	a->mac_known = rc == ERR_NONE;
	return rc;
}

/* ---- reading ---- */

#define ACCOUNT_COLUMNS                                                     \
	"SELECT id, coalesce(name, ''), display, office, tier, "            \
	"password IS NOT NULL AND EXISTS (SELECT 1 FROM private_factor f "  \
	"WHERE f.account = private_account.id), disabled, approved_by, "    \
	"made, made_by, signed_in, name IS NULL FROM private_account "

static void
read_account(const struct rows *r, struct account *out)
{
	int64_t tier = rows_number(r, 4);

	*out = (struct account){.id = rows_number(r, 0)};
	rows_copy(r, 1, out->name, sizeof out->name);
	rows_copy(r, 2, out->display, sizeof out->display);
	rows_copy(r, 3, out->office, sizeof out->office);
	out->tier = tier < 0 || tier >= TIER_COUNT ? TIER_DELEGATE :
						     (enum account_tier)tier;
	out->enrolled = rows_number(r, 5) != 0;
	out->approved = !rows_is_null(r, 7);
	out->approved_by = rows_number(r, 7);
	out->made_s = rows_number(r, 8);
	out->made_by = rows_number(r, 9);
	out->signed_in_s = rows_number(r, 10);
	out->state = rows_number(r, 11) != 0 ? ACCOUNT_DELETED :
	    rows_number(r, 6) != 0	     ? ACCOUNT_DISABLED :
	    !out->approved		     ? ACCOUNT_WAITING :
	    !out->enrolled		     ? ACCOUNT_NEW :
					       ACCOUNT_ACTIVE;
}

static enum err
read_one(struct rows *r, struct account *out, struct error *e)
{
	struct account found;
	enum err rc = rows_one(r, e);

	if (rc == ERR_NONE)
		read_account(r, &found);
	rows_end(r);
	if (rc == ERR_NONE)
		*out = found;
	return absent(rc, e, N_("there is no such account"));
}

enum err
account_get(struct accounts *a, int64_t id, struct account *out,
    struct error *e)
{
	struct rows r = rows_of(a->truth, ACCOUNT_COLUMNS "WHERE id = ?");

	rows_put(&r, id);
	return read_one(&r, out, e);
}

/* Capitals count as small letters; false: not a name. */
static bool
fold_name(struct bytes name, char out[ACCOUNT_NAME_BYTES])
{
	if (name.len < 2 || name.len >= ACCOUNT_NAME_BYTES)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + 'a' - 'A');
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			(c != '\0' && i != 0 && strchr("._-@", c) != NULL)))
			return false;
		out[i] = (char)c;
	}
	out[name.len] = '\0';
	return true;
}

enum err
account_find(struct accounts *a, struct bytes name, struct account *out,
    struct error *e)
{
	char folded[ACCOUNT_NAME_BYTES];
	struct rows r;

	if (!fold_name(name, folded))
		return error_set(e, ERR_ABSENT, "there is no such account");
	r = rows_of(a->truth, ACCOUNT_COLUMNS "WHERE name = ?");
	rows_put_cstr(&r, folded);
	return read_one(&r, out, e);
}

/* A callback may use other statements, but not this one: nobody lists within a
 * list. */
enum err
accounts_each(struct accounts *a, account_fn *each, void *context,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    ACCOUNT_COLUMNS "WHERE name IS NOT NULL ORDER BY name");
	bool more = true;
	enum err rc = rows_next(&r, &more, e);

	for (; rc == ERR_NONE && more; ) {
		struct account account;

		read_account(&r, &account);
		rc = each(context, &account, e);
		if (rc == ERR_NONE)
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}

static enum err
read_count(struct rows *r, uint64_t *count, struct error *e)
{
	enum err rc = rows_one(r, e);

	if (rc == ERR_NONE)
		*count = (uint64_t)rows_number(r, 0);
	rows_end(r);
	return rc;
}

enum err
accounts_count(struct accounts *a, enum account_tier tier, uint64_t *count,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT count(*) FROM private_account WHERE tier = ? AND name IS "
	    "NOT NULL AND disabled = 0 AND approved_by IS NOT NULL AND "
	    "password IS NOT NULL");

	rows_put(&r, tier);
	return read_count(&r, count, e);
}

enum err
accounts_any(struct accounts *a, bool *any, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT EXISTS (SELECT 1 FROM private_account)");
	uint64_t count = 0;
	enum err rc = read_count(&r, &count, e);

	if (rc == ERR_NONE || rc == ERR_ABSENT)
		*any = count != 0;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
account_password(struct accounts *a, int64_t id, char phc[PASSWORD_HASH_BYTES],
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT coalesce(password, ?) FROM private_account WHERE id = ?");
	enum err rc;

	rows_put_cstr(&r, password_of_nobody());
	rows_put(&r, id);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		rows_copy(&r, 0, phc, PASSWORD_HASH_BYTES);
	rows_end(&r);
	return absent(rc, e, N_("there is no such account"));
}

/* ---- making ---- */

static bool
needs_office(enum account_tier tier)
{
	return tier != TIER_REGISTRAR && tier != TIER_OPERATOR;
}

/* Another registrar approves, once there are two (interfaces D7). */
static enum err
approval_wanted(struct accounts *a, enum account_tier tier, bool *wanted,
    struct error *e)
{
	uint64_t count = 0;
	enum err rc = accounts_count(a, TIER_REGISTRAR, &count, e);

	if (rc == ERR_NONE)
		*wanted = count >= 2 &&
		    (tier == TIER_REGISTRAR || tier == TIER_AUTHORITY);
	return rc;
}

static enum err
check_maker(struct accounts *a, const struct account_new *n,
    const char *office, int64_t now_s, struct error *e)
{
	struct account by;
	enum err rc;

	if (n->by == ACCOUNT_NONE)
		return ERR_NONE;
	rc = account_get(a, n->by, &by, e);
	if (rc != ERR_NONE)
		return rc;
	if (n->tier == TIER_DELEGATE && by.tier == TIER_OFFICIAL)
		return account_may(a, &by, RIGHT_DELEGATE, office,
		    day_of_time(now_s), e);
	if (n->tier == TIER_OPERATOR)
		return error_word(e, ERR_REFUSED, "not_allowed",
		    "operators are added at the command line of the register");
	return account_may(a, &by, RIGHT_REGISTRAR, WHO_ALL,
	    day_of_time(now_s), e);
}

static enum err
check_new(const struct account_new *n, char name[ACCOUNT_NAME_BYTES],
    char office[ACCOUNT_WHO_BYTES], struct error *e)
{
	struct error *why = e;

	if (!fold_name(n->name, name)) {
		error_set(e, ERR_INPUT, "an account's name has 2 to 64 of "
		    "a-z, 0-9 and . _ - @");
		error_field(why, "name");
		return ERR_INPUT;
	}
	if (n->display.len >= ACCOUNT_DISPLAY_BYTES) {
		error_set(e, ERR_INPUT, "a display name has at most 200 bytes");
		error_field(why, "display");
		return ERR_INPUT;
	}
	if (n->office.len >= ACCOUNT_WHO_BYTES ||
	    needs_office(n->tier) != (n->office.len != 0)) {
		error_set(e, ERR_INPUT, needs_office(n->tier) ?
			N_("an account of this tier acts for an office") :
			N_("an account of this tier acts for no office"));
		error_field(why, "office");
		return ERR_INPUT;
	}
	if (n->office.len != 0)
		memcpy(office, n->office.at, n->office.len);
	office[n->office.len] = '\0';
	return ERR_NONE;
}

static enum err
insert(struct accounts *a, const struct account_new *n, const char *name,
    const char *office, bool approved, int64_t now_s, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_account (name, display, office, tier, "
	    "approved_by, made, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)");
	enum err rc;

	rows_put_cstr(&r, name);
	rows_put_text(&r, n->display.len == 0 ? bytes_text(name) : n->display);
	rows_put_cstr(&r, office);
	rows_put(&r, n->tier);
	if (approved)
		rows_put(&r, n->by);
	else
		rows_put_null(&r);
	rows_put(&r, now_s);
	rows_put(&r, n->by);
	rc = rows_run(&r, NULL, e);
	if (rc == ERR_CONFLICT && (e == NULL || strcmp(e->word, "busy") != 0))
		rc = error_set(e, ERR_CONFLICT,
		    "there is an account of the name \"%s\"", name);
	return rc;
}

enum err
account_add(struct accounts *a, const struct account_new *n, int64_t now_s,
    int64_t *id, struct error *e)
{
	char name[ACCOUNT_NAME_BYTES], office[ACCOUNT_WHO_BYTES];
	bool wanted = true;
	int64_t made = 0;
	enum err rc = check_new(n, name, office, e);

	if (rc != ERR_NONE)
		return rc;
	rc = rows_begin(a->truth, e);
	if (rc != ERR_NONE)
		return rc;
	rc = check_maker(a, n, office, now_s, e);
	if (rc == ERR_NONE)
		rc = approval_wanted(a, n->tier, &wanted, e);
	if (rc == ERR_NONE)
		rc = insert(a, n, name, office, !wanted, now_s, e);
	if (rc == ERR_NONE) {
		made = rows_last_id(a->truth);
		rc = rights_begin_now(a, made, n->tier, office, e);
	}
	rc = rows_commit(a->truth, rc, e);
	if (rc == ERR_NONE)
		*id = made;
	return rc;
}

/* ---- changing ---- */

static enum err
set_disabled(struct accounts *a, int64_t id, bool disabled, struct error *e)
{
	struct rows r = rows_of(a->truth, "UPDATE private_account SET "
	    "disabled = ? WHERE id = ? AND name IS NOT NULL");
	uint64_t changed = 0;
	enum err rc;

	rows_put(&r, disabled);
	rows_put(&r, id);
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = error_set(e, ERR_ABSENT, "there is no such account");
	return rc;
}

enum err
account_disable(struct accounts *a, int64_t id, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	rc = set_disabled(a, id, true, e);
	if (rc == ERR_NONE)
		rc = sessions_end_now(a, id, 0, now_s, e);
	if (rc == ERR_NONE)
		rc = tokens_revoke_now(a, id, now_s, e);
	return rows_commit(a->truth, rc, e);
}

enum err
account_enable(struct accounts *a, int64_t id, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, set_disabled(a, id, false, e), e);
}

#define RUN_FOR(a, sql, id, rc, e)                     \
	do {                                           \
		struct rows r_ = rows_of((a)->truth, sql); \
                                                       \
		rows_put(&r_, id);                     \
		if ((rc) == ERR_NONE)                  \
			(rc) = rows_run(&r_, NULL, e); \
		rows_end(&r_);                         \
	} while (0)

enum err
account_delete(struct accounts *a, int64_t id, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	rc = set_disabled(a, id, true, e);
	if (rc == ERR_NONE)
		rc = sessions_end_now(a, id, 0, now_s, e);
	if (rc == ERR_NONE)
		rc = tokens_revoke_now(a, id, now_s, e);
	RUN_FOR(a, "DELETE FROM private_right WHERE account = ?", id, rc, e);
	RUN_FOR(a, "DELETE FROM private_factor WHERE account = ?", id, rc, e);
	RUN_FOR(a, "DELETE FROM private_recovery WHERE account = ?", id, rc, e);
	RUN_FOR(a, "DELETE FROM private_enrolment WHERE account = ?", id, rc,
	    e);
	RUN_FOR(a, "DELETE FROM private_draft WHERE account = ?", id, rc, e);
	RUN_FOR(a, "UPDATE private_account SET name = NULL, password = NULL "
	    "WHERE id = ?", id, rc, e);
	return rows_commit(a->truth, rc, e);
}

static enum err
approve(struct accounts *a, int64_t id, int64_t by, int64_t now_s,
    struct error *e)
{
	struct account account, registrar;
	struct rows r;
	enum err rc = account_get(a, by, &registrar, e);

	if (rc == ERR_NONE)
		rc = account_may(a, &registrar, RIGHT_REGISTRAR, WHO_ALL,
		    day_of_time(now_s), e);
	if (rc == ERR_NONE)
		rc = account_get(a, id, &account, e);
	if (rc != ERR_NONE)
		return rc;
	if (account.approved)
		return error_set(e, ERR_CONFLICT,
		    "this account has been approved");
	if (account.made_by == by || id == by)
		return error_word(e, ERR_REFUSED, "not_allowed",
		    "another registrar than the one who made the account "
		    "approves it");
	r = rows_of(a->truth, "UPDATE private_account SET approved_by = ? "
			      "WHERE id = ?");
	rows_put(&r, by);
	rows_put(&r, id);
	return rows_run(&r, NULL, e);
}

enum err
account_approve(struct accounts *a, int64_t id, int64_t by, int64_t now_s,
    struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, approve(a, id, by, now_s, e), e);
}
