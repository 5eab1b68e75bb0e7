#include "vectors/kinds.h"

#include <stdio.h>

#include "base/file.h"
#include "format/base64.h"

#define FILE_BYTES_MAX (64 * MIB)

const struct kind *const kinds_known[] = {
	&kind_ed25519,
	&kind_edtf,
#ifdef VECTORS_INDEX
	&kind_index,
#endif
	&kind_jcs,
	&kind_json,
	&kind_merkle,
#ifdef VECTORS_MODEL
	&kind_model,
#endif
	&kind_note,
	&kind_policy,
	&kind_tlog,
	&kind_tlog_proof,
#ifdef VECTORS_MODEL
	&kind_verdicts,
#endif
	&kind_vkey,
	&kind_witness,
};
const size_t kinds_known_count = COUNT(kinds_known);

void
case_count(struct run *r, bool agrees, const char *fmt, ...)
{
	va_list args;

	if (agrees) {
		r->agree++;
		return;
	}
	r->differ++;
	va_start(args, fmt);
	(void)fputs("differs ", stdout);
	(void)vprintf(fmt, args);
	(void)putchar('\n');
	va_end(args);
}

static enum err
read_path(struct run *r, struct bytes *out, const char *path,
    struct error *e)
{
	struct buffer b = {0};
	enum err rc = file_read(&b, path, FILE_BYTES_MAX, e);

	if (rc == ERR_NONE) {
		*out = arena_copy(r->arena, buffer_bytes(&b));
		if (arena_failed(r->arena))
			rc = error_set(e, ERR_MEMORY, "%s: too large", path);
	}
	buffer_release(&b);
	return rc;
}

enum err
run_read(struct run *r, struct bytes *out, const char *name,
    struct error *e)
{
	char path[PATH_BYTES];
	enum err rc;

	if (*name == '\0')
		return read_path(r, out, r->path, e);
	rc = path_join(path, r->path, name, e);
	return rc != ERR_NONE ? rc : read_path(r, out, path, e);
}

static enum err
parse(struct run *r, const struct json **out, struct bytes text,
    struct error *e)
{
	/* vectors are wider than what people import */
	static const struct json_limits limits = {64, 1 << 16, 1 << 24,
	    64 * MIB, true};

	return json_parse(out, text, &limits, r->arena, e);
}

enum err
run_read_json(struct run *r, const struct json **out, const char *name,
    struct error *e)
{
	struct bytes text;
	enum err rc = run_read(r, &text, name, e);

	return rc != ERR_NONE ? rc : parse(r, out, text, e);
}

enum err
run_read_beside(struct run *r, const struct json **out, const char *name,
    struct error *e)
{
	char path[PATH_BYTES];
	const char *slash = strrchr(r->path, '/');
	struct bytes text;
	enum err rc;
	int folder_len = slash == NULL ? 0 : (int)(slash - r->path + 1);
	int len = snprintf(path, sizeof path, "%.*s%s", folder_len, r->path,
	    name);

	if (len < 0 || (size_t)len >= sizeof path)
		return error_set(e, ERR_INPUT, "path too long");
	rc = read_path(r, &text, path, e);
	return rc != ERR_NONE ? rc : parse(r, out, text, e);
}

bool
run_path_ends(const struct run *r, const char *end)
{
	size_t len = strlen(r->path), want = strlen(end);

	return len >= want && strcmp(r->path + len - want, end) == 0;
}

bool
next_row(struct bytes *rest, struct bytes *fields, size_t max, size_t *count)
{
	struct bytes line;
	bool complete;

	if (!bytes_line(rest, &line, &complete))
		return false;
	for (size_t i = 0; i < max; i++)
		fields[i] = bytes_of(NULL, 0);
	for (*count = 0; *count < max; (*count)++) {
		size_t tab = bytes_find(line, '\t');

		fields[*count] = bytes_of(line.at, tab);
		if (tab == line.len) {
			(*count)++;
			break;
		}
		line = bytes_of(line.at + tab + 1, line.len - tab - 1);
	}
	return true;
}

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
json_hex(const struct json *v, struct arena *a, struct bytes *out)
{
	uint8_t *at;

	if (v == NULL || v->type != JSON_STRING || v->text.len % 2 != 0)
		return false;
	at = arena_take(a, v->text.len / 2 + 1);
	if (at == NULL)
		return false;
	for (size_t i = 0; i < v->text.len; i += 2) {
		int high = hex_digit(v->text.at[i]);
		int low = hex_digit(v->text.at[i + 1]);

		if (high < 0 || low < 0)
			return false;
		at[i / 2] = (uint8_t)(high * 16 + low);
	}
	*out = bytes_of(at, v->text.len / 2);
	return true;
}

bool
json_base64(const struct json *v, struct arena *a, struct bytes *out)
{
	uint8_t *at;
	size_t len;

	if (v == NULL || v->type != JSON_STRING)
		return false;
	at = arena_take(a, v->text.len + 1);
	if (at == NULL || !base64_decode(v->text, at, v->text.len, &len))
		return false;
	*out = bytes_of(at, len);
	return true;
}

bool
json_u64(const struct json *v, uint64_t *out)
{
	if (v != NULL && v->type == JSON_NUMBER && v->number >= 0) {
		*out = (uint64_t)v->number;
		return true;
	}
	return v != NULL && v->type == JSON_DECIMAL &&
	    bytes_decimal(v->text, UINT64_MAX, out);
}

bool
json_base64_hash(const struct json *v, struct hash *out)
{
	size_t len;

	return v != NULL && v->type == JSON_STRING &&
	    base64_decode(v->text, out->at, HASH_BYTES, &len) &&
	    len == HASH_BYTES;
}

bool
json_hex_hash(const struct json *v, struct hash *out)
{
	return v != NULL && v->type == JSON_STRING &&
	    hash_parse(v->text, out);
}

const char *
json_name(const struct json *v, const char *member, struct arena *a)
{
	const char *text = arena_text(a, json_get_text(v, member));

	return text == NULL ? "" : text;
}
