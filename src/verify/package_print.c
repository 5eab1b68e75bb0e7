#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "format/json.h"
#include "verify/package.h"
#include "verify/print.h"
#include "verify/words.h"

/* {1} the file, {2} the detail. */
static const struct sentence package_sentences[] = {
    {"step_1", {"manifest well-formed", "manifeste bien formé"}},
    {"step_2",
	{"files are those of the manifest",
	    "les fichiers sont ceux du manifeste"}},
    {"step_3",
	{"checkpoint signed by a trusted key",
	    "point de contrôle signé par une clé de confiance"}},
    {"step_4", {"entries are in the log", "les entrées sont au journal"}},
    {"step_5",
	{"order, summons and scope agree",
	    "ordre, ordre de communication et étendue concordent"}},
    {"step_6",
	{"list of the scope follows from the index",
	    "la liste de l'étendue découle de l'index"}},
    {"step_7",
	{"opened values are those sealed",
	    "les valeurs ouvertes sont celles scellées"}},
    {"step_8",
	{"notes are those committed to", "les aide-mémoire sont ceux engagés"}},
    {"step_9",
	{"nothing of the scope is left out", "rien de l'étendue n'est omis"}},
    {"step_10",
	{"nothing beyond the scope is here",
	    "rien au-delà de l'étendue n'est ici"}},

    {"manifest_good", {"{2} files named", "{2} fichiers nommés"}},
    {"files_good", {"{2} files compared", "{2} fichiers comparés"}},
    {"checkpoint_good", {"size {2}", "taille {2}"}},
    {"entries_good", {"{2} entries", "{2} entrées"}},
    {"order_good", {"order {2}", "ordre {2}"}},
    {"list_good", {"{2} lines in force", "{2} lignes en vigueur"}},
    {"openings_good", {"{2} openings", "{2} ouvertures"}},
    {"notes_good", {"{2} notes", "{2} aide-mémoire"}},
    {"remainder_good",
	{"{2} sealed entries accounted for",
	    "{2} entrées scellées expliquées"}},
    {"within_good", {"{2} contact entries", "{2} entrées de contact"}},
    {"not_tried", {"not tried", "non vérifié"}},

    {"memory",
	{"it is too large for this program",
	    "c'est trop grand pour ce programme"}},
    {"no_manifest",
	{"there is no manifest.json: it is no disclosure",
	    "il n'y a pas de manifest.json : ce n'est pas une communication"}},
    {"manifest", {"{1} is malformed: {2}", "{1} est mal formé : {2}"}},
    {"manifest_version",
	{"{1} is of a later version", "{1} est d'une version ultérieure"}},
    {"file_gone",
	{"{1} is named and not there, or is no file",
	    "{1} est nommé et absent, ou n'est pas un fichier"}},
    {"file_unread", {"{1} cannot be read: {2}", "{1} est illisible : {2}"}},
    {"file_differs",
	{"{1} is not the file of the manifest",
	    "{1} n'est pas le fichier du manifeste"}},
    {"file_extra",
	{"{1} is not in the manifest", "{1} n'est pas au manifeste"}},
    {"file_unnamed",
	{"the manifest does not name {1}", "le manifeste ne nomme pas {1}"}},
    {"checkpoint_form",
	{"{1} is not the checkpoint of the manifest",
	    "{1} n'est pas le point de contrôle du manifeste"}},
    {"checkpoint_signature",
	{"a signature of {1} does not hold",
	    "une signature de {1} ne tient pas"}},
    {"no_trusted_key",
	{"no trusted key is given for this register",
	    "aucune clé de confiance n'est donnée pour ce registre"}},
    {"witnesses_few",
	{"too few witnesses signed", "trop peu de témoins ont signé"}},
    {"receipt_lone", {"{1} has no entry", "{1} n'a pas d'entrée"}},
    {"entry_form",
	{"{1} is no entry of this register",
	    "{1} n'est pas une entrée de ce registre"}},
    {"entry_not_in_log",
	{"{1} is not entry {2} of the signed log",
	    "{1} n'est pas l'entrée {2} du journal signé"}},
    {"summons_absent",
	{"{1}, the summons, is not here",
	    "{1}, l'ordre de communication, n'est pas ici"}},
    {"summons_differs",
	{"{1} is not the summons of this order and authority",
	    "{1} n'est pas l'ordre de communication de cet ordre et de cette autorité"}},
    {"scope_form",
	{"{1} is no scope of this register",
	    "{1} n'est pas une étendue de ce registre"}},
    {"scope_differs",
	{"{1} is not the scope that the summons filed",
	    "{1} n'est pas l'étendue de l'ordre de communication"}},
    {"reference_differs",
	{"{1} names another reference than the scope: {2}",
	    "{1} nomme une autre référence que l'étendue : {2}"}},
    {"named_absent",
	{"an entry that {1} names is not here",
	    "une entrée que nomme {1} n'est pas ici"}},
    {"proof_form", {"{1} is malformed", "{1} est mal formé"}},
    {"proof_fails",
	{"{1} does not answer the question of the scope: {2}",
	    "{1} ne répond pas à la question de l'étendue : {2}"}},
    {"proof_checkpoint",
	{"{1} is of another checkpoint",
	    "{1} est d'un autre point de contrôle"}},
    {"opening_lone", {"{1} has no entry", "{1} n'a pas d'entrée"}},
    {"opening_fails",
	{"{1} does not open the seal of entry {2}",
	    "{1} n'ouvre pas le scellé de l'entrée {2}"}},
    {"opening_beyond",
	{"{1} opens what is not public and not in the manifest",
	    "{1} ouvre ce qui n'est ni public ni au manifeste"}},
    {"opening_slots",
	{"{1} opens other slots than the order gives",
	    "{1} ouvre d'autres champs que ceux de l'ordre"}},
    {"opening_absent",
	{"{1} is due and not here", "{1} est dû et n'est pas ici"}},
    {"note_entry",
	{"{1} is not that of a note", "{1} n'est pas celui d'un aide-mémoire"}},
    {"note_about",
	{"{1} is not about the contacts that the manifest says",
	    "{1} ne porte pas sur les contacts que dit le manifeste"}},
    {"note_absent",
	{"the note {1} is not here", "l'aide-mémoire {1} n'est pas ici"}},
    {"note_differs",
	{"{1} is not the note that was committed to",
	    "{1} n'est pas l'aide-mémoire qui a été engagé"}},
    {"note_lone",
	{"{1} is a note that the manifest does not explain",
	    "{1} est un aide-mémoire que le manifeste n'explique pas"}},
    {"notes_unasked",
	{"{1} has notes, and the order asks for none",
	    "{1} contient des aide-mémoire que l'ordre ne demande pas"}},
    {"sealed_left_out",
	{"entry {2}, sealed, is neither opened nor outside nor missing",
	    "l'entrée {2}, scellée, n'est ni ouverte, ni hors de l'ordre, ni "
	    "manquante"}},
    {"sealed_twice",
	{"entry {2} is told twice", "l'entrée {2} est dite deux fois"}},
    {"listed_left_out",
	{"{1} is listed by the index and not here",
	    "{1} est dans la liste de l'index et n'est pas ici"}},
    {"outside_certain",
	{"entry {2} is called outside, and its public facts are within",
	    "l'entrée {2} est dite hors de l'ordre, et ses faits publics y "
	    "sont"}},
    {"outside_unlisted",
	{"entry {2} is called outside and is in no list",
	    "l'entrée {2} est dite hors de l'ordre et n'est dans aucune liste"}},
    {"remainder_differs",
	{"{1} does not add up to the sealed remainder",
	    "{1} ne donne pas le reste scellé"}},
    {"contact_beyond",
	{"{1} is a contact beyond the scope",
	    "{1} est un contact au-delà de l'étendue"}},
    {"contact_closed",
	{"{1} is a sealed contact that is not opened",
	    "{1} est un contact scellé qui n'est pas ouvert"}},
    {"entry_beyond",
	{"{1} has no place in this disclosure",
	    "{1} n'a pas sa place dans cette communication"}},

    {"kind", {"disclosure under an order", "communication sur ordre"}},
    {"numbers",
	{"{1} contact entries, {2} opened",
	    "{1} entrées de contact, {2} ouvertes"}},
    {"remainder",
	{"{1} left closed as outside the order, {2} missing",
	    "{1} laissées fermées hors de l'ordre, {2} manquantes"}},
    {"notes",
	{"{1} notes; whether there are more, no index shows yet",
	    "{1} aide-mémoire ; s'il y en a d'autres, aucun index ne le montre "
	    "encore"}},
    {"incomplete",
	{"it is right and not complete: the register does not keep "
	 "what is missing",
	    "c'est exact et incomplet : le registre ne conserve pas ce qui "
	    "manque"}},
    {"failed", {"step {1} failed: ", "l'étape {1} a échoué : "}},
    {"cannot",
	{"step {1} cannot be judged: ", "l'étape {1} ne peut être jugée : "}},
    {"mend_failed",
	{"keep this folder and tell the registrar and a witness; do not rely "
	 "on it",
	    "gardez ce dossier, prévenez le greffe et un témoin ; ne vous y "
	    "fiez pas"}},
    {"mend_trust",
	{"chancery-verify {1} --trust keys.txt",
	    "chancery-verify {1} --trust cles.txt"}},
    {"mend_input",
	{"name the folder that chancery disclose made",
	    "nommez le dossier que chancery disclose a fait"}},
};

const char *
package_sentence(const char *word, enum lang lang)
{
	for (size_t i = 0; i < COUNT(package_sentences); i++)
		if (strcmp(package_sentences[i].word, word) == 0)
			return package_sentences[i].text[lang];
	assert(false); /* every word has a row: check-words */
	return "";
}

static void
fill(struct buffer *out, const char *word, enum lang lang, const char *one,
    const char *two)
{
	const char *const args[9] = {one, two, "", "", "", "", "", "", ""};

	say_fill(out, package_sentence(word, lang), args);
}

static void
fill_numbers(struct buffer *out, const char *word, enum lang lang, uint64_t one,
    uint64_t two)
{
	char a[24], b[24];

	(void)snprintf(a, sizeof a, "%" PRIu64, one);
	(void)snprintf(b, sizeof b, "%" PRIu64, two);
	fill(out, word, lang, a, b);
}

static const char *
verdict(enum err code)
{
	return code == ERR_NONE                    ? "verified" :
	    code == ERR_INPUT || code == ERR_PROOF ? "failed" :
						     "cannot_check";
}

static const char *
result_word(enum step_result result)
{
	return result == STEP_OK  ? "step_ok" :
	    result == STEP_FAILED ? "step_failed" :
				    "step_cannot";
}

static void
line(struct buffer *out, struct buffer *text)
{
	print_line(out, "  ", buffer_cstr(text));
	buffer_clear(text);
}

void
package_print_text(struct buffer *out, const char *dir,
    const struct package_report *r, const char *keys_from, enum lang lang)
{
	struct buffer b = {0};
	char step[16], time[21];

	buffer_printf(&b, "%s: %s", dir, say(verdict(r->code), lang));
	print_line(out, "", buffer_cstr(&b));
	buffer_clear(&b);
	buffer_printf(&b, "%s: %s", say("label_kind", lang),
	    package_sentence("kind", lang));
	line(out, &b);
	if (r->code == ERR_NONE || r->code == ERR_UNCHECKED) {
		fill_numbers(&b, "numbers", lang, r->contact_count,
		    r->opened_count);
		line(out, &b);
		fill_numbers(&b, "remainder", lang, r->outside_count,
		    r->missing_count);
		line(out, &b);
		fill_numbers(&b, "notes", lang, r->note_count, 0);
		line(out, &b);
	}
	if (r->has_as_of && r->has_time) {
		char size[24];
		const char *args[9] = {size, time, r->checkpoint.origin, "", "",
		    "", "", "", ""};

		time_print(time, r->time_s);
		(void)snprintf(size, sizeof size, "%" PRIu64,
		    r->checkpoint.size);
		buffer_printf(&b, "%s: ", say("label_as_of", lang));
		say_fill(&b, say("as_of", lang), args);
		line(out, &b);
	}
	if (keys_from != NULL) {
		buffer_printf(&b, "%s: %s", say("label_trust", lang),
		    keys_from);
		line(out, &b);
	}
	for (size_t i = 0; i < PACKAGE_STEPS; i++) {
		const struct package_result *s = &r->steps[i];

		(void)snprintf(step, sizeof step, "step_%zu", i + 1);
		buffer_printf(&b, "%2zu %s: %s: ", i + 1,
		    package_sentence(step, lang),
		    say(result_word(s->result), lang));
		fill(&b, s->word, lang, s->file, s->detail);
		line(out, &b);
	}
	if (r->code == ERR_NONE && r->missing_count != 0) {
		buffer_text(&b, package_sentence("incomplete", lang));
		line(out, &b);
	}
	if (r->code == ERR_NONE) {
		buffer_text(&b, say("limits", lang));
		line(out, &b);
	}
	buffer_release(&b);
}

void
package_print_complaint(struct buffer *out, const char *dir,
    const struct package_report *r, const char *program, enum lang lang)
{
	const struct package_result *s;
	struct buffer b = {0};
	size_t bad = 0;
	char number[24];

	if (r->code == ERR_NONE)
		return;
	for (size_t i = PACKAGE_STEPS; i-- > 0;)
		if (r->steps[i].result != STEP_OK)
			bad = i; /* the first that is not in order */
	for (size_t i = 0; i < PACKAGE_STEPS; i++)
		if (r->steps[i].result == STEP_FAILED)
			bad = i;
	s = &r->steps[bad];
	(void)snprintf(number, sizeof number, "%zu", bad + 1);
	buffer_printf(&b, "%s: %s: ", program, dir);
	fill(&b, s->result == STEP_FAILED ? "failed" : "cannot", lang, number,
	    "");
	fill(&b, s->word, lang, s->file, s->detail);
	print_line(out, "", buffer_cstr(&b));
	buffer_clear(&b);
	fill(&b,
	    r->code == ERR_PROOF          ? "mend_failed" :
		r->code == ERR_INPUT      ? "mend_input" :
		bad == PACKAGE_CHECKPOINT ? "mend_trust" :
					    "manifest_version",
	    lang, dir, "");
	print_line(out, "  -> ", buffer_cstr(&b));
	buffer_release(&b);
}

static struct json *
steps_json(struct arena *a, const struct package_report *r)
{
	static const char *const names[] = {"ok", "failed", "cannot"};
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < PACKAGE_STEPS; i++) {
		const struct package_result *s = &r->steps[i];
		struct json *o = json_add(list, json_new(a, JSON_OBJECT));
		struct buffer b = {0};
		char step[16];

		(void)snprintf(step, sizeof step, "step_%zu", i + 1);
		json_put_number(a, o, "n", (int64_t)i + 1);
		json_put_cstr(a, o, "name", package_sentence(step, LANG_EN));
		json_put_cstr(a, o, "result",
		    names[s->result == STEP_OK       ? 0 :
			    s->result == STEP_FAILED ? 1 :
						       2]);
		fill(&b, s->word, LANG_EN, s->file, s->detail);
		json_put_text(a, o, "detail", buffer_bytes(&b));
		buffer_release(&b);
	}
	return list;
}

void
package_print_json(struct json *files, struct arena *a, const char *dir,
    const struct package_report *r, const struct policy *policy,
    const char *keys_from)
{
	struct json *o = json_add(files, json_new(a, JSON_OBJECT)), *n, *keys;
	char text[VKEY_BYTES], time[21];

	json_put_cstr(a, o, "file", dir);
	json_put_cstr(a, o, "kind", "disclosure");
	json_put(a, o, "steps", steps_json(a, r));
	json_put_cstr(a, o, "verdict", verdict(r->code));
	json_put_cstr(a, o, "question",
	    r->question[0] == '\0' ? NULL : r->question);
	n = json_put(a, o, "answer",
	    json_new(a, r->proved ? JSON_OBJECT : JSON_NULL));
	if (r->proved) {
		json_put_number(a, n, "certain", (int64_t)r->answer.certain);
		json_put_number(a, n, "possible", (int64_t)r->answer.possible);
		json_put_number(a, n, "struck", (int64_t)r->answer.struck);
		json_put_number(a, n, "sealed", (int64_t)r->sealed);
	}
	n = json_put(a, o, "as_of",
	    json_new(a, r->has_as_of ? JSON_OBJECT : JSON_NULL));
	if (r->has_as_of) {
		time_print(time, r->time_s);
		json_put_number(a, n, "size", (int64_t)r->checkpoint.size);
		json_put_cstr(a, n, "time", r->has_time ? time : NULL);
		json_put_cstr(a, n, "origin", r->checkpoint.origin);
	}
	n = json_put(a, o, "trust", json_new(a, JSON_OBJECT));
	keys = json_put(a, n, "log_keys", json_new(a, JSON_ARRAY));
	for (size_t i = 0; policy != NULL && i < policy->log_count; i++) {
		(void)vkey_print(text, &policy->logs[i].key);
		json_add(keys, json_new_cstr(a, text));
	}
	json_put_number(a, n, "witnesses_needed", r->witnesses_needed);
	json_put_number(a, n, "witnesses_valid", r->witnesses_valid);
	json_put_cstr(a, n, "keys_from", keys_from);
}
