/* The program as people call it: exit codes, sentences, JSON. The files are
 * those of the corpora. */
/* format/proof-file 4.2, 5.1 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "format/json.h"
#include "verify/check.h"
#include "verify/verify.h"

#include "base/testing.h"

#define NOW INT64_C(1795269800) /* a day after the witness signed */
#define LOG_KEY "register.example/log1+a1206906+" \
	"AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
#define WITNESS_KEY "witness.example/w1+20324abe+" \
	"BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\n"

#define BAD_KEY "register.example/log1+a1206907+" \
	"AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
#define POLICY "log " LOG_KEY "witness w1 " WITNESS_KEY "quorum w1\n"

static const char calls[] = "pairs official=3 state=TD counterpart=5 kind=1 "
    "from=2020-01-01 to=2022-12-31 count";
static char folder[] = "/tmp/chancery-verify-XXXXXX";

/* What a file of the test folder holds: a corpus file, changed or not, or a
 * text. */
static const struct {
	const char *name, *corpus, *from, *to, *text;
} made[] = {
	{"count", "answer/count", NULL, NULL, NULL},
	{"list", "answer/list", NULL, NULL, NULL},
	{"states", "answer/states", NULL, NULL, NULL},
	{"none", "answer/none", NULL, NULL, NULL},
	{"tlog", "tlog_proof/worked", NULL, NULL, NULL},
	{"counted-more", "answer/count", "certain=2", "certain=3", NULL},
	{"malformed", "answer/count", "\nblocks", "\nblock", NULL},
	{"later", "answer/count", "proof@v1", "proof@v2", NULL},
	{"tlog-later", "tlog_proof/worked", "proof@v1", "proof@v2", NULL},
	{"tlog-moved", "tlog_proof/worked", "index 3", "index 2", NULL},
	{"entry", NULL, NULL, NULL, "entry 3"},
	{"other-entry", NULL, NULL, NULL, "entry 4"},
	{"nonsense", NULL, NULL, NULL, "nonsense\n"},
	{"empty", NULL, NULL, NULL, ""},
	{"policy", NULL, NULL, NULL, POLICY},
	{"log-alone", NULL, NULL, NULL, "# the log\n\n  " LOG_KEY},
	{"both-keys", NULL, NULL, NULL, LOG_KEY WITNESS_KEY},
	{"witness-alone", NULL, NULL, NULL, WITNESS_KEY},
	{"bad-key", NULL, NULL, NULL, BAD_KEY},
	{"no-witness", "answer/count", "\xe2\x80\x94 witness.example/w1",
	    NULL, NULL},
	{"checkpoint", "tlog_proof/worked", NULL, NULL, NULL},
};

/* `from` to `to`; `to` NULL: everything from `from` on goes. */
static void
change(struct buffer *out, struct bytes in, const char *from, const char *to)
{
	size_t len = strlen(from), i = 0;

	while (i + len <= in.len && memcmp(in.at + i, from, len) != 0)
		i++;
	assert_true(i + len <= in.len);
	buffer_append(out, in.at, i);
	if (to == NULL)
		return;
	buffer_text(out, to);
	buffer_append(out, in.at + i + len, in.len - i - len);
}

static void
make(size_t i)
{
	struct buffer in = {0}, out = {0};
	char path[PATH_BYTES], source[PATH_BYTES];

	if (made[i].corpus == NULL) {
		buffer_text(&out, made[i].text);
	} else {
		(void)snprintf(source, sizeof source,
		    "%s/src/proof/corpus/%s", getenv("CHANCERY_SOURCE"),
		    made[i].corpus);
		assert_int_equal(file_read(&in, source, MIB, NULL),
		    ERR_NONE);
		if (strcmp(made[i].name, "checkpoint") == 0)
			buffer_text(&out, strstr(buffer_cstr(&in), "\n\n") +
			    2);
		else if (made[i].from == NULL)
			buffer_add(&out, buffer_bytes(&in));
		else
			change(&out, buffer_bytes(&in), made[i].from,
			    made[i].to);
	}
	assert_int_equal(path_join(path, folder, made[i].name, NULL),
	    ERR_NONE);
	assert_int_equal(file_create(path, buffer_bytes(&out), 0644, NULL),
	    ERR_NONE);
	buffer_release(&in);
	buffer_release(&out);
}

static int
setup(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(unsetenv("CHANCERY_LANG"), 0);
	assert_int_equal(setenv("LC_ALL", "C", 1), 0);
	for (size_t i = 0; i < COUNT(made); i++)
		make(i);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(made); i++)
		(void)unlink(made[i].name);
	assert_int_equal(chdir("/"), 0);
	return rmdir(folder);
}

struct heard {
	char *out, *err;
	size_t out_len, err_len;
};

static int
call(struct heard *h, const char *const *args)
{
	char *argv[16] = {(char *)(uintptr_t)"chancery-verify"};
	FILE *out = open_memstream(&h->out, &h->out_len);
	FILE *err = open_memstream(&h->err, &h->err_len);
	int argc = 1, code;

	for (; args[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(uintptr_t)args[argc - 1];
	code = verify_run(argc, argv, "chancery-verify", out, err, NOW);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(fclose(err), 0);
	return code;
}

static const struct row {
	const char *name;
	const char *args[8];
	int code;
	const char *out, *err; /* must stand in them; NULL: stderr is empty */
} rows[] = {
	{"an answer, asked and trusted", {"count", "--trust", "policy",
	    "--question", calls}, 0, "count: VERIFIED\n", NULL},
	{"its numbers", {"count", "--trust", "policy"}, 0,
	    "certain 2, possible 2. 5 were filed and later amended or "
	    "withdrawn.", NULL},
	{"its sealed remainder", {"count", "--trust", "policy"}, 0,
	    "1 sealed contact cannot be excluded.", NULL},
	{"who recomputes", {"count", "--trust", "policy"}, 0,
	    "no auditor has recomputed this index", NULL},
	{"in French", {"--lang", "fr", "count", "--trust", "policy"}, 0,
	    "certains 2, possibles 2. 5 ont été déposés", NULL},
	{"none filed", {"none", "--trust=policy"}, 0,
	    "None filed in this register up to checkpoint 21.", NULL},
	{"shown, not compared", {"count", "--trust", "policy"}, 0,
	    "shown, not compared", NULL},
	{"without trust", {"count"}, 6, "count: CANNOT CHECK\n",
	    "chancery-verify: count: cannot check step 5: no trusted key was "
	    "given\n  -> chancery-verify count --trust keys.txt\n"},
	{"without trust, counted wrongly: an alarm", {"counted-more"}, 5,
	    "CHECK FAILED", "step 3 failed"},
	{"counted wrongly", {"counted-more", "--trust", "policy"}, 5,
	    "CHECK FAILED", "  -> keep this file and tell the registrar"},
	{"counted wrongly, in French", {"counted-more", "--trust", "policy",
	    "--lang=fr"}, 5, "VÉRIFICATION ÉCHOUÉE",
	    "l'étape 3 a échoué : le décompte ne découle pas"},
	{"another question", {"count", "--trust", "policy", "--question",
	    "pairs official=4 count"}, 5, "CHECK FAILED", "step 2 failed"},
	{"malformed", {"malformed", "--trust", "policy"}, 3, "CHECK FAILED",
	    "step 1 failed"},
	{"a later format", {"later", "--trust", "policy"}, 6, "CANNOT CHECK",
	    "cannot check step 1"},
	{"no proof at all", {"nonsense", "--trust", "policy"}, 3,
	    "CHECK FAILED", "it is no proof file"},
	{"an empty file", {"empty"}, 3, "CHECK FAILED", "it is no proof"},
	{"no such file", {"nowhere"}, 4, "CANNOT CHECK", "nowhere"},
	{"a folder that is no disclosure", {"."}, 3, "CHECK FAILED",
	    "there is no manifest.json"},
	{"too few witnesses", {"no-witness", "--trust", "policy"}, 6,
	    "CANNOT CHECK", "cannot check step 6: too few witnesses"},
	{"the log's key is enough, if the reader says so", {"no-witness",
	    "--trust", "log-alone"}, 0, "VERIFIED", NULL},
	{"keys alone: every witness must have signed", {"count", "--trust",
	    "both-keys"}, 0, "witnesses valid: 1, needed: 1", NULL},
	{"keys alone, and one did not", {"no-witness", "--trust",
	    "both-keys"}, 6, "CANNOT CHECK", "too few witnesses"},
	{"no log of this name is trusted", {"count", "--trust",
	    "witness-alone"}, 6, "CANNOT CHECK", "trusts no log named"},
	{"a key with a wrong id", {"count", "--trust", "bad-key"}, 3, "",
	    "bad-key: key 1: "},
	{"no such policy", {"count", "--trust", "nowhere"}, 4, "",
	    "nowhere"},
	{"fresh enough", {"count", "--trust", "policy", "--max-age", "1"}, 0,
	    "VERIFIED", NULL},
	{"too old", {"count", "--trust", "policy", "--max-age", "0"}, 6,
	    "CANNOT CHECK", "days old, more than 0"},
	{"an entry in the log", {"tlog", "--entry", "entry", "--trust",
	    "policy"}, 0, "entry 3 of 7", NULL},
	{"an entry that was not given", {"tlog", "--trust", "policy"}, 6,
	    "CANNOT CHECK", "chancery-verify tlog --entry FILE"},
	{"another entry", {"tlog", "--entry", "other-entry", "--trust",
	    "policy"}, 5, "CHECK FAILED", "step 4 failed"},
	{"another place", {"tlog-moved", "--entry", "entry", "--trust",
	    "policy"}, 5, "CHECK FAILED", "step 4 failed"},
	{"a later format of entry proofs", {"tlog-later", "--entry",
	    "entry"}, 6, "CANNOT CHECK", "step 1"},
	{"an entry proof answers no question", {"tlog", "--entry", "entry",
	    "--question", calls, "--trust", "policy"}, 3, "CHECK FAILED",
	    "answers no question"},
	{"a checkpoint", {"checkpoint", "--trust", "policy"}, 0,
	    "checkpoint 7 of register.example/log1", NULL},
	{"an old checkpoint", {"checkpoint", "--trust", "policy",
	    "--max-age", "30"}, 6, "CANNOT CHECK", "days old, more than 30"},
	{"the worst of several rules", {"count", "no-witness",
	    "counted-more", "--trust", "policy"}, 5, "count: VERIFIED",
	    "counted-more: step 3 failed"},
	{"homework rules over input", {"malformed", "no-witness", "--trust",
	    "policy"}, 6, "CANNOT CHECK", "too few"},
	{"a name behind --", {"--trust", "policy", "--", "count"}, 0,
	    "VERIFIED", NULL},
	{"no file", {"--json"}, 2, "", "no file named"},
	{"no such option", {"count", "--trus", "policy"}, 2, "",
	    "  -> did you mean: --trust\n"},
	{"no abbreviation", {"count", "--max", "3"}, 2, "", "--max"},
	{"an option twice", {"count", "--json", "--json"}, 2, "", "twice"},
	{"a value missing", {"count", "--trust"}, 2, "", "needs a value"},
	{"a value too many", {"count", "--json=1"}, 2, "",
	    "takes no value"},
	{"another language", {"count", "--lang", "de"}, 2, "", "en or fr"},
	{"an age in words", {"count", "--max-age", "old"}, 2, "", "days"},
	{"a question that is none", {"count", "--question", "calls"}, 2, "",
	    "\"calls\" is no view"},
	{"usage in French", {"--lang=fr", "--jsn"}, 2, "",
	    "pas d'option « --jsn »"},
	{"help", {"-h"}, 0, "usage: chancery-verify FILE", NULL},
	{"version", {"--version"}, 0, "chancery-verify 0.1", NULL},
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct heard h;
	int code = call(&h, r->args);

	if (code != r->code || strstr(h.out, r->out) == NULL ||
	    (r->err == NULL ? h.err_len != 0 : strstr(h.err, r->err) ==
	    NULL))
		fail_msg("exit %d, not %d\n%s\n%s", code, r->code, h.out,
		    h.err);
	if (r->code == 2)
		assert_int_equal(h.out_len, 0);
	free(h.out);
	free(h.err);
}

/* The document of A9.10: every member, in the order of the page. */
static void
json_has_every_member(void **state)
{
	static const char *const args[] = {"count", "counted-more", "tlog",
	    "nowhere", "--json", "--trust", "policy", NULL};
	static const char *const members[] = {"file", "kind", "steps",
	    "verdict", "question", "answer", "as_of", "trust"};
	static const char *const verdicts[] = {"verified", "failed",
	    "cannot_check", "cannot_check"};
	struct arena *a = arena_new(4 * MIB);
	const struct json *v, *files, *f;
	struct heard h;
	size_t n = 0;

	(void)state;
	assert_int_equal(call(&h, args), 5);
	assert_int_equal(h.err_len, 0);
	assert_int_equal(h.out[h.out_len - 1], '\n');
	assert_int_equal(json_parse(&v, bytes_of(h.out, h.out_len),
	    &json_file_limits, a, NULL), ERR_NONE);
	files = json_get(v, "files");
	assert_int_equal(files->count, 4);
	for (f = files->first; f != NULL; f = f->next, n++) {
		const struct json *m = f->first;

		for (size_t i = 0; i < COUNT(members); i++, m = m->next) {
			assert_non_null(m);
			assert_true(bytes_is(m->name, members[i]));
		}
		assert_null(m);
		assert_int_equal(json_get(f, "steps")->count, 6);
		assert_true(bytes_is(json_get_text(f, "verdict"),
		    verdicts[n]));
	}
	f = json_at(files, 0);
	assert_true(bytes_is(json_get_text(f, "question"), calls));
	v = json_get(f, "answer");
	assert_int_equal(json_get_number(v, "certain", -1), 2);
	assert_int_equal(json_get_number(v, "possible", -1), 5);
	assert_int_equal(json_get_number(v, "struck", -1), 5);
	assert_int_equal(json_get_number(v, "sealed", -1), 1);
	assert_true(json_is_null(json_get(json_at(files, 1), "answer")));
	v = json_get(f, "as_of");
	assert_int_equal(json_get_number(v, "size", -1), 21);
	assert_true(bytes_is(json_get_text(v, "time"),
	    "2026-11-20T14:02:31Z"));
	free(h.out);
	free(h.err);
	arena_free(a);
}

/* A3.2: JSON depends on no language. */
static void
json_is_one_in_both_languages(void **state)
{
	static const char *const en[] = {"counted-more", "--json", NULL};
	static const char *const fr[] = {"counted-more", "--json", "--lang",
	    "fr", NULL};
	struct heard a, b;

	(void)state;
	assert_int_equal(call(&a, en), 5);
	assert_int_equal(call(&b, fr), 5);
	assert_string_equal(a.out, b.out);
	free(a.out);
	free(a.err);
	free(b.out);
	free(b.err);
}

static void
codes_and_precedence(void **state)
{
	static const int order[] = {5, 6, 70, 8, 7, 9, 4, 3, 0};
	static const enum err errs[] = {ERR_PROOF, ERR_UNCHECKED, ERR_MEMORY,
	    ERR_STORE, ERR_REFUSED, ERR_CONFLICT, ERR_ABSENT, ERR_INPUT,
	    ERR_NONE};

	(void)state;
	for (size_t i = 0; i < COUNT(order); i++) {
		assert_int_equal(exit_code(errs[i]), order[i]);
		for (size_t k = i; k < COUNT(order); k++) {
			assert_int_equal(exit_worse(order[i], order[k]),
			    order[i]);
			assert_int_equal(exit_worse(order[k], order[i]),
			    order[i]);
		}
	}
}

/* Control characters of a name, and long lines (A11.1). */
static void
lines_are_tame(void **state)
{
	static const char *const args[] = {"no\nsuch\tfile", NULL};
	struct heard h;

	(void)state;
	assert_int_equal(call(&h, args), 4);
	assert_non_null(strstr(h.out, "no\\x0asuch\\x09file"));
	assert_non_null(strstr(h.err, "no\\x0asuch\\x09file"));
	for (char *line = h.err; *line != '\0'; line = strchr(line, '\n') + 1)
		assert_true(strchr(line, '\n') - line <= 240);
	free(h.out);
	free(h.err);
}

int
main(void)
{
	struct CMUnitTest tests[4 + COUNT(rows)] = {
		cmocka_unit_test(json_has_every_member),
		cmocka_unit_test(json_is_one_in_both_languages),
		cmocka_unit_test(codes_and_precedence),
		cmocka_unit_test(lines_are_tame),
	};
	size_t n = 4;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return _cmocka_run_group_tests("verify", tests, n, setup, teardown);
}
