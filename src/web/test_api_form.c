/* interfaces B1.2; RFC 9110 12.5.1 */
#include "web/api_form.h"

#include "base/testing.h"

#define LIST (API_JSON | API_CSV | API_JSONL)

static const struct row {
	const char *name, *accept;
	unsigned forms;
	enum api_form usual, want;
} rows[] = {
    {"nobody asks", "", LIST, API_JSON, API_JSON},
    {"anything", "*/*", LIST, API_JSONL, API_JSONL},
    {"one by name", "text/csv", LIST, API_JSON, API_CSV},
    {"names have no case", "Text/CSV", LIST, API_JSON, API_CSV},
    {"a type with any part", "text/*", LIST, API_JSON, API_CSV},
    {"what a browser sends", "text/html,application/xhtml+xml,*/*;q=0.8", LIST,
	API_JSON, API_JSON},
    {"the heavier one", "text/csv;q=0.5, application/json;q=0.2", LIST,
	API_JSON, API_CSV},
    {"named before any", "*/*;q=0.9, application/json;q=0.1", API_JSON | API_CSV,
	API_JSON, API_CSV},
    {"refused by name", "application/json;q=0, */*", LIST, API_JSON, API_CSV},
    {"weights with blanks", "text/csv ; q=0.1 , application/json;q=1", LIST,
	API_CSV, API_JSON},
    {"nothing of it", "image/png", LIST, API_JSON, 0},
    {"all refused", "*/*;q=0", LIST, API_JSON, 0},
    {"nonsense", ",,;;/", LIST, API_JSON, 0},
};

static void
check_row(void **state)
{
	const struct row *r = *state;

	assert_int_equal(api_form_of_accept(r->forms, r->usual,
	    bytes_text(r->accept)), r->want);
}

static void
suffixes_are_those_of_the_operation(void **state)
{
	(void)state;
	assert_int_equal(api_form_of_suffix(LIST, bytes_text("csv")), API_CSV);
	assert_int_equal(api_form_of_suffix(LIST, bytes_text("atom")), 0);
	assert_int_equal(api_form_of_suffix(API_TEXT, bytes_text("")), 0);
	assert_int_equal(api_form_of_suffix(LIST | API_ATOM,
	    bytes_text("atom")), API_ATOM);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 1];
	size_t n = 0;

	for (; n < COUNT(rows); n++)
		tests[n] = (struct CMUnitTest){.name = rows[n].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[n]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    suffixes_are_those_of_the_operation);
	return _cmocka_run_group_tests("api_form", tests, n, NULL, NULL);
}
