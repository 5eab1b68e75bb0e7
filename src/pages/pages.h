/*
 * pages/pages.h - the pages of a register, as tables of routes
 *
 * Purpose     what `chancery serve` gives to the server: every page of
 *             interfaces C2 in both languages.
 * Ownership   one struct pages for the life of a server; pages_free(NULL) is
 *             fine.
 */
#ifndef PAGES_PAGES_H
#define PAGES_PAGES_H

#include "pages/footing.h"

#define PAGES_TABLES_MAX 40

/* What pages keep from request to request. */
struct pages {
	struct footing footing;
};

MUST_CHECK enum err pages_new(struct pages **out, struct error *e);
void pages_free(struct pages *pages);
/* Every family; how many there are. */
size_t pages_tables(struct http_route_table out[PAGES_TABLES_MAX]);
/* For http_server_options: a problem as a page. */
void pages_problem(void *context, struct http_request *request,
    struct http_answer *answer, unsigned status, const char *code,
    const char *sentence);

#endif
