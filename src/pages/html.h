/*
 * pages/html.h - a writer of HTML that escapes by default
 *
 * Purpose     elements, attributes, texts and SVG, typed: what comes from
 *             others is text or an attribute's value, never markup.
 * Invariant   1 every text and every value is escaped; there is no way to put
 *               raw bytes but html_trusted, for what another writer of ours
 *               made (a timeline, a QR code).
 *             2 href, src, action and formaction hold own paths, fragments,
 *               queries, http, https or mailto; anything else becomes "#".
 *             3 elements nest: closing another than the innermost spoils the
 *               document (`failed` of its buffer), which tests see.
 *             4 control bytes and forced directions are shown, not obeyed, as
 *               utf8_put_visible does it (adr 0007).
 * Errors      html_good is false when a limit was hit or nesting broke.
 * Ownership   the buffer is the caller's.
 * Source      interfaces C1.6; reliability 8.1 (ASVS 1.2.1, 1.2.2)
 */
#ifndef PAGES_HTML_H
#define PAGES_HTML_H

#include "base/bytes.h"

#define HTML_DEPTH_MAX 48

struct html {
	struct buffer *out;
	enum lang lang;
	const char *open[HTML_DEPTH_MAX];
	unsigned depth;
	bool broken;
};

/* An element with attributes: name, value, ..., NULL. A NULL value leaves the
 * attribute out; "" prints the name alone. */
void html_open(struct html *h, const char *tag, ...)
    __attribute__((sentinel));
void html_close(struct html *h, const char *tag);
/* An element without content (input, br, hr, meta, link, img). */
void html_void(struct html *h, const char *tag, ...) __attribute__((sentinel));

void html_bytes(struct html *h, struct bytes text);
void html_text(struct html *h, const char *text);
/* A sentence of the message table, in the language of the page. */
void html_say(struct html *h, const char *english);
/* The same with arguments, which are escaped with it. */
void html_sayf(struct html *h, const char *english, ...) PRINTF_LIKE(2, 3);
void html_number(struct html *h, uint64_t n);

/* <tag class>text</tag>, the text already in the page's language. */
void html_element(struct html *h, const char *tag, const char *css,
    const char *text);
/* The same, looked up in the message table. */
void html_element_say(struct html *h, const char *tag, const char *css,
    const char *english);
void html_link(struct html *h, const char *href, struct bytes text);
/* Bytes of another writer of ours. */
void html_trusted(struct html *h, struct bytes made);
bool html_good(const struct html *h);

/* A text as a part of a path or of a query (RFC 3986 2.3). */
void url_put(struct buffer *out, struct bytes text);

/* The sentence, in that language. */
#define HTML_TR(h, english) message_in((h)->lang, english)

#endif
