/*
 * wasm/print.h - the few conversions that the verifier's sentences use
 *
 * Purpose     wasi-libc's printf is a fifth of the module, most of it for
 *             floating point; this one knows %c %d %u %x %s %% with 0, width,
 *             precision, h, l, ll and z, as C17 7.21.6.1 says.
 * Invariant   for these the same text as libc's; a test compares. Anything
 *             else is written as it stands.
 */
#ifndef WASM_PRINT_H
#define WASM_PRINT_H

#include <stdarg.h>
#include <stddef.h>

int small_vsnprintf(char *out, size_t size, const char *fmt, va_list args);

#endif
