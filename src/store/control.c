#include "store/control.h"

#ifdef CHANCERY_CONTROLS
#include <stddef.h>
#include <string.h>

static enum control chosen = CONTROL_NONE;

void (*control_early)(void *context);
void *control_early_context;

bool
control_choose(const char *name)
{
	static const struct {
		const char *name;
		enum control control;
	} names[] = {
	    {"ack-early",     CONTROL_ACK_EARLY    },
	    {"ckpt-first",    CONTROL_CKPT_FIRST   },
	    {"sync-off",      CONTROL_SYNC_OFF     },
	    {"sync-normal",   CONTROL_SYNC_NORMAL  },
	    {"ignore-commit", CONTROL_IGNORE_COMMIT},
	    {"no-readback",   CONTROL_NO_READBACK  },
	    {"no-head",       CONTROL_NO_HEAD      },
	    {"no-fence",      CONTROL_NO_FENCE     },
	    {"no-dedupe",     CONTROL_NO_DEDUPE    },
	    {"clock-raw",     CONTROL_CLOCK_RAW    },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].name, name) == 0) {
			chosen = names[i].control;
			return true;
		}
	return false;
}

bool
control_is(enum control c)
{
	return chosen == c;
}
#else
/* ISO C wants a declaration in every file. */
typedef int control_is_absent;
#endif
