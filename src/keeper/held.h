/*
 * keeper/held.h - keys that a register holds for others, as files
 *
 * Purpose     one folder (DIR.held) of entry and seal keys: made, listed, read.
 *             A file's name says whose it is and what for, its content is what
 *             other programs take, too: a key file of log 3.2.1 named by the
 *             register's origin, or an identity of age.
 * Invariant   the folder has mode 0700, its files 0600 and one owner. Nothing
 *             is ever overwritten. That a key is held is no part of the log:
 *             verification does not ask where a private half lies.
 * Errors      ERR_ABSENT: no such key is held. ERR_REFUSED: a file that others
 *             can read, or another register's. ERR_CONFLICT: HELD_MAX are held.
 *             ERR_INPUT: a file that holds no key. ERR_STORE: the disk.
 * Ownership   signers and identities are the caller's, whose release wipes.
 * Cost        one reading of the folder a call: nothing secret stays in memory.
 * Source      interfaces D8; model 3.4
 */
#ifndef KEEPER_HELD_H
#define KEEPER_HELD_H

#include "format/age.h"
#include "format/note.h"
#include "model/id.h"

#define HELD_MAX 4096
#define HELD_NAME_BYTES 80

struct held {
	struct id holder, key;
	bool signs; /* an entry key; else one for sealed notes */
};

struct held_list {
	size_t count;
	struct held at[HELD_MAX];
};

/* "org-DIGITS-DIGITS.entry": holder, key, purpose. */
void held_name_print(char out[HELD_NAME_BYTES], const struct held *h);
MUST_CHECK bool held_name_parse(struct held *out, struct bytes name);

/* Files of other names are passed over; ERR_ABSENT: no folder. */
MUST_CHECK enum err held_read_list(struct held_list *out, const char *dir,
    struct error *e);
MUST_CHECK enum err held_read_signer(struct signer *out, const char *dir,
    const struct held *h, struct error *e);
/* All seal keys of one holder, the old ones, too. */
MUST_CHECK enum err held_read_identities(struct age_identities **out,
    const char *dir, const struct id *holder, struct error *e);

/* The public halves of a new pair, to be registered by two `key` entries. */
struct held_made {
	struct id entry_key, seal_key;
	struct public_key public;
	struct age_recipient recipient;
};
/* The folder is there. A privileged caller gives the files to its owner. */
MUST_CHECK enum err held_make(struct held_made *out, const char *dir,
    struct bytes origin, const struct id *holder, struct error *e);
/* Takes a pair back that nobody registered. */
void held_drop(const char *dir, const struct id *holder,
    const struct held_made *made);

#endif
