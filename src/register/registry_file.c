/* Admission and appending: one batch, all or none */
#include <stdio.h>
#include <stdlib.h>

#include "register/erasing.h"
#include "register/registry_parts.h"

struct batch {
	struct registry *r;
	const struct submission *list;
	size_t count;
	const struct file_options *options;
	struct filed *filed;
	struct arena *arena; /* of one member */
	struct error *e;
	/* what goes to the log: members that are not there already */
	struct truth_entry *entries;
	struct truth_slots *slots;
	struct truth_import *imports;
	struct waiting *waiting;
	size_t entry_count, slots_count, import_count;
	bool warned, erases;
};

static enum err
take_arrays(struct batch *b)
{
	b->entries = calloc(b->count, sizeof *b->entries);
	b->slots = calloc(b->count, sizeof *b->slots);
	b->imports = calloc(b->count, sizeof *b->imports);
	b->waiting = calloc(b->count, sizeof *b->waiting);
	if (b->entries == NULL || b->slots == NULL || b->imports == NULL ||
	    b->waiting == NULL)
		return error_set(b->e, ERR_MEMORY, "out of memory");
	return ERR_NONE;
}

static void
give_arrays(struct batch *b)
{
	for (size_t i = 0; b->slots != NULL && i < b->slots_count; i++) {
		union {
			const uint8_t *from;
			uint8_t *to;
		} opening = {b->slots[i].opening.at};

		free(opening.to);
	}
	free(b->entries);
	free(b->slots);
	free(b->imports);
	free(b->waiting);
	arena_free(b->arena);
}

/* The canonical array of all 16 values, as the private store keeps it. */
static enum err
keep_values(struct batch *b, const struct entry *entry,
    const struct submission *s)
{
	struct truth_slots *row = &b->slots[b->slots_count];
	struct buffer text = {0};

	buffer_byte(&text, '[');
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if (i != 0)
			buffer_byte(&text, ',');
		if (s->values.at[i] == NULL)
			buffer_text(&text, "null");
		else
			json_print_canonical(&text, s->values.at[i]);
	}
	buffer_byte(&text, ']');
	if (text.failed) {
		buffer_release(&text);
		return error_set(b->e, ERR_MEMORY, "out of memory");
	}
	row->n = b->entry_count - 1;
	row->leaf = entry->leaf_hash;
	row->seed = s->seed.at;
	row->opening = buffer_bytes(&text); /* freed in give_arrays */
	b->slots_count++;
	return ERR_NONE;
}

static void
fill(struct filed *f, const struct entry *entry, uint64_t number)
{
	f->number = number;
	f->leaf = entry->leaf_hash;
	f->type = entry->type;
	f->id = entry->id;
	f->at_s = entry->at_s;
	f->by = entry->by;
}

static enum err
fill_entity(struct batch *b, struct filed *f)
{
	struct row_entity row;
	enum err rc = read_model_by_id(b->r->read, &f->id, &row, b->e);

	if (rc == ERR_NONE) {
		f->entity = row.number;
		f->version = row.version;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* Values of slots that are public from the start. */
static void
public_values(struct batch *b, const struct entry *entry,
    const struct submission *s, struct slot_values *out)
{
	struct visibility v;
	uint16_t shown;

	*out = (struct slot_values){{NULL}};
	if (!s->has_opening)
		return;
	visibility_read(&v, entry->body);
	shown = slots_public(&v, 0, 0, day_of_time(registry_now(b->r)));
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((shown >> i & 1) != 0 &&
		    !json_is_null(s->values.at[i]))
			out->at[i] = s->values.at[i];
}

static enum err
admit(struct batch *b, size_t i)
{
	const struct submission *s = &b->list[i];
	struct filed *f = &b->filed[i];
	struct opening opening = {.whole = true, .seed = s->seed,
	    .shown = SLOT_ALL, .values = s->values};
	struct admission admission = {.now_s = registry_now(b->r),
	    .signed_earlier = b->options->signed_earlier,
	    .opening = s->has_opening ? &opening : NULL,
	    .warnings = &f->warnings};
	struct outcome outcome = {.kind = OUTCOME_VALID,
	    .broken_split = NUMBER_NONE};
	struct slot_values shown;
	struct judge trial;
	struct entry entry;
	uint64_t number = read_model_next(b->r->read);
	enum err rc = entry_parse(&entry, s->leaf, b->r->head.origin, b->arena,
	    b->e);

	if (rc != ERR_NONE)
		return rc;
	/* model 8.6 comes before 8.2 */
	if (read_model_by_leaf(b->r->read, &entry.leaf_hash, &f->number,
	    NULL) == ERR_NONE) {
		fill(f, &entry, f->number);
		f->already = true;
		return fill_entity(b, f);
	}
	/* admission on a copy: both judgements step through an open split */
	trial = b->r->judge;
	rc = judge_admit(&trial, &entry, number, &admission, b->arena, b->e);
	b->r->judge.skip_signatures = true; /* admission checked them */
	if (rc == ERR_NONE)
		rc = judge_verify(&b->r->judge, &entry, number, &outcome,
		    b->arena, b->e);
	b->r->judge.skip_signatures = false;
	if (rc != ERR_NONE)
		return rc;
	if (!outcome_counts(&outcome))
		return error_word(b->e, ERR_INPUT, outcome.code, "%s",
		    outcome.text);
	if (entry.type == TYPE_ERASE)
		rc = registry_erasable(b->r, &entry, b->arena, b->e);
	if (rc != ERR_NONE)
		return rc;
	b->erases = b->erases || entry.type == TYPE_ERASE;
	if (f->warnings.count != 0)
		b->warned = true;
	public_values(b, &entry, s, &shown);
	b->waiting[b->entry_count] = (struct waiting){number, s->leaf,
	    s};
	b->entries[b->entry_count] = (struct truth_entry){s->leaf,
	    entry.leaf_hash};
	b->r->waiting_count = ++b->entry_count;
	rc = registry_take_up(b->r, &entry, &outcome, &shown, b->arena, b->e);
	fill(f, &entry, number);
	if (rc == ERR_NONE)
		rc = fill_entity(b, f);
	if (rc == ERR_NONE && s->has_opening)
		rc = keep_values(b, &entry, s);
	if (rc == ERR_NONE && s->dataset.len != 0)
		b->imports[b->import_count++] = (struct truth_import){
		    .dataset = s->dataset, .key = s->key,
		    .entity = f->entity, .content = s->content};
	return rc;
}

static enum err
append(struct batch *b)
{
	struct truth_batch batch = {.entries = b->entries, .slots = b->slots,
	    .imports = b->imports, .entry_count = b->entry_count,
	    .slots_count = b->slots_count, .import_count = b->import_count};
	struct truth_submission submission;
	uint64_t first = 0;
	enum err rc;

	if (b->entry_count == 0)
		return ERR_NONE;
	if (b->options->submission != NULL) {
		submission = *b->options->submission;
		submission.n = 0;
		submission.leaf = b->entries[0].leaf;
		submission.count = b->entry_count;
		batch.submissions = &submission;
		batch.submission_count = 1;
	}
	rc = merkle_log_append(b->r->log, &batch, &first, b->e);
	if (rc == ERR_NONE && first != b->waiting[0].number)
		rc = error_set(b->e, ERR_CONFLICT,
		    "another process appended meanwhile");
	return rc;
}

static enum err
judge_all(struct batch *b, size_t *failed)
{
	uint64_t split;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < b->count && rc == ERR_NONE; i++) {
		*failed = i;
		arena_reset(b->arena);
		rc = admit(b, i);
	}
	if (rc == ERR_NONE && !judge_finish(&b->r->judge, &split)) {
		*failed = b->count - 1;
		rc = error_word(b->e, ERR_INPUT, "split_mismatch",
		    "the parts do not add up to what the tally lost");
		error_mend(b->e, rc, "file the reduced tally and parts whose "
		    "times make up the difference, together");
	}
	if (rc == ERR_NONE && b->warned && !b->options->confirm &&
	    !b->options->dry_run) {
		rc = error_word(b->e, ERR_REFUSED, "warnings",
		    "there are warnings, nothing was filed");
		error_mend(b->e, rc, "look at them, then add --confirm");
	}
	return rc;
}

/* The entries are durable: whatever happens to the read model now, they are
 * told as filed, and it follows the log again (amendments G4). */
static void
take_over(struct registry *r)
{
	enum err rc = registry_keep_split(r, NULL);

	if (rc == ERR_NONE)
		rc = read_model_commit(r->read, NULL);
	if (rc == ERR_NONE) {
		r->head.next = read_model_next(r->read);
	} else {
		read_model_rollback(r->read);
		rc = registry_follow(r, NULL);
	}
	if (rc != ERR_NONE)
		(void)snprintf(r->refusal, sizeof r->refusal,
		    "the read model cannot follow the log");
}

enum err
registry_file(struct registry *r, const struct submission *list, size_t count,
    const struct file_options *options, struct filed *filed, size_t *failed,
    struct arena *a, struct error *e)
{
	struct batch b = {.r = r, .list = list, .count = count,
	    .options = options, .filed = filed, .e = e};
	const struct judge before = r->judge;
	enum err rc;

	(void)a; /* members are judged in an arena of their own */
	*failed = 0;
	memset(filed, 0, count * sizeof *filed);
	if (r->log == NULL && !options->dry_run)
		return error_set(e, ERR_REFUSED,
		    "the register is open for reading only");
	if (registry_refusal(r) != NULL) {
		rc = error_word(e, ERR_UNCHECKED, "refuses_to_sign", "%s",
		    registry_refusal(r));
		return error_mend(e, rc, "chancery doctor");
	}
	if (count == 0)
		return ERR_NONE;
	b.arena = arena_new(16 * MIB);
	rc = b.arena == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    take_arrays(&b);
	if (rc == ERR_NONE)
		rc = read_model_begin(r->read, e);
	if (rc != ERR_NONE) {
		give_arrays(&b);
		return rc;
	}
	r->waiting = b.waiting;
	if (read_model_next(r->read) == r->head.next)
		rc = judge_all(&b, failed);
	else
		rc = error_set(e, ERR_CONFLICT,
		    "the read model is being made again: try once more");
	if (rc == ERR_NONE && !options->dry_run)
		rc = append(&b);
	r->waiting = NULL;
	r->waiting_count = 0;
	if (rc == ERR_NONE && !options->dry_run) {
		take_over(r);
		/* only now: the entry is durable. What fails is under way and
		 * taken up again (registry_erasing_why) */
		if (b.erases)
			(void)registry_erase(r, NULL);
	} else {
		read_model_rollback(r->read);
		r->judge = before;
	}
	give_arrays(&b);
	return rc;
}
