#include "web/rates.h"

#include <stdlib.h>

#include "crypto/ed25519.h"
#include "crypto/hash.h"

#define BUCKETS 16384 /* a power of two */
#define PLACES 8      /* that one key may stand in */
#define ONE 1000000   /* units of a bucket */
#define PASSED_MAX_MS 100000000 /* a day and more: every bucket is full */

const struct rate rates_default[RATE_COUNT] = {
    [RATE_READ] = {50 * 60, 200},
    [RATE_QUESTION] = {10 * 60, 40},
    [RATE_SIGN_IN] = {4, 20}, /* about 20 in 15 minutes: D4 */
    [RATE_WRITE] = {10 * 60, 60},
    [RATE_ACCOUNT] = {60, 60},
    [RATE_OFFICE] = {7, 10000}, /* 10,000 a day */
};

/* What it lacks to be full, in millionths of one, at a time. */
struct bucket {
	uint64_t key; /* 0: free */
	uint64_t lack;
	int64_t at_ms;
};

struct rates {
	struct rate limits[RATE_COUNT];
	uint8_t secret[32];
	struct bucket at[BUCKETS];
};

struct rates *
rates_new(const struct rate limits[RATE_COUNT])
{
	struct rates *r = calloc(1, sizeof *r);

	if (r == NULL)
		return NULL;
	memcpy(r->limits, limits, sizeof r->limits);
	random_bytes(r->secret, sizeof r->secret);
	return r;
}

void
rates_free(struct rates *r)
{
	if (r != NULL)
		explicit_bzero(r->secret, sizeof r->secret);
	free(r);
}

/* Not to be guessed, so that nobody can choose whom to push out. The kind is
 * in its lowest bits. */
static uint64_t
key_of(const struct rates *r, enum rate_kind kind, struct bytes who)
{
	struct sha256 s;
	struct hash h;
	uint64_t key;

	sha256_init(&s);
	sha256_add(&s, r->secret, sizeof r->secret);
	sha256_add(&s, who.at, who.len);
	sha256_end(&s, &h);
	key = get_be(h.at, 8) & ~(uint64_t)7;
	return (key == 0 ? 8 : key) | (uint64_t)kind;
}

static uint64_t
lack_now(const struct rates *r, const struct bucket *b, int64_t now_ms)
{
	const struct rate *limit = &r->limits[b->key & 7];
	uint64_t passed = now_ms > b->at_ms ? (uint64_t)(now_ms - b->at_ms) : 0;
	uint64_t gained = (passed > PASSED_MAX_MS ? PASSED_MAX_MS : passed) *
	    limit->per_minute * (ONE / 1000) / 60;

	return gained >= b->lack ? 0 : b->lack - gained;
}

/* The key's bucket, as it is now. */
static struct bucket *
find(struct rates *r, uint64_t key, int64_t now_ms)
{
	size_t first = (size_t)(key >> 3) & (BUCKETS - 1);
	struct bucket *room = NULL;
	uint64_t room_lack = UINT64_MAX;

	for (size_t i = 0; i < PLACES; i++) {
		struct bucket *b = &r->at[(first + i) & (BUCKETS - 1)];
		uint64_t lack = b->key == 0 ? 0 : lack_now(r, b, now_ms);

		if (b->key == key) {
			b->lack = lack;
			b->at_ms = now_ms;
			return b;
		}
		if (lack < room_lack) {
			room = b;
			room_lack = lack;
		}
	}
	*room = (struct bucket){.key = key, .at_ms = now_ms};
	return room;
}

bool
rates_take(struct rates *r, enum rate_kind kind, struct bytes who,
    int64_t now_ms, unsigned *wait_s)
{
	const struct rate *limit = &r->limits[kind];
	uint64_t full = (uint64_t)limit->burst * ONE, need;
	struct bucket *b;

	*wait_s = 0;
	if (limit->per_minute == 0)
		return true;
	b = find(r, key_of(r, kind, who), now_ms);
	if (b->lack + ONE <= full) {
		b->lack += ONE;
		return true;
	}
	need = b->lack + ONE - full;
	*wait_s = (unsigned)(need * 60 / ((uint64_t)limit->per_minute * ONE)) +
	    1;
	return false;
}

void
rates_give(struct rates *r, enum rate_kind kind, struct bytes who,
    int64_t now_ms)
{
	struct bucket *b;

	if (r->limits[kind].per_minute == 0)
		return;
	b = find(r, key_of(r, kind, who), now_ms);
	b->lack = b->lack > ONE ? b->lack - ONE : 0;
}

/* "read=50/200": a second, and the burst. */
static bool
parse_one(struct rate limits[RATE_COUNT], struct bytes word)
{
	static const char *const names[RATE_COUNT] = {
	    [RATE_READ] = "read",
	    [RATE_QUESTION] = "question",
	    [RATE_SIGN_IN] = "sign-in",
	    [RATE_WRITE] = "write",
	    [RATE_ACCOUNT] = "account",
	    [RATE_OFFICE] = "office"};
	size_t eq = bytes_find(word, '='), slash;
	struct bytes value;
	uint64_t per_second, burst = 0;

	if (eq == word.len)
		return false;
	value = bytes_of(word.at + eq + 1, word.len - eq - 1);
	slash = bytes_find(value, '/');
	if (!bytes_decimal(bytes_of(value.at, slash), 1000000, &per_second))
		return false;
	if (slash == value.len)
		burst = per_second;
	else if (!bytes_decimal(bytes_of(value.at + slash + 1,
		     value.len - slash - 1), 1000000, &burst))
		return false;
	for (int i = 0; i < RATE_COUNT; i++)
		if (bytes_is(bytes_of(word.at, eq), names[i])) {
			limits[i] = (struct rate){(uint32_t)per_second * 60,
			    (uint32_t)burst};
			return per_second == 0 || burst != 0;
		}
	return false;
}

enum err
rates_parse(struct rate limits[RATE_COUNT], const char *text, struct error *e)
{
	struct bytes rest = bytes_text(text);

	while (rest.len != 0) {
		size_t end = bytes_find(rest, ',');

		if (!parse_one(limits, bytes_of(rest.at, end))) {
			error_set(e, ERR_INPUT, "\"%.*s\" is no rate",
			    (int)end, (const char *)rest.at);
			return error_mend(e, ERR_INPUT,
			    "write read=50/200: so many a second, so many at "
			    "once; read=0: no limit");
		}
		rest = end == rest.len ?
		    bytes_of(rest.at, 0) :
		    bytes_of(rest.at + end + 1, rest.len - end - 1);
	}
	return ERR_NONE;
}
