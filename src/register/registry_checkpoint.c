/* Index roots, checkpoints, publication, rebuilding */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "log/publish.h"
#include "proof/trie.h"
#include "register/erasing.h"
#include "register/registry_parts.h"
#include "register/witnessing.h"

struct gathering {
	struct posting *postings;
	struct strike *strikes;
	size_t posting_count, posting_cap, strike_count, strike_cap;
};

static bool
room(void **at, size_t count, size_t *cap, size_t size)
{
	size_t more = *cap == 0 ? 256 : *cap * 2;
	void *moved;

	if (count < *cap)
		return true;
	moved = realloc(*at, more * size);
	if (moved == NULL)
		return false;
	*at = moved;
	*cap = more;
	return true;
}

static enum err
gather(void *context, const struct posting *p, bool strike, struct error *e)
{
	struct gathering *g = context;
	void *at;
	bool fits;

	if (strike) {
		at = g->strikes;
		fits = room(&at, g->strike_count, &g->strike_cap,
		    sizeof *g->strikes);
		g->strikes = at;
		if (fits) {
			struct strike *s = &g->strikes[g->strike_count++];

			memcpy(s->key, p->key, sizeof s->key);
			s->key_len = p->key_len;
			s->struck_by = p->number;
		}
	} else {
		at = g->postings;
		fits = room(&at, g->posting_count, &g->posting_cap,
		    sizeof *g->postings);
		g->postings = at;
		if (fits)
			g->postings[g->posting_count++] = *p;
	}
	return fits ? ERR_NONE : error_set(e, ERR_MEMORY, "out of memory");
}

enum err
registry_cover(struct registry *r, uint64_t covered, struct error *e)
{
	struct ordered_index_facts facts;
	struct gathering g = {NULL, NULL, 0, 0, 0, 0};
	struct index_batch batch = {.covered = covered};
	enum err rc = ordered_index_facts(r->index, &facts, e);

	if (rc != ERR_NONE || facts.covered >= covered)
		return rc;
	rc = read_model_pending(r->read, facts.covered, covered, gather, &g,
	    e);
	batch.covered_before = facts.covered;
	batch.postings = g.postings;
	batch.posting_count = g.posting_count;
	batch.strikes = g.strikes;
	batch.strike_count = g.strike_count;
	if (rc == ERR_NONE)
		rc = ordered_index_apply(r->index, &batch, e);
	free(g.postings);
	free(g.strikes);
	return rc;
}

/* log 3.5.3: the log's clock never goes back. */
static enum err
log_time(struct registry *r, int64_t *at_s, struct error *e)
{
	int64_t before = 0;
	enum err rc = registry_time_of(r, r->head.size, &before, e);

	*at_s = registry_now(r);
	if (*at_s < before)
		*at_s = before;
	return rc;
}

static struct json *
root_body(struct arena *a, uint64_t covered, const struct heading *top,
    const struct hash *commitment)
{
	static const char digits[] = "0123456789abcdef";
	struct json *body = json_new(a, JSON_OBJECT);
	uint8_t d[HEADING_BYTES];
	char hex[2 * HEADING_BYTES + 1], root[65];

	heading_print(d, top);
	for (size_t i = 0; i < sizeof d; i++) {
		hex[2 * i] = digits[d[i] >> 4];
		hex[2 * i + 1] = digits[d[i] & 15];
	}
	hex[sizeof hex - 1] = '\0';
	hash_print(root, commitment);
	json_put_number(a, body, "covered", (int64_t)covered);
	json_put_number(a, body, "mapping", MAPPING_VERSION);
	json_put_cstr(a, body, "root", root);
	json_put_cstr(a, body, "top", hex);
	return body;
}

/* log 6.5.2: the index-root entry for the first `covered` entries. */
static enum err
make_root(void *context, uint64_t covered, struct buffer *out,
    struct error *e)
{
	struct registry *r = context;
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct entry_draft draft = {.origin = r->head.origin};
	struct register_policy policy;
	struct heading top;
	struct hash commitment;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = registry_cover(r, covered, e);
	if (rc == ERR_NONE)
		rc = ordered_index_top(r->index, covered, &top, &commitment,
		    e);
	if (rc == ERR_NONE)
		rc = log_time(r, &draft.at_s, e);
	if (rc == ERR_NONE)
		rc = read_model_world(r->read)->policy(
		    read_model_world(r->read)->context, &policy, e);
	if (rc == ERR_NONE) {
		id_of_number(&draft.id, TYPE_INDEX_ROOT, covered);
		draft.by = policy.registrar;
		draft.body = root_body(a, covered, &top, &commitment);
		rc = entry_assemble(out, entry_json_new(a, &draft), NULL, 0, a,
		    e);
	}
	arena_free(a);
	return rc;
}

enum err
registry_checkpoint(struct registry *r, bool *made, struct error *e)
{
	enum err rc;

	*made = false;
	if (r->log == NULL)
		return error_set(e, ERR_REFUSED,
		    "the register is open for reading only");
	rc = merkle_log_checkpoint(r->log, make_root, r, made, e);
	if (rc != ERR_NONE)
		return rc;
	if (!*made)
		return ERR_NONE;
	rc = registry_follow(r, e);
	if (rc == ERR_NONE)
		rc = read_model_settle(r->read, r->head.size - 1, e);
	return rc;
}

#define AGAIN_MAX 65536

/* What was published last in the folder of our own. */
struct published {
	uint64_t size;
	uint32_t day;
};

/* Opening files of earlier bundles that changed since: days that came,
 * openings, erasures (model 7.6). */
static enum err
openings_again(struct registry *r, const struct published *last,
    uint32_t today, uint64_t **out, struct publish_options *options,
    struct error *e)
{
	size_t count = 0;
	enum err rc;

	*out = calloc(AGAIN_MAX, sizeof **out);
	if (*out == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_openings(r->read, last->size, last->day, today, *out,
	    AGAIN_MAX, &count, e);
	options->openings_again = *out;
	options->openings_again_count = count;
	if (count > AGAIN_MAX) { /* so many that all are looked at */
		options->openings_again_count = 0;
		options->full = true;
	}
	return rc;
}

/* The size of the checkpoint that a folder shows; 0: none. */
static uint64_t
published_size(const char *dir)
{
	struct checkpoint c = {.size = 0};
	struct note *note = malloc(sizeof *note);
	struct buffer b = {0};
	char path[PATH_BYTES];

	if (note != NULL && path_join(path, dir, "checkpoint", NULL) ==
	    ERR_NONE && file_read(&b, path, NOTE_BYTES_MAX, NULL) == ERR_NONE &&
	    note_parse(note, buffer_bytes(&b), NULL) == ERR_NONE &&
	    checkpoint_parse(&c, note->text, NULL) != ERR_NONE)
		c.size = 0;
	buffer_release(&b);
	free(note);
	return c.size;
}

/* What witnesses add to a publication. */
struct witnessed {
	struct own_policy *policy;
	struct buffer cosigned, shown;
	bool hold_back; /* nothing may be published yet */
};

/* log 5.1.5 */
static enum err
choose_notes(struct registry *r, const char *dir, struct witnessed *w,
    struct publish_options *options, struct error *e)
{
	uint64_t size = 0, shown = published_size(dir);
	enum err rc = own_policy_load(&w->policy, r, e);

	if (rc != ERR_NONE)
		return rc;
	options->policy = buffer_bytes(&w->policy->text);
	if (w->policy->policy.quorum == QUORUM_NONE)
		return ERR_NONE;
	rc = registry_cosigned(r, &w->policy->policy, &size, &w->cosigned,
	    NULL, e);
	if (rc == ERR_ABSENT)
		rc = ERR_NONE;
	else
		options->cosigned = buffer_bytes(&w->cosigned);
	if (rc != ERR_NONE || !r->quorum_required)
		return rc;
	/* what was shown already stays */
	if (size < shown && shown <= r->head.size)
		size = shown;
	w->hold_back = size == 0;
	if (size != 0)
		rc = log_read_note(r->truth, size, &w->shown, e);
	options->checkpoint = buffer_bytes(&w->shown);
	return rc;
}

/* Others may publish for a moment, after a witness has answered them. */
static enum err
publish_patiently(struct registry *r, const char *dir,
    const struct publish_options *options, struct publish_result *result,
    struct error *e)
{
	static const struct timespec pause = {0, 50000000};
	enum err rc = ERR_CONFLICT;

	for (int i = 0; i < 40 && rc == ERR_CONFLICT; i++) {
		if (i != 0)
			(void)nanosleep(&pause, NULL);
		rc = publish_tree(dir, r->tree, options, result, e);
	}
	return rc;
}

enum err
registry_publish(struct registry *r, const char *dir, bool full,
    uint64_t *files_written, struct error *e)
{
	struct publish_options options = {.full = full};
	struct publish_result result = {0, 0, 0};
	struct witnessed w = {.hold_back = false};
	struct published last;
	uint64_t *again = NULL;
	uint32_t today = day_of_time(registry_now(r));
	char path[PATH_BYTES];
	bool own = dir == NULL;
	enum err rc = ERR_NONE;

	memset(&last, 0, sizeof last);
	if (own) {
		rc = path_join(path, r->dir, "public", e);
		dir = path;
		if (rc == ERR_NONE)
			rc = read_model_kept(r->read, "published",
			    (uint8_t *)&last, sizeof last, e);
		if (rc == ERR_ABSENT)
			rc = ERR_NONE; /* the first, or lost: all of them */
	}
	/* words go before the checkpoint that covers their erasure is shown */
	if (rc == ERR_NONE && r->log != NULL)
		rc = registry_erase(r, e);
	if (rc == ERR_NONE)
		rc = openings_again(r, &last, today, &again, &options, e);
	if (rc == ERR_NONE)
		rc = choose_notes(r, dir, &w, &options, e);
	if (rc == ERR_NONE && !w.hold_back)
		rc = publish_patiently(r, dir, &options, &result, e);
	if (rc == ERR_NONE && !w.hold_back && r->log != NULL) {
		rc = truth_publish_submissions(r->truth, result.size, e);
		if (rc == ERR_NONE && full)
			rc = publish_sweep(dir, registry_now(r), NULL, e);
	}
	if (rc == ERR_NONE && !w.hold_back && own) {
		last.size = result.size;
		last.day = today;
		rc = read_model_keep(r->read, "published", bytes_of(&last,
		    sizeof last), e);
	}
	/* what is published stands; a reader of the store can delay the end */
	if (rc == ERR_NONE && own && r->log != NULL)
		(void)registry_erase_end(r, result.size, NULL);
	free(again);
	if (files_written != NULL)
		*files_written = result.files_written;
	own_policy_free(w.policy);
	buffer_release(&w.cosigned);
	buffer_release(&w.shown);
	return rc;
}

enum err
registry_publish_notes(struct registry *r, struct error *e)
{
	struct publish_options options = {.full = false};
	struct witnessed w = {.hold_back = false};
	char path[PATH_BYTES];
	enum err rc = path_join(path, r->dir, "public", e);

	if (rc == ERR_NONE)
		rc = choose_notes(r, path, &w, &options, e);
	if (rc == ERR_NONE && !w.hold_back)
		rc = publish_patiently(r, path, &options, NULL, e);
	own_policy_free(w.policy);
	buffer_release(&w.cosigned);
	buffer_release(&w.shown);
	return rc;
}

/* ---- rebuilding ---- */

static enum err
check_root(struct registry *r, uint64_t n, struct arena *a,
    struct rebuilt *out, struct error *e)
{
	struct heading top;
	struct hash stated = {{0}};
	struct entry entry;
	enum err rc;

	arena_reset(a);
	rc = registry_entry(r, n, &entry, a, e);
	if (rc != ERR_NONE || entry.type != TYPE_INDEX_ROOT)
		return rc;
	rc = ordered_index_top(r->index, n, &top, &out->root, e);
	if (rc != ERR_NONE)
		return rc;
	out->root_count++;
	if (!hash_parse(json_get_text(entry.body, "root"), &stated) ||
	    !hash_equal(&stated, &out->root))
		return error_set(e, ERR_PROOF,
		    "the index root of entry %llu does not follow from the "
		    "entries before it", (unsigned long long)n);
	return ERR_NONE;
}

enum err
registry_check_roots(struct registry *r, uint64_t first, uint64_t end,
    struct error *e)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct rebuilt out = {.root_count = 0};
	enum err rc = ERR_NONE;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (uint64_t n = first; rc == ERR_NONE && n < end; n++) {
		struct row_entry row;

		arena_reset(a);
		rc = read_model_entry(r->read, n, &row, a, e);
		if (rc == ERR_NONE && row.type == TYPE_INDEX_ROOT)
			rc = check_root(r, n, a, &out, e);
	}
	arena_free(a);
	return rc;
}

enum err
registry_rebuild(const char *dir, bool last_only, struct rebuilt *out,
    void (*progress)(void *context, uint64_t done, uint64_t total),
    void *context, struct error *e)
{
	struct registry *r = NULL;
	struct ordered_index_facts facts;
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	char path[PATH_BYTES];
	enum err rc;

	*out = (struct rebuilt){0, 0, 0, 0, {{0}}};
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = path_join(path, dir, TRIE_FILE, e);
	if (rc == ERR_NONE)
		(void)unlink(path); /* the read model goes with it */
	if (rc == ERR_NONE)
		rc = registry_open(&r, dir, REGISTRY_READ, clock_system(), e);
	if (rc == ERR_NONE && strncmp(r->refusal, "R7", 2) == 0)
		rc = error_set(e, ERR_PROOF, "%s", r->refusal);
	for (uint64_t n = 0; rc == ERR_NONE && !last_only &&
	    n + 1 < r->head.size; n++) {
		struct row_entry row;

		arena_reset(a);
		rc = read_model_entry(r->read, n, &row, a, e);
		if (rc == ERR_NONE && row.type == TYPE_INDEX_ROOT)
			rc = check_root(r, n, a, out, e);
		if (progress != NULL)
			progress(context, n, r->head.size);
	}
	if (rc == ERR_NONE && r->head.size != 0)
		rc = check_root(r, r->head.size - 1, a, out, e);
	if (rc == ERR_NONE)
		rc = ordered_index_facts(r->index, &facts, e);
	if (rc == ERR_NONE) {
		out->entry_count = r->head.next;
		out->posting_count = facts.posting_count;
		out->branch_count = facts.branch_count;
	}
	registry_close(r);
	arena_free(a);
	return rc;
}
