/*
 * tests/oracle/oracle.c - oracle.index of reliability 6.1
 *
 * Registers and questions by chance; the prover's answer, the verifier's, a
 * naive scan over the facts and SQL over the postings must agree, now and as of
 * past sizes; and D(top) of batches, of the bulk build, of past states and of
 * the streaming pass must be one.
 *
 *     oracle [--questions N] [--seed N] [--covered-max N]
 *
 * Built with CONTROL_MAYBE the prover has a fault, and the program succeeds
 * only if it is found.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "index/ordered_index.h"
#include "index/sort.h"
#include "index/stream.h"
#include "naive.h"

#define ORIGIN "register.example/oracle"
#define BATCHES_MAX 16
#define QUESTIONS_A_REGISTER 50

struct bench {
	char path[64];
	struct world world;
	struct ordered_index *grown, *bulk;
	uint64_t sizes[BATCHES_MAX + 1]; /* covered, after each batch */
	struct heading tops[BATCHES_MAX + 1];
	unsigned size_count;
	sqlite3 *db;
	sqlite3_stmt *ask;
	struct buffer proof;
	struct naive naive, told; /* told: what the prover's sink got */
	struct error e;
	char why[400];
};

static const char schema[] =
    "CREATE TABLE line (view, f0, f1, f2, f3, e, l, number, times, struck);";
static const char ask_sql[] =
    "SELECT coalesce(sum((struck = 0 OR struck >= ?1) * "
    "(e >= ?2 AND l <= ?3) * times), 0), "
    "coalesce(sum((struck = 0 OR struck >= ?1) * times), 0), "
    "coalesce(sum((struck <> 0 AND struck < ?1) * times), 0) "
    "FROM line WHERE view = ?4 AND number < ?1 AND e <= ?3 AND l >= ?2 "
    "AND f0 BETWEEN ?5 AND ?6 AND f1 BETWEEN ?7 AND ?8 "
    "AND f2 BETWEEN ?9 AND ?10 AND f3 BETWEEN ?11 AND ?12";

static bool
fail(struct bench *b, const char *what)
{
	(void)snprintf(b->why, sizeof b->why, "%s: %.250s", what, b->e.text);
	return false;
}

static unsigned
plain_count(const struct view *v)
{
	return v->field_count - (v->dated ? 3u : 1u);
}

static bool
fill_sql(struct bench *b)
{
	sqlite3_stmt *add = NULL;
	bool ok = sqlite3_open(":memory:", &b->db) == SQLITE_OK &&
	    sqlite3_exec(b->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(b->db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(b->db,
		"INSERT INTO line VALUES "
		"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		-1, &add, NULL) == SQLITE_OK;

	for (size_t i = 0; ok && i < b->world.posting_count; i++) {
		const struct posting *p = &b->world.postings[i];
		const struct view *v = view_by_byte(p->key[0]);
		sqlite3_int64 values[10] = {p->key[0], 0, 0, 0, 0, 0, 0,
		    (sqlite3_int64)p->number, p->times,
		    (sqlite3_int64)p->struck_by};

		for (unsigned j = 0; j < plain_count(v); j++)
			values[1 + j] = (sqlite3_int64)key_get(p->key,
			    &v->fields[j]);
		if (v->dated) {
			values[5] = (sqlite3_int64)key_get(p->key,
			    view_field(v, FIELD_E));
			values[6] = (sqlite3_int64)key_get(p->key,
			    view_field(v, FIELD_L));
		}
		for (int j = 0; ok && j < 10; j++)
			ok = sqlite3_bind_int64(add, j + 1, values[j]) ==
			    SQLITE_OK;
		ok = ok && sqlite3_step(add) == SQLITE_DONE &&
		    sqlite3_reset(add) == SQLITE_OK;
	}
	(void)sqlite3_finalize(add);
	return ok &&
	    sqlite3_exec(b->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(b->db, ask_sql, -1, &b->ask, NULL) == SQLITE_OK;
}

static bool
sql_agrees(struct bench *b, const struct question *q, uint64_t as_of)
{
	sqlite3_int64 values[12] = {(sqlite3_int64)as_of, 0, DAY_LAST,
	    q->view->byte, 0, 0, 0, 0, 0, 0, 0, 0};
	bool ok = true;

	if (q->view->dated) {
		values[1] = q->from;
		values[2] = q->to;
	}
	for (unsigned i = 0; i < plain_count(q->view); i++) {
		values[4 + 2 * i] = (sqlite3_int64)q->ranges[i].first;
		values[5 + 2 * i] = (sqlite3_int64)q->ranges[i].last;
	}
	for (int i = 0; ok && i < 12; i++)
		ok = sqlite3_bind_int64(b->ask, i + 1, values[i]) == SQLITE_OK;
	ok = ok && sqlite3_step(b->ask) == SQLITE_ROW &&
	    (uint64_t)sqlite3_column_int64(b->ask, 0) ==
		b->naive.total.certain &&
	    (uint64_t)sqlite3_column_int64(b->ask, 1) ==
		b->naive.total.possible &&
	    (uint64_t)sqlite3_column_int64(b->ask, 2) == b->naive.total.struck;
	(void)sqlite3_reset(b->ask);
	return ok || fail(b, "SQL and the naive scan differ");
}

static bool
apply_batch(struct bench *b, uint64_t before, uint64_t covered)
{
	const struct world *w = &b->world;
	struct index_batch batch = {.covered_before = before,
	    .covered = covered};
	struct posting *p = calloc(w->posting_count + 1, sizeof *p);
	struct strike *s = calloc(w->posting_count + 1, sizeof *s);
	enum err rc = ERR_MEMORY;

	for (size_t i = 0; p != NULL && s != NULL && i < w->posting_count;
	     i++) {
		const struct posting *from = &w->postings[i];

		if (from->number >= before && from->number < covered) {
			p[batch.posting_count] = *from;
			p[batch.posting_count++].struck_by = 0;
		}
		if (from->struck_by >= before && from->struck_by < covered &&
		    from->struck_by != 0) {
			struct strike *to = &s[batch.strike_count++];

			memcpy(to->key, from->key, KEY_BYTES_MAX);
			to->key_len = from->key_len;
			to->struck_by = from->struck_by;
		}
	}
	batch.postings = p;
	batch.strikes = s;
	if (p != NULL && s != NULL)
		rc = ordered_index_apply(b->grown, &batch, &b->e);
	free(p);
	free(s);
	return rc == ERR_NONE || fail(b, "batch");
}

static bool
grow(struct bench *b, struct chance *c)
{
	uint64_t size = 0, end = b->world.plan.covered;
	unsigned batches = 1 + (unsigned)chance_below(c, BATCHES_MAX - 1);

	if (ordered_index_create(&b->grown, b->path, bytes_text(ORIGIN),
		&b->e) != ERR_NONE)
		return fail(b, "create");
	while (size < end || b->size_count == 0) {
		uint64_t next = chance_below(c, 6) == 0 ?
		    size + 1 :
		    size + 1 + chance_below(c, 2 * end / batches + 1);

		if (next > end || b->size_count == BATCHES_MAX - 1)
			next = end;
		if (!apply_batch(b, size, next))
			return false;
		size = next;
		b->sizes[b->size_count] = size;
		if (ordered_index_top(b->grown, size, &b->tops[b->size_count++],
			NULL, &b->e) != ERR_NONE)
			return fail(b, "top");
	}
	return ordered_index_check(b->grown, &b->e) == ERR_NONE ||
	    fail(b, "check of the grown index");
}

/* From postings in any order, with strikes apart or not. */
static bool
build(struct bench *b, struct chance *c)
{
	const struct world *w = &b->world;
	struct index_build *build = NULL;
	size_t start = w->posting_count == 0 ?
	    0 :
	    chance_below(c, w->posting_count);
	char path[sizeof b->path + 8];
	enum err rc;

	(void)snprintf(path, sizeof path, "%s.bulk", b->path);
	rc = index_build_new(&build, path, bytes_text(ORIGIN), 0, &b->e);
	for (size_t i = 0; rc == ERR_NONE && i < w->posting_count; i++) {
		struct posting p = w->postings[(start + i) % w->posting_count];
		uint64_t struck_by = p.struck_by;
		bool apart = struck_by != 0 && chance_below(c, 2) == 0;

		if (apart) {
			p.struck_by = 0;
			rc = index_build_strike(build, p.key, p.key_len,
			    struck_by, &b->e);
		}
		if (rc == ERR_NONE)
			rc = index_build_add(build, &p, &b->e);
	}
	if (rc == ERR_NONE)
		rc = index_build_end(build, w->plan.covered, &b->bulk, &b->e);
	index_build_free(build);
	if (rc != ERR_NONE)
		return fail(b, "bulk build");
	return ordered_index_check(b->bulk, &b->e) == ERR_NONE ||
	    fail(b, "check of the built index");
}

static int
by_key(const void *a, const void *b)
{
	return memcmp(((const struct posting *)a)->key,
	    ((const struct posting *)b)->key, KEY_BYTES_MAX);
}

/* The auditor's D, and the server's for the past, at every size it had. */
static bool
tops_agree(struct bench *b)
{
	size_t count = b->world.posting_count;
	struct posting *sorted = calloc(count + 1, sizeof *sorted);
	struct stream_pass *s = malloc(sizeof *s);
	struct ordered_index *both[2] = {b->grown, b->bulk};
	bool ok = sorted != NULL && s != NULL;

	if (ok && count != 0) {
		memcpy(sorted, b->world.postings, count * sizeof *sorted);
		qsort(sorted, count, sizeof *sorted, by_key);
	}
	for (unsigned at = 0; ok && at < b->size_count; at++) {
		struct heading top;
		enum err rc = ERR_NONE;

		stream_begin(s, b->sizes[at]);
		for (size_t i = 0; rc == ERR_NONE && i < count; i++)
			rc = stream_add(s, &sorted[i], &b->e);
		if (rc == ERR_NONE)
			rc = stream_end(s, &top, &b->e);
		ok = rc == ERR_NONE && heading_equal(&top, &b->tops[at]);
		if (!ok)
			(void)fail(b, "streaming pass");
		for (unsigned i = 0; ok && i < 2; i++) {
			rc = ordered_index_top(both[i], b->sizes[at], &top,
			    NULL, &b->e);
			ok = rc == ERR_NONE &&
			    heading_equal(&top, &b->tops[at]);
			if (!ok)
				(void)fail(b,
				    i == 0 ? "past of the grown "
					     "index" :
					     "past of the built index");
		}
	}
	free(sorted);
	free(s);
	return ok;
}

static void
tell_row(struct naive *n, uint64_t value, const struct answer *a)
{
	if (n->row_count == n->room) {
		size_t room = n->room == 0 ? 64 : 2 * n->room;
		struct naive_row *more = realloc(n->rows, room * sizeof *more);

		if (more == NULL) {
			n->failed = true;
			return;
		}
		n->rows = more;
		n->room = room;
	}
	n->rows[n->row_count++] = (struct naive_row){value, *a};
}

static void
tell_group(void *context, uint64_t value, const struct answer *a)
{
	tell_row(context, value, a);
}

static void
tell_posting(void *context, const struct posting *p)
{
	struct answer a = {0, p->struck_by == 0 ? p->times : 0,
	    p->struck_by == 0 ? 0 : p->times};

	tell_row(context, p->number, &a);
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = ((const struct naive_row *)a)->value;
	uint64_t y = ((const struct naive_row *)b)->value;

	return x < y ? -1 : x > y;
}

static bool
answers_equal(const struct answer *a, const struct answer *b)
{
	return a->certain == b->certain && a->possible == b->possible &&
	    a->struck == b->struck;
}

/* Told rows against the naive ones; in lists `certain` is not told. */
static bool
rows_agree(struct bench *b, const struct question *q)
{
	struct naive *n = &b->naive, *t = &b->told;

	if (n->failed || t->failed || n->row_count != t->row_count)
		return false;
	if (q->mode == MODE_LIST && t->row_count != 0)
		qsort(t->rows, t->row_count, sizeof *t->rows, by_value);
	for (size_t i = 0; i < n->row_count; i++) {
		const struct answer *x = &n->rows[i].sums;
		const struct answer *y = &t->rows[i].sums;

		if (n->rows[i].value != t->rows[i].value ||
		    x->possible != y->possible || x->struck != y->struck ||
		    (q->mode == MODE_GROUPS && x->certain != y->certain))
			return false;
	}
	return true;
}

static bool
verifier_agrees(struct bench *b, const struct question *q,
    const struct heading *top)
{
	static struct trie_reader r;
	struct trie_item item;
	enum err rc;

	b->told.row_count = 0;
	trie_start(&r, q, buffer_bytes(&b->proof));
	do {
		rc = trie_next(&r, &item, &b->e);
		if (rc == ERR_NONE && item.event == TRIE_GROUP)
			tell_group(&b->told, item.group_value, &item.answer);
		else if (rc == ERR_NONE && item.event == TRIE_POSTING)
			tell_posting(&b->told, &item.posting);
	} while (rc == ERR_NONE && item.event != TRIE_END);
	if (rc != ERR_NONE)
		return fail(b, "the verifier refuses");
	if (!heading_equal(&item.top, top))
		return fail(b, "the verifier finds another top");
	if (!answers_equal(&item.answer, &b->naive.total))
		return fail(b, "verifier and naive scan differ");
	return rows_agree(b, q) || fail(b, "rows of verifier and scan differ");
}

static bool
question_agrees(struct bench *b, const struct question *q, uint64_t as_of)
{
	static const struct answer_sink sink_of = {tell_group, tell_posting,
	    NULL};
	struct answer_sink sink = sink_of;
	struct ordered_index *both[2] = {b->grown, b->bulk};
	struct answer a;
	struct heading top;
	struct hash first = {{0}};

	sink.context = &b->told;
	naive_ask(&b->naive, &b->world, q, as_of);
	for (unsigned i = 0; i < 2; i++) {
		struct hash h;

		buffer_clear(&b->proof);
		b->told.row_count = 0;
		if (ordered_index_prove(both[i], q, as_of, &b->proof, &a, &sink,
			&b->e) != ERR_NONE)
			return fail(b, "prove");
		if (!answers_equal(&a, &b->naive.total))
			return fail(b, "prover and naive scan differ");
		if (!rows_agree(b, q))
			return fail(b, "rows of prover and scan differ");
		h = hash_bytes(buffer_bytes(&b->proof));
		if (i == 1 && !hash_equal(&h, &first))
			return fail(b, "grown and built index prove apart");
		first = h;
	}
	if (ordered_index_top(b->bulk, as_of, &top, NULL, &b->e) != ERR_NONE)
		return fail(b, "top");
	return verifier_agrees(b, q, &top);
}

static void
bench_release(struct bench *b)
{
	char path[sizeof b->path + 8];

	(void)snprintf(path, sizeof path, "%s.bulk", b->path);
	(void)unlink(path);
	(void)unlink(b->path);
	ordered_index_free(b->grown);
	ordered_index_free(b->bulk);
	(void)sqlite3_finalize(b->ask);
	(void)sqlite3_close(b->db);
	buffer_release(&b->proof);
	naive_release(&b->naive);
	naive_release(&b->told);
	world_release(&b->world);
}

/* Everything there is to say about one register; false with b->why. */
static bool
register_agrees(struct bench *b, const struct plan *plan, uint64_t seed,
    unsigned question_count, struct question *at, uint64_t *at_size)
{
	struct chance facts = {seed}, choice = {seed ^ UINT64_C(0x5bd1e995)};

	at->view = NULL;
	if (!world_make(&b->world, plan, &facts) || !fill_sql(b))
		return fail(b, "no memory");
	if (!grow(b, &choice) || !build(b, &choice) || !tops_agree(b))
		return false;
	for (unsigned i = 0; i < question_count; i++) {
		uint64_t as_of = plan->covered;

		question_by_chance(at, &b->world, &choice);
		if (chance_below(&choice, 3) == 0)
			as_of = chance_below(&choice, 2) == 0 ?
			    b->sizes[chance_below(&choice, b->size_count)] :
			    chance_below(&choice, plan->covered + 1);
		*at_size = as_of;
		if (!question_agrees(b, at, as_of))
			return false;
		if (i % 4 == 0 && !sql_agrees(b, at, as_of))
			return false;
	}
	return true;
}

static void
print_world(const struct world *w)
{
	for (size_t i = 0; i < w->posting_count; i++) {
		const struct posting *p = &w->postings[i];

		for (unsigned j = 0; j < p->key_len; j++)
			printf("%02x", p->key[j]);
		printf("\t%" PRIu32 "\t%" PRIu64 "\n", p->times, p->struck_by);
	}
}

/* One register; on a difference the shortest history that still shows one. */
static bool
run_register(const char *path, struct plan plan, uint64_t seed,
    unsigned question_count, bool quiet)
{
	struct plan shorter = plan, shown = plan;
	bool ok = true, again = true;

	for (;;) {
		struct bench b = {0};
		struct question q;
		uint64_t as_of = 0;
		bool agrees;
		char text[QUESTION_BYTES] = "(the index as a whole)";

		(void)snprintf(b.path, sizeof b.path, "%s", path);
		agrees = register_agrees(&b, &shorter, seed, question_count, &q,
		    &as_of);
		if (q.view != NULL)
			(void)question_print(text, &q);
		if (!agrees) {
			ok = false;
			shown = shorter;
		}
		if (!agrees && !quiet && !again) {
			printf("seed %" PRIu64 " covered %" PRIu64 "\n%s\n"
			       "question %s as of %" PRIu64 "\n",
			    seed, shorter.covered, b.why, text, as_of);
			print_world(&b.world);
		}
		bench_release(&b);
		if (ok || quiet || !again)
			break;
		/* three quarters of a failing history, then the last that
		 * failed once more, in words */
		if (agrees || shorter.covered < 4) {
			again = false;
			shorter = shown;
		} else {
			shorter.covered = shorter.covered * 3 / 4;
		}
	}
	return ok;
}

static bool
take_number(int argc, char **argv, int *at, const char *name, uint64_t *out)
{
	if (strcmp(argv[*at], name) != 0 || *at + 1 == argc ||
	    !bytes_decimal(bytes_text(argv[*at + 1]), UINT64_MAX / 2, out))
		return false;
	*at += 2;
	return true;
}

int
main(int argc, char **argv)
{
	uint64_t questions = 20000, seed = 1, covered_max = 600, done = 0;
	uint64_t registers = 0;
	char folder[] = "oracle.XXXXXX", path[32];
	bool ok = true;

#ifdef CONTROL_MAYBE
	bool control = true;
#else
	bool control = false;
#endif

	for (int at = 1; at < argc;) {
		if (!take_number(argc, argv, &at, "--questions", &questions) &&
		    !take_number(argc, argv, &at, "--seed", &seed) &&
		    !take_number(argc, argv, &at, "--covered-max",
			&covered_max)) {
			(void)fprintf(stderr,
			    "oracle [--questions N] "
			    "[--seed N] [--covered-max N]\n");
			return 2;
		}
	}
	if (mkdtemp(folder) == NULL) {
		perror("oracle");
		return 2;
	}
	(void)snprintf(path, sizeof path, "%s/trie.db", folder);
	for (; ok && done < questions; registers++) {
		struct chance c = {seed + registers * 1000003};
		struct plan plan = plan_by_chance(&c, covered_max);

		ok = run_register(path, plan, chance_next(&c),
		    QUESTIONS_A_REGISTER, control);
		done += QUESTIONS_A_REGISTER;
	}
	(void)rmdir(folder);
	printf("oracle: seed %" PRIu64 ", %" PRIu64 " registers, %" PRIu64
	       " questions: %s\n",
	    seed, registers, done, ok ? "all agree" : "a difference was found");
	if (control)
		return ok ? 1 : 0;
	return ok ? 0 : 1;
}
