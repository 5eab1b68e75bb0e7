/* log/log_inside.h - the parts of a merkle log; not for others */
#ifndef LOG_LOG_INSIDE_H
#define LOG_LOG_INSIDE_H

#include "base/file.h"
#include "log/edge.h"
#include "log/merkle_log.h"

struct merkle_log {
	char dir[PATH_BYTES], keys_dir[PATH_BYTES];
	const struct signer *signer;
	struct vkey key;
	int lock_fd;
	struct truth *truth;
	struct tree_source *tree;
	struct truth_head head;
	struct edge edge; /* at head.size */
	bool dead;        /* an error whose outcome is not known: log 6.6.1 */
	bool read_only;   /* the disk was full: log 6.6.2 */
	bool space_known; /* the disk was asked, and since then: */
	size_t unchecked_bytes;
	enum lang lang; /* of the sentence below */
	char rule[8];
	char refusal[300];
};

/* The rules of log 6.8, steps 4 to 7. ERR_NONE also when one holds. */
MUST_CHECK enum err log_start(struct merkle_log *log,
    const struct merkle_log_options *options, struct error *e);
/* Opens files and lock and takes the epoch: steps 1 to 3. */
MUST_CHECK enum err log_open_files(struct merkle_log **out,
    const struct merkle_log_options *options, struct error *e);
/* Our checkpoint in a signed note? ERR_PROOF when our key's line is missing
 * or does not hold, or the origin is another. */
MUST_CHECK enum err log_own_checkpoint(const struct merkle_log *log,
    struct bytes note, struct checkpoint *out, struct error *e);

/* R5: refuses where LOG_MET_FILE contradicts the store. Another process may
 * have put it there. */
MUST_CHECK enum err log_check_met(struct merkle_log *log, struct error *e);

#ifdef CHANCERY_CONTROLS
/* The control no-fence: goes on under a new epoch where a writer must end. */
MUST_CHECK enum err log_take_over(struct merkle_log *log, struct error *e);
#endif

#endif
