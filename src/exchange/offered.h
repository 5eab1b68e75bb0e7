/*
 * exchange/offered.h - the whole register as files that are offered to all
 *
 * Purpose     keeps one export of the register in DIR/exports: tables with
 *             datapackage.json, and JSON Lines, with their sizes and hashes;
 *             makes a newer one when it is old and the register has grown.
 * Invariant   1 one export at a time is kept: the index names its files, and
 *               nothing that it does not name is handed out.
 *             2 the index is written when the files are whole.
 *             3 an export from before an erasure is not offered, and goes.
 * Errors      offered_read: ERR_ABSENT where none was made. offered_make:
 *             those of exchange/export.h.
 * Ownership   a plain value.     Cost  of making: that of the export.
 * Source      interfaces C8.2; model 11
 */
#ifndef EXCHANGE_OFFERED_H
#define EXCHANGE_OFFERED_H

#include "exchange/export.h"

#define OFFERED_FILES_MAX (2 * EXPORT_FILES_MAX)

struct offered_file {
	char path[96]; /* "csv/contacts.csv", below the export */
	uint64_t bytes, rows;
	bool has_rows;
	struct hash sha256;
};

struct offered {
	char folder[48]; /* below DIR/exports */
	uint64_t size;   /* of the checkpoint */
	int64_t made_s;
	struct offered_file files[OFFERED_FILES_MAX];
	size_t count;
};

MUST_CHECK enum err offered_read(struct offered *out, struct registry *r,
    struct error *e);
/* A new one, of the newest checkpoint; what was offered before goes. */
MUST_CHECK enum err offered_make(struct offered *out, struct registry *r,
    struct error *e);
/* Full path of a file that is offered now; ERR_ABSENT. */
MUST_CHECK enum err offered_path(char out[PATH_BYTES],
    const struct offered *o, struct registry *r, const char *folder,
    const char *path, struct error *e);

#endif
