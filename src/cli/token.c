/* chancery token new|list|revoke: keys of programs (B6.2) */
#include "cli/accounts.h"

#include "account/token.h"

#include <stdio.h>
#include <stdlib.h>

struct listing {
	struct cli_accounts x;
	struct json *tokens;
	char text[TOKEN_TEXT_BYTES]; /* of a new one */
};

static struct json *
time_or_null(struct listing *l, int64_t at_s)
{
	struct arena *a = l->x.c->arena;

	return at_s == 0 ? json_new(a, JSON_NULL) : object_time(a, at_s);
}

static enum err
tell(void *context, const struct token *t, struct error *e)
{
	struct listing *l = context;
	struct cli *c = l->x.c;
	struct arena *a = c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	struct cells cells = {.count = 0};
	char label[ACCOUNT_LABEL_BYTES], until[21];

	(void)e;
	account_label(label, t->account);
	time_print(until, t->until_s);
	json_put_number(a, v, "id", t->id);
	json_put_cstr(a, v, "user", label);
	json_put(a, v, "office", cli_office_json(&l->x, t->office));
	json_put_cstr(a, v, "label", t->label);
	json_put(a, v, "rights", cli_rights_json(&l->x, t->rights));
	json_put(a, v, "created", object_time(a, t->made_s));
	json_put_cstr(a, v, "until", until);
	json_put(a, v, "last_used", time_or_null(l, t->used_s));
	json_put(a, v, "revoked", time_or_null(l, t->revoked_s));
	json_add(l->tokens, v);
	if (cli_lists(c)) {
		cells_number(&cells, t->id, c->arena);
		cells_text(&cells, bytes_text(label));
		cells_text(&cells, bytes_text(t->label));
		cells_text(&cells, bytes_text(until));
		cells_text(&cells, bytes_text(t->revoked_s != 0 ? "revoked" :
								""));
		cli_list_row(c, v, &cells);
	} else if (!c->json) {
		buffer_printf(&c->out, "%-4lld %-8s %s  %s%s\n",
		    (long long)t->id, label, until, t->label,
		    t->revoked_s == 0 ? "" : TR(c, "  revoked"));
	}
	return ERR_NONE;
}

static enum err
list_of(struct listing *l, const char *name)
{
	struct account account = {.id = 0};
	enum err rc = ERR_NONE;

	if (name != NULL)
		rc = cli_account(&l->x, name, &account);
	cli_list_begin(l->x.c, "id,user,label,until,state");
	if (rc == ERR_NONE)
		rc = tokens_each(l->x.accounts, account.id, tell, l,
		    &l->x.c->e);
	if (rc == ERR_ABSENT && name == NULL)
		rc = ERR_NONE; /* a register from before there were any */
	if (rc == ERR_NONE)
		cli_list_end(l->x.c, object_as_of(&l->x.objects,
		    registry_size(l->x.c->registry)));
	return rc;
}

/* Through the end of that day, UTC. */
static enum err
read_until(struct listing *l, int64_t *out)
{
	struct cli *c = l->x.c;
	const char *text = cli_arg(c, "until");
	uint32_t day;

	if (!day_parse(bytes_text(text), &day)) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is not a day", text);
		error_field(&c->e, "--until");
		return ERR_INPUT;
	}
	*out = ((int64_t)day_number(day) + 1) * 86400;
	return ERR_NONE;
}

static enum err
make(struct listing *l, const char *name)
{
	struct cli *c = l->x.c;
	const char *rights = cli_arg(c, "rights"), *label = cli_arg(c, "label");
	char office[ACCOUNT_WHO_BYTES];
	struct token_new n = {.label = bytes_text(label == NULL ? "" : label)};
	struct account account;
	int64_t id;
	enum err rc = cli_account(&l->x, name, &account);

	if (rc == ERR_NONE)
		rc = rights_parse(bytes_text(rights), &n.rights, &c->e);
	if (rc == ERR_NONE)
		rc = cli_office(&l->x, office);
	if (rc == ERR_NONE)
		rc = read_until(l, &n.until_s);
	if (rc != ERR_NONE)
		return rc;
	n.account = account.id;
	n.office = bytes_text(office[0] != '\0' ? office :
	    account.office[0] != '\0'		? account.office :
						  WHO_ALL);
	rc = token_make(l->x.accounts, &n, l->x.now_s, l->text, &id, &c->e);
	if (rc != ERR_NONE)
		return rc;
	if (!c->json)
		buffer_printf(&c->out, "%s\n", l->text);
	cli_talk(c, "token %lld; it is shown this once", (long long)id);
	return ERR_NONE;
}

static enum err
revoke(struct listing *l, const char *text)
{
	struct cli *c = l->x.c;
	uint64_t id;

	if (!bytes_decimal(bytes_text(text), INT64_MAX, &id))
		return error_set(&c->e, ERR_INPUT,
		    "\"%s\" is no number of a token", text);
	return token_revoke(l->x.accounts, 0, (int64_t)id, l->x.now_s, &c->e);
}

int
command_token(struct cli *c)
{
	struct listing l = {.tokens = NULL};
	const char *word = c->args.words[0],
		   *name = c->args.word_count < 2 ? NULL : c->args.words[1];
	bool is_list = strcmp(word, "list") == 0,
	     is_new = strcmp(word, "new") == 0;
	struct json *v;
	enum err rc;

	if (!is_list && !is_new && strcmp(word, "revoke") != 0)
		return cli_usage(c, "no token command \"%s\"", word);
	if (!is_list && name == NULL)
		return cli_usage(c, is_new ? N_("the name is missing") :
					     N_("the number is missing"));
	if (!is_list && (c->jsonl || c->csv))
		return cli_usage(c, "--jsonl and --csv are for lists");
	if (is_new && (!cli_has(c, "rights") || !cli_has(c, "until")))
		return cli_usage(c, "--%s is missing",
		    cli_has(c, "rights") ? "until" : "rights");
	rc = cli_accounts_open(&l.x, c, !is_list);
	l.tokens = json_new(c->arena, JSON_ARRAY);
	if (rc == ERR_NONE)
		rc = is_list ? list_of(&l, name) :
		    is_new   ? make(&l, name) :
			       revoke(&l, name);
	if (rc == ERR_NONE && c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "tokens", l.tokens);
		json_put_cstr(c->arena, v, "token",
		    l.text[0] == '\0' ? NULL : l.text);
		cli_json(c, v);
	}
	explicit_bzero(l.text, sizeof l.text);
	cli_accounts_close(&l.x);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}
