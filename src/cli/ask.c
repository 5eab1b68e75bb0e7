/* chancery ask: a question, its numbers, its proof (interfaces A5) */
#include "cli/ask.h"

#include "base/file.h"
#include "format/base64.h"

/* The checkpoint in a file must be one of ours at that size (A5.6). */
static enum err
size_of_file(struct cli *c, const char *path, uint64_t *out)
{
	struct buffer b = {0}, ours = {0};
	struct bytes lines[3], rest;
	struct hash root;
	uint64_t size = 0;
	bool complete;
	size_t n = 0;
	char root64[64];
	enum err rc = file_read(&b, path, 64 * KIB, &c->e);

	rest = buffer_bytes(&b);
	while (
	    rc == ERR_NONE && n < 3 && bytes_line(&rest, &lines[n], &complete))
		n++;
	if (rc == ERR_NONE &&
	    (n < 3 || !bytes_decimal(lines[1], INT64_MAX, &size)))
		rc = error_set(&c->e, ERR_INPUT, "\"%s\" holds no checkpoint",
		    path);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    NULL, &root, &ours, &c->e);
	if (rc == ERR_NONE) {
		base64_print(root64, hash_span(&root));
		if (!bytes_is(lines[0], registry_origin(c->registry)) ||
		    !bytes_is(lines[2], root64))
			rc = error_set(&c->e, ERR_PROOF,
			    "the checkpoint in "
			    "\"%s\" is not this register's at size %llu",
			    path, (unsigned long long)size);
	}
	*out = size;
	buffer_release(&b);
	buffer_release(&ours);
	return rc;
}

enum err
cli_as_of(struct cli *c, uint64_t *out)
{
	const char *text = cli_arg(c, "as-of");
	const struct pair pair = {"as_of", text};
	const struct query q = {&pair, text == NULL ? 0 : 1, true};

	if (text != NULL && (strchr(text, '/') != NULL || text[0] == '.'))
		return size_of_file(c, text, out);
	return query_as_of(&q, c->registry, out, &c->e);
}

/* The options as a request; --as-of is read apart, for it may name a file. */
static struct query
query_of(struct cli *c)
{
	size_t count = 0;
	struct pair *pairs;

	while (answered_names[count] != NULL)
		count++;
	pairs = arena_take_array(c->arena, count, sizeof *pairs);
	for (size_t i = 0; pairs != NULL && i < count; i++) {
		const char *name = answered_names[i];
		char option[48];

		pairs[i].name = name;
		if (strcmp(name, "as_of") == 0) {
			pairs[i].value = "newest";
			continue;
		}
		(void)snprintf(option, sizeof option, "%s", name);
		for (char *p = option; *p != '\0'; p++)
			if (*p == '_')
				*p = '-';
		pairs[i].value = !cli_has(c, option) ? NULL :
		    cli_arg(c, option) != NULL	    ? cli_arg(c, option) :
						       "1";
	}
	return (struct query){pairs, pairs == NULL ? 0 : count, true};
}

static enum err
write_proof(struct cli *c, const struct answered *x)
{
	const char *path = cli_arg(c, "proof");

	if (path == NULL)
		return ERR_NONE;
	if (strcmp(path, "-") != 0)
		return file_write_atomic(path, buffer_bytes(&x->answer.file),
		    0644, &c->e);
	cli_instead(c, buffer_bytes(&x->answer.file));
	return ERR_NONE;
}

static int
usage_errors(struct cli *c, const struct query *q, const struct noun **noun)
{
	const char *word = c->args.word_count == 1 ? c->args.words[0] :
						     "contacts";

	*noun = noun_by_word(word);
	if (*noun == NULL)
		return cli_usage(c,
		    "ask counts contacts, calls, videos, meetings, events, "
		    "letters, emails, messages, travels, gifts or others, "
		    "not \"%s\"",
		    word);
	if (answered_names_fit(q, *noun, &c->e) != ERR_NONE)
		return cli_usage(c, "%s", arena_text(c->arena,
		    bytes_text(c->e.text)));
	if ((c->json || cli_lists(c)) && cli_has(c, "proof") &&
	    strcmp(cli_arg(c, "proof"), "-") == 0)
		return cli_usage(c,
		    "--json and --proof - both want standard output");
	if ((c->jsonl || c->csv) && !cli_has(c, "list") &&
	    !cli_has(c, "anyone-else"))
		return cli_usage(c,
		    "a count is no list: --jsonl and --csv need --list or "
		    "--anyone-else");
	return EXIT_DONE;
}

static enum err
ask(struct cli *c, struct answered *x, const struct query *q,
    const struct noun *noun)
{
	struct objects o;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE)
		return rc;
	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	rc = answered_read(x, &o, q, noun, &c->e);
	if (rc == ERR_NONE)
		rc = cli_as_of(c, &x->q.size);
	return rc == ERR_NONE ? answered_run(x, &c->e) : rc;
}

int
command_ask(struct cli *c)
{
	struct answered x = {.noun = NULL};
	const struct query q = query_of(c);
	const struct noun *noun;
	uint64_t bound;
	int usage = usage_errors(c, &q, &noun);
	enum err rc;

	if (usage != EXIT_DONE)
		return usage;
	rc = ask(c, &x, &q, noun);
	if (rc != ERR_NONE) {
		answered_release(&x);
		return cli_fail(c);
	}
	if (c->json)
		cli_json(c, answered_json(&x));
	else if (cli_lists(c))
		ask_print_list(c, &x);
	else
		ask_print_text(c, &x);
	rc = write_proof(c, &x);
	bound = x.answer.sums.possible + x.answer.sealed;
	answered_release(&x);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return bound != 0 ? EXIT_DONE : EXIT_NEGATIVE;
}
