#include <stdio.h>

#include "base/clock.h"
#include "format/json.h"
#include "verify/print.h"

static struct json *
sentence_json(struct arena *a, const char *word, const char *text)
{
	struct json *o = json_new(a, JSON_OBJECT);

	json_put_cstr(a, o, "en", say_found(word, text, LANG_EN));
	json_put_cstr(a, o, "fr", say_found(word, text, LANG_FR));
	return o;
}

static struct json *
steps_json(struct arena *a, const struct report *r)
{
	static const char *const names[STEP_COUNT] = {"form", "question",
	    "answer", "index_root", "signature", "witnesses"};
	struct json *all = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < STEP_COUNT; i++) {
		const struct step_report *s = &r->steps[i];
		struct json *o = json_new(a, JSON_OBJECT);

		json_put_number(a, o, "n", (int64_t)i + 1);
		json_put_cstr(a, o, "name", names[i]);
		json_put_cstr(a, o, "result", s->result == STEP_FAILED ?
		    "failed" : s->result == STEP_CANNOT ? "cannot" : "ok");
		json_put_cstr(a, o, "code", s->word);
		json_put(a, o, "detail", sentence_json(a, s->word, s->text));
		json_add(all, o);
	}
	return all;
}

static const char *
kind_name_of(enum file_kind kind)
{
	switch (kind) {
	case FILE_PROOF:
		return "chancery-proof";
	case FILE_TLOG_PROOF:
		return "tlog-proof";
	case FILE_CHECKPOINT:
		return "checkpoint";
	case FILE_UNKNOWN:
		break;
	}
	return "unknown";
}

/* The first parts, one a line; null where the file answers nothing. */
static void
put_question(struct arena *a, struct json *o, const struct outcome *f)
{
	struct buffer b = {0};
	char text[QUESTION_BYTES];

	if (f->work == NULL) {
		json_put_null(a, o, "question");
		return;
	}
	for (size_t i = 0; i < f->work->file.block_count; i++) {
		if (f->work->roles[i] != ROLE_FIRST)
			continue;
		if (b.len != 0)
			buffer_byte(&b, '\n');
		buffer_append(&b, text, question_print(text,
		    &f->work->file.blocks[i].question));
	}
	json_put_text(a, o, "question", buffer_bytes(&b));
	buffer_release(&b);
}

static void
put_answer(struct arena *a, struct json *o, const struct outcome *f)
{
	const struct answer_work *w = f->work;
	struct json *n;

	if (w == NULL || !f->proved) {
		json_put_null(a, o, "answer");
		return;
	}
	n = json_put(a, o, "answer", json_new(a, JSON_OBJECT));
	json_put_number(a, n, "certain", (int64_t)w->answer.certain);
	json_put_number(a, n, "possible", (int64_t)w->answer.possible);
	json_put_number(a, n, "struck", (int64_t)w->answer.struck);
	if (w->sealed_known)
		json_put_number(a, n, "sealed", (int64_t)w->sealed);
	else
		json_put_null(a, n, "sealed");
}

static void
put_as_of(struct arena *a, struct json *o, const struct outcome *f)
{
	struct json *n;
	char time[21];

	if (!f->has_as_of) {
		json_put_null(a, o, "as_of");
		return;
	}
	n = json_put(a, o, "as_of", json_new(a, JSON_OBJECT));
	json_put_number(a, n, "size", (int64_t)f->checkpoint.size);
	if (f->has_time) {
		time_print(time, f->time_s);
		json_put_cstr(a, n, "time", time);
	} else {
		json_put_null(a, n, "time");
	}
	json_put_cstr(a, n, "origin", f->checkpoint.origin);
}

static void
put_trust(struct arena *a, struct json *o, const struct outcome *f,
    const struct policy *policy, const char *keys_from)
{
	struct json *n = json_put(a, o, "trust", json_new(a, JSON_OBJECT));
	struct json *keys = json_new(a, JSON_ARRAY);
	char text[VKEY_BYTES];

	for (size_t i = 0; policy != NULL && i < policy->log_count; i++) {
		(void)vkey_print(text, &policy->logs[i].key);
		json_add(keys, json_new_cstr(a, text));
	}
	json_put(a, n, "log_keys", keys);
	json_put_number(a, n, "witnesses_needed", f->witnesses_needed);
	json_put_number(a, n, "witnesses_valid", f->witnesses_valid);
	json_put_cstr(a, n, "keys_from", keys_from);
}

void
print_json(struct json *files, struct arena *a, const struct outcome *f,
    const struct policy *policy, const char *keys_from)
{
	struct json *o = json_add(files, json_new(a, JSON_OBJECT));

	json_put_cstr(a, o, "file", f->path);
	json_put_cstr(a, o, "kind", kind_name_of(f->kind));
	json_put(a, o, "steps", steps_json(a, &f->report));
	json_put_cstr(a, o, "verdict", f->code == ERR_NONE ? "verified" :
	    f->code == ERR_INPUT || f->code == ERR_PROOF ? "failed" :
	    "cannot_check");
	put_question(a, o, f);
	put_answer(a, o, f);
	put_as_of(a, o, f);
	put_trust(a, o, f, policy, keys_from);
}
