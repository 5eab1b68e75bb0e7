/* Whole logs: worked examples, generated logs, static trees */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "format/base64.h"
#include "format/tile.h"
#include "proof/consistency.h"
#include "proof/tlog_proof.h"
#include "vectors/kinds.h"

/* The complete subtrees of a growing tree, largest first: a second way to
 * compute roots, apart from the log's. */
struct edge {
	uint64_t size;
	size_t count;
	struct hash at[64];
};

static void
edge_add(struct edge *t, const struct hash *leaf)
{
	t->at[t->count++] = *leaf;
	t->size++;
	for (uint64_t s = t->size; (s & 1) == 0; s >>= 1) {
		t->count--;
		t->at[t->count - 1] = hash_node(&t->at[t->count - 1],
		    &t->at[t->count]);
	}
}

static struct hash
edge_root(const struct edge *t)
{
	struct hash r;

	if (t->count == 0)
		return hash_empty();
	r = t->at[t->count - 1];
	for (size_t i = t->count - 1; i-- != 0;)
		r = hash_node(&t->at[i], &r);
	return r;
}

static struct hash
root_of(const struct hash *at, uint64_t count)
{
	struct edge t = {0};

	for (uint64_t i = 0; i < count; i++)
		edge_add(&t, &at[i]);
	return edge_root(&t);
}

static bool
is_hex(const struct hash *h, struct bytes hex)
{
	char text[65];

	hash_print(text, h);
	return bytes_is(hex, text);
}

static bool
is_hash_of(struct bytes in, struct bytes hex)
{
	struct hash h = hash_bytes(in);

	return is_hex(&h, hex);
}

/* The roots of the complete subtrees of 256 of the level below. */
static uint64_t
level_up(struct hash *at, uint64_t count)
{
	uint64_t full = count / TILE_WIDTH;

	for (uint64_t i = 0; i < full; i++)
		at[i] = root_of(at + i * TILE_WIDTH, TILE_WIDTH);
	return full;
}

/* Static trees */

struct tree {
	struct run *r;
	uint64_t size;
	struct hash *hashes; /* of the level at hand */
	uint64_t count;
	bool has_entries;
};

static enum err
tile_read(const struct tree *t, int level, uint64_t number, unsigned width,
    struct bytes *out, char path[TILE_PATH_BYTES], struct error *e)
{
	struct tile tile = {level, number, width};

	(void)tile_path(path, &tile);
	return run_read(t->r, out, path, e);
}

/* Reads the leaf hashes of the tree, tile by tile. */
static enum err
leaves_read(struct tree *t, struct error *e)
{
	char path[TILE_PATH_BYTES];

	t->hashes = arena_take_array(t->r->arena, t->size + 1,
	    sizeof *t->hashes);
	if (t->hashes == NULL)
		return error_set(e, ERR_MEMORY, "the tree is too large");
	for (t->count = 0; t->count < t->size;) {
		uint64_t left = t->size - t->count;
		unsigned width = left < TILE_WIDTH ? (unsigned)left :
		    TILE_WIDTH;
		struct bytes tile;
		enum err rc = tile_read(t, 0, t->count / TILE_WIDTH, width,
		    &tile, path, e);

		if (rc != ERR_NONE)
			return rc;
		case_count(t->r, tile.len == width * HASH_BYTES, "length of "
		    "%s", path);
		if (tile.len != width * HASH_BYTES)
			return error_set(e, ERR_INPUT, "%s is short", path);
		memcpy(t->hashes + t->count, tile.at, tile.len);
		t->count += width;
	}
	return ERR_NONE;
}

/* Every entry of every bundle has the leaf hash of the tile. */
static enum err
entries_check(struct tree *t, struct error *e)
{
	struct bundle *b = arena_take(t->r->arena, sizeof *b);
	char path[TILE_PATH_BYTES];

	if (b == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (uint64_t at = 0; at < t->size; at += b->entry_count) {
		uint64_t left = t->size - at;
		unsigned width = left < TILE_WIDTH ? (unsigned)left :
		    TILE_WIDTH;
		struct bytes in;
		enum err rc = tile_read(t, TILE_ENTRIES, at / TILE_WIDTH,
		    width, &in, path, e);

		if (rc == ERR_NONE)
			rc = bundle_parse(b, in, width, e);
		if (rc != ERR_NONE)
			return rc;
		for (size_t i = 0; i < b->entry_count; i++) {
			struct hash h = hash_leaf(b->entries[i]);

			case_count(t->r, hash_equal(&h, &t->hashes[at + i]),
			    "entry %" PRIu64 " at size %" PRIu64, at + i,
			    t->size);
		}
	}
	return ERR_NONE;
}

/* Tiles of the levels above are what the tiles below give. */
static enum err
levels_check(struct tree *t, struct error *e)
{
	char path[TILE_PATH_BYTES];

	for (int level = 1; (t->count = level_up(t->hashes, t->count)) != 0;
	    level++)
		for (uint64_t at = 0; at < t->count; at += TILE_WIDTH) {
			uint64_t left = t->count - at;
			unsigned width = left < TILE_WIDTH ? (unsigned)left :
			    TILE_WIDTH;
			struct bytes tile;
			enum err rc = tile_read(t, level, at / TILE_WIDTH,
			    width, &tile, path, e);

			if (rc != ERR_NONE)
				return rc;
			case_count(t->r, bytes_equal(tile, bytes_of(t->hashes +
			    at, width * HASH_BYTES)), "%s", path);
		}
	return ERR_NONE;
}

static enum err
tree_check(struct run *r, const char *checkpoint, const struct vkey *key,
    struct error *e)
{
	struct tree t = {.r = r};
	struct checkpoint c;
	struct note *n = arena_take(r->arena, sizeof *n);
	struct note_key known = {.key = key};
	char path[PATH_BYTES];
	struct bytes text;
	struct hash root;
	enum err rc;

	if (n == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = run_read(r, &text, checkpoint, e);
	if (rc == ERR_NONE)
		rc = note_parse(n, text, e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&c, n->text, e);
	if (rc != ERR_NONE)
		return rc;
	if (key != NULL)
		case_count(r, note_check(n, &known, 1, NULL) == ERR_NONE,
		    "signature of %s", checkpoint);
	if (c.size > 1 << 22)
		return error_set(e, ERR_INPUT, "more than 4,194,304 entries");
	t.size = c.size;
	rc = leaves_read(&t, e);
	if (rc != ERR_NONE)
		return rc;
	root = root_of(t.hashes, t.count);
	case_count(r, hash_equal(&root, &c.root), "root of %s", checkpoint);
	rc = path_join(path, r->path, "tile/entries", e);
	if (rc == ERR_NONE && file_exists(path))
		rc = entries_check(&t, e);
	return rc != ERR_NONE ? rc : levels_check(&t, e);
}

/* `checkpoint`, and `checkpoint.<n>` for every older size that is kept. */
static enum err
run_folder(struct run *r, struct error *e)
{
	enum { OLDER_MAX = 1000 };
	char name[32], path[PATH_BYTES];
	struct vkey key;
	enum err rc = ERR_NONE;

	if (r->key != NULL)
		rc = vkey_parse(&key, bytes_text(r->key), e);
	if (rc == ERR_NONE)
		rc = tree_check(r, "checkpoint", r->key == NULL ? NULL : &key,
		    e);
	for (int i = 0; rc == ERR_NONE && i < OLDER_MAX; i++) {
		(void)snprintf(name, sizeof name, "checkpoint.%d", i);
		rc = path_join(path, r->path, name, e);
		if (rc == ERR_NONE && file_exists(path))
			rc = tree_check(r, name, r->key == NULL ? NULL : &key,
			    e);
	}
	return rc;
}

/* synthetic-70000.json: entry i is "chancery test entry <i>" */

/* The largest root asked for; members are sizes in decimal. */
static void
generated_roots(struct run *r, const struct json *roots, uint64_t size,
    const struct hash *leaves)
{
	struct edge t = {0};
	char name[24];

	for (uint64_t n = 0; n <= size; n++) {
		const struct json *want;
		struct hash root, given;

		if (n != 0)
			edge_add(&t, &leaves[n - 1]);
		(void)snprintf(name, sizeof name, "%" PRIu64, n);
		want = json_get(roots, name);
		if (want == NULL)
			continue;
		root = edge_root(&t);
		case_count(r, json_base64_hash(want, &given) &&
		    hash_equal(&given, &root), "root at size %s", name);
	}
}

static struct bytes
generated_entry(char out[48], uint64_t i)
{
	return bytes_of(out, (size_t)snprintf(out, 48,
	    "chancery test entry %" PRIu64, i));
}

static bool
generated_tile(const struct tile *t, uint64_t size,
    const struct hash *level[3], struct bytes want)
{
	struct buffer b = {0};
	uint64_t at = t->number * TILE_WIDTH;
	char text[48];
	bool agrees = false;

	if (t->level > 2 || at + t->width > size >> (t->level <= 0 ? 0 :
	    TILE_HEIGHT * t->level))
		return false;
	for (uint64_t i = at; i < at + t->width; i++) {
		if (t->level == TILE_ENTRIES)
			bundle_add(&b, generated_entry(text, i));
		else
			buffer_add(&b, hash_span(&level[t->level][i]));
	}
	if (!b.failed)
		agrees = is_hash_of(buffer_bytes(&b), want);
	buffer_release(&b);
	return agrees;
}

static enum err
run_generated(struct run *r, const struct json *all, struct error *e)
{
	uint64_t size = (uint64_t)json_get_number(all, "size", 0), tiles = 0;
	const struct json *digests = json_get(all, "tile_sha256");
	const struct hash *level[3];
	struct hash *at[3];
	char text[48];

	if (size == 0 || size > 1 << 22 || digests == NULL)
		return error_set(e, ERR_INPUT, "no size or no tiles");
	for (size_t l = 0; l < COUNT(at); l++) {
		at[l] = arena_take_array(r->arena, size, sizeof *at[l]);
		if (at[l] == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		level[l] = at[l];
	}
	for (uint64_t i = 0; i < size; i++)
		at[0][i] = hash_leaf(generated_entry(text, i));
	generated_roots(r, json_get(all, "roots"), size, at[0]);
	for (size_t l = 1; l < COUNT(at); l++) {
		memcpy(at[l], at[l - 1], (size >> TILE_HEIGHT * (l - 1)) *
		    sizeof *at[l]);
		(void)level_up(at[l], size >> TILE_HEIGHT * (l - 1));
	}
	for (const struct json *d = digests->first; d != NULL; d = d->next) {
		struct tile t;

		case_count(r, tile_path_parse(&t, d->name) &&
		    generated_tile(&t, size, level, d->text), "%.*s",
		    (int)d->name.len, (const char *)d->name.at);
	}
	for (unsigned l = 0; l <= TILE_LEVEL_MAX; l++)
		tiles += tile_full_count(size, l) +
		    (tile_partial_width(size, l) != 0);
	case_count(r, tiles == (uint64_t)json_get_number(all, "tile_count",
	    0), "number of tiles");
	return ERR_NONE;
}

/* worked-example.json */

struct worked {
	struct run *r;
	const struct json *all;
	struct signer log, witness;
	struct hash leaves[16], roots[17];
	struct bytes entries[16];
	size_t count;
};

static bool
signer_from(struct worked *w, struct signer *out, const char *seed_name,
    const char *name)
{
	struct bytes seed;

	return json_hex(json_get(w->all, seed_name), w->r->arena, &seed) &&
	    seed.len == 32 && signer_init(out, bytes_text(name), seed.at,
	    NULL) == ERR_NONE;
}

static void
worked_tree(struct worked *w)
{
	const struct json *entries = json_get(w->all, "entries_utf8");
	const struct json *leaves = json_get(w->all, "leaf_hashes_hex");
	struct edge t = {0};
	char name[24];

	w->roots[0] = hash_empty();
	for (const struct json *v = entries == NULL ? NULL : entries->first;
	    v != NULL && w->count < COUNT(w->leaves); v = v->next) {
		w->entries[w->count] = v->text;
		w->leaves[w->count] = hash_leaf(v->text);
		edge_add(&t, &w->leaves[w->count]);
		case_count(w->r, json_at(leaves, w->count) != NULL &&
		    is_hex(&w->leaves[w->count], json_at(leaves,
		    w->count)->text), "leaf hash %zu", w->count);
		w->roots[++w->count] = edge_root(&t);
	}
	for (size_t n = 0; n <= w->count; n++) {
		(void)snprintf(name, sizeof name, "%zu", n);
		case_count(w->r, is_hex(&w->roots[n], json_get_text(
		    json_get(w->all, "roots_hex"), name)), "root %zu", n);
	}
}

static void
worked_keys(struct worked *w)
{
	static const struct {
		const char *member;
		bool is_witness;
	} rows[] = {{"log_vkey", false}, {"witness_vkey_cosig", true}};
	char text[VKEY_BYTES];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct vkey k = rows[i].is_witness ?
		    signer_vkey(&w->witness, KEY_WITNESS) :
		    signer_vkey(&w->log, KEY_LOG);

		case_count(w->r, bytes_equal(json_get_text(w->all,
		    rows[i].member), bytes_of(text, vkey_print(text, &k))),
		    "%s", rows[i].member);
	}
}

static void
worked_files(struct worked *w)
{
	struct buffer bundle = {0}, tile = {0};
	struct bytes want;

	for (size_t i = 0; i < w->count; i++) {
		bundle_add(&bundle, w->entries[i]);
		buffer_add(&tile, hash_span(&w->leaves[i]));
	}
	case_count(w->r, json_hex(json_get(w->all,
	    "entry_bundle_000.p_7_hex"), w->r->arena, &want) &&
	    bytes_equal(want, buffer_bytes(&bundle)), "bundle");
	case_count(w->r, is_hash_of(buffer_bytes(&tile), json_get_text(w->all,
	    "tile_0_000.p_7_sha256")), "tile");
	buffer_release(&bundle);
	buffer_release(&tile);
}

static size_t
hex_path(const struct worked *w, const char *member,
    struct hash out[PATH_MAX_HASHES])
{
	const struct json *list = json_get(w->all, member);
	size_t count = 0;

	for (const struct json *v = list == NULL ? NULL : list->first;
	    v != NULL && count < PATH_MAX_HASHES; v = v->next)
		if (json_hex_hash(v, &out[count]))
			count++;
	return count;
}

static void
worked_proofs(struct worked *w)
{
	static const struct {
		const char *member;
		uint64_t from, size; /* index or old size */
		bool is_inclusion;
	} rows[] = {
		{"inclusion_3_of_7", 3, 7, true},
		{"inclusion_6_of_7", 6, 7, true},
		{"consistency_3_7", 3, 7, false},
		{"consistency_4_7", 4, 7, false},
		{"consistency_6_7", 6, 7, false},
	};
	struct hash path[PATH_MAX_HASHES];

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t count = hex_path(w, rows[i].member, path);
		struct inclusion in = {rows[i].from, rows[i].size, path,
		    count};
		struct consistency co = {rows[i].from, rows[i].size, path,
		    count};
		enum err rc = rows[i].is_inclusion ?
		    inclusion_check(&in, &w->leaves[rows[i].from],
		    &w->roots[rows[i].size], NULL) :
		    consistency_check(&co, &w->roots[rows[i].from],
		    &w->roots[rows[i].size], NULL);

		case_count(w->r, rc == ERR_NONE, "%s", rows[i].member);
	}
}

/* The checkpoint of one size as the log signs it, into `out`. */
static void
worked_checkpoint(struct worked *w, struct buffer *out, uint64_t size)
{
	struct checkpoint c = {.size = size, .root = w->roots[size]};

	memcpy(c.origin, w->log.name, sizeof c.origin);
	if (checkpoint_sign(out, &c, &w->log, NULL) != ERR_NONE)
		out->failed = true;
}

static void
worked_notes(struct worked *w)
{
	struct buffer three = {0}, seven = {0}, line = {0}, both = {0};
	struct note *n = arena_take(w->r->arena, sizeof *n);

	worked_checkpoint(w, &three, 3);
	worked_checkpoint(w, &seven, 7);
	case_count(w->r, bytes_equal(buffer_bytes(&three),
	    json_get_text(w->all, "checkpoint_3")), "checkpoint_3");
	case_count(w->r, bytes_equal(buffer_bytes(&seven),
	    json_get_text(w->all, "checkpoint_7")), "checkpoint_7");
	if (n != NULL && note_parse(n, buffer_bytes(&seven), NULL) ==
	    ERR_NONE)
		line.failed = note_cosign(&line, n->text, &w->witness,
		    1700000000, NULL) != ERR_NONE;
	case_count(w->r, bytes_equal(buffer_bytes(&line), json_get_text(w->all,
	    "cosignature_7")), "cosignature_7");
	buffer_add(&both, buffer_bytes(&seven));
	buffer_add(&both, buffer_bytes(&line));
	case_count(w->r, bytes_equal(buffer_bytes(&both), json_get_text(w->all,
	    "cosigned_checkpoint_7")), "cosigned_checkpoint_7");
	buffer_release(&three);
	buffer_release(&seven);
	buffer_release(&line);
	buffer_release(&both);
}

/* log 5.1.2: what a log sends to a witness. */
static void
worked_requests(struct worked *w)
{
	static const struct {
		const char *member, *path;
		uint64_t old, size;
	} rows[] = {
		{"add_checkpoint_first_request", "", 0, 3},
		{"add_checkpoint_request_3_to_7", "consistency_3_7", 3, 7},
	};
	struct hash path[PATH_MAX_HASHES];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buffer b = {0};
		size_t count = hex_path(w, rows[i].path, path);

		buffer_printf(&b, "old %" PRIu64 "\n", rows[i].old);
		for (size_t k = 0; k < count; k++) {
			base64_encode(&b, hash_span(&path[k]));
			buffer_byte(&b, '\n');
		}
		buffer_byte(&b, '\n');
		worked_checkpoint(w, &b, rows[i].size);
		case_count(w->r, !b.failed && bytes_equal(buffer_bytes(&b),
		    json_get_text(w->all, rows[i].member)), "%s",
		    rows[i].member);
		buffer_release(&b);
	}
}

static void
worked_proof_file(struct worked *w)
{
	struct bytes want = json_get_text(w->all, "tlog_proof_index3");
	struct policy *p = arena_take(w->r->arena, sizeof *p);
	struct tlog_proof made = {.index = 3}, read;
	struct checkpoint_verdict v;
	uint8_t out[1024];
	size_t len = 0;

	made.path_count = hex_path(w, "inclusion_3_of_7", made.path);
	made.checkpoint = json_get_text(w->all, "cosigned_checkpoint_7");
	case_count(w->r, tlog_proof_print(out, sizeof out, &len, &made) ==
	    ERR_NONE && bytes_equal(bytes_of(out, len), want),
	    "tlog_proof_index3, printed");
	case_count(w->r, p != NULL && policy_parse(p, json_get_text(w->all,
	    "policy"), NULL) == ERR_NONE &&
	    tlog_proof_parse(&read, want, NULL) == ERR_NONE &&
	    tlog_proof_check(&v, &read, w->entries[3], p, NULL) == ERR_NONE &&
	    v.checkpoint.size == 7 && v.times_s[0] == 1700000000,
	    "tlog_proof_index3, checked");
}

static void
worked_paths(struct worked *w)
{
	const struct json *list = json_get(w->all, "tile_paths");
	char path[TILE_PATH_BYTES];

	for (const struct json *v = list == NULL ? NULL : list->first;
	    v != NULL; v = v->next) {
		struct tile t = {0, 0, TILE_WIDTH}, again;
		struct bytes whole;

		if (!bytes_decimal(v->name, UINT64_MAX, &t.number))
			continue;
		whole = bytes_of(path, tile_path(path, &t));
		case_count(w->r, bytes_starts(whole, "tile/0/") &&
		    bytes_equal(bytes_of(whole.at + 7, whole.len - 7),
		    v->text) && tile_path_parse(&again, whole) &&
		    again.number == t.number, "tile path of %.*s",
		    (int)v->name.len, (const char *)v->name.at);
	}
	list = json_get(w->all, "tile_paths_70000");
	for (const struct json *v = list == NULL ? NULL : list->first;
	    v != NULL; v = v->next) {
		struct tile t = {0};
		bool read = tile_path_parse(&t, v->text);
		unsigned level = t.level < 0 ? 0 : (unsigned)t.level;

		case_count(w->r, read && (t.width == TILE_WIDTH ?
		    t.number < tile_full_count(70000, level) :
		    t.number == tile_full_count(70000, level) &&
		    t.width == tile_partial_width(70000, level)), "%.*s",
		    (int)v->text.len, (const char *)v->text.at);
	}
}

static enum err
run_worked(struct run *r, const struct json *all, struct error *e)
{
	struct worked *w = arena_take(r->arena, sizeof *w);

	if (w == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	w->r = r;
	w->all = all;
	if (!signer_from(w, &w->log, "log_seed_hex", "register.example/log1") ||
	    !signer_from(w, &w->witness, "witness_seed_hex",
	    "witness.example/w1")) {
		signer_release(&w->log);
		return error_set(e, ERR_INPUT, "no seeds in it");
	}
	worked_tree(w);
	worked_keys(w);
	if (w->count == 7) {
		worked_files(w);
		worked_proofs(w);
		worked_notes(w);
		worked_requests(w);
		worked_proof_file(w);
	}
	case_count(r, w->count == 7, "seven entries");
	worked_paths(w);
	case_count(r, is_hash_of(bytes_text(w->log.name), json_get_text(all,
	    "origin_hash_hex")), "origin_hash_hex");
	signer_release(&w->log);
	signer_release(&w->witness);
	return ERR_NONE;
}

static enum err
run(struct run *r, struct error *e)
{
	const struct json *all;
	enum err rc;

	if (!run_path_ends(r, ".json"))
		return run_folder(r, e);
	rc = run_read_json(r, &all, "", e);
	if (rc != ERR_NONE)
		return rc;
	return json_get(all, "log_seed_hex") != NULL ?
	    run_worked(r, all, e) : run_generated(r, all, e);
}

const struct kind kind_tlog = {"tlog",
    "worked-example.json, synthetic-70000.json, or a static tree (KEY: its "
    "log or cosigner)", run};
