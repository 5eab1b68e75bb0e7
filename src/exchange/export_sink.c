#include <errno.h>
#include <unistd.h>

#include "exchange/export_inside.h"
#include "faces/csv_rows.h"

static enum err
failed(const struct sink *s, struct error *e)
{
	return error_set(e, ERR_STORE, "cannot write \"%s\": %s", s->path,
	    strerror(errno));
}

enum err
sink_open(struct sink *s, const char *path, struct error *e)
{
	*s = (struct sink){.file = fopen(path, "wxe")};
	sha256_init(&s->hash);
	(void)snprintf(s->path, sizeof s->path, "%s", path);
	if (s->file != NULL)
		return ERR_NONE;
	if (errno != EEXIST)
		return failed(s, e);
	error_set(e, ERR_CONFLICT, "\"%s\" is there already", path);
	return error_mend(e, ERR_CONFLICT,
	    "move it away, or name another "
	    "place");
}

enum err
sink_add(struct sink *s, struct bytes text, struct error *e)
{
	sha256_add(&s->hash, text.at, text.len);
	s->bytes += text.len;
	if (text.len != 0 && fwrite(text.at, 1, text.len, s->file) != text.len)
		return failed(s, e);
	return ERR_NONE;
}

enum err
sink_end(struct sink *s, const char *final, struct exported *out,
    struct error *e)
{
	struct export_file *f = &out->files[out->file_count];
	FILE *file = s->file;
	enum err rc = ERR_NONE;

	if (out->file_count == EXPORT_FILES_MAX)
		return error_set(e, ERR_MEMORY, "too many files");
	if (fflush(file) != 0 || fsync(fileno(file)) != 0)
		rc = failed(s, e);
	s->file = NULL;
	if (fclose(file) != 0 && rc == ERR_NONE)
		rc = failed(s, e);
	if (rc != ERR_NONE) {
		(void)unlink(s->path);
		return rc;
	}
	(void)snprintf(f->path, sizeof f->path, "%s", final);
	f->bytes = s->bytes;
	sha256_end(&s->hash, &f->sha256);
	out->file_count++;
	return ERR_NONE;
}

void
sink_drop(struct sink *s)
{
	if (s->file == NULL)
		return;
	(void)fclose(s->file);
	(void)unlink(s->path);
	s->file = NULL;
}

enum err
sink_whole(const char *path, const char *final, struct bytes content,
    struct exported *out, struct error *e)
{
	struct sink s = {.file = NULL};
	enum err rc = sink_open(&s, path, e);

	if (rc == ERR_NONE)
		rc = sink_add(&s, content, e);
	if (rc == ERR_NONE)
		rc = sink_end(&s, final, out, e);
	sink_drop(&s);
	return rc;
}

/* ---- cells ---- */

void
cell_text(struct line *l, struct bytes text)
{
	if (l->cells++ != 0)
		buffer_byte(&l->text, ',');
	csv_cell(&l->text, text);
}

void
cell_cstr(struct line *l, const char *text)
{
	cell_text(l, bytes_text(text == NULL ? "" : text));
}

void
cell_number(struct line *l, uint64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	cell_cstr(l, text);
}

void
line_end(struct line *l)
{
	buffer_text(&l->text, "\r\n");
	l->cells = 0;
}
