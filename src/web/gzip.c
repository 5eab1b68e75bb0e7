#include "web/gzip.h"

#include <zlib.h>

#define LEVEL 6
#define WINDOW_GZIP (15 + 16) /* zlib's way to ask for RFC 1952 */

bool
gzip_make(struct buffer *out, struct bytes in)
{
	z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)in.at,
	    .avail_in = (uInt)in.len};
	int end;

	if (in.len < 2 || in.len > INT32_MAX ||
	    deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW_GZIP, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	z.avail_out = (uInt)in.len - 1;
	z.next_out = buffer_grow(out, in.len - 1);
	end = z.next_out == NULL ? Z_MEM_ERROR : deflate(&z, Z_FINISH);
	if (end == Z_STREAM_END)
		out->len -= z.avail_out;
	else
		buffer_release(out);
	(void)deflateEnd(&z);
	return end == Z_STREAM_END;
}
