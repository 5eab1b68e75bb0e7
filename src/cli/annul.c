/* chancery annul REF: a withdrawal (A4.5) */
#include "cli/amend.h"
#include "register/naming.h"

static int
tell_annul(struct amending *m)
{
	struct cli *c = m->c;
	struct json *v, *struck, *entries;
	int64_t times = json_get_number(m->current.body, "times", 0);

	if (!c->json) {
		submit_tell(&m->s, c);
		cli_say(c, "%s stays in the log and counts no more",
		    c->args.words[0]);
		return EXIT_DONE;
	}
	v = object_filed(&m->s.objects, &m->s.filed[0], m->s.published);
	json_put(c->arena, v, "target", object_thing(&m->s.objects, m->entity));
	struck = json_put(c->arena, v, "struck",
	    json_new(c->arena, JSON_OBJECT));
	entries = json_put(c->arena, struck, "entries",
	    json_new(c->arena, JSON_ARRAY));
	json_add(entries, json_new_number(c->arena, (int64_t)m->row.current));
	json_put_number(c->arena, struck, "times", times);
	cli_json(c, v);
	return EXIT_DONE;
}

int
command_annul(struct cli *c)
{
	struct amending m = {.c = c};
	struct json *body = json_new(c->arena, JSON_OBJECT);
	struct draft d = {.type = TYPE_ANNUL, .body = body};
	uint64_t authority = NUMBER_NONE;
	char hex[65], id[ID_TEXT_BYTES] = "";
	enum err rc = amending_reason(&m);
	int code;

	if (rc == ERR_NONE)
		rc = amending_open(&m);
	if (rc == ERR_NONE)
		rc = option_who(c, "authority", TYPE_BIT(TYPE_DOCUMENT),
		    &authority);
	if (rc == ERR_NONE && authority != NUMBER_NONE)
		rc = id_of(c, authority, id);
	if (rc == ERR_NONE) {
		hash_print(hex, &m.now.head);
		json_put_cstr(c->arena, body, "authority",
		    authority == NUMBER_NONE ? NULL : id);
		json_put_cstr(c->arena, body, "code", m.code);
		json_put_text(c->arena, body, "target", m.current.id_text);
		json_put_cstr(c->arena, body, "version", hex);
		if (m.reason == NULL) {
			m.reason = json_new(c->arena, JSON_OBJECT);
			json_put_cstr(c->arena, m.reason, "en", m.code);
		}
		d.by = m.current.by;
		d.values.at[SLOT_REASON] = m.reason;
		amending_as(&m, &d);
		rc = submit_files(&m.s, c, &d, 1);
	}
	code = rc == ERR_NONE ? tell_annul(&m) : cli_fail(c);
	submit_close(&m.s);
	return code;
}
