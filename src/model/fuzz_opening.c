/* The first byte chooses the type of the entry, the rest is an opening. What
 * is accepted and whole prints to the same bytes; values that pass the seal
 * are held against the tables, which must not trip. */
#include "model/slots.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* A body for the rules between slots and body. */
static const char *const bodies[] = {
    "{}",
    "{\"kind\":\"gift\",\"materials\":[{\"direction\":\"given\","
    "\"sha256\":null}],\"outcome\":\"returned\",\"custody\":[],"
    "\"claims\":[{\"p\":\"text\"}],\"exceptions\":1,\"hedged\":true,"
    "\"select\":[{\"type\":\"quote\"},{\"type\":\"part\"}],"
    "\"speaker\":{\"described\":true},\"via\":[{\"described\":true,"
    "\"select\":[{\"type\":\"quote\"}]}]}",
    "{\"claims\":[],\"select\":[],\"via\":[]}",
};

static void
print_again(const struct opening *o, struct bytes line)
{
	struct buffer out = {0};

	opening_print_whole(&out, o->has_number ? &o->number : NULL, &o->seed,
	    &o->values);
	if (!out.failed && !bytes_equal(buffer_bytes(&out), line))
		abort();
	buffer_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct entry entry = {.has_seal = true};
	struct opening o;
	struct bytes line;
	struct seal seal;
	enum err rc;

	if (a == NULL || len == 0)
		goto done;
	line = bytes_of(at + 1, len - 1);
	entry.type = (enum entry_type)(at[0] % TYPE_COUNT);
	if (opening_parse(&o, line, (at[0] & 0x80) != 0, a, NULL) != ERR_NONE)
		goto done;
	/* statements need their lists: the first body has none */
	if (json_parse(&entry.body,
		bytes_text(
		    bodies[entry.type == TYPE_STATEMENT ? 1 + (at[0] >> 5 & 1) :
							  at[0] >> 5 & 1]),
		&json_entry_limits, a, NULL) != ERR_NONE)
		goto done;
	if (o.whole) {
		print_again(&o, line);
		if (seal_compute(&seal, &o.seed, entry.id.at, &o.values,
			NULL) == ERR_NONE)
			entry.seal = seal.root;
	}
	rc = slots_check(&entry, &o.values, o.shown, NULL);
	if (o.whole && opening_verify(&o, &entry, o.number, NULL) != rc)
		abort(); /* its seal holds, so the values alone decide */
	(void)slots_flag_differs(&entry, &o.values, o.shown);
done:
	arena_free(a);
	return 0;
}
