/*
 * format/markup.h - text of others inside HTML and XML
 *
 * Purpose     one writer that escapes, for pages, feeds and folders of
 *             disclosures: what is written is text or the value of a quoted
 *             attribute, never markup.
 * Invariant   & < > " ' are written as entities; other bytes as they are.
 * Ownership   the buffer is the caller's.     Cost  one pass, runs at once.
 * Source      HTML 13.1.2.3; XML 1.0, 2.4
 */
#ifndef FORMAT_MARKUP_H
#define FORMAT_MARKUP_H

#include "base/bytes.h"

void markup_put(struct buffer *out, struct bytes text);
/* XML knows no control characters but tab and the ends of lines: others are
 * left out. */
void markup_put_xml(struct buffer *out, struct bytes text);

#endif
