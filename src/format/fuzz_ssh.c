/* Any bytes as an SSH blob, its armour, a key line. model 1.10 */
#include <assert.h>

#include "format/ssh.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
blob(struct bytes in)
{
	struct sshsig s;
	struct error e = {0};

	if (sshsig_parse(&s, in, &e) != ERR_NONE) {
		assert(e.code == ERR_INPUT);
		return;
	}
	assert(s.name_space.at >= in.at &&
	    s.name_space.at + s.name_space.len <= in.at + in.len);
	/* no signature covers a message that holds it */
	assert(sshsig_check(in, SSHSIG_NAMESPACE, &s.key, in, NULL) ==
	    ERR_PROOF);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes in = bytes_of(at, len);
	uint8_t inside[SSHSIG_BLOB_MAX];
	char again[SSH_KEY_LINE_BYTES];
	struct public_key k;
	size_t inside_len;

	blob(in);
	if (ssh_armour_parse(inside, &inside_len, in, NULL) == ERR_NONE)
		blob(bytes_of(inside, inside_len));
	if (ssh_public_key_parse(&k, in, NULL) == ERR_NONE) {
		(void)ssh_public_key_print(again, &k);
		assert(bytes_starts(in, again));
	}
	return 0;
}
