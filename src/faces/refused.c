#include "faces/refused.h"

#include <string.h>

#include "base/bytes.h"

/* Words of errors that have a code of their own. */
static const struct {
	const char *word, *code;
} codes[] = {
    {"unknown-parameter", "unknown-parameter"},
    {"usage",             "bad-request"      },
    {"bad-cursor",        "bad-cursor"       },
    {"invalid-field",     "invalid-field"    },
    {"ambiguous",         "ambiguous-name"   },
    {"sign_in",           "sign-in"          },
    {"if-match-required", "if-match-required"},
    {"amended-meanwhile", "amended-meanwhile"},
    {"in-flight",         "in-flight"        },
    {"slow-down",         "slow-down"        },
    {"slow_down",         "slow-down"        },
};

const char *
problem_code(const struct error *e)
{
	for (size_t i = 0; i < COUNT(codes); i++)
		if (strcmp(codes[i].word, e->word) == 0)
			return codes[i].code;
	switch (e->code) {
	case ERR_INPUT:
		return "invalid-entry";
	case ERR_ABSENT:
		return "not-found";
	case ERR_REFUSED:
		return strcmp(e->word, "warnings") == 0 ? "invalid-entry" :
							  "not-allowed";
	case ERR_CONFLICT:
		return strcmp(e->word, "idempotency-mismatch") == 0 ?
		    e->word :
		    "conflict";
	case ERR_UNCHECKED:
		return "not-signing";
	case ERR_STORE:
		return strcmp(e->word, "disk_full") == 0 ? "disk-full" :
							   "store";
	case ERR_PROOF:
		return "own-proof-failed";
	case ERR_NONE:
	case ERR_MEMORY:
		return "slow-down";
	}
	return "internal";
}
