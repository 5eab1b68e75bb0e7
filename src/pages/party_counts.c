/* Counts of a party: each is read from a verified proof, and links to it */
#include "format/day.h"
#include "pages/party.h"
#include "register/asking.h"

#define GROUPS_SHOWN_MAX 100
#define OFFICIALS_MAX 20
#define YEARS_MAX 12
#define EDGE_MAX 20

static struct asking
base_question(const struct party_page *x)
{
	struct asking q = {.of = NUMBER_NONE, .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE, .from = DAY_FIRST, .to = DAY_LAST};

	if (x->number == NUMBER_NONE) {
		q.state[0] = (char)(x->state[0] & 0xdf);
		q.state[1] = (char)(x->state[1] & 0xdf);
	} else if (x->official) {
		q.of = x->number;
	} else {
		q.with = x->number;
	}
	return q;
}

/* "of=p/3": what leads to the same question on the ask page. */
static const char *
base_query(const struct party_page *x)
{
	if (x->number == NUMBER_NONE)
		return page_text(x->p, "state=%s", x->ref);
	return page_text(x->p, x->official ? "of=%s" : "with=%s", x->ref);
}

struct numbers {
	struct answer sums;
	uint64_t sealed;
	bool known;
};

/* One question; `known` false: none can be proved, as before the first
 * checkpoint or where a proof would be too large. */
static enum err
ask(struct party_page *x, const struct asking *q, struct numbers *out)
{
	struct asked *answer = arena_take(x->p->a, sizeof *answer);
	enum err rc;

	*out = (struct numbers){.known = false};
	if (answer == NULL)
		return error_set(&x->p->e, ERR_MEMORY, "out of memory");
	*answer = (struct asked){.size = 0};
	rc = registry_ask(x->p->registry, q, answer, x->p->a, &x->p->e);
	if (rc == ERR_NONE)
		*out = (struct numbers){answer->sums,
		    answer->sealed_known ? answer->sealed : 0, true};
	asked_release(answer);
	return rc == ERR_INPUT || rc == ERR_ABSENT ? ERR_NONE : rc;
}

static bool
is_nothing(const struct numbers *n)
{
	return n->known && n->sums.possible == 0 && n->sums.struck == 0 &&
	    n->sealed == 0;
}

/* ---- rows ---- */

static void
put_cell(struct html *h, uint64_t n)
{
	html_open(h, "td", "class", "govuk-table__cell", NULL);
	html_number(h, n);
	html_close(h, "td");
}

static void
open_row(struct page *p, const char *query)
{
	html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
	html_open(&p->h, "th", "scope", "row", "class",
	    "govuk-table__header", NULL);
	html_open(&p->h, "a", "class", "govuk-link", "href",
	    page_path(p, "/ask?%s", query), NULL);
}

static void
close_row(struct page *p, const struct answer *sums, uint64_t sealed)
{
	html_close(&p->h, "a");
	html_close(&p->h, "th");
	put_cell(&p->h, sums->certain);
	put_cell(&p->h, sums->possible);
	put_cell(&p->h, sums->struck);
	put_cell(&p->h, sealed);
	html_close(&p->h, "tr");
}

static const char *const count_heads[] = {N_("Question"), N_("Certain"),
    N_("Possible"), N_("Struck"), N_("Sealed"), NULL};

static void
put_row(struct page *p, const char *query, struct bytes words,
    const struct numbers *n)
{
	if (!n->known)
		return;
	open_row(p, query);
	html_bytes(&p->h, words);
	close_row(p, &n->sums, n->sealed);
}

/* ---- kinds and years ---- */

static enum err
put_kinds(struct party_page *x)
{
	static const char *const kinds[] = {"call", "video", "meeting",
	    "event", "letter", "email", "message", "travel", "gift",
	    "other"};
	struct page *p = x->p;
	struct asking q;
	struct numbers n;
	enum err rc = ERR_NONE;

	for (unsigned i = 0; i < COUNT(kinds) && rc == ERR_NONE; i++) {
		q = base_question(x);
		q.kinds = 1u << (i + 1);
		rc = ask(x, &q, &n);
		if (rc != ERR_NONE || is_nothing(&n))
			continue;
		put_row(p, page_text(p, "%s&kind=%s", base_query(x),
		    kinds[i]), bytes_text(HTML_TR(&p->h,
		    kind_words(bytes_text(kinds[i])))), &n);
	}
	return rc;
}

static unsigned
year_of(const struct json *when, const char *name)
{
	uint32_t day;

	return day_parse(json_get_text(when, name), &day) ? day_year(day) : 0;
}

/* The year of the first contact whose begin is not open, or of the last: which
 * years are worth asking. 0: there is none. */
static enum err
edge_year(struct party_page *x, bool first, unsigned *year)
{
	struct read_model *m = registry_read_model(x->p->registry);
	struct list_filter f = x->filter;
	struct row_entity row;
	uint64_t numbers[EDGE_MAX];
	size_t count = 0;
	enum err rc;

	f.order = first ? LIST_EARLY : LIST_LATE;
	f.after = NUMBER_NONE;
	f.at = registry_next(x->p->registry);
	f.limit = EDGE_MAX;
	rc = read_model_page(m, &f, numbers, &count, &x->p->e);
	*year = 0;
	for (size_t i = 0; i < count && *year == 0 && rc == ERR_NONE; i++) {
		const struct json *when;

		rc = read_model_by_number(m, numbers[i], &row, &x->p->e);
		if (rc != ERR_NONE)
			break;
		when = json_get(object_row(&x->p->objects, row.current, 0),
		    "when");
		*year = year_of(when, first ? "earliest" : "latest");
	}
	return rc;
}

static enum err
put_years(struct party_page *x)
{
	struct page *p = x->p;
	unsigned first = 0, last = 0, now = day_year(day_of_time(
	    registry_now(p->registry)));
	struct asking q;
	struct numbers n;
	enum err rc = edge_year(x, true, &first);

	if (rc == ERR_NONE)
		rc = edge_year(x, false, &last);
	if (last > now)
		last = now;
	if (rc != ERR_NONE || first == 0 || last < first)
		return rc;
	if (last - first >= YEARS_MAX)
		first = last - YEARS_MAX + 1;
	for (unsigned y = last; y >= first && rc == ERR_NONE; y--) {
		q = base_question(x);
		q.from = day_code(y, 1, 1);
		q.to = day_code(y, 12, 31);
		rc = ask(x, &q, &n);
		if (rc != ERR_NONE || is_nothing(&n))
			continue;
		put_row(p, page_text(p, "%s&from=%u&to=%u", base_query(x), y,
		    y), bytes_text(page_text(p, "%u", y)), &n);
	}
	return rc;
}

/* ---- counterparts ---- */

static void
put_group(struct party_page *x, const struct asked_group *g)
{
	struct page *p = x->p;
	struct row_entity row = {.number = 0};
	struct buffer name = {0};
	char ref[REF_BYTES];
	const char *query;

	if (g->who != 0 && read_model_by_number(
	    registry_read_model(p->registry), g->who, &row, NULL) ==
	    ERR_NONE) {
		ref_print(ref, row.id.type, g->who);
		query = page_text(p, row.id.type == TYPE_POST ?
			"of=%s&with_post=%s" : "of=%s&with=%s", x->ref, ref);
		entity_words(&name, &p->objects, g->who, p->lang);
	} else {
		query = page_text(p, "of=%s&state=%s", x->ref, g->state);
		buffer_printf(&name, HTML_TR(&p->h,
		    N_("described only, state %s")), g->state);
	}
	open_row(p, query);
	html_bytes(&p->h, buffer_bytes(&name));
	close_row(p, &g->sums, 0);
	buffer_release(&name);
}

/* The proof of an official's whole list, in groups. */
static enum err
put_counterparts(struct party_page *x)
{
	struct page *p = x->p;
	struct asking q = base_question(x);
	struct asked *answer = arena_take(p->a, sizeof *answer);
	enum err rc;

	if (answer == NULL)
		return error_set(&p->e, ERR_MEMORY, "out of memory");
	*answer = (struct asked){.size = 0};
	q.mode = ASK_ANYONE_ELSE;
	rc = registry_ask(p->registry, &q, answer, p->a, &p->e);
	if (rc == ERR_NONE && answer->group_count != 0) {
		page_heading(p, 3, "counterparts", N_("By counterpart"));
		page_table(p, page_text(p, N_("Counts by counterpart: %s"),
		    x->name), count_heads);
		for (size_t i = 0; i < answer->group_count &&
		     i < GROUPS_SHOWN_MAX; i++)
			put_group(x, &answer->groups[i]);
		page_table_end(p);
	}
	if (rc == ERR_NONE && answer->group_count > GROUPS_SHOWN_MAX) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_link(&p->h, page_path(p, "/ask?of=%s&anyone_else=1",
		    x->ref), bytes_text(page_text(p,
		    N_("All %zu counterparts"), answer->group_count)));
		html_close(&p->h, "p");
	}
	asked_release(answer);
	return rc == ERR_INPUT || rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* Officials of the rows on this page, each asked by itself. */
static size_t
find_officials(const struct party_page *x, const char *refs[OFFICIALS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < x->count; i++) {
		const struct json *of = json_get(x->rows[i], "of");

		of = json_is_null(of) ? NULL : of->first;
		for (; of != NULL && count < OFFICIALS_MAX; of = of->next) {
			struct bytes ref = json_get_text(of, "ref");
			size_t k = 0;

			while (k < count && !bytes_is(ref, refs[k]))
				k++;
			if (k == count && bytes_starts(ref, "p/"))
				refs[count++] = arena_text(x->p->a, ref);
		}
	}
	return count;
}

static enum err
put_officials(struct party_page *x)
{
	const char *refs[OFFICIALS_MAX];
	size_t count = find_officials(x, refs);
	struct page *p = x->p;
	bool post = x->type == TYPE_POST;
	enum err rc = ERR_NONE;

	if (count == 0 || x->type == TYPE_ORG)
		return ERR_NONE;
	page_heading(p, 3, "officials", N_("By official, of those listed"));
	page_table(p, page_text(p, N_("Counts by official: %s"), x->name),
	    count_heads);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct asking q = base_question(x);
		struct buffer name = {0};
		struct numbers n;

		if (!bytes_decimal(bytes_text(refs[i] + 2), INT64_MAX, &q.of))
			continue;
		if (post) {
			q.with = NUMBER_NONE;
			q.with_post = x->number;
		}
		rc = ask(x, &q, &n);
		entity_words(&name, &p->objects, q.of, p->lang);
		if (rc == ERR_NONE)
			put_row(p, post ?
				page_text(p, "of=%s&with_post=%s", refs[i],
				    x->ref) :
				page_text(p, "of=%s&%s", refs[i],
				    base_query(x)),
			    buffer_bytes(&name), &n);
		buffer_release(&name);
	}
	page_table_end(p);
	return rc;
}

static enum err
put_all(struct party_page *x, const struct numbers *total)
{
	struct page *p = x->p;
	enum err rc;

	page_heading(p, 3, "totals", N_("By kind and year"));
	page_table(p, page_text(p, N_("Counts by kind and year: %s"),
	    x->name), count_heads);
	put_row(p, base_query(x),
	    bytes_text(HTML_TR(&p->h, N_("every contact"))), total);
	rc = put_kinds(x);
	if (rc == ERR_NONE)
		rc = put_years(x);
	page_table_end(p);
	return rc;
}

enum err
party_counts(struct party_page *x)
{
	struct page *p = x->p;
	struct asking q = base_question(x);
	struct numbers total = {.known = false};
	bool has_view = x->type == TYPE_PERSON || x->number == NUMBER_NONE;
	enum err rc = ERR_NONE;

	if (registry_size(p->registry) == 0 || x->count == 0)
		return ERR_NONE;
	if (has_view)
		rc = ask(x, &q, &total);
	if (rc != ERR_NONE)
		return rc;
	page_heading(p, 2, "counts", N_("How many"));
	page_paragraph(p, N_("Each number is read from a proof, which its "
	    "link shows. A contact whose day is known only roughly is "
	    "possible in every year that it can be of, and certain in none: "
	    "years do not add up."));
	if (total.known)
		rc = put_all(x, &total);
	if (rc == ERR_NONE)
		rc = x->official ? put_counterparts(x) : put_officials(x);
	return rc;
}
