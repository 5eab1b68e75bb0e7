/* What each code of a refusal means, and what to do (interfaces B4.1) */
#include "pages/reading.h"
#include "pages/tables.h"

static const struct problem_page {
	unsigned status;
	const char *code, *words, *mend;
} problems[] = {
	{400, "bad-request", N_("The request cannot be understood."),
	    N_("Compare it with the reference of the API.")},
	{400, "unknown-parameter", N_("The address has a filter that this "
		"page or resource does not know, or one twice. It is refused, "
		"for a misspelt filter would widen the answer unseen."),
	    N_("Look at the spelling, or leave the filter out.")},
	{400, "bad-cursor", N_("The place in the list is none that this list "
		"has."), N_("Begin at the first part of the list.")},
	{400, "bad-header", N_("A header of the request is malformed, twice "
		"there or missing."),
	    N_("Send each header once, as HTTP/1.1 has it.")},
	{400, "bad-path", N_("The path holds what no path here holds."),
	    N_("Begin at the first page.")},
	{401, "sign-in", N_("This is for those who signed in."),
	    N_("Sign in; what you typed is kept.")},
	{403, "not-allowed", N_("Your account or key may not do this."),
	    N_("Ask the registrar for the right.")},
	{403, "step-up", N_("This needs your second factor again."),
	    N_("Show it, then go on.")},
	{403, "bad-origin", N_("The form was sent from another site."),
	    N_("Open the page here and send it again.")},
	{403, "bad-form-token", N_("The form is too old or was sent twice."),
	    N_("Open the page again; a draft keeps what you typed.")},
	{403, "sealed", N_("What you asked for is sealed."),
	    N_("Its page says by whom and until when.")},
	{404, "not-found", N_("There is nothing at this address. What is "
		"withdrawn, sealed or erased has its page still and says so; "
		"this was never here."), N_("Search for it.")},
	{405, "method", N_("This address takes other methods."),
	    N_("The header Allow names them.")},
	{406, "not-acceptable", N_("This is not to be had in the form that "
		"was asked for."), N_("The reference of the API names the "
		"forms.")},
	{409, "conflict", N_("Something else is there already, or came "
		"meanwhile."), N_("Read what is there now, then decide.")},
	{409, "in-flight", N_("The same request is being worked on."),
	    N_("Wait a moment, then send it again unchanged.")},
	{410, "removed-by-order", N_("A court ordered that this page itself "
		"be removed. The order is named."),
	    N_("The list of removals holds it.")},
	{412, "amended-meanwhile", N_("The entry was amended since you read "
		"it. Both versions are named."),
	    N_("Read the newer one, then amend that.")},
	{413, "too-large", N_("More was sent than is taken here."),
	    N_("Send less at once; the reference of the API has the "
	       "bounds.")},
	{415, "media-type", N_("The body is not of a media type that is taken "
		"here."), N_("The reference of the API names it.")},
	{422, "invalid-entry", N_("The entry breaks a rule; the errors name "
		"the member and the rule."),
	    N_("Mend the member that is named.")},
	{422, "invalid-field", N_("A value cannot be read as what it should "
		"be."), N_("The sentence names the value and how to write "
		"it.")},
	{422, "ambiguous-name", N_("A name fits several. Nothing here picks "
		"one for you."), N_("Use one of the references that are "
		"listed.")},
	{422, "idempotency-mismatch", N_("The same Idempotency-Key came with "
		"another body."), N_("Make a new key for a new request.")},
	{428, "if-match-required", N_("An amendment must say which version it "
		"amends."), N_("Send If-Match with the leaf hash of the "
		"version you read.")},
	{429, "slow-down", N_("Too many requests, or too little memory for "
		"one more."), N_("Wait for the time that Retry-After says.")},
	{500, "internal", N_("This is our mistake. The request is known by "
		"its number."), N_("Tell the registrar the number.")},
	{500, "own-proof-failed", N_("The register found its own state "
		"inconsistent, and stopped signing. Nothing was answered that "
		"could not be proved."),
	    N_("Keep what you have; tell the registrar and a witness.")},
	{503, "store", N_("The disk or the database failed; nothing "
		"changed."), N_("Try again later.")},
	{503, "behind", N_("This copy has not followed the log far enough."),
	    N_("Try again in a moment.")},
	{503, "not-signing", N_("The register refuses to sign, since "
		"something that it needs to judge is missing. Reading goes "
		"on."), N_("The status page says why.")},
	{507, "disk-full", N_("There is no room for more entries."),
	    N_("Tell the registrar; send the entry again later, unchanged.")},
};

static const struct problem_page *
find(struct bytes code)
{
	for (size_t i = 0; i < COUNT(problems); i++)
		if (bytes_is(code, problems[i].code))
			return &problems[i];
	return NULL;
}

static void
handle_problem(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct problem_page *found = find(request->parts[0]);
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (found == NULL) {
		page_refuse(&p, 404, "not-found",
		    N_("there is no problem of this name"));
		return;
	}
	page_title(&p, N_("Problem %s"), found->code);
	page_crumb(&p, page_path(&p, "/problems"),
	    HTML_TR(&p.h, N_("Problems")));
	html_element_say(&p.h, "p", "govuk-body-l", found->words);
	page_list(&p);
	page_row(&p, N_("Status of the answer"));
	html_number(&p.h, found->status);
	page_row_end(&p);
	page_row(&p, N_("What to do"));
	html_say(&p.h, found->mend);
	page_row_end(&p);
	page_list_end(&p);
	page_finish(&p);
}

static void
handle_problems(void *context, struct http_request *request,
    struct http_answer *answer)
{
	static const char *const heads[] = {N_("Code"), N_("Status"),
	    N_("Meaning"), NULL};
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	page_title(&p, N_("Problems"));
	page_paragraph(&p, N_("Each refusal of this register has a code. "
	    "Programs read it; this list is for people."));
	page_table(&p, HTML_TR(&p.h, N_("Codes of problems")), heads);
	for (size_t i = 0; i < COUNT(problems); i++) {
		html_open(&p.h, "tr", "class", "govuk-table__row", NULL);
		page_cell(&p, true);
		html_link(&p.h, page_path(&p, "/problems/%s",
		    problems[i].code), bytes_text(problems[i].code));
		page_cell_end(&p, true);
		page_cell(&p, false);
		html_number(&p.h, problems[i].status);
		page_cell_end(&p, false);
		page_cell(&p, false);
		html_say(&p.h, problems[i].words);
		page_cell_end(&p, false);
		html_close(&p.h, "tr");
	}
	page_table_end(&p);
	page_finish(&p);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/problems", handle_problems, 0, HTTP_READ,
	    HTTP_CACHED},
	{"GET", "/{lang}/problems/*", handle_problem, 0, HTTP_READ,
	    HTTP_CACHED},
};
const struct http_route_table problems_table = {routes, COUNT(routes)};
