/*
 * exchange/export.h - the register as tables, or entry by entry
 *
 * Purpose     export_jsonl: every entry up to one checkpoint with its
 *             published opening, the one export that loses nothing (model
 *             11.3). export_csv: a folder of tables in the versions in force
 *             at one checkpoint, described by datapackage.json (model 11.2).
 * Invariant   1 made from one checkpoint; beside the data stand that
 *               checkpoint's note and a README of register, checkpoint, time
 *               and losses in English and French (model 11.1, 11.4).
 *             2 everything is written beside PATH and renamed at the end:
 *               PATH is whole or not there.
 *             3 no value of a slot that is not public today leaves; of an
 *               erased one stands "erased, entry n, ground".
 *             4 the leaf hashes of a JSON Lines export have the root that the
 *               checkpoint states; otherwise ERR_PROOF and no file.
 * Errors      ERR_CONFLICT: PATH is there (an empty folder is fine for CSV),
 *             or PATH.part is left from an export that was broken off.
 *             ERR_ABSENT: no checkpoint of that size.
 * Cost        one pass over the log; 24 bytes an entry, and the names met.
 * Source      model 11; interfaces A3.8, A7.2
 */
#ifndef EXCHANGE_EXPORT_H
#define EXCHANGE_EXPORT_H

#include "base/file.h"
#include "register/registry.h"

/* Which contacts; the other tables are whole. A contact is taken if it can
 * belong, as with `possible` of model 5.1; so is one whose counterpart or kind
 * is sealed, unless official, days or an open kind exclude it. */
struct export_filter {
	bool has_of, has_with;
	struct id of;      /* home principal */
	struct id with;    /* counterpart: person, org or post */
	char state[3];     /* "" or two lower-case letters */
	unsigned kinds;    /* bit of each code 1..10; 0: every kind */
	uint32_t from, to; /* DAY_FIRST, DAY_LAST: open */
};

struct export_job {
	struct registry *r;
	const char *path;
	uint64_t size;               /* of the checkpoint */
	struct export_filter filter; /* csv alone */
};

#define EXPORT_FILES_MAX 16

struct export_file {
	char path[PATH_BYTES];
	uint64_t bytes, rows;
	bool has_rows;
	struct hash sha256;
};

struct export_loss {
	const char *field;
	const char *text[LANG_COUNT];
};

struct exported {
	struct export_file files[EXPORT_FILES_MAX];
	size_t file_count;
	uint64_t rows; /* of all tables */
	const struct export_loss *losses;
	size_t loss_count;
};

MUST_CHECK enum err export_csv(struct exported *out,
    const struct export_job *job, struct error *e);
MUST_CHECK enum err export_jsonl(struct exported *out,
    const struct export_job *job, struct error *e);

#endif
