/* chancery ask: a question, its numbers, its proof (interfaces A5) */
#include "base/file.h"
#include "cli/ask.h"
#include "cli/submit.h"
#include "format/base64.h"
#include "register/naming.h"
#include "register/witnessing.h"

static const struct noun nouns[] = {
    {"contacts", 0,  N_("contact"),       N_("contacts")      },
    {"calls",    1,  N_("call"),          N_("calls")         },
    {"videos",   2,  N_("video call"),    N_("video calls")   },
    {"meetings", 3,  N_("meeting"),       N_("meetings")      },
    {"events",   4,  N_("event"),         N_("events")        },
    {"letters",  5,  N_("letter"),        N_("letters")       },
    {"emails",   6,  N_("email"),         N_("emails")        },
    {"messages", 7,  N_("message"),       N_("messages")      },
    {"travels",  8,  N_("journey"),       N_("journeys")      },
    {"gifts",    9,  N_("gift"),          N_("gifts")         },
    {"others",   10, N_("other contact"), N_("other contacts")},
};

static enum err
read_kinds(struct question_asked *x)
{
	enum err rc = option_kinds(x->c, &x->q.kinds);

	if (rc == ERR_NONE && (x->q.kinds & (x->q.kinds - 1)) == 0)
		for (size_t i = 1; i < COUNT(nouns); i++)
			if (x->q.kinds == KIND_BIT(nouns[i].kind))
				x->noun = &nouns[i];
	return rc;
}

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

static enum err
keep_size(void *context, const struct truth_note *c, struct error *e)
{
	(void)e;
	*(uint64_t *)context = c->size;
	return ERR_NONE;
}

static enum err
nearest_sizes(struct cli *c, uint64_t size)
{
	struct truth *t = registry_truth(c->registry);
	struct error *e = &c->e;
	uint64_t above = 0, below = 0;

	if (truth_find_checkpoint(t, size, &above, NULL) != ERR_NONE)
		above = 0;
	if (truth_last_checkpoints(t, size, 1, keep_size, &below, NULL) !=
	    ERR_NONE)
		below = 0;
	error_set(e, ERR_ABSENT, "there is no checkpoint of size %llu",
	    (unsigned long long)size);
	error_field(e, "--as-of");
	if (above == 0 || below == 0)
		return error_mend(e, ERR_ABSENT, "the nearest is %llu",
		    (unsigned long long)(above == 0 ? below : above));
	return error_mend(e, ERR_ABSENT, "the nearest are %llu and %llu",
	    (unsigned long long)below, (unsigned long long)above);
}

/* The newest that meets the quorum, where the register's policy asks for one
 * and some checkpoint has it (A5.3). */
static enum err
newest_cosigned(struct cli *c, uint64_t *out)
{
	struct own_policy *p = NULL;
	struct buffer note = {0};
	enum err rc = own_policy_load(&p, c->registry, &c->e);

	if (rc == ERR_NONE && p->policy.quorum != QUORUM_NONE) {
		rc = registry_cosigned(c->registry, &p->policy, out,
		    &note, NULL, &c->e);
		if (rc == ERR_ABSENT)
			rc = ERR_NONE; /* the newest, and it says so */
	}
	buffer_release(&note);
	own_policy_free(p);
	return rc;
}

static enum err
read_cosigners(struct question_asked *x)
{
	struct cli *c = x->c;
	struct own_policy *p = NULL;
	struct checkpoint_verdict *v = arena_take(c->arena, sizeof *v);
	struct buffer text = {0};
	enum err rc = own_policy_load(&p, c->registry, &c->e);

	if (rc == ERR_NONE && v == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE || p->policy.witness_count == 0)
		goto done;
	rc = registry_cosigners(c->registry, &p->policy, x->answer.size, v,
	    &c->e);
	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++) {
		char time[21];

		if ((v->cosigned >> i & 1) == 0)
			continue;
		time_print(time, (int64_t)v->times_s[i]);
		buffer_text(&text, text.len == 0 ? "" : ", ");
		buffer_add(&text, p->policy.witnesses[i].name);
		buffer_printf(&text, " (%s)", time);
	}
	if (rc == ERR_NONE) {
		x->cosigners = arena_text(c->arena, buffer_bytes(&text));
		x->cosigner_count = v->cosigner_count;
		x->witness_count = (unsigned)p->policy.witness_count;
		x->quorum = v->quorum;
	}
done:
	buffer_release(&text);
	own_policy_free(p);
	return rc;
}

enum err
cli_as_of(struct cli *c, uint64_t *out)
{
	const char *text = cli_arg(c, "as-of");
	struct buffer note = {0};
	unsigned year, month;
	uint64_t size;
	uint32_t day;
	int64_t at_s;
	char more;
	enum err rc;

	if (text == NULL)
		return newest_cosigned(c, out);
	if (strcmp(text, "newest") == 0)
		return ERR_NONE;
	if (strchr(text, '/') != NULL || text[0] == '.')
		return size_of_file(c, text, out);
	if (bytes_decimal(bytes_text(text), INT64_MAX, &size)) {
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    NULL, NULL, &note, NULL);
		buffer_release(&note);
		*out = size;
		return rc == ERR_NONE && size != 0 ? ERR_NONE :
						     nearest_sizes(c, size);
	}
	if (time_parse(bytes_text(text), &at_s))
		return registry_size_at(c->registry, at_s, out, &c->e);
	if (!day_parse(bytes_text(text), &day)) {
		if (strlen(text) != 7 ||
		    sscanf(text, "%4u-%2u%c", &year, &month, &more) != 2 ||
		    month < 1 || month > 12 || year < 1970) {
			error_set(&c->e, ERR_INPUT, "\"%s\" is no checkpoint",
			    text);
			error_field(&c->e, "--as-of");
			return error_mend(&c->e, ERR_INPUT,
			    "write a size, a "
			    "month, a day, a time, newest or ./FILE");
		}
		day = day_code(year, month, days_in_month(year, month));
	}
	/* its last second */
	at_s = (int64_t)(day_number(day) + 1) * 86400 - 1;
	return registry_size_at(c->registry, at_s, out, &c->e);
}

static enum err
read_question(struct question_asked *x)
{
	struct cli *c = x->c;
	const char *state = cli_arg(c, "state");
	enum err rc;

	if (state != NULL &&
	    (strlen(state) != 2 ||
		((state[0] | 0x20) < 'a' || (state[0] | 0x20) > 'z') ||
		((state[1] | 0x20) < 'a' || (state[1] | 0x20) > 'z'))) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is no state", state);
		error_field(&c->e, "--state");
		return error_mend(&c->e, ERR_INPUT,
		    "write two letters, or ZZ "
		    "for a state that is not known");
	}
	if (state != NULL) {
		x->q.state[0] = (char)(state[0] & 0xdf);
		x->q.state[1] = (char)(state[1] & 0xdf);
	}
	rc = read_kinds(x);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &x->q.from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &x->q.to);
	if (rc == ERR_NONE)
		rc = cli_open(c, false);
	if (rc != ERR_NONE)
		return rc;
	x->o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	if (cli_has(c, "of"))
		rc = registry_resolve(c->registry, cli_arg(c, "of"), TYPES_WHO,
		    "--of", &x->q.of, c->arena, &c->e);
	if (rc == ERR_NONE && cli_has(c, "with"))
		rc = registry_resolve(c->registry, cli_arg(c, "with"),
		    TYPES_COUNTERPART, "--with", &x->q.with, c->arena, &c->e);
	if (rc == ERR_NONE && cli_has(c, "with-post"))
		rc = registry_resolve(c->registry, cli_arg(c, "with-post"),
		    TYPE_BIT(TYPE_POST), "--with-post", &x->q.with_post,
		    c->arena, &c->e);
	return rc == ERR_NONE ? cli_as_of(c, &x->q.size) : rc;
}

static enum err
write_proof(struct question_asked *x)
{
	const char *path = cli_arg(x->c, "proof");

	if (path == NULL)
		return ERR_NONE;
	if (strcmp(path, "-") != 0)
		return file_write_atomic(path, buffer_bytes(&x->answer.file),
		    0644, &x->c->e);
	cli_instead(x->c, buffer_bytes(&x->answer.file));
	return ERR_NONE;
}

static int
usage_errors(struct question_asked *x)
{
	struct cli *c = x->c;

	if (c->args.word_count == 1) {
		const char *word = c->args.words[0];

		x->noun = NULL;
		for (size_t i = 0; i < COUNT(nouns); i++)
			if (strcmp(nouns[i].word, word) == 0)
				x->noun = &nouns[i];
		if (x->noun == NULL)
			return cli_usage(c,
			    "ask counts contacts, calls, videos, "
			    "meetings, events, letters, emails, messages, "
			    "travels, gifts or others, not \"%s\"",
			    word);
		if (x->noun->kind != 0 && cli_has(c, "kind"))
			return cli_usage(c,
			    "a noun and --kind say the same twice");
		if (x->noun->kind != 0)
			x->q.kinds = KIND_BIT(x->noun->kind);
	}
	if (cli_has(c, "with") && cli_has(c, "with-post"))
		return cli_usage(c,
		    "--with and --with-post exclude each "
		    "other");
	if (cli_has(c, "anyone-else") && cli_has(c, "list"))
		return cli_usage(c,
		    "--anyone-else and --list exclude each "
		    "other");
	if (!cli_has(c, "of") && !cli_has(c, "with") && !cli_has(c, "state"))
		return cli_usage(c,
		    "a question names --of, --with or "
		    "--state");
	if (cli_has(c, "with") && cli_has(c, "state") && !cli_has(c, "of"))
		return cli_usage(c, "--with and --state together need --of");
	if (cli_has(c, "with-post") && !cli_has(c, "of"))
		return cli_usage(c,
		    "--with-post needs --of: an index of "
		    "posts alone comes with a later mapping");
	if (cli_has(c, "anyone-else") && !cli_has(c, "of"))
		return cli_usage(c, "--anyone-else needs --of");
	if ((c->json || cli_lists(c)) && cli_has(c, "proof") &&
	    strcmp(cli_arg(c, "proof"), "-") == 0)
		return cli_usage(c,
		    "--json and --proof - both want standard "
		    "output");
	if ((c->jsonl || c->csv) && !cli_has(c, "list") &&
	    !cli_has(c, "anyone-else"))
		return cli_usage(c,
		    "a count is no list: --jsonl and --csv "
		    "need --list or --anyone-else");
	return EXIT_DONE;
}

int
command_ask(struct cli *c)
{
	struct question_asked x = {
	    .c = c,
	    .noun = &nouns[0],
	    .q = {.of = NUMBER_NONE,
		  .with = NUMBER_NONE,
		  .with_post = NUMBER_NONE,
		  .from = DAY_FIRST,
		  .to = DAY_LAST}
	};
	uint64_t bound;
	int usage = usage_errors(&x);
	enum err rc;

	if (usage != EXIT_DONE)
		return usage;
	x.q.mode = cli_has(c, "list") ? ASK_LIST :
	    cli_has(c, "anyone-else") ? ASK_ANYONE_ELSE :
					ASK_COUNT;
	rc = read_question(&x);
	if (rc == ERR_NONE)
		rc = registry_ask(c->registry, &x.q, &x.answer, c->arena,
		    &c->e);
	if (rc == ERR_NONE && !c->json)
		rc = read_cosigners(&x);
	if (rc == ERR_NONE)
		rc = completeness_of(c->registry, &x.q, x.answer.size,
		    &x.coverage, c->arena, &c->e);
	if (rc != ERR_NONE) {
		asked_release(&x.answer);
		return cli_fail(c);
	}
	if (c->json)
		ask_print_json(&x);
	else if (cli_lists(c))
		ask_print_list(&x);
	else
		ask_print_text(&x);
	rc = write_proof(&x);
	bound = x.answer.sums.possible + x.answer.sealed;
	asked_release(&x.answer);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return bound != 0 ? EXIT_DONE : EXIT_NEGATIVE;
}
