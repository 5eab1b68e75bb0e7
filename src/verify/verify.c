#include "verify/verify.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "format/json.h"
#include "verify/package.h"
#include "verify/print.h"

#ifndef CHANCERY_VERSION
#error "the build names the version"
#endif

/* Everything of one run. */
struct session {
	const char *program;
	FILE *out, *err;
	struct options options;
	struct trust trust;
	struct buffer entry, text;
	struct checker *checker;
	struct arena *arena; /* --json */
	struct json *files;
};

/* An error before any file: the two lines of A11.1. */
static void
complain(struct session *s, const struct error *e)
{
	struct buffer b = {0}, line = {0};

	buffer_printf(&line, "%s: %s", s->program, e->text);
	print_line(&b, "", buffer_cstr(&line));
	if (e->mend[0] != '\0')
		print_line(&b, "  -> ", e->mend);
	(void)fwrite(b.at, 1, b.len, s->err);
	buffer_release(&line);
	buffer_release(&b);
}

static enum err
session_open(struct session *s, int64_t now_s, struct error *e)
{
	const struct options *o = &s->options;
	enum err rc = ERR_NONE;

	if (o->trust != NULL)
		rc = trust_read(&s->trust, o->trust, e);
	if (rc == ERR_NONE && o->entry != NULL)
		rc = file_read(&s->entry, o->entry, 65535, e);
	if (rc != ERR_NONE)
		return rc;
	s->checker = checker_new(o, o->trust == NULL ? NULL : &s->trust,
	    buffer_bytes(&s->entry), o->entry != NULL, now_s);
	s->arena = arena_new(256 * MIB);
	if (s->checker == NULL || s->arena == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->files = json_new(s->arena, JSON_ARRAY);
	return ERR_NONE;
}

static void
session_close(struct session *s)
{
	checker_free(s->checker);
	arena_free(s->arena);
	trust_release(&s->trust);
	buffer_release(&s->entry);
	buffer_release(&s->text);
}

static int
flush(struct session *s, FILE *to)
{
	int code = s->text.failed ? 70 : 0;

	if (code == 0 && (fwrite(s->text.at, 1, s->text.len, to) !=
	    s->text.len || fflush(to) != 0))
		code = 8;
	buffer_clear(&s->text);
	return code;
}

static bool
is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A disclosure. What is right and lacks something is a valid negative. */
static int
check_package(struct session *s, const char *path)
{
	const struct options *o = &s->options;
	const struct policy *policy = o->trust == NULL ? NULL :
							 &s->trust.policy;
	static struct package_report r; /* too large for a stack */
	int code;

	package_check(&r, path, policy);
	code = r.code == ERR_NONE && r.missing_count != 0 ? 1 :
							     exit_code(r.code);
	if (o->json) {
		package_print_json(s->files, s->arena, path, &r, policy,
		    o->trust);
		return code;
	}
	package_print_text(&s->text, path, &r, o->trust, o->lang);
	code = exit_worse(code, flush(s, s->out));
	package_print_complaint(&s->text, path, &r, s->program, o->lang);
	return exit_worse(code, flush(s, s->err));
}

static int
check_one(struct session *s, const char *path)
{
	const struct options *o = &s->options;
	struct outcome result;
	int code;

	if (is_folder(path))
		return check_package(s, path);
	checker_run(s->checker, path, &result);
	code = exit_code(result.code);
	if (o->json)
		print_json(s->files, s->arena, &result, o->trust == NULL ?
		    NULL : &s->trust.policy, o->trust);
	else
		print_text(&s->text, &result, o->trust, o->lang);
	code = exit_worse(code, flush(s, s->out));
	if (!o->json) {
		print_complaint(&s->text, &result, s->program, o->lang);
		code = exit_worse(code, flush(s, s->err));
	}
	return code;
}

static int
print_document(struct session *s)
{
	struct json *document = json_new(s->arena, JSON_OBJECT);

	json_put(s->arena, document, "files", s->files);
	if (arena_failed(s->arena))
		return 70;
	json_print(&s->text, document);
	buffer_byte(&s->text, '\n');
	return flush(s, s->out);
}

static int
session_run(struct session *s, int64_t now_s)
{
	struct error e = {0};
	enum err rc = session_open(s, now_s, &e);
	int code = 0;

	if (rc != ERR_NONE) {
		complain(s, &e);
		return exit_code(rc);
	}
	for (size_t i = 0; i < s->options.file_count; i++)
		code = exit_worse(code, check_one(s, s->options.files[i]));
	if (s->options.json)
		code = exit_worse(code, print_document(s));
	return code;
}

int
verify_run(int argc, char *const *argv, const char *program, FILE *out,
    FILE *err, int64_t now_s)
{
	static struct session s; /* too large for a stack */
	struct error e = {0};
	int code = 0;

	memset(&s, 0, sizeof s);
	s.program = program;
	s.out = out;
	s.err = err;
	if (options_parse(&s.options, argc, argv, &e) != ERR_NONE) {
		complain(&s, &e);
		return 2;
	}
	if (s.options.help)
		(void)fputs(options_help(s.options.lang), out);
	else if (s.options.version)
		(void)fprintf(out, "chancery-verify " CHANCERY_VERSION
		    " (chancery/proof@v1, c2sp.org/tlog-proof@v1)\n");
	else
		code = session_run(&s, now_s);
	session_close(&s);
	return code;
}
