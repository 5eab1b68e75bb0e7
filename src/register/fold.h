/*
 * register/fold.h - names as people look for them
 *
 * Purpose     without accents, case, punctuation and word order: "Consul
 *             Général" and "general CONSUL" fold alike (interfaces A1.5).
 * Errors      false: out of memory or not UTF-8; `out` is then failed.
 * Source      Unicode case folding and compatibility decomposition, utf8proc
 */
#ifndef REGISTER_FOLD_H
#define REGISTER_FOLD_H

#include "base/bytes.h"

/* Appends the folded words, joined by one blank; `sorted`: in byte order. */
MUST_CHECK bool fold_name(struct buffer *out, struct bytes text, bool sorted);

#endif
