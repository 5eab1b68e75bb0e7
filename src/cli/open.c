/* chancery open REF: sealed slots become public, for ever (model 3.19, 7.9) */
#include "cli/amend.h"
#include "cli/slots.h"
#include "register/kept_slots.h"
#include "register/unsealing.h"

#define BATCH_MAX 3 /* open, next version, what that one would shut again */

struct opening_up {
	struct amending m;
	uint16_t slots, public_before;
	const char *ground;
	char authority[ID_TEXT_BYTES];
	struct json *words;
	struct submission batch[BATCH_MAX];
	size_t count;
	bool next; /* batch[1] is the next version */
};

static const char *const grounds[] = {"released", "consent", "delay-over",
    "order"};

static enum err
read_ground(struct opening_up *x)
{
	struct cli *c = x->m.c;
	uint64_t authority;
	enum err rc;

	x->ground = cli_arg(c, "ground");
	for (size_t i = 0; x->ground != NULL && i <= COUNT(grounds); i++) {
		if (i == COUNT(grounds)) {
			error_set(&c->e, ERR_INPUT,
			    "\"%s\" is no ground for opening", x->ground);
			error_field(&c->e, "--ground");
			return error_mend(&c->e, ERR_INPUT,
			    "released, consent, delay-over or order");
		}
		if (strcmp(x->ground, grounds[i]) == 0)
			break;
	}
	rc = option_who(c, "authority", TYPE_BIT(TYPE_DOCUMENT), &authority);
	if (rc == ERR_NONE && authority != NUMBER_NONE)
		rc = id_of(c, authority, x->authority);
	if (rc == ERR_NONE)
		rc = option_texts(c, "words", &x->words);
	if (rc == ERR_NONE && x->ground != NULL && x->authority[0] == '\0' &&
	    strcmp(x->ground, "order") == 0) {
		error_set(&c->e, ERR_INPUT,
		    "the ground order goes with its order");
		error_field(&c->e, "--authority");
		return error_mend(&c->e, ERR_INPUT, "add --authority d/N");
	}
	return rc;
}

/* Slots that are public today, and those that were erased, are not opened. */
static enum err
check_states(struct opening_up *x)
{
	struct cli *c = x->m.c;
	struct slot_values shown;
	enum slot_state states[SLOT_COUNT];
	enum err rc = registry_slots(c->registry, &x->m.current,
	    x->m.row.current, &shown, states, c->arena, &c->e);

	for (unsigned i = 0; rc == ERR_NONE && i < SLOT_COUNT; i++) {
		if (states[i] == SLOT_PUBLIC)
			x->public_before |= (uint16_t)(1u << i);
		if ((x->slots >> i & 1) == 0 ||
		    (states[i] != SLOT_PUBLIC && states[i] != SLOT_ERASED))
			continue;
		if (states[i] == SLOT_PUBLIC && strcmp(x->ground,
		    "delay-over") == 0)
			continue; /* its day has come */
		rc = error_word(&c->e, ERR_CONFLICT, "conflict",
		    states[i] == SLOT_PUBLIC ? N_("%s is public already") :
		    N_("%s was erased by order"),
		    slot_name(x->m.current.type, i));
		error_field(&c->e, "--slots");
	}
	return rc;
}

/* Are the values here? The filer may have kept those of a sealed entry. */
static enum err
check_kept(struct opening_up *x)
{
	struct cli *c = x->m.c;
	struct slot_store store;
	enum err rc = kept_slots_read(&store, c->registry, &x->m.current,
	    x->m.row.current, c->arena, &c->e);

	if (rc == ERR_NONE)
		explicit_bzero(&store.seed, sizeof store.seed);
	if (rc != ERR_ABSENT)
		return rc;
	rc = error_set(&c->e, ERR_ABSENT,
	    "the sealed values of this entry are not kept here");
	return error_mend(&c->e, rc, "who filed it kept them");
}

static struct json *
open_body(struct opening_up *x, uint16_t slots, const struct hash *version)
{
	struct arena *a = x->m.c->arena;
	struct json *body = json_new(a, JSON_OBJECT), *list;

	json_put_cstr(a, body, "authority",
	    x->authority[0] == '\0' ? NULL : x->authority);
	json_put(a, body, "blobs", json_new(a, JSON_ARRAY));
	json_put_cstr(a, body, "ground", x->ground);
	list = json_put(a, body, "slots", json_new(a, JSON_ARRAY));
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((slots >> i & 1) != 0)
			json_add(list, json_new_number(a, i));
	json_put_text(a, body, "target", x->m.current.id_text);
	json_put(a, body, "version", json_new_hash(a, version->at));
	return body;
}

static enum err
add(struct opening_up *x, struct draft *d)
{
	struct cli *c = x->m.c;
	enum err rc;

	d->values.at[SLOT_REASON] = x->words;
	rc = filing_prepare(&x->batch[x->count], d, c->registry,
	    &x->m.s.filer, c->arena, &c->e);
	if (rc == ERR_NONE)
		x->count++;
	return rc;
}

static enum err
add_open(struct opening_up *x, uint16_t slots, const struct hash *version)
{
	struct draft d = {.type = TYPE_OPEN,
	    .body = open_body(x, slots, version)};

	d.by = x->m.current.by;
	amending_as(&x->m, &d);
	return add(x, &d);
}

/* The entries of one target, signed. */
static enum err
make_batch(struct opening_up *x)
{
	struct cli *c = x->m.c;
	struct unsealing u = {.before = &x->m.current,
	    .values = &x->m.values,
	    .open = x->slots,
	    .open_before = x->public_before,
	    .today = day_of_time(registry_now(c->registry))};
	struct draft next;
	struct hash leaf;
	enum err rc = unsealing_make(&u, c->arena, &c->e);

	x->count = 0;
	x->next = false;
	if (rc == ERR_NONE)
		rc = add_open(x, x->slots, &x->m.current.leaf_hash);
	if (rc != ERR_NONE || u.body == NULL)
		return rc;
	filing_amend(u.body, x->m.current.body, "opened", NULL, true,
	    c->arena);
	amending_next(&x->m, &next, u.body);
	next.values = u.next;
	amending_as(&x->m, &next);
	rc = add(x, &next);
	x->next = rc == ERR_NONE;
	if (rc != ERR_NONE || u.open_next == 0)
		return rc;
	leaf = hash_leaf(x->batch[1].leaf);
	return add_open(x, u.open_next, &leaf);
}

static struct json *
names_of(struct cli *c, enum entry_type type, uint16_t slots)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);

	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((slots >> i & 1) != 0)
			json_add(list,
			    json_new_cstr(c->arena, slot_name(type, i)));
	return list;
}

static int
tell_open(struct opening_up *x)
{
	struct cli *c = x->m.c;
	struct submitting *s = &x->m.s;
	struct json *v;

	if (!c->json) {
		submit_tell(s, c);
		cli_say(c,
		    "an opening is final: copies cannot be called back");
		return EXIT_DONE;
	}
	v = object_filed(&s->objects, &s->filed[0], s->published);
	json_put(c->arena, v, "target",
	    object_thing(&s->objects, x->m.entity));
	json_put(c->arena, v, "slots",
	    names_of(c, x->m.current.type, x->slots));
	json_put_cstr(c->arena, v, "ground", x->ground);
	json_put(c->arena, v, "next",
	    x->next ? object_filed(&s->objects, &s->filed[1], s->published) :
		      json_new(c->arena, JSON_NULL));
	cli_json(c, v);
	return EXIT_DONE;
}

static enum err
open_one(struct opening_up *x)
{
	struct cli *c = x->m.c;
	enum err rc = amending_open(&x->m);

	if (rc == ERR_NONE)
		rc = read_ground(x);
	if (rc == ERR_NONE)
		rc = slots_option(c, "slots", x->m.current.type, &x->slots);
	if (rc == ERR_NONE)
		rc = check_states(x);
	if (rc == ERR_NONE)
		rc = check_kept(x);
	if (rc == ERR_NONE)
		rc = make_batch(x);
	return rc == ERR_NONE ?
	    submit_prepared(&x->m.s, c, x->batch, x->count) :
	    rc;
}

/* ---- --due ---- */

/* Coded slots that a day opened and no version has taken into its body. */
static uint16_t
due_slots(const struct amending *m, uint32_t today)
{
	struct visibility v;
	uint16_t bits = 0;

	visibility_read(&v, m->current.body);
	if (m->current.type != TYPE_CONTACT || m->row.annulled ||
	    v.tier != TIER_DELAYED || today < v.until)
		return 0;
	for (unsigned i = 0; i < SLOT_REASON; i++)
		if ((v.sealed >> i & 1) == 0 &&
		    unsealing_is_coded(i, m->values.at[i]))
			bits = (uint16_t)(bits | 1u << i);
	return bits;
}

/* One contact: its own batch, so that one that is refused stops no other. */
static enum err
file_due(struct opening_up *x, struct json *list)
{
	struct cli *c = x->m.c;
	struct file_options options = {.dry_run = cli_has(c, "dry-run"),
	    .confirm = true};
	struct filed filed[BATCH_MAX];
	size_t failed;
	struct json *v;
	enum err rc = check_states(x);

	if (rc == ERR_NONE)
		rc = make_batch(x);
	if (rc == ERR_NONE)
		rc = registry_file(c->registry, x->batch, x->count, &options,
		    filed, &failed, c->arena, &c->e);
	if (rc != ERR_NONE)
		return rc;
	v = json_add(list, json_new(c->arena, JSON_OBJECT));
	json_put(c->arena, v, "target",
	    object_thing(&x->m.s.objects, x->m.entity));
	json_put(c->arena, v, "slots",
	    names_of(c, TYPE_CONTACT, x->slots));
	json_put_number(c->arena, v, "open", (int64_t)filed[0].number);
	json_put_number(c->arena, v, "next", (int64_t)filed[1].number);
	if (!c->json)
		cli_say(c, "c/%llu: its day has come, opened by entry %llu",
		    (unsigned long long)x->m.entity,
		    (unsigned long long)filed[0].number);
	return ERR_NONE;
}

static enum err
open_due(struct opening_up *x, struct json *list)
{
	struct cli *c = x->m.c;
	struct read_model *m;
	uint32_t today;
	uint64_t *due = NULL;
	size_t count = 0;
	bool made;
	enum err rc = submit_open(&x->m.s, c);

	if (rc == ERR_NONE)
		rc = option_texts(c, "words", &x->words);
	if (rc != ERR_NONE)
		return rc;
	x->ground = "delay-over";
	m = registry_read_model(c->registry);
	today = day_of_time(registry_now(c->registry));
	rc = read_model_days(m, 0, today, &due, &count, c->arena, &c->e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		x->public_before = 0;
		rc = amending_load(&x->m, due[i]);
		if (rc == ERR_NONE)
			x->slots = due_slots(&x->m, today);
		if (rc == ERR_NONE && x->slots != 0)
			rc = file_due(x, list);
		if (rc != ERR_NONE)
			return error_wrap(&c->e, "c/%llu",
			    (unsigned long long)due[i]);
	}
	if (rc != ERR_NONE || list->count == 0 || cli_has(c, "dry-run") ||
	    cli_has(c, "no-wait"))
		return rc;
	rc = registry_checkpoint(c->registry, &made, &c->e);
	return rc == ERR_NONE ?
	    registry_publish(c->registry, NULL, false, NULL, &c->e) :
	    rc;
}

static int
command_due(struct opening_up *x)
{
	struct cli *c = x->m.c;
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct json *list = json_put(c->arena, v, "opened",
	    json_new(c->arena, JSON_ARRAY));
	enum err rc = open_due(x, list);

	if (rc != ERR_NONE)
		return cli_fail(c);
	json_put(c->arena, v, "as_of",
	    object_as_of(&x->m.s.objects, registry_size(c->registry)));
	if (c->json)
		cli_json(c, v);
	else if (list->count == 0)
		cli_say(c, "no delayed contact is due");
	return EXIT_DONE;
}

int
command_open(struct cli *c)
{
	struct opening_up x = {.m = {.c = c}};
	bool due = cli_has(c, "due");
	int code;

	(void)snprintf(x.m.code, sizeof x.m.code, "opened");
	if (due ? c->args.word_count != 0 || cli_has(c, "slots") :
		  c->args.word_count != 1)
		return cli_usage(c, "open needs one REF, or --due alone");
	if (!due && (!cli_has(c, "slots") || !cli_has(c, "ground")))
		return cli_usage(c, "open needs --slots and --ground");
	if (due)
		code = command_due(&x);
	else
		code = open_one(&x) == ERR_NONE ? tell_open(&x) : cli_fail(c);
	submit_close(&x.m.s);
	return code;
}
