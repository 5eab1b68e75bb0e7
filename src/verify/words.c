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

	/* what steps found: words of proof/ */
	{"form_good", {"well-formed", "bien formé"}},
	{"question_equal", {"the question is the one asked",
	    "la question est celle posée"}},
	{"question_shown", {"shown, not compared", "montrée, non comparée"}},
	{"answer_follows", {"the answer follows from the index",
	    "la réponse découle de l'index"}},
	{"root_in_log", {"the index root is the log's last entry",
	    "la racine d'index est la dernière entrée du journal"}},
	{"entry_in_log", {"the entry is in the log",
	    "l'entrée est dans le journal"}},
	{"signed", {"signed by the log", "signé par le journal"}},
	{"witnessed", {"enough witnesses signed",
	    "assez de témoins ont signé"}},
	{"not_reached", {"not checked, an earlier step failed",
	    "non vérifié, une étape antérieure a échoué"}},
	{"no_such_step", {"not part of this kind of file",
	    "sans objet pour ce genre de fichier"}},
	{"refused", {"refused", "refusé"}},
	{"form", {"the file is malformed", "le fichier est mal formé"}},
	{"checkpoint_form", {"the checkpoint is malformed",
	    "le point de contrôle est mal formé"}},
	{"format_version", {"this version of the format is not known here",
	    "cette version du format n'est pas connue ici"}},
	{"mapping_version", {"the index follows a mapping not known here",
	    "l'index suit une règle de classement inconnue ici"}},
	{"no_question", {"this kind of file answers no question",
	    "ce genre de fichier ne répond à aucune question"}},
	{"unreadable", {"the file cannot be read",
	    "le fichier ne peut être lu"}},
	{"question_word", {"a word of the question is not known",
	    "un mot de la question n'est pas connu"}},
	{"question_long", {"the question is too long",
	    "la question est trop longue"}},
	{"question_view", {"the question names no view",
	    "la question ne nomme aucune vue"}},
	{"question_range", {"a range of the question is empty or too large",
	    "un intervalle de la question est vide ou trop grand"}},
	{"question_state", {"the state is not two capitals",
	    "l'État n'est pas deux capitales"}},
	{"question_group", {"the question cannot be answered by such groups",
	    "la question n'admet pas de tels groupes"}},
	{"question_days", {"the days of the question are not right",
	    "les jours de la question ne conviennent pas"}},
	{"question_mode", {"the question does not say count, list or groups",
	    "la question ne dit pas count, list ou groups"}},
	{"question_canonical", {"the question is not in its one form",
	    "la question n'est pas sous sa forme unique"}},
	{"question_differs", {"the file answers another question",
	    "le fichier répond à une autre question"}},
	{"question_missing", {"the file leaves out a question that belongs to "
	    "the answer",
	    "le fichier omet une question qui fait partie de la "
	    "réponse"}},
	{"question_extra", {"the file answers more than was asked",
	    "le fichier répond à plus que la question posée"}},
	{"parts_many", {"an answer has at most 64 questions",
	    "une réponse compte au plus 64 questions"}},
	{"parts_none", {"an answer has at least one question",
	    "une réponse compte au moins une question"}},
	{"parts_order", {"the questions asked are not in order",
	    "les questions posées ne sont pas dans l'ordre"}},
	{"parts_differ", {"the questions asked differ in more than the kind",
	    "les questions posées diffèrent par autre chose que le type"}},
	{"answer_differs", {"the count does not follow from the index path",
	    "le décompte ne découle pas du chemin d'index"}},
	{"group_differs", {"a group does not follow from the index path",
	    "un groupe ne découle pas du chemin d'index"}},
	{"group_missing", {"a group is left out", "un groupe manque"}},
	{"group_left_over", {"a group is listed that was not counted",
	    "un groupe est donné qui n'a pas été compté"}},
	{"entry_order", {"entries are out of order or given twice",
	    "des entrées sont en désordre ou données deux fois"}},
	{"entry_leaf", {"an entry is not the one that was counted",
	    "une entrée n'est pas celle qui a été comptée"}},
	{"entry_missing", {"an entry was counted and is not listed",
	    "une entrée a été comptée et n'est pas donnée"}},
	{"entry_left_over", {"an entry is listed that was not counted",
	    "une entrée est donnée qui n'a pas été comptée"}},
	{"trie_short", {"the index path breaks off",
	    "le chemin d'index s'interrompt"}},
	{"trie_tag", {"the index path has an unknown node",
	    "le chemin d'index a un nœud inconnu"}},
	{"trie_varint", {"a number in the index path is not in its one form",
	    "un nombre du chemin d'index n'est pas sous sa forme unique"}},
	{"trie_stub", {"the index path hides lines that the question needs",
	    "le chemin d'index cache des lignes que la question demande"}},
	{"trie_opened", {"the index path shows lines where a subtotal is due",
	    "le chemin d'index montre des lignes là où un sous-total est "
	    "dû"}},
	{"trie_label", {"a label in the index path has stray bits",
	    "une étiquette du chemin d'index a des bits égarés"}},
	{"trie_position", {"a branch in the index path stands in no place",
	    "un embranchement du chemin d'index n'est pas à sa place"}},
	{"trie_view", {"the index path names a view that does not exist",
	    "le chemin d'index nomme une vue inexistante"}},
	{"trie_times", {"a line of the index stands for no contact, or too "
	    "many",
	    "une ligne de l'index vaut zéro contact, ou trop"}},
	{"trie_sum", {"a sum in the index path is too large",
	    "une somme du chemin d'index est trop grande"}},
	{"trie_left_over", {"bytes are left over behind the index path",
	    "des octets restent après le chemin d'index"}},
	{"trie_top", {"the index path leads to another root",
	    "le chemin d'index mène à une autre racine"}},
	{"scratch", {"the file needs more memory than this check has",
	    "le fichier demande plus de mémoire que cette vérification n'en "
	    "a"}},
	{"root_entry", {"the file holds no index-root entry",
	    "le fichier ne contient pas d'entrée de racine d'index"}},
	{"root_covered", {"the index root speaks of other entries",
	    "la racine d'index parle d'autres entrées"}},
	{"root_commitment", {"the index root is not the hash of its fields",
	    "la racine d'index n'est pas l'empreinte de ses champs"}},
	{"root_origin", {"the index root is of another register",
	    "la racine d'index est d'un autre registre"}},
	{"root_size", {"the index root is not the checkpoint's last entry",
	    "la racine d'index n'est pas la dernière entrée du point de "
	    "contrôle"}},
	{"root_inclusion", {"the index root is not in the log",
	    "la racine d'index n'est pas dans le journal"}},
	{"entry_inclusion", {"the entry is not in the log at this place",
	    "l'entrée n'est pas dans le journal à cette place"}},
	{"no_entry", {"the entry itself was not given",
	    "l'entrée elle-même n'a pas été donnée"}},
	{"signature", {"a signature of a key that you trust does not hold, or "
	    "is absent",
	    "une signature d'une clé de confiance ne tient pas, "
	    "ou manque"}},
	{"origin", {"a trusted key signed for another log",
	    "une clé de confiance a signé pour un autre journal"}},
	{"no_trusted_key", {"no trusted key for this log",
	    "pas de clé de confiance pour ce journal"}},
	{"no_trust", {"no trusted key was given",
	    "aucune clé de confiance n'a été donnée"}},
	{"quorum", {"too few witnesses", "trop peu de témoins"}},
	{"time", {"a witness signed for a time still to come",
	    "un témoin a signé pour un temps à venir"}},
	{"too_old", {"the checkpoint is too old",
	    "le point de contrôle est trop ancien"}},
	{"age_unknown", {"nothing tells the checkpoint's age",
	    "rien n'indique l'âge du point de contrôle"}},
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

const char *
say_found(const char *word, const char *text, enum lang lang)
{
	const char *row;

	if (lang == LANG_EN && text[0] != '\0')
		return text;
	row = sentence_find(word, lang);
	return row == NULL ? text : row;
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
