/* Whatever entry_parse accepts is canonical and can be read on. */
#include "model/body.h"
#include "model/contact.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static enum err
accept_id(void *context, struct bytes id, struct error *e)
{
	size_t *count = context;

	(void)id;
	(void)e;
	(*count)++;
	return ERR_NONE;
}

static void
read_on(const struct entry *entry, struct arena *a)
{
	struct entry_signature s;
	struct visibility visibility;
	struct contact contact;
	struct buffer text = {0};
	size_t count = 0;

	json_print_canonical(&text, entry->root);
	if (!text.failed && !bytes_equal(buffer_bytes(&text), entry->leaf))
		abort();
	buffer_release(&text);
	for (size_t i = 0; i < entry->signature_count; i++)
		if (entry_signature_at(&s, entry, i, a, NULL) != ERR_NONE &&
		    !arena_failed(a))
			abort();
	if (entry->type == TYPE_UNKNOWN)
		return;
	visibility_read(&visibility, entry->body);
	if (body_each_id(entry->body, entry->type, accept_id, &count, NULL) !=
	    ERR_NONE)
		abort();
	if (entry->type == TYPE_CONTACT &&
	    contact_read(&contact, entry, a, NULL) == ERR_NONE &&
	    (contact.e > contact.l || contact.times < 1))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct entry entry;
	struct error e;

	if (a == NULL)
		return 0;
	if (entry_parse(&entry, bytes_of(at, len), NULL, a, &e) == ERR_NONE)
		read_on(&entry, a);
	else if (e.code == ERR_INPUT && e.word[0] == '\0')
		abort(); /* every refusal has its code */
	arena_free(a);
	return 0;
}
