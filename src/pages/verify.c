/* /verify: the reader's own device checks a proof (interfaces C3) */
#include "pages/assets.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "register/witnessing.h"

#define FILE_PATH "/verify/chancery-verify.html"

static const char *const names[] = {"proof", "ask", NULL};

struct checking {
	const char *proof; /* path of the proof on this site; NULL: none */
	const char *entry; /* path of the entry that it is about; NULL */
	const char *ask;   /* the question, a line for each; NULL */
	const char *keys;  /* as this site gives them */
	const char *fingerprint; /* of the register's key */
	const struct asset *script, *module, *file;
};

/* A path of ours that answers with proofs; anything else is not fetched. */
static bool
is_proof_path(const char *path)
{
	static const char *const begin[] = {"/en/", "/fr/", "/api/v1/"};
	bool good = false;

	for (size_t i = 0; i < COUNT(begin); i++)
		good = good ||
		    strncmp(path, begin[i], strlen(begin[i])) == 0;
	for (; *path != '\0'; path++)
		good = good && *path > 0x20 && *path < 0x7f &&
		    *path != '\\' && *path != '"';
	return good;
}

/* "/api/v1/entries/14/proof?size=20" is about "/api/v1/entries/14". */
static const char *
entry_path(struct page *p, const char *proof)
{
	static const char begin[] = "/api/v1/entries/";
	const char *end;

	if (strncmp(proof, begin, sizeof begin - 1) != 0)
		return NULL;
	end = strstr(proof, "/proof");
	return end == NULL ? NULL :
	    arena_text(p->a, bytes_of(proof, (size_t)(end - proof)));
}

/* The eight digits between the plus signs of a verifier key. */
static const char *
fingerprint_of(struct page *p, struct bytes keys)
{
	size_t first = bytes_find(keys, '+'), second;
	struct bytes rest;

	if (first >= keys.len)
		return "";
	rest = bytes_of(keys.at + first + 1, keys.len - first - 1);
	second = bytes_find(rest, '+');
	return arena_text(p->a, bytes_of(rest.at, second));
}

/* Questions stand on lines; in an address semicolons part them. */
static const char *
questions(struct page *p)
{
	struct bytes ask = http_query(p->request, "ask");
	char *text = ask.at == NULL ? NULL : arena_text(p->a, ask);

	for (char *c = text; c != NULL && *c != '\0'; c++)
		if (*c == ';')
			*c = '\n';
	return text;
}

static enum err
load(struct page *p, struct checking *c)
{
	struct own_policy *own = NULL;
	enum err rc = own_policy_load(&own, p->registry, &p->e);

	*c = (struct checking){.proof = page_query(p, "proof"),
	    .ask = questions(p),
	    .script = assets_named("verify.js"),
	    .module = assets_named("verify.wasm"),
	    .file = assets_named("chancery-verify.html")};
	if (rc != ERR_NONE)
		return rc;
	c->keys = arena_text(p->a, buffer_bytes(&own->text));
	c->fingerprint = fingerprint_of(p, buffer_bytes(&own->text));
	own_policy_free(own);
	if (c->proof != NULL && !is_proof_path(c->proof)) {
		error_set(&p->e, ERR_INPUT,
		    "a proof to check is a path of this site");
		error_field(&p->e, "proof");
		return ERR_INPUT;
	}
	if (c->proof != NULL)
		c->entry = entry_path(p, c->proof);
	return ERR_NONE;
}

/* ---- parts of the page ---- */

static void
put_area(struct page *p, const char *id, const char *label, const char *hint,
    const char *value, const char *rows)
{
	struct html *h = &p->h;
	const char *hint_id = page_text(p, "%s-hint", id);

	html_open(h, "div", "class", "govuk-form-group", NULL);
	html_open(h, "label", "class", "govuk-label", "for", id, NULL);
	html_say(h, label);
	html_close(h, "label");
	html_open(h, "div", "class", "govuk-hint", "id", hint_id, NULL);
	html_say(h, hint);
	html_close(h, "div");
	html_open(h, "textarea", "class", "govuk-textarea app-hash", "id", id,
	    "rows", rows, "spellcheck", "false", "autocomplete", "off",
	    "aria-describedby", hint_id, NULL);
	html_text(h, value == NULL ? "" : value);
	html_close(h, "textarea");
	html_close(h, "div");
}

static void
put_file(struct page *p, const char *id, const char *label, const char *hint)
{
	struct html *h = &p->h;
	const char *hint_id = page_text(p, "%s-hint", id);

	html_open(h, "div", "class", "govuk-form-group", NULL);
	html_open(h, "label", "class", "govuk-label", "for", id, NULL);
	html_say(h, label);
	html_close(h, "label");
	html_open(h, "div", "class", "govuk-hint", "id", hint_id, NULL);
	html_say(h, hint);
	html_close(h, "div");
	html_void(h, "input", "type", "file", "id", id, "aria-describedby",
	    hint_id, NULL);
	html_close(h, "div");
}

/* Shown by the script alone: without it the form could do nothing. */
static void
put_form(struct page *p, const struct checking *c)
{
	struct html *h = &p->h;

	html_open(h, "form", "id", "form", "hidden", "",
	    "data-proof", c->proof, "data-entry", c->entry,
	    "data-fingerprint", c->fingerprint, NULL);
	put_file(p, "file", c->proof == NULL ? N_("Proof file") :
	    N_("Another proof file"), N_("It ends in .chancery-proof or "
	    ".tlog-proof, or is a checkpoint."));
	put_area(p, "keys", N_("Keys that you trust"), N_("Given here is the "
	    "key of this site. It is worth more from a printed card, a "
	    "witness or a newspaper: put that in its place, or compare the "
	    "fingerprint."), c->keys, "3");
	html_open(h, "details", "class", "govuk-details", NULL);
	html_open(h, "summary", "class", "govuk-details__summary", NULL);
	html_element_say(h, "span", "govuk-details__summary-text",
	    N_("The question you asked, or the entry itself"));
	html_close(h, "summary");
	html_open(h, "div", "class", "govuk-details__text", NULL);
	put_area(p, "question", N_("Question, as a program writes it"),
	    N_("Without it the question of the file is shown, and you "
	       "compare it yourself."), c->ask, "3");
	put_file(p, "entry", N_("Entry, for a .tlog-proof"),
	    N_("The file of the entry, as it was signed."));
	html_close(h, "div");
	html_close(h, "details");
	field_button(p, N_("Check on this device"), NULL, NULL, NULL);
	html_close(h, "form");
}

/* The one region that speaks, in one of four states. */
static void
put_result(struct page *p, const struct checking *c)
{
	struct html *h = &p->h;

	html_open(h, "section", "class", "app-proof", "id", "result",
	    "data-state", "before", "aria-labelledby", "state", NULL);
	html_open(h, "p", "class", "app-proof__state", "id", "state", "role",
	    "status", NULL);
	html_say(h, N_("Not checked yet"));
	html_close(h, "p");
	html_open(h, "div", "id", "found", NULL);
	if (c->proof != NULL) {
		page_list(p);
		page_row(p, N_("To be checked"));
		html_link(h, c->proof, bytes_text(c->proof));
		page_row_end(p);
		page_row(p, N_("Key given by this site, fingerprint"));
		html_text(h, c->fingerprint);
		page_row_end(p);
		page_list_end(p);
	}
	html_close(h, "div");
	html_close(h, "section");
}

static void
put_without(struct page *p, const struct checking *c)
{
	struct html *h = &p->h;

	page_heading(p, 2, "without", N_("Without this page"));
	page_paragraph(p, N_("A page that the register itself serves is as "
	    "honest as the register. The same check is to be had where the "
	    "register has no say:"));
	html_open(h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	html_open(h, "li", NULL);
	html_say(h, N_("on the command line, with the network off: "));
	html_element(h, "code", NULL, p->lang == LANG_FR ?
	    "chancery-verify FICHIER --trust CL\u00c9S" :
	    "chancery-verify FILE --trust KEYS");
	html_close(h, "li");
	if (c->file != NULL) {
		struct hash sum = hash_bytes(c->file->plain);
		char hex[65];

		hash_print(hex, &sum);
		html_open(h, "li", NULL);
		html_link(h, FILE_PATH, bytes_text(HTML_TR(h,
		    N_("this checker as one file, for use from disk"))));
		html_text(h, ", SHA-256 ");
		html_element(h, "span", "app-hash", hex);
		html_close(h, "li");
	}
	html_open(h, "li", NULL);
	html_say(h, N_("the key that this site gives, to compare: "));
	html_element(h, "span", "app-hash", c->keys);
	html_close(h, "li");
	html_close(h, "ul");
}

static void
put_noscript(struct page *p, const struct checking *c)
{
	struct html *h = &p->h;

	html_open(h, "noscript", NULL);
	html_open(h, "div", "class", "govuk-inset-text", NULL);
	html_element_say(h, "p", NULL, N_("Scripts are off, so this page "
	    "checks nothing. Take the file and check it on the command line, "
	    "as told below."));
	if (c->proof != NULL) {
		html_open(h, "p", NULL);
		html_link(h, c->proof, bytes_text(HTML_TR(h,
		    N_("Download proof file"))));
		html_close(h, "p");
	}
	html_close(h, "div");
	html_close(h, "noscript");
}

static void
handle_verify(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct checking c;
	struct query q;
	struct page p;

	if (!page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, names))
		return;
	if (load(&p, &c) != ERR_NONE) {
		page_fail_query(&p, &p.e);
		return;
	}
	page_title(&p, N_("Check a proof"));
	page_paragraph(&p, N_("Your device checks the proof by itself. The "
	    "server is asked for the file, and for nothing else."));
	if (c.script != NULL && c.module != NULL) {
		put_noscript(&p, &c);
		put_result(&p, &c);
		put_form(&p, &c);
		html_open(&p.h, "script", "src", c.script->path,
		    "data-module", c.module->path, "defer", "", NULL);
		html_close(&p.h, "script");
	} else {
		page_paragraph(&p, N_("This build of the server has no "
		    "checker for browsers."));
	}
	put_without(&p, &c);
	page_finish(&p);
}

/* Not in a frame of ours: a file to keep and to compare. */
static void
handle_file(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct asset *file = assets_named("chancery-verify.html");
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (file == NULL) {
		page_refuse(&p, 404, "not-found", N_("This build of the "
		    "server has no checker for browsers."));
		return;
	}
	buffer_release(&p.content);
	answer->type = file->type;
	http_answer_header(answer, "Content-Disposition",
	    "attachment; filename=\"chancery-verify.html\"");
	buffer_add(&answer->body, file->plain);
	http_answer_cached(request, answer, 300);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/verify", handle_verify, 0, HTTP_READ,
	    HTTP_SCRIPTS | HTTP_CACHED},
	{"GET", FILE_PATH, handle_file, 0, HTTP_READ, 0},
};
const struct http_route_table verify_table = {routes, COUNT(routes)};
