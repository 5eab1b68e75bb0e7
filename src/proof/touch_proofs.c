/*
 * touch_proofs N: makes N proof files for random registers and questions and
 * touches each everywhere: every bit flipped, every truncation, checked with
 * the question that was asked, none may be verified (index 13.3).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "proof/answer.h"
#include "proof/test_draw.h"
#include "proof/test_register.h"

static struct test_register world;
static struct answer_work work;
static struct policy policy;
static struct parts parts;
static uint8_t scratch[1 << 20];
static uint64_t seen[ERR_MEMORY + 1];

static enum err
check(struct bytes file)
{
	struct answer_asker by = {&policy, parts.at, parts.first_count};
	struct report r;
	enum err rc = answer_check(&r, &work, file, &by, scratch,
	    sizeof scratch);

	seen[rc]++;
	return rc;
}

static bool
make(struct buffer *file, uint64_t number)
{
	struct question q;

	draw_seed(number + 1);
	test_register_init(&world, 40);
	draw_set(&world.set, 1 + draw(40));
	test_register_close(&world);
	draw_question(&q);
	if (parts_derive(&parts, &q, 1, draw(2) == 0, NULL) != ERR_NONE)
		return false;
	test_register_answer(file, &world, parts.at, parts.count);
	return check(buffer_bytes(file)) == ERR_NONE;
}

static bool
touch(struct buffer *file, uint64_t number)
{
	for (size_t bit = 0; bit < file->len * 8; bit++) {
		file->at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (check(buffer_bytes(file)) == ERR_NONE) {
			printf("# file %" PRIu64 ": bit %zu\n", number, bit);
			return false;
		}
		file->at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t len = 0; len < file->len; len++) {
		if (check(bytes_of(file->at, len)) == ERR_NONE) {
			printf("# file %" PRIu64 ": cut to %zu\n", number,
			    len);
			return false;
		}
	}
	return true;
}

int
main(int argc, char **argv)
{
	uint64_t count = 200, bytes = 0, bad = 0;

	if (argc > 1 && !bytes_decimal(bytes_text(argv[1]), 100000, &count))
		return 2;
	if (policy_parse(&policy, bytes_text(test_policy_text), NULL) !=
	    ERR_NONE)
		return 1;
	for (uint64_t i = 0; i < count; i++) {
		struct buffer file = {0};

		if (!make(&file, i) || !touch(&file, i))
			bad++;
		bytes += file.len;
		buffer_release(&file);
		test_register_release(&world);
	}
	printf("1..1\n%s 1 - %" PRIu64 " files, %" PRIu64 " bytes: touched "
	    "everywhere, none verified\n", bad == 0 ? "ok" : "not ok", count,
	    bytes);
	printf("# %" PRIu64 " malformed (3), %" PRIu64 " invalid (5), %" PRIu64
	    " cannot check (6), %" PRIu64 " a limit of ours (70)\n",
	    seen[ERR_INPUT], seen[ERR_PROOF], seen[ERR_UNCHECKED],
	    seen[ERR_MEMORY]);
	return bad == 0 ? 0 : 1;
}
