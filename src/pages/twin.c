/* The other forms of a page: the API's own answer */
#include "pages/reading.h"
#include "web/problem.h"

bool
page_twin(void *context, struct http_request *request,
    struct http_answer *answer, const char *path)
{
	(void)context;
	(void)path;
	if (request->suffix.len == 0)
		return false;
	problem_put(answer, request, 404, "not-found",
	    N_("there is no such thing"));
	return true;
}
