/* Feeds: what is new about something, as Atom (interfaces C8.1) */
#include <stdio.h>
#include <stdlib.h>

#include "faces/feed.h"
#include "faces/late_list.h"
#include "faces/slot_words.h"
#include "register/naming.h"
#include "web/api_handlers.h"
#include "web/api_query.h"

/* ---- what it is about ---- */

static enum err
about_state(struct feed *f, const struct api_call *c, struct error *e)
{
	struct bytes state = c->request->parts[0];
	char *page = arena_take(c->o.a, 16), title[80];

	for (size_t i = 0; i < state.len; i++)
		if (state.len != 2 || (state.at[i] | 0x20) < 'a' ||
		    (state.at[i] | 0x20) > 'z')
			state.len = 0;
	if (state.len != 2)
		return error_word(e, ERR_ABSENT, "not-found",
		    "a state is two letters");
	if (page == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	f->about.what = FEED_STATE;
	for (size_t i = 0; i < 2; i++)
		f->about.state[i] = (char)(state.at[i] | 0x20);
	(void)snprintf(page, 16, "state/%c%c", state.at[0] & 0xdf,
	    state.at[1] & 0xdf);
	(void)snprintf(title, sizeof title,
	    message_in(f->lang, N_("Contacts with state %s")), page + 6);
	f->title = arena_text(c->o.a, bytes_text(title));
	f->page = page;
	return ERR_NONE;
}

static enum err
about_thing(struct feed *f, const struct api_call *c, struct error *e)
{
	struct bytes name;
	char ref[REF_BYTES];
	enum err rc = api_thing(c, &f->about.number, e);

	if (rc == ERR_NONE)
		rc = name_or_erased(&c->o, f->about.number, f->lang, &name, e);
	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, c->operation->type, f->about.number);
	f->about.what = FEED_THING;
	f->page = arena_text(c->o.a, bytes_text(ref));
	f->title = arena_text(c->o.a, name);
	return ERR_NONE;
}

/* A search of words alone: filters would need a state of each entry. */
static enum err
about_words(struct feed *f, const struct api_call *c, struct error *e)
{
	struct buffer title = {0};

	for (size_t i = 0; i < c->request->query_count; i++) {
		struct bytes name = c->request->query[i].name;

		if (bytes_is(name, "q") || bytes_is(name, "content") ||
		    bytes_is(name, "before"))
			continue;
		error_word(e, ERR_INPUT, "usage",
		    "a feed of a search takes words alone");
		error_field(e, "%.*s", (int)(name.len > 40 ? 40 : name.len),
		    (const char *)name.at);
		return ERR_INPUT;
	}
	f->about.what = FEED_WORDS;
	f->about.words = http_query(c->request, "q");
	f->page = "search";
	buffer_text(&title, message_in(f->lang, N_("Search")));
	buffer_text(&title, f->lang == LANG_FR ? "\302\240: " : ": ");
	buffer_add(&title, f->about.words);
	f->title = arena_text(c->o.a, buffer_bytes(&title));
	buffer_release(&title);
	return ERR_NONE;
}

/* Entries of the contacts that came late: the latest version of each. */
static enum err
about_late(struct feed *f, struct api_call *c, struct error *e)
{
	struct late_list *x = arena_take(c->o.a, sizeof *x);
	struct row_entity row;
	struct query q;
	uint64_t *list = NULL;
	enum err rc = x == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  api_query(&q, c, e);

	if (rc == ERR_NONE && http_query(c->request, "late").at == NULL)
		return error_word(e, ERR_INPUT, "usage",
		    "duties have a feed of what came late alone: late=1");
	if (rc == ERR_NONE)
		rc = late_read(x, &c->o, &q, f->lang, e);
	if (rc == ERR_NONE)
		rc = late_run(x, e);
	if (rc == ERR_NONE)
		list = arena_take_array(c->o.a, x->count + 1, sizeof *list);
	if (rc == ERR_NONE && list == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; rc == ERR_NONE && i < x->count; i++) {
		rc = read_model_by_number(registry_read_model(c->o.r),
		    x->rows[i].contact, &row, e);
		list[i] = row.current;
	}
	if (rc != ERR_NONE)
		return rc;
	f->entries = list;
	f->entry_count = x->count;
	f->page = "late";
	f->title = message_in(f->lang, N_("Contacts that came late"));
	return ERR_NONE;
}

static enum err
about(struct feed *f, struct api_call *c, struct error *e)
{
	const char *what = c->operation->collection;

	if (strcmp(what, "states") == 0)
		return about_state(f, c, e);
	if (strcmp(what, "search") == 0)
		return about_words(f, c, e);
	if (strcmp(what, "duties") == 0)
		return about_late(f, c, e);
	if (strcmp(what, "entries") != 0)
		return about_thing(f, c, e);
	if (http_query(c->request, "first").at != NULL ||
	    http_query(c->request, "limit").at != NULL)
		return error_word(e, ERR_INPUT, "usage",
		    "the feed of the log goes by before");
	f->about.what = FEED_LOG;
	f->page = "";
	f->title = message_in(f->lang, N_("The log"));
	return ERR_NONE;
}

enum err
api_feed(struct api_call *c, struct error *e)
{
	struct feed f = {.o = c->o,
	    .before = NUMBER_NONE,
	    .lang = c->request->lang};
	struct buffer self = {0};
	enum err rc = about(&f, c, e);

	if (rc != ERR_NONE)
		return rc;
	(void)bytes_decimal(http_query(c->request, "before"), INT64_MAX,
	    &f.before);
	if (!feed_content_parse(http_query(c->request, "content"),
		&f.content))
		return error_word(e, ERR_INPUT, "invalid-field",
		    "the value of %s is not one that it takes", "content");
	buffer_add(&self, c->request->raw);
	api_query_print(&self, c, NULL);
	f.self = buffer_cstr(&self);
	rc = feed_print(&c->answer->body, &f, e);
	buffer_release(&self);
	c->answer->type = "application/atom+xml";
	if (rc == ERR_NONE)
		http_answer_cached(c->request, c->answer, 60);
	return rc;
}

enum err
api_state(struct api_call *c, struct error *e)
{
	return api_feed(c, e);
}
