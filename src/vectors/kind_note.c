/* Signed notes and verifier keys: log 3.1, 3.3 */
#include "proof/checkpoint.h"
#include "vectors/kinds.h"

enum { KEYS_MAX = 16 };

static bool
accepts(struct bytes text, const struct json *vkeys, struct arena *a)
{
	struct vkey *keys = arena_take_array(a, KEYS_MAX, sizeof *keys);
	struct note_key known[KEYS_MAX];
	struct note *n = arena_take(a, sizeof *n);
	size_t count = 0;

	if (keys == NULL || n == NULL || vkeys == NULL)
		return false;
	for (const struct json *k = vkeys->first; k != NULL; k = k->next) {
		if (count == KEYS_MAX ||
		    vkey_parse(&keys[count], k->text, NULL) != ERR_NONE)
			return false;
		known[count].key = &keys[count];
		count++;
	}
	return note_parse(n, text, NULL) == ERR_NONE &&
	    note_check(n, known, count, NULL) == ERR_NONE;
}

/* The names that verified are those that the case lists, where it does. */
static enum err
run(struct run *r, struct error *e)
{
	const struct json *all;
	size_t number = 0;
	enum err rc = run_read_json(r, &all, "", e);

	if (rc != ERR_NONE)
		return rc;
	for (const struct json *v = all->first; v != NULL; v = v->next) {
		struct bytes text = json_get_text(v, "note");
		const struct json *keys = json_get(v, "trusted_vkeys");
		bool want = json_get_bool(v, "accept");

		if (json_get(v, "checkpoint") != NULL) {
			/* cosigned-checkpoints.json: all are good */
			text = json_get_text(v, "checkpoint");
			keys = json_get(v, "cosigner_vkeys");
			want = true;
		} else if (text.at == NULL &&
		    !json_hex(json_get(v, "note_hex"), r->arena, &text)) {
			return error_set(e, ERR_INPUT, "a case without note");
		}
		case_count(r, accepts(text, keys, r->arena) == want,
		    "case %zu %s", number, json_name(v, "name", r->arena));
		number++;
	}
	return ERR_NONE;
}

const struct kind kind_note = {"note",
    "signed notes with keys, as note-cases.json", run};

/* valid: parses and prints to the same text. Type 0x06 is "not supported". */
static bool
vkey_agrees(const struct json *v)
{
	struct vkey k;
	struct error e = {0};
	char again[VKEY_BYTES];
	struct bytes text = json_get_text(v, "vkey");
	enum err rc = vkey_parse(&k, text, &e);

	if (rc == ERR_NONE)
		return json_get_bool(v, "valid") &&
		    bytes_equal(text, bytes_of(again, vkey_print(again, &k)));
	if (json_get_number(v, "type", 0) == 6 && json_get_bool(v, "valid"))
		return rc == ERR_UNCHECKED;
	return rc == ERR_INPUT && !json_get_bool(v, "valid");
}

static enum err
run_vkey(struct run *r, struct error *e)
{
	const struct json *all;
	enum err rc = run_read_json(r, &all, "", e);

	if (rc != ERR_NONE)
		return rc;
	for (const struct json *v = all->first; v != NULL; v = v->next)
		case_count(r, vkey_agrees(v), "%.60s",
		    json_name(v, "vkey", r->arena));
	return ERR_NONE;
}

const struct kind kind_vkey = {"vkey",
    "verifier keys, as vkey-cases.json", run_vkey};
