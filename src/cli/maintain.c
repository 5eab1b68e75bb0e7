/* chancery audit, rebuild, publish, backup, restore, doctor */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "format/note.h"
#include "index/ordered_index.h"
#include "log/publish.h"
#include "proof/policy.h"
#include "register/auditing.h"
#include "register/objects.h"

/* ---- audit ---- */

static void
audit_line(void *context, const char *text)
{
	struct progress *p = context;

	if (strncmp(text, "bad ", 4) != 0)
		return; /* the rest is told in the summary */
	progress_end(p);
	(void)fprintf(stderr, "%s\n", text);
}

static void
audit_progress(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

/* The keys that judge: --key, --trust, or for the own register its own. */
static enum err
audit_policy(struct cli *c, struct policy *p, struct buffer *text, bool own)
{
	const char *trust = c->settings.value[SETTING_TRUST];
	const char *key = cli_arg(c, "key");
	struct entry entry;
	enum err rc = ERR_NONE;

	if (key != NULL) {
		buffer_printf(text, "log %s\nquorum none\n", key);
	} else if (trust != NULL) {
		rc = file_read(text, trust, POLICY_BYTES_MAX, &c->e);
	} else if (own) {
		rc = registry_entry(c->registry, 0, &entry, c->arena, &c->e);
		if (rc == ERR_NONE) {
			buffer_text(text, "log ");
			buffer_add(text, json_get_text(entry.body,
			    "log_key"));
			buffer_text(text, "\nquorum none\n");
		}
	} else {
		rc = error_word(&c->e, ERR_UNCHECKED, "no_trusted_key",
		    "no trusted key to audit with");
		error_mend(&c->e, rc, "add --trust FILE or --key VKEY");
	}
	return rc == ERR_NONE ? policy_parse(p, buffer_bytes(text), &c->e) :
	    rc;
}

static void
add_check(struct cli *c, struct json *list, const char *name, bool ok,
    const char *fmt, ...) PRINTF_LIKE(5, 6);

static void
add_check(struct cli *c, struct json *list, const char *name, bool ok,
    const char *fmt, ...)
{
	struct json *v = json_add(list, json_new(c->arena, JSON_OBJECT));
	char text[256];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	json_put_cstr(c->arena, v, "name", name);
	json_put_cstr(c->arena, v, "result", ok ? "ok" : "failed");
	json_put_cstr(c->arena, v, "detail", text);
}

static int
tell_audit(struct cli *c, const char *target, const struct audited *a)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *checks, *bad;
	bool good = a->finding_count == 0;
	/* a static tree has the one checkpoint that it shows */
	uint64_t checkpoints = a->fsck.checkpoint_count == 0 ? 1 :
	    a->fsck.checkpoint_count;
	char root[65];

	hash_print(root, &a->last_root);
	json_put_cstr(c->arena, v, "target", target);
	json_put_number(c->arena, v, "entries", (int64_t)a->entry_count);
	json_put_number(c->arena, v, "checkpoints", (int64_t)checkpoints);
	json_put_number(c->arena, v, "index_roots", (int64_t)a->root_count);
	checks = json_put(c->arena, v, "checks", json_new(c->arena,
	    JSON_ARRAY));
	add_check(c, checks, "stored bytes give the signed root",
	    a->fsck.finding_count == 0, "%llu entries, %llu tiles",
	    (unsigned long long)a->fsck.entry_count,
	    (unsigned long long)a->fsck.tile_count);
	add_check(c, checks, "entries keep the rules", a->invalid_count == 0,
	    "%llu invalid, %llu not understood",
	    (unsigned long long)a->invalid_count,
	    (unsigned long long)a->unknown_count);
	add_check(c, checks, "index roots follow from the entries", good,
	    "%llu of %llu compared, %llu postings",
	    (unsigned long long)a->compared_count,
	    (unsigned long long)a->root_count,
	    (unsigned long long)a->posting_count);
	if (a->first_bad_known) {
		bad = json_put(c->arena, v, "first_bad", json_new(c->arena,
		    JSON_OBJECT));
		json_put_number(c->arena, bad, "entry",
		    (int64_t)a->first_bad);
		json_put_null(c->arena, bad, "heading");
	} else {
		json_put_null(c->arena, v, "first_bad");
	}
	json_put_cstr(c->arena, v, "verdict", good ? "ok" : "failed");
	if (c->registry != NULL) {
		struct objects o = {c->registry, c->arena, NULL};

		json_put(c->arena, v, "as_of", object_as_of(&o,
		    a->fsck.size));
	} else {
		json_put_null(c->arena, v, "as_of");
	}
	if (c->json) {
		cli_json(c, v);
	} else {
		cli_say(c, "%llu entries, %llu checkpoints, %llu tiles: the "
		    "bytes stored give what was signed: %s",
		    (unsigned long long)a->fsck.entry_count,
		    (unsigned long long)checkpoints,
		    (unsigned long long)a->fsck.tile_count,
		    TR(c, a->fsck.finding_count == 0 ? N_("yes") : N_("NO")));
		cli_say(c, "%llu index roots, %llu compared by recomputing "
		    "%llu postings", (unsigned long long)a->root_count,
		    (unsigned long long)a->compared_count,
		    (unsigned long long)a->posting_count);
		if (good)
			cli_say(c, "ok %llu %s",
			    (unsigned long long)a->fsck.size, root);
		else
			cli_say(c, "%llu findings: keep this copy, tell the "
			    "registrar and a witness",
			    (unsigned long long)a->finding_count);
	}
	return good ? EXIT_DONE : EXIT_PROOF;
}

static bool
is_static_tree(const char *dir)
{
	char path[PATH_BYTES];

	return path_join(path, dir, "checkpoint", NULL) == ERR_NONE &&
	    file_exists(path);
}

int
command_audit(struct cli *c)
{
	struct policy *policy = arena_take(c->arena, sizeof *policy);
	struct tree_source *source = NULL;
	struct buffer text = {0};
	struct fsck_options fsck = {.policy = policy};
	struct progress progress;
	struct auditing options = {.fsck = &fsck,
	    .every_root = cli_has(c, "full"), .line = audit_line,
	    .progress = audit_progress, .context = &progress};
	struct audited result;
	const char *target = c->args.word_count == 0 ?
	    c->settings.value[SETTING_STORE] : c->args.words[0];
	bool tree = is_static_tree(target);
	int code;
	enum err rc = ERR_NONE;

	if (policy == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (cli_has(c, "from") && !bytes_decimal(bytes_text(cli_arg(c,
	    "from")), INT64_MAX, &options.from))
		return cli_usage(c, "--from takes an entry number");
	if (rc == ERR_NONE && tree)
		rc = tree_source_of_directory(&source, target, &c->e);
	else if (rc == ERR_NONE)
		rc = registry_open(&c->registry, target, REGISTRY_READ,
		    clock_system(), &c->e);
	if (rc == ERR_NONE)
		rc = audit_policy(c, policy, &text, !tree);
	progress_start(&progress, c, N_("auditing"));
	if (rc == ERR_NONE)
		rc = registry_audit(tree ? source : registry_tree(
		    c->registry), &options, &result, &c->e);
	progress_end(&progress);
	code = rc == ERR_NONE ? tell_audit(c, target, &result) : cli_fail(c);
	tree_source_free(source);
	buffer_release(&text);
	return code;
}

/* ---- rebuild, publish ---- */

int
command_rebuild(struct cli *c)
{
	struct rebuilt r;
	struct progress progress;
	struct timespec from, to;
	struct json *v, *part;
	char root[65];
	enum err rc;

	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	progress_start(&progress, c, N_("rebuilding"));
	rc = registry_rebuild(c->settings.value[SETTING_STORE],
	    cli_has(c, "last"), &r, audit_progress, &progress, &c->e);
	progress_end(&progress);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	if (rc != ERR_NONE)
		return cli_fail(c);
	hash_print(root, &r.root);
	if (!c->json) {
		cli_say(c, "ok entries=%llu roots=%llu R=%s",
		    (unsigned long long)r.entry_count,
		    (unsigned long long)r.root_count, root);
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put_number(c->arena, v, "entries", (int64_t)r.entry_count);
	json_put_null(c->arena, v, "read_db");
	part = json_put(c->arena, v, "trie", json_new(c->arena,
	    JSON_OBJECT));
	json_put_number(c->arena, part, "postings",
	    (int64_t)r.posting_count);
	json_put_number(c->arena, part, "branches", (int64_t)r.branch_count);
	json_put_number(c->arena, v, "milliseconds",
	    (int64_t)(to.tv_sec - from.tv_sec) * 1000 +
	    (to.tv_nsec - from.tv_nsec) / 1000000);
	json_put_bool(c->arena, v, "root_matches", true);
	cli_json(c, v);
	return EXIT_DONE;
}

int
command_publish(struct cli *c)
{
	const char *dir = c->args.word_count == 0 ? NULL : c->args.words[0];
	struct objects o;
	struct json *v;
	uint64_t files = 0;
	bool made;
	enum err rc = cli_open(c, !cli_has(c, "dry-run"));

	if (rc == ERR_NONE && !cli_has(c, "dry-run")) {
		rc = registry_checkpoint(c->registry, &made, &c->e);
		if (rc == ERR_NONE)
			rc = registry_publish(c->registry, dir, true, &files,
			    &c->e);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	o = (struct objects){c->registry, c->arena, NULL};
	if (!c->json) {
		cli_say(c, "published up to size %llu: %llu files written",
		    (unsigned long long)registry_size(c->registry),
		    (unsigned long long)files);
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put_number(c->arena, v, "size", (int64_t)registry_size(
	    c->registry));
	json_put_number(c->arena, v, "tiles", (int64_t)files);
	json_put_number(c->arena, v, "entries", (int64_t)registry_size(
	    c->registry));
	json_put_number(c->arena, v, "pages", 0);
	json_put_null(c->arena, v, "bytes");
	json_put_number(c->arena, v, "removed", 0);
	json_put_bool(c->arena, v, "dry_run", cli_has(c, "dry-run"));
	json_put(c->arena, v, "as_of", object_as_of(&o, registry_size(
	    c->registry)));
	cli_json(c, v);
	return EXIT_DONE;
}

/* ---- backup, restore ---- */

static int
tell_backup(struct cli *c, const char *out, bool private)
{
	struct objects o = {c->registry, c->arena, NULL};
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;

	json_put_cstr(c->arena, v, "out", out);
	list = json_put(c->arena, v, "includes", json_new(c->arena,
	    JSON_ARRAY));
	json_add(list, json_new_cstr(c->arena, "log"));
	if (private)
		json_add(list, json_new_cstr(c->arena, "private"));
	json_put(c->arena, v, "as_of", object_as_of(&o, registry_size(
	    c->registry)));
	if (c->json)
		cli_json(c, v);
	else
		cli_say(c, private ?
		    N_("%s holds the register up to size %llu, private tables "
		    "included; the keys are not in it") :
		    N_("%s holds the log up to size %llu, without names and "
		    "texts; the keys are not in it"), out,
		    (unsigned long long)registry_size(c->registry));
	return EXIT_DONE;
}

int
command_backup(struct cli *c)
{
	const char *out = cli_arg(c, "out");
	enum err rc;

	if (out == NULL)
		return cli_usage(c, "backup needs --out FILE");
	rc = cli_open(c, false);
	if (rc == ERR_NONE)
		rc = truth_backup(registry_truth(c->registry), out,
		    cli_has(c, "private"), &c->e);
	return rc == ERR_NONE ? tell_backup(c, out, cli_has(c, "private")) :
	    cli_fail(c);
}

static enum err
copy_file(const char *from, const char *to, struct error *e)
{
	char block[64 * KIB];
	FILE *in = fopen(from, "rb"), *out;
	enum err rc = ERR_NONE;
	size_t n;

	if (in == NULL)
		return error_set(e, ERR_ABSENT, "cannot open \"%s\": %s", from,
		    strerror(errno));
	out = fopen(to, "wbx");
	if (out == NULL) {
		(void)fclose(in);
		return error_set(e, ERR_CONFLICT, "cannot create \"%s\": %s",
		    to, strerror(errno));
	}
	while ((n = fread(block, 1, sizeof block, in)) != 0)
		if (fwrite(block, 1, n, out) != n)
			break;
	if (ferror(in) != 0 || ferror(out) != 0 || fflush(out) != 0 ||
	    fsync(fileno(out)) != 0)
		rc = error_set(e, ERR_STORE, "cannot copy to \"%s\"", to);
	(void)fclose(in);
	if (fclose(out) != 0 && rc == ERR_NONE)
		rc = error_set(e, ERR_STORE, "cannot write \"%s\"", to);
	return rc;
}

int
command_restore(struct cli *c)
{
	const char *from = c->args.words[0], *dir = c->args.words[1];
	struct truth *truth = NULL;
	struct truth_head head;
	struct json *v;
	char path[PATH_BYTES], keys[PATH_BYTES];
	const char *refusal = NULL;
	enum err rc = truth_open(&truth, from, TRUTH_READ, &c->e);

	if (rc == ERR_NONE)
		rc = truth_head(truth, &head, &c->e);
	truth_close(truth);
	if (rc == ERR_NONE)
		rc = directory_make(dir, 0700, &c->e);
	if (rc == ERR_NONE)
		rc = path_join(path, dir, LOG_DATABASE, &c->e);
	if (rc == ERR_NONE && file_exists(path))
		rc = error_mend(&c->e, error_set(&c->e, ERR_CONFLICT,
		    "there is a register in \"%s\"", dir),
		    "restore into a folder without one");
	if (rc == ERR_NONE)
		rc = copy_file(from, path, &c->e);
	if (rc == ERR_NONE)
		rc = directory_sync(dir, &c->e);
	(void)snprintf(keys, sizeof keys, "%.4000s.keys", dir);
	if (rc == ERR_NONE && file_exists(keys)) {
		rc = registry_open(&c->registry, dir, REGISTRY_WRITE,
		    clock_system(), &c->e);
		if (rc == ERR_NONE)
			refusal = registry_refusal(c->registry);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put(c->arena, v, "includes", json_new(c->arena, JSON_ARRAY));
	if (c->registry != NULL) {
		struct objects o = {c->registry, c->arena, NULL};

		json_put(c->arena, v, "as_of", object_as_of(&o, head.size));
	} else {
		json_put_null(c->arena, v, "as_of");
	}
	json_put_null(c->arena, v, "behind");
	json_put_bool(c->arena, v, "may_sign", c->registry != NULL &&
	    refusal == NULL);
	if (c->json) {
		cli_json(c, v);
	} else {
		cli_say(c, "restored to %s: size %llu, %llu entries", dir,
		    (unsigned long long)head.size,
		    (unsigned long long)head.next);
		if (refusal != NULL) {
			cli_say(c, "refuses to sign: %s", refusal);
			cli_say(c, "fetch what is missing: chancery log "
			    "recover DIR (a static tree or mirror)");
		} else if (c->registry == NULL) {
			cli_say(c, "no keys at %s: reading only", keys);
		}
	}
	return refusal == NULL ? EXIT_DONE : EXIT_UNCHECKED;
}

/* ---- doctor ---- */

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_FAIL };

struct doctor {
	struct cli *c;
	struct json *checks;
	enum health worst;
};

static void
examine(struct doctor *d, const char *name, enum health health,
    const char *text, const char *fix)
{
	static const char *const words[] = {"ok", "warn", "fail"};
	struct cli *c = d->c;
	struct json *v = json_add(d->checks, json_new(c->arena,
	    JSON_OBJECT));

	json_put_cstr(c->arena, v, "name", name);
	json_put_cstr(c->arena, v, "result", words[health]);
	json_put(c->arena, v, "text", cli_both(c, text));
	json_put_cstr(c->arena, v, "fix", fix);
	if (health > d->worst)
		d->worst = health;
	if (!c->json)
		buffer_printf(&c->out, "%-5s %-12s %s%s%s\n", words[health],
		    name, TR(c, text), fix == NULL ? "" : "  -> ",
		    fix == NULL ? "" : fix);
}

static void
examine_keys(struct doctor *d, const char *dir)
{
	char path[PATH_BYTES];
	struct stat st;

	(void)snprintf(path, sizeof path, "%.4000s.keys", dir);
	if (stat(path, &st) != 0)
		examine(d, "keys", HEALTH_WARN,
		    N_("the keys are not here: reading only"), NULL);
	else if ((st.st_mode & 077) != 0)
		examine(d, "keys", HEALTH_FAIL,
		    N_("the folder of keys is open to others"), "chmod 700");
	else
		examine(d, "keys", HEALTH_OK,
		    N_("the folder of keys is closed to others"), NULL);
}

static void
examine_space(struct doctor *d, const char *dir)
{
	struct statvfs v;

	if (statvfs(dir, &v) != 0)
		examine(d, "disk", HEALTH_WARN,
		    N_("free space is not known"), NULL);
	else if ((uint64_t)v.f_bavail * v.f_frsize < 64 * MIB)
		examine(d, "disk", HEALTH_FAIL,
		    N_("less than 64 MiB are free"), "free some space");
	else
		examine(d, "disk", HEALTH_OK, N_("there is free space"),
		    NULL);
}

static void
examine_publication(struct doctor *d)
{
	struct cli *c = d->c;
	struct tree_source *tree = NULL;
	struct buffer note = {0}, own = {0};
	char path[PATH_BYTES];
	enum err rc = path_join(path, registry_dir(c->registry), "public",
	    NULL);

	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&tree, path, NULL);
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(tree, &note, NULL);
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(registry_tree(c->registry), &own,
		    NULL);
	if (rc != ERR_NONE || !bytes_equal(buffer_bytes(&note),
	    buffer_bytes(&own)))
		examine(d, "publication", HEALTH_WARN,
		    N_("the static tree is behind"), "chancery publish");
	else
		examine(d, "publication", HEALTH_OK,
		    N_("the static tree shows the newest checkpoint"), NULL);
	tree_source_free(tree);
	buffer_release(&note);
	buffer_release(&own);
}

int
command_doctor(struct cli *c)
{
	static const char *const words[] = {"ok", "warn", "fail"};
	struct doctor d = {c, json_new(c->arena, JSON_ARRAY), HEALTH_OK};
	struct json *v = json_new(c->arena, JSON_OBJECT);
	const char *dir = c->settings.value[SETTING_STORE];
	struct ordered_index_facts facts;
	int64_t at_s = 0;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE && rc != ERR_STORE)
		return cli_fail(c);
	if (rc != ERR_NONE) {
		examine(&d, "store", HEALTH_FAIL,
		    N_("the store cannot be read"), "chancery restore");
	} else {
		examine(&d, "store", HEALTH_OK, N_("the store opens"), NULL);
		if (registry_refusal(c->registry) != NULL)
			examine(&d, "signing", HEALTH_FAIL,
			    registry_refusal(c->registry),
			    "chancery help exit-codes");
		else
			examine(&d, "signing", HEALTH_OK,
			    N_("no rule forbids signing"), NULL);
		if (ordered_index_facts(registry_index(c->registry), &facts,
		    NULL) == ERR_NONE && ordered_index_check(registry_index(
		    c->registry), NULL) == ERR_NONE)
			examine(&d, "index", HEALTH_OK,
			    N_("every subtotal of the index recomputes"),
			    NULL);
		else
			examine(&d, "index", HEALTH_FAIL,
			    N_("the index does not recompute"),
			    "chancery rebuild");
		if (registry_time_of(c->registry, registry_size(c->registry),
		    &at_s, NULL) == ERR_NONE && at_s > registry_now(
		    c->registry) + 300)
			examine(&d, "clock", HEALTH_FAIL,
			    N_("the clock is behind the newest checkpoint"),
			    "set the clock");
		else
			examine(&d, "clock", HEALTH_OK,
			    N_("the clock is not behind the log"), NULL);
		examine_publication(&d);
		examine(&d, "witnesses", HEALTH_WARN,
		    N_("no witness cosigns this register"), NULL);
	}
	examine_keys(&d, dir);
	examine_space(&d, dir);
	json_put(c->arena, v, "checks", d.checks);
	json_put_cstr(c->arena, v, "worst", words[d.worst]);
	if (c->json)
		cli_json(c, v);
	return d.worst == HEALTH_FAIL ? EXIT_NEGATIVE : EXIT_DONE;
}
