#include "exchange/export.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/export_inside.h"
#include "log/edge.h"
#include "store/truth.h"

#define LINE_ROOM (1 * MIB)
#define ROW_ARENA (2 * ENTRY_ARENA_BYTES)

/* ---- names beside PATH ---- */

static enum err
path_with(char out[PATH_BYTES], const char *path, const char *tail,
    struct error *e)
{
	int len = snprintf(out, PATH_BYTES, "%s%s", path, tail);

	if (len < 0 || len >= PATH_BYTES)
		return error_set(e, ERR_INPUT, "path too long");
	return ERR_NONE;
}

static enum err
is_there(const char *path, struct error *e)
{
	error_set(e, ERR_CONFLICT, "\"%s\" is there already", path);
	error_field(e, "--out");
	return error_mend(e, ERR_CONFLICT,
	    "move it away, or name another "
	    "place");
}

static enum err
rename_to(const char *from, const char *to, struct error *e)
{
	if (rename(from, to) != 0)
		return error_set(e, ERR_STORE, "cannot name \"%s\": %s", to,
		    strerror(errno));
	return ERR_NONE;
}

/* ---- JSON Lines, model 11.3 ---- */

struct lines {
	const struct export_job *job;
	struct sink sink;
	struct edge edge;
	struct arena *a;
	struct buffer line;
	struct buffer openings; /* of the present 256 entries */
	struct bytes rest;      /* openings not yet used */
	struct bytes opening;   /* the first of them */
	uint64_t opening_number;
};

/* The next published opening and the entry that it opens. */
static enum err
next_opening(struct lines *x, struct error *e)
{
	static const struct json_limits limits = {.depth = 40,
	    .members = 256,
	    .elements = 4096,
	    .string_bytes = 16384};
	const struct json *v;
	bool complete;
	enum err rc;

	x->opening_number = NUMBER_NONE;
	if (!bytes_line(&x->rest, &x->opening, &complete))
		return ERR_NONE;
	arena_reset(x->a);
	rc = json_parse(&v, x->opening, &limits, x->a, e);
	if (rc == ERR_NONE)
		x->opening_number = (uint64_t)json_get_number(v, "n", -1);
	return rc;
}

static const char *
validity(enum outcome_kind kind)
{
	switch (kind) {
	case OUTCOME_VALID:
	case OUTCOME_NOTE:
		return "true";
	case OUTCOME_INVALID:
		return "false";
	case OUTCOME_NOT_UNDERSTOOD:
		return "null";
	}
	return "null";
}

static enum err
put_entry(void *context, uint64_t n, struct bytes leaf, struct error *e)
{
	struct lines *x = context;
	struct hash hash = hash_leaf(leaf);
	struct row_entry row;
	char hex[65];
	enum err rc = edge_add(&x->edge, &hash, NULL, NULL, e);

	if (rc == ERR_NONE)
		rc = read_model_entry(registry_read_model(x->job->r), n, &row,
		    x->a, e);
	if (rc != ERR_NONE)
		return rc;
	hash_print(hex, &hash);
	buffer_clear(&x->line);
	buffer_text(&x->line, "{\"leaf\":");
	json_print_string(&x->line, leaf);
	buffer_printf(&x->line,
	    ",\"leaf_hash\":\"%s\",\"number\":%llu,"
	    "\"opening\":",
	    hex, (unsigned long long)n);
	if (x->opening_number == n)
		json_print_string(&x->line, x->opening);
	else
		buffer_text(&x->line, "null");
	buffer_printf(&x->line, ",\"valid\":%s}\n", validity(row.outcome));
	if (x->line.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = sink_add(&x->sink, buffer_bytes(&x->line), e);
	if (rc == ERR_NONE && x->opening_number == n)
		rc = next_opening(x, e);
	return rc;
}

static enum err
put_bundle(struct lines *x, uint64_t bundle, struct error *e)
{
	struct tree_source *tree = registry_tree(x->job->r);
	uint64_t size = x->job->size, first = bundle * TREE_TILE_WIDTH;
	uint64_t count = size - first;
	enum err rc;

	buffer_clear(&x->openings);
	rc = tree_source_openings(tree, bundle, size, &x->openings, e);
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return rc;
	x->rest = buffer_bytes(&x->openings);
	rc = next_opening(x, e);
	if (rc != ERR_NONE)
		return rc;
	return tree_source_entries(tree, first,
	    count < TREE_TILE_WIDTH ? count : TREE_TILE_WIDTH, size, put_entry,
	    x, e);
}

static enum err
put_lines(struct lines *x, const struct papers *p, struct error *e)
{
	struct hash root;
	enum err rc = ERR_NONE;

	for (uint64_t i = 0;
	     i * TREE_TILE_WIDTH < x->job->size && rc == ERR_NONE; i++)
		rc = put_bundle(x, i, e);
	if (rc != ERR_NONE)
		return rc;
	root = edge_root(&x->edge);
	if (!hash_equal(&root, &p->root)) {
		rc = error_set(e, ERR_PROOF,
		    "the entries of the register do "
		    "not have the root of its checkpoint %llu",
		    (unsigned long long)x->job->size);
		return error_mend(e, rc, "chancery audit");
	}
	return ERR_NONE;
}

/* Parts under their last names; the data last. */
static enum err
name_lines(const char *part, const char *path, struct error *e)
{
	static const char *const tails[] = {".README.txt", ".checkpoint", ""};
	char from[PATH_BYTES], to[PATH_BYTES];
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < COUNT(tails) && rc == ERR_NONE; i++) {
		rc = path_with(from, part, tails[i], e);
		if (rc == ERR_NONE)
			rc = path_with(to, path, tails[i], e);
		if (rc == ERR_NONE)
			rc = rename_to(from, to, e);
	}
	return rc;
}

static void
drop_lines(const char *part)
{
	static const char *const tails[] = {".README.txt", ".checkpoint", ""};
	char name[PATH_BYTES];

	for (size_t i = 0; i < COUNT(tails); i++)
		if (path_with(name, part, tails[i], NULL) == ERR_NONE)
			(void)unlink(name);
}

static enum err
paper_beside(const char *part, const char *path, const char *tail,
    struct bytes content, struct exported *out, struct error *e)
{
	char from[PATH_BYTES], to[PATH_BYTES];
	enum err rc = path_with(from, part, tail, e);

	if (rc == ERR_NONE)
		rc = path_with(to, path, tail, e);
	return rc == ERR_NONE ? sink_whole(from, to, content, out, e) : rc;
}

static enum err
lines_free_of(const char *path, const char *part, struct error *e)
{
	static const char *const tails[] = {".README.txt", ".checkpoint", ""};
	const char *const stems[] = {path, part};
	char name[PATH_BYTES];

	for (size_t s = 0; s < COUNT(stems); s++)
		for (size_t i = 0; i < COUNT(tails); i++) {
			enum err rc = path_with(name, stems[s], tails[i], e);

			if (rc != ERR_NONE)
				return rc;
			if (file_exists(name))
				return is_there(name, e);
		}
	return ERR_NONE;
}

enum err
export_jsonl(struct exported *out, const struct export_job *job,
    struct error *e)
{
	struct lines x = {.job = job, .a = arena_new(ROW_ARENA)};
	struct buffer note = {0}, readme = {0};
	char part[PATH_BYTES];
	struct papers papers;
	bool made = false;
	enum err rc = path_with(part, job->path, ".part", e);

	*out = (struct exported){.file_count = 0};
	edge_init(&x.edge);
	if (rc == ERR_NONE && x.a == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = lines_free_of(job->path, part, e);
	if (rc == ERR_NONE)
		rc = papers_init(&papers, job, &note, e);
	if (rc == ERR_NONE)
		rc = sink_open(&x.sink, part, e);
	made = rc == ERR_NONE;
	if (rc == ERR_NONE)
		rc = put_lines(&x, &papers, e);
	if (rc == ERR_NONE)
		rc = sink_end(&x.sink, job->path, out, e);
	if (rc == ERR_NONE) {
		out->files[0].has_rows = true;
		out->files[0].rows = out->rows = job->size;
		rc = paper_beside(part, job->path, ".checkpoint",
		    buffer_bytes(&note), out, e);
	}
	if (rc == ERR_NONE) {
		papers_readme(&papers, out, &readme);
		rc = paper_beside(part, job->path, ".README.txt",
		    buffer_bytes(&readme), out, e);
	}
	if (rc == ERR_NONE)
		rc = name_lines(part, job->path, e);
	sink_drop(&x.sink);
	if (rc != ERR_NONE && made)
		drop_lines(part);
	buffer_release(&x.line);
	buffer_release(&x.openings);
	buffer_release(&note);
	buffer_release(&readme);
	arena_free(x.a);
	return rc;
}

/* ---- CSV, model 11.2 ---- */

struct tables {
	const struct export_job *job;
	struct exported *out;
	struct state state;
	struct arena *a;
	char part[PATH_BYTES];
};

static enum err
open_sink(struct tables *x, const char *name, struct sink *s, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, x->part, name, e);

	return rc == ERR_NONE ? sink_open(s, path, e) : rc;
}

static enum err
end_sink(struct tables *x, const char *name, struct sink *s, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, x->job->path, name, e);

	return rc == ERR_NONE ? sink_end(s, path, x->out, e) : rc;
}

static enum err
write_paper(struct tables *x, const char *name, struct bytes content,
    struct error *e)
{
	struct sink s = {.file = NULL};
	enum err rc = open_sink(x, name, &s, e);

	if (rc == ERR_NONE)
		rc = sink_add(&s, content, e);
	if (rc == ERR_NONE)
		rc = end_sink(x, name, &s, e);
	sink_drop(&s);
	return rc;
}

/* One table being written, and for contacts the parties beside it. */
struct pair {
	const struct table *table;
	struct sink sink;
	struct line line;
	uint64_t rows;
	char name[64];
};

static enum err
pair_open(struct tables *x, struct pair *p, const struct table *t,
    struct error *e)
{
	enum err rc;

	*p = (struct pair){.table = t};
	(void)snprintf(p->name, sizeof p->name, "%s.csv", t->name);
	rc = open_sink(x, p->name, &p->sink, e);
	table_head(t, &p->line);
	return rc;
}

static enum err
pair_flush(struct pair *p, size_t room, struct error *e)
{
	enum err rc = ERR_NONE;

	if (p->line.text.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (p->line.text.len > room) {
		rc = sink_add(&p->sink, buffer_bytes(&p->line.text), e);
		buffer_clear(&p->line.text);
	}
	return rc;
}

static enum err
pair_end(struct tables *x, struct pair *p, struct error *e)
{
	enum err rc = pair_flush(p, 0, e);

	if (rc == ERR_NONE)
		rc = end_sink(x, p->name, &p->sink, e);
	if (rc == ERR_NONE) {
		struct export_file *f = &x->out->files[x->out->file_count - 1];

		f->has_rows = true;
		f->rows = p->rows;
		x->out->rows += p->rows;
	}
	return rc;
}

static enum err
put_versions(struct tables *x, struct pair *main, struct pair *more,
    struct error *e)
{
	enum err rc = ERR_NONE;

	for (uint64_t n = 0; n < x->job->size && rc == ERR_NONE; n++) {
		const struct version *v = &x->state.entities[n];
		struct loaded loaded;

		if (v->current == NUMBER_NONE ||
		    v->type != (uint8_t)main->table->type)
			continue;
		arena_reset(x->a);
		rc = state_load(&x->state, n, &loaded, x->a, e);
		if (rc == ERR_NONE)
			rc = table_rows(&x->state, main->table, &x->job->filter,
			    &loaded, &main->line, &more->line.text, &main->rows,
			    &more->rows, x->a, e);
		if (rc == ERR_NONE)
			rc = pair_flush(main, LINE_ROOM, e);
		if (rc == ERR_NONE && more->table != NULL)
			rc = pair_flush(more, LINE_ROOM, e);
	}
	return rc;
}

static enum err
write_table(struct tables *x, const struct table *t, struct error *e)
{
	struct pair main = {.table = NULL}, more = {.table = NULL};
	bool contacts = t->type == TYPE_CONTACT;
	enum err rc = pair_open(x, &main, t, e);

	if (rc == ERR_NONE && contacts)
		rc = pair_open(x, &more, &export_tables[EXPORT_TABLE_PARTIES],
		    e);
	if (rc == ERR_NONE)
		rc = put_versions(x, &main, &more, e);
	if (rc == ERR_NONE)
		rc = pair_end(x, &main, e);
	if (rc == ERR_NONE && contacts)
		rc = pair_end(x, &more, e);
	sink_drop(&main.sink);
	sink_drop(&more.sink);
	buffer_release(&main.line.text);
	buffer_release(&more.line.text);
	return rc;
}

static enum err
write_all(struct tables *x, struct error *e)
{
	struct buffer note = {0}, text = {0};
	struct papers papers;
	enum err rc = papers_init(&papers, x->job, &note, e);

	for (size_t i = 0; i < EXPORT_TABLES && rc == ERR_NONE; i++)
		if (i != EXPORT_TABLE_PARTIES)
			rc = write_table(x, &export_tables[i], e);
	if (rc == ERR_NONE)
		rc = write_paper(x, "tlog/checkpoint", buffer_bytes(&note), e);
	if (rc == ERR_NONE)
		rc = papers_datapackage(&papers, x->out, &text, e);
	if (rc == ERR_NONE)
		rc = write_paper(x, "datapackage.json", buffer_bytes(&text), e);
	buffer_clear(&text);
	if (rc == ERR_NONE) {
		papers_readme(&papers, x->out, &text);
		rc = write_paper(x, "README.txt", buffer_bytes(&text), e);
	}
	buffer_release(&note);
	buffer_release(&text);
	return rc;
}

static enum err
make_folder(struct tables *x, struct error *e)
{
	char tlog[PATH_BYTES];
	DIR *dir = opendir(x->job->path);
	struct dirent *d;
	bool empty = true;
	enum err rc;

	if (dir != NULL) {
		while ((d = readdir(dir)) != NULL)
			empty &= strcmp(d->d_name, ".") == 0 ||
			    strcmp(d->d_name, "..") == 0;
		(void)closedir(dir);
	}
	if (!empty || (dir == NULL && file_exists(x->job->path)))
		return is_there(x->job->path, e);
	rc = path_join(tlog, x->part, "tlog", e);
	if (rc != ERR_NONE)
		return rc;
	if (mkdir(x->part, 0755) != 0)
		return errno == EEXIST ?
		    is_there(x->part, e) :
		    error_set(e, ERR_STORE, "cannot make \"%s\": %s", x->part,
			strerror(errno));
	if (mkdir(tlog, 0755) != 0)
		return error_set(e, ERR_STORE, "cannot make \"%s\": %s", tlog,
		    strerror(errno));
	return ERR_NONE;
}

static void
drop_folder(const char *part)
{
	char path[PATH_BYTES];
	static const char *const papers[] = {"tlog/checkpoint",
	    "datapackage.json", "README.txt"};

	for (size_t i = 0; i < EXPORT_TABLES; i++) {
		char name[64];

		(void)snprintf(name, sizeof name, "%s.csv",
		    export_tables[i].name);
		if (path_join(path, part, name, NULL) == ERR_NONE)
			(void)unlink(path);
	}
	for (size_t i = 0; i < COUNT(papers); i++)
		if (path_join(path, part, papers[i], NULL) == ERR_NONE)
			(void)unlink(path);
	if (path_join(path, part, "tlog", NULL) == ERR_NONE)
		(void)rmdir(path);
	(void)rmdir(part);
}

enum err
export_csv(struct exported *out, const struct export_job *job, struct error *e)
{
	struct tables x = {.job = job, .out = out, .a = arena_new(ROW_ARENA)};
	char path[PATH_BYTES];
	size_t len;
	bool made = false;
	enum err rc = path_with(path, job->path, "", e);

	*out = (struct exported){.losses = export_losses_csv,
	    .loss_count = export_loss_csv_count};
	for (len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
	if (rc == ERR_NONE)
		rc = path_with(x.part, path, ".part", e);
	if (rc == ERR_NONE && x.a == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = state_init(&x.state, job->r, job->size, e);
	if (rc == ERR_NONE) {
		rc = make_folder(&x, e);
		made = rc == ERR_NONE ||
		    (rc == ERR_STORE && file_exists(x.part));
	}
	if (rc == ERR_NONE)
		rc = write_all(&x, e);
	if (rc == ERR_NONE)
		rc = rename_to(x.part, path, e);
	if (rc != ERR_NONE && made)
		drop_folder(x.part);
	state_release(&x.state);
	arena_free(x.a);
	return rc;
}
