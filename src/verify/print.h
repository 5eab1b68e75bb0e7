/*
 * verify/print.h - what a check found, for people and for programs
 *
 * Source      interfaces A3, A9.10, A11; index 7.5
 */
#ifndef VERIFY_PRINT_H
#define VERIFY_PRINT_H

#include "verify/check.h"

/* One file, as text. `keys_from` NULL: no trust was given. */
void print_text(struct buffer *out, const struct outcome *o,
    const char *keys_from, enum lang lang);
/* The two lines of A11.1; nothing where the file is verified. */
void print_complaint(struct buffer *out, const struct outcome *o,
    const char *program, enum lang lang);
/* A line of a complaint or its mend: control characters as \xNN, at most 240
 * bytes, LF added. */
void print_line(struct buffer *out, const char *front, const char *text);

/* The members of A9.10 for one file, appended to `files`. */
struct json;
struct arena;
void print_json(struct json *files, struct arena *a, const struct outcome *o,
    const struct policy *policy, const char *keys_from);

#endif
