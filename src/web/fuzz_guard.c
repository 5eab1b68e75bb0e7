/* A request's target, and its headers as lines: what passes holds what the
 * guard promises, and the lists in headers are read without running off.
 * interfaces B4.2 */
#include <assert.h>

#include "format/json.h"
#include "web/http_inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
check_text(struct bytes text)
{
	size_t bad;

	assert(utf8_check(text, &bad));
	for (size_t i = 0; i < text.len; i++)
		assert(text.at[i] >= 0x20 && text.at[i] != 0x7f);
}

static void
check_target(struct bytes target)
{
	static const struct http_route routes[] = {
	    {.method = "GET", .pattern = "/{lang}/*/a", .flags = HTTP_SUFFIX},
	    {.method = "GET", .pattern = "/*/b/**"},
	    {.method = "GET", .pattern = "/a/*", .flags = HTTP_SUFFIX},
	};
	static const struct http_route_table table = {routes, COUNT(routes)};
	struct http_request r = {.arena = arena_new(MIB), .method = "GET"};
	unsigned methods;

	if (r.arena != NULL && http_guard_target(&r, target).status == 0) {
		assert(target.len <= HTTP_TARGET_BYTES);
		assert(r.path.len != 0 && r.path.at[0] == '/');
		assert(r.path.len <= target.len);
		check_text(r.path);
		for (size_t i = 0; i + 3 <= r.path.len; i++)
			assert(memcmp(r.path.at + i, "/..", 3) != 0 ||
			    (i + 3 < r.path.len && r.path.at[i + 3] != '/'));
		assert(memchr(r.path.at, '\\', r.path.len) == NULL);
		assert(r.query_count <= HTTP_QUERY_MAX);
		for (size_t i = 0; i < r.query_count; i++) {
			check_text(r.query[i].name);
			check_text(r.query[i].value);
		}
		if (http_route_find(&table, 1, &r, &methods) != NULL)
			assert(r.part_count >= 1 && r.parts[0].len != 0 &&
			    r.suffix.len < 6);
	}
	arena_free(r.arena);
}

static void
check_header(struct bytes line)
{
	size_t colon = bytes_find(line, ':');
	struct bytes name = bytes_of(line.at, colon), value;
	uint8_t address[16];
	int q;

	value = colon == line.len ? bytes_of(line.at, 0) :
				    bytes_of(line.at + colon + 1,
					line.len - colon - 1);
	if (http_guard_header(name, value).status == 0) {
		assert(name.len != 0);
		assert(memchr(name.at, ' ', name.len) == NULL);
		if (value.len != 0)
			assert(memchr(value.at, '\0', value.len) == NULL &&
			    memchr(value.at, '\r', value.len) == NULL);
	}
	q = http_quality(value, "fr");
	assert(q >= -1 && q <= 1000);
	(void)http_address_parse(address, value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes rest = bytes_of(at, len), line;
	bool complete;

	if (bytes_line(&rest, &line, &complete))
		check_target(line);
	while (bytes_line(&rest, &line, &complete))
		check_header(line);
	return 0;
}
