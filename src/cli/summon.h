/*
 * cli/summon.h - what `summon` and `disclose` both print
 *
 * Source      interfaces A6.5, A6.6
 */
#ifndef CLI_SUMMON_H
#define CLI_SUMMON_H

#include "cli/submit.h"
#include "register/summoning.h"

/* {document, reference, authority, due} */
struct json *summons_order_json(const struct objects *o,
    const struct summons *s);
/* {of, with, state, kinds, from, to, needs} */
struct json *summons_scope_json(const struct objects *o,
    const struct summons *s);

#endif
