/*
 * keeper/keeper.h - asks the process that holds the keys of offices
 *
 * Purpose     a register may keep the entry and seal keys of an office. They
 *             are in the hands of a process of its own, which signs entries and
 *             opens sealed notes when asked; whoever asks never has a key.
 * Terms       the warden is its parent: it starts a keeper when asked, and a
 *             fresh one where the last is gone, ten a minute at most.
 * Invariant   1 a signature is given for an entry alone: of this register,
 *               whole and canonical, `by` the holder of the key.
 *             2 no message makes a private half leave the process.
 *             3 a keeper that is gone refuses; what was filed is in the log.
 * Errors      ERR_UNCHECKED, word "keeper": it is gone, late, or was never
 *             there: 503 not-signing. ERR_ABSENT: no such key is held.
 *             ERR_REFUSED: not an entry of that holder, or asked too often
 *             ("slow-down"). ERR_INPUT, ERR_PROOF: the sealed file.
 * Ownership   keeper_free(NULL) is fine. Buffers are the caller's, who wipes
 *             plain text.
 *             One thread at a time.
 * Cost        a signature 0.1 ms, a note of 64 KiB 0.2 ms; waits at most
 *             KEEPER_PATIENCE_MS.
 * Source      interfaces D8; reliability 7.7; docs/format/keeper.md
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include "keeper/held.h"
#include "register/filing.h"
#include "register/sealed_note.h"
#include "sandbox/sandbox.h"

#define KEEPER_PATIENCE_MS 5000

struct keeper;

struct keeper_options {
	const char *held_dir; /* DIR.held; made where it is missing */
	const char *user;     /* NULL: as whoever asks; else needs root */
	enum sandbox_mode mode;
};

/* Forks: to be called before files are opened and threads are made. Tries the
 * keeper once. */
MUST_CHECK enum err keeper_start(struct keeper **out,
    const struct keeper_options *options, struct error *e);
void keeper_free(struct keeper *k);
/* How filing and opening reach it; they live as long as `k`. */
const struct signing_desk *keeper_signing(struct keeper *k);
const struct opening_desk *keeper_opening(struct keeper *k);
/* Who signs for `holder` by a held key in force; ERR_ABSENT: it holds its keys
 * itself (custody: own). Nothing to release. */
MUST_CHECK enum err keeper_filer(struct keeper *k, struct filer *out,
    struct registry *r, const struct id *holder, struct error *e);

MUST_CHECK enum err keeper_keys(struct keeper *k, struct held_list *out,
    struct error *e);
/* `signing`: the signing bytes of model 1.9. */
MUST_CHECK enum err keeper_sign(struct keeper *k, struct signature *out,
    const struct id *key, struct bytes signing, struct error *e);
/* Appends the plain text, its padding still on (format/age.h). The reading is
 * recorded before it is shown: by the caller (interfaces D9). */
MUST_CHECK enum err keeper_open(struct keeper *k, struct buffer *plain,
    struct bytes file, const struct id *holder, struct error *e);
MUST_CHECK enum err keeper_make(struct keeper *k, struct held_made *out,
    struct bytes origin, const struct id *holder, struct error *e);

#endif
