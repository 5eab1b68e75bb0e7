/*
 * bench/bench_index.c - proved counts against SQLite's unproved ones
 *
 * Makes a register of N contacts in the views 1, 2, 3, 5, 7 and 8, builds the
 * index in bulk, walks it into SQLite tables that are ordered by the same
 * fields and hold every column a count needs, and asks both the same questions:
 * warm, and with both files dropped from the page cache. Every answer is
 * compared and every proof verified. Prints one JSON object.
 *
 *     bench_index [--contacts N] [--views 2|6] [--imprecise PERCENT]
 *                 [--memory MIB] [--folder DIR]
 *
 * With two views (pairs and official) it is the register that index 13.6
 * speaks of.
 *
 * SQLite is asked twice: `same` computes the three numbers of the proved
 * answer; `count` is a bare COUNT(*) over E between the two days, which knows
 * nothing of imprecise days, tallies and strikes. Its files are mapped
 * (mmap_size) and its statements prepared once.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/file.h"
#include "index/ordered_index.h"
#include "index/sort.h"
#include "index/stream.h"

#define ORIGIN "register.example/bench"
#define YEARS 10u
#define CONTACTS_A_MEMBER 3500u /* 350 a year */
#define QUESTIONS 1500u
#define COLD_QUESTIONS 150u

enum { CLASS_FEW, CLASS_860, CLASS_MANY, CLASS_COUNT };

static const char *const class_names[CLASS_COUNT] = {"1-33 rows",
    "about 860 rows", "above 5000 rows"};

static const char *const tables[] = {
    "CREATE TABLE pairs (official, state, counterpart, kind, e, l, "
    "number, times, struck, PRIMARY KEY (official, state, "
    "counterpart, kind, e, l, number)) WITHOUT ROWID",
    "CREATE TABLE official (official, kind, e, l, number, times, struck, "
    "PRIMARY KEY (official, kind, e, l, number)) WITHOUT ROWID",
    "CREATE TABLE state (state, kind, e, l, number, times, struck, "
    "PRIMARY KEY (state, kind, e, l, number)) WITHOUT ROWID",
};

static const char *const inserts[] = {
    "INSERT INTO pairs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO official VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?)",
};

/* Days last in every statement: ?1 from, ?2 to. */
#define SAME                                                       \
	"SELECT coalesce(sum(times * (struck = 0 AND e >= ?1 AND " \
	"l <= ?2)), 0), coalesce(sum(times * (struck = 0)), 0), "  \
	"coalesce(sum(times * (struck <> 0)), 0) FROM "
#define BARE "SELECT count(*) FROM "

static const char *const asks[CLASS_COUNT][2] = {
    {SAME "pairs WHERE official = ?3 AND state = ?4 AND counterpart = ?5 "
	  "AND kind = ?6 AND e <= ?2 AND l >= ?1",		   BARE "pairs WHERE official = ?3 AND state = ?4 AND counterpart = "
	     "?5 AND kind = ?6 AND e BETWEEN ?1 AND ?2"},
    {SAME "official WHERE official = ?3 AND kind = ?6 AND e <= ?2 AND "
	  "l >= ?1",						 BARE "official WHERE official = ?3 AND kind = ?6 AND "
	     "e BETWEEN ?1 AND ?2"						   },
    {SAME "state WHERE state = ?4 AND kind = ?6 AND e <= ?2 AND l >= ?1",
     BARE "state WHERE state = ?4 AND kind = ?6 AND "
	     "e BETWEEN ?1 AND ?2"									    },
};

struct ask {
	struct question q;
	sqlite3_int64 values[6];
};

struct bench {
	uint64_t contacts, views, imprecise, memory_mib, covered;
	char index_path[PATH_BYTES], sql_path[PATH_BYTES];
	struct ordered_index *x;
	sqlite3 *db;
	sqlite3_stmt *stmts[CLASS_COUNT][2];
	struct ask asks[CLASS_COUNT][QUESTIONS];
	size_t ask_counts[CLASS_COUNT];
	uint64_t chance;
	struct error e;
};

static void
die(const struct bench *b, const char *what)
{
	(void)fprintf(stderr, "bench_index: %s: %s %s\n", what, b->e.text,
	    b->db == NULL ? "" : sqlite3_errmsg(b->db));
	exit(1);
}

static double
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Rows stand in one object, on one line: a figure of script/bench. */
static void
row(void)
{
	static bool after_another;

	if (after_another)
		(void)putchar(',');
	after_another = true;
}

/* Of this thread alone: for rates that other programs must not disturb. */
static double
cpu_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *at, size_t count)
{
	qsort(at, count, sizeof *at, by_size);
	return at[count / 2];
}

static uint64_t
next_chance(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t
below(uint64_t *state, uint64_t n)
{
	return next_chance(state) % n;
}

/* Small numbers come more often: the smallest of three. */
static uint64_t
skewed(uint64_t *state, uint64_t n)
{
	uint64_t a = below(state, n), b = below(state, n);
	uint64_t c = below(state, n);

	a = a < b ? a : b;
	return a < c ? a : c;
}

static uint64_t
member_count(const struct bench *b)
{
	return b->contacts / CONTACTS_A_MEMBER + 1;
}

static uint64_t
member_number(const struct bench *b, uint64_t i)
{
	return 100 + i * (b->contacts / (4 * member_count(b)) + 1);
}

struct party {
	uint64_t state, who, post;
};

static struct party
party_by_chance(uint64_t *c)
{
	uint64_t state = skewed(c, 190), who = skewed(c, 24);

	return (struct party){
	    .state = (uint64_t)('A' + state % 26) << 8 |
		(uint64_t)('A' + state / 26),
	    .who = 5000 + state * 60 + who,
	    .post = below(c, 2) == 0 ? 0 : 50 + state * 7 + who % 6,
	};
}

static uint32_t
day_by_chance(uint64_t *c)
{
	unsigned year = 2014 + (unsigned)below(c, YEARS);
	unsigned month = 1 + (unsigned)below(c, 12);

	return day_code(year, month,
	    1 + (unsigned)below(c, days_in_month(year, month)));
}

static void
add(struct bench *b, struct index_build *build, struct posting *p)
{
	if (b->views == 2 && p->key[0] != VIEW_PAIRS &&
	    p->key[0] != VIEW_OFFICIAL)
		return;
	key_put(p, 6, p->number);
	if (index_build_add(build, p, &b->e) != ERR_NONE)
		die(b, "add");
}

static void
put_tail(struct posting *p, unsigned kind, uint32_t e, uint32_t l)
{
	key_put(p, 1, kind);
	key_put(p, 3, e);
	key_put(p, 3, l);
}

/* The postings of one contact: index 2. */
static void
add_contact(struct bench *b, struct index_build *build, uint64_t number)
{
	static const uint8_t kinds[] = {1, 1, 1, 3, 3, 2, 6, 4, 8, 5};
	uint64_t c = number * UINT64_C(0x2545f4914f6cdd1d) + 1;
	struct posting p = {.number = number, .times = 1};
	uint64_t official = member_number(b, below(&c, member_count(b)));
	struct party parties[2];
	unsigned party_count = 1 + (below(&c, 10) < 3);
	unsigned kind = kinds[below(&c, sizeof kinds)];
	uint32_t e = day_by_chance(&c), l = e;

	if (below(&c, 100) < b->imprecise) {
		e = day_code(day_year(e), day_month(e), 1);
		l = day_code(day_year(e), day_month(e),
		    days_in_month(day_year(e), day_month(e)));
		if (below(&c, 4) == 0) {
			e = day_code(day_year(e), 1, 1);
			l = day_code(day_year(e), 12, 31);
		}
	}
	if (below(&c, 100) == 0)
		p.times = 2 + (uint32_t)below(&c, 40);
	if (below(&c, 50) == 0 && number + 2 < b->covered)
		p.struck_by = number + 1 + below(&c, b->covered - number - 1);
	for (unsigned i = 0; i < 4; i++)
		put_be(p.leaf.at + 8 * i, 8, next_chance(&c));
	for (unsigned i = 0; i < party_count; i++)
		parties[i] = party_by_chance(&c);
	if (party_count == 2 && parties[0].state == parties[1].state)
		party_count = 1; /* no key twice */
	key_start(&p, VIEW_OFFICIAL);
	key_put(&p, 6, official);
	put_tail(&p, kind, e, l);
	add(b, build, &p);
	key_start(&p, VIEW_VERSIONS);
	key_put(&p, 6, number);
	add(b, build, &p);
	for (unsigned i = 0; i < party_count; i++) {
		key_start(&p, VIEW_PAIRS);
		key_put(&p, 6, official);
		key_put(&p, 2, parties[i].state);
		key_put(&p, 6, parties[i].who);
		put_tail(&p, kind, e, l);
		add(b, build, &p);
		key_start(&p, VIEW_STATE);
		key_put(&p, 2, parties[i].state);
		put_tail(&p, kind, e, l);
		add(b, build, &p);
		key_start(&p, VIEW_COUNTERPART);
		key_put(&p, 6, parties[i].who);
		key_put(&p, 6, official);
		put_tail(&p, kind, e, l);
		add(b, build, &p);
		if (parties[i].post == 0)
			continue;
		key_start(&p, VIEW_POSTS);
		key_put(&p, 6, official);
		key_put(&p, 2, parties[i].state);
		key_put(&p, 6, parties[i].post);
		put_tail(&p, kind, e, l);
		add(b, build, &p);
	}
}

static long
rss_mib(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long all = 0, resident = 0;

	if (f != NULL) {
		if (fscanf(f, "%ld %ld", &all, &resident) != 2)
			resident = 0;
		(void)fclose(f);
	}
	return resident * 4096 / (1024 * 1024);
}

static long
peak_mib(void)
{
	struct rusage r;

	(void)getrusage(RUSAGE_SELF, &r);
	return r.ru_maxrss / 1024;
}

static void
build(struct bench *b)
{
	struct index_build *build = NULL;
	struct ordered_index_facts f;
	double start = now_us(), added, ended;

	if (index_build_new(&build, b->index_path, bytes_text(ORIGIN),
		(size_t)b->memory_mib << 20, &b->e) != ERR_NONE)
		die(b, "build");
	for (uint64_t n = b->covered - b->contacts; n < b->covered; n++)
		add_contact(b, build, n);
	added = now_us();
	if (index_build_end(build, b->covered, &b->x, &b->e) != ERR_NONE)
		die(b, "build");
	ended = now_us();
	index_build_free(build);
	if (ordered_index_facts(b->x, &f, &b->e) != ERR_NONE)
		die(b, "facts");
	row();
	printf(
	    "{\"name\":\"build\",\"contacts\":%" PRIu64 ",\"views\":%" PRIu64
	    ",\"postings\":%" PRIu64 ",\"generate_and_sort_s\":%.1f,"
	    "\"build_s\":%.1f,\"postings_per_s\":%.0f,\"file_bytes\":%" PRIu64
	    ",\"bytes_a_posting\":%.1f,\"branches\":%" PRIu64
	    ",\"buckets\":%" PRIu64 ",\"postings_a_bucket\":%.1f,"
	    "\"rss_mib\":%ld,\"peak_rss_mib\":%ld,\"sha256\":\"%s\"}",
	    b->contacts, b->views, f.posting_count, (added - start) / 1e6,
	    (ended - added) / 1e6,
	    (double)f.posting_count * 1e6 / (ended - start),
	    f.file_bytes - f.free_bytes,
	    (double)(f.file_bytes - f.free_bytes) / (double)f.posting_count,
	    f.branch_count, f.bucket_count,
	    (double)f.posting_count / (double)f.bucket_count, rss_mib(),
	    peak_mib(), sha256_kind());
	(void)fflush(stdout);
}

static void
run_sql(struct bench *b, const char *sql)
{
	if (sqlite3_exec(b->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(b, sql);
}

struct loading {
	struct bench *b;
	sqlite3_stmt *stmts[COUNT(inserts)];
	struct stream_pass *pass;
};

static enum err
load_posting(void *context, const struct posting *p, struct error *e)
{
	struct loading *l = context;
	const struct view *v = view_by_byte(p->key[0]);
	unsigned at = p->key[0] - 1u;
	int i = 0;

	(void)e;
	if (at >= COUNT(inserts))
		return ERR_NONE;
	for (; i < v->field_count; i++)
		(void)sqlite3_bind_int64(l->stmts[at], i + 1,
		    (sqlite3_int64)key_get(p->key, &v->fields[i]));
	(void)sqlite3_bind_int64(l->stmts[at], i + 1, p->times);
	(void)sqlite3_bind_int64(l->stmts[at], i + 2,
	    (sqlite3_int64)p->struck_by);
	if (sqlite3_step(l->stmts[at]) != SQLITE_DONE)
		die(l->b, "insert");
	(void)sqlite3_reset(l->stmts[at]);
	return ERR_NONE;
}

static void
open_sql(struct bench *b)
{
	if (sqlite3_open(b->sql_path, &b->db) != SQLITE_OK)
		die(b, "open");
	run_sql(b, "PRAGMA mmap_size = 0");
	run_sql(b, "PRAGMA cache_size = -2000000");
	for (unsigned i = 0; i < CLASS_COUNT; i++)
		for (unsigned j = 0; j < 2; j++)
			if (sqlite3_prepare_v3(b->db, asks[i][j], -1,
				SQLITE_PREPARE_PERSISTENT, &b->stmts[i][j],
				NULL) != SQLITE_OK)
				die(b, "prepare");
}

static void
close_sql(struct bench *b)
{
	for (unsigned i = 0; i < CLASS_COUNT; i++)
		for (unsigned j = 0; j < 2; j++)
			(void)sqlite3_finalize(b->stmts[i][j]);
	(void)sqlite3_close(b->db);
	b->db = NULL;
}

static void
load_sql(struct bench *b)
{
	struct loading l = {.b = b};
	double start = now_us();
	struct stat st;

	(void)unlink(b->sql_path);
	if (sqlite3_open(b->sql_path, &b->db) != SQLITE_OK)
		die(b, "open");
	run_sql(b, "PRAGMA journal_mode = OFF");
	run_sql(b, "PRAGMA synchronous = OFF");
	for (unsigned i = 0; i < COUNT(tables); i++) {
		run_sql(b, tables[i]);
		if (sqlite3_prepare_v2(b->db, inserts[i], -1, &l.stmts[i],
			NULL) != SQLITE_OK)
			die(b, "prepare");
	}
	run_sql(b, "BEGIN");
	if (ordered_index_walk(b->x, b->covered, load_posting, &l, &b->e) !=
	    ERR_NONE)
		die(b, "walk");
	run_sql(b, "COMMIT");
	for (unsigned i = 0; i < COUNT(inserts); i++)
		(void)sqlite3_finalize(l.stmts[i]);
	run_sql(b, "ANALYZE");
	(void)sqlite3_close(b->db);
	b->db = NULL;
	if (stat(b->sql_path, &st) != 0)
		die(b, "stat");
	row();
	printf("{\"name\":\"sqlite load\",\"contacts\":%" PRIu64
	       ",\"views\":3,\"seconds\":%.1f,\"file_bytes\":%lld}",
	    b->contacts, (now_us() - start) / 1e6, (long long)st.st_size);
	(void)fflush(stdout);
}

#define AHEAD 65536u

struct auditing {
	struct stream_pass pass;
	struct posting *ahead;
	size_t count;
	double us;
};

static enum err
pass_ahead(struct auditing *a, struct error *e)
{
	double start = cpu_us();
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < a->count; i++)
		rc = stream_add(&a->pass, &a->ahead[i], e);
	a->count = 0;
	a->us += cpu_us() - start;
	return rc;
}

static enum err
take_ahead(void *context, const struct posting *p, struct error *e)
{
	struct auditing *a = context;

	a->ahead[a->count++] = *p;
	return a->count < AHEAD ? ERR_NONE : pass_ahead(a, e);
}

/* Compressions a second of one long message. */
static double
bare_rate(void)
{
	static uint8_t block[64 * 1024];
	double start = cpu_us();

	for (unsigned i = 0; i < 2000; i++) {
		struct hash h = hash_bytes(bytes_of(block, sizeof block));

		memcpy(block, h.at, HASH_BYTES);
	}
	return 2000.0 * sizeof block / 64 * 1e6 / (cpu_us() - start);
}

/* The auditor's pass over sorted postings, timed without what delivers them:
 * one compression a leaf, two a branch. */
static void
audit(struct bench *b)
{
	struct auditing *a = calloc(1, sizeof *a);
	struct heading top, own;
	double bare = bare_rate(), rate;

	if (a == NULL)
		die(b, "memory");
	a->ahead = calloc(AHEAD, sizeof *a->ahead);
	if (a->ahead == NULL)
		die(b, "memory");
	stream_begin(&a->pass, b->covered);
	if (ordered_index_walk(b->x, b->covered, take_ahead, a, &b->e) !=
		ERR_NONE ||
	    pass_ahead(a, &b->e) != ERR_NONE ||
	    stream_end(&a->pass, &top, &b->e) != ERR_NONE ||
	    ordered_index_top(b->x, b->covered, &own, NULL, &b->e) != ERR_NONE)
		die(b, "audit");
	if (!heading_equal(&top, &own))
		die(b, "the auditor finds another top");
	bare = (bare + bare_rate()) / 2;
	rate = 3.0 * (double)a->pass.posting_count * 1e6 / a->us;
	row();
	printf("{\"name\":\"streaming pass\","
	       "\"contacts\":%" PRIu64 ",\"postings\":%" PRIu64
	       ",\"cpu_seconds\":%.1f,\"compressions_per_s\":%.0f,"
	       "\"bare_compressions_per_s\":%.0f,\"ratio\":%.2f}",
	    b->contacts, a->pass.posting_count, a->us / 1e6, rate, bare,
	    rate / bare);
	(void)fflush(stdout);
	free(a->ahead);
	free(a);
}

/* One posting of the view, by chance, gives the question its values. */
static void
question_near(struct bench *b, unsigned class, struct ask *a)
{
	uint64_t number = b->covered - b->contacts +
	    below(&b->chance, b->contacts);
	uint64_t c = number * UINT64_C(0x2545f4914f6cdd1d) + 1;
	static const uint8_t kinds[] = {1, 1, 1, 3, 3, 2, 6, 4, 8, 5};
	uint64_t official = member_number(b, below(&c, member_count(b)));
	unsigned kind;
	struct party party;
	unsigned from = 2014 + (unsigned)below(&b->chance, YEARS - 3);
	unsigned month = 1 + (unsigned)below(&b->chance, 12);

	/* as in add_contact, whose other draws do not matter here */
	(void)below(&c, 10);
	kind = kinds[below(&c, sizeof kinds)];
	party = party_by_chance(&b->chance);
	question_init(&a->q,
	    class == CLASS_FEW     ? VIEW_PAIRS :
		class == CLASS_860 ? VIEW_OFFICIAL :
				     VIEW_STATE);
	a->q.from = day_code(from, month, 1 + (unsigned)below(&b->chance, 28));
	a->q.to = day_code(from + 2, month,
	    1 + (unsigned)below(&b->chance, 28));
	if (class != CLASS_FEW) {
		kind = 1;
		a->q.from = day_code(2014, 1, 3);
		a->q.to = day_code(class == CLASS_860 ? 2022 : 2023, 3,
		    3 + (unsigned)below(&b->chance, 20));
	}
	a->values[0] = a->q.from;
	a->values[1] = a->q.to;
	a->values[2] = (sqlite3_int64)official;
	a->values[3] = (sqlite3_int64)party.state;
	a->values[4] = (sqlite3_int64)party.who;
	a->values[5] = kind;
	(void)question_set(&a->q, FIELD_OFFICIAL, official, official);
	(void)question_set(&a->q, FIELD_STATE, party.state, party.state);
	(void)question_set(&a->q, FIELD_COUNTERPART, party.who, party.who);
	(void)question_set(&a->q, FIELD_KIND, kind, kind);
}

static void
ask_sql(struct bench *b, unsigned class, unsigned how, const struct ask *a,
    struct answer *out)
{
	sqlite3_stmt *s = b->stmts[class][how];

	for (int i = 0; i < 6; i++)
		if (i < sqlite3_bind_parameter_count(s))
			(void)sqlite3_bind_int64(s, i + 1, a->values[i]);
	if (sqlite3_step(s) != SQLITE_ROW)
		die(b, "ask");
	out->certain = (uint64_t)sqlite3_column_int64(s, 0);
	if (how == 0) {
		out->possible = (uint64_t)sqlite3_column_int64(s, 1);
		out->struck = (uint64_t)sqlite3_column_int64(s, 2);
	}
	(void)sqlite3_reset(s);
}

/* Questions whose bare count lies in the class. */
static void
choose(struct bench *b)
{
	static const uint64_t firsts[] = {1, 700, 5001};
	static const uint64_t lasts[] = {33, 1100, UINT64_MAX};

	for (unsigned class = 0; class < CLASS_COUNT; class ++) {
		size_t *count = &b->ask_counts[class];

		for (unsigned i = 0; i < 40 * QUESTIONS && *count < QUESTIONS;
		     i++) {
			struct ask *a = &b->asks[class][*count];
			struct answer rows = {0};

			if (class == CLASS_MANY && i > 4000)
				break; /* each costs milliseconds */
			question_near(b, class, a);
			ask_sql(b, class, 1, a, &rows);
			if (rows.certain >= firsts[class] &&
			    rows.certain <= lasts[class])
				(*count)++;
			if (class == CLASS_MANY && *count >= 300)
				break;
		}
	}
}

struct timing {
	double prove[QUESTIONS], same[QUESTIONS], bare[QUESTIONS];
	double bytes[QUESTIONS], verify[QUESTIONS], rows[QUESTIONS];
};

static void
prove(struct bench *b, const struct ask *a, struct buffer *proof,
    struct answer *answer)
{
	buffer_clear(proof);
	if (ordered_index_prove(b->x, &a->q, b->covered, proof, answer, NULL,
		&b->e) != ERR_NONE)
		die(b, "prove");
}

static void
print_timing(struct bench *b, const char *name, unsigned class,
    struct timing *t, size_t count)
{
	double prove_us = median(t->prove, count);
	double same_us = median(t->same, count);
	double bare_us = median(t->bare, count);
	double rows = median(t->rows, count);
	double bytes = median(t->bytes, count);
	double largest = t->bytes[count - 1];

	row();
	printf("{\"name\":\"%s\",\"contacts\":%" PRIu64 ",\"views\":%" PRIu64
	       ",\"class\":\"%s\",\"questions\":%zu,\"rows\":%.0f,"
	       "\"prove_us\":%.1f,\"sqlite_same_us\":%.1f,"
	       "\"sqlite_count_us\":%.1f,\"ratio_same\":%.2f,"
	       "\"ratio_count\":%.2f,\"proof_bytes\":%.0f,"
	       "\"proof_bytes_max\":%.0f,\"verify_us\":%.1f}",
	    name, b->contacts, b->views, class_names[class], count, rows,
	    prove_us, same_us, bare_us, same_us / prove_us, bare_us / prove_us,
	    bytes, largest, median(t->verify, count));
	(void)fflush(stdout);
}

static void
time_verify(struct bench *b, const struct ask *a, const struct buffer *proof,
    const struct answer *want, double *us)
{
	struct answer got;
	struct heading top, own;
	double start = now_us();

	if (trie_check(&a->q, buffer_bytes(proof), &got, &top, &b->e) !=
	    ERR_NONE)
		die(b, "verify");
	*us = now_us() - start;
	if (ordered_index_top(b->x, b->covered, &own, NULL, &b->e) !=
		ERR_NONE ||
	    !heading_equal(&own, &top) || got.certain != want->certain ||
	    got.possible != want->possible || got.struck != want->struck)
		die(b, "the verifier differs");
}

static void
compare(struct bench *b, const struct answer *proved,
    const struct answer *asked)
{
	if (proved->certain != asked->certain ||
	    proved->possible != asked->possible ||
	    proved->struck != asked->struck)
		die(b, "SQLite differs");
}

/* Bytes of trie proofs (index 13.6): one official, state, counterpart and kind
 * over all time; a counterpart who is not there; over whole years. */
static void
sizes(struct bench *b)
{
	static const char *const names[] = {"prefix", "absence", "whole years"};
	static double bytes[QUESTIONS], verify[QUESTIONS];

	for (unsigned how = 0; how < COUNT(names); how++) {
		struct buffer proof = {0};

		for (size_t i = 0; i < QUESTIONS; i++) {
			struct ask a;
			struct answer proved;

			question_near(b, CLASS_FEW, &a);
			a.q.from = DAY_FIRST;
			a.q.to = DAY_LAST;
			if (how == 1) /* no one has this number */
				(void)question_set(&a.q, FIELD_COUNTERPART,
				    (uint64_t)a.values[4] + 40,
				    (uint64_t)a.values[4] + 40);
			if (how == 2) {
				a.q.from = day_code(2016, 1, 1);
				a.q.to = day_code(2018, 12, 31);
			}
			prove(b, &a, &proof, &proved);
			bytes[i] = (double)proof.len;
			time_verify(b, &a, &proof, &proved, &verify[i]);
		}
		row();
		printf("{\"name\":\"proof size\","
		       "\"contacts\":%" PRIu64 ",\"views\":%" PRIu64
		       ",\"question\":\"%s\",\"proof_bytes\":%.0f,"
		       "\"verify_us\":%.1f}",
		    b->contacts, b->views, names[how], median(bytes, QUESTIONS),
		    median(verify, QUESTIONS));
		buffer_release(&proof);
	}
	(void)fflush(stdout);
}

static void
warm(struct bench *b, unsigned class)
{
	static struct timing t;
	size_t count = b->ask_counts[class];
	struct buffer proof = {0};

	if (count == 0)
		return; /* too small a register for the class */
	/* the first round warms both */
	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < count; i++) {
			const struct ask *a = &b->asks[class][i];
			struct answer proved, asked, bare;
			double start = now_us();

			prove(b, a, &proof, &proved);
			t.prove[i] = now_us() - start;
			t.bytes[i] = (double)proof.len;
			start = now_us();
			ask_sql(b, class, 0, a, &asked);
			t.same[i] = now_us() - start;
			start = now_us();
			ask_sql(b, class, 1, a, &bare);
			t.bare[i] = now_us() - start;
			t.rows[i] = (double)bare.certain;
			compare(b, &proved, &asked);
			time_verify(b, a, &proof, &proved, &t.verify[i]);
		}
	}
	print_timing(b, "warm", class, &t, count);
	buffer_release(&proof);
}

static void
drop(const struct bench *b, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fdatasync(fd) != 0 ||
	    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		die(b, "drop");
	(void)close(fd);
}

/* Each opened, its file dropped from the page cache, asked once. What opening
 * read (a header, a schema) stays with the one who read it. */
static void
cold(struct bench *b, unsigned class)
{
	static struct timing t;
	size_t count = 0;
	struct buffer proof = {0};

	for (size_t i = 0; i < COLD_QUESTIONS && i < b->ask_counts[class];
	     i++) {
		const struct ask *a = &b->asks[class][i];
		struct answer proved, asked;
		double start;

		ordered_index_free(b->x);
		drop(b, b->index_path);
		if (ordered_index_open(&b->x, b->index_path, bytes_text(ORIGIN),
			false, &b->e) != ERR_NONE)
			die(b, "open");
		start = now_us();
		prove(b, a, &proof, &proved);
		t.prove[i] = now_us() - start;
		t.bytes[i] = (double)proof.len;
		for (unsigned how = 0; how < 2; how++) {
			close_sql(b);
			drop(b, b->sql_path);
			open_sql(b);
			start = now_us();
			ask_sql(b, class, how, a, &asked);
			(how == 0 ? t.same : t.bare)[i] = now_us() - start;
			if (how == 0)
				compare(b, &proved, &asked);
		}
		count = i + 1;
		t.rows[i] = (double)asked.certain;
		time_verify(b, a, &proof, &proved, &t.verify[i]);
	}
	if (count != 0)
		print_timing(b, "cold", class, &t, count);
	buffer_release(&proof);
}

/* Batches of growing size on top of what is there: the follower's work. */
static void
batches(struct bench *b)
{
	static const size_t sizes[] = {1, 100, 10000};

	for (unsigned i = 0; i < COUNT(sizes); i++) {
		size_t rounds = sizes[i] == 1 ? 300 : sizes[i] == 100 ? 50 : 3;
		struct posting *p = calloc(sizes[i] * 3, sizeof *p);
		double start, spent = 0;

		if (p == NULL)
			die(b, "memory");
		for (size_t r = 0; r < rounds; r++) {
			struct index_batch batch = {.covered_before =
							b->covered,
			    .covered = b->covered + sizes[i],
			    .postings = p};

			for (size_t j = 0; j < sizes[i]; j++) {
				uint64_t n = b->covered + j;
				uint64_t member = member_number(b,
				    below(&b->chance, member_count(b)));
				struct party party = party_by_chance(
				    &b->chance);
				uint32_t day = day_by_chance(&b->chance);

				for (unsigned v = 1; v <= 3; v++) {
					struct posting *q =
					    &p[batch.posting_count++];

					memset(q, 0, sizeof *q);
					key_start(q, (enum view_byte)v);
					if (v != VIEW_STATE)
						key_put(q, 6, member);
					if (v != VIEW_OFFICIAL)
						key_put(q, 2, party.state);
					if (v == VIEW_PAIRS)
						key_put(q, 6, party.who);
					put_tail(q, 1, day, day);
					key_put(q, 6, n);
					q->number = n;
					q->times = 1;
				}
			}
			start = now_us();
			if (ordered_index_apply(b->x, &batch, &b->e) !=
			    ERR_NONE)
				die(b, "apply");
			spent += now_us() - start;
			b->covered += sizes[i];
		}
		row();
		printf("{\"name\":\"batch\",\"contacts\":%" PRIu64
		       ",\"entries\":%zu,\"postings\":%zu,"
		       "\"us_a_batch\":%.1f,\"entries_per_s\":%.0f}",
		    b->contacts, sizes[i], 3 * sizes[i], spent / (double)rounds,
		    (double)(sizes[i] * rounds) * 1e6 / spent);
		free(p);
	}
	if (ordered_index_check(b->x, &b->e) != ERR_NONE)
		die(b, "check");
}

static bool
take_number(int argc, char **argv, int *at, const char *name, uint64_t *out)
{
	if (strcmp(argv[*at], name) != 0 || *at + 1 == argc ||
	    !bytes_decimal(bytes_text(argv[*at + 1]), 100000000, out))
		return false;
	*at += 2;
	return true;
}

int
main(int argc, char **argv)
{
	static struct bench b = {.contacts = 1000000,
	    .views = 6,
	    .imprecise = 5,
	    .memory_mib = 1024,
	    .chance = 20};
	const char *folder = ".";

	for (int at = 1; at < argc;) {
		if (take_number(argc, argv, &at, "--contacts", &b.contacts) ||
		    take_number(argc, argv, &at, "--views", &b.views) ||
		    take_number(argc, argv, &at, "--imprecise", &b.imprecise) ||
		    take_number(argc, argv, &at, "--memory", &b.memory_mib))
			continue;
		if (strcmp(argv[at], "--folder") == 0 && at + 1 < argc) {
			folder = argv[at + 1];
			at += 2;
			continue;
		}
		(void)fprintf(stderr,
		    "bench_index [--contacts N] [--views 2|6] "
		    "[--imprecise PERCENT] [--memory MIB] [--folder DIR]\n");
		return 2;
	}
	if (directory_make(folder, 0700, &b.e) != ERR_NONE ||
	    path_join(b.index_path, folder, "bench-trie.db", &b.e) !=
		ERR_NONE ||
	    path_join(b.sql_path, folder, "bench-sqlite.db", &b.e) != ERR_NONE)
		die(&b, "folder");
	b.covered = b.contacts + b.contacts / 4 + 20000;
	printf("{\"bench\":\"index.%" PRIu64 "%s\",\"rows\":[", b.contacts,
	    b.views == 2 ? ".two-views" : "");
	build(&b);
	audit(&b);
	load_sql(&b);
	open_sql(&b);
	choose(&b);
	sizes(&b);
	for (unsigned class = 0; class < CLASS_COUNT; class ++)
		warm(&b, class);
	for (unsigned class = 0; class < CLASS_COUNT; class ++)
		cold(&b, class);
	close_sql(&b);
	ordered_index_free(b.x);
	/* checked, and so in the page cache, as a follower has it */
	if (ordered_index_open(&b.x, b.index_path, bytes_text(ORIGIN), true,
		&b.e) != ERR_NONE ||
	    ordered_index_check(b.x, &b.e) != ERR_NONE)
		die(&b, "open");
	batches(&b);
	ordered_index_free(b.x);
	(void)unlink(b.index_path);
	(void)unlink(b.sql_path);
	(void)puts("]}");
	return 0;
}
