#include "register/fold.h"

#include <stdlib.h>

#include <utf8proc.h>

#define WORDS_MAX 64

static int
compare_words(const void *a, const void *b)
{
	const struct bytes *x = a, *y = b;

	return bytes_compare(*x, *y);
}

static bool
is_word_byte(uint8_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

bool
fold_name(struct buffer *out, struct bytes text, bool sorted)
{
	struct bytes words[WORDS_MAX];
	size_t count = 0, i = 0;
	uint8_t *folded = NULL;
	utf8proc_ssize_t len = utf8proc_map(text.at,
	    (utf8proc_ssize_t)text.len, &folded, UTF8PROC_DECOMPOSE |
	    UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD |
	    UTF8PROC_STABLE);

	if (len < 0) {
		out->failed = true;
		return false;
	}
	while (i < (size_t)len && count < WORDS_MAX) {
		size_t start;

		while (i < (size_t)len && !is_word_byte(folded[i]))
			i++;
		start = i;
		while (i < (size_t)len && is_word_byte(folded[i]))
			i++;
		if (i > start)
			words[count++] = bytes_of(folded + start, i - start);
	}
	if (sorted)
		qsort(words, count, sizeof *words, compare_words);
	for (size_t k = 0; k < count; k++) {
		if (k != 0)
			buffer_byte(out, ' ');
		buffer_add(out, words[k]);
	}
	free(folded);
	return !out->failed;
}
