/*
 * exchange/text.h - words of foreign files, made comparable
 *
 * Purpose     clean cells, fold capitals, find forms where words begin: the
 *             three things that a MAP does to text (map 2.10, 4.11, 6.2).
 * Invariant   well-formed UTF-8 in, well-formed UTF-8 out; nothing but white
 *             space and capitals is changed, nothing is normalised (model 1.7).
 * Ownership   results are spans of the input where nothing changed, else they
 *             live in the arena. An empty result is "nothing".
 * Cost        linear in the text.
 */
#ifndef EXCHANGE_TEXT_H
#define EXCHANGE_TEXT_H

#include "base/arena.h"

/* White space cut at both ends, runs inside to one blank. Empty with at =
 * NULL once the arena is full: test arena_failed(). */
struct bytes text_clean(struct arena *a, struct bytes in);
/* Capitals of ASCII, Latin-1 and Latin Extended-A to small letters. */
struct bytes text_fold(struct arena *a, struct bytes in);
bool text_has(struct bytes text, struct bytes part);
/* Is the character that ends just before `at` no letter and no digit of
 * ASCII, Latin-1 or Latin Extended-A? True at the start of the text. */
bool text_word_starts(struct bytes text, size_t at);

/* A list of forms with their values; exact or as they occur in a text. */
struct form_table;

struct form {
	struct bytes form, value; /* folded; as written */
};

/* Reads lines "form TAB value" (map 6.1); ERR_INPUT names the line. */
MUST_CHECK enum err form_table_parse(struct form_table **out, struct bytes in,
    struct arena *a, struct error *e);
/* The form equal to the folded text, or NULL. */
const struct form *form_table_get(const struct form_table *t,
    struct bytes folded);
/* The longest form that stands at `at` of the folded text, or NULL. */
const struct form *form_table_at(const struct form_table *t,
    struct bytes folded, size_t at);
size_t form_table_count(const struct form_table *t);

#endif
