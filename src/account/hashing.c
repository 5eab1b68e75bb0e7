#include "account/hashing.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum progress { QUEUED, RUNNING, DONE, TOO_LATE };

struct hashing_job {
	struct hashing *owner;
	struct hashing_job *next; /* in the queue */
	struct buffer password;
	char phc[PASSWORD_HASH_BYTES]; /* to compare with; "": make one */
	char made[PASSWORD_HASH_BYTES];
	int64_t since_ms;
	enum progress progress;
	bool left; /* nobody waits for it: the worker frees it */
	bool matches;
	struct error e;
};

struct hashing {
	pthread_mutex_t lock;
	pthread_cond_t work;
	pthread_t workers[HASHING_AT_ONCE];
	unsigned worker_count;
	struct hashing_job *first, *last;
	unsigned queued;
	uint64_t count;
	int wake_fd;
	bool ends;
};

static void
job_release(struct hashing_job *job)
{
	buffer_wipe(&job->password);
	explicit_bzero(job, sizeof *job);
	free(job);
}

static void
unqueue(struct hashing *h, struct hashing_job *job)
{
	struct hashing_job **at = &h->first, *before = NULL;

	while (*at != NULL && *at != job) {
		before = *at;
		at = &(*at)->next;
	}
	if (*at == NULL)
		return;
	*at = job->next;
	if (h->last == job)
		h->last = before;
	job->next = NULL;
	h->queued--;
}

static void
run(struct hashing_job *job)
{
	struct bytes password = buffer_bytes(&job->password);
	enum err rc;

	if (job->phc[0] == '\0')
		rc = password_hash(job->made, password, &job->e);
	else
		rc = password_matches(job->phc, password, &job->matches,
		    &job->e);
	if (rc != ERR_NONE)
		job->matches = false;
	buffer_wipe(&job->password);
}

static void *
work(void *context)
{
	struct hashing *h = context;
	const uint64_t one = 1;

	(void)pthread_mutex_lock(&h->lock);
	while (!h->ends) {
		struct hashing_job *job = h->first;

		if (job == NULL) {
			(void)pthread_cond_wait(&h->work, &h->lock);
			continue;
		}
		unqueue(h, job);
		job->progress = RUNNING;
		(void)pthread_mutex_unlock(&h->lock);
		run(job);
		(void)pthread_mutex_lock(&h->lock);
		h->count++;
		job->progress = DONE;
		if (job->left)
			job_release(job);
		/* full (2^64 - 2 unheard wakes) cannot be */
		if (write(h->wake_fd, &one, sizeof one) != sizeof one)
			continue;
	}
	(void)pthread_mutex_unlock(&h->lock);
	return NULL;
}

enum err
hashing_new(struct hashing **out, struct error *e)
{
	struct hashing *h = calloc(1, sizeof *h);

	if (h == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	h->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	(void)pthread_mutex_init(&h->lock, NULL);
	(void)pthread_cond_init(&h->work, NULL);
	for (unsigned i = 0; i < HASHING_AT_ONCE && h->wake_fd >= 0; i++)
		if (pthread_create(&h->workers[i], NULL, work, h) == 0)
			h->worker_count++;
		else
			break;
	if (h->worker_count != HASHING_AT_ONCE) {
		hashing_free(h);
		return error_set(e, ERR_MEMORY,
		    "no threads for hashing passwords");
	}
	*out = h;
	return ERR_NONE;
}

void
hashing_free(struct hashing *h)
{
	if (h == NULL)
		return;
	(void)pthread_mutex_lock(&h->lock);
	h->ends = true;
	(void)pthread_cond_broadcast(&h->work);
	(void)pthread_mutex_unlock(&h->lock);
	for (unsigned i = 0; i < h->worker_count; i++)
		(void)pthread_join(h->workers[i], NULL);
	if (h->wake_fd >= 0)
		(void)close(h->wake_fd);
	(void)pthread_cond_destroy(&h->work);
	(void)pthread_mutex_destroy(&h->lock);
	free(h);
}

int
hashing_wake_fd(const struct hashing *h)
{
	return h->wake_fd;
}

void
hashing_heard(struct hashing *h)
{
	uint64_t count;

	while (read(h->wake_fd, &count, sizeof count) == sizeof count)
		continue;
}

uint64_t
hashing_count(struct hashing *h)
{
	uint64_t count;

	(void)pthread_mutex_lock(&h->lock);
	count = h->count;
	(void)pthread_mutex_unlock(&h->lock);
	return count;
}

static bool
enqueue(struct hashing *h, struct hashing_job *job)
{
	bool room;

	(void)pthread_mutex_lock(&h->lock);
	room = h->queued < HASHING_JOBS_MAX;
	if (room) {
		if (h->last == NULL)
			h->first = job;
		else
			h->last->next = job;
		h->last = job;
		h->queued++;
		(void)pthread_cond_signal(&h->work);
	}
	(void)pthread_mutex_unlock(&h->lock);
	return room;
}

enum err
hashing_start(struct hashing_job **out, struct hashing *h, const char *phc,
    struct bytes password, int64_t now_ms, struct error *e)
{
	struct hashing_job *job = calloc(1, sizeof *job);
	enum err rc = ERR_NONE;

	if (job == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	job->owner = h;
	job->since_ms = now_ms;
	if (phc != NULL)
		(void)strncat(job->phc, phc, sizeof job->phc - 1);
	if (password.len > PASSWORD_BYTES_MAX + 1) /* refused as too long */
		password.len = PASSWORD_BYTES_MAX + 1;
	buffer_reserve(&job->password, password.len + 1);
	buffer_add(&job->password, password);
	if (job->password.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else if (!enqueue(h, job)) {
		error_word(e, ERR_CONFLICT, "busy",
		    "too many people sign in at this moment");
		rc = error_mend(e, ERR_CONFLICT, "try again in a moment");
	}
	if (rc != ERR_NONE)
		job_release(job);
	else
		*out = job;
	return rc;
}

enum hashing_state
hashing_poll(struct hashing_job *job, int64_t now_ms)
{
	struct hashing *h = job->owner;
	enum hashing_state state;

	(void)pthread_mutex_lock(&h->lock);
	if (job->progress == QUEUED &&
	    now_ms - job->since_ms >= HASHING_WAIT_MS) {
		unqueue(h, job);
		job->progress = TOO_LATE;
	}
	state = job->progress == DONE	   ? HASHING_READY :
	    job->progress == TOO_LATE ? HASHING_BUSY :
					HASHING_WAITING;
	(void)pthread_mutex_unlock(&h->lock);
	return state;
}

enum err
hashing_result(struct hashing_job *job, bool *matches,
    char phc[PASSWORD_HASH_BYTES], struct error *e)
{
	struct hashing *h = job->owner;
	enum progress progress;

	(void)pthread_mutex_lock(&h->lock);
	progress = job->progress;
	(void)pthread_mutex_unlock(&h->lock);
	if (progress != DONE) {
		error_word(e, ERR_CONFLICT, "busy",
		    "too many people sign in at this moment");
		return error_mend(e, ERR_CONFLICT, "try again in a moment");
	}
	if (job->e.code != ERR_NONE) {
		if (e != NULL)
			*e = job->e;
		return job->e.code;
	}
	*matches = job->matches;
	if (phc != NULL)
		memcpy(phc, job->made, PASSWORD_HASH_BYTES);
	return ERR_NONE;
}

void
hashing_job_free(struct hashing_job *job)
{
	struct hashing *h;
	bool running;

	if (job == NULL)
		return;
	h = job->owner;
	(void)pthread_mutex_lock(&h->lock);
	unqueue(h, job);
	running = job->progress == RUNNING;
	job->left = running;
	(void)pthread_mutex_unlock(&h->lock);
	if (!running)
		job_release(job);
}
