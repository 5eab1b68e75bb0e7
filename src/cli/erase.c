/* chancery erase REF: words destroyed by order, with two signatures (7.12) */
#include "cli/slots.h"
#include "cli/submit.h"
#include "format/day.h"
#include "register/erasing.h"
#include "register/kept_slots.h"
#include "register/naming.h"

#define TARGETS_MAX 256
#define FILES_MAX 4 /* of one target, model 3.19 */

struct erasure {
	struct cli *c;
	struct submitting s;
	struct filer second;
	struct json *body, *targets, *words;
	struct json *plan; /* what is concerned, for people and programs */
	uint64_t order, approver;
	size_t version_count, slot_count, file_count, kept_count;
	uint64_t *openings; /* numbers of opening files, none twice */
	size_t opening_count, opening_room;
};

static const char *const grounds[] = {"order", "data-protection",
    "third-party", "safety", "filed-in-error"};

static bool
is_plan(const struct cli *c)
{
	return c->args.word_count != 0 &&
	    strcmp(c->args.words[0], "plan") == 0;
}

/* ---- what is concerned ---- */

static enum err
add_opening(struct erasure *x, uint64_t file)
{
	for (size_t i = 0; i < x->opening_count; i++)
		if (x->openings[i] == file)
			return ERR_NONE;
	if (x->opening_count == x->opening_room) {
		size_t room = x->opening_room == 0 ? 64 : x->opening_room * 2;
		uint64_t *list = arena_take_array(x->c->arena, room,
		    sizeof *list);

		if (list == NULL)
			return error_set(&x->c->e, ERR_MEMORY,
			    "out of memory");
		if (x->opening_count != 0)
			memcpy(list, x->openings,
			    x->opening_count * sizeof *list);
		x->openings = list;
		x->opening_room = room;
	}
	x->openings[x->opening_count++] = file;
	return ERR_NONE;
}

/* One version: the slots named, their states, and what is kept of them. */
static enum err
plan_version(struct erasure *x, const struct row_entry *row, uint16_t bits,
    struct json *versions)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	struct slot_values shown;
	struct slot_store store = {.has_seed = false};
	enum slot_state states[SLOT_COUNT];
	struct json *v, *slots;
	struct entry entry;
	enum err rc = registry_entry(c->registry, row->number, &entry, a,
	    &c->e);

	if (rc == ERR_NONE)
		rc = registry_slots(c->registry, &entry, row->number, &shown,
		    states, a, &c->e);
	if (rc == ERR_NONE) {
		rc = kept_slots_read(&store, c->registry, &entry, row->number,
		    a, NULL);
		explicit_bzero(&store.seed, sizeof store.seed);
		rc = rc == ERR_ABSENT ? ERR_NONE : rc;
		if (rc != ERR_NONE)
			return error_set(&c->e, rc,
			    "the slot values kept of entry %llu are damaged",
			    (unsigned long long)row->number);
	}
	if (rc == ERR_NONE)
		rc = add_opening(x, row->number / 256);
	if (rc != ERR_NONE)
		return rc;
	v = json_add(versions, json_new(a, JSON_OBJECT));
	json_put_number(a, v, "entry", (int64_t)row->number);
	json_put_number(a, v, "version", row->version);
	slots = json_put(a, v, "slots", json_new(a, JSON_ARRAY));
	x->version_count++;
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		const char *name = slot_name(entry.type, i);
		bool kept = !json_is_null(store.values.at[i]);
		struct json *s;

		if ((bits >> i & 1) == 0 || name == NULL)
			continue;
		s = json_add(slots, json_new(a, JSON_OBJECT));
		json_put_cstr(a, s, "slot", name);
		json_put_cstr(a, s, "state", slot_state_name(states[i]));
		json_put_bool(a, s, "kept", kept);
		x->slot_count++;
		x->kept_count += kept;
	}
	return ERR_NONE;
}

struct rows {
	struct arena *arena;
	struct row_entry *at;
	size_t count, room;
};

static enum err
take_row(void *context, const struct row_entry *row, struct error *e)
{
	struct rows *r = context;

	if (r->count == r->room) {
		size_t room = r->room == 0 ? 16 : r->room * 2;
		struct row_entry *list = arena_take_array(r->arena, room,
		    sizeof *list);

		if (list == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (r->count != 0)
			memcpy(list, r->at, r->count * sizeof *list);
		r->at = list;
		r->room = room;
	}
	r->at[r->count++] = *row;
	return ERR_NONE;
}

/* ---- files that a body names ---- */

static bool
is_new_file(const struct json *files, struct bytes hex)
{
	for (const struct json *f = files->first; f != NULL; f = f->next)
		if (bytes_equal(json_get_text(f, "sha256"), hex))
			return false;
	return true;
}

static enum err
add_file(struct erasure *x, struct json *files, struct bytes hex)
{
	struct cli *c = x->c;
	struct buffer kept = {0};
	struct json *f;
	struct hash h;
	enum err rc;

	if (!hash_parse(hex, &h) || !is_new_file(files, hex))
		return ERR_NONE;
	rc = truth_read_blob(registry_truth(c->registry), &h, &kept, NULL);
	buffer_wipe(&kept);
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return error_set(&c->e, rc, "cannot read a file kept here");
	f = json_add(files, json_new(c->arena, JSON_OBJECT));
	json_put_text(c->arena, f, "sha256", hex);
	json_put_bool(c->arena, f, "kept", rc == ERR_NONE);
	x->file_count += rc == ERR_NONE;
	return ERR_NONE;
}

/* A sealed note's age file, a document's bytes, materials. */
static enum err
add_files(struct erasure *x, struct json *files, uint64_t n)
{
	static const char *const single[] = {"blob", "bytes"};
	const struct json *list;
	struct entry entry;
	enum err rc = registry_entry(x->c->registry, n, &entry, x->c->arena,
	    &x->c->e);

	for (size_t i = 0; i < COUNT(single) && rc == ERR_NONE; i++)
		rc = add_file(x, files,
		    json_get_text(json_get(entry.body, single[i]), "sha256"));
	list = rc == ERR_NONE ? json_get(entry.body, "materials") : NULL;
	for (list = list == NULL ? NULL : list->first;
	     list != NULL && rc == ERR_NONE; list = list->next)
		rc = add_file(x, files, json_get_text(list, "sha256"));
	return rc;
}

/* ---- targets ---- */

static struct json *
add_target(struct erasure *x, const char *id, const struct json *slots)
{
	struct arena *a = x->c->arena;
	struct json *t = json_add(x->targets, json_new(a, JSON_OBJECT));

	json_put(a, t, "blobs", json_new(a, JSON_ARRAY));
	json_put(a, t, "slots", json_clone(a, slots));
	json_put_cstr(a, t, "target", id);
	json_put_null(a, t, "version");
	return t;
}

/* Files beyond four go into further targets of the same entry. */
static void
put_files(struct erasure *x, struct json *target, const char *id,
    const struct json *files)
{
	struct arena *a = x->c->arena;
	struct json *none = json_new(a, JSON_ARRAY), *blobs = NULL;

	for (const struct json *f = files->first; f != NULL; f = f->next) {
		if (!json_get_bool(f, "kept"))
			continue;
		if (blobs == NULL || blobs->count == FILES_MAX) {
			if (blobs != NULL)
				target = add_target(x, id, none);
			for (blobs = target->first; blobs != NULL &&
			     !bytes_is(blobs->name, "blobs");)
				blobs = blobs->next;
			if (blobs == NULL)
				return;
		}
		json_add(blobs, json_new_text(a, json_get_text(f, "sha256")));
	}
}

static enum err
one_target(struct erasure *x, const char *text)
{
	struct cli *c = x->c;
	struct read_model *m = registry_read_model(c->registry);
	struct objects o = {c->registry, c->arena, NULL};
	struct rows rows = {.arena = c->arena};
	struct json *slots = json_new(c->arena, JSON_NULL), *v, *versions;
	struct json *files = json_new(c->arena, JSON_ARRAY), *target;
	struct row_entity row;
	char id[ID_TEXT_BYTES];
	uint64_t number;
	uint16_t bits = SLOT_ALL;
	bool entry;
	enum err rc = registry_resolve_any(c->registry, text, &number, &entry,
	    c->arena, &c->e);

	if (rc == ERR_NONE && entry) {
		struct row_entry e;

		rc = read_model_entry(m, number, &e, c->arena, &c->e);
		number = rc == ERR_NONE ? e.entity : NUMBER_NONE;
	}
	if (rc == ERR_NONE)
		rc = read_model_by_number(m, number, &row, &c->e);
	if (rc == ERR_NONE && !cli_has(c, "all"))
		rc = slots_option(c, "slots", row.id.type, &bits);
	if (rc == ERR_NONE)
		rc = read_model_chain(m, number, take_row, &rows, &c->e);
	if (rc != ERR_NONE)
		return rc;
	if (!cli_has(c, "all")) {
		slots = json_new(c->arena, JSON_ARRAY);
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			if ((bits >> i & 1) != 0)
				json_add(slots, json_new_number(c->arena, i));
	}
	id_print(id, &row.id);
	v = json_add(x->plan, json_new(c->arena, JSON_OBJECT));
	json_put(c->arena, v, "target", object_thing(&o, number));
	versions = json_put(c->arena, v, "versions",
	    json_new(c->arena, JSON_ARRAY));
	for (size_t i = 0; i < rows.count && rc == ERR_NONE; i++) {
		if (rows.at[i].type != row.id.type ||
		    rows.at[i].outcome > OUTCOME_NOTE)
			continue;
		rc = plan_version(x, &rows.at[i], bits, versions);
		if (rc == ERR_NONE &&
		    (cli_has(c, "all") || cli_has(c, "files")))
			rc = add_files(x, files, rows.at[i].number);
	}
	json_put(c->arena, v, "files", files);
	if (rc != ERR_NONE)
		return rc;
	target = add_target(x, id, slots);
	put_files(x, target, id, files);
	if (x->targets->count > TARGETS_MAX)
		return error_set(&c->e, ERR_INPUT,
		    "an erasure names at most %d targets", TARGETS_MAX);
	return ERR_NONE;
}

static enum err
read_targets(struct erasure *x)
{
	struct cli *c = x->c;
	enum err rc = ERR_NONE;

	x->plan = json_new(c->arena, JSON_ARRAY);
	x->targets = json_new(c->arena, JSON_ARRAY);
	for (size_t i = is_plan(c) ? 1 : 0;
	     i < c->args.word_count && rc == ERR_NONE; i++)
		rc = one_target(x, c->args.words[i]);
	return rc;
}

/* ---- the rest of the body ---- */

static enum err
read_ground(struct erasure *x, const char **out)
{
	struct cli *c = x->c;

	*out = cli_arg(c, "ground");
	if (*out == NULL)
		*out = grounds[0];
	for (size_t i = 0; i < COUNT(grounds); i++)
		if (strcmp(*out, grounds[i]) == 0)
			return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "\"%s\" is no ground for erasing", *out);
	error_field(&c->e, "--ground");
	return error_mend(&c->e, ERR_INPUT,
	    "order, data-protection, third-party, safety or filed-in-error");
}

static enum err
read_hold(struct erasure *x, const char **out)
{
	struct cli *c = x->c;
	uint32_t day;

	*out = cli_arg(c, "hold");
	if (*out == NULL)
		return ERR_NONE;
	if (!day_parse(bytes_text(*out), &day)) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is not a day", *out);
		error_field(&c->e, "--hold");
		return error_mend(&c->e, ERR_INPUT, "write YYYY-MM-DD");
	}
	if (day > day_of_time(registry_now(c->registry)))
		return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "the day \"%s\" is not to come", *out);
	error_field(&c->e, "--hold");
	return error_mend(&c->e, ERR_INPUT,
	    "give a day to come, or leave it out to erase at once");
}

static enum err
approver_of(struct erasure *x)
{
	struct cli *c = x->c;
	const char *path = cli_arg(c, "approve-key-file");
	struct row_entity row;
	enum err rc = option_who(c, "approve-by", TYPES_WHO, &x->approver);

	if (rc == ERR_NONE && path != NULL)
		rc = filer_open(&x->second, c->registry, path, &c->e);
	if (rc != ERR_NONE || x->approver != NUMBER_NONE || path == NULL)
		return rc;
	rc = read_model_by_id(registry_read_model(c->registry),
	    &x->second.key.holder, &row, &c->e);
	x->approver = row.number;
	return rc;
}

static enum err
make_body(struct erasure *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	const char *ground = NULL, *hold = NULL;
	char order[ID_TEXT_BYTES] = "", approver[ID_TEXT_BYTES] = "";
	enum err rc = read_ground(x, &ground);

	if (rc == ERR_NONE)
		rc = read_hold(x, &hold);
	if (rc == ERR_NONE)
		rc = option_who(c, "order", TYPE_BIT(TYPE_DOCUMENT),
		    &x->order);
	if (rc == ERR_NONE)
		rc = approver_of(x);
	if (rc == ERR_NONE && x->order != NUMBER_NONE)
		rc = id_of(c, x->order, order);
	if (rc == ERR_NONE && x->approver != NUMBER_NONE)
		rc = id_of(c, x->approver, approver);
	if (rc == ERR_NONE)
		rc = option_texts(c, "words", &x->words);
	x->body = json_new(a, JSON_OBJECT);
	json_put_cstr(a, x->body, "approved_by", approver);
	json_put_cstr(a, x->body, "ground", ground);
	json_put_cstr(a, x->body, "hold", hold);
	json_put_cstr(a, x->body, "order", order);
	json_put(a, x->body, "targets", json_clone(a, x->targets));
	return rc;
}

/* ---- reports ---- */

/* Backups with private tables made before still hold the words until their
 * period ends (reliability 9.2.3). */
static void
backups_until(struct cli *c, int64_t from_s, char out[11])
{
	const char *text = c->settings.value[SETTING_BACKUP_DAYS];
	uint64_t days = 183;

	if (text != NULL)
		(void)bytes_decimal(bytes_text(text), 36500, &days);
	day_print(out, day_from_number(day_number(day_of_time(from_s)) +
	    (int32_t)days));
}

static void
say_versions(struct cli *c, const struct json *versions)
{
	for (const struct json *v = versions->first; v != NULL; v = v->next) {
		const struct json *slots = json_get(v, "slots");

		cli_say(c, "  entry %lld, version %lld",
		    (long long)json_get_number(v, "entry", 0),
		    (long long)json_get_number(v, "version", 0));
		for (const struct json *s = slots->first; s != NULL;
		     s = s->next) {
			struct bytes name = json_get_text(s, "slot");
			char state[16];

			(void)snprintf(state, sizeof state, "%.*s",
			    (int)json_get_text(s, "state").len,
			    (const char *)json_get_text(s, "state").at);
			if (!json_get_bool(s, "kept"))
				continue;
			cli_say(c, "    %.*s: %s", (int)name.len,
			    (const char *)name.at, TR(c, state));
		}
	}
}

static void
say_plan(struct erasure *x)
{
	struct cli *c = x->c;
	char day[11];

	for (const struct json *p = x->plan->first; p != NULL; p = p->next) {
		struct bytes ref = json_get_text(json_get(p, "target"),
		    "ref");
		const struct json *files = json_get(p, "files");

		buffer_printf(&c->out, "%.*s\n", (int)ref.len,
		    (const char *)ref.at);
		say_versions(c, json_get(p, "versions"));
		for (const struct json *f = files->first; f != NULL;
		     f = f->next)
			if (json_get_bool(f, "kept"))
				cli_say(c, "  file %.*s",
				    (int)json_get_text(f, "sha256").len,
				    (const char *)json_get_text(f, "sha256")
					.at);
	}
	backups_until(c, registry_now(c->registry), day);
	cli_say(c, "versions %zu, values kept here %zu, files %zu, opening "
		   "files %zu",
	    x->version_count, x->kept_count, x->file_count,
	    x->opening_count);
	cli_say(c, "backups with private tables hold the words until %s; "
		   "destroy them before, or let them run out",
	    day);
}

/* Members that plan and report share. */
static void
put_shared(struct erasure *x, struct json *v)
{
	struct cli *c = x->c;
	struct objects o = {c->registry, c->arena, NULL};
	struct json *list;
	char day[11];

	json_put(c->arena, v, "order", object_thing(&o, x->order));
	json_put(c->arena, v, "ground",
	    json_clone(c->arena, json_get(x->body, "ground")));
	json_put(c->arena, v, "approved_by", object_thing(&o, x->approver));
	json_put(c->arena, v, "hold",
	    json_clone(c->arena, json_get(x->body, "hold")));
	json_put(c->arena, v, "targets", x->plan);
	list = json_put(c->arena, v, "openings",
	    json_new(c->arena, JSON_ARRAY));
	for (size_t i = 0; i < x->opening_count; i++)
		json_add(list,
		    json_new_number(c->arena, (int64_t)x->openings[i]));
	backups_until(c, registry_now(c->registry), day);
	json_put_cstr(c->arena, v, "backups_until", day);
}

/* Is it allowed? The plan shows what is concerned, and why it is refused. */
static int
tell_plan(struct erasure *x)
{
	struct cli *c = x->c;
	struct entry draft = {.type = TYPE_ERASE, .body = x->body};
	struct json *v;
	enum err rc = ERR_NONE;

	if (x->order != NUMBER_NONE)
		rc = registry_erasable(c->registry, &draft, c->arena, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (!c->json) {
		say_plan(x);
		cli_say(c, "nothing was filed and nothing destroyed");
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	put_shared(x, v);
	cli_json(c, v);
	return EXIT_DONE;
}

static enum err
find_state(struct erasure *x, struct erasing *out)
{
	struct cli *c = x->c;
	struct erasing *list = NULL;
	size_t count = 0;
	enum err rc = registry_erasures(c->registry, &list, &count, c->arena,
	    &c->e);

	*out = (struct erasing){.state = ERASING_UNDER_WAY};
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		if (list[i].number == x->s.filed[0].number)
			*out = list[i];
	return rc;
}

static void
say_report(struct erasure *x, const struct erasing *state)
{
	struct cli *c = x->c;
	const struct error *why = registry_erasing_why(c->registry);
	char day[11], end[11];

	day_print(day, day_of_time(state->state == ERASING_DONE ?
		state->done_s : registry_now(c->registry)));
	backups_until(c, registry_now(c->registry), end);
	if (state->state == ERASING_WAITS) {
		day_print(day, state->hold);
		cli_say(c, "nothing of it is shown from now on; destroyed on "
			   "%s unless an order restores it before", day);
	} else if (state->state == ERASING_DONE) {
		cli_say(c, "destroyed in the live stores on %s; the last "
			   "backup period ends %s", day, end);
	} else {
		cli_say(c, "under way: %s", why->code == ERR_NONE ?
		    TR(c, "the next checkpoint and its publication end it") :
		    why->text);
	}
	cli_say(c, "offices and mirrors destroy their own copies; this "
		   "register cannot force that");
}

static int
tell_erase(struct erasure *x)
{
	static const char *const states[] = {"waits", "under_way", "done"};
	struct cli *c = x->c;
	struct erasing state;
	struct json *v;
	char day[11];
	enum err rc;

	if (cli_has(c, "dry-run"))
		return tell_plan(x);
	rc = find_state(x, &state);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (!c->json) {
		submit_tell(&x->s, c);
		say_report(x, &state);
		return EXIT_DONE;
	}
	v = object_filed(&x->s.objects, &x->s.filed[0], x->s.published);
	put_shared(x, v);
	json_put_cstr(c->arena, v, "state", states[state.state]);
	day_print(day, day_of_time(state.done_s));
	json_put_cstr(c->arena, v, "destroyed_on",
	    state.state == ERASING_DONE ? day : NULL);
	cli_json(c, v);
	return EXIT_DONE;
}

static enum err
file_erase(struct erasure *x)
{
	struct cli *c = x->c;
	struct draft d = {.type = TYPE_ERASE};
	enum err rc = submit_open(&x->s, c);

	if (rc == ERR_NONE)
		rc = read_targets(x);
	if (rc == ERR_NONE)
		rc = make_body(x);
	if (rc != ERR_NONE)
		return rc;
	d.body = x->body;
	d.values.at[SLOT_REASON] = x->words;
	d.second = cli_has(c, "approve-key-file") ? &x->second : NULL;
	return submit_files(&x->s, c, &d, 1);
}

static int
command_plan(struct erasure *x)
{
	enum err rc = cli_open(x->c, false);

	if (rc == ERR_NONE)
		rc = read_targets(x);
	if (rc == ERR_NONE)
		rc = make_body(x);
	return rc == ERR_NONE ? tell_plan(x) : cli_fail(x->c);
}

int
command_erase(struct cli *c)
{
	struct erasure x = {.c = c, .order = NUMBER_NONE,
	    .approver = NUMBER_NONE};
	bool plan = is_plan(c);
	int code;

	if (c->args.word_count < (plan ? 2u : 1u))
		return cli_usage(c, "erase needs REF");
	if (cli_has(c, "all") == cli_has(c, "slots") &&
	    (cli_has(c, "all") || !cli_has(c, "files")))
		return cli_usage(c,
		    "erase needs --slots, or --all, or --files");
	if (!plan && (!cli_has(c, "order") || !cli_has(c, "approve-by")))
		return cli_usage(c, "erase needs --order and --approve-by");
	if (plan)
		code = command_plan(&x);
	else
		code = file_erase(&x) == ERR_NONE ? tell_erase(&x) :
						    cli_fail(c);
	submit_close(&x.s);
	filer_release(&x.second);
	return code;
}
