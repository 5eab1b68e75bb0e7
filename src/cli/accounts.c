#include "cli/accounts.h"

#include <stdio.h>

#include "account/rights.h"
#include "base/file.h"

#define SECRET_FILE_BYTES 4096

enum err
cli_accounts_open(struct cli_accounts *x, struct cli *c, bool write)
{
	enum err rc;

	*x = (struct cli_accounts){.c = c};
	rc = cli_open(c, false);
	if (rc == ERR_NONE)
		rc = truth_open(&x->truth,
		    truth_path(registry_truth(c->registry)),
		    write ? TRUTH_BESIDE : TRUTH_READ, &c->e);
	if (rc == ERR_NONE)
		rc = accounts_open(&x->accounts, x->truth, &c->e);
	if (rc != ERR_NONE)
		return rc;
	x->objects = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	x->now_s = registry_now(c->registry);
	return ERR_NONE;
}

void
cli_accounts_close(struct cli_accounts *x)
{
	accounts_close(x->accounts);
	truth_close(x->truth);
}

enum err
cli_account(struct cli_accounts *x, const char *name, struct account *out)
{
	enum err rc = account_find(x->accounts, bytes_text(name), out,
	    &x->c->e);

	if (rc == ERR_ABSENT) {
		error_set(&x->c->e, ERR_ABSENT,
		    "there is no account of the name \"%s\"", name);
		return error_mend(&x->c->e, ERR_ABSENT, "chancery user list");
	}
	return rc;
}

enum err
cli_office(struct cli_accounts *x, char out[ACCOUNT_WHO_BYTES])
{
	char text[ID_TEXT_BYTES];
	uint64_t number;
	enum err rc = option_who(x->c, "acts-for", TYPE_BIT(TYPE_ORG), &number);

	out[0] = '\0';
	if (rc != ERR_NONE || number == NUMBER_NONE)
		return rc;
	rc = id_of(x->c, number, text);
	if (rc == ERR_NONE)
		(void)snprintf(out, ACCOUNT_WHO_BYTES, "%.47s", text);
	return rc;
}

struct json *
cli_office_json(struct cli_accounts *x, const char *office)
{
	if (office[0] == '\0' || strcmp(office, WHO_ALL) == 0)
		return json_new(x->c->arena, JSON_NULL);
	return object_thing_of_id(&x->objects, bytes_text(office));
}

struct json *
cli_rights_json(struct cli_accounts *x, uint32_t rights)
{
	struct json *list = json_new(x->c->arena, JSON_ARRAY);

	for (unsigned i = 0; i < RIGHT_COUNT; i++)
		if ((rights >> i & 1) != 0)
			json_add(list, json_new_cstr(x->c->arena,
			    right_word((enum right)i)));
	return list;
}

enum err
cli_secret(struct cli *c, const char *option, struct buffer *out)
{
	const char *path = cli_arg(c, option);
	enum err rc;

	buffer_reserve(out, SECRET_FILE_BYTES + 1);
	rc = strcmp(path, "-") == 0 ?
	    file_read(out, path, SECRET_FILE_BYTES, &c->e) :
	    file_read_secret(out, path, SECRET_FILE_BYTES, &c->e);
	if (rc == ERR_NONE && out->len != 0 && out->at[out->len - 1] == '\n')
		out->len--;
	return rc;
}
