#include "proof/answer.h"

#include <inttypes.h>

#include "format/base64.h"

#define NUMBER_MAX ((UINT64_C(1) << 53) - 1) /* model 1.2 */
#define PIECE_CHARS 64 /* base64 is read in pieces of so many characters */
#define PIECE_BYTES 48
#define RECORD_BYTES 41 /* of the entry table: number 8, leaf 32, used 1 */

/* The next piece of a canonical base64 text; false where it is not one. */
static bool
base64_piece(struct bytes *rest, uint8_t out[PIECE_BYTES], size_t *len)
{
	size_t chars = rest->len < PIECE_CHARS ? rest->len : PIECE_CHARS;

	if (!base64_decode(bytes_of(rest->at, chars), out, PIECE_BYTES, len))
		return false;
	*rest = bytes_of(rest->at + chars, rest->len - chars);
	return rest->len == 0 || *len == PIECE_BYTES;
}

static bool
base64_is_good(struct bytes text)
{
	uint8_t piece[PIECE_BYTES];
	size_t len;

	while (text.len != 0)
		if (!base64_piece(&text, piece, &len))
			return false;
	return true;
}

/* H(0x00 | bytes) of a base64 text that base64_is_good. */
static struct hash
base64_leaf(struct bytes text)
{
	static const uint8_t zero = 0;
	uint8_t piece[PIECE_BYTES];
	struct sha256 s;
	struct hash h;
	size_t len;

	sha256_init(&s);
	sha256_add(&s, &zero, 1);
	while (text.len != 0 && base64_piece(&text, piece, &len))
		sha256_add(&s, piece, len);
	sha256_end(&s, &h);
	return h;
}

/* The file, line by line. `line` is the one in hand. */
struct reader {
	struct bytes rest, line;
	size_t number;
};

static enum err
malformed(const struct reader *r, const char *what, struct error *e)
{
	return error_word(e, ERR_INPUT, "form", "line %zu: %s", r->number,
	    what);
}

static enum err
next_line(struct reader *r, struct error *e)
{
	bool complete = false;

	r->number++;
	if (!bytes_line(&r->rest, &r->line, &complete) || !complete)
		return malformed(r, "the file breaks off", e);
	return ERR_NONE;
}

/* Cuts "KEYWORD " off the line in hand. */
static bool
is_keyword(const struct reader *r, const char *keyword, struct bytes *value)
{
	size_t len = strlen(keyword);

	if (!bytes_starts(r->line, keyword) || r->line.len < len + 2 ||
	    r->line.at[len] != ' ')
		return false;
	*value = bytes_of(r->line.at + len + 1, r->line.len - len - 1);
	return true;
}

static bool
is_number(const struct reader *r, const char *keyword, uint64_t max,
    uint64_t *out)
{
	struct bytes value;

	return is_keyword(r, keyword, &value) &&
	    bytes_decimal(value, max, out);
}

/* Everything up to the next blank, which goes too. */
static struct bytes
cut_word(struct bytes *rest)
{
	size_t len = bytes_find(*rest, ' ');
	struct bytes word = bytes_of(rest->at, len);

	if (len < rest->len)
		len++;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return word;
}

static bool
cut_number(struct bytes *rest, const char *name, uint64_t *out)
{
	struct bytes word = cut_word(rest);
	size_t len = strlen(name);

	if (!bytes_starts(word, name))
		return false;
	return bytes_decimal(bytes_of(word.at + len, word.len - len),
	    HEADING_SUM_LIMIT - 1, out);
}

static bool
parse_sums(struct bytes text, bool named, struct answer *out)
{
	return text.len != 0 && text.at[text.len - 1] != ' ' &&
	    cut_number(&text, named ? "certain=" : "", &out->certain) &&
	    cut_number(&text, named ? "possible=" : "", &out->possible) &&
	    cut_number(&text, named ? "struck=" : "", &out->struck) &&
	    text.len == 0;
}

static bool
parse_group(struct bytes value, bool is_state, uint64_t *number,
    struct answer *sums)
{
	struct bytes word = cut_word(&value);

	if (value.len == 0)
		return false;
	if (!is_state)
		return bytes_decimal(word, NUMBER_MAX, number) &&
		    parse_sums(value, false, sums);
	if (word.len != 2 || word.at[0] < 'A' || word.at[0] > 'Z' ||
	    word.at[1] < 'A' || word.at[1] > 'Z')
		return false;
	*number = (uint64_t)word.at[0] << 8 | word.at[1];
	return parse_sums(value, false, sums);
}

static bool
parse_entry(struct bytes value, uint64_t *number, struct bytes *base64)
{
	struct bytes word = cut_word(&value);

	*base64 = value;
	return value.len != 0 &&
	    value.len <= BASE64_LEN(PROVED_ENTRY_BYTES_MAX) &&
	    bytes_decimal(word, NUMBER_MAX, number);
}

bool
answer_group_next(struct bytes *rest, bool is_state, uint64_t *value,
    struct answer *sums)
{
	struct reader r = {.rest = *rest};
	struct bytes text;
	bool good = next_line(&r, NULL) == ERR_NONE &&
	    is_keyword(&r, "group", &text) &&
	    parse_group(text, is_state, value, sums);

	*rest = r.rest;
	return good;
}

bool
answer_entry_next(struct bytes *rest, uint64_t *number, struct bytes *base64)
{
	struct reader r = {.rest = *rest};
	struct bytes text;
	bool good = next_line(&r, NULL) == ERR_NONE &&
	    is_keyword(&r, "entry", &text) &&
	    parse_entry(text, number, base64);

	*rest = r.rest;
	return good;
}

static enum err
parse_header(struct answer_file *f, struct reader *r, struct error *e)
{
	uint64_t count;
	enum err rc = next_line(r, e);

	if (rc != ERR_NONE)
		return rc;
	if (!bytes_is(r->line, "chancery/proof@v1")) {
		if (bytes_starts(r->line, "chancery/proof@v"))
			return error_word(e, ERR_UNCHECKED, "format_version",
			    "this version of the proof format is not known "
			    "here");
		return malformed(r, "expected: chancery/proof@v1", e);
	}
	rc = next_line(r, e);
	if (rc != ERR_NONE)
		return rc;
	if (!is_keyword(r, "root", &f->root) || !base64_is_good(f->root) ||
	    f->root.len > BASE64_LEN(PROVED_ENTRY_BYTES_MAX))
		return malformed(r, "expected: root BASE64", e);
	rc = next_line(r, e);
	if (rc != ERR_NONE)
		return rc;
	if (!is_number(r, "index", NUMBER_MAX, &f->covered))
		return malformed(r, "expected: index NUMBER", e);
	for (f->path_count = 0;; f->path_count++) {
		size_t len;

		rc = next_line(r, e);
		if (rc != ERR_NONE)
			return rc;
		if (bytes_starts(r->line, "blocks "))
			break;
		if (f->path_count == PATH_MAX_HASHES || !base64_decode(
		    r->line, f->path[f->path_count].at, HASH_BYTES, &len) ||
		    len != HASH_BYTES)
			return malformed(r, "expected: a hash in base64, or "
			    "blocks NUMBER", e);
	}
	if (!is_number(r, "blocks", PARTS_MAX, &count) || count == 0)
		return malformed(r, "expected: blocks 1 to 64", e);
	f->block_count = (size_t)count;
	rc = next_line(r, e);
	if (rc == ERR_NONE && r->line.len != 0)
		rc = malformed(r, "expected: an empty line", e);
	return rc;
}

/* The lines KEYWORD ... from the one in hand on; the first other line is in
 * hand afterwards. */
static enum err
parse_run(struct reader *r, const char *keyword, bool is_state,
    struct bytes *lines, size_t *count, struct error *e)
{
	bool groups = keyword[0] == 'g';
	struct answer sums;
	struct bytes value;
	uint64_t number;

	*lines = bytes_of(r->line.at, 0);
	for (*count = 0; bytes_starts(r->line, keyword); ++*count) {
		enum err rc;

		if (!is_keyword(r, keyword, &value) || (groups ?
		    !parse_group(value, is_state, &number, &sums) :
		    !parse_entry(value, &number, &value) ||
		    !base64_is_good(value)))
			return malformed(r, groups ? "expected: group VALUE "
			    "CERTAIN POSSIBLE STRUCK" :
			    "expected: entry NUMBER BASE64", e);
		lines->len += r->line.len + 1;
		rc = next_line(r, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static enum err
parse_trie(struct answer_block *b, struct reader *r, struct error *e)
{
	if (bytes_is(r->line, "trie"))
		b->trie = bytes_of(r->line.at, 0);
	else if (!is_keyword(r, "trie", &b->trie) ||
	    !base64_is_good(b->trie))
		return malformed(r, "expected: trie BASE64", e);
	return next_line(r, e);
}

static enum err
parse_question(struct answer_block *b, struct reader *r, struct error *e)
{
	struct bytes value;
	enum err rc = next_line(r, e);

	if (rc != ERR_NONE)
		return rc;
	if (!is_keyword(r, "question", &value))
		return malformed(r, "expected: question TEXT", e);
	rc = question_parse(&b->question, value, e);
	if (rc != ERR_NONE) {
		(void)error_wrap(e, "line %zu", r->number);
		return rc;
	}
	rc = next_line(r, e);
	if (rc != ERR_NONE)
		return rc;
	if (!is_keyword(r, "answer", &value) ||
	    !parse_sums(value, true, &b->answer))
		return malformed(r, "expected: answer certain=N possible=N "
		    "struck=N", e);
	return next_line(r, e);
}

static enum err
parse_block(struct answer_block *b, struct reader *r, struct error *e)
{
	enum err rc = parse_question(b, r, e);

	b->groups = b->entries = bytes_of(r->rest.at, 0);
	b->group_count = b->entry_count = 0;
	if (rc == ERR_NONE && b->question.mode == MODE_GROUPS)
		rc = parse_run(r, "group", b->question.group == FIELD_STATE,
		    &b->groups, &b->group_count, e);
	if (rc == ERR_NONE)
		rc = parse_trie(b, r, e);
	if (rc == ERR_NONE && b->question.mode == MODE_LIST)
		rc = parse_run(r, "entry", false, &b->entries,
		    &b->entry_count, e);
	if (rc == ERR_NONE && r->line.len != 0)
		rc = malformed(r, "expected: an empty line after the block",
		    e);
	return rc;
}

/* A malformed checkpoint is more than a slip of the pen: somebody signed it,
 * or it was cut. */
static enum err
parse_checkpoint(struct bytes in, struct error *e)
{
	struct checkpoint c;
	struct note n;
	enum err rc = note_parse(&n, in, e);

	if (rc == ERR_NONE)
		rc = checkpoint_parse(&c, n.text, e);
	if (rc != ERR_NONE) {
		char text[sizeof e->text];

		memcpy(text, e->text, sizeof text);
		rc = error_word(e, ERR_PROOF, "checkpoint_form",
		    "checkpoint: %s", text);
	}
	return rc;
}

enum err
answer_file_parse(struct answer_file *out, struct bytes in, struct error *e)
{
	struct reader r = {.rest = in};
	struct error own = {0};
	enum err rc;

	if (e == NULL)
		e = &own;
	if (in.len > ANSWER_FILE_BYTES_MAX)
		return error_word(e, ERR_INPUT, "form",
		    "the file is longer than 16 MiB");
	rc = parse_header(out, &r, e);
	for (size_t i = 0; rc == ERR_NONE && i < out->block_count; i++)
		rc = parse_block(&out->blocks[i], &r, e);
	if (rc != ERR_NONE)
		return rc;
	out->checkpoint = r.rest;
	return parse_checkpoint(r.rest, e);
}

/* Entry lines of one block: number, leaf, used, in a caller's memory. */
struct table {
	uint8_t *at;
	size_t count, found;
};

static enum err
table_fill(struct table *t, const struct answer_block *b, uint8_t *at,
    size_t len, struct error *e)
{
	struct bytes rest = b->entries, base64;
	uint64_t number, before = 0;

	*t = (struct table){.at = at};
	if (b->entry_count > len / RECORD_BYTES)
		return error_word(e, ERR_MEMORY, "scratch",
		    "the list is longer than this check has memory for");
	while (answer_entry_next(&rest, &number, &base64)) {
		uint8_t *record = at + t->count * RECORD_BYTES;
		struct hash leaf = base64_leaf(base64);

		if (t->count != 0 && number <= before)
			return error_word(e, ERR_PROOF, "entry_order",
			    "entry %" PRIu64 " is out of order or given "
			    "twice", number);
		put_be(record, 8, number);
		memcpy(record + 8, leaf.at, HASH_BYTES);
		record[40] = 0;
		before = number;
		t->count++;
	}
	return ERR_NONE;
}

static enum err
table_find(struct table *t, const struct posting *p, struct error *e)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint8_t *record = t->at + middle * RECORD_BYTES;
		uint64_t number = get_be(record, 8);

		if (number == p->number) {
			if (memcmp(record + 8, p->leaf.at, HASH_BYTES) != 0)
				return error_word(e, ERR_PROOF, "entry_leaf",
				    "entry %" PRIu64 " is not the one that "
				    "was counted", number);
			t->found += record[40] == 0;
			record[40] = 1;
			return ERR_NONE;
		}
		if (number < p->number)
			low = middle + 1;
		else
			high = middle;
	}
	return error_word(e, ERR_PROOF, "entry_missing",
	    "entry %" PRIu64 " was counted and is not in the list",
	    p->number);
}

static enum err
check_group(const struct answer_block *b, struct bytes *rest,
    const struct trie_item *item, struct error *e)
{
	struct answer stated;
	uint64_t value;

	if (!answer_group_next(rest, b->question.group == FIELD_STATE, &value,
	    &stated))
		return error_word(e, ERR_PROOF, "group_missing",
		    "a group that the index path counts is not listed");
	if (value != item->group_value ||
	    stated.certain != item->answer.certain ||
	    stated.possible != item->answer.possible ||
	    stated.struck != item->answer.struck)
		return error_word(e, ERR_PROOF, "group_differs",
		    "a group line differs from what the index path counts");
	return ERR_NONE;
}

static enum err
check_sums(const struct answer_block *b, const struct answer *found,
    struct error *e)
{
	if (b->answer.certain == found->certain &&
	    b->answer.possible == found->possible &&
	    b->answer.struck == found->struck)
		return ERR_NONE;
	return error_word(e, ERR_PROOF, "answer_differs",
	    "the answer does not follow from the index path, which counts "
	    "certain=%" PRIu64 " possible=%" PRIu64 " struck=%" PRIu64,
	    found->certain, found->possible, found->struck);
}

static enum err
check_end(const struct answer_block *b, struct bytes groups,
    const struct table *t, const struct answer *found, struct error *e)
{
	if (groups.len != 0)
		return error_word(e, ERR_PROOF, "group_left_over",
		    "a group is listed that the index path does not count");
	if (t->found != t->count)
		return error_word(e, ERR_PROOF, "entry_left_over",
		    "an entry is listed that was not counted");
	return check_sums(b, found, e);
}

enum err
answer_block_check(const struct answer_block *b, struct trie_reader *reader,
    uint8_t *scratch, size_t scratch_len, struct heading *top,
    struct error *e)
{
	struct bytes groups = b->groups;
	struct trie_item item;
	struct table table;
	size_t len;
	enum err rc;

	if (!base64_decode(b->trie, scratch, scratch_len, &len))
		return error_word(e, ERR_MEMORY, "scratch",
		    "the proof is longer than this check has memory for");
	rc = table_fill(&table, b, scratch + len, scratch_len - len, e);
	if (rc != ERR_NONE)
		return rc;
	trie_start(reader, &b->question, bytes_of(scratch, len));
	do {
		rc = trie_next(reader, &item, e);
		if (rc != ERR_NONE)
			return rc;
		if (item.event == TRIE_GROUP)
			rc = check_group(b, &groups, &item, e);
		else if (item.event == TRIE_POSTING)
			rc = table_find(&table, &item.posting, e);
	} while (rc == ERR_NONE && item.event != TRIE_END);
	if (rc == ERR_NONE)
		rc = check_end(b, groups, &table, &item.answer, e);
	if (rc == ERR_NONE)
		*top = item.top;
	return rc;
}
