/* Any bytes as what people paste to sign in: key lines, challenges, armour,
 * signatures of security keys, secrets, codes. interfaces D3 */
#include <assert.h>

#include "account/inside.h"
#include "account/ssh_login.h"
#include "account/totp.h"
#include "crypto/sshsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
key_line(struct bytes in)
{
	char line[SSH_LOGIN_LINE_BYTES], again[SSH_LOGIN_LINE_BYTES];
	struct ssh_login_key k, back;

	if (ssh_login_key_parse(&k, in, NULL) != ERR_NONE)
		return;
	ssh_login_key_print(line, &k);
	assert(ssh_login_key_parse(&back, bytes_text(line), NULL) ==
	    ERR_NONE);
	ssh_login_key_print(again, &back);
	assert(strcmp(line, again) == 0);
}

static void
signature(struct bytes in)
{
	struct ssh_login_key k = {.is_security_key = true,
	    .application = "ssh:"};
	enum err rc = sshsig_check_sk(in, SSH_LOGIN_NAMESPACE, &k.key,
	    bytes_text(k.application), in, NULL);

	/* no signature covers a message that holds it */
	assert(rc == ERR_INPUT || rc == ERR_PROOF);
	rc = ssh_login_check(&k, in, in, NULL);
	assert(rc == ERR_INPUT || rc == ERR_PROOF);
}

static void
typed(struct bytes in)
{
	char text[TOTP_BASE32_BYTES];
	struct totp_secret s, back;
	struct hash h;
	int64_t step;

	if (totp_base32_parse(in, &s)) {
		totp_base32(text, &s);
		assert(totp_base32_parse(bytes_text(text), &back));
		assert(memcmp(s.at, back.at, sizeof s.at) == 0);
	}
	memset(&s, 0, sizeof s);
	if (totp_matches(&s, in, 59, 0, &step))
		assert(step >= 1 && step <= 2);
	(void)!code_hash(in, 20, &h);
	(void)!code_hash(in, 16, &h);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const uint8_t mac_key[32] = {1};
	struct ssh_challenge c;
	struct bytes in = bytes_of(at, len);

	key_line(in);
	signature(in);
	typed(in);
	/* nobody makes our MAC by chance */
	assert(ssh_challenge_parse(&c, mac_key, "register.example/log1", in,
		   1764036000, NULL) == ERR_REFUSED);
	return 0;
}
