/*
 * crypto/sshsig.h - an OpenSSH signature blob: parsed, checked, made
 *
 * Purpose     sshsig-ed25519 of model 1.10: anyone can sign an entry with
 *             ssh-keygen -Y sign -n entry@chancery -f KEY FILE.
 * Invariant   version 1, ssh-ed25519, empty reserved field, sha512 or sha256,
 *             lengths exact, no trailing bytes: one signature, one blob.
 * Errors      ERR_INPUT: malformed. ERR_PROOF: another key, namespace or
 *             message, or a signature that does not hold.
 * Ownership   nothing allocates; spans borrow the blob.
 * Source      PROTOCOL.sshsig of OpenSSH; model 1.10; log 3.4 for the key
 */
#ifndef CRYPTO_SSHSIG_H
#define CRYPTO_SSHSIG_H

#include "crypto/ed25519.h"

#define SSHSIG_NAMESPACE "entry@chancery"
#define SSHSIG_NAMESPACE_MAX 64
#define SSHSIG_BLOB_MAX 512

struct sshsig {
	struct public_key key;
	struct signature signature;
	struct bytes name_space; /* within the blob */
	bool is_sha256;          /* else sha512 */
};

/* Magic, namespace, reserved, hash name, hash: what is signed. */
struct bytes sshsig_signed(uint8_t out[SSHSIG_BLOB_MAX],
    struct bytes name_space, bool is_sha256, struct bytes message);
MUST_CHECK enum err sshsig_parse(struct sshsig *out, struct bytes blob,
    struct error *e);
/* Parsed, of this key, for this namespace, over this message. */
MUST_CHECK enum err sshsig_check(struct bytes blob, const char *name_space,
    const struct public_key *key, struct bytes message, struct error *e);
/* The same by a security key (sk-ssh-ed25519@openssh.com) for `application`
 * ("ssh:"), made with a touch (PROTOCOL.u2f): for signing in, never for
 * entries. */
#define SSHSIG_SK_TYPE "sk-ssh-ed25519@openssh.com"
MUST_CHECK enum err sshsig_check_sk(struct bytes blob, const char *name_space,
    const struct public_key *key, struct bytes application,
    struct bytes message, struct error *e);
/* The blob that ssh-keygen makes (sha512). Returns its length. */
MUST_CHECK enum err sshsig_make(uint8_t out[SSHSIG_BLOB_MAX], size_t *len,
    const char *name_space, const struct secret_key *key,
    struct bytes message, struct error *e);

#endif
