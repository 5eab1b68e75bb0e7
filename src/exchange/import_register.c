#include "exchange/import_register.h"

#include <inttypes.h>
#include <stdlib.h>

#include "register/registry.h"
#include "store/truth.h"

#define HOST_ARENA (64 * MIB)
#define BATCH_ARENA (1 * GIB)
#define NAMES_SEEN 16

/* ---- what the register knows ------------------------------------------ */

/* "type:key" is the key of the truth file: one data set has people and bodies
 * under equal keys. */
static struct bytes
truth_key(struct arena *a, struct bytes type, struct bytes key)
{
	struct buffer b = {0};
	struct bytes out;

	buffer_add(&b, type);
	buffer_byte(&b, ':');
	buffer_add(&b, key);
	out = arena_copy(a, buffer_bytes(&b));
	buffer_release(&b);
	return out;
}

static enum err
known_fill(struct import_register *x, uint64_t entity, struct import_known *out,
    struct error *e)
{
	struct read_model *m = registry_read_model(x->registry);
	struct row_entity row;
	struct row_entry version;
	enum err rc = read_model_by_number(m, entity, &row, e);

	if (rc == ERR_NONE)
		rc = read_model_entry(m, row.current, &version, x->arena, e);
	if (rc != ERR_NONE)
		return rc;
	out->found = true;
	id_print(out->id, &row.id);
	if (version.erased != 0)
		out->left_alone = "erased";
	else if (row.annulled)
		out->left_alone = "annulled";
	return ERR_NONE;
}

static enum err
host_find(void *context, struct bytes dataset, struct bytes type,
    struct bytes key, struct import_known *out, struct error *e)
{
	struct import_register *x = context;
	uint64_t entity;
	enum err rc;

	arena_reset(x->arena);
	rc = truth_find_import(registry_truth(x->registry), dataset,
	    truth_key(x->arena, type, key), &entity, &out->content, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	return rc == ERR_NONE ? known_fill(x, entity, out, e) : rc;
}

static enum err
host_find_name(void *context, struct bytes type, struct bytes name,
    size_t *count, char id[IMPORT_ID_MAX], struct error *e)
{
	struct import_register *x = context;
	struct read_model *m = registry_read_model(x->registry);
	struct match found[NAMES_SEEN];
	struct row_entity row;
	size_t n = 0;
	enum err rc;

	arena_reset(x->arena);
	*count = 0;
	rc = read_model_named(m, name, TYPE_BIT(type_by_name(type)), found,
	    NAMES_SEEN, &n, x->arena, e);
	for (size_t i = 0; rc == ERR_NONE && i < n && i < NAMES_SEEN; i++) {
		/* exactly this name, not one that folds to it (model 10.5) */
		if (!bytes_equal(found[i].name, name))
			continue;
		rc = read_model_by_number(m, found[i].number, &row, e);
		if (rc != ERR_NONE || row.annulled)
			continue;
		id_print(id, &row.id);
		++*count;
	}
	return rc;
}

static enum err
host_new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	struct id fresh;

	(void)context;
	(void)e;
	id_random(&fresh, type_by_name(type));
	id_print(id, &fresh);
	return ERR_NONE;
}

static enum err
host_check(void *context, const struct import_draft *draft, struct error *e)
{
	struct import_register *x = context;

	arena_reset(x->arena);
	return import_draft_check(draft, registry_now(x->registry), x->arena,
	    e);
}

enum err
import_register_init(struct import_register *out, struct registry *r,
    struct error *e)
{
	*out = (struct import_register){.registry = r,
	    .arena = arena_new(HOST_ARENA)};
	if (out->arena == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	out->host = (struct import_host){.context = out,
	    .find = host_find,
	    .find_name = host_find_name,
	    .new_id = host_new_id,
	    .check = host_check};
	return ERR_NONE;
}

void
import_register_release(struct import_register *x)
{
	arena_free(x->arena);
	*x = (struct import_register){0};
}

/* ---- filing ----------------------------------------------------------- */

struct batch {
	struct registry *r;
	const struct filer *filer;
	const struct import *job;
	struct arena *arena;
	struct submission *list;
	struct filed *filed;
	size_t count, bytes;
	struct error *e;
};

/* Which draft an error is about, in the words of A11.1. */
static enum err
wrap_draft(const struct import_draft *d, struct error *e)
{
	return error_wrap(e, "%.*s, row %" PRIu64,
	    (int)(d->file.len < 100 ? d->file.len : 100),
	    (const char *)d->file.at, d->row);
}

/* The next version of a known record: `prev`, and what changes. */
static enum err
draft_amend(struct batch *b, struct draft *draft)
{
	const struct world *w = read_model_world(registry_read_model(b->r));
	struct slot_values before;
	struct entity entity;
	struct entry entry;
	bool differ = false;
	enum err rc = w->entity(w->context, &draft->id, &entity, b->e);

	if (rc == ERR_NONE)
		rc = registry_entry(b->r, entity.current, &entry, b->arena,
		    b->e);
	if (rc == ERR_NONE)
		rc = registry_slots(b->r, &entry, entity.current, &before, NULL,
		    b->arena, b->e);
	if (rc != ERR_NONE)
		return rc;
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		differ |= i != SLOT_REASON &&
		    !(json_is_null(before.at[i]) &&
			json_is_null(draft->values.at[i])) &&
		    !json_equal(before.at[i], draft->values.at[i]);
	draft->has_prev = true;
	draft->prev = entity.head;
	filing_amend(draft->body, filing_amendable(&entry, b->arena),
	    "correction", NULL, differ, b->arena);
	return ERR_NONE;
}

static enum err
batch_add(struct batch *b, const struct import_draft *d)
{
	struct submission *s = &b->list[b->count];
	struct draft draft = {.type = type_by_name(d->type)};
	enum err rc = import_draft_read(d, b->arena, &draft.body, &draft.values,
	    b->e);

	if (rc == ERR_NONE && !id_parse(bytes_text(d->id), &draft.id))
		rc = error_word(b->e, ERR_INPUT, "id", "\"%s\" is no id",
		    d->id);
	if (rc == ERR_NONE && d->amends)
		rc = draft_amend(b, &draft);
	if (rc == ERR_NONE)
		rc = filing_prepare(s, &draft, b->r, b->filer, b->arena, b->e);
	if (rc != ERR_NONE)
		return wrap_draft(d, b->e);
	s->dataset = import_dataset(b->job);
	s->key = truth_key(b->arena, d->type, d->key);
	s->content = d->content;
	b->bytes += s->leaf.len + d->slots.len + d->body.len;
	b->count++;
	return ERR_NONE;
}

/* Files what is collected; `end` is the number of drafts before and in it. */
static enum err
batch_file(struct batch *b, size_t end, struct import_filed *out)
{
	const struct file_options options = {.confirm = true,
	    .signed_earlier = true};
	size_t failed = 0;
	enum err rc;

	if (b->count == 0)
		return ERR_NONE;
	rc = registry_file(b->r, b->list, b->count, &options, b->filed, &failed,
	    b->arena, b->e);
	if (rc != ERR_NONE)
		return wrap_draft(import_draft_at(b->job,
				      end - b->count + failed),
		    b->e);
	for (size_t i = 0; i < b->count; i++) {
		if (b->filed[i].already)
			continue;
		if (out->first == NUMBER_NONE)
			out->first = b->filed[i].number;
		out->last = b->filed[i].number;
		out->entries++;
	}
	b->count = b->bytes = 0;
	arena_reset(b->arena);
	return ERR_NONE;
}

static bool
batch_is_full(const struct batch *b)
{
	/* bodies and values stand in the leaf and beside it: half is safe */
	return b->count == TRUTH_BATCH_ENTRIES ||
	    b->bytes > TRUTH_BATCH_BYTES / 2;
}

enum err
import_file(struct import_filed *out, struct registry *r,
    const struct filer *filer, const struct import *job,
    void (*progress)(void *context, uint64_t done), void *context,
    struct error *e)
{
	struct batch b = {.r = r,
	    .filer = filer,
	    .job = job,
	    .e = e,
	    .arena = arena_new(BATCH_ARENA),
	    .list = calloc(TRUTH_BATCH_ENTRIES, sizeof(*b.list)),
	    .filed = calloc(TRUTH_BATCH_ENTRIES, sizeof(*b.filed))};
	size_t count = import_draft_count(job);
	enum err rc = ERR_NONE;

	*out = (struct import_filed){.first = NUMBER_NONE, .last = NUMBER_NONE};
	if (b.arena == NULL || b.list == NULL || b.filed == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; rc == ERR_NONE && i < count; i++) {
		rc = batch_add(&b, import_draft_at(job, i));
		if (rc == ERR_NONE && (batch_is_full(&b) || i + 1 == count)) {
			rc = batch_file(&b, i + 1, out);
			if (rc == ERR_NONE && progress != NULL)
				progress(context, i + 1);
		}
	}
	free(b.list);
	free(b.filed);
	arena_free(b.arena);
	return rc;
}
