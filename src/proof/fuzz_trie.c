/* One line with a question, then proof bytes: bounded, and what is delivered
 * adds up to the total. */
#include <assert.h>

#include "proof/trie.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
add(struct answer *sum, const struct answer *a)
{
	sum->certain += a->certain;
	sum->possible += a->possible;
	sum->struck += a->struck;
}

static void
read_all(const struct question *q, struct bytes proof)
{
	static struct trie_reader r;
	struct answer sum = {0, 0, 0};
	struct trie_item item;
	struct posting before = {0};
	uint64_t group = 0;
	struct error e = {0};
	size_t seen = 0;

	trie_start(&r, q, proof);
	for (;;) {
		if (trie_next(&r, &item, &e) != ERR_NONE) {
			assert(e.code == ERR_PROOF && e.word[0] != '\0');
			return;
		}
		if (item.event == TRIE_END)
			break;
		if (item.event == TRIE_GROUP) {
			assert(seen == 0 || item.group_value > group);
			group = item.group_value;
			add(&sum, &item.answer);
		} else {
			assert(seen == 0 || bytes_compare(bytes_of(before.key,
			    before.key_len), bytes_of(item.posting.key,
			    item.posting.key_len)) < 0);
			before = item.posting;
		}
		seen++;
	}
	assert(item.answer.certain <= item.answer.possible);
	if (q->mode == MODE_GROUPS)
		assert(memcmp(&sum, &item.answer, sizeof sum) == 0);
	assert(item.answer.possible <= item.top.live);
	assert(item.answer.struck <= item.top.struck);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes rest = bytes_of(at, len), line;
	struct question q;
	bool complete;

	if (bytes_line(&rest, &line, &complete) && complete &&
	    question_parse(&q, line, NULL) == ERR_NONE)
		read_all(&q, rest);
	return 0;
}
