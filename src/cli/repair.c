/* chancery log recover|adopt|repair-tail: repairs, log 6.6.3 and 6.8 */
#include <unistd.h>

#include "base/file.h"
#include "cli/log.h"
#include "register/registry.h"

struct repairing {
	struct merkle_log_options options;
	struct signer key;
	char keys_dir[PATH_BYTES];
};

static enum err
repair_open(struct repairing *r, struct cli *c, const char *store)
{
	struct buffer file = {0};
	char path[PATH_BYTES];
	enum err rc;

	memset(r, 0, sizeof *r);
	r->options.dir = store;
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

#define OPENINGS_IN_FILE 256 /* log 10.4 */

void
derived_remove(const char *store)
{
	static const char *const names[] = {"read.db", "read.db-wal",
	    "read.db-shm", "trie.db", "trie.db-wal", "trie.db-shm"};
	char path[PATH_BYTES];

	for (size_t i = 0; i < COUNT(names); i++)
		if (path_join(path, store, names[i], NULL) == ERR_NONE)
			(void)unlink(path);
}

/* Whether the store has the seed of entry n. */
static bool
has_seed(struct truth *t, uint64_t n, const struct hash *leaf)
{
	uint8_t seed[TRUTH_SEED_BYTES];
	struct buffer values = {0};
	bool known = false;
	enum err rc = truth_read_slots(t, n, leaf, seed, &known, &values, NULL);

	explicit_bzero(seed, sizeof seed);
	buffer_wipe(&values);
	return rc == ERR_NONE && known;
}

/* One opening line, kept where it opens the entry of its number and the store
 * lacks it. */
static enum err
keep_opening(struct cli *c, struct truth *t, struct bytes line)
{
	struct truth_slots slots;
	struct truth_head head;
	struct buffer leaf = {0}, values = {0};
	struct opening o;
	struct entry entry;
	struct hash hash;
	enum err rc = opening_parse(&o, line, false, c->arena, &c->e);

	if (rc != ERR_NONE || !o.whole || !o.has_number)
		return rc;
	rc = truth_head(t, &head, &c->e);
	if (rc == ERR_NONE)
		rc = truth_read_entry(t, o.number, &leaf, &hash, &c->e);
	if (rc == ERR_NONE)
		rc = entry_parse(&entry,
		    arena_copy(c->arena, buffer_bytes(&leaf)), head.origin,
		    c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = opening_verify(&o, &entry, o.number, &c->e);
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		buffer_byte(&values, i == 0 ? '[' : ',');
		if (o.values.at[i] == NULL)
			buffer_text(&values, "null");
		else
			json_print_canonical(&values, o.values.at[i]);
	}
	buffer_byte(&values, ']');
	if (rc == ERR_NONE && values.failed)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && !has_seed(t, o.number, &hash)) {
		slots = (struct truth_slots){.n = o.number,
		    .leaf = hash,
		    .seed = o.seed.at,
		    .opening = buffer_bytes(&values)};
		rc = truth_put_slots(t, &slots, &c->e);
	}
	buffer_release(&values);
	buffer_release(&leaf);
	return rc;
}

/* The published names and words, where the store lacks them: those of entries
 * that came back, and all after a backup without private tables. */
static enum err
recover_openings(struct cli *c, const char *store, struct tree_source *from,
    uint64_t size)
{
	struct truth *t = NULL;
	char path[PATH_BYTES];
	enum err rc = path_join(path, store, LOG_DATABASE, &c->e);

	if (rc == ERR_NONE)
		rc = truth_open(&t, path, TRUTH_WRITE, &c->e);
	for (uint64_t file = 0;
	     rc == ERR_NONE && file * OPENINGS_IN_FILE < size; file++) {
		struct buffer text = {0};
		struct bytes rest, line;
		bool complete;

		rc = tree_source_openings(from, file, size, &text, &c->e);
		rest = arena_copy(c->arena, buffer_bytes(&text));
		buffer_release(&text);
		if (rc == ERR_ABSENT) {
			rc = ERR_NONE; /* nothing of it was public */
			continue;
		}
		while (rc == ERR_NONE && bytes_line(&rest, &line, &complete))
			rc = keep_opening(c, t, line);
	}
	truth_close(t);
	return rc;
}

enum err
repair_from_tree(struct cli *c, const char *store, const char *tree,
    struct recover_result *result)
{
	struct tree_source *from = NULL;
	struct repairing r;
	enum err rc = repair_open(&r, c, store);

	*result = (struct recover_result){0, 0, 0};
	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&from, tree, &c->e);
	if (rc == ERR_NONE)
		rc = log_recover(&r.options, from, result, &c->e);
	if (rc == ERR_NONE)
		rc = recover_openings(c, store, from, result->size);
	if (rc == ERR_NONE)
		derived_remove(store);
	tree_source_free(from);
	signer_release(&r.key);
	return rc;
}

int
log_recover_from(struct cli *c)
{
	struct recover_result result;
	enum err rc;

	if (c->args.word_count != 2)
		return cli_usage(c,
		    "log recover needs the folder of a static "
		    "tree or mirror");
	rc = repair_from_tree(c, c->settings.value[SETTING_STORE],
	    c->args.words[1], &result);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, "%llu entries read back, checkpoint of size %llu",
	    (unsigned long long)result.entries_added,
	    (unsigned long long)result.size);
	cli_say(c,
	    "Entries that were acknowledged and never published must "
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

	if (c->args.word_count != first + 2 ||
	    (first == 2 && strcmp(c->args.words[1], "adopt") != 0) ||
	    !bytes_decimal(bytes_text(c->args.words[first]), INT64_MAX,
		&size) ||
	    !hash_parse(bytes_text(c->args.words[first + 1]), &root))
		return cli_usage(c,
		    "log head adopt needs SIZE and ROOT (64 "
		    "hex digits), as a witness told you");
	rc = repair_open(&r, c, c->settings.value[SETTING_STORE]);
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
	cli_say(context,
	    damaged ? N_("entry %llu is damaged") :
		      N_("entry %llu stands behind it"),
	    (unsigned long long)n);
}

int
log_repair(struct cli *c)
{
	struct repairing r;
	uint64_t removed = 0;
	enum err rc = repair_open(&r, c, c->settings.value[SETTING_STORE]);

	if (rc == ERR_NONE)
		rc = log_repair_tail(&r.options, cli_has(c, "now"), tail_row, c,
		    &removed, &c->e);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c,
	    cli_has(c, "now") ?
		N_("%llu entries removed") :
		N_("%llu entries removed (add --now to remove those listed)"),
	    (unsigned long long)removed);
	return EXIT_DONE;
}
