/* add-checkpoint against a real witness.db: log 5.2; the published steps run
 * as "vectors tlog/witness-add-checkpoint.json". */
#include "witness/head.h"
#include "witness/witness.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "proof/test_tree.h"
#include "store/fault.h"

#include "base/testing.h"

#define ORIGIN "register.example/log1"
#define LEAVES 400
#define SIZES 20
#define NOW 1700000000

struct place {
	char dir[PATH_BYTES], path[PATH_BYTES];
	struct signer log, own, stranger, second;
	struct witness_log known[2];
	struct witness_logs logs;
	struct witness_store *store;
	struct witness w;
	int64_t now_s;
	struct hash leaves[LEAVES], fork[LEAVES]; /* differ from 100 on */
	struct witness_result r;
	struct error e;
};

static void
make_signer(struct signer *s, const char *name, uint8_t first)
{
	uint8_t seed[32] = {first};

	assert_int_equal(signer_init(s, bytes_text(name), seed, NULL),
	    ERR_NONE);
}

static void
open_store(struct place *p)
{
	assert_int_equal(witness_store_open(&p->store, p->path, &p->e),
	    ERR_NONE);
	p->w = (struct witness){&p->own, &p->logs,
	    witness_store_states(p->store), clock_fixed(&p->now_s)};
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	(void)snprintf(p->dir, sizeof p->dir, "%s/witness.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(p->dir));
	assert_int_equal(path_join(p->path, p->dir, "witness.db", &p->e),
	    ERR_NONE);
	make_signer(&p->log, ORIGIN, 1);
	make_signer(&p->own, "witness.example/w1", 2);
	make_signer(&p->stranger, ORIGIN, 3);
	make_signer(&p->second, "register.example/log1-2027", 4);
	p->known[0].key = signer_vkey(&p->log, KEY_LOG);
	p->known[1].key = signer_vkey(&p->second, KEY_LOG);
	for (size_t i = 0; i < 2; i++)
		(void)snprintf(p->known[i].origin, sizeof p->known[i].origin,
		    ORIGIN);
	p->logs = (struct witness_logs){p->known, 2};
	p->now_s = NOW;
	test_leaves(p->leaves, LEAVES);
	test_leaves(p->fork, LEAVES);
	for (size_t i = 100; i < LEAVES; i++)
		p->fork[i].at[0] ^= 1;
	open_store(p);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	struct place *p = *state;
	char path[PATH_BYTES + 8];

	witness_result_release(&p->r);
	witness_store_close(p->store);
	signer_release(&p->log);
	signer_release(&p->own);
	signer_release(&p->stranger);
	signer_release(&p->second);
	for (size_t i = 0; i < COUNT(ends); i++) {
		(void)snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
		(void)unlink(path);
	}
	(void)rmdir(p->dir);
	free(p);
	return 0;
}

/* A note over the first `size` of `leaves`. */
static void
print_note(struct buffer *out, const struct hash *leaves, uint64_t size,
    const struct signer *log)
{
	struct checkpoint c = {.origin = ORIGIN, .size = size};

	c.root = test_root(leaves, size);
	assert_int_equal(checkpoint_sign(out, &c, log, NULL), ERR_NONE);
}

static void
print_request(struct buffer *out, const struct hash *leaves, uint64_t old,
    uint64_t size, const struct signer *log)
{
	struct test_path path = {.count = 0};
	struct buffer note = {0};

	if (old != 0 && old < size)
		test_consistency(&path, leaves, old, size);
	print_note(&note, leaves, size, log);
	witness_request_print(out, old, path.at, path.count,
	    buffer_bytes(&note));
	buffer_release(&note);
}

static unsigned
send_bytes(struct place *p, struct bytes body)
{
	witness_result_release(&p->r);
	assert_int_equal(witness_add_checkpoint(&p->w, body, &p->r, &p->e),
	    ERR_NONE);
	return p->r.status;
}

static unsigned
send(struct place *p, const struct hash *leaves, uint64_t old, uint64_t size)
{
	struct buffer body = {0};
	unsigned status;

	print_request(&body, leaves, old, size, &p->log);
	status = send_bytes(p, buffer_bytes(&body));
	buffer_release(&body);
	return status;
}

static struct witness_seen
seen(struct place *p)
{
	struct witness_seen s = {0};

	assert_int_equal(witness_store_read(p->store, bytes_text(ORIGIN), &s,
	    NULL, &p->e), ERR_NONE);
	return s;
}

static bool
body_is(const struct place *p, const char *text)
{
	return bytes_is(buffer_bytes(&p->r.body), text);
}

static uint64_t
evidence(struct place *p)
{
	uint64_t count = 0;

	assert_int_equal(witness_store_count_evidence(p->store, &count, &p->e),
	    ERR_NONE);
	return count;
}

/* format/log 8.3: the checks, in their order. Each row breaks one thing in a
 * request that is otherwise good, or two to see which answers first. */
static void
order_of_checks(void **state)
{
	struct place *p = *state;
	struct buffer b = {0};

	assert_int_equal(send(p, p->leaves, 0, 7), 200);
	/* 1: too large, though it is no request at all */
	assert_non_null(buffer_grow(&b, WITNESS_BODY_MAX + 1));
	memset(b.at, 'x', b.len);
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 413);
	/* 2: one byte less is no request either */
	b.len--;
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	buffer_clear(&b);
	/* 3 before 4: unknown origin with a bad signature */
	buffer_text(&b, "old 7\n\nother.example/log\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n"
	    "\xe2\x80\x94 other.example/log AAAA\n");
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 404);
	buffer_clear(&b);
	/* 4 before 5: a stranger's signature and an old size too large */
	print_request(&b, p->leaves, 7, 8, &p->stranger);
	b.at[4] = '9';
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 403);
	buffer_clear(&b);
	/* 5 before 6 */
	print_request(&b, p->leaves, 7, 8, &p->log);
	b.at[4] = '9';
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	buffer_clear(&b);
	/* 6 before 7: another old size, and a proof from there */
	assert_int_equal(send(p, p->fork, 3, 8), 409);
	assert_true(body_is(p, "7\n"));
	assert_string_equal(p->r.type, "text/x.tlog.size");
	assert_int_equal(evidence(p), 0);
	/* 7 */
	print_request(&b, p->leaves, 6, 8, &p->log);
	b.at[4] = '7';
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 422);
	assert_int_equal(evidence(p), 1);
	buffer_release(&b);
	assert_int_equal(seen(p).size, 7);
}

static void
syntax(void **state)
{
	static const char *const bad[] = {"", "old 7", "old 07\n\n",
	    "old -1\n\n", "old 7 \n\n", "OLD 7\n\n", "old 7\nAAAA\n\n",
	    "old 9223372036854775808\n\n", "old 7\n"};
	struct place *p = *state;
	struct buffer b = {0}, note = {0};
	struct hash path[WITNESS_PROOF_MAX + 1];

	memset(path, 5, sizeof path);
	print_note(&note, p->leaves, 8, &p->log);
	for (size_t i = 0; i < COUNT(bad); i++) {
		buffer_clear(&b);
		buffer_text(&b, bad[i]);
		buffer_add(&b, buffer_bytes(&note));
		assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	}
	/* 63 hashes are read, 64 are not */
	buffer_clear(&b);
	witness_request_print(&b, 0, path, WITNESS_PROOF_MAX,
	    buffer_bytes(&note));
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 422);
	buffer_clear(&b);
	witness_request_print(&b, 0, path, WITNESS_PROOF_MAX + 1,
	    buffer_bytes(&note));
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	/* an extension line, and an origin of 256 bytes */
	buffer_clear(&b);
	buffer_text(&b, "old 0\n\n" ORIGIN "\n1\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\nmore\n\n"
	    "\xe2\x80\x94 " ORIGIN " AAAAAAAA\n");
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	buffer_clear(&b);
	buffer_text(&b, "old 0\n\n");
	for (size_t i = 0; i < 256; i++)
		buffer_byte(&b, 'o');
	buffer_text(&b, "\n1\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"
	    "\n\xe2\x80\x94 " ORIGIN " AAAAAAAA\n");
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 400);
	buffer_release(&b);
	buffer_release(&note);
	assert_int_equal(seen(p).size, 0);
}

/* The answer is our line over the text, with the stored time. */
static void
check_line(struct place *p, const struct hash *leaves, uint64_t size,
    uint64_t time_s)
{
	struct checkpoint c = {.origin = ORIGIN, .size = size};
	struct vkey key = signer_vkey(&p->own, KEY_WITNESS);
	char text[CHECKPOINT_BYTES];
	struct note_line line;
	uint64_t found_s = 0;
	size_t len;

	c.root = test_root(leaves, size);
	len = checkpoint_print(text, &c);
	assert_true(p->r.body.len > 1);
	assert_int_equal(note_line_parse(&line, bytes_of(p->r.body.at,
	    p->r.body.len - 1), &p->e), ERR_NONE);
	assert_true(note_line_holds(&line, &key, bytes_of(text, len),
	    &found_s));
	assert_int_equal(found_s, time_s);
}

/* format/log 8.4 */
static void
growth_and_time(void **state)
{
	struct place *p = *state;

	assert_int_equal(send(p, p->leaves, 0, 0), 200);
	check_line(p, p->leaves, 0, NOW);
	assert_int_equal(send(p, p->leaves, 0, 3), 200);
	check_line(p, p->leaves, 3, NOW);
	/* the clock goes back, the stamp does not */
	p->now_s = NOW - 3600;
	assert_int_equal(send(p, p->leaves, 3, 3), 200);
	check_line(p, p->leaves, 3, NOW);
	p->now_s = NOW + 10;
	assert_int_equal(send(p, p->leaves, 3, 3), 200);
	check_line(p, p->leaves, 3, NOW + 10);
	for (uint64_t size = 4; size < 200; size++) {
		assert_int_equal(send(p, p->leaves, size - 1, size), 200);
		check_line(p, p->leaves, size, NOW + 10);
	}
	assert_int_equal(send(p, p->leaves, 7, 12), 409);
	assert_true(body_is(p, "199\n"));
	assert_int_equal(seen(p).stamp_s, NOW + 10);
	assert_int_equal(evidence(p), 0);
}

static void
contradictions(void **state)
{
	static const char zero[] = "old 0\n\n" ORIGIN "\n0\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n\n";
	struct place *p = *state;
	struct buffer b = {0};
	size_t front = strlen("old 0\n\n");

	/* size 0 with the root of something */
	buffer_text(&b, zero);
	assert_int_equal(note_sign(&b, bytes_of(zero + front,
	    strlen(zero) - front - 1), &p->log, &p->e), ERR_NONE);
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 422);
	assert_int_equal(evidence(p), 1);
	assert_int_equal(send(p, p->leaves, 0, 150), 200);
	/* the same size with another root */
	assert_int_equal(send(p, p->fork, 150, 150), 422);
	/* growth on the other branch */
	assert_int_equal(send(p, p->fork, 150, 151), 422);
	/* a proof line where sizes are equal */
	buffer_clear(&b);
	print_request(&b, p->leaves, 150, 151, &p->log);
	assert_int_equal(send_bytes(p, buffer_bytes(&b)), 200);
	assert_int_equal(evidence(p), 3);
	assert_int_equal(send(p, p->fork, 151, 151), 422);
	assert_int_equal(seen(p).size, 151);
	buffer_release(&b);
}

/* Repeating a bad proof cannot fill the disk. */
static void
evidence_is_bounded(void **state)
{
	struct place *p = *state;

	assert_int_equal(send(p, p->leaves, 0, 150), 200);
	for (size_t i = 0; i < WITNESS_EVIDENCE_MAX + 5; i++)
		assert_int_equal(send(p, p->fork, 150, 151), 422);
	assert_int_equal(evidence(p), WITNESS_EVIDENCE_MAX);
	/* and does not keep another kind out */
	assert_int_equal(send(p, p->fork, 150, 150), 422);
	assert_int_equal(evidence(p), WITNESS_EVIDENCE_MAX + 1);
}

static void
read_kept(struct place *p, struct buffer *out)
{
	struct witness_seen s;

	buffer_clear(out);
	assert_int_equal(witness_store_read(p->store, bytes_text(ORIGIN), &s,
	    out, &p->e), ERR_NONE);
}

/* format/log 8.5: what else stands in a request does not enter the state, not
 * even a line that claims to be ours. */
static void
forged_lines(void **state)
{
	struct place *p = *state;
	struct buffer body = {0}, kept = {0}, want = {0};
	struct note note;

	print_request(&body, p->leaves, 0, 7, &p->log);
	print_note(&want, p->leaves, 7, &p->log);
	assert_int_equal(note_parse(&note, buffer_bytes(&want), &p->e),
	    ERR_NONE);
	/* another time, another log, somebody else: all of them hold or not */
	assert_int_equal(note_cosign(&body, bytes_of(want.at, note.text.len),
	    &p->own, NOW + 1000000, &p->e), ERR_NONE);
	assert_int_equal(note_cosign(&body, bytes_text(ORIGIN "\n8\nx\n"),
	    &p->own, NOW, &p->e), ERR_NONE);
	buffer_text(&body, "\xe2\x80\x94 nobody.example AAAAAAAAAAA=\n");
	assert_int_equal(send_bytes(p, buffer_bytes(&body)), 200);
	check_line(p, p->leaves, 7, NOW);
	buffer_add(&want, buffer_bytes(&p->r.body));
	read_kept(p, &kept);
	assert_true(bytes_equal(buffer_bytes(&kept), buffer_bytes(&want)));
	buffer_release(&body);
	buffer_release(&kept);
	buffer_release(&want);
}

/* format/log 8.2: two keys of one origin; a name that differs from it */
static void
two_keys(void **state)
{
	struct place *p = *state;
	struct buffer body = {0}, kept = {0}, both = {0};
	struct note note;

	print_request(&body, p->leaves, 0, 7, &p->second);
	assert_int_equal(send_bytes(p, buffer_bytes(&body)), 200);
	buffer_clear(&body);
	print_request(&body, p->leaves, 7, 9, &p->log);
	print_note(&both, p->leaves, 9, &p->log);
	assert_int_equal(note_parse(&note, buffer_bytes(&both), &p->e),
	    ERR_NONE);
	assert_int_equal(note_sign(&body, note.text, &p->second, &p->e),
	    ERR_NONE);
	assert_int_equal(send_bytes(p, buffer_bytes(&body)), 200);
	read_kept(p, &kept);
	assert_int_equal(note_parse(&note, buffer_bytes(&kept), &p->e),
	    ERR_NONE);
	assert_int_equal(note.line_count, 3);
	/* one of two trusted keys fails: the whole is refused */
	body.at[body.len - 20] ^= 1;
	assert_int_equal(send_bytes(p, buffer_bytes(&body)), 403);
	buffer_release(&body);
	buffer_release(&kept);
	buffer_release(&both);
}

/* format/log 8.6 */
static void
reading_back(void **state)
{
	struct place *p = *state;
	struct hash h = hash_bytes(bytes_text(ORIGIN));
	struct buffer kept = {0};
	char hex[65];

	hash_print(hex, &h);
	assert_string_equal(hex, "9078559d748eb5e91b89b708cc85e71aeca398005643"
	    "4154007a88d9ae209da1");
	assert_int_equal(witness_get_checkpoint(&p->w, bytes_text(hex), &p->r,
	    &p->e), ERR_NONE);
	assert_int_equal(p->r.status, 404);
	assert_int_equal(send(p, p->leaves, 0, 7), 200);
	read_kept(p, &kept);
	witness_result_release(&p->r);
	assert_int_equal(witness_get_checkpoint(&p->w, bytes_text(hex), &p->r,
	    &p->e), ERR_NONE);
	assert_int_equal(p->r.status, 200);
	assert_true(bytes_equal(buffer_bytes(&p->r.body),
	    buffer_bytes(&kept)));
	hex[0] ^= 1;
	witness_result_release(&p->r);
	assert_int_equal(witness_get_checkpoint(&p->w, bytes_text(hex), &p->r,
	    &p->e), ERR_NONE);
	assert_int_equal(p->r.status, 404);
	buffer_release(&kept);
}

/* format/log 8.1: the worked request from 3 to 7, byte for byte */
static void
worked_request(void **state)
{
	struct place *p = *state;
	struct buffer body = {0};
	struct signer log;
	struct hash h;
	uint8_t seed[32];
	char hex[65];

	for (size_t i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)i;
	assert_int_equal(signer_init(&log, bytes_text(ORIGIN), seed, &p->e),
	    ERR_NONE);
	print_request(&body, p->leaves, 3, 7, &log);
	assert_int_equal(body.len, 376);
	h = hash_bytes(buffer_bytes(&body));
	hash_print(hex, &h);
	assert_string_equal(hex, "50b1b8f61acac702d2062de468c36af4d9f4fabe3e5d"
	    "e87aff2e1dfeab58ac54");
	signer_release(&log);
	buffer_release(&body);
}

static void
known_logs(void **state)
{
	static const char vkey[] = "register.example/log1+a1206906+AQOhB7/zzh"
	    "C+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
	static const struct {
		const char *front, *origin;
		enum err want;
	} rows[] = {
		{"", " register.example/log1\n", ERR_NONE},
		{"# a comment\n\n", " go.sum database tree\n", ERR_NONE},
		{"", " a tree without LF", ERR_NONE},
		{"", "\n", ERR_INPUT},
		{"", " \n", ERR_INPUT},
		{"", " chancery/x\n", ERR_INPUT},
		{"", " cosignature/v1\n", ERR_INPUT},
		{"x", " register.example/log1\n", ERR_INPUT},
	};
	struct buffer b = {0};
	struct witness_logs l;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buffer_clear(&b);
		buffer_text(&b, rows[i].front);
		buffer_text(&b, vkey);
		buffer_text(&b, rows[i].origin);
		assert_int_equal(witness_logs_parse(&l, buffer_bytes(&b),
		    NULL), rows[i].want);
		if (rows[i].want == ERR_NONE) {
			assert_int_equal(l.count, 1);
			witness_logs_release(&l);
		}
	}
	/* one key twice for one origin */
	buffer_clear(&b);
	for (size_t i = 0; i < 2; i++) {
		buffer_text(&b, vkey);
		buffer_text(&b, " x\n");
	}
	assert_int_equal(witness_logs_parse(&l, buffer_bytes(&b), NULL),
	    ERR_INPUT);
	buffer_release(&b);
}

/* ---- many at once ---- */

#define THREADS 8
#define REQUESTS 1000

struct cosigned {
	uint64_t size;
	uint64_t stamp_s;
	bool on_fork;
};

struct crowd {
	struct place *p;
	const uint64_t *sizes;
	bool forks;
	atomic_int left;
	atomic_int_fast64_t now_s; /* ticks: stamps order the steps */
	pthread_mutex_t lock;
	struct cosigned got[REQUESTS];
	size_t got_count;
};

static int64_t
tick(void *context)
{
	struct crowd *c = context;

	return atomic_fetch_add(&c->now_s, 1);
}

static uint64_t
time_of(struct bytes line)
{
	struct note_line l;

	assert_int_equal(note_line_parse(&l, bytes_of(line.at, line.len - 1),
	    NULL), ERR_NONE);
	return get_be(l.payload, 8);
}

static uint64_t
number_of(struct bytes body)
{
	uint64_t n = UINT64_MAX;

	assert_true(body.len > 1);
	assert_true(bytes_decimal(bytes_of(body.at, body.len - 1), INT64_MAX,
	    &n));
	return n;
}

/* As clients do: a guess, then from the size that the witness names. */
static void *
client(void *context)
{
	struct crowd *c = context;
	struct place *p = c->p;
	struct witness_store *store = NULL;
	struct witness w = p->w;
	unsigned draw = 0;

	/* a connection of its own, as another process has */
	if (witness_store_open(&store, p->path, NULL) != ERR_NONE)
		return "open";
	w.states = witness_store_states(store);
	w.clock = (struct clock){tick, c};
	while (atomic_fetch_sub(&c->left, 1) > 0) {
		int turn = atomic_load(&c->left);
		uint64_t old = 0, size;
		bool fork;
		struct witness_result r = {.status = 409};

		draw = draw * 1103515245u + 12345u + (unsigned)turn;
		size = c->sizes[(draw >> 16) % SIZES];
		fork = c->forks && (draw >> 9 & 1) != 0;
		for (int again = 0; again < 50 && r.status == 409 &&
		    old <= size; again++) {
			struct buffer body = {0};

			print_request(&body, fork ? p->fork : p->leaves, old,
			    size, &p->log);
			if (witness_add_checkpoint(&w, buffer_bytes(&body), &r,
			    NULL) != ERR_NONE) {
				buffer_release(&body);
				return "add";
			}
			buffer_release(&body);
			if (r.status == 409)
				old = number_of(buffer_bytes(&r.body));
			if (r.status == 200) {
				(void)pthread_mutex_lock(&c->lock);
				c->got[c->got_count++] = (struct cosigned){
				    size, time_of(buffer_bytes(&r.body)),
				    fork};
				(void)pthread_mutex_unlock(&c->lock);
			}
			witness_result_release(&(struct witness_result){
			    .body = r.body});
			r.body = (struct buffer){0};
		}
	}
	witness_store_close(store);
	return NULL;
}

static void
run_crowd(struct crowd *c)
{
	pthread_t threads[THREADS];
	void *said;

	atomic_store(&c->left, REQUESTS);
	atomic_store(&c->now_s, NOW);
	assert_int_equal(pthread_mutex_init(&c->lock, NULL), 0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, client, c),
		    0);
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &said), 0);
		if (said != NULL)
			fail_msg("a client could not %s", (const char *)said);
	}
	(void)pthread_mutex_destroy(&c->lock);
	assert_true(c->got_count > 0);
}

/* How many pairs break invariant 2: a smaller size after a larger one, or two
 * branches at one size. */
static size_t
broken_pairs(const struct cosigned *got, size_t count)
{
	size_t broken = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			if (got[i].stamp_s < got[k].stamp_s &&
			    got[i].size > got[k].size)
				broken++;
			if (i < k && got[i].size == got[k].size &&
			    got[i].size > 100 &&
			    got[i].on_fork != got[k].on_fork)
				broken++;
		}
	return broken;
}

/* format/log 8.7: 1,000 requests at 20 sizes; the largest one stays, and no
 * smaller one is cosigned after a larger one. */
static void
thousand_requests(void **state)
{
	static const uint64_t sizes[SIZES] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17,
	    31, 32, 33, 63, 64, 65, 90, 95, 98, 99};
	struct place *p = *state;
	struct crowd *c = calloc(1, sizeof *c);

	assert_non_null(c);
	c->p = p;
	c->sizes = sizes;
	run_crowd(c);
	assert_int_equal(broken_pairs(c->got, c->got_count), 0);
	assert_int_equal(seen(p).size, 99);
	assert_int_equal(evidence(p), 0);
	free(c);
}

/* The same with two histories that part at entry 100: one of them wins. */
static void
thousand_requests_of_two_histories(void **state)
{
	static const uint64_t sizes[SIZES] = {101, 102, 103, 105, 107, 110, 120,
	    127, 128, 129, 140, 150, 160, 170, 180, 190, 191, 192, 193, 194};
	struct place *p = *state;
	struct crowd *c = calloc(1, sizeof *c);

	assert_non_null(c);
	c->p = p;
	c->sizes = sizes;
	c->forks = true;
	run_crowd(c);
	assert_int_equal(broken_pairs(c->got, c->got_count), 0);
	for (size_t i = 1; i < c->got_count; i++)
		assert_int_equal(c->got[i].on_fork, c->got[0].on_fork);
	assert_true(evidence(p) > 0);
	free(c);
}

/* ---- two heads of one size, at the same moment ---- */

struct pair {
	struct place *p;
	struct witness_states real;
	pthread_barrier_t both_read;
	bool blind; /* the store does not compare: the control */
};

struct half {
	struct pair *pair;
	struct witness_store *store;
	const struct hash *leaves;
	unsigned status;
	bool failed;
};

static enum err
half_read(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	struct half *h = context;
	enum err rc = witness_store_read(h->store, origin, out, note, e);

	(void)pthread_barrier_wait(&h->pair->both_read);
	return rc;
}

static enum err
half_step(void *context, const struct witness_step *step, bool *done,
    struct witness_seen *now, struct error *e)
{
	struct half *h = context;
	struct witness_step any = *step;
	enum err rc = ERR_NONE;

	/* what a store does that writes without looking again */
	while (h->pair->blind && rc == ERR_NONE) {
		rc = witness_store_read(h->store, step->origin, now, NULL, e);
		any.old_size = now->size;
		any.old_root = now->root;
		if (rc == ERR_NONE)
			rc = witness_store_step(h->store, &any, done, now, e);
		if (*done)
			return rc;
	}
	return witness_store_step(h->store, step, done, now, e);
}

static enum err
half_keep(void *context, const struct witness_evidence *v, struct error *e)
{
	struct half *h = context;

	return witness_store_keep(h->store, v, e);
}

static void *
half_client(void *context)
{
	struct half *h = context;
	struct witness w = h->pair->p->w;
	struct witness_result r = {.status = 0};
	struct buffer body = {0};

	w.states = (struct witness_states){h, half_read, half_step, half_keep};
	print_request(&body, h->leaves, 100, 150, &h->pair->p->log);
	h->failed = witness_add_checkpoint(&w, buffer_bytes(&body), &r,
			NULL) != ERR_NONE;
	h->status = r.status;
	buffer_release(&body);
	witness_result_release(&r);
	return NULL;
}

/* How many of two contradicting heads were cosigned: 2 is the fault. */
static int
two_heads(struct place *p, bool blind)
{
	struct pair pair = {.p = p, .blind = blind};
	struct half halves[2] = {{&pair, NULL, p->leaves, 0, false},
	    {&pair, NULL, p->fork, 0, false}};
	pthread_t threads[2];

	assert_int_equal(send(p, p->leaves, 0, 100), 200);
	assert_int_equal(pthread_barrier_init(&pair.both_read, NULL, 2), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(witness_store_open(&halves[i].store, p->path,
		    &p->e), ERR_NONE);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, half_client,
		    &halves[i]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	(void)pthread_barrier_destroy(&pair.both_read);
	for (size_t i = 0; i < 2; i++) {
		witness_store_close(halves[i].store);
		assert_false(halves[i].failed);
	}
	return (halves[0].status == 200) + (halves[1].status == 200);
}

/* format/log 8.7: check 8 */
static void
never_two_heads(void **state)
{
	struct place *p = *state;

	assert_int_equal(two_heads(p, false), 1);
	assert_int_equal(seen(p).size, 150);
}

/* The control: a memory that does not compare cosigns both. */
static void
control_two_heads(void **state)
{
	assert_int_equal(two_heads(*state, true), 2);
}

/* The control of the two crowds: their judge sees what must not be. */
static void
control_pairs(void **state)
{
	static const struct cosigned back[] = {{7, 10, false}, {5, 11, false}};
	static const struct cosigned forked[] = {{150, 10, false},
	    {150, 10, true}};
	static const struct cosigned fine[] = {{5, 10, false}, {7, 11, false},
	    {7, 12, false}};

	(void)state;
	assert_int_equal(broken_pairs(back, 2), 1);
	assert_int_equal(broken_pairs(forked, 2), 1);
	assert_int_equal(broken_pairs(fine, 3), 0);
}

/* ---- crashes and faults ---- */

struct dying {
	struct witness_states real;
	bool before_commit;
	witness_sign_fn *sign;
	void *context;
};

static enum err
die_in_sign(void *context, int64_t stamp_s, struct buffer *note,
    struct error *e)
{
	struct dying *d = context;
	enum err rc = d->sign(d->context, stamp_s, note, e);

	if (d->before_commit)
		_exit(rc == ERR_NONE ? 0 : 1);
	return rc;
}

static enum err
die_read(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	struct dying *d = context;

	return d->real.read(d->real.context, origin, out, note, e);
}

static enum err
die_step(void *context, const struct witness_step *step, bool *done,
    struct witness_seen *now, struct error *e)
{
	struct dying *d = context;
	struct witness_step mine = *step;

	d->sign = step->sign;
	d->context = step->context;
	mine.sign = die_in_sign;
	mine.context = d;
	_exit(d->real.step(d->real.context, &mine, done, now, e) == ERR_NONE &&
		*done ? 0 : 1);
}

/* Ends between commit and answer, or before the commit: F15 */
static void
crash(struct place *p, bool before_commit)
{
	struct dying d = {.before_commit = before_commit};
	struct witness_store *store = NULL;
	int status = -1;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		struct witness w = p->w;
		struct buffer body = {0};
		struct witness_result r = {.status = 0};

		if (witness_store_open(&store, p->path, NULL) != ERR_NONE)
			_exit(2);
		d.real = witness_store_states(store);
		w.states = (struct witness_states){&d, die_read, die_step,
		    NULL};
		print_request(&body, p->leaves, 7, 9, &p->log);
		_exit(witness_add_checkpoint(&w, buffer_bytes(&body), &r,
		    NULL) == ERR_NONE ? 3 : 4);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
crash_before_commit(void **state)
{
	struct place *p = *state;

	assert_int_equal(send(p, p->leaves, 0, 7), 200);
	crash(p, true);
	assert_int_equal(seen(p).size, 7);
	assert_int_equal(send(p, p->leaves, 7, 9), 200);
}

static void
crash_before_the_answer(void **state)
{
	struct place *p = *state;

	assert_int_equal(send(p, p->leaves, 0, 7), 200);
	crash(p, false);
	/* the client asks again and is told */
	assert_int_equal(send(p, p->leaves, 7, 9), 409);
	assert_true(body_is(p, "9\n"));
	assert_int_equal(send(p, p->leaves, 9, 9), 200);
}

/* Every call of the disk fails once, in turn: an answer of 200 is only given
 * for what is there after the next start. */
static void
disk_faults(void **state)
{
	static const enum fault_kind kinds[] = {FAULT_IO, FAULT_FULL,
	    FAULT_TORN};
	struct place *p = *state;
	uint64_t size = 7;
	size_t failures = 0;

	assert_int_equal(send(p, p->leaves, 0, size), 200);
	assert_int_equal(fault_install(&p->e), ERR_NONE);
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (uint64_t left = 0; left < 200; left++) {
			struct fault_plan plan = {left, kinds[k], false};
			struct buffer body = {0};
			bool hit;
			enum err rc;

			fault_plan(NULL);
			witness_store_close(p->store);
			open_store(p);
			print_request(&body, p->leaves, size, size + 1,
			    &p->log);
			fault_plan(&plan);
			witness_result_release(&p->r);
			rc = witness_add_checkpoint(&p->w, buffer_bytes(&body),
			    &p->r, &p->e);
			hit = fault_hit();
			fault_plan(NULL);
			buffer_release(&body);
			witness_store_close(p->store);
			open_store(p);
			if (rc == ERR_NONE) {
				assert_int_equal(p->r.status, 200);
				assert_int_equal(seen(p).size, size + 1);
			} else {
				failures++;
				assert_true(seen(p).size == size ||
				    seen(p).size == size + 1);
			}
			size = seen(p).size;
			if (!hit)
				break;
		}
	witness_store_close(p->store);
	fault_remove();
	open_store(p);
	assert_true(failures >= COUNT(kinds));
}

/* ---- a database from a backup: F19 ---- */

static unsigned
send_with_head(struct place *p, struct witness_head *h, uint64_t old,
    uint64_t size, enum err want)
{
	struct witness w = p->w;
	struct buffer body = {0};
	unsigned status;

	w.states = witness_head_states(h);
	print_request(&body, p->leaves, old, size, &p->log);
	witness_result_release(&p->r);
	assert_int_equal(witness_add_checkpoint(&w, buffer_bytes(&body), &p->r,
	    &p->e), want);
	status = p->r.status;
	buffer_release(&body);
	return status;
}

static void
remove_store(struct place *p)
{
	char path[PATH_BYTES + 8];

	witness_store_close(p->store);
	assert_int_equal(unlink(p->path), 0);
	(void)snprintf(path, sizeof path, "%s-wal", p->path);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s-shm", p->path);
	(void)unlink(path);
	open_store(p);
}

/* format/log 8.8: the second memory holds what the database has forgotten. */
static void
restored_database(void **state)
{
	struct place *p = *state;
	struct witness_head *h = NULL, *again = NULL;
	struct hash root;
	uint64_t size = 0;
	char path[PATH_BYTES], lock[PATH_BYTES + 8];
	bool held = false;

	assert_int_equal(path_join(path, p->dir, "witness.head", &p->e),
	    ERR_NONE);
	assert_int_equal(witness_head_open(&h, path, witness_store_states(
	    p->store), &p->e), ERR_NONE);
	assert_int_equal(witness_head_find(h, bytes_text(ORIGIN), &size, &root,
	    NULL), ERR_ABSENT);
	assert_int_equal(send_with_head(p, h, 0, 7, ERR_NONE), 200);
	assert_int_equal(send_with_head(p, h, 7, 20, ERR_NONE), 200);
	assert_int_equal(send_with_head(p, h, 20, 20, ERR_NONE), 200);
	assert_int_equal(send_with_head(p, h, 7, 9, ERR_NONE), 409);
	witness_head_free(h);
	/* the backup knew nothing, or half of it */
	for (uint64_t known = 0; known <= 19; known += 19) {
		remove_store(p);
		if (known != 0)
			assert_int_equal(send(p, p->leaves, 0, known), 200);
		assert_int_equal(witness_head_open(&again, path,
		    witness_store_states(p->store), &p->e), ERR_NONE);
		assert_int_equal(witness_head_find(again, bytes_text(ORIGIN),
		    &size, &root, NULL), ERR_NONE);
		assert_int_equal(size, 20);
		(void)send_with_head(p, again, known, 9 + known, ERR_REFUSED);
		assert_string_equal(p->e.word, "held");
		assert_int_equal(seen(p).size, known);
		assert_int_equal(witness_head_held(again, bytes_text(ORIGIN),
		    &held, &p->e), ERR_NONE);
		assert_true(held);
		/* it catches up by the database alone, then goes on */
		assert_int_equal(send(p, p->leaves, known, 20), 200);
		assert_int_equal(send_with_head(p, again, 20, 21, ERR_NONE),
		    200);
		witness_head_free(again);
		again = NULL;
		if (known == 0) { /* back to 20 for the second round */
			assert_int_equal(unlink(path), 0);
			remove_store(p);
			assert_int_equal(witness_head_open(&again, path,
			    witness_store_states(p->store), &p->e), ERR_NONE);
			assert_int_equal(send_with_head(p, again, 0, 20,
			    ERR_NONE), 200);
			witness_head_free(again);
			again = NULL;
		}
	}
	(void)snprintf(lock, sizeof lock, "%s.lock", path);
	assert_int_equal(unlink(path), 0);
	(void)unlink(lock);
}

/* The control: without it a smaller size is cosigned again. */
static void
control_restored_database(void **state)
{
	struct place *p = *state;

	assert_int_equal(send(p, p->leaves, 0, 20), 200);
	remove_store(p);
	assert_int_equal(send(p, p->leaves, 0, 9), 200);
}

static void
a_broken_head(void **state)
{
	static const char *const bad[] = {"x\n", "7\n", "7 00 x\n",
	    ("7 000000000000000000000000000000000000000000000000000000000000000"
	    "0 \n")};
	struct place *p = *state;
	struct witness_head *h = NULL;
	char path[PATH_BYTES];

	assert_int_equal(path_join(path, p->dir, "witness.head", &p->e),
	    ERR_NONE);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(file_create(path, bytes_text(bad[i]), 0600,
		    &p->e), ERR_NONE);
		assert_int_equal(witness_head_open(&h, path,
		    witness_store_states(p->store), &p->e), ERR_INPUT);
		assert_int_equal(unlink(path), 0);
	}
}

/* ---- another log that is published: Tessera's test log ---- */

static void
tesseras_test_log(void **state)
{
	static const char *const entries[] = {"one", "two", "three", "four",
	    "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf",
	    "threeten", "fourten", "fivten"};
	static const char vkey[] = "example.com/log/testdata+33d7b496+AeHTu4Q3"
	    "hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
	struct place *p = *state;
	const char *shared = getenv("CHANCERY_SHARED");
	struct buffer note = {0}, body = {0};
	struct hash leaves[COUNT(entries)];
	char path[PATH_BYTES];

	for (size_t i = 0; i < COUNT(entries); i++)
		leaves[i] = hash_leaf(bytes_text(entries[i]));
	p->logs.count = 1;
	(void)snprintf(p->known[0].origin, sizeof p->known[0].origin,
	    "example.com/log/testdata");
	assert_int_equal(vkey_parse(&p->known[0].key, bytes_text(vkey), &p->e),
	    ERR_NONE);
	for (uint64_t size = 0; size <= COUNT(entries); size++) {
		struct test_path proof = {.count = 0};
		uint64_t old = size == 0 ? 0 : size - 1;

		(void)snprintf(path, sizeof path, "%s/vectors/tlog/"
		    "tessera-testlog/checkpoint.%" PRIu64,
		    shared == NULL ? "" : shared, size);
		buffer_clear(&note);
		if (file_read(&note, path, NOTE_BYTES_MAX, &p->e) != ERR_NONE) {
			print_message("# SKIP published vectors are not at "
			    "hand\n");
			buffer_release(&note);
			buffer_release(&body);
			return;
		}
		if (old != 0)
			test_consistency(&proof, leaves, old, size);
		buffer_clear(&body);
		witness_request_print(&body, old, proof.at, proof.count,
		    buffer_bytes(&note));
		assert_int_equal(send_bytes(p, buffer_bytes(&body)), 200);
	}
	/* and none of it a second time from below */
	assert_int_equal(send_bytes(p, buffer_bytes(&body)), 409);
	assert_true(body_is(p, "15\n"));
	buffer_release(&note);
	buffer_release(&body);
}

static void
strange_files(void **state)
{
	struct place *p = *state;
	struct witness_store *s = NULL;

	witness_store_close(p->store);
	p->store = NULL;
	assert_int_equal(unlink(p->path), 0);
	assert_int_equal(file_create(p->path, bytes_text("not a store, but "
	    "long enough to be looked at"), 0600, &p->e), ERR_NONE);
	assert_int_not_equal(witness_store_open(&s, p->path, &p->e), ERR_NONE);
	assert_null(s);
}

int
main(void)
{
#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ROW(order_of_checks),
		ROW(syntax),
		ROW(growth_and_time),
		ROW(contradictions),
		ROW(evidence_is_bounded),
		ROW(forged_lines),
		ROW(two_keys),
		ROW(reading_back),
		ROW(worked_request),
		ROW(known_logs),
		ROW(thousand_requests),
		ROW(thousand_requests_of_two_histories),
		ROW(never_two_heads),
		ROW(control_two_heads),
		ROW(control_pairs),
		ROW(crash_before_commit),
		ROW(crash_before_the_answer),
		ROW(disk_faults),
		ROW(restored_database),
		ROW(control_restored_database),
		ROW(a_broken_head),
		ROW(tesseras_test_log),
		ROW(strange_files),
	};

	return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
