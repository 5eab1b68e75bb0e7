#include "account/rights.h"

#include "account/inside.h"

#include <stdio.h>

static const char *const words[RIGHT_COUNT] = {"draft", "file", "amend",
    "annul", "declare", "seal", "delegate", "ack", "open", "disclose",
    "summon", "registrar", "operator", "erase"};

#define B(right) RIGHT_BIT(RIGHT_##right)

/* interfaces D1; amendments: an official holds `disclose`, registrar and
 * authority hold `erase` */
#define OFFICE                                                         \
	(B(DRAFT) | B(FILE) | B(AMEND) | B(ANNUL) | B(DECLARE) | B(SEAL) | \
	    B(DELEGATE) | B(OPEN) | B(DISCLOSE))

static const uint32_t at_first[TIER_COUNT] = {
    [TIER_OFFICIAL] = OFFICE,
    [TIER_DELEGATE] = 0,
    [TIER_DEPARTMENT] = B(DRAFT) | B(FILE) | B(ACK) | B(OPEN),
    [TIER_REGISTRAR] = B(DRAFT) | B(FILE) | B(ANNUL) | B(DECLARE) |
	B(REGISTRAR) | B(ERASE),
    [TIER_AUTHORITY] = B(DRAFT) | B(SUMMON) | B(ERASE),
    [TIER_OPERATOR] = B(OPERATOR),
};

static const uint32_t at_most[TIER_COUNT] = {
    [TIER_OFFICIAL] = OFFICE,
    [TIER_DELEGATE] = OFFICE,
    [TIER_DEPARTMENT] = B(DRAFT) | B(FILE) | B(ACK) | B(OPEN) | B(DISCLOSE),
    [TIER_REGISTRAR] = B(DRAFT) | B(FILE) | B(AMEND) | B(ANNUL) |
	B(DECLARE) | B(REGISTRAR) | B(ERASE),
    [TIER_AUTHORITY] = B(DRAFT) | B(SUMMON) | B(ERASE),
    [TIER_OPERATOR] = B(OPERATOR),
};

const char *
right_words(enum right right)
{
	static const char *const said[RIGHT_COUNT] = {
	    [RIGHT_DRAFT] = N_("prepare drafts"),
	    [RIGHT_FILE] = N_("file"),
	    [RIGHT_AMEND] = N_("amend"),
	    [RIGHT_ANNUL] = N_("annul"),
	    [RIGHT_DECLARE] = N_("declare a record complete"),
	    [RIGHT_SEAL] = N_("seal notes"),
	    [RIGHT_DELEGATE] = N_("delegate"),
	    [RIGHT_ACK] = N_("acknowledge notes"),
	    [RIGHT_OPEN] = N_("open sealed notes"),
	    [RIGHT_DISCLOSE] = N_("disclose under an order"),
	    [RIGHT_SUMMON] = N_("file an order"),
	    [RIGHT_REGISTRAR] = N_("keep the register"),
	    [RIGHT_OPERATOR] = N_("operate the server"),
	    [RIGHT_ERASE] = N_("erase under an order")};

	return right < RIGHT_COUNT ? said[right] : "";
}

const char *
right_word(enum right right)
{
	return words[right];
}

bool
right_parse(struct bytes word, enum right *out)
{
	for (unsigned i = 0; i < RIGHT_COUNT; i++) {
		if (bytes_is(word, words[i])) {
			*out = (enum right)i;
			return true;
		}
	}
	return false;
}

enum err
rights_parse(struct bytes list, uint32_t *bits, struct error *e)
{
	uint32_t all = 0;

	while (list.len != 0) {
		size_t len = bytes_find(list, ',');
		struct bytes word = bytes_of(list.at, len);
		enum right right;

		if (!right_parse(word, &right)) {
			enum err rc = error_set(e, ERR_INPUT,
			    "\"%.*s\" is no right", (int)(len < 40 ? len : 40),
			    (const char *)word.at);

			return error_mend(e, rc,
			    "draft file amend annul declare seal delegate "
			    "ack open disclose summon registrar erase");
		}
		all |= RIGHT_BIT(right);
		len += len < list.len;
		list = bytes_of(list.at + len, list.len - len);
	}
	*bits = all;
	return ERR_NONE;
}

uint32_t
tier_rights(enum account_tier tier)
{
	return at_first[tier];
}

uint32_t
tier_rights_most(enum account_tier tier)
{
	return at_most[tier];
}

bool
right_needs_step_up(enum right right)
{
	return ((B(OPEN) | B(DECLARE) | B(DISCLOSE) | B(DELEGATE) |
	    B(REGISTRAR) | B(ERASE)) >> right & 1) != 0;
}

/* ---- asking ---- */

static enum err
refuse(enum right right, struct error *e)
{
	error_word(e, ERR_REFUSED, "not_allowed",
	    "this account does not hold the right \"%s\" here",
	    right_word(right));
	error_field(e, "%s", right_word(right));
	return error_mend(e, ERR_REFUSED,
	    "ask the registrar, or the official of that office");
}

static enum err
holds(struct accounts *a, int64_t account, enum right right, const char *who,
    uint32_t day, bool *held, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT EXISTS (SELECT 1 FROM private_right WHERE account = ?1 AND "
	    "right = ?2 AND until >= ?4 AND (?3 IS NULL OR who = ?3 OR "
	    "who = '*'))");
	enum err rc;

	rows_put(&r, account);
	rows_put(&r, right);
	rows_put_cstr(&r, who);
	rows_put(&r, day);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		*held = rows_number(&r, 0) != 0;
	rows_end(&r);
	return rc;
}

enum err
account_may(struct accounts *a, const struct account *account,
    enum right right, const char *who, uint32_t day, struct error *e)
{
	bool held = false;
	enum err rc;

	if (account->state != ACCOUNT_ACTIVE ||
	    (at_most[account->tier] >> right & 1) == 0)
		return refuse(right, e);
	rc = holds(a, account->id, right, who, day, &held, e);
	if (rc != ERR_NONE)
		return rc;
	return held ? ERR_NONE : refuse(right, e);
}

/* ---- granting ---- */

static enum err
put_triple(struct accounts *a, int64_t account, const struct triple *t,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_right (account, right, who, until, by) "
	    "VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, right, who) DO "
	    "UPDATE SET until = excluded.until, by = excluded.by");

	rows_put(&r, account);
	rows_put(&r, t->right);
	rows_put_cstr(&r, t->who);
	rows_put(&r, t->until);
	rows_put(&r, t->by);
	return rows_run(&r, NULL, e);
}

enum err
rights_begin_now(struct accounts *a, int64_t account, enum account_tier tier,
    const char *office, struct error *e)
{
	struct triple t = {.until = DAY_LAST};
	enum err rc = ERR_NONE;

	(void)snprintf(t.who, sizeof t.who, "%s",
	    office[0] == '\0' ? WHO_ALL : office);
	for (unsigned i = 0; i < RIGHT_COUNT && rc == ERR_NONE; i++) {
		t.right = (enum right)i;
		if ((at_first[tier] >> i & 1) != 0)
			rc = put_triple(a, account, &t, e);
	}
	return rc;
}

/* Who may give and take this right for WHO. */
static enum err
check_granter(struct accounts *a, int64_t by, enum right right,
    const char *who, uint32_t today, struct error *e)
{
	struct account granter;
	enum err rc;

	if (by == ACCOUNT_NONE)
		return ERR_NONE;
	rc = account_get(a, by, &granter, e);
	if (rc != ERR_NONE)
		return rc;
	if (granter.tier == TIER_REGISTRAR)
		return account_may(a, &granter, RIGHT_REGISTRAR, WHO_ALL,
		    today, e);
	rc = account_may(a, &granter, RIGHT_DELEGATE, who, today, e);
	return rc == ERR_NONE ? account_may(a, &granter, right, who, today, e) :
				rc;
}

static enum err
grant(struct accounts *a, int64_t id, const struct triple *t, uint32_t today,
    struct error *e)
{
	struct account account;
	enum err rc = account_get(a, id, &account, e);

	if (rc != ERR_NONE)
		return rc;
	if ((at_most[account.tier] >> t->right & 1) == 0) {
		error_word(e, ERR_INPUT, "right",
		    "an account of tier %s never holds the right \"%s\"",
		    tier_word(account.tier), right_word(t->right));
		error_field(e, "%s", right_word(t->right));
		return ERR_INPUT;
	}
	rc = check_granter(a, t->by, t->right, t->who, today, e);
	return rc == ERR_NONE ? put_triple(a, id, t, e) : rc;
}

enum err
right_grant(struct accounts *a, int64_t account, const struct triple *t,
    uint32_t today, struct error *e)
{
	enum err rc;

	if (t->who[0] == '\0' || (t->until != DAY_LAST &&
	    (!day_is_valid(t->until) || t->until < today)))
		return error_set(e, ERR_INPUT,
		    "a right is for someone, until a day to come");
	rc = rows_begin(a->truth, e);
	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, grant(a, account, t, today, e), e);
}

static enum err
revoke(struct accounts *a, int64_t account, enum right right, const char *who,
    int64_t by, uint32_t today, struct error *e)
{
	struct rows r;
	uint64_t changed = 0;
	enum err rc = check_granter(a, by, right, who, today, e);

	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth, "DELETE FROM private_right WHERE account = ? "
			      "AND right = ? AND who = ?");
	rows_put(&r, account);
	rows_put(&r, right);
	rows_put_cstr(&r, who);
	rc = rows_run(&r, &changed, e);
	if (rc == ERR_NONE && changed == 0)
		rc = error_set(e, ERR_ABSENT,
		    "the account does not hold the right \"%s\" there",
		    right_word(right));
	return rc;
}

enum err
right_revoke(struct accounts *a, int64_t account, enum right right,
    const char *who, int64_t by, uint32_t today, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth,
	    revoke(a, account, right, who, by, today, e), e);
}

enum err
rights_each(struct accounts *a, int64_t account, triple_fn *each,
    void *context, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT right, who, until, by FROM private_right WHERE "
	    "account = ? ORDER BY who, right");
	bool more = true;
	enum err rc;

	rows_put(&r, account);
	rc = rows_next(&r, &more, e);
	while (rc == ERR_NONE && more) {
		struct triple t = {.until = (uint32_t)rows_number(&r, 2),
		    .by = rows_number(&r, 3)};
		int64_t right = rows_number(&r, 0);

		rows_copy(&r, 1, t.who, sizeof t.who);
		if (right >= 0 && right < RIGHT_COUNT) {
			t.right = (enum right)right;
			rc = each(context, &t, e);
		}
		if (rc == ERR_NONE)
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}
