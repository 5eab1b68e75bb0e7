/* chancery case DIR: a case folder replayed (A4.11) */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/case.h"
#include "register/asking.h"
#include "register/naming.h"

/* ---- where the register lies ---- */

static int
remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static enum err
make_place(struct casing *x)
{
	const char *keep = cli_arg(x->c, "keep"), *tmp = getenv("TMPDIR");
	char text[PATH_BYTES];

	if (keep != NULL) {
		(void)snprintf(x->dir, sizeof x->dir, "%.4000s", keep);
		(void)snprintf(text, sizeof text, "%.4000s.keys", keep);
		x->ours = !file_exists(x->dir) && !file_exists(text);
		return ERR_NONE;
	}
	(void)snprintf(text, sizeof text, "%.4000s/chancery-case-XXXXXX",
	    tmp == NULL || *tmp != '/' ? "/tmp" : tmp);
	if (mkdtemp(text) == NULL)
		return error_set(&x->c->e, ERR_STORE,
		    "cannot make a folder in \"%s\"",
		    tmp == NULL || *tmp != '/' ? "/tmp" : tmp);
	(void)snprintf(x->temporary, sizeof x->temporary, "%s", text);
	(void)snprintf(x->dir, sizeof x->dir, "%.4000s/register", text);
	return ERR_NONE;
}

/* `failed`: what was begun under --keep goes, too. */
static void
drop_place(struct casing *x, bool failed)
{
	char keys[PATH_BYTES];

	registry_close(x->c->registry);
	x->c->registry = NULL;
	case_folder_free(x->folder);
	if (x->temporary[0] != '\0')
		(void)nftw(x->temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (!x->ours || !failed)
		return;
	(void)snprintf(keys, sizeof keys, "%.4000s.keys", x->dir);
	(void)nftw(x->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	(void)nftw(keys, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the questions of case.json ---- */

static enum err
ask_one(struct casing *x, const struct case_question *q, size_t i)
{
	struct asked asked;
	enum err rc = registry_ask_canonical(x->c->registry, q->canonical, 0,
	    &asked, x->c->arena, &x->c->e);

	if (rc != ERR_NONE) {
		error_field(&x->c->e, "case.json /questions/%zu/canonical", i);
		return rc;
	}
	if (asked.sums.certain != q->certain ||
	    asked.sums.possible != q->possible ||
	    asked.sums.struck != q->struck) {
		rc = error_word(&x->c->e, ERR_INPUT, "question",
		    "the register answers certain %llu, possible %llu, struck "
		    "%llu, and the case expects %llu, %llu, %llu",
		    (unsigned long long)asked.sums.certain,
		    (unsigned long long)asked.sums.possible,
		    (unsigned long long)asked.sums.struck,
		    (unsigned long long)q->certain,
		    (unsigned long long)q->possible,
		    (unsigned long long)q->struck);
		error_field(&x->c->e, "case.json /questions/%zu", i);
	}
	asked_release(&asked);
	return rc;
}

static enum err
ask_all(struct casing *x)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < x->folder->question_count && rc == ERR_NONE; i++)
		rc = ask_one(x, &x->folder->questions[i], i);
	return rc;
}

/* ---- names and words ---- */

struct bytes
case_text(struct cli *c, const struct json *texts)
{
	struct bytes text = json_get_text(texts,
	    c->lang == LANG_FR ? "fr" : "en");

	return text.len != 0 || texts == NULL || texts->first == NULL ?
	    text :
	    texts->first->text;
}

const char *
case_ref(struct casing *x, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES] = "";

	if (read_model_by_number(registry_read_model(x->c->registry), number,
		&row, NULL) == ERR_NONE)
		ref_print(ref, row.id.type, number);
	return arena_text(x->c->arena, bytes_text(ref));
}

/* ---- coverage ---- */

static void
say_coverage(struct casing *x)
{
	struct cli *c = x->c;
	const struct case_folder *f = x->folder;

	cli_say(c, "coverage: %zu sentences, %zu represented, %zu not "
		   "represented, %zu unaccounted",
	    f->sentence_count, f->represented, f->not_represented,
	    f->missing_count);
	for (size_t i = 0; i < f->sentence_count; i++) {
		const struct case_sentence *s = &f->sentences[i];

		buffer_printf(&c->out, "%4u  ", s->n);
		for (size_t k = 0; k < s->entry_count; k++)
			buffer_printf(&c->out, "%s%s", k == 0 ? "" : " ",
			    case_ref(x, s->entries[k]));
		if (s->reason != NULL) {
			buffer_text(&c->out, TR(c, "not represented: "));
			buffer_add(&c->out, case_text(c, s->reason));
		} else if (s->entry_count == 0) {
			buffer_text(&c->out, TR(c, "unaccounted"));
		}
		buffer_byte(&c->out, '\n');
	}
}

/* They came out as expected: ask_all has seen to it. */
static void
say_questions(struct casing *x)
{
	struct cli *c = x->c;
	const struct case_folder *f = x->folder;

	if (f->question_count != 0)
		cli_say(c, "questions, each answered with a proof that was "
			   "checked here:");
	for (size_t i = 0; i < f->question_count; i++) {
		const struct case_question *q = &f->questions[i];

		buffer_printf(&c->out, "  %s: ", q->canonical);
		buffer_printf(&c->out, TR(c, "certain %llu, possible %llu"),
		    (unsigned long long)q->certain,
		    (unsigned long long)q->possible);
		buffer_byte(&c->out, '\n');
	}
}

static struct json *
sentences_json(struct casing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->folder->sentence_count; i++) {
		const struct case_sentence *s = &x->folder->sentences[i];
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));
		struct json *refs;

		json_put_number(a, v, "n", s->n);
		json_put_bool(a, v, "represented", s->entry_count != 0);
		refs = json_put(a, v, "entries", json_new(a, JSON_ARRAY));
		for (size_t k = 0; k < s->entry_count; k++)
			json_add(refs,
			    json_new_cstr(a, case_ref(x, s->entries[k])));
		json_put(a, v, "reason",
		    s->reason == NULL ? json_new(a, JSON_NULL) :
					json_clone(a, s->reason));
	}
	return list;
}

static enum err
case_json(struct casing *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	const struct case_folder *f = x->folder;
	struct json *v = json_new(a, JSON_OBJECT), *coverage;
	enum err rc;

	json_put(a, v, "case", json_clone(a, f->title));
	json_put(a, v, "as_of", object_as_of(&x->o, registry_size(c->registry)));
	json_put(a, v, "sentences", sentences_json(x));
	coverage = json_put(a, v, "coverage", json_new(a, JSON_OBJECT));
	json_put_number(a, coverage, "sentences", (int64_t)f->sentence_count);
	json_put_number(a, coverage, "represented", (int64_t)f->represented);
	json_put_number(a, coverage, "not_represented",
	    (int64_t)f->not_represented);
	json_put_number(a, coverage, "unaccounted", (int64_t)f->missing_count);
	rc = case_report_json(x, v);
	if (rc == ERR_NONE)
		cli_json(c, v);
	return rc;
}

static enum err
case_say(struct casing *x)
{
	struct cli *c = x->c;

	buffer_add(&c->out, case_text(c, x->folder->title));
	buffer_byte(&c->out, '\n');
	cli_say(c, "%zu entries filed by the register's own admission, "
		   "checkpoint %llu",
	    x->folder->entry_count,
	    (unsigned long long)registry_size(c->registry));
	say_coverage(x);
	say_questions(x);
	return case_report_say(x);
}

/* The numbers that case.json says nothing about, for people (9.3). */
static void
talk_missing(struct casing *x)
{
	struct buffer list = {0};

	for (size_t i = 0; i < x->folder->missing_count; i++)
		buffer_printf(&list, "%s%u", i == 0 ? "" : ", ",
		    x->folder->missing[i]);
	if (list.len != 0)
		cli_talk(x->c, "coverage: no entry and no reason for %s",
		    buffer_cstr(&list));
	buffer_release(&list);
}

int
command_case(struct cli *c)
{
	struct casing *x = arena_take(c->arena, sizeof *x);
	enum err rc = ERR_NONE;
	int code;

	if (x == NULL)
		return cli_fail(c);
	x->c = c;
	rc = case_folder_read(&x->folder, c->args.words[0], &c->e);
	if (rc == ERR_NONE)
		rc = make_place(x);
	if (rc == ERR_NONE)
		rc = case_folder_replay(x->folder, x->dir, &c->registry,
		    &c->e);
	if (rc == ERR_NONE)
		rc = ask_all(x);
	if (rc == ERR_NONE)
		rc = case_check(x);
	if (rc == ERR_NONE)
		rc = c->json ? case_json(x) : case_say(x);
	case_report_release(x);
	if (rc != ERR_NONE) {
		buffer_clear(&c->out);
		code = cli_fail(c);
	} else {
		talk_missing(x);
		code = x->folder->missing_count == 0 ? EXIT_DONE :
						       EXIT_NEGATIVE;
	}
	drop_place(x, rc != ERR_NONE);
	return code;
}
