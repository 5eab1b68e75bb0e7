/*
 * exchange/import.h - a foreign file, judged row by row, becomes drafts
 *
 * Purpose     apply a MAP to a file or a folder of files: every row gets one
 *             outcome, every good row gives drafts of entries (map 3 and 8).
 * Terms       a draft is what a filer hands in: type, id, body, slots.
 * Invariant   rows = filed + already + amended + joined + skipped + problems.
 *             Nothing is filed here: the caller files the drafts, in order,
 *             after all rows have been judged (map 8.4, interfaces A7.1).
 * Errors      ERR_INPUT: the file is not of the stated format, or no part of
 *             the map reads it: refused as a whole. Problems of single rows
 *             are no errors of this call.
 * Ownership   the import owns drafts and problems; import_free(NULL) is fine.
 * Cost        one pass over each file and part; memory for the parsed file
 *             and the drafts, at most IMPORT_BYTES_MAX.
 */
#ifndef EXCHANGE_IMPORT_H
#define EXCHANGE_IMPORT_H

#include "base/message.h"
#include "crypto/hash.h"
#include "exchange/import_map.h"

#define IMPORT_BYTES_MAX (8 * GIB)
#define IMPORT_FILE_MAX GIB
#define IMPORT_ID_MAX 64
#define IMPORT_KEY_MAX 200

/* What the register knows of a record (model 10.2). */
struct import_known {
	bool found;
	/* NULL, or why it is left alone: "erased" (one of its slots was, and
	 * nothing comes back), "annulled" (a person withdrew it) */
	const char *left_alone;
	char id[IMPORT_ID_MAX];
	struct hash content; /* as the draft had it when last filed */
};

struct import_draft {
	struct bytes type, as, key;
	const char *id;
	struct bytes body, slots; /* canonical JSON; slots by name */
	struct hash content;      /* of body without its origin, and slots */
	bool amends;              /* known and different: correction */
	uint64_t row;
	struct bytes file; /* as named below the folder */
	struct hash file_hash;
};

/*
 * The register's side. `find`, `find_name` and `check` may be NULL: nothing is
 * known, nothing is checked. `check` may be asked twice about one draft, for
 * the sentence in the other language; it refuses with ERR_INPUT, ERR_REFUSED or
 * ERR_CONFLICT and the code of model 8.2 in e->word; any other error ends the
 * import.
 */
struct import_host {
	void *context;
	enum err (*find)(void *context, struct bytes dataset, struct bytes type,
	    struct bytes key, struct import_known *out, struct error *e);
	/* How many things have exactly this name; the id of one of them. */
	enum err (*find_name)(void *context, struct bytes type,
	    struct bytes name, size_t *count, char id[IMPORT_ID_MAX],
	    struct error *e);
	/* A fresh random id "TYPE:..." (model 2.2). */
	enum err (*new_id)(void *context, struct bytes type,
	    char id[IMPORT_ID_MAX], struct error *e);
	enum err (*check)(void *context, const struct import_draft *draft,
	    struct error *e);
	/* Now and then: lines judged so far. */
	void (*progress)(void *context, uint64_t lines);
};

struct import_problem {
	const char *code; /* map 8.3 */
	struct bytes file, column, text;
	const char *message[LANG_COUNT]; /* a sentence, by language */
	uint64_t row;
	uint64_t lines; /* 1, or the lines of its group */
};

struct import_count {
	struct bytes name; /* reason, code or type */
	uint64_t count;
};

struct import_counts {
	struct import_count *at;
	size_t count;
};

struct import_totals {
	uint64_t rows, filed, already, amended, joined, skipped, problems;
	struct import_counts by_reason, by_code, by_type;
};

struct import;

/* `only_from`..`only_to`: rows by number, 0 = no limit (A7.1 --only). */
MUST_CHECK enum err import_judge(struct import **out,
    const struct import_map *m, const char *path, uint64_t only_from,
    uint64_t only_to, const struct import_host *host, struct error *e);
/* The same for bytes at hand (an upload) under a published name. */
MUST_CHECK enum err import_judge_bytes(struct import **out,
    const struct import_map *m, const char *name, struct bytes content,
    uint64_t only_from, uint64_t only_to, const struct import_host *host,
    struct error *e);
void import_free(struct import *job);

/* The data set of the map, kept. */
struct bytes import_dataset(const struct import *job);
size_t import_draft_count(const struct import *job);
const struct import_draft *import_draft_at(const struct import *job,
    size_t index);
size_t import_problem_count(const struct import *job);
const struct import_problem *import_problem_at(const struct import *job,
    size_t index);
const struct import_totals *import_totals(const struct import *job);

/* The report of map 8.1: JSON Lines, problems and then the summary. */
void import_report(const struct import *job, struct buffer *out);

#endif
