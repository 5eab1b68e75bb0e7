/*
 * pages/record.h - what the pages of things share
 *
 * Purpose     one thing loaded whole, and the parts that each of its pages
 *             has: what became of it, its rows, what was said about it, its
 *             history, how to ask for a correction, its proof.
 * Terms       a thing's path is its reference: "/en/c/14". A path with words
 *             behind the number ("/en/p/7-the-member") leads to it by 308.
 * Invariant   1 whatever was withdrawn, sealed, withheld or erased answers
 *               200 and says so, with its ground (interfaces C1.9).
 *             2 a statement that accuses is never shown without its chain, its
 *               denials and what was left undecided (C1.8).
 * Errors      each enum err is that of the register; the caller ends with
 *             page_fail.
 * Ownership   everything lives in the arena of the request.
 * Source      interfaces C1, C3.1, C4; amendments C1
 */
#ifndef PAGES_RECORD_H
#define PAGES_RECORD_H

#include "faces/told.h"
#include "pages/page.h"
#include "register/naming.h"

struct record {
	struct page p;
	struct showing s;
	struct told told;
	char ref[REF_BYTES]; /* "c/14" */
	const char *path;    /* "/en/c/14" */
	const char *name;    /* of the thing; its reference where it has none */
};

/* Loads the thing of `type` (TYPE_UNKNOWN: the entry of that number) named by
 * the path, the version in its second part; answers the twins .json, .proof
 * and the 308. False: the answer is there. `query`: members that it takes. */
bool record_begin(struct record *r, void *context,
    struct http_request *request, struct http_answer *answer,
    enum entry_type type, const char *query);
/* History, reply, proof, forms; sends it. */
void record_finish(struct record *r, unsigned forms);

/* The text with its first letter large. */
const char *record_large(struct page *p, const char *text);
/* Above everything: withdrawn, an older version, imported. */
void record_notices(struct record *r);
/* The summary list; without the rows of these ids. */
void record_rows(struct record *r, const char *but);
/* Judged the same as, declarations, what was said about it. */
MUST_CHECK enum err record_beside(struct record *r);
MUST_CHECK enum err record_history(struct record *r);
void record_reply(struct record *r);
/* Panel of C3.1, and the QR code of C8.5 for paper. */
void record_proof(struct record *r);

/* ---- told rows (record_told.c) ---- */

void told_put(struct page *p, const struct told_row *row);
/* `but`: ids of rows to leave out, between blanks (" chain beside "). */
void told_put_list(struct page *p, const struct told *t, const char *but);
bool told_is_one(const char *ids, const char *id);
bool told_equal(const struct told_row *a, const struct told_row *b);
const struct told_row *told_find(const struct told *t, const char *id);
/* Rows of another version of a thing. */
MUST_CHECK enum err told_version(struct page *p, uint64_t number,
    unsigned version, struct showing *x, struct told *out);

/* ---- statements (record_statements.c) ---- */

/* One statement as a card: who, what, in whose words, the chain where it
 * accuses, and what others said of it. */
MUST_CHECK enum err statement_card(struct page *p, uint64_t number);
/* {"lang","text"} as a quotation. */
void statement_quote(struct page *p, const struct json *text);
void statement_chain_put(struct page *p, const struct checked_hop *chain,
    size_t count);
/* Denials, replies, rulings; where there are none the words say so. */
MUST_CHECK enum err statement_beside_put(struct page *p,
    const struct beside *b);
MUST_CHECK enum err statements_put(struct page *p, const uint64_t *numbers,
    size_t count, const char *all);

#endif
