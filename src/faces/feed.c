#include "faces/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/hash.h"
#include "format/markup.h"

bool
feed_content_parse(struct bytes word, enum feed_content *out)
{
	static const char *const words[] = {"headline", "summary", "full"};

	*out = FEED_SUMMARY;
	if (word.len == 0)
		return true;
	for (unsigned i = 0; i < COUNT(words); i++)
		if (bytes_is(word, words[i])) {
			*out = (enum feed_content)i;
			return true;
		}
	return false;
}

void
feed_element(struct buffer *out, const char *name, struct bytes text)
{
	buffer_printf(out, "<%s>", name);
	markup_put_xml(out, text);
	buffer_printf(out, "</%s>\n", name);
}

/* ---- which entries ---- */

struct gathering {
	const struct feed *f;
	struct arena *a; /* of one withdrawn contact */
	uint64_t numbers[2 * FEED_ENTRIES + 2];
	size_t count, limit;
	uint64_t below;
};

/* Keeps the largest `limit` numbers, descending, each once. */
static void
keep(struct gathering *g, uint64_t n)
{
	size_t i = 0;

	while (i < g->count && g->numbers[i] > n)
		i++;
	if (n >= g->below || i == g->limit ||
	    (i < g->count && g->numbers[i] == n))
		return;
	if (g->count < g->limit)
		g->count++;
	memmove(&g->numbers[i + 1], &g->numbers[i],
	    (g->count - i - 1) * sizeof g->numbers[0]);
	g->numbers[i] = n;
}

static bool
names(const struct feed *f, const struct party *p)
{
	const struct bytes ids[] = {p->who, p->as, p->org};
	struct row_entity row;
	struct id id;

	if (f->about.what == FEED_STATE)
		return p->side != SIDE_HOME &&
		    bytes_is(p->state, f->about.state);
	for (size_t i = 0; i < COUNT(ids); i++)
		if (id_parse(ids[i], &id) &&
		    read_model_by_id(registry_read_model(f->o.r), &id, &row,
			NULL) == ERR_NONE &&
		    row.number == f->about.number)
			return true;
	return false;
}

static enum err
keep_row(void *context, const struct row_entry *row, struct error *e)
{
	(void)e;
	keep(context, row->number);
	return ERR_NONE;
}

struct withdrawn {
	struct gathering *g;
	uint64_t *entities;
	size_t count, max;
};

static enum err
look_at_withdrawn(void *context, uint64_t entity, uint64_t last,
    struct error *e)
{
	struct withdrawn *w = context;
	struct registry *r = w->g->f->o.r;
	struct contact contact;
	struct entry entry;
	enum err rc;

	arena_reset(w->g->a);
	rc = registry_entry(r, last, &entry, w->g->a, e);
	if (rc == ERR_NONE)
		rc = contact_read(&contact, &entry, w->g->a, e);
	for (size_t i = 0; rc == ERR_NONE && i < contact.party_count; i++) {
		uint64_t *moved;

		if (!names(w->g->f, &contact.parties[i]))
			continue;
		if (w->count == w->max) {
			w->max = w->max == 0 ? 64 : 2 * w->max;
			moved = realloc(w->entities,
			    w->max * sizeof *moved);
			if (moved == NULL)
				return error_set(e, ERR_MEMORY,
				    "out of memory");
			w->entities = moved;
		}
		w->entities[w->count++] = entity;
		break;
	}
	return rc;
}

/* The chains of withdrawn contacts, whose parties the read model forgot. */
static enum err
keep_withdrawn(struct gathering *g, struct error *e)
{
	struct read_model *m = registry_read_model(g->f->o.r);
	struct withdrawn w = {.g = g};
	enum err rc;

	g->a = arena_new(4 * MIB);
	rc = g->a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
			    read_model_withdrawn(m, TYPE_CONTACT,
				look_at_withdrawn, &w, e);
	for (size_t i = 0; rc == ERR_NONE && i < w.count; i++)
		rc = read_model_chain(m, w.entities[i], keep_row, g, e);
	free(w.entities);
	arena_free(g->a);
	return rc;
}

static enum err
gather(struct gathering *g, struct error *e)
{
	struct feed_filter filter = g->f->about;
	uint64_t found[FEED_ENTRIES + 1];
	size_t count = 0;
	enum err rc;

	for (size_t i = 0; i < g->f->entry_count; i++)
		keep(g, g->f->entries[i]);
	if (g->f->entries != NULL)
		return ERR_NONE;
	filter.below = g->below;
	filter.limit = g->limit;
	rc = read_model_feed(registry_read_model(g->f->o.r), &filter, found,
	    &count, e);
	for (size_t i = 0; i < count; i++)
		keep(g, found[i]);
	return rc == ERR_NONE && filter.what <= FEED_STATE ?
	    keep_withdrawn(g, e) :
	    rc;
}

/* ---- the document ---- */

static void
put_address(struct buffer *out, const struct feed *f, const char *path)
{
	if (f->o.base_url != NULL)
		markup_put_xml(out, bytes_text(f->o.base_url));
	markup_put_xml(out, bytes_text(path));
}

/* The same address with `before` in place of what it was. */
static void
put_next(struct buffer *out, const struct feed *f, uint64_t before)
{
	const char *mark = strchr(f->self, '?');
	struct bytes rest = bytes_text(mark == NULL ? "" : mark + 1);
	char separator = '?';

	if (f->o.base_url != NULL)
		markup_put_xml(out, bytes_text(f->o.base_url));
	markup_put_xml(out, bytes_of(f->self, mark == NULL ? strlen(f->self) :
		(size_t)(mark - f->self)));
	while (rest.len != 0) {
		size_t len = bytes_find(rest, '&');
		struct bytes member = bytes_of(rest.at, len);

		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
		if (bytes_starts(member, "before="))
			continue;
		buffer_text(out, separator == '?' ? "?" : "&amp;");
		markup_put_xml(out, member);
		separator = '&';
	}
	buffer_printf(out, "%sbefore=%" PRIu64,
	    separator == '?' ? "?" : "&amp;", before);
}

/* One id for one feed, wherever it is served and whatever its content. */
static void
put_id(struct buffer *out, const struct feed *f)
{
	struct buffer name = {0};
	struct hash h;
	char hex[65];

	buffer_printf(&name, "%s\n%s\n%d\n%s\n", registry_origin(f->o.r),
	    f->page, (int)f->about.what, f->lang == LANG_FR ? "fr" : "en");
	buffer_add(&name, f->about.words);
	h = hash_bytes(buffer_bytes(&name));
	hash_print(hex, &h);
	buffer_printf(out, "<id>urn:sha256:%s</id>\n", hex);
	buffer_release(&name);
}

static enum err
put_head(struct buffer *out, const struct feed *f, const struct gathering *g,
    struct error *e)
{
	uint64_t size = registry_size(f->o.r);
	struct row_entry row;
	int64_t at_s = 0;
	char time[21];
	enum err rc = g->count != 0 ?
	    read_model_entry(registry_read_model(f->o.r), g->numbers[0], &row,
		f->o.a, e) :
	    size != 0 ? registry_time_of(f->o.r, size, &at_s, e) :
			ERR_NONE;

	if (rc != ERR_NONE)
		return rc;
	time_print(time, g->count != 0 ? row.at_s : at_s);
	buffer_printf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
	    f->lang == LANG_FR ? "fr" : "en");
	put_id(out, f);
	feed_element(out, "title", bytes_text(f->title));
	feed_element(out, "updated", bytes_text(time));
	feed_element(out, "generator", bytes_text("Chancery"));
	buffer_text(out, "<author>");
	feed_element(out, "name", bytes_text(registry_origin(f->o.r)));
	buffer_text(out, "</author>\n<link rel=\"self\" "
	    "type=\"application/atom+xml\" href=\"");
	put_address(out, f, f->self);
	buffer_printf(out, "\"/>\n<link rel=\"alternate\" type=\"text/html\" "
	    "href=\"");
	put_address(out, f, f->lang == LANG_FR ? "/fr/" : "/en/");
	markup_put_xml(out, bytes_text(f->page));
	buffer_text(out, "\"/>\n");
	if (g->count > FEED_ENTRIES) {
		buffer_text(out, "<link rel=\"next\" "
		    "type=\"application/atom+xml\" href=\"");
		put_next(out, f, g->numbers[FEED_ENTRIES - 1]);
		buffer_text(out, "\"/>\n");
	}
	return ERR_NONE;
}

enum err
feed_print(struct buffer *out, const struct feed *f, struct error *e)
{
	uint64_t size = registry_size(f->o.r);
	struct gathering g = {.f = f,
	    .limit = FEED_ENTRIES + 1,
	    .below = f->before < size ? f->before : size};
	enum err rc = gather(&g, e);

	if (rc == ERR_NONE)
		rc = put_head(out, f, &g, e);
	for (size_t i = 0; rc == ERR_NONE && i < g.count && i < FEED_ENTRIES;
	     i++)
		rc = feed_entry_print(out, f, g.numbers[i], e);
	buffer_text(out, "</feed>\n");
	return rc == ERR_NONE && out->failed ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    rc;
}
