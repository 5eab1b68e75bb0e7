/* The static tree, with the headers of log 2.8 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "format/tile.h"
#include "web/serving_inside.h"

#define OPENINGS_BYTES_MAX (10 * MIB)

static void
absent(struct http_answer *answer)
{
	answer->status = 404;
	answer->type = "text/plain; charset=utf-8";
	buffer_text(&answer->body, "absent\n");
}

/* log 2.8: "openings/<N>", N as in a bundle's path. */
static bool
is_openings(struct bytes path)
{
	char as_tile[TILE_PATH_BYTES];
	size_t head = strlen("openings/");
	struct tile t;

	if (path.len <= head || path.len + 4 >= sizeof as_tile)
		return false;
	(void)snprintf(as_tile, sizeof as_tile, "tile/entries/%.*s",
	    (int)(path.len - head), (const char *)path.at + head);
	return tile_path_parse(&t, bytes_text(as_tile)) &&
	    t.width == TILE_WIDTH;
}

static int
open_published(const struct serving *s, struct bytes path, uint64_t *size)
{
	char full[PATH_BYTES];
	struct stat st;
	int fd;

	if (snprintf(full, sizeof full, "%s/%.*s", s->public_dir,
		(int)path.len, (const char *)path.at) >= (int)sizeof full)
		return -1;
	do
		fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	while (fd < 0 && errno == EINTR);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		(void)close(fd);
		return -1;
	}
	if (fd >= 0)
		*size = (uint64_t)st.st_size;
	return fd;
}

/* Openings change; their ETag follows from their bytes. */
static void
answer_openings(struct http_request *r, struct http_answer *answer,
    const char *full)
{
	enum err rc = file_read(&answer->body, full, OPENINGS_BYTES_MAX, NULL);

	if (rc != ERR_NONE) {
		buffer_release(&answer->body);
		absent(answer);
		return;
	}
	answer->type = "application/jsonl";
	http_answer_cached(r, answer, 60);
	answer->cache = "public, max-age=60, must-revalidate";
}

void
handle_static(void *context, struct http_request *r,
    struct http_answer *answer)
{
	struct serving *s = context;
	struct bytes path = bytes_of(r->raw.at + 1, r->raw.len - 1);
	char full[PATH_BYTES];
	struct tile t;
	bool is_tile = tile_path_parse(&t, path);

	/* one number has one path: no query, no percent sign */
	if (r->has_query || !bytes_equal(r->raw, r->path)) {
		absent(answer);
	} else if (bytes_starts(path, "openings/")) {
		if (is_openings(path) &&
		    snprintf(full, sizeof full, "%s/%.*s", s->public_dir,
			(int)path.len,
			(const char *)path.at) < (int)sizeof full)
			answer_openings(r, answer, full);
		else
			absent(answer);
	} else if (bytes_starts(path, "tile/") && !is_tile) {
		absent(answer);
	} else {
		answer->file = open_published(s, path, &answer->file_bytes);
		if (answer->file < 0) {
			absent(answer);
			return;
		}
		answer->type = is_tile ? "application/octet-stream" :
					 "text/plain; charset=utf-8";
		answer->cache = is_tile ? "public, max-age=604800, immutable" :
					  "no-store";
	}
}
