/* History: newest first; what was removed, what was added, who, when, why */
#include "faces/words.h"
#include "pages/record.h"

/* Versions told in full; older ones are listed with their date alone. */
#define TOLD_MAX 50

/* What the filer was in this register: "registrar", else the role of a grant;
 * "" where none is in force. */
static const char *
role_of(struct page *p, const struct id *by)
{
	const struct world *w =
	    read_model_world(registry_read_model(p->registry));
	struct register_policy policy;
	const struct grant *g = NULL;

	if (w->policy(w->context, &policy, NULL) == ERR_NONE &&
	    id_equal(&policy.registrar, by))
		return code_words(CODE_GRANT, bytes_text("registrar"),
		    p->lang);
	if (w->grants(w->context, by, &g, p->a, NULL) != ERR_NONE)
		return "";
	for (; g != NULL; g = g->next)
		if (g->active)
			return code_words(CODE_GRANT,
			    bytes_text(role_name(g->role)), p->lang);
	return "";
}

static void
put_who(struct page *p, const struct version_row *v)
{
	struct html *h = &p->h;
	const char *role = role_of(p, &v->row.by);

	html_say(h, N_("filed by "));
	page_thing_of(p, object_thing_of_id(&p->objects, v->by));
	if (role[0] != '\0') {
		html_say(h, N_(", entitled "));
		html_text(h, role);
	}
}

static void
put_why(struct page *p, const struct version_row *v)
{
	struct html *h = &p->h;

	if (v->code.len == 0 && json_is_null(v->reason))
		return;
	html_open(h, "p", NULL);
	html_say(h, N_("Why: "));
	if (v->code.len != 0)
		html_text(h, code_words(v->withdrawn ? CODE_ANNUL :
						       CODE_AMENDMENT,
		    v->code, p->lang));
	if (!json_is_null(v->reason)) {
		if (v->code.len != 0)
			html_say(h, N_(": "));
		html_open(h, "q", NULL);
		page_both(p, v->reason);
		html_close(h, "q");
	}
	html_close(h, "p");
}

static void
put_links(struct record *r, const struct version_row *v)
{
	struct page *p = &r->p;
	const char *e = page_text(p, "%llu",
	    (unsigned long long)v->row.number);

	html_open(&p->h, "p", "class", "app-small", NULL);
	if (r->s.entity.id.type == TYPE_CONTACT && !v->competing &&
	    !v->withdrawn)
		html_link(&p->h, page_path(p, "/%s/v/%u", r->ref,
		    v->row.version),
		    bytes_text(page_text(p, N_("Version %u as a page"),
			v->row.version)));
	else
		html_link(&p->h, page_path(p, "/e/%s", e),
		    bytes_text(page_text(p, N_("Entry %s as a page"), e)));
	if (v->row.number < registry_size(p->registry)) {
		html_text(&p->h, " \u00b7 ");
		html_link(&p->h,
		    page_text(p, "/api/v1/entries/%s/proof", e),
		    bytes_text(page_text(p, N_("Proof of entry %s"), e)));
	}
	html_close(&p->h, "p");
}

/* ---- what differs ---- */

static void
put_side(struct page *p, const char *tag, const char *word,
    const struct told_row *row)
{
	struct html *h = &p->h;

	html_open(h, "p", NULL);
	html_say(h, word);
	html_text(h, " ");
	html_open(h, tag, NULL);
	told_put(p, row);
	html_close(h, tag);
	html_close(h, "p");
}

static void
put_change(struct page *p, const struct told_row *old,
    const struct told_row *new)
{
	struct html *h = &p->h;

	html_open(h, "div", "class", "govuk-summary-list__row", NULL);
	html_element(h, "dt", "govuk-summary-list__key",
	    new != NULL ? new->label : old != NULL ? old->label : "");
	html_open(h, "dd", "class", "govuk-summary-list__value", NULL);
	if (old != NULL)
		put_side(p, "del", N_("removed:"), old);
	if (new != NULL)
		put_side(p, "ins", N_("added:"), new);
	html_close(h, "dd");
	html_close(h, "div");
}

/* Told above the changes, of every version. */
static const char entry_rows[] = " filed_by filed_at late amendment evidence "
    "reason ";

static bool
has_changes(const struct told *old, const struct told *new)
{
	for (const struct told_row *n = new->rows; n != NULL; n = n->next) {
		const struct told_row *o = told_find(old, n->id);

		if (!told_is_one(entry_rows, n->id) &&
		    (o == NULL || !told_equal(o, n)))
			return true;
	}
	for (const struct told_row *o = old->rows; o != NULL; o = o->next)
		if (!told_is_one(entry_rows, o->id) &&
		    told_find(new, o->id) == NULL)
			return true;
	return false;
}

static void
put_changes(struct page *p, const struct told *old, const struct told *new)
{
	if (!has_changes(old, new)) {
		page_paragraph(p, N_("Nothing that is shown differs from the "
		    "version before."));
		return;
	}
	page_list(p);
	for (const struct told_row *n = new->rows; n != NULL; n = n->next) {
		const struct told_row *o = told_find(old, n->id);

		if (!told_is_one(entry_rows, n->id) &&
		    (o == NULL || !told_equal(o, n)))
			put_change(p, o, n);
	}
	for (const struct told_row *o = old->rows; o != NULL; o = o->next)
		if (!told_is_one(entry_rows, o->id) &&
		    told_find(new, o->id) == NULL)
			put_change(p, o, NULL);
	page_list_end(p);
}

/* ---- one entry of the chain ---- */

static const char *
what_of(const struct version_row *v, bool first)
{
	if (v->competing)
		return N_("Not in force: a competing version");
	if (v->withdrawn)
		return N_("Withdrawn");
	return first ? N_("First filed") : N_("Amended");
}

static enum err
tell(struct record *r, const struct version_row *v, struct told *out)
{
	struct showing *x = arena_take(r->p.a, sizeof *x);

	if (x == NULL)
		return error_set(&r->p.e, ERR_MEMORY, "out of memory");
	return told_version(&r->p, r->s.number, v->row.version, x, out);
}

/* The version before the one at `i`: neither competing nor a withdrawal. */
static const struct version_row *
before(const struct record *r, size_t i)
{
	while (i-- > 0)
		if (!r->s.versions[i].competing && !r->s.versions[i].withdrawn)
			return &r->s.versions[i];
	return NULL;
}

static enum err
put_entry(struct record *r, size_t i, size_t depth)
{
	const struct version_row *v = &r->s.versions[i], *old = NULL;
	bool version = !v->competing && !v->withdrawn;
	struct told was = {NULL}, is = {NULL};
	struct page *p = &r->p;
	struct html *h = &p->h;
	enum err rc = ERR_NONE;

	if (version)
		old = before(r, i);
	if (old != NULL && depth < TOLD_MAX) {
		rc = tell(r, old, &was);
		if (rc == ERR_NONE)
			rc = tell(r, v, &is);
	}
	if (rc != ERR_NONE)
		return rc;
	html_open(h, "li", NULL);
	html_open(h, "p", "class", "app-history__when", NULL);
	if (version)
		html_sayf(h, N_("Version %u. "), v->row.version);
	html_say(h, what_of(v, old == NULL));
	html_text(h, ", ");
	page_time(p, v->row.at_s);
	html_close(h, "p");
	html_open(h, "p", NULL);
	html_sayf(h, N_("Entry %llu, "), (unsigned long long)v->row.number);
	put_who(p, v);
	html_close(h, "p");
	put_why(p, v);
	if (old != NULL && depth < TOLD_MAX)
		put_changes(p, &was, &is);
	put_links(r, v);
	html_close(h, "li");
	return ERR_NONE;
}

enum err
record_history(struct record *r)
{
	struct page *p = &r->p;
	size_t count = r->s.version_count;
	enum err rc = ERR_NONE;

	if (r->s.number == NUMBER_NONE || count == 0)
		return ERR_NONE;
	page_heading(p, 2, "history", N_("History, newest first"));
	html_open(&p->h, "ol", "class", "app-history", "reversed", "", NULL);
	for (size_t i = count; i-- > 0 && rc == ERR_NONE;)
		rc = put_entry(r, i, count - 1 - i);
	html_close(&p->h, "ol");
	return rc;
}
