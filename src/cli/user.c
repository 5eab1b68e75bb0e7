/* chancery user add|list|...: accounts (A9.7, D) */
#include "cli/accounts.h"

#include "account/enrol.h"
#include "account/lockout.h"
#include "account/rights.h"
#include "base/file.h"
#include "crypto/ed25519.h"
#include "register/naming.h"

#include <stdio.h>

#define SSH_FILE_BYTES 4096

struct user {
	struct cli_accounts x;
	struct json *users, *enrol;
};

/* ---- what is told ---- */

struct rights_listing {
	struct user *u;
	struct json *list, *one; /* `one`: the WHO that is being gathered */
	char who[ACCOUNT_WHO_BYTES];
	uint32_t until;
	struct buffer *words;
};

static struct json *
time_or_null(struct user *u, int64_t at_s)
{
	struct arena *a = u->x.c->arena;

	return at_s == 0 ? json_new(a, JSON_NULL) : object_time(a, at_s);
}

/* Rights of one WHO until one day stand together. */
static enum err
gather_right(void *context, const struct triple *t, struct error *e)
{
	struct rights_listing *l = context;
	struct arena *a = l->u->x.c->arena;
	char day[11];

	(void)e;
	buffer_printf(l->words, "%s%s", l->words->len == 0 ? "" : " ",
	    right_word(t->right));
	if (l->one == NULL || strcmp(l->who, t->who) != 0 ||
	    l->until != t->until) {
		(void)snprintf(l->who, sizeof l->who, "%s", t->who);
		l->until = t->until;
		l->one = json_add(l->list, json_new(a, JSON_OBJECT));
		json_put(a, l->one, "who", cli_office_json(&l->u->x, t->who));
		json_put(a, l->one, "rights", json_new(a, JSON_ARRAY));
		if (t->until == DAY_LAST) {
			json_put_null(a, l->one, "until");
		} else {
			day_print(day, t->until);
			json_put_cstr(a, l->one, "until", day);
		}
	}
	if (l->one != NULL)
		json_add(l->one->last == NULL ? NULL : l->one->first->next,
		    json_new_cstr(a, right_word(t->right)));
	return ERR_NONE;
}

struct factor_listing {
	struct user *u;
	struct json *list;
};

static enum err
add_factor(void *context, const struct factor *f, struct error *e)
{
	struct factor_listing *l = context;

	(void)e;
	json_add(l->list, json_new_cstr(l->u->x.c->arena,
	    f->kind == FACTOR_TOTP ? "totp" : "ssh"));
	return ERR_NONE;
}

static struct json *
user_json(struct user *u, const struct account *account,
    const struct failures *f, struct json *acts_for, struct json *factors)
{
	struct arena *a = u->x.c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	char label[ACCOUNT_LABEL_BYTES];

	account_label(label, account->id);
	json_put_cstr(a, v, "id", label);
	json_put_cstr(a, v, "name", account->name);
	json_put_cstr(a, v, "display", account->display);
	json_put_cstr(a, v, "tier", tier_word(account->tier));
	json_put(a, v, "office", cli_office_json(&u->x, account->office));
	json_put(a, v, "acts_for", acts_for);
	json_put(a, v, "factors", factors);
	json_put_cstr(a, v, "state", account_state_word(account->state));
	json_put(a, v, "created", object_time(a, account->made_s));
	json_put(a, v, "last_login", time_or_null(u, account->signed_in_s));
	json_put_number(a, v, "failed", (int64_t)f->count);
	json_put(a, v, "locked_until", time_or_null(u,
	    f->locked_until_s > u->x.now_s ? f->locked_until_s : 0));
	return v;
}

static void
office_ref(struct user *u, const char *office, char out[REF_BYTES])
{
	struct row_entity row;
	struct id id;

	(void)snprintf(out, REF_BYTES, "-");
	if (id_parse(bytes_text(office), &id) &&
	    read_model_by_id(registry_read_model(u->x.c->registry), &id, &row,
		NULL) == ERR_NONE)
		ref_print(out, row.id.type, row.number);
}

static void
user_line(struct user *u, const struct account *account, struct json *v,
    struct bytes rights)
{
	struct cli *c = u->x.c;
	struct cells cells = {.count = 0};
	char ref[REF_BYTES];

	office_ref(u, account->office, ref);
	if (!cli_lists(c)) {
		if (!c->json)
			buffer_printf(&c->out, "%-20s %-10s %-8s %-8s %.*s\n",
			    account->name, tier_word(account->tier),
			    account_state_word(account->state), ref,
			    (int)rights.len, (const char *)rights.at);
		return;
	}
	cells_text(&cells, bytes_text(account->name));
	cells_text(&cells, bytes_text(account->display));
	cells_text(&cells, bytes_text(tier_word(account->tier)));
	cells_text(&cells, bytes_text(account_state_word(account->state)));
	cells_text(&cells, bytes_text(ref[0] == '-' ? "" : ref));
	cells_text(&cells, rights);
	cli_list_row(c, v, &cells);
}

static enum err
tell_user(struct user *u, const struct account *account)
{
	struct cli *c = u->x.c;
	struct json *acts_for = json_new(c->arena, JSON_ARRAY),
		    *factors = json_new(c->arena, JSON_ARRAY), *v;
	struct buffer words = {0};
	struct rights_listing r = {.u = u, .list = acts_for, .words = &words};
	struct factor_listing l = {u, factors};
	struct failures f;
	enum err rc = rights_each(u->x.accounts, account->id, gather_right, &r,
	    &c->e);

	if (rc == ERR_NONE)
		rc = factors_each(u->x.accounts, account->id, add_factor, &l,
		    &c->e);
	if (rc == ERR_NONE)
		rc = lockout_state(u->x.accounts, bytes_text(account->name),
		    &f, &c->e);
	if (rc == ERR_NONE) {
		v = user_json(u, account, &f, acts_for, factors);
		json_add(u->users, v);
		user_line(u, account, v, buffer_bytes(&words));
	}
	buffer_release(&words);
	return rc;
}

/* ---- list ---- */

#define USERS_MAX 10000

struct gathering {
	struct account *at;
	size_t count;
};

static enum err
gather_user(void *context, const struct account *account, struct error *e)
{
	struct gathering *g = context;

	if (g->count == USERS_MAX)
		return error_set(e, ERR_MEMORY, "more accounts than are listed");
	g->at[g->count++] = *account;
	return ERR_NONE;
}

static enum err
list_users(struct user *u)
{
	struct cli *c = u->x.c;
	struct gathering g = {.count = 0};
	enum err rc;

	g.at = arena_take_array(c->arena, USERS_MAX, sizeof *g.at);
	if (g.at == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	cli_list_begin(c, "name,display,tier,state,office,rights");
	rc = accounts_each(u->x.accounts, gather_user, &g, &c->e);
	if (rc == ERR_ABSENT) /* a register from before there were any */
		rc = ERR_NONE;
	for (size_t i = 0; i < g.count && rc == ERR_NONE; i++)
		rc = tell_user(u, &g.at[i]);
	if (rc == ERR_NONE)
		cli_list_end(c, object_as_of(&u->x.objects,
		    registry_size(c->registry)));
	if (rc == ERR_NONE && g.count == 0)
		cli_talk(c, "no account yet; next: chancery user add NAME "
			    "--tier operator");
	return rc;
}

/* ---- codes ---- */

static enum err
give_code(struct user *u, int64_t id, bool with_factor)
{
	struct cli *c = u->x.c;
	char code[ENROL_CODE_BYTES], until[21];
	int64_t until_s;
	enum err rc = enrol_code_make(u->x.accounts, id, with_factor,
	    u->x.now_s, code, &until_s, &c->e);

	if (rc != ERR_NONE)
		return rc;
	time_print(until, until_s);
	u->enrol = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, u->enrol, "code", code);
	json_put_cstr(c->arena, u->enrol, "expires", until);
	if (!c->json) {
		cli_say(c, "code: %s", code);
		cli_talk(c, "good once, until %s, at /enrol or with chancery "
			    "user enrol", until);
	}
	explicit_bzero(code, sizeof code);
	return ERR_NONE;
}

static enum err
maker(struct user *u, int64_t *by)
{
	const char *name = cli_arg(u->x.c, "by");
	struct account account;
	enum err rc;

	*by = ACCOUNT_NONE;
	if (name == NULL)
		return ERR_NONE;
	rc = cli_account(&u->x, name, &account);
	if (rc == ERR_NONE)
		*by = account.id;
	return rc;
}

static enum err
add_user(struct user *u)
{
	struct cli *c = u->x.c;
	const char *display = cli_arg(c, "display");
	char office[ACCOUNT_WHO_BYTES];
	struct account_new n = {.name = bytes_text(c->args.words[1])};
	struct account account;
	int64_t id = 0;
	enum err rc;

	/* the table of options allows no other word */
	if (!tier_parse(bytes_text(cli_arg(c, "tier")), &n.tier))
		return error_set(&c->e, ERR_INPUT, "--%s is missing", "tier");
	rc = cli_office(&u->x, office);
	if (rc == ERR_NONE)
		rc = maker(u, &n.by);
	if (rc != ERR_NONE)
		return rc;
	n.display = bytes_text(display == NULL ? "" : display);
	n.office = bytes_text(office);
	rc = account_add(u->x.accounts, &n, u->x.now_s, &id, &c->e);
	if (rc == ERR_NONE)
		rc = give_code(u, id, true);
	if (rc == ERR_NONE)
		rc = account_get(u->x.accounts, id, &account, &c->e);
	if (rc == ERR_NONE && account.state == ACCOUNT_WAITING)
		cli_talk(c, "another registrar approves it first: chancery "
			    "user approve %s", account.name);
	return rc == ERR_NONE ? tell_user(u, &account) : rc;
}

/* ---- enrolling without a browser ---- */

static enum err
hash_password(struct user *u, const struct account *account,
    char out[PASSWORD_HASH_BYTES])
{
	struct cli *c = u->x.c;
	struct buffer password = {0};
	enum err rc = cli_secret(c, "password-file", &password);

	if (rc == ERR_NONE)
		rc = password_check(buffer_bytes(&password), account->name,
		    accounts_origin(u->x.accounts), &c->e);
	if (rc == ERR_NONE)
		rc = password_hash(out, buffer_bytes(&password), &c->e);
	buffer_wipe(&password);
	return rc;
}

/* The secret of a file, or a fresh one that is shown. */
static enum err
totp_half(struct user *u, const struct account *account,
    struct totp_secret *out)
{
	struct cli *c = u->x.c;
	struct buffer text = {0};
	enum err rc = ERR_NONE;

	if (cli_has(c, "totp-secret-file")) {
		rc = cli_secret(c, "totp-secret-file", &text);
		if (rc == ERR_NONE &&
		    !totp_base32_parse(buffer_bytes(&text), out))
			rc = error_set(&c->e, ERR_INPUT,
			    "a secret of one-time codes has 32 of A-Z and "
			    "2-7");
	} else {
		random_bytes(out->at, sizeof out->at);
		totp_uri(&text, out, accounts_origin(u->x.accounts),
		    account->name);
		json_put_cstr(c->arena, u->enrol, "otpauth",
		    buffer_cstr(&text));
		if (!c->json)
			buffer_printf(&c->out, "%s\n", buffer_cstr(&text));
	}
	buffer_wipe(&text);
	return rc;
}

static enum err
ssh_half(struct user *u, struct ssh_login_key *out)
{
	struct cli *c = u->x.c;
	struct buffer line = {0};
	enum err rc = file_read(&line, cli_arg(c, "ssh"), SSH_FILE_BYTES,
	    &c->e);

	if (rc == ERR_NONE)
		rc = ssh_login_key_parse(out, buffer_bytes(&line), &c->e);
	buffer_release(&line);
	return rc;
}

static void
tell_recovery(struct user *u, char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES])
{
	struct cli *c = u->x.c;
	struct json *list = json_put(c->arena, u->enrol, "recovery",
	    json_new(c->arena, JSON_ARRAY));

	for (size_t i = 0; codes[0][0] != '\0' && i < RECOVERY_CODES; i++) {
		json_add(list, json_new_cstr(c->arena, codes[i]));
		if (!c->json)
			buffer_printf(&c->out, "%s\n", codes[i]);
	}
	if (codes[0][0] != '\0')
		cli_talk(c, "recovery codes, each good once: print them and "
			    "put them away");
}

static enum err
enrol_user(struct user *u)
{
	struct cli *c = u->x.c;
	char phc[PASSWORD_HASH_BYTES],
	    codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct enrolment n = {.password_hash = phc};
	struct totp_secret totp;
	struct ssh_login_key ssh;
	struct account account;
	bool asks = false;
	enum err rc;

	n.code = bytes_text(cli_arg(c, "code"));
	u->enrol = json_new(c->arena, JSON_OBJECT);
	rc = enrol_look(u->x.accounts, n.code, u->x.now_s, &account, &asks,
	    &c->e);
	if (rc == ERR_NONE && strcmp(account.name, c->args.words[1]) != 0)
		rc = error_word(&c->e, ERR_REFUSED, "code",
		    "the code is of another account");
	if (rc == ERR_NONE)
		rc = hash_password(u, &account, phc);
	if (rc == ERR_NONE && asks && cli_has(c, "ssh")) {
		rc = ssh_half(u, &ssh);
		n.ssh = &ssh;
	} else if (rc == ERR_NONE && asks) {
		rc = totp_half(u, &account, &totp);
		n.totp = &totp;
	}
	if (rc == ERR_NONE)
		rc = enrol(u->x.accounts, &n, u->x.now_s, codes, &account,
		    &c->e);
	explicit_bzero(&totp, sizeof totp);
	if (rc != ERR_NONE) {
		buffer_clear(&c->out);
		return rc;
	}
	tell_recovery(u, codes);
	return tell_user(u, &account);
}

/* ---- the others ---- */

/* A registrar shows who it is: password and factor. */
static enum err
approve_user(struct user *u, const struct account *account)
{
	struct cli *c = u->x.c;
	struct factor_answer answer = {.challenge = {NULL, 0}};
	struct buffer password = {0};
	char phc[PASSWORD_HASH_BYTES];
	struct account by;
	enum factor_used used;
	bool matches = false;
	enum err rc = cli_account(&u->x, cli_arg(c, "by"), &by);

	if (rc == ERR_NONE)
		rc = cli_secret(c, "password-file", &password);
	if (rc == ERR_NONE)
		rc = account_password(u->x.accounts, by.id, phc, &c->e);
	if (rc == ERR_NONE)
		rc = password_matches(phc, buffer_bytes(&password), &matches,
		    &c->e);
	if (rc == ERR_NONE && !matches)
		rc = error_word(&c->e, ERR_REFUSED, "sign_in_failed",
		    "the name, the password or the code was not right");
	if (rc == ERR_NONE) {
		answer.text = bytes_text(cli_arg(c, "factor"));
		rc = factor_accept(u->x.accounts, by.id, &answer, u->x.now_s,
		    &used, &c->e);
	}
	if (rc == ERR_NONE)
		rc = account_approve(u->x.accounts, account->id, by.id,
		    u->x.now_s, &c->e);
	buffer_wipe(&password);
	return rc;
}

static enum err
read_triple(struct user *u, const struct account *account,
    struct triple *t, uint32_t *rights)
{
	struct cli *c = u->x.c;
	const char *until = cli_arg(c, "until");
	enum err rc = rights_parse(bytes_text(cli_arg(c, "rights")), rights,
	    &c->e);

	t->until = DAY_LAST;
	if (rc == ERR_NONE)
		rc = cli_office(&u->x, t->who);
	if (rc == ERR_NONE)
		rc = maker(u, &t->by);
	if (rc == ERR_NONE && until != NULL &&
	    !day_parse(bytes_text(until), &t->until)) {
		rc = error_set(&c->e, ERR_INPUT, "\"%s\" is not a day", until);
		error_field(&c->e, "--until");
	}
	if (t->who[0] == '\0')
		(void)snprintf(t->who, sizeof t->who, "%s",
		    account->office[0] == '\0' ? WHO_ALL : account->office);
	return rc;
}

static enum err
change_rights(struct user *u, const struct account *account, bool grant)
{
	struct cli *c = u->x.c;
	struct triple t = {.by = ACCOUNT_NONE};
	uint32_t rights = 0, today = day_of_time(u->x.now_s);
	enum err rc = read_triple(u, account, &t, &rights);

	for (unsigned i = 0; i < RIGHT_COUNT && rc == ERR_NONE; i++) {
		t.right = (enum right)i;
		if ((rights >> i & 1) == 0)
			continue;
		rc = grant ? right_grant(u->x.accounts, account->id, &t, today,
				 &c->e) :
			     right_revoke(u->x.accounts, account->id, t.right,
				 t.who, t.by, today, &c->e);
	}
	return rc;
}

static enum err
change_user(struct user *u, const char *word, const struct account *account)
{
	struct accounts *a = u->x.accounts;
	struct error *e = &u->x.c->e;

	if (strcmp(word, "disable") == 0)
		return account_disable(a, account->id, u->x.now_s, e);
	if (strcmp(word, "enable") == 0)
		return account_enable(a, account->id, e);
	if (strcmp(word, "unlock") == 0)
		return lockout_reset(a, bytes_text(account->name), e);
	if (strcmp(word, "reset") == 0)
		return give_code(u, account->id, cli_has(u->x.c,
		    "with-factor"));
	if (strcmp(word, "delete") == 0)
		return account_delete(a, account->id, u->x.now_s, e);
	if (strcmp(word, "approve") == 0)
		return approve_user(u, account);
	return change_rights(u, account, strcmp(word, "grant") == 0);
}

static enum err
run(struct user *u, const char *word)
{
	struct cli *c = u->x.c;
	struct account account;
	enum err rc;

	if (strcmp(word, "list") == 0)
		return list_users(u);
	if (strcmp(word, "add") == 0)
		return add_user(u);
	if (strcmp(word, "enrol") == 0)
		return enrol_user(u);
	rc = cli_account(&u->x, c->args.words[1], &account);
	if (rc == ERR_NONE)
		rc = change_user(u, word, &account);
	if (rc == ERR_NONE)
		rc = account_get(u->x.accounts, account.id, &account, &c->e);
	return rc == ERR_NONE ? tell_user(u, &account) : rc;
}

/* Each with the options that it cannot do without. */
static const struct {
	const char *word, *needs[3];
} words[] = {{"list", {NULL}}, {"add", {"tier"}},
    {"enrol", {"code", "password-file"}}, {"disable", {NULL}},
    {"enable", {NULL}}, {"unlock", {NULL}}, {"reset", {NULL}},
    {"grant", {"rights"}}, {"revoke", {"rights"}},
    {"approve", {"by", "password-file", "factor"}}, {"delete", {NULL}}};

int
command_user(struct cli *c)
{
	struct user u = {.users = NULL};
	const char *word = c->args.words[0];
	struct json *v;
	size_t i = 0;
	enum err rc;

	while (i < COUNT(words) && strcmp(words[i].word, word) != 0)
		i++;
	if (i == COUNT(words))
		return cli_usage(c, "no user command \"%s\"", word);
	if ((i == 0) != (c->args.word_count == 1))
		return cli_usage(c, i == 0 ? N_("user list takes no name") :
					     N_("the name is missing"));
	if (i != 0 && (c->jsonl || c->csv))
		return cli_usage(c, "--jsonl and --csv are for lists");
	for (size_t k = 0; k < COUNT(words[i].needs); k++)
		if (words[i].needs[k] != NULL && !cli_has(c, words[i].needs[k]))
			return cli_usage(c, "--%s is missing",
			    words[i].needs[k]);
	rc = cli_accounts_open(&u.x, c, i != 0);
	u.users = json_new(c->arena, JSON_ARRAY);
	if (rc == ERR_NONE)
		rc = run(&u, word);
	if (rc == ERR_NONE && c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "users", u.users);
		json_put(c->arena, v, "enrol", u.enrol == NULL ?
			json_new(c->arena, JSON_NULL) : u.enrol);
		cli_json(c, v);
	}
	cli_accounts_close(&u.x);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}
