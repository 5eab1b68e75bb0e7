/* chancery rebuild: derived files away and derived again (A9.3) */
#include <time.h>

#include "base/file.h"
#include "cli/cli.h"
#include "register/registry.h"

int
command_rebuild(struct cli *c)
{
	struct rebuilt r;
	struct progress progress;
	struct timespec from, to;
	struct json *v, *part;
	char root[65], path[PATH_BYTES];
	enum err rc;

	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	progress_start(&progress, c, N_("rebuilding"));
	rc = registry_rebuild(c->settings.value[SETTING_STORE],
	    cli_has(c, "last"), &r, progress_step, &progress, &c->e);
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
	json_put(c->arena, v, "read_db",
	    path_join(path, c->settings.value[SETTING_STORE], "read.db",
		NULL) == ERR_NONE ?
		cli_file(c, path) :
		json_new(c->arena, JSON_NULL));
	part = json_put(c->arena, v, "trie", json_new(c->arena, JSON_OBJECT));
	json_put_number(c->arena, part, "postings", (int64_t)r.posting_count);
	json_put_number(c->arena, part, "branches", (int64_t)r.branch_count);
	json_put_number(c->arena, v, "milliseconds",
	    (int64_t)(to.tv_sec - from.tv_sec) * 1000 +
		(to.tv_nsec - from.tv_nsec) / 1000000);
	json_put_bool(c->arena, v, "root_matches", true);
	cli_json(c, v);
	return EXIT_DONE;
}
