/* SSH signatures by security keys: PROTOCOL.u2f of OpenSSH */
#include "crypto/sshsig.h"

#define USER_PRESENT 1u

struct sk_signature {
	struct public_key key;
	struct bytes application, name_space;
	bool is_sha256;
	struct signature signature;
	uint8_t flags, counter[4];
};

static struct bytes
string(struct cursor *c)
{
	return cursor_bytes(c, cursor_u32be(c));
}

static enum err
malformed(struct error *e)
{
	return error_set(e, ERR_INPUT,
	    "SSH signature: not one of a security key (sk-ssh-ed25519)");
}

static bool
parse_key(struct sk_signature *s, struct bytes blob)
{
	struct cursor c = cursor_over(blob);
	struct bytes type = string(&c), key = string(&c);

	s->application = string(&c);
	if (c.short_read || c.left != 0 || !bytes_is(type, SSHSIG_SK_TYPE) ||
	    key.len != sizeof s->key.at)
		return false;
	memcpy(s->key.at, key.at, sizeof s->key.at);
	return true;
}

static bool
parse_value(struct sk_signature *s, struct bytes blob)
{
	struct cursor c = cursor_over(blob);
	struct bytes type = string(&c), value = string(&c), counter;

	s->flags = cursor_u8(&c);
	counter = cursor_bytes(&c, sizeof s->counter);
	if (c.short_read || c.left != 0 || !bytes_is(type, SSHSIG_SK_TYPE) ||
	    value.len != sizeof s->signature.at)
		return false;
	memcpy(s->signature.at, value.at, sizeof s->signature.at);
	memcpy(s->counter, counter.at, sizeof s->counter);
	return true;
}

static enum err
parse(struct sk_signature *s, struct bytes blob, struct error *e)
{
	struct cursor c = cursor_over(blob);
	struct bytes front, key, reserved, hash, value;
	uint32_t version;

	if (blob.len > SSHSIG_BLOB_MAX)
		return malformed(e);
	front = cursor_bytes(&c, 6);
	version = cursor_u32be(&c);
	key = string(&c);
	s->name_space = string(&c);
	reserved = string(&c);
	hash = string(&c);
	value = string(&c);
	s->is_sha256 = bytes_is(hash, "sha256");
	if (c.short_read || c.left != 0 || !bytes_is(front, "SSHSIG") ||
	    version != 1 || reserved.len != 0 ||
	    s->name_space.len > SSHSIG_NAMESPACE_MAX ||
	    (!s->is_sha256 && !bytes_is(hash, "sha512")) ||
	    !parse_key(s, key) || !parse_value(s, value))
		return malformed(e);
	return ERR_NONE;
}

enum err
sshsig_check_sk(struct bytes blob, const char *name_space,
    const struct public_key *key, struct bytes application,
    struct bytes message, struct error *e)
{
	uint8_t at[SSHSIG_BLOB_MAX], said[HASH_BYTES + 5 + HASH_BYTES];
	struct sk_signature s = {.flags = 0};
	struct hash h;
	enum err rc = parse(&s, blob, e);

	if (rc != ERR_NONE)
		return rc;
	if (memcmp(s.key.at, key->at, sizeof s.key.at) != 0 ||
	    !bytes_equal(s.application, application))
		return error_set(e, ERR_PROOF, "SSH signature: made by "
		    "another key than the registered one");
	if (!bytes_is(s.name_space, name_space))
		return error_mend(e, error_set(e, ERR_PROOF, "SSH signature: "
		    "made for another purpose"), "sign with ssh-keygen -Y "
		    "sign -n %s -f KEY FILE", name_space);
	if ((s.flags & USER_PRESENT) == 0)
		return error_set(e, ERR_PROOF, "SSH signature: made without "
		    "a touch of the security key");
	h = hash_bytes(application);
	memcpy(said, h.at, HASH_BYTES);
	said[HASH_BYTES] = s.flags;
	memcpy(said + HASH_BYTES + 1, s.counter, sizeof s.counter);
	h = hash_bytes(sshsig_signed(at, s.name_space, s.is_sha256, message));
	memcpy(said + HASH_BYTES + 5, h.at, HASH_BYTES);
	if (!ed25519_holds(key, bytes_of(said, sizeof said), &s.signature))
		return error_set(e, ERR_PROOF,
		    "SSH signature: does not hold for these bytes");
	return ERR_NONE;
}
