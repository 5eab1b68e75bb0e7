#include "format/ssh.h"

#include <stdio.h>

#include "format/base64.h"

#define BEGIN "-----BEGIN SSH SIGNATURE-----"
#define END "-----END SSH SIGNATURE-----"
#define KEY_TYPE "ssh-ed25519"
#define KEY_BLOB_BYTES (4 + 11 + 4 + 32)

static enum err
no_armour(struct error *e, const char *what)
{
	return error_mend(e, error_set(e, ERR_INPUT, "not an SSH signature: "
	    "%s", message_in(e == NULL ? LANG_EN : e->lang, what)), "give the .sig file that ssh-keygen -Y sign wrote");
}

enum err
ssh_armour_parse(uint8_t blob[SSHSIG_BLOB_MAX], size_t *blob_len,
    struct bytes text, struct error *e)
{
	char base64[BASE64_LEN(SSHSIG_BLOB_MAX)];
	struct bytes line;
	size_t len = 0;
	bool complete;

	if (!bytes_line(&text, &line, &complete) || !bytes_is(line, BEGIN))
		return no_armour(e, "the first line is not " BEGIN);
	for (;;) {
		if (!bytes_line(&text, &line, &complete))
			return no_armour(e, "no line " END);
		if (bytes_is(line, END))
			break;
		if (line.len == 0 || line.len > sizeof base64 - len)
			return no_armour(e, "an empty line, or more than 512 "
			    "bytes");
		memcpy(base64 + len, line.at, line.len);
		len += line.len;
	}
	if (text.len != 0)
		return no_armour(e, "bytes follow its last line");
	if (!base64_decode(bytes_of(base64, len), blob, SSHSIG_BLOB_MAX,
	    blob_len))
		return no_armour(e, "not canonical base64");
	return ERR_NONE;
}

void
ssh_armour_print(struct buffer *out, struct bytes blob)
{
	enum { WIDTH = 70 };
	struct buffer base64 = {0};
	struct bytes rest;

	base64_encode(&base64, blob);
	rest = buffer_bytes(&base64);
	buffer_text(out, BEGIN "\n");
	while (rest.len != 0) {
		size_t take = rest.len < WIDTH ? rest.len : WIDTH;

		buffer_append(out, rest.at, take);
		buffer_byte(out, '\n');
		rest = bytes_of(rest.at + take, rest.len - take);
	}
	buffer_text(out, END "\n");
	if (base64.failed)
		out->failed = true;
	buffer_release(&base64);
}

static enum err
no_key(struct error *e, const char *what)
{
	return error_mend(e, error_set(e, ERR_INPUT, "not a public key: %s",
	    message_in(e == NULL ? LANG_EN : e->lang, what)), "give one line of a file like id_ed25519.pub");
}

enum err
ssh_public_key_parse(struct public_key *out, struct bytes line,
    struct error *e)
{
	uint8_t blob[KEY_BLOB_BYTES];
	struct cursor c;
	struct bytes type, key;
	struct public_key k;
	size_t len = 0, space;

	if (line.len != 0 && line.at[line.len - 1] == '\n')
		line.len--;
	if (line.len > 4096 || bytes_find(line, '\n') != line.len)
		return no_key(e, "more than one line");
	if (!bytes_starts(line, KEY_TYPE " "))
		return no_key(e, "it does not begin with ssh-ed25519");
	line = bytes_of(line.at + sizeof KEY_TYPE,
	    line.len - sizeof KEY_TYPE);
	space = bytes_find(line, ' ');
	if (!base64_decode(bytes_of(line.at, space), blob, sizeof blob,
	    &len))
		return no_key(e, "the second field is not base64 of an "
		    "ssh-ed25519 key");
	c = cursor_over(bytes_of(blob, len));
	type = cursor_bytes(&c, cursor_u32be(&c));
	key = cursor_bytes(&c, cursor_u32be(&c));
	if (c.short_read || c.left != 0 || !bytes_is(type, KEY_TYPE) ||
	    key.len != sizeof k.at)
		return no_key(e, "the second field is not an ssh-ed25519 "
		    "key");
	memcpy(k.at, key.at, sizeof k.at);
	if (public_key_refused(&k))
		return no_key(e, "anyone could sign for it (log 3.4)");
	*out = k;
	return ERR_NONE;
}

size_t
ssh_public_key_print(char out[SSH_KEY_LINE_BYTES],
    const struct public_key *k)
{
	uint8_t blob[KEY_BLOB_BYTES];
	char base64[BASE64_LEN(KEY_BLOB_BYTES) + 1];
	struct bytes type = bytes_text(KEY_TYPE);

	put_be(blob, 4, type.len);
	memcpy(blob + 4, type.at, type.len);
	put_be(blob + 15, 4, 32);
	memcpy(blob + 19, k->at, 32);
	base64_print(base64, bytes_of(blob, sizeof blob));
	return (size_t)snprintf(out, SSH_KEY_LINE_BYTES, KEY_TYPE " %s",
	    base64);
}
