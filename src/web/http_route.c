/* Which route fits a path */
#include <stdio.h>

#include "web/http_inside.h"

/* How a part of a pattern fits, the better the larger; two bits each. */
enum fit { FIT_REST, FIT_ANY, FIT_CUT, FIT_WHOLE };

/* Cuts "/part" off; false at the end. */
static bool
next_part(struct bytes *rest, struct bytes *part)
{
	size_t end = 1;

	if (rest->len == 0 || rest->at[0] != '/')
		return false;
	while (end < rest->len && rest->at[end] != '/')
		end++;
	*part = bytes_of(rest->at + 1, end - 1);
	*rest = bytes_of(rest->at + end, rest->len - end);
	return true;
}

static bool
is_suffix(struct bytes word)
{
	static const char *const known[] = {"json", "jsonl", "csv", "atom",
	    "proof", "svg"};

	for (size_t i = 0; i < COUNT(known); i++)
		if (bytes_is(word, known[i]))
			return true;
	return false;
}

/* "/en/p/7.json": "/en/p/7" and "json". */
static void
cut_suffix(struct bytes *path, struct bytes *suffix)
{
	size_t dot = path->len;

	*suffix = bytes_text("");
	while (dot != 0 && path->at[dot - 1] != '.' &&
	    path->at[dot - 1] != '/')
		dot--;
	if (dot < 2 || path->at[dot - 1] != '.' || path->at[dot - 2] == '/' ||
	    !is_suffix(bytes_of(path->at + dot, path->len - dot)))
		return;
	*suffix = bytes_of(path->at + dot, path->len - dot);
	path->len = dot - 1;
}

static bool
keep_part(struct http_request *r, struct bytes part)
{
	if (part.len == 0 || r->part_count == HTTP_PARTS_MAX)
		return false;
	r->parts[r->part_count++] = part;
	return true;
}

static bool
fits_part(struct http_request *r, struct bytes want, struct bytes have,
    enum fit *fit)
{
	*fit = FIT_ANY;
	if (bytes_is(want, "*"))
		return keep_part(r, have);
	*fit = r->suffix.len == 0 ? FIT_WHOLE : FIT_CUT;
	if (!bytes_is(want, "{lang}"))
		return bytes_equal(want, have);
	r->lang = bytes_is(have, "fr") ? LANG_FR : LANG_EN;
	return bytes_is(have, "fr") || bytes_is(have, "en");
}

uint64_t
http_route_fits(const struct http_route *route, struct http_request *r)
{
	struct bytes pattern = bytes_text(route->pattern), path = r->path;
	struct bytes want, have;
	unsigned shift = 64;
	uint64_t rank = 0;
	enum fit fit;

	r->part_count = 0;
	r->suffix = bytes_text("");
	if (route->flags & HTTP_SUFFIX)
		cut_suffix(&path, &r->suffix);
	while (next_part(&pattern, &want)) {
		shift -= shift == 0 ? 0 : 2;
		if (bytes_is(want, "**"))
			return path.len >= 2 &&
				keep_part(r, bytes_of(path.at + 1,
						 path.len - 1)) ?
			    rank | 1 :
			    0;
		if (!next_part(&path, &have) ||
		    !fits_part(r, want, have, &fit))
			return 0;
		rank |= (uint64_t)fit << shift;
	}
	return path.len == 0 ? rank | 1 : 0;
}

const struct http_route *
http_route_find(const struct http_route_table *tables, size_t count,
    struct http_request *r, unsigned *methods)
{
	const struct http_route *best = NULL;
	uint64_t best_rank = 0;
	enum lang lang = r->lang;

	*methods = 0;
	for (size_t t = 0; t < count; t++)
		for (size_t i = 0; i < tables[t].count; i++) {
			const struct http_route *route = &tables[t].routes[i];
			uint64_t rank = http_route_fits(route, r);

			if (rank == 0)
				continue;
			*methods |= http_method_bit(route->method);
			if (rank > best_rank &&
			    strcmp(route->method, r->method) == 0) {
				best = route;
				best_rank = rank;
			}
		}
	r->lang = lang;
	if (best != NULL)
		(void)http_route_fits(best, r);
	return best;
}

static const char *const method_names[] = {"GET", "HEAD", "POST", "PUT",
    "DELETE", "OPTIONS"};

unsigned
http_method_bit(const char *method)
{
	for (unsigned i = 0; i < COUNT(method_names); i++)
		if (strcmp(method, method_names[i]) == 0)
			return 1u << i;
	return 0;
}

void
http_methods_print(char out[HTTP_ALLOW_BYTES], unsigned methods)
{
	size_t len = 0;

	if (methods & http_method_bit("GET"))
		methods |= http_method_bit("HEAD");
	out[0] = '\0';
	for (unsigned i = 0; i < COUNT(method_names); i++)
		if (methods & 1u << i)
			len += (size_t)snprintf(out + len,
			    HTTP_ALLOW_BYTES - len, "%s%s",
			    len == 0 ? "" : ", ", method_names[i]);
}
