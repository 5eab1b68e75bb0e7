/*
 * cli/settings.h - where a value comes from when no option gives it
 *
 * Purpose     precedence, strongest first: option, CHANCERY_* environment,
 *             ./chancery.conf, $XDG_CONFIG_HOME/chancery/chancery.conf,
 *             /etc/chancery/chancery.conf, built-in (interfaces A10.1).
 * Errors      ERR_INPUT with file and line for an unknown setting. A file that
 *             others can write is ignored with a warning (A1.8).
 * Ownership   values live in the arena.
 */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "base/arena.h"
#include "cli/args.h"

enum setting {
	SETTING_STORE,
	SETTING_TRUST,
	SETTING_LANG,
	SETTING_BASE_URL,
	SETTING_BY,
	SETTING_KEY_FILE,
	SETTING_OF,
	SETTING_BACKUP_DAYS,
	SETTING_QUORUM_REQUIRED, /* "yes": log 5.1.5 */
	SETTING_COUNT
};

struct settings {
	const char *value[SETTING_COUNT]; /* NULL: none */
	const char *from[SETTING_COUNT];  /* "option", a path, "built-in" */
	char warning[320];                /* "" = none */
};

extern const char *const setting_names[SETTING_COUNT];

MUST_CHECK enum err settings_read(struct settings *s, const struct args *args,
    struct arena *a, struct error *e);

#endif
