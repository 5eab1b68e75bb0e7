#include "base/error.h"

#include <stdio.h>
#include <string.h>

void
error_clear(struct error *e)
{
	if (e != NULL)
		*e = (struct error){.lang = e->lang};
}

const char *
error_say(const struct error *e, const char *english)
{
	return e == NULL ? english : message_in(e->lang, english);
}

/* A sentence that is handed on as "%s" is looked up itself. */
static __attribute__((format(printf, 4, 0))) void
fill(char *out, size_t size, enum lang lang, const char *fmt, va_list args)
{
	if (strcmp(fmt, "%s") == 0)
		(void)snprintf(out, size, "%s", message_in(lang,
		    va_arg(args, const char *)));
	else
		(void)vsnprintf(out, size, message_in(lang, fmt), args);
}

static __attribute__((format(printf, 4, 0))) enum err
set(struct error *e, enum err code, const char *word, const char *fmt,
    va_list args)
{
	if (e == NULL)
		return code;
	error_clear(e);
	e->code = code;
	(void)snprintf(e->word, sizeof e->word, "%s", word);
	fill(e->text, sizeof e->text, e->lang, fmt, args);
	return code;
}

enum err
error_set(struct error *e, enum err code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(e, code, "", fmt, args);
	va_end(args);
	return code;
}

enum err
error_word(struct error *e, enum err code, const char *word, const char *fmt,
    ...)
{
	va_list args;

	va_start(args, fmt);
	set(e, code, word, fmt, args);
	va_end(args);
	return code;
}

enum err
error_wrap(struct error *e, const char *fmt, ...)
{
	char front[sizeof e->text], whole[sizeof e->text * 2 + 3];
	va_list args;

	if (e == NULL)
		return ERR_INPUT;
	va_start(args, fmt);
	(void)vsnprintf(front, sizeof front, message_in(e->lang, fmt),
	    args);
	va_end(args);
	(void)snprintf(whole, sizeof whole, "%s: %s", front, e->text);
	memcpy(e->text, whole, sizeof e->text - 1);
	e->text[sizeof e->text - 1] = '\0';
	return e->code;
}

enum err
error_mend(struct error *e, enum err code, const char *fmt, ...)
{
	va_list args;

	if (e == NULL)
		return code;
	va_start(args, fmt);
	fill(e->mend, sizeof e->mend, e->lang, fmt, args);
	va_end(args);
	return code;
}

void
error_field(struct error *e, const char *fmt, ...)
{
	va_list args;

	if (e == NULL)
		return;
	va_start(args, fmt);
	(void)vsnprintf(e->field, sizeof e->field, fmt, args);
	va_end(args);
}
