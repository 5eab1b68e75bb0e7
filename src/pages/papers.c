/* Notes, documents, receipts, declarations, tenures, and any other entry */
#include "faces/words.h"
#include "format/day.h"
#include "pages/record.h"
#include "pages/tables.h"
#include "register/asking.h"

/* ---- receipts of a note ---- */

static enum err
put_receipt(struct page *p, const struct receipt *n)
{
	const struct json *question = NULL;
	struct html *h = &p->h;
	char ref[REF_BYTES], id[ID_TEXT_BYTES];
	enum err rc = receipt_question(&p->objects, n, &question, &p->e);

	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_RECEIPT, n->number);
	id_print(id, &n->by);
	html_open(h, "li", NULL);
	html_link(h, page_path(p, "/%s", ref),
	    bytes_text(page_text(p, N_("Receipt %s"), ref)));
	html_say(h, N_(": "));
	html_text(h, code_words(CODE_OUTCOME, n->outcome, p->lang));
	html_text(h, ", ");
	page_day(p, n->received);
	html_say(h, N_(", by "));
	page_thing_of(p, object_thing_of_id(&p->objects, bytes_text(id)));
	if (!n->current)
		html_say(h, N_(" (of an earlier version)"));
	if (!json_is_null(question)) {
		html_say(h, N_(". Question: "));
		html_open(h, "q", NULL);
		page_both(p, question);
		html_close(h, "q");
	}
	html_close(h, "li");
	return ERR_NONE;
}

static enum err
put_receipts(struct record *r)
{
	struct page *p = &r->p;
	enum err rc = ERR_NONE;

	page_heading(p, 2, "receipts", N_("What became of it"));
	if (r->s.receipt_count == 0) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_sayf(&p->h, N_("No receipt is filed up to checkpoint "
				    "%llu."),
		    (unsigned long long)registry_size(p->registry));
		html_close(&p->h, "p");
		return ERR_NONE;
	}
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < r->s.receipt_count && rc == ERR_NONE; i++)
		rc = put_receipt(p, &r->s.receipts[i]);
	html_close(&p->h, "ul");
	return rc;
}

/* ---- counted then and now ---- */

static uint64_t
number_of(struct page *p, struct bytes id_text)
{
	struct row_entity row;
	struct id id;

	return id_parse(id_text, &id) && read_model_by_id(
	    registry_read_model(p->registry), &id, &row, NULL) == ERR_NONE ?
	    row.number : NUMBER_NONE;
}

/* The question of a declaration; false: a body as scope has no view. */
static bool
question_of(struct page *p, const struct json *body, struct asking *q)
{
	const struct json *scope = json_get(body, "scope");
	const struct json *window = json_get(body, "window");
	const struct json *kinds = json_get(body, "kinds");
	struct bytes state = json_get_text(scope, "state");

	*q = (struct asking){.with = NUMBER_NONE, .with_post = NUMBER_NONE,
	    .from = DAY_FIRST, .to = DAY_LAST};
	q->of = number_of(p, json_get_text(body, "subject"));
	q->with = number_of(p, json_get_text(scope, "person"));
	if (state.len == 2) {
		q->state[0] = (char)(state.at[0] & 0xdf);
		q->state[1] = (char)(state.at[1] & 0xdf);
	}
	if (!day_parse(json_get_text(window, "from"), &q->from))
		q->from = DAY_FIRST;
	if (!day_parse(json_get_text(window, "to"), &q->to))
		q->to = DAY_LAST;
	for (kinds = json_is_null(kinds) ? NULL : kinds->first; kinds != NULL;
	     kinds = kinds->next) {
		int code = kind_code(kinds->text);

		if (code > 0)
			q->kinds |= 1u << code;
	}
	return q->of != NUMBER_NONE && json_get(scope, "org") == NULL;
}

static enum err
put_now(struct record *r)
{
	struct page *p = &r->p;
	struct asking q;
	struct asked *answer = arena_take(p->a, sizeof *answer);
	enum err rc;

	if (answer == NULL || !question_of(p, r->s.entry.body, &q) ||
	    registry_size(p->registry) == 0)
		return ERR_NONE;
	*answer = (struct asked){.size = 0};
	rc = registry_ask(p->registry, &q, answer, p->a, &p->e);
	if (rc == ERR_NONE) {
		html_open(&p->h, "p", "class", "govuk-body", "id", "now",
		    NULL);
		html_sayf(&p->h, N_("Counted now, up to checkpoint %llu: "
		    "certain %llu, possible %llu, struck %llu, sealed "
		    "%llu."), (unsigned long long)answer->size,
		    (unsigned long long)answer->sums.certain,
		    (unsigned long long)answer->sums.possible,
		    (unsigned long long)answer->sums.struck,
		    (unsigned long long)(answer->sealed_known ?
			answer->sealed : 0));
		html_close(&p->h, "p");
	}
	asked_release(answer);
	return rc == ERR_INPUT || rc == ERR_ABSENT ? ERR_NONE : rc;
}

#define SINCE_MAX 50

/* Entries since by which a contact of these days came, changed or went. */
static enum err
put_since(struct record *r)
{
	struct page *p = &r->p;
	uint64_t list[SINCE_MAX];
	size_t count = 0;
	struct asking q;
	enum err rc = ERR_NONE;

	if (!question_of(p, r->s.entry.body, &q))
		return ERR_NONE;
	rc = read_model_touched(registry_read_model(p->registry), q.of,
	    r->s.version, registry_next(p->registry), q.from, q.to, list,
	    SINCE_MAX, &count, &p->e);
	if (rc != ERR_NONE || count == 0)
		return rc;
	html_open(&p->h, "p", "class", "govuk-body", "id", "since", NULL);
	html_say(&p->h, N_("Entries since then about contacts of this "
	    "official on those days, of whatever kind: "));
	for (size_t i = 0; i < count && i < SINCE_MAX; i++) {
		const char *e = page_text(p, "%llu",
		    (unsigned long long)list[i]);

		if (i != 0)
			html_text(&p->h, ", ");
		html_link(&p->h, page_path(p, "/e/%s", e), bytes_text(e));
	}
	html_close(&p->h, "p");
	return ERR_NONE;
}

static enum err
put_standing(struct record *r)
{
	struct page *p = &r->p;
	struct buffer words = {0};

	page_heading(p, 2, "standing", N_("Counted then and now"));
	html_open(&p->h, "p", "class", "govuk-body", "id", "then", NULL);
	html_sayf(&p->h, N_("Declared when it was filed: %lld."),
	    (long long)json_get_number(r->s.entry.body, "times", 0));
	html_close(&p->h, "p");
	for (size_t i = 0; i < r->s.declaration_count; i++) {
		declaration_words(&words, &r->s.declarations[i],
		    registry_size(p->registry), p->lang);
		html_open(&p->h, "p", "class", "govuk-body", "id",
		    "overtaken", NULL);
		html_bytes(&p->h, buffer_bytes(&words));
		if (r->s.declarations[i].overtaken_by != NUMBER_NONE) {
			const char *e = page_text(p, "%llu",
			    (unsigned long long)
				r->s.declarations[i].overtaken_by);

			html_text(&p->h, " ");
			html_link(&p->h, page_path(p, "/e/%s", e),
			    bytes_text(page_text(p, N_("See entry %s"), e)));
		}
		html_close(&p->h, "p");
	}
	buffer_release(&words);
	return put_now(r);
}

/* ---- pages ---- */

static enum err
put_content(struct record *r)
{
	enum err rc = ERR_NONE;

	record_notices(r);
	record_rows(r, "");
	if (r->s.number != NUMBER_NONE && r->s.row.type == TYPE_NOTE)
		rc = put_receipts(r);
	if (r->s.number != NUMBER_NONE && r->s.row.type == TYPE_COMPLETE)
		rc = put_standing(r);
	if (rc == ERR_NONE && r->s.number != NUMBER_NONE &&
	    r->s.row.type == TYPE_COMPLETE)
		rc = put_since(r);
	return rc == ERR_NONE && r->s.number != NUMBER_NONE ?
	    record_beside(r) : rc;
}

/* "Letter of the Department (d/27)", "Receipt r/30". */
static void
put_title(struct record *r)
{
	struct page *p = &r->p;
	const char *type = code_words(CODE_TYPE,
	    bytes_text(type_name(r->s.entry.type)), p->lang);

	type = record_large(p, type);
	if (strcmp(r->name, r->ref) == 0)
		page_title(p, "%s %s", type, r->ref);
	else
		page_title(p, "%s (%s)", r->name, r->ref);
	p->caption = type;
}

static void
handle(void *context, struct http_request *request,
    struct http_answer *answer, enum entry_type type)
{
	struct record *r = arena_take(request->arena, sizeof *r);

	if (r == NULL ||
	    !record_begin(r, context, request, answer, type, ""))
		return;
	put_title(r);
	if (put_content(r) != ERR_NONE)
		page_fail(&r->p, &r->p.e);
	else
		record_finish(r, PAGE_JSON | PAGE_PROOF);
}

#define PAPER(name, type) \
	static void handle_##name(void *context, \
	    struct http_request *request, struct http_answer *answer) \
	{ \
		handle(context, request, answer, type); \
	}
PAPER(note, TYPE_NOTE)
PAPER(document, TYPE_DOCUMENT)
PAPER(receipt, TYPE_RECEIPT)
PAPER(complete, TYPE_COMPLETE)
PAPER(tenure, TYPE_TENURE)
PAPER(entry, TYPE_UNKNOWN)

#define PAPER_FLAGS (HTTP_CACHED | HTTP_SUFFIX)
static const struct http_route routes[] = {
	{"GET", "/{lang}/n/*", handle_note, 0, HTTP_READ, PAPER_FLAGS},
	{"GET", "/{lang}/d/*", handle_document, 0, HTTP_READ, PAPER_FLAGS},
	{"GET", "/{lang}/r/*", handle_receipt, 0, HTTP_READ, PAPER_FLAGS},
	{"GET", "/{lang}/complete/*", handle_complete, 0, HTTP_QUESTION,
	    PAPER_FLAGS},
	{"GET", "/{lang}/tenure/*", handle_tenure, 0, HTTP_READ, PAPER_FLAGS},
	{"GET", "/{lang}/e/*", handle_entry, 0, HTTP_READ, PAPER_FLAGS},
};
const struct http_route_table papers_table = {routes, COUNT(routes)};
