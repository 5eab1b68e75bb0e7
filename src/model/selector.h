/*
 * model/selector.h - where in a text a statement points
 *
 * Purpose     holds the selectors of a statement or a hop against the text of
 *             its document: the quoted words stand there, once, or at the
 *             place that is given.
 * Terms       a position that follows a quote directly in the list says where
 *             that quote stands; a quote without one is alone and must stand
 *             exactly once, its prefix and suffix adjoining.
 * Units       places are Unicode code points from 0, the end excluded.
 * Errors      ERR_INPUT, words `ambiguous`, `not_found`, `slice_differs`
 *             (outside the text, too), `selector` (cannot be, whatever the
 *             text), `text_form`. ERR_PROOF `hash_differs`. `field` names the
 *             selector ("/select/2").
 * Ownership   borrows everything, keeps nothing; no I/O.
 * Cost        linear in the text for each selector.
 * Source      model 3.14 (`nfc-lf`), 3.17; docs/format/selectors.md
 */
#ifndef MODEL_SELECTOR_H
#define MODEL_SELECTOR_H

#include "crypto/hash.h"
#include "format/json.h"

#define SELECTORS_MAX 8 /* model 3.15 */

/* UTF-8 in normalization form C, lines ended by LF alone, no byte order mark,
 * no U+0000: the form that `nfc-lf` names. */
MUST_CHECK enum err selector_text_check(struct bytes text, struct error *e);
/* Is it the text that `document.text` names? `text_member` is that object. */
MUST_CHECK enum err selector_text_is(struct bytes text,
    const struct json *text_member, struct error *e);

/* Where one selector leads. */
struct selected {
	bool in_text;     /* quote and position; others name no place in it */
	size_t start, end; /* code points */
	struct bytes slice;
};

/* Every selector of `select` with its words (`words` may be NULL or shorter:
 * null). `text` NULL: what can be judged without it. `out` may be NULL; else
 * one for each selector. */
MUST_CHECK enum err selectors_check(const struct json *select,
    const struct json *words, const struct bytes *text,
    struct selected out[SELECTORS_MAX], struct error *e);

#endif
