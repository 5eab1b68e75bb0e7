/*
 * cli/doctor.h - the rows of `chancery doctor`, found by several files
 *
 * Purpose     one row for each topic of reliability 7.6: what was looked at,
 *             how it is, what mends it.
 * Ownership   of the command, which lives as long as the call.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include "cli/cli.h"

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_FAIL };

struct doctor {
	struct cli *c;
	struct json *checks;
	enum health worst;
};

/* `text` is looked up, `fix` (may be NULL) is a command. */
void doctor_row(struct doctor *d, const char *name, enum health health,
    const char *text, const char *fix);
/* The same with numbers in it. */
void doctor_row_of(struct doctor *d, const char *name, enum health health,
    const char *fix, const char *text, ...) PRINTF_LIKE(5, 6);

/* Keys, disk, kernel, the server that runs; no register needs to open. */
void doctor_machine(struct doctor *d, const char *dir);

#endif
