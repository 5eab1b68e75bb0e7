/* What the page calls: bytes in, one JSON text out (interfaces A9.10, C3.3) */
#include <stdlib.h>

#include "format/json.h"
#include "verify/print.h"
#include "wasm/memory.h"

#define EXPORT(name) __attribute__((export_name(name), used))
#define ARENA_BYTES (16 * MIB)
#define INPUT_BYTES_MAX ((size_t)16 * 1024 * 1024)

/* Begins a check: forgets the last one, its input and its result. */
EXPORT("reset")
void
reset(void)
{
	memory_reset();
}

/* Memory for an input; 0: too much. */
EXPORT("take")
uint8_t *
take(size_t len)
{
	return len > INPUT_BYTES_MAX ? NULL : malloc(len == 0 ? 1 : len);
}

/* Lines of the question asked, in order; empty: it is shown, not compared. */
static enum err
read_questions(struct options *o, struct bytes text, struct error *e)
{
	struct bytes line;
	bool complete;

	while (bytes_line(&text, &line, &complete)) {
		enum err rc;

		if (line.len == 0)
			continue;
		if (o->asked_count == PARTS_MAX)
			return error_word(e, ERR_INPUT, "parts_many",
			    "an answer has at most %d questions", PARTS_MAX);
		rc = question_parse(&o->asked[o->asked_count], line, e);
		if (rc != ERR_NONE)
			return rc;
		o->asked_count++;
	}
	return ERR_NONE;
}

/* {"error":{"word","en","fr"}}: what was given beside the file is wrong. */
static void
print_error(struct buffer *out, struct arena *a, const char *what,
    const struct error *e)
{
	struct json *v = json_new(a, JSON_OBJECT);
	struct json *o = json_put(a, v, "error", json_new(a, JSON_OBJECT));

	json_put_cstr(a, o, "of", what);
	json_put_cstr(a, o, "word", e->word);
	json_put_cstr(a, o, "en", say_found(e->word, e->text, LANG_EN));
	json_put_cstr(a, o, "fr", say_found(e->word, e->text, LANG_FR));
	json_print(out, v);
}

static void
print_outcome(struct buffer *out, struct arena *a, const struct outcome *o,
    const struct trust *trust)
{
	struct json *files = json_new(a, JSON_ARRAY);

	print_json(files, a, o, trust == NULL ? NULL : &trust->policy,
	    trust == NULL ? NULL : "page");
	if (arena_failed(a))
		out->failed = true;
	else
		json_print(out, files->first);
}

struct input {
	struct bytes file, trust, questions, entry;
	bool has_trust, has_entry;
};

static void
check(struct buffer *out, const struct input *in, struct arena *a)
{
	static struct options options; /* too large for a stack */
	static struct trust trust;
	struct error e = {0};
	struct outcome outcome;
	struct checker *checker;

	memset(&options, 0, sizeof options);
	memset(&trust, 0, sizeof trust);
	options.max_age_days = -1;
	if (read_questions(&options, in->questions, &e) != ERR_NONE) {
		print_error(out, a, "question", &e);
		return;
	}
	if (in->has_trust &&
	    trust_parse(&trust, in->trust, &e) != ERR_NONE) {
		print_error(out, a, "trust", &e);
		return;
	}
	checker = checker_new(&options, in->has_trust ? &trust : NULL,
	    in->entry, in->has_entry, 0);
	if (checker == NULL) {
		out->failed = true;
	} else {
		checker_run_bytes(checker, "", in->file, &outcome);
		print_outcome(out, a, &outcome, in->has_trust ? &trust : NULL);
	}
	checker_free(checker);
	trust_release(&trust);
}

/* One file: the object of interfaces A9.10, ending with NUL; 0: out of memory.
 * `trust` and `entry` are given or 0; `questions` may be empty. Stands until
 * reset. */
EXPORT("check")
const char *
chancery_check(const uint8_t *file, size_t file_len, const uint8_t *trust,
    size_t trust_len, const uint8_t *questions, size_t questions_len,
    const uint8_t *entry, size_t entry_len)
{
	struct input in = {bytes_of(file, file_len),
	    bytes_of(trust, trust_len), bytes_of(questions, questions_len),
	    bytes_of(entry, entry_len), trust != NULL, entry != NULL};
	struct arena *a = arena_new(ARENA_BYTES);
	struct buffer out = {0};
	char *text = NULL;

	if (a != NULL)
		check(&out, &in, a);
	if (a != NULL && !out.failed) {
		text = malloc(out.len + 1);
		if (text != NULL) {
			memcpy(text, out.at, out.len);
			text[out.len] = '\0';
		}
	}
	buffer_release(&out);
	arena_free(a);
	return text;
}
