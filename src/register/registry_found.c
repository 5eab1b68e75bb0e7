/* Founding: keys, the log, entry 0 (policy), entry 1 (registrar), the first
 * checkpoint of size 3 (amendments to log 1.7) */
#include <ftw.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/base64.h"
#include "model/zone.h"
#include "register/filing.h"
#include "register/registry_parts.h"

static enum err
make_key(struct signer *out, const char *dir, const char *file,
    const char *name, struct error *e)
{
	uint8_t seed[32];
	struct buffer line = {0};
	char path[PATH_BYTES];
	enum err rc;

	random_bytes(seed, sizeof seed);
	rc = signer_init(out, bytes_text(name), seed, e);
	explicit_bzero(seed, sizeof seed);
	if (rc == ERR_NONE)
		rc = path_join(path, dir, file, e);
	if (rc == ERR_NONE) {
		signer_print(&line, out);
		rc = file_create(path, buffer_bytes(&line), 0600, e);
	}
	buffer_wipe(&line);
	return rc;
}

static enum err
is_free(const char *dir, struct error *e)
{
	struct dirent *entry;
	DIR *d = opendir(dir);
	bool used = false;

	if (d == NULL && errno == ENOENT)
		return ERR_NONE;
	if (d == NULL)
		return error_set(e, ERR_STORE, "cannot open \"%s\": %s", dir,
		    strerror(errno));
	while ((entry = readdir(d)) != NULL)
		used = used || (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0);
	(void)closedir(d);
	if (!used)
		return ERR_NONE;
	error_set(e, ERR_CONFLICT, "\"%s\" is not empty", dir);
	return error_mend(e, ERR_CONFLICT,
	    "a register needs a folder of its own");
}

struct founding_work {
	const struct founding *f;
	struct signer log_key;
	struct filer filer;
	struct id policy, registrar;
	struct arena *arena;
};

static struct json *
policy_body(struct founding_work *w)
{
	const struct public_key *public = secret_key_public(w->filer.secret);
	struct vkey vkey = signer_vkey(&w->log_key, KEY_LOG);
	struct arena *a = w->arena;
	struct json *body = json_new(a, JSON_OBJECT), *keys, *key;
	char text[VKEY_BYTES], id[ID_TEXT_BYTES],
	    public64[BASE64_LEN(ED25519_KEY_BYTES) + 1];

	(void)vkey_print(text, &vkey);
	json_put_cstr(a, body, "civil_zone", w->f->civil_zone);
	json_put_cstr(a, body, "home_state", w->f->home_state);
	keys = json_put(a, body, "keys", json_new(a, JSON_ARRAY));
	key = json_add(keys, json_new(a, JSON_OBJECT));
	json_put_cstr(a, key, "alg", "ed25519");
	id_print(id, &w->registrar);
	json_put_cstr(a, key, "holder", id);
	json_put_cstr(a, body, "registrar", id);
	id_print(id, &w->filer.key.id);
	json_put_cstr(a, key, "id", id);
	base64_print(public64, bytes_of(public->at, sizeof public->at));
	json_put_cstr(a, key, "public", public64);
	json_put(a, body, "languages", json_clone(a, w->f->languages));
	json_put_cstr(a, body, "log_key", text);
	json_put_number(a, body, "mapping", MAPPING_VERSION);
	json_put_number(a, body, "quorum", 0);
	json_put_cstr(a, body, "sealed_floor", "quarter");
	json_put(a, body, "title", json_clone(a, w->f->title));
	json_put_cstr(a, body, "unicode", "15.0");
	json_put(a, body, "witnesses", json_new(a, JSON_ARRAY));
	return body;
}

static struct json *
registrar_names(struct founding_work *w)
{
	struct json *names = json_new(w->arena, JSON_ARRAY);

	for (const struct json *m = w->f->registrar->first; m != NULL;
	    m = m->next) {
		struct json *name = json_add(names, json_new(w->arena,
		    JSON_OBJECT));

		json_put_text(w->arena, name, "lang", m->name);
		json_put_text(w->arena, name, "text", m->text);
	}
	return names;
}

static enum err
first_entries(struct registry *r, struct founding_work *w, struct error *e)
{
	struct json *org = json_new(w->arena, JSON_OBJECT);
	struct draft drafts[2] = {
	    {.type = TYPE_POLICY, .id = w->policy, .by = w->registrar,
	    .body = policy_body(w)},
	    {.type = TYPE_ORG, .id = w->registrar, .by = w->registrar,
	    .body = org}};
	struct file_options options = {.confirm = true};
	struct submission list[2];
	struct filed filed[2];
	size_t failed;
	bool made;
	enum err rc = ERR_NONE;

	json_put_cstr(w->arena, org, "kind", "registrar");
	json_put_cstr(w->arena, org, "state", w->f->home_state);
	drafts[1].values.at[0] = registrar_names(w);
	if (arena_failed(w->arena))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < 2 && rc == ERR_NONE; i++)
		rc = filing_prepare(&list[i], &drafts[i], r, &w->filer,
		    w->arena, e);
	if (rc == ERR_NONE)
		rc = registry_file(r, list, 2, &options, filed, &failed,
		    w->arena, e);
	if (rc == ERR_NONE)
		rc = registry_checkpoint(r, &made, e);
	if (rc == ERR_NONE)
		rc = registry_publish(r, NULL, true, NULL, e);
	return rc;
}

static enum err
registrar_key(struct founding_work *w, const char *keys_dir, struct error *e)
{
	struct signer signer = {.key = NULL};
	struct buffer file = {0};
	char name[KEY_NAME_BYTES + 16];
	enum err rc;

	id_random(&w->filer.key.id, TYPE_KEY);
	id_random(&w->policy, TYPE_POLICY);
	id_random(&w->registrar, TYPE_ORG);
	if (w->f->key_file != NULL) {
		rc = file_read_secret(&file, w->f->key_file,
		    SIGNER_FILE_BYTES, e);
		if (rc == ERR_NONE)
			rc = signer_parse(&signer, buffer_bytes(&file), e);
		buffer_wipe(&file);
	} else {
		(void)snprintf(name, sizeof name, "%.240s/registrar",
		    w->f->origin);
		rc = make_key(&signer, keys_dir, "registrar.key", name, e);
	}
	w->filer.secret = signer.key;
	return rc;
}

static enum err
check_founding(const struct founding *f, const char *dir, struct error *e)
{
	int32_t offset_s;
	enum err rc = is_free(dir, e);

	if (rc != ERR_NONE)
		return rc;
	if (!origin_is_valid(bytes_text(f->origin))) {
		error_word(e, ERR_INPUT, "register",
		    "\"%s\" is no name for a register", f->origin);
		error_field(e, "--origin");
		return error_mend(e, ERR_INPUT, "write a URL without scheme, "
		    "lower case: register.example/contacts");
	}
	if (!zone_offset(f->civil_zone, 0, &offset_s)) {
		error_word(e, ERR_INPUT, "body", "\"%s\" is no time zone here",
		    f->civil_zone);
		error_field(e, "--civil-zone");
		return error_mend(e, ERR_INPUT,
		    "write one like Europe/Paris or UTC");
	}
	return ERR_NONE;
}

static int
remove_one(const char *path, const struct stat *st, int kind,
    struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

/* Both folders are of this founding alone: nothing stays half done. */
static void
undo(const char *temporary, const char *temporary_keys)
{
	(void)nftw(temporary, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	(void)nftw(temporary_keys, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The renames last once the folder that holds both is synced. */
static enum err
sync_parent(const char *dir, struct error *e)
{
	char parent[PATH_BYTES];
	char *cut;

	(void)snprintf(parent, sizeof parent, "%s", dir);
	cut = strrchr(parent, '/');
	if (cut == NULL)
		return directory_sync(".", e);
	cut[cut == parent ? 1 : 0] = '\0';
	return directory_sync(parent, e);
}

enum err
registry_found(const char *given, const struct founding *f,
    struct clock clock, struct error *e)
{
	struct founding_work w = {.f = f, .arena = arena_new(8 * MIB)};
	struct registry *r = NULL;
	char temporary[PATH_BYTES], temporary_keys[PATH_BYTES],
	    keys[PATH_BYTES], dir[PATH_BYTES];
	size_t len = strlen(given);
	bool ours;
	enum err rc;

	while (len > 1 && given[len - 1] == '/')
		len--;
	(void)snprintf(dir, sizeof dir, "%.*s", (int)(len > 4000 ? 4000 :
	    len), given);
	rc = check_founding(f, dir, e);
	if (w.arena == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (len > 4000)
		rc = error_set(e, ERR_INPUT, "path too long");
	(void)snprintf(temporary, sizeof temporary, "%.4000s.tmp", dir);
	(void)snprintf(temporary_keys, sizeof temporary_keys,
	    "%.4000s.tmp.keys", dir);
	(void)snprintf(keys, sizeof keys, "%.4000s.keys", dir);
	if (rc == ERR_NONE && (file_exists(keys) || file_exists(temporary) ||
	    file_exists(temporary_keys))) {
		rc = error_set(e, ERR_CONFLICT, "\"%s\" is there already",
		    file_exists(keys) ? keys : file_exists(temporary) ?
		    temporary : temporary_keys);
		error_mend(e, rc, "it may hold keys: move it away first");
	}
	ours = rc == ERR_NONE;
	if (rc == ERR_NONE)
		rc = directory_make(temporary_keys, 0700, e);
	if (rc == ERR_NONE)
		rc = make_key(&w.log_key, temporary_keys, "log.key",
		    f->origin, e);
	if (rc == ERR_NONE)
		rc = registrar_key(&w, temporary_keys, e);
	if (rc == ERR_NONE)
		rc = merkle_log_create(temporary, temporary_keys,
		    &w.log_key, e);
	if (rc == ERR_NONE)
		rc = registry_open(&r, temporary, REGISTRY_WRITE, clock, e);
	if (rc == ERR_NONE)
		rc = first_entries(r, &w, e);
	registry_close(r);
	if (rc == ERR_NONE && rename(temporary_keys, keys) != 0)
		rc = error_set(e, ERR_STORE, "cannot rename to \"%s\": %s",
		    keys, strerror(errno));
	if (rc == ERR_NONE)
		(void)rmdir(dir); /* an empty folder makes way */
	if (rc == ERR_NONE && rename(temporary, dir) != 0) {
		rc = error_set(e, ERR_STORE, "cannot rename to \"%s\": %s",
		    dir, strerror(errno));
		(void)rename(keys, temporary_keys);
	}
	if (rc != ERR_NONE && ours)
		undo(temporary, temporary_keys);
	if (rc == ERR_NONE)
		rc = sync_parent(dir, e);
	filer_release(&w.filer);
	signer_release(&w.log_key);
	arena_free(w.arena);
	return rc;
}
