/* Published files over HTTP; bundles are asked for once a pass */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "remote/mirror_inside.h"

#define INCOMING "incoming"

/* "tile/entries/x001/234" lies in DIR/incoming under a flat name. */
static enum err
incoming_path(char out[PATH_BYTES], const char *dir, const char *name,
    struct error *e)
{
	char flat[160];
	size_t len = strlen(name);

	if (len >= sizeof flat - 16)
		return error_set(e, ERR_INPUT, "path too long");
	(void)snprintf(flat, sizeof flat, INCOMING "/%s", name);
	for (size_t i = sizeof INCOMING; flat[i] != '\0'; i++)
		if (flat[i] == '/')
			flat[i] = '_';
	return path_join(out, dir, flat, e);
}

void
mirror_forget_incoming(const char *dir)
{
	char path[PATH_BYTES], file[PATH_BYTES];
	struct dirent *entry;
	DIR *d;

	if (path_join(path, dir, INCOMING, NULL) != ERR_NONE)
		return;
	d = opendir(path);
	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' &&
		    path_join(file, path, entry->d_name, NULL) == ERR_NONE)
			(void)unlink(file);
	if (d != NULL)
		(void)closedir(d);
	(void)rmdir(path);
}

static enum err
fetch(struct mirror_pass *p, const char *name, size_t max,
    struct buffer *out, struct error *e)
{
	struct http_reply reply = {.status = 0};
	char path[200];
	enum err rc;

	(void)snprintf(path, sizeof path, "/%s", name);
	rc = http_get(p->o->http, path, max, &reply, e);
	if (rc != ERR_NONE)
		return rc;
	p->out->files++;
	p->out->bytes += reply.body.len;
	if (reply.status == 404)
		rc = error_set(e, ERR_ABSENT, "%s has no %s",
		    http_client_url(p->o->http), name);
	else if (reply.status != 200)
		rc = error_set(e, ERR_STORE,
		    "%s answered with status %u for %s",
		    http_client_url(p->o->http), reply.status, name);
	else
		buffer_add(out, buffer_bytes(&reply.body));
	if (rc == ERR_NONE && out->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_release(&reply.body);
	return rc;
}

/* Not synced: what is lost is asked for again. */
static enum err
keep(const char *path, struct bytes content, struct error *e)
{
	FILE *f = fopen(path, "wb");
	bool done;

	if (f == NULL)
		return error_set(e, ERR_STORE, "cannot create \"%s\"", path);
	done = fwrite(content.at, 1, content.len, f) == content.len;
	if (fclose(f) != 0 || !done) {
		(void)unlink(path);
		return error_set(e, ERR_STORE, "cannot write \"%s\"", path);
	}
	return ERR_NONE;
}

enum err
mirror_fetch(void *context, const char *name, size_t max_bytes,
    struct buffer *out, struct error *e)
{
	struct mirror_pass *p = context;
	char path[PATH_BYTES], dir[PATH_BYTES];
	size_t had = out->len;
	enum err rc;

	if (strncmp(name, "tile/entries/", 13) != 0)
		return fetch(p, name, max_bytes, out, e);
	rc = incoming_path(path, p->o->dir, name, e);
	if (rc == ERR_NONE && file_exists(path))
		return file_read(out, path, max_bytes, e);
	if (rc == ERR_NONE)
		rc = path_join(dir, p->o->dir, INCOMING, e);
	if (rc == ERR_NONE)
		rc = directory_make(dir, 0700, e);
	if (rc == ERR_NONE)
		rc = fetch(p, name, max_bytes, out, e);
	return rc == ERR_NONE ?
	    keep(path, bytes_of(out->at + had, out->len - had), e) :
	    rc;
}
