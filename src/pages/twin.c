/* The other forms of a page: the API's own answer */
#include "pages/reading.h"
#include "web/api.h"
#include "web/problem.h"

bool
page_twin(void *context, struct http_request *request,
    struct http_answer *answer, const char *path)
{
	static const char base[] = "/api/v1";
	const size_t len = sizeof base - 1;

	if (request->suffix.len == 0)
		return false;
	/* the parts of a page's path hold the language first, as no part */
	for (size_t i = 0; i < api_table.count; i++) {
		const struct http_route *route = &api_table.routes[i];

		if (strcmp(route->method, "GET") != 0 ||
		    strncmp(route->pattern, base, len) != 0 ||
		    strcmp(route->pattern + len, path) != 0)
			continue;
		route->handler(context, request, answer);
		return true;
	}
	problem_put(answer, request, 404, "not-found",
	    N_("there is no such thing"));
	return true;
}
