#include "account/totp.h"

#include "crypto/ed25519.h"

static const char letters[33] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int64_t
totp_step(int64_t now_s)
{
	return now_s / TOTP_STEP_S;
}

/* RFC 4226 5.3 */
uint32_t
totp_code(const struct totp_secret *s, int64_t step)
{
	uint8_t counter[8], mac[SHA1_BYTES];
	unsigned at;
	uint32_t value;

	put_be(counter, 8, (uint64_t)step);
	hmac_sha1(mac, bytes_of(s->at, sizeof s->at),
	    bytes_of(counter, sizeof counter));
	at = mac[SHA1_BYTES - 1] & 15;
	value = (uint32_t)get_be(mac + at, 4) & 0x7fffffff;
	explicit_bzero(mac, sizeof mac);
	return value % 1000000;
}

static bool
read_code(struct bytes text, uint32_t *out)
{
	unsigned digits = 0;
	uint32_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == ' ')
			continue;
		if (text.at[i] < '0' || text.at[i] > '9' ||
		    ++digits > TOTP_DIGITS)
			return false;
		value = value * 10 + text.at[i] - '0';
	}
	*out = value;
	return digits == TOTP_DIGITS;
}

bool
totp_matches(const struct totp_secret *s, struct bytes text, int64_t now_s,
    int64_t used, int64_t *step)
{
	int64_t now = totp_step(now_s);
	uint32_t code;
	bool found = false;

	if (!read_code(text, &code))
		return false;
	for (int64_t at = now - 1; at <= now + 1; at++) {
		if (at > used && totp_code(s, at) == code && !found) {
			found = true;
			*step = at;
		}
	}
	return found;
}

void
totp_base32(char out[TOTP_BASE32_BYTES], const struct totp_secret *s)
{
	/* 40 bits are 8 letters, and 20 bytes are four times 40 bits */
	for (size_t i = 0; i < TOTP_SECRET_BYTES; i += 5) {
		uint64_t group = get_be(s->at + i, 5);

		for (unsigned k = 0; k < 8; k++)
			*out++ = letters[group >> (35 - 5 * k) & 31];
	}
	*out = '\0';
}

bool
totp_base32_parse(struct bytes text, struct totp_secret *out)
{
	uint8_t values[TOTP_BASE32_BYTES - 1];
	size_t count = 0;

	while (text.len != 0 && (text.at[text.len - 1] == '=' ||
	    text.at[text.len - 1] == '\n'))
		text.len--;
	for (size_t i = 0; i < text.len; i++) {
		char c = (char)text.at[i];
		const char *found;

		if (c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		found = c == '\0' ? NULL : strchr(letters, c);
		if (found == NULL || count == sizeof values)
			return false;
		values[count++] = (uint8_t)(found - letters);
	}
	if (count != sizeof values)
		return false;
	for (size_t i = 0; i < TOTP_SECRET_BYTES / 5; i++) {
		uint64_t group = 0;

		for (unsigned k = 0; k < 8; k++)
			group = group << 5 | values[i * 8 + k];
		put_be(out->at + i * 5, 5, group);
	}
	explicit_bzero(values, sizeof values);
	return true;
}

/* RFC 3986: unreserved characters stand as they are. */
static void
put_escaped(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		char c = *text;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~", c) != NULL)
			buffer_byte(out, (uint8_t)c);
		else
			buffer_printf(out, "%%%02X", (unsigned)(uint8_t)c);
	}
}

void
totp_uri(struct buffer *out, const struct totp_secret *s, const char *issuer,
    const char *name)
{
	char secret[TOTP_BASE32_BYTES];

	totp_base32(secret, s);
	buffer_text(out, "otpauth://totp/");
	put_escaped(out, issuer);
	buffer_text(out, ":");
	put_escaped(out, name);
	buffer_printf(out, "?secret=%s&issuer=", secret);
	put_escaped(out, issuer);
	buffer_text(out, "&algorithm=SHA1&digits=6&period=30");
	explicit_bzero(secret, sizeof secret);
}
