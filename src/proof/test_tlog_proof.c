/* log 3.3.2, 4.1: notes against a policy, and whole proof files */
/* format/proof-file 1.1, 1.2, 1.3
 * format/log 3.3 */
#include "proof/tlog_proof.h"

#include "proof/test_tree.h"

#include "base/testing.h"

enum { SIZE = 7, INDEX = 3 };

static struct signer log_key, other_log, w1, w2;
static struct policy policy;
static struct buffer policy_text;
static struct hash leaves[SIZE + 1];

static struct signer
signer_of(const char *name)
{
	struct signer s = {0};
	struct hash seed = hash_bytes(bytes_text(name));

	assert_int_equal(signer_init(&s, bytes_text(name), seed.at, NULL),
	    ERR_NONE);
	return s;
}

static void
add_key(const char *before, const struct signer *s, enum key_type type)
{
	struct vkey k = signer_vkey(s, type);
	char text[VKEY_BYTES];

	(void)vkey_print(text, &k);
	buffer_printf(&policy_text, "%s %s\n", before, text);
}

/* Trusts one log, and asks for both of two witnesses. */
static int
setup(void **state)
{
	(void)state;
	log_key = signer_of("register.example/log");
	other_log = signer_of("register.example/other");
	w1 = signer_of("witness.example/w1");
	w2 = signer_of("witness.example/w2");
	add_key("log", &log_key, KEY_LOG);
	add_key("witness w1", &w1, KEY_WITNESS);
	add_key("witness w2", &w2, KEY_WITNESS);
	buffer_text(&policy_text, "group both all w1 w2\nquorum both\n");
	test_leaves(leaves, SIZE + 1);
	return policy_parse(&policy, buffer_bytes(&policy_text), NULL) ==
	    ERR_NONE ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	signer_release(&log_key);
	signer_release(&other_log);
	signer_release(&w1);
	signer_release(&w2);
	buffer_release(&policy_text);
	return 0;
}

/* A checkpoint of `origin`, signed by those given; NULL: that line absent. */
static void
note_make(struct buffer *out, const char *origin, const struct signer *log,
    const struct signer *first, const struct signer *second)
{
	struct checkpoint c = {.size = SIZE, .root = test_root(leaves, SIZE)};
	char text[CHECKPOINT_BYTES];
	struct bytes span;

	memcpy(c.origin, origin, strlen(origin) + 1);
	span = bytes_of(text, checkpoint_print(text, &c));
	buffer_add(out, span);
	buffer_byte(out, '\n');
	if (log != NULL)
		assert_int_equal(note_sign(out, span, log, NULL), ERR_NONE);
	if (first != NULL)
		assert_int_equal(note_cosign(out, span, first, 1700000000,
		    NULL), ERR_NONE);
	if (second != NULL)
		assert_int_equal(note_cosign(out, span, second, 1700000009,
		    NULL), ERR_NONE);
}

static void
verdicts_of_checkpoints(void **state)
{
	static const struct {
		const char *origin;
		const struct signer *log, *first, *second;
		enum err want;
		const char *word;
	} cases[] = {
		{"register.example/log", &log_key, &w1, &w2, ERR_NONE, ""},
		{"register.example/log", &log_key, &w1, NULL, ERR_UNCHECKED,
		    "quorum"},
		/* one witness counts once */
		{"register.example/log", &log_key, &w1, &w1, ERR_UNCHECKED,
		    "quorum"},
		{"register.example/log", NULL, &w1, &w2, ERR_PROOF,
		    "signature"},
		{"register.example/log", &other_log, &w1, &w2, ERR_PROOF,
		    "signature"},
		{"register.example/else", &log_key, &w1, &w2, ERR_PROOF,
		    "origin"},
		{"register.example/other", &other_log, NULL, NULL,
		    ERR_UNCHECKED, "no_trusted_key"},
		{"register.example/other", &other_log, &w1, &w2,
		    ERR_UNCHECKED, "no_trusted_key"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buffer b = {0};
		struct checkpoint_verdict v = {0};
		struct error e = {0};

		note_make(&b, cases[i].origin, cases[i].log, cases[i].first,
		    cases[i].second);
		assert_int_equal(checkpoint_check(&v, buffer_bytes(&b),
		    &policy, &e), cases[i].want);
		assert_string_equal(e.word, cases[i].word);
		if (cases[i].want == ERR_NONE) {
			assert_int_equal(v.cosigner_count, 2);
			assert_int_equal(v.times_s[1], 1700000009);
			assert_int_equal(checkpoint_check_clock(&v,
			    1700000009 - 86400, NULL), ERR_NONE);
			assert_int_equal(checkpoint_check_clock(&v,
			    1700000008 - 86400, NULL), ERR_PROOF);
		}
		buffer_release(&b);
	}
}

/* log 3.3.2: lines of strangers pass, several times of one cosigner all
 * verify and the latest counts, one that fails fells the note. */
static void
strangers_pass_and_the_latest_time_counts(void **state)
{
	struct buffer b = {0};
	struct checkpoint_verdict v = {0};
	struct signer stranger = signer_of("stranger.example");
	struct note n;
	size_t len;

	(void)state;
	note_make(&b, "register.example/log", &log_key, &w1, &w2);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_NONE);
	assert_int_equal(note_sign(&b, bytes_text("other text"), &stranger,
	    NULL), ERR_NONE);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_NONE);
	assert_int_equal(note_cosign(&b, bytes_of(b.at, n.text.len), &w1,
	    1800000000, NULL), ERR_NONE);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_NONE);
	assert_int_equal(note_cosign(&b, bytes_of(b.at, n.text.len), &w1,
	    1750000000, NULL), ERR_NONE);
	assert_int_equal(checkpoint_check(&v, buffer_bytes(&b), &policy,
	    NULL), ERR_NONE);
	assert_int_equal(v.cosigner_count, 2);
	assert_int_equal(v.times_s[0], 1800000000);
	len = b.len;
	assert_int_equal(note_cosign(&b, bytes_text("other text"), &w1,
	    1800000000, NULL), ERR_NONE);
	assert_int_equal(checkpoint_check(&v, buffer_bytes(&b), &policy,
	    NULL), ERR_PROOF);
	b.len = len;
	assert_int_equal(note_sign(&b, bytes_text("other text"), &log_key,
	    NULL), ERR_NONE);
	assert_int_equal(checkpoint_check(&v, buffer_bytes(&b), &policy,
	    NULL), ERR_PROOF);
	signer_release(&stranger);
	buffer_release(&b);
}

/* The file for entry 3 of 7, into `out`. */
static size_t
file_make(uint8_t out[4096], const struct signer *second)
{
	struct buffer note = {0};
	struct tlog_proof p = {.index = INDEX};
	struct test_path path;
	size_t len = 0;

	note_make(&note, "register.example/log", &log_key, &w1, second);
	test_inclusion(&path, leaves, INDEX, SIZE);
	p.path_count = path.count;
	memcpy(p.path, path.at, path.count * sizeof path.at[0]);
	p.checkpoint = buffer_bytes(&note);
	assert_int_equal(tlog_proof_print(out, 4096, &len, &p), ERR_NONE);
	assert_int_equal(tlog_proof_print(out, len - 1, &len, &p),
	    ERR_MEMORY);
	buffer_release(&note);
	return len;
}

static enum err
file_check(struct bytes file, const char *entry)
{
	struct tlog_proof p;
	struct checkpoint_verdict v;
	enum err rc = tlog_proof_parse(&p, file, NULL);

	return rc != ERR_NONE ? rc :
	    tlog_proof_check(&v, &p, bytes_text(entry), &policy, NULL);
}

static void
a_proof_file_holds_for_its_entry(void **state)
{
	uint8_t file[4096], again[4096];
	size_t len = file_make(file, &w2), again_len = 0;
	struct tlog_proof p;

	(void)state;
	assert_int_equal(file_check(bytes_of(file, len), "entry 3"),
	    ERR_NONE);
	assert_int_equal(file_check(bytes_of(file, len), "entry 4"),
	    ERR_PROOF);
	assert_int_equal(tlog_proof_parse(&p, bytes_of(file, len), NULL),
	    ERR_NONE);
	assert_int_equal(tlog_proof_print(again, sizeof again, &again_len,
	    &p), ERR_NONE);
	assert_true(bytes_equal(bytes_of(file, len), bytes_of(again,
	    again_len)));
	/* homework alone, and with an alarm (interfaces A2.1) */
	len = file_make(file, NULL);
	assert_int_equal(file_check(bytes_of(file, len), "entry 3"),
	    ERR_UNCHECKED);
	assert_int_equal(file_check(bytes_of(file, len), "entry 4"),
	    ERR_PROOF);
}

/* Both witnesses are needed, so no byte of the file is free. */
static void
every_flip_and_cut_is_refused(void **state)
{
	uint8_t file[4096];
	size_t len = file_make(file, &w2);

	(void)state;
	for (size_t bit = 0; bit < len * 8; bit++) {
		file[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(file_check(bytes_of(file, len),
		    "entry 3"), ERR_NONE);
		file[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t cut = 0; cut < len; cut++)
		assert_int_not_equal(file_check(bytes_of(file, cut),
		    "entry 3"), ERR_NONE);
}

struct row {
	const char *name, *text;
	enum err want;
};

#define NOTE "a note\n\n\xe2\x80\x94 a AAAAAAA=\n"
#define ONE_HASH "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=\n"

/* log 4.1.1, 4.1.2 */
static const struct row rows[] = {
	{"no hashes", "c2sp.org/tlog-proof@v1\nindex 0\n\n" NOTE, ERR_NONE},
	{"an empty extra", "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" NOTE,
	    ERR_NONE},
	{"extra twice", "c2sp.org/tlog-proof@v1\nextra \nextra \nindex 0\n\n"
	    NOTE, ERR_INPUT},
	{"extra after index", "c2sp.org/tlog-proof@v1\nindex 0\nextra \n\n"
	    NOTE, ERR_INPUT},
	{"the largest index", "c2sp.org/tlog-proof@v1\n"
	    "index 9223372036854775807\n\n" NOTE, ERR_NONE},
	{"an index beyond", "c2sp.org/tlog-proof@v1\n"
	    "index 9223372036854775808\n\n" NOTE, ERR_INPUT},
	{"a byte order mark", "\xef\xbb\xbf" "c2sp.org/tlog-proof@v1\n"
	    "index 0\n\n" NOTE, ERR_INPUT},
	{"an unknown keyword", "c2sp.org/tlog-proof@v1\nindex 0\nsize 7\n\n"
	    NOTE, ERR_INPUT},
	{"a short hash", "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n" NOTE,
	    ERR_INPUT},
	{"a blank after a hash", "c2sp.org/tlog-proof@v1\nindex 0\n"
	    "V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE= \n\n" NOTE,
	    ERR_INPUT},
	{"no checkpoint", "c2sp.org/tlog-proof@v1\nindex 0\n" ONE_HASH,
	    ERR_INPUT},
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	struct tlog_proof p;
	uint8_t again[512];
	size_t len = 0;

	assert_int_equal(tlog_proof_parse(&p, bytes_text(row->text), NULL),
	    row->want);
	if (row->want != ERR_NONE)
		return;
	assert_int_equal(tlog_proof_print(again, sizeof again, &len, &p),
	    ERR_NONE);
	assert_true(bytes_is(bytes_of(again, len), row->text));
}

static void
sixty_three_hashes_and_no_more(void **state)
{
	struct buffer b = {0};
	struct tlog_proof p;

	(void)state;
	buffer_text(&b, "c2sp.org/tlog-proof@v1\nindex 0\n");
	for (int i = 0; i < PATH_MAX_HASHES; i++)
		buffer_text(&b, ONE_HASH);
	buffer_text(&b, "\n" NOTE);
	assert_int_equal(tlog_proof_parse(&p, buffer_bytes(&b), NULL),
	    ERR_NONE);
	b.len -= sizeof NOTE;
	buffer_text(&b, ONE_HASH "\n" NOTE);
	assert_int_equal(tlog_proof_parse(&p, buffer_bytes(&b), NULL),
	    ERR_INPUT);
	buffer_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(verdicts_of_checkpoints),
		cmocka_unit_test(strangers_pass_and_the_latest_time_counts),
		cmocka_unit_test(a_proof_file_holds_for_its_entry),
		cmocka_unit_test(every_flip_and_cut_is_refused),
		cmocka_unit_test(sixty_three_hashes_and_no_more),
	};
	static struct CMUnitTest tests[COUNT(others) + COUNT(rows)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, setup, teardown);
}
