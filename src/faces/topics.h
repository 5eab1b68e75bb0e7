/* faces/topics.h - the long help texts, in both languages (interfaces A10.8) */
#ifndef FACES_TOPICS_H
#define FACES_TOPICS_H

#include <stddef.h>

#include "base/message.h"

struct topic {
	const char *name;
	const char *text[LANG_COUNT];
};
extern const struct topic topics[];
extern const size_t topic_count;

#endif
