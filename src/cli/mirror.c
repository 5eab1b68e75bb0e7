/* chancery mirror URL DIR: a register followed from another machine (A8.5) */
#include "cli/mirror.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "cli/log.h"
#include "cli/table.h"
#include "crypto/ed25519.h"
#include "register/objects.h"

#define POLL_MS 10000 /* log 6.10.6 */
#define POLL_MAX_MS 600000

static volatile sig_atomic_t stop_asked;

static void
on_stop(int number)
{
	stop_asked = number;
}

enum err
mirror_policy(struct cli *c, const char *dir, struct policy *p,
    struct buffer *text)
{
	const char *trust = c->settings.value[SETTING_TRUST];
	const char *key = cli_arg(c, "key");
	char path[PATH_BYTES];
	enum err rc = ERR_NONE;

	if (key != NULL) {
		buffer_printf(text, "log %s\nquorum none\n", key);
	} else if (trust != NULL) {
		rc = file_read(text, trust, POLICY_BYTES_MAX, &c->e);
	} else {
		rc = path_join(path, dir, "public/policy", &c->e);
		if (rc == ERR_NONE && mirror_is(dir, NULL) &&
		    file_exists(path))
			rc = file_read(text, path, POLICY_BYTES_MAX, &c->e);
		else if (rc == ERR_NONE) {
			rc = error_word(&c->e, ERR_UNCHECKED,
			    "no_trusted_key",
			    "no trusted key to judge the register with");
			error_mend(&c->e, rc,
			    "add --trust FILE or --key VKEY, had from "
			    "elsewhere than the register");
		}
	}
	return rc == ERR_NONE ? policy_parse(p, buffer_bytes(text), &c->e) : rc;
}

enum err
mirror_pass(struct cli *c, struct http_client *http, const char *dir,
    struct mirror_result *out)
{
	struct policy *policy = malloc(sizeof *policy);
	struct buffer text = {0};
	struct mirror_options o = {.http = http,
	    .dir = dir,
	    .policy = policy,
	    .clock = clock_system()};
	enum err rc = policy == NULL ?
	    error_set(&c->e, ERR_MEMORY, "out of memory") :
	    mirror_policy(c, dir, policy, &text);

	o.policy_text = buffer_bytes(&text);
	if (rc == ERR_NONE)
		rc = mirror_once(&o, out, &c->e);
	if (rc == ERR_NONE && out->lines_bad != 0)
		cli_talk(c,
		    "%llu published lines of words fit no entry; they were "
		    "left out",
		    (unsigned long long)out->lines_bad);
	if (rc == ERR_NONE && out->lines_gone != 0)
		cli_talk(c,
		    "words of %llu entries are no longer served there, "
		    "without an erasure; they are kept here",
		    (unsigned long long)out->lines_gone);
	buffer_release(&text);
	free(policy);
	return rc;
}

static void
wait_ms(unsigned ms)
{
	struct timespec t = {.tv_sec = ms / 1000,
	    .tv_nsec = (long)(ms % 1000) * 1000000};

	if (stop_asked == 0)
		(void)nanosleep(&t, NULL); /* a signal ends it */
}

/* Ten percent either way, so that mirrors do not come all at once. */
static unsigned
jitter(unsigned ms)
{
	uint8_t byte[1];

	random_bytes(byte, sizeof byte);
	return ms - ms / 10 + ms / 5 * byte[0] / 255;
}

/* Until a signal, or evidence of a fork. A smaller checkpoint may be an old
 * one out of a cache: ours is kept, it is told, and asked again. */
static enum err
follow(struct cli *c, struct http_client *http, const char *dir,
    struct mirror_result *out)
{
	uint64_t base = POLL_MS, size = UINT64_MAX, first;
	unsigned ms;
	enum err rc = cli_number(c, "interval", POLL_MAX_MS, &base);

	if (rc != ERR_NONE)
		return rc;
	ms = (unsigned)base;
	first = 0;
	while (stop_asked == 0) {
		error_clear(&c->e);
		rc = mirror_pass(c, http, dir, out);
		if (size == UINT64_MAX)
			first = out->size_before;
		if (rc == ERR_NONE && out->size != size) {
			size = out->size;
			cli_talk(c, "mirrored up to size %llu",
			    (unsigned long long)size);
		}
		if (rc == ERR_PROOF && strcmp(c->e.word, "shrank") != 0)
			return rc;
		if (rc == ERR_INPUT || rc == ERR_REFUSED ||
		    rc == ERR_MEMORY)
			return rc;
		if (rc != ERR_NONE)
			cli_talk(c, "not mirrored: %s", c->e.text);
		ms = rc == ERR_NONE ? (unsigned)base :
		    ms > POLL_MAX_MS / 2 ? POLL_MAX_MS :
					   ms * 2;
		wait_ms(jitter(ms));
	}
	out->size_before = first;
	return rc;
}

static int
tell(struct cli *c, const char *url, const char *dir,
    const struct mirror_result *m)
{
	struct objects o;
	struct json *v;
	enum err rc;

	if (!c->json) {
		cli_say(c,
		    "mirrored %s up to size %llu: %llu new entries, verified",
		    url, (unsigned long long)m->size,
		    (unsigned long long)(m->size - m->size_before));
		return EXIT_DONE;
	}
	rc = registry_open(&c->registry, dir, REGISTRY_READ, clock_system(),
	    &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	o = (struct objects){c->registry, c->arena, NULL};
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "url", url);
	json_put_cstr(c->arena, v, "dir", dir);
	json_put_number(c->arena, v, "size_before", (int64_t)m->size_before);
	json_put_number(c->arena, v, "size", (int64_t)m->size);
	json_put_number(c->arena, v, "tiles", (int64_t)m->files);
	json_put_number(c->arena, v, "entries",
	    (int64_t)(m->size - m->size_before));
	json_put_number(c->arena, v, "bytes", (int64_t)m->bytes);
	json_put_bool(c->arena, v, "consistent", m->consistent);
	json_put(c->arena, v, "as_of", object_as_of(&o, m->size));
	cli_json(c, v);
	return EXIT_DONE;
}

static int
run(struct cli *c, size_t first)
{
	struct sigaction act = {.sa_handler = on_stop};
	struct mirror_result result = {.size = 0};
	struct http_client *http = NULL;
	const char *url, *dir;
	enum err rc;

	if (c->args.word_count != first + 2)
		return cli_usage(c, "mirror needs URL and DIR");
	url = c->args.words[first];
	dir = c->args.words[first + 1];
	rc = http_client_new(&http, url, &c->e);
	if (rc == ERR_NONE && cli_has(c, "follow")) {
		(void)sigaction(SIGTERM, &act, NULL);
		(void)sigaction(SIGINT, &act, NULL);
		rc = follow(c, http, dir, &result);
	} else if (rc == ERR_NONE) {
		rc = mirror_pass(c, http, dir, &result);
	}
	http_client_free(http);
	return rc == ERR_NONE ? tell(c, url, dir, &result) : cli_fail(c);
}

int
command_mirror(struct cli *c)
{
	return run(c, 0);
}

int
log_mirror(struct cli *c)
{
	return run(c, 1);
}
