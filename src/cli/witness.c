/* chancery log witness list|add|remove|quorum|sign (A8.4) */
#include "cli/witness.h"

#include "base/file.h"
#include "faces/log_told.h"
#include "log/tree_source.h"
#include "register/objects.h"
#include "register/policy_edit.h"

/* ---- this machine as a witness ---- */

static enum err
path_in(struct cli *c, char out[PATH_BYTES], const char *name)
{
	return path_join(out, c->settings.value[SETTING_STORE], name, &c->e);
}

bool
witness_has_register(struct cli *c)
{
	char path[PATH_BYTES];

	return path_in(c, path, LOG_DATABASE) == ERR_NONE && file_exists(path);
}

enum err
own_witness_open(struct own_witness *w, struct cli *c, bool make)
{
	char path[PATH_BYTES];
	enum err rc;

	*w = (struct own_witness){.store = NULL};
	if (make) {
		rc = directory_make(c->settings.value[SETTING_STORE], 0755,
		    &c->e);
		if (rc != ERR_NONE)
			return rc;
	}
	rc = path_in(c, path, WITNESS_LOGS_FILE);
	if (rc == ERR_NONE && file_exists(path))
		rc = file_read(&w->logs_text, path, WITNESS_LOGS_BYTES, &c->e);
	if (rc == ERR_NONE) {
		rc = witness_logs_parse(&w->logs, buffer_bytes(&w->logs_text),
		    &c->e);
		if (rc != ERR_NONE)
			(void)error_wrap(&c->e, "\"%.200s\"", path);
	}
	if (rc == ERR_NONE)
		rc = path_in(c, path, WITNESS_DATABASE);
	if (rc == ERR_NONE && (make || file_exists(path)))
		rc = witness_store_open(&w->store, path, &c->e);
	return rc;
}

static enum err
key_path(struct cli *c, char out[PATH_BYTES])
{
	char keys[PATH_BYTES];

	if (cli_has(c, "key-file")) {
		(void)snprintf(out, PATH_BYTES, "%.4000s",
		    cli_arg(c, "key-file"));
		return ERR_NONE;
	}
	(void)snprintf(keys, sizeof keys, "%.4000s.keys",
	    c->settings.value[SETTING_STORE]);
	return path_join(out, keys, WITNESS_KEY_FILE, &c->e);
}

static enum err
make_key(struct own_witness *w, struct cli *c, const char *path)
{
	struct buffer line = {0};
	uint8_t seed[32];
	enum err rc;

	random_bytes(seed, sizeof seed);
	rc = signer_init(&w->signer, bytes_text(cli_arg(c, "name")), seed,
	    &c->e);
	explicit_bzero(seed, sizeof seed);
	if (rc == ERR_NONE) {
		signer_print(&line, &w->signer);
		rc = file_create(path, buffer_bytes(&line), 0600, &c->e);
	}
	buffer_wipe(&line);
	return rc;
}

/* log 3.2.4: a witness that is the log vouches for nothing. */
static enum err
check_roles(const struct own_witness *w, struct cli *c)
{
	const struct public_key *own = secret_key_public(w->signer.key);

	for (size_t i = 0; i < w->logs.count; i++)
		if (memcmp(w->logs.at[i].key.key.at, own->at,
		    sizeof own->at) == 0)
			return error_mend(&c->e, error_set(&c->e, ERR_REFUSED,
			    "the witness's key is the key of %.200s, a log "
			    "that it is to cosign", w->logs.at[i].origin),
			    "make a key of its own: chancery key new");
	return ERR_NONE;
}

enum err
own_witness_key(struct own_witness *w, struct cli *c, bool may_make)
{
	struct buffer file = {0};
	char path[PATH_BYTES], keys[PATH_BYTES];
	enum err rc = key_path(c, path);

	(void)snprintf(keys, sizeof keys, "%.4000s.keys",
	    c->settings.value[SETTING_STORE]);
	if (rc == ERR_NONE)
		rc = directory_make(keys, 0700, &c->e);
	if (rc != ERR_NONE)
		return rc;
	if (file_exists(path)) {
		rc = file_read_secret(&file, path, SIGNER_FILE_BYTES, &c->e);
		if (rc == ERR_NONE)
			rc = signer_parse(&w->signer, buffer_bytes(&file),
			    &c->e);
		buffer_wipe(&file);
	} else if (may_make && cli_has(c, "name")) {
		rc = make_key(w, c, path);
	} else {
		rc = error_mend(&c->e, error_set(&c->e, ERR_ABSENT,
		    "this witness has no key: \"%.200s\"", path),
		    "chancery key new --purpose witness --name NAME --out "
		    "FILE, or --name NAME at the first serve");
	}
	if (rc == ERR_NONE)
		rc = check_roles(w, c);
	if (rc == ERR_NONE)
		rc = path_join(path, keys, WITNESS_HEAD_FILE, &c->e);
	if (rc == ERR_NONE)
		rc = witness_head_open(&w->head, path,
		    witness_store_states(w->store), &c->e);
	return rc;
}

struct witness_states
own_witness_states(struct own_witness *w)
{
	return witness_head_states(w->head);
}

enum err
own_witness_held(struct own_witness *w, struct cli *c)
{
	bool held = false;
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < w->logs.count; i++) {
		rc = witness_head_held(w->head,
		    bytes_text(w->logs.at[i].origin), &held, &c->e);
		if (rc == ERR_NONE && held)
			cli_talk(c, "held: %s", c->e.text);
	}
	return rc;
}

void
own_witness_close(struct own_witness *w)
{
	signer_release(&w->signer);
	witness_logs_release(&w->logs);
	buffer_release(&w->logs_text);
	witness_head_free(w->head);
	witness_store_close(w->store);
	*w = (struct own_witness){.store = NULL};
}

/* ---- list ---- */

static void
put_listed(struct cli *c, struct json *list, const struct witness_told *l)
{
	char time[21] = "-";

	json_add(list, witness_told_json(c->arena, l));
	if (l->time_s != 0)
		time_print(time, l->time_s);
	if (!c->json)
		buffer_printf(&c->out, "%-7s %-7s %10llu  %-20s %.*s %.*s\n",
		    l->role, l->state, (unsigned long long)l->size, time,
		    (int)l->name.len, (const char *)l->name.at,
		    (int)l->url.len,
		    l->url.len == 0 ? "" : (const char *)l->url.at);
}

static enum err
list_one_of_ours(struct cli *c, struct json *list,
    const struct policy_witness *w)
{
	struct witness_told told;
	enum err rc = witness_told_ours(c->registry, w, &told, &c->e);

	if (rc == ERR_NONE)
		put_listed(c, list, &told);
	return rc;
}

static enum err
list_ours(struct cli *c, struct json *list, unsigned *needed)
{
	struct own_policy *p = NULL;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE)
		rc = own_policy_load(&p, c->registry, &c->e);
	if (rc == ERR_NONE)
		*needed = policy_witnesses_needed(&p->policy);
	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++)
		rc = list_one_of_ours(c, list, &p->policy.witnesses[i]);
	own_policy_free(p);
	return rc;
}

#define URL_COMMENT "# url "

/* The comment above the line of a log: where it is published. */
static struct bytes
url_of(const struct own_witness *w, size_t number)
{
	struct bytes rest = buffer_bytes(&w->logs_text), line;
	struct bytes url = {NULL, 0};
	size_t front = strlen(URL_COMMENT), seen = 0;
	bool complete;

	while (bytes_line(&rest, &line, &complete)) {
		if (bytes_starts(line, URL_COMMENT)) {
			url = bytes_of(line.at + front, line.len - front);
			continue;
		}
		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (seen++ == number)
			return url;
		url = bytes_of(NULL, 0);
	}
	return bytes_of(NULL, 0);
}

static enum err
list_signed(struct cli *c, struct json *list)
{
	struct own_witness w;
	enum err rc = own_witness_open(&w, c, false);

	for (size_t i = 0; rc == ERR_NONE && i < w.logs.count; i++) {
		struct witness_seen seen = {.size = 0};
		struct witness_told l = {.role = "we_sign", .state = "late",
		    .name = bytes_text(w.logs.at[i].origin),
		    .url = url_of(&w, i), .key = w.logs.at[i].key,
		    .lag_s = -1};

		if (w.store != NULL)
			rc = witness_store_read(w.store, l.name, &seen, NULL,
			    &c->e);
		l.size = seen.size;
		l.time_s = seen.stamp_s;
		if (seen.stamp_s != 0)
			l.state = "ok";
		if (rc == ERR_NONE)
			put_listed(c, list, &l);
	}
	own_witness_close(&w);
	return rc;
}

int
witness_list(struct cli *c)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;
	unsigned needed = 0;
	enum err rc = ERR_NONE;

	list = json_new(c->arena, JSON_ARRAY);
	if (witness_has_register(c))
		rc = list_ours(c, list, &needed);
	if (rc == ERR_NONE)
		rc = list_signed(c, list);
	if (rc != ERR_NONE)
		return cli_fail(c);
	json_put_number(c->arena, v, "needed", needed);
	json_put(c->arena, v, "witnesses", list);
	if (c->json)
		cli_json(c, v);
	else if (list->count == 0)
		cli_say(c, "no witness is configured, and this machine "
		    "cosigns no log");
	else
		cli_say(c, "needed for a cosigned checkpoint: %u", needed);
	return EXIT_DONE;
}

/* ---- add, remove, quorum ---- */

/* The policy of the register, to be changed; `*copy` is on the heap. */
static enum err
edit_begin(struct cli *c, struct own_policy **p)
{
	enum err rc = ERR_NONE;

	if (!witness_has_register(c))
		return error_mend(&c->e, error_set(&c->e, ERR_ABSENT,
		    "there is no register in \"%.200s\"",
		    c->settings.value[SETTING_STORE]),
		    "witnesses of a register are kept beside it: --store DIR");
	rc = cli_open(c, false);
	return rc == ERR_NONE ? own_policy_load(p, c->registry, &c->e) : rc;
}

static enum err
edit_end(struct cli *c, struct own_policy *p)
{
	struct policy *again = arena_take(c->arena, sizeof *again);
	struct buffer b = {0};
	char path[PATH_BYTES];
	enum err rc = path_in(c, path, POLICY_FILE);

	policy_print(&b, p->from_file ? buffer_bytes(&p->text) :
	    bytes_of(NULL, 0), &p->policy);
	if (rc == ERR_NONE && (again == NULL || b.failed))
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE) {
		rc = policy_parse(again, buffer_bytes(&b), &c->e);
		if (rc != ERR_NONE)
			rc = error_mend(&c->e, rc, "change %.200s by hand",
			    path);
	}
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, buffer_bytes(&b), 0644, &c->e);
	buffer_release(&b);
	if (rc == ERR_NONE)
		cli_talk(c, "written: %s (chancery publish shows it to "
		    "others)", path);
	return rc;
}

static enum err
add_ours(struct cli *c, const struct vkey *key, const char *url)
{
	struct own_policy *p = NULL;
	const char *name = cli_arg(c, "name"), *group = cli_arg(c, "group");
	struct policy_witness w = {.key = *key, .url = bytes_text(url)};
	enum err rc = edit_begin(c, &p);

	w.name = bytes_text(name == NULL ? key->name : name);
	if (rc == ERR_NONE)
		rc = policy_add_witness(&p->policy, &w,
		    bytes_text(group == NULL ? "" : group), &c->e);
	if (rc == ERR_NONE && cli_has(c, "quorum"))
		rc = policy_set_quorum(&p->policy,
		    bytes_text(cli_arg(c, "quorum")), &c->e);
	if (rc == ERR_NONE)
		rc = edit_end(c, p);
	if (rc == ERR_NONE && p->policy.quorum == QUORUM_NONE)
		cli_talk(c, "nobody is needed yet: chancery log witness "
		    "quorum 1");
	own_policy_free(p);
	return rc;
}

/* A log that this machine is to cosign (log 5.2.1). */
static enum err
add_log(struct cli *c, const struct vkey *key, const char *url)
{
	struct own_witness w;
	struct witness_logs again = {NULL, 0};
	struct buffer b = {0};
	const char *origin = cli_arg(c, "origin");
	char path[PATH_BYTES], vkey[VKEY_BYTES];
	enum err rc = own_witness_open(&w, c, true);

	(void)vkey_print(vkey, key);
	buffer_add(&b, buffer_bytes(&w.logs_text));
	if (b.len != 0 && b.at[b.len - 1] != '\n')
		buffer_byte(&b, '\n');
	buffer_printf(&b, URL_COMMENT "%s\n%s %s\n", url, vkey,
	    origin == NULL ? key->name : origin);
	if (rc == ERR_NONE)
		rc = path_in(c, path, WITNESS_LOGS_FILE);
	if (rc == ERR_NONE && b.failed)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = witness_logs_parse(&again, buffer_bytes(&b), &c->e);
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, buffer_bytes(&b), 0644, &c->e);
	if (rc == ERR_NONE)
		cli_talk(c, "written: %s (a server reads it when it starts)",
		    path);
	witness_logs_release(&again);
	own_witness_close(&w);
	buffer_release(&b);
	return rc;
}

/* What is printed into files of lines has no line break. */
static bool
is_one_line(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

int
witness_add(struct cli *c, const char *const *words, size_t count)
{
	struct vkey key;
	enum err rc;

	if (count != 2)
		return cli_usage(c, "log witness add needs KEY and URL");
	if (!is_one_line(words[1]) || strchr(words[1], ' ') != NULL ||
	    *words[1] == '\0')
		return cli_usage(c, "\"%s\" is no address", words[1]);
	if (cli_has(c, "origin") && !is_one_line(cli_arg(c, "origin")))
		return cli_usage(c, "\"%s\" is no origin",
		    cli_arg(c, "origin"));
	rc = vkey_parse(&key, bytes_text(words[0]), &c->e);
	if (rc == ERR_NONE && key.type == KEY_WITNESS)
		rc = add_ours(c, &key, words[1]);
	else if (rc == ERR_NONE)
		rc = add_log(c, &key, words[1]);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return witness_list(c);
}

static enum err
remove_ours(struct cli *c, const char *name)
{
	struct own_policy *p = NULL;
	enum err rc = edit_begin(c, &p);

	if (rc == ERR_NONE && cli_has(c, "quorum"))
		rc = policy_set_quorum(&p->policy,
		    bytes_text(cli_arg(c, "quorum")), &c->e);
	if (rc == ERR_NONE)
		rc = policy_remove_witness(&p->policy, bytes_text(name),
		    &c->e);
	if (rc == ERR_NONE)
		rc = edit_end(c, p);
	own_policy_free(p);
	return rc;
}

/* Every line of that origin; what it signed stays in witness.db. */
static enum err
remove_log(struct cli *c, const char *origin, bool *found)
{
	struct own_witness w;
	struct buffer b = {0};
	struct bytes rest, line, url = {NULL, 0};
	char path[PATH_BYTES];
	bool complete;
	enum err rc = own_witness_open(&w, c, false);

	*found = false;
	rest = buffer_bytes(&w.logs_text);
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		size_t space = bytes_find(line, ' ') + 1;

		if (bytes_starts(line, URL_COMMENT)) {
			url = line; /* goes with its log */
			continue;
		}
		if (line.len > space && line.at[0] != '#' &&
		    bytes_is(bytes_of(line.at + space, line.len - space),
		    origin)) {
			*found = true;
		} else {
			if (url.len != 0) {
				buffer_add(&b, url);
				buffer_byte(&b, '\n');
			}
			buffer_add(&b, line);
			buffer_byte(&b, '\n');
		}
		url = bytes_of(NULL, 0);
	}
	if (rc == ERR_NONE && b.failed)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && *found)
		rc = path_in(c, path, WITNESS_LOGS_FILE);
	if (rc == ERR_NONE && *found)
		rc = file_write_atomic(path, buffer_bytes(&b), 0644, &c->e);
	buffer_release(&b);
	own_witness_close(&w);
	return rc;
}

int
witness_remove(struct cli *c, const char *const *words, size_t count)
{
	bool found = false;
	enum err rc;

	if (count != 1)
		return cli_usage(c, "log witness remove needs NAME");
	rc = remove_log(c, words[0], &found);
	if (rc == ERR_NONE && !found)
		rc = remove_ours(c, words[0]);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return witness_list(c);
}

int
witness_quorum(struct cli *c, const char *const *words, size_t count)
{
	struct own_policy *p = NULL;
	enum err rc;

	if (count != 1)
		return cli_usage(c,
		    "log witness quorum needs none, a number or a name");
	rc = edit_begin(c, &p);
	if (rc == ERR_NONE)
		rc = policy_set_quorum(&p->policy, bytes_text(words[0]),
		    &c->e);
	if (rc == ERR_NONE)
		rc = edit_end(c, p);
	own_policy_free(p);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return witness_list(c);
}

/* ---- sign ---- */

/* `--old FILE` holds what this witness signed last. */
static enum err
check_old(struct cli *c, const struct witness_seen *seen)
{
	struct note *note = arena_take(c->arena, sizeof *note);
	struct checkpoint old = {.size = 0};
	struct buffer b = {0};
	enum err rc;

	if (!cli_has(c, "old"))
		return ERR_NONE;
	if (note == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = file_read(&b, cli_arg(c, "old"), NOTE_BYTES_MAX, &c->e);
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&b), &c->e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&old, note->text, &c->e);
	buffer_release(&b);
	if (rc == ERR_NONE && (old.size != seen->size ||
	    !hash_equal(&old.root, &seen->root)))
		rc = error_set(&c->e, ERR_CONFLICT, "\"%.150s\" is of size "
		    "%llu; what this witness signed last is of size %llu, or "
		    "has another root", cli_arg(c, "old"),
		    (unsigned long long)old.size,
		    (unsigned long long)seen->size);
	return rc;
}

/* From the tiles that lie beside the checkpoint. */
static enum err
prove(struct cli *c, const char *file, uint64_t old, uint64_t size,
    struct hash path[TREE_PATH_MAX], size_t *count)
{
	struct tree_source *tree = NULL;
	char dir[PATH_BYTES];
	char *slash;
	enum err rc;

	*count = 0;
	if (old == 0 || old >= size)
		return ERR_NONE;
	(void)snprintf(dir, sizeof dir, "%.4000s", file);
	slash = strrchr(dir, '/');
	if (slash == NULL)
		(void)snprintf(dir, sizeof dir, ".");
	else
		slash[slash == dir ? 1 : 0] = '\0';
	rc = tree_source_of_directory(&tree, dir, &c->e);
	if (rc == ERR_NONE)
		rc = tree_source_prove_consistency(tree, old, size, path,
		    count, &c->e);
	tree_source_free(tree);
	if (rc == ERR_ABSENT)
		return error_mend(&c->e, error_set(&c->e, ERR_UNCHECKED,
		    "the tiles that lead from size %llu to size %llu are not "
		    "beside \"%.150s\"", (unsigned long long)old,
		    (unsigned long long)size, file),
		    "give the checkpoint where it is published, or a whole "
		    "request of add-checkpoint");
	return rc;
}

/* A whole request as it is; or one for the checkpoint in the file. */
static enum err
make_request(struct cli *c, const struct own_witness *w, const char *file,
    struct buffer *request)
{
	struct note *note = arena_take(c->arena, sizeof *note);
	struct checkpoint new = {.size = 0};
	struct witness_seen seen = {.size = 0};
	struct hash path[TREE_PATH_MAX];
	struct buffer b = {0};
	size_t count = 0;
	enum err rc;

	if (note == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = file_read(&b, file, WITNESS_BODY_MAX, &c->e);
	if (rc == ERR_NONE && bytes_starts(buffer_bytes(&b), "old ")) {
		buffer_add(request, buffer_bytes(&b));
		goto done;
	}
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&b), &c->e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&new, note->text, &c->e);
	if (rc == ERR_NONE)
		rc = witness_store_read(w->store, bytes_text(new.origin),
		    &seen, NULL, &c->e);
	if (rc == ERR_NONE)
		rc = check_old(c, &seen);
	if (rc == ERR_NONE && seen.size > new.size)
		rc = error_set(&c->e, ERR_CONFLICT, "this witness has signed "
		    "size %llu of %.150s; it signs nothing smaller",
		    (unsigned long long)seen.size, new.origin);
	if (rc == ERR_NONE)
		rc = prove(c, file, seen.size, new.size, path, &count);
	if (rc == ERR_NONE)
		witness_request_print(request, seen.size, path, count,
		    buffer_bytes(&b));
done:
	if (rc == ERR_NONE && request->failed)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	buffer_release(&b);
	return rc;
}

/* The status of log 5.2.2 in the words of a command. */
static enum err
refusal(struct cli *c, const struct witness_result *r)
{
	struct bytes said = buffer_bytes(&r->body);
	int len = said.len == 0 ? 0 : (int)said.len - 1;
	const char *text = said.len == 0 ? "" : (const char *)said.at;

	switch (r->status) {
	case 403:
		return error_set(&c->e, ERR_PROOF, "not cosigned: no key "
		    "trusted for this log signed it, or a signature does not "
		    "hold");
	case 404:
		return error_mend(&c->e, error_set(&c->e, ERR_UNCHECKED,
		    "not cosigned: this log is not known here"),
		    "chancery log witness add KEY URL");
	case 409:
		return error_set(&c->e, ERR_CONFLICT,
		    "not cosigned: this witness has signed size %.*s", len,
		    text);
	case 422:
		return error_mend(&c->e, error_set(&c->e, ERR_PROOF,
		    "not cosigned: this tree does not continue the one that "
		    "was signed before"), "keep both checkpoints; the request "
		    "is kept in witness.db");
	default:
		return error_set(&c->e, ERR_INPUT, "not cosigned: %.*s", len,
		    text);
	}
}

int
witness_sign(struct cli *c, const char *const *words, size_t count)
{
	struct own_witness w;
	struct witness own;
	struct witness_result r = {.status = 0};
	struct buffer request = {0};
	enum err rc;

	if (count != 1)
		return cli_usage(c, "log witness sign needs FILE");
	if (c->json && cli_has(c, "out") && strcmp(cli_arg(c, "out"), "-") == 0)
		return cli_usage(c,
		    "--json and --out - both want standard "
		    "output");
	rc = own_witness_open(&w, c, true);
	if (rc == ERR_NONE)
		rc = own_witness_key(&w, c, true);
	if (rc == ERR_NONE)
		rc = make_request(c, &w, words[0], &request);
	if (rc == ERR_NONE) {
		own = (struct witness){&w.signer, &w.logs,
		    own_witness_states(&w), clock_system()};
		rc = witness_add_checkpoint(&own, buffer_bytes(&request), &r,
		    &c->e);
	}
	if (rc == ERR_NONE && r.status != 200)
		rc = refusal(c, &r);
	if (rc == ERR_NONE && cli_has(c, "out"))
		rc = cli_write(c, cli_arg(c, "out"), buffer_bytes(&r.body));
	else if (rc == ERR_NONE && !c->json)
		cli_put(c, buffer_bytes(&r.body));
	witness_result_release(&r);
	buffer_release(&request);
	own_witness_close(&w);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return c->json ? witness_list(c) : EXIT_DONE;
}

/* ---- resume: log 5.2.5 ---- */

/* The note in a published tree: signed by a key that is known for `origin`. */
static enum err
read_published(struct cli *c, const struct own_witness *w,
    struct tree_source *tree, const char *origin, struct buffer *bytes,
    struct checkpoint *out)
{
	struct note *note = arena_take(c->arena, sizeof *note);
	bool held = false;
	enum err rc = tree_source_checkpoint(tree, bytes, &c->e);

	if (note == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(bytes), &c->e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(out, note->text, &c->e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < w->logs.count; i++)
		for (size_t k = 0; k < note->line_count; k++) {
			const struct witness_log *log = &w->logs.at[i];
			uint64_t time_s;

			held = held || (strcmp(log->origin, origin) == 0 &&
			    note_line_holds(&note->lines[k], &log->key,
			    note->text, &time_s));
		}
	if (!held || strcmp(out->origin, origin) != 0)
		return error_set(&c->e, ERR_PROOF, "no key trusted for %.150s "
		    "signed the checkpoint there", origin);
	return ERR_NONE;
}

/* What was remembered must lie on the way to what is published. */
static enum err
check_remembered(struct cli *c, const struct own_witness *w,
    struct tree_source *tree, const struct checkpoint *new)
{
	struct hash known, root;
	uint64_t size = 0;
	enum err rc = witness_head_find(w->head, bytes_text(new->origin),
	    &size, &known, &c->e);

	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc == ERR_NONE && size > new->size)
		return error_mend(&c->e, error_set(&c->e, ERR_UNCHECKED,
		    "size %llu was cosigned; the tree there has %llu entries",
		    (unsigned long long)size, (unsigned long long)new->size),
		    "take a newer copy of that log");
	if (rc == ERR_NONE)
		rc = tree_source_root(tree, size, &root, &c->e);
	if (rc == ERR_NONE && !hash_equal(&root, &known))
		rc = error_mend(&c->e, error_set(&c->e, ERR_PROOF,
		    "the tree there has another root at size %llu than the "
		    "one that was cosigned", (unsigned long long)size),
		    "keep it and tell the log's other witnesses");
	return rc;
}

/* The database catches up, by the same checks as any request. */
static enum err
raise_state(struct cli *c, const struct own_witness *w,
    struct tree_source *tree, const struct checkpoint *new,
    struct bytes note)
{
	struct witness own = {&w->signer, &w->logs,
	    witness_store_states(w->store), clock_system()};
	struct hash path[TREE_PATH_MAX];
	struct witness_result r = {.status = 0};
	struct witness_seen seen;
	struct buffer request = {0};
	size_t count = 0;
	enum err rc = witness_store_read(w->store, bytes_text(new->origin),
	    &seen, NULL, &c->e);

	if (rc == ERR_NONE && seen.size != 0 && seen.size < new->size)
		rc = tree_source_prove_consistency(tree, seen.size, new->size,
		    path, &count, &c->e);
	if (rc == ERR_NONE) {
		witness_request_print(&request, seen.size, path, count, note);
		rc = request.failed ?
		    error_set(&c->e, ERR_MEMORY, "out of memory") :
		    witness_add_checkpoint(&own, buffer_bytes(&request), &r,
			&c->e);
	}
	if (rc == ERR_NONE && r.status != 200)
		rc = refusal(c, &r);
	witness_result_release(&r);
	buffer_release(&request);
	return rc;
}

int
witness_resume(struct cli *c, const char *const *words, size_t count)
{
	struct own_witness w;
	struct tree_source *tree = NULL;
	struct checkpoint new = {.size = 0};
	struct buffer note = {0};
	enum err rc;

	if (count != 2)
		return cli_usage(c, "log witness resume needs ORIGIN and DIR, "
		    "a copy of that log");
	rc = own_witness_open(&w, c, true);
	if (rc == ERR_NONE)
		rc = own_witness_key(&w, c, false);
	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&tree, words[1], &c->e);
	if (rc == ERR_NONE)
		rc = read_published(c, &w, tree, words[0], &note, &new);
	if (rc == ERR_NONE)
		rc = check_remembered(c, &w, tree, &new);
	if (rc == ERR_NONE && !cli_has(c, "confirm"))
		rc = error_mend(&c->e, error_set(&c->e, ERR_UNCHECKED,
		    "%.100s would be resumed at size %llu", new.origin,
		    (unsigned long long)new.size), "compare size and root "
		    "with another witness, then add --confirm");
	if (rc == ERR_NONE)
		rc = raise_state(c, &w, tree, &new, buffer_bytes(&note));
	tree_source_free(tree);
	buffer_release(&note);
	own_witness_close(&w);
	return rc == ERR_NONE ? witness_list(c) : cli_fail(c);
}

/* ---- the words ---- */

int
log_witness(struct cli *c, const char *const *words, size_t count)
{
	const char *word = count < 2 ? "list" : words[1];

	words += 2;
	count = count < 2 ? 0 : count - 2;
	if (strcmp(word, "list") == 0 && count == 0)
		return witness_list(c);
	if (strcmp(word, "add") == 0)
		return witness_add(c, words, count);
	if (strcmp(word, "remove") == 0)
		return witness_remove(c, words, count);
	if (strcmp(word, "quorum") == 0)
		return witness_quorum(c, words, count);
	if (strcmp(word, "sign") == 0)
		return witness_sign(c, words, count);
	if (strcmp(word, "serve") == 0)
		return witness_serve(c, words, count);
	if (strcmp(word, "ask") == 0)
		return witness_ask(c, words, count);
	if (strcmp(word, "resume") == 0)
		return witness_resume(c, words, count);
	return cli_usage(c, "no log witness command \"%s\"", word);
}

int
command_witness(struct cli *c)
{
	const char *words[ARGS_MAX];

	words[0] = "witness";
	for (size_t i = 0; i < c->args.word_count && i + 1 < ARGS_MAX; i++)
		words[i + 1] = c->args.words[i];
	return log_witness(c, words, c->args.word_count + 1);
}
