/*
 * pages/tables.h - the routes of each family of pages; not for others
 *
 * A family is one file with a table at its end. A pattern begins with
 * "{lang}", which stands for "en" or "fr".
 */
#ifndef PAGES_TABLES_H
#define PAGES_TABLES_H

#include "web/http_server.h"

extern const struct http_route_table home_table,
    signing_in_table, enrolling_table, account_table, contact_table,
    papers_table, party_table, state_table, statement_table,
    api_pages_table, ask_table, help_table, late_table, leading_table,
    lists_table, problems_table, search_table, status_table,
    texts_table, verify_table, data_table;

/* what files */
extern const struct http_route_table filing_table, filing_check_table,
    filing_receipt_table, amending_table, annulling_table, declaring_table,
    noting_table, thing_pages_table;

#endif
