/* Lists as JSON Lines, CSV or tabs (interfaces A3.1, A3.8) */
#include "base/file.h"
#include "cli/cli.h"
#include "crypto/hash.h"

#define FILE_BLOCK (64 * KIB)

bool
cli_lists(const struct cli *c)
{
	return c->jsonl || c->csv || c->plain;
}

void
cli_cell(struct cells *row, struct bytes text)
{
	if (row->count < CELLS_MAX)
		row->at[row->count++] = text;
}

void
cli_cell_number(struct cli *c, struct cells *row, int64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	cli_cell(row, arena_copy(c->arena, bytes_text(text)));
}

void
cli_list_begin(struct cli *c, const char *names)
{
	if (c->csv)
		buffer_printf(&c->out, "%s\r\n", names);
}

/* A formula of a sheet begins with one of these (A3.8). */
static bool
is_formula(struct bytes text)
{
	return text.len != 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL;
}

static void
put_csv(struct buffer *out, struct bytes text)
{
	bool quote = is_formula(text);

	for (size_t i = 0; i < text.len; i++)
		quote = quote || strchr(",\"\r\n", text.at[i]) != NULL;
	if (quote)
		buffer_byte(out, '"');
	if (is_formula(text))
		buffer_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buffer_byte(out, '"');
		buffer_byte(out, text.at[i]);
	}
	if (quote)
		buffer_byte(out, '"');
}

/* Nothing is cut; what would break the line becomes a space. */
static void
put_plain(struct buffer *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buffer_byte(out, text.at[i] < 0x20 ? ' ' : text.at[i]);
}

void
cli_list_row(struct cli *c, const struct json *v, const struct cells *row)
{
	if (c->jsonl) {
		cli_json(c, v);
		return;
	}
	for (size_t i = 0; i < row->count; i++) {
		if (i != 0)
			buffer_byte(&c->out, c->csv ? ',' : '\t');
		if (c->csv)
			put_csv(&c->out, row->at[i]);
		else
			put_plain(&c->out, row->at[i]);
	}
	buffer_text(&c->out, c->csv ? "\r\n" : "\n");
}

void
cli_list_end(struct cli *c, struct json *as_of)
{
	struct json *v;

	if (!c->jsonl)
		return;
	v = json_new(c->arena, JSON_OBJECT);
	json_put_bool(c->arena, v, "end", true);
	json_put(c->arena, v, "as_of", as_of);
	cli_json(c, v);
}

enum err
cli_write(struct cli *c, const char *path, struct bytes content)
{
	if (strcmp(path, "-") != 0)
		return file_write_atomic(path, content, 0644, &c->e);
	cli_put(c, content);
	return ERR_NONE;
}

struct json *
cli_file(struct cli *c, const char *path)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);
	FILE *in = fopen(path, "rb");
	uint8_t *block = arena_take(c->arena, FILE_BLOCK);
	struct sha256 s;
	struct hash h;
	int64_t size = 0;
	size_t n;
	bool whole;

	sha256_init(&s);
	while (in != NULL && block != NULL &&
	    (n = fread(block, 1, FILE_BLOCK, in)) != 0) {
		sha256_add(&s, block, n);
		size += (int64_t)n;
	}
	sha256_end(&s, &h);
	whole = in != NULL && block != NULL && ferror(in) == 0;
	if (in != NULL)
		(void)fclose(in);
	json_put_cstr(c->arena, v, "path", path);
	if (whole) {
		json_put_number(c->arena, v, "bytes", size);
		json_put(c->arena, v, "sha256", json_new_hash(c->arena, h.at));
	} else {
		json_put_null(c->arena, v, "bytes");
		json_put_null(c->arena, v, "sha256");
	}
	return v;
}
