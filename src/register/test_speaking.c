#include "register/test_speaking.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/testing.h"

const char *
with(struct place *p, uint64_t who)
{
	char *text = arena_take(p->arena, 160);

	(void)snprintf(text, 160, "\"as\":null,\"described\":null,"
	    "\"who\":\"%s\"", id_text(p, who));
	return text;
}

const char *
printed(struct place *p, const char *fmt, ...)
{
	char text[4096];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	assert_true(len > 0 && (size_t)len < sizeof text);
	return arena_text(p->arena, bytes_text(text));
}

uint64_t
file_calls(struct place *p, const char *edtf, unsigned times, uint64_t who)
{
	return place_file_one(p, TYPE_CONTACT, contact_body(p, edtf, times,
	    with(p, who), "{\"tier\":\"public\"}", ""), SUMMARY).number;
}

uint64_t
file_document(struct place *p, const char *title)
{
	return place_file_one(p, TYPE_DOCUMENT, "{\"authors\":[],"
	    "\"bytes\":null,\"captured\":null,\"custody\":[],\"issued\":null,"
	    "\"kind\":\"transcript\",\"language\":\"en\",\"pages\":null,"
	    "\"part_of\":null,\"proceeding\":null,\"publisher\":null,"
	    "\"status\":null,\"text\":null}",
	    printed(p, "{\"title\":{\"en\":\"%s\"}}", title)).number;
}

static void
prepare_statement(struct place *p, const struct saying *s,
    struct submission *out)
{
	bool decides = strcmp(s->act, "leaves_undecided") == 0;
	bool described = s->speaker == NUMBER_NONE;
	struct draft d = {.type = TYPE_UNKNOWN};
	const char *body = printed(p, "{\"about\":[%s],\"act\":\"%s\","
	    "\"circumstances\":[],\"claims\":[%s],\"confidence\":null,"
	    "\"document\":\"%s\",\"hedged\":%s,\"lang\":\"en\","
	    "\"reply_to\":null,\"said\":null,\"select\":[{\"type\":"
	    "\"quote\"}],\"speaker\":{\"described\":%s,\"who\":%s%s%s},"
	    "\"status\":%s,\"via\":[]}", s->about == NULL ? "" : s->about,
	    s->act, s->claims == NULL ? "" : s->claims,
	    id_text(p, s->document), s->hedged ? "true" : "false",
	    described ? "true" : "false", described ? "" : "\"",
	    described ? "null" : id_text(p, s->speaker),
	    described ? "" : "\"", decides ? "\"final\"" : "null");

	place_prepare(p, out, TYPE_STATEMENT, body, printed(p,
	    "{%s%s%s\"words\":[{\"exact\":\"as was said\",\"prefix\":\"\","
	    "\"suffix\":\"\"}]}", s->more == NULL ? "" : s->more,
	    described ? "\"described\":{\"en\":\"a person\"}," : "",
	    s->hedged ? "\"hedges\":[{\"claim\":null,\"lang\":\"en\","
	    "\"text\":\"that I recall\"}]," : ""), &d);
}

static void
file_confirmed(struct place *p, const struct submission *list, size_t count,
    struct filed *filed)
{
	assert_ok(p, place_file(p, list, count, (struct file_options){
	    .confirm = true}, filed));
}

uint64_t
file_statement(struct place *p, struct saying s)
{
	struct submission one;
	struct filed filed;

	prepare_statement(p, &s, &one);
	file_confirmed(p, &one, 1, &filed);
	return filed.number;
}

void
file_statements(struct place *p, struct saying s, size_t count)
{
	struct submission list[100];
	struct filed filed[100];

	for (size_t done = 0; done < count;) {
		size_t n = count - done < COUNT(list) ? count - done :
							COUNT(list);

		for (size_t i = 0; i < n; i++)
			prepare_statement(p, &s, &list[i]);
		file_confirmed(p, list, n, filed);
		done += n;
	}
}

const char *
count_claim(struct place *p, const char *op, unsigned n, const char *target,
    const char *window)
{
	return printed(p, "{\"counterparts\":[%s],\"kinds\":[\"call\"],"
	    "\"n\":%u,\"op\":\"%s\",\"p\":\"count\",\"subject\":\"%s\","
	    "\"window\":%s}", target, n, op, p->member_id, window);
}

const char *
person_target(struct place *p, uint64_t who)
{
	return printed(p, "{\"person\":\"%s\"}", id_text(p, who));
}

uint64_t
declare(struct place *p, unsigned times)
{
	return place_file_one(p, TYPE_COMPLETE, printed(p, "{\"exceptions\":0,"
	    "\"form\":\"declaration\",\"kinds\":null,\"nil\":%s,\"period\":"
	    "null,\"rule\":null,\"scope\":{\"all\":true},\"subject\":\"%s\","
	    "\"times\":%u,\"to_knowledge_of\":\"%s\",\"window\":"
	    "{\"from\":null,\"to\":null}}", times == 0 ? "true" : "false",
	    p->member_id, times, p->member_id), NULL).number;
}

void
found_register(struct place *p)
{
	place_make(p);
	place_found(p);
	place_people(p);
}
