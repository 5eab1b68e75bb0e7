/*
 * faces/feed.h - what is new about something, as Atom
 *
 * Purpose     feeds of a person, a body, a post, a state, a search, the log
 *             and what came late, for pages and API alike.
 * Invariant   1 an entry of the feed is an entry of the log; its id is
 *               urn:sha256: and its leaf hash, so that no reader takes an
 *               older thing for a new one.
 *             2 a statement never stands without its chain, its denials and
 *               what was left undecided, whatever the content (C1.8).
 *             3 only what a checkpoint covers is told.
 * Errors      those of the read model and of the log.
 * Ownership   the document is appended to the caller's buffer.
 * Cost        at most 50 entries.
 * Source      interfaces C8.1; RFC 4287
 */
#ifndef FACES_FEED_H
#define FACES_FEED_H

#include "register/objects.h"

#define FEED_ENTRIES 50

enum feed_content { FEED_HEADLINE, FEED_SUMMARY, FEED_FULL };

struct feed {
	struct objects o;         /* base_url NULL: addresses are paths */
	struct feed_filter about; /* below, limit: 0 */
	/* in place of `about`: these entries, the newest first (what came
	 * late); NULL: none */
	const uint64_t *entries;
	size_t entry_count;
	const char *title; /* in the language of the feed */
	const char *self;  /* address of this document, with its query */
	const char *page;  /* of the page it is about: "p/3" */
	uint64_t before;   /* entries below it; NUMBER_NONE: the newest */
	enum feed_content content;
	enum lang lang;
};

/* "headline", "summary", "full"; empty: summary. */
MUST_CHECK bool feed_content_parse(struct bytes word,
    enum feed_content *out);
MUST_CHECK enum err feed_print(struct buffer *out, const struct feed *f,
    struct error *e);

/* ---- inside ---- */

/* "<name>text</name>" */
void feed_element(struct buffer *out, const char *name, struct bytes text);
/* One <entry> of the entry with this number. */
MUST_CHECK enum err feed_entry_print(struct buffer *out, const struct feed *f,
    uint64_t number, struct error *e);

#endif
