#include "verify/words.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

const struct sentence sentences[] = {
	/* the verdict */
	{"verified", {"VERIFIED", "VÉRIFIÉ"}},
	{"failed", {"CHECK FAILED", "VÉRIFICATION ÉCHOUÉE"}},
	{"cannot_check", {"CANNOT CHECK", "VÉRIFICATION IMPOSSIBLE"}},
	{"step_ok", {"ok", "bon"}},
	{"step_failed", {"FAILED", "ÉCHEC"}},
	{"step_cannot", {"cannot", "impossible"}},
	{"step_none", {"-", "-"}},

	/* the steps of A9.12 */
	{"step_1", {"file well-formed", "fichier bien formé"}},
	{"step_2", {"question is the one asked",
	    "la question est celle posée"}},
	{"step_3", {"answer follows from the index path",
	    "la réponse découle du chemin d'index"}},
	{"step_4", {"index root or entry is in the log",
	    "racine d'index ou entrée dans le journal"}},
	{"step_5", {"checkpoint signed by a trusted log key",
	    "point de contrôle signé par une clé de confiance"}},
	{"step_6", {"witness signatures", "signatures des témoins"}},

	/* labels */
	{"label_question", {"question", "question"}},
	{"label_unit", {"counted", "compté"}},
	{"label_answer", {"answer", "réponse"}},
	{"label_as_of", {"as of", "en date de"}},
	{"label_trust", {"trust", "confiance"}},
	{"label_kind", {"kind", "nature"}},
	{"label_group", {"group", "groupe"}},
	{"label_entries", {"entries", "entrées"}},
	{"kind_proof", {"answer with its proof", "réponse avec sa preuve"}},
	{"kind_tlog_proof", {"proof that an entry is in the log",
	    "preuve qu'une entrée est dans le journal"}},
	{"kind_checkpoint", {"checkpoint", "point de contrôle"}},
	{"kind_unknown", {"not known", "inconnue"}},

	/* the answer */
	{"numbers", {"certain {1}, possible {2}",
	    "certains {1}, possibles {2}"}},
	{"struck", {"{1} was filed and later amended or withdrawn.",
	    "{1} a été déposé puis rectifié ou retiré."}},
	{"struck_many", {"{1} were filed and later amended or "
	    "withdrawn.",
	    "{1} ont été déposés puis rectifiés ou "
	    "retirés."}},
	{"sealed", {"{1} sealed contact cannot be excluded.",
	    "{1} contact scellé ne peut être exclu."}},
	{"sealed_many", {"{1} sealed contacts cannot be excluded.",
	    "{1} contacts scellés ne peuvent être exclus."}},
	{"zero", {"None filed in this register up to checkpoint {1}.",
	    "Rien de déposé dans ce registre jusqu'au point de contrôle {1}."}},
	{"as_of", {"checkpoint {1}, {2} UTC, of {3}",
	    "point de contrôle {1}, {2} UTC, de {3}"}},
	{"as_of_no_time", {"checkpoint {1} of {2}",
	    "point de contrôle {1} de {2}"}},
	{"first_alone", {"Counted as filed: unknown kinds and unidentified "
	    "counterparts are not included.",
	    "Compté tel que déposé : les "
	    "types inconnus et les interlocuteurs non identifiés ne sont pas "
	    "compris."}},
	{"part_rest", {"(filed less precisely: in possible alone)",
	    "(déposé moins précisément : dans les possibles seulement)"}},
	{"part_sealed", {"(sealed contacts, by kind)",
	    "(contacts scellés, par type)"}},
	{"part_alone", {"(a question for itself)",
	    "(une question à part)"}},
	{"limits", {"This register holds what was filed with it; it cannot "
	    "show contacts that nobody filed.",
	    "Ce registre contient ce qui "
	    "y a été déposé ; il ne peut pas montrer les contacts que "
	    "personne n'a déposés."}},
	{"shows", {"This proof shows what the register held.",
	    "Cette preuve montre ce que le registre contenait."}},
	{"auditors", {"That the register's subtotals follow from its entries "
	    "is for auditors to recompute; this file names none: as far as it "
	    "shows, no auditor has recomputed this index.",
	    "Que les "
	    "sous-totaux du registre découlent de ses entrées, des auditeurs "
	    "le recalculent ; ce fichier n'en nomme aucun : d'après lui, "
	    "aucun auditeur n'a recalculé cet index."}},
	{"unproved", {"The numbers below are those of the file; nothing "
	    "that you trust vouches for them.",
	    "Les nombres ci-dessous sont ceux du fichier ; rien de ce à quoi "
	    "vous vous fiez ne les garantit."}},
	{"trust_line", {"witnesses valid: {1}, needed: {2}; keys from {3}",
	    "témoins valides : {1}, requis : {2} ; clés de {3}"}},
	{"trust_none", {"no keys given", "aucune clé donnée"}},

	/* errors on stderr */
	{"error_step", {"step {1} failed: {2}", "l'étape {1} a échoué : {2}"}},
	{"error_cannot", {"cannot check step {1}: {2}",
	    "impossible de vérifier l'étape {1} : {2}"}},
	{"mend_failed", {"keep this file and tell the registrar and a "
	    "witness; do not rely on the answer",
	    "gardez ce fichier et "
	    "prévenez le greffe et un témoin ; ne vous fiez pas à la "
	    "réponse"}},
	{"mend_input", {"fetch the file again; if it stays so, tell the "
	    "registrar",
	    "téléchargez de nouveau le fichier ; si rien ne "
	    "change, prévenez le greffe"}},
	{"mend_trust", {"chancery-verify {1} --trust keys.txt",
	    "chancery-verify {1} --trust cles.txt"}},
	{"mend_entry", {"chancery-verify {1} --entry FILE",
	    "chancery-verify {1} --entry FICHIER"}},
	{"mend_later", {"ask for a newer file, or a newer chancery-verify",
	    "demandez un fichier plus récent, ou un chancery-verify plus "
	    "récent"}},
	{"mend_nearest", {"did you mean: {1}", "vouliez-vous dire : {1}"}},
	{"mend_help", {"chancery-verify --help", "chancery-verify --help"}},

	/* usage */
	{"usage_option", {"no option \"{1}\"", "pas d'option « {1} »"}},
	{"usage_value", {"{1} needs a value", "{1} demande une valeur"}},
	{"usage_no_value", {"{1} takes no value",
	    "{1} ne prend pas de valeur"}},
	{"usage_twice", {"{1} is given twice", "{1} est donnée deux fois"}},
	{"usage_no_file", {"no file named", "aucun fichier nommé"}},
	{"usage_lang", {"--lang takes en or fr, not \"{1}\"",
	    "--lang prend en ou fr, pas « {1} »"}},
	{"usage_age", {"--max-age takes days from 0 to 36500, not \"{1}\"",
	    "--max-age prend des jours de 0 à 36500, pas « {1} »"}},
	{"usage_question", {"{1}, --question", "{1}, --question"}},
};
const size_t sentence_count = COUNT(sentences);

const char *
sentence_find(const char *word, enum lang lang)
{
	for (size_t i = 0; i < COUNT(sentences); i++)
		if (strcmp(sentences[i].word, word) == 0)
			return sentences[i].text[lang];
	return NULL;
}

const char *
say(const char *word, enum lang lang)
{
	const char *text = sentence_find(word, lang);

	assert(text != NULL);
	return text;
}

const char *
say_count(const char *word, uint64_t n, enum lang lang)
{
	bool many = lang == LANG_FR ? n >= 2 : n != 1;
	char name[40];

	(void)snprintf(name, sizeof name, "%s%s", word, many ? "_many" : "");
	return say(name, lang);
}

void
say_fill(struct buffer *out, const char *text, const char *const *args)
{
	for (; *text != '\0'; text++) {
		if (text[0] == '{' && text[1] >= '1' && text[1] <= '9' &&
		    text[2] == '}') {
			buffer_text(out, args[text[1] - '1']);
			text += 2;
		} else {
			buffer_byte(out, (uint8_t)*text);
		}
	}
}

enum lang
lang_of_environment(void)
{
	static const char *const names[] = {"CHANCERY_LANG", "LC_ALL",
	    "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return strncmp(value, "fr", 2) == 0 ? LANG_FR :
			    LANG_EN;
	}
	return LANG_EN;
}
