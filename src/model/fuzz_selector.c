/* "SELECT LF WORDS LF TEXT": selectors held against any text. */
#include "model/selector.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* What was found is what stands at the place told. */
static void
check_found(struct bytes text, const struct selected *s)
{
	struct bytes rest = text;

	if (!s->in_text)
		return;
	for (size_t i = 0; i < s->start; i++)
		(void)utf8_next(&rest);
	if (rest.at != s->slice.at || s->start >= s->end ||
	    utf8_count(s->slice) != s->end - s->start)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(4 * MIB);
	struct selected found[SELECTORS_MAX] = {{.in_text = false}};
	struct bytes rest = bytes_of(at, len), line;
	const struct json *select = NULL, *words = NULL;
	struct error e = {0};
	bool complete;
	enum err rc;

	if (a == NULL || !bytes_line(&rest, &line, &complete) ||
	    json_parse(&select, line, &json_entry_limits, a, NULL) !=
		ERR_NONE ||
	    !bytes_line(&rest, &line, &complete) ||
	    json_parse(&words, line, &json_entry_limits, a, NULL) != ERR_NONE ||
	    select->type != JSON_ARRAY || select->count > SELECTORS_MAX)
		goto done;
	rc = selector_text_check(rest, &e);
	if (rc == ERR_NONE)
		rc = selectors_check(select, words, &rest, found, &e);
	if (rc != ERR_NONE && (e.word[0] == '\0' || e.text[0] == '\0') &&
	    rc != ERR_MEMORY)
		abort();
	for (size_t i = 0; rc == ERR_NONE && i < SELECTORS_MAX; i++)
		check_found(rest, &found[i]);
done:
	arena_free(a);
	return 0;
}
