/* cli/declare.h - what declarations, duties and late lists share */
#ifndef CLI_DECLARE_H
#define CLI_DECLARE_H

#include "cli/submit.h"
#include "faces/late_list.h"

/* --NAME: the code of a rule (uk-ministers), a title or a reference of a
 * duty; NUMBER_NONE where it was not given. ERR_INPUT: several duties have
 * that code. */
MUST_CHECK enum err option_duty(struct cli *c, const char *name,
    uint64_t *out);

#endif
