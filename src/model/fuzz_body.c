/* The first byte chooses the type, the rest is a body as JSON. */
#include "model/body.h"
#include "model/contact.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct entry entry = {.at_s = 1717200000};
	struct contact contact;
	struct error e = {0};
	const struct json *changed;

	if (a == NULL || len == 0 ||
	    json_parse(&entry.body, bytes_of(at + 1, len - 1),
		&json_entry_limits, a, NULL) != ERR_NONE)
		goto done;
	entry.type = (enum entry_type)(at[0] % TYPE_COUNT);
	if (body_check(entry.body, entry.type, (at[0] & 0x80) != 0, &e) !=
	    ERR_NONE) {
		if (e.word[0] == '\0' || e.text[0] == '\0')
			abort();
		goto done;
	}
	if (entry.type == TYPE_CONTACT &&
	    contact_read(&contact, &entry, a, &e) != ERR_NONE &&
	    strcmp(e.word, "future") != 0 && e.code != ERR_MEMORY)
		abort(); /* the body was accepted */
	changed = body_changed(entry.body, entry.body, a);
	if (changed != NULL && changed->count != 0)
		abort();
done:
	arena_free(a);
	return 0;
}
