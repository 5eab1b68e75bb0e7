/*
 * witness/client.h - a log asks a witness
 *
 * Purpose     what a log needs to be cosigned: reading a witness's answer, and
 *             when to ask it again. No sockets, no store.
 * Terms       a turn is what is remembered of one witness between requests.
 *             Times are seconds since 1970, given by the caller.
 * Invariant   a cosignature comes out only if it holds over the text that was
 *             sent; a line of the witness's key that does not is an alarm.
 * Errors      what a witness answers is a verdict, not an error. ERR_MEMORY.
 * Ownership   an answer's body belongs to its caller; spans of a verdict
 *             borrow it.
 * Source      log 5.1
 */
#ifndef WITNESS_CLIENT_H
#define WITNESS_CLIENT_H

#include "format/note.h"

#define WITNESS_ANSWER_MAX ((size_t)64 * 1024)

struct witness_reply {
	unsigned status;        /* 0: no answer came */
	uint64_t retry_after_s; /* of Retry-After; 0: none */
	struct buffer body;     /* at most WITNESS_ANSWER_MAX */
};

/* One exchange each. ERR_STORE: no answer within 10 s, or none at all. `post`
 * sends `body`; `get` asks for what stands at the address. */
struct witness_transport {
	void *context;
	enum err (*post)(void *context, const char *url, struct bytes body,
	    struct witness_reply *out, struct error *e);
	enum err (*get)(void *context, const char *url,
	    struct witness_reply *out, struct error *e);
};

enum witness_said {
	WITNESS_COSIGNED,   /* `line` and `time_s` */
	WITNESS_OTHER_SIZE, /* 409: `size` is the witness's */
	WITNESS_LATER,      /* 429, 5xx, no answer */
	WITNESS_REFUSED,    /* any other status, or its line is absent */
	WITNESS_FORGED      /* a line of its key that does not hold: alarm */
};

struct witness_verdict {
	enum witness_said said;
	struct bytes line; /* its LF included */
	uint64_t time_s, size;
};

/* log 5.1.3: `text` is the checkpoint text that was sent. */
struct witness_verdict witness_answer_read(const struct witness_reply *reply,
    const struct vkey *key, struct bytes text);

/* ---- when to ask: log 5.1.1, 5.1.3, 5.1.4 ---- */

#define WITNESS_INTERVAL_S 60
#define WITNESS_AGAIN_S 3600 /* the same checkpoint once an hour */
#define WITNESS_WAIT_MAX_S 600
#define WITNESS_RETRY_AFTER_MAX_S 86400

struct witness_turn {
	uint64_t done_size; /* last cosigned; 0: none */
	int64_t done_s;     /* when */
	int64_t asked_s;    /* last request; 0: none */
	int64_t not_before_s;
	unsigned wait_s; /* after failures in a row; 0: none */
};

/* Should the checkpoint of `size` be sent now? `at_once`: it was made with
 * --now, the interval does not hold it back; a wait after failures does. */
bool witness_turn_is_due(const struct witness_turn *t, uint64_t size,
    int64_t now_s, bool at_once);
/* When it is due at the latest, if nothing grows. */
int64_t witness_turn_next(const struct witness_turn *t, uint64_t size,
    int64_t now_s);
void witness_turn_done(struct witness_turn *t, uint64_t size, int64_t now_s);
/* `retry_after_s` 0: none was given. */
void witness_turn_failed(struct witness_turn *t, uint64_t retry_after_s,
    int64_t now_s);

#endif
