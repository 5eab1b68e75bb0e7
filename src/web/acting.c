#include "web/acting.h"

#include "keeper/keeper.h"
#include "web/serving_inside.h"

/* What an entry that is in the log was answered with. */
static enum err
recall(struct serving *s, uint64_t number, struct filed *out,
    struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(s->registry);
	struct row_entry row;
	struct row_entity entity;
	enum err rc = read_model_entry(m, number, &row, a, e);

	if (rc == ERR_NONE && row.entity != NUMBER_NONE)
		rc = read_model_by_number(m, row.entity, &entity, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct filed){.number = number, .entity = row.entity,
	    .version = row.version, .leaf = row.leaf, .type = row.type,
	    .at_s = row.at_s, .by = row.by, .already = true};
	if (row.entity != NUMBER_NONE)
		out->id = entity.id;
	return ERR_NONE;
}

static void
scope_of(char out[ACCOUNT_LABEL_BYTES], const struct account *account)
{
	account_label(out, account->id);
}

enum err
acting_before(struct serving *s, const struct account *account,
    const char *key, const struct hash *body, struct acted *out,
    struct arena *a, struct error *e)
{
	struct truth_submission before;
	char scope[ACCOUNT_LABEL_BYTES];
	enum err rc;

	scope_of(scope, account);
	rc = truth_find_submission(registry_truth(s->registry),
	    bytes_text(scope), bytes_text(key), &before, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	if (body != NULL && !hash_equal(&before.body, body))
		return error_word(e, ERR_CONFLICT, "idempotency-mismatch",
		    "this was sent before with other contents");
	*out = (struct acted){.replayed = true, .count = before.count};
	out->filed = arena_take_array(a, out->count, sizeof *out->filed);
	if (out->filed == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < out->count && rc == ERR_NONE; i++)
		rc = recall(s, before.n + i, &out->filed[i], a, e);
	out->last = before.n + before.count - 1;
	return rc;
}

static enum err
sign_all(struct serving *s, const struct act *act, struct submission *list,
    struct arena *a, struct error *e)
{
	struct filer filer;
	enum err rc;

	if (s->o.keeper == NULL)
		return error_set(e, ERR_UNCHECKED,
		    "this server holds no keys of offices");
	rc = keeper_filer(s->o.keeper, &filer, s->registry, &act->holder, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < act->draft_count && rc == ERR_NONE; i++)
		rc = filing_prepare(&list[i], &act->drafts[i], s->registry,
		    &filer, a, e);
	filer_release(&filer);
	return rc;
}

static enum err
append(struct serving *s, const struct act *act, struct acted *out,
    struct arena *a, struct error *e)
{
	struct submission *list = arena_take_array(a, act->draft_count,
	    sizeof *list);
	char scope[ACCOUNT_LABEL_BYTES];
	struct truth_submission row = {.body = act->body};
	struct file_options options = {.dry_run = act->dry_run,
	    .confirm = act->confirm};
	size_t failed = 0;
	enum err rc;

	out->count = act->draft_count;
	out->filed = arena_take_array(a, out->count, sizeof *out->filed);
	if (list == NULL || out->filed == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (act->key != NULL && !act->dry_run) {
		scope_of(scope, act->account);
		row.scope = bytes_text(scope);
		row.key = bytes_text(act->key);
		options.submission = &row;
	}
	rc = sign_all(s, act, list, a, e);
	if (rc == ERR_NONE)
		rc = registry_file(s->registry, list, act->draft_count,
		    &options, out->filed, &failed, a, e);
	if (rc == ERR_STORE ||
	    (rc == ERR_CONFLICT && e != NULL && strcmp(e->word, "fenced") == 0))
		serving_note_failure(s, e);
	for (size_t i = 0; rc == ERR_NONE && i < out->count; i++)
		if (out->filed[i].number > out->last)
			out->last = out->filed[i].number;
	return rc;
}

enum err
acting_file(struct serving *s, const struct act *act, struct acted *out,
    struct arena *a, struct error *e)
{
	enum err rc = ERR_ABSENT;

	*out = (struct acted){.count = 0};
	if (s->o.read_only)
		return error_word(e, ERR_UNCHECKED, "read_only",
		    "this server takes no entries");
	if (act->key != NULL && !act->dry_run)
		rc = acting_before(s, act->account, act->key, &act->body, out,
		    a, e);
	if (rc != ERR_ABSENT)
		return rc;
	error_clear(e);
	return append(s, act, out, a, e);
}

bool
acted_is_published(struct serving *s, const struct acted *acted)
{
	return registry_size(s->registry) > acted->last;
}
