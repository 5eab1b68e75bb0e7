/* Any bytes as an age file, as a file of identities, as a recipient, as what
 * was padded. format/note 1.2, 1.4, 2.3 */
#include <assert.h>

#include "format/age.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* The identity for which the files of the corpus are sealed: 01 02 .. 20. */
static const struct age_identities *
own(void)
{
	static struct age_identities *ids;
	uint8_t secret[X25519_BYTES];

	for (unsigned i = 0; i < sizeof secret; i++)
		secret[i] = (uint8_t)(i + 1);
	if (ids == NULL)
		assert(age_identities_new(&ids, secret, NULL) == ERR_NONE);
	return ids;
}

static void
as_keys(struct bytes in)
{
	struct age_identities *ids, *again;
	struct age_recipient r;
	char text[AGE_RECIPIENT_TEXT_BYTES];
	struct buffer file = {0};

	if (age_recipient_parse(&r, in)) {
		age_recipient_print(text, &r);
		assert(bytes_is(in, text));
	}
	if (age_identities_parse(&ids, in, NULL) != ERR_NONE)
		return;
	for (size_t i = 0; i < ids->count; i++)
		age_identity_print(&file, &ids->at[i]);
	assert(age_identities_parse(&again, buffer_bytes(&file), NULL) ==
	    ERR_NONE);
	assert(again->count == ids->count);
	age_identities_free(again);
	age_identities_free(ids);
	buffer_wipe(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes in = bytes_of(at, len), content;
	struct buffer plain = {0};
	struct error e = {.code = ERR_NONE};
	enum err rc = age_open(&plain, in, own(), NULL, &e);

	assert(rc == ERR_NONE || plain.len == 0);
	assert(rc == ERR_NONE || rc == ERR_INPUT || rc == ERR_ABSENT ||
	    rc == ERR_PROOF);
	if (rc == ERR_NONE)
		assert(len > plain.len);
	buffer_wipe(&plain);
	as_keys(in);
	if (pad_take(&content, in, NULL) == ERR_NONE)
		assert(content.len + PADDED_LENGTH_BYTES <= len);
	return 0;
}
