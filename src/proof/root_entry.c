#include "proof/root_entry.h"

#include <inttypes.h>

#include "base/clock.h"

#define ID_DIGITS 26
#define NUMBER_MAX ((UINT64_C(1) << 53) - 1) /* model 1.2 */
#define ORIGIN_MAX 200

static const char id_alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* What is left of the entry; `good` once false stays false. */
struct match {
	struct cursor in;
	bool good;
};

static void
match_text(struct match *m, const char *text)
{
	struct bytes got = cursor_bytes(&m->in, strlen(text));

	m->good = m->good && bytes_is(got, text);
}

/* Up to the next `end`, which stays. */
static struct bytes
match_until(struct match *m, uint8_t end)
{
	return cursor_bytes(&m->in, bytes_find(bytes_of(m->in.at,
	    m->in.left), end));
}

static uint64_t
match_number(struct match *m, uint8_t end, uint64_t max)
{
	uint64_t value = 0;

	m->good = m->good && bytes_decimal(match_until(m, end), max, &value);
	return value;
}

static int
hex_value(uint8_t digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static void
match_hex(struct match *m, uint8_t *out, size_t len)
{
	struct bytes hex = cursor_bytes(&m->in, 2 * len);

	m->good = m->good && hex.len == 2 * len;
	for (size_t i = 0; m->good && i < len; i++) {
		int high = hex_value(hex.at[2 * i]);
		int low = hex_value(hex.at[2 * i + 1]);

		m->good = high >= 0 && low >= 0;
		out[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	}
}

static bool
is_id_digits(struct bytes digits)
{
	if (digits.len != ID_DIGITS || digits.at[0] > '7')
		return false;
	for (size_t i = 0; i < ID_DIGITS; i++)
		if (digits.at[i] == 0 ||
		    strchr(id_alphabet, digits.at[i]) == NULL)
			return false;
	return true;
}

/* model 2.11: the 26 digits of a number. */
static void
number_id(char out[ID_DIGITS + 1], uint64_t number)
{
	for (size_t i = ID_DIGITS; i-- > 0; number >>= 5)
		out[i] = id_alphabet[number & 31];
	out[ID_DIGITS] = '\0';
}

/* model 2.1; a quote or backslash would need an escape and is refused. */
static bool
is_origin(struct bytes text)
{
	if (text.len < 1 || text.len > ORIGIN_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= 0x20 || text.at[i] >= 0x7f ||
		    text.at[i] == '+' || text.at[i] == '\\')
			return false;
	return true;
}

static void
match_body(struct match *m, struct root_entry *r)
{
	uint8_t top[HEADING_BYTES] = {0};

	match_text(m, "\"body\":{\"covered\":");
	r->covered = match_number(m, ',', NUMBER_MAX);
	match_text(m, ",\"mapping\":");
	r->mapping = (uint16_t)match_number(m, ',', UINT16_MAX);
	match_text(m, ",\"root\":\"");
	match_hex(m, r->root.at, HASH_BYTES);
	match_text(m, "\",\"top\":\"");
	match_hex(m, top, sizeof top);
	match_text(m, "\"},");
	heading_parse(&r->top, top);
}

enum err
root_entry_parse(struct root_entry *out, struct bytes entry, struct error *e)
{
	struct match m = {cursor_over(entry), true};
	char id[ID_DIGITS + 1];
	struct root_entry r;

	memset(&r, 0, sizeof r);
	match_text(&m, "{\"chancery\":1,\"entry\":{\"at\":\"");
	m.good = m.good && time_parse(match_until(&m, '"'), &r.at_s);
	match_text(&m, "\",");
	match_body(&m, &r);
	match_text(&m, "\"by\":\"");
	r.by = match_until(&m, '"');
	m.good = m.good && bytes_starts(r.by, "org:") &&
	    is_id_digits(bytes_of(r.by.at + 4, r.by.len - 4));
	match_text(&m, "\",\"id\":\"index-root:");
	number_id(id, r.covered);
	match_text(&m, id);
	match_text(&m, "\",\"prev\":null,\"register\":\"");
	r.origin = match_until(&m, '"');
	m.good = m.good && is_origin(r.origin);
	match_text(&m, "\",\"seal\":null,\"type\":\"index-root\"},"
	    "\"sig\":[]}");
	if (!m.good || m.in.short_read || m.in.left != 0)
		return error_word(e, ERR_PROOF, "root_entry",
		    "the root line does not hold an index-root entry");
	*out = r;
	return ERR_NONE;
}

enum err
root_entry_check(const struct root_entry *r, struct error *e)
{
	struct hash h = heading_commitment(r->origin, r->mapping, r->covered,
	    &r->top);

	if (!hash_equal(&h, &r->root))
		return error_word(e, ERR_PROOF, "root_commitment",
		    "the index root of entry %" PRIu64
		    " is not the hash of its own fields", r->covered);
	return ERR_NONE;
}
