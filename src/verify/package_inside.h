/*
 * verify/package_inside.h - what the two halves of the check share
 *
 * Purpose     package.c checks files, log, order and lists; package_scope.c
 *             what was opened, and that it is the scope and no more.
 * Source      docs/format/disclosure.md 4
 */
#ifndef VERIFY_PACKAGE_INSIDE_H
#define VERIFY_PACKAGE_INSIDE_H

#include "base/map.h"
#include "model/order_scope.h"
#include "proof/answer.h"
#include "verify/package.h"

#define NOTE_SLOTS                                                \
	(UINT16_C(1) << 0 | UINT16_C(1) << 1 | UINT16_C(1) << 2 | \
	    UINT16_C(1) << 8)
#define NOTE_PLAIN 8
#define ORDER_NUMBER_SLOT 6

struct listed_file {
	struct bytes path;
	uint64_t bytes;
	struct hash sha256;
};

struct packed_entry {
	uint64_t number;
	enum entry_type type;
	struct id id;
	bool first;  /* no version before */
	bool within; /* it has a reason to be here */
};

struct opened_entry {
	uint64_t number;
	uint16_t slots;
	bool seen; /* its file was checked */
};

/* One line of the proved lists. */
struct listed {
	uint64_t number;
	uint64_t times;
	unsigned kind;
	bool sealed, certain;
};

struct numbers {
	uint64_t *at;
	size_t count;
};

struct package {
	struct package_report *r;
	const char *dir;
	const struct policy *policy;
	struct arena *a, *each; /* for the call; for one entry */
	struct buffer manifest, checkpoint, scope_file, file;
	const struct json *json;
	struct listed_file *files;
	size_t file_count;
	struct packed_entry *entries; /* ascending */
	size_t entry_count;
	struct opened_entry *opened; /* ascending */
	size_t opened_count;
	struct numbers outside, missing; /* ascending */
	struct order_scope scope;
	struct id summons_id;
	uint64_t summons, of, with;
	struct listed *lists;
	size_t list_count, list_room;
	struct map *things; /* ids that contacts in scope name */
	struct answer_work *work;
	uint32_t day;
	bool stopped;
};

/* Each ends the check: the step failed. */
bool package_refuse(struct package *x, enum package_step step, const char *word,
    const char *file, const char *detail);
/* The file is FOLDER/NUMBER TAIL, the detail the number. */
bool package_refuse_number(struct package *x, enum package_step step,
    const char *word, const char *folder, uint64_t number, const char *tail);
bool package_no_memory(struct package *x, enum package_step step);
void package_good(struct package *x, enum package_step step, const char *word,
    uint64_t n);

bool package_read_member(struct package *x, const char *name,
    struct buffer *out, struct error *e);
bool package_read_numbered(struct package *x, const char *folder,
    uint64_t number, const char *tail, struct buffer *out);
/* "entries/27.json" of folder "entries" and tail ".json". */
bool package_numbered(struct bytes path, const char *folder, const char *tail,
    uint64_t *number);
/* Into the arena `each`, which is reset. */
bool package_read_entry(struct package *x, uint64_t number, struct entry *out);

/* NULL: none. */
const struct listed_file *package_find_file(const struct package *x,
    struct bytes path);
struct packed_entry *package_find_entry(struct package *x, uint64_t number);

void package_step_openings(struct package *x);
void package_step_notes(struct package *x);
void package_step_remainder(struct package *x);
void package_step_within(struct package *x);

#endif
