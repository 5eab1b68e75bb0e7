#include "keeper/keeper.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/process.h"
#include "keeper/wire.h"

struct keeper {
	int control, link; /* -1: none */
	pid_t warden;
	struct signing_desk signing;
	struct opening_desk opening;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the stream ---- */

static bool
wait_for(int fd, short what, int64_t until_ms)
{
	struct pollfd p = {.fd = fd, .events = what};
	int64_t left;
	int n;

	do {
		left = until_ms - now_ms();
		n = left <= 0 ? 0 : poll(&p, 1, (int)left);
	} while (n < 0 && errno == EINTR);
	return n == 1 && (p.revents & what) != 0;
}

static bool
send_all(int fd, struct bytes out, int64_t until_ms)
{
	while (out.len != 0) {
		ssize_t n;

		if (!wait_for(fd, POLLOUT, until_ms))
			return false;
		n = send(fd, out.at, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (n > 0)
			out = bytes_of(out.at + n, out.len - (size_t)n);
	}
	return true;
}

static bool
receive_all(int fd, uint8_t *at, size_t len, int64_t until_ms)
{
	while (len != 0) {
		ssize_t n;

		if (!wait_for(fd, POLLIN, until_ms))
			return false;
		n = recv(fd, at, len, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
			return false;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool
receive(int fd, struct buffer *reply, int64_t until_ms)
{
	uint8_t head[KEEPER_HEAD_BYTES];
	size_t len;

	if (!receive_all(fd, head, sizeof head, until_ms))
		return false;
	len = keeper_reply_bytes(head);
	if (len == SIZE_MAX)
		return false;
	buffer_reserve(reply, sizeof head + len);
	buffer_append(reply, head, sizeof head);
	(void)buffer_grow(reply, len);
	return !reply->failed &&
	    receive_all(fd, reply->at + sizeof head, len, until_ms);
}

static void
hang_up(struct keeper *k)
{
	if (k->link >= 0)
		(void)close(k->link);
	k->link = -1;
}

static enum err
gone(struct error *e)
{
	error_word(e, ERR_UNCHECKED, "keeper",
	    "the process that holds the keys of offices does not answer");
	return error_mend(e, ERR_UNCHECKED,
	    "try again; if it stays so, see the log of chancery serve");
}

/* A link to a keeper that lives: the one there is, or a fresh one. */
static bool
reach(struct keeper *k, int64_t until_ms)
{
	struct pollfd p = {.fd = k->link, .events = POLLIN};
	uint8_t byte = 1;

	/* nothing is due from it: what can be read is its end */
	if (k->link >= 0 && poll(&p, 1, 0) != 0)
		hang_up(k);
	if (k->link < 0 && k->control >= 0 &&
	    send(k->control, &byte, 1, MSG_NOSIGNAL) == 1 &&
	    wait_for(k->control, POLLIN, until_ms))
		k->link = control_receive(k->control);
	return k->link >= 0;
}

/* Asks once. A request is never repeated: it may be what ended the keeper. */
static enum err
ask(struct keeper *k, const struct keeper_request *r, struct buffer *reply,
    struct bytes *content, struct error *e)
{
	int64_t until = now_ms() + KEEPER_PATIENCE_MS;
	struct buffer message = {0};
	bool answered;
	enum err rc;

	buffer_reserve(&message, KEEPER_HEAD_BYTES + 64 + r->bytes.len);
	keeper_request_print(&message, r);
	if (message.failed) {
		buffer_release(&message);
		return error_set(e, ERR_MEMORY, "out of memory");
	}
	answered = reach(k, until) &&
	    send_all(k->link, buffer_bytes(&message), until) &&
	    receive(k->link, reply, until);
	buffer_wipe(&message);
	if (!answered) {
		hang_up(k);
		return gone(e);
	}
	rc = keeper_reply_parse(content, buffer_bytes(reply), e);
	return rc;
}

/* ---- what is asked ---- */

static enum lang
lang_of(const struct error *e)
{
	return e == NULL ? LANG_EN : e->lang;
}

enum err
keeper_keys(struct keeper *k, struct held_list *out, struct error *e)
{
	struct keeper_request r = {.kind = KEEPER_LIST, .lang = lang_of(e)};
	struct buffer reply = {0};
	struct bytes content;
	enum err rc = ask(k, &r, &reply, &content, e);

	if (rc == ERR_NONE)
		rc = keeper_list_parse(out, content, e);
	buffer_release(&reply);
	return rc;
}

enum err
keeper_sign(struct keeper *k, struct signature *out, const struct id *key,
    struct bytes signing, struct error *e)
{
	struct keeper_request r = {KEEPER_SIGN, lang_of(e), *key, signing};
	struct buffer reply = {0};
	struct bytes content;
	enum err rc = ask(k, &r, &reply, &content, e);

	if (rc == ERR_NONE && content.len != sizeof out->at)
		rc = gone(e);
	if (rc == ERR_NONE)
		memcpy(out->at, content.at, sizeof out->at);
	buffer_release(&reply);
	return rc;
}

enum err
keeper_open(struct keeper *k, struct buffer *plain, struct bytes file,
    const struct id *holder, struct error *e)
{
	struct keeper_request r = {KEEPER_OPEN, lang_of(e), *holder, file};
	struct buffer reply = {0};
	struct bytes content;
	enum err rc = ask(k, &r, &reply, &content, e);

	if (rc == ERR_NONE) {
		buffer_reserve(plain, content.len);
		buffer_add(plain, content);
		if (plain->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	buffer_wipe(&reply);
	return rc;
}

enum err
keeper_make(struct keeper *k, struct held_made *out, struct bytes origin,
    const struct id *holder, struct error *e)
{
	struct keeper_request r = {KEEPER_MAKE, lang_of(e), *holder, origin};
	struct buffer reply = {0};
	struct bytes content;
	enum err rc = ask(k, &r, &reply, &content, e);

	if (rc == ERR_NONE)
		rc = keeper_made_parse(out, content, e);
	buffer_release(&reply);
	return rc;
}

/* ---- desks ---- */

static enum err
desk_sign(void *context, struct signature *out, const struct id *key,
    struct bytes signing, struct error *e)
{
	return keeper_sign(context, out, key, signing, e);
}

static enum err
desk_open(void *context, struct buffer *plain, struct bytes file,
    const struct id *holder, struct error *e)
{
	return keeper_open(context, plain, file, holder, e);
}

const struct signing_desk *
keeper_signing(struct keeper *k)
{
	return &k->signing;
}

const struct opening_desk *
keeper_opening(struct keeper *k)
{
	return &k->opening;
}

enum err
keeper_filer(struct keeper *k, struct filer *out, struct registry *r,
    const struct id *holder, struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	struct id *keys = calloc(HELD_MAX, sizeof *keys);
	size_t count = 0;
	enum err rc = list == NULL || keys == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    keeper_keys(k, list, e);

	for (size_t i = 0; rc == ERR_NONE && i < list->count; i++)
		if (list->at[i].signs)
			keys[count++] = list->at[i].key;
	if (rc == ERR_NONE)
		rc = filer_at(out, r, &k->signing, keys, count, holder, e);
	free(keys);
	free(list);
	return rc;
}

/* ---- beginning and end ---- */

/* The folder, of the keeper's user. */
static enum err
make_folder(const struct keeper_options *o, struct error *e)
{
	const struct passwd *p;
	enum err rc;

	if (file_exists(o->held_dir))
		return ERR_NONE;
	rc = directory_make(o->held_dir, 0700, e);
	if (rc != ERR_NONE || o->user == NULL || geteuid() != 0)
		return rc;
	p = getpwnam(o->user);
	if (p == NULL || chown(o->held_dir, p->pw_uid, p->pw_gid) != 0)
		return error_set(e, ERR_STORE,
		    "cannot give \"%.200s\" to the user \"%.60s\"", o->held_dir,
		    o->user);
	return ERR_NONE;
}

/* Does one answer? */
static enum err
try_out(struct keeper *k, struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	enum err rc = list == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    keeper_keys(k, list, e);

	free(list);
	return rc;
}

enum err
keeper_start(struct keeper **out, const struct keeper_options *o,
    struct error *e)
{
	struct keeper *k = calloc(1, sizeof *k);
	int pair[2];
	enum err rc;

	if (k == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	*k = (struct keeper){.control = -1, .link = -1, .warden = -1,
	    .signing = {k, desk_sign}, .opening = {k, desk_open}};
	rc = make_folder(o, e);
	if (rc == ERR_NONE && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC,
	    0, pair) != 0)
		rc = error_set(e, ERR_STORE, "the keeper cannot begin: %s",
		    strerror(errno));
	if (rc == ERR_NONE) {
		k->warden = fork();
		if (k->warden == 0) {
			(void)close(pair[0]);
			warden_run(pair[1], o);
		}
		(void)close(pair[1]);
		k->control = pair[0];
		rc = k->warden > 0 ? try_out(k, e) :
				     error_set(e, ERR_STORE,
					 "the keeper cannot begin: %s",
					 strerror(errno));
	}
	if (rc != ERR_NONE)
		keeper_free(k);
	else
		*out = k;
	return rc;
}

void
keeper_free(struct keeper *k)
{
	if (k == NULL)
		return;
	hang_up(k);
	if (k->control >= 0)
		(void)close(k->control);
	/* the warden ends with its socket, unless a filter forbids to wait */
	if (k->warden > 0)
		while (waitpid(k->warden, NULL, 0) < 0 && errno == EINTR)
			continue;
	free(k);
}
