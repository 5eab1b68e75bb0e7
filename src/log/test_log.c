/* The log over its store: growth, proofs, refusals, publication, audit */
#include "base/clock.h"
#include "base/file.h"
#include "format/base64.h"
#include "format/json.h"
#include "log/edge.h"
#include "log/fsck.h"
#include "log/head.h"
#include "log/merkle_log.h"
#include "log/publish.h"
#include "log/recover.h"
#include "proof/consistency.h"
#include "proof/inclusion.h"
#include "proof/tlog_proof.h"
#include "store/fault.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/testing.h"

#define ORIGIN "register.example/log1"
#define VKEY ORIGIN "+a1206906+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

struct place {
	char dir[PATH_BYTES], data[PATH_BYTES], keys[PATH_BYTES],
	    public[PATH_BYTES];
	struct signer signer;
	struct policy policy;
	struct merkle_log *log;
	struct buffer lines; /* of the last audit */
	struct error e;
};

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void
remove_tree(const char *path)
{
	if (file_exists(path))
		assert_int_equal(nftw(path, remove_one, 16,
				     FTW_DEPTH | FTW_PHYS),
		    0);
}

static void
copy_file(const char *from, const char *to)
{
	struct buffer all = {0};

	assert_int_equal(file_read(&all, from, GIB, NULL), ERR_NONE);
	assert_int_equal(file_write_atomic(to, buffer_bytes(&all), 0600, NULL),
	    ERR_NONE);
	buffer_release(&all);
}

static enum err
try_open(struct place *p)
{
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};

	return merkle_log_open(&p->log, &o, &p->e);
}

static void
open_log(struct place *p)
{
	assert_int_equal(try_open(p), ERR_NONE);
}

static void
close_log(struct place *p)
{
	merkle_log_close(p->log);
	p->log = NULL;
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof *p);
	uint8_t seed[32];

	assert_non_null(p);
	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	(void)snprintf(p->dir, sizeof p->dir, "%s/log.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(p->dir));
	assert_int_equal(path_join(p->data, p->dir, "data", &p->e), ERR_NONE);
	assert_int_equal(path_join(p->keys, p->dir, "data.keys", &p->e),
	    ERR_NONE);
	assert_int_equal(path_join(p->public, p->data, "public", &p->e),
	    ERR_NONE);
	assert_int_equal(signer_init(&p->signer, bytes_text(ORIGIN), seed,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(policy_parse(&p->policy,
			     bytes_text("log " VKEY "\nquorum none\n"), &p->e),
	    ERR_NONE);
	assert_int_equal(merkle_log_create(p->data, NULL, &p->signer, &p->e),
	    ERR_NONE);
	open_log(p);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	close_log(p);
	remove_tree(p->dir);
	signer_release(&p->signer);
	buffer_release(&p->lines);
	free(p);
	return 0;
}

/* ---- steps ---- */

#define TEXT_BYTES 40

/* `count` entries "<stem> <i>", from number `from` on, in one batch. */
static enum err
append_texts(struct place *p, const char *stem, uint64_t from, size_t count)
{
	char(*texts)[TEXT_BYTES] = calloc(count, sizeof *texts);
	struct truth_entry *entries = calloc(count, sizeof *entries);
	struct truth_batch batch = {.entries = entries, .entry_count = count};
	uint64_t first;
	enum err rc;

	assert_non_null(texts);
	assert_non_null(entries);
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(texts[i], TEXT_BYTES, "%s %" PRIu64, stem,
		    from + i);
		entries[i].bytes = bytes_text(texts[i]);
		entries[i].leaf = hash_leaf(entries[i].bytes);
	}
	rc = merkle_log_append(p->log, &batch, &first, &p->e);
	if (rc == ERR_NONE)
		assert_int_equal(first, from);
	free(texts);
	free(entries);
	return rc;
}

static void
grow_to(struct place *p, const char *stem, uint64_t size)
{
	bool made;

	while (merkle_log_next(p->log) < size) {
		uint64_t next = merkle_log_next(p->log), left = size - next;

		assert_int_equal(append_texts(p, stem, next,
				     left > 10000 ? 10000 : left),
		    ERR_NONE);
	}
	assert_int_equal(merkle_log_checkpoint(p->log, NULL, NULL, &made,
			     &p->e),
	    ERR_NONE);
	assert_true(made);
}

static void
publish(struct place *p)
{
	struct publish_options o = {0};

	assert_int_equal(publish_tree(p->public, merkle_log_tree(p->log), &o,
			     NULL, &p->e),
	    ERR_NONE);
}

static void
is_root(struct place *p, uint64_t size, const char *hex)
{
	struct hash root;
	char text[65];

	assert_int_equal(tree_source_root(merkle_log_tree(p->log), size, &root,
			     &p->e),
	    ERR_NONE);
	hash_print(text, &root);
	assert_string_equal(text, hex);
}

static void
keep_line(void *context, const char *text)
{
	struct place *p = context;

	buffer_text(&p->lines, text);
	buffer_byte(&p->lines, '\n');
}

/* Number of findings. */
static uint64_t
audit(struct place *p, struct tree_source *s)
{
	struct fsck_options o = {.policy = &p->policy,
	    .line = keep_line,
	    .line_context = p};
	struct fsck_result r;

	buffer_clear(&p->lines);
	assert_int_equal(fsck_tree(s, &o, &r, &p->e), ERR_NONE);
	return r.finding_count;
}

static uint64_t
audit_store(struct place *p)
{
	struct tree_source *s;
	struct truth *t;
	char path[PATH_BYTES];
	uint64_t bad;

	assert_int_equal(path_join(path, p->data, LOG_DATABASE, NULL),
	    ERR_NONE);
	assert_int_equal(truth_open(&t, path, TRUTH_READ, &p->e), ERR_NONE);
	assert_int_equal(tree_source_of_truth(&s, t, NULL, NULL, &p->e),
	    ERR_NONE);
	bad = audit(p, s);
	tree_source_free(s);
	truth_close(t);
	return bad;
}

static uint64_t
audit_folder(struct place *p, const char *dir)
{
	struct tree_source *s;
	uint64_t bad;

	assert_int_equal(tree_source_of_directory(&s, dir, &p->e), ERR_NONE);
	bad = audit(p, s);
	tree_source_free(s);
	return bad;
}

static bool
lines_have(struct place *p, const char *text)
{
	return strstr(buffer_cstr(&p->lines), text) != NULL;
}

/* ---- the worked example: log 1, 2.7, 3.5.2 ---- */

static void
file_has_hash(struct place *p, const char *name, size_t len, const char *hex)
{
	struct buffer all = {0};
	char path[PATH_BYTES], text[65];
	struct hash h;

	assert_int_equal(path_join(path, p->public, name, NULL), ERR_NONE);
	assert_int_equal(file_read(&all, path, GIB, &p->e), ERR_NONE);
	assert_int_equal(all.len, len);
	h = hash_bytes(buffer_bytes(&all));
	hash_print(text, &h);
	assert_string_equal(text, hex);
	buffer_release(&all);
}

/* format/log 1.1, 1.6, 2.1, 2.2, 2.3, 6.2 */
static void
the_worked_log_comes_out(void **state)
{
	struct place *p = *state;
	struct buffer note = {0};

	grow_to(p, "entry", 7);
	is_root(p, 0,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca49599"
	    "1b7852b855");
	is_root(p, 2,
	    "5a47662fd8a317d96049a3f9f47c55dc67ca66051baa3683dbb19b"
	    "2fe09a07b0");
	is_root(p, 3,
	    "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8"
	    "575d5aaa19");
	is_root(p, 4,
	    "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76b"
	    "cebd273b2e");
	is_root(p, 7,
	    "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea6946465"
	    "03173ab587");
	assert_int_equal(log_read_note(merkle_log_truth(p->log), 0, &note,
			     &p->e),
	    ERR_NONE);
	assert_string_equal(buffer_cstr(&note),
	    "register.example/log1\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n"
	    "\u2014 register.example/log1 oSBpBv9V/Gp1nsfW1+PWWdMGsVIraLbmXOY"
	    "11EA+JwmK4qGje040O054vFwpXGm0srVOFc7ndNrHZ0RbcZR9BVxkIwM=\n");
	publish(p);
	file_has_hash(p, "tile/entries/000.p/7", 63,
	    "f3d92c606bd28b98f7eace65"
	    "1417170a216872c25b8d17f02602e56759d02f56");
	file_has_hash(p, "tile/0/000.p/7", 224,
	    "cc1abb4cd9c8ed67158d72325820"
	    "cf8e05facd66b4d93f84b8544a8adcd0af81");
	assert_int_equal(audit_folder(p, p->public), 0);
	assert_true(lines_have(p,
	    "checkpoint size=7 root=mMl/C6MXXNCLAx3QhLn"
	    "cTmSbZNGijm6mlGRlAxc6tYc= signature=ok\nquorum ok\nresult ok "
	    "findings=0 entries=7\n"));
	assert_int_equal(audit_store(p), 0);
	buffer_release(&note);
}

/* log 4.1: the whole worked file for entry 3, without its cosignature */
static void
a_receipt_is_a_tlog_proof(void **state)
{
	struct place *p = *state;
	struct log_proof proof;
	struct tlog_proof file = {0};
	struct checkpoint_verdict verdict;
	struct buffer note = {0};
	uint8_t out[4096];
	size_t len;

	grow_to(p, "entry", 7);
	assert_int_equal(log_prove_inclusion(merkle_log_tree(p->log), 3, 0,
			     &proof, &p->e),
	    ERR_NONE);
	assert_int_equal(proof.path_count, 3);
	assert_int_equal(log_read_note(merkle_log_truth(p->log), proof.size,
			     &note, &p->e),
	    ERR_NONE);
	file.index = 3;
	file.path_count = proof.path_count;
	memcpy(file.path, proof.path, sizeof file.path);
	file.checkpoint = buffer_bytes(&note);
	assert_int_equal(tlog_proof_check(&verdict, &file,
			     bytes_text("entry 3"), &p->policy, &p->e),
	    ERR_NONE);
	assert_int_equal(tlog_proof_print(out, sizeof out, &len, &file),
	    ERR_NONE);
	assert_true(bytes_starts(bytes_of(out, len),
	    "c2sp.org/tlog-proof@v1\n"
	    "index 3\nV8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=\n"));
	assert_int_equal(log_prove_inclusion(merkle_log_tree(p->log), 7, 0,
			     &proof, &p->e),
	    ERR_ABSENT);
	buffer_release(&note);
}

/* ---- proofs against a tree that is obviously right ---- */

static struct hash
slow_root(const struct hash *leaves, uint64_t count)
{
	uint64_t k = 1;
	struct hash left, right;

	if (count == 1)
		return leaves[0];
	while (k * 2 < count)
		k *= 2;
	left = slow_root(leaves, k);
	right = slow_root(leaves + k, count - k);
	return hash_node(&left, &right);
}

/* Every inclusion and consistency of all sizes to 40, and around a tile.; format/log 1.3, 1.4 */
static void
proofs_of_all_sizes_hold(void **state)
{
	enum { SIZE = 600 };
	static const uint64_t sizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17,
	    31, 32, 33, 255, 256, 257, 300, 511, 512, 513, 600};
	struct place *p = *state;
	struct hash leaves[SIZE], roots[COUNT(sizes)];
	struct hash path[TREE_PATH_MAX];
	struct tree_source *s = merkle_log_tree(p->log);
	size_t count;

	/* checkpoints on the way, so that tiles are stored at many times */
	for (size_t i = 0; i < COUNT(sizes); i++)
		grow_to(p, "entry", sizes[i]);
	assert_int_equal(truth_hashes(merkle_log_truth(p->log), 0, SIZE, leaves,
			     &p->e),
	    ERR_NONE);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		roots[i] = slow_root(leaves, sizes[i]);
		for (uint64_t n = 0; n<sizes[i]; n += sizes[i]> 40 ? 7 : 1) {
			struct inclusion proof = {n, sizes[i], path, 0};

			assert_int_equal(tree_source_prove_inclusion(s, n,
					     sizes[i], path, &count, &p->e),
			    ERR_NONE);
			proof.path_count = count;
			assert_int_equal(inclusion_check(&proof, &leaves[n],
					     &roots[i], &p->e),
			    ERR_NONE);
		}
		for (size_t k = 0; k <= i; k++) {
			struct consistency proof = {sizes[k], sizes[i], path,
			    0};

			assert_int_equal(tree_source_prove_consistency(s,
					     sizes[k], sizes[i], path, &count,
					     &p->e),
			    ERR_NONE);
			proof.path_count = count;
			assert_int_equal(consistency_check(&proof, &roots[k],
					     &roots[i], &p->e),
			    ERR_NONE);
		}
	}
	assert_int_equal(audit_store(p), 0);
	assert_true(lines_have(p, "result ok findings=0 entries=600"));
}

/* A folder gives the same proofs as the store. */
static void
a_static_tree_proves_the_same(void **state)
{
	struct place *p = *state;
	struct hash a[TREE_PATH_MAX], b[TREE_PATH_MAX];
	struct tree_source *folder, *s = merkle_log_tree(p->log);
	size_t a_count, b_count;

	grow_to(p, "entry", 300);
	publish(p);
	grow_to(p, "entry", 700);
	publish(p);
	assert_int_equal(tree_source_of_directory(&folder, p->public, &p->e),
	    ERR_NONE);
	for (uint64_t n = 0; n < 700; n += 11) {
		uint64_t size = n + 1 + n * 37 % (700 - n);

		assert_int_equal(tree_source_prove_inclusion(s, n, size, a,
				     &a_count, &p->e),
		    ERR_NONE);
		assert_int_equal(tree_source_prove_inclusion(folder, n, size, b,
				     &b_count, &p->e),
		    ERR_NONE);
		assert_int_equal(a_count, b_count);
		assert_memory_equal(a, b, a_count * sizeof a[0]);
	}
	assert_int_equal(audit(p, folder), 0);
	tree_source_free(folder);
}

/* ---- index roots ---- */

static enum err
make_root(void *context, uint64_t covered, struct buffer *entry,
    struct error *e)
{
	(void)context;
	(void)e;
	buffer_printf(entry, "covers %" PRIu64, covered);
	return ERR_NONE;
}

static enum err
make_nothing(void *context, uint64_t covered, struct buffer *entry,
    struct error *e)
{
	(void)context;
	(void)covered;
	(void)entry;
	return error_set(e, ERR_UNCHECKED, "the index is not there");
}

/* format/log 5.4 */
static void
a_checkpoint_takes_its_index_root(void **state)
{
	struct place *p = *state;
	struct buffer bytes = {0};
	struct tree_source *s = merkle_log_tree(p->log);
	struct hash root;
	bool made;

	assert_int_equal(append_texts(p, "entry", 0, 255), ERR_NONE);
	assert_int_equal(merkle_log_checkpoint(p->log, make_nothing, NULL,
			     &made, &p->e),
	    ERR_UNCHECKED);
	assert_int_equal(merkle_log_size(p->log), 0);
	assert_int_equal(merkle_log_checkpoint(p->log, make_root, NULL, &made,
			     &p->e),
	    ERR_NONE);
	assert_true(made);
	assert_int_equal(merkle_log_size(p->log), 256);
	assert_int_equal(truth_read_entry(merkle_log_truth(p->log), 255, &bytes,
			     NULL, &p->e),
	    ERR_NONE);
	assert_true(bytes_is(buffer_bytes(&bytes), "covers 255"));
	assert_int_equal(tree_source_root(s, 256, &root, &p->e), ERR_NONE);
	assert_true(hash_equal(&root, merkle_log_root(p->log)));
	/* nothing new: nothing is signed */
	assert_int_equal(merkle_log_checkpoint(p->log, make_root, NULL, &made,
			     &p->e),
	    ERR_NONE);
	assert_false(made);
	assert_int_equal(audit_store(p), 0);
	buffer_release(&bytes);
}

/* ---- rules of refusal: log 6.8 ---- */

static void
store_path(struct place *p, char path[PATH_BYTES])
{
	assert_int_equal(path_join(path, p->data, LOG_DATABASE, NULL),
	    ERR_NONE);
}

static void
refuses(struct place *p, const char *rule)
{
	bool made;

	open_log(p);
	assert_non_null(merkle_log_refusal(p->log));
	assert_memory_equal(merkle_log_refusal(p->log), rule, 2);
	assert_int_equal(append_texts(p, "more", merkle_log_next(p->log), 1),
	    ERR_REFUSED);
	assert_memory_equal(p->e.word, rule, 2);
	if (merkle_log_next(p->log) != merkle_log_size(p->log))
		assert_int_equal(merkle_log_checkpoint(p->log, NULL, NULL,
				     &made, &p->e),
		    ERR_REFUSED);
	close_log(p);
}

/* R1, and the way out of it: log 6.8.2; format/log 5.6, 5.7 */
static void
an_older_copy_refuses_until_recovered(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};
	struct recover_result result;
	struct tree_source *from;
	char path[PATH_BYTES], old[PATH_BYTES], copy[PATH_BYTES];
	struct hash root;

	grow_to(p, "entry", 300);
	assert_int_equal(path_join(old, p->dir, "old.db", NULL), ERR_NONE);
	assert_int_equal(truth_backup(merkle_log_truth(p->log), old, true,
			     &p->e),
	    ERR_NONE);
	grow_to(p, "entry", 800);
	root = *merkle_log_root(p->log);
	publish(p);
	close_log(p);
	store_path(p, path);
	copy_file(old, path);
	refuses(p, "R1");
	/* the published tree is an R4 of its own, if log.head were old, too */
	assert_int_equal(path_join(copy, p->dir, "mirror", NULL), ERR_NONE);
	assert_int_equal(rename(p->public, copy), 0);
	refuses(p, "R1");
	assert_int_equal(tree_source_of_directory(&from, copy, &p->e),
	    ERR_NONE);
	assert_int_equal(log_recover(&o, from, &result, &p->e), ERR_NONE);
	assert_int_equal(result.entries_added, 500);
	assert_int_equal(result.size, 800);
	assert_int_equal(log_recover(&o, from, &result, &p->e), ERR_CONFLICT);
	tree_source_free(from);
	open_log(p);
	assert_null(merkle_log_refusal(p->log));
	assert_true(hash_equal(&root, merkle_log_root(p->log)));
	assert_int_equal(audit_store(p), 0);
	grow_to(p, "entry", 810);
}

static void
recovery_takes_nothing_unsigned(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};
	struct recover_result result;
	struct tree_source *from;
	struct buffer bundle = {0};
	char path[PATH_BYTES], old[PATH_BYTES], name[PATH_BYTES];

	grow_to(p, "entry", 10);
	assert_int_equal(path_join(old, p->dir, "old.db", NULL), ERR_NONE);
	assert_int_equal(truth_backup(merkle_log_truth(p->log), old, false,
			     &p->e),
	    ERR_NONE);
	grow_to(p, "entry", 20);
	publish(p);
	close_log(p);
	store_path(p, path);
	copy_file(old, path);
	assert_int_equal(path_join(name, p->public, "tile/entries/000.p/20",
			     NULL),
	    ERR_NONE);
	assert_int_equal(file_read(&bundle, name, GIB, NULL), ERR_NONE);
	bundle.at[bundle.len - 1] ^= 1;
	assert_int_equal(file_write_atomic(name, buffer_bytes(&bundle), 0644,
			     NULL),
	    ERR_NONE);
	assert_int_equal(tree_source_of_directory(&from, p->public, &p->e),
	    ERR_NONE);
	assert_int_equal(log_recover(&o, from, &result, &p->e), ERR_PROOF);
	tree_source_free(from);
	refuses(p, "R1");
	buffer_release(&bundle);
}

/* format/log 5.6 */
static void
another_root_refuses(void **state)
{
	struct place *p = *state;
	char other[PATH_BYTES], keys[PATH_BYTES], head[PATH_BYTES],
	    theirs[PATH_BYTES], evidence[PATH_BYTES];
	struct place q = *p;

	/* the same key signs another log elsewhere */
	assert_int_equal(path_join(other, p->dir, "other", NULL), ERR_NONE);
	assert_int_equal(path_join(keys, p->dir, "other.keys", NULL), ERR_NONE);
	memcpy(q.data, other, sizeof other);
	assert_int_equal(merkle_log_create(other, NULL, &p->signer, &p->e),
	    ERR_NONE);
	q.log = NULL;
	open_log(&q);
	grow_to(&q, "other", 5);
	close_log(&q);
	grow_to(p, "entry", 7);
	close_log(p);
	assert_int_equal(path_join(theirs, keys, LOG_HEAD_FILE, NULL),
	    ERR_NONE);
	assert_int_equal(path_join(head, p->keys, LOG_HEAD_FILE, NULL),
	    ERR_NONE);
	copy_file(theirs, head);
	refuses(p, "R2");
	assert_int_equal(path_join(evidence, p->data, "evidence", NULL),
	    ERR_NONE);
	assert_true(file_exists(evidence));
}

static void
an_absent_head_refuses_until_adopted(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};
	char head[PATH_BYTES];
	struct hash root, other = {{1}};

	grow_to(p, "entry", 7);
	root = *merkle_log_root(p->log);
	close_log(p);
	assert_int_equal(path_join(head, p->keys, LOG_HEAD_FILE, NULL),
	    ERR_NONE);
	assert_int_equal(log_adopt_head(&o, 7, &root, &p->e), ERR_CONFLICT);
	assert_int_equal(unlink(head), 0);
	refuses(p, "R3");
	assert_int_equal(log_adopt_head(&o, 7, &other, &p->e), ERR_PROOF);
	assert_int_equal(log_adopt_head(&o, 6, &root, &p->e), ERR_PROOF);
	assert_int_equal(log_adopt_head(&o, 7, &root, &p->e), ERR_NONE);
	open_log(p);
	assert_null(merkle_log_refusal(p->log));
}

static void
a_published_checkpoint_ahead_refuses(void **state)
{
	struct place *p = *state;
	char path[PATH_BYTES], head[PATH_BYTES], old[PATH_BYTES],
	    old_head[PATH_BYTES];

	grow_to(p, "entry", 7);
	store_path(p, path);
	assert_int_equal(path_join(head, p->keys, LOG_HEAD_FILE, NULL),
	    ERR_NONE);
	assert_int_equal(path_join(old, p->dir, "old.db", NULL), ERR_NONE);
	assert_int_equal(path_join(old_head, p->dir, "old.head", NULL),
	    ERR_NONE);
	assert_int_equal(truth_backup(merkle_log_truth(p->log), old, true,
			     &p->e),
	    ERR_NONE);
	copy_file(head, old_head);
	grow_to(p, "entry", 9);
	publish(p);
	close_log(p);
	/* both old: only what was published tells */
	copy_file(old, path);
	copy_file(old_head, head);
	refuses(p, "R4");
}

/* A crash between commit and log.head: step 7 mends it. */
static void
an_older_head_is_written_again(void **state)
{
	struct place *p = *state;
	char head[PATH_BYTES], old[PATH_BYTES];
	struct buffer note = {0};

	assert_int_equal(path_join(head, p->keys, LOG_HEAD_FILE, NULL),
	    ERR_NONE);
	assert_int_equal(path_join(old, p->dir, "old.head", NULL), ERR_NONE);
	grow_to(p, "entry", 7);
	copy_file(head, old);
	grow_to(p, "entry", 9);
	close_log(p);
	copy_file(old, head);
	open_log(p);
	assert_null(merkle_log_refusal(p->log));
	assert_int_equal(log_head_read(p->keys, &note, &p->e), ERR_NONE);
	assert_true(bytes_starts(buffer_bytes(&note), ORIGIN "\n9\n"));
	buffer_release(&note);
}

static void
a_second_process_is_turned_away(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};
	struct merkle_log *second;
	char lock[PATH_BYTES];

	assert_int_equal(merkle_log_open(&second, &o, &p->e), ERR_CONFLICT);
	assert_string_equal(p->e.word, "second_process");
	/* without the lock file the epoch decides: log 6.8 tests */
	assert_int_equal(path_join(lock, p->data, "lock", NULL), ERR_NONE);
	assert_int_equal(unlink(lock), 0);
	assert_int_equal(merkle_log_open(&second, &o, &p->e), ERR_NONE);
	assert_int_equal(append_texts(p, "late", 0, 1), ERR_CONFLICT);
	assert_string_equal(p->e.word, "fenced");
	merkle_log_close(second);
}

static void
a_foreign_key_does_not_open(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data};
	uint8_t seed[32] = {77};
	struct signer other = {0};
	struct merkle_log *log = NULL;

	close_log(p);
	assert_int_equal(signer_init(&other, bytes_text("other.example/log"),
			     seed, &p->e),
	    ERR_NONE);
	o.signer = &other;
	assert_int_equal(merkle_log_open(&log, &o, &p->e), ERR_REFUSED);
	signer_release(&other);
}

/* ---- damage is named: F1, F4, log 7 ---- */

static void
tamper(struct place *p, const char *sql)
{
	char path[PATH_BYTES];

	store_path(p, path);
	assert_true(fault_tamper(path, sql));
}

#define KEEP_U(t)                                         \
	"CREATE TRIGGER " t "_keep_u BEFORE UPDATE ON " t \
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
#define KEEP_D(t)                                         \
	"CREATE TRIGGER " t "_keep_d BEFORE DELETE ON " t \
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END;"
#define CHANGE(t, sql) "DROP TRIGGER " t "_keep_u;" sql ";" KEEP_U(t)
#define REMOVE(t, sql) "DROP TRIGGER " t "_keep_d;" sql ";" KEEP_D(t)

static const struct damage {
	const char *name, *sql, *line;
	bool refused; /* at start, by R6 */
} damages[] = {
    {"another text in entry 3",
     CHANGE("entry",
     "UPDATE entry SET bytes = "
	    "CAST('entry X' AS BLOB) WHERE n = 3"),
     "bad entry 3: leaf hash differs\n",              true },
    {"another hash for entry 3",
     CHANGE("entry",
     "UPDATE entry SET hash = "
	    "zeroblob(32) WHERE n = 3"),
     "bad entry 3: leaf hash differs\n",              true },
    {"text and hash of entry 3",
     CHANGE("entry",
     "UPDATE entry SET (hash, "
	    "bytes) = (SELECT hash, bytes FROM entry WHERE n = 4) WHERE n = 3"),
     "bad tile/0/000: hash 3 differs from entry 3\n", true },
    {"entry 5 is gone",                      REMOVE("entry", "DELETE FROM entry WHERE n = 5"),
     "bad entry 5 is missing from the store\n",       true },
    {"a hash of the stored tile",
     CHANGE("tile",
     "UPDATE tile SET hashes = "
	    "zeroblob(8192)"),
     "bad tile/0/000: hash 0 differs from entry 0\n", true },
    {"the tile is gone",                     REMOVE("tile",  "DELETE FROM tile"),
     "bad tile/0/000: missing\n",                     false},
    {"the signature of an older checkpoint",
     CHANGE("checkpoint",
     "UPDATE checkpoint SET note = (SELECT CAST(substr(CAST(c.note AS "
	    "TEXT), 1, 100) || 'AAAA' || substr(CAST(c.note AS TEXT), 105) AS "
	    "BLOB) FROM checkpoint c WHERE c.size = 7) WHERE size = 7"),
     "bad checkpoint size=7",                         false},
    {"the root of an older checkpoint",
     CHANGE("checkpoint",
     "UPDATE checkpoint SET root = zeroblob(32) WHERE size = 7"),
     "bad checkpoint size=7",                         false},
};

/* format/log 6.1 */
static void
damage_is_named(void **state)
{
	struct place *p = *state;
	char path[PATH_BYTES], clean[PATH_BYTES];

	grow_to(p, "entry", 7);
	grow_to(p, "entry", 300);
	store_path(p, path);
	assert_int_equal(path_join(clean, p->dir, "clean.db", NULL), ERR_NONE);
	assert_int_equal(truth_backup(merkle_log_truth(p->log), clean, true,
			     &p->e),
	    ERR_NONE);
	close_log(p);
	for (size_t i = 0; i < COUNT(damages); i++) {
		const struct damage *d = &damages[i];

		copy_file(clean, path);
		assert_int_equal(audit_store(p), 0);
		tamper(p, d->sql);
		assert_int_not_equal(audit_store(p), 0);
		if (!lines_have(p, d->line))
			print_message("%s: %s\n", d->name,
			    buffer_cstr(&p->lines));
		assert_true(lines_have(p, d->line));
		assert_true(lines_have(p, "\nresult bad findings="));
		if (d->refused)
			refuses(p, "R6");
	}
}

/* F1: a bit flips in a row between append and checkpoint; format/log 5.4 */
static void
nothing_damaged_is_signed(void **state)
{
	struct place *p = *state;
	struct merkle_log_options o = {.dir = p->data, .signer = &p->signer};
	uint64_t removed;
	bool made;

	grow_to(p, "entry", 3);
	assert_int_equal(append_texts(p, "entry", 3, 3), ERR_NONE);
	tamper(p,
	    CHANGE("entry",
		"UPDATE entry SET bytes = CAST('entry ?' AS "
		"BLOB) WHERE n = 4"));
	assert_int_equal(merkle_log_checkpoint(p->log, NULL, NULL, &made,
			     &p->e),
	    ERR_STORE);
	assert_non_null(strstr(p->e.text, "entry 4 "));
	/* the process should end; it does not go on by itself */
	assert_int_equal(append_texts(p, "entry", 6, 1), ERR_STORE);
	close_log(p);
	refuses(p, "R6");
	assert_int_equal(log_repair_tail(&o, false, NULL, NULL, &removed,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(removed, 0);
	assert_int_equal(log_repair_tail(&o, true, NULL, NULL, &removed, &p->e),
	    ERR_NONE);
	assert_int_equal(removed, 2);
	open_log(p);
	assert_null(merkle_log_refusal(p->log));
	assert_int_equal(merkle_log_next(p->log), 4);
	grow_to(p, "entry", 6);
	assert_int_equal(audit_store(p), 0);
}

/* F1: a bit flips on the way to the disk, before the acknowledgement; format/log 5.3 */
static void
nothing_damaged_is_acknowledged(void **state)
{
	struct place *p = *state;

	close_log(p);
	assert_int_equal(fault_install(&p->e), ERR_NONE);
	fault_plan(NULL);
	open_log(p);
	grow_to(p, "entry", 3);
	fault_flip_after("fragile ");
	assert_int_equal(append_texts(p, "fragile", 3, 1), ERR_STORE);
	assert_true(fault_hit());
	assert_non_null(strstr(p->e.text, "entry 3 came back"));
	fault_flip_after(NULL);
	/* the process should end */
	assert_int_equal(append_texts(p, "fragile", 3, 1), ERR_STORE);
	close_log(p);
	fault_remove();
	open_log(p);
	assert_int_equal(audit_store(p),
	    merkle_log_refusal(p->log) == NULL ? 0 : 1);
}

/* log 7: flip each bit of what a three-entry log has published */
static void
every_flipped_bit_is_named(void **state)
{
	static const char *const names[] = {"checkpoint", "tile/0/000.p/3",
	    "tile/entries/000.p/3"};
	struct place *p = *state;
	unsigned flips = 0;

	grow_to(p, "entry", 3);
	publish(p);
	assert_int_equal(audit_folder(p, p->public), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buffer all = {0};
		char path[PATH_BYTES];

		assert_int_equal(path_join(path, p->public, names[i], NULL),
		    ERR_NONE);
		assert_int_equal(file_read(&all, path, GIB, NULL), ERR_NONE);
		for (size_t bit = 0; bit < all.len * 8; bit++) {
			struct fsck_options o = {.policy = &p->policy};
			struct fsck_result r = {0};
			struct tree_source *s;
			FILE *file = fopen(path, "wb");
			enum err rc;

			assert_non_null(file);
			all.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_equal(fwrite(all.at, 1, all.len, file),
			    all.len);
			assert_int_equal(fclose(file), 0);
			assert_int_equal(tree_source_of_directory(&s, p->public,
					     &p->e),
			    ERR_NONE);
			rc = fsck_tree(s, &o, &r, &p->e);
			/* another origin is nobody's checkpoint */
			assert_true((rc == ERR_NONE && r.finding_count > 0) ||
			    rc == ERR_UNCHECKED);
			if (i > 0)
				assert_true(rc == ERR_NONE &&
				    (r.first_bad_known ||
					strstr(r.first_text, "tile/") != NULL));
			tree_source_free(s);
			all.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
			flips++;
		}
		assert_int_equal(file_write_atomic(path, buffer_bytes(&all),
				     0644, NULL),
		    ERR_NONE);
		buffer_release(&all);
	}
	assert_int_equal(audit_folder(p, p->public), 0);
	assert_true(flips > 2000);
}

/* ---- publication: log 6.7 ---- */

static enum err
give_openings(void *context, uint64_t number, uint64_t size, struct buffer *out,
    struct error *e)
{
	(void)e;
	buffer_printf(out, "%s %" PRIu64 " of %" PRIu64 "\n",
	    (const char *)context, number, size);
	return ERR_NONE;
}

/* format/log 2.7 */
static void
publication_leaves_other_bytes_alone(void **state)
{
	struct place *p = *state;
	struct publish_options o = {.full = true};
	struct publish_result r;
	char path[PATH_BYTES];
	struct buffer all = {0};

	grow_to(p, "entry", 300);
	publish(p);
	assert_int_equal(publish_tree(p->public, merkle_log_tree(p->log), &o,
			     &r, &p->e),
	    ERR_NONE);
	assert_int_equal(r.files_written, 0);
	assert_int_equal(r.files_equal, 6); /* 2 bundles, 2 + 1 tiles, note */
	assert_int_equal(path_join(path, p->public, "tile/0/000", NULL),
	    ERR_NONE);
	assert_int_equal(file_read(&all, path, GIB, NULL), ERR_NONE);
	all.at[0] ^= 1;
	assert_int_equal(file_write_atomic(path, buffer_bytes(&all), 0644,
			     NULL),
	    ERR_NONE);
	assert_int_equal(publish_tree(p->public, merkle_log_tree(p->log), &o,
			     &r, &p->e),
	    ERR_PROOF);
	assert_non_null(strstr(p->e.text, "tile/0/000"));
	assert_int_equal(audit_folder(p, p->public), 1);
	assert_true(
	    lines_have(p, "bad tile/0/000: hash 0 differs from entry 0\n"));
	buffer_release(&all);
}

static void
opening_files_are_written_again(void **state)
{
	struct place *p = *state;
	struct tree_source *s;
	uint64_t again[] = {0};
	struct publish_options o = {0};
	char before[] = "before", after[] = "after", path[PATH_BYTES];
	struct buffer all = {0};

	grow_to(p, "entry", 600);
	assert_int_equal(tree_source_of_truth(&s, merkle_log_truth(p->log),
			     give_openings, before, &p->e),
	    ERR_NONE);
	assert_int_equal(publish_tree(p->public, s, &o, NULL, &p->e), ERR_NONE);
	tree_source_free(s);
	assert_int_equal(path_join(path, p->public, "openings/000", NULL),
	    ERR_NONE);
	assert_int_equal(file_read(&all, path, GIB, NULL), ERR_NONE);
	assert_string_equal(buffer_cstr(&all), "before 0 of 600\n");
	assert_int_equal(tree_source_of_truth(&s, merkle_log_truth(p->log),
			     give_openings, after, &p->e),
	    ERR_NONE);
	o.openings_again = again;
	o.openings_again_count = 1;
	assert_int_equal(publish_tree(p->public, s, &o, NULL, &p->e), ERR_NONE);
	buffer_clear(&all);
	assert_int_equal(file_read(&all, path, GIB, NULL), ERR_NONE);
	assert_string_equal(buffer_cstr(&all), "after 0 of 600\n");
	tree_source_free(s);
	assert_int_equal(audit_folder(p, p->public), 0);
	buffer_release(&all);
}

/* format/log 2.5 */
static void
strangers_in_the_folder_are_named(void **state)
{
	struct place *p = *state;
	char path[PATH_BYTES];

	grow_to(p, "entry", 3);
	publish(p);
	grow_to(p, "entry", 5);
	publish(p);
	assert_int_equal(audit_folder(p, p->public), 0);
	assert_int_equal(path_join(path, p->public, "tile/0/000.p/9", NULL),
	    ERR_NONE);
	assert_int_equal(file_create(path, bytes_text("x"), 0644, NULL),
	    ERR_NONE);
	assert_int_equal(audit_folder(p, p->public), 1);
	assert_true(lines_have(p, "bad tile/0/000.p/9: does not belong"));
	assert_int_equal(unlink(path), 0);
	/* an earlier partial tile must be the beginning of the present one */
	assert_int_equal(path_join(path, p->public, "tile/entries/000.p/3",
			     NULL),
	    ERR_NONE);
	assert_int_equal(file_write_atomic(path, bytes_text("x"), 0644, NULL),
	    ERR_NONE);
	assert_int_equal(audit_folder(p, p->public), 1);
	assert_true(lines_have(p, "bad tile/entries/000.p/3: differs"));
}

/* format/log 2.4 */
static void
old_partial_files_are_swept(void **state)
{
	struct place *p = *state;
	char partial[PATH_BYTES];
	uint64_t removed;
	int64_t now_s = clock_system().now_s(NULL);

	grow_to(p, "entry", 3);
	publish(p);
	grow_to(p, "entry", 260);
	publish(p);
	assert_int_equal(path_join(partial, p->public, "tile/0/000.p/3", NULL),
	    ERR_NONE);
	assert_int_equal(publish_sweep(p->public, now_s, &removed, &p->e),
	    ERR_NONE);
	assert_int_equal(removed, 0);
	assert_true(file_exists(partial));
	assert_int_equal(publish_sweep(p->public, now_s + 8 * 86400, &removed,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(removed, 2); /* a tile and a bundle */
	assert_false(file_exists(partial));
	assert_int_equal(audit_folder(p, p->public), 0);
}

static void
a_smaller_log_is_not_published(void **state)
{
	struct place *p = *state, q = *p;
	struct publish_options o = {0};

	assert_int_equal(path_join(q.data, p->dir, "other", NULL), ERR_NONE);
	assert_int_equal(merkle_log_create(q.data, NULL, &p->signer, &p->e),
	    ERR_NONE);
	q.log = NULL;
	open_log(&q);
	grow_to(&q, "other", 5);
	grow_to(p, "entry", 7);
	publish(p);
	assert_int_equal(publish_tree(p->public, merkle_log_tree(q.log), &o,
			     NULL, &p->e),
	    ERR_PROOF);
	grow_to(&q, "other", 9);
	assert_int_equal(publish_tree(p->public, merkle_log_tree(q.log), &o,
			     NULL, &p->e),
	    ERR_PROOF);
	close_log(&q);
	assert_int_equal(audit_folder(p, p->public), 0);
}

/* ---- every failing write, from append to checkpoint ---- */

/* format/log 5.5 */
static void
every_failing_write_leaves_a_whole_log(void **state)
{
	static const enum fault_kind kinds[] = {FAULT_IO, FAULT_FULL};
	struct place *p = *state;
	unsigned tried = 0;

	grow_to(p, "entry", 255);
	close_log(p);
	assert_int_equal(fault_install(&p->e), ERR_NONE);
	for (size_t k = 0; k < COUNT(kinds) * 2; k++) {
		bool made = false;

		for (uint64_t left = 0; !made; left++) {
			struct fault_plan plan = {left, kinds[k / 2],
			    k % 2 == 1};
			uint64_t next, acked;
			enum err rc;

			fault_plan(NULL);
			open_log(p);
			assert_null(merkle_log_refusal(p->log));
			acked = next = merkle_log_next(p->log);
			fault_plan(&plan);
			rc = append_texts(p, "entry", next, 2);
			if (rc == ERR_NONE)
				acked = next + 2;
			if (rc == ERR_NONE)
				rc = merkle_log_checkpoint(p->log, NULL, NULL,
				    &made, &p->e);
			assert_true(rc == ERR_NONE || rc == ERR_STORE);
			fault_plan(NULL);
			close_log(p);
			assert_int_equal(audit_store(p), 0);
			open_log(p);
			assert_null(merkle_log_refusal(p->log));
			assert_true(merkle_log_next(p->log) >= acked);
			close_log(p);
			tried++;
		}
	}
	fault_remove();
	assert_true(tried > 20);
	open_log(p);
}

/* Out of space before a transaction: nothing was done, and later it goes on
 * in the same process (log 6.6.2). */
static void
a_full_disk_is_no_end(void **state)
{
	struct place *p = *state;
	struct fault_plan plan = {0, FAULT_FULL, true};

	close_log(p);
	assert_int_equal(fault_install(&p->e), ERR_NONE);
	fault_plan(NULL);
	open_log(p);
	grow_to(p, "entry", 3);
	fault_plan(&plan);
	assert_int_equal(append_texts(p, "entry", 3, 1), ERR_STORE);
	assert_string_equal(p->e.word, "disk_full");
	fault_plan(NULL);
	grow_to(p, "entry", 5);
	close_log(p);
	fault_remove();
	assert_int_equal(audit_store(p), 0);
	open_log(p);
}

/* ---- shared vectors ---- */

static bool
read_vectors(struct buffer *out, const char *name)
{
	const char *source = getenv("CHANCERY_SOURCE");
	const char *shared = getenv("CHANCERY_SHARED");
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof path, "%s/tests/vectors/tlog/%s",
	    source == NULL ? "." : source, name); /* our own vectors */
	if (file_read(out, path, 64 * MIB, NULL) == ERR_NONE)
		return true;
	if (shared == NULL)
		return false;
	(void)snprintf(path, sizeof path, "%s/vectors/tlog/%s", shared, name);
	return file_read(out, path, 64 * MIB, NULL) == ERR_NONE;
}

/* vectors/tlog/synthetic-70000.json: roots and tiles */
static void
same_hashes(const struct json *want, const struct hash *path, size_t count)
{
	size_t i = 0;

	assert_int_equal(want->count, count);
	for (const struct json *w = want->first; w != NULL; w = w->next) {
		struct hash h;
		size_t len;

		assert_true(base64_decode(w->text, h.at, 32, &len));
		assert_true(hash_equal(&h, &path[i++]));
	}
}

/* vectors/tlog/synthetic-70000-proofs.jsonl, made by x/mod */
static void
check_synthetic_proofs(struct place *p)
{
	struct tree_source *s = merkle_log_tree(p->log);
	struct hash path[TREE_PATH_MAX];
	struct buffer file = {0};
	struct arena *a = arena_new(MIB);
	struct bytes rest, line;
	unsigned proofs = 0;
	bool complete;

	assert_true(read_vectors(&file, "synthetic-70000-proofs.jsonl"));
	rest = buffer_bytes(&file);
	while (bytes_line(&rest, &line, &complete)) {
		const struct json *v;
		uint64_t size;
		size_t count;

		arena_reset(a);
		assert_int_equal(json_parse(&v, line, &json_file_limits, a,
				     &p->e),
		    ERR_NONE);
		size = (uint64_t)json_get_number(v, "size", 0);
		if (bytes_is(json_get_text(v, "kind"), "inclusion"))
			assert_int_equal(tree_source_prove_inclusion(s,
					     (uint64_t)json_get_number(v,
						 "index", 0),
					     size, path, &count, &p->e),
			    ERR_NONE);
		else
			assert_int_equal(tree_source_prove_consistency(s,
					     (uint64_t)json_get_number(v, "old",
						 0),
					     size, path, &count, &p->e),
			    ERR_NONE);
		same_hashes(json_get(v, "proof"), path, count);
		proofs++;
	}
	assert_int_equal(proofs, 197);
	arena_free(a);
	buffer_release(&file);
}

static void
the_synthetic_log_comes_out(void **state)
{
	struct place *p = *state;
	struct buffer file = {0};
	struct arena *a = arena_new(16 * MIB);
	const struct json *v, *roots, *tiles;

	assert_true(read_vectors(&file, "synthetic-70000.json"));
	assert_int_equal(json_parse(&v, buffer_bytes(&file), &json_file_limits,
			     a, &p->e),
	    ERR_NONE);
	roots = json_get(v, "roots");
	tiles = json_get(v, "tile_sha256");
	assert_int_equal(roots->count, 19);
	assert_int_equal(tiles->count, 14);
	grow_to(p, "chancery test entry", 65537);
	grow_to(p, "chancery test entry", 70000);
	check_synthetic_proofs(p);
	publish(p);
	for (const struct json *r = roots->first; r != NULL; r = r->next) {
		struct hash want, root;
		uint64_t size;
		size_t len;

		assert_true(bytes_decimal(r->name, 70000, &size));
		assert_true(base64_decode(r->text, want.at, 32, &len));
		assert_int_equal(tree_source_root(merkle_log_tree(p->log), size,
				     &root, &p->e),
		    ERR_NONE);
		assert_true(hash_equal(&root, &want));
	}
	for (const struct json *t = tiles->first; t != NULL; t = t->next) {
		struct buffer tile = {0};
		char path[PATH_BYTES], name[100], hex[65];
		struct hash h;

		(void)snprintf(name, sizeof name, "%.*s", (int)t->name.len,
		    (const char *)t->name.at);
		assert_int_equal(path_join(path, p->public, name, NULL),
		    ERR_NONE);
		if (file_read(&tile, path, MIB, NULL) != ERR_NONE)
			print_message("%s is not there\n", name);
		h = hash_bytes(buffer_bytes(&tile));
		hash_print(hex, &h);
		assert_true(bytes_is(t->text, hex));
		buffer_release(&tile);
	}
	assert_int_equal(audit_folder(p, p->public), 0);
	assert_int_equal(audit_store(p), 0);
	arena_free(a);
	buffer_release(&file);
}

/* Takes one file of vectors/tlog over into a folder. */
static void
take_vector(struct place *p, const char *vector, const char *dir,
    const char *name)
{
	char path[PATH_BYTES], folder[PATH_BYTES];
	struct buffer file = {0};
	char *slash;

	assert_true(read_vectors(&file, vector));
	assert_int_equal(path_join(path, dir, name, &p->e), ERR_NONE);
	memcpy(folder, path, sizeof folder);
	slash = strrchr(folder, '/');
	assert_non_null(slash);
	*slash = '\0';
	assert_int_equal(directory_make(folder, 0755, &p->e), ERR_NONE);
	assert_int_equal(file_create(path, buffer_bytes(&file), 0644, &p->e),
	    ERR_NONE);
	buffer_release(&file);
}

/* vectors/tlog/tessera-testlog: another program's folder, each of its sizes */
static void
another_programs_tree_is_sound(void **state)
{
	static const char *const names[] = {"checkpoint", "tile/0/000.p/",
	    "tile/entries/000.p/"};
	struct place *p = *state;
	struct policy *policy = calloc(1, sizeof *policy);
	struct fsck_options o = {.policy = policy};
	struct buffer file = {0};

	assert_non_null(policy);
	if (!read_vectors(&file, "tessera-testlog/checkpoint.15")) {
		print_message("# SKIP published vectors are not at hand\n");
		free(policy);
		return;
	}
	buffer_release(&file);
	assert_int_equal(
	    policy_parse(policy,
		bytes_text(
		    "log "
		    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280"
		    "NI+oO5xCFkkSx\nquorum none\n"),
		&p->e),
	    ERR_NONE);
	for (unsigned size = 1; size <= 15; size++) {
		char dir[PATH_BYTES], number[12], vector[100], name[60];
		struct tree_source *s;
		struct fsck_result r;

		(void)snprintf(number, sizeof number, "%u", size);
		assert_int_equal(path_join(dir, p->dir, number, &p->e),
		    ERR_NONE);
		for (size_t i = 0; i < COUNT(names); i++) {
			(void)snprintf(name, sizeof name, "%s%s", names[i],
			    i == 0 ? "" : number);
			(void)snprintf(vector, sizeof vector,
			    "tessera-testlog/%s%s%s", names[i],
			    i == 0 ? "." : "", number);
			take_vector(p, vector, dir, name);
		}
		assert_int_equal(tree_source_of_directory(&s, dir, &p->e),
		    ERR_NONE);
		assert_int_equal(fsck_tree(s, &o, &r, &p->e), ERR_NONE);
		assert_int_equal(r.finding_count, 0);
		assert_int_equal(r.entry_count, size);
		tree_source_free(s);
	}
	free(policy);
}

int
main(void)
{
#define LOG_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    LOG_TEST(the_worked_log_comes_out),
	    LOG_TEST(a_receipt_is_a_tlog_proof),
	    LOG_TEST(proofs_of_all_sizes_hold),
	    LOG_TEST(a_static_tree_proves_the_same),
	    LOG_TEST(a_checkpoint_takes_its_index_root),
	    LOG_TEST(an_older_copy_refuses_until_recovered),
	    LOG_TEST(recovery_takes_nothing_unsigned),
	    LOG_TEST(another_root_refuses),
	    LOG_TEST(an_absent_head_refuses_until_adopted),
	    LOG_TEST(a_published_checkpoint_ahead_refuses),
	    LOG_TEST(an_older_head_is_written_again),
	    LOG_TEST(a_second_process_is_turned_away),
	    LOG_TEST(a_foreign_key_does_not_open),
	    LOG_TEST(damage_is_named),
	    LOG_TEST(nothing_damaged_is_signed),
	    LOG_TEST(nothing_damaged_is_acknowledged),
	    LOG_TEST(every_flipped_bit_is_named),
	    LOG_TEST(publication_leaves_other_bytes_alone),
	    LOG_TEST(opening_files_are_written_again),
	    LOG_TEST(strangers_in_the_folder_are_named),
	    LOG_TEST(old_partial_files_are_swept),
	    LOG_TEST(a_smaller_log_is_not_published),
	    LOG_TEST(every_failing_write_leaves_a_whole_log),
	    LOG_TEST(a_full_disk_is_no_end),
	    LOG_TEST(the_synthetic_log_comes_out),
	    LOG_TEST(another_programs_tree_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
