/* chancery doctor: is the register well? (A9.8) */
#include "base/file.h"
#include "cli/doctor.h"
#include "index/ordered_index.h"
#include "register/behind.h"
#include "register/erasing.h"
#include "register/objects.h"
#include "register/readings.h"
#include "register/witnessing.h"

static void
put_row(struct doctor *d, const char *name, enum health health,
    struct json *both, const char *text, const char *fix)
{
	static const char *const words[] = {"ok", "warn", "fail"};
	struct cli *c = d->c;
	struct json *v = json_add(d->checks, json_new(c->arena, JSON_OBJECT));

	json_put_cstr(c->arena, v, "name", name);
	json_put_cstr(c->arena, v, "result", words[health]);
	json_put(c->arena, v, "text", both);
	json_put_cstr(c->arena, v, "fix", fix);
	if (health > d->worst)
		d->worst = health;
	if (!c->json)
		buffer_printf(&c->out, "%-5s %-12s %s%s%s\n", words[health],
		    name, text, fix == NULL ? "" : "  -> ",
		    fix == NULL ? "" : fix);
}

void
doctor_row(struct doctor *d, const char *name, enum health health,
    const char *text, const char *fix)
{
	put_row(d, name, health, cli_both(d->c, text), TR(d->c, text), fix);
}

void
doctor_row_of(struct doctor *d, const char *name, enum health health,
    const char *fix, const char *text, ...)
{
	static const char *const langs[LANG_COUNT] = {"en", "fr"};
	struct json *both = json_new(d->c->arena, JSON_OBJECT);
	char words[LANG_COUNT][320];
	va_list ap;

	for (size_t i = 0; i < LANG_COUNT; i++) {
		va_start(ap, text);
		(void)vsnprintf(words[i], sizeof words[i],
		    message_in((enum lang)i, text), ap);
		va_end(ap);
		json_put_cstr(d->c->arena, both, langs[i], words[i]);
	}
	put_row(d, name, health, both, words[d->c->lang], fix);
}

static void
examine_publication(struct doctor *d)
{
	struct cli *c = d->c;
	struct tree_source *tree = NULL;
	struct buffer note = {0}, own = {0};
	char path[PATH_BYTES];
	enum err rc = path_join(path, registry_dir(c->registry), "public",
	    NULL);

	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&tree, path, NULL);
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(tree, &note, NULL);
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(registry_tree(c->registry), &own,
		    NULL);
	if (rc != ERR_NONE ||
	    !bytes_equal(buffer_bytes(&note), buffer_bytes(&own)))
		doctor_row(d, "publication", HEALTH_WARN,
		    N_("the static tree is behind"), "chancery publish");
	else
		doctor_row(d, "publication", HEALTH_OK,
		    N_("the static tree shows the newest checkpoint"), NULL);
	tree_source_free(tree);
	buffer_release(&note);
	buffer_release(&own);
}

/* How long entries have waited for a checkpoint: a server makes one a
 * second. */
static void
examine_checkpoint(struct doctor *d, int64_t made_s)
{
	const struct registry *r = d->c->registry;
	int64_t minutes = (registry_now(r) - made_s) / 60;

	if (registry_next(r) != registry_size(r) && minutes >= 10)
		doctor_row_of(d, "checkpoint", HEALTH_WARN,
		    "chancery log checkpoint",
		    N_("entries wait, and the newest checkpoint is %lld "
		       "minutes old"), (long long)minutes);
	else if (registry_next(r) != registry_size(r))
		doctor_row(d, "checkpoint", HEALTH_OK,
		    N_("entries wait for the next checkpoint"), NULL);
	else
		doctor_row(d, "checkpoint", HEALTH_OK,
		    N_("every entry is in a checkpoint"), NULL);
}

/* Erasures in force that are not at their end (model 7.12). */
static void
examine_erasures(struct doctor *d)
{
	struct cli *c = d->c;
	struct erasing *list = NULL;
	size_t count = 0, under_way = 0;
	enum err rc = registry_erasures(c->registry, &list, &count, c->arena,
	    NULL);

	for (size_t i = 0; rc == ERR_NONE && i < count; i++)
		under_way += list[i].state == ERASING_UNDER_WAY;
	if (rc != ERR_NONE)
		doctor_row(d, "erasures", HEALTH_FAIL,
		    N_("the erasures cannot be read"), "chancery rebuild");
	else if (under_way != 0)
		doctor_row(d, "erasures", HEALTH_WARN,
		    N_("an erasure is under way"), "chancery publish");
	else
		doctor_row(d, "erasures", HEALTH_OK,
		    N_("no erasure is under way"), NULL);
}

/* The chain of readings, and what was filed of it (interfaces D9). */
static void
examine_readings(struct doctor *d)
{
	struct cli *c = d->c;
	struct readings_head all, then;
	uint64_t filed;
	enum err rc = readings_compare(c->registry, NULL, NULL, &all, &filed,
	    &then, c->arena, NULL);

	if (rc != ERR_NONE)
		doctor_row(d, "readings", HEALTH_FAIL,
		    N_("the record of readings does not hold"),
		    "chancery note reads");
	else if (all.count > (filed == NUMBER_NONE ? 0 : then.count))
		doctor_row(d, "readings", HEALTH_WARN,
		    N_("there are readings that no document counts yet"),
		    "chancery note reads --file");
	else
		doctor_row(d, "readings", HEALTH_OK,
		    N_("the record of readings is whole"), NULL);
}

/* log 5.1.5: ten minutes without the quorum are an alarm. */
static void
examine_witnesses(struct doctor *d)
{
	struct cli *c = d->c;
	struct own_policy *p = NULL;
	int64_t age_s = 0;
	enum err rc = own_policy_load(&p, c->registry, NULL);

	if (rc == ERR_NONE)
		rc = registry_quorum_age(c->registry, &p->policy, &age_s,
		    NULL);
	if (rc != ERR_NONE)
		doctor_row(d, "witnesses", HEALTH_FAIL,
		    N_("the policy of witnesses cannot be read"),
		    "chancery log witness list");
	else if (p->policy.witness_count == 0)
		doctor_row(d, "witnesses", HEALTH_WARN,
		    N_("no witness cosigns this register"), NULL);
	else if (p->policy.quorum == QUORUM_NONE)
		doctor_row(d, "witnesses", HEALTH_WARN,
		    N_("witnesses are asked, but nobody is needed"),
		    "chancery log witness quorum 1");
	else if (age_s > QUORUM_ALARM_S)
		doctor_row(d, "witnesses", HEALTH_FAIL,
		    N_("a checkpoint has waited for its witnesses for more "
		       "than ten minutes"), "chancery log witness ask");
	else
		doctor_row(d, "witnesses", HEALTH_OK,
		    N_("no checkpoint waits long for its witnesses"), NULL);
	own_policy_free(p);
}

int
command_doctor(struct cli *c)
{
	static const char *const words[] = {"ok", "warn", "fail"};
	struct doctor d = {c, json_new(c->arena, JSON_ARRAY), HEALTH_OK};
	struct json *v = json_new(c->arena, JSON_OBJECT);
	const char *dir = c->settings.value[SETTING_STORE];
	struct ordered_index_facts facts;
	uint64_t newer;
	int64_t at_s = 0;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE && rc != ERR_STORE)
		return cli_fail(c);
	if (rc != ERR_NONE) {
		doctor_row(&d, "store", HEALTH_FAIL,
		    N_("the store cannot be read"), "chancery restore");
	} else {
		doctor_row(&d, "store", HEALTH_OK, N_("the store opens"), NULL);
		if (registry_refusal(c->registry) != NULL)
			doctor_row(&d, "signing", HEALTH_FAIL,
			    registry_refusal(c->registry),
			    "chancery help exit-codes");
		else if (behind_of(dir, registry_size(c->registry), &newer) !=
		    NULL)
			doctor_row(&d, "signing", HEALTH_FAIL,
			    N_("an older state: it refuses to sign"),
			    "chancery log recover DIR");
		else
			doctor_row(&d, "signing", HEALTH_OK,
			    N_("no rule forbids signing"), NULL);
		if (ordered_index_facts(registry_index(c->registry), &facts,
			NULL) == ERR_NONE &&
		    ordered_index_check(registry_index(c->registry), NULL) ==
			ERR_NONE)
			doctor_row(&d, "index", HEALTH_OK,
			    N_("every subtotal of the index recomputes"), NULL);
		else
			doctor_row(&d, "index", HEALTH_FAIL,
			    N_("the index does not recompute"),
			    "chancery rebuild");
		if (registry_time_of(c->registry, registry_size(c->registry),
			&at_s, NULL) == ERR_NONE &&
		    at_s > registry_now(c->registry) + 300)
			doctor_row(&d, "clock", HEALTH_FAIL,
			    N_("the clock is behind the newest checkpoint"),
			    "set the clock");
		else
			doctor_row(&d, "clock", HEALTH_OK,
			    N_("the clock is not behind the log"), NULL);
		examine_checkpoint(&d, at_s);
		examine_publication(&d);
		examine_erasures(&d);
		examine_readings(&d);
		examine_witnesses(&d);
	}
	doctor_machine(&d, dir);
	json_put(c->arena, v, "checks", d.checks);
	json_put_cstr(c->arena, v, "worst", words[d.worst]);
	if (c->json)
		cli_json(c, v);
	return d.worst == HEALTH_FAIL ? EXIT_NEGATIVE : EXIT_DONE;
}
