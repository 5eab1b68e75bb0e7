/* chancery status; chancery log checkpoint|tail|prove|consistency|recover|
 * adopt|repair-tail; chancery verify */
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "cli/cli.h"
#include "format/base64.h"
#include "format/note.h"
#include "log/recover.h"
#include "proof/consistency.h"
#include "proof/tlog_proof.h"
#include "register/naming.h"
#include "register/objects.h"
#include "verify/verify.h"

static void
put_root(struct json *v, struct arena *a, const struct hash *root)
{
	json_put(a, v, "root", json_new_hash(a, root->at));
}

int
command_status(struct cli *c)
{
	struct objects o;
	struct json *v, *part;
	struct truth_head head;
	char time[21], root[65];
	int64_t at_s = 0;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE)
		rc = truth_head(registry_truth(c->registry), &head, &c->e);
	if (rc == ERR_NONE)
		rc = registry_time_of(c->registry, head.size, &at_s, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	o = (struct objects){c->registry, c->arena, NULL};
	(void)o;
	time_print(time, at_s);
	hash_print(root, &head.root);
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "origin", head.origin);
	json_put_number(c->arena, v, "size", (int64_t)head.size);
	json_put_cstr(c->arena, v, "time", time);
	put_root(v, c->arena, &head.root);
	json_put_number(c->arena, v, "entries_waiting",
	    (int64_t)(head.next - head.size));
	part = json_put(c->arena, v, "witnesses", json_new(c->arena,
	    JSON_OBJECT));
	json_put_number(c->arena, part, "signed", 0);
	json_put_number(c->arena, part, "known", 0);
	json_put_number(c->arena, part, "needed", 0);
	part = json_put(c->arena, v, "read_model", json_new(c->arena,
	    JSON_OBJECT));
	json_put_number(c->arena, part, "size", (int64_t)read_model_next(
	    registry_read_model(c->registry)));
	json_put_number(c->arena, part, "behind", (int64_t)(head.next -
	    read_model_next(registry_read_model(c->registry))));
	json_put_cstr(c->arena, v, "last_publish", time);
	if (c->json) {
		cli_json(c, v);
	} else {
		buffer_printf(&c->out, "%s\n", head.origin);
		cli_say(c, "checkpoint of size %llu, %s",
		    (unsigned long long)head.size, time);
		cli_say(c, "root %s", root);
		cli_say(c, "waiting for a checkpoint: %llu",
		    (unsigned long long)(head.next - head.size));
		if (registry_refusal(c->registry) != NULL)
			cli_say(c, "refuses to sign: %s",
			    registry_refusal(c->registry));
	}
	return registry_refusal(c->registry) == NULL ? EXIT_DONE :
	    EXIT_UNCHECKED;
}

static enum err
number_option(struct cli *c, const char *name, uint64_t *out)
{
	const char *text = cli_arg(c, name);

	if (text == NULL || bytes_decimal(bytes_text(text), INT64_MAX, out))
		return ERR_NONE;
	error_set(&c->e, ERR_INPUT, "\"%s\" is no number", text);
	error_field(&c->e, "--%s", name);
	return ERR_INPUT;
}

static int
log_checkpoint(struct cli *c)
{
	struct buffer note = {0};
	struct objects o;
	struct json *v, *list;
	struct note parsed;
	struct hash root;
	uint64_t size = 0;
	bool made;
	enum err rc = cli_open(c, cli_has(c, "now"));

	if (rc == ERR_NONE && cli_has(c, "now")) {
		rc = registry_checkpoint(c->registry, &made, &c->e);
		if (rc == ERR_NONE)
			rc = registry_publish(c->registry, NULL, false, NULL,
			    &c->e);
	}
	if (rc == ERR_NONE)
		rc = number_option(c, "size", &size);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    &size, &root, &note, &c->e);
	if (rc == ERR_NONE && c->json)
		rc = note_parse(&parsed, buffer_bytes(&note), &c->e);
	if (rc != ERR_NONE) {
		buffer_release(&note);
		return cli_fail(c);
	}
	if (!c->json) {
		cli_put(c, buffer_bytes(&note));
		buffer_release(&note);
		return EXIT_DONE;
	}
	o = (struct objects){c->registry, c->arena, NULL};
	v = object_as_of(&o, size);
	put_root(v, c->arena, &root);
	json_put_text(c->arena, v, "note", buffer_bytes(&note));
	list = json_put(c->arena, v, "signatures", json_new(c->arena,
	    JSON_ARRAY));
	for (size_t i = 0; i < parsed.line_count; i++) {
		struct json *s = json_add(list, json_new(c->arena,
		    JSON_OBJECT));
		char id[9];

		(void)snprintf(id, sizeof id, "%08x", parsed.lines[i].id);
		json_put_text(c->arena, s, "name", parsed.lines[i].name);
		json_put_cstr(c->arena, s, "key_id", id);
		json_put_cstr(c->arena, s, "kind",
		    parsed.lines[i].payload_len == 64 ? "log" : "witness");
		json_put_null(c->arena, s, "time");
	}
	cli_json(c, v);
	buffer_release(&note);
	return EXIT_DONE;
}

static enum err
tail_line(void *context, const struct row_entry *row, struct error *e)
{
	struct cli *c = context;
	struct json *v = json_new(c->arena, JSON_OBJECT);
	char ref[REF_BYTES], time[21], id[ID_TEXT_BYTES];

	(void)e;
	ref_print(ref, row->type, row->entity == NUMBER_NONE ? row->number :
	    row->entity);
	time_print(time, row->at_s);
	id_print(id, &row->by);
	if (c->json || cli_has(c, "jsonl")) {
		json_put_number(c->arena, v, "entry", (int64_t)row->number);
		json_put(c->arena, v, "leaf", json_new_hash(c->arena,
		    row->leaf.at));
		json_put_cstr(c->arena, v, "type", type_name(row->type));
		json_put_cstr(c->arena, v, "ref", ref);
		json_put_cstr(c->arena, v, "at", time);
		json_put_cstr(c->arena, v, "by", id);
		cli_json(c, v);
	} else {
		buffer_printf(&c->out, "%8llu  %s  %-10s %s\n",
		    (unsigned long long)row->number, time,
		    type_name(row->type), ref);
	}
	return ERR_NONE;
}

static int
log_tail(struct cli *c)
{
	uint64_t from = NUMBER_NONE, next;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE)
		rc = number_option(c, "from", &from);
	if (rc != ERR_NONE)
		return cli_fail(c);
	next = registry_next(c->registry);
	if (from == NUMBER_NONE)
		from = next > 20 ? next - 20 : 0;
	rc = read_model_entries(registry_read_model(c->registry), from,
	    INT64_MAX, tail_line, c, &c->e);
	if (rc == ERR_NONE && cli_has(c, "jsonl")) {
		struct objects o = {c->registry, c->arena, NULL};
		struct json *v = json_new(c->arena, JSON_OBJECT);

		json_put_bool(c->arena, v, "end", true);
		json_put(c->arena, v, "as_of", object_as_of(&o,
		    registry_size(c->registry)));
		cli_json(c, v);
	}
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}

static struct json *
path_list(struct cli *c, const struct hash *path, size_t count)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);

	for (size_t i = 0; i < count; i++)
		json_add(list, json_new_hash(c->arena, path[i].at));
	return list;
}

static int
tell_proof(struct cli *c, const struct log_proof *p, size_t len)
{
	struct objects o = {c->registry, c->arena, NULL};
	struct json *v = json_new(c->arena, JSON_OBJECT);

	if (!c->json) {
		if (cli_has(c, "out"))
			cli_say(c, "entry %llu is in the log of size %llu; "
			    "written: %s", (unsigned long long)p->n,
			    (unsigned long long)p->size, cli_arg(c, "out"));
		return EXIT_DONE;
	}
	json_put_number(c->arena, v, "entry", (int64_t)p->n);
	json_put(c->arena, v, "leaf", json_new_hash(c->arena, p->leaf.at));
	json_put_number(c->arena, v, "size", (int64_t)p->size);
	put_root(v, c->arena, &p->root);
	json_put(c->arena, v, "path", path_list(c, p->path, p->path_count));
	json_put(c->arena, v, "as_of", object_as_of(&o, p->size));
	json_put_number(c->arena, v, "proof_bytes", (int64_t)len);
	json_put_cstr(c->arena, v, "out", cli_arg(c, "out"));
	cli_json(c, v);
	return EXIT_DONE;
}

static int
log_prove(struct cli *c)
{
	uint8_t *file = arena_take(c->arena, TLOG_PROOF_BYTES_MAX);
	struct tlog_proof proof = {.index = 0};
	struct buffer note = {0};
	struct log_proof p;
	struct row_entity row;
	uint64_t n = 0, size = 0;
	size_t len = 0;
	bool entry;
	enum err rc = cli_open(c, false);

	if (c->args.word_count < 2)
		return cli_usage(c, "log prove needs an entry");
	if (rc == ERR_NONE)
		rc = registry_resolve_any(c->registry, c->args.words[1], &n,
		    &entry, c->arena, &c->e);
	if (rc == ERR_NONE && !entry) {
		rc = read_model_by_number(registry_read_model(c->registry), n,
		    &row, &c->e);
		n = rc == ERR_NONE ? row.current : 0;
	}
	if (rc == ERR_NONE)
		rc = number_option(c, "size", &size);
	if (rc == ERR_NONE)
		rc = log_prove_inclusion(registry_tree(c->registry), n, size,
		    &p, &c->e);
	if (rc == ERR_NONE)
		rc = log_read_note(registry_truth(c->registry), p.size, &note,
		    &c->e);
	if (rc == ERR_NONE && file == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE) {
		proof.index = n;
		proof.path_count = p.path_count;
		memcpy(proof.path, p.path, p.path_count * sizeof *p.path);
		proof.checkpoint = buffer_bytes(&note);
		rc = tlog_proof_print(file, TLOG_PROOF_BYTES_MAX, &len,
		    &proof);
	}
	buffer_release(&note);
	if (rc == ERR_NONE && cli_has(c, "out"))
		rc = file_write_atomic(cli_arg(c, "out"), bytes_of(file, len),
		    0644, &c->e);
	else if (rc == ERR_NONE && !c->json)
		cli_put(c, bytes_of(file, len));
	return rc == ERR_NONE ? tell_proof(c, &p, len) : cli_fail(c);
}

/* A size, or a file that holds a checkpoint. */
static enum err
read_head(struct cli *c, const char *text, uint64_t *size, struct hash *root)
{
	struct buffer b = {0};
	struct checkpoint found;
	struct note *note;
	enum err rc;

	if (bytes_decimal(bytes_text(text), INT64_MAX, size))
		return tree_source_root(registry_tree(c->registry), *size,
		    root, &c->e);
	note = arena_take(c->arena, sizeof *note);
	if (note == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = file_read(&b, text, NOTE_BYTES_MAX, &c->e);
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&b), &c->e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&found, note->text, &c->e);
	buffer_release(&b);
	if (rc == ERR_NONE && strcmp(found.origin,
	    registry_origin(c->registry)) != 0)
		rc = error_set(&c->e, ERR_INPUT,
		    "\"%s\" is a checkpoint of another register", text);
	*size = found.size;
	*root = found.root;
	return rc;
}

static int
log_consistency(struct cli *c)
{
	struct consistency p = {.path_count = 0};
	struct hash path[TREE_PATH_MAX], roots[2];
	uint64_t sizes[2];
	struct json *v, *part;
	bool consistent;
	enum err rc;

	if (c->args.word_count != 3)
		return cli_usage(c, "log consistency needs OLD and NEW");
	rc = cli_open(c, false);
	for (size_t i = 0; i < 2 && rc == ERR_NONE; i++)
		rc = read_head(c, c->args.words[i + 1], &sizes[i],
		    &roots[i]);
	if (rc == ERR_NONE && sizes[0] > sizes[1])
		rc = error_set(&c->e, ERR_INPUT, "OLD is larger than NEW");
	if (rc == ERR_NONE && sizes[1] > registry_next(c->registry))
		rc = error_set(&c->e, ERR_ABSENT,
		    "the log is not that large");
	if (rc == ERR_NONE && sizes[0] != 0)
		rc = tree_source_prove_consistency(registry_tree(
		    c->registry), sizes[0], sizes[1], path, &p.path_count,
		    &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	p.old_size = sizes[0];
	p.new_size = sizes[1];
	p.path = path;
	consistent = consistency_check_from_zero(&p, &roots[0], &roots[1],
	    NULL) == ERR_NONE;
	v = json_new(c->arena, JSON_OBJECT);
	for (size_t i = 0; i < 2; i++) {
		part = json_put(c->arena, v, i == 0 ? "old" : "new",
		    json_new(c->arena, JSON_OBJECT));
		json_put_number(c->arena, part, "size", (int64_t)sizes[i]);
		put_root(part, c->arena, &roots[i]);
	}
	json_put(c->arena, v, "path", path_list(c, path, p.path_count));
	json_put_bool(c->arena, v, "consistent", consistent);
	if (c->json)
		cli_json(c, v);
	else
		cli_say(c, consistent ?
		    N_("%llu to %llu: the newer log continues the older one") :
		    N_("%llu to %llu: NOT a continuation: keep both "
		    "checkpoints and tell a witness"),
		    (unsigned long long)sizes[0],
		    (unsigned long long)sizes[1]);
	return consistent ? EXIT_DONE : EXIT_PROOF;
}

/* ---- repairs, log 6.6.3 and 6.8 ---- */

struct repairing {
	struct merkle_log_options options;
	struct signer key;
	char keys_dir[PATH_BYTES];
};

static enum err
repair_open(struct repairing *r, struct cli *c)
{
	struct buffer file = {0};
	char path[PATH_BYTES];
	enum err rc;

	*r = (struct repairing){.key = {.key = NULL}};
	r->options.dir = c->settings.value[SETTING_STORE];
	(void)snprintf(r->keys_dir, sizeof r->keys_dir, "%.4000s.keys",
	    r->options.dir);
	r->options.keys_dir = r->keys_dir;
	rc = path_join(path, r->keys_dir, "log.key", &c->e);
	if (rc == ERR_NONE)
		rc = file_read_secret(&file, path, SIGNER_FILE_BYTES, &c->e);
	if (rc == ERR_NONE)
		rc = signer_parse(&r->key, buffer_bytes(&file), &c->e);
	buffer_wipe(&file);
	r->options.signer = &r->key;
	return rc;
}

static int
log_recover_from(struct cli *c)
{
	struct recover_result result = {0, 0, 0};
	struct tree_source *from = NULL;
	struct repairing r;
	enum err rc;

	if (c->args.word_count != 2)
		return cli_usage(c, "log recover needs the folder of a static "
		    "tree or mirror");
	rc = repair_open(&r, c);
	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&from, c->args.words[1], &c->e);
	if (rc == ERR_NONE)
		rc = log_recover(&r.options, from, &result, &c->e);
	tree_source_free(from);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, "%llu entries read back, checkpoint of size %llu",
	    (unsigned long long)result.entries_added,
	    (unsigned long long)result.size);
	cli_say(c, "Entries that were acknowledged and never published must "
	    "be sent again by their filers.");
	return EXIT_DONE;
}

static int
log_adopt(struct cli *c)
{
	struct repairing r;
	struct hash root;
	uint64_t size;
	enum err rc;

	if (c->args.word_count != 3 || !bytes_decimal(bytes_text(
	    c->args.words[1]), INT64_MAX, &size) || !hash_parse(bytes_text(
	    c->args.words[2]), &root))
		return cli_usage(c, "log adopt needs SIZE and ROOT (64 hex "
		    "digits), as a witness told you");
	rc = repair_open(&r, c);
	if (rc == ERR_NONE)
		rc = log_adopt_head(&r.options, size, &root, &c->e);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, "adopted: checkpoint of size %llu",
	    (unsigned long long)size);
	return EXIT_DONE;
}

static void
tail_row(void *context, uint64_t n, bool damaged)
{
	cli_say(context, damaged ? N_("entry %llu is damaged") :
	    N_("entry %llu stands behind it"), (unsigned long long)n);
}

static int
log_repair(struct cli *c)
{
	struct repairing r;
	uint64_t removed = 0;
	enum err rc = repair_open(&r, c);

	if (rc == ERR_NONE)
		rc = log_repair_tail(&r.options, cli_has(c, "now"), tail_row,
		    c, &removed, &c->e);
	signer_release(&r.key);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_say(c, cli_has(c, "now") ? N_("%llu entries removed") :
	    N_("%llu entries removed (add --now to remove those listed)"),
	    (unsigned long long)removed);
	return EXIT_DONE;
}

int
command_log(struct cli *c)
{
	const char *word = c->args.words[0];

	if (strcmp(word, "checkpoint") == 0)
		return log_checkpoint(c);
	if (strcmp(word, "tail") == 0)
		return log_tail(c);
	if (strcmp(word, "prove") == 0)
		return log_prove(c);
	if (strcmp(word, "consistency") == 0)
		return log_consistency(c);
	if (strcmp(word, "recover") == 0)
		return log_recover_from(c);
	if (strcmp(word, "adopt") == 0)
		return log_adopt(c);
	if (strcmp(word, "repair-tail") == 0)
		return log_repair(c);
	return cli_usage(c, "no log command \"%s\"", word);
}

/* ---- verify: the code of chancery-verify ---- */

int
command_verify(struct cli *c)
{
	static const char *const options[] = {"question", "entry", "max-age"};
	char *argv[ARGS_MAX];
	int argc = 0;

	argv[argc++] = arena_text(c->arena, bytes_text("chancery"));
	for (size_t i = 0; i < c->args.word_count && argc < ARGS_MAX - 20; i++)
		argv[argc++] = arena_text(c->arena, bytes_text(
		    c->args.words[i]));
	if (c->settings.value[SETTING_TRUST] != NULL) {
		argv[argc++] = arena_text(c->arena, bytes_text("--trust"));
		argv[argc++] = arena_text(c->arena, bytes_text(
		    c->settings.value[SETTING_TRUST]));
	}
	for (size_t i = 0; i < COUNT(options); i++)
		if (cli_has(c, options[i])) {
			char name[32];

			(void)snprintf(name, sizeof name, "--%s", options[i]);
			argv[argc++] = arena_text(c->arena, bytes_text(name));
			argv[argc++] = arena_text(c->arena, bytes_text(
			    cli_arg(c, options[i])));
		}
	argv[argc++] = arena_text(c->arena, bytes_text("--lang"));
	argv[argc++] = arena_text(c->arena, bytes_text(c->lang == LANG_FR ?
	    "fr" : "en"));
	if (c->json)
		argv[argc++] = arena_text(c->arena, bytes_text("--json"));
	argv[argc] = NULL;
	return verify_run(argc, argv, "chancery", stdout, stderr,
	    clock_system().now_s(NULL));
}
