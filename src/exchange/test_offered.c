/* One export is offered at a time, and none from before an erasure. */
#include "exchange/offered.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/testing.h"
#include "register/test_support.h"

static struct place place;

static int
set_up(void **state)
{
	(void)state;
	place_make(&place);
	place_vector_register(&place);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	place_remove(&place);
	return 0;
}

static bool
is_there(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0;
}

static void
what_is_made_is_read_again(void **state)
{
	struct offered made, read;
	char path[PATH_BYTES];

	(void)state;
	assert_int_equal(offered_read(&read, place.r, &place.e), ERR_ABSENT);
	assert_ok(&place, offered_make(&made, place.r, &place.e));
	assert_ok(&place, offered_read(&read, place.r, &place.e));
	assert_int_equal(read.size, registry_size(place.r));
	assert_int_equal(read.count, made.count);
	for (size_t i = 0; i < read.count; i++) {
		struct buffer bytes = {0};
		struct hash sum;

		assert_string_equal(read.files[i].path, made.files[i].path);
		assert_ok(&place, offered_path(path, &read, place.r,
		    read.folder, read.files[i].path, &place.e));
		assert_ok(&place, file_read(&bytes, path, 16 * MIB, &place.e));
		assert_int_equal(bytes.len, read.files[i].bytes);
		sum = hash_bytes(buffer_bytes(&bytes));
		assert_memory_equal(sum.at, read.files[i].sha256.at, 32);
		buffer_release(&bytes);
	}
}

static void
nothing_else_is_handed_out(void **state)
{
	static const char *const others[] = {"", ".", "../index.json",
	    "csv/../../../register.db", "csv", "/etc/passwd"};
	struct offered o;
	char path[PATH_BYTES];

	(void)state;
	assert_ok(&place, offered_make(&o, place.r, &place.e));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_equal(offered_path(path, &o, place.r, o.folder,
		    others[i], &place.e), ERR_ABSENT);
	assert_int_equal(offered_path(path, &o, place.r, "..",
	    o.files[0].path, &place.e), ERR_ABSENT);
}

static void
a_newer_one_takes_the_place_of_the_old(void **state)
{
	struct offered old, newer;
	char gone[PATH_BYTES], here[PATH_BYTES];

	(void)state;
	assert_ok(&place, offered_make(&old, place.r, &place.e));
	assert_ok(&place, offered_path(gone, &old, place.r, old.folder,
	    old.files[0].path, &place.e));
	place.now_s++;
	assert_ok(&place, offered_make(&newer, place.r, &place.e));
	assert_string_not_equal(old.folder, newer.folder);
	assert_ok(&place, offered_path(here, &newer, place.r, newer.folder,
	    newer.files[0].path, &place.e));
	assert_true(is_there(here));
	assert_false(is_there(gone));
}

/* The index says that it is of size 1: every erasure came later. */
static void
one_from_before_an_erasure_goes(void **state)
{
	static const char tail[] = ",\"made\":1,\"files\":[{\"path\":"
	    "\"register.jsonl\",\"bytes\":1,\"rows\":null,\"sha256\":\"";
	struct offered o;
	struct buffer text = {0};
	char path[PATH_BYTES], index[PATH_BYTES];

	(void)state;
	assert_ok(&place, offered_make(&o, place.r, &place.e));
	assert_ok(&place, offered_path(path, &o, place.r, o.folder,
	    "register.jsonl", &place.e));
	assert_true(is_there(path));
	buffer_printf(&text, "{\"folder\":\"%s\",\"size\":1%s", o.folder,
	    tail);
	for (size_t i = 0; i < 64; i++)
		buffer_byte(&text, '0');
	buffer_text(&text, "\"}]}");
	(void)snprintf(index, sizeof index, "%s",
	    place_path(&place, "exports/index.json"));
	assert_ok(&place, file_write_atomic(index, buffer_bytes(&text), 0644,
	    &place.e));
	assert_int_equal(offered_read(&o, place.r, &place.e), ERR_ABSENT);
	assert_false(is_there(path));
	buffer_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_made_is_read_again,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_else_is_handed_out,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_newer_one_takes_the_place_of_the_old, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    one_from_before_an_erasure_goes, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
