#include "proof/inclusion.h"

#include <inttypes.h>

size_t
inclusion_path_count(uint64_t index, uint64_t size)
{
	uint64_t last = size - 1;
	size_t count = 0;

	while (last != 0) {
		/* the last node of a level stands alone if it is even */
		if ((index & 1) == 1 || index < last)
			count++;
		index >>= 1;
		last >>= 1;
	}
	return count;
}

enum err
inclusion_check(const struct inclusion *p, const struct hash *leaf,
    const struct hash *root, struct error *e)
{
	uint64_t fn = p->index, sn;
	struct hash r = *leaf;

	if (p->size == 0 || p->size > INT64_MAX || p->index >= p->size)
		return error_set(e, ERR_INPUT, "there is no entry %" PRIu64
		    " in a log of size %" PRIu64, p->index, p->size);
	if (p->path_count > PATH_MAX_HASHES)
		return error_set(e, ERR_INPUT, "an inclusion proof has at "
		    "most %d hashes", PATH_MAX_HASHES);
	sn = p->size - 1;
	for (size_t i = 0; i < p->path_count; i++) {
		if (sn == 0)
			return error_set(e, ERR_INPUT, "the inclusion proof "
			    "is too long: %zu hashes", p->path_count);
		if ((fn & 1) == 1 || fn == sn) {
			r = hash_node(&p->path[i], &r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = hash_node(&r, &p->path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0)
		return error_set(e, ERR_INPUT, "the inclusion proof is too "
		    "short: %zu hashes", p->path_count);
	if (!hash_equal(&r, root))
		return error_set(e, ERR_PROOF, "entry %" PRIu64 " is not "
		    "shown to be in the log: the root differs at size %"
		    PRIu64, p->index, p->size);
	return ERR_NONE;
}
