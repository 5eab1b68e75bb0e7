#include "register/test_support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/testing.h"

static const int64_t checkpoint_after[] = {1, 13, 15, 18, 23, 33};

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
assert_ok(struct place *p, enum err rc)
{
	if (rc != ERR_NONE)
		fail_msg("%s: %s (%s)", p->e.word, p->e.text, p->e.mend);
}

const char *
source_path(const char *name)
{
	static char path[PATH_BYTES];
	const char *top = getenv("CHANCERY_SOURCE");

	assert_int_equal(path_join(path, top == NULL ? "." : top, name, NULL),
	    ERR_NONE);
	return path;
}

void
read_source(struct buffer *out, const char *name)
{
	assert_int_equal(file_read(out, source_path(name), 64 * MIB, NULL),
	    ERR_NONE);
}

const char *
place_path(struct place *p, const char *name)
{
	static char path[PATH_BYTES];

	assert_int_equal(path_join(path, p->dir, name, NULL), ERR_NONE);
	return path;
}

void
place_make(struct place *p)
{
	memset(p, 0, sizeof *p);
	(void)snprintf(p->folder, sizeof p->folder, "%s/register.XXXXXX",
	    getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR"));
	assert_non_null(mkdtemp(p->folder));
	(void)snprintf(p->dir, sizeof p->dir, "%.4000s/register", p->folder);
	(void)snprintf(p->keys, sizeof p->keys, "%.4000s/register.keys",
	    p->folder);
	p->arena = arena_new(512 * MIB);
	assert_non_null(p->arena);
	assert_true(time_parse(bytes_text("2024-01-08T09:00:00Z"),
	    &p->now_s));
}

static const struct json *
parsed(struct place *p, const char *text)
{
	const struct json *v;

	assert_ok(p, json_parse(&v, arena_copy(p->arena, bytes_text(text)),
	    &json_entry_limits, p->arena, &p->e));
	return v;
}

const char *
id_text(struct place *p, uint64_t number)
{
	struct row_entity row;
	char *text = arena_take(p->arena, ID_TEXT_BYTES);

	assert_ok(p, read_model_by_number(registry_read_model(p->r), number,
	    &row, &p->e));
	id_print(text, &row.id);
	return text;
}

void
place_prepare(struct place *p, struct submission *out, enum entry_type type,
    const char *body, const char *slots, struct draft *d)
{
	d->type = type;
	d->body = json_clone(p->arena, parsed(p, body));
	assert_ok(p, filing_slots(&d->values, type, slots == NULL ? NULL :
	    parsed(p, slots), &p->e));
	assert_ok(p, filing_prepare(out, d, p->r, &p->filer, p->arena,
	    &p->e));
}

enum err
place_file(struct place *p, const struct submission *list, size_t count,
    struct file_options options, struct filed *filed)
{
	error_clear(&p->e);
	return registry_file(p->r, list, count, &options, filed, &p->failed,
	    p->arena, &p->e);
}

struct filed
place_file_one(struct place *p, enum entry_type type, const char *body,
    const char *slots)
{
	struct submission s;
	struct draft d = {.type = TYPE_UNKNOWN};
	struct filed filed;

	place_prepare(p, &s, type, body, slots, &d);
	assert_ok(p, place_file(p, &s, 1, (struct file_options){
	    .confirm = true}, &filed));
	return filed;
}

void
place_prepare_next(struct place *p, struct submission *out, uint64_t of,
    const char *body, const char *slots)
{
	struct row_entity row;
	struct entity entity;
	struct entry before;
	const struct world *w = read_model_world(registry_read_model(p->r));
	struct draft d = {.has_prev = true};
	struct json *next;

	assert_ok(p, read_model_by_number(registry_read_model(p->r), of, &row,
	    &p->e));
	assert_ok(p, w->entity(w->context, &row.id, &entity, &p->e));
	assert_ok(p, registry_entry(p->r, row.current, &before, p->arena,
	    &p->e));
	d.type = row.id.type;
	d.id = row.id;
	d.prev = entity.head;
	next = json_clone(p->arena, parsed(p, body));
	filing_amend(next, before.body, "correction", NULL, true, p->arena);
	d.body = next;
	assert_ok(p, filing_slots(&d.values, d.type, parsed(p, slots),
	    &p->e));
	assert_ok(p, filing_prepare(out, &d, p->r, &p->filer, p->arena,
	    &p->e));
}

void
place_people(struct place *p)
{
	char body[200];

	p->member = place_file_one(p, TYPE_PERSON, "{}", "{\"names\":"
	    "[{\"lang\":\"en\",\"text\":\"The Member\"}]}").number;
	(void)snprintf(p->member_id, sizeof p->member_id, "%s",
	    id_text(p, p->member));
	p->embassy = place_file_one(p, TYPE_ORG, "{\"kind\":\"mission\","
	    "\"mission\":\"embassy\",\"receiving\":[\"xa\"],"
	    "\"state\":\"xb\"}", "{\"names\":[{\"lang\":\"en\","
	    "\"text\":\"Embassy of State B\"}]}").number;
	p->ambassador = place_file_one(p, TYPE_PERSON,
	    "{\"states\":[\"xb\"]}", "{\"names\":[{\"lang\":\"en\","
	    "\"text\":\"The Ambassador\"}]}").number;
	(void)snprintf(body, sizeof body, "{\"accredited_to\":[\"xa\"],"
	    "\"exists\":null,\"org\":\"%s\",\"sent_by\":\"xb\"}",
	    id_text(p, p->embassy));
	p->post = place_file_one(p, TYPE_POST, body,
	    "{\"title\":{\"en\":\"Ambassador of State B\"}}").number;
}

const char *
contact_body(struct place *p, const char *edtf, unsigned times,
    const char *who, const char *visibility, const char *more)
{
	struct buffer b = {0};
	const char *text;

	buffer_printf(&b, "{%s\"arranged_by\":[],\"country\":null,"
	    "\"initiated_by\":\"home\",\"kind\":\"call\","
	    "\"language\":null,\"materials\":[],\"minutes\":null,"
	    "\"parties\":[{\"as\":null,\"described\":null,\"org\":null,"
	    "\"role\":\"principal\",\"side\":\"home\","
	    "\"state\":\"xa\",\"who\":\"%s\"},{%s,\"org\":null,"
	    "\"role\":\"principal\",\"side\":\"foreign\","
	    "\"state\":\"xb\"}],\"source_of_record\":{\"basis\":"
	    "\"reconstructed\",\"document\":null,\"origin\":null,"
	    "\"statement\":null},\"status\":\"held\",\"subject\":\"%s\","
	    "\"times\":%u,\"topics\":[\"consular\"],\"visibility\":%s,"
	    "\"when\":{\"edtf\":\"%s\"}}", more, p->member_id, who,
	    p->member_id, times, visibility, edtf);
	text = arena_text(p->arena, buffer_bytes(&b));
	buffer_release(&b);
	return text;
}

void
place_close(struct place *p)
{
	registry_close(p->r);
	p->r = NULL;
}

void
place_remove(struct place *p)
{
	place_close(p);
	filer_release(&p->filer);
	arena_free(p->arena);
	assert_int_equal(nftw(p->folder, remove_one, 16, FTW_DEPTH |
	    FTW_PHYS), 0);
}

void
place_open(struct place *p, enum registry_mode mode)
{
	place_close(p);
	assert_ok(p, registry_open(&p->r, p->dir, mode,
	    clock_fixed(&p->now_s), &p->e));
}

void
checkpoint(struct place *p)
{
	bool made;

	assert_ok(p, registry_checkpoint(p->r, &made, &p->e));
	assert_true(made);
}

/* ---- vectors/model ---- */

static void
load_one(struct place *p, struct bytes line)
{
	struct given *g = &p->given[p->given_count++];
	const struct json *row;
	struct buffer opening = {0};
	struct entry entry;
	struct hash seed;
	int64_t number;

	assert_true(p->given_count <= GIVEN_MAX);
	assert_ok(p, json_parse(&row, line, &json_file_limits, p->arena,
	    &p->e));
	number = json_get(row, "number")->number;
	g->name = json_get_text(row, "name");
	g->leaf = json_get_text(row, "canonical");
	assert_ok(p, entry_parse(&entry, g->leaf, NULL, p->arena, &p->e));
	g->at_s = entry.at_s;
	for (size_t i = 0; i < COUNT(checkpoint_after); i++)
		if (checkpoint_after[i] == number)
			g->checkpoint_after = true;
	g->values = json_get(row, "values");
	if (json_is_null(g->values))
		return;
	g->has_seed = true;
	assert_true(hash_parse(json_get_text(row, "seed"), &seed));
	memcpy(g->seed.at, seed.at, sizeof g->seed.at);
	json_print_canonical(&opening, g->values);
	g->opening = arena_copy(p->arena, buffer_bytes(&opening));
	buffer_release(&opening);
}

static void
load_given(struct place *p)
{
	struct buffer file = {0};
	struct bytes rest;

	read_source(&file, "tests/vectors/model/entries.jsonl");
	rest = arena_copy(p->arena, buffer_bytes(&file));
	buffer_release(&file);
	while (rest.len != 0) {
		size_t len = bytes_find(rest, '\n');

		load_one(p, bytes_of(rest.at, len));
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
}

void
place_vector_log(struct place *p)
{
	struct signer signer = {.key = NULL};
	struct buffer key = {0};
	char path[PATH_BYTES];

	load_given(p);
	read_source(&key, "tests/vectors/end-to-end/log.key");
	assert_ok(p, signer_parse(&signer, buffer_bytes(&key), &p->e));
	assert_ok(p, directory_make(p->keys, 0700, &p->e));
	assert_ok(p, merkle_log_create(p->dir, p->keys, &signer, &p->e));
	signer_release(&signer);
	assert_ok(p, path_join(path, p->keys, "log.key", &p->e));
	assert_ok(p, file_create(path, buffer_bytes(&key), 0600, &p->e));
	buffer_wipe(&key);
	place_open(p, REGISTRY_WRITE);
}

void
place_append(struct place *p, const struct given *g)
{
	struct truth_entry entry = {g->leaf, hash_leaf(g->leaf)};
	struct truth_slots slots = {.n = 0, .leaf = entry.leaf,
	    .seed = g->seed.at, .opening = g->opening};
	struct truth_batch batch = {.entries = &entry, .slots = &slots,
	    .entry_count = 1, .slots_count = g->has_seed ? 1 : 0};
	uint64_t first;

	assert_ok(p, merkle_log_append(p->r->log, &batch, &first, &p->e));
	assert_ok(p, registry_follow(p->r, &p->e));
	assert_int_equal(registry_next(p->r), first + 1);
}

void
place_vector_register(struct place *p)
{
	place_vector_log(p);
	for (size_t i = 0; i < p->given_count; i++) {
		p->now_s = p->given[i].at_s;
		place_append(p, &p->given[i]);
		if (p->given[i].checkpoint_after) {
			checkpoint(p);
			assert_ok(p, registry_publish(p->r, NULL, false, NULL,
			    &p->e));
		}
	}
}

void
place_found(struct place *p)
{
	static const char given[] = "{\"title\":{\"en\":\"A register\"},"
	    "\"languages\":[\"en\"],\"registrar\":{\"en\":\"Registrar\"}}";
	const struct json *v;
	struct founding f = {.origin = ORIGIN, .civil_zone = "UTC",
	    .home_state = "xa"};
	char path[PATH_BYTES];

	assert_ok(p, json_parse(&v, bytes_text(given), &json_entry_limits,
	    p->arena, &p->e));
	f.title = json_get(v, "title");
	f.languages = json_get(v, "languages");
	f.registrar = json_get(v, "registrar");
	assert_ok(p, registry_found(p->dir, &f, clock_fixed(&p->now_s),
	    &p->e));
	place_open(p, REGISTRY_WRITE);
	assert_ok(p, path_join(path, p->keys, "registrar.key", &p->e));
	assert_ok(p, filer_open(&p->filer, p->r, path, &p->e));
}
