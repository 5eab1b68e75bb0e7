/*
 * Sets of postings with their root and questions with answers and proofs, one
 * JSON object a line. Each set counts once for its root and once for each
 * question: the text parses to the members given and prints back; the verifier
 * finds the answer and the top from the proof given. Where only length and
 * hash of a proof are given, and to hold the bytes against, a plain prover
 * makes it; the server's own prover is tested where it is built.
 */
#include "proof/test_prover.h"
#include "vectors/kinds.h"

static bool
posting_read(const struct json *v, struct arena *a, struct posting *p)
{
	struct bytes key;
	uint64_t times;
	const struct view *view;

	memset(p, 0, sizeof *p);
	if (!json_hex(json_at(v, 0), a, &key) || key.len > KEY_BYTES_MAX ||
	    key.len == 0 || !json_u64(json_at(v, 1), &times) ||
	    !json_u64(json_at(v, 2), &p->struck_by) ||
	    !json_hex_hash(json_at(v, 3), &p->leaf))
		return false;
	view = view_by_byte(key.at[0]);
	if (view == NULL || view->key_len != key.len || times > UINT32_MAX)
		return false;
	memcpy(p->key, key.at, key.len);
	p->key_len = (uint8_t)key.len;
	p->times = (uint32_t)times;
	p->number = key_get(p->key, view_field(view, FIELD_NUMBER));
	return true;
}

static bool
set_read(const struct json *v, struct arena *a, struct posting_set *s)
{
	const struct json *all = json_get(v, "postings");
	const struct json *p = all == NULL ? NULL : all->first;

	s->count = 0;
	s->at = all == NULL ? NULL : arena_take_array(a, all->count + 1,
	    sizeof *s->at);
	if (s->at == NULL)
		return false;
	for (; p != NULL; p = p->next)
		if (!posting_read(p, a, &s->at[s->count++]))
			return false;
	return true;
}

/* [node hash, live, struck, latest] */
static bool
top_read(const struct json *v, struct heading *d)
{
	uint64_t latest;

	if (!json_hex_hash(json_at(v, 0), &d->hash) ||
	    !json_u64(json_at(v, 1), &d->live) ||
	    !json_u64(json_at(v, 2), &d->struck) ||
	    !json_u64(json_at(v, 3), &latest) || latest > DAY_LAST)
		return false;
	d->latest = (uint32_t)latest;
	return true;
}

static bool
root_agrees(const struct json *v, const struct posting_set *s,
    const struct heading *top)
{
	struct heading own = set_top(s);
	struct hash want, root;
	uint64_t covered, mapping;

	if (!json_u64(json_get(v, "covered"), &covered) ||
	    !json_u64(json_get(v, "mapping"), &mapping) ||
	    mapping > UINT16_MAX || !json_hex_hash(json_get(v, "root"), &want))
		return false;
	root = heading_commitment(json_get_text(v, "origin"),
	    (uint16_t)mapping, covered, top);
	return hash_equal(&root, &want) && heading_equal(&own, top);
}

static bool
day_is(const struct json *v, uint32_t day, uint32_t open)
{
	uint32_t want = open;

	return (json_is_null(v) || (v->type == JSON_STRING &&
	    day_parse(v->text, &want))) && day == want;
}

static bool
mode_is(const struct json *v, const struct question *q)
{
	struct bytes mode = json_get_text(v, "mode");

	switch (q->mode) {
	case MODE_COUNT:
		return bytes_is(mode, "count");
	case MODE_LIST:
		return bytes_is(mode, "list");
	case MODE_GROUPS:
		return bytes_is(mode, "groups") && bytes_is(json_get_text(v,
		    "group"), field_name(q->group));
	}
	return false;
}

static bool
ranges_are(const struct json *v, const struct question *q)
{
	const struct json *all = json_get(v, "ranges");

	for (size_t i = 0; i < q->view->field_count; i++) {
		enum field f = q->view->fields[i].field;
		const struct json *pair = json_get(all, field_name(f));
		uint64_t first, last;

		if (pair == NULL) {
			if (!question_is_full(q, f))
				return false;
			continue;
		}
		if (!json_u64(json_at(pair, 0), &first) ||
		    !json_u64(json_at(pair, 1), &last) ||
		    first != q->ranges[i].first || last != q->ranges[i].last)
			return false;
	}
	return true;
}

static bool
question_agrees(const struct json *v, struct question *q)
{
	struct bytes text = json_get_text(v, "question");
	char again[QUESTION_BYTES];

	return question_parse(q, text, NULL) == ERR_NONE &&
	    bytes_equal(text, bytes_of(again, question_print(again, q))) &&
	    bytes_is(json_get_text(v, "view"), q->view->name) &&
	    day_is(json_get(v, "from"), q->from, DAY_FIRST) &&
	    day_is(json_get(v, "to"), q->to, DAY_LAST) && mode_is(v, q) &&
	    ranges_are(v, q);
}

/* [group or null, certain, possible, struck] */
static bool
row_is(const struct json *row, const struct question *q, uint64_t group,
    const struct answer *a)
{
	uint64_t value = 0, certain, possible, struck;

	if (q->mode == MODE_GROUPS ? !json_u64(json_at(row, 0), &value) :
	    !json_is_null(json_at(row, 0)))
		return false;
	return json_u64(json_at(row, 1), &certain) &&
	    json_u64(json_at(row, 2), &possible) &&
	    json_u64(json_at(row, 3), &struck) && value == group &&
	    certain == a->certain && possible == a->possible &&
	    struck == a->struck;
}

/* What the verifier finds in the proof is what the case states. */
static bool
answer_agrees(const struct json *v, const struct question *q,
    struct bytes proof, const struct heading *top)
{
	const struct json *rows = json_get(v, "answer");
	const struct json *row = rows == NULL ? NULL : rows->first;
	struct trie_reader r;
	struct trie_item item;

	trie_start(&r, q, proof);
	do {
		if (trie_next(&r, &item, NULL) != ERR_NONE)
			return false;
		if (item.event == TRIE_GROUP) {
			if (row == NULL || !row_is(row, q, item.group_value,
			    &item.answer))
				return false;
			row = row->next;
		}
	} while (item.event != TRIE_END);
	if (q->mode != MODE_GROUPS) {
		if (row == NULL || !row_is(row, q, 0, &item.answer))
			return false;
		row = row->next;
	}
	return row == NULL && heading_equal(&item.top, top);
}

/* The proof given, and the plain prover's, are the same bytes. */
static bool
proof_agrees(const struct json *v, const struct posting_set *s,
    const struct question *q, const struct heading *top, struct arena *a)
{
	struct buffer proof = {0};
	struct bytes given;
	struct hash h, want;
	uint64_t len;
	bool good;

	set_prove(&proof, s, q);
	given = buffer_bytes(&proof);
	good = json_get(v, "proof") == NULL || (json_hex(json_get(v, "proof"),
	    a, &given) && bytes_equal(given, buffer_bytes(&proof)));
	h = hash_bytes(given);
	good = good && !proof.failed &&
	    json_u64(json_get(v, "proof_bytes"), &len) && len == given.len &&
	    json_hex_hash(json_get(v, "proof_sha256"), &want) &&
	    hash_equal(&h, &want) && answer_agrees(v, q, given, top);
	buffer_release(&proof);
	return good;
}

static enum err
run_set(struct run *r, const struct json *v, struct arena *a, struct error *e)
{
	const struct json *all = json_get(v, "questions");
	struct posting_set s;
	struct heading top;
	int64_t number = json_get_number(v, "case", -1), k = 0;

	if (!set_read(v, a, &s) || !top_read(json_get(v, "top"), &top))
		return error_set(e, ERR_INPUT,
		    "set %lld: postings or top cannot be read",
		    (long long)number);
	case_count(r, root_agrees(v, &s, &top), "set %lld: root",
	    (long long)number);
	for (v = all == NULL ? NULL : all->first; v != NULL; v = v->next) {
		struct question q;

		case_count(r, question_agrees(v, &q) &&
		    proof_agrees(v, &s, &q, &top, a),
		    "set %lld: question %lld", (long long)number,
		    (long long)k++);
	}
	return ERR_NONE;
}

static enum err
run(struct run *r, struct error *e)
{
	static const struct json_limits limits = {16, 64, 1 << 20, MIB, true};
	struct arena *a = arena_new(256 * MIB);
	struct bytes rest, line;
	bool complete;
	enum err rc = run_read(r, &rest, "", e);

	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		const struct json *v;

		arena_reset(a);
		rc = json_parse(&v, line, &limits, a, e);
		if (rc == ERR_NONE)
			rc = run_set(r, v, a, e);
	}
	arena_free(a);
	return rc;
}

const struct kind kind_index = {"index",
    "sets of postings with questions and proofs (.jsonl)", run};
