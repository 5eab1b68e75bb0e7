/*
 * verify/words.h - every sentence of chancery-verify, English and French
 *
 * Purpose     one table with two columns, so that neither language can say
 *             less than the other; words are those of struct step_report and
 *             of the refusals in proof/ and format/.
 * Invariant   a word that proof/ can report has a row (a test compares).
 * Source      interfaces A5.9, A5.12, A9.12, A10.3; index 7.5
 */
#ifndef VERIFY_WORDS_H
#define VERIFY_WORDS_H

#include "base/bytes.h"
#include "base/message.h"

struct sentence {
	const char *word;
	const char *text[LANG_COUNT];
};

extern const struct sentence sentences[];
extern const size_t sentence_count;

/* NULL: no such row. */
const char *sentence_find(const char *word, enum lang lang);
/* The row must be there. */
const char *say(const char *word, enum lang lang);
/* Singular or plural: EN plural if n != 1, FR if n >= 2. The rows are WORD and
 * WORD_many. */
const char *say_count(const char *word, uint64_t n, enum lang lang);
/* Appends `text` with {1}, {2}, ... replaced by args[0], args[1], ... */
void say_fill(struct buffer *out, const char *text,
    const char *const *args);
/* What steps found: verify/findings.c. */
struct finding {
	const char *word, *fr;
};
extern const struct finding findings[];
extern const size_t finding_count;
/* What a step found, in `lang`: its own English text, or the row of `word`;
 * `text` where there is none. */
const char *say_found(const char *word, const char *text, enum lang lang);
/* CHANCERY_LANG, LC_ALL, LC_MESSAGES, LANG: A10.3. */
enum lang lang_of_environment(void);

#endif
