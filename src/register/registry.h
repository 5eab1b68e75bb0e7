/*
 * register/registry.h - one register: its log, its index, its read model
 *
 * Purpose     found, open and follow a register; admit and append entries;
 *             make checkpoints and publish them. Every use case stands on it.
 * Terms       DIR holds register.db, read.db, trie.db, public/; DIR.keys holds
 *             log.key, log.head and, unless given, registrar.key.
 * Invariant   1 acknowledged = durable: results are filled only after the
 *               append transaction returned and was read back.
 *             2 read.db and trie.db are derived: deleted, they come again.
 *             3 an index root is signed only if the index that made it is the
 *               fold of the entries before it.
 * Errors      ERR_CONFLICT: a second process, an entry that was amended
 *             meanwhile. ERR_UNCHECKED: the register refuses to sign (a rule
 *             of log 6.8). Admission: the codes of model 8.2 in `word`.
 * Ownership   registry_close(NULL) is fine. Results live in the arena given.
 *             One thread at a time.
 * Source      log 6; model 8; amendments G1, G2, G4
 */
#ifndef REGISTER_REGISTRY_H
#define REGISTER_REGISTRY_H

#include "base/clock.h"
#include "log/merkle_log.h"
#include "register/read_model.h"

struct registry;
struct ordered_index;

enum registry_mode { REGISTRY_READ, REGISTRY_WRITE };

struct founding {
	const char *origin, *civil_zone, *home_state;
	const struct json *title;     /* T: {"en":...} */
	const struct json *languages; /* array */
	const struct json *registrar; /* T: names of the registrar */
	const char *key_file;         /* NULL: registrar.key is made */
};

/* Builds in DIR.tmp and renames (amendments 1.7). ERR_CONFLICT: DIR is there
 * and not empty. */
MUST_CHECK enum err registry_found(const char *dir, const struct founding *f,
    struct clock clock, struct error *e);
MUST_CHECK enum err registry_open(struct registry **out, const char *dir,
    enum registry_mode mode, struct clock clock, struct error *e);
void registry_close(struct registry *r);

/* Follows the log again, for readers that stay. */
MUST_CHECK enum err registry_refresh(struct registry *r, struct error *e);

const char *registry_dir(const struct registry *r);
const char *registry_origin(const struct registry *r);
uint64_t registry_next(const struct registry *r);
uint64_t registry_size(const struct registry *r); /* last checkpoint */
/* NULL, or why it refuses to sign. */
const char *registry_refusal(const struct registry *r);
struct read_model *registry_read_model(struct registry *r);
struct ordered_index *registry_index(struct registry *r);
struct tree_source *registry_tree(struct registry *r);
struct truth *registry_truth(struct registry *r);
int64_t registry_now(const struct registry *r);
/* Parsed entry n; parts live in the arena. */
MUST_CHECK enum err registry_entry(struct registry *r, uint64_t n,
    struct entry *out, struct arena *a, struct error *e);
/* Time of the checkpoint of `size`: `at` of the index root at size - 1. */
MUST_CHECK enum err registry_time_of(struct registry *r, uint64_t size,
    int64_t *at_s, struct error *e);
/* Values of the slots of version n that are at hand and public today; NULL
 * elsewhere. `states` may be NULL. */
MUST_CHECK enum err registry_slots(struct registry *r,
    const struct entry *entry, uint64_t n, struct slot_values *out,
    enum slot_state states[SLOT_COUNT], struct arena *a, struct error *e);

/* Appends the line that opens the public slots of entry n, as it is published
 * (model 7.6). ERR_ABSENT: none is public, or the filer kept them. */
MUST_CHECK enum err registry_opening(struct registry *r, uint64_t n,
    struct buffer *out, struct error *e);

/* ---- filing ---- */

/* A finished entry as it is handed in. */
struct submission {
	struct bytes leaf;
	bool has_opening;
	struct seed seed;
	struct slot_values values; /* first form; with has_opening */
	/* import origin (model 10.2); empty: none */
	struct bytes dataset, key;
	struct hash content;
};

struct filed {
	uint64_t number, entity;
	unsigned version;
	struct hash leaf;
	enum entry_type type;
	struct id id;
	int64_t at_s;
	struct id by;
	bool already; /* the same bytes were in the log */
	struct warnings warnings;
};

struct file_options {
	bool dry_run;
	bool confirm;        /* warnings are accepted */
	bool signed_earlier; /* imports, batches signed offline */
	/* NULL, or scope, key and body hash of the request (amendments G6):
	 * kept in the transaction of the append. */
	const struct truth_submission *submission;
};

/* All or none, in order, one transaction. `failed` gets the index of the
 * member at fault. Warnings without `confirm`: ERR_REFUSED, word "warnings",
 * with the warnings in `filed`. A reader may judge with `dry_run`. */
MUST_CHECK enum err registry_file(struct registry *r,
    const struct submission *list, size_t count,
    const struct file_options *options, struct filed *filed, size_t *failed,
    struct arena *a, struct error *e);
/* Index root, checkpoint, publication. `*made` false: nothing was new. */
MUST_CHECK enum err registry_checkpoint(struct registry *r, bool *made,
    struct error *e);
/* The static tree into a folder (NULL: DIR/public). */
MUST_CHECK enum err registry_publish(struct registry *r, const char *dir,
    bool full, uint64_t *files_written, struct error *e);

/* Every index root of first <= n < end computed again and compared: ERR_PROOF
 * where one does not follow from the entries before it. */
MUST_CHECK enum err registry_check_roots(struct registry *r, uint64_t first,
    uint64_t end, struct error *e);
/* The same into DIR/public without looking for older opening files again: after
 * cosignatures came. Waits a little for another process that publishes. */
MUST_CHECK enum err registry_publish_notes(struct registry *r,
    struct error *e);

/* read.db and trie.db away and derived again; every index root compared, or
 * with `last_only` the last. ERR_PROOF where one differs. */
struct rebuilt {
	uint64_t entry_count, root_count, posting_count, branch_count;
	struct hash root;
};
MUST_CHECK enum err registry_rebuild(const char *dir, bool last_only,
    struct rebuilt *out, void (*progress)(void *context, uint64_t done,
    uint64_t total), void *context, struct error *e);

#endif
