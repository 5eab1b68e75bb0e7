/* Status of the register; one checkpoint of it (A4.9) */
#include "faces/log_told.h"
#include "faces/status_told.h"
#include "format/base64.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "register/witnessing.h"

static void
put_hash(struct page *p, const struct hash *hash)
{
	char hex[65];

	hash_print(hex, hash);
	html_element(&p->h, "span", "app-hash", hex);
}

static void
put_state(struct page *p, const struct status_told *x)
{
	struct html *h = &p->h;

	page_list(p);
	page_row(p, N_("Register"));
	html_text(h, x->origin);
	page_row_end(p);
	page_row(p, N_("Signing"));
	html_say(h, status_may_sign(x) ?
	    N_("The register signs new checkpoints.") :
	    N_("The register refuses to sign; reading goes on."));
	page_row_end(p);
	if (x->refusal != NULL) {
		page_row(p, N_("Why"));
		html_text(h, x->refusal);
		page_row_end(p);
	}
	page_row(p, N_("Entries in the log"));
	html_number(h, x->next);
	page_row_end(p);
	page_row(p, N_("Entries waiting for a checkpoint"));
	html_number(h, x->next - x->size);
	page_row_end(p);
	page_row(p, N_("Entries not looked up yet"));
	html_number(h, x->next - x->read_model_size);
	page_row_end(p);
	if (x->witnesses_known != 0) {
		page_row(p, N_("Witnesses"));
		html_sayf(h, N_("%u of %u have signed; %u are needed"),
		    x->witnesses_signed, x->witnesses_known,
		    x->witnesses_needed);
		page_row_end(p);
	}
	page_list_end(p);
}

/* ---- witnesses ---- */

static void
put_witness(struct page *p, const struct policy_witness *w)
{
	struct html *h = &p->h;
	struct witness_told told;

	if (witness_told_ours(p->registry, w, &told, &p->e) != ERR_NONE)
		return;
	html_open(h, "tr", "class", "govuk-table__row", NULL);
	page_cell(p, true);
	html_bytes(h, told.name);
	page_cell_end(p, true);
	page_cell(p, false);
	html_number(h, told.size);
	page_cell_end(p, false);
	page_cell(p, false);
	if (told.time_s != 0)
		page_time(p, told.time_s);
	page_cell_end(p, false);
	html_close(h, "tr");
}

static void
put_witnesses(struct page *p)
{
	static const char *const heads[] = {N_("Witness"),
	    N_("Last size signed"), N_("Signed"), NULL};
	struct own_policy *own = NULL;

	page_heading(p, 2, "witnesses", N_("Witnesses"));
	if (own_policy_load(&own, p->registry, &p->e) != ERR_NONE ||
	    own->policy.witness_count == 0) {
		page_paragraph(p, N_("No witness signs for this register. Its "
		    "own signature says that it said so, not that it said "
		    "the same to everybody."));
	} else {
		page_table(p, HTML_TR(&p->h,
		    N_("Others who sign its checkpoints")), heads);
		for (size_t i = 0; i < own->policy.witness_count; i++)
			put_witness(p, &own->policy.witnesses[i]);
		page_table_end(p);
	}
	own_policy_free(own);
}

/* ---- one checkpoint ---- */

static enum err
put_checkpoint(struct page *p, uint64_t size)
{
	struct buffer note = {0};
	struct html *h = &p->h;
	struct hash root;
	int64_t time_s = 0;
	enum err rc = truth_read_checkpoint(registry_truth(p->registry), size,
	    NULL, &root, &note, &p->e);

	if (rc == ERR_NONE)
		rc = registry_time_of(p->registry, size, &time_s, &p->e);
	if (rc == ERR_NONE) {
		page_heading(p, 2, "checkpoint", N_("Checkpoint"));
		page_list(p);
		page_row(p, N_("Size"));
		html_number(h, size);
		page_row_end(p);
		page_row(p, N_("Time"));
		page_time(p, time_s);
		page_row_end(p);
		page_row(p, N_("Root"));
		put_hash(p, &root);
		page_row_end(p);
		page_list_end(p);
		html_open(h, "details", "class", "govuk-details", NULL);
		html_open(h, "summary", "class", "govuk-details__summary",
		    NULL);
		html_element_say(h, "span", "govuk-details__summary-text",
		    N_("The signed note, to copy"));
		html_close(h, "summary");
		html_open(h, "div", "class", "govuk-details__text", NULL);
		html_open(h, "pre", "class", "app-hash", NULL);
		html_bytes(h, buffer_bytes(&note));
		html_close(h, "pre");
		html_close(h, "div");
		html_close(h, "details");
	}
	buffer_release(&note);
	return rc;
}

static void
handle_status(void *context, struct http_request *request,
    struct http_answer *answer)
{
	static const char *const names[] = {"size", NULL};
	struct status_told x;
	struct query q;
	struct page p;
	uint64_t size;
	enum err rc;

	if (page_twin(context, request, answer, "/status") ||
	    !page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, names))
		return;
	rc = status_told_read(&x, &p.objects, &p.e);
	size = x.size;
	if (rc == ERR_NONE)
		rc = query_number(&q, "size", x.next, &size, &p.e);
	if (rc == ERR_NONE) {
		page_title(&p, N_("Status"));
		put_state(&p, &x);
		if (size != 0)
			rc = put_checkpoint(&p, size);
	}
	if (rc != ERR_NONE) {
		page_fail_query(&p, &p.e);
		return;
	}
	put_witnesses(&p);
	page_forms(&p, PAGE_JSON, page_path(&p, "/status"));
	page_finish(&p);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/status", handle_status, 0, HTTP_READ, HTTP_SUFFIX},
};
const struct http_route_table status_table = {routes, COUNT(routes)};
