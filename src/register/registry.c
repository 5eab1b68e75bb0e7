/* Opening, following, reading a register; filing stands in registry_file.c,
 * founding in registry_found.c, checkpoints in registry_checkpoint.c. */
#include "log/head.h"
#include "register/behind.h"
#include "register/erasing.h"
#include "register/kept_slots.h"
#include "register/registry_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FOLLOW_BATCH 10000

const char *
registry_dir(const struct registry *r)
{
	return r->dir;
}

const char *
registry_origin(const struct registry *r)
{
	return r->head.origin;
}

uint64_t
registry_next(const struct registry *r)
{
	return r->head.next;
}

uint64_t
registry_size(const struct registry *r)
{
	return r->head.size;
}

const char *
registry_refusal(const struct registry *r)
{
	if (r->refusal[0] != '\0')
		return r->refusal;
	return r->log == NULL ? NULL : merkle_log_refusal(r->log);
}

struct read_model *
registry_read_model(struct registry *r)
{
	return r->read;
}

struct ordered_index *
registry_index(struct registry *r)
{
	return r->index;
}

struct tree_source *
registry_tree(struct registry *r)
{
	return r->tree;
}

struct truth *
registry_truth(struct registry *r)
{
	return r->truth;
}

int64_t
registry_now(const struct registry *r)
{
	return r->clock.now_s(r->clock.context);
}

enum err
registry_leaf(void *context, uint64_t number, struct bytes *out,
    struct arena *a, struct error *e)
{
	struct registry *r = context;
	struct buffer b = {0};
	enum err rc;

	/* what waits has consecutive numbers */
	if (r->waiting_count != 0 && number >= r->waiting[0].number &&
	    number - r->waiting[0].number < r->waiting_count) {
		*out = r->waiting[number - r->waiting[0].number].leaf;
		return ERR_NONE;
	}
	rc = truth_read_entry(r->truth, number, &b, NULL, e);
	if (rc == ERR_NONE) {
		*out = arena_copy(a, buffer_bytes(&b));
		if (out->at == NULL)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	buffer_release(&b);
	return rc;
}

enum err
registry_entry(struct registry *r, uint64_t n, struct entry *out,
    struct arena *a, struct error *e)
{
	struct bytes leaf;
	enum err rc = registry_leaf(r, n, &leaf, a, e);

	return rc == ERR_NONE ? entry_parse(out, leaf, NULL, a, e) : rc;
}

enum err
registry_time_of(struct registry *r, uint64_t size, int64_t *at_s,
    struct error *e)
{
	struct arena *a;
	struct entry entry;
	enum err rc;

	*at_s = 0;
	if (size == 0)
		return ERR_NONE;
	a = arena_new(ENTRY_ARENA_BYTES);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = registry_entry(r, size - 1, &entry, a, e);
	if (rc == ERR_NONE)
		*at_s = entry.at_s;
	arena_free(a);
	return rc;
}

enum err
registry_slots(struct registry *r, const struct entry *entry, uint64_t n,
    struct slot_values *out, enum slot_state states[SLOT_COUNT],
    struct arena *a, struct error *e)
{
	struct row_entry row = {.opened = 0};
	struct slot_store store;
	struct visibility v;
	uint32_t today = day_of_time(registry_now(r));
	enum err rc = read_model_entry(r->read, n, &row, a, NULL);

	*out = (struct slot_values){{NULL}};
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return rc;
	visibility_read(&v, entry->body);
	for (unsigned i = 0; states != NULL && i < SLOT_COUNT; i++)
		states[i] = slot_state(&v, i, row.opened, row.erased, today);
	if (!entry->has_seal || r->wordless)
		return ERR_NONE;
	rc = kept_slots_read(&store, r, entry, n, a, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE; /* the filer kept them */
	if (rc != ERR_NONE)
		return rc;
	explicit_bzero(&store.seed, sizeof store.seed);
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (slot_state(&v, i, row.opened, row.erased, today) ==
		    SLOT_PUBLIC && !json_is_null(store.values.at[i]))
			out->at[i] = store.values.at[i];
	return ERR_NONE;
}

enum err
registry_open_read(struct registry *r, bool again, struct error *e)
{
	struct leaf_source leaves = {r, registry_leaf};
	char path[PATH_BYTES];
	bool fresh;
	enum err rc = path_join(path, r->dir, READ_FILE, e);

	if (rc != ERR_NONE)
		return rc;
	read_model_close(r->read);
	r->read = NULL;
	if (again && unlink(path) == 0) {
		char tail[PATH_BYTES];

		if (path_join(tail, r->dir, READ_FILE "-wal", NULL) ==
		    ERR_NONE)
			(void)unlink(tail);
		if (path_join(tail, r->dir, READ_FILE "-shm", NULL) ==
		    ERR_NONE)
			(void)unlink(tail);
	}
	rc = read_model_open(&r->read, path, r->head.origin, &leaves, &fresh,
	    e);
	if (rc == ERR_NONE)
		judge_init(&r->judge, read_model_world(r->read),
		    r->head.origin);
	return rc;
}

/* Keys of the postings that version `number` made, to be struck by `by`. */
static enum err
pend_strikes(struct registry *r, uint64_t number, uint64_t by,
    struct index_build *build, struct arena *a, struct error *e)
{
	struct outcome valid = {.kind = OUTCOME_VALID,
	    .broken_split = NUMBER_NONE};
	struct mapped mapped;
	struct entry entry;
	enum err rc = registry_entry(r, number, &entry, a, e);

	if (rc == ERR_NONE)
		rc = mapping_apply(&mapped, read_model_world(r->read), &entry,
		    number, &valid, a, e);
	for (size_t i = 0; rc == ERR_NONE && i < mapped.added_count; i++) {
		const struct posting *p = &mapped.added[i];

		if (build != NULL)
			rc = index_build_strike(build, p->key, p->key_len, by,
			    e);
		else
			rc = read_model_pend(r->read, by, bytes_of(p->key,
			    p->key_len), 0, &p->leaf, true, e);
	}
	return rc;
}

/* Words of entities whose slots were opened, erased or restored. */
static enum err
words_again(struct registry *r, const uint64_t *list, size_t count,
    struct error *e)
{
	struct arena *a = arena_new(4 * MIB); /* of one entity */
	enum err rc = a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct row_entity row;
		struct slot_values shown;
		struct entry entry;

		arena_reset(a);
		rc = read_model_by_number(r->read, list[i], &row, e);
		if (rc == ERR_NONE)
			rc = registry_entry(r, row.current, &entry, a, e);
		if (rc == ERR_NONE)
			rc = registry_slots(r, &entry, row.current, &shown,
			    NULL, a, e);
		if (rc == ERR_NONE)
			rc = read_model_reword(r->read, list[i], &entry,
			    &shown, a, e);
	}
	arena_free(a);
	return rc;
}

static enum err
words_after(struct registry *r, uint64_t by, struct arena *a,
    struct error *e)
{
	uint64_t *list;
	size_t count;
	enum err rc = read_model_reworded(r->read, by, &list, &count, a, e);

	return rc == ERR_NONE ? words_again(r, list, count, e) : rc;
}

static bool
touches(const struct entry *entry)
{
	return entry->type == TYPE_OPEN || entry->type == TYPE_ERASE ||
	    entry->type == TYPE_ANNUL;
}

static enum err
take_up(struct registry *r, const struct entry *entry,
    const struct outcome *outcome, const struct slot_values *shown,
    struct index_build *build, struct arena *a, struct error *e)
{
	uint64_t n = read_model_next(r->read);
	struct mapped mapped;
	enum err rc = mapping_apply(&mapped, read_model_world(r->read), entry,
	    n, outcome, a, e);

	for (size_t i = 0; rc == ERR_NONE && i < mapped.added_count; i++) {
		const struct posting *p = &mapped.added[i];

		if (build != NULL)
			rc = index_build_add(build, p, e);
		else
			rc = read_model_pend(r->read, n, bytes_of(p->key,
			    p->key_len), p->times, &p->leaf, false, e);
	}
	if (rc == ERR_NONE && mapped.strikes)
		rc = pend_strikes(r, mapped.struck_version, n, build, a, e);
	if (rc == ERR_NONE)
		rc = read_model_add(r->read, entry, outcome, shown, a, e);
	return rc == ERR_NONE && touches(entry) ? words_after(r, n, a, e) :
	    rc;
}

enum err
registry_take_up(struct registry *r, const struct entry *entry,
    const struct outcome *outcome, const struct slot_values *shown,
    struct arena *a, struct error *e)
{
	return take_up(r, entry, outcome, shown, NULL, a, e);
}

/* The split under way (model 2.9) goes from process to process by the read
 * model, so that every follower notes the same. */
enum err
registry_keep_split(struct registry *r, struct error *e)
{
	return read_model_keep(r->read, "split", bytes_of(&r->judge.split,
	    sizeof r->judge.split), e);
}

enum err
registry_take_split(struct registry *r, struct error *e)
{
	struct judge fresh;
	uint8_t split[sizeof r->judge.split];
	enum err rc = read_model_kept(r->read, "split", split, sizeof split,
	    e);

	judge_init(&fresh, read_model_world(r->read), r->head.origin);
	fresh.skip_signatures = r->judge.skip_signatures;
	if (rc == ERR_NONE)
		memcpy(&fresh.split, split, sizeof split);
	r->judge = fresh;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

struct folding {
	struct registry *r;
	struct arena *arena;
	struct index_build *build;
	uint64_t build_end, end;
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

static enum err
fold_one(void *context, uint64_t n, const struct truth_entry *row,
    struct error *e)
{
	struct folding *f = context;
	struct outcome outcome = {.broken_split = NUMBER_NONE};
	struct slot_values shown;
	struct entry entry;
	enum err rc;

	arena_reset(f->arena);
	rc = entry_parse(&entry, row->bytes, f->r->head.origin, f->arena, e);
	if (rc == ERR_NONE)
		rc = judge_verify(&f->r->judge, &entry, n, &outcome, f->arena,
		    e);
	if (rc == ERR_NONE)
		rc = registry_slots(f->r, &entry, n, &shown, NULL, f->arena,
		    e);
	if (rc == ERR_NONE)
		rc = take_up(f->r, &entry, &outcome, &shown,
		    n < f->build_end ? f->build : NULL, f->arena, e);
	if (rc != ERR_NONE)
		return error_wrap(e, "entry %llu", (unsigned long long)n);
	if (f->progress != NULL)
		f->progress(f->context, n, f->end);
	return ERR_NONE;
}

enum err
registry_fold(struct registry *r, uint64_t end, struct index_build *build,
    uint64_t build_end, void (*progress)(void *context, uint64_t done,
    uint64_t total), void *context, struct error *e)
{
	struct folding f = {r, arena_new(16 * MIB), build, build_end, end,
	    progress, context};
	enum err rc = ERR_NONE;

	if (f.arena == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	while (rc == ERR_NONE && read_model_next(r->read) < end) {
		uint64_t first, count;

		rc = read_model_begin(r->read, e);
		if (rc != ERR_NONE)
			break;
		first = read_model_next(r->read);
		count = first < end ? end - first : 0;
		if (count > FOLLOW_BATCH)
			count = FOLLOW_BATCH;
		rc = registry_take_split(r, e);
		if (rc == ERR_NONE && count != 0)
			rc = truth_read_entries(r->truth, first, count,
			    fold_one, &f, e);
		if (rc == ERR_NONE)
			rc = registry_keep_split(r, e);
		if (rc == ERR_NONE)
			rc = read_model_commit(r->read, e);
		if (rc != ERR_NONE)
			read_model_rollback(r->read);
	}
	arena_free(f.arena);
	return rc;
}

/* Everything derived again from entry 0: one pass, one bulk build. */
static enum err
derive_again(struct registry *r, struct error *e)
{
	uint64_t covered = r->head.size == 0 ? 0 : r->head.size - 1;
	struct index_build *build = NULL;
	char path[PATH_BYTES];
	enum err rc = path_join(path, r->dir, TRIE_FILE, e);

	if (rc == ERR_NONE)
		rc = registry_open_read(r, true, e);
	ordered_index_free(r->index);
	r->index = NULL;
	if (rc == ERR_NONE)
		rc = index_build_new(&build, path,
		    bytes_text(r->head.origin), 256 * MIB, e);
	if (rc == ERR_NONE)
		rc = registry_fold(r, r->head.next, build, covered, NULL, NULL,
		    e);
	if (rc == ERR_NONE)
		rc = index_build_end(build, covered, &r->index, e);
	index_build_free(build);
	return rc;
}

/* A read model of another log with the same origin, or of one whose tail was
 * removed, is found by its last leaf. */
static enum err
same_tail(struct registry *r, bool *same, struct error *e)
{
	uint64_t next = read_model_next(r->read);
	struct row_entry row;
	struct buffer text = {0};
	struct hash leaf;
	struct arena *a;
	enum err rc;

	*same = next <= r->head.next;
	if (next == 0 || !*same)
		return ERR_NONE;
	a = arena_new(ENTRY_ARENA_BYTES);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = truth_read_entry(r->truth, next - 1, &text, &leaf, e);
	if (rc == ERR_NONE)
		*same = read_model_entry(r->read, next - 1, &row, a, NULL) ==
		    ERR_NONE && hash_equal(&row.leaf, &leaf);
	buffer_release(&text);
	arena_free(a);
	return rc;
}

/* Does the index give the R that the last index-root entry states? */
static enum err
compare_root(struct registry *r, bool *same, struct error *e)
{
	struct ordered_index_facts facts;
	struct arena *a;
	struct heading top;
	struct hash commitment, stated = {{0}};
	struct entry entry;
	enum err rc;

	*same = true;
	if (r->head.size == 0)
		return ERR_NONE;
	rc = ordered_index_facts(r->index, &facts, e);
	if (rc != ERR_NONE)
		return rc;
	if (facts.covered + 1 < r->head.size ||
	    facts.covered > r->head.next) {
		*same = false;
		return ERR_NONE;
	}
	a = arena_new(ENTRY_ARENA_BYTES);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = ordered_index_top(r->index, r->head.size - 1, &top, &commitment,
	    e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, r->head.size - 1, &entry, a, e);
	if (rc == ERR_NONE)
		*same = hash_parse(json_get_text(entry.body, "root"),
		    &stated) && hash_equal(&stated, &commitment);
	arena_free(a);
	return rc;
}

/* A sum over postings and strikes that does not depend on their order. */
struct future {
	uint64_t first;
	struct hash sum;
};

static void
add_to_future(struct future *f, const struct posting *p, uint64_t by,
    bool strike)
{
	uint8_t bytes[KEY_BYTES_MAX + HASH_BYTES + 17];
	struct hash one;
	size_t len = p->key_len;

	memset(bytes, 0, sizeof bytes);
	memcpy(bytes, p->key, len);
	put_be(bytes + KEY_BYTES_MAX, 8, by);
	bytes[KEY_BYTES_MAX + 8] = strike;
	if (!strike) {
		put_be(bytes + KEY_BYTES_MAX + 9, 8, p->times);
		memcpy(bytes + KEY_BYTES_MAX + 17, p->leaf.at, HASH_BYTES);
	}
	one = hash_bytes(bytes_of(bytes, sizeof bytes));
	for (size_t i = 0; i < HASH_BYTES; i++)
		f->sum.at[i] ^= one.at[i];
}

static enum err
walked(void *context, const struct posting *p, struct error *e)
{
	struct future *f = context;

	(void)e;
	if (p->number >= f->first)
		add_to_future(f, p, p->number, false);
	if (p->struck_by != 0 && p->struck_by >= f->first)
		add_to_future(f, p, p->struck_by, true);
	return ERR_NONE;
}

static enum err
waited(void *context, const struct posting *p, bool strike, struct error *e)
{
	(void)e;
	add_to_future(context, p, p->number, strike);
	return ERR_NONE;
}

/* What the index holds beyond the last signed root, left by a process that
 * ended before its checkpoint, must be what waits for the next one: else it is
 * the future of another log, and would be signed. */
static enum err
same_future(struct registry *r, bool *same, struct error *e)
{
	struct ordered_index_facts facts;
	struct future held = {.first = r->head.size == 0 ? 0 :
	    r->head.size - 1}, due = held;
	enum err rc = ordered_index_facts(r->index, &facts, e);

	*same = true;
	if (rc != ERR_NONE || facts.covered <= held.first)
		return rc;
	*same = facts.covered <= r->head.next;
	if (*same)
		rc = ordered_index_walk(r->index, facts.covered, walked,
		    &held, e);
	if (*same && rc == ERR_NONE)
		rc = read_model_pending(r->read, held.first, facts.covered,
		    waited, &due, e);
	*same = *same && hash_equal(&held.sum, &due.sum);
	return rc;
}

static enum err
open_index(struct registry *r, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, r->dir, TRIE_FILE, e);

	ordered_index_free(r->index);
	r->index = NULL;
	if (rc == ERR_NONE)
		rc = ordered_index_open(&r->index, path,
		    bytes_text(r->head.origin), true, e);
	return rc;
}

/* A read model that was made with words does not serve an older copy, nor one
 * without them the whole register. */
static enum err
fit_words(struct registry *r, struct error *e)
{
	uint8_t was = 0, is = r->wordless;
	enum err rc = read_model_kept(r->read, "wordless", &was, 1, NULL);

	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return error_set(e, rc, "cannot read the read model");
	if (was == is)
		return ERR_NONE;
	rc = registry_open_read(r, true, e);
	if (rc == ERR_NONE)
		rc = read_model_keep(r->read, "wordless", bytes_of(&is, 1),
		    e);
	return rc;
}

static enum err
follow(struct registry *r, struct error *e)
{
	bool same = false, opened = r->index == NULL;
	enum err rc = truth_head(r->truth, &r->head, e);

	if (rc == ERR_NONE && r->read == NULL) {
		rc = registry_open_read(r, false, e);
		if (rc == ERR_NONE)
			rc = fit_words(r, e);
	}
	if (rc == ERR_NONE)
		rc = same_tail(r, &same, e);
	if (rc == ERR_NONE && !same)
		rc = registry_open_read(r, true, e);
	if (rc == ERR_NONE && r->index == NULL) {
		rc = open_index(r, e);
		if (rc == ERR_ABSENT || (rc == ERR_NONE &&
		    read_model_next(r->read) == 0 && r->head.next != 0))
			return derive_again(r, e);
	}
	if (rc == ERR_NONE)
		rc = registry_fold(r, r->head.next, NULL, 0, NULL, NULL, e);
	if (rc == ERR_NONE && r->head.size != 0) {
		struct ordered_index_facts facts;

		rc = ordered_index_facts(r->index, &facts, e);
		if (rc == ERR_NONE && facts.covered + 1 < r->head.size)
			rc = registry_cover(r, r->head.size - 1, NULL);
		if (rc == ERR_CONFLICT || rc == ERR_INPUT || rc == ERR_ABSENT)
			rc = ERR_NONE; /* compared below, derived again */
	}
	if (rc == ERR_NONE)
		rc = compare_root(r, &same, e);
	if (rc == ERR_NONE && same && opened && r->log != NULL)
		rc = same_future(r, &same, e);
	if (rc == ERR_NONE && !same) {
		rc = derive_again(r, e);
		if (rc == ERR_NONE)
			rc = compare_root(r, &same, e);
		if (rc == ERR_NONE && !same) {
			(void)snprintf(r->refusal, sizeof r->refusal,
			    "R7: the index root recomputed twice differs from "
			    "the one in entry %llu",
			    (unsigned long long)(r->head.size - 1));
			if (r->log != NULL)
				merkle_log_refuse(r->log, "R7", r->refusal);
		}
	}
	return rc;
}

/* Words whose day came since somebody last looked (model 7.3). */
static enum err
words_of_days(struct registry *r, struct error *e)
{
	uint32_t today = day_of_time(registry_now(r)), last = today;
	struct arena *a;
	uint64_t *list = NULL;
	size_t count = 0;
	enum err rc = read_model_kept(r->read, "words-day", (uint8_t *)&last,
	    sizeof last, NULL);

	if (rc == ERR_NONE && last >= today)
		return ERR_NONE;
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return error_set(e, rc, "cannot read the read model");
	a = arena_new(64 * MIB);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_begin(r->read, e);
	if (rc == ERR_NONE) {
		rc = read_model_days(r->read, last, today, &list, &count, a,
		    e);
		if (rc == ERR_NONE)
			rc = words_again(r, list, count, e);
		if (rc == ERR_NONE)
			rc = read_model_keep(r->read, "words-day",
			    bytes_of(&today, sizeof today), e);
		if (rc == ERR_NONE)
			rc = read_model_commit(r->read, e);
		if (rc != ERR_NONE)
			read_model_rollback(r->read);
	}
	arena_free(a);
	return rc;
}

enum err
registry_follow(struct registry *r, struct error *e)
{
	enum err rc = follow(r, e);

	return rc == ERR_NONE ? words_of_days(r, e) : rc;
}

enum err
registry_refresh(struct registry *r, struct error *e)
{
	return registry_follow(r, e);
}

static enum err
open_for_writing(struct registry *r, struct error *e)
{
	struct merkle_log_options options = {.dir = r->dir,
	    .keys_dir = r->keys_dir};
	struct buffer file = {0};
	char path[PATH_BYTES];
	enum err rc = path_join(path, r->keys_dir, "log.key", e);

	if (rc == ERR_NONE)
		rc = file_read_secret(&file, path, SIGNER_FILE_BYTES, e);
	if (rc == ERR_NONE)
		rc = signer_parse(&r->log_key, buffer_bytes(&file), e);
	buffer_wipe(&file);
	if (rc != ERR_NONE)
		return rc;
	options.signer = &r->log_key;
	rc = merkle_log_open(&r->log, &options, e);
	if (rc != ERR_NONE)
		return rc;
	r->truth = merkle_log_truth(r->log);
	return ERR_NONE;
}

static tree_openings_fn publish_openings;

/* What a writer would find by R3 of log 6.8, said to a reader: it has neither
 * key nor lock, but can see whether the signer's own memory is there. */
static void
examine_head(struct registry *r)
{
	struct buffer file = {0};
	enum err rc = log_head_read(r->keys_dir, &file, NULL);

	if (rc == ERR_ABSENT && r->head.size != 0 && r->refusal[0] == '\0' &&
	    file_exists(r->keys_dir))
		(void)snprintf(r->refusal, sizeof r->refusal,
		    "R3: log.head is not there, though the store has a "
		    "checkpoint of size %llu",
		    (unsigned long long)r->head.size);
	buffer_release(&file);
}

/* Does somebody here know a newer state (R1, R4)? The store is looked at again
 * afterwards: a writer may have gone on in between. */
static enum err
examine_age(struct registry *r, struct error *e)
{
	uint64_t newer = 0;
	enum err rc = truth_head(r->truth, &r->head, e);

	if (rc != ERR_NONE || behind_of(r->dir, r->head.size, &newer) == NULL)
		return rc;
	rc = truth_head(r->truth, &r->head, e);
	r->wordless = rc == ERR_NONE && newer > r->head.size;
	return rc;
}

enum err
registry_open(struct registry **out, const char *dir, enum registry_mode mode,
    struct clock clock, struct error *e)
{
	struct registry *r = calloc(1, sizeof *r);
	char path[PATH_BYTES];
	enum err rc = ERR_NONE;
	int len;

	if (r == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	r->mode = mode;
	r->clock = clock;
	len = snprintf(r->dir, sizeof r->dir, "%s", dir);
	while (len > 1 && r->dir[len - 1] == '/')
		r->dir[--len] = '\0';
	if (len < 0 || (size_t)len + 8 >= sizeof r->dir ||
	    snprintf(r->keys_dir, sizeof r->keys_dir, "%s.keys", r->dir) < 0)
		rc = error_set(e, ERR_INPUT, "path too long");
	if (rc == ERR_NONE)
		rc = path_join(path, r->dir, LOG_DATABASE, e);
	if (rc == ERR_NONE && !file_exists(path)) {
		rc = error_set(e, ERR_ABSENT, "no register in \"%s\"", r->dir);
		error_mend(e, rc, "chancery init %s --origin NAME, or "
		    "--store DIR", r->dir);
	}
	if (rc == ERR_NONE && mode == REGISTRY_WRITE)
		rc = open_for_writing(r, e);
	else if (rc == ERR_NONE)
		rc = truth_open(&r->truth, path, TRUTH_READ, e);
	if (rc == ERR_NONE)
		rc = tree_source_of_truth(&r->tree, r->truth,
		    publish_openings, r, e);
	if (rc == ERR_NONE)
		rc = examine_age(r, e);
	if (rc == ERR_NONE)
		rc = registry_follow(r, e);
	if (rc == ERR_NONE && mode == REGISTRY_READ)
		examine_head(r);
	/* log 6.8.9: before anything is shown. What fails here is hidden by
	 * the log's own marks, and taken up again */
	if (rc == ERR_NONE && mode == REGISTRY_WRITE)
		(void)registry_erase(r, NULL);
	if (rc != ERR_NONE) {
		registry_close(r);
		return rc;
	}
	*out = r;
	return ERR_NONE;
}

void
registry_close(struct registry *r)
{
	if (r == NULL)
		return;
	read_model_close(r->read);
	ordered_index_free(r->index);
	tree_source_free(r->tree);
	if (r->log != NULL)
		merkle_log_close(r->log);
	else
		truth_close(r->truth);
	signer_release(&r->log_key);
	free(r);
}

/* ---- openings of public slots, model 7.6 ---- */

struct publishing {
	struct registry *r;
	struct arena *arena;
	struct buffer *out;
};

static enum err
publish_one(void *context, uint64_t n, const struct truth_entry *row,
    struct error *e)
{
	struct publishing *p = context;
	struct slot_store store = {.has_seed = false};
	struct row_entry judged = {.opened = 0};
	struct visibility v;
	struct entry entry;
	bool published;
	enum err rc;

	arena_reset(p->arena);
	rc = entry_parse(&entry, row->bytes, NULL, p->arena, e);
	if (rc != ERR_NONE || !entry.has_seal)
		return rc;
	rc = kept_slots_read(&store, p->r, &entry, n, p->arena, e);
	if (rc == ERR_ABSENT || (rc == ERR_NONE && store.bare))
		return ERR_NONE; /* the filer kept the values */
	if (rc == ERR_NONE)
		rc = read_model_entry(p->r->read, n, &judged, p->arena, e);
	if (rc == ERR_NONE) {
		visibility_read(&v, entry.body);
		rc = opening_publish(p->out, &published, n, entry.id.at,
		    slots_public(&v, judged.opened, judged.erased,
		    day_of_time(registry_now(p->r))), &store, e);
	}
	explicit_bzero(&store.seed, sizeof store.seed);
	return rc;
}

static enum err
publish_openings(void *context, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e)
{
	struct registry *r = context;
	struct publishing p = {r, arena_new(16 * MIB), out};
	uint64_t first = number * TRUTH_TILE_WIDTH, count = TRUTH_TILE_WIDTH;
	enum err rc = ERR_NONE;

	if (p.arena == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (first >= size)
		rc = error_set(e, ERR_ABSENT, "no such opening file");
	else if (count > size - first)
		count = size - first;
	if (rc == ERR_NONE)
		rc = truth_read_entries(r->truth, first, count, publish_one,
		    &p, e);
	arena_free(p.arena);
	return rc;
}

enum err
registry_opening(struct registry *r, uint64_t n, struct buffer *out,
    struct error *e)
{
	struct publishing p = {r, arena_new(4 * MIB), out};
	size_t before = out->len;
	enum err rc = p.arena == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    truth_read_entries(r->truth, n, 1, publish_one, &p, e);

	arena_free(p.arena);
	return rc == ERR_NONE && out->len == before ?
	    error_set(e, ERR_ABSENT, "nothing of this entry is open") :
	    rc;
}
