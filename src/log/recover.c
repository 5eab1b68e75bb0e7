#include "log/recover.h"

#include "log/head.h"
#include "log/intake.h"
#include "log/log_inside.h"
#include "log/tree_inside.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- recover: log 6.8.2 ---- */

struct recovery {
	struct merkle_log *log;
	struct tree_source *from;
	struct checkpoint target;
	struct buffer note; /* of the target, the log's own line alone */
};

/* The larger of two checkpoints that our own key has signed. */
static enum err
take_target(struct recovery *r, struct bytes bytes, struct error *e)
{
	struct checkpoint c = {0};
	struct note note;
	enum err rc = log_own_checkpoint(r->log, bytes, &c, e);

	if (rc != ERR_NONE)
		return rc;
	if (c.size <= r->target.size)
		return ERR_NONE;
	rc = note_parse(&note, bytes, e);
	if (rc != ERR_NONE)
		return rc;
	r->target = c;
	buffer_clear(&r->note);
	buffer_add(&r->note, note.text);
	buffer_byte(&r->note, '\n');
	for (size_t i = 0; i < note.line_count; i++)
		if (note_line_is_of(&note.lines[i], &r->log->key)) {
			buffer_add(&r->note, note.lines[i].line);
			break;
		}
	return r->note.failed ? error_set(e, ERR_MEMORY, "out of memory") :
				ERR_NONE;
}

static enum err
find_target(struct recovery *r, struct error *e)
{
	struct buffer head = {0}, theirs = {0};
	enum err rc = log_head_read(r->log->keys_dir, &head, e);

	if (rc == ERR_NONE)
		rc = take_target(r, buffer_bytes(&head), e);
	if (rc == ERR_ABSENT) /* the source's signature stands in for it */
		rc = ERR_NONE;
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(r->from, &theirs, e);
	if (rc == ERR_NONE) {
		rc = take_target(r, buffer_bytes(&theirs), e);
		if (rc != ERR_NONE)
			error_wrap(e, "the copy's checkpoint");
	}
	buffer_release(&head);
	buffer_release(&theirs);
	if (rc != ERR_NONE)
		return rc;
	if (r->target.size <= r->log->head.size)
		return error_set(e, ERR_CONFLICT,
		    "the store has all %" PRIu64
		    " entries that are signed; there is nothing to recover",
		    r->target.size);
	return ERR_NONE;
}

enum err
log_recover(const struct merkle_log_options *options, struct tree_source *from,
    struct recover_result *result, struct error *e)
{
	struct recovery *r = calloc(1, sizeof *r);
	enum err rc;

	*result = (struct recover_result){0};
	if (r == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	r->from = from;
	rc = log_open_files(&r->log, options, e);
	if (rc == ERR_NONE)
		rc = find_target(r, e);
	if (rc == ERR_NONE) {
		struct intake in = {.truth = r->log->truth,
		    .tree = r->log->tree,
		    .head = &r->log->head,
		    .from = from,
		    .target = &r->target,
		    .note = buffer_bytes(&r->note)};

		result->next_was = r->log->head.next;
		rc = log_take_in(&in, e);
	}
	if (rc == ERR_NONE)
		rc = log_head_write(r->log->keys_dir, buffer_bytes(&r->note),
		    e);
	if (rc == ERR_NONE) {
		result->entries_added = r->target.size - result->next_was;
		result->size = r->target.size;
	}
	merkle_log_close(r->log);
	buffer_release(&r->note);
	free(r);
	return rc;
}

/* ---- head adopt: R3 ---- */

enum err
log_adopt_head(const struct merkle_log_options *options, uint64_t size,
    const struct hash *root, struct error *e)
{
	struct buffer head = {0}, note = {0};
	struct merkle_log *log = NULL;
	enum err rc = log_open_files(&log, options, e), read;

	if (rc != ERR_NONE)
		return rc;
	read = log_head_read(log->keys_dir, &head, NULL);
	if (read == ERR_NONE) {
		struct checkpoint c = {0};

		if (log_own_checkpoint(log, buffer_bytes(&head), &c, NULL) ==
		    ERR_NONE) {
			rc = error_set(e, ERR_CONFLICT,
			    "\"log.head\" is there "
			    "and says %" PRIu64 " entries",
			    c.size);
			goto done;
		}
	}
	rc = log_start(log, options, e);
	if (rc == ERR_NONE && log->refusal[0] != '\0' &&
	    strcmp(log->rule, "R3") != 0)
		rc = error_word(e, ERR_REFUSED, log->rule, "%s", log->refusal);
	if (rc == ERR_NONE &&
	    (log->head.size != size || !hash_equal(&log->head.root, root)))
		rc = error_set(e, ERR_PROOF,
		    "the store's newest checkpoint "
		    "has %" PRIu64 " entries, or another root than the one "
		    "named",
		    log->head.size);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(log->truth, 0, NULL, NULL, &note, e);
	if (rc == ERR_NONE)
		rc = log_head_write(log->keys_dir, buffer_bytes(&note), e);
done:
	buffer_release(&head);
	buffer_release(&note);
	merkle_log_close(log);
	return rc;
}

/* ---- repair-tail: log 6.6.3 ---- */

static bool
is_damaged(struct truth *t, uint64_t n, struct buffer *bytes)
{
	struct hash stored, leaf;

	buffer_clear(bytes);
	if (truth_read_entry(t, n, bytes, &stored, NULL) != ERR_NONE)
		return true;
	leaf = hash_leaf(buffer_bytes(bytes));
	return !hash_equal(&leaf, &stored);
}

/* What must not be cut: the store's checkpoint, and the one in KEYS. */
static enum err
find_floor(const struct merkle_log *log, uint64_t *floor, struct error *e)
{
	struct buffer head = {0};
	struct checkpoint c = {0};
	enum err rc = log_head_read(log->keys_dir, &head, e);

	*floor = log->head.size;
	if (rc == ERR_NONE)
		rc = log_own_checkpoint(log, buffer_bytes(&head), &c, e);
	if (rc == ERR_NONE && c.size > *floor)
		*floor = c.size;
	buffer_release(&head);
	return rc;
}

enum err
log_repair_tail(const struct merkle_log_options *options, bool remove,
    void (*each)(void *context, uint64_t n, bool damaged), void *context,
    uint64_t *removed, struct error *e)
{
	struct merkle_log *log = NULL;
	struct buffer bytes = {0};
	uint64_t rows = 0, floor = 0, first, end;
	enum err rc = log_open_files(&log, options, e);

	*removed = 0;
	if (rc != ERR_NONE)
		return rc;
	rc = find_floor(log, &floor, e);
	if (rc == ERR_NONE)
		rc = truth_rows_next(log->truth, &rows, e);
	if (rc != ERR_NONE)
		goto done;
	end = rows > log->head.next ? rows : log->head.next;
	first = log->head.size;
	while (first < end && first < log->head.next &&
	    !is_damaged(log->truth, first, &bytes))
		first++;
	for (uint64_t n = first; n < end && each != NULL; n++)
		each(context, n,
		    n >= log->head.next || is_damaged(log->truth, n, &bytes));
	if (first == end || !remove)
		goto done;
	rc = truth_cut_tail(log->truth, log->head.epoch, first, floor, e);
	if (rc == ERR_NONE)
		*removed = end - first;
done:
	buffer_release(&bytes);
	merkle_log_close(log);
	return rc;
}
