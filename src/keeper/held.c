#include "keeper/held.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* What file_read asks for at once: no copy of a secret is left behind. */
#define READING_BYTES ((size_t)128 * 1024)

static const char *const endings[] = {".seal", ".entry"}; /* by `signs` */

void
held_name_print(char out[HELD_NAME_BYTES], const struct held *h)
{
	char holder[ID_DIGITS + 1], key[ID_DIGITS + 1];

	id_digits_print(holder, h->holder.at);
	id_digits_print(key, h->key.at);
	(void)snprintf(out, HELD_NAME_BYTES, "%s-%s-%s%s",
	    type_name(h->holder.type), holder, key, endings[h->signs]);
}

bool
held_name_parse(struct held *out, struct bytes name)
{
	struct held h = {.signs = false};
	size_t type = bytes_find(name, '-');
	struct bytes rest;

	h.holder.type = type_by_name(bytes_of(name.at, type));
	if ((h.holder.type != TYPE_ORG && h.holder.type != TYPE_PERSON) ||
	    name.len < type + 2 * (ID_DIGITS + 1) ||
	    name.at[type + 1 + ID_DIGITS] != '-' ||
	    !id_digits_parse(bytes_of(name.at + type + 1, ID_DIGITS),
		h.holder.at) ||
	    !id_digits_parse(bytes_of(name.at + type + 2 + ID_DIGITS,
		ID_DIGITS), h.key.at))
		return false;
	h.key.type = TYPE_KEY;
	rest = bytes_of(name.at + type + 2 * (ID_DIGITS + 1),
	    name.len - type - 2 * (ID_DIGITS + 1));
	h.signs = bytes_is(rest, endings[true]);
	if (!h.signs && !bytes_is(rest, endings[false]))
		return false;
	*out = h;
	return true;
}

/* ---- reading ---- */

static int
by_name(const void *a, const void *b)
{
	char x[HELD_NAME_BYTES], y[HELD_NAME_BYTES];

	held_name_print(x, a);
	held_name_print(y, b);
	return strcmp(x, y);
}

enum err
held_read_list(struct held_list *out, const char *dir, struct error *e)
{
	DIR *d = opendir(dir);
	struct dirent *member;
	enum err rc = ERR_NONE;

	if (d == NULL && errno == ENOENT)
		return error_set(e, ERR_ABSENT, "there is no \"%.200s\"", dir);
	if (d == NULL)
		return error_set(e, ERR_STORE, "cannot open \"%.200s\": %s",
		    dir, strerror(errno));
	out->count = 0;
	while (rc == ERR_NONE && (member = readdir(d)) != NULL) {
		struct held h;

		if (!held_name_parse(&h, bytes_text(member->d_name)))
			continue;
		if (out->count == HELD_MAX)
			rc = error_set(e, ERR_CONFLICT,
			    "more than %d keys are held", HELD_MAX);
		else
			out->at[out->count++] = h;
	}
	(void)closedir(d);
	qsort(out->at, out->count, sizeof out->at[0], by_name);
	return rc;
}

static enum err
read_key(struct buffer *file, const char *dir, const struct held *h,
    size_t max_bytes, struct error *e)
{
	char name[HELD_NAME_BYTES], path[PATH_BYTES];
	enum err rc;

	held_name_print(name, h);
	rc = path_join(path, dir, name, e);
	if (rc == ERR_NONE)
		rc = file_read_secret(file, path, max_bytes, e);
	return rc;
}

enum err
held_read_signer(struct signer *out, const char *dir, const struct held *h,
    struct error *e)
{
	struct buffer file = {0};
	enum err rc;

	buffer_reserve(&file, SIGNER_FILE_BYTES + READING_BYTES);
	rc = read_key(&file, dir, h, SIGNER_FILE_BYTES, e);
	if (rc == ERR_NONE)
		rc = signer_parse(out, buffer_bytes(&file), e);
	buffer_wipe(&file);
	return rc;
}

enum err
held_read_identities(struct age_identities **out, const char *dir,
    const struct id *holder, struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	struct buffer file = {0};
	size_t found = 0;
	enum err rc;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	buffer_reserve(&file, AGE_IDENTITY_FILE_BYTES + READING_BYTES);
	rc = held_read_list(list, dir, e);
	for (size_t i = 0; rc == ERR_NONE && i < list->count; i++) {
		const struct held *h = &list->at[i];

		if (h->signs || !id_equal(&h->holder, holder))
			continue;
		rc = read_key(&file, dir, h, AGE_IDENTITY_FILE_BYTES, e);
		found++;
	}
	if (rc == ERR_NONE && found == 0)
		rc = error_set(e, ERR_ABSENT,
		    "no seal key of this holder is held");
	if (rc == ERR_NONE)
		rc = age_identities_parse(out, buffer_bytes(&file), e);
	buffer_wipe(&file);
	free(list);
	return rc;
}

/* ---- making ---- */

/* A file of the owner of its folder: root makes keys, a keeper reads them. */
static enum err
create(const char *dir, const struct held *h, struct bytes content,
    struct error *e)
{
	char name[HELD_NAME_BYTES], path[PATH_BYTES];
	struct stat st;
	enum err rc;

	held_name_print(name, h);
	rc = path_join(path, dir, name, e);
	if (rc == ERR_NONE)
		rc = file_create(path, content, 0600, e);
	if (rc == ERR_NONE && (stat(dir, &st) != 0 ||
	    (st.st_uid != geteuid() &&
		chown(path, st.st_uid, st.st_gid) != 0)))
		rc = error_set(e, ERR_STORE, "cannot give \"%.200s\" away: %s",
		    path, strerror(errno));
	return rc;
}

static enum err
make_entry_key(struct held_made *out, const char *dir, struct bytes origin,
    const struct id *holder, struct error *e)
{
	struct held h = {.holder = *holder, .signs = true};
	struct signer s = {.key = NULL};
	struct buffer line = {0};
	uint8_t seed[32];
	enum err rc;

	id_random(&h.key, TYPE_KEY);
	random_bytes(seed, sizeof seed);
	rc = signer_init(&s, origin, seed, e);
	explicit_bzero(seed, sizeof seed);
	if (rc == ERR_NONE) {
		out->entry_key = h.key;
		out->public = *secret_key_public(s.key);
		signer_print(&line, &s);
		rc = create(dir, &h, buffer_bytes(&line), e);
	}
	buffer_wipe(&line);
	signer_release(&s);
	return rc;
}

static enum err
make_seal_key(struct held_made *out, const char *dir, const struct id *holder,
    struct error *e)
{
	struct held h = {.holder = *holder, .signs = false};
	struct age_identities *ids = NULL;
	struct buffer file = {0};
	uint8_t secret[X25519_BYTES];
	enum err rc;

	id_random(&h.key, TYPE_KEY);
	random_bytes(secret, sizeof secret);
	rc = age_identities_new(&ids, secret, e);
	explicit_bzero(secret, sizeof secret);
	if (rc == ERR_NONE) {
		out->seal_key = h.key;
		out->recipient = ids->at[0].public;
		age_identity_print(&file, &ids->at[0]);
		rc = create(dir, &h, buffer_bytes(&file), e);
	}
	buffer_wipe(&file);
	age_identities_free(ids);
	return rc;
}

static enum err
has_room(const char *dir, struct error *e)
{
	struct held_list *list = malloc(sizeof *list);
	enum err rc;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = held_read_list(list, dir, e);
	if (rc == ERR_NONE && list->count + 2 > HELD_MAX)
		rc = error_set(e, ERR_CONFLICT, "more than %d keys are held",
		    HELD_MAX);
	free(list);
	return rc;
}

enum err
held_make(struct held_made *out, const char *dir, struct bytes origin,
    const struct id *holder, struct error *e)
{
	struct held_made made;
	enum err rc;

	if (holder->type != TYPE_ORG && holder->type != TYPE_PERSON)
		return error_set(e, ERR_INPUT,
		    "keys are held for persons and organisations");
	rc = has_room(dir, e);
	if (rc == ERR_NONE)
		rc = make_entry_key(&made, dir, origin, holder, e);
	if (rc == ERR_NONE)
		rc = make_seal_key(&made, dir, holder, e);
	if (rc == ERR_NONE)
		*out = made;
	return rc;
}

void
held_drop(const char *dir, const struct id *holder,
    const struct held_made *made)
{
	struct held both[] = {{*holder, made->entry_key, true},
	    {*holder, made->seal_key, false}};
	char name[HELD_NAME_BYTES], path[PATH_BYTES];

	for (size_t i = 0; i < COUNT(both); i++) {
		held_name_print(name, &both[i]);
		if (path_join(path, dir, name, NULL) == ERR_NONE)
			(void)unlink(path);
	}
}
