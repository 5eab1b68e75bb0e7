/*
 * cli/beside.h - statements beside what `show` prints
 *
 * Source      model 6.8; interfaces A4.6, A4.7
 */
#ifndef CLI_BESIDE_H
#define CLI_BESIDE_H

#include "cli/cli.h"
#include "register/beside.h"

/* The statements beside an entity in words, below what is shown. */
MUST_CHECK enum err show_beside(struct cli *c, const struct objects *o,
    uint64_t number);
/* A statement: its chain if wanted, and everything about it. */
MUST_CHECK enum err put_beside(struct cli *c, const struct objects *o,
    uint64_t number, uint64_t size, bool chain);

#endif
