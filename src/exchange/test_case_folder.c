/* Case folders that are refused, each with file and member, and the rules of
 * ids, keys and seeds: docs/case.md 2, 3. */
#include "exchange/case_folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "exchange/case_symbols.h"

#include "base/testing.h"

#define HEAD "{\"at\":\"2025-01-06T09:00:00Z\",\"by\":\"org:@registrar\","
#define POLICY                                                               \
	HEAD "\"type\":\"policy\",\"id\":\"policy:@p\",\"prev\":null,"       \
	     "\"slots\":null,\"body\":{\"keys\":[{\"id\":\"key:@registrar\"," \
	     "\"holder\":\"org:@registrar\",\"public\":\"@registrar\"}],"    \
	     "\"log_key\":\"@log\",\"registrar\":\"org:@registrar\"}}"
#define ORG                                                              \
	HEAD "\"type\":\"org\",\"id\":\"org:@registrar\",\"prev\":null," \
	     "\"slots\":{\"names\":[]},\"body\":{}}"
#define PERSON(more, body)                                      \
	HEAD "\"type\":\"person\",\"id\":\"person:@m\"," more   \
	     "\"slots\":{\"note\":\"person:@m\"},\"body\":" body "}"
#define CASE(coverage)                                             \
	"{\"title\":{\"en\":\"A\"},\"sentences\":2,\"questions\":[]," \
	"\"coverage\":[" coverage "]}"
#define ONE "{\"n\":1,\"entries\":[\"person:@m\"],\"reason\":null}"
#define TWO "{\"n\":2,\"entries\":[],\"reason\":{\"en\":\"A\"}}"
#define GOOD PERSON("\"prev\":null,", "{}")

static const struct row {
	const char *name, *third, *third_name, *case_json;
	enum err want;
	const char *field, *text; /* begins with, holds */
} rows[] = {
    {"a whole case", GOOD, NULL, CASE(ONE "," TWO), ERR_NONE, "", ""},
    {"a sentence without answer is told, not refused", GOOD, NULL, CASE(ONE),
     ERR_NONE, "", ""},
    /* case 2.1: names and numbers */
    {"a number that stands twice", GOOD, "entries/001-again.json",
     CASE(ONE "," TWO), ERR_INPUT, "entries/001-registrar.json", "001"},
    {"a number left out", GOOD, "entries/003-m.json", CASE(ONE "," TWO),
     ERR_ABSENT, "", "002"},
    {"another name", GOOD, "entries/x.json", CASE(ONE "," TWO), ERR_INPUT,
     "entries/x.json", "NNN"},
    {"a path upwards", GOOD, "entries/002-../../m.json", CASE(ONE "," TWO),
     ERR_INPUT, "entries/002", "NNN"},
    {"a slug that stands twice", GOOD, "entries/002-p.json",
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-p.json", "slug"},
    /* case 2.2: members */
    {"no JSON", "{", NULL, CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json",
     "member name"},
    {"no object", "[]", NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json", "object"},
    {"a member too many", PERSON("\"prev\":null,\"why\":1,", "{}"), NULL,
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /why", "member"},
    {"a member missing", PERSON("", "{}"), NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json /prev", "missing"},
    {"an index root", "{\"at\":\"2025-01-06T09:00:00Z\",\"by\":\"org:@r\","
     "\"type\":\"index-root\",\"id\":\"index-root:@m\",\"prev\":null,"
     "\"slots\":null,\"body\":{}}", NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json /type", "type"},
    {"an id of another type", "{\"at\":\"2025-01-06T09:00:00Z\","
     "\"by\":\"org:@r\",\"type\":\"person\",\"id\":\"org:@m\",\"prev\":null,"
     "\"slots\":null,\"body\":{}}", NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json /id", "person:@name"},
    {"an earlier time", "{\"at\":\"2025-01-05T09:00:00Z\","
     "\"by\":\"org:@registrar\",\"type\":\"person\",\"id\":\"person:@m\","
     "\"prev\":null,\"slots\":null,\"body\":{}}", NULL, CASE(ONE "," TWO),
     ERR_INPUT, "entries/002-m.json /at", "earlier"},
    {"no time", "{\"at\":\"2025-01-06\",\"by\":\"org:@registrar\","
     "\"type\":\"person\",\"id\":\"person:@m\",\"prev\":null,\"slots\":null,"
     "\"body\":{}}", NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json /at", "time"},
    /* case 3: symbols */
    {"a symbol that nobody files", PERSON("\"prev\":null,",
     "{\"a\":[{\"b\":\"org:@nobody\"}]}"), NULL, CASE(ONE "," TWO), ERR_INPUT,
     "entries/002-m.json /body/a/0/b", "org:@nobody"},
    {"a symbol of no type", PERSON("\"prev\":null,", "{\"a\":\"perso:@m\"}"),
     NULL, CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /body/a",
     "perso"},
    {"itself", PERSON("\"prev\":null,", "{\"a\":\"person:@m\"}"), NULL,
     CASE(ONE "," TWO), ERR_NONE, "", ""},
    {"a leaf of a later file", PERSON("\"prev\":null,", "{\"a\":\"@002\"}"),
     NULL, CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /body/a", "002"},
    /* case 2.3: versions */
    {"a version after itself", PERSON("\"prev\":\"@002\",", "{}"), NULL,
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /prev", "002"},
    {"a version after a later file", PERSON("\"prev\":\"@003\",", "{}"), NULL,
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /prev", "003"},
    {"a version of another thing", PERSON("\"prev\":\"@001\",", "{}"), NULL,
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /prev", "another"},
    {"a hash in place of a number", PERSON("\"prev\":\"00ff\",", "{}"), NULL,
     CASE(ONE "," TWO), ERR_INPUT, "entries/002-m.json /prev", "@007"},
    /* case 2.4: case.json */
    {"a sentence twice", GOOD, NULL, CASE(ONE "," ONE "," TWO), ERR_INPUT,
     "case.json /coverage", "1"},
    {"two of them twice", GOOD, NULL, CASE(ONE "," TWO "," ONE "," TWO),
     ERR_INPUT, "case.json /coverage", "1, 2"},
    {"a sentence beyond the last", GOOD, NULL,
     CASE("{\"n\":3,\"entries\":[],\"reason\":null}"), ERR_INPUT,
     "case.json /coverage/0/n", "number"},
    {"sentence 0", GOOD, NULL,
     CASE("{\"n\":0,\"entries\":[],\"reason\":null}"), ERR_INPUT,
     "case.json /coverage/0/n", "number"},
    {"an entry that nobody files", GOOD, NULL,
     CASE("{\"n\":1,\"entries\":[\"person:@x\"],\"reason\":null}"), ERR_INPUT,
     "case.json /coverage/0/entries", "files"},
    {"an entry twice", GOOD, NULL, CASE("{\"n\":1,\"entries\":"
     "[\"person:@m\",\"person:@m\"],\"reason\":null}"), ERR_INPUT,
     "case.json /coverage/0/entries", "twice"},
    {"entries and a reason", GOOD, NULL, CASE("{\"n\":1,\"entries\":"
     "[\"person:@m\"],\"reason\":{\"en\":\"A\"}}"), ERR_INPUT,
     "case.json /coverage/0/reason", "represented"},
    {"a reason of one language without name", GOOD, NULL,
     CASE("{\"n\":1,\"entries\":[],\"reason\":\"A\"}"), ERR_INPUT,
     "case.json /coverage/0/reason", "text"},
    {"no title", GOOD, NULL, "{\"title\":{},\"sentences\":2,\"questions\":[],"
     "\"coverage\":[]}", ERR_INPUT, "case.json /title", "text"},
    {"no number of sentences", GOOD, NULL, "{\"title\":{\"en\":\"A\"},"
     "\"sentences\":0,\"questions\":[],\"coverage\":[]}", ERR_INPUT,
     "case.json /sentences", "1"},
    {"a million sentences", GOOD, NULL, "{\"title\":{\"en\":\"A\"},"
     "\"sentences\":1000000,\"questions\":[],\"coverage\":[]}", ERR_INPUT,
     "case.json /sentences", "10000"},
    {"a question without its numbers", GOOD, NULL, "{\"title\":{\"en\":\"A\"},"
     "\"sentences\":2,\"questions\":[{\"canonical\":\"x\",\"certain\":1,"
     "\"possible\":1}],\"coverage\":[]}", ERR_INPUT,
     "case.json /questions/0/struck", "missing"},
    {"no case.json", GOOD, NULL, NULL, ERR_ABSENT, "", "case.json"},
};

static struct case_file
file_of(const char *name, const char *content)
{
	return (struct case_file){bytes_text(name), bytes_text(content)};
}

static enum err
parse(struct case_folder **c, const struct row *r, struct error *e)
{
	struct case_file files[4];
	size_t count = 0;

	files[count++] = file_of(
	    r->third_name == NULL ? "entries/002-m.json" : r->third_name,
	    r->third);
	files[count++] = file_of("entries/001-registrar.json", ORG);
	files[count++] = file_of("entries/000-p.json", POLICY);
	if (r->case_json != NULL)
		files[count++] = file_of("case.json", r->case_json);
	return case_folder_parse(c, files, count, e);
}

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct case_folder *c = NULL;
	struct error e = {0};
	enum err rc = parse(&c, r, &e);

	assert_int_equal(rc, r->want);
	assert_int_equal(c != NULL, rc == ERR_NONE);
	if (strncmp(e.field, r->field, strlen(r->field)) != 0)
		assert_string_equal(e.field, r->field);
	if (strstr(e.text, r->text) == NULL && strstr(e.mend, r->text) == NULL)
		assert_string_equal(e.text, r->text);
	case_folder_free(c);
}

/* case 3.1: the rule of vectors/model/README.md, by its own values */
static void
check_rules(void **state)
{
	static const char id_text[] = "person:7avb4zfh18cbk4v5mm704x4f1h";
	struct case_folder *c = NULL;
	struct error e = {0};
	struct hash key = case_example_key(bytes_text("registrar"));
	struct id id;
	char text[ID_TEXT_BYTES], hex[65];

	(void)state;
	case_example_id(&id, TYPE_PERSON, bytes_text("member"));
	id_print(text, &id);
	assert_string_equal(text, id_text);
	hash_print(hex, &key);
	assert_string_equal(hex, "a155adf5d394e97652154142a0d8a522d3e23b7c5fe7"
				 "21d21500e2a09c498c4e");
	assert_int_equal(parse(&c, &rows[0], &e), ERR_NONE);
	key = case_example("seed", bytes_text("m"));
	assert_memory_equal(c->entries[2].seed.at, key.at, sizeof key.at);
	assert_string_equal(json_get_text(json_at(json_get(c->entries[0].body,
	    "keys"), 0), "public").at,
	    "/3UkqcuiuHzqxsmvbCz80DxBKT6l9j3O1D8GP7r632M=");
	/* words stay as they are only where they are no symbol */
	case_example_id(&id, TYPE_PERSON, bytes_text("m"));
	id_print(text, &id);
	assert_true(bytes_is(json_get_text(c->entries[2].slots, "note"), text));
	assert_int_equal(c->sentence_count, 2);
	assert_int_equal(c->represented, 1);
	assert_int_equal(c->not_represented, 1);
	assert_int_equal(c->missing_count, 0);
	case_folder_free(c);
	assert_int_equal(parse(&c, &rows[1], &e), ERR_NONE);
	assert_int_equal(c->missing_count, 1);
	assert_int_equal(c->missing[0], 2);
	case_folder_free(c);
}

/* case 2.1: limits */
static void
check_sizes(void **state)
{
	struct case_file files[2] = {file_of("case.json", "{}"),
	    file_of("entries/000-a.json", "")};
	struct case_folder *c = NULL;
	struct error e = {0};
	char *big = calloc(1, CASE_FILE_BYTES + 1);

	(void)state;
	assert_non_null(big);
	memset(big, ' ', CASE_FILE_BYTES + 1);
	files[1].content = bytes_of(big, CASE_ENTRY_BYTES + 1);
	assert_int_equal(case_folder_parse(&c, files, 2, &e), ERR_INPUT);
	assert_string_equal(e.field, "entries/000-a.json");
	files[1].content = bytes_text("{}");
	files[0].content = bytes_of(big, CASE_FILE_BYTES + 1);
	assert_int_equal(case_folder_parse(&c, files, 2, &e), ERR_INPUT);
	assert_string_equal(e.field, "case.json");
	assert_int_equal(case_folder_parse(&c, files, 0, &e), ERR_ABSENT);
	assert_int_equal(case_folder_read(&c, "/nonexistent/case", &e),
	    ERR_ABSENT);
	free(big);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + 2];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	tests[n++] = (struct CMUnitTest){.name = "ids, keys, seeds",
	    .test_func = check_rules};
	tests[n++] = (struct CMUnitTest){.name = "limits",
	    .test_func = check_sizes};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
