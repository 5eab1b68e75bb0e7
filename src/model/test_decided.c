/* format/entry 5.11, 5.13, 5.14, 5.15, 5.16, 5.17: cases that two
 * implementations once decided differently, each after the example log.
 * Signatures are not real ones: holders alone are judged. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "model/ledger.h"

#include "base/testing.h"

#define ORIGIN "register.example/foreign-contacts"

static const struct json *
lines_of(struct arena *a, const char *name)
{
	const char *top = getenv("CHANCERY_SOURCE");
	struct json *list = json_new(a, JSON_ARRAY);
	struct buffer file = {0};
	struct bytes rest, line;
	char path[PATH_BYTES];
	bool complete;

	assert_int_equal(path_join(path, top == NULL ? "." : top, name, NULL),
	    ERR_NONE);
	assert_int_equal(file_read(&file, path, 4 * MIB, NULL), ERR_NONE);
	rest = arena_copy(a, buffer_bytes(&file));
	buffer_release(&file);
	while (bytes_line(&rest, &line, &complete)) {
		const struct json *v;

		assert_int_equal(json_parse(&v, line, &json_file_limits, a,
				     NULL),
		    ERR_NONE);
		json_add(list, json_clone(a, v));
	}
	return list;
}

/* "valid" or "invalid: CODE" of one leaf, which is taken up. */
static void
judge_leaf(struct ledger *l, struct judge *j, struct bytes leaf,
    char out[64], struct arena *a)
{
	struct outcome outcome;
	struct entry entry;
	struct error e = {0};

	if (entry_parse(&entry, leaf, ORIGIN, a, &e) != ERR_NONE) {
		(void)snprintf(out, 64, "invalid: %s", e.word);
		return;
	}
	assert_int_equal(judge_verify(j, &entry, ledger_count(l), &outcome, a,
			     &e),
	    ERR_NONE);
	assert_int_equal(ledger_add(l, &entry, &outcome, &e), ERR_NONE);
	if (outcome.kind == OUTCOME_VALID)
		(void)snprintf(out, 64, "valid");
	else if (outcome.kind == OUTCOME_NOTE)
		(void)snprintf(out, 64, "valid, note");
	else
		(void)snprintf(out, 64, "invalid: %.40s", outcome.code);
}

static void
test_decided(void **state)
{
	struct arena *a = arena_new(256 * MIB);
	const struct json *log, *cases;

	(void)state;
	assert_non_null(a);
	log = lines_of(a, "tests/vectors/model/entries.jsonl");
	cases = lines_of(a, "tests/vectors/model/decided.jsonl");
	assert_int_equal(cases->count, 11);
	for (const struct json *c = cases->first; c != NULL; c = c->next) {
		struct bytes name = json_get_text(c, "name");
		struct bytes want = json_get_text(c, "outcome");
		struct ledger *l = NULL;
		struct judge j;
		char got[64] = "";

		assert_int_equal(ledger_new(&l, NULL, NULL), ERR_NONE);
		judge_init(&j, ledger_world(l), ORIGIN);
		j.skip_signatures = true;
		for (const struct json *e = log->first; e != NULL;
		     e = e->next) {
			judge_leaf(l, &j, json_get_text(e, "canonical"), got,
			    a);
			assert_string_equal(got, "valid");
		}
		for (const struct json *e = json_get(c, "leaves")->first;
		     e != NULL; e = e->next) {
			judge_leaf(l, &j, e->text, got, a);
			if (e->next != NULL)
				assert_string_equal(got, "valid");
		}
		if (!bytes_is(want, got))
			fail_msg("%.*s: %s", (int)name.len,
			    (const char *)name.at, got);
		ledger_free(l);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
