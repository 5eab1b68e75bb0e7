/*
 * exchange/import_check.h - a draft against the rules that need no register
 *
 * Purpose     body, slots and texts as admission will judge them, so that
 *             every row has been judged before the first is filed (map 3.6).
 * Errors      ERR_INPUT with the code of model 8.2 in `word` and the member in
 *             `field`; ERR_MEMORY.
 * Ownership   what is read lives in the arena.
 * Source      model 3, 7.4, 8.2, 8.3
 */
#ifndef EXCHANGE_IMPORT_CHECK_H
#define EXCHANGE_IMPORT_CHECK_H

#include "exchange/import.h"
#include "model/slots.h"

/* Body (to be changed at will) and values by slot number. */
MUST_CHECK enum err import_draft_read(const struct import_draft *d,
    struct arena *a, struct json **body, struct slot_values *values,
    struct error *e);
/* As at admission at `now_s`. */
MUST_CHECK enum err import_draft_check(const struct import_draft *d,
    int64_t now_s, struct arena *a, struct error *e);

#endif
