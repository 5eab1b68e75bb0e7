/* An answer as a page: number, rows, what may be said of it, its proof */
#include <stdio.h>

#include "pages/ask.h"

static const char *const contact_heads[] = {N_("When"), N_("Official"),
    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};

/* ---- the number ---- */

static void
put_words(struct page *p, const char *css, struct buffer *words)
{
	if (words->len != 0) {
		html_open(&p->h, "p", "class", css, NULL);
		html_bytes(&p->h, buffer_bytes(words));
		html_close(&p->h, "p");
	}
	buffer_clear(words);
}

/* One number stands large; a sentence does not. */
static void
put_number(struct page *p, const struct answered *x)
{
	const struct answer *n = &x->answer.sums;
	struct buffer words = {0};
	bool one = n->certain == n->possible && n->possible != 0;

	answered_number_words(&words, x, p->lang);
	html_open(&p->h, "p", "class", one ? "app-count" : "app-sentence",
	    NULL);
	html_open(&p->h, "output", "id", "answer", NULL);
	html_bytes(&p->h, buffer_bytes(&words));
	html_close(&p->h, "output");
	html_close(&p->h, "p");
	buffer_clear(&words);
	answered_sums_words(&words, x, p->lang);
	put_words(p, "govuk-body", &words);
	answered_unit_words(&words, x, p->lang);
	put_words(p, "govuk-body-s", &words);
	buffer_release(&words);
}

/* ---- rows ---- */

static uint64_t
times_of(const struct answered *list, enum fit fit, size_t *rows)
{
	uint64_t times = 0;

	*rows = 0;
	for (size_t i = 0; i < list->answer.entry_count; i++)
		if (list->answer.entries[i].fit == fit) {
			times += list->answer.entries[i].times;
			++*rows;
		}
	return times;
}

static void
put_fit(struct page *p, const struct answered *list, enum fit fit)
{
	static const struct {
		const char *id, *heading, *words;
	} fits[] = {
		{"certain", N_("Certain"),
		    N_("Certainly in what is asked")},
		{"possible", N_("Possible"),
		    N_("May be in what is asked; days or counterpart are not "
		       "known well enough to tell")},
		{"struck", N_("Amended or withdrawn"),
		    N_("Once filed so, and no longer counted")},
	};
	size_t rows;
	uint64_t times = times_of(list, fit, &rows);
	const struct asked_entry *n = list->answer.entries;

	if (rows == 0)
		return;
	page_heading(p, 3, fits[fit].id, fits[fit].heading);
	page_paragraph(p, fits[fit].words);
	page_table(p, page_text(p, N_("%s: %llu in all"),
	    HTML_TR(&p->h, fits[fit].heading), (unsigned long long)times),
	    contact_heads);
	for (size_t i = 0; i < list->answer.entry_count; i++)
		if (n[i].fit == fit)
			page_contact_row(p, n[i].number);
	page_table_end(p);
}

static void
put_rows(struct page *p, const struct answered *x,
    const struct answered *list)
{
	if (x->answer.sums.possible + x->answer.sums.struck == 0)
		return;
	page_heading(p, 2, "list", N_("What is counted"));
	if (list->answer.file.len == 0) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_link(&p->h, page_with(p, "list", "1"),
		    bytes_text(HTML_TR(&p->h,
		    N_("List every contact of this answer"))));
		html_close(&p->h, "p");
		return;
	}
	for (int fit = FIT_CERTAIN; fit <= FIT_STRUCK; fit++)
		put_fit(p, list, (enum fit)fit);
}

/* ---- anyone else ---- */

static void
put_group(struct page *p, const struct answered *x,
    const struct asked_group *g)
{
	const uint64_t numbers[] = {g->sums.certain, g->sums.possible,
	    g->sums.struck};
	struct html *h = &p->h;

	html_open(h, "tr", "class", "govuk-table__row", NULL);
	page_cell(p, true);
	if (g->who != 0)
		page_thing(p, g->who);
	else
		html_say(h, N_("somebody described only"));
	if (g->asked)
		html_say(h, N_(" (asked, not counted above)"));
	page_cell_end(p, true);
	page_cell(p, false);
	html_text(h, g->state);
	page_cell_end(p, false);
	for (size_t i = 0; i < COUNT(numbers); i++) {
		page_cell(p, false);
		html_number(h, numbers[i]);
		page_cell_end(p, false);
	}
	html_close(h, "tr");
	(void)x;
}

static void
put_groups(struct page *p, const struct answered *x)
{
	static const char *const heads[] = {N_("Counterpart"), N_("State"),
	    N_("Certain"), N_("Possible"), N_("Amended or withdrawn"), NULL};

	page_heading(p, 2, "list", N_("By counterpart"));
	if (x->answer.group_count == 0)
		return;
	page_table(p, HTML_TR(&p->h,
	    N_("Every counterpart in what is asked, in the order entered")),
	    heads);
	for (size_t i = 0; i < x->answer.group_count; i++)
		put_group(p, x, &x->answer.groups[i]);
	page_table_end(p);
}

/* ---- what stands below ---- */

static const char *
question_lines(struct page *p, const struct answered *x)
{
	struct buffer b = {0};
	const char *made;

	for (size_t i = 0; i < x->answer.first_count; i++)
		buffer_printf(&b, "%s%s", i == 0 ? "" : "\n",
		    x->answer.firsts[i]);
	made = b.failed ? NULL : arena_text(p->a, buffer_bytes(&b));
	buffer_release(&b);
	return made == NULL ? "" : made;
}

static const char *
fixed_query(struct page *p, const struct answered *x)
{
	char size[24];
	const char *with;

	(void)snprintf(size, sizeof size, "%llu",
	    (unsigned long long)x->answer.size);
	with = page_with(p, "as_of", size);
	with = strchr(with, '?');
	return with == NULL ? "" : with;
}

static void
put_citation(struct page *p, const struct answered *x, const char *query)
{
	const char *base = serving_base_url(p->serving);
	const char *url = base == NULL ? NULL :
	    page_text(p, "%s%s%s", base, page_path(p, "/ask"), query);
	struct buffer words = {0};

	if (answered_citation(&words, x, url, p->lang, &p->e) == ERR_NONE) {
		page_heading(p, 2, "cite", N_("To cite this answer"));
		html_open(&p->h, "p", "class", "app-quote", "id", "citation",
		    NULL);
		html_bytes(&p->h, buffer_bytes(&words));
		html_close(&p->h, "p");
	}
	buffer_release(&words);
}

static void
put_limits(struct page *p, const struct answered *x)
{
	struct buffer words = {0};

	page_heading(p, 2, "limits", N_("What this answer rests on"));
	html_open(&p->h, "p", "class", "govuk-body", "id", "coverage", NULL);
	html_text(&p->h, answered_coverage_words(x, p->lang));
	html_close(&p->h, "p");
	html_element(&p->h, "p", "govuk-body", limits_words(p->lang));
	answered_as_of_words(&words, x, p->lang);
	put_words(p, "govuk-body", &words);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_sayf(&p->h, N_("The proof is a file of %zu bytes."),
	    x->answer.file.len);
	html_close(&p->h, "p");
	buffer_release(&words);
}

void
ask_show(struct page *p, const struct query *q, const struct answered *x,
    const struct answered *list)
{
	const struct field_errors none = {.count = 0};
	struct buffer question = {0};
	const char *query = fixed_query(p, x);

	answered_question_words(&question, x, p->lang);
	page_title(p, "%s", buffer_cstr(&question));
	buffer_release(&question);
	page_crumb(p, page_path(p, "/ask"), HTML_TR(&p->h, N_("Ask")));
	put_number(p, x);
	if (x->q.mode == ASK_ANYONE_ELSE)
		put_groups(p, x);
	else
		put_rows(p, x, list);
	put_limits(p, x);
	page_proof_panel(p, x->answer.size,
	    page_text(p, "%s.proof%s", page_path(p, "/ask"), query),
	    question_lines(p, x));
	put_citation(p, x, query);
	page_heading(p, 2, "another", N_("Ask something else"));
	ask_form(p, q, NULL, &none);
	p->form_query = query;
	page_forms(p, PAGE_JSON | PAGE_PROOF |
	    (x->q.mode == ASK_COUNT ? 0u : PAGE_CSV), page_path(p, "/ask"));
	p->cache = "no-store";
	page_finish(p);
}
