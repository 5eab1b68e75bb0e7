/*
 * exchange/disclosure.h - the package that answers a summons
 *
 * Purpose     what a scope touches, as a folder that a stranger checks
 *             offline: entries, receipts, private openings, notes, the two
 *             proofs, pages to read, a manifest of all of it.
 * Invariant   1 everything is written to DIR.tmp and synced; disclosure_name
 *               gives it its name: DIR is whole or not there. With a sink
 *               nothing touches the disk here.
 *             2 nothing of a sealed slot or note is written before the row
 *               that records its reading is durable (interfaces D9).
 *             3 no seed leaves, and no slot of third parties.
 *             4 opened, outside and missing are the sealed remainder.
 * Errors      ERR_CONFLICT: DIR or DIR.tmp is there. ERR_STORE: disk; DIR.tmp
 *             is removed again. ERR_PROOF: a note is not what was committed.
 * Ownership   `disclosed` lives in the arena.
 * Source      docs/format/disclosure.md 2, 3; interfaces A6.6; model 7.6
 */
#ifndef EXCHANGE_DISCLOSURE_H
#define EXCHANGE_DISCLOSURE_H

#include "base/file.h"
#include "register/sealed_note.h"
#include "register/summoning.h"

struct disclosure_sink {
	void *context;
	enum err (*put)(void *context, const char *path, struct bytes content,
	    struct error *e);
};

struct disclosure_job {
	struct registry *r;
	const struct summons *summons;
	const struct holdings *holdings;
	const char *path;
	const char *account; /* who reads: the key that signs, or u:ID */
	const char *channel; /* "cli", "web" */
	struct id office;    /* on whose responsibility */
	/* Who opens sealed notes: identities, or a desk that holds the keys of
	 * `office`. Both NULL: nobody. */
	const struct age_identities *identities;
	const struct opening_desk *desk;
	/* NULL: a folder is written; else where each file goes, the manifest
	 * last. */
	const struct disclosure_sink *sink;
};

struct disclosed_file {
	char path[96]; /* below DIR */
	uint64_t bytes;
	struct hash sha256;
};

struct disclosed_gap {
	uint64_t number; /* of the entry */
	const char *reason;
};

struct disclosed {
	struct disclosed_file *files; /* the manifest last */
	size_t file_count, file_room;
	uint64_t *entries; /* of contacts that are in scope, ascending */
	size_t entry_count;
	size_t opened_slots, opened_notes, outside_count;
	struct disclosed_gap *missing;
	size_t missing_count, missing_room;
	uint64_t bytes;
	struct hash manifest;
	uint64_t manifest_bytes;
};

/* What would be written: counts, nothing else. */
MUST_CHECK enum err disclosure_plan(struct disclosed *out,
    const struct disclosure_job *job, struct arena *a, struct error *e);
/* DIR.tmp, whole and synced. */
MUST_CHECK enum err disclosure_write(struct disclosed *out,
    const struct disclosure_job *job, struct arena *a, struct error *e);
MUST_CHECK enum err disclosure_name(const struct disclosure_job *job,
    struct error *e);
/* The entry that tells that it was done, by the office. */
void disclosure_draft(struct draft *out, const struct disclosure_job *job,
    const struct disclosed *done, struct arena *a);
/* Takes DIR.tmp away again. */
void disclosure_drop(const struct disclosure_job *job);

#endif
