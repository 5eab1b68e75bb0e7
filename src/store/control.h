/*
 * store/control.h - promises broken on purpose, so that the fault tests can
 * show that they would notice
 *
 * Purpose     negative controls (reliability 0.2, 2.2). They exist only in
 *             builds with -Dcontrols=true: elsewhere control_is() is the
 *             constant false and no name of a control is in the program.
 */
#ifndef STORE_CONTROL_H
#define STORE_CONTROL_H

#include <stdbool.h>

enum control {
	CONTROL_NONE,
	CONTROL_ACK_EARLY,
	CONTROL_CKPT_FIRST,
	CONTROL_SYNC_OFF,
	CONTROL_SYNC_NORMAL,
	CONTROL_IGNORE_COMMIT,
	CONTROL_NO_READBACK,
	CONTROL_NO_HEAD,
	CONTROL_NO_FENCE,
	CONTROL_NO_DEDUPE,
	CONTROL_CLOCK_RAW
};

#ifdef CHANCERY_CONTROLS
/* False: no such control. */
bool control_choose(const char *name);
bool control_is(enum control c);
/* Called by truth_append before its COMMIT under CONTROL_ACK_EARLY. */
extern void (*control_early)(void *context);
extern void *control_early_context;
#else
static inline bool
control_is(enum control c)
{
	(void)c;
	return false;
}
#endif

#endif
