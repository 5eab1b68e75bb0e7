/*
 * web/serving.h - the register behind the server
 *
 * Purpose     one process that holds the signer's lock: takes entries, makes
 *             a checkpoint each interval in which something came, publishes,
 *             answers the static tree and the API.
 * Invariant   1 an answer `durable` or `published` leaves after the append was
 *               synced and read back; `published` after the checkpoint.
 *             2 a fault of the store ends the process, and nothing is retried.
 * Errors      serving_start: as registry_open and http_server_start. ERR_STORE
 *             of serving_turn: the store failed; the process should end.
 * Units       milliseconds.
 * Source      log 2.8, 6.4, 6.5; interfaces A9.9, B2; docs/format/wire.md
 */
#ifndef WEB_SERVING_H
#define WEB_SERVING_H

#include "account/hashing.h"
#include "account/account.h"
#include "format/json.h"
#include "keeper/keeper.h"
#include "register/witnessing.h"
#include "web/http_server.h"

struct serving;

struct serving_options {
	const char *dir, *listen, *base_url;
	unsigned interval_ms; /* 0: 1,000 */
	bool read_only;       /* no lock, no filing */
	bool quorum_required; /* log 5.1.5 */
	void (*log)(void *context, const struct http_log_line *line);
	void *log_context;
	/* NULL, or how the policy's witnesses are asked (log 5.1.1), one after
	 * the other, between two requests: it should not wait long. */
	const struct witness_transport *witnesses;
	/* Routes of others (pages, assets), at most 40 tables; their handlers'
	 * context is the struct serving. Copied; the routes are borrowed. */
	const struct http_route_table *tables;
	size_t table_count;
	/* As in struct http_server_options. */
	void (*page_of_problem)(void *context, struct http_request *request,
	    struct http_answer *answer, unsigned status, const char *code,
	    const char *sentence);
	const struct rate *rates;
	const char *proxy;
	void *kept; /* what handlers of others keep; serving_kept */
	struct keeper *keeper; /* of offices' keys; NULL: none are held */
};

/* Every route as a list of objects: method, pattern, body_max, rate, flags. No
 * register is needed; NULL: out of memory. */
struct json *serving_routes(const struct serving_options *o, struct arena *a);
MUST_CHECK enum err serving_start(struct serving **out,
    const struct serving_options *options, struct error *e);
const char *serving_address(const struct serving *s);
struct registry *serving_registry(struct serving *s);
const char *serving_base_url(const struct serving *s); /* NULL: not set */
void *serving_kept(const struct serving *s);
/* NULL where the server only reads. */
struct accounts *serving_accounts(const struct serving *s);
struct keeper *serving_keeper(const struct serving *s); /* may be NULL */
/* Its threads begin at the first use, when the process is confined already
 * (reliability 7.4). */
MUST_CHECK enum err serving_hashing(struct serving *s, struct hashing **out,
    struct error *e);
int64_t serving_now_ms(void); /* a clock that only goes forward */
/* Answers what came, and makes the checkpoint that is due. */
MUST_CHECK enum err serving_turn(struct serving *s, struct error *e);
/* Takes no more, answers what waits, at most `patience_ms`. */
MUST_CHECK enum err serving_stop(struct serving *s, unsigned patience_ms,
    struct error *e);
void serving_free(struct serving *s); /* NULL is fine */

#endif
