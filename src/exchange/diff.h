/*
 * exchange/diff.h - what differs between two tables of records
 *
 * Purpose     two CSV files, two JSON Lines files or two folders of CSV tables
 *             compared record by record: the same, changed, removed, added.
 *             Between two snapshots of a foreign file this shows what was
 *             changed silently; between two exports what the register says
 *             otherwise than before.
 * Terms       a record is named by the values of its key columns. Several rows
 *             may have one key: equal ones are matched first, then the rest in
 *             the order of the files; `key_rows` says how many there are.
 * Invariant   1 every row that is read is told once: same, changed, removed,
 *               added, repeated (`once`), left out (`still`) or not readable.
 *             2 old.compared = same + changed + removed, and
 *               new.compared = same + changed + added.
 *             3 values are shown as they stand in the files; only the
 *               comparison folds them.
 * Errors      ERR_INPUT: a file that is no table, a column that is not there,
 *             a row that cannot be read (unless `skip_bad`). ERR_ABSENT,
 *             ERR_STORE of the files. Nothing is told before both files have
 *             been read to their ends.
 * Ownership   what diff_tell is given lives until it returns.
 * Cost        both files of a table in memory, each at most DIFF_BYTES_MAX,
 *             and 64 bytes a row; two sorts.
 * Source      interfaces A6.7
 */
#ifndef EXCHANGE_DIFF_H
#define EXCHANGE_DIFF_H

#include "exchange/csv.h"

#define DIFF_BYTES_MAX (512 * MIB)
#define DIFF_COLUMNS_MAX 32 /* that an option may name */

struct diff_names {
	const char *at[DIFF_COLUMNS_MAX];
	size_t count;
};

struct diff_options {
	/* None: `id`, `contact_id` and `party`, or `number` where both have
	 * them, as our exports do; else every column, so that a row is there or
	 * is not. */
	struct diff_names key;
	struct diff_names compare; /* none: all columns that both have */
	/* Dates, day first or ISO: 09/02/2021, 09-02-2021, 2021-02-09. */
	struct diff_names days;
	const char *still; /* rows of OLD whose value here is in NEW no more are
			      left out; NULL: none */
	bool fold;         /* capitals and runs of white space do not count */
	bool once;         /* equal rows of one file count once */
	bool skip_bad;
	struct csv_format format;
};

enum diff_kind { DIFF_CHANGED, DIFF_REMOVED, DIFF_ADDED };

/* `old` and `new_` are {NULL, 0} where the row does not exist. */
struct diff_field {
	struct bytes name, old, new_;
};

struct difference {
	enum diff_kind kind;
	const char *table; /* of a folder; NULL: two files */
	const struct diff_field *key;
	size_t key_count;
	const struct diff_field *fields; /* changed: those that differ */
	size_t field_count;
	uint64_t key_rows_old, key_rows_new; /* rows with this key, compared */
};

typedef enum err diff_tell(void *context, const struct difference *d,
    struct error *e);

struct diff_side {
	uint64_t rows, compared, repeated, left_out, bad;
	struct buffer columns; /* that the other one lacks, by commas */
};

struct diff_totals {
	struct diff_side old, new_;
	uint64_t same, changed, removed, added;
	/* Keys that have no row left in the other file, and the rows of OLD
	 * that are removed although their key has rows in NEW. */
	uint64_t keys_gone, keys_new, removed_key_kept;
};

MUST_CHECK enum err diff_paths(struct diff_totals *out, const char *old_path,
    const char *new_path, const struct diff_options *options, diff_tell *tell,
    void *context, struct error *e);
void diff_totals_release(struct diff_totals *t);

#endif
