/* What has passed its time goes (interfaces D10) */
#include "account/draft_store.h"
#include "account/inside.h"
#include "account/lockout.h"

#define SESSION_KEPT_SECONDS (30 * 86400)

static enum err
before(struct rows r, int64_t time_s, enum err rc, struct error *e)
{
	rows_put(&r, time_s);
	if (rc == ERR_NONE)
		return rows_run(&r, NULL, e);
	rows_end(&r);
	return rc;
}

static enum err
tidy(struct accounts *a, int64_t now_s, struct error *e)
{
	struct truth *t = a->truth;
	enum err rc;

	rc = before(rows_of(t, "DELETE FROM private_failure WHERE at <= ?"),
	    now_s - LOCKOUT_KEPT_SECONDS, ERR_NONE, e);
	rc = before(rows_of(t, "DELETE FROM private_lock WHERE last <= ?"),
	    now_s - LOCKOUT_KEPT_SECONDS, rc, e);
	/* one that was left open has ended half a day after its start */
	rc = before(rows_of(t, "DELETE FROM private_session WHERE "
			       "ended <= ?1 AND (ended <> 0 OR "
			       "started + 43200 <= ?1)"),
	    now_s - SESSION_KEPT_SECONDS, rc, e);
	rc = before(rows_of(t, "DELETE FROM private_draft WHERE touched <= ?"),
	    now_s - DRAFT_SECONDS, rc, e);
	rc = before(rows_of(t, "DELETE FROM private_challenge WHERE "
			       "until <= ?"),
	    now_s, rc, e);
	return before(rows_of(t, "DELETE FROM private_enrolment WHERE "
				 "until <= ?"),
	    now_s, rc, e);
}

enum err
accounts_tidy(struct accounts *a, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth, tidy(a, now_s, e), e);
}
