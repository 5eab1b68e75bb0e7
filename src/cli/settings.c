#include "cli/settings.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define CONFIG_BYTES (64 * KIB)

const char *const setting_names[SETTING_COUNT] = {"store", "trust", "lang",
    "base-url", "by", "key-file", "of", "backup-days",
    "quorum-required"};

static void
give(struct settings *s, size_t i, const char *value, const char *from)
{
	if (s->value[i] != NULL)
		return;
	s->value[i] = value;
	s->from[i] = from;
}

static void
from_environment(struct settings *s)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		char name[64] = "CHANCERY_";
		size_t at = strlen(name);
		const char *value;

		for (const char *p = setting_names[i]; *p != '\0'; p++)
			name[at++] = *p == '-' ?
			    '_' :
			    (char)toupper((unsigned char)*p);
		name[at] = '\0';
		value = getenv(name);
		if (value != NULL && *value != '\0')
			give(s, i, value, "environment");
	}
}

static struct bytes
trim(struct bytes b)
{
	while (b.len != 0 && (b.at[0] == ' ' || b.at[0] == '\t')) {
		b.at++;
		b.len--;
	}
	while (b.len != 0 &&
	    (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t' ||
		b.at[b.len - 1] == '\r'))
		b.len--;
	return b;
}

static enum err
one_line(struct settings *s, struct bytes line, const char *path,
    unsigned number, struct arena *a, struct error *e)
{
	struct bytes name, value;
	size_t equals;

	line = trim(line);
	if (line.len == 0 || line.at[0] == '#')
		return ERR_NONE;
	equals = bytes_find(line, '=');
	if (equals == line.len)
		return error_set(e, ERR_INPUT,
		    "%s, line %u: not \"name = value\"", path, number);
	name = trim(bytes_of(line.at, equals));
	value = trim(bytes_of(line.at + equals + 1, line.len - equals - 1));
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (bytes_is(name, setting_names[i])) {
			give(s, i, arena_text(a, value), path);
			return ERR_NONE;
		}
	return error_set(e, ERR_INPUT, "%s, line %u: no setting \"%.*s\"", path,
	    number, (int)(name.len > 40 ? 40 : name.len),
	    (const char *)name.at);
}

static enum err
from_file(struct settings *s, const char *path, struct arena *a,
    struct error *e)
{
	struct buffer b = {0};
	struct bytes rest, line, copy;
	struct stat st;
	bool complete;
	unsigned number = 0;
	enum err rc;

	if (stat(path, &st) != 0)
		return ERR_NONE;
	if ((st.st_mode & 022) != 0 ||
	    (st.st_uid != geteuid() && st.st_uid != 0)) {
		(void)snprintf(s->warning, sizeof s->warning, "%s", path);
		return ERR_NONE;
	}
	rc = file_read(&b, path, CONFIG_BYTES, e);
	copy = rc == ERR_NONE ? arena_copy(a, buffer_bytes(&b)) :
				(struct bytes){NULL, 0};
	buffer_release(&b);
	rest = copy;
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete))
		rc = one_line(s, line, arena_text(a, bytes_text(path)),
		    ++number, a, e);
	return rc;
}

enum err
settings_read(struct settings *s, const struct args *args, struct arena *a,
    struct error *e)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	char path[PATH_BYTES];
	enum err rc;

	*s = (struct settings){.warning = ""};
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const char *value = args_get(args, setting_names[i]);

		if (value != NULL)
			give(s, i, value, "option");
	}
	from_environment(s);
	rc = from_file(s, "chancery.conf", a, e);
	path[0] = '\0';
	if (xdg != NULL && *xdg != '\0')
		(void)snprintf(path, sizeof path, "%s/chancery/chancery.conf",
		    xdg);
	else if (home != NULL && *home != '\0')
		(void)snprintf(path, sizeof path,
		    "%s/.config/chancery/chancery.conf", home);
	if (rc == ERR_NONE && path[0] != '\0')
		rc = from_file(s, path, a, e);
	if (rc == ERR_NONE)
		rc = from_file(s, "/etc/chancery/chancery.conf", a, e);
	give(s, SETTING_STORE, "register", "built-in");
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (s->from[i] == NULL)
			s->from[i] = "built-in";
	return rc;
}
