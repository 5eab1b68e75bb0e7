/* chancery summon: the scope of an order, filed by its authority (A6.5) */
#include "cli/submit.h"
#include "faces/summoned.h"
#include "register/naming.h"

struct summoning {
	struct cli *c;
	struct submitting s;
	struct summons summons;
	struct holdings holdings;
	struct buffer file;
};

static enum err
option_needs(struct cli *c, struct order_scope *s)
{
	const char *text = cli_arg(c, "needs");

	s->slots = text == NULL || strcmp(text, "slots") == 0;
	if (text == NULL || s->slots)
		return ERR_NONE;
	s->notes = true;
	s->slots = strcmp(text, "notes,slots") == 0 ||
	    strcmp(text, "slots,notes") == 0;
	if (s->slots || strcmp(text, "notes") == 0)
		return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "\"%s\" is nothing that an order can need",
	    text);
	error_field(&c->e, "--needs");
	return error_mend(&c->e, ERR_INPUT,
	    "write slots, notes, or notes,slots");
}

static enum err
option_state(struct cli *c, char out[3])
{
	const char *text = cli_arg(c, "state");

	if (text == NULL)
		return ERR_NONE;
	for (size_t i = 0; i < 2 && text[i] != '\0'; i++)
		out[i] = (char)(text[i] | 0x20);
	if (strlen(text) == 2 && out[0] >= 'a' && out[0] <= 'z' &&
	    out[1] >= 'a' && out[1] <= 'z')
		return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "\"%s\" is no state", text);
	error_field(&c->e, "--state");
	return error_mend(&c->e, ERR_INPUT, "write two letters");
}

/* What can be judged before the register is opened (A2.2). */
static enum err
read_line(struct summoning *x)
{
	struct order_scope *s = &x->summons.scope;
	struct cli *c = x->c;
	enum err rc = option_needs(c, s);

	if (rc == ERR_NONE)
		rc = option_kinds(c, &s->kinds);
	if (rc == ERR_NONE)
		rc = option_state(c, s->state);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &s->from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &s->to);
	if (rc == ERR_NONE)
		rc = option_day(c, "due", false, &s->due);
	s->has_due = rc == ERR_NONE && cli_has(c, "due");
	if (rc == ERR_NONE && s->from > s->to) {
		rc = error_set(&c->e, ERR_INPUT, "--from is after --to");
		error_field(&c->e, "--from");
	}
	return rc;
}

static enum err
entity_id(struct cli *c, uint64_t number, struct id *out)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(c->registry),
	    number, &row, &c->e);

	if (rc == ERR_NONE)
		*out = row.id;
	return rc;
}

static enum err
read_names(struct summoning *x)
{
	struct summons *s = &x->summons;
	struct cli *c = x->c;
	enum err rc = option_who(c, "order", TYPE_BIT(TYPE_DOCUMENT),
	    &s->order);

	if (rc == ERR_NONE)
		rc = option_who(c, "of", TYPES_WHO, &s->of);
	if (rc == ERR_NONE)
		rc = option_who(c, "with", TYPES_COUNTERPART, &s->with);
	if (rc == ERR_NONE)
		rc = entity_id(c, s->order, &s->scope.order);
	if (rc == ERR_NONE)
		rc = entity_id(c, s->of, &s->scope.of);
	s->scope.has_with = s->with != NUMBER_NONE;
	if (rc == ERR_NONE && s->scope.has_with)
		rc = entity_id(c, s->with, &s->scope.with);
	if (rc == ERR_NONE)
		rc = order_reference(c->registry, s->order, &s->scope.reference,
		    c->arena, &c->e);
	return rc;
}

/* The key's holder, or the body that --by names. */
static enum err
read_authority(struct summoning *x, struct draft *d)
{
	struct order_scope *s = &x->summons.scope;
	struct cli *c = x->c;
	uint64_t by;
	enum err rc = option_who(c, "by", TYPES_WHO, &by);

	s->authority = x->s.filer.key.holder;
	if (rc == ERR_NONE && by != NUMBER_NONE)
		rc = entity_id(c, by, &s->authority);
	d->by = s->authority;
	s->origin = bytes_text(registry_origin(c->registry));
	if (rc == ERR_NONE)
		rc = order_check_authority(c->registry, &s->order,
		    &s->authority, c->arena, &c->e);
	return rc == ERR_NONE ? order_scope_check(s, &c->e) : rc;
}

/* ---- what it would touch ---- */

static int
tell(struct summoning *x)
{
	const struct holdings *h = &x->holdings;
	struct cli *c = x->c;
	struct json *v, *preview;

	if (!c->json) {
		submit_tell(&x->s, c);
		cli_say(c,
		    "it touches: certain %llu, possible %llu, struck "
		    "%llu, sealed %llu, notes %zu",
		    (unsigned long long)h->list.sums.certain,
		    (unsigned long long)h->list.sums.possible,
		    (unsigned long long)h->list.sums.struck,
		    (unsigned long long)h->list.sealed, h->note_count);
		cli_say(c, "filed up to checkpoint %llu",
		    (unsigned long long)h->list.size);
		if (!cli_has(c, "dry-run"))
			cli_talk(c,
			    "next: chancery disclose e/%llu --out DIR "
			    "--dry-run",
			    (unsigned long long)x->s.filed[0].number);
		return EXIT_DONE;
	}
	v = object_filed(&x->s.objects, &x->s.filed[0], x->s.published);
	json_put(c->arena, v, "order",
	    summons_order_json(&x->s.objects, &x->summons));
	json_put(c->arena, v, "scope",
	    summons_scope_json(&x->s.objects, &x->summons));
	preview = json_put(c->arena, v, "preview",
	    json_new(c->arena, JSON_OBJECT));
	json_put_number(c->arena, preview, "certain",
	    (int64_t)h->list.sums.certain);
	json_put_number(c->arena, preview, "possible",
	    (int64_t)h->list.sums.possible);
	json_put_number(c->arena, preview, "struck",
	    (int64_t)h->list.sums.struck);
	json_put_number(c->arena, preview, "sealed", (int64_t)h->list.sealed);
	json_put_number(c->arena, preview, "notes", (int64_t)h->note_count);
	cli_json(c, v);
	return EXIT_DONE;
}

/* A refused summons leaves no file behind; one that was filed, or waits to be
 * sent again, keeps it, and so does another one with the same scope. */
static void
settle(struct summoning *x, const struct draft *d, const struct hash *sha256,
    bool fresh, enum err rc)
{
	struct cli *c = x->c;
	struct row_entity row;

	if (!fresh || rc == ERR_NONE || rc == ERR_STORE ||
	    read_model_by_id(registry_read_model(c->registry), &d->id, &row,
		NULL) == ERR_NONE)
		return;
	if (truth_erase_blob(registry_truth(c->registry), sha256, NULL) !=
	    ERR_NONE)
		cli_talk(c, "the file of the scope stays in the register");
}

/* The file first: an entry whose file is not kept would be an empty order. */
static enum err
file_it(struct summoning *x, struct draft *d)
{
	struct cli *c = x->c;
	struct buffer kept = {0};
	struct hash sha256;
	bool fresh = false;
	enum err rc;

	order_scope_print(&x->file, &x->summons.scope);
	if (x->file.failed)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	summons_draft(d, &x->summons.scope, buffer_bytes(&x->file),
	    c->arena);
	rc = summons_holdings(&x->holdings, c->registry, &x->summons, 0,
	    c->arena, &c->e);
	if (rc == ERR_NONE && !cli_has(c, "dry-run")) {
		sha256 = hash_bytes(buffer_bytes(&x->file));
		fresh = truth_read_blob(registry_truth(c->registry), &sha256,
			    &kept, NULL) == ERR_ABSENT;
		buffer_release(&kept);
		rc = truth_put_blob(registry_truth(c->registry),
		    buffer_bytes(&x->file), &sha256, &c->e);
	}
	if (rc == ERR_NONE)
		rc = submit_files(&x->s, c, d, 1);
	settle(x, d, &sha256, fresh, rc);
	return rc;
}

int
command_summon(struct cli *c)
{
	struct summoning x = {.c = c};
	struct draft d = {.type = TYPE_DOCUMENT};
	enum err rc;
	int code;

	if (!cli_has(c, "order") || !cli_has(c, "of"))
		return cli_usage(c, "summon needs --order and --of");
	if (cli_has(c, "with") && cli_has(c, "state"))
		return cli_usage(c,
		    "--with and --state exclude each other here");
	rc = read_line(&x);
	if (rc == ERR_NONE)
		rc = submit_open(&x.s, c);
	if (rc == ERR_NONE)
		rc = read_names(&x);
	if (rc == ERR_NONE)
		rc = read_authority(&x, &d);
	if (rc == ERR_NONE) {
		struct row_entity row;

		rc = read_model_by_id(registry_read_model(c->registry),
		    &x.summons.scope.authority, &row, &c->e);
		x.summons.authority = row.number;
	}
	if (rc == ERR_NONE)
		rc = file_it(&x, &d);
	code = rc == ERR_NONE ? tell(&x) : cli_fail(c);
	holdings_release(&x.holdings);
	buffer_release(&x.file);
	submit_close(&x.s);
	return code;
}
