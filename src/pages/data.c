/* The whole register to take away (interfaces C8.2) */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/offered.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "web/problem.h"

#define RENEW_S 3600       /* a newer export is made after this */
#define MADE_MAX 200000    /* entries: more take too long between requests */

/* The export that is there, or a new one where that is due. */
static enum err
find(struct page *p, struct offered *o)
{
	struct registry *r = p->registry;
	enum err rc = offered_read(o, r, &p->e);

	if (rc == ERR_NONE && (o->size == registry_size(r) ||
		o->made_s + RENEW_S > registry_now(r)))
		return rc;
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return rc;
	if (registry_size(r) == 0 || registry_size(r) > MADE_MAX)
		return rc;
	return offered_make(o, r, &p->e);
}

static const char *
format_of(const char *path)
{
	static const struct {
		const char *end, *words;
	} formats[] = {
		{"datapackage.json", N_("description of the tables "
		    "(Frictionless data package)")},
		{".csv", N_("table (CSV)")},
		{".jsonl", N_("every entry (JSON lines)")},
		{"README.txt", N_("what it is and what it leaves out")},
		{"checkpoint", N_("the signed checkpoint")},
	};
	size_t len = strlen(path);

	for (size_t i = 0; i < COUNT(formats); i++) {
		size_t end = strlen(formats[i].end);

		if (len >= end &&
		    strcmp(path + len - end, formats[i].end) == 0)
			return formats[i].words;
	}
	return "";
}

static void
put_file(struct page *p, const struct offered *o,
    const struct offered_file *f)
{
	struct html *h = &p->h;
	char hex[65];

	hash_print(hex, &f->sha256);
	html_open(h, "tr", "class", "govuk-table__row", NULL);
	page_cell(p, true);
	html_link(h, page_text(p, "/data/%s/%s", o->folder, f->path),
	    bytes_text(f->path));
	page_cell_end(p, true);
	page_cell(p, false);
	html_say(h, format_of(f->path));
	page_cell_end(p, false);
	page_cell(p, false);
	if (f->has_rows)
		html_number(h, f->rows);
	page_cell_end(p, false);
	page_cell(p, false);
	html_number(h, f->bytes);
	page_cell_end(p, false);
	page_cell(p, false);
	html_element(h, "span", "app-hash", hex);
	page_cell_end(p, false);
	html_close(h, "tr");
}

static void
put_files(struct page *p, const struct offered *o)
{
	static const char *const heads[] = {N_("File"), N_("What"),
	    N_("Rows"), N_("Bytes"), N_("SHA-256"), NULL};
	struct html *h = &p->h;

	html_open(h, "p", "class", "govuk-body", "id", "made", NULL);
	html_say(h, N_("Made of checkpoint "));
	html_number(h, o->size);
	html_say(h, N_(" on "));
	page_time(p, o->made_s);
	html_say(h, N_("; a newer one is made when the register has grown."));
	html_close(h, "p");
	page_table(p, HTML_TR(h, N_("Files of the register")), heads);
	for (size_t i = 0; i < o->count; i++)
		put_file(p, o, &o->files[i]);
	page_table_end(p);
}

static void
put_ways(struct page *p)
{
	static const struct {
		const char *id, *heading, *words, *path, *link;
	} ways[] = {
		{"mirror", N_("The log itself"), N_("The signed log as plain "
		    "files (C2SP tiles): any program for transparency logs "
		    "can follow it, and the command chancery mirror keeps a "
		    "copy that answers questions by itself."), "/checkpoint",
		    N_("the newest checkpoint")},
		{"proofs", N_("Proofs"), N_("Each answer and each entry has a "
		    "proof file, linked from its page. Questions one by one: "
		    "ask."), NULL, NULL},
		{"sheet", N_("Single lists"), N_("Every list and search is to "
		    "be had as JSON, CSV and JSON lines: its last line links "
		    "them."), NULL, NULL},
		{"licence", N_("What you may do with it"), N_("The register "
		    "puts no condition on its own work: take, keep and pass "
		    "on, with the checkpoint, so that others can check. Words "
		    "that are quoted stay their authors'. Names of people are "
		    "personal data: what is erased here later, erase too."),
		    NULL, NULL},
	};
	struct html *h = &p->h;

	for (size_t i = 0; i < COUNT(ways); i++) {
		page_heading(p, 2, ways[i].id, ways[i].heading);
		page_paragraph(p, ways[i].words);
		if (ways[i].path == NULL)
			continue;
		html_open(h, "p", "class", "govuk-body", NULL);
		html_link(h, ways[i].path,
		    bytes_text(HTML_TR(h, ways[i].link)));
		html_close(h, "p");
	}
}

static void
handle_data(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct offered *o;
	struct page p;
	enum err rc;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	o = arena_take(p.a, sizeof *o);
	rc = o == NULL ? error_set(&p.e, ERR_MEMORY, "out of memory") :
			 find(&p, o);
	if (rc != ERR_NONE && rc != ERR_ABSENT) {
		page_fail(&p, &p.e);
		return;
	}
	page_title(&p, N_("Take the register with you"));
	page_paragraph(&p, N_("What is public here is to be had as files, "
	    "whole and without an account. Each has its hash; the checkpoint "
	    "beside it says which state it is."));
	page_heading(&p, 2, "files", N_("Files"));
	if (rc == ERR_NONE)
		put_files(&p, o);
	else
		page_paragraph(&p, N_("No export is ready. Whoever keeps a "
		    "mirror makes one with the command chancery export."));
	put_ways(&p);
	page_finish(&p);
}

/* One file of the export that is offered now, as it is. */
static void
handle_file(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const char *path = arena_text(request->arena, request->parts[0]);
	const char *below = path == NULL ? NULL : strchr(path, '/');
	struct offered *o = arena_take(request->arena, sizeof *o);
	char full[PATH_BYTES];
	struct stat about;
	struct page p;
	int file = -1;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (below != NULL && o != NULL &&
	    offered_read(o, p.registry, NULL) == ERR_NONE &&
	    offered_path(full, o, p.registry, arena_text(p.a,
		bytes_of(path, (size_t)(below - path))), below + 1,
		NULL) == ERR_NONE)
		file = open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0 || fstat(file, &about) != 0) {
		if (file >= 0)
			(void)close(file);
		page_refuse(&p, 404, "not-found", N_("this file is not "
		    "offered now; the data page lists those that are"));
		return;
	}
	buffer_release(&p.content);
	answer->file = file;
	answer->file_bytes = (uint64_t)about.st_size;
	answer->type = strstr(path, ".csv") != NULL ?
	    "text/csv; charset=utf-8; header=present" :
	    strstr(path, ".json") != NULL &&
		    strstr(path, ".txt") == NULL &&
		    strstr(path, ".checkpoint") == NULL ?
	    "application/json" : "text/plain; charset=utf-8";
	answer->cache = "public, max-age=300";
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/data", handle_data, 0, HTTP_READ, 0},
	{"GET", "/data/**", handle_file, 0, HTTP_READ, HTTP_OPEN},
};
const struct http_route_table data_table = {routes, COUNT(routes)};
