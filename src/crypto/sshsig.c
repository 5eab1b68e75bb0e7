#include "crypto/sshsig.h"

#define MAGIC_LEN 6
#define KEY_TYPE "ssh-ed25519"

static const uint8_t magic[MAGIC_LEN] = {'S', 'S', 'H', 'S', 'I', 'G'};

/* string of RFC 4251 5: uint32 length and bytes */
static struct bytes
string(struct cursor *c)
{
	return cursor_bytes(c, cursor_u32be(c));
}

static enum err
malformed(struct error *e, const char *what)
{
	return error_set(e, ERR_INPUT, "SSH signature: %s",
	    message_in(e == NULL ? LANG_EN : e->lang, what));
}

enum err
sshsig_parse(struct sshsig *out, struct bytes blob, struct error *e)
{
	struct cursor c = cursor_over(blob), inner;
	struct sshsig s = {0};
	struct bytes front, part, key, hash, reserved, value;
	uint32_t version;

	if (blob.len > SSHSIG_BLOB_MAX)
		return malformed(e, "longer than 512 bytes");
	front = cursor_bytes(&c, MAGIC_LEN);
	version = cursor_u32be(&c);
	if (!bytes_equal(front, bytes_of(magic, MAGIC_LEN)) || version != 1)
		return malformed(e, "does not begin with SSHSIG, version 1");
	inner = cursor_over(string(&c));
	part = string(&inner);
	key = string(&inner);
	if (!bytes_is(part, KEY_TYPE) || key.len != sizeof s.key.at ||
	    inner.left != 0 || inner.short_read)
		return malformed(e, "the key is not ssh-ed25519");
	memcpy(s.key.at, key.at, sizeof s.key.at);
	s.name_space = string(&c);
	reserved = string(&c);
	hash = string(&c);
	if (s.name_space.len == 0 ||
	    s.name_space.len > SSHSIG_NAMESPACE_MAX)
		return malformed(e, "no namespace, or one of more than 64 "
		    "bytes");
	if (reserved.len != 0)
		return malformed(e, "the reserved field is not empty");
	s.is_sha256 = bytes_is(hash, "sha256");
	if (!s.is_sha256 && !bytes_is(hash, "sha512"))
		return malformed(e, "the hash is neither sha512 nor sha256");
	inner = cursor_over(string(&c));
	part = string(&inner);
	value = string(&inner);
	if (c.short_read || c.left != 0)
		return malformed(e, "it breaks off, or bytes follow it");
	if (!bytes_is(part, KEY_TYPE) || value.len != sizeof s.signature.at ||
	    inner.left != 0 || inner.short_read)
		return malformed(e, "the signature is not one of ssh-ed25519");
	memcpy(s.signature.at, value.at, sizeof s.signature.at);
	*out = s;
	return ERR_NONE;
}

static void
put_string(uint8_t *at, size_t *len, struct bytes s)
{
	put_be(at + *len, 4, s.len);
	*len += 4;
	if (s.len != 0)
		memcpy(at + *len, s.at, s.len);
	*len += s.len;
}

struct bytes
sshsig_signed(uint8_t out[SSHSIG_BLOB_MAX], struct bytes name_space,
    bool is_sha256, struct bytes message)
{
	size_t len = MAGIC_LEN;
	uint8_t digest[64];
	struct hash h;

	memcpy(out, magic, MAGIC_LEN);
	put_string(out, &len, name_space);
	put_string(out, &len, bytes_of(NULL, 0));
	if (is_sha256) {
		h = hash_bytes(message);
		put_string(out, &len, bytes_text("sha256"));
		put_string(out, &len, hash_span(&h));
	} else {
		sha512(digest, message);
		put_string(out, &len, bytes_text("sha512"));
		put_string(out, &len, bytes_of(digest, sizeof digest));
	}
	return bytes_of(out, len);
}

enum err
sshsig_check(struct bytes blob, const char *name_space,
    const struct public_key *key, struct bytes message, struct error *e)
{
	uint8_t at[SSHSIG_BLOB_MAX];
	struct sshsig s = {0};
	enum err rc = sshsig_parse(&s, blob, e);

	if (rc != ERR_NONE)
		return rc;
	if (memcmp(s.key.at, key->at, sizeof s.key.at) != 0)
		return error_set(e, ERR_PROOF, "SSH signature: made by "
		    "another key than the registered one");
	if (!bytes_is(s.name_space, name_space))
		return error_mend(e, error_set(e, ERR_PROOF, "SSH signature: "
		    "made for another purpose"), "sign with ssh-keygen -Y "
		    "sign -n %s -f KEY FILE", name_space);
	if (!ed25519_holds(key, sshsig_signed(at, s.name_space, s.is_sha256,
	    message), &s.signature))
		return error_set(e, ERR_PROOF,
		    "SSH signature: does not hold for these bytes");
	return ERR_NONE;
}

enum err
sshsig_make(uint8_t out[SSHSIG_BLOB_MAX], size_t *len,
    const char *name_space, const struct secret_key *key,
    struct bytes message, struct error *e)
{
	uint8_t at[SSHSIG_BLOB_MAX], inner[128];
	struct bytes purpose = bytes_text(name_space);
	struct signature s;
	size_t used = 0, n = MAGIC_LEN + 4;
	enum err rc;

	if (purpose.len == 0 || purpose.len > SSHSIG_NAMESPACE_MAX)
		return error_set(e, ERR_INPUT,
		    "a namespace has 1 to 64 bytes");
	rc = ed25519_sign(&s, key, sshsig_signed(at, purpose, false, message),
	    e);
	if (rc != ERR_NONE)
		return rc;
	memcpy(out, magic, MAGIC_LEN);
	put_be(out + MAGIC_LEN, 4, 1);
	put_string(inner, &used, bytes_text(KEY_TYPE));
	put_string(inner, &used, bytes_of(secret_key_public(key)->at,
	    ED25519_KEY_BYTES));
	put_string(out, &n, bytes_of(inner, used));
	put_string(out, &n, purpose);
	put_string(out, &n, bytes_of(NULL, 0));
	put_string(out, &n, bytes_text("sha512"));
	used = 0;
	put_string(inner, &used, bytes_text(KEY_TYPE));
	put_string(inner, &used, bytes_of(s.at, sizeof s.at));
	put_string(out, &n, bytes_of(inner, used));
	*len = n;
	return ERR_NONE;
}
