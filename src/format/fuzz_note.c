/* Any bytes as a note, a checkpoint, a key, a private key: what is accepted
 * prints to the same bytes. log 3 */
#include <assert.h>

#include "format/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
checkpoint(struct bytes text)
{
	char again[CHECKPOINT_BYTES];
	struct checkpoint c;

	if (checkpoint_parse(&c, text, NULL) == ERR_NONE)
		assert(bytes_equal(text, bytes_of(again,
		    checkpoint_print(again, &c))));
}

static void
note(struct bytes in)
{
	struct note n;
	struct vkey k = {.type = KEY_WITNESS};
	uint64_t time_s;
	size_t len;

	if (note_parse(&n, in, NULL) != ERR_NONE)
		return;
	assert(n.line_count >= 1 && n.line_count <= NOTE_LINES_MAX);
	len = n.text.len + 1;
	for (size_t i = 0; i < n.line_count; i++) {
		assert(n.lines[i].line.at == in.at + len);
		len += n.lines[i].line.len;
		memcpy(k.name, n.lines[i].name.at, n.lines[i].name.len);
		k.name[n.lines[i].name.len] = '\0';
		k.id = n.lines[i].id;
		assert(note_line_is_of(&n.lines[i], &k));
		/* the all-zero key is refused, whatever it signed */
		assert(!note_line_holds(&n.lines[i], &k, n.text, &time_s));
	}
	assert(len == in.len);
	checkpoint(n.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes in = bytes_of(at, len);
	char again[VKEY_BYTES];
	struct signer s = {0};
	struct buffer b = {0};
	struct vkey k;

	note(in);
	checkpoint(in);
	if (vkey_parse(&k, in, NULL) == ERR_NONE)
		assert(bytes_equal(in, bytes_of(again,
		    vkey_print(again, &k))));
	if (signer_parse(&s, in, NULL) == ERR_NONE) {
		signer_print(&b, &s);
		assert(bytes_equal(in, buffer_bytes(&b)));
	}
	signer_release(&s);
	buffer_wipe(&b);
	return 0;
}
