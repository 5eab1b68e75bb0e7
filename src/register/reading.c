#include "register/reading.h"

static void
put(struct buffer *out, const char *name, const char *value, bool last)
{
	buffer_printf(out, "\"%s\":", name);
	json_print_string(out, bytes_text(value));
	buffer_text(out, last ? "}" : ",");
}

enum err
reading_record(struct registry *r, const struct reading *reading,
    struct error *e)
{
	struct buffer row = {0};
	struct hash head;
	char at[21], id[ID_TEXT_BYTES];
	uint64_t n = 0;
	enum err rc = truth_last_read(registry_truth(r), &n, &head, e);

	if (rc != ERR_NONE)
		return rc;
	n++;
	time_print(at, registry_now(r));
	buffer_byte(&row, '{'); /* canonical: members by name */
	put(&row, "account", reading->account, false);
	put(&row, "act", reading->act, false);
	put(&row, "at", at, false);
	put(&row, "basis", reading->basis, false);
	put(&row, "channel", reading->channel, false);
	buffer_printf(&row, "\"n\":%llu,", (unsigned long long)n);
	id_print(id, &reading->object);
	put(&row, "object", id, false);
	if (reading->office.type == TYPE_UNKNOWN) {
		buffer_text(&row, "\"office\":null,");
	} else {
		id_print(id, &reading->office);
		put(&row, "office", id, false);
	}
	put(&row, "outcome", reading->outcome, true);
	rc = row.failed ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    truth_add_read(registry_truth(r), n, buffer_bytes(&row), e);
	buffer_release(&row);
	return rc;
}
