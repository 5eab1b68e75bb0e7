/* chancery publish [DIR]: the static tree, checkpoint last (A9.1) */
#include <ftw.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/cli.h"
#include "register/objects.h"

/* What the tree holds: counted once it is written. */
struct tree_counts {
	uint64_t tiles, bundles;
	int64_t bytes;
};

/* nftw takes no context */
static struct tree_counts tree;

static int
count_file(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)where;
	if (kind != FTW_F)
		return 0;
	if (strstr(path, "/tile/entries/") != NULL)
		tree.bundles++;
	else if (strstr(path, "/tile/") != NULL)
		tree.tiles++;
	tree.bytes += st->st_size;
	return 0;
}

int
command_publish(struct cli *c)
{
	const char *dir = c->args.word_count == 0 ? NULL : c->args.words[0];
	char own[PATH_BYTES];
	struct objects o;
	struct json *v;
	uint64_t files = 0;
	bool made;
	enum err rc = cli_open(c, !cli_has(c, "dry-run"));

	if (rc == ERR_NONE && !cli_has(c, "dry-run"))
		rc = cli_may_sign(c);
	if (rc == ERR_NONE && !cli_has(c, "dry-run")) {
		rc = registry_checkpoint(c->registry, &made, &c->e);
		if (rc == ERR_NONE)
			rc = registry_publish(c->registry, dir, true, &files,
			    &c->e);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (dir == NULL &&
	    path_join(own, registry_dir(c->registry), "public", &c->e) ==
		ERR_NONE)
		dir = own;
	tree = (struct tree_counts){0, 0, 0};
	if (dir != NULL)
		(void)nftw(dir, count_file, 16, FTW_PHYS);
	o = (struct objects){c->registry, c->arena, NULL};
	if (!c->json && cli_has(c, "dry-run")) {
		cli_say(c, "dry run: nothing was written");
		return EXIT_DONE;
	}
	if (!c->json) {
		cli_say(c, "published up to size %llu: %llu files written",
		    (unsigned long long)registry_size(c->registry),
		    (unsigned long long)files);
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put_number(c->arena, v, "size",
	    (int64_t)registry_size(c->registry));
	json_put_number(c->arena, v, "tiles", (int64_t)tree.tiles);
	json_put_number(c->arena, v, "entries", (int64_t)tree.bundles);
	json_put_number(c->arena, v, "pages", 0);
	json_put_number(c->arena, v, "bytes", tree.bytes);
	json_put_number(c->arena, v, "removed", 0);
	json_put_bool(c->arena, v, "dry_run", cli_has(c, "dry-run"));
	json_put(c->arena, v, "as_of",
	    object_as_of(&o, registry_size(c->registry)));
	cli_json(c, v);
	return EXIT_DONE;
}
