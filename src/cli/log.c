/* chancery log checkpoint|tail|prove|consistency (A8.1 to A8.3) */
#include <time.h>

#include "base/file.h"
#include "cli/log.h"
#include "cli/witness.h"
#include "faces/log_told.h"
#include "format/note.h"
#include "proof/tlog_proof.h"
#include "register/naming.h"
#include "register/objects.h"

static void
put_root(struct json *v, struct arena *a, const struct hash *root)
{
	json_put(a, v, "root", json_new_hash(a, root->at));
}

static int
log_checkpoint(struct cli *c)
{
	struct buffer note = {0};
	struct objects o;
	struct json *v = NULL;
	uint64_t size = 0;
	bool made;
	enum err rc = cli_open(c, cli_has(c, "now"));

	if (rc == ERR_NONE && cli_has(c, "now"))
		rc = cli_may_sign(c);
	if (rc == ERR_NONE && cli_has(c, "now")) {
		rc = registry_checkpoint(c->registry, &made, &c->e);
		if (rc == ERR_NONE)
			rc = registry_publish(c->registry, NULL, false, NULL,
			    &c->e);
	}
	if (rc == ERR_NONE)
		rc = cli_number(c, "size", INT64_MAX, &size);
	o = (struct objects){c->registry, c->arena, NULL};
	if (rc == ERR_NONE && c->json)
		rc = log_checkpoint_json(&o, size, &v, &c->e);
	else if (rc == ERR_NONE)
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    NULL, NULL, &note, &c->e);
	if (rc == ERR_NONE && c->json)
		cli_json(c, v);
	else if (rc == ERR_NONE)
		cli_put(c, buffer_bytes(&note));
	buffer_release(&note);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}

struct tailing {
	struct cli *c;
	struct objects o;
	struct json *items;
};

static enum err
tail_line(void *context, const struct row_entry *row, struct error *e)
{
	struct tailing *t = context;
	struct cli *c = t->c;
	struct json *v = log_line(&t->o, row);
	struct cells cells = {.count = 0};
	struct bytes ref = json_get_text(v, "ref");
	struct bytes time = json_get_text(v, "at");
	char id[ID_TEXT_BYTES] = "";

	(void)e;
	id_print(id, &row->by);
	if (c->json) {
		json_add(t->items, v);
	} else if (cli_lists(c)) {
		cells_number(&cells, (int64_t)row->number, c->arena);
		cells_text(&cells, json_get_text(v, "leaf"));
		cells_text(&cells, bytes_text(type_name(row->type)));
		cells_text(&cells, ref);
		cells_text(&cells, time);
		cells_text(&cells, bytes_text(id));
		cli_list_row(c, v, &cells);
	} else {
		buffer_printf(&c->out, "%8llu  %.*s  %-10s %.*s\n",
		    (unsigned long long)row->number, (int)time.len,
		    (const char *)time.at, type_name(row->type), (int)ref.len,
		    (const char *)ref.at);
	}
	return ERR_NONE;
}

/* Until it is interrupted, or nobody reads: what others file, each second. */
static int
follow(struct tailing *t, uint64_t next)
{
	static const struct timespec pause = {1, 0};
	struct cli *c = t->c;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE) {
		if (fwrite(c->out.at, 1, c->out.len, stdout) != c->out.len ||
		    fflush(stdout) != 0)
			return EXIT_DONE;
		buffer_clear(&c->out);
		(void)nanosleep(&pause, NULL);
		registry_close(c->registry);
		c->registry = NULL;
		rc = cli_open(c, false);
		if (rc != ERR_NONE)
			break;
		t->o.r = c->registry;
		rc = read_model_entries(registry_read_model(c->registry), next,
		    INT64_MAX, tail_line, t, &c->e);
		next = registry_next(c->registry);
	}
	return cli_fail(c);
}

static int
log_tail(struct cli *c)
{
	struct tailing t = {.c = c, .items = json_new(c->arena, JSON_ARRAY)};
	uint64_t from = NUMBER_NONE, next;
	struct json *v;
	enum err rc;

	if (c->json && cli_has(c, "follow"))
		return cli_usage(c, "--follow gives no end: take --jsonl");
	rc = cli_open(c, false);
	if (rc == ERR_NONE)
		rc = cli_number(c, "from", INT64_MAX, &from);
	if (rc != ERR_NONE)
		return cli_fail(c);
	t.o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	next = registry_next(c->registry);
	if (from == NUMBER_NONE)
		from = next > 20 ? next - 20 : 0;
	cli_list_begin(c, "entry,leaf,type,ref,at,by");
	rc = read_model_entries(registry_read_model(c->registry), from,
	    INT64_MAX, tail_line, &t, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (cli_has(c, "follow"))
		return follow(&t, next);
	cli_list_end(c, object_as_of(&t.o, registry_size(c->registry)));
	if (c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "items", t.items);
		json_put_null(c->arena, v, "next");
		json_put(c->arena, v, "as_of",
		    object_as_of(&t.o, registry_size(c->registry)));
		cli_json(c, v);
	}
	return EXIT_DONE;
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
		if (cli_has(c, "out") && strcmp(cli_arg(c, "out"), "-") != 0)
			cli_say(c,
			    "entry %llu is in the log of size %llu; "
			    "written: %s",
			    (unsigned long long)p->n,
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
	if (c->json && cli_has(c, "out") && strcmp(cli_arg(c, "out"), "-") == 0)
		return cli_usage(c,
		    "--json and --out - both want standard "
		    "output");
	if (rc == ERR_NONE)
		rc = registry_resolve_any(c->registry, c->args.words[1], &n,
		    &entry, c->arena, &c->e);
	if (rc == ERR_NONE && !entry) {
		rc = read_model_by_number(registry_read_model(c->registry), n,
		    &row, &c->e);
		n = rc == ERR_NONE ? row.current : 0;
	}
	if (rc == ERR_NONE)
		rc = cli_number(c, "size", INT64_MAX, &size);
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
		rc = tlog_proof_print(file, TLOG_PROOF_BYTES_MAX, &len, &proof);
	}
	buffer_release(&note);
	if (rc == ERR_NONE && cli_has(c, "out"))
		rc = cli_write(c, cli_arg(c, "out"), bytes_of(file, len));
	else if (rc == ERR_NONE && !c->json)
		cli_put(c, bytes_of(file, len));
	return rc == ERR_NONE ? tell_proof(c, &p, len) : cli_fail(c);
}

/* A size, or a file that holds a checkpoint. */
static enum err
read_head(struct cli *c, const char *text, uint64_t *size, struct hash *root)
{
	struct buffer b = {0};
	struct checkpoint found = {.size = 0};
	struct note *note;
	enum err rc;

	if (bytes_decimal(bytes_text(text), INT64_MAX, size) &&
	    *size > registry_next(c->registry)) {
		rc = error_set(&c->e, ERR_ABSENT,
		    "the log has %llu entries, not %s",
		    (unsigned long long)registry_next(c->registry), text);
		return rc;
	}
	if (bytes_decimal(bytes_text(text), INT64_MAX, size))
		return tree_source_root(registry_tree(c->registry), *size, root,
		    &c->e);
	note = arena_take(c->arena, sizeof *note);
	if (note == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = file_read(&b, text, NOTE_BYTES_MAX, &c->e);
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&b), &c->e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&found, note->text, &c->e);
	buffer_release(&b);
	if (rc == ERR_NONE &&
	    strcmp(found.origin, registry_origin(c->registry)) != 0)
		rc = error_set(&c->e, ERR_INPUT,
		    "\"%s\" is a checkpoint of another register", text);
	if (rc != ERR_NONE)
		return rc;
	*size = found.size;
	*root = found.root;
	return rc;
}

static int
log_consistency(struct cli *c)
{
	struct objects o;
	struct hash roots[2];
	uint64_t sizes[2];
	struct json *v = NULL;
	bool consistent;
	enum err rc;

	if (c->args.word_count != 3)
		return cli_usage(c, "log consistency needs OLD and NEW");
	rc = cli_open(c, false);
	for (size_t i = 0; i < 2 && rc == ERR_NONE; i++)
		rc = read_head(c, c->args.words[i + 1], &sizes[i], &roots[i]);
	o = (struct objects){c->registry, c->arena, NULL};
	if (rc == ERR_NONE)
		rc = log_consistency_json(&o, sizes, roots, &consistent, &v,
		    &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		cli_json(c, v);
	else
		cli_say(c,
		    consistent ?
			N_("%llu to %llu: the newer log continues the older one") :
			N_("%llu to %llu: NOT a continuation: keep both "
			   "checkpoints and tell a witness"),
		    (unsigned long long)sizes[0], (unsigned long long)sizes[1]);
	return consistent ? EXIT_DONE : EXIT_PROOF;
}

static const char *const later[] = {"probe", "close"};

int
command_log(struct cli *c)
{
	const char *word = c->args.words[0];

	if ((c->jsonl || c->csv) && strcmp(word, "tail") != 0)
		return cli_usage(c,
		    "log %s gives no list: --jsonl and --csv "
		    "are for lists",
		    word);
	for (size_t i = 0; i < COUNT(later); i++)
		if (strcmp(later[i], word) == 0)
			return cli_usage(c,
			    "log %s comes later, with "
			    "witnesses and mirrors",
			    word);
	if (strcmp(word, "witness") == 0)
		return log_witness(c, c->args.words, c->args.word_count);
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
	if (strcmp(word, "head") == 0 || strcmp(word, "adopt") == 0)
		return log_adopt(c);
	if (strcmp(word, "fsck") == 0)
		return audit_target(c,
		    c->args.word_count > 1 ? c->args.words[1] : NULL);
	if (strcmp(word, "repair-tail") == 0)
		return log_repair(c);
	if (strcmp(word, "mirror") == 0)
		return log_mirror(c);
	return cli_usage(c, "no log command \"%s\"", word);
}
