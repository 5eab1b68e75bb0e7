#include "cli/show_statement.h"

#include "cli/file_paper.h"

static void
tell_selected(struct cli *c, const struct json *select,
    const struct selected *found)
{
	if (json_is_null(select) || select->count == 0)
		cli_say(c, "no selector");
	for (size_t i = 0; select != NULL && i < select->count &&
	     i < SELECTORS_MAX; i++) {
		if (found[i].in_text)
			cli_say(c, "selector %zu: code points %zu to %zu",
			    i + 1, found[i].start, found[i].end);
		else
			cli_say(c, "selector %zu: names no place in the text",
			    i + 1);
	}
	cli_say(c, "every selector fits the text that the document names");
}

enum err
show_verify_text(struct cli *c, const struct entry *entry,
    const struct slot_values *values)
{
	const struct json *select = json_get(entry->body, "select");
	struct selected found[SELECTORS_MAX] = {{.in_text = false}};
	const struct json *member = NULL;
	struct buffer b = {0};
	struct bytes text;
	enum err rc = file_read(&b, cli_arg(c, "verify-text"),
	    TRUTH_BLOB_BYTES, &c->e);

	text = buffer_bytes(&b);
	if (rc == ERR_NONE)
		rc = paper_text_member(c, json_get_text(entry->body,
		    "document"), &member);
	if (rc == ERR_NONE)
		rc = selector_text_is(text, member, &c->e);
	if (rc == ERR_NONE)
		rc = selectors_check(select, values->at[2], &text, found,
		    &c->e);
	if (rc == ERR_NONE && !c->json)
		tell_selected(c, select, found);
	buffer_release(&b);
	return rc;
}
