#include "faces/log_told.h"

#include <stdio.h>

#include "format/note.h"
#include "proof/consistency.h"
#include "register/naming.h"

struct json *
log_line(const struct objects *o, const struct row_entry *row)
{
	struct json *v = json_new(o->a, JSON_OBJECT);
	char ref[REF_BYTES], id[ID_TEXT_BYTES] = "";

	/* a withdrawal is an entry of its own, about its target */
	ref_print(ref, row->type,
	    row->entity == NUMBER_NONE || row->type == TYPE_ANNUL ?
		row->number :
		row->entity);
	id_print(id, &row->by);
	json_put_number(o->a, v, "entry", (int64_t)row->number);
	json_put(o->a, v, "leaf", json_new_hash(o->a, row->leaf.at));
	json_put_cstr(o->a, v, "type", type_name(row->type));
	json_put_cstr(o->a, v, "ref", ref);
	json_put(o->a, v, "at", object_time(o->a, row->at_s));
	json_put(o->a, v, "by", object_thing_of_id(o, bytes_text(id)));
	return v;
}

/* ---- checkpoints ---- */

static struct json *
signatures_json(struct arena *a, const struct note *note)
{
	struct json *list = json_new(a, JSON_ARRAY), *v;
	char id[9];

	for (size_t i = 0; i < note->line_count; i++) {
		v = json_add(list, json_new(a, JSON_OBJECT));
		(void)snprintf(id, sizeof id, "%08x", note->lines[i].id);
		json_put_text(a, v, "name", note->lines[i].name);
		json_put_cstr(a, v, "key_id", id);
		json_put_cstr(a, v, "kind",
		    note->lines[i].payload_len == 64 ? "log" : "witness");
		json_put_null(a, v, "time");
	}
	return list;
}

enum err
log_checkpoint_json(const struct objects *o, uint64_t size, struct json **out,
    struct error *e)
{
	struct buffer text = {0};
	struct note *note = arena_take(o->a, sizeof *note);
	struct hash root;
	struct json *v;
	enum err rc = truth_read_checkpoint(registry_truth(o->r), size, &size,
	    &root, &text, e);

	if (rc == ERR_NONE && note == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&text), e);
	if (rc == ERR_NONE) {
		v = object_as_of(o, size);
		json_put(o->a, v, "root", json_new_hash(o->a, root.at));
		json_put_text(o->a, v, "note", buffer_bytes(&text));
		json_put(o->a, v, "signatures", signatures_json(o->a, note));
		*out = v;
	}
	buffer_release(&text);
	return rc;
}

/* ---- consistency ---- */

static struct json *
head_json(struct arena *a, uint64_t size, const struct hash *root)
{
	struct json *v = json_new(a, JSON_OBJECT);

	json_put_number(a, v, "size", (int64_t)size);
	json_put(a, v, "root", json_new_hash(a, root->at));
	return v;
}

enum err
log_consistency_json(const struct objects *o, const uint64_t sizes[2],
    const struct hash roots[2], bool *consistent, struct json **out,
    struct error *e)
{
	struct consistency p = {.old_size = sizes[0], .new_size = sizes[1]};
	struct tree_source *tree = registry_tree(o->r);
	struct hash path[TREE_PATH_MAX], own[2];
	struct json *v, *list;
	enum err rc = ERR_NONE;

	if (sizes[0] > sizes[1])
		return error_set(e, ERR_INPUT, "OLD is larger than NEW");
	if (sizes[1] > registry_next(o->r))
		return error_set(e, ERR_ABSENT, "the log is not that large");
	for (size_t i = 0; i < 2 && roots == NULL && rc == ERR_NONE; i++)
		rc = tree_source_root(tree, sizes[i], &own[i], e);
	if (rc == ERR_NONE && sizes[0] != 0)
		rc = tree_source_prove_consistency(tree, sizes[0], sizes[1],
		    path, &p.path_count, e);
	if (rc != ERR_NONE)
		return rc;
	roots = roots == NULL ? own : roots;
	p.path = path;
	*consistent = consistency_check_from_zero(&p, &roots[0], &roots[1],
			  NULL) == ERR_NONE;
	v = json_new(o->a, JSON_OBJECT);
	json_put(o->a, v, "old", head_json(o->a, sizes[0], &roots[0]));
	json_put(o->a, v, "new", head_json(o->a, sizes[1], &roots[1]));
	list = json_put(o->a, v, "path", json_new(o->a, JSON_ARRAY));
	for (size_t i = 0; i < p.path_count; i++)
		json_add(list, json_new_hash(o->a, path[i].at));
	json_put_bool(o->a, v, "consistent", *consistent);
	*out = v;
	return ERR_NONE;
}

/* ---- witnesses ---- */

enum err
witness_told_ours(struct registry *r, const struct policy_witness *w,
    struct witness_told *out, struct error *e)
{
	struct witness_told told = {.role = "ours", .state = "late",
	    .name = w->name, .url = w->url, .key = w->key};
	struct witness_memory m;
	char vkey[VKEY_BYTES];
	int64_t made_s = 0;
	uint64_t newest = registry_size(r);
	enum err rc;

	(void)vkey_print(vkey, &w->key);
	rc = truth_last_cosignature(registry_truth(r), bytes_text(vkey),
	    &told.size, &told.time_s, e);
	if (rc == ERR_ABSENT)
		rc = ERR_NONE;
	if (rc == ERR_NONE)
		rc = registry_witness_memory(r, w, &m, e);
	if (rc == ERR_NONE)
		rc = registry_time_of(r, newest, &made_s, e);
	if (rc != ERR_NONE)
		return rc;
	if (told.size == newest)
		told.state = "ok";
	else if (registry_now(r) > made_s)
		told.lag_s = registry_now(r) - made_s;
	if (m.asked && m.said == WITNESS_LATER)
		told.state = "down";
	else if (m.asked && m.said != WITNESS_COSIGNED)
		told.state = "refused";
	*out = told;
	return ERR_NONE;
}

struct json *
witness_told_json(struct arena *a, const struct witness_told *w)
{
	struct json *v = json_new(a, JSON_OBJECT);
	char vkey[VKEY_BYTES];

	(void)vkey_print(vkey, &w->key);
	json_put_text(a, v, "name", w->name);
	json_put_cstr(a, v, "vkey", vkey);
	if (w->url.len == 0)
		json_put_null(a, v, "url");
	else
		json_put_text(a, v, "url", w->url);
	json_put_cstr(a, v, "role", w->role);
	json_put_number(a, v, "last_size", (int64_t)w->size);
	json_put(a, v, "last_time", w->time_s == 0 ?
		json_new(a, JSON_NULL) : object_time(a, w->time_s));
	if (w->lag_s < 0)
		json_put_null(a, v, "lag_seconds");
	else
		json_put_number(a, v, "lag_seconds", w->lag_s);
	json_put_cstr(a, v, "state", w->state);
	return v;
}
