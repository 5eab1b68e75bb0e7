/* chancery key new|rotate|revoke|grant|export (A9.6) */
#include <stdlib.h>

#include "cli/key.h"
#include "format/age.h"
#include "format/base64.h"
#include "format/note.h"
#include "format/ssh.h"
#include "register/naming.h"

#define SSH_FILE_BYTES (16 * KIB)

/* A fresh key into a file: log 3.2.2 prints both verifier keys. */
static enum err
make_file(struct cli *c, struct signer *s)
{
	const char *name = cli_arg(c, "name"), *out = cli_arg(c, "out");
	struct buffer line = {0};
	uint8_t seed[32];
	enum err rc;

	random_bytes(seed, sizeof seed);
	rc = signer_init(s, bytes_text(name), seed, &c->e);
	explicit_bzero(seed, sizeof seed);
	if (rc == ERR_NONE) {
		signer_print(&line, s);
		rc = file_create(out, buffer_bytes(&line), 0600, &c->e);
	}
	buffer_wipe(&line);
	return rc;
}

static bool
for_seal(struct cli *c)
{
	const char *purpose = cli_arg(c, "purpose");

	return purpose != NULL && strcmp(purpose, "seal") == 0;
}

/* An identity of age: one that is there, or a fresh one. */
static enum err
seal_half(struct cli *c, struct public_text *out)
{
	const char *path = cli_arg(c, "out");
	struct age_identities *ids = NULL;
	struct buffer file = {0};
	uint8_t secret[X25519_BYTES];
	enum err rc;

	buffer_reserve(&file, AGE_IDENTITY_FILE_BYTES + 128 * KIB);
	if (file_exists(path)) {
		rc = file_read_secret(&file, path, AGE_IDENTITY_FILE_BYTES,
		    &c->e);
		if (rc == ERR_NONE)
			rc = age_identities_parse(&ids, buffer_bytes(&file),
			    &c->e);
	} else {
		random_bytes(secret, sizeof secret);
		rc = age_identities_new(&ids, secret, &c->e);
		explicit_bzero(secret, sizeof secret);
		if (rc == ERR_NONE) {
			age_identity_print(&file, &ids->at[0]);
			rc = file_create(path, buffer_bytes(&file), 0600,
			    &c->e);
		}
	}
	if (rc == ERR_NONE) {
		out->alg = "age-x25519";
		age_recipient_print(out->text, &ids->at[0].public);
	}
	buffer_wipe(&file);
	age_identities_free(ids);
	return rc;
}

/* The public half to register: of a key file of ours, or an OpenSSH line. */
static enum err
entry_half(struct cli *c, struct public_key *out)
{
	struct buffer file = {0};
	struct signer s = {.key = NULL};
	enum err rc;

	if (cli_has(c, "ssh")) {
		rc = file_read(&file, cli_arg(c, "ssh"), SSH_FILE_BYTES, &c->e);
		if (rc == ERR_NONE)
			rc = ssh_public_key_parse(out, buffer_bytes(&file),
			    &c->e);
		buffer_release(&file);
		return rc;
	}
	if (!file_exists(cli_arg(c, "out")))
		rc = make_file(c, &s);
	else {
		rc = file_read_secret(&file, cli_arg(c, "out"),
		    SIGNER_FILE_BYTES, &c->e);
		if (rc == ERR_NONE)
			rc = signer_parse(&s, buffer_bytes(&file), &c->e);
		buffer_wipe(&file);
	}
	if (rc == ERR_NONE)
		*out = *secret_key_public(s.key);
	signer_release(&s);
	return rc;
}

static enum err
public_half(struct cli *c, struct public_text *out)
{
	struct public_key key;
	enum err rc;

	if (for_seal(c))
		return seal_half(c, out);
	rc = entry_half(c, &key);
	if (rc != ERR_NONE)
		return rc;
	out->alg = "ed25519";
	base64_print(out->text, bytes_of(key.at, sizeof key.at));
	return ERR_NONE;
}

/* A key file without a register: its verifier key as a log and as a witness
 * has it (log 3.2.2). */
static int
tell_file(struct cli *c, const struct signer *s)
{
	static const enum key_type types[] = {KEY_LOG, KEY_WITNESS};
	static const char *const purposes[] = {"log", "witness"};
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;

	list = json_put(c->arena, v, "keys", json_new(c->arena, JSON_ARRAY));
	for (size_t i = 0; i < COUNT(types); i++) {
		struct vkey key = signer_vkey(s, types[i]);
		struct json *k = json_add(list,
		    json_new(c->arena, JSON_OBJECT));
		char text[VKEY_BYTES];

		(void)vkey_print(text, &key);
		json_put_null(c->arena, k, "id");
		json_put_cstr(c->arena, k, "purpose", purposes[i]);
		json_put_cstr(c->arena, k, "alg", "ed25519");
		json_put_null(c->arena, k, "owner");
		json_put_cstr(c->arena, k, "custody", "own");
		json_put_cstr(c->arena, k, "public", text);
		json_put_null(c->arena, k, "from_entry");
		json_put_null(c->arena, k, "revoked_entry");
		json_put_cstr(c->arena, k, "file", cli_arg(c, "out"));
		if (!c->json)
			buffer_printf(&c->out, "%s\n", text);
	}
	if (c->json)
		cli_json(c, v);
	return EXIT_DONE;
}

static int
key_new(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct draft d = {.type = TYPE_KEY};
	struct signer alone = {.key = NULL};
	struct public_text public;
	char holder[ID_TEXT_BYTES] = "";
	uint64_t owner;
	int code;
	enum err rc;

	if (for_seal(c) && (!cli_has(c, "owner") || !cli_has(c, "out")))
		return cli_usage(c,
		    "a key for sealed notes needs --owner WHO --out FILE");
	if (!for_seal(c) && !cli_has(c, "ssh") &&
	    (!cli_has(c, "name") || !cli_has(c, "out")))
		return cli_usage(c,
		    "key new needs --name NAME --out FILE, or --ssh FILE");
	if (cli_has(c, "out") && strcmp(cli_arg(c, "out"), "-") == 0)
		return cli_usage(c,
		    "a secret key goes into a file, not to "
		    "standard output");
	if (!cli_has(c, "owner")) { /* a file alone, no register */
		if (cli_has(c, "ssh"))
			return cli_usage(c, "--ssh needs --owner");
		rc = make_file(c, &alone);
		code = rc == ERR_NONE ? tell_file(c, &alone) : cli_fail(c);
		signer_release(&alone);
		return code;
	}
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = option_who(c, "owner", TYPES_WHO, &owner);
	if (rc == ERR_NONE)
		rc = id_of(c, owner, holder);
	if (rc == ERR_NONE)
		rc = public_half(c, &public);
	if (rc == ERR_NONE) {
		d.body = key_body(c, holder, &public, "active");
		rc = submit_files(&s, c, &d, 1);
	}
	code = rc == ERR_NONE ?
	    key_tell(&s, c, cli_has(c, "ssh") ? NULL : cli_arg(c, "out")) :
	    cli_fail(c);
	submit_close(&s);
	return code;
}

static struct json *
span(struct cli *c)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);

	json_put_cstr(c->arena, v, "from", cli_arg(c, "from"));
	json_put_cstr(c->arena, v, "to", cli_arg(c, "to"));
	return v;
}

static enum err
subjects(struct cli *c, struct json **out)
{
	const char *value;
	size_t at = 0;

	*out = json_new(c->arena,
	    cli_has(c, "subject") ? JSON_ARRAY : JSON_NULL);
	while ((value = args_next(&c->args, "subject", &at)) != NULL) {
		char id[ID_TEXT_BYTES] = "";
		uint64_t number;
		enum err rc = registry_resolve(c->registry, value,
		    TYPE_BIT(TYPE_PERSON), "--subject", &number, c->arena,
		    &c->e);

		if (rc == ERR_NONE)
			rc = id_of(c, number, id);
		if (rc != ERR_NONE)
			return rc;
		json_add(*out, json_new_cstr(c->arena, id));
	}
	return ERR_NONE;
}

static int
tell(struct submitting *s, struct cli *c)
{
	if (c->json)
		cli_json(c,
		    object_filed(&s->objects, &s->filed[0], s->published));
	else
		submit_tell(s, c);
	return EXIT_DONE;
}

static int
key_grant(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct draft d = {.type = TYPE_GRANT};
	struct json *body = json_new(c->arena, JSON_OBJECT), *list;
	const char *types = cli_arg(c, "type");
	char id[ID_TEXT_BYTES] = "";
	uint64_t number;
	int code;
	enum err rc;

	if (c->args.word_count != 2 || !cli_has(c, "role"))
		return cli_usage(c, "key grant needs WHO and --role");
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = registry_resolve(c->registry, c->args.words[1], TYPES_WHO,
		    "WHO", &number, c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = id_of(c, number, id);
	json_put_cstr(c->arena, body, "to", id);
	if (rc == ERR_NONE)
		rc = subjects(c, &list);
	if (rc == ERR_NONE) {
		json_put(c->arena, body, "subjects", list);
		rc = option_who(c, "acts-for", TYPE_BIT(TYPE_ORG), &number);
	}
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		rc = id_of(c, number, id);
		json_put_cstr(c->arena, body, "acts_for", id);
	}
	if (rc == ERR_NONE)
		rc = option_who(c, "authority", TYPE_BIT(TYPE_DOCUMENT),
		    &number);
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		rc = id_of(c, number, id);
		json_put_cstr(c->arena, body, "authority", id);
	}
	json_put_cstr(c->arena, body, "role", cli_arg(c, "role"));
	json_put_cstr(c->arena, body, "state", "active");
	json_put(c->arena, body, "window", span(c));
	list = json_put(c->arena, body, "types",
	    json_new(c->arena, types == NULL ? JSON_NULL : JSON_ARRAY));
	if (types != NULL)
		json_add(list, json_new_cstr(c->arena, types));
	d.body = body;
	if (rc == ERR_NONE)
		rc = submit_files(&s, c, &d, 1);
	code = rc == ERR_NONE ? tell(&s, c) : cli_fail(c);
	submit_close(&s);
	return code;
}

/* The key entity that a word names: a reference e/N, an id, or its holder
 * where that has exactly one active key. */
struct holder_keys {
	const char *purpose; /* NULL: any */
	struct id holder, key;
	size_t count;
};

static enum err
count_keys(void *context, const struct key *key, struct error *e)
{
	struct holder_keys *h = context;

	(void)e;
	if (h->purpose != NULL &&
	    key->signs == (strcmp(h->purpose, "seal") == 0))
		return ERR_NONE;
	if (id_equal(&key->holder, &h->holder) && key->revoked == NUMBER_NONE) {
		h->key = key->id;
		h->count++;
	}
	return ERR_NONE;
}

static enum err
find_key(struct cli *c, const char *word, struct row_entity *out)
{
	struct read_model *m = registry_read_model(c->registry);
	struct holder_keys h = {.purpose = cli_arg(c, "purpose")};
	struct row_entry row;
	uint64_t number;
	bool entry;
	enum err rc = registry_resolve_any(c->registry, word, &number, &entry,
	    c->arena, &c->e);

	if (rc == ERR_NONE && entry) {
		rc = read_model_entry(m, number, &row, c->arena, &c->e);
		number = rc == ERR_NONE ? row.entity : 0;
	}
	if (rc == ERR_NONE)
		rc = read_model_by_number(m, number, out, &c->e);
	if (rc != ERR_NONE || out->id.type == TYPE_KEY)
		return rc;
	h.holder = out->id;
	rc = read_model_keys(m, count_keys, &h, &c->e);
	if (rc == ERR_NONE && h.count != 1) {
		error_set(&c->e, ERR_INPUT, "\"%s\" has %zu active keys", word,
		    h.count);
		return error_mend(&c->e, ERR_INPUT,
		    "name one: chancery key "
		    "list");
	}
	return rc == ERR_NONE ? read_model_by_id(m, &h.key, out, &c->e) : rc;
}

/* The next version of a key: revoked. */
static enum err
revocation(struct cli *c, const struct row_entity *row, struct draft *d)
{
	struct entry entry;
	struct json *body;
	enum err rc = registry_entry(c->registry, row->current, &entry,
	    c->arena, &c->e);

	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(json_get_text(entry.body, "state"), "revoked"))
		return error_word(&c->e, ERR_CONFLICT, "revoked",
		    "that key is revoked already");
	body = filing_amendable(&entry, c->arena);
	json_put_cstr(c->arena, body, "state", "revoked");
	filing_amend(body, entry.body, "revocation", NULL, false, c->arena);
	*d = (struct draft){.type = TYPE_KEY,
	    .id = row->id,
	    .has_prev = true,
	    .prev = entry.leaf_hash,
	    .body = body};
	return ERR_NONE;
}

static int
key_revoke(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct row_entity row;
	struct draft d;
	int code;
	enum err rc;

	if (c->args.word_count != 2)
		return cli_usage(c, "key revoke needs KEY or its holder");
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = find_key(c, c->args.words[1], &row);
	if (rc == ERR_NONE)
		rc = revocation(c, &row, &d);
	if (rc == ERR_NONE)
		rc = submit_files(&s, c, &d, 1);
	code = rc == ERR_NONE ? key_tell(&s, c, NULL) : cli_fail(c);
	submit_close(&s);
	return code;
}

/* A new key for the same holder and the old one revoked, in one batch. */
static int
key_rotate(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct row_entity row;
	struct entry entry;
	struct public_text public;
	struct draft d[2] = {{.type = TYPE_KEY}, {.type = TYPE_KEY}};
	char *holder = NULL;
	int code;
	enum err rc;

	if (c->args.word_count != 2 ||
	    (for_seal(c)     ? !cli_has(c, "out") :
		    !cli_has(c, "ssh") &&
			(!cli_has(c, "name") || !cli_has(c, "out"))))
		return cli_usage(c,
		    "key rotate needs KEY or its holder, and "
		    "--name NAME --out FILE, or --ssh FILE");
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = find_key(c, c->args.words[1], &row);
	if (rc == ERR_NONE)
		rc = revocation(c, &row, &d[1]);
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, row.current, &entry, c->arena,
		    &c->e);
	if (rc == ERR_NONE) {
		holder = arena_text(c->arena,
		    json_get_text(entry.body, "holder"));
		rc = holder == NULL ?
		    error_set(&c->e, ERR_MEMORY, "out of memory") :
		    public_half(c, &public);
	}
	if (rc == ERR_NONE) {
		d[0].body = key_body(c, holder, &public, "active");
		rc = submit_files(&s, c, d, 2);
	}
	code = rc == ERR_NONE ?
	    key_tell(&s, c, cli_has(c, "ssh") ? NULL : cli_arg(c, "out")) :
	    cli_fail(c);
	submit_close(&s);
	return code;
}

/* The register's verifier key as a policy file that others can keep. */
static int
key_export(struct cli *c)
{
	struct entry entry;
	struct bytes key;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, 0, &entry, c->arena, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	key = json_get_text(entry.body, "log_key");
	buffer_printf(&c->out, "log %.*s\nquorum none\n", (int)key.len,
	    (const char *)key.at);
	if (!cli_has(c, "out") || strcmp(cli_arg(c, "out"), "-") == 0)
		return EXIT_DONE;
	rc = file_write_atomic(cli_arg(c, "out"), buffer_bytes(&c->out), 0644,
	    &c->e);
	buffer_clear(&c->out);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}

int
command_key(struct cli *c)
{
	const char *word = c->args.words[0];

	if ((c->jsonl || c->csv) && strcmp(word, "list") != 0 &&
	    strcmp(word, "held") != 0)
		return cli_usage(c,
		    "key %s gives no list: --jsonl and --csv "
		    "are for lists",
		    word);
	if (strcmp(word, "new") == 0)
		return key_new(c);
	if (strcmp(word, "list") == 0)
		return key_list(c, false);
	if (strcmp(word, "hold") == 0)
		return key_hold(c);
	if (strcmp(word, "held") == 0)
		return key_list(c, true);
	if (strcmp(word, "rotate") == 0)
		return key_rotate(c);
	if (strcmp(word, "revoke") == 0)
		return key_revoke(c);
	if (strcmp(word, "grant") == 0)
		return key_grant(c);
	if (strcmp(word, "export") == 0)
		return key_export(c);
	return cli_usage(c, "no key command \"%s\"", word);
}
