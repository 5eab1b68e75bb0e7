/*
 * base/error.h - a code for the program and a sentence for the person
 *
 * Purpose     every call that can fail returns an `enum err` and, if asked,
 *             fills one `struct error` with a sentence that names the mend.
 * Ownership   the caller owns the struct; no allocation anywhere.
 * Cost        one bounded vsnprintf on failure, nothing on success.
 * Source      style 4; interfaces A2 (exit codes), A11 (wording).
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum err {
	ERR_NONE,
	ERR_INPUT,     /* the bytes given to us are malformed */
	ERR_ABSENT,    /* well formed, and there is no such thing */
	ERR_PROOF,     /* hashes or signatures disagree: an alarm */
	ERR_UNCHECKED, /* something needed to judge is missing: homework */
	ERR_REFUSED,   /* this actor may not */
	ERR_CONFLICT,  /* changed meanwhile, or already there */
	ERR_STORE,     /* disk or database failed, and nothing changed */
	ERR_MEMORY     /* out of memory, or a limit of ours */
};

/*
 * `word` is the stable code of an interface ("sig_invalid", "when: order"),
 * empty where there is none; `field` names the member, option or file line at
 * fault ("/when", "--on"), empty where there is none; `mend` is the second
 * line of A11.1 ("write 2021-02 if the day is unknown"), empty where unknown.
 */
struct error {
	enum err code;
	char word[40];
	char field[80];
	char text[320];
	char mend[240];
	enum lang lang; /* of the sentences; survives error_clear */
};

/* Sets code and text; `mend`, `word` and `field` become empty. `fmt` is looked
 * up in the message table of e->lang; where it is "%s" alone, its argument is.
 * NULL `e` is allowed everywhere. Each returns `code`. */
enum err error_set(struct error *e, enum err code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* The same with a stable word. */
enum err error_word(struct error *e, enum err code, const char *word,
    const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Adds what the caller alone knows, in front: "entry 7: ...". */
enum err error_wrap(struct error *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Adds the mend and returns e->code (ERR_INPUT when `e` is NULL). */
enum err error_mend(struct error *e, enum err code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
void error_field(struct error *e, const char *fmt, ...) PRINTF_LIKE(2, 3);
void error_clear(struct error *e);
/* The sentence in the language of `e`; NULL: English. For a part of a sentence
 * that another one takes in. */
const char *error_say(const struct error *e, const char *english)
    __attribute__((format_arg(2)));
/* An empty one that speaks the language of `e`; NULL: English. */
static inline struct error
error_like(const struct error *e)
{
	return (struct error){.lang = e == NULL ? LANG_EN : e->lang};
}

#endif
