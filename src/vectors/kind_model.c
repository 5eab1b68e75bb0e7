/* vectors/model: entries, seals, openings, refusals, counts and postings */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "format/base64.h"
#include "model/ledger.h"
#include "model/mapping.h"
#include "vectors/kinds.h"

enum { ENTRIES_MAX = 256, POSTINGS_MAX = 4096, COLUMNS = 8 };

/* The register of entries.jsonl, read once. */
struct vector_entry {
	const struct json *row;
	const char *name;
	struct bytes leaf;
	struct entry entry;
	bool has_seed;
	struct seed seed;
	struct slot_values values;
};

struct book {
	size_t count;
	struct vector_entry at[ENTRIES_MAX];
};

/* Lines of a file that stands beside the one that is run. */
static enum err
read_beside(struct run *r, struct bytes *out, const char *name, struct error *e)
{
	const char *slash = strrchr(r->path, '/');
	char path[PATH_BYTES];
	struct run beside = *r;
	int folder = slash == NULL ? 0 : (int)(slash - r->path + 1);
	int len = snprintf(path, sizeof path, "%.*s%s", folder, r->path, name);

	if (len < 0 || (size_t)len >= sizeof path)
		return error_set(e, ERR_INPUT, "path too long");
	beside.path = path;
	return run_read(&beside, out, "", e);
}

static bool
next_object(struct run *r, struct bytes *rest, const struct json **out)
{
	static const struct json_limits limits = {64, 1 << 16, 1 << 20, MIB,
	    false};
	struct bytes line;
	bool complete;

	return bytes_line(rest, &line, &complete) &&
	    json_parse(out, line, &limits, r->arena, NULL) == ERR_NONE;
}

static bool
read_values(struct slot_values *out, const struct json *list)
{
	size_t i = 0;

	if (list == NULL || list->type != JSON_ARRAY ||
	    list->count != SLOT_COUNT)
		return false;
	for (const struct json *v = list->first; v != NULL; v = v->next)
		out->at[i++] = v;
	return true;
}

static bool
read_seed(struct seed *out, const struct json *v)
{
	struct hash h;

	if (!json_hex_hash(v, &h))
		return false;
	memcpy(out->at, h.at, sizeof out->at);
	return true;
}

static enum err
book_read(struct book **out, struct run *r, const char *name, struct error *e)
{
	struct book *b = arena_take(r->arena, sizeof *b);
	const struct json *row;
	struct bytes rest;
	enum err rc = name == NULL ? run_read(r, &rest, "", e) :
				     read_beside(r, &rest, name, e);

	if (b == NULL)
		return error_set(e, ERR_MEMORY, "no memory for the entries");
	while (rc == ERR_NONE && b->count < ENTRIES_MAX &&
	    next_object(r, &rest, &row)) {
		struct vector_entry *v = &b->at[b->count++];

		v->row = row;
		v->name = json_name(row, "name", r->arena);
		v->leaf = json_get_text(row, "canonical");
		v->has_seed = read_seed(&v->seed, json_get(row, "seed")) &&
		    read_values(&v->values, json_get(row, "values"));
		rc = entry_parse(&v->entry, v->leaf, NULL, r->arena, e);
		if (rc != ERR_NONE)
			rc = error_wrap(e, "%s", v->name);
	}
	*out = b;
	return rc;
}

/* The fold of the first `count` entries. `each` may be NULL. */
typedef enum err fold_step(void *context, const struct vector_entry *v,
    uint64_t number, const struct outcome *outcome, const struct world *world,
    struct error *e);

static enum err
fold(struct ledger **out, const struct book *b, size_t count, struct run *r,
    fold_step *each, void *context, struct error *e)
{
	struct ledger *l = NULL;
	struct outcome outcome;
	struct judge judge;
	enum err rc = ledger_new(&l, NULL, e);

	if (rc != ERR_NONE)
		return rc;
	judge_init(&judge, ledger_world(l), NULL);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		rc = judge_verify(&judge, &b->at[i].entry, i, &outcome,
		    r->arena, e);
		if (rc == ERR_NONE && each != NULL)
			rc = each(context, &b->at[i], i, &outcome,
			    ledger_world(l), e);
		if (rc == ERR_NONE)
			rc = ledger_add(l, &b->at[i].entry, &outcome, e);
	}
	if (rc != ERR_NONE || out == NULL)
		ledger_free(l);
	else
		*out = l;
	return rc;
}

/* entries.jsonl */

static bool
is_text_member(struct bytes name)
{
	static const char *const names[] = {"text", "exact", "prefix", "suffix",
	    "section", "scheme", "value", "channel"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_is(name, names[i]))
			return true;
	/* a language of a text map */
	return name.len >= 2 && name.len <= 3 && !bytes_is(name, "who") &&
	    !bytes_is(name, "as") && !bytes_is(name, "org");
}

static bool
leaf_holds(struct bytes leaf, const struct json *v, bool counts)
{
	if (v->type == JSON_STRING)
		return counts && v->text.len > 0 &&
		    memmem(leaf.at, leaf.len, v->text.at, v->text.len) != NULL;
	if (v->type != JSON_OBJECT && v->type != JSON_ARRAY)
		return false;
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (leaf_holds(leaf, m,
			v->type == JSON_OBJECT && is_text_member(m->name)))
			return true;
	return false;
}

static bool
no_words_in_leaf(const struct vector_entry *v)
{
	for (size_t i = 0; v->has_seed && i < SLOT_COUNT; i++)
		if (leaf_holds(v->leaf, v->values.at[i], true))
			return false;
	return true;
}

static enum err
entry_agrees(void *context, const struct vector_entry *v, uint64_t number,
    const struct outcome *outcome, const struct world *world, struct error *e)
{
	struct run *r = context;
	struct buffer text = {0}, signing = {0};
	struct hash hash, want;
	struct seal seal;
	int64_t bytes = json_get_number(v->row, "bytes", -1);

	(void)world;
	(void)e;
	json_print_canonical(&text, v->entry.root);
	case_count(r,
	    bytes_equal(buffer_bytes(&text), v->leaf) &&
		(int64_t)v->leaf.len == bytes,
	    "%s: canonical", v->name);
	entry_signing_bytes(&signing, v->entry.json);
	hash = hash_bytes(buffer_bytes(&signing));
	case_count(r,
	    json_hex_hash(json_get(v->row, "signing_sha256"), &want) &&
		hash_equal(&hash, &want),
	    "%s: signing", v->name);
	case_count(r,
	    json_hex_hash(json_get(v->row, "leaf_hash"), &want) &&
		hash_equal(&v->entry.leaf_hash, &want),
	    "%s: leaf", v->name);
	case_count(r, outcome->kind == OUTCOME_VALID, "%s: verification %s",
	    v->name, outcome->text);
	case_count(r, v->has_seed == v->entry.has_seal, "%s: seed", v->name);
	case_count(r, no_words_in_leaf(v), "%s: words", v->name);
	if (v->has_seed)
		case_count(r,
		    seal_compute(&seal, &v->seed, v->entry.id.at, &v->values,
			NULL) == ERR_NONE &&
			hash_equal(&seal.root, &v->entry.seal) &&
			slots_check(&v->entry, &v->values, SLOT_ALL, NULL) ==
			    ERR_NONE &&
			slots_flag_differs(&v->entry, &v->values, SLOT_ALL) ==
			    NULL,
		    "%s: seal", v->name);
	case_count(r, number == (uint64_t)json_get_number(v->row, "number", -1),
	    "%s: number", v->name);
	buffer_release(&text);
	buffer_release(&signing);
	return ERR_NONE;
}

static enum err
run_entries(struct run *r, struct error *e)
{
	struct book *b;
	enum err rc = book_read(&b, r, NULL, e);

	if (rc == ERR_NONE)
		rc = fold(NULL, b, b->count, r, entry_agrees, r, e);
	return rc;
}

/* roots.tsv */

static struct hash
root_of(const struct book *b, size_t from, size_t count)
{
	struct hash left, right;
	size_t half = 1;

	if (count == 1)
		return b->at[from].entry.leaf_hash;
	while (half * 2 < count)
		half *= 2;
	left = root_of(b, from, half);
	right = root_of(b, from + half, count - half);
	return hash_node(&left, &right);
}

static enum err
run_roots(struct run *r, struct error *e)
{
	struct bytes rest, row[COLUMNS];
	struct hash want, found;
	struct book *b;
	uint64_t size;
	size_t count;
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = run_read(r, &rest, "", e);
	if (rc != ERR_NONE)
		return rc;
	while (next_row(&rest, row, COLUMNS, &count)) {
		if (bytes_is(row[0], "size"))
			continue;
		if (!bytes_decimal(row[0], b->count, &size) || size == 0 ||
		    !hash_parse(row[1], &want))
			return error_set(e, ERR_INPUT, "no table of roots");
		found = root_of(b, 0, (size_t)size);
		case_count(r, hash_equal(&found, &want), "size %u",
		    (unsigned)size);
	}
	return ERR_NONE;
}

/* keys.tsv, ids.tsv */

static void
example_hash(struct hash *out, const char *what, struct bytes name)
{
	struct buffer text = {0};

	buffer_printf(&text, "chancery example %s %.*s", what, (int)name.len,
	    (const char *)name.at);
	*out = hash_bytes(buffer_bytes(&text));
	buffer_release(&text);
}

static bool
key_agrees(const struct bytes row[COLUMNS], struct error *e)
{
	struct secret_key *secret = NULL;
	char public[BASE64_LEN(32) + 1];
	struct hash seed, rule;
	struct id id;
	bool agrees;

	example_hash(&rule, "key", row[0]);
	if (!hash_parse(row[1], &seed) || !id_parse(row[3], &id) ||
	    secret_key_new(&secret, seed.at, e) != ERR_NONE)
		return false;
	base64_print(public, bytes_of(secret_key_public(secret)->at, 32));
	agrees = hash_equal(&seed, &rule) && bytes_is(row[2], public) &&
	    id.type == TYPE_KEY;
	secret_key_free(secret);
	return agrees;
}

static bool
id_agrees(const struct bytes row[COLUMNS], struct run *r)
{
	struct json hex = {.type = JSON_STRING, .text = row[1]};
	char text[ID_TEXT_BYTES];
	struct bytes raw;
	struct hash rule;
	struct id id = {.type = TYPE_UNKNOWN};

	if (!json_hex(&hex, r->arena, &raw) || raw.len != ID_BYTES)
		return false;
	if (bytes_is(row[0], "-")) {
		id_digits_print(text, raw.at);
		return bytes_is(row[2], text) &&
		    id_digits_parse(row[2], id.at) &&
		    memcmp(id.at, raw.at, ID_BYTES) == 0;
	}
	example_hash(&rule, "id", row[0]);
	if (!id_parse(row[2], &id))
		return false;
	id_print(text, &id);
	return memcmp(id.at, raw.at, ID_BYTES) == 0 &&
	    memcmp(rule.at, raw.at, ID_BYTES) == 0 && bytes_is(row[2], text);
}

static enum err
run_names(struct run *r, struct error *e)
{
	bool keys = run_path_ends(r, "keys.tsv");
	struct bytes rest, row[COLUMNS];
	size_t count;
	enum err rc = run_read(r, &rest, "", e);

	if (rc != ERR_NONE)
		return rc;
	while (next_row(&rest, row, COLUMNS, &count))
		if (!bytes_is(row[0], "name"))
			case_count(r,
			    keys ? key_agrees(row, e) : id_agrees(row, r),
			    "%.*s", (int)row[2].len, (const char *)row[2].at);
	return ERR_NONE;
}

/* seal.jsonl */

static bool
slot_agrees(const struct json *s, const struct seal *seal)
{
	unsigned i = (unsigned)json_get_number(s, "i", 0) & 15;
	const struct json *path = json_get(s, "path");
	struct slot_path want, found;
	struct hash salt, leaf, root;
	size_t k = 0;

	if (!json_hex_hash(json_get(s, "salt"), &salt) ||
	    !json_hex_hash(json_get(s, "leaf"), &leaf) || path == NULL ||
	    path->count != COUNT(want.at))
		return false;
	for (const struct json *h = path->first; h != NULL; h = h->next)
		if (!json_hex_hash(h, &want.at[k++]))
			return false;
	seal_path(&found, seal->leaves, i);
	root = seal_fold(&leaf, &want, i);
	return hash_equal(&salt, &seal->salts[i]) &&
	    hash_equal(&leaf, &seal->leaves[i]) &&
	    hash_equal(&root, &seal->root) &&
	    memcmp(&want, &found, sizeof want) == 0;
}

static bool
seal_agrees(struct run *r, const struct json *row)
{
	const struct json *slots = json_get(row, "slots");
	struct slot_values values = {{NULL}};
	struct seal seal;
	struct seed seed;
	struct hash root;
	struct id id;
	size_t i = 0;

	if (slots == NULL || slots->count != SLOT_COUNT ||
	    !read_seed(&seed, json_get(row, "seed")) ||
	    !id_parse(json_get_text(row, "id"), &id))
		return false;
	for (const struct json *s = slots->first; s != NULL; s = s->next)
		if (json_parse(&values.at[i++], json_get_text(s, "value"),
			&json_entry_limits, r->arena, NULL) != ERR_NONE)
			return false;
	if (seal_compute(&seal, &seed, id.at, &values, NULL) != ERR_NONE)
		return false;
	for (const struct json *s = slots->first; s != NULL; s = s->next)
		case_count(r, slot_agrees(s, &seal), "%s: slot %d",
		    json_name(row, "name", r->arena),
		    (int)json_get_number(s, "i", -1));
	return json_hex_hash(json_get(row, "seal"), &root) &&
	    hash_equal(&root, &seal.root);
}

static enum err
run_seals(struct run *r, struct error *e)
{
	const struct json *row;
	struct bytes rest;
	enum err rc = run_read(r, &rest, "", e);

	if (rc != ERR_NONE)
		return rc;
	while (next_object(r, &rest, &row))
		case_count(r, seal_agrees(r, row), "%s",
		    json_name(row, "name", r->arena));
	return ERR_NONE;
}

/* openings-000.jsonl: the file that a publisher makes (7.6, 7.12). The date
 * is that of the last entry. After an erasure the store holds what 7.12 b
 * leaves: all leaves, and salt and value of what stays. */

static enum err
publish_one(struct buffer *out, const struct vector_entry *v, uint64_t number,
    uint16_t public, uint16_t erased, struct error *e)
{
	struct slot_store store = {.has_seed = true,
	    .seed = v->seed,
	    .values = v->values};
	struct seal seal;
	bool published;
	enum err rc;

	if (erased != 0) {
		rc = seal_compute(&seal, &v->seed, v->entry.id.at, &v->values,
		    e);
		if (rc != ERR_NONE)
			return rc;
		store = (struct slot_store){.has_seed = false};
		memcpy(store.leaves, seal.leaves, sizeof store.leaves);
		for (unsigned i = 0; i < SLOT_COUNT; i++) {
			if ((erased >> i & 1) != 0)
				continue;
			store.values.at[i] = v->values.at[i];
			store.salts[i] = seal.salts[i];
		}
	}
	return opening_publish(out, &published, number, v->entry.id.at, public,
	    &store, e);
}

static enum err
publish(struct buffer *out, const struct book *b, size_t count, struct run *r,
    struct error *e)
{
	uint32_t today = day_of_time(b->at[count - 1].entry.at_s);
	struct ledger *l = NULL;
	struct visibility visibility;
	uint16_t opened, erased;
	enum err rc = fold(&l, b, count, r, NULL, NULL, e);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		const struct vector_entry *v = &b->at[i];

		if (!v->entry.has_seal)
			continue;
		visibility_read(&visibility, v->entry.body);
		ledger_slots(l, i, &opened, &erased);
		rc = publish_one(out, v, i,
		    slots_public(&visibility, opened, erased, today), erased,
		    e);
	}
	ledger_free(l);
	return rc;
}

/* Every line of the file verifies against its entry. */
static bool
line_verifies(const struct book *b, struct bytes line, struct run *r)
{
	struct opening o;

	return opening_parse(&o, line, false, r->arena, NULL) == ERR_NONE &&
	    o.number < b->count &&
	    opening_verify(&o, &b->at[o.number].entry, o.number, NULL) ==
	    ERR_NONE;
}

static enum err
run_openings(struct run *r, struct error *e)
{
	size_t count = run_path_ends(r, ".size33.jsonl") ? 33 : 34;
	struct bytes want, rest, line, made, made_line;
	struct buffer file = {0};
	struct book *b;
	bool complete;
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = run_read(r, &want, "", e);
	if (rc == ERR_NONE && b->count < count)
		rc = error_set(e, ERR_INPUT, "too few entries beside it");
	if (rc == ERR_NONE)
		rc = publish(&file, b, count, r, e);
	if (rc == ERR_NONE) {
		rest = want;
		made = buffer_bytes(&file);
		while (bytes_line(&rest, &line, &complete)) {
			bool same = bytes_line(&made, &made_line, &complete) &&
			    bytes_equal(line, made_line);

			case_count(r, same && line_verifies(b, line, r), "%.*s",
			    line.len < 40 ? (int)line.len : 40,
			    (const char *)line.at);
		}
		case_count(r, bytes_equal(want, buffer_bytes(&file)),
		    "the file as a whole");
	}
	buffer_release(&file);
	return rc;
}

/* openings-bad.jsonl */

static const char *
opening_code(struct run *r, const struct json *row, struct error *e)
{
	struct opening o;
	struct entry entry;
	enum err rc = entry_parse(&entry, json_get_text(row, "leaf"), NULL,
	    r->arena, e);

	if (rc == ERR_NONE)
		rc = opening_parse(&o, json_get_text(row, "line"), false,
		    r->arena, e);
	if (rc == ERR_NONE)
		rc = opening_verify(&o, &entry,
		    (uint64_t)json_get_number(row, "number", 0), e);
	return rc == ERR_NONE ? "accepted" : e->word;
}

static enum err
run_bad_openings(struct run *r, struct error *e)
{
	const struct json *row;
	struct bytes rest;
	enum err rc = run_read(r, &rest, "", e);

	if (rc != ERR_NONE)
		return rc;
	while (next_object(r, &rest, &row)) {
		struct error why = {0};
		const char *code = opening_code(r, row, &why);

		case_count(r, bytes_is(json_get_text(row, "error"), code),
		    "%s: %s", json_name(row, "name", r->arena), code);
	}
	return ERR_NONE;
}

/* refuse.jsonl */

/* The place in the log that a spoiled entry was meant for. */
static size_t
place_of(const struct book *b, const struct entry *entry)
{
	for (size_t i = 0; i < b->count; i++)
		if (bytes_equal(b->at[i].entry.id_text, entry->id_text) &&
		    b->at[i].entry.has_prev == entry->has_prev)
			return i;
	return b->count;
}

static enum err
refusal(char code[40], const struct book *b, struct bytes leaf, struct run *r,
    struct error *e)
{
	struct error why = {0};
	struct ledger *l = NULL;
	struct outcome outcome;
	struct judge judge;
	struct entry entry;
	size_t place;
	enum err rc;

	(void)snprintf(code, 40, "accepted");
	if (entry_parse(&entry, leaf, NULL, r->arena, &why) != ERR_NONE) {
		(void)snprintf(code, 40, "%s", why.word);
		return ERR_NONE;
	}
	if (entry.type == TYPE_UNKNOWN) { /* what admission says of it */
		(void)snprintf(code, 40, "type_unknown");
		return ERR_NONE;
	}
	place = place_of(b, &entry);
	rc = fold(&l, b, place, r, NULL, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	judge_init(&judge, ledger_world(l), NULL);
	rc = judge_verify(&judge, &entry, place, &outcome, r->arena, e);
	if (rc == ERR_NONE && outcome.kind == OUTCOME_INVALID)
		(void)snprintf(code, 40, "%s", outcome.code);
	ledger_free(l);
	return rc;
}

static enum err
run_refusals(struct run *r, struct error *e)
{
	const struct json *row;
	struct bytes rest, leaf;
	struct book *b;
	char code[40];
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = run_read(r, &rest, "", e);
	while (rc == ERR_NONE && next_object(r, &rest, &row)) {
		if (!json_base64(json_get(row, "base64"), r->arena, &leaf))
			return error_set(e, ERR_INPUT, "no base64 in a row");
		rc = refusal(code, b, leaf, r, e);
		case_count(r, bytes_is(json_get_text(row, "error"), code),
		    "%s: %s", json_name(row, "name", r->arena), code);
	}
	return rc;
}

/* postings-34.tsv, index-roots.tsv */

struct posted {
	size_t count;
	struct posting at[POSTINGS_MAX];
	struct arena *arena;
};

static enum err
post(void *context, const struct vector_entry *v, uint64_t number,
    const struct outcome *outcome, const struct world *world, struct error *e)
{
	struct posted *p = context;
	struct mapped m;
	enum err rc = mapping_apply(&m, world, &v->entry, number, outcome,
	    p->arena, e);

	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; m.strikes && i < p->count; i++)
		if (p->at[i].number == m.struck_version)
			p->at[i].struck_by = number;
	if (p->count + m.added_count > POSTINGS_MAX)
		return error_set(e, ERR_INPUT, "more postings than expected");
	for (size_t i = 0; i < m.added_count; i++)
		p->at[p->count++] = m.added[i];
	return ERR_NONE;
}

static int
compare_postings(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	return bytes_compare(bytes_of(x->key, x->key_len),
	    bytes_of(y->key, y->key_len));
}

static enum err
postings_read(struct posted **out, const struct book *b, size_t count,
    struct run *r, struct error *e)
{
	struct posted *p = arena_take(r->arena, sizeof *p);
	enum err rc;

	if (p == NULL)
		return error_set(e, ERR_MEMORY, "no memory for postings");
	p->arena = r->arena;
	rc = fold(NULL, b, count, r, post, p, e);
	qsort(p->at, p->count, sizeof *p->at, compare_postings);
	*out = p;
	return rc;
}

static bool
posting_agrees(const struct posting *p, const struct bytes row[COLUMNS])
{
	char key[2 * KEY_BYTES_MAX + 1] = "", leaf[65];
	uint64_t times, struck;

	for (size_t i = 0; i < p->key_len; i++)
		(void)snprintf(key + 2 * i, 3, "%02x", p->key[i]);
	hash_print(leaf, &p->leaf);
	return bytes_is(row[0], key) && bytes_is(row[3], leaf) &&
	    bytes_decimal(row[1], UINT32_MAX, &times) && times == p->times &&
	    bytes_decimal(row[2], UINT64_MAX, &struck) &&
	    struck == p->struck_by;
}

static enum err
run_postings(struct run *r, struct error *e)
{
	struct bytes rest, row[COLUMNS];
	struct posted *p;
	struct book *b;
	size_t count, i = 0;
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = postings_read(&p, b, b->count, r, e);
	if (rc == ERR_NONE)
		rc = run_read(r, &rest, "", e);
	if (rc != ERR_NONE)
		return rc;
	while (next_row(&rest, row, COLUMNS, &count)) {
		if (row[0].len == 0 || row[0].at[0] == '#')
			continue;
		case_count(r, i < p->count && posting_agrees(&p->at[i], row),
		    "%.*s", (int)row[0].len, (const char *)row[0].at);
		i++;
	}
	case_count(r, i == p->count, "%zu postings", p->count);
	return ERR_NONE;
}

/* Totals of the columns that need no trie: live, struck, latest, postings.
 * Top hash and R belong to the index. */
static bool
totals_agree(const struct posted *p, const struct bytes row[COLUMNS])
{
	uint64_t live = 0, struck = 0, want_live, want_struck, want_count;
	uint32_t latest = 0;
	char text[7];

	for (size_t i = 0; i < p->count; i++) {
		const struct posting *q = &p->at[i];
		const struct view *view = view_by_byte(q->key[0]);
		uint32_t l = view->dated ?
		    (uint32_t)key_get(q->key, view_field(view, FIELD_L)) :
		    0;

		if (q->struck_by == 0)
			live += q->times;
		else
			struck += q->times;
		latest = l > latest ? l : latest;
	}
	(void)snprintf(text, sizeof text, "%06x", latest & 0xffffff);
	return bytes_decimal(row[2], UINT64_MAX, &want_live) &&
	    bytes_decimal(row[3], UINT64_MAX, &want_struck) &&
	    bytes_decimal(row[6], UINT64_MAX, &want_count) &&
	    live == want_live && struck == want_struck &&
	    bytes_is(row[4], text) && want_count == p->count;
}

static enum err
run_index_roots(struct run *r, struct error *e)
{
	struct bytes rest, row[COLUMNS];
	struct posted *p;
	struct book *b;
	uint64_t covered;
	size_t count;
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = run_read(r, &rest, "", e);
	while (rc == ERR_NONE && next_row(&rest, row, COLUMNS, &count)) {
		if (row[0].len == 0 || row[0].at[0] == '#')
			continue;
		if (!bytes_decimal(row[0], b->count, &covered))
			return error_set(e, ERR_INPUT, "no table of roots");
		rc = postings_read(&p, b, (size_t)covered, r, e);
		if (rc == ERR_NONE)
			case_count(r, totals_agree(p, row), "covered %u",
			    (unsigned)covered);
	}
	return rc;
}

/* counts.tsv: the sets of model 5.5, by a scan that is obviously right */

struct counted {
	uint32_t e, l, times;
	bool sealed;
	char who; /* c Consul General, a Ambassador */
};

struct example_set {
	size_t count;
	struct counted at[8];
};

static enum err
add_contact(struct example_set *s, const struct book *b, size_t number,
    const char *edtf, struct run *r, struct error *e)
{
	struct json when,
	    text = {.type = JSON_STRING, .name = bytes_text("edtf")};
	struct entry entry = b->at[number].entry;
	struct counted *out = &s->at[s->count++];
	struct contact c;
	enum err rc;

	if (edtf != NULL) { /* set D: the same entry with another date */
		struct json *body = json_clone(r->arena, entry.body);

		text.text = bytes_text(edtf);
		when = (struct json){.type = JSON_OBJECT,
		    .count = 1,
		    .first = &text,
		    .last = &text};
		json_put(r->arena, body, "when", json_clone(r->arena, &when));
		entry.body = body;
	}
	rc = contact_read(&c, &entry, r->arena, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct counted){.e = c.e,
	    .l = c.l,
	    .times = c.times,
	    .sealed = c.index_sealed};
	for (size_t i = 0; i < c.party_count; i++) {
		if (c.parties[i].side != SIDE_FOREIGN)
			continue;
		out->who = bytes_equal(c.parties[i].counterpart,
			       b->at[11].entry.id_text) ?
		    'c' :
		    'a';
	}
	return ERR_NONE;
}

static enum err
build_set(struct example_set *s, const struct book *b, char name, struct run *r,
    struct error *e)
{
	static const size_t a[] = {14, 15}, c[] = {14, 16, 17, 18, 19};
	size_t count = name == 'A' ? 2 : name == 'B' ? 4 : name == 'C' ? 5 : 1;
	enum err rc = ERR_NONE;

	*s = (struct example_set){0};
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = add_contact(s, b, name == 'B' || name == 'C' ? c[i] : a[i],
		    name == 'D' ? "2020/2022" : NULL, r, e);
	return rc;
}

/* "cg amb", "not cg", "any". */
static bool
is_asked(struct bytes question, char who)
{
	const char *word = who == 'c' ? "cg" : "amb";
	bool named = memmem(question.at, question.len, word, strlen(word)) !=
	    NULL;

	if (bytes_is(question, "any"))
		return true;
	return bytes_starts(question, "not ") ? !named : named;
}

static bool
counts_agree(const struct example_set *s, const struct bytes row[COLUMNS])
{
	uint64_t certain = 0, possible = 0, sealed = 0, want[3];
	uint32_t from, to;

	if (!day_parse(row[2], &from) || !day_parse(row[3], &to))
		return false;
	for (size_t i = 0; i < s->count; i++) {
		const struct counted *c = &s->at[i];
		bool any = bytes_is(row[1], "any");

		if ((!c->sealed && !is_asked(row[1], c->who)) || c->e > to ||
		    c->l < from)
			continue;
		possible += c->times;
		sealed += c->sealed ? c->times : 0;
		if ((!c->sealed || any) && from <= c->e && c->l <= to)
			certain += c->times;
	}
	for (size_t i = 0; i < 3; i++)
		if (!bytes_decimal(row[4 + i], UINT64_MAX, &want[i]))
			return false;
	return want[0] == certain && want[1] == possible && want[2] == sealed;
}

static enum err
run_counts(struct run *r, struct error *e)
{
	struct bytes rest, row[COLUMNS];
	struct example_set set;
	struct book *b;
	size_t count;
	enum err rc = book_read(&b, r, "entries.jsonl", e);

	if (rc == ERR_NONE)
		rc = run_read(r, &rest, "", e);
	if (rc == ERR_NONE && b->count < 20)
		rc = error_set(e, ERR_INPUT, "too few entries beside it");
	while (rc == ERR_NONE && next_row(&rest, row, COLUMNS, &count)) {
		if (row[0].len != 1)
			continue;
		rc = build_set(&set, b, (char)row[0].at[0], r, e);
		if (rc == ERR_NONE)
			case_count(r, counts_agree(&set, row), "%.*s %.*s %.*s",
			    (int)row[0].len, (const char *)row[0].at,
			    (int)row[1].len, (const char *)row[1].at,
			    (int)row[2].len, (const char *)row[2].at);
	}
	return rc;
}

static enum err
run(struct run *r, struct error *e)
{
	static const struct {
		const char *end;
		enum err (*run)(struct run *r, struct error *e);
	} files[] = {
	    {"/entries.jsonl",             run_entries     },
	    {"/roots.tsv",                 run_roots       },
	    {"/index-roots.tsv",           run_index_roots },
	    {"/postings-34.tsv",           run_postings    },
	    {"/keys.tsv",                  run_names       },
	    {"/ids.tsv",                   run_names       },
	    {"/seal.jsonl",                run_seals       },
	    {"/openings-000.jsonl",        run_openings    },
	    {"/openings-000.size33.jsonl", run_openings    },
	    {"/openings-bad.jsonl",        run_bad_openings},
	    {"/refuse.jsonl",              run_refusals    },
	    {"/counts.tsv",                run_counts      },
	};

	for (size_t i = 0; i < COUNT(files); i++)
		if (run_path_ends(r, files[i].end))
			return files[i].run(r, e);
	return error_set(e, ERR_INPUT, "no file of vectors/model by its name");
}

const struct kind kind_model = {"model",
    "a file of vectors/model, known by its name, beside entries.jsonl", run};
