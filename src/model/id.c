/* The texts of model/id.h */
#include "model/id.h"

#include "crypto/ed25519.h"

#include <assert.h>

static const char *const names[TYPE_COUNT] = {
    [TYPE_UNKNOWN] = "unknown",
    [TYPE_POLICY] = "policy",
    [TYPE_KEY] = "key",
    [TYPE_GRANT] = "grant",
    [TYPE_PERSON] = "person",
    [TYPE_ORG] = "org",
    [TYPE_POST] = "post",
    [TYPE_TENURE] = "tenure",
    [TYPE_CONTACT] = "contact",
    [TYPE_NOTE] = "note",
    [TYPE_RECEIPT] = "receipt",
    [TYPE_DOCUMENT] = "document",
    [TYPE_STATEMENT] = "statement",
    [TYPE_LINK] = "link",
    [TYPE_SAME] = "same",
    [TYPE_ANNUL] = "annul",
    [TYPE_OPEN] = "open",
    [TYPE_ERASE] = "erase",
    [TYPE_COMPLETE] = "complete",
    [TYPE_DUTY] = "duty",
    [TYPE_INDEX_ROOT] = "index-root",
};

static const char alphabet[33] = "0123456789abcdefghjkmnpqrstvwxyz";

const char *
type_name(enum entry_type type)
{
	assert((unsigned)type < TYPE_COUNT);
	return names[type];
}

enum entry_type
type_by_name(struct bytes name)
{
	for (unsigned i = TYPE_UNKNOWN + 1; i < TYPE_COUNT; i++)
		if (bytes_is(name, names[i]))
			return (enum entry_type)i;
	return TYPE_UNKNOWN;
}

static int
digit_value(uint8_t c)
{
	/* 0-9, then the letters without i l o u */
	static const int8_t values[26] = {10, 11, 12, 13, 14, 15, 16, 17, -1,
	    18, 19, -1, 20, 21, -1, 22, 23, 24, 25, 26, -1, 27, 28, 29, 30, 31};

	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return values[c - 'a'];
	return -1;
}

/* 26 digits are 130 bits; the first digit is below 8, so 128 remain. */
bool
id_digits_parse(struct bytes digits, uint8_t out[ID_BYTES])
{
	uint8_t bits[ID_BYTES] = {0};
	unsigned left = 0, at = 0;
	uint32_t pool = 0;

	if (digits.len != ID_DIGITS || digits.at[0] < '0' || digits.at[0] > '7')
		return false;
	for (size_t i = 0; i < ID_DIGITS; i++) {
		int value = digit_value(digits.at[i]);

		if (value < 0)
			return false;
		pool = (pool << 5 | (uint32_t)value) & 0xfff;
		left += i == 0 ? 3 : 5;
		if (left >= 8) {
			left -= 8;
			bits[at++] = (uint8_t)(pool >> left);
		}
	}
	memcpy(out, bits, ID_BYTES);
	return true;
}

void
id_digits_print(char out[ID_DIGITS + 1], const uint8_t at[ID_BYTES])
{
	uint32_t pool = 0;
	unsigned have = 2, next = 0; /* two zero bits in front make 130 */

	for (size_t i = 0; i < ID_DIGITS; i++) {
		if (have < 5) {
			pool = (pool << 8 | at[next++]) & 0xffff;
			have += 8;
		}
		have -= 5;
		out[i] = alphabet[pool >> have & 31];
	}
	out[ID_DIGITS] = '\0';
}

bool
id_parse(struct bytes text, struct id *out)
{
	size_t colon = bytes_find(text, ':');
	struct id id;

	if (colon + 1 + ID_DIGITS != text.len)
		return false;
	id.type = type_by_name(bytes_of(text.at, colon));
	if (id.type == TYPE_UNKNOWN ||
	    !id_digits_parse(bytes_of(text.at + colon + 1, ID_DIGITS), id.at))
		return false;
	*out = id;
	return true;
}

void
id_print(char out[ID_TEXT_BYTES], const struct id *id)
{
	const char *name = type_name(id->type);
	size_t len = strlen(name);

	memcpy(out, name, len);
	out[len] = ':';
	id_digits_print(out + len + 1, id->at);
}

void
id_random(struct id *out, enum entry_type type)
{
	out->type = type;
	random_bytes(out->at, ID_BYTES);
}

void
id_of_number(struct id *out, enum entry_type type, uint64_t number)
{
	*out = (struct id){.type = type};
	put_be(out->at + ID_BYTES - 8, 8, number);
}

bool
id_equal(const struct id *a, const struct id *b)
{
	return a->type == b->type && memcmp(a->at, b->at, ID_BYTES) == 0;
}
