/*
 * register/read_model.h - what the log says, laid out for looking things up
 *
 * Purpose     entities by id and name, versions by leaf, keys, grants, parties
 *             and words: a local SQLite file with FTS5, derived by following
 *             the log. It is the world that rules are judged against, and
 *             never the source of a number that has a proof.
 * Invariant   holds exactly the effects of entries 0..next-1. Never synced: a
 *             file of another origin or schema, a damaged one, or one that is
 *             ahead of its log is thrown away and derived again (log 6.10.2).
 * Errors      ERR_ABSENT: no such thing. ERR_STORE: the file. ERR_CONFLICT:
 *             busy.
 * Ownership   read_model_close(NULL) is fine; what is delivered lives in the
 *             arena given. One thread at a time.
 * Source      log 6.10; interfaces A1.5, A4.7
 */
#ifndef REGISTER_READ_MODEL_H
#define REGISTER_READ_MODEL_H

#include "format/view.h"
#include "model/judge.h"
#include "model/ledger.h"

struct sqlite3;
struct read_model;

/* Opens or makes the file. `fresh` tells that it is empty and must follow the
 * log from entry 0. */
MUST_CHECK enum err read_model_open(struct read_model **out, const char *path,
    const char *origin, const struct leaf_source *leaves, bool *fresh,
    struct error *e);
void read_model_close(struct read_model *m);
uint64_t read_model_next(const struct read_model *m);

/* Waits for other processes; read_model_next is afterwards as they left it. */
MUST_CHECK enum err read_model_begin(struct read_model *m, struct error *e);
MUST_CHECK enum err read_model_commit(struct read_model *m, struct error *e);
void read_model_rollback(struct read_model *m);

/* The world of the entries so far, open transaction included. */
const struct world *read_model_world(struct read_model *m);

/* Takes up entry `next`. `shown` are the values of its public slots (NULL:
 * none at hand). */
MUST_CHECK enum err read_model_add(struct read_model *m,
    const struct entry *entry, const struct outcome *outcome,
    const struct slot_values *shown, struct arena *a, struct error *e);

/* Postings and strikes of entry n, kept until an index root covers it. A
 * strike names the key of the posting that it strikes. */
MUST_CHECK enum err read_model_pend(struct read_model *m, uint64_t n,
    struct bytes key, uint32_t times, const struct hash *leaf, bool strike,
    struct error *e);
/* Those of first <= n < end, in the order added; p->number is n. */
typedef enum err pending_fn(void *context, const struct posting *p,
    bool strike, struct error *e);
MUST_CHECK enum err read_model_pending(struct read_model *m, uint64_t first,
    uint64_t end, pending_fn *each, void *context, struct error *e);
MUST_CHECK enum err read_model_settle(struct read_model *m, uint64_t below,
    struct error *e);

/* Bytes kept by name, in the open transaction if there is one; lost with the
 * file. kept: ERR_ABSENT where there are none of that length. */
MUST_CHECK enum err read_model_keep(struct read_model *m, const char *name,
    struct bytes value, struct error *e);
MUST_CHECK enum err read_model_kept(struct read_model *m, const char *name,
    uint8_t *out, size_t len, struct error *e);
/* Numbers of opening files that are to be written again since a publication of
 * `size` on `day`: a day came, or a later entry opened or erased (model 7.3).
 * *count may be larger than max. */
MUST_CHECK enum err read_model_openings(struct read_model *m, uint64_t size,
    uint32_t day, uint32_t today, uint64_t *out, size_t max, size_t *count,
    struct error *e);


/* What an `open` or an `erase` in force says of one version (model 7.3). */
struct slot_mark {
	uint64_t by; /* the entry that says it */
	uint16_t slots;
	bool erase;
};
typedef enum err mark_fn(void *context, const struct slot_mark *mark,
    struct error *e);
/* Of version n, by the number of the entry that says it. */
MUST_CHECK enum err read_model_marks(struct read_model *m, uint64_t n,
    mark_fn *each, void *context, struct error *e);
/* Versions that entry `by` marks, ascending. */
MUST_CHECK enum err read_model_marked(struct read_model *m, uint64_t by,
    uint64_t **out, size_t *count, struct arena *a, struct error *e);
/* Entities whose words changed: by entry `by`, or because a day of
 * after+1..until came. */
MUST_CHECK enum err read_model_reworded(struct read_model *m, uint64_t by,
    uint64_t **out, size_t *count, struct arena *a, struct error *e);
MUST_CHECK enum err read_model_days(struct read_model *m, uint32_t after,
    uint32_t until, uint64_t **out, size_t *count, struct arena *a,
    struct error *e);
/* Names and words of an entity again, from the version in force and its public
 * values. In the open transaction. */
MUST_CHECK enum err read_model_reword(struct read_model *m, uint64_t entity,
    const struct entry *entry, const struct slot_values *values,
    struct arena *a, struct error *e);

/* ---- looking up ---- */

struct row_entity {
	uint64_t number, current;
	struct id id;
	bool annulled;
	unsigned version; /* of `current`, 1 = the first */
};

MUST_CHECK enum err read_model_by_number(struct read_model *m,
    uint64_t number, struct row_entity *out, struct error *e);
MUST_CHECK enum err read_model_by_id(struct read_model *m,
    const struct id *id, struct row_entity *out, struct error *e);
/* Name in a language; English, then any, where it has none; "" where no name
 * is known. */
MUST_CHECK enum err read_model_name(struct read_model *m, uint64_t number,
    const char *lang, struct bytes *out, struct arena *a, struct error *e);

struct match {
	uint64_t number;
	enum entry_type type;
	struct bytes name;
};
/* Entities whose folded name equals that of `text`; of `type` unless
 * TYPE_UNKNOWN. At most `max`; *count may be larger than max. */
MUST_CHECK enum err read_model_named(struct read_model *m, struct bytes text,
    uint32_t types, struct match *out, size_t max, size_t *count,
    struct arena *a, struct error *e);
/* The nearest names by common words, for "did you mean"; or, ascending, those
 * that hold all the words (*count may be larger than max, up to 1000). */
MUST_CHECK enum err read_model_near(struct read_model *m, struct bytes text,
    uint32_t types, bool all_words, struct match *out, size_t max,
    size_t *count, struct arena *a, struct error *e);
MUST_CHECK enum err read_model_identified(struct read_model *m,
    struct bytes scheme, struct bytes value, uint64_t *number,
    struct error *e);

/* One entry of the log as judged. */
struct row_entry {
	uint64_t number, entity; /* NUMBER_NONE: of no entity */
	unsigned version;
	enum entry_type type;
	struct hash leaf;
	int64_t at_s;
	struct id by;
	enum outcome_kind outcome;
	unsigned notes;
	struct bytes code;
	uint16_t opened, erased;
};
MUST_CHECK enum err read_model_entry(struct read_model *m, uint64_t number,
    struct row_entry *out, struct arena *a, struct error *e);
MUST_CHECK enum err read_model_by_leaf(struct read_model *m,
    const struct hash *leaf, uint64_t *number, struct error *e);
/* Versions, annulments and competing versions of an entity, ascending. */
typedef enum err row_entry_fn(void *context, const struct row_entry *row,
    struct error *e);
MUST_CHECK enum err read_model_chain(struct read_model *m, uint64_t entity,
    row_entry_fn *each, void *context, struct error *e);
MUST_CHECK enum err read_model_entries(struct read_model *m, uint64_t first,
    uint64_t limit, row_entry_fn *each, void *context, struct error *e);

/* Entities whose version in force names entity `to` in its body, with the
 * member of the body that does (/claims gives "claims"), by number ascending:
 * notes, receipts, documents, statements, links, judgements, annulments,
 * openings, erasures, declarations, duties, orgs, posts; of a contact its
 * part_of, counter_of and source_of_record. `types`: TYPE_BITs that are wanted.
 * What is sealed is not found. */
struct reference {
	uint64_t from;
	enum entry_type type;
	struct bytes member;
};
MUST_CHECK enum err read_model_referring(struct read_model *m, uint64_t to,
    uint32_t types, struct reference **out, size_t *count, struct arena *a,
    struct error *e);

/* The version of an entity that was in force before entry `size`; NUMBER_NONE
 * where there was none yet, or it was annulled. */
MUST_CHECK enum err read_model_version_at(struct read_model *m,
    uint64_t entity, uint64_t size, uint64_t *version, struct error *e);
/* Entities of every grant to `to`, annulled ones included, ascending. */
MUST_CHECK enum err read_model_grants_to(struct read_model *m,
    const struct id *to, uint64_t **out, size_t *count, struct arena *a,
    struct error *e);
/* Versions of declarations of a subject that are in force before entry
 * `size`, ascending. */
MUST_CHECK enum err read_model_declared(struct read_model *m,
    uint64_t subject, uint64_t size, uint64_t **out, size_t *count,
    struct arena *a, struct error *e);
/* Entries after `after` and below `size` by which a contact that an official
 * held, at some possible day of from..to, came, changed or went: ascending,
 * the first `max`. */
MUST_CHECK enum err read_model_touched(struct read_model *m,
    uint64_t official, uint64_t after, uint64_t size, uint32_t from,
    uint32_t to, uint64_t *out, size_t max, size_t *count, struct error *e);
/* Contacts in force, held, of a home principal, at some possible day of
 * from..to, ascending: the numbers of their current versions. */
MUST_CHECK enum err read_model_held(struct read_model *m, uint64_t official,
    uint32_t from, uint32_t to, uint64_t **out, size_t *count,
    struct arena *a, struct error *e);
/* Did the person hold the post at some possible day of from..to? */
MUST_CHECK enum err read_model_seated(struct read_model *m, uint64_t person,
    uint64_t post, uint32_t from, uint32_t to, bool *out, struct error *e);
/* Holders of a post at some possible day of from..to. */
MUST_CHECK enum err read_model_holders(struct read_model *m, uint64_t post,
    uint32_t from, uint32_t to, uint64_t *out, size_t max, size_t *count,
    struct error *e);
/* Tenures in force of this person in this post, ascending; *count may be
 * larger than max. */
MUST_CHECK enum err read_model_tenures(struct read_model *m, uint64_t person,
    uint64_t post, uint64_t *out, size_t max, size_t *count, struct error *e);
/* Tenures in force of a person, or of a post, by first possible day; *count may
 * be larger than max. */
MUST_CHECK enum err read_model_seats(struct read_model *m, uint64_t of,
    uint64_t *out, size_t max, size_t *count, struct error *e);
/* Orgs, or posts (by sending state), in force of a state in small letters,
 * ascending; *count may be larger than max. */
MUST_CHECK enum err read_model_of_state(struct read_model *m, const char *state,
    enum entry_type type, uint64_t *out, size_t max, size_t *count,
    struct error *e);
/* Is there a tenure in force of this person? */
MUST_CHECK enum err read_model_has_tenure(struct read_model *m,
    uint64_t person, bool *has, struct error *e);
/* An active key by its public bytes. */
MUST_CHECK enum err read_model_key_of(struct read_model *m,
    const struct public_key *public, struct key *out, struct error *e);
MUST_CHECK enum err read_model_keys(struct read_model *m,
    enum err (*each)(void *context, const struct key *key, struct error *e),
    void *context, struct error *e);
/* Officials for whom an office holds a grant of its own; NUMBER_NONE unless it
 * is exactly one. */
MUST_CHECK enum err read_model_own_official(struct read_model *m,
    const struct id *office, uint64_t *number, struct arena *a,
    struct error *e);

struct search {
	struct bytes words;
	enum entry_type type; /* TYPE_UNKNOWN: any */
	struct bytes state;   /* empty: any; lower case */
	int kind;             /* -1: any */
	uint32_t from, to;    /* DAY_FIRST, DAY_LAST: open */
	uint64_t after;       /* NUMBER_NONE: from the start */
	size_t limit;
};
struct found {
	uint64_t number;
	enum entry_type type;
	struct bytes snippet;
	uint32_t e, l; /* of a contact */
};
/* In order of number. `totals` by type, of everything found. */
MUST_CHECK enum err read_model_search(struct read_model *m,
    const struct search *s, struct found *out, size_t *count,
    uint64_t totals[TYPE_COUNT], struct arena *a, struct error *e);
/* Contacts in force, ascending, by filters; for exports and lists. */
MUST_CHECK enum err read_model_contacts(struct read_model *m,
    const struct search *s, uint64_t of, uint64_t with,
    enum err (*each)(void *context, uint64_t number, struct error *e),
    void *context, struct error *e);
/* ---- pages of lists (interfaces B3) ---- */

enum list_order {
	LIST_UP,    /* by entity number */
	LIST_DOWN,
	LIST_EARLY, /* by first possible day: contacts alone */
	LIST_LATE,
	LIST_NAME   /* by folded name: not contacts */
};
#define LIST_ORDER_COUNT (LIST_NAME + 1)

struct list_filter {
	enum entry_type type, type_also; /* TYPE_UNKNOWN: one type alone */
	/* contacts: the home principal; else whom the version in force names;
	 * NUMBER_NONE: anybody */
	uint64_t of;
	/* contacts alone: who, in which post, of which org on the other side;
	 * KIND_BITs, 0: every kind; "" or two small letters; DAY_FIRST and
	 * DAY_LAST: open */
	uint64_t with;
	unsigned kinds;
	char state[3];
	uint32_t from, to;
	enum list_order order;
	uint64_t after; /* the last one shown; NUMBER_NONE: from the start */
	uint64_t at;    /* later entities are hidden */
	size_t limit;
};

/* Entities in force, at most `limit` into `out`. ERR_INPUT, word `bad-cursor`:
 * `after` is not in this list; word `order`: it has no such order. Costs what
 * the contacts of whoever is named cost, and one page. */
MUST_CHECK enum err read_model_page(struct read_model *m,
    const struct list_filter *f, uint64_t *out, size_t *count,
    struct error *e);

/* Every entity of a type, ascending. */
MUST_CHECK enum err read_model_each(struct read_model *m,
    enum entry_type type,
    enum err (*each)(void *context, const struct row_entity *row,
    struct error *e), void *context, struct error *e);

/* ---- feeds ---- */

enum feed_of { FEED_THING, FEED_STATE, FEED_WORDS, FEED_LOG };
struct feed_filter {
	enum feed_of what;
	uint64_t number;    /* FEED_THING */
	char state[3];      /* FEED_STATE, lower case */
	struct bytes words; /* FEED_WORDS, as in a search */
	uint64_t below;     /* entries below it */
	size_t limit;
};
/* Numbers of entries about it, the newest first: of a thing its own, its
 * contacts, tenures and what names it, with the notes, openings and erasures of
 * those; of the log all but index roots. Withdrawn contacts of a counterpart or
 * state are not found: read_model_withdrawn has them. */
MUST_CHECK enum err read_model_feed(struct read_model *m,
    const struct feed_filter *f, uint64_t *out, size_t *count,
    struct error *e);
/* Withdrawn entities of a type, and the last version of each. */
MUST_CHECK enum err read_model_withdrawn(struct read_model *m,
    enum entry_type type, enum err (*each)(void *context, uint64_t entity,
    uint64_t last, struct error *e), void *context, struct error *e);

#endif
