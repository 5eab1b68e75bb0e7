/*
 * exchange/case_folder.h - a case: a small register as a folder of files
 *
 * Purpose     reads case.json and entries/NNN-slug.json, replaces symbols by
 *             example ids, and files everything into a throw-away register by
 *             the same admission as any filing.
 * Terms       symbol: "type:@name", an id; "@NNN", the leaf hash of file NNN;
 *             "@name" under `public` and `log_key`, an example key. NNN is the
 *             number of the entry in the log.
 * Invariant   the same folder gives the same leaves, byte for byte: ids, keys
 *             and seeds are made from names (docs/case.md 3).
 * Errors      ERR_INPUT naming file and member; word `coverage` where a
 *             sentence number stands twice. ERR_ABSENT: no such folder or
 *             file. Of the replay: those of registry_file.
 * Ownership   the case owns an arena; case_folder_free(NULL) is fine. Input
 *             files of case_folder_parse may go once it has returned.
 * Source      model 9.2, 9.3; amendments to 9.4; docs/case.md
 */
#ifndef EXCHANGE_CASE_FOLDER_H
#define EXCHANGE_CASE_FOLDER_H

#include "model/slots.h"

#define CASE_ENTRIES_MAX 1000
#define CASE_ENTRY_BYTES (128 * KIB)
#define CASE_FILE_BYTES MIB
#define CASE_SENTENCES_MAX 10000
#define CASE_QUESTIONS_MAX 256
#define CASE_COVER_MAX 64 /* entries that represent one sentence */
/* Cases are examples: no register of anybody has this name. */
#define CASE_ORIGIN "register.example/case"

struct registry;

/* One file as it was read: "case.json", "entries/007-x.json". */
struct case_file {
	struct bytes name, content;
};

struct case_entry {
	const char *file, *slug;
	enum entry_type type;
	struct id id, by;
	int64_t at_s;
	bool has_prev;
	unsigned prev; /* number of the file that this version follows */
	const struct json *body, *slots; /* ids in place of their symbols */
	struct seed seed;
};

/* A key that some file registers, and the seed that its name gives. */
struct case_key {
	struct id id;
	struct hash seed;
};

/* How a sentence is held: by entries, or not, with the reason. */
struct case_sentence {
	unsigned n;
	const struct json *reason; /* T; NULL: represented, or unaccounted */
	size_t entry_count;
	unsigned *entries; /* numbers, in the order given */
};

struct case_question {
	const char *canonical;
	uint64_t certain, possible, struck;
};

struct case_folder {
	struct arena *arena;
	const struct json *title; /* T */
	struct case_entry *entries;
	size_t entry_count;
	struct case_key *keys;
	size_t key_count;
	struct case_sentence *sentences; /* 1 .. sentence_count, all there */
	size_t sentence_count, represented, not_represented;
	unsigned *missing; /* numbers that case.json says nothing about */
	size_t missing_count;
	struct case_question *questions;
	size_t question_count;
};

MUST_CHECK enum err case_folder_read(struct case_folder **out, const char *dir,
    struct error *e);
/* The same from files at hand, in any order. */
MUST_CHECK enum err case_folder_parse(struct case_folder **out,
    const struct case_file *files, size_t count, struct error *e);
void case_folder_free(struct case_folder *c);

/* Files everything into a fresh register at `dir` (absent or empty; its keys
 * beside it) with the clock at each entry's `at`, makes the checkpoint and
 * opens it for reading. Entries that follow each other with one `at` are one
 * batch. */
MUST_CHECK enum err case_folder_replay(const struct case_folder *c,
    const char *dir, struct registry **out, struct error *e);

/* The id, key and seed rules (docs/case.md 3): H(prefix | name). */
void case_example_id(struct id *out, enum entry_type type, struct bytes name);
struct hash case_example_key(struct bytes name);

#endif
