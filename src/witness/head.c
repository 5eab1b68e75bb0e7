#include "witness/head.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct witness_head {
	char path[PATH_BYTES];
	struct witness_states real;
	struct buffer text; /* "<size> <root hex> <origin>" a line */
};

/* False: not a line of ours. */
static bool
read_line(struct bytes line, uint64_t *size, struct hash *root,
    struct bytes *origin)
{
	size_t space = bytes_find(line, ' ');

	if (line.len < space + 2 + 2 * HASH_BYTES + 1 ||
	    !bytes_decimal(bytes_of(line.at, space), INT64_MAX, size) ||
	    !hash_parse(bytes_of(line.at + space + 1, 2 * HASH_BYTES), root) ||
	    line.at[space + 1 + 2 * HASH_BYTES] != ' ')
		return false;
	*origin = bytes_of(line.at + space + 2 + 2 * HASH_BYTES,
	    line.len - space - 2 - 2 * HASH_BYTES);
	return origin->len != 0;
}

static enum err
load(struct witness_head *h, struct error *e)
{
	struct bytes rest, line, origin;
	struct hash root;
	uint64_t size;
	bool complete;
	enum err rc = ERR_NONE;

	buffer_clear(&h->text);
	if (!file_exists(h->path))
		return ERR_NONE;
	rc = file_read(&h->text, h->path, WITNESS_HEAD_BYTES, e);
	if (rc != ERR_NONE)
		return rc;
	rest = buffer_bytes(&h->text);
	while (bytes_line(&rest, &line, &complete))
		if (!complete || !read_line(line, &size, &root, &origin))
			return error_set(e, ERR_INPUT,
			    "\"%.200s\" is not the memory of a witness",
			    h->path);
	return ERR_NONE;
}

enum err
witness_head_find(const struct witness_head *h, struct bytes origin,
    uint64_t *size, struct hash *root, struct error *e)
{
	struct bytes rest = buffer_bytes(&h->text), line, found;
	bool complete;

	while (bytes_line(&rest, &line, &complete))
		if (read_line(line, size, root, &found) &&
		    bytes_equal(found, origin))
			return ERR_NONE;
	return error_set(e, ERR_ABSENT, "nothing of this log was cosigned");
}

/* The file with one line changed or added. */
static void
print_with(const struct witness_head *h, struct buffer *out,
    struct bytes origin, uint64_t size, const struct hash *root)
{
	struct bytes rest = buffer_bytes(&h->text), line, found;
	struct hash other;
	uint64_t n;
	char hex[65];
	bool complete;

	while (bytes_line(&rest, &line, &complete))
		if (read_line(line, &n, &other, &found) &&
		    !bytes_equal(found, origin)) {
			buffer_add(out, line);
			buffer_byte(out, '\n');
		}
	hash_print(hex, root);
	buffer_printf(out, "%" PRIu64 " %s ", size, hex);
	buffer_add(out, origin);
	buffer_byte(out, '\n');
}

static enum err
lock(const struct witness_head *h, int *fd, struct error *e)
{
	char path[PATH_BYTES + 8];

	(void)snprintf(path, sizeof path, "%s.lock", h->path);
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd >= 0 && flock(*fd, LOCK_EX) == 0)
		return ERR_NONE;
	return error_set(e, ERR_STORE, "cannot open \"%.200s\": %s", path,
	    strerror(errno));
}

/* Other processes may have written since. */
static enum err
raise_to(struct witness_head *h, struct bytes origin, uint64_t size,
    const struct hash *root, struct error *e)
{
	struct buffer text = {0};
	struct hash known;
	uint64_t have = 0;
	int fd = -1;
	enum err rc = lock(h, &fd, e);

	if (rc == ERR_NONE)
		rc = load(h, e);
	if (rc == ERR_NONE &&
	    (witness_head_find(h, origin, &have, &known, NULL) != ERR_NONE ||
		have < size)) {
		print_with(h, &text, origin, size, root);
		rc = text.failed ? error_set(e, ERR_MEMORY, "out of memory") :
		    file_write_atomic(h->path, buffer_bytes(&text), 0600, e);
		if (rc == ERR_NONE)
			rc = load(h, e);
	}
	buffer_release(&text);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/* ---- as a memory ---- */

static enum err
head_read(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	struct witness_head *h = context;
	struct hash root;
	uint64_t size = 0;
	enum err rc = h->real.read(h->real.context, origin, out, note, e);

	if (rc != ERR_NONE ||
	    witness_head_find(h, origin, &size, &root, NULL) != ERR_NONE)
		return rc;
	if (out->size < size ||
	    (out->size == size && !hash_equal(&root, &out->root))) {
		(void)error_word(e, ERR_REFUSED, "held", "the database knows "
		    "%.*s at size %" PRIu64 ", but %" PRIu64 " was cosigned: "
		    "nothing is signed", (int)(origin.len > 100 ? 100 :
		    origin.len), (const char *)origin.at, out->size, size);
		return error_mend(e, ERR_REFUSED,
		    "chancery log witness resume ORIGIN DIR");
	}
	return ERR_NONE;
}

static enum err
head_step(void *context, const struct witness_step *step, bool *done,
    struct witness_seen *seen, struct error *e)
{
	struct witness_head *h = context;
	struct hash root;
	uint64_t size = 0;
	enum err rc = h->real.step(h->real.context, step, done, seen, e);

	if (rc != ERR_NONE || !*done)
		return rc;
	if (witness_head_find(h, step->origin, &size, &root, NULL) ==
	    ERR_NONE && size >= step->new_size)
		return ERR_NONE;
	rc = raise_to(h, step->origin, step->new_size, &step->new_root, e);
	*done = rc == ERR_NONE;
	return rc;
}

static enum err
head_keep(void *context, const struct witness_evidence *v, struct error *e)
{
	struct witness_head *h = context;

	return h->real.keep(h->real.context, v, e);
}

struct witness_states
witness_head_states(struct witness_head *h)
{
	return (struct witness_states){h, head_read, head_step, head_keep};
}

enum err
witness_head_held(struct witness_head *h, struct bytes origin, bool *held,
    struct error *e)
{
	struct witness_seen seen;
	enum err rc = head_read(h, origin, &seen, NULL, e);

	*held = rc == ERR_REFUSED;
	return rc == ERR_REFUSED ? ERR_NONE : rc;
}

enum err
witness_head_open(struct witness_head **out, const char *path,
    struct witness_states real, struct error *e)
{
	struct witness_head *h = calloc(1, sizeof *h);
	enum err rc;

	if (h == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	(void)snprintf(h->path, sizeof h->path, "%.4000s", path);
	h->real = real;
	rc = load(h, e);
	if (rc != ERR_NONE) {
		witness_head_free(h);
		return rc;
	}
	*out = h;
	return ERR_NONE;
}

void
witness_head_free(struct witness_head *h)
{
	if (h == NULL)
		return;
	buffer_release(&h->text);
	free(h);
}
