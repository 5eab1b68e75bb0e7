#include "keeper/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "keeper/desk.h"

#define CONTROL_FD 3
#define LINK_FD 3 /* of a keeper, which has no control socket */
#define KEEPER_ADDRESS_BYTES (UINT64_C(512) << 20)

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- keeper ---- */

static bool
read_all(uint8_t *at, size_t len)
{
	while (len != 0) {
		ssize_t n = read(LINK_FD, at, len);

		if (n <= 0 && !(n < 0 && errno == EINTR))
			return false;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static bool
write_all(struct bytes out)
{
	while (out.len != 0) {
		ssize_t n = send(LINK_FD, out.at, out.len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			out = bytes_of(out.at + n, out.len - (size_t)n);
	}
	return true;
}

/* One request; false: the stream is at its end, or out of step. */
static bool
serve_one(struct keeper_desk *desk)
{
	uint8_t head[KEEPER_HEAD_BYTES];
	struct buffer message = {0}, reply = {0};
	size_t len;
	bool done = false;

	if (!read_all(head, sizeof head))
		return false;
	len = keeper_request_bytes(head);
	if (len == 0)
		return false;
	buffer_reserve(&message, sizeof head + len);
	buffer_append(&message, head, sizeof head);
	(void)buffer_grow(&message, len);
	if (!message.failed && read_all(message.at + sizeof head, len))
		done = keeper_desk_answer(desk, &reply,
			   buffer_bytes(&message), now_ms()) &&
		    write_all(buffer_bytes(&reply));
	buffer_wipe(&message);
	buffer_wipe(&reply);
	return done;
}

static _Noreturn void
keeper_run(const struct keeper_options *o)
{
	struct keeper_desk desk = {.held_dir = o->held_dir};
	struct sandbox box = {.mode = o->mode,
	    .kind = SANDBOX_KEEPER,
	    .address_bytes = KEEPER_ADDRESS_BYTES};
	struct sandbox_state state;
	struct error e = {.code = ERR_NONE};
	uint8_t chance;

	/* libcrypto takes what it needs of files before the gate closes */
	random_bytes(&chance, sizeof chance);
	(void)hash_bytes(bytes_of(&chance, sizeof chance));
	sandbox_allow_path(&box, o->held_dir, SANDBOX_READ | SANDBOX_WRITE);
	if (sandbox_enter(&box, &state, &e) != ERR_NONE) {
		(void)fprintf(stderr, "keeper: %s\n", e.text);
		_exit(1);
	}
	while (serve_one(&desk))
		continue;
	_exit(0);
}

/* ---- warden ---- */

static bool
control_send(int control, int fd)
{
	uint8_t byte = fd >= 0;
	struct iovec part = {&byte, 1};
	union {
		struct cmsghdr align;
		uint8_t at[CMSG_SPACE(sizeof(int))];
	} room = {.at = {0}};
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};

	if (fd >= 0) {
		struct cmsghdr *c;

		m.msg_control = room.at;
		m.msg_controllen = sizeof room.at;
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	return sendmsg(control, &m, MSG_NOSIGNAL) == 1;
}

int
control_receive(int control)
{
	uint8_t byte = 0;
	struct iovec part = {&byte, 1};
	union {
		struct cmsghdr align;
		uint8_t at[CMSG_SPACE(sizeof(int))];
	} room;
	struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1,
	    .msg_control = room.at, .msg_controllen = sizeof room.at};
	struct cmsghdr *c;
	int fd = -1;

	if (recvmsg(control, &m, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	c = CMSG_FIRSTHDR(&m);
	if (byte == 1 && c != NULL && c->cmsg_level == SOL_SOCKET &&
	    c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

/* A keeper at the other end of the descriptor that is delivered; -1: none. */
static int
start_keeper(const struct keeper_options *o)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		struct error e = {.code = ERR_NONE};

		if (dup2(pair[1], LINK_FD) != LINK_FD ||
		    sandbox_begin(LINK_FD + 1, &e) != ERR_NONE)
			_exit(1);
		keeper_run(o);
	}
	(void)close(pair[1]);
	if (pid > 0)
		return pair[0];
	(void)close(pair[0]);
	return -1;
}

/* Ten a minute: a keeper that dies of what it is asked is not worn out. */
static bool
may_start(int64_t starts[WARDEN_STARTS_MAX])
{
	int64_t now = now_ms();
	size_t oldest = 0;

	for (size_t i = 1; i < WARDEN_STARTS_MAX; i++)
		if (starts[i] < starts[oldest])
			oldest = i;
	if (starts[oldest] != 0 && now - starts[oldest] < 60000)
		return false;
	starts[oldest] = now;
	return true;
}

static enum err
prepare(int control, const struct keeper_options *o, struct error *e)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* a terminal's signals are the server's: our end is its end */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    (control != CONTROL_FD && dup2(control, CONTROL_FD) < 0))
		return error_set(e, ERR_STORE, "the keeper cannot begin: %s",
		    strerror(errno));
	if (sandbox_begin(CONTROL_FD + 1, e) != ERR_NONE)
		return e->code;
	return o->user != NULL ? sandbox_become(o->user, e) : ERR_NONE;
}

void
warden_run(int control, const struct keeper_options *o)
{
	int64_t starts[WARDEN_STARTS_MAX] = {0};
	struct error e = {.code = ERR_NONE};
	uint8_t byte;

	if (prepare(control, o, &e) != ERR_NONE) {
		(void)fprintf(stderr, "keeper: %s\n", e.text);
		_exit(1);
	}
	for (;;) {
		ssize_t n = recv(CONTROL_FD, &byte, 1, 0);
		int fd;
		bool told;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(0);
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		fd = may_start(starts) ? start_keeper(o) : -1;
		told = control_send(CONTROL_FD, fd);
		if (fd >= 0)
			(void)close(fd);
		if (!told)
			_exit(0);
	}
}
