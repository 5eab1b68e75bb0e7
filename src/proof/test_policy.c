/* log 4.3: lines, names, groups, quorum */
/* format/log 4.1, 4.2 */
#include "proof/policy.h"

#include <stdio.h>

#include "base/testing.h"

#define LOG "register.example/log1+a1206906+" \
    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define W1 "witness.example/w1+20324abe+" \
    "BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define W2 "remora.n621.de+da77ade7+" \
    "BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"

static const struct row {
	const char *name, *text;
	enum err want;
	const char *says; /* part of the sentence */
} rows[] = {
	{"a whole policy", "log " LOG " https://register.example\nwitness w "
	    W1 " https://w\ngroup g any w\nquorum g\n", ERR_NONE, ""},
	{"tabs, blanks, comments", "\t log\t" LOG " \n\n  # words\n#\n"
	    "quorum none", ERR_NONE, ""},
	{"a comment behind", "quorum none # words\n", ERR_INPUT,
	    "line 1"},
	{"no quorum", "log " LOG "\n", ERR_INPUT, "no quorum"},
	{"nothing", "", ERR_INPUT, "no quorum"},
	{"two quorums", "quorum none\nquorum none\n", ERR_INPUT,
	    "line 2: a second"},
	{"a carriage return", "quorum none\r\n", ERR_INPUT, "0x0d"},
	{"a DEL", "# \x7f\nquorum none\n", ERR_INPUT, "0x7f"},
	{"a NUL is no comment either", "#\x01\nquorum none\n", ERR_INPUT,
	    "0x01"},
	{"UTF-8 in a comment", "# \xc3\xa9\nquorum none\n", ERR_NONE, ""},
	{"an unknown word", "mirror x\nquorum none\n", ERR_INPUT, "begins"},
	{"a witness key in a log line", "log " W1 "\nquorum none\n",
	    ERR_INPUT, "type 0x04"},
	{"a log key in a witness line", "witness w " LOG "\nquorum w\n",
	    ERR_INPUT, "type 0x01"},
	{"a log twice", "log " LOG "\nlog " LOG "\nquorum none\n", ERR_INPUT,
	    "line 2"},
	{"a witness key twice", "witness a " W1 "\nwitness b " W1
	    "\nquorum a\n", ERR_INPUT, "one key is one witness"},
	{"a name twice", "witness a " W1 "\ngroup a any a\nquorum a\n",
	    ERR_INPUT, "taken"},
	{"a reserved name", "witness any " W1 "\nquorum any\n", ERR_INPUT,
	    "cannot be names"},
	{"used before it is defined", "group g any w\nwitness w " W1
	    "\nquorum g\n", ERR_INPUT, "line 1: a member is not defined"},
	{"a quorum before it is defined", "quorum w\nwitness w " W1 "\n",
	    ERR_INPUT, "line 1"},
	{"a group in itself", "witness w " W1 "\ngroup g any w g\nquorum g\n",
	    ERR_INPUT, "not defined"},
	{"a member of two groups", "witness w " W1 "\ngroup g any w\n"
	    "group h any w\nquorum g\n", ERR_INPUT, "one group"},
	{"a member twice", "witness w " W1 "\ngroup g all w w\nquorum g\n",
	    ERR_INPUT, "one group"},
	{"a group of nobody", "group g any\nquorum g\n", ERR_INPUT,
	    "expected"},
	{"more needed than there are", "witness w " W1 "\ngroup g 2 w\n"
	    "quorum g\n", ERR_INPUT, "1 to 1"},
	{"none needed", "witness w " W1 "\ngroup g 0 w\nquorum g\n",
	    ERR_INPUT, "1 to 1"},
	{"a leading zero", "witness w " W1 "\ngroup g 01 w\nquorum g\n",
	    ERR_INPUT, "1 to 1"},
	{"the quorum names nobody", "quorum w\n", ERR_INPUT, "names no"},
	{"a key that was changed", "log register.example/log2+a1206906+"
	    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\nquorum none\n",
	    ERR_INPUT, "line 1"},
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	static struct policy p;
	struct error e = {0};

	assert_int_equal(policy_parse(&p, bytes_text(row->text), &e),
	    row->want);
	assert_non_null(strstr(e.text, row->says));
}

/* Witness i of `count`, with a key of its own. */
static void
witness_line(struct buffer *b, int i)
{
	char name[16], text[VKEY_BYTES];
	struct hash seed;
	struct secret_key *secret;
	struct vkey key;

	(void)snprintf(name, sizeof name, "w%d", i);
	seed = hash_bytes(bytes_text(name));
	assert_int_equal(secret_key_new(&secret, seed.at, NULL), ERR_NONE);
	assert_int_equal(vkey_init(&key, bytes_text(name), KEY_WITNESS,
	    secret_key_public(secret), NULL), ERR_NONE);
	secret_key_free(secret);
	(void)vkey_print(text, &key);
	buffer_printf(b, "witness %s %s\n", name, text);
}

/* 2 of (any of w0 w1), (2 of w2 w3 w4), w5: every set of witnesses against
 * the sentence, and the least number needed against all sets. */
static void
quorums_of_nested_groups(void **state)
{
	static struct policy p;
	struct buffer b = {0};
	unsigned least = 99;

	(void)state;
	for (int i = 0; i < 6; i++)
		witness_line(&b, i);
	buffer_text(&b, "group a any w0 w1\ngroup b 2 w2 w3 w4\n"
	    "group c 2 a b w5\nquorum c\n");
	assert_int_equal(policy_parse(&p, buffer_bytes(&b), NULL), ERR_NONE);
	for (unsigned set = 0; set < 64; set++) {
		unsigned a = (set & 3) != 0;
		unsigned two = (set >> 2 & 1) + (set >> 3 & 1) +
		    (set >> 4 & 1);
		unsigned reached = a + (two >= 2) + (set >> 5 & 1);
		unsigned count = 0;

		for (unsigned i = 0; i < 6; i++)
			count += set >> i & 1;
		assert_int_equal(policy_quorum(&p, set), reached >= 2);
		if (reached >= 2 && count < least)
			least = count;
	}
	assert_int_equal(policy_witnesses_needed(&p), least);
	buffer_release(&b);
}

static void
limits_hold(void **state)
{
	static struct policy p;
	struct buffer b = {0};

	(void)state;
	for (int i = 0; i < POLICY_WITNESSES_MAX; i++)
		witness_line(&b, i);
	buffer_text(&b, "group g all");
	for (int i = 0; i < POLICY_WITNESSES_MAX; i++)
		buffer_printf(&b, " w%d", i);
	buffer_text(&b, "\nquorum g\n");
	assert_int_equal(policy_parse(&p, buffer_bytes(&b), NULL), ERR_NONE);
	assert_int_equal(policy_witnesses_needed(&p), 64);
	assert_true(policy_quorum(&p, UINT64_MAX));
	assert_false(policy_quorum(&p, UINT64_MAX >> 1));
	witness_line(&b, 64);
	assert_int_equal(policy_parse(&p, buffer_bytes(&b), NULL),
	    ERR_INPUT);
	assert_int_equal(p.witness_count, 0);
	buffer_clear(&b);
	while (b.len <= POLICY_BYTES_MAX)
		buffer_text(&b, "# comment\n");
	buffer_text(&b, "quorum none\n");
	assert_int_equal(policy_parse(&p, buffer_bytes(&b), NULL),
	    ERR_INPUT);
	buffer_release(&b);
}

static void
a_witness_that_is_a_log_is_marked(void **state)
{
	static struct policy p;
	struct vkey log, as_witness;
	char text[VKEY_BYTES];
	struct buffer b = {0};

	(void)state;
	assert_int_equal(vkey_parse(&log, bytes_text(LOG), NULL), ERR_NONE);
	assert_int_equal(vkey_init(&as_witness, bytes_text(log.name),
	    KEY_WITNESS, &log.key, NULL), ERR_NONE);
	(void)vkey_print(text, &as_witness);
	buffer_printf(&b, "witness w %s\nwitness v " W2 "\nlog " LOG
	    "\nquorum none\n", text);
	assert_int_equal(policy_parse(&p, buffer_bytes(&b), NULL), ERR_NONE);
	assert_true(p.witnesses[0].is_log_too);
	assert_false(p.witnesses[1].is_log_too);
	buffer_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(quorums_of_nested_groups),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(a_witness_that_is_a_log_is_marked),
	};
	static struct CMUnitTest tests[COUNT(others) + COUNT(rows)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
