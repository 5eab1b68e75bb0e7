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
cli_list_begin(struct cli *c, const char *names)
{
	if (c->csv)
		csv_header(&c->out, names);
}

void
cli_list_row(struct cli *c, const struct json *v, const struct cells *row)
{
	if (c->jsonl) {
		cli_json(c, v);
		return;
	}
	if (c->csv)
		csv_line(&c->out, row);
	else
		plain_line(&c->out, row);
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
