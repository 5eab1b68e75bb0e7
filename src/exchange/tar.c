#include "exchange/tar.h"

#include <assert.h>

#define BLOCK 512
#define NAME_MAX_BYTES 99

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12],
	    checksum[8], type, link[100], magic[6], version[2], owner[32],
	    group[32], major[8], minor[8], prefix[155], rest[12];
};
static_assert(sizeof(struct header) == BLOCK, "a header is one block");

/* Octal digits and a NUL. */
static void
put_octal(char *out, size_t room, uint64_t value)
{
	for (size_t i = room - 1; i-- > 0; value >>= 3)
		out[i] = (char)('0' + (value & 7));
	out[room - 1] = '\0';
}

static void
fill(struct buffer *out, size_t len)
{
	static const uint8_t empty[BLOCK];
	size_t rest = len % BLOCK;

	if (rest != 0)
		buffer_append(out, empty, BLOCK - rest);
}

void
tar_put(struct buffer *out, const char *path, struct bytes content,
    int64_t at_s)
{
	struct header h = {.type = '0'};
	const uint8_t *bytes = (const uint8_t *)&h;
	uint64_t sum = 0;
	size_t len = strlen(path);

	if (len > NAME_MAX_BYTES) {
		out->failed = true;
		return;
	}
	memcpy(h.name, path, len);
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	put_octal(h.mode, sizeof h.mode, 0600);
	put_octal(h.uid, sizeof h.uid, 0);
	put_octal(h.gid, sizeof h.gid, 0);
	put_octal(h.size, sizeof h.size, content.len);
	put_octal(h.mtime, sizeof h.mtime, at_s < 0 ? 0 : (uint64_t)at_s);
	memset(h.checksum, ' ', sizeof h.checksum);
	for (size_t i = 0; i < BLOCK; i++)
		sum += bytes[i];
	put_octal(h.checksum, 7, sum);
	buffer_append(out, &h, BLOCK);
	buffer_add(out, content);
	fill(out, content.len);
}

void
tar_end(struct buffer *out)
{
	static const uint8_t empty[2 * BLOCK];

	buffer_append(out, empty, sizeof empty);
}
