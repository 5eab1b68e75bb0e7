#include "cli/submit_url.h"

#include <stdlib.h>

#include "cli/mirror.h"
#include "remote/filing_at.h"

enum err
submit_url_open(struct submitting *s, struct cli *c)
{
	const char *dir = c->settings.value[SETTING_STORE];
	struct mirror_result result;
	enum err rc;

	if (!mirror_is(dir, NULL)) {
		rc = error_set(&c->e, ERR_INPUT,
		    "\"%s\" is no mirror, and --url files through one", dir);
		return error_mend(&c->e, rc,
		    "chancery mirror %s DIR --trust FILE, then --store DIR",
		    cli_arg(c, "url"));
	}
	rc = http_client_new(&s->http, cli_arg(c, "url"), &c->e);
	if (rc == ERR_NONE)
		rc = mirror_pass(c, s->http, dir, &result);
	if (rc == ERR_STORE) {
		cli_talk(c, "not mirrored: %s", c->e.text);
		error_clear(&c->e);
		rc = ERR_NONE;
	}
	return rc == ERR_NONE ? cli_open(c, false) : rc;
}

/* Entry numbers and versions as the mirror, verified, shows them. */
static enum err
see_own(struct submitting *s, struct cli *c, const struct submission *list,
    const struct filed_at *at, size_t count, bool already)
{
	struct file_options options = {.dry_run = true, .confirm = true,
	    .signed_earlier = true};
	struct mirror_result result;
	size_t failed = 0;
	enum err rc;

	/* the pass writes what a reader would hold open */
	registry_close(c->registry);
	c->registry = NULL;
	rc = mirror_pass(c, s->http, c->settings.value[SETTING_STORE],
	    &result);
	if (rc == ERR_NONE)
		rc = cli_open(c, false);
	s->objects.r = c->registry;
	if (rc == ERR_NONE)
		rc = registry_file(c->registry, list, count, &options,
		    s->filed, &failed, c->arena, &c->e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		if (!s->filed[i].already || s->filed[i].number != at[i].number)
			rc = error_set(&c->e, ERR_PROOF,
			    "the register has a receipt for entry %llu, and "
			    "its log shows another entry there",
			    (unsigned long long)at[i].number);
		s->filed[i].already = already;
	}
	return rc;
}

/* Where nothing is known of the outcome, the sentence says so (A11.2). */
static enum err
unknown_outcome(struct cli *c)
{
	bool sent = strcmp(c->e.word, "not_reached") != 0;
	struct error why = c->e;

	if (sent)
		error_word(&c->e, ERR_STORE, "no_answer",
		    "%s; it is not known whether the entry was filed",
		    why.text);
	return error_mend(&c->e, ERR_STORE,
	    "chancery file --resend (the same bytes "
	    "cannot be filed twice)");
}

static enum err
send_all(struct submitting *s, struct cli *c, const struct submission *list,
    size_t count, const struct policy *policy, bool *answered)
{
	struct filed_at *at = arena_take_array(c->arena, count, sizeof *at);
	bool wait = !cli_has(c, "no-wait"), already = false;
	enum err rc;

	if (at == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = filing_at(s->http, list, count, wait, policy, at, &already,
	    c->arena, &c->e);
	if (rc == ERR_STORE)
		return unknown_outcome(c);
	*answered = rc != ERR_PROOF && rc != ERR_UNCHECKED &&
	    rc != ERR_MEMORY;
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		s->filed[i].number = at[i].number;
		/* without a receipt it is a promise: it can be asked again */
		*answered = *answered && at[i].published;
	}
	if (rc != ERR_NONE)
		return rc;
	if (!at[0].published) {
		cli_talk(c,
		    "taken as entry %llu, not in a checkpoint yet; chancery "
		    "file --resend asks for its receipt",
		    (unsigned long long)at[0].number);
		s->count = 0;
		return ERR_NONE;
	}
	s->published = true;
	return see_own(s, c, list, at, count, already);
}

enum err
submit_url_send(struct submitting *s, struct cli *c,
    const struct submission *list, size_t count, bool *answered)
{
	struct policy *policy = malloc(sizeof *policy);
	struct buffer text = {0};
	enum err rc = policy == NULL ?
	    error_set(&c->e, ERR_MEMORY, "out of memory") :
	    mirror_policy(c, registry_dir(c->registry), policy, &text);

	*answered = false;
	if (rc == ERR_NONE)
		rc = send_all(s, c, list, count, policy, answered);
	buffer_release(&text);
	free(policy);
	return rc;
}
