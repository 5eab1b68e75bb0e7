/* register/registry_parts.h - the inside of struct registry */
#ifndef REGISTER_REGISTRY_PARTS_H
#define REGISTER_REGISTRY_PARTS_H

#include "base/file.h"
#include "format/note.h"
#include "index/ordered_index.h"
#include "model/mapping.h"
#include "register/registry.h"

#define READ_FILE "read.db"
#define TRIE_FILE "trie.db"

/* An entry that is judged but not yet appended: others may refer to it. Their
 * numbers follow each other. */
struct waiting {
	uint64_t number;
	struct bytes leaf;
	const struct submission *from;
};

struct registry {
	char dir[PATH_BYTES], keys_dir[PATH_BYTES];
	enum registry_mode mode;
	struct clock clock;
	struct signer log_key; /* REGISTRY_WRITE */
	struct merkle_log *log; /* REGISTRY_WRITE */
	struct truth *truth;    /* the log's own, or opened for reading */
	struct tree_source *tree;
	struct truth_head head; /* as of the last look */
	struct read_model *read;
	struct ordered_index *index;
	struct judge judge;
	const struct waiting *waiting;
	size_t waiting_count;
	char refusal[320];
	/* An older copy of the store: what was erased since is not known, so
	 * no words are shown until the missing entries are fetched. */
	bool wordless;
	bool quorum_required; /* log 5.1.5 */
	/* erasures under way that this process has destroyed (steps 2, 3 of
	 * register/erasing.h), and why the last attempt failed */
	size_t erased_count;
	struct error erasing_why;
};

/* Takes up one parsed entry: judged (outcome given), mapped, added. */
MUST_CHECK enum err registry_take_up(struct registry *r,
    const struct entry *entry, const struct outcome *outcome,
    const struct slot_values *shown, struct arena *a, struct error *e);
/* read.db and trie.db up to the log; rebuilt where they do not fit. */
MUST_CHECK enum err registry_follow(struct registry *r, struct error *e);
/* The index over the first `covered` entries, from pending postings. */
MUST_CHECK enum err registry_cover(struct registry *r, uint64_t covered,
    struct error *e);
MUST_CHECK enum err registry_leaf(void *context, uint64_t number,
    struct bytes *out, struct arena *a, struct error *e);
/* In the open transaction of the read model. */
MUST_CHECK enum err registry_keep_split(struct registry *r, struct error *e);
MUST_CHECK enum err registry_take_split(struct registry *r, struct error *e);
/* Opens read.db; `again`: throws it away first. */
MUST_CHECK enum err registry_open_read(struct registry *r, bool again,
    struct error *e);
/* Folds entries read_model_next .. end - 1 into the read model. Postings go to
 * `build` below `build_end`, to the pending table from there on. */
struct index_build;
MUST_CHECK enum err registry_fold(struct registry *r, uint64_t end,
    struct index_build *build, uint64_t build_end,
    void (*progress)(void *context, uint64_t done, uint64_t total),
    void *context, struct error *e);

#endif
