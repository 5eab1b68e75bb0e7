/*
 * ssh-check - our half of a conversation with ssh-keygen (model 1.10)
 *
 *     ssh-check verify SIGNATURE PUBLIC NAMESPACE <message
 *     ssh-check sign SEED NAMESPACE PUBLIC-OUT <message >signature
 *
 * SIGNATURE is the armour that ssh-keygen -Y sign writes, PUBLIC a line of
 * id_ed25519.pub, SEED 64 hex digits. Exit: 0 holds, 1 refused, 2 usage.
 */
#include "base/file.h"
#include "format/ssh.h"

#include <stdio.h>
#include <string.h>

#define MESSAGE_BYTES_MAX (1024 * 1024)

static enum err
verify(char **words, struct error *e)
{
	struct buffer text = {0}, line = {0}, message = {0};
	struct public_key key;
	uint8_t blob[SSHSIG_BLOB_MAX];
	size_t len;
	enum err rc;

	rc = file_read(&text, words[0], MESSAGE_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = file_read(&line, words[1], MESSAGE_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = file_read(&message, "-", MESSAGE_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = ssh_armour_parse(blob, &len, buffer_bytes(&text), e);
	if (rc == ERR_NONE)
		rc = ssh_public_key_parse(&key, buffer_bytes(&line), e);
	if (rc == ERR_NONE)
		rc = sshsig_check(bytes_of(blob, len), words[2], &key,
		    buffer_bytes(&message), e);
	buffer_release(&text);
	buffer_release(&line);
	buffer_release(&message);
	return rc;
}

static enum err
sign(char **words, struct error *e)
{
	struct buffer message = {0}, out = {0};
	struct secret_key *secret = NULL;
	struct hash seed;
	uint8_t blob[SSHSIG_BLOB_MAX];
	char line[SSH_KEY_LINE_BYTES];
	size_t len;
	enum err rc;

	if (!hash_parse(bytes_text(words[0]), &seed))
		return error_set(e, ERR_INPUT, "the seed is not 64 hex digits");
	rc = secret_key_new(&secret, seed.at, e);
	if (rc == ERR_NONE)
		rc = file_read(&message, "-", MESSAGE_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = sshsig_make(blob, &len, words[1], secret,
		    buffer_bytes(&message), e);
	if (rc != ERR_NONE)
		goto done;
	ssh_armour_print(&out, bytes_of(blob, len));
	(void)fwrite(out.at, 1, out.len, stdout);
	len = ssh_public_key_print(line, secret_key_public(secret));
	rc = file_create(words[2], bytes_of(line, len), 0600, e);
done:
	secret_key_free(secret);
	buffer_release(&message);
	buffer_release(&out);
	return rc;
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	enum err rc;

	if (argc == 5 && strcmp(argv[1], "verify") == 0) {
		rc = verify(argv + 2, &e);
	} else if (argc == 5 && strcmp(argv[1], "sign") == 0) {
		rc = sign(argv + 2, &e);
	} else {
		(void)fprintf(stderr,
		    "usage: ssh-check verify SIGNATURE PUBLIC NAMESPACE\n"
		    "       ssh-check sign SEED NAMESPACE PUBLIC-OUT\n");
		return 2;
	}
	if (rc != ERR_NONE)
		(void)fprintf(stderr, "ssh-check: %s\n", e.text);
	return rc == ERR_NONE ? 0 : 1;
}
