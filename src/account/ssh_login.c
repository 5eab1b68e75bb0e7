#include "account/ssh_login.h"

#include <stdio.h>

#include "crypto/sealing.h"
#include "format/base64.h"
#include "format/ssh.h"

#define TITLE "chancery/login/v1"
#define SEALED_BYTES (SSH_LOGIN_NONCE_BYTES + HASH_BYTES)
#define ORIGIN_BYTES_MAX 255

static enum err
no_key(struct error *e)
{
	return error_mend(e, error_set(e, ERR_INPUT,
	    "not a public key of ssh-ed25519 or sk-ssh-ed25519"),
	    "give one line of a file like id_ed25519_sk.pub");
}

static enum err
parse_sk(struct ssh_login_key *out, struct bytes line, struct error *e)
{
	uint8_t blob[160];
	struct cursor c;
	struct bytes type, key, application;
	size_t len = 0, front = sizeof SSHSIG_SK_TYPE;

	line = bytes_of(line.at + front, line.len - front);
	if (!base64_decode(bytes_of(line.at, bytes_find(line, ' ')), blob,
		sizeof blob, &len))
		return no_key(e);
	c = cursor_over(bytes_of(blob, len));
	type = cursor_bytes(&c, cursor_u32be(&c));
	key = cursor_bytes(&c, cursor_u32be(&c));
	application = cursor_bytes(&c, cursor_u32be(&c));
	if (c.short_read || c.left != 0 || !bytes_is(type, SSHSIG_SK_TYPE) ||
	    key.len != sizeof out->key.at || application.len == 0 ||
	    application.len >= sizeof out->application ||
	    memchr(application.at, '\0', application.len) != NULL)
		return no_key(e);
	*out = (struct ssh_login_key){.is_security_key = true};
	memcpy(out->key.at, key.at, sizeof out->key.at);
	memcpy(out->application, application.at, application.len);
	return public_key_refused(&out->key) ? no_key(e) : ERR_NONE;
}

enum err
ssh_login_key_parse(struct ssh_login_key *out, struct bytes line,
    struct error *e)
{
	struct public_key key;
	enum err rc;

	while (line.len != 0 && (line.at[line.len - 1] == '\n' ||
	    line.at[line.len - 1] == '\r'))
		line.len--;
	if (line.len > 4096 || bytes_find(line, '\n') != line.len)
		return no_key(e);
	if (bytes_starts(line, SSHSIG_SK_TYPE " "))
		return parse_sk(out, line, e);
	rc = ssh_public_key_parse(&key, line, e);
	if (rc == ERR_NONE)
		*out = (struct ssh_login_key){.key = key};
	return rc == ERR_INPUT ? no_key(e) : rc;
}

static void
put_string(uint8_t *at, size_t *len, struct bytes s)
{
	put_be(at + *len, 4, s.len);
	memcpy(at + *len + 4, s.at, s.len);
	*len += 4 + s.len;
}

void
ssh_login_key_print(char out[SSH_LOGIN_LINE_BYTES],
    const struct ssh_login_key *k)
{
	uint8_t blob[160];
	char base64[BASE64_LEN(sizeof blob) + 1];
	size_t len = 0;

	if (!k->is_security_key) {
		(void)ssh_public_key_print(out, &k->key);
		return;
	}
	put_string(blob, &len, bytes_text(SSHSIG_SK_TYPE));
	put_string(blob, &len, bytes_of(k->key.at, sizeof k->key.at));
	put_string(blob, &len, bytes_text(k->application));
	base64_print(base64, bytes_of(blob, len));
	(void)snprintf(out, SSH_LOGIN_LINE_BYTES, SSHSIG_SK_TYPE " %s", base64);
}

/* ---- challenges ---- */

static struct hash
seal(const uint8_t mac_key[32], const char *origin,
    const uint8_t nonce[SSH_LOGIN_NONCE_BYTES], const char *until)
{
	char text[SSH_CHALLENGE_BYTES];
	char letters[BASE64_LEN(SSH_LOGIN_NONCE_BYTES) + 1];
	int len;

	base64url_print(letters, bytes_of(nonce, SSH_LOGIN_NONCE_BYTES));
	len = snprintf(text, sizeof text, TITLE "\n%s\n%s\n%s\n", origin,
	    letters, until);
	return hmac_sha256(bytes_of(mac_key, 32), bytes_of(text, (size_t)len));
}

/* The text with its sealed nonce; `out->until_s` and `nonce` are set. */
static void
write_text(struct ssh_challenge *out, const uint8_t mac_key[32],
    const char *origin)
{
	uint8_t sealed[SEALED_BYTES];
	char letters[BASE64_LEN(SEALED_BYTES) + 1], until[21];
	struct hash mac;

	time_print(until, out->until_s);
	mac = seal(mac_key, origin, out->nonce, until);
	memcpy(sealed, out->nonce, SSH_LOGIN_NONCE_BYTES);
	memcpy(sealed + SSH_LOGIN_NONCE_BYTES, mac.at, HASH_BYTES);
	base64url_print(letters, bytes_of(sealed, sizeof sealed));
	(void)snprintf(out->text, sizeof out->text, TITLE "\n%s\n%s\n%s\n",
	    origin, letters, until);
}

enum err
ssh_challenge_make(struct ssh_challenge *out, const uint8_t mac_key[32],
    const char *origin, int64_t now_s, struct error *e)
{
	if (strlen(origin) > ORIGIN_BYTES_MAX)
		return error_set(e, ERR_INPUT, "an origin has 1 to 255 bytes");
	*out = (struct ssh_challenge){.until_s = now_s + SSH_LOGIN_SECONDS};
	random_bytes(out->nonce, sizeof out->nonce);
	write_text(out, mac_key, origin);
	return ERR_NONE;
}

static struct bytes
next_line(struct bytes *rest)
{
	struct bytes line = {NULL, 0};
	bool complete;

	if (!bytes_line(rest, &line, &complete))
		return line;
	if (line.len != 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

enum err
ssh_challenge_parse(struct ssh_challenge *out, const uint8_t mac_key[32],
    const char *origin, struct bytes text, int64_t now_s, struct error *e)
{
	uint8_t sealed[SEALED_BYTES];
	struct ssh_challenge c = {.until_s = 0};
	struct bytes title = next_line(&text), where = next_line(&text),
		     nonce = next_line(&text), until = next_line(&text);
	struct hash mac;
	char day[21];

	if (strlen(origin) > ORIGIN_BYTES_MAX || !bytes_is(title, TITLE) ||
	    !bytes_is(where, origin) || text.len != 0 ||
	    !base64url_decode(nonce, sealed, sizeof sealed) ||
	    !time_parse(until, &c.until_s))
		goto not_ours;
	time_print(day, c.until_s);
	memcpy(c.nonce, sealed, sizeof c.nonce);
	mac = seal(mac_key, origin, c.nonce, day);
	if (!secret_equal(mac.at, sealed + SSH_LOGIN_NONCE_BYTES, HASH_BYTES))
		goto not_ours;
	if (now_s >= c.until_s || c.until_s > now_s + SSH_LOGIN_SECONDS)
		return error_mend(e, error_word(e, ERR_REFUSED, "factor",
		    "the text to sign is too old"), "sign the new one");
	write_text(&c, mac_key, origin);
	*out = c;
	return ERR_NONE;
not_ours:
	return error_word(e, ERR_REFUSED, "factor",
	    "this is not a text that the register gave out for signing");
}

/* Forms send CR LF, and people paste blank lines around. */
static enum err
read_armour(struct bytes armour, uint8_t blob[SSHSIG_BLOB_MAX], size_t *len,
    struct error *e)
{
	struct buffer clean = {.limit = 4096};
	enum err rc;

	for (size_t i = 0; i < armour.len; i++) {
		uint8_t c = armour.at[i];

		if (c == '\r' || ((c == '\n' || c == ' ') && clean.len == 0))
			continue;
		buffer_byte(&clean, c);
	}
	while (clean.len > 1 && clean.at[clean.len - 1] == '\n' &&
	    clean.at[clean.len - 2] == '\n')
		clean.len--;
	if (clean.failed)
		rc = error_set(e, ERR_INPUT, "the SSH signature is too long");
	else
		rc = ssh_armour_parse(blob, len, buffer_bytes(&clean), e);
	buffer_release(&clean);
	return rc;
}

enum err
ssh_login_check(const struct ssh_login_key *k, struct bytes armour,
    struct bytes message, struct error *e)
{
	uint8_t blob[SSHSIG_BLOB_MAX];
	size_t len = 0;
	enum err rc = read_armour(armour, blob, &len, e);

	if (rc != ERR_NONE)
		return rc;
	if (k->is_security_key)
		return sshsig_check_sk(bytes_of(blob, len), SSH_LOGIN_NAMESPACE,
		    &k->key, bytes_text(k->application), message, e);
	return sshsig_check(bytes_of(blob, len), SSH_LOGIN_NAMESPACE, &k->key,
	    message, e);
}
