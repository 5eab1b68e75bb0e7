/* A state: its missions, their posts and holders, its contacts */
#include "format/day.h"
#include "pages/footing.h"
#include "pages/party.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "web/serving_inside.h"

#define LISTED_MAX 500

static bool
read_state(struct party_page *x, struct bytes text)
{
	if (text.len != 2)
		return false;
	for (size_t i = 0; i < 2; i++) {
		char c = (char)(text.at[i] | 0x20);

		if (c < 'a' || c > 'z')
			return false;
		x->state[i] = c;
	}
	x->ref = page_text(x->p, "%c%c", x->state[0] & 0xdf,
	    x->state[1] & 0xdf);
	x->path = page_path(x->p, "/state/%s", x->ref);
	x->name = page_text(x->p, N_("State %s"), x->ref);
	return true;
}

static enum err
put_orgs(struct party_page *x)
{
	struct page *p = x->p;
	uint64_t *list = arena_take_array(p->a, LISTED_MAX, sizeof *list);
	size_t count = 0;
	enum err rc = list == NULL ?
	    error_set(&p->e, ERR_MEMORY, "out of memory") :
	    read_model_of_state(registry_read_model(p->registry), x->state,
		TYPE_ORG, list, LISTED_MAX, &count, &p->e);

	if (rc != ERR_NONE || count == 0)
		return rc;
	page_heading(p, 2, "missions", N_("Missions and other bodies"));
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < count && i < LISTED_MAX; i++) {
		html_open(&p->h, "li", NULL);
		page_thing(p, list[i]);
		html_close(&p->h, "li");
	}
	html_close(&p->h, "ul");
	return ERR_NONE;
}

/* Successive holders: one row for each, under their post, or by time. */
struct seat {
	uint64_t post, tenure;
};

static enum err
put_holder(struct page *p, const struct seat *s)
{
	struct row_entity row;
	struct entry entry;
	char ref[REF_BYTES];
	enum err rc = ERR_NONE;

	html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
	html_open(&p->h, "th", "scope", "row", "class",
	    "govuk-table__header", NULL);
	page_thing(p, s->post);
	html_close(&p->h, "th");
	if (s->tenure != NUMBER_NONE)
		rc = read_model_by_number(registry_read_model(p->registry),
		    s->tenure, &row, &p->e);
	if (rc == ERR_NONE && s->tenure != NUMBER_NONE)
		rc = registry_entry(p->registry, row.current, &entry, p->a,
		    &p->e);
	html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
	if (rc == ERR_NONE && s->tenure != NUMBER_NONE)
		page_thing_of(p, object_thing_of_id(&p->objects,
		    json_get_text(entry.body, "person")));
	else
		html_say(&p->h, N_("no holder filed"));
	html_close(&p->h, "td");
	html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
	if (rc == ERR_NONE && s->tenure != NUMBER_NONE)
		page_when(p, object_when(&p->objects,
		    json_get(entry.body, "when")));
	html_close(&p->h, "td");
	html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
	if (s->tenure != NUMBER_NONE) {
		ref_print(ref, TYPE_TENURE, s->tenure);
		html_link(&p->h, page_path(p, "/%s", ref), bytes_text(ref));
	}
	html_close(&p->h, "td");
	html_close(&p->h, "tr");
	return rc;
}

static enum err
gather_seats(struct party_page *x, struct seat *out, size_t *count)
{
	struct read_model *m = registry_read_model(x->p->registry);
	uint64_t posts[LISTED_MAX], tenures[50];
	size_t post_count = 0, n = 0;
	enum err rc = read_model_of_state(m, x->state, TYPE_POST, posts,
	    LISTED_MAX, &post_count, &x->p->e);

	for (size_t i = 0; i < post_count && i < LISTED_MAX &&
	     n < LISTED_MAX && rc == ERR_NONE; i++) {
		size_t held = 0;

		rc = read_model_seats(m, posts[i], tenures, COUNT(tenures),
		    &held, &x->p->e);
		if (rc == ERR_NONE && held == 0)
			out[n++] = (struct seat){posts[i], NUMBER_NONE};
		for (size_t k = 0; k < held && k < COUNT(tenures) &&
		     n < LISTED_MAX; k++)
			out[n++] = (struct seat){posts[i], tenures[k]};
	}
	*count = n;
	return rc;
}

static enum err
put_posts(struct party_page *x)
{
	static const char *const heads[] = {N_("Post"), N_("Holder"),
	    N_("When"), N_("Entry"), NULL};
	struct page *p = x->p;
	struct seat *seats = arena_take_array(p->a, LISTED_MAX,
	    sizeof *seats);
	size_t count = 0;
	enum err rc = seats == NULL ?
	    error_set(&p->e, ERR_MEMORY, "out of memory") :
	    gather_seats(x, seats, &count);

	if (rc != ERR_NONE || count == 0)
		return rc;
	page_heading(p, 2, "posts", N_("Posts and their holders"));
	page_table(p, page_text(p, N_("Posts and their holders: %s"),
	    x->name), heads);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = put_holder(p, &seats[i]);
	page_table_end(p);
	return rc;
}

/* Held apart by post above; together here, by the link of each. */
static enum err
put_content(struct party_page *x)
{
	enum err rc = party_load(x);

	if (rc == ERR_NONE)
		rc = put_orgs(x);
	if (rc == ERR_NONE)
		rc = put_posts(x);
	if (rc != ERR_NONE)
		return rc;
	party_contacts(x);
	return party_counts(x);
}

static void
handle_state(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page *p = arena_take(request->arena, sizeof *p);
	struct party_page *x = arena_take(request->arena, sizeof *x);

	if (p == NULL || x == NULL ||
	    (bytes_is(request->suffix, "atom") &&
		page_twin(context, request, answer, "/states/*")) ||
	    !http_query_known(request, PARTY_QUERY, answer) ||
	    !page_begin(p, context, request, answer))
		return;
	*x = (struct party_page){.p = p, .number = NUMBER_NONE,
	    .type = TYPE_UNKNOWN};
	if (!read_state(x, request->parts[0])) {
		page_refuse(p, 404, "not-found", N_("A state is two letters, "
		    "as in /state/XB."));
		return;
	}
	if (!bytes_is(request->parts[0], x->ref)) {
		buffer_release(&p->content);
		http_answer_redirect(request, answer, 308, x->path);
		return;
	}
	if (bytes_is(request->suffix, "json") ||
	    bytes_is(request->suffix, "csv")) {
		buffer_release(&p->content);
		http_answer_redirect(request, answer, 302,
		    page_text(p, "/api/v1/contacts.%.*s?state=%s",
			(int)request->suffix.len,
			(const char *)request->suffix.at, x->ref));
		return;
	}
	page_title(p, "%s", x->name);
	if (request->suffix.len != 0)
		page_refuse(p, 404, "not-found", N_("there is no such thing"));
	else if (put_content(x) != ERR_NONE)
		page_fail(p, &p->e);
	else {
		page_forms(p, PAGE_JSON | PAGE_CSV | PAGE_ATOM, x->path);
		page_finish(p);
	}
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/state/*", handle_state, 0, HTTP_QUESTION,
	    HTTP_CACHED | HTTP_SUFFIX},
};
const struct http_route_table state_table = {routes, COUNT(routes)};
