#include "base/message.h"

#include <string.h>

const char *
message_in(enum lang lang, const char *english)
{
	size_t low = 0, high = message_count;

	while (lang == LANG_FR && low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(english, messages[middle].en);

		if (order == 0)
			return messages[middle].fr;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return english;
}
