/*
 * pages/qr.h - bytes as a QR code, for paper and for authenticators
 *
 * Purpose     one SVG of one path, level M, with the quiet zone of four
 *             modules that the standard asks for, black on white in any scheme.
 * Errors      ERR_INPUT: empty, or longer than a symbol holds (2,331 bytes).
 * Cost        about a millisecond.     Source  ISO/IEC 18004; interfaces C8.5
 */
#ifndef PAGES_QR_H
#define PAGES_QR_H

#include "pages/html.h"

#define QR_BYTES_MAX 2331

/* `title` names the image, in the page's language already. */
MUST_CHECK enum err qr_draw(struct html *h, struct bytes data,
    const char *title, struct error *e);

#endif
