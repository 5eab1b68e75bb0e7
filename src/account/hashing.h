/*
 * account/hashing.h - slow hashing beside a single-threaded server
 *
 * Purpose     a request starts a job, is put aside, and is called again when
 *             the eventfd says that something is ready.
 * Invariant   1 at most two hashings run at once, whatever the number of
 *               requests (64 MiB each).
 *             2 a job that has not begun 2 s after its start is HASHING_BUSY
 *               (503), and never begins.
 * Errors      ERR_CONFLICT, word "busy": 64 jobs wait already. ERR_MEMORY.
 * Ownership   a job is the caller's; freeing it at any time is fine. Passwords
 *             are copied and wiped.
 * Threads     the caller's one thread, and two workers that touch no store.
 * Source      interfaces D3; reliability 8.6
 */
#ifndef ACCOUNT_HASHING_H
#define ACCOUNT_HASHING_H

#include "account/password.h"

#define HASHING_AT_ONCE 2
#define HASHING_WAIT_MS 2000
#define HASHING_JOBS_MAX 64

struct hashing;
struct hashing_job;

enum hashing_state { HASHING_WAITING, HASHING_READY, HASHING_BUSY };

MUST_CHECK enum err hashing_new(struct hashing **out, struct error *e);
void hashing_free(struct hashing *h); /* waits for what runs; NULL is fine */
/* Readable when a job has become ready; hashing_heard empties it. */
int hashing_wake_fd(const struct hashing *h);
void hashing_heard(struct hashing *h);
/* How many hashings were done so far. */
uint64_t hashing_count(struct hashing *h);

/* Compares with a PHC string, or (phc NULL) makes one. `now_ms`: any clock
 * that only goes forward. */
MUST_CHECK enum err hashing_start(struct hashing_job **out, struct hashing *h,
    const char *phc, struct bytes password, int64_t now_ms, struct error *e);
enum hashing_state hashing_poll(struct hashing_job *job, int64_t now_ms);
/* When ready. `*matches` for a comparison; `phc` (may be NULL) otherwise. */
MUST_CHECK enum err hashing_result(struct hashing_job *job, bool *matches,
    char phc[PASSWORD_HASH_BYTES], struct error *e);
void hashing_job_free(struct hashing_job *job); /* NULL is fine */

#endif
