#include "account/lockout.h"

#include "account/inside.h"

#define ADDRESS_BYTES_MAX 64

unsigned
lockout_minutes(uint64_t failures)
{
	uint64_t doublings;

	if (failures <= LOCKOUT_FREE)
		return 0;
	doublings = failures - LOCKOUT_FREE - 1;
	return doublings >= 6 ? LOCKOUT_MINUTES_MAX : 1u << doublings;
}

/* Capitals count as small letters, as at sign-in. */
static struct hash
name_hash(struct bytes name)
{
	struct sha256 s;
	struct hash h;

	sha256_init(&s);
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + 'a' - 'A');
		sha256_add(&s, &c, 1);
	}
	sha256_end(&s, &h);
	return h;
}

static struct bytes
cut(struct bytes address)
{
	if (address.len > ADDRESS_BYTES_MAX)
		address.len = ADDRESS_BYTES_MAX;
	return address;
}

enum err
lockout_state(struct accounts *a, struct bytes name, struct failures *out,
    struct error *e)
{
	struct hash h = name_hash(name);
	struct rows r = rows_of(a->truth,
	    "SELECT count, last FROM private_lock WHERE name = ?");
	enum err rc;

	*out = (struct failures){.count = 0};
	rows_put_blob(&r, hash_span(&h));
	rc = rows_one(&r, e);
	if (rc == ERR_NONE) {
		out->count = (uint64_t)rows_number(&r, 0);
		out->last_s = rows_number(&r, 1);
		out->locked_until_s =
		    out->last_s + 60 * (int64_t)lockout_minutes(out->count);
	}
	rows_end(&r);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* When the twentieth last failure of the address is a quarter of an hour old;
 * 0: there were fewer. */
static enum err
address_until(struct accounts *a, struct bytes address, int64_t now_s,
    int64_t *until_s, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT at FROM private_failure WHERE address = ? AND at > ? "
	    "ORDER BY at DESC LIMIT 1 OFFSET ?");
	enum err rc;

	*until_s = 0;
	rows_put_text(&r, cut(address));
	rows_put(&r, now_s - LOCKOUT_ADDRESS_SECONDS);
	rows_put(&r, LOCKOUT_ADDRESS_FAILURES - 1);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		*until_s = rows_number(&r, 0) + LOCKOUT_ADDRESS_SECONDS;
	rows_end(&r);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
lockout_check(struct accounts *a, struct bytes name, struct bytes address,
    int64_t now_s, int64_t *retry_after_s, struct error *e)
{
	struct failures f;
	int64_t until_s = 0;
	enum err rc = lockout_state(a, name, &f, e);

	if (rc == ERR_NONE)
		rc = address_until(a, address, now_s, &until_s, e);
	if (rc != ERR_NONE)
		return rc;
	if (f.locked_until_s > until_s)
		until_s = f.locked_until_s;
	if (now_s >= until_s)
		return ERR_NONE;
	*retry_after_s = until_s - now_s;
	error_word(e, ERR_REFUSED, "slow_down",
	    "too many tries to sign in have failed");
	return error_mend(e, ERR_REFUSED, "try again in %lld minutes",
	    (long long)(*retry_after_s + 59) / 60);
}

static enum err
count_failure(struct accounts *a, struct bytes name, struct bytes address,
    int64_t now_s, struct error *e)
{
	struct hash h = name_hash(name);
	struct rows r = rows_of(a->truth,
	    "INSERT INTO private_lock (name, count, last) VALUES (?1, 1, ?2) "
	    "ON CONFLICT (name) DO UPDATE SET count = count + 1, last = ?2");
	enum err rc;

	rows_put_blob(&r, hash_span(&h));
	rows_put(&r, now_s);
	rc = rows_run(&r, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth,
	    "INSERT INTO private_failure (address, at) VALUES (?, ?)");
	rows_put_text(&r, cut(address));
	rows_put(&r, now_s);
	return rows_run(&r, NULL, e);
}

enum err
lockout_failed(struct accounts *a, struct bytes name, struct bytes address,
    int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth,
	    count_failure(a, name, address, now_s, e), e);
}

enum err
lockout_reset(struct accounts *a, struct bytes name, struct error *e)
{
	struct hash h = name_hash(name);
	struct rows r = rows_of(a->truth,
	    "DELETE FROM private_lock WHERE name = ?");

	rows_put_blob(&r, hash_span(&h));
	return rows_run(&r, NULL, e);
}
