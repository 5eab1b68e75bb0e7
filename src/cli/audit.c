/* chancery audit [DIR]: everything recomputed (A9.2) */
#include "base/file.h"
#include "cli/log.h"
#include "proof/policy.h"
#include "register/auditing.h"
#include "register/objects.h"

static void
audit_line(void *context, const char *text)
{
	struct progress *p = context;

	if (strncmp(text, "bad ", 4) != 0)
		return; /* the rest is told in the summary */
	progress_end(p);
	(void)fprintf(stderr, "%s\n", text);
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
			buffer_add(text, json_get_text(entry.body, "log_key"));
			buffer_text(text, "\nquorum none\n");
		}
	} else {
		rc = error_word(&c->e, ERR_UNCHECKED, "no_trusted_key",
		    "no trusted key to audit with");
		error_mend(&c->e, rc, "add --trust FILE or --key VKEY");
	}
	return rc == ERR_NONE ? policy_parse(p, buffer_bytes(text), &c->e) : rc;
}

static void add_check(struct cli *c, struct json *list, const char *name,
    bool ok, const char *fmt, ...) PRINTF_LIKE(5, 6);

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

static struct json *
audit_json(struct cli *c, const char *target, const struct audited *a,
    uint64_t checkpoints)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *checks, *bad;
	struct objects o = {c->registry, c->arena, NULL};
	bool good = a->finding_count == 0;

	json_put_cstr(c->arena, v, "target", target);
	json_put_number(c->arena, v, "entries", (int64_t)a->entry_count);
	json_put_number(c->arena, v, "checkpoints", (int64_t)checkpoints);
	json_put_number(c->arena, v, "index_roots", (int64_t)a->root_count);
	checks = json_put(c->arena, v, "checks",
	    json_new(c->arena, JSON_ARRAY));
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
	bad = json_put(c->arena, v, "first_bad",
	    json_new(c->arena, a->first_bad_known ? JSON_OBJECT : JSON_NULL));
	if (a->first_bad_known) {
		json_put_number(c->arena, bad, "entry", (int64_t)a->first_bad);
		json_put_null(c->arena, bad, "heading");
	}
	json_put_cstr(c->arena, v, "verdict", good ? "ok" : "failed");
	json_put(c->arena, v, "as_of",
	    c->registry == NULL ? json_new(c->arena, JSON_NULL) :
				  object_as_of(&o, a->fsck.size));
	return v;
}

static int
tell_audit(struct cli *c, const char *target, const struct audited *a)
{
	bool good = a->finding_count == 0;
	/* a static tree has the one checkpoint that it shows */
	uint64_t checkpoints = a->fsck.checkpoint_count == 0 ?
	    1 :
	    a->fsck.checkpoint_count;
	char root[65];

	hash_print(root, &a->last_root);
	if (c->json) {
		cli_json(c, audit_json(c, target, a, checkpoints));
		return good ? EXIT_DONE : EXIT_PROOF;
	}
	cli_say(c,
	    "%llu entries, %llu checkpoints, %llu tiles: the bytes "
	    "stored give what was signed: %s",
	    (unsigned long long)a->fsck.entry_count,
	    (unsigned long long)checkpoints,
	    (unsigned long long)a->fsck.tile_count,
	    TR(c, a->fsck.finding_count == 0 ? N_("yes") : N_("NO")));
	cli_say(c,
	    "%llu index roots, %llu compared by recomputing %llu "
	    "postings",
	    (unsigned long long)a->root_count,
	    (unsigned long long)a->compared_count,
	    (unsigned long long)a->posting_count);
	if (good)
		cli_say(c, "ok %llu %s", (unsigned long long)a->fsck.size,
		    root);
	else
		cli_say(c,
		    "%llu findings: keep this copy, tell the registrar "
		    "and a witness",
		    (unsigned long long)a->finding_count);
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
audit_target(struct cli *c, const char *target)
{
	struct policy *policy = arena_take(c->arena, sizeof *policy);
	struct tree_source *source = NULL;
	struct buffer text = {0};
	struct fsck_options fsck = {.policy = policy};
	struct progress progress;
	struct auditing options = {.fsck = &fsck,
	    .every_root = cli_has(c, "full"),
	    .line = audit_line,
	    .progress = progress_step,
	    .context = &progress};
	struct audited result;
	bool tree;
	int code;
	enum err rc = ERR_NONE;

	if (target == NULL)
		target = c->settings.value[SETTING_STORE];
	tree = is_static_tree(target);
	if (policy == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (cli_has(c, "from") &&
	    !bytes_decimal(bytes_text(cli_arg(c, "from")), INT64_MAX,
		&options.from))
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
		rc = registry_audit(tree ? source : registry_tree(c->registry),
		    &options, &result, &c->e);
	progress_end(&progress);
	code = rc == ERR_NONE ? tell_audit(c, target, &result) : cli_fail(c);
	tree_source_free(source);
	buffer_release(&text);
	return code;
}

int
command_audit(struct cli *c)
{
	return audit_target(c,
	    c->args.word_count == 0 ? NULL : c->args.words[0]);
}
