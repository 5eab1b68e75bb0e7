/* vectors/jcs: documents in input/ and output/, or one table of numbers */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "vectors/jcs_number.h"
#include "vectors/kinds.h"

/* Up to 16 hex digits; leading zeros may be missing. */
static bool
double_of_bits(struct bytes hex, double *out)
{
	uint64_t bits = 0;

	if (hex.len == 0 || hex.len > 16)
		return false;
	for (size_t i = 0; i < hex.len; i++) {
		uint8_t c = hex.at[i];

		if (c >= '0' && c <= '9')
			bits = bits << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			bits = bits << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	memcpy(out, &bits, sizeof bits);
	return true;
}

static bool
number_agrees(struct bytes hex, struct bytes want)
{
	char text[JCS_NUMBER_BYTES];
	double number;

	if (!double_of_bits(hex, &number))
		return false;
	if (!jcs_number_print(text, number))
		return bytes_is(want, "ERROR");
	return bytes_is(want, text);
}

/* Lines "HEX<separator>TEXT"; a line of words in front is skipped. */
static enum err
run_numbers(struct run *r, char separator, struct error *e)
{
	struct bytes rest, line;
	bool complete;
	enum err rc = run_read(r, &rest, "", e);

	if (rc != ERR_NONE)
		return rc;
	while (bytes_line(&rest, &line, &complete)) {
		size_t cut = bytes_find(line, (uint8_t)separator);
		struct bytes hex = bytes_of(line.at, cut);

		if (cut == line.len)
			return error_set(e, ERR_INPUT,
			    "a line without a separator");
		if (bytes_is(hex, "ieee754_hex"))
			continue;
		case_count(r, number_agrees(hex, bytes_of(line.at + cut + 1,
		    line.len - cut - 1)), "%.*s", (int)line.len,
		    (const char *)line.at);
	}
	return ERR_NONE;
}

/* Every number becomes the text that RFC 8785 writes. */
static bool
numbers_convert(struct arena *a, struct json *v)
{
	char text[JCS_NUMBER_BYTES];
	double number;

	if (v->type == JSON_DECIMAL) {
		if (!jcs_number_parse(v->text, &number) ||
		    !jcs_number_print(text, number))
			return false;
		v->text = arena_copy(a, bytes_text(text));
	}
	for (struct json *child = v->first; child != NULL; child = child->next)
		if (!numbers_convert(a, child))
			return false;
	return true;
}

static enum err
document_agrees(struct run *r, const char *name, bool *agrees,
    struct error *e)
{
	char path[PATH_BYTES];
	const struct json *in;
	struct json *copy;
	struct buffer out = {0};
	struct bytes want;
	enum err rc;

	*agrees = false;
	(void)snprintf(path, sizeof path, "output/%s", name);
	rc = run_read(r, &want, path, e);
	if (rc != ERR_NONE)
		return rc;
	(void)snprintf(path, sizeof path, "input/%s", name);
	rc = run_read_json(r, &in, path, e);
	if (rc != ERR_NONE)
		return rc;
	copy = json_clone(r->arena, in);
	if (copy != NULL && numbers_convert(r->arena, copy)) {
		json_print_canonical(&out, copy);
		*agrees = bytes_equal(buffer_bytes(&out), want);
	}
	buffer_release(&out);
	return ERR_NONE;
}

static enum err
run_folder(struct run *r, struct error *e)
{
	char path[PATH_BYTES];
	struct dirent *entry;
	DIR *dir;
	bool agrees;
	enum err rc = path_join(path, r->path, "input", e);

	if (rc != ERR_NONE)
		return rc;
	dir = opendir(path);
	if (dir == NULL)
		return error_set(e, ERR_INPUT, "no folder input in it");
	while (rc == ERR_NONE && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		rc = document_agrees(r, entry->d_name, &agrees, e);
		case_count(r, rc == ERR_NONE && agrees, "%s", entry->d_name);
	}
	(void)closedir(dir);
	return rc;
}

static enum err
run(struct run *r, struct error *e)
{
	if (run_path_ends(r, ".tsv"))
		return run_numbers(r, '\t', e);
	if (run_path_ends(r, ".txt"))
		return run_numbers(r, ',', e);
	return run_folder(r, e);
}

const struct kind kind_jcs = {"jcs",
    "folder with input/ and output/, or a table of doubles (.tsv, .txt)",
    run};
