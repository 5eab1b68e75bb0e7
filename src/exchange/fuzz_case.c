/* Any bytes as a case folder: files in one, each after a line "== NAME". What
 * is accepted has every sentence, and symbols in no body. */
#include "exchange/case_folder.h"

#include <stdlib.h>

#define FILES_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static size_t
cut(struct bytes in, struct case_file files[FILES_MAX])
{
	size_t count = 0;
	struct bytes line;
	bool complete;

	while (bytes_line(&in, &line, &complete)) {
		if (bytes_starts(line, "== ")) {
			if (count == FILES_MAX)
				break;
			files[count++] = (struct case_file){
			    .name = bytes_of(line.at + 3, line.len - 3),
			    .content = bytes_of(line.at + line.len, 0)};
		} else if (count != 0) {
			struct case_file *f = &files[count - 1];

			if (f->content.len == 0)
				f->content = line;
			else
				f->content.len = (size_t)(line.at + line.len -
				    f->content.at);
		}
	}
	return count;
}

/* Every symbol of a body was replaced. */
static void
no_symbol(const struct json *v)
{
	if (v->type == JSON_STRING && bytes_starts(v->text, "person:@") &&
	    v->text.len > 8 && v->text.len <= 68) {
		bool name = v->text.at[8] != '-';

		for (size_t i = 8; i < v->text.len; i++)
			name = name && ((v->text.at[i] >= 'a' &&
			    v->text.at[i] <= 'z') || (v->text.at[i] >= '0' &&
			    v->text.at[i] <= '9') || v->text.at[i] == '-');
		if (name)
			abort();
	}
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return;
	for (const struct json *m = v->first; m != NULL; m = m->next)
		no_symbol(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct case_file files[FILES_MAX];
	struct case_folder *c = NULL;
	struct error e = {0};
	size_t count = cut(bytes_of(at, len), files);
	enum err rc = case_folder_parse(&c, files, count, &e);

	if ((rc == ERR_NONE) != (c != NULL) ||
	    (rc != ERR_NONE && e.text[0] == '\0'))
		abort();
	if (c == NULL)
		return 0;
	if (c->entry_count != count - 1 ||
	    c->represented + c->not_represented + c->missing_count !=
		c->sentence_count)
		abort();
	for (size_t i = 0; i < c->entry_count; i++) {
		if (c->entries[i].has_prev && c->entries[i].prev >= i)
			abort();
		no_symbol(c->entries[i].body);
	}
	case_folder_free(c);
	return 0;
}
