/* chancery disclose e/N: the package that answers a summons (A6.6) */
#include "cli/submit.h"
#include "exchange/disclosure.h"
#include "faces/summoned.h"
#include "register/naming.h"

struct disclosing {
	struct cli *c;
	struct submitting s;
	struct summons summons;
	struct holdings holdings;
	struct disclosure_job job;
	struct disclosed out;
	struct age_identities *identities;
	char account[ID_TEXT_BYTES];
	bool dry;
};

static enum err
read_identities(struct disclosing *x)
{
	const char *path = cli_arg(x->c, "identity");
	struct buffer file = {0};
	enum err rc;

	if (path == NULL)
		return ERR_NONE;
	rc = file_read_secret(&file, path, AGE_IDENTITY_FILE_BYTES, &x->c->e);
	if (rc == ERR_NONE)
		rc = age_identities_parse(&x->identities, buffer_bytes(&file),
		    &x->c->e);
	buffer_wipe(&file);
	return rc == ERR_NONE ? rc : error_wrap(&x->c->e, "%s", path);
}

static enum err
find_summons(struct disclosing *x)
{
	struct cli *c = x->c;
	uint64_t number;
	bool entry;
	enum err rc = registry_resolve_any(c->registry, c->args.words[0],
	    &number, &entry, c->arena, &c->e);

	return rc == ERR_NONE ?
	    summons_read(&x->summons, c->registry, number, c->arena, &c->e) :
	    rc;
}

/* Letter by letter: whoever types it has the order in hand. */
static enum err
check_reference(struct disclosing *x)
{
	struct cli *c = x->c;
	const char *typed = cli_arg(c, "confirm");

	if (x->dry || bytes_is(x->summons.scope.reference, typed))
		return ERR_NONE;
	error_word(&c->e, ERR_CONFLICT, "reference",
	    "\"%s\" is not the reference of the order", typed);
	error_field(&c->e, "--confirm");
	return error_mend(&c->e, ERR_CONFLICT,
	    "copy it from the order, letter by letter");
}

/* What the register answers must stand at a checkpoint that has everything. */
static enum err
settle(struct disclosing *x)
{
	struct cli *c = x->c;
	bool made;
	enum err rc;

	if (x->dry || registry_size(c->registry) == registry_next(c->registry))
		return ERR_NONE;
	rc = registry_checkpoint(c->registry, &made, &c->e);
	return rc == ERR_NONE ?
	    registry_publish(c->registry, NULL, false, NULL, &c->e) :
	    rc;
}

static enum err
prepare(struct disclosing *x)
{
	struct cli *c = x->c;
	struct row_entity row;
	uint64_t by;
	enum err rc = option_who(c, "by", TYPES_WHO, &by);

	x->job = (struct disclosure_job){.r = c->registry,
	    .summons = &x->summons,
	    .holdings = &x->holdings,
	    .path = cli_arg(c, "out"),
	    .account = x->account,
	    .channel = "cli",
	    .identities = x->identities};
	if (!x->dry) {
		id_print(x->account, &x->s.filer.key.id);
		x->job.office = x->s.filer.key.holder;
	}
	if (rc == ERR_NONE && by != NUMBER_NONE) {
		rc = read_model_by_number(registry_read_model(c->registry), by,
		    &row, &c->e);
		x->job.office = row.id;
	}
	return rc == ERR_NONE ? summons_holdings(&x->holdings, c->registry,
				    &x->summons, 0, c->arena, &c->e) :
				rc;
}

/* ---- doing it ---- */

static enum err
do_it(struct disclosing *x)
{
	struct draft d = {.type = TYPE_DOCUMENT};
	struct cli *c = x->c;
	struct row_entity row;
	enum err rc;

	if (x->dry)
		return disclosure_plan(&x->out, &x->job, c->arena, &c->e);
	rc = disclosure_write(&x->out, &x->job, c->arena, &c->e);
	if (rc != ERR_NONE)
		return rc;
	disclosure_draft(&d, &x->job, &x->out, c->arena);
	rc = submit_files(&x->s, c, &d, 1);
	/* an entry that is in the log, or may come to be, speaks of a package
	 * that there is */
	if (rc != ERR_NONE && rc != ERR_STORE &&
	    read_model_by_id(registry_read_model(c->registry), &d.id, &row,
		NULL) != ERR_NONE)
		disclosure_drop(&x->job);
	return rc == ERR_NONE ? disclosure_name(&x->job, &c->e) : rc;
}

/* ---- telling ---- */

static struct json *
files_json(struct disclosing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->out.file_count; i++) {
		const struct disclosed_file *f = &x->out.files[i];
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));

		json_put_cstr(a, v, "path", f->path);
		json_put_number(a, v, "bytes", (int64_t)f->bytes);
		json_put(a, v, "sha256", json_new_hash(a, f->sha256.at));
	}
	return list;
}

static struct json *
missing_json(struct disclosing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->out.missing_count; i++) {
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));
		char ref[32];

		(void)snprintf(ref, sizeof ref, "e/%llu",
		    (unsigned long long)x->out.missing[i].number);
		json_put_cstr(a, v, "ref", ref);
		json_put(a, v, "reason",
		    cli_both(x->c, x->out.missing[i].reason));
	}
	return list;
}

static int
tell_json(struct disclosing *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	struct objects o = {c->registry, a,
	    c->settings.value[SETTING_BASE_URL]};
	struct json *v = json_new(a, JSON_OBJECT), *part;

	json_put(a, v, "order", summons_order_json(&o, &x->summons));
	json_put(a, v, "scope", summons_scope_json(&o, &x->summons));
	part = json_put(a, v, "entries", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < x->out.entry_count; i++)
		json_add(part, json_new_number(a, (int64_t)x->out.entries[i]));
	part = json_put(a, v, "opened", json_new(a, JSON_OBJECT));
	json_put_number(a, part, "slots", (int64_t)x->out.opened_slots);
	json_put_number(a, part, "blobs", (int64_t)x->out.opened_notes);
	json_put_bool(a, v, "complete", x->out.missing_count == 0);
	json_put(a, v, "missing", missing_json(x));
	part = json_put(a, v, "package", json_new(a, JSON_OBJECT));
	json_put_cstr(a, part, "path", x->dry ? NULL : x->job.path);
	json_put_number(a, part, "bytes", (int64_t)x->out.bytes);
	json_put(a, part, "manifest_sha256",
	    x->dry ? json_new(a, JSON_NULL) :
		     json_new_hash(a, x->out.manifest.at));
	json_put(a, part, "files", files_json(x));
	json_put_bool(a, v, "public", false);
	json_put(a, v, "disclosure",
	    x->dry ?
		json_new(a, JSON_NULL) :
		object_filed(&x->s.objects, &x->s.filed[0], x->s.published));
	json_put(a, v, "as_of", object_as_of(&o, x->holdings.list.size));
	cli_json(c, v);
	return EXIT_DONE;
}

static int
tell(struct disclosing *x)
{
	struct cli *c = x->c;

	if (c->json)
		return tell_json(x);
	cli_say(c, "contacts in scope: %zu", x->out.entry_count);
	cli_say(c, "opened: %zu slots, %zu notes", x->out.opened_slots,
	    x->out.opened_notes);
	cli_say(c, "sealed and outside the order, left closed: %zu",
	    x->out.outside_count);
	for (size_t i = 0; i < x->out.missing_count; i++)
		cli_say(c, "missing: e/%llu, %s",
		    (unsigned long long)x->out.missing[i].number,
		    TR(c, x->out.missing[i].reason));
	cli_say(c, "filed up to checkpoint %llu",
	    (unsigned long long)x->holdings.list.size);
	if (x->dry) {
		cli_talk(c,
		    "nothing was opened or written; add --confirm "
		    "REFERENCE to do it");
		return EXIT_DONE;
	}
	submit_tell(&x->s, c);
	cli_talk(c, "next: chancery-verify %s --trust KEYS", x->job.path);
	return EXIT_DONE;
}

int
command_disclose(struct cli *c)
{
	struct disclosing x = {.c = c, .dry = cli_has(c, "dry-run")};
	enum err rc;
	int code;

	if (cli_has(c, "public"))
		return cli_usage(c,
		    "--public is not made here: chancery open makes each contact "
		    "public, with --ground order --authority DOCUMENT");
	if (x.dry == cli_has(c, "confirm"))
		return cli_usage(c,
		    "disclose needs --dry-run or --confirm REFERENCE");
	if (!x.dry && !cli_has(c, "out"))
		return cli_usage(c, "disclose needs --out DIR");
	rc = read_identities(&x);
	if (rc == ERR_NONE)
		rc = x.dry ? cli_open(c, false) : submit_open(&x.s, c);
	if (rc == ERR_NONE)
		rc = find_summons(&x);
	if (rc == ERR_NONE)
		rc = check_reference(&x);
	if (rc == ERR_NONE)
		rc = settle(&x);
	if (rc == ERR_NONE)
		rc = prepare(&x);
	if (rc == ERR_NONE)
		rc = do_it(&x);
	code = rc == ERR_NONE ? tell(&x) : cli_fail(c);
	holdings_release(&x.holdings);
	age_identities_free(x.identities);
	if (!x.dry)
		submit_close(&x.s);
	return code;
}
