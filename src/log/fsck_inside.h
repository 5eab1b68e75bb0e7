/* log/fsck_inside.h - the parts of an audit; not for others */
#ifndef LOG_FSCK_INSIDE_H
#define LOG_FSCK_INSIDE_H

#include "format/base64.h"
#include "log/edge.h"
#include "log/fsck.h"

struct bundle_run;

struct fsck {
	struct tree_source *source;
	struct truth *truth; /* NULL for a folder */
	const struct fsck_options *options;
	struct fsck_result *result;
	struct checkpoint checkpoint; /* the newest */
	bool broken;     /* neither entries nor tile: the tree ends here */
	bool run_failed; /* this bundle could not be read */
	struct edge edge;
	struct edge *trial;
	struct bundle_run *run;
	/* the next stored checkpoint that the growing edge will meet */
	bool stored_known, stored_ended;
	uint64_t stored_size;
	struct hash stored_root;
	struct buffer note;
};

void fsck_bad(struct fsck *f, const char *fmt, ...) PRINTF_LIKE(2, 3);
void fsck_bad_entry(struct fsck *f, uint64_t n, const char *why);

/* A truth file: the stored checkpoint of the edge's size, if there is one. */
MUST_CHECK enum err fsck_store_size(struct fsck *f, struct error *e);
/* Head, tile rows, cosignatures, the entries beyond the checkpoint. */
MUST_CHECK enum err fsck_store(struct fsck *f, struct error *e);
/* A folder: only files of this tree, and old partial ones agree. */
MUST_CHECK enum err fsck_folder(struct fsck *f, struct error *e);

#endif
