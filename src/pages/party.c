/* People, bodies and posts: what they did, in which capacity */
#include "faces/words.h"
#include "format/day.h"
#include "pages/party.h"
#include "pages/tables.h"

#define SEATS_MAX 200
#define BELOW_MAX 200
#define PERIODS_MAX 40

/* ---- tenures ---- */

static enum err
put_seat(struct page *p, uint64_t number, const char *other)
{
	struct read_model *m = registry_read_model(p->registry);
	struct row_entity row;
	struct entry entry;
	char ref[REF_BYTES];
	enum err rc = read_model_by_number(m, number, &row, &p->e);

	if (rc == ERR_NONE)
		rc = registry_entry(p->registry, row.current, &entry, p->a,
		    &p->e);
	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_TENURE, number);
	html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
	html_open(&p->h, "th", "scope", "row", "class",
	    "govuk-table__header", NULL);
	page_thing_of(p, object_thing_of_id(&p->objects,
	    json_get_text(entry.body, other)));
	if (json_get_bool(entry.body, "acting"))
		html_say(&p->h, N_(", ad interim"));
	html_close(&p->h, "th");
	html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
	page_when(p, object_when(&p->objects, json_get(entry.body, "when")));
	html_close(&p->h, "td");
	html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
	html_link(&p->h, page_path(p, "/%s", ref), bytes_text(ref));
	html_close(&p->h, "td");
	html_close(&p->h, "tr");
	return ERR_NONE;
}

static enum err
put_seats(struct party_page *x)
{
	static const char *const of_person[] = {N_("Post"), N_("When"),
	    N_("Entry"), NULL};
	static const char *const of_post[] = {N_("Holder"), N_("When"),
	    N_("Entry"), NULL};
	struct page *p = x->p;
	uint64_t list[SEATS_MAX];
	size_t count = 0;
	bool person = x->type == TYPE_PERSON;
	enum err rc = read_model_seats(registry_read_model(p->registry),
	    x->number, list, SEATS_MAX, &count, &p->e);

	if (rc != ERR_NONE || count == 0)
		return rc;
	page_heading(p, 2, "posts", person ? N_("Posts over time") :
					     N_("Holders over time"));
	page_table(p, page_text(p, person ? N_("Posts: %s") :
					    N_("Holders: %s"), x->name),
	    person ? of_person : of_post);
	for (size_t i = 0; i < count && i < SEATS_MAX && rc == ERR_NONE; i++)
		rc = put_seat(p, list[i], person ? "post" : "person");
	page_table_end(p);
	return rc;
}

/* Bodies and posts that belong to a body. */
static enum err
put_below(struct party_page *x)
{
	struct page *p = x->p;
	struct reference *list = NULL;
	size_t count = 0;
	enum err rc = read_model_referring(registry_read_model(p->registry),
	    x->number, TYPE_BIT(TYPE_ORG) | TYPE_BIT(TYPE_POST), &list,
	    &count, p->a, &p->e);

	if (rc != ERR_NONE || count == 0)
		return rc;
	page_heading(p, 2, "below", N_("Bodies and posts that belong to it"));
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < count && i < BELOW_MAX; i++) {
		html_open(&p->h, "li", NULL);
		page_thing(p, list[i].from);
		html_close(&p->h, "li");
	}
	html_close(&p->h, "ul");
	return ERR_NONE;
}

/* ---- the page ---- */

static enum err
load(struct record *r, struct party_page *x)
{
	struct return_row *rows = NULL;
	enum err rc = party_load(x);

	if (rc == ERR_NONE && x->official)
		rc = registry_returns(r->p.registry, x->number,
		    day_of_time(registry_now(r->p.registry)), PERIODS_MAX,
		    &rows, &x->return_count, r->p.a, &r->p.e);
	x->returns = rows;
	return rc;
}

static enum err
put_content(struct record *r, struct party_page *x)
{
	enum err rc;

	record_notices(r);
	record_rows(r, "");
	rc = put_seats(x);
	if (rc == ERR_NONE && x->type == TYPE_ORG)
		rc = put_below(x);
	if (rc != ERR_NONE)
		return rc;
	party_contacts(x);
	party_returns(x);
	rc = party_counts(x);
	return rc == ERR_NONE ? record_beside(r) : rc;
}

static void
handle(void *context, struct http_request *request,
    struct http_answer *answer, enum entry_type type)
{
	struct record *r = arena_take(request->arena, sizeof *r);
	struct party_page *x = arena_take(request->arena, sizeof *x);

	if (r == NULL || x == NULL ||
	    !record_begin(r, context, request, answer, type, PARTY_QUERY))
		return;
	*x = (struct party_page){.p = &r->p, .number = r->s.number,
	    .type = type, .ref = r->ref, .path = r->path, .name = r->name};
	r->p.caption = record_large(&r->p,
	    code_words(CODE_TYPE, bytes_text(type_name(type)), r->p.lang));
	page_title(&r->p, "%s (%s)", r->name, r->ref);
	if (load(r, x) != ERR_NONE || put_content(r, x) != ERR_NONE)
		page_fail(&r->p, &r->p.e);
	else
		record_finish(r, PAGE_JSON | PAGE_CSV | PAGE_ATOM |
		    PAGE_PROOF);
}

static void
handle_person(void *context, struct http_request *request,
    struct http_answer *answer)
{
	handle(context, request, answer, TYPE_PERSON);
}

static void
handle_org(void *context, struct http_request *request,
    struct http_answer *answer)
{
	handle(context, request, answer, TYPE_ORG);
}

static void
handle_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	handle(context, request, answer, TYPE_POST);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/p/*", handle_person, 0, HTTP_QUESTION,
	    HTTP_CACHED | HTTP_SUFFIX},
	{"GET", "/{lang}/o/*", handle_org, 0, HTTP_QUESTION,
	    HTTP_CACHED | HTTP_SUFFIX},
	{"GET", "/{lang}/post/*", handle_post, 0, HTTP_QUESTION,
	    HTTP_CACHED | HTTP_SUFFIX},
};
const struct http_route_table party_table = {routes, COUNT(routes)};
