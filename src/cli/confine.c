#include "cli/confine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "register/witnessing.h"

#define PORT_NAMES 53 /* a name that does not fit a datagram */

enum err
confine_begin(const char *dir, struct error *e)
{
	enum err rc = sandbox_begin(3, e);

	if (rc == ERR_NONE && setenv("SQLITE_TMPDIR", dir, 1) != 0)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	return rc;
}

/* Port of http://host:port/...; the scheme's own where none is given. */
static uint16_t
port_of(struct bytes url)
{
	bool plain = bytes_starts(url, "http://");
	size_t start = plain ? 7 : 8, end = start, colon = 0;
	uint64_t port;

	while (end < url.len && url.at[end] != '/') {
		if (url.at[end] == ':')
			colon = end + 1;
		else if (url.at[end] == ']')
			colon = 0;
		end++;
	}
	if (colon != 0 && bytes_decimal(bytes_of(url.at + colon, end - colon),
	    65535, &port))
		return (uint16_t)port;
	return plain ? 80 : 443;
}

static enum err
allow_witnesses(struct sandbox *s, struct registry *r, struct error *e)
{
	struct own_policy *p = NULL;
	enum err rc = own_policy_load(&p, r, e);

	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++) {
		struct bytes url = p->policy.witnesses[i].url;

		if (url.len == 0)
			continue;
		sandbox_allow_port(s, port_of(url));
		sandbox_allow_port(s, PORT_NAMES);
	}
	own_policy_free(p);
	return rc;
}

/* The index is mapped, and grows: eight times its size beside the rest. */
static uint64_t
address_bytes(const char *dir)
{
	char path[PATH_BYTES];
	struct stat st;

	if (path_join(path, dir, "trie.db", NULL) != ERR_NONE ||
	    stat(path, &st) != 0 || st.st_size < 0)
		return SANDBOX_BYTES_DEFAULT;
	return SANDBOX_BYTES_DEFAULT + 8 * (uint64_t)st.st_size;
}

enum err
confine_server(struct sandbox_state *out, struct registry *r,
    enum sandbox_mode mode, const char *user, struct error *e)
{
	/* certificates, and names of machines */
	static const char *const read[] = {"/etc/ssl", "/usr/share/zoneinfo",
	    "/usr/share/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
	    "/dev/null", "/dev/urandom"};
	struct sandbox s = {.mode = mode, .kind = SANDBOX_SERVER,
	    .user = user, .address_bytes = address_bytes(registry_dir(r))};
	char keys[PATH_BYTES];
	enum err rc;

	(void)snprintf(keys, sizeof keys, "%.4000s.keys", registry_dir(r));
	for (size_t i = 0; i < COUNT(read); i++)
		sandbox_allow_path(&s, read[i], SANDBOX_READ);
	sandbox_allow_path(&s, registry_dir(r), SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow_path(&s, keys, SANDBOX_WRITE);
	rc = allow_witnesses(&s, r, e);
	return rc == ERR_NONE ? sandbox_enter(&s, out, e) : rc;
}
