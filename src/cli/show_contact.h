/*
 * cli/show_contact.h - one contact in words, above its body
 *
 * Purpose     kind, how many, when, who with whom, whose initiative, topics,
 *             source, filer: a line each, what is not known left out.
 * Ownership   borrows everything; words go to c->out.
 * Source      interfaces A4.6, C4
 */
#ifndef CLI_SHOW_CONTACT_H
#define CLI_SHOW_CONTACT_H

#include "cli/cli.h"
#include "model/entry.h"
#include "register/objects.h"

/* `version`: the entry shown, whose parsed form is `entry`. */
void show_contact(struct cli *c, const struct objects *o,
    const struct entry *entry, uint64_t version);

#endif
