#include "proof/test_register.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "format/proof_file.h"

const char test_policy_text[] =
    "log register.example/log1+a1206906+"
    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
    "witness w1 witness.example/w1+20324abe+"
    "BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\n"
    "quorum w1\n";

static void
need(bool good)
{
	if (!good)
		abort();
}

void
test_register_init(struct test_register *r, uint64_t covered)
{
	need(covered < TEST_ENTRIES_MAX);
	memset(r, 0, sizeof *r);
	r->origin = "register.example/log1";
	r->mapping = MAPPING_VERSION;
	r->covered = covered;
	r->cosigned = true;
	r->set.at = r->postings;
	for (size_t i = 0; i < covered; i++) {
		buffer_printf(&r->entries[i], "entry %zu of a register that "
		    "exists in this test and nowhere else", i);
		r->leaves[i] = hash_leaf(buffer_bytes(&r->entries[i]));
	}
}

/* model 2.11, canonical (1.1, 1.4). */
static void
root_entry_print(struct buffer *out, const struct test_register *r)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	struct heading top = set_top(&r->set);
	struct hash root = heading_commitment(bytes_text(r->origin), r->mapping,
	    r->covered, &top);
	uint8_t bytes[HEADING_BYTES];
	char id[27], hex[65];

	for (size_t i = 0; i < 26; i++)
		id[i] = i < 24 ? '0' : digits[r->covered >> 5 * (25 - i) & 31];
	id[26] = '\0';
	hash_print(hex, &root);
	heading_print(bytes, &top);
	buffer_printf(out, "{\"chancery\":1,\"entry\":{\"at\":"
	    "\"2026-11-20T14:02:31Z\",\"body\":{\"covered\":%" PRIu64
	    ",\"mapping\":%u,\"root\":\"%s\",\"top\":\"", r->covered,
	    r->mapping, hex);
	for (size_t i = 0; i < sizeof bytes; i++)
		buffer_printf(out, "%02x", bytes[i]);
	buffer_printf(out, "\"},\"by\":\"org:0123456789abcdefghjkmnpqrs\","
	    "\"id\":\"index-root:%s\",\"prev\":null,\"register\":\"%s\","
	    "\"seal\":null,\"type\":\"index-root\"},\"sig\":[]}", id,
	    r->origin);
}

static size_t
split(size_t count)
{
	size_t k = 1;

	while (2 * k < count)
		k *= 2;
	return k;
}

struct hash
test_tree_root(const struct hash *leaves, size_t count)
{
	struct hash left, right;

	if (count == 1)
		return leaves[0];
	left = test_tree_root(leaves, split(count));
	right = test_tree_root(leaves + split(count), count - split(count));
	return hash_node(&left, &right);
}

size_t
test_tree_path(struct hash path[64], const struct hash *leaves, size_t count,
    size_t index)
{
	size_t k = split(count), n;

	if (count == 1)
		return 0;
	if (index < k) {
		n = test_tree_path(path, leaves, k, index);
		path[n] = test_tree_root(leaves + k, count - k);
	} else {
		n = test_tree_path(path, leaves + k, count - k, index - k);
		path[n] = test_tree_root(leaves, k);
	}
	return n + 1;
}

static void
sign(struct test_register *r, const struct checkpoint *c)
{
	uint8_t seed[32];
	char text[CHECKPOINT_BYTES];
	struct signer log, witness;
	size_t len;

	for (size_t i = 0; i < 32; i++)
		seed[i] = (uint8_t)i;
	need(signer_init(&log, bytes_text("register.example/log1"), seed,
	    NULL) == ERR_NONE);
	for (size_t i = 0; i < 32; i++)
		seed[i] = (uint8_t)(32 + i);
	need(signer_init(&witness, bytes_text("witness.example/w1"), seed,
	    NULL) == ERR_NONE);
	len = checkpoint_print(text, c);
	need(checkpoint_sign(&r->checkpoint, c, &log, NULL) == ERR_NONE);
	if (r->cosigned)
		need(note_cosign(&r->checkpoint, bytes_of(text, len),
		    &witness, 1795183400, NULL) == ERR_NONE);
	signer_release(&log);
	signer_release(&witness);
}

void
test_register_close(struct test_register *r)
{
	struct checkpoint c = {.size = r->covered + 1};

	for (size_t i = 0; i < r->set.count; i++) {
		need(r->postings[i].number < r->covered);
		r->postings[i].leaf = r->leaves[r->postings[i].number];
	}
	set_sort(&r->set);
	root_entry_print(&r->entries[r->covered], r);
	r->leaves[r->covered] =
	    hash_leaf(buffer_bytes(&r->entries[r->covered]));
	memcpy(c.origin, r->origin, strlen(r->origin) + 1);
	c.root = test_tree_root(r->leaves, r->covered + 1);
	sign(r, &c);
}

void
test_register_release(struct test_register *r)
{
	for (size_t i = 0; i < TEST_ENTRIES_MAX; i++)
		buffer_release(&r->entries[i]);
	buffer_release(&r->checkpoint);
}

static void
add_groups(struct buffer *out, const struct test_register *r,
    const struct question *q)
{
	const struct view_field *f = view_field(q->view, q->group);
	struct question one = *q;
	bool any = false;
	uint64_t before = 0;

	/* postings are sorted, and every field before the group is single */
	for (size_t i = 0; i < r->set.count; i++) {
		const struct posting *p = &r->set.at[i];
		uint64_t value;
		struct answer a;
		bool certain;

		if (!set_matches(p, q, &certain))
			continue;
		value = key_get(p->key, f);
		if (any && value == before)
			continue;
		any = true;
		before = value;
		need(question_set(&one, q->group, value, value));
		a = set_answer(&r->set, &one);
		proof_file_group(out, value, q->group == FIELD_STATE,
		    a.certain, a.possible, a.struck);
	}
}

static void
add_entries(struct buffer *out, const struct test_register *r,
    const struct question *q)
{
	for (uint64_t n = 0; n < r->covered; n++) {
		bool due = false, certain;

		for (size_t i = 0; i < r->set.count; i++)
			due = due || (r->set.at[i].number == n &&
			    set_matches(&r->set.at[i], q, &certain));
		if (due)
			proof_file_entry(out, n,
			    buffer_bytes(&r->entries[n]));
	}
}

void
test_register_answer(struct buffer *out, const struct test_register *r,
    const struct question *q, size_t count)
{
	struct hash path[64];
	size_t path_count = test_tree_path(path, r->leaves, r->covered + 1,
	    r->covered);

	proof_file_begin(out, buffer_bytes(&r->entries[r->covered]),
	    r->covered, path, path_count, count);
	for (size_t i = 0; i < count; i++) {
		struct answer a = set_answer(&r->set, &q[i]);
		struct buffer proof = {0};
		char text[QUESTION_BYTES];

		proof_file_block(out, bytes_of(text,
		    question_print(text, &q[i])), a.certain, a.possible,
		    a.struck);
		if (q[i].mode == MODE_GROUPS)
			add_groups(out, r, &q[i]);
		set_prove(&proof, &r->set, &q[i]);
		proof_file_trie(out, buffer_bytes(&proof));
		if (q[i].mode == MODE_LIST)
			add_entries(out, r, &q[i]);
		proof_file_block_end(out);
		buffer_release(&proof);
	}
	proof_file_end(out, buffer_bytes(&r->checkpoint));
}
