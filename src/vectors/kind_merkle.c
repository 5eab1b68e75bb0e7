/* Inclusion and consistency proofs, one JSON object a line or an array */
#include "format/json.h"
#include "proof/consistency.h"
#include "proof/inclusion.h"
#include "vectors/kinds.h"

enum { PATH_MAX_READ = 256 };

struct path {
	struct hash at[PATH_MAX_READ];
	size_t count;
};

/* log 1.4: a hash of another length is refused before any computation. */
static bool
path_read(const struct json *v, struct path *out)
{
	out->count = 0;
	if (json_is_null(v))
		return true;
	for (const struct json *c = v->first; c != NULL; c = c->next) {
		if (out->count == PATH_MAX_READ ||
		    !json_base64_hash(c, &out->at[out->count]))
			return false;
		out->count++;
	}
	return v->type == JSON_ARRAY;
}

/* Names of one object's members, by where the vectors came from. */
struct names {
	const char *index, *size, *leaf, *root, *path;
};

static bool
inclusion_holds(const struct json *v, const struct names *n)
{
	struct path path;
	struct inclusion p = {0};
	struct hash leaf, root;

	if (!json_u64(json_get(v, n->index), &p.index) ||
	    !json_u64(json_get(v, n->size), &p.size) ||
	    !json_base64_hash(json_get(v, n->leaf), &leaf) ||
	    !json_base64_hash(json_get(v, n->root), &root) ||
	    !path_read(json_get(v, n->path), &path))
		return false;
	p.path = path.at;
	p.path_count = path.count;
	return inclusion_check(&p, &leaf, &root, NULL) == ERR_NONE;
}

static bool
consistency_holds(const struct json *v, const char *old_size,
    const char *new_size, const char *old_root, const char *new_root)
{
	struct path path;
	struct consistency p = {0};
	struct hash a, b;

	if (!json_u64(json_get(v, old_size), &p.old_size) ||
	    !json_u64(json_get(v, new_size), &p.new_size) ||
	    !json_base64_hash(json_get(v, old_root), &a) ||
	    !json_base64_hash(json_get(v, new_root), &b) ||
	    !path_read(json_get(v, "proof"), &path))
		return false;
	p.path = path.at;
	p.path_count = path.count;
	return consistency_check(&p, &a, &b, NULL) == ERR_NONE;
}

/* log 1.4: such a case is refused here, whatever its source says of it (one
 * published consistency case has two equal "roots" of 12 bytes). */
static bool
has_short_root(const struct json *v)
{
	static const char *const names[] = {"root", "root1", "root2",
	    "old_root"};
	struct hash h;

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct json *root = json_get(v, names[i]);

		if (root != NULL && !json_base64_hash(root, &h))
			return true;
	}
	return false;
}

static void
line_count(struct run *r, const struct json *v, size_t number)
{
	static const struct names own = {"index", "size", "leaf_hash", "root",
	    "proof"};
	static const struct names published = {"leafIdx", "treeSize",
	    "leafHash", "root", "proof"};
	bool want = !json_get_bool(v, "wantErr") && !has_short_root(v), holds;

	if (bytes_is(json_get_text(v, "kind"), "inclusion"))
		holds = inclusion_holds(v, &own);
	else if (bytes_is(json_get_text(v, "kind"), "consistency"))
		holds = consistency_holds(v, "old", "size", "old_root",
		    "root");
	else if (json_get(v, "leafIdx") != NULL)
		holds = inclusion_holds(v, &published);
	else
		holds = consistency_holds(v, "size1", "size2", "root1",
		    "root2");
	case_count(r, holds == want, "line %zu %s", number,
	    json_name(v, "path", r->arena));
}

static enum err
run_lines(struct run *r, struct error *e)
{
	static const struct json_limits limits = {8, 64, 256, 4096, true};
	struct bytes rest, line;
	size_t number = 0;
	bool complete;
	enum err rc = run_read(r, &rest, "", e);

	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		const struct json *v;

		rc = json_parse(&v, line, &limits, r->arena, e);
		if (rc == ERR_NONE)
			line_count(r, v, ++number);
	}
	return rc;
}

/* An array; a spoiled case says in `comment` what was mutated. */
static enum err
run_array(struct run *r, struct error *e)
{
	static const struct names names = {"leaf_index", "tree_size",
	    "leaf_hash", "root_hash", "inclusion_path"};
	const struct json *all;
	size_t number = 0;
	enum err rc = run_read_json(r, &all, "", e);

	if (rc != ERR_NONE)
		return rc;
	for (const struct json *v = all->first; v != NULL; v = v->next)
		case_count(r, inclusion_holds(v, &names) ==
		    (json_get(v, "comment") == NULL), "case %zu", number++);
	return ERR_NONE;
}

static enum err
run(struct run *r, struct error *e)
{
	return run_path_ends(r, ".jsonl") ? run_lines(r, e) :
	    run_array(r, e);
}

const struct kind kind_merkle = {"merkle",
    "inclusion and consistency proofs (.jsonl, or a .json array)", run};
