#include "verify/package.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "format/base64.h"
#include "proof/tlog_proof.h"
#include "verify/package_inside.h"

/* ---- results ---- */

bool
package_refuse(struct package *x, enum package_step step, const char *word,
    const char *file, const char *detail)
{
	struct package_result *s = &x->r->steps[step];

	s->result = STEP_FAILED;
	s->word = word;
	(void)snprintf(s->file, sizeof s->file, "%s", file);
	(void)snprintf(s->detail, sizeof s->detail, "%s", detail);
	x->stopped = true;
	x->r->code = ERR_PROOF;
	return false;
}

bool
package_refuse_number(struct package *x, enum package_step step,
    const char *word, const char *folder, uint64_t number, const char *tail)
{
	char file[128], detail[24];

	(void)snprintf(file, sizeof file, "%s/%" PRIu64 "%s", folder, number,
	    tail);
	(void)snprintf(detail, sizeof detail, "%" PRIu64, number);
	return package_refuse(x, step, word, file, detail);
}

bool
package_no_memory(struct package *x, enum package_step step)
{
	(void)package_refuse(x, step, "memory", "", "");
	x->r->steps[step].result = STEP_CANNOT;
	x->r->code = ERR_MEMORY;
	return false;
}

void
package_good(struct package *x, enum package_step step, const char *word,
    uint64_t n)
{
	struct package_result *s = &x->r->steps[step];

	s->result = STEP_OK;
	s->word = word;
	(void)snprintf(s->detail, sizeof s->detail, "%" PRIu64, n);
}

/* ---- reading ---- */

bool
package_read_member(struct package *x, const char *name, struct buffer *out,
    struct error *e)
{
	char path[PATH_BYTES];

	buffer_clear(out);
	return path_join(path, x->dir, name, e) == ERR_NONE &&
	    file_read(out, path, PACKAGE_FILE_BYTES, e) == ERR_NONE;
}

bool
package_read_numbered(struct package *x, const char *folder, uint64_t number,
    const char *tail, struct buffer *out)
{
	char name[128];

	(void)snprintf(name, sizeof name, "%s/%" PRIu64 "%s", folder, number,
	    tail);
	return package_read_member(x, name, out, NULL);
}

/* "entries/27.json" of folder "entries" and tail ".json". */
bool
package_numbered(struct bytes path, const char *folder, const char *tail,
    uint64_t *number)
{
	size_t front = strlen(folder) + 1, back = strlen(tail);
	char start[32];

	(void)snprintf(start, sizeof start, "%s/", folder);
	if (path.len <= front + back || !bytes_starts(path, start) ||
	    memcmp(path.at + path.len - back, tail, back) != 0)
		return false;
	return bytes_decimal(bytes_of(path.at + front, path.len - front - back),
	    INT64_MAX, number);
}

/* ---- 1 the manifest ---- */

static bool
known_name(struct bytes path)
{
	static const char *const names[] = {"checkpoint", "index.html",
	    "proof.chancery-proof", "scope.json", "sealed.chancery-proof",
	    "trust.txt", "verify.html"};
	static const char *const folders[][2] = {{"entries", ".json"},
	    {"receipts", ".tlog-proof"}, {"openings", ".json"},
	    {"notes", ".txt"}, {"notes", ".bin"}};
	uint64_t number;

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_is(path, names[i]))
			return true;
	for (size_t i = 0; i < COUNT(folders); i++)
		if (package_numbered(path, folders[i][0], folders[i][1],
			&number))
			return true;
	return false;
}

static bool
bad_manifest(struct package *x, const char *what)
{
	(void)package_refuse(x, PACKAGE_MANIFEST, "manifest", "manifest.json",
	    what);
	x->r->code = ERR_INPUT;
	return false;
}

static bool
take_files(struct package *x)
{
	const struct json *list = json_get(x->json, "files");
	struct bytes before = {NULL, 0};

	if (list == NULL || list->type != JSON_ARRAY)
		return bad_manifest(x, "files");
	x->files = arena_take_array(x->a, list->count + 1, sizeof *x->files);
	if (x->files == NULL)
		return package_no_memory(x, PACKAGE_MANIFEST);
	for (const struct json *f = list->first; f != NULL; f = f->next) {
		struct listed_file *to = &x->files[x->file_count++];
		int64_t bytes = json_get_number(f, "bytes", -1);

		to->path = json_get_text(f, "path");
		if (bytes < 0 || !known_name(to->path) ||
		    (before.at != NULL &&
			bytes_compare(before, to->path) >= 0) ||
		    !hash_parse(json_get_text(f, "sha256"), &to->sha256))
			return bad_manifest(x, "files");
		to->bytes = (uint64_t)bytes;
		before = to->path;
	}
	return true;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Numbers, or objects with a member `entry`; each once. */
static bool
take_numbers(struct package *x, const char *name, struct numbers *out)
{
	const struct json *list = json_get(x->json, name);

	if (list == NULL || list->type != JSON_ARRAY)
		return bad_manifest(x, name);
	out->at = arena_take_array(x->a, list->count + 1, sizeof *out->at);
	if (out->at == NULL)
		return package_no_memory(x, PACKAGE_MANIFEST);
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		int64_t n = v->type == JSON_NUMBER ?
		    v->number :
		    json_get_number(v, "entry", -1);

		if (n < 0)
			return bad_manifest(x, name);
		out->at[out->count++] = (uint64_t)n;
	}
	if (out->count > 1)
		qsort(out->at, out->count, sizeof *out->at, by_number);
	for (size_t i = 1; i < out->count; i++)
		if (out->at[i] == out->at[i - 1])
			return bad_manifest(x, name);
	return true;
}

static bool
take_opened(struct package *x)
{
	const struct json *list = json_get(x->json, "opened");

	if (list == NULL || list->type != JSON_ARRAY)
		return bad_manifest(x, "opened");
	x->opened = arena_take_array(x->a, list->count + 1, sizeof *x->opened);
	if (x->opened == NULL)
		return package_no_memory(x, PACKAGE_MANIFEST);
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		struct opened_entry *to = &x->opened[x->opened_count++];
		const struct json *slots = json_get(v, "slots");
		int64_t n = json_get_number(v, "entry", -1);

		if (n < 0 || slots == NULL || slots->type != JSON_ARRAY)
			return bad_manifest(x, "opened");
		to->number = (uint64_t)n;
		for (const struct json *s = slots->first; s != NULL;
		     s = s->next) {
			if (s->type != JSON_NUMBER || s->number < 0 ||
			    s->number >= SLOT_COUNT)
				return bad_manifest(x, "opened");
			to->slots |= (uint16_t)(1u << s->number);
		}
	}
	if (x->opened_count > 1) /* `number` is the first member */
		qsort(x->opened, x->opened_count, sizeof *x->opened, by_number);
	for (size_t i = 1; i < x->opened_count; i++)
		if (x->opened[i].number == x->opened[i - 1].number)
			return bad_manifest(x, "opened");
	return true;
}

static bool
has_members(const struct json *v, const char *const *names, size_t count)
{
	const struct json *m = v->first;

	if (v->type != JSON_OBJECT || v->count != count)
		return false;
	for (size_t i = 0; i < count; i++, m = m->next)
		if (!bytes_is(m->name, names[i]))
			return false;
	return true;
}

static void
step_manifest(struct package *x)
{
	static const char *const members[] = {"as_of", "files", "format",
	    "missing", "notes", "opened", "outside", "receiver", "summons"};
	struct json_limits limits = json_file_limits;
	struct error e = {0};
	const struct json *summons;

	limits.any_number = false;
	if (!package_read_member(x, "manifest.json", &x->manifest, &e)) {
		(void)bad_manifest(x, "");
		x->r->steps[PACKAGE_MANIFEST].word = "no_manifest";
		return;
	}
	if (json_parse(&x->json, buffer_bytes(&x->manifest), &limits, x->a,
		&e) != ERR_NONE ||
	    !json_is_canonical(x->json, buffer_bytes(&x->manifest))) {
		(void)bad_manifest(x, "JSON");
		return;
	}
	if (!bytes_is(json_get_text(x->json, "format"),
		"chancery/disclosure@v1")) {
		(void)package_refuse(x, PACKAGE_MANIFEST, "manifest_version",
		    "manifest.json", "");
		x->r->steps[PACKAGE_MANIFEST].result = STEP_CANNOT;
		x->r->code = ERR_UNCHECKED;
		return;
	}
	if (!has_members(x->json, members, COUNT(members))) {
		(void)bad_manifest(x, "members");
		return;
	}
	if (!take_files(x) || !take_opened(x) ||
	    !take_numbers(x, "outside", &x->outside) ||
	    !take_numbers(x, "missing", &x->missing))
		return;
	summons = json_get(x->json, "summons");
	x->summons = (uint64_t)json_get_number(summons, "entry", -1);
	(void)snprintf(x->r->reference, sizeof x->r->reference, "%.*s",
	    (int)json_get_text(summons, "reference").len,
	    (const char *)json_get_text(summons, "reference").at);
	x->r->opened_count = x->opened_count;
	x->r->outside_count = x->outside.count;
	x->r->missing_count = x->missing.count;
	package_good(x, PACKAGE_MANIFEST, "manifest_good", x->file_count);
}

/* ---- 2 the files ---- */

const struct listed_file *
package_find_file(const struct package *x, struct bytes path)
{
	size_t low = 0, high = x->file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = bytes_compare(x->files[middle].path, path);

		if (d == 0)
			return &x->files[middle];
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool
file_is_listed(const struct package *x, const char *folder, uint64_t number,
    const char *tail)
{
	char name[128];

	(void)snprintf(name, sizeof name, "%s/%" PRIu64 "%s", folder, number,
	    tail);
	return package_find_file(x, bytes_text(name)) != NULL;
}

/* Files that nobody named, in the folder or one of its own. */
static bool
check_folder(struct package *x, const char *below)
{
	static const char *const folders[] = {"entries", "receipts", "openings",
	    "notes"};
	char path[PATH_BYTES];
	struct dirent *d;
	DIR *dir;
	bool fine = true;

	if (path_join(path, x->dir, below, NULL) != ERR_NONE)
		return package_refuse(x, PACKAGE_FILES, "file_gone", below, "");
	dir = opendir(path);
	if (dir == NULL)
		return true; /* a folder without files need not be there */
	while (fine && (d = readdir(dir)) != NULL) {
		bool top = strcmp(below, ".") == 0, folder = false;
		char name[300];

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		(void)snprintf(name, sizeof name, "%s%s%s", top ? "" : below,
		    top ? "" : "/", d->d_name);
		for (size_t i = 0; i < COUNT(folders); i++)
			folder = folder ||
			    (top && strcmp(name, folders[i]) == 0);
		if (folder)
			fine = check_folder(x, name);
		else if (package_find_file(x, bytes_text(name)) == NULL &&
		    strcmp(name, "manifest.json") != 0)
			fine = package_refuse(x, PACKAGE_FILES, "file_extra",
			    name, "");
	}
	(void)closedir(dir);
	return fine;
}

static bool
check_file(struct package *x, const struct listed_file *f)
{
	char name[128], path[PATH_BYTES];
	struct error e = {0};
	struct hash found;
	struct stat s;

	(void)snprintf(name, sizeof name, "%.*s", (int)f->path.len,
	    (const char *)f->path.at);
	if (path_join(path, x->dir, name, NULL) != ERR_NONE ||
	    lstat(path, &s) != 0 || !S_ISREG(s.st_mode))
		return package_refuse(x, PACKAGE_FILES, "file_gone", name, "");
	if (!package_read_member(x, name, &x->file, &e))
		return package_refuse(x, PACKAGE_FILES, "file_unread", name,
		    e.text);
	found = hash_bytes(buffer_bytes(&x->file));
	if (x->file.len != f->bytes || !hash_equal(&found, &f->sha256))
		return package_refuse(x, PACKAGE_FILES, "file_differs", name,
		    "");
	return true;
}

static void
step_files(struct package *x)
{
	static const char *const needed[] = {"checkpoint",
	    "proof.chancery-proof", "scope.json", "sealed.chancery-proof"};

	for (size_t i = 0; i < COUNT(needed) && !x->stopped; i++)
		if (package_find_file(x, bytes_text(needed[i])) == NULL)
			(void)package_refuse(x, PACKAGE_FILES, "file_unnamed",
			    needed[i], "");
	for (size_t i = 0; i < x->file_count && !x->stopped; i++)
		(void)check_file(x, &x->files[i]);
	if (!x->stopped && check_folder(x, "."))
		package_good(x, PACKAGE_FILES, "files_good", x->file_count);
}

/* ---- 3 the checkpoint ---- */

static void
step_checkpoint(struct package *x)
{
	struct checkpoint_verdict *v = calloc(1, sizeof *v);
	struct package_result *s = &x->r->steps[PACKAGE_CHECKPOINT];
	const struct json *as_of = json_get(x->json, "as_of");
	struct checkpoint *c = &x->r->checkpoint;
	struct report *report = calloc(1, sizeof *report);
	struct error e = {0};
	struct note n;

	if (v == NULL || report == NULL) {
		(void)package_no_memory(x, PACKAGE_CHECKPOINT);
		goto done;
	}
	if (!package_read_member(x, "checkpoint", &x->checkpoint, &e) ||
	    note_parse(&n, buffer_bytes(&x->checkpoint), &e) != ERR_NONE ||
	    checkpoint_parse(c, n.text, &e) != ERR_NONE ||
	    json_get_number(as_of, "size", -1) != (int64_t)c->size ||
	    !bytes_is(json_get_text(as_of, "origin"), c->origin)) {
		(void)package_refuse(x, PACKAGE_CHECKPOINT, "checkpoint_form",
		    "checkpoint", "");
		goto done;
	}
	x->r->has_as_of = true;
	report_init(report);
	report_signatures(report, v, buffer_bytes(&x->checkpoint), x->policy);
	x->r->witnesses_valid = v->cosigner_count;
	if (report->steps[STEP_SIGNED].result == STEP_FAILED ||
	    report->steps[STEP_WITNESS].result == STEP_FAILED) {
		(void)package_refuse(x, PACKAGE_CHECKPOINT,
		    "checkpoint_signature", "checkpoint", "");
	} else if (report->steps[STEP_SIGNED].result == STEP_OK &&
	    report->steps[STEP_WITNESS].result == STEP_OK) {
		package_good(x, PACKAGE_CHECKPOINT, "checkpoint_good", c->size);
	} else {
		/* homework, no alarm: the other steps are tried */
		s->result = STEP_CANNOT;
		s->word = report->steps[STEP_SIGNED].result == STEP_OK ?
		    "witnesses_few" :
		    "no_trusted_key";
		x->r->code = ERR_UNCHECKED;
	}
done:
	free(v);
	free(report);
}

/* ---- 4 the entries ---- */

bool
package_read_entry(struct package *x, uint64_t number, struct entry *out)
{
	char name[128];

	arena_reset(x->each);
	(void)snprintf(name, sizeof name, "entries/%" PRIu64 ".json", number);
	if (!package_read_member(x, name, &x->file, NULL))
		return false;
	return entry_parse(out, arena_copy(x->each, buffer_bytes(&x->file)),
		   x->r->checkpoint.origin, x->each, NULL) == ERR_NONE;
}

static bool
check_receipt(struct package *x, uint64_t number, const struct hash *leaf)
{
	struct tlog_proof *proof = malloc(sizeof *proof);
	struct inclusion in;
	struct error e = {0};
	bool fine = proof != NULL &&
	    package_read_numbered(x, "receipts", number, ".tlog-proof",
		&x->file) &&
	    tlog_proof_parse(proof, buffer_bytes(&x->file), &e) == ERR_NONE &&
	    proof->index == number &&
	    bytes_equal(proof->checkpoint, buffer_bytes(&x->checkpoint));

	if (fine) {
		in = (struct inclusion){number, x->r->checkpoint.size,
		    proof->path, proof->path_count};
		fine = inclusion_check(&in, leaf, &x->r->checkpoint.root, &e) ==
		    ERR_NONE;
	}
	free(proof);
	return fine;
}

static void
step_entries(struct package *x)
{
	x->entries = arena_take_array(x->a, x->file_count + 1,
	    sizeof *x->entries);
	if (x->entries == NULL) {
		(void)package_no_memory(x, PACKAGE_ENTRIES);
		return;
	}
	for (size_t i = 0; i < x->file_count && !x->stopped; i++) {
		struct packed_entry *to = &x->entries[x->entry_count];
		struct entry entry;
		uint64_t number;

		if (package_numbered(x->files[i].path, "receipts",
			".tlog-proof", &number) &&
		    !file_is_listed(x, "entries", number, ".json"))
			(void)package_refuse_number(x, PACKAGE_ENTRIES,
			    "receipt_lone", "receipts", number, ".tlog-proof");
		if (!package_numbered(x->files[i].path, "entries", ".json",
			&number))
			continue;
		if (!package_read_entry(x, number, &entry)) {
			(void)package_refuse_number(x, PACKAGE_ENTRIES,
			    "entry_form", "entries", number, ".json");
			return;
		}
		*to = (struct packed_entry){.number = number,
		    .type = entry.type,
		    .id = entry.id,
		    .first = !entry.has_prev};
		x->entry_count++;
		if (!check_receipt(x, number, &entry.leaf_hash))
			(void)package_refuse_number(x, PACKAGE_ENTRIES,
			    "entry_not_in_log", "entries", number, ".json");
	}
	if (x->stopped)
		return;
	/* `number` is the first member */
	if (x->entry_count > 1)
		qsort(x->entries, x->entry_count, sizeof *x->entries,
		    by_number);
	x->r->entry_count = x->entry_count;
	package_good(x, PACKAGE_ENTRIES, "entries_good", x->entry_count);
}

struct packed_entry *
package_find_entry(struct package *x, uint64_t number)
{
	if (x->entry_count == 0)
		return NULL;
	return bsearch(&number, x->entries, x->entry_count, sizeof *x->entries,
	    by_number);
}

/* ---- 5 the order ---- */

/* The number of an entity is that of its first entry. */
static bool
number_of(struct package *x, const struct id *id, uint64_t *out)
{
	for (size_t i = 0; i < x->entry_count; i++)
		if (x->entries[i].first && id_equal(&x->entries[i].id, id)) {
			*out = x->entries[i].number;
			return true;
		}
	return false;
}

/* The version of the summons is that of the file; its order is part_of. */
static bool
check_summons(struct package *x)
{
	struct hash said, found = hash_bytes(buffer_bytes(&x->scope_file));
	const struct json *file;
	char order[ID_TEXT_BYTES], authority[ID_TEXT_BYTES];
	struct entry entry;

	if (package_find_entry(x, x->summons) == NULL ||
	    !package_read_entry(x, x->summons, &entry))
		return package_refuse_number(x, PACKAGE_ORDER, "summons_absent",
		    "entries", x->summons, ".json");
	file = json_get(entry.body, "bytes");
	id_print(order, &x->scope.order);
	id_print(authority, &x->scope.authority);
	x->summons_id = entry.id;
	if (entry.type != TYPE_DOCUMENT ||
	    !bytes_is(json_get_text(entry.body, "status"), "summons") ||
	    !bytes_is(json_get_text(entry.body, "part_of"), order) ||
	    !id_equal(&entry.by, &x->scope.authority) ||
	    !bytes_is(json_get_text(x->json, "receiver"), authority))
		return package_refuse_number(x, PACKAGE_ORDER,
		    "summons_differs", "entries", x->summons, ".json");
	if (json_is_null(file) ||
	    !hash_parse(json_get_text(file, "sha256"), &said) ||
	    !hash_equal(&said, &found))
		return package_refuse(x, PACKAGE_ORDER, "scope_differs",
		    "scope.json", "");
	return true;
}

static void
step_order(struct package *x)
{
	struct error e = {0};
	uint64_t order;

	if (!package_read_member(x, "scope.json", &x->scope_file, &e) ||
	    order_scope_parse(&x->scope, buffer_bytes(&x->scope_file), x->a,
		&e) != ERR_NONE ||
	    !bytes_is(x->scope.origin, x->r->checkpoint.origin)) {
		(void)package_refuse(x, PACKAGE_ORDER, "scope_form",
		    "scope.json", "");
		return;
	}
	if (!bytes_is(x->scope.reference, x->r->reference)) {
		(void)package_refuse(x, PACKAGE_ORDER, "reference_differs",
		    "manifest.json", x->r->reference);
		return;
	}
	if (!check_summons(x))
		return;
	if (!number_of(x, &x->scope.order, &order) ||
	    !number_of(x, &x->scope.of, &x->of) ||
	    (x->scope.has_with && !number_of(x, &x->scope.with, &x->with))) {
		(void)package_refuse(x, PACKAGE_ORDER, "named_absent",
		    "scope.json", "");
		return;
	}
	x->r->steps[PACKAGE_ORDER].result = STEP_OK;
	x->r->steps[PACKAGE_ORDER].word = "order_good";
	(void)snprintf(x->r->steps[PACKAGE_ORDER].detail,
	    sizeof x->r->steps[PACKAGE_ORDER].detail, "%s", x->r->reference);
}

/* ---- 6 the lists ---- */

/* Interfaces A5.4 for what a scope can ask. */
static size_t
scope_questions(const struct package *x, struct question out[PARTS_MAX])
{
	const struct order_scope *s = &x->scope;
	struct question q;
	size_t count = 0;

	if (s->state[0] != '\0') {
		uint64_t code = (uint64_t)(s->state[0] & 0xdf) << 8 |
		    (uint64_t)(s->state[1] & 0xdf);

		question_init(&q, VIEW_PAIRS);
		(void)question_set(&q, FIELD_STATE, code, code);
	} else if (s->has_with) {
		question_init(&q, VIEW_COUNTERPART);
		(void)question_set(&q, FIELD_COUNTERPART, x->with, x->with);
	} else {
		question_init(&q, VIEW_OFFICIAL);
	}
	(void)question_set(&q, FIELD_OFFICIAL, x->of, x->of);
	q.from = s->from;
	q.to = s->to;
	q.mode = MODE_LIST;
	if (s->kinds == 0)
		out[count++] = q;
	for (unsigned k = 1; s->kinds != 0 && k <= 10; k++) {
		unsigned last = k;

		if ((s->kinds >> k & 1) == 0)
			continue;
		while (last < 10 && (s->kinds >> (last + 1) & 1) != 0)
			last++;
		out[count] = q;
		(void)question_set(&out[count++], FIELD_KIND, k, last);
		k = last;
	}
	return count;
}

static bool
keep_listed(struct package *x, const struct trie_item *item,
    const struct question *q, bool sealed)
{
	const struct view_field *kind = view_field(q->view, FIELD_KIND);
	struct listed *to;

	if (item->posting.struck_by != 0)
		return true;
	if (x->list_count == x->list_room) {
		size_t room = x->list_room == 0 ? 64 : x->list_room * 2;

		to = realloc(x->lists, room * sizeof *to);
		if (to == NULL)
			return package_no_memory(x, PACKAGE_LIST);
		x->lists = to;
		x->list_room = room;
	}
	x->lists[x->list_count++] =
	    (struct listed){.number = item->posting.number,
		.times = item->posting.times,
		.kind = (unsigned)key_get(item->posting.key, kind),
		.sealed = sealed,
		.certain = item->certain};
	return true;
}

/* The postings of one block, read again from the trie that was checked. */
static bool
read_block(struct package *x, const struct answer_block *b, bool rest,
    bool sealed)
{
	struct trie_reader *reader = malloc(sizeof *reader);
	uint8_t *trie = malloc(b->trie.len + 1);
	struct trie_item item = {.event = TRIE_POSTING};
	struct error e = {0};
	size_t len = 0;
	bool fine = reader != NULL && trie != NULL &&
	    base64_decode(b->trie, trie, b->trie.len + 1, &len);

	if (fine)
		trie_start(reader, &b->question, bytes_of(trie, len));
	while (fine && item.event != TRIE_END) {
		fine = trie_next(reader, &item, &e) == ERR_NONE;
		item.certain = item.certain && !rest;
		if (fine && item.event == TRIE_POSTING)
			fine = keep_listed(x, &item, &b->question, sealed);
	}
	free(reader);
	free(trie);
	return fine;
}

static bool
check_proof(struct package *x, const char *name, const struct question *asked,
    size_t count, bool sealed)
{
	const struct answer_asker by = {x->policy, asked, count};
	struct answer_work *w = x->work;
	struct report *report = calloc(1, sizeof *report);
	size_t scratch_len;
	uint8_t *scratch = NULL;
	struct error e = {0};
	bool fine = report != NULL &&
	    package_read_member(x, name, &x->file, &e) &&
	    x->file.len <= ANSWER_FILE_BYTES_MAX;
	int bad = -1;

	if (!fine) {
		free(report);
		return package_refuse(x, PACKAGE_LIST, "proof_form", name, "");
	}
	scratch_len = answer_scratch(x->file.len);
	scratch = malloc(scratch_len);
	if (scratch == NULL) {
		free(report);
		return package_no_memory(x, PACKAGE_LIST);
	}
	(void)answer_check(report, w, buffer_bytes(&x->file), &by, scratch,
	    scratch_len);
	/* the signatures were judged with the checkpoint */
	for (int i = STEP_FORM; i <= STEP_ROOT && bad < 0; i++)
		if (report->steps[i].result != STEP_OK)
			bad = i;
	if (bad >= 0)
		fine = package_refuse(x, PACKAGE_LIST, "proof_fails", name,
		    report->steps[bad].text);
	else if (!bytes_equal(w->file.checkpoint, buffer_bytes(&x->checkpoint)))
		fine = package_refuse(x, PACKAGE_LIST, "proof_checkpoint", name,
		    "");
	for (size_t i = 0; fine && i < w->file.block_count; i++)
		if (w->file.blocks[i].question.mode == MODE_LIST &&
		    w->file.blocks[i].trie.len != 0 &&
		    !read_block(x, &w->file.blocks[i], w->roles[i] == ROLE_REST,
			sealed))
			fine = x->stopped ||
			    package_refuse(x, PACKAGE_LIST, "proof_form", name,
				"");
	free(scratch);
	free(report);
	return fine && !x->stopped;
}

static void
step_list(struct package *x)
{
	struct question firsts[PARTS_MAX], sealed;
	size_t count = scope_questions(x, firsts);

	(void)question_print(x->r->question, &firsts[0]);
	if (!check_proof(x, "proof.chancery-proof", firsts, count, false))
		return;
	x->r->answer = x->work->answer;
	x->r->sealed = x->work->sealed;
	x->r->proved = x->r->has_time = true;
	x->r->time_s = x->work->root.at_s;
	x->day = day_of_time(x->r->time_s);
	question_init(&sealed, VIEW_SEALED_OFFICIAL);
	(void)question_set(&sealed, FIELD_OFFICIAL, x->of, x->of);
	sealed.from = x->scope.from;
	sealed.to = x->scope.to;
	sealed.mode = MODE_LIST;
	if (check_proof(x, "sealed.chancery-proof", &sealed, 1, true))
		package_good(x, PACKAGE_LIST, "list_good", x->list_count);
}

/* ---- all of it ---- */

void
package_check(struct package_report *out, const char *dir,
    const struct policy *policy)
{
	static void (*const steps[PACKAGE_STEPS])(
	    struct package *) = {step_manifest, step_files, step_checkpoint,
	    step_entries, step_order, step_list, package_step_openings,
	    package_step_notes, package_step_remainder, package_step_within};
	struct package x = {.r = out, .dir = dir, .policy = policy};

	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < PACKAGE_STEPS; i++)
		out->steps[i] = (struct package_result){STEP_CANNOT,
		    "not_tried", "", ""};
	if (policy != NULL)
		out->witnesses_needed = policy_witnesses_needed(policy);
	x.a = arena_new(GIB);
	x.each = arena_new(4 * ENTRY_ARENA_BYTES);
	x.things = map_new();
	x.work = calloc(1, sizeof *x.work);
	if (x.a == NULL || x.each == NULL || x.things == NULL || x.work == NULL)
		(void)package_no_memory(&x, PACKAGE_MANIFEST);
	for (size_t i = 0; i < PACKAGE_STEPS && !x.stopped; i++)
		steps[i](&x);
	buffer_release(&x.manifest);
	buffer_release(&x.checkpoint);
	buffer_release(&x.scope_file);
	buffer_wipe(&x.file);
	free(x.lists);
	free(x.work);
	map_free(x.things);
	arena_free(x.each);
	arena_free(x.a);
}
