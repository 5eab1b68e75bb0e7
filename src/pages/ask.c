/* The ask page: a question as a sentence with fields (interfaces C5.1) */
#include "pages/ask.h"
#include "pages/tables.h"
#include "register/naming.h"

#define CANDIDATES_MAX 20
#define LISTED_MAX 200 /* rows that a count shows beneath itself */

#define CALL KIND_BIT(1)
#define VIDEO KIND_BIT(2)

/* Kinds as boxes; "calls including video" is one choice. */
static const struct {
	const char *value, *words;
	unsigned kinds;
} boxes[] = {
	{"call", N_("call"), CALL},
	{"call,video", N_("calls including video"), CALL | VIDEO},
	{"video", N_("video call"), VIDEO},
	{"meeting", N_("meeting"), KIND_BIT(3)},
	{"event", N_("event"), KIND_BIT(4)},
	{"letter", N_("letter"), KIND_BIT(5)},
	{"email", N_("email"), KIND_BIT(6)},
	{"message", N_("message"), KIND_BIT(7)},
	{"travel", N_("journey"), KIND_BIT(8)},
	{"gift", N_("gift"), KIND_BIT(9)},
	{"other", N_("other contact"), KIND_BIT(10)},
};

/* Both kinds of call are the one box, not two more. */
static bool
box_chosen(unsigned chosen, unsigned kinds)
{
	if ((chosen & (CALL | VIDEO)) == (CALL | VIDEO) &&
	    (kinds == CALL || kinds == VIDEO))
		return false;
	return kinds == (chosen & kinds);
}

/* ---- names that fit several ---- */

static uint32_t
types_of(const char *name)
{
	return strcmp(name, "with") == 0	? TYPES_COUNTERPART :
	    strcmp(name, "with_post") == 0 ? TYPE_BIT(TYPE_POST) :
						   TYPES_WHO;
}

/* Those that the text may mean, as radio buttons in place of the field. */
static bool
put_candidates(struct page *p, const char *name, const char *text)
{
	struct read_model *m = registry_read_model(p->registry);
	struct match found[CANDIDATES_MAX];
	struct choice choices[CANDIDATES_MAX];
	const struct field_errors none = {.count = 0};
	size_t count = 0;

	if (read_model_named(m, bytes_text(text), types_of(name), found,
		CANDIDATES_MAX, &count, p->a, NULL) != ERR_NONE)
		return false;
	if (count == 0 && read_model_near(m, bytes_text(text), types_of(name),
		true, found, CANDIDATES_MAX, &count, p->a, NULL) != ERR_NONE)
		return false;
	if (count < 2)
		return false;
	count = count > CANDIDATES_MAX ? CANDIDATES_MAX : count;
	for (size_t i = 0; i < count; i++) {
		char ref[REF_BYTES];

		ref_print(ref, found[i].type, found[i].number);
		choices[i] = (struct choice){
		    .value = arena_text(p->a, bytes_text(ref)),
		    .label = page_text(p, "%s (%s)",
			arena_text(p->a, found[i].name), ref)};
	}
	field_choices(p, name, page_text(p, N_("\"%s\": which one?"), text),
	    NULL, choices, count, false, &none);
	html_open(&p->h, "p", "class", "govuk-body-s", NULL);
	html_link(&p->h, page_with(p, name, NULL),
	    bytes_text(HTML_TR(&p->h, N_("Write another name"))));
	html_close(&p->h, "p");
	return true;
}

/* ---- the form ---- */

static bool
is_ambiguous(const struct error *e, const char *name)
{
	return e != NULL && strcmp(e->word, "ambiguous") == 0 &&
	    strcmp(e->field, name) == 0;
}

static void
put_part(struct page *p, const struct query *q, const struct error *e,
    struct input field, const struct field_errors *errors)
{
	field.value = query_get(q, field.name);
	if (is_ambiguous(e, field.name) && field.value != NULL &&
	    put_candidates(p, field.name, field.value))
		return;
	field_put(p, &field, errors);
}

/* The question is read as a sentence, part by part. */
static void
put_sentence(struct page *p, const struct query *q, const struct error *e,
    const struct field_errors *errors)
{
	const struct input parts[] = {
		{.name = "of", .label = N_("of whom"),
		    .hint = N_("an official, by name or reference")},
		{.name = "with", .label = N_("with whom"),
		    .hint = N_("a person, an organisation, a post, or anybody")},
		{.name = "with_post", .label = N_("with the holder of the post"),
		    .hint = N_("by its name or reference")},
		{.name = "state", .label = N_("of which state"),
		    .hint = N_("two letters, such as XB")},
		{.name = "from", .label = N_("from the day"),
		    .hint = N_("2021, 2021-03 or 2021-03-04")},
		{.name = "to", .label = N_("to the day"),
		    .hint = N_("itself included")},
	};
	const char *other = query_has(q, "with_post") ? "with" : "with_post";

	html_open(&p->h, "div", "class", "app-ask__sentence", NULL);
	html_element_say(&p->h, "span", "app-ask__opening",
	    N_("How many contacts ..."));
	for (size_t i = 0; i < COUNT(parts); i++) {
		if (strcmp(parts[i].name, other) == 0)
			continue;
		html_open(&p->h, "div", "class", is_ambiguous(e,
		    parts[i].name) ? "app-ask__choice" : "app-ask__part",
		    NULL);
		put_part(p, q, e, parts[i], errors);
		html_close(&p->h, "div");
	}
	html_close(&p->h, "div");
}

static void
put_kinds(struct page *p, const struct query *q,
    const struct field_errors *errors)
{
	struct choice choices[COUNT(boxes)];
	unsigned chosen = 0;

	if (query_kinds(q, &chosen, NULL) != ERR_NONE)
		chosen = 0;
	for (size_t i = 0; i < COUNT(boxes); i++)
		choices[i] = (struct choice){.value = boxes[i].value,
		    .label = HTML_TR(&p->h, boxes[i].words),
		    .chosen = box_chosen(chosen, boxes[i].kinds)};
	html_open(&p->h, "div", "class", "app-boxes", NULL);
	field_choices(p, "kind", N_("Kinds of contact"),
	    N_("None chosen means every kind."), choices, COUNT(boxes), true,
	    errors);
	html_close(&p->h, "div");
}

void
ask_form(struct page *p, const struct query *q, const struct error *e,
    const struct field_errors *errors)
{
	struct html *h = &p->h;
	const struct choice else_choice = {.value = "1",
	    .label = HTML_TR(h, N_("Tell every other counterpart")),
	    .chosen = query_has(q, "anyone_else")};

	html_open(h, "form", "class", "app-ask", "id", "ask", "method", "get",
	    "action", page_path(p, "/ask"), NULL);
	put_sentence(p, q, e, errors);
	put_kinds(p, q, errors);
	field_choices(p, "anyone_else", N_("Was there anyone else?"), NULL,
	    &else_choice, 1, true, errors);
	field_button(p, N_("Ask"), NULL, NULL, NULL);
	html_close(h, "form");
}

/* The same question with the post named as one: `with` is for who is a
 * counterpart, `with_post` for whoever held a post. */
static bool
lead_to_post(struct page *p, const struct answered *x)
{
	struct row_entity row;
	char ref[REF_BYTES];

	if (x->q.with == NUMBER_NONE || x->q.of == NUMBER_NONE ||
	    x->q.state[0] != '\0' || /* another question, where they differ */
	    read_model_by_number(registry_read_model(p->registry), x->q.with,
		&row, NULL) != ERR_NONE || row.id.type != TYPE_POST)
		return false;
	ref_print(ref, TYPE_POST, x->q.with);
	page_lead(p, page_renamed(p, "with", "with_post", ref));
	return true;
}

static const char *
wrong_words(struct page *p, const struct query *q, const struct error *e)
{
	const char *text = query_get(q, e->field);

	if (text != NULL && is_ambiguous(e, e->field))
		return page_text(p,
		    N_("\"%s\" fits several: choose one of them"), text);
	return e->mend[0] == '\0' ? e->text :
	    page_text(p, "%s%s%s", e->text, HTML_TR(&p->h, N_(": ")), e->mend);
}

static void
show_form(struct page *p, const struct query *q, const struct error *e)
{
	struct field_errors errors = {.count = 0};

	page_title(p, N_("Ask the register"));
	p->cache = "no-store";
	if (e != NULL)
		field_error(&errors, e->field[0] == '\0' ? "of" : e->field,
		    wrong_words(p, q, e));
	field_summary(p, &errors);
	page_paragraph(p, N_("The answer is a number with its proof. It counts "
	    "what is certainly in the days that are asked, and what may be."));
	ask_form(p, q, e, &errors);
	page_finish(p);
}

/* Rows beneath a count, of the same checkpoint, where they are few. */
static enum err
list_beneath(struct answered *list, const struct answered *x, struct error *e)
{
	if (x->q.mode != ASK_COUNT ||
	    x->answer.sums.possible + x->answer.sums.struck > LISTED_MAX)
		return ERR_NONE;
	list->o = x->o;
	list->q = x->q;
	list->q.mode = ASK_LIST;
	list->q.size = x->answer.size;
	list->noun = x->noun;
	return registry_ask(x->o.r, &list->q, &list->answer, x->o.a, e);
}

static void
show_answer(struct page *p, const struct query *q)
{
	struct answered x = {.noun = NULL}, list = {.noun = NULL};
	struct error e = {.lang = p->lang};
	enum err rc = answered_read(&x, &p->objects, q, NULL, &e);

	if (rc == ERR_NONE && lead_to_post(p, &x))
		return;
	if (rc == ERR_NONE)
		rc = answered_run(&x, &e);
	if (rc == ERR_NONE)
		rc = list_beneath(&list, &x, &e);
	if (rc == ERR_INPUT || rc == ERR_ABSENT)
		show_form(p, q, &e);
	else if (rc != ERR_NONE)
		page_fail(p, &e);
	else
		ask_show(p, q, &x, x.q.mode == ASK_COUNT ? &list : &x);
	answered_release(&list);
	answered_release(&x);
}

static bool
says_something(const struct query *q)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->pairs[i].value[0] != '\0' &&
		    strcmp(q->pairs[i].name, "anyone_else") != 0)
			return true;
	return false;
}

static void
handle_ask(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page p;
	struct query q;

	if (page_twin(context, request, answer, "/ask") ||
	    !page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, answered_names) || page_tidy(&p))
		return;
	if (says_something(&q))
		show_answer(&p, &q);
	else
		show_form(&p, &q, NULL);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/ask", handle_ask, 0, HTTP_QUESTION, HTTP_SUFFIX},
};
const struct http_route_table ask_table = {routes, COUNT(routes)};
