/*
 * web/serving_inside.h - what the handlers share; not for others
 */
#ifndef WEB_SERVING_INSIDE_H
#define WEB_SERVING_INSIDE_H

#include "account/hashing.h"
#include "base/file.h"
#include "register/objects.h"
#include "web/problem.h"
#include "web/serving.h"

#define ENTRIES_BODY_BYTES (1 * MIB)  /* interfaces B4.2 */
#define BLOB_BODY_BYTES (8 * MIB)
#define READ_BODY_BYTES (4 * KIB)
#define OWN_TABLES 2 /* the static tree, the API */
#define TABLES_MAX 40
#define WAIT_MS 60000 /* interfaces A3.5 */

/* A signed request that came, until its window is over. */
struct seen {
	struct hash hash;
	int64_t until_s;
};

struct serving {
	struct seen seen[4096];
	struct serving_options o;
	struct registry *registry;
	struct accounts *accounts; /* NULL: read only */
	struct hashing *hashing;   /* likewise, and until first used */
	int64_t tidied_s;
	struct http_server *server;
	struct http_route_table tables[OWN_TABLES + TABLES_MAX];
	char public_dir[PATH_BYTES];
	int64_t due_ms; /* next look at the log */
	int64_t asked_s; /* witnesses, last */
	uint32_t day;   /* of the last publication that looked at days */
	bool publish_due;
	bool failed;    /* the store: nothing is written any more */
	struct error failure;
};

/* A JSON document; NULL: out of memory. */
void answer_json(struct http_answer *answer, const struct http_request *r,
    unsigned status, const struct json *v);
/* After a store error nothing is retried: the process ends. */
void serving_note_failure(struct serving *s, const struct error *e);

/* handlers; the context is the struct serving */
http_handler_fn handle_static, handle_health;

#endif
