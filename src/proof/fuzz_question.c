/* Questions: what is accepted prints to the same bytes, and so do its parts. */
#include <assert.h>

#include "proof/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
prints_back(const struct question *q)
{
	char text[QUESTION_BYTES];
	struct question again;
	size_t len = question_print(text, q);

	assert(question_parse(&again, bytes_of(text, len), NULL) == ERR_NONE);
	assert(question_equal(q, &again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	char text[QUESTION_BYTES];
	struct question q;
	struct parts parts;
	struct error e = {0};

	if (question_parse(&q, bytes_of(at, len), &e) != ERR_NONE) {
		assert(e.code == ERR_INPUT && e.text[0] != '\0');
		return 0;
	}
	assert(bytes_equal(bytes_of(at, len), bytes_of(text,
	    question_print(text, &q))));
	assert(parts_derive(&parts, &q, 1, true, &e) == ERR_NONE);
	for (size_t i = 0; i < parts.count; i++)
		prints_back(&parts.at[i]);
	return 0;
}
