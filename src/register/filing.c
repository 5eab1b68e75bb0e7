#include "register/filing.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "format/base64.h"
#include "format/note.h"
#include "format/ssh.h"
#include "model/body.h"

#define KEY_FILE_BYTES (16 * KIB)

static enum err
registered(struct filer *f, struct registry *r,
    const struct public_key *public, const char *path, struct error *e)
{
	enum err rc = read_model_key_of(registry_read_model(r), public,
	    &f->key, e);

	if (rc == ERR_ABSENT) {
		error_word(e, rc, "sig_unknown_key",
		    "the key in \"%s\" is not registered here", path);
		return error_mend(e, rc, "the registrar registers it: chancery "
		    "key new --owner WHO --ssh FILE.pub");
	}
	if (rc == ERR_NONE && f->key.revoked != NUMBER_NONE)
		return error_word(e, ERR_REFUSED, "sig_unknown_key",
		    "the key in \"%s\" was revoked by entry %llu", path,
		    (unsigned long long)f->key.revoked);
	return rc;
}

/* The public half of an OpenSSH key: the file itself, or FILE.pub. */
static enum err
ssh_public(struct public_key *out, const char *path, struct bytes file,
    struct error *e)
{
	struct buffer line = {0};
	char name[PATH_BYTES];
	int len;
	enum err rc = ERR_NONE;

	if (bytes_starts(file, "ssh-")) {
		buffer_add(&line, file);
	} else if (!bytes_starts(file, "-----BEGIN OPENSSH PRIVATE KEY")) {
		error_set(e, ERR_INPUT, "\"%s\" holds no key", path);
		return error_mend(e, ERR_INPUT, "it takes a key of chancery "
		    "key new, or one of ssh-keygen -t ed25519");
	} else {
		len = snprintf(name, sizeof name, "%s.pub", path);
		if (len < 0 || (size_t)len >= sizeof name)
			return error_set(e, ERR_INPUT, "path too long");
		rc = file_read(&line, name, KEY_FILE_BYTES, e);
	}
	if (rc == ERR_NONE)
		rc = ssh_public_key_parse(out, buffer_bytes(&line), e);
	buffer_release(&line);
	return rc;
}

enum err
filer_open(struct filer *out, struct registry *r, const char *path,
    struct error *e)
{
	struct signer signer = {.key = NULL};
	struct public_key public;
	struct buffer file = {0};
	struct filer f = {.secret = NULL};
	size_t len = strlen(path);
	bool is_public = len > 4 && strcmp(path + len - 4, ".pub") == 0;
	enum err rc = is_public ? file_read(&file, path, KEY_FILE_BYTES, e) :
	    file_read_secret(&file, path, KEY_FILE_BYTES, e);

	if (rc == ERR_NONE && bytes_starts(buffer_bytes(&file),
	    "PRIVATE+KEY+")) {
		rc = signer_parse(&signer, buffer_bytes(&file), e);
		if (rc == ERR_NONE) {
			public = *secret_key_public(signer.key);
			f.secret = signer.key;
		}
	} else if (rc == ERR_NONE) {
		rc = ssh_public(&public, path, buffer_bytes(&file), e);
		(void)snprintf(f.ssh_path, sizeof f.ssh_path, "%s", path);
	}
	buffer_wipe(&file);
	if (rc == ERR_NONE)
		rc = registered(&f, r, &public, path, e);
	if (rc != ERR_NONE)
		filer_release(&f);
	else
		*out = f;
	return rc;
}

void
filer_release(struct filer *f)
{
	secret_key_free(f->secret);
	*f = (struct filer){.secret = NULL};
}

/* The newest of the keys in force that are held. */
struct held_key {
	const struct id *held, *holder;
	size_t count;
	struct key found;
	bool any;
};

static enum err
is_held(void *context, const struct key *key, struct error *e)
{
	struct held_key *h = context;

	(void)e;
	if (!key->signs || key->revoked != NUMBER_NONE ||
	    !id_equal(&key->holder, h->holder) ||
	    (h->any && key->registered < h->found.registered))
		return ERR_NONE;
	for (size_t i = 0; i < h->count; i++)
		if (id_equal(&h->held[i], &key->id)) {
			h->found = *key;
			h->any = true;
		}
	return ERR_NONE;
}

enum err
filer_at(struct filer *out, struct registry *r,
    const struct signing_desk *desk, const struct id *held, size_t count,
    const struct id *holder, struct error *e)
{
	struct held_key h = {.held = held, .count = count, .holder = holder};
	enum err rc = read_model_keys(registry_read_model(r), is_held, &h, e);

	if (rc == ERR_NONE && !h.any) {
		error_word(e, ERR_ABSENT, "custody",
		    "this register holds no key in force for this filer");
		rc = error_mend(e, ERR_ABSENT,
		    "file with the key that the office holds itself, or ask "
		    "the registrar: chancery key hold WHO");
	}
	if (rc == ERR_NONE)
		*out = (struct filer){.key = h.found, .desk = desk};
	return rc;
}

/* Runs `ssh-keygen -Y sign -q -n entry@chancery -f KEY FILE`. */
static enum err
run_ssh_keygen(const char *key, const char *file, struct error *e)
{
	char sign[] = "sign", y[] = "-Y", n[] = "-n", f[] = "-f", q[] = "-q",
	    name[] = "ssh-keygen", space[] = ENTRY_SSHSIG_NAMESPACE;
	char *argv[] = {name, y, sign, q, n, space, f, NULL, NULL, NULL};
	char key_path[PATH_BYTES], file_path[PATH_BYTES];
	posix_spawn_file_actions_t actions;
	int status = 0, rc;
	pid_t pid;

	(void)snprintf(key_path, sizeof key_path, "%s", key);
	(void)snprintf(file_path, sizeof file_path, "%s", file);
	argv[7] = key_path;
	argv[8] = file_path;
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
	    "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(&pid, name, &actions, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (rc != 0)
		return error_set(e, ERR_STORE, "cannot run ssh-keygen: %s",
		    strerror(rc));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(e, ERR_REFUSED, "ssh-keygen did not sign");
	return ERR_NONE;
}

static enum err
sign_by_ssh(uint8_t blob[SSHSIG_BLOB_MAX], size_t *len,
    const struct filer *f, struct bytes signing, struct error *e)
{
	char dir[] = "/tmp/chancery-sign-XXXXXX";
	char path[PATH_BYTES], signature[PATH_BYTES];
	struct buffer armour = {0};
	enum err rc;

	if (mkdtemp(dir) == NULL)
		return error_set(e, ERR_STORE, "cannot make a folder in /tmp");
	(void)snprintf(path, sizeof path, "%s/entry", dir);
	(void)snprintf(signature, sizeof signature, "%s/entry.sig", dir);
	rc = file_create(path, signing, 0600, e);
	if (rc == ERR_NONE)
		rc = run_ssh_keygen(f->ssh_path, path, e);
	if (rc == ERR_NONE)
		rc = file_read(&armour, signature, KEY_FILE_BYTES, e);
	if (rc == ERR_NONE)
		rc = ssh_armour_parse(blob, len, buffer_bytes(&armour), e);
	buffer_release(&armour);
	(void)unlink(path);
	(void)unlink(signature);
	(void)rmdir(dir);
	return rc;
}

/* Room for what an entry_signer borrows. */
struct signed_by {
	char id[ID_TEXT_BYTES];
	uint8_t blob[SSHSIG_BLOB_MAX];
};

static enum err
sign_one(struct entry_signer *out, struct signed_by *room,
    const struct filer *f, struct bytes signing, struct error *e)
{
	struct signature signature;
	size_t len = 0;
	enum err rc;

	id_print(room->id, &f->key.id);
	*out = (struct entry_signer){.alg = "ed25519", .key = room->id};
	if (f->desk != NULL || f->secret != NULL) {
		rc = f->desk != NULL ?
		    f->desk->sign(f->desk->context, &signature, &f->key.id,
			signing, e) :
		    ed25519_sign(&signature, f->secret, signing, e);
		len = sizeof signature.at;
		static_assert(sizeof signature.at <= sizeof room->blob,
		    "a plain signature is the shorter one");
		memcpy(room->blob, signature.at, len);
	} else {
		rc = sign_by_ssh(room->blob, &len, f, signing, e);
		out->alg = "sshsig-ed25519";
	}
	out->value = bytes_of(room->blob, len);
	return rc;
}

enum err
filer_sign(struct entry_signer *out, uint8_t *value, const struct filer *f,
    struct bytes signing, struct error *e)
{
	struct signed_by room;
	enum err rc = sign_one(out, &room, f, signing, e);

	if (rc != ERR_NONE)
		return rc;
	memcpy(value, room.blob, out->value.len);
	out->value.at = value;
	out->key = NULL;
	return ERR_NONE;
}

static enum err
sign(struct buffer *leaf, const struct json *entry, const struct filer *f,
    const struct filer *second, struct arena *a, struct error *e)
{
	const struct filer *by[] = {f, second};
	size_t count = second == NULL ? 1 : 2;
	struct signed_by room[2];
	struct entry_signer list[2];
	struct buffer signing = {0};
	enum err rc = ERR_NONE;

	entry_signing_bytes(&signing, entry);
	if (signing.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = sign_one(&list[i], &room[i], by[i],
		    buffer_bytes(&signing), e);
	buffer_release(&signing);
	return rc == ERR_NONE ? entry_assemble(leaf, entry, list, count, a,
	    e) : rc;
}

enum err
filing_prepare(struct submission *out, struct draft *d,
    const struct registry *r, const struct filer *filer, struct arena *a,
    struct error *e)
{
	struct entry_draft draft = {.origin = registry_origin(r),
	    .by = d->by.type == TYPE_UNKNOWN ? filer->key.holder : d->by,
	    .at_s = d->at_s != 0 ? d->at_s : registry_now(r),
	    .prev = d->has_prev ? &d->prev : NULL, .body = d->body};
	struct buffer leaf = {0};
	struct seal seal;
	enum err rc = ERR_NONE;

	*out = (struct submission){.has_opening = false};
	if (d->id.type == TYPE_UNKNOWN)
		id_random(&d->id, d->type);
	draft.id = d->id;
	if (type_has_slots(d->type)) {
		out->has_opening = true;
		out->values = d->values;
		if (d->seed != NULL)
			out->seed = *d->seed;
		else
			random_bytes(out->seed.at, sizeof out->seed.at);
		rc = seal_compute(&seal, &out->seed, d->id.at, &d->values, e);
		draft.seal = &seal.root;
	}
	if (rc == ERR_NONE)
		rc = sign(&leaf, entry_json_new(a, &draft), filer,
		    d->second, a, e);
	if (rc == ERR_NONE) {
		out->leaf = arena_copy(a, buffer_bytes(&leaf));
		if (out->leaf.at == NULL)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	buffer_release(&leaf);
	return rc;
}

enum err
filing_slots(struct slot_values *out, enum entry_type type,
    const struct json *by_name, struct error *e)
{
	*out = (struct slot_values){{NULL}};
	if (json_is_null(by_name))
		return ERR_NONE;
	if (by_name->type != JSON_OBJECT)
		return error_set(e, ERR_INPUT,
		    "slots are an object of names and values");
	for (const struct json *m = by_name->first; m != NULL; m = m->next) {
		int slot = slot_by_name(type, m->name);

		if (slot < 0) {
			error_word(e, ERR_INPUT, "slot",
			    "%s has no slot \"%.*s\"", type_name(type),
			    (int)(m->name.len > 40 ? 40 : m->name.len),
			    (const char *)m->name.at);
			return ERR_INPUT;
		}
		if (!json_is_null(m))
			out->at[slot] = m;
	}
	return ERR_NONE;
}

struct json *
filing_amendable(const struct entry *entry, struct arena *a)
{
	struct json *body = json_clone(a, entry->body);

	if (body != NULL)
		json_remove(body, "amendment");
	return body;
}

void
filing_amend(struct json *body, const struct json *before, const char *code,
    struct json *evidence, bool slots_differ, struct arena *a)
{
	const struct json *changed = body_changed(before, body, a);
	struct json *list = json_new(a, JSON_ARRAY), *amendment;
	bool seal_put = !slots_differ;

	for (const struct json *m = changed == NULL ? NULL : changed->first;
	    m != NULL; m = m->next) {
		if (!seal_put && bytes_compare(bytes_text("/seal"), m->text) <
		    0) {
			json_add(list, json_new_cstr(a, "/seal"));
			seal_put = true;
		}
		json_add(list, json_new_text(a, m->text));
	}
	if (!seal_put)
		json_add(list, json_new_cstr(a, "/seal"));
	amendment = json_put(a, body, "amendment", json_new(a, JSON_OBJECT));
	json_put(a, amendment, "changed", list);
	json_put_cstr(a, amendment, "code", code);
	json_put(a, amendment, "evidence", evidence != NULL ? evidence :
	    json_new(a, JSON_ARRAY));
}
