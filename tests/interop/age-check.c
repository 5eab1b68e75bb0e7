/*
 * age-check - our side of tests/interop/age.sh
 *
 *     age-check key FILE              makes an identity, prints its public key
 *     age-check seal [--pad] KEY...   seals standard input
 *     age-check open IDENTITIES       opens standard input
 *
 * Exit 0; 1: none of the identities opens it; 3: malformed; 5: does not hold.
 */
#include <stdio.h>

#include "base/file.h"
#include "crypto/ed25519.h"
#include "format/age.h"

#define FILE_BYTES ((size_t)64 * 1024 * 1024)

static int
fail(const struct error *e)
{
	(void)fprintf(stderr, "age-check: %s\n", e->text);
	return e->code == ERR_ABSENT ? 1 : e->code == ERR_PROOF ? 5 : 3;
}

static enum err
key(const char *path, struct error *e)
{
	struct age_identities *ids;
	struct buffer text = {0};
	char public[AGE_RECIPIENT_TEXT_BYTES];
	uint8_t secret[X25519_BYTES];
	enum err rc;

	random_bytes(secret, sizeof secret);
	rc = age_identities_new(&ids, secret, e);
	explicit_bzero(secret, sizeof secret);
	if (rc != ERR_NONE)
		return rc;
	age_identity_print(&text, &ids->at[0]);
	age_recipient_print(public, &ids->at[0].public);
	rc = file_create(path, buffer_bytes(&text), 0600, e);
	(void)puts(public);
	buffer_wipe(&text);
	age_identities_free(ids);
	return rc;
}

static enum err
seal(struct buffer *out, int count, char **names, bool pad, struct error *e)
{
	struct age_recipient to[AGE_RECIPIENTS_MAX];
	struct buffer in = {0}, padded = {0};
	enum err rc = file_read(&in, "-", FILE_BYTES, e);

	for (int i = 0; i < count && rc == ERR_NONE; i++)
		if (i == AGE_RECIPIENTS_MAX ||
		    !age_recipient_parse(&to[i], bytes_text(names[i])))
			rc = error_set(e, ERR_INPUT, "\"%s\" is no recipient",
			    names[i]);
	if (rc == ERR_NONE && pad)
		pad_put(&padded, buffer_bytes(&in));
	if (rc == ERR_NONE)
		rc = age_seal(out, buffer_bytes(pad ? &padded : &in), to,
		    (size_t)count, NULL, e);
	buffer_wipe(&in);
	buffer_wipe(&padded);
	return rc;
}

static enum err
unseal(struct buffer *out, const char *path, struct error *e)
{
	struct age_identities *ids = NULL;
	struct buffer file = {0}, in = {0};
	enum err rc = file_read(&file, path, AGE_IDENTITY_FILE_BYTES, e);

	if (rc == ERR_NONE)
		rc = age_identities_parse(&ids, buffer_bytes(&file), e);
	if (rc == ERR_NONE)
		rc = file_read(&in, "-", FILE_BYTES, e);
	if (rc == ERR_NONE)
		rc = age_open(out, buffer_bytes(&in), ids, NULL, e);
	age_identities_free(ids);
	buffer_wipe(&file);
	buffer_release(&in);
	return rc;
}

int
main(int argc, char **argv)
{
	struct error e = {.code = ERR_NONE};
	struct buffer out = {0};
	bool pad;
	enum err rc;

	if (argc == 3 && strcmp(argv[1], "key") == 0) {
		rc = key(argv[2], &e);
	} else if (argc > 2 && strcmp(argv[1], "seal") == 0) {
		pad = strcmp(argv[2], "--pad") == 0;
		rc = seal(&out, argc - 2 - pad, argv + 2 + pad, pad, &e);
	} else if (argc == 3 && strcmp(argv[1], "open") == 0) {
		rc = unseal(&out, argv[2], &e);
	} else {
		(void)fputs("age-check key|seal|open ...\n", stderr);
		return 2;
	}
	if (rc != ERR_NONE)
		return fail(&e);
	(void)fwrite(out.at, 1, out.len, stdout);
	buffer_wipe(&out);
	return 0;
}
