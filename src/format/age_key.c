/* Keys of age in their text form: Bech32 (BIP 173), 32 bytes */
#include "format/age.h"

#include <assert.h>

#define VALUES 52 /* 32 bytes in groups of five bits, filled up */
#define CHECKSUM 6

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static uint32_t
step(uint32_t sum, uint8_t value)
{
	static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa,
	    0x3d4233dd, 0x2a1462b3};
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < COUNT(generator); i++)
		if ((top >> i & 1) != 0)
			sum ^= generator[i];
	return sum;
}

/* Over the human-readable part, in lower case, and the values. */
static uint32_t
checksum(const char *part, const uint8_t *values, size_t count)
{
	uint32_t sum = 1;

	for (const char *c = part; *c != '\0'; c++)
		sum = step(sum, (uint8_t)*c >> 5);
	sum = step(sum, 0);
	for (const char *c = part; *c != '\0'; c++)
		sum = step(sum, (uint8_t)*c & 31);
	for (size_t i = 0; i < count; i++)
		sum = step(sum, values[i]);
	return sum;
}

static void
to_values(uint8_t out[VALUES], const uint8_t in[X25519_BYTES])
{
	unsigned bits = 0, held = 0;
	size_t n = 0;

	for (size_t i = 0; i < X25519_BYTES; i++) {
		held = (held << 8 | in[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			out[n++] = (uint8_t)(held >> (bits - 5) & 31);
	}
	out[n++] = (uint8_t)(held << (5 - bits) & 31);
	assert(n == VALUES);
}

/* False: the bits that fill up are not zero. */
static bool
from_values(uint8_t out[X25519_BYTES], const uint8_t in[VALUES])
{
	unsigned bits = 0, held = 0;
	size_t n = 0;

	for (size_t i = 0; i < VALUES; i++) {
		held = (held << 5 | in[i]) & 0xfff;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (uint8_t)(held >> bits & 0xff);
		}
	}
	assert(n == X25519_BYTES);
	return (held & ((1u << bits) - 1)) == 0;
}

/* `upper`: the text is all upper case, otherwise all lower case. */
static bool
decode(uint8_t out[X25519_BYTES], const char *part, struct bytes text,
    bool upper)
{
	uint8_t values[VALUES + CHECKSUM];
	size_t part_len = strlen(part);
	bool good = text.len == part_len + 1 + sizeof values;

	for (size_t i = 0; good && i < text.len; i++) {
		uint8_t c = text.at[i];
		const char *place;

		if (c >= (upper ? 'a' : 'A') && c <= (upper ? 'z' : 'Z'))
			good = false;
		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (i < part_len)
			good = good && c == (uint8_t)part[i];
		else if (i == part_len)
			good = good && c == '1';
		else {
			place = memchr(alphabet, c, 32);
			good = good && place != NULL;
			values[i - part_len - 1] = place == NULL ?
			    0 :
			    (uint8_t)(place - alphabet);
		}
	}
	good = good && checksum(part, values, sizeof values) == 1 &&
	    from_values(out, values);
	explicit_bzero(values, sizeof values);
	return good;
}

static void
encode(char *out, const char *part, const uint8_t in[X25519_BYTES], bool upper)
{
	uint8_t values[VALUES + CHECKSUM] = {0};
	size_t len = strlen(part);
	uint32_t sum;

	to_values(values, in);
	sum = checksum(part, values, sizeof values) ^ 1;
	for (unsigned i = 0; i < CHECKSUM; i++)
		values[VALUES + i] = (uint8_t)(sum >> 5 * (5 - i) & 31);
	memcpy(out, part, len);
	out[len++] = '1';
	for (size_t i = 0; i < sizeof values; i++)
		out[len++] = alphabet[values[i]];
	out[len] = '\0';
	for (size_t i = 0; upper && i < len; i++)
		if (out[i] >= 'a' && out[i] <= 'z')
			out[i] = (char)(out[i] & ~0x20);
	explicit_bzero(values, sizeof values);
}

bool
age_recipient_parse(struct age_recipient *out, struct bytes text)
{
	struct age_recipient r;

	if (!decode(r.at, "age", text, false))
		return false;
	*out = r;
	return true;
}

void
age_recipient_print(char out[AGE_RECIPIENT_TEXT_BYTES],
    const struct age_recipient *r)
{
	encode(out, "age", r->at, false);
}

/* ---- identities ---- */

static enum err
identities_take(struct age_identities **out, struct error *e)
{
	*out = secret_memory(sizeof **out);
	return *out == NULL ? error_set(e, ERR_MEMORY, "out of memory for a key") :
			      ERR_NONE;
}

enum err
age_identities_new(struct age_identities **out,
    const uint8_t secret[X25519_BYTES], struct error *e)
{
	struct age_identities *ids;
	enum err rc = identities_take(&ids, e);

	if (rc != ERR_NONE)
		return rc;
	ids->count = 1;
	memcpy(ids->at[0].secret, secret, X25519_BYTES);
	rc = x25519_public(ids->at[0].public.at, secret, e);
	if (rc != ERR_NONE)
		age_identities_free(ids);
	else
		*out = ids;
	return rc;
}

static enum err
add_line(struct age_identities *ids, struct bytes line, struct error *e)
{
	struct age_identity *id;

	if (line.len == 0 || line.at[0] == '#')
		return ERR_NONE;
	if (ids->count == AGE_IDENTITIES_MAX)
		return error_set(e, ERR_INPUT,
		    "more than %d identities in one file", AGE_IDENTITIES_MAX);
	id = &ids->at[ids->count];
	if (!decode(id->secret, "age-secret-key-", line, true)) {
		error_set(e, ERR_INPUT, "a line is no identity of age");
		return error_mend(e, ERR_INPUT,
		    "it takes AGE-SECRET-KEY-1..., as chancery key new or "
		    "age-keygen makes it");
	}
	ids->count++;
	return x25519_public(id->public.at, id->secret, e);
}

enum err
age_identities_parse(struct age_identities **out, struct bytes file,
    struct error *e)
{
	struct age_identities *ids;
	struct bytes line;
	bool complete;
	enum err rc;

	if (file.len > AGE_IDENTITY_FILE_BYTES)
		return error_set(e, ERR_INPUT, "the file of identities is "
					       "longer than 16 KiB");
	rc = identities_take(&ids, e);
	if (rc != ERR_NONE)
		return rc;
	while (rc == ERR_NONE && bytes_line(&file, &line, &complete)) {
		if (line.len != 0 && line.at[line.len - 1] == '\r')
			line.len--;
		rc = add_line(ids, line, e);
	}
	if (rc == ERR_NONE && ids->count == 0)
		rc = error_set(e, ERR_INPUT, "the file holds no identity");
	if (rc != ERR_NONE)
		age_identities_free(ids);
	else
		*out = ids;
	return rc;
}

void
age_identities_free(struct age_identities *ids)
{
	secret_memory_free(ids, sizeof *ids);
}

void
age_identity_print(struct buffer *out, const struct age_identity *id)
{
	char public[AGE_RECIPIENT_TEXT_BYTES], secret[AGE_IDENTITY_TEXT_BYTES];

	buffer_reserve(out, 256); /* no half-written copy stays behind */
	age_recipient_print(public, &id->public);
	encode(secret, "age-secret-key-", id->secret, true);
	buffer_text(out, "# public key: ");
	buffer_text(out, public);
	buffer_byte(out, '\n');
	buffer_text(out, secret);
	buffer_byte(out, '\n');
	explicit_bzero(secret, sizeof secret);
}
