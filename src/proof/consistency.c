#include "proof/consistency.h"

#include <inttypes.h>

static enum err
impossible(const struct consistency *p, struct error *e)
{
	return error_set(e, ERR_INPUT, "no consistency proof leads from size %"
	    PRIu64 " to size %" PRIu64 " by %zu hashes", p->old_size,
	    p->new_size, p->path_count);
}

static enum err
differs(uint64_t size, struct error *e)
{
	return error_set(e, ERR_PROOF, "the newer log does not continue the "
	    "older one: the root differs at size %" PRIu64, size);
}

/* The loop of RFC 9162 2.1.4.2, sizes different and the path not empty. */
static enum err
replay(const struct consistency *p, const struct hash *old_root,
    const struct hash *new_root, struct error *e)
{
	uint64_t fn = p->old_size - 1, sn = p->new_size - 1;
	bool old_is_subtree = (p->old_size & (p->old_size - 1)) == 0;
	size_t next = old_is_subtree ? 0 : 1;
	struct hash fr = old_is_subtree ? *old_root : p->path[0], sr = fr;

	while ((fn & 1) == 1) {
		fn >>= 1;
		sn >>= 1;
	}
	for (; next < p->path_count; next++) {
		const struct hash *c = &p->path[next];

		if (sn == 0)
			return impossible(p, e);
		if ((fn & 1) == 1 || fn == sn) {
			fr = hash_node(c, &fr);
			sr = hash_node(c, &sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = hash_node(&sr, c);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0)
		return impossible(p, e);
	if (!hash_equal(&fr, old_root))
		return differs(p->old_size, e);
	if (!hash_equal(&sr, new_root))
		return differs(p->new_size, e);
	return ERR_NONE;
}

enum err
consistency_check(const struct consistency *p, const struct hash *old_root,
    const struct hash *new_root, struct error *e)
{
	if (p->old_size == 0 || p->old_size > p->new_size ||
	    p->new_size > INT64_MAX || p->path_count > CONSISTENCY_MAX_HASHES)
		return impossible(p, e);
	if (p->old_size == p->new_size) {
		if (p->path_count != 0)
			return impossible(p, e);
		return hash_equal(old_root, new_root) ? ERR_NONE :
		    differs(p->new_size, e);
	}
	if (p->path_count == 0)
		return impossible(p, e);
	return replay(p, old_root, new_root, e);
}

enum err
consistency_check_from_zero(const struct consistency *p,
    const struct hash *old_root, const struct hash *new_root,
    struct error *e)
{
	struct hash empty = hash_empty();

	if (p->old_size != 0)
		return consistency_check(p, old_root, new_root, e);
	if (p->path_count != 0 || p->new_size > INT64_MAX)
		return impossible(p, e);
	if (!hash_equal(old_root, &empty))
		return differs(0, e);
	if (p->new_size == 0 && !hash_equal(new_root, &empty))
		return differs(0, e);
	return ERR_NONE;
}
