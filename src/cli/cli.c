#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "faces/refused.h"

int
exit_of(enum err code)
{
	switch (code) {
	case ERR_NONE:
		return EXIT_DONE;
	case ERR_INPUT:
		return EXIT_INPUT;
	case ERR_ABSENT:
		return EXIT_ABSENT;
	case ERR_PROOF:
		return EXIT_PROOF;
	case ERR_UNCHECKED:
		return EXIT_UNCHECKED;
	case ERR_REFUSED:
		return EXIT_REFUSED;
	case ERR_CONFLICT:
		return EXIT_CONFLICT;
	case ERR_STORE:
		return EXIT_STORE;
	case ERR_MEMORY:
		return EXIT_INTERNAL;
	}
	return EXIT_INTERNAL;
}

/* To stderr: nothing that is quoted steers the terminal (interfaces A11.1). */
static void
print_visible(const char *text, const char *kept)
{
	struct buffer b = {0};

	utf8_put_visible(&b, bytes_text(text), kept);
	(void)fwrite(b.at, 1, b.len, stderr);
	buffer_release(&b);
}

static void
problem(struct cli *c, int code)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *errors, *item;
	struct buffer out = {0};
	char type[64];

	(void)snprintf(type, sizeof type, "/problems/%s",
	    problem_code(&c->e));
	json_put_cstr(c->arena, v, "type", type);
	json_put_cstr(c->arena, v, "title", c->e.text);
	json_put_null(c->arena, v, "status");
	json_put_cstr(c->arena, v, "detail",
	    c->e.mend[0] == '\0' ? NULL : c->e.mend);
	json_put_null(c->arena, v, "instance");
	json_put_number(c->arena, v, "exit", code);
	errors = json_put(c->arena, v, "errors",
	    json_new(c->arena, JSON_ARRAY));
	if (c->e.field[0] != '\0' || c->e.word[0] != '\0') {
		item = json_add(errors, json_new(c->arena, JSON_OBJECT));
		json_put_cstr(c->arena, item, "field", c->e.field);
		json_put_cstr(c->arena, item, "code", c->e.word);
		json_put_cstr(c->arena, item, "detail", c->e.text);
	}
	for (const struct json *more = c->errors == NULL ? NULL :
		 c->errors->first; more != NULL; more = more->next)
		json_add(errors, json_clone(c->arena, more));
	json_print(&out, v);
	(void)fprintf(stderr, "%s\n", buffer_cstr(&out));
	buffer_release(&out);
}

static int
fail_with(struct cli *c, int code)
{
	if (c->json) {
		problem(c, code);
		return code;
	}
	(void)fputs("chancery: ", stderr);
	print_visible(c->e.text, "");
	if (c->e.field[0] != '\0' && strstr(c->e.text, c->e.field) == NULL) {
		(void)fputs(", ", stderr);
		print_visible(c->e.field, "");
	}
	(void)fputc('\n', stderr);
	if (c->e.mend[0] != '\0') {
		(void)fputs("  -> ", stderr);
		print_visible(c->e.mend, "");
		(void)fputc('\n', stderr);
	}
	return code;
}

int
cli_fail(struct cli *c)
{
	/* an answer is missing, and an option would give it (A1.7) */
	if (strcmp(c->e.word, "usage") == 0 ||
	    strcmp(c->e.word, "warnings") == 0)
		return fail_with(c, EXIT_USAGE);
	return fail_with(c, exit_of(c->e.code));
}

int
cli_fail_usage(struct cli *c)
{
	if (c->e.word[0] == '\0')
		(void)snprintf(c->e.word, sizeof c->e.word, "usage");
	return fail_with(c,
	    c->e.code == ERR_INPUT ? EXIT_USAGE : exit_of(c->e.code));
}

int
cli_usage(struct cli *c, const char *fmt, ...)
{
	va_list args;

	error_clear(&c->e);
	c->e.code = ERR_INPUT;
	(void)snprintf(c->e.word, sizeof c->e.word, "usage");
	va_start(args, fmt);
	(void)vsnprintf(c->e.text, sizeof c->e.text, TR(c, fmt), args);
	va_end(args);
	if (c->args.command != NULL)
		error_mend(&c->e, ERR_INPUT, "chancery help %s",
		    c->args.command->name);
	return fail_with(c, EXIT_USAGE);
}

void
cli_talk(struct cli *c, const char *fmt, ...)
{
	char text[4096];
	va_list args;

	if (c->quiet)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, TR(c, fmt), args);
	va_end(args);
	print_visible(text, "\n\t");
	(void)fputc('\n', stderr);
}

void
cli_say(struct cli *c, const char *fmt, ...)
{
	char text[4096];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof text, TR(c, fmt), args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof text)
		len = (int)sizeof text - 1;
	buffer_append(&c->out, text, (size_t)len);
	buffer_byte(&c->out, '\n');
}

void
cli_put(struct cli *c, struct bytes text)
{
	c->exact = true;
	buffer_add(&c->out, text);
}

void
cli_instead(struct cli *c, struct bytes file)
{
	print_visible(buffer_cstr(&c->out), c->json ? "\n\x7f" : "\n\t");
	buffer_clear(&c->out);
	cli_put(c, file);
}

void
cli_json(struct cli *c, const struct json *v)
{
	if (v == NULL) {
		c->out.failed = true;
		return;
	}
	json_print(&c->out, v);
	buffer_byte(&c->out, '\n');
}

struct json *
cli_both(struct cli *c, const char *english)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);

	json_put_cstr(c->arena, v, "en", english);
	json_put_cstr(c->arena, v, "fr", message_in(LANG_FR, english));
	return v;
}

enum err
cli_number(struct cli *c, const char *name, uint64_t max, uint64_t *out)
{
	const char *text = cli_arg(c, name);

	if (text == NULL || bytes_decimal(bytes_text(text), max, out))
		return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "\"%s\" is no number", text);
	error_field(&c->e, "--%s", name);
	return ERR_INPUT;
}

/* Somebody asked for a line of progress (interfaces A10.5). */
static volatile sig_atomic_t progress_asked;

static void
on_progress_asked(int number)
{
	(void)number;
	progress_asked = 1;
}

void
progress_listen(void)
{
	struct sigaction act = {.sa_handler = on_progress_asked,
	    .sa_flags = SA_RESTART};

	(void)sigaction(SIGUSR1, &act, NULL);
}

static int64_t
monotonic_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_start(struct progress *p, struct cli *c, const char *what)
{
	*p = (struct progress){.c = c,
	    .what = what,
	    .on = isatty(STDERR_FILENO) == 1 && !c->quiet &&
		!args_has(&c->args, "no-progress")};
	p->started_ms = p->shown_ms = monotonic_ms();
}

void
progress_show(struct progress *p, uint64_t done, uint64_t total)
{
	int64_t now_ms, spent_ms;
	uint64_t rate;

	if (!p->on && progress_asked == 0)
		return;
	now_ms = monotonic_ms();
	spent_ms = now_ms - p->started_ms;
	if (progress_asked == 0 &&
	    (spent_ms < 1000 || now_ms - p->shown_ms < 100))
		return;
	progress_asked = 0;
	p->shown_ms = now_ms;
	p->drawn = p->on;
	rate = done * 1000 / (uint64_t)(spent_ms + 1);
	(void)fprintf(stderr, "%s%s  %llu", p->on ? "\r" : "",
	    TR(p->c, p->what), (unsigned long long)done);
	if (total != 0 && rate != 0)
		(void)fprintf(stderr,
		    TR(p->c, " of %llu  %llu %%  %llu/s  about %llu s left"),
		    (unsigned long long)total,
		    (unsigned long long)(done * 100 / total),
		    (unsigned long long)rate,
		    (unsigned long long)((total - done) / rate));
	(void)fputs(p->on ? "\033[K" : "\n", stderr);
	(void)fflush(stderr);
}

void
progress_step(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

void
progress_end(struct progress *p)
{
	if (p->drawn)
		(void)fputs("\r\033[K", stderr);
}
