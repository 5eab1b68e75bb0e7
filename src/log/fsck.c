#include "log/fsck.h"

#include "format/tile.h"
#include "log/edge.h"
#include "log/fsck_inside.h"
#include "log/merkle_log.h"
#include "log/tree_inside.h"
#include "proof/checkpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- lines ---- */

static void
say(struct fsck *f, const char *text)
{
	if (f->options->line != NULL)
		f->options->line(f->options->line_context, text);
}

static void
bad_text(struct fsck *f, bool numbered, uint64_t n, const char *text)
{
	char line[256];

	(void)snprintf(line, sizeof line, "bad %s", text);
	say(f, line);
	if (f->result->finding_count++ == 0)
		(void)snprintf(f->result->first_text,
		    sizeof f->result->first_text, "%.158s", text);
	if (numbered && !f->result->first_bad_known) {
		f->result->first_bad_known = true;
		f->result->first_bad = n;
	}
}

void
fsck_bad(struct fsck *f, const char *fmt, ...)
{
	char text[240];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	bad_text(f, false, 0, text);
}

void
fsck_bad_entry(struct fsck *f, uint64_t n, const char *why)
{
	char text[240];

	(void)snprintf(text, sizeof text, "entry %" PRIu64 ": %s", n, why);
	bad_text(f, true, n, text);
}

/* Findings are English, for scripts; an error is in its reader's language. */
static void
hand_over(struct error *e, const struct error *own)
{
	enum lang lang;

	if (e == NULL)
		return;
	lang = e->lang;
	*e = *own;
	e->lang = lang;
}

static void
say_cosigners(struct fsck *f, const struct checkpoint_verdict *v)
{
	const struct policy *p = f->options->policy;
	char line[KEY_NAME_BYTES + 80];

	for (size_t i = 0; i < p->witness_count; i++) {
		if ((v->cosigned >> i & 1) == 0)
			continue;
		(void)snprintf(line, sizeof line,
		    "cosignature %s time=%" PRIu64 " ok",
		    p->witnesses[i].key.name, v->times_s[i]);
		say(f, line);
	}
	say(f, v->quorum ? "quorum ok" : "quorum missing");
}

static void
say_checkpoint(struct fsck *f, const struct checkpoint *c, bool holds)
{
	char line[400], root[BASE64_LEN(HASH_BYTES) + 1];

	base64_print(root, hash_span(&c->root));
	(void)snprintf(line, sizeof line, "origin %s", c->origin);
	say(f, line);
	(void)snprintf(line, sizeof line,
	    "checkpoint size=%" PRIu64 " root=%s signature=%s", c->size, root,
	    holds ? "ok" : "bad");
	say(f, line);
}

/* The newest checkpoint: structure, signature, quorum. ERR_NONE when its size
 * can be worked with, signed well or not. */
static enum err
check_note(struct fsck *f, struct error *e)
{
	struct checkpoint_verdict *v = calloc(1, sizeof *v);
	struct buffer bytes = {0};
	struct note note;
	struct error own = {0};
	enum err rc = ERR_MEMORY, verdict;

	if (v == NULL) {
		error_set(e, rc, "out of memory");
		goto done;
	}
	rc = tree_source_checkpoint(f->source, &bytes, e);
	if (rc != ERR_NONE)
		goto done;
	verdict = checkpoint_check(v, buffer_bytes(&bytes), f->options->policy,
	    &own);
	if (verdict == ERR_UNCHECKED && strcmp(own.word, "quorum") != 0) {
		/* once more, for the sentence in the reader's language */
		rc = checkpoint_check(v, buffer_bytes(&bytes),
		    f->options->policy, e);
		goto done;
	}
	if (note_parse(&note, buffer_bytes(&bytes), &own) != ERR_NONE ||
	    checkpoint_parse(&f->checkpoint, note.text, &own) != ERR_NONE) {
		fsck_bad(f, "checkpoint: %s", own.text);
		rc = ERR_PROOF;
		goto done;
	}
	say_checkpoint(f, &f->checkpoint,
	    verdict == ERR_NONE || verdict == ERR_UNCHECKED);
	if (verdict == ERR_PROOF || verdict == ERR_INPUT)
		fsck_bad(f, "checkpoint size=%" PRIu64 ": %s",
		    f->checkpoint.size, own.text);
	else
		say_cosigners(f, v);
done:
	free(v);
	buffer_release(&bytes);
	return rc;
}

/* ---- tiles ---- */

static void
tile_name(char out[TILE_PATH_BYTES], unsigned level, uint64_t number,
    unsigned width)
{
	struct tile tile = {(int)level, number, width};

	(void)tile_path(out, &tile);
}

/* A tile as it is stored. A truth file keeps full ones alone: for partial ones
 * `*there` is false and nothing is wrong. */
static enum err
stored_tile(struct fsck *f, unsigned level, uint64_t number, unsigned width,
    struct hash out[TREE_TILE_WIDTH], bool *there, struct error *e)
{
	char name[TILE_PATH_BYTES];
	struct error own = {0};
	enum err rc;

	*there = false;
	if (f->truth != NULL && width != TREE_TILE_WIDTH)
		return ERR_NONE;
	if (f->truth != NULL)
		rc = truth_read_tile(f->truth, level, number, out, &own);
	else
		rc = tree_source_tile(f->source, level, number, width, out,
		    &own);
	if (rc == ERR_NONE) {
		*there = true;
		f->result->tile_count++;
		return rc;
	}
	if (rc == ERR_MEMORY) {
		hand_over(e, &own);
		return rc;
	}
	tile_name(name, level, number, width);
	if (rc == ERR_ABSENT)
		fsck_bad(f, "%s: missing", name);
	else
		fsck_bad(f, "%s: %s", name, own.text);
	return ERR_NONE;
}

/* A rebuilt tile of level 1 or more against the stored one. */
static enum err
compare_tile(struct fsck *f, unsigned level, uint64_t number, unsigned width,
    const struct hash *rebuilt, struct error *e)
{
	struct hash stored[TREE_TILE_WIDTH];
	char name[TILE_PATH_BYTES];
	bool there;
	enum err rc = stored_tile(f, level, number, width, stored, &there, e);

	if (rc != ERR_NONE || !there)
		return rc;
	for (unsigned i = 0; i < width; i++)
		if (!hash_equal(&stored[i], &rebuilt[i])) {
			tile_name(name, level, number, width);
			fsck_bad(f, "%s: hash %u differs", name, i);
			break;
		}
	return ERR_NONE;
}

static enum err
filled_tile(void *context, const struct truth_tile *tile, struct error *e)
{
	struct fsck *f = context;

	if (tile->level == 0)
		return ERR_NONE;
	return compare_tile(f, tile->level, tile->number, TREE_TILE_WIDTH,
	    tile->hashes, e);
}

/* ---- entries, 256 at a time ---- */

/* One bundle's entries as they were read. */
struct bundle_run {
	struct fsck *f;
	uint64_t first;
	unsigned count;
	struct hash leaves[TREE_TILE_WIDTH];
	bool told[TREE_TILE_WIDTH];
	/* the bytes, where somebody wants them */
	size_t ends[TREE_TILE_WIDTH];
	struct buffer bytes;
};

static enum err
take_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct bundle_run *run = context;

	run->leaves[n - run->first] = hash_leaf(entry);
	if (run->f->options->each != NULL)
		buffer_add(&run->bytes, entry);
	run->ends[run->count++] = run->bytes.len;
	return run->bytes.failed ? error_set(e, ERR_MEMORY, "out of memory") :
				   ERR_NONE;
}

static enum err
take_row(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	struct bundle_run *run = context;
	enum err rc = take_entry(context, n, entry->bytes, e);

	if (rc == ERR_NONE &&
	    !hash_equal(&entry->leaf, &run->leaves[n - run->first])) {
		fsck_bad_entry(run->f, n, "leaf hash differs");
		run->told[n - run->first] = true;
	}
	return rc;
}

/* Is the tile, or is entry `i`, what the tree above was built from? In a truth
 * file the hash column speaks for the entry. */
static bool
tile_is_right(struct fsck *f, const struct bundle_run *run, unsigned i,
    const struct hash *stored)
{
	struct hash root, above[TREE_TILE_WIDTH];
	uint64_t number = run->first / TREE_TILE_WIDTH;
	unsigned offset = (unsigned)(number % TREE_TILE_WIDTH);

	if (f->truth != NULL)
		return run->told[i];
	if (run->count == TREE_TILE_WIDTH) {
		root = tree_fold(stored, TREE_TILE_WIDTH);
		return tree_source_tile(f->source, 1, number / TREE_TILE_WIDTH,
			   offset + 1, above, NULL) == ERR_NONE &&
		    hash_equal(&root, &above[offset]);
	}
	/* the last one: which of the two gives the signed root? */
	*f->trial = f->edge;
	for (unsigned k = 0; k < run->count; k++)
		if (edge_add(f->trial, &stored[k], NULL, NULL, NULL) !=
		    ERR_NONE)
			return false;
	root = edge_root(f->trial);
	return hash_equal(&root, &f->checkpoint.root);
}

/* Compares leaf hashes with their tile and names what is wrong; afterwards
 * run->leaves is what the tree above is rebuilt from. */
static enum err
compare_leaves(struct fsck *f, struct bundle_run *run, struct error *e)
{
	struct hash stored[TREE_TILE_WIDTH];
	char name[TILE_PATH_BYTES];
	bool there, right;
	uint64_t number = run->first / TREE_TILE_WIDTH;
	enum err rc = stored_tile(f, 0, number, run->count, stored, &there, e);

	if (rc != ERR_NONE || !there)
		return rc;
	for (unsigned i = 0; i < run->count; i++) {
		if (hash_equal(&stored[i], &run->leaves[i]))
			continue;
		right = tile_is_right(f, run, i, stored);
		if (right && !run->told[i]) {
			fsck_bad_entry(f, run->first + i, "leaf hash differs");
		} else if (!right) {
			tile_name(name, 0, number, run->count);
			fsck_bad(f, "%s: hash %u differs from entry %" PRIu64,
			    name, i, run->first + i);
		}
		if (right)
			run->leaves[i] = stored[i];
	}
	return rc;
}

/* ---- the tree ---- */

static enum err
deliver(struct fsck *f, const struct bundle_run *run, struct error *e)
{
	size_t at = 0;
	enum err rc = ERR_NONE;

	for (unsigned i = 0; i < run->count && rc == ERR_NONE; i++) {
		rc = f->options->each(f->options->each_context, run->first + i,
		    bytes_of(run->bytes.at + at, run->ends[i] - at), e);
		at = run->ends[i];
	}
	return rc;
}

/* What cannot be read is a finding with its number; the rest of the bundle
 * stands in the tile. */
static enum err
read_run(struct fsck *f, struct bundle_run *run, uint64_t first, unsigned width,
    struct error *e)
{
	struct error own = {0};
	enum err rc;

	run->first = first;
	run->count = 0;
	memset(run->told, 0, sizeof run->told);
	buffer_clear(&run->bytes);
	if (f->truth != NULL)
		rc = truth_read_entries(f->truth, first, width, take_row, run,
		    &own);
	else
		rc = tree_source_entries(f->source, first, width,
		    f->checkpoint.size, take_entry, run, &own);
	if (rc == ERR_NONE)
		return rc;
	if (rc == ERR_MEMORY) {
		hand_over(e, &own);
		return rc;
	}
	f->run_failed = true;
	bad_text(f, true, first + run->count, own.text);
	run->count = width;
	/* go on with the hashes of the tile */
	rc = tree_source_tile(f->source, 0, first / TREE_TILE_WIDTH, width,
	    run->leaves, &own);
	if (rc != ERR_NONE) {
		fsck_bad(f, "%s", own.text);
		f->broken = true;
	}
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

static enum err
check_run(struct fsck *f, uint64_t first, unsigned width, struct error *e)
{
	struct bundle_run *run = f->run;
	enum err rc = read_run(f, run, first, width, e);

	if (rc == ERR_NONE && !f->broken)
		rc = compare_leaves(f, run, e);
	for (unsigned i = 0; i < width && rc == ERR_NONE && !f->broken; i++) {
		rc = edge_add(&f->edge, &run->leaves[i], filled_tile, f, e);
		if (rc == ERR_NONE && f->truth != NULL)
			rc = fsck_store_size(f, e);
	}
	if (rc == ERR_NONE && !f->run_failed && f->options->each != NULL)
		rc = deliver(f, run, e);
	f->run_failed = false;
	f->result->entry_count += width;
	return rc;
}

static enum err
check_partials(struct fsck *f, struct error *e)
{
	enum err rc = ERR_NONE;

	/* level 0 was compared with its entries */
	for (unsigned level = 1; level < EDGE_LEVELS && rc == ERR_NONE;
	     level++) {
		unsigned width = tile_partial_width(f->edge.size, level);

		if (width != 0)
			rc = compare_tile(f, level,
			    tile_full_count(f->edge.size, level), width,
			    f->edge.partial[level], e);
	}
	return rc;
}

static enum err
check_entries(struct fsck *f, struct error *e)
{
	uint64_t size = f->checkpoint.size;
	uint64_t first = f->options->from / TREE_TILE_WIDTH * TREE_TILE_WIDTH;
	struct hash root;
	enum err rc = ERR_NONE;

	if (first > size)
		first = size / TREE_TILE_WIDTH * TREE_TILE_WIDTH;
	if (first != 0)
		rc = edge_load(&f->edge, f->source, first, e);
	else
		edge_init(&f->edge);
	if (rc == ERR_NONE && f->truth != NULL)
		rc = fsck_store_size(f, e);
	while (rc == ERR_NONE && first < size && !f->broken) {
		unsigned width = size - first < TREE_TILE_WIDTH ?
		    (unsigned)(size - first) :
		    TREE_TILE_WIDTH;

		rc = check_run(f, first, width, e);
		first += width;
	}
	if (rc != ERR_NONE || f->broken)
		return rc;
	rc = check_partials(f, e);
	root = edge_root(&f->edge);
	if (rc == ERR_NONE && !hash_equal(&root, &f->checkpoint.root))
		fsck_bad(f,
		    "checkpoint size=%" PRIu64
		    ": the entries give another root",
		    size);
	return rc;
}

static void
say_result(struct fsck *f)
{
	char line[120];

	(void)snprintf(line, sizeof line,
	    "result %s findings=%" PRIu64 " entries=%" PRIu64,
	    f->result->finding_count == 0 ? "ok" : "bad",
	    f->result->finding_count, f->result->entry_count);
	say(f, line);
}

enum err
fsck_tree(struct tree_source *s, const struct fsck_options *options,
    struct fsck_result *result, struct error *e)
{
	struct fsck *f = calloc(1, sizeof *f);
	enum err rc = ERR_MEMORY;

	*result = (struct fsck_result){0};
	if (f == NULL)
		return error_set(e, rc, "out of memory");
	f->run = calloc(1, sizeof *f->run);
	f->trial = malloc(sizeof *f->trial);
	if (f->run == NULL || f->trial == NULL) {
		error_set(e, rc, "out of memory");
		goto done;
	}
	f->run->f = f;
	f->source = s;
	f->truth = tree_source_truth(s);
	f->options = options;
	f->result = result;
	rc = check_note(f, e);
	if (rc == ERR_PROOF) { /* nothing to compare with */
		say_result(f);
		rc = ERR_NONE;
		goto done;
	}
	if (rc != ERR_NONE)
		goto done;
	result->size = f->checkpoint.size;
	result->root = f->checkpoint.root;
	rc = check_entries(f, e);
	if (rc == ERR_NONE && f->truth != NULL)
		rc = fsck_store(f, e);
	if (rc == ERR_NONE && tree_source_directory(s) != NULL)
		rc = fsck_folder(f, e);
	if (rc == ERR_NONE)
		say_result(f);
done:
	if (f->run != NULL)
		buffer_release(&f->run->bytes);
	free(f->run);
	free(f->trial);
	buffer_release(&f->note);
	free(f);
	return rc;
}
