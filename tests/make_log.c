/*
 * make-log DIR SIZE - a static log of SIZE entries, for other people's programs
 *
 * Entry i is the text "entry <i>"; the key is the published test key (seed 00
 * 01 .. 1f) under the origin register.example/log1; one checkpoint, no index
 * roots. What log 9.1 feeds to x/mod and to the npm verifier.
 */
#include "base/file.h"
#include "log/merkle_log.h"
#include "log/publish.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SIZE_MAX_MADE 10000000
#define TEXT_BYTES 32

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static enum err
fill(struct merkle_log *log, uint64_t size, struct error *e)
{
	static char texts[TRUTH_BATCH_ENTRIES][TEXT_BYTES];
	static struct truth_entry entries[TRUTH_BATCH_ENTRIES];
	struct truth_batch batch = {.entries = entries};
	uint64_t first;
	enum err rc = ERR_NONE;

	for (uint64_t n = 0; n < size && rc == ERR_NONE;
	     n += batch.entry_count) {
		batch.entry_count = size - n < TRUTH_BATCH_ENTRIES ?
		    size - n :
		    TRUTH_BATCH_ENTRIES;
		for (size_t i = 0; i < batch.entry_count; i++) {
			int len = snprintf(texts[i], TEXT_BYTES,
			    "entry %" PRIu64, n + i);

			entries[i].bytes = bytes_of(texts[i], (size_t)len);
			entries[i].leaf = hash_leaf(entries[i].bytes);
		}
		rc = merkle_log_append(log, &batch, &first, e);
	}
	return rc;
}

static enum err
make(const char *dir, const char *store, uint64_t size, struct error *e)
{
	struct merkle_log_options options = {.dir = store, .keys_dir = store};
	struct publish_options publish = {0};
	struct signer signer = {0};
	struct merkle_log *log = NULL;
	uint8_t seed[32];
	bool made;
	enum err rc;

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	options.signer = &signer;
	rc = signer_init(&signer, bytes_text("register.example/log1"), seed, e);
	if (rc == ERR_NONE)
		rc = merkle_log_create(store, store, &signer, e);
	if (rc == ERR_NONE)
		rc = merkle_log_open(&log, &options, e);
	if (rc == ERR_NONE)
		rc = fill(log, size, e);
	if (rc == ERR_NONE)
		rc = merkle_log_checkpoint(log, NULL, NULL, &made, e);
	if (rc == ERR_NONE)
		rc = publish_tree(dir, merkle_log_tree(log), &publish, NULL, e);
	merkle_log_close(log);
	signer_release(&signer);
	return rc;
}

int
main(int argc, char **argv)
{
	char store[PATH_BYTES];
	struct error e = {0};
	uint64_t size;
	enum err rc;

	if (argc != 3 ||
	    !bytes_decimal(bytes_text(argv[2]), SIZE_MAX_MADE, &size) ||
	    size == 0 ||
	    snprintf(store, sizeof store, "%s.store.XXXXXX", argv[1]) >=
		(int)sizeof store - 32) {
		(void)fprintf(stderr, "usage: make-log DIR SIZE\n");
		return 2;
	}
	if (mkdtemp(store) == NULL) {
		(void)fprintf(stderr, "make-log: cannot make \"%s\"\n", store);
		return 8;
	}
	rc = make(argv[1], store, size, &e);
	(void)nftw(store, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	if (rc != ERR_NONE)
		(void)fprintf(stderr, "make-log: %s\n", e.text);
	return rc == ERR_NONE ? 0 : 8;
}
