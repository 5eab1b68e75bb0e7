/* chancery backup, chancery restore (A9.4, A9.5) */
#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "register/objects.h"

static int
tell_backup(struct cli *c, const char *out, bool private)
{
	struct objects o = {c->registry, c->arena, NULL};
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;

	json_put(c->arena, v, "out", cli_file(c, out));
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
