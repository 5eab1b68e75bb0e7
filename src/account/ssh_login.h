/*
 * account/ssh_login.h - an SSH signature as second factor
 *
 * Purpose     the page shows a challenge, the person signs it with
 *             ssh-keygen -Y sign -n login@chancery -f KEY, also by a security
 *             key, and pastes the armour.
 * Invariant   1 of ssh-ed25519 and sk-ssh-ed25519@openssh.com alone; of a
 *               security key only with a touch.
 *             2 a challenge that this register did not make, of another
 *               origin or past its expiry is refused; that it is used once is
 *               factor.h's.
 * Errors      ERR_INPUT: malformed, with the mend. ERR_PROOF: another key,
 *             message or namespace, or the signature does not hold.
 *             ERR_REFUSED: the challenge is not ours or too old.
 * Source      PROTOCOL.sshsig, PROTOCOL.u2f of OpenSSH; interfaces D3;
 *             amendments D3
 */
#ifndef ACCOUNT_SSH_LOGIN_H
#define ACCOUNT_SSH_LOGIN_H

#include "base/clock.h"
#include "crypto/ed25519.h"

#define SSH_LOGIN_NAMESPACE "login@chancery"
#define SSH_LOGIN_SECONDS 600
#define SSH_LOGIN_NONCE_BYTES 16
#define SSH_CHALLENGE_BYTES 400
#define SSH_APPLICATION_BYTES 65
#define SSH_LOGIN_LINE_BYTES 300

struct ssh_login_key {
	struct public_key key;
	bool is_security_key;
	char application[SSH_APPLICATION_BYTES]; /* "ssh:" */
};

/* A line of id_ed25519.pub or id_ed25519_sk.pub. */
MUST_CHECK enum err ssh_login_key_parse(struct ssh_login_key *out,
    struct bytes line, struct error *e);
/* Without comment and LF. */
void ssh_login_key_print(char out[SSH_LOGIN_LINE_BYTES],
    const struct ssh_login_key *k);

/* "chancery/login/v1" LF origin LF nonce LF expiry LF: what is signed. The
 * nonce is 16 random bytes and a MAC over all the rest, base64url. */
struct ssh_challenge {
	char text[SSH_CHALLENGE_BYTES];
	int64_t until_s;
	uint8_t nonce[SSH_LOGIN_NONCE_BYTES];
};
MUST_CHECK enum err ssh_challenge_make(struct ssh_challenge *out,
    const uint8_t mac_key[32], const char *origin, int64_t now_s,
    struct error *e);
/* CR LF counts as LF (forms send it). */
MUST_CHECK enum err ssh_challenge_parse(struct ssh_challenge *out,
    const uint8_t mac_key[32], const char *origin, struct bytes text,
    int64_t now_s, struct error *e);
/* `armour`: -----BEGIN SSH SIGNATURE----- and so on. */
MUST_CHECK enum err ssh_login_check(const struct ssh_login_key *k,
    struct bytes armour, struct bytes message, struct error *e);

#endif
