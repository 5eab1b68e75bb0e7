/*
 * remote/mirror_inside.h - one pass of a mirror; not for others
 */
#ifndef REMOTE_MIRROR_INSIDE_H
#define REMOTE_MIRROR_INSIDE_H

#include "base/file.h"
#include "log/tree_source.h"
#include "model/slots.h"
#include "register/registry.h"
#include "remote/mirror.h"

#define MIRROR_FILE_ENTRIES 256

struct mirror_pass {
	const struct mirror_options *o;
	struct mirror_result *out;
	struct truth *truth;
	struct truth_head head;
	struct tree_source *tree; /* of `truth` */
	struct tree_source *from;
	struct registry *registry; /* once everything is taken in */
	bool fetching;             /* words may be asked for */
	bool changed; /* words of entries that were read already */
};

/* A published file; bundles are kept in DIR/incoming until the pass is over. */
tree_fetch_fn mirror_fetch;
void mirror_forget_incoming(const char *dir);

/* Opening file `number` up to `size`: fetched, each line verified against its
 * leaf, merged with what is held, and, once there is a registry, without what
 * is not public by the log. */
MUST_CHECK enum err mirror_words(struct mirror_pass *p, uint64_t number,
    uint64_t size, struct error *e);
/* For publish_tree: the lines held. The context is the pass. */
tree_openings_fn mirror_openings;

#endif
