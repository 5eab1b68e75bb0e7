/*
 * faces/log_told.h - the log itself: lines, checkpoints, consistency, witnesses
 *
 * Purpose     the objects of interfaces A8, made once for every face.
 * Errors      ERR_ABSENT: no such entry, size or checkpoint. Else those of the
 *             log and of the read model.
 * Ownership   objects live in the arena of `o`; a note is in the caller's
 *             buffer.
 * Source      interfaces A8.1 to A8.4
 */
#ifndef FACES_LOG_TOLD_H
#define FACES_LOG_TOLD_H

#include "register/objects.h"
#include "register/witnessing.h"

/* {entry, leaf, type, ref, at, by} */
struct json *log_line(const struct objects *o, const struct row_entry *row);

/* {size, time, origin, root, note, signatures}; `size` 0: the newest. */
MUST_CHECK enum err log_checkpoint_json(const struct objects *o,
    uint64_t size, struct json **out, struct error *e);

/* {old, new, path, consistent}: `roots` are those that are claimed for the two
 * sizes, NULL those of the log. ERR_INPUT: the older one is larger. */
MUST_CHECK enum err log_consistency_json(const struct objects *o,
    const uint64_t sizes[2], const struct hash roots[2], bool *consistent,
    struct json **out, struct error *e);

/* One line of the list of witnesses; sizes and times 0: none. */
struct witness_told {
	const char *role, *state;
	struct bytes name, url;
	struct vkey key;
	uint64_t size;
	int64_t time_s, lag_s; /* lag -1: not known */
};
/* A witness of ours, as the register remembers it. */
MUST_CHECK enum err witness_told_ours(struct registry *r,
    const struct policy_witness *w, struct witness_told *out,
    struct error *e);
struct json *witness_told_json(struct arena *a, const struct witness_told *w);

#endif
