#include "register/erasing.h"

#include "format/day.h"
#include "register/kept_slots.h"
#include "register/registry_parts.h"

#define VERSION_ARENA_BYTES (4 * MIB)

/* ---- which there are ---- */

struct collecting {
	struct registry *r;
	struct arena *arena;
	struct erasing *list;
	size_t count, room;
};

static enum err
collect(void *context, const struct row_entity *row, struct error *e)
{
	struct collecting *c = context;

	if (row->annulled)
		return ERR_NONE;
	if (c->count == c->room) {
		size_t room = c->room == 0 ? 16 : c->room * 2;
		struct erasing *list = arena_take_array(c->arena, room,
		    sizeof *list);

		if (list == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (c->count != 0)
			memcpy(list, c->list, c->count * sizeof *list);
		c->list = list;
		c->room = room;
	}
	c->list[c->count++] = (struct erasing){.number = row->current,
	    .entity = row->number};
	return ERR_NONE;
}

static enum err
fill_state(struct registry *r, struct erasing *x, struct arena *a,
    struct error *e)
{
	struct entry entry;
	enum err rc = truth_find_erasure(r->truth, x->number, &x->done_s,
	    NULL);

	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return error_set(e, rc, "cannot read the store");
	x->state = rc == ERR_NONE ? ERASING_DONE : ERASING_UNDER_WAY;
	rc = registry_entry(r, x->number, &entry, a, e);
	if (rc != ERR_NONE)
		return rc;
	if (!day_parse(json_get_text(entry.body, "hold"), &x->hold))
		x->hold = 0;
	if (x->state == ERASING_UNDER_WAY && x->hold != 0 &&
	    day_of_time(registry_now(r)) < x->hold)
		x->state = ERASING_WAITS;
	return ERR_NONE;
}

enum err
registry_erasures(struct registry *r, struct erasing **out, size_t *count,
    struct arena *a, struct error *e)
{
	struct collecting c = {r, a, NULL, 0, 0};
	struct arena *one = arena_new(VERSION_ARENA_BYTES);
	enum err rc = one == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    read_model_each(r->read, TYPE_ERASE, collect, &c, e);

	for (size_t i = 0; i < c.count && rc == ERR_NONE; i++) {
		arena_reset(one);
		rc = fill_state(r, &c.list[i], one, e);
	}
	arena_free(one);
	if (rc == ERR_NONE) {
		*out = c.list;
		*count = c.count;
	}
	return rc;
}

/* ---- destruction: model 7.12 (b) ---- */

struct naming {
	uint64_t by;
	uint16_t slots;
};

static enum err
named_by(void *context, const struct slot_mark *mark, struct error *e)
{
	struct naming *x = context;

	(void)e;
	if (mark->erase && mark->by == x->by)
		x->slots |= mark->slots;
	return ERR_NONE;
}

static enum err
destroy_version(struct registry *r, uint64_t by, uint64_t n,
    struct arena *a, struct error *e)
{
	struct naming named = {by, 0};
	struct slot_store store;
	struct buffer remains = {0};
	struct entry entry;
	struct row_entity row;
	enum err rc = read_model_marks(r->read, n, named_by, &named, e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, n, &entry, a, e);
	if (rc != ERR_NONE || !entry.has_seal)
		return rc;
	rc = kept_slots_read(&store, r, &entry, n, a, e);
	if (rc == ERR_NONE && named.slots != 0 &&
	    kept_slots_hold(&store, named.slots)) {
		rc = kept_slots_remains(&remains, &store, entry.id.at,
		    named.slots, e);
		if (rc == ERR_NONE)
			rc = truth_erase_slots(r->truth, n, &entry.leaf_hash,
			    buffer_bytes(&remains), e);
	} else if (rc == ERR_ABSENT) {
		rc = ERR_NONE; /* the filer kept them */
	}
	explicit_bzero(&store.seed, sizeof store.seed);
	buffer_wipe(&remains);
	/* a key is often made of names (model 10.2) */
	if (rc == ERR_NONE && named.slots != 0)
		rc = read_model_by_id(r->read, &entry.id, &row, e);
	if (rc == ERR_NONE && named.slots != 0)
		rc = truth_hide_imports(r->truth, row.number, e);
	return rc;
}

static enum err
destroy_files(struct registry *r, const struct entry *erase, struct error *e)
{
	const struct json *t = json_get(erase->body, "targets");
	enum err rc = ERR_NONE;

	for (t = t == NULL ? NULL : t->first; t != NULL && rc == ERR_NONE;
	    t = t->next) {
		const struct json *b = json_get(t, "blobs");

		for (b = b == NULL ? NULL : b->first; b != NULL &&
		    rc == ERR_NONE; b = b->next) {
			struct hash h;

			if (!hash_parse(b->text, &h))
				continue;
			rc = truth_erase_blob(r->truth, &h, e);
			if (rc == ERR_ABSENT)
				rc = ERR_NONE;
		}
	}
	return rc;
}

static enum err
destroy(struct registry *r, uint64_t by, struct error *e)
{
	struct arena *whole = arena_new(64 * MIB);
	struct arena *one = arena_new(VERSION_ARENA_BYTES);
	struct entry erase;
	uint64_t *versions = NULL;
	size_t count = 0;
	enum err rc = whole == NULL || one == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    registry_entry(r, by, &erase, whole, e);

	if (rc == ERR_NONE)
		rc = read_model_marked(r->read, by, &versions, &count, whole,
		    e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		arena_reset(one);
		rc = destroy_version(r, by, versions[i], one, e);
	}
	if (rc == ERR_NONE)
		rc = destroy_files(r, &erase, e);
	arena_free(whole);
	arena_free(one);
	return rc == ERR_NONE ? rc : error_wrap(e, "erasure of entry %llu",
	    (unsigned long long)by);
}

/* Deleted words stay in the segments of a full-text index until it is made
 * again (reliability 9.2.2). The trie holds no words and stays. */
static enum err
derive_words_again(struct registry *r, struct error *e)
{
	enum err rc = registry_open_read(r, true, e);

	if (rc == ERR_NONE)
		rc = registry_follow(r, e);
	if (rc == ERR_NONE && r->head.size != 0)
		rc = read_model_settle(r->read, r->head.size - 1, e);
	return rc;
}

static enum err
under_way(struct registry *r, uint64_t below, struct erasing **out,
    size_t *count, struct arena *a, struct error *e)
{
	struct erasing *list = NULL;
	size_t all = 0, kept = 0;
	enum err rc = registry_erasures(r, &list, &all, a, e);

	for (size_t i = 0; rc == ERR_NONE && i < all; i++)
		if (list[i].state == ERASING_UNDER_WAY &&
		    list[i].number < below)
			list[kept++] = list[i];
	*out = list;
	*count = kept;
	return rc;
}

bool
registry_is_erasing(struct registry *r)
{
	struct arena *a = arena_new(16 * MIB);
	struct erasing *list = NULL;
	size_t count = 0;
	enum err rc = a == NULL ? ERR_MEMORY : under_way(r, UINT64_MAX,
	    &list, &count, a, NULL);

	arena_free(a);
	return rc == ERR_NONE && count != 0;
}

static enum err
erase_all(struct registry *r, struct error *e)
{
	struct arena *a = arena_new(16 * MIB);
	struct erasing *list = NULL;
	size_t count = 0;
	enum err rc = a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    under_way(r, UINT64_MAX, &list, &count, a, e);

	/* what this process has destroyed needs no second look: until its end
	 * is recorded, no erasure leaves the list */
	if (rc == ERR_NONE && count != r->erased_count) {
		for (size_t i = 0; i < count && rc == ERR_NONE; i++)
			rc = destroy(r, list[i].number, e);
		if (rc == ERR_NONE)
			rc = derive_words_again(r, e);
		if (rc == ERR_NONE)
			r->erased_count = count;
	}
	arena_free(a);
	return rc;
}

enum err
registry_erase(struct registry *r, struct error *e)
{
	struct error why = error_like(e);
	enum err rc;

	if (r->log == NULL)
		return ERR_NONE; /* marks of the log hide it from readers */
	rc = erase_all(r, &why);
	r->erasing_why = why;
	r->erasing_why.code = rc;
	if (rc != ERR_NONE && e != NULL)
		*e = why;
	return rc;
}

const struct error *
registry_erasing_why(const struct registry *r)
{
	return &r->erasing_why;
}

/* ---- its end ---- */

static enum err
end_all(struct registry *r, uint64_t size, struct error *e)
{
	struct arena *a = arena_new(16 * MIB);
	struct erasing *list = NULL;
	size_t count = 0, left = 0;
	enum err rc = a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    under_way(r, UINT64_MAX, &list, &count, a, e);

	if (rc == ERR_NONE && count != 0 && count == r->erased_count) {
		for (size_t i = 0; i < count; i++)
			left += list[i].number >= size;
		if (left < count)
			rc = truth_compact(r->truth, e);
		for (size_t i = 0; i < count && rc == ERR_NONE; i++)
			if (list[i].number < size)
				rc = truth_add_erasure(r->truth,
				    list[i].number, registry_now(r), e);
		if (rc == ERR_NONE)
			r->erased_count = left;
	}
	arena_free(a);
	return rc;
}

enum err
registry_erase_end(struct registry *r, uint64_t size, struct error *e)
{
	struct error why = error_like(e);
	enum err rc = registry_erase(r, &why);

	if (rc == ERR_NONE && r->log != NULL)
		rc = end_all(r, size, &why);
	r->erasing_why = why;
	r->erasing_why.code = rc;
	if (rc != ERR_NONE && e != NULL)
		*e = why;
	return rc;
}

enum err
registry_erase_resume(struct registry *r, struct error *e)
{
	struct arena *a = arena_new(16 * MIB);
	struct erasing *list = NULL;
	size_t count = 0;
	bool made;
	enum err rc = a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    under_way(r, UINT64_MAX, &list, &count, a, e);

	arena_free(a);
	if (rc != ERR_NONE || count == 0)
		return rc;
	rc = registry_erase(r, e);
	if (rc == ERR_NONE)
		rc = registry_checkpoint(r, &made, e);
	return rc == ERR_NONE ? registry_publish(r, NULL, false, NULL, e) : rc;
}
