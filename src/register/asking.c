#include "register/asking.h"

#include <stdlib.h>
#include <time.h>

#include "format/base64.h"
#include "format/note.h"
#include "format/proof_file.h"
#include "index/ordered_index.h"
#include "proof/answer.h"

static uint64_t
state_code(const char *state)
{
	return (uint64_t)(uint8_t)state[0] << 8 | (uint8_t)state[1];
}

static void
one(struct question *q, enum field f, uint64_t value)
{
	(void)question_set(q, f, value, value);
}

/* The view and the fields that the question names, without kinds: A5.4. */
static enum err
frame(const struct asking *q, const char *sending_state, struct question *out,
    struct error *e)
{
	bool state = q->state[0] != '\0';

	if (q->with_post != NUMBER_NONE && q->of == NUMBER_NONE) {
		error_set(e, ERR_INPUT, "--with-post needs --of");
		return error_mend(e, ERR_INPUT, "an index of posts alone comes "
		    "with a later mapping; name the official");
	}
	if (q->mode == ASK_ANYONE_ELSE) {
		if (q->of == NUMBER_NONE)
			return error_set(e, ERR_INPUT,
			    "--anyone-else needs --of");
		question_init(out, VIEW_PAIRS);
		one(out, FIELD_OFFICIAL, q->of);
		if (q->with_post != NUMBER_NONE && !state &&
		    sending_state[0] != '\0')
			one(out, FIELD_STATE, state_code(sending_state));
		else if (state)
			one(out, FIELD_STATE, state_code(q->state));
	} else if (q->with_post != NUMBER_NONE) {
		question_init(out, VIEW_POSTS);
		one(out, FIELD_OFFICIAL, q->of);
		one(out, FIELD_STATE, state_code(sending_state[0] == '\0' ?
		    "ZZ" : sending_state));
		one(out, FIELD_POST, q->with_post);
	} else if (q->of != NUMBER_NONE && (state || q->pairs)) {
		question_init(out, VIEW_PAIRS);
		one(out, FIELD_OFFICIAL, q->of);
		if (state)
			one(out, FIELD_STATE, state_code(q->state));
		if (q->with != NUMBER_NONE)
			one(out, FIELD_COUNTERPART, q->with);
	} else if (q->with != NUMBER_NONE) {
		if (state)
			return error_set(e, ERR_INPUT,
			    "--with and --state together need --of");
		question_init(out, VIEW_COUNTERPART);
		one(out, FIELD_COUNTERPART, q->with);
		if (q->of != NUMBER_NONE)
			one(out, FIELD_OFFICIAL, q->of);
	} else if (q->of != NUMBER_NONE) {
		question_init(out, VIEW_OFFICIAL);
		one(out, FIELD_OFFICIAL, q->of);
	} else if (state) {
		question_init(out, VIEW_STATE);
		one(out, FIELD_STATE, state_code(q->state));
	} else {
		return error_set(e, ERR_INPUT,
		    "a question names --of, --with or --state");
	}
	out->from = q->from;
	out->to = q->to;
	return ERR_NONE;
}

enum err
asking_questions(const struct asking *q, const char *sending_state,
    struct question *out, size_t *count, struct error *e)
{
	struct question base;
	struct range state;
	enum err rc;

	if (q->from > q->to) {
		error_set(e, ERR_INPUT, "--from is after --to");
		return error_mend(e, ERR_INPUT, "turn them round");
	}
	if (q->with_post != NUMBER_NONE && q->state[0] != '\0' &&
	    strcmp(q->state, sending_state) != 0)
		return error_set(e, ERR_INPUT,
		    "--state %s is not the sending state of that post (%s)",
		    q->state, sending_state);
	rc = frame(q, sending_state, &base, e);
	if (rc != ERR_NONE)
		return rc;
	base.mode = q->mode == ASK_LIST ? MODE_LIST : MODE_COUNT;
	if (q->mode == ASK_ANYONE_ELSE) {
		base.mode = MODE_GROUPS;
		(void)question_range(&base, FIELD_STATE, &state);
		base.group = state.first == state.last ? FIELD_COUNTERPART :
		    FIELD_STATE;
	}
	*count = 0;
	if (q->kinds == 0)
		out[(*count)++] = base;
	for (unsigned k = 1; q->kinds != 0 && k <= 10; k++) {
		unsigned last = k;

		if ((q->kinds & KIND_BIT(k)) == 0)
			continue;
		while (last < 10 && (q->kinds & KIND_BIT(last + 1)) != 0)
			last++;
		out[*count] = base;
		(void)question_set(&out[(*count)++], FIELD_KIND, k, last);
		k = last;
	}
	return ERR_NONE;
}

/* ---- making the file ---- */

#define STATES_MAX 700

struct making {
	struct registry *r;
	struct asked *out;
	const struct question *question;
	uint64_t covered;
	struct arena *arena;
	struct error *e;
	struct buffer blocks; /* text of the blocks so far */
	size_t block_count;
	bool failed;
	/* of the block under way */
	struct buffer groups;
	uint64_t states[STATES_MAX];
	size_t state_count;
	struct posting *postings;
	size_t posting_count, posting_cap;
};

static void
on_group(void *context, uint64_t value, const struct answer *a)
{
	struct making *m = context;
	bool is_state = m->question->group == FIELD_STATE;

	proof_file_group(&m->groups, value, is_state, a->certain, a->possible,
	    a->struck);
	if (is_state && m->state_count < STATES_MAX)
		m->states[m->state_count++] = value;
}

static void
on_posting(void *context, const struct posting *p)
{
	struct making *m = context;

	if (m->posting_count == m->posting_cap) {
		size_t cap = m->posting_cap == 0 ? 64 : m->posting_cap * 2;
		void *moved = realloc(m->postings, cap * sizeof *m->postings);

		if (moved == NULL) {
			m->failed = true;
			return;
		}
		m->postings = moved;
		m->posting_cap = cap;
	}
	m->postings[m->posting_count++] = *p;
}

static int
by_number(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static enum err
list_entries(struct making *m)
{
	struct buffer leaf = {0};
	enum err rc = ERR_NONE;

	if (m->posting_count != 0)
		qsort(m->postings, m->posting_count, sizeof *m->postings,
		    by_number);
	for (size_t i = 0; i < m->posting_count && rc == ERR_NONE; i++) {
		if (i != 0 && m->postings[i].number ==
		    m->postings[i - 1].number)
			continue;
		buffer_clear(&leaf);
		rc = truth_read_entry(registry_truth(m->r),
		    m->postings[i].number, &leaf, NULL, m->e);
		if (rc == ERR_NONE)
			proof_file_entry(&m->blocks, m->postings[i].number,
			    buffer_bytes(&leaf));
	}
	buffer_release(&leaf);
	return rc;
}

static enum err
add_block(struct making *m, const struct question *q)
{
	struct answer_sink sink = {on_group, on_posting, m};
	struct buffer proof = {.limit = 16 * MIB};
	struct answer answer;
	char text[QUESTION_BYTES];
	enum err rc;

	m->question = q;
	buffer_clear(&m->groups);
	m->state_count = 0;
	m->posting_count = 0;
	rc = ordered_index_prove(registry_index(m->r), q, m->covered, &proof,
	    &answer, q->mode == MODE_COUNT ? NULL : &sink, m->e);
	if (rc == ERR_NONE) {
		(void)question_print(text, q);
		proof_file_block(&m->blocks, bytes_text(text), answer.certain,
		    answer.possible, answer.struck);
		buffer_add(&m->blocks, buffer_bytes(&m->groups));
		proof_file_trie(&m->blocks, buffer_bytes(&proof));
		if (q->mode == MODE_LIST)
			rc = list_entries(m);
		proof_file_block_end(&m->blocks);
		if (m->block_count == PARTS_MAX)
			return error_set(m->e, ERR_INPUT,
			    "the answer has more than %d parts", PARTS_MAX);
		m->out->canonical[m->block_count++] = arena_text(m->arena,
		    bytes_text(text));
	}
	buffer_release(&proof);
	if (rc == ERR_NONE && (m->failed || m->blocks.failed))
		rc = error_set(m->e, ERR_MEMORY, "out of memory");
	return rc;
}

/* groups(state) is followed by groups(counterpart) of each state found. */
static enum err
add_with_follow_ups(struct making *m, const struct question *q)
{
	uint64_t states[STATES_MAX];
	size_t count;
	enum err rc = add_block(m, q);

	if (rc != ERR_NONE || q->mode != MODE_GROUPS ||
	    q->group != FIELD_STATE)
		return rc;
	count = m->state_count;
	memcpy(states, m->states, count * sizeof *states);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct question due = *q;

		one(&due, FIELD_STATE, states[i]);
		due.group = FIELD_COUNTERPART;
		rc = add_block(m, &due);
	}
	return rc;
}

static enum err
finish_file(struct making *m)
{
	struct hash path[TREE_PATH_MAX];
	struct buffer root = {0}, note = {0};
	size_t path_count;
	enum err rc = truth_read_entry(registry_truth(m->r), m->covered, &root,
	    NULL, m->e);

	if (rc == ERR_NONE)
		rc = tree_source_prove_inclusion(registry_tree(m->r),
		    m->covered, m->covered + 1, path, &path_count, m->e);
	if (rc == ERR_NONE)
		rc = log_read_note(registry_truth(m->r), m->covered + 1,
		    &note, m->e);
	if (rc == ERR_NONE) {
		proof_file_begin(&m->out->file, buffer_bytes(&root),
		    m->covered, path, path_count, m->block_count);
		buffer_add(&m->out->file, buffer_bytes(&m->blocks));
		proof_file_end(&m->out->file, buffer_bytes(&note));
		if (m->out->file.failed)
			rc = error_set(m->e, ERR_MEMORY, "out of memory");
		else if (m->out->file.len > ANSWER_FILE_BYTES_MAX) {
			/* a verifier would refuse it: proof-file 2.1 */
			error_word(m->e, ERR_INPUT, "answer_size",
			    "the proof is longer than 16 MiB");
			rc = error_mend(m->e, ERR_INPUT,
			    "ask about fewer days, or count without a list");
		}
	}
	buffer_release(&root);
	buffer_release(&note);
	return rc;
}

/* ---- reading the verified file ---- */

static bool
is_named(const struct asking *q, const uint64_t *holders, size_t count,
    uint64_t who)
{
	if (who != 0 && (who == q->with || who == q->with_post))
		return true;
	for (size_t i = 0; i < count; i++)
		if (holders[i] == who)
			return true;
	return false;
}

static struct asked_group *
group_of(struct asked *out, uint64_t who, const char state[3],
    struct arena *a)
{
	struct asked_group *g;

	for (size_t i = 0; i < out->group_count; i++)
		if (out->groups[i].who == who &&
		    memcmp(out->groups[i].state, state, 3) == 0)
			return &out->groups[i];
	if ((out->group_count & (out->group_count + 1)) == 0) {
		g = arena_take_array(a, 2 * (out->group_count + 1),
		    sizeof *g);
		if (g == NULL)
			return NULL;
		if (out->group_count != 0)
			memcpy(g, out->groups,
			    out->group_count * sizeof *g);
		out->groups = g;
	}
	g = &out->groups[out->group_count++];
	*g = (struct asked_group){.who = who};
	memcpy(g->state, state, 3);
	return g;
}

static int
by_group(const void *a, const void *b)
{
	const struct asked_group *x = a, *y = b;

	if (x->who != y->who)
		return x->who < y->who ? -1 : 1;
	return memcmp(x->state, y->state, sizeof x->state);
}

/* Groups of counterparts from every block that has them; rest parts add to
 * possible alone. */
static enum err
read_groups(struct asked *out, const struct answer_work *w, struct arena *a,
    struct error *e)
{
	for (size_t i = 0; i < w->file.block_count; i++) {
		const struct answer_block *b = &w->file.blocks[i];
		struct bytes rest = b->groups;
		struct answer sums;
		struct range state;
		uint64_t who;
		bool later = i >= w->first_count && w->roles[i] == ROLE_REST;
		char code[3] = "";

		if (w->roles[i] == ROLE_SEALED ||
		    b->question.mode != MODE_GROUPS ||
		    b->question.group != FIELD_COUNTERPART ||
		    !question_range(&b->question, FIELD_STATE, &state))
			continue;
		code[0] = (char)(state.first >> 8 & 0x7f);
		code[1] = (char)(state.first & 0x7f);
		while (answer_group_next(&rest, false, &who, &sums)) {
			struct asked_group *g = group_of(out, who, code, a);

			if (g == NULL)
				return error_set(e, ERR_MEMORY,
				    "out of memory");
			g->sums.possible += sums.possible;
			g->sums.certain += later ? 0 : sums.certain;
			g->sums.struck += later ? 0 : sums.struck;
		}
	}
	if (out->group_count != 0)
		qsort(out->groups, out->group_count, sizeof *out->groups,
		    by_group);
	return ERR_NONE;
}

static void
sum_others(struct asked *out, const struct asking *q, const uint64_t *holders,
    size_t count)
{
	out->sums = (struct answer){0, 0, 0};
	for (size_t i = 0; i < out->group_count; i++) {
		struct asked_group *g = &out->groups[i];

		g->asked = is_named(q, holders, count, g->who);
		if (g->asked)
			continue;
		out->sums.certain += g->sums.certain;
		out->sums.possible += g->sums.possible;
		out->sums.struck += g->sums.struck;
	}
}

static bool
add_entry(struct asked *out, struct arena *a, struct asked_entry entry)
{
	size_t n = out->entry_count;

	if ((n & (n + 1)) == 0) { /* 0, 1, 3, 7, ...: the array is full */
		struct asked_entry *more = arena_take_array(a, 2 * (n + 1),
		    sizeof *more);

		if (more == NULL)
			return false;
		if (n != 0)
			memcpy(more, out->entries, n * sizeof *more);
		out->entries = more;
	}
	out->entries[n] = entry;
	out->entry_count++;
	return true;
}

/* Rows of one list, from the bytes of its proof, which was verified. */
static enum err
read_list(struct asked *out, struct answer_work *w, size_t block,
    uint8_t *scratch, size_t scratch_len, struct arena *a, struct error *e)
{
	const struct answer_block *b = &w->file.blocks[block];
	bool rest = w->roles[block] == ROLE_REST;
	struct trie_item item = {.event = TRIE_GROUP};
	size_t len = 0;
	enum err rc;

	if (!base64_decode(b->trie, scratch, scratch_len, &len))
		return error_set(e, ERR_PROOF, "block %zu holds no index path",
		    block + 1);
	trie_start(&w->reader, &b->question, bytes_of(scratch, len));
	while ((rc = trie_next(&w->reader, &item, e)) == ERR_NONE &&
	    item.event != TRIE_END) {
		struct asked_entry x = {.number = item.posting.number,
		    .times = item.posting.times, .fit = FIT_POSSIBLE};

		if (item.posting.struck_by != 0)
			x.fit = FIT_STRUCK;
		else if (item.certain && !rest)
			x.fit = FIT_CERTAIN;
		if (!add_entry(out, a, x))
			return error_set(e, ERR_MEMORY, "out of memory");
	}
	return rc;
}

static enum err
read_lists(struct asked *out, struct answer_work *w, struct arena *a,
    struct error *e)
{
	uint8_t *scratch = malloc(out->file.len);
	enum err rc = scratch == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") : ERR_NONE;

	for (size_t i = 0; i < w->file.block_count && rc == ERR_NONE; i++)
		if (w->file.blocks[i].question.mode == MODE_LIST &&
		    w->roles[i] != ROLE_SEALED &&
		    w->file.blocks[i].trie.len != 0)
			rc = read_list(out, w, i, scratch, out->file.len, a, e);
	free(scratch);
	return rc;
}

static int
by_entry(const void *a, const void *b)
{
	const struct asked_entry *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->fit < y->fit ? -1 : x->fit > y->fit;
}

/* One contact with several officials or counterparts is several postings of a
 * view but one row of a list. */
static void
merge_entries(struct asked *out)
{
	size_t kept = 0;

	if (out->entry_count == 0)
		return; /* there may be no array either */
	qsort(out->entries, out->entry_count, sizeof *out->entries, by_entry);
	for (size_t i = 0; i < out->entry_count; i++)
		if (kept == 0 ||
		    out->entries[kept - 1].number != out->entries[i].number)
			out->entries[kept++] = out->entries[i];
	out->entry_count = kept;
}

static enum err
own_policy(struct policy *p, struct registry *r, struct buffer *text,
    struct error *e)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct entry entry;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = registry_entry(r, 0, &entry, a, e);
	if (rc == ERR_NONE) {
		struct bytes key = json_get_text(entry.body, "log_key");

		buffer_text(text, "log ");
		buffer_add(text, key);
		buffer_text(text, "\nquorum none\n");
		rc = policy_parse(p, buffer_bytes(text), e);
	}
	arena_free(a);
	return rc;
}

static uint64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static enum err
verify(struct asked *out, struct registry *r, const struct question *firsts,
    size_t count, struct answer_work *w, struct error *e)
{
	struct policy *policy = calloc(1, sizeof *policy);
	size_t scratch_len = answer_scratch(out->file.len);
	uint8_t *scratch = malloc(scratch_len);
	struct answer_asker by = {.asked = firsts, .asked_count = count};
	struct buffer text = {0};
	struct report report;
	enum err rc;

	if (policy == NULL || scratch == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else
		rc = own_policy(policy, r, &text, e);
	if (rc == ERR_NONE) {
		uint64_t start = now_ns();

		by.policy = policy;
		rc = answer_check(&report, w, buffer_bytes(&out->file), &by,
		    scratch, scratch_len);
		out->verify_ns = now_ns() - start;
		for (size_t i = 0; rc != ERR_NONE && i < STEP_COUNT; i++)
			if (report.steps[i].result == STEP_FAILED ||
			    report.steps[i].result == STEP_CANNOT) {
				error_set(e, ERR_PROOF, "the answer does not "
				    "verify, step %zu: %s", i + 1,
				    report.steps[i].text);
				rc = error_mend(e, ERR_PROOF,
				    "chancery rebuild");
				break;
			}
	}
	buffer_release(&text);
	free(policy);
	free(scratch);
	return rc;
}

static void
keep_firsts(struct making *m, const struct question *firsts, size_t count)
{
	char text[QUESTION_BYTES];

	for (size_t i = 0; i < count && i < PARTS_MAX; i++) {
		(void)question_print(text, &firsts[i]);
		m->out->firsts[i] = arena_text(m->arena, bytes_text(text));
	}
	m->out->first_count = count;
}

static enum err
answer(struct making *m, const struct asking *q,
    const struct question *firsts, size_t first_count)
{
	struct answer_work *w = calloc(1, sizeof *w);
	uint64_t holders[ASK_EXCEPT_MAX];
	struct parts parts;
	size_t holder_count = 0;
	enum err rc;

	if (w == NULL)
		return error_set(m->e, ERR_MEMORY, "out of memory");
	rc = parts_derive(&parts, firsts, first_count, true, m->e);
	for (size_t i = 0; i < parts.count && rc == ERR_NONE; i++)
		rc = add_with_follow_ups(m, &parts.at[i]);
	if (rc == ERR_NONE)
		rc = finish_file(m);
	m->out->canonical_count = m->block_count;
	keep_firsts(m, firsts, first_count);
	if (rc == ERR_NONE)
		rc = verify(m->out, m->r, firsts, first_count, w, m->e);
	if (rc == ERR_NONE) {
		m->out->sums = w->answer;
		m->out->sealed_known = w->sealed_known;
		m->out->sealed = w->sealed;
		m->out->unit = firsts[0].view->unit;
		rc = read_lists(m->out, w, m->arena, m->e);
		merge_entries(m->out);
	}
	if (rc == ERR_NONE && q->mode == ASK_ANYONE_ELSE) {
		rc = read_groups(m->out, w, m->arena, m->e);
		if (rc == ERR_NONE && q->with_post != NUMBER_NONE)
			rc = read_model_holders(registry_read_model(m->r),
			    q->with_post, q->from, q->to, holders,
			    ASK_EXCEPT_MAX, &holder_count, m->e);
		if (rc == ERR_NONE)
			sum_others(m->out, q, holders, holder_count >
			    ASK_EXCEPT_MAX ? ASK_EXCEPT_MAX : holder_count);
	}
	free(w);
	return rc;
}

/* Sending state of a post, in capitals; "" where it has none. */
static enum err
sending_state(struct registry *r, uint64_t post, char out[3], struct arena *a,
    struct error *e)
{
	struct row_entity row;
	struct entry entry;
	struct bytes state;
	enum err rc;

	out[0] = '\0';
	if (post == NUMBER_NONE)
		return ERR_NONE;
	rc = read_model_by_number(registry_read_model(r), post, &row, e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	if (rc != ERR_NONE)
		return rc;
	state = json_get_text(entry.body, "sent_by");
	if (state.len == 2) {
		out[0] = (char)(state.at[0] & 0xdf);
		out[1] = (char)(state.at[1] & 0xdf);
		out[2] = '\0';
	}
	return ERR_NONE;
}

/* The checkpoint, the blocks, the file, verified. */
static enum err
ask_at(struct registry *r, const struct asking *q,
    const struct question *firsts, size_t count, struct asked *out,
    struct arena *a, struct error *e)
{
	struct making m = {.r = r, .out = out, .arena = a, .e = e};
	enum err rc;

	if (out->size == 0)
		return error_set(e, ERR_ABSENT,
		    "the register has no checkpoint yet");
	rc = truth_read_checkpoint(registry_truth(r), out->size, NULL, NULL,
	    &m.blocks, e);
	buffer_clear(&m.blocks);
	if (rc == ERR_NONE)
		rc = registry_time_of(r, out->size, &out->time_s, e);
	m.covered = out->size - 1;
	if (rc == ERR_NONE)
		rc = answer(&m, q, firsts, count);
	buffer_release(&m.blocks);
	buffer_release(&m.groups);
	free(m.postings);
	return rc;
}

static void
asked_init(struct asked *out, const struct registry *r, uint64_t size)
{
	*out = (struct asked){.size = size == 0 ? registry_size(r) : size};
	out->file.limit = 64 * MIB;
}

enum err
registry_ask(struct registry *r, const struct asking *q, struct asked *out,
    struct arena *a, struct error *e)
{
	struct question firsts[PARTS_MAX];
	size_t count = 0;
	char state[3];
	enum err rc;

	asked_init(out, r, q->size);
	rc = sending_state(r, q->with_post, state, a, e);
	if (rc == ERR_NONE)
		rc = asking_questions(q, state, firsts, &count, e);
	if (rc == ERR_NONE)
		rc = ask_at(r, q, firsts, count, out, a, e);
	if (rc != ERR_NONE)
		asked_release(out);
	return rc;
}

enum err
registry_ask_sealed(struct registry *r, uint64_t of, uint32_t from,
    uint32_t to, uint64_t size, struct asked *out, struct arena *a,
    struct error *e)
{
	struct asking q = {.of = of,
	    .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE,
	    .from = from,
	    .to = to,
	    .mode = ASK_LIST};
	struct question first;
	enum err rc;

	asked_init(out, r, size);
	question_init(&first, VIEW_SEALED_OFFICIAL);
	one(&first, FIELD_OFFICIAL, of);
	first.from = from;
	first.to = to;
	first.mode = MODE_LIST;
	rc = ask_at(r, &q, &first, 1, out, a, e);
	if (rc != ERR_NONE)
		asked_release(out);
	return rc;
}

/* The one block of the file, and what the verifier read in it. */
static enum err
answer_alone(struct making *m, const struct question *q)
{
	struct answer_work *w = calloc(1, sizeof *w);
	enum err rc = w == NULL ?
	    error_set(m->e, ERR_MEMORY, "out of memory") :
	    add_block(m, q);

	if (rc == ERR_NONE)
		rc = finish_file(m);
	if (rc == ERR_NONE)
		rc = verify(m->out, m->r, NULL, 0, w, m->e);
	/* by itself it is no answer of A5.4: the question is compared here */
	if (rc == ERR_NONE && (w->file.block_count != 1 ||
	    !question_equal(&w->file.blocks[0].question, q)))
		rc = error_set(m->e, ERR_PROOF,
		    "the file answers another question");
	if (rc == ERR_NONE) {
		m->out->sums = w->file.blocks[0].answer;
		m->out->unit = q->view->unit;
		m->out->canonical_count = 1;
	}
	free(w);
	return rc;
}

enum err
registry_ask_canonical(struct registry *r, const char *canonical,
    uint64_t size, struct asked *out, struct arena *a, struct error *e)
{
	struct making m = {.r = r, .out = out, .arena = a, .e = e};
	struct question q;
	enum err rc;

	*out = (struct asked){.size = size == 0 ? registry_size(r) : size};
	out->file.limit = 64 * MIB;
	rc = question_parse(&q, bytes_text(canonical), e);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(registry_truth(r), out->size, NULL,
		    NULL, &m.blocks, e);
	buffer_clear(&m.blocks);
	if (rc == ERR_NONE)
		rc = registry_time_of(r, out->size, &out->time_s, e);
	m.covered = out->size - 1;
	if (rc == ERR_NONE)
		rc = answer_alone(&m, &q);
	buffer_release(&m.blocks);
	buffer_release(&m.groups);
	free(m.postings);
	if (rc != ERR_NONE)
		asked_release(out);
	return rc;
}

void
asked_release(struct asked *a)
{
	buffer_release(&a->file);
}

struct sizing {
	struct registry *r;
	int64_t at_s;
	uint64_t size;
};

static enum err
not_after(void *context, const struct truth_note *note, struct error *e)
{
	struct sizing *s = context;
	int64_t time_s;
	enum err rc = registry_time_of(s->r, note->size, &time_s, e);

	if (rc == ERR_NONE && time_s <= s->at_s) {
		s->size = note->size;
		rc = ERR_CONFLICT; /* found: ends the walk */
	}
	return rc;
}

enum err
registry_size_at(struct registry *r, int64_t at_s, uint64_t *size,
    struct error *e)
{
	struct sizing s = {r, at_s, 0};
	enum err rc = truth_last_checkpoints(registry_truth(r), 0, INT64_MAX,
	    not_after, &s, e);

	if (s.size != 0) {
		*size = s.size;
		return ERR_NONE;
	}
	if (rc != ERR_NONE)
		return rc;
	return error_set(e, ERR_ABSENT, "no checkpoint that early");
}
