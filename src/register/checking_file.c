/* One proof file of many: docs/format/proof-file.md 2 */
#include "register/checking_parts.h"

#include <stdlib.h>

#include "format/proof_file.h"
#include "proof/answer.h"

/* Where the blocks of a file stand: after the empty line behind "blocks N",
 * up to the checkpoint. */
static struct bytes
blocks_of(struct bytes file, struct bytes checkpoint)
{
	struct bytes rest = file, line;
	bool complete;

	while (bytes_line(&rest, &line, &complete) && line.len != 0)
		;
	return bytes_of(rest.at, (size_t)(checkpoint.at - rest.at));
}

/* The next block, its empty line included. */
static bool
next_block(struct bytes *rest, struct bytes *question, struct bytes *block)
{
	const uint8_t *start = rest->at;
	struct bytes line;
	bool complete;

	if (!bytes_line(rest, question, &complete))
		return false;
	while (bytes_line(rest, &line, &complete) && line.len != 0)
		;
	*block = bytes_of(start, (size_t)(rest->at - start));
	return true;
}

struct joining {
	struct buffer blocks;
	struct bytes questions[PARTS_MAX];
	size_t count;
};

static enum err
take_blocks(struct joining *j, struct bytes blocks, struct error *e)
{
	struct bytes question, block;

	while (next_block(&blocks, &question, &block)) {
		bool known = false;

		for (size_t i = 0; i < j->count; i++)
			known = known ||
			    bytes_equal(j->questions[i], question);
		if (known)
			continue;
		if (j->count == PARTS_MAX) {
			error_set(e, ERR_INPUT,
			    "the proof has more than %d questions", PARTS_MAX);
			return error_mend(e, ERR_INPUT,
			    "check one statement at a time");
		}
		j->questions[j->count++] = question;
		buffer_add(&j->blocks, block);
	}
	return ERR_NONE;
}

enum err
proof_files_join(struct buffer *out, const struct buffer *const *files,
    size_t count, struct error *e)
{
	struct answer_file *f = calloc(1, sizeof *f);
	struct joining j = {.count = 0};
	struct bytes line, head, checkpoint = {NULL, 0};
	bool complete;
	enum err rc = f == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  ERR_NONE;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		rc = answer_file_parse(f, buffer_bytes(files[i]), e);
		checkpoint = f->checkpoint;
		if (rc == ERR_NONE)
			rc = take_blocks(&j, blocks_of(buffer_bytes(files[i]),
			    checkpoint), e);
	}
	if (rc == ERR_NONE && count != 0) {
		/* the head of the last, but for its number of blocks */
		head = buffer_bytes(files[count - 1]);
		while (bytes_line(&head, &line, &complete) &&
		    !bytes_starts(line, "blocks ")) {
			buffer_add(out, line);
			buffer_byte(out, '\n');
		}
		buffer_printf(out, "blocks %zu\n\n", j.count);
		buffer_add(out, buffer_bytes(&j.blocks));
		proof_file_end(out, checkpoint);
		if (out->len > ANSWER_FILE_BYTES_MAX)
			rc = error_set(e, ERR_INPUT,
			    "the proof is longer than 16 MiB");
		if (out->failed || j.blocks.failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	buffer_release(&j.blocks);
	free(f);
	return rc;
}

enum err
checked_proof(const struct checked *list, size_t count, struct buffer *out,
    struct error *e)
{
	const struct buffer **files;
	size_t total = 0, n = 0;
	enum err rc;

	for (size_t i = 0; i < count; i++)
		total += list[i].file_count;
	files = calloc(total + 1, sizeof *files);
	if (files == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i].file_count; k++)
			files[n++] = &list[i].files[k];
	rc = proof_files_join(out, files, total, e);
	free(files);
	return rc;
}
