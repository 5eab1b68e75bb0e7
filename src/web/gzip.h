/*
 * web/gzip.h - a body made smaller for readers that take gzip
 *
 * Purpose     the one place that names zlib.
 * Errors      false: no memory, or not smaller; `out` is empty then.
 * Source      RFC 1952; RFC 9110 8.4.1.3
 */
#ifndef WEB_GZIP_H
#define WEB_GZIP_H

#include "base/bytes.h"

MUST_CHECK bool gzip_make(struct buffer *out, struct bytes in);

#endif
