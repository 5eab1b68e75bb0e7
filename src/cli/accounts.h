/*
 * cli/accounts.h - the accounts of a register, beside the process that serves
 *
 * Source      interfaces A9.7, B6.2, D
 */
#ifndef CLI_ACCOUNTS_H
#define CLI_ACCOUNTS_H

#include "account/account.h"
#include "cli/submit.h"

struct cli_accounts {
	struct cli *c;
	struct truth *truth;
	struct accounts *accounts;
	struct objects objects;
	int64_t now_s;
};

/* Opens the register for reading and its private tables; for writing beside
 * whoever serves. Always to be closed. */
MUST_CHECK enum err cli_accounts_open(struct cli_accounts *x, struct cli *c,
    bool write);
void cli_accounts_close(struct cli_accounts *x);
/* The account of that name. */
MUST_CHECK enum err cli_account(struct cli_accounts *x, const char *name,
    struct account *out);
/* The id of --acts-for as text; "" where it was not given. */
MUST_CHECK enum err cli_office(struct cli_accounts *x,
    char out[ACCOUNT_WHO_BYTES]);
/* A thing of the register; null for "" and "*". */
struct json *cli_office_json(struct cli_accounts *x, const char *office);
struct json *cli_rights_json(struct cli_accounts *x, uint32_t rights);
/* A file that is a secret, without the LF at its end; "-" is stdin. */
MUST_CHECK enum err cli_secret(struct cli *c, const char *option,
    struct buffer *out);

#endif
