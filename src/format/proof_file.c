#include "format/proof_file.h"

#include <inttypes.h>

#include "format/base64.h"

void
proof_file_begin(struct buffer *out, struct bytes root_entry,
    uint64_t covered, const struct hash *path, size_t path_count,
    size_t block_count)
{
	buffer_text(out, "chancery/proof@v1\nroot ");
	base64_encode(out, root_entry);
	buffer_printf(out, "\nindex %" PRIu64 "\n", covered);
	for (size_t i = 0; i < path_count; i++) {
		base64_encode(out, hash_span(&path[i]));
		buffer_byte(out, '\n');
	}
	buffer_printf(out, "blocks %zu\n\n", block_count);
}

void
proof_file_block(struct buffer *out, struct bytes question, uint64_t certain,
    uint64_t possible, uint64_t struck)
{
	buffer_text(out, "question ");
	buffer_add(out, question);
	buffer_printf(out, "\nanswer certain=%" PRIu64 " possible=%" PRIu64
	    " struck=%" PRIu64 "\n", certain, possible, struck);
}

void
proof_file_group(struct buffer *out, uint64_t value, bool is_state,
    uint64_t certain, uint64_t possible, uint64_t struck)
{
	if (is_state)
		buffer_printf(out, "group %c%c", (int)(value >> 8 & 0x7f),
		    (int)(value & 0x7f));
	else
		buffer_printf(out, "group %" PRIu64, value);
	buffer_printf(out, " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", certain,
	    possible, struck);
}

/* An empty trie has an empty proof: the keyword alone, for no line ends in a
 * blank. */
void
proof_file_trie(struct buffer *out, struct bytes proof)
{
	buffer_text(out, proof.len == 0 ? "trie" : "trie ");
	base64_encode(out, proof);
	buffer_byte(out, '\n');
}

void
proof_file_entry(struct buffer *out, uint64_t number, struct bytes entry)
{
	buffer_printf(out, "entry %" PRIu64 " ", number);
	base64_encode(out, entry);
	buffer_byte(out, '\n');
}

void
proof_file_block_end(struct buffer *out)
{
	buffer_byte(out, '\n');
}

void
proof_file_end(struct buffer *out, struct bytes checkpoint)
{
	buffer_add(out, checkpoint);
}
