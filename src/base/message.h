/*
 * base/message.h - the sentences of the program in English and French
 *
 * Purpose     one generated, sorted table (po/fr.po) from English sentence to
 *             French; no run-time locale, no state (interfaces A10.3).
 * Invariant   an English sentence is its own key; a French one takes the same
 *             printf arguments (a test compares the conversions).
 * Cost        a binary search.
 */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

#include <stddef.h>

enum lang { LANG_EN, LANG_FR };
#define LANG_COUNT 2

/* The sentence in that language; the English one where none is known. */
const char *message_in(enum lang lang, const char *english)
    __attribute__((format_arg(2)));

/* Marks a literal for the table without looking it up yet. */
#define N_(english) (english)

struct message {
	const char *en, *fr;
};
extern const struct message messages[];
extern const size_t message_count;

#endif
