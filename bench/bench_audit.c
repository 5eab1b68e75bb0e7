/*
 * Filing and auditing a generated register: admission against the Ed25519
 * rate, the audit's passes against the bare SHA-256 rate of the same bytes.
 *
 *   bench_audit NEW-DIR [CONTACTS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "proof/policy.h"
#include "register/auditing.h"
#include "register/filing.h"

#define BATCH 5000

static uint64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static struct error failure;

static void
must(enum err rc)
{
	if (rc == ERR_NONE)
		return;
	(void)fprintf(stderr, "bench_audit: %s\n", failure.text);
	exit(1);
}

static struct json *
parse(struct arena *a, const char *text)
{
	const struct json *v = NULL;

	must(json_parse(&v, arena_copy(a, bytes_text(text)),
	    &json_entry_limits, a, &failure));
	return json_clone(a, v);
}

struct bench {
	struct registry *r;
	struct filer filer;
	struct id official, counterpart;
	uint64_t sign_ns, file_ns;
};

static void
file(struct bench *b, struct draft *drafts, size_t count, struct arena *a)
{
	struct submission *list = arena_take_array(a, count, sizeof *list);
	struct filed *filed = arena_take_array(a, count, sizeof *filed);
	struct file_options options = {.confirm = true};
	uint64_t start = now_ns();
	size_t failed;

	if (list == NULL || filed == NULL)
		must(error_set(&failure, ERR_MEMORY, "out of memory"));
	for (size_t i = 0; i < count; i++)
		must(filing_prepare(&list[i], &drafts[i], b->r, &b->filer, a,
		    &failure));
	b->sign_ns += now_ns() - start;
	start = now_ns();
	must(registry_file(b->r, list, count, &options, filed, &failed, a,
	    &failure));
	b->file_ns += now_ns() - start;
}

static struct draft
contact(const struct bench *b, unsigned i, struct arena *a)
{
	struct draft d = {.type = TYPE_CONTACT};
	char text[1600], official[ID_TEXT_BYTES], other[ID_TEXT_BYTES];

	id_print(official, &b->official);
	id_print(other, &b->counterpart);
	(void)snprintf(text, sizeof text,
	    "{\"arranged_by\":[],\"country\":null,\"initiated_by\":\"home\","
	    "\"kind\":\"call\",\"language\":null,\"materials\":[],"
	    "\"minutes\":%u,\"parties\":[{\"as\":null,\"described\":null,"
	    "\"org\":null,\"role\":\"principal\",\"side\":\"home\","
	    "\"state\":\"xa\",\"who\":\"%s\"},{\"as\":null,"
	    "\"described\":null,\"org\":null,\"role\":\"principal\","
	    "\"side\":\"foreign\",\"state\":\"xb\",\"who\":\"%s\"}],"
	    "\"source_of_record\":{\"basis\":\"own-record\","
	    "\"document\":null,\"origin\":null,\"statement\":null},"
	    "\"status\":\"held\",\"subject\":\"%s\",\"times\":1,"
	    "\"topics\":[\"consular\"],\"visibility\":{\"tier\":\"public\"},"
	    "\"when\":{\"edtf\":\"%04u-%02u-%02u\"}}", i % 90 + 1, official,
	    other, official, 2000 + i % 24, i / 24 % 12 + 1,
	    i / 288 % 28 + 1);
	d.body = parse(a, text);
	d.values.at[CONTACT_SUMMARY] = parse(a,
	    "{\"en\":\"A call of the generated register, for measuring\"}");
	return d;
}

static void
found(struct bench *b, const char *dir, struct arena *a)
{
	struct founding f = {.origin = "bench.example/contacts",
	    .civil_zone = "UTC", .home_state = "xa",
	    .title = parse(a, "{\"en\":\"Bench\"}"),
	    .registrar = parse(a, "{\"en\":\"Bench\"}"),
	    .languages = parse(a, "[\"en\"]")};
	struct draft people[2] = {{.type = TYPE_PERSON}, {.type =
	    TYPE_PERSON}};
	char key[PATH_BYTES];

	must(registry_found(dir, &f, clock_system(), &failure));
	must(registry_open(&b->r, dir, REGISTRY_WRITE, clock_system(),
	    &failure));
	(void)snprintf(key, sizeof key, "%.4000s.keys/registrar.key", dir);
	must(filer_open(&b->filer, b->r, key, &failure));
	for (size_t i = 0; i < 2; i++) {
		people[i].body = parse(a, "{}");
		people[i].values.at[0] = parse(a,
		    "[{\"lang\":\"en\",\"text\":\"Somebody\"}]");
	}
	file(b, people, 2, a);
	b->official = people[0].id;
	b->counterpart = people[1].id;
	b->sign_ns = b->file_ns = 0;
}

/* One verification of libcrypto, for the ratio. */
static double
verify_ns(void)
{
	struct secret_key *k;
	struct signature s;
	uint8_t message[1200] = {0};
	uint64_t start;
	unsigned held = 0;

	must(secret_key_random(&k, &failure));
	must(ed25519_sign(&s, k, bytes_of(message, sizeof message),
	    &failure));
	start = now_ns();
	for (unsigned i = 0; i < 2000; i++)
		held += ed25519_holds(secret_key_public(k), bytes_of(message,
		    sizeof message), &s);
	start = now_ns() - start;
	secret_key_free(k);
	if (held != 2000)
		must(error_set(&failure, ERR_PROOF, "a signature failed"));
	return (double)start / 2000;
}

struct hashing {
	uint64_t bytes, ns;
};

static enum err
hash_entry(void *context, uint64_t n, const struct truth_entry *row,
    struct error *e)
{
	struct hashing *h = context;
	uint64_t start = now_ns();
	struct hash leaf = hash_leaf(row->bytes);

	(void)n;
	(void)e;
	h->ns += now_ns() - start;
	h->bytes += row->bytes.len;
	return hash_equal(&leaf, &row->leaf) ? ERR_NONE : ERR_PROOF;
}

/* What the audit must hash at least: every leaf, one node a leaf, and for each
 * posting one leaf of the index and one branch. */
static uint64_t
bare_ns(struct bench *b, uint64_t entries, uint64_t postings)
{
	struct hashing h = {0, 0};
	struct hash node = hash_empty();
	uint8_t line[146] = {0x11};
	uint64_t start;

	must(truth_read_entries(registry_truth(b->r), 0, entries, hash_entry,
	    &h, &failure));
	start = now_ns();
	for (uint64_t i = 0; i < entries; i++)
		node = hash_node(&node, &node);
	for (uint64_t i = 0; i < postings; i++) {
		(void)hash_bytes(bytes_of(line, 55));
		node = hash_bytes(bytes_of(line, 111));
		line[1] = node.at[0];
	}
	return h.ns + now_ns() - start;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(512 * MIB);
	struct policy *policy = calloc(1, sizeof *policy);
	struct fsck_options fsck = {.policy = policy};
	struct auditing options = {.fsck = &fsck, .every_root = false};
	struct bench b = {.r = NULL};
	struct audited audited;
	struct buffer trust = {0};
	struct entry entry;
	unsigned contacts = argc > 2 ? (unsigned)atoi(argv[2]) : 50000;
	uint64_t bare, hash, start, checkpoint_ns;
	double one;
	bool made;

	if (argc < 2 || a == NULL || policy == NULL)
		return 2;
	found(&b, argv[1], a);
	for (unsigned done = 0; done < contacts; done += BATCH) {
		struct draft *drafts = arena_take_array(a, BATCH,
		    sizeof *drafts);
		unsigned count = contacts - done < BATCH ? contacts - done :
		    BATCH;

		for (unsigned i = 0; i < count; i++)
			drafts[i] = contact(&b, done + i, a);
		file(&b, drafts, count, a);
		arena_reset(a);
	}
	start = now_ns();
	must(registry_checkpoint(b.r, &made, &failure));
	checkpoint_ns = now_ns() - start;
	must(registry_entry(b.r, 0, &entry, a, &failure));
	buffer_text(&trust, "log ");
	buffer_add(&trust, json_get_text(entry.body, "log_key"));
	buffer_text(&trust, "\nquorum none\n");
	must(policy_parse(policy, buffer_bytes(&trust), &failure));
	must(registry_audit(registry_tree(b.r), &options, &audited,
	    &failure));
	if (audited.finding_count != 0)
		must(error_set(&failure, ERR_PROOF, "the audit found faults"));
	bare = bare_ns(&b, audited.entry_count, audited.posting_count);
	hash = audited.hash_ns + audited.index_ns;
	one = verify_ns();
	(void)printf("{\"figure\":\"audit\",\"values\":{\"entries\":%" PRIu64
	    ",\"postings\":%" PRIu64 ",\"hash\":\"%s\","
	    "\"bare_sha256_ms\":%" PRIu64 ",\"hash_pass_ms\":%" PRIu64
	    ",\"index_pass_ms\":%" PRIu64 ",\"rules_and_signatures_ms\":%"
	    PRIu64 ",\"of_bare\":%.2f,\"entries_per_s_without_signatures\":"
	    "%.0f}}\n", audited.entry_count, audited.posting_count,
	    sha256_kind(), bare / 1000000, audited.hash_ns / 1000000,
	    audited.index_ns / 1000000, audited.sign_ns / 1000000,
	    (double)bare / (double)hash, (double)audited.entry_count * 1e9 /
	    (double)hash);
	(void)printf("{\"figure\":\"admission\",\"values\":{\"contacts\":%u,"
	    "\"signed_per_s\":%.0f,\"admitted_per_s\":%.0f,"
	    "\"ed25519_verify_us\":%.1f,\"of_ed25519_rate\":%.2f,"
	    "\"checkpoint_ms\":%" PRIu64 "}}\n", contacts,
	    contacts * 1e9 / (double)b.sign_ns, contacts * 1e9 /
	    (double)b.file_ns, one / 1000, contacts * one / (double)b.file_ns,
	    checkpoint_ns / 1000000);
	registry_close(b.r);
	filer_release(&b.filer);
	buffer_release(&trust);
	free(policy);
	arena_free(a);
	return 0;
}
