#include "pages/footing.h"

#include <stdio.h>

#include "model/world.h"
#include "pages/pages.h"
#include "register/witnessing.h"

static void
find_names(struct footing *f, struct registry *r, struct arena *a)
{
	static const char *const codes[LANG_COUNT] = {"en", "fr"};
	const struct world *w = read_model_world(registry_read_model(r));
	struct register_policy policy;
	struct entry entry;
	const struct json *title;

	if (w->policy(w->context, &policy, NULL) != ERR_NONE ||
	    registry_entry(r, policy.number, &entry, a, NULL) != ERR_NONE)
		return;
	title = json_get(entry.body, "title");
	for (size_t i = 0; i < LANG_COUNT; i++) {
		struct bytes text = json_get_text(title, codes[i]);

		if (text.len == 0 && !json_is_null(title) &&
		    title->first != NULL)
			text = title->first->text;
		(void)snprintf(f->name[i], sizeof f->name[i], "%.*s",
		    (int)text.len, text.len == 0 ? "" :
		    (const char *)text.at);
	}
}

static void
find_witnesses(struct footing *f, struct registry *r, struct arena *a)
{
	struct own_policy *own = NULL;
	struct checkpoint_verdict *v = arena_take(a, sizeof *v);

	if (v != NULL && own_policy_load(&own, r, NULL) == ERR_NONE &&
	    registry_cosigners(r, &own->policy, f->size, v, NULL) ==
	    ERR_NONE) {
		f->witnesses_known = (unsigned)own->policy.witness_count;
		f->witnesses_signed = v->cosigner_count;
		hash_print(f->root, &v->checkpoint.root);
	}
	own_policy_free(own);
}

const struct footing *
footing_of(struct page *p)
{
	struct pages *kept = serving_kept(p->serving);
	struct footing *f = &kept->footing;
	int64_t now_s = registry_now(p->registry);

	if (f->size == registry_size(p->registry) && f->looked_s == now_s)
		return f;
	*f = (struct footing){.size = registry_size(p->registry),
	    .looked_s = now_s};
	find_names(f, p->registry, p->a);
	if (f->size != 0) {
		if (registry_time_of(p->registry, f->size, &f->time_s,
			NULL) != ERR_NONE)
			f->time_s = 0;
		find_witnesses(f, p->registry, p->a);
	}
	return f;
}
