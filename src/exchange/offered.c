#include "exchange/offered.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/day.h"
#include "format/json.h"

#define FOLDER "exports"
#define INDEX_BYTES_MAX (64 * KIB)
#define ARENA_BYTES (1 * MIB)

static enum err
index_path(char out[PATH_BYTES], struct registry *r, struct error *e)
{
	return path_join(out, registry_dir(r), FOLDER "/index.json", e);
}

/* ---- the index ---- */

static enum err
malformed(struct error *e)
{
	return error_set(e, ERR_STORE,
	    "the index of what is offered is malformed");
}

static bool
copy_text(char *out, size_t size, struct bytes text)
{
	int len = snprintf(out, size, "%.*s", (int)text.len,
	    text.len == 0 ? "" : (const char *)text.at);

	return len > 0 && (size_t)len < size;
}

static enum err
read_file(struct offered_file *f, const struct json *v, struct error *e)
{
	const struct json *rows = json_get(v, "rows");

	if (!copy_text(f->path, sizeof f->path, json_get_text(v, "path")) ||
	    !hash_parse(json_get_text(v, "sha256"), &f->sha256))
		return malformed(e);
	f->bytes = (uint64_t)json_get_number(v, "bytes", 0);
	f->has_rows = !json_is_null(rows);
	f->rows = f->has_rows ? (uint64_t)rows->number : 0;
	return ERR_NONE;
}

static enum err
read_index(struct offered *out, const struct json *v, struct error *e)
{
	const struct json *files = json_get(v, "files");
	enum err rc = ERR_NONE;

	*out = (struct offered){.size = (uint64_t)json_get_number(v, "size",
	    0), .made_s = json_get_number(v, "made", 0)};
	if (!copy_text(out->folder, sizeof out->folder,
		json_get_text(v, "folder")))
		return malformed(e);
	for (files = json_is_null(files) ? NULL : files->first;
	     files != NULL && rc == ERR_NONE; files = files->next)
		rc = out->count == OFFERED_FILES_MAX ? malformed(e) :
		    read_file(&out->files[out->count++], files, e);
	return rc;
}

/* What it holds and its folders; what is not there is gone already. */
static void
remove_files(const struct offered *o, struct registry *r)
{
	static const char *const folders[] = {"/csv/tlog", "/csv", ""};
	char base[PATH_BYTES], path[PATH_BYTES + 192];

	if (path_join(base, registry_dir(r), FOLDER, NULL) != ERR_NONE)
		return;
	for (size_t i = 0; i < o->count; i++) {
		(void)snprintf(path, sizeof path, "%s/%s/%s", base, o->folder,
		    o->files[i].path);
		(void)unlink(path);
	}
	for (size_t i = 0; i < COUNT(folders); i++) {
		(void)snprintf(path, sizeof path, "%s/%s%s", base, o->folder,
		    folders[i]);
		(void)rmdir(path);
	}
}

/* Words that an order erased since stand in it still (reliability 9.5). */
struct erasures {
	uint64_t since;
	bool any;
};

static enum err
note_erasure(void *context, const struct row_entity *row, struct error *e)
{
	struct erasures *x = context;

	(void)e;
	x->any = x->any || row->number >= x->since;
	return ERR_NONE;
}

static enum err
drop_erased(const struct offered *o, struct registry *r, struct error *e)
{
	struct erasures x = {.since = o->size};
	enum err rc = read_model_each(registry_read_model(r), TYPE_ERASE,
	    note_erasure, &x, e);

	if (rc != ERR_NONE || !x.any)
		return rc;
	remove_files(o, r);
	return error_set(e, ERR_ABSENT,
	    "the last export held what was erased since");
}

enum err
offered_read(struct offered *out, struct registry *r, struct error *e)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct buffer text = {0};
	const struct json *v = NULL;
	char path[PATH_BYTES];
	enum err rc = a == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    index_path(path, r, e);

	if (rc == ERR_NONE && !file_exists(path))
		rc = error_set(e, ERR_ABSENT, "no export was made yet");
	if (rc == ERR_NONE)
		rc = file_read(&text, path, INDEX_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = json_parse(&v, buffer_bytes(&text), &json_file_limits, a,
		    e);
	if (rc == ERR_NONE)
		rc = read_index(out, v, e);
	if (rc == ERR_NONE)
		rc = drop_erased(out, r, e);
	buffer_release(&text);
	arena_free(a);
	return rc;
}

static enum err
write_index(const struct offered *o, struct registry *r, struct error *e)
{
	struct arena *a = arena_new(ARENA_BYTES);
	struct json *v = json_new(a, JSON_OBJECT), *files, *f;
	struct buffer text = {0};
	char path[PATH_BYTES];
	enum err rc = index_path(path, r, e);

	json_put_cstr(a, v, "folder", o->folder);
	json_put_number(a, v, "size", (int64_t)o->size);
	json_put_number(a, v, "made", o->made_s);
	files = json_put(a, v, "files", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < o->count; i++) {
		f = json_add(files, json_new(a, JSON_OBJECT));
		json_put_cstr(a, f, "path", o->files[i].path);
		json_put_number(a, f, "bytes", (int64_t)o->files[i].bytes);
		json_put(a, f, "sha256",
		    json_new_hash(a, o->files[i].sha256.at));
		if (o->files[i].has_rows)
			json_put_number(a, f, "rows",
			    (int64_t)o->files[i].rows);
		else
			json_put_null(a, f, "rows");
	}
	if (rc == ERR_NONE && (a == NULL || arena_failed(a)))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE) {
		json_print(&text, v);
		rc = file_write_atomic(path, buffer_bytes(&text), 0644, e);
	}
	buffer_release(&text);
	arena_free(a);
	return rc;
}

/* ---- making one ---- */

/* Files of one export, by their place below `base`. */
static enum err
take_files(struct offered *o, const struct exported *made, const char *base,
    struct error *e)
{
	size_t len = strlen(base);

	for (size_t i = 0; i < made->file_count; i++) {
		const struct export_file *f = &made->files[i];
		struct offered_file *to = &o->files[o->count];

		if (o->count == OFFERED_FILES_MAX ||
		    strncmp(f->path, base, len) != 0 || f->path[len] != '/' ||
		    strlen(f->path + len + 1) >= sizeof to->path)
			return error_set(e, ERR_INPUT,
			    "an export has a file where none belongs");
		*to = (struct offered_file){.bytes = f->bytes,
		    .rows = f->rows, .has_rows = f->has_rows,
		    .sha256 = f->sha256};
		(void)snprintf(to->path, sizeof to->path, "%s",
		    f->path + len + 1);
		o->count++;
	}
	return ERR_NONE;
}

static enum err
export_into(struct offered *o, struct registry *r, const char *base,
    struct error *e)
{
	struct exported *made = calloc(1, sizeof *made);
	char path[PATH_BYTES];
	struct export_job job = {.r = r, .path = path, .size = o->size,
	    .filter = {.from = DAY_FIRST, .to = DAY_LAST}};
	enum err rc = made == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    path_join(path, base, "csv", e);

	if (rc == ERR_NONE)
		rc = export_csv(made, &job, e);
	if (rc == ERR_NONE)
		rc = take_files(o, made, base, e);
	if (rc == ERR_NONE)
		rc = path_join(path, base, "register.jsonl", e);
	if (rc == ERR_NONE)
		rc = export_jsonl(made, &job, e);
	if (rc == ERR_NONE)
		rc = take_files(o, made, base, e);
	free(made);
	return rc;
}

enum err
offered_make(struct offered *out, struct registry *r, struct error *e)
{
	struct offered *old = calloc(1, sizeof *old);
	struct offered *o = calloc(1, sizeof *o);
	char base[PATH_BYTES], path[64];
	bool has_old = old != NULL &&
	    offered_read(old, r, NULL) == ERR_NONE;
	enum err rc = old == NULL || o == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;

	if (rc != ERR_NONE)
		goto done;
	o->size = registry_size(r);
	o->made_s = registry_now(r);
	(void)snprintf(o->folder, sizeof o->folder, "%llu-%lld",
	    (unsigned long long)o->size, (long long)o->made_s);
	(void)snprintf(path, sizeof path, FOLDER "/%s", o->folder);
	rc = path_join(base, registry_dir(r), path, e);
	if (rc == ERR_NONE)
		rc = directory_make(base, 0755, e);
	if (rc == ERR_NONE)
		rc = export_into(o, r, base, e);
	if (rc == ERR_NONE)
		rc = write_index(o, r, e);
	if (rc != ERR_NONE) {
		remove_files(o, r);
		goto done;
	}
	if (has_old && strcmp(old->folder, o->folder) != 0)
		remove_files(old, r);
	*out = *o;
done:
	free(old);
	free(o);
	return rc;
}

enum err
offered_path(char out[PATH_BYTES], const struct offered *o,
    struct registry *r, const char *folder, const char *path, struct error *e)
{
	char base[PATH_BYTES];
	char below[sizeof o->folder + sizeof o->files[0].path + 16];

	for (size_t i = 0; i < o->count; i++) {
		if (strcmp(o->folder, folder) != 0 ||
		    strcmp(o->files[i].path, path) != 0)
			continue;
		(void)snprintf(below, sizeof below, FOLDER "/%s/%s",
		    o->folder, o->files[i].path);
		if (path_join(base, registry_dir(r), below, e) != ERR_NONE)
			return ERR_INPUT;
		(void)snprintf(out, PATH_BYTES, "%s", base);
		return ERR_NONE;
	}
	return error_set(e, ERR_ABSENT, "this file is not offered now");
}
