/* Contacts of a person, a body, a post or a state: drawing and table */
#include "format/day.h"
#include "pages/party.h"
#include "pages/timeline.h"

/* ---- loading ---- */

static enum err
read_number(struct party_page *x, const char *name, uint64_t *out)
{
	const char *text = page_query(x->p, name);

	if (text == NULL ||
	    bytes_decimal(bytes_text(text), INT64_MAX, out))
		return ERR_NONE;
	error_set(&x->p->e, ERR_INPUT, "\"%s\" is no number", text);
	error_field(&x->p->e, "%s", name);
	return ERR_INPUT;
}

static enum err
read_query(struct party_page *x)
{
	const char *order = page_query(x->p, "order");
	enum err rc;

	x->filter = (struct list_filter){.type = TYPE_CONTACT,
	    .type_also = TYPE_CONTACT, .of = NUMBER_NONE, .with = NUMBER_NONE,
	    .from = DAY_FIRST, .to = DAY_LAST, .order = LIST_LATE,
	    .after = NUMBER_NONE, .at = registry_next(x->p->registry),
	    .limit = PARTY_ROWS_MAX};
	if (order != NULL && strcmp(order, "early") == 0)
		x->filter.order = LIST_EARLY;
	else if (order != NULL && strcmp(order, "late") != 0) {
		error_set(&x->p->e, ERR_INPUT,
		    "\"%s\" is no order of this list: early or late", order);
		error_field(&x->p->e, "order");
		return ERR_INPUT;
	}
	rc = read_number(x, "after", &x->filter.after);
	return rc == ERR_NONE ? read_number(x, "at", &x->filter.at) : rc;
}

/* An official has contacts in a record of its own; anybody else stands on the
 * other side of some. */
static enum err
find_side(struct party_page *x)
{
	struct list_filter f = x->filter;
	uint64_t one;
	size_t count = 0;
	enum err rc = ERR_NONE;

	if (x->number == NUMBER_NONE) {
		memcpy(x->filter.state, x->state, sizeof x->filter.state);
		return ERR_NONE;
	}
	f.of = x->number;
	f.after = NUMBER_NONE;
	f.limit = 1;
	if (x->type == TYPE_PERSON)
		rc = read_model_page(registry_read_model(x->p->registry), &f,
		    &one, &count, &x->p->e);
	x->official = count != 0;
	if (x->official)
		x->filter.of = x->number;
	else
		x->filter.with = x->number;
	return rc;
}

enum err
party_load(struct party_page *x)
{
	struct read_model *m = registry_read_model(x->p->registry);
	struct row_entity row;
	uint64_t one;
	size_t more = 0;
	enum err rc = read_query(x);

	if (rc == ERR_NONE)
		rc = find_side(x);
	if (rc == ERR_NONE)
		rc = read_model_page(m, &x->filter, x->numbers, &x->count,
		    &x->p->e);
	for (size_t i = 0; i < x->count && rc == ERR_NONE; i++) {
		rc = read_model_by_number(m, x->numbers[i], &row, &x->p->e);
		x->rows[i] = rc == ERR_NONE ?
		    object_row(&x->p->objects, row.current, 0) :
		    NULL;
	}
	if (rc == ERR_NONE && x->count == PARTY_ROWS_MAX) {
		struct list_filter f = x->filter;

		f.after = x->numbers[x->count - 1];
		f.limit = 1;
		rc = read_model_page(m, &f, &one, &more, &x->p->e);
	}
	x->more = more != 0;
	return rc;
}

/* ---- drawing ---- */

static uint32_t
day_of(const struct json *when, const char *name, uint32_t otherwise)
{
	uint32_t day;

	return day_parse(json_get_text(when, name), &day) ? day : otherwise;
}

static struct bytes
label_of(struct party_page *x, const struct json *row)
{
	const struct json *when = json_get(row, "when");
	struct bytes text = json_get_text(json_get(when, "text"),
	    page_lang(x->p));
	struct bytes ref = json_get_text(row, "ref");

	return bytes_text(page_text(x->p, "%s, %.*s (%.*s)",
	    HTML_TR(&x->p->h, kind_words(json_get_text(row, "kind"))),
	    (int)text.len, text.len == 0 ? "" : (const char *)text.at,
	    (int)ref.len, ref.len == 0 ? "" : (const char *)ref.at));
}

/* Gaps between the days that the rows of this page span. */
static size_t
gaps_of(struct party_page *x, struct timeline_item *out, uint32_t from,
    uint32_t to)
{
	size_t count = 0;

	for (size_t i = 0; i < x->return_count; i++) {
		const struct return_row *n = &x->returns[i];

		if (n->filed != NUMBER_NONE || n->to < from || n->from > to ||
		    count == TIMELINE_ITEMS_MAX)
			continue;
		out[count++] = (struct timeline_item){.from = n->from,
		    .to = n->to, .times = 1,
		    .label = bytes_text(HTML_TR(&x->p->h,
			N_("no return filed")))};
	}
	return count;
}

static void
draw(struct party_page *x)
{
	struct timeline_item items[PARTY_ROWS_MAX];
	struct timeline_item *gaps = arena_take_array(x->p->a,
	    TIMELINE_ITEMS_MAX, sizeof *gaps);
	uint32_t from = DAY_LAST, to = DAY_FIRST;
	struct timeline t = {.id = "contacts-drawn", .items = items,
	    .item_count = x->count, .gaps = gaps};

	if (gaps == NULL)
		return;
	for (size_t i = 0; i < x->count; i++) {
		const struct json *when = json_get(x->rows[i], "when");

		items[i] = (struct timeline_item){
		    .from = day_of(when, "earliest", DAY_FIRST),
		    .to = day_of(when, "latest", DAY_LAST),
		    .times = (uint64_t)json_get_number(x->rows[i], "times",
			1),
		    .label = label_of(x, x->rows[i])};
		if (items[i].from != DAY_FIRST && items[i].from < from)
			from = items[i].from;
		if (items[i].to != DAY_LAST && items[i].to > to)
			to = items[i].to;
	}
	t.gap_count = gaps_of(x, gaps, from, to);
	t.title = bytes_text(page_text(x->p, N_("Contacts over time: %s"),
	    x->name));
	t.desc = bytes_text(HTML_TR(&x->p->h, N_("Each mark is one row of the "
	    "table below: a disc where the day is known, a hollow bar over "
	    "all days that it can be.")));
	timeline_draw(&x->p->h, &t);
}

/* ---- table ---- */

static void
put_link(struct party_page *x, const char *order, uint64_t after,
    const char *words)
{
	struct page *p = x->p;
	struct buffer href = {0};

	buffer_printf(&href, "%s?order=%s", x->path, order);
	if (after != NUMBER_NONE)
		buffer_printf(&href, "&after=%llu&at=%llu",
		    (unsigned long long)after,
		    (unsigned long long)x->filter.at);
	html_open(&p->h, "li", NULL);
	html_link(&p->h, arena_text(p->a, buffer_bytes(&href)),
	    bytes_text(HTML_TR(&p->h, words)));
	html_close(&p->h, "li");
	buffer_release(&href);
}

static void
put_links(struct party_page *x)
{
	struct html *h = &x->p->h;
	bool early = x->filter.order == LIST_EARLY;
	const char *order = early ? "early" : "late";

	html_open(h, "ul", "class", "govuk-list app-screen", NULL);
	if (x->more)
		put_link(x, order, x->numbers[x->count - 1],
		    early ? N_("The next 100 contacts, later ones") :
			    N_("The next 100 contacts, earlier ones"));
	if (x->filter.after != NUMBER_NONE)
		put_link(x, order, NUMBER_NONE,
		    N_("Back to the first 100 contacts"));
	put_link(x, early ? "late" : "early", NUMBER_NONE,
	    early ? N_("Newest contacts first") : N_("Oldest contacts first"));
	html_close(h, "ul");
}

void
party_contacts(struct party_page *x)
{
	static const char *const heads[] = {N_("When"), N_("Official"),
	    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};
	struct page *p = x->p;
	struct row_entity row;

	page_heading(p, 2, "contacts", x->filter.order == LIST_EARLY ?
		N_("Contacts, oldest first") : N_("Contacts, newest first"));
	if (x->count == 0) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_sayf(&p->h, N_("None filed up to checkpoint %llu."),
		    (unsigned long long)registry_size(p->registry));
		html_close(&p->h, "p");
		return;
	}
	draw(x);
	page_table(p, page_text(p, N_("Contacts: %s"), x->name), heads);
	for (size_t i = 0; i < x->count; i++)
		if (read_model_by_number(registry_read_model(p->registry),
			x->numbers[i], &row, NULL) == ERR_NONE)
			page_contact_row(p, row.current);
	page_table_end(p);
	put_links(x);
}

/* ---- returns ---- */

static void
put_period(struct party_page *x, const struct return_row *n, uint32_t today)
{
	struct page *p = x->p;
	struct html *h = &p->h;
	char from[11], to[11], due[11];
	bool gap = n->filed == NUMBER_NONE;

	day_print(from, n->from);
	day_print(to, n->to);
	html_open(h, "tr", "class", gap ? "govuk-table__row app-row--gap" :
		"govuk-table__row", NULL);
	html_open(h, "th", "scope", "row", "class", "govuk-table__header",
	    NULL);
	page_day(p, bytes_text(from));
	html_say(h, N_(" to "));
	page_day(p, bytes_text(to));
	html_close(h, "th");
	html_open(h, "td", "class", "govuk-table__cell", NULL);
	html_bytes(h, n->rule);
	if (!n->confirmed)
		html_say(h, N_(" (rule not confirmed)"));
	html_close(h, "td");
	html_open(h, "td", "class", "govuk-table__cell", NULL);
	if (!gap) {
		page_thing(p, n->filed);
		if (n->nil)
			html_say(h, N_(", nil return"));
	} else {
		html_sayf(h, N_("no return filed up to checkpoint %llu"),
		    (unsigned long long)registry_size(p->registry));
		if (n->due != DAY_LAST) {
			day_print(due, n->due);
			html_say(h, n->due < today ? N_(", was due by ") :
						     N_(", is due by "));
			page_day(p, bytes_text(due));
		}
	}
	html_close(h, "td");
	html_close(h, "tr");
}

void
party_returns(struct party_page *x)
{
	static const char *const heads[] = {N_("Period"), N_("Rule"),
	    N_("Return"), NULL};
	struct page *p = x->p;
	uint32_t today = day_of_time(registry_now(p->registry));

	if (x->return_count == 0)
		return;
	page_heading(p, 2, "returns", N_("Periodic returns"));
	page_table(p, page_text(p, N_("Periodic returns: %s"), x->name),
	    heads);
	for (size_t i = 0; i < x->return_count; i++)
		put_period(x, &x->returns[i], today);
	page_table_end(p);
}
