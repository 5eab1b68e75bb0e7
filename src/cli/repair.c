/* chancery log recover|adopt|repair-tail: repairs, log 6.6.3 and 6.8 */
#include "base/file.h"
#include "cli/log.h"
#include "log/recover.h"
#include "register/registry.h"

struct repairing {
	struct merkle_log_options options;
	struct signer key;
	char keys_dir[PATH_BYTES];
};

static enum err
repair_open(struct repairing *r, struct cli *c)
{
	struct buffer file = {0};
	char path[PATH_BYTES];
	enum err rc;

	*r = (struct repairing){.key = {.key = NULL}};
	r->options.dir = c->settings.value[SETTING_STORE];
	(void)snprintf(r->keys_dir, sizeof r->keys_dir, "%.4000s.keys",
	    r->options.dir);
	r->options.keys_dir = r->keys_dir;
	rc = path_join(path, r->keys_dir, "log.key", &c->e);
	if (rc == ERR_NONE)
		rc = file_read_secret(&file, path, SIGNER_FILE_BYTES, &c->e);
	if (rc == ERR_NONE)
		rc = signer_parse(&r->key, buffer_bytes(&file), &c->e);
	buffer_wipe(&file);
	r->options.signer = &r->key;
	return rc;
}

int
log_recover_from(struct cli *c)
{
	struct recover_result result = {0, 0, 0};
	struct tree_source *from = NULL;
	struct repairing r;
	enum err rc;

	if (c->args.word_count != 2)
		return cli_usage(c, "log recover needs the folder of a static "
		    "tree or mirror");
	rc = repair_open(&r, c);
	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&from, c->args.words[1], &c->e);
	if (rc == ERR_NONE)
		rc = log_recover(&r.options, from, &result, &c->e);
	tree_source_free(from);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, "%llu entries read back, checkpoint of size %llu",
	    (unsigned long long)result.entries_added,
	    (unsigned long long)result.size);
	cli_say(c, "Entries that were acknowledged and never published must "
	    "be sent again by their filers.");
	return EXIT_DONE;
}

int
log_adopt(struct cli *c)
{
	struct repairing r;
	struct hash root;
	uint64_t size;
	size_t first = strcmp(c->args.words[0], "head") == 0 ? 2 : 1;
	enum err rc;

	if (c->args.word_count != first + 2 || (first == 2 &&
	    strcmp(c->args.words[1], "adopt") != 0) ||
	    !bytes_decimal(bytes_text(c->args.words[first]), INT64_MAX,
	    &size) || !hash_parse(bytes_text(c->args.words[first + 1]),
	    &root))
		return cli_usage(c, "log head adopt needs SIZE and ROOT (64 "
		    "hex digits), as a witness told you");
	rc = repair_open(&r, c);
	if (rc == ERR_NONE)
		rc = log_adopt_head(&r.options, size, &root, &c->e);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, "adopted: checkpoint of size %llu",
	    (unsigned long long)size);
	return EXIT_DONE;
}

static void
tail_row(void *context, uint64_t n, bool damaged)
{
	cli_say(context, damaged ? N_("entry %llu is damaged") :
	    N_("entry %llu stands behind it"), (unsigned long long)n);
}

int
log_repair(struct cli *c)
{
	struct repairing r;
	uint64_t removed = 0;
	enum err rc = repair_open(&r, c);

	if (rc == ERR_NONE)
		rc = log_repair_tail(&r.options, cli_has(c, "now"), tail_row,
		    c, &removed, &c->e);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, cli_has(c, "now") ? N_("%llu entries removed") :
	    N_("%llu entries removed (add --now to remove those listed)"),
	    (unsigned long long)removed);
	return EXIT_DONE;
}
