#include "cli/topics.h"

#include "base/error.h"

const struct topic topics[] = {
    {"dates",
     {"Dates are written as exactly as they are known (EDTF):\n\n"
	 "  2021-03-04          a day\n"
	 "  2021-03, 2021       a month, a year: some day in it\n"
	 "  2021-33             a quarter (33 to 36); 40, 41: half a year\n"
	 "  [2020..2022]        one unknown day from 2020 to 2022\n"
	 "  [..2022], [2020..]  not after, not before\n"
	 "  2021-03~            about March 2021: say how far with\n"
	 "                      --earliest 2021-02-15 --latest 2021-04-15\n"
	 "  2021-03-04/2021-03-09   lasted from one day to another (travel)\n\n"
	 "A question counts what is certainly in its days and what may be:\n"
	 "\"certain 1, possible 7\".\n",
	    "Les dates s'\303\251crivent aussi exactement qu'on les conna\303\256t "
	    "(EDTF) :\n\n"
	    "  2021-03-04          un jour\n"
	    "  2021-03, 2021       un mois, une ann\303\251e : un jour de cette "
	    "p\303\251riode\n"
	    "  2021-33             un trimestre (33 \303\240 36) ; 40, 41 : un "
	    "semestre\n"
	    "  [2020..2022]        un jour inconnu entre 2020 et 2022\n"
	    "  [..2022], [2020..]  pas apr\303\250s, pas avant\n"
	    "  2021-03~            vers mars 2021 : donnez les limites avec\n"
	    "                      --earliest 2021-02-15 --latest 2021-04-15\n"
	    "  2021-03-04/2021-03-09   a dur\303\251 d'un jour \303\240 l'autre "
	    "(voyage)\n\n"
	    "Une question compte ce qui est certainement dans ses jours et ce qui "
	    "peut y \303\252tre :\n\"certain 1, possible 7\".\n"}        },
    {"kinds",
     {"call 1, video 2, meeting 3, event 4, letter 5, email 6, message 7,\n"
	 "travel 8, gift 9, other 10; unknown and sealed are 0.\n"
	 "\"call\" is a telephone call alone; \"--kind call,video\" asks both.\n",
	    "call 1 appel, video 2 visioconf\303\251rence, meeting 3 rencontre, "
	    "event 4\n\303\251v\303\251nement, letter 5 lettre, email 6 courriel, "
	    "message 7, travel 8 voyage,\ngift 9 cadeau, other 10 autre ; unknown "
	    "(inconnu) et sealed (scell\303\251) valent 0.\n\"call\" est un appel "
	    "t\303\251l\303\251phonique seulement ; \"--kind call,video\" demande "
	    "les deux.\n"}					       },
    {"proofs",
     {"Every answer of \"ask\" comes from a proof that was verified before\n"
	 "anything was printed. \"--proof FILE\" keeps it. Anyone checks it with\n"
	 "\"chancery-verify FILE --trust KEYS\", offline, with no register at "
	 "hand.\n"
	 "A proof shows what the register held at a checkpoint. It cannot show\n"
	 "contacts that nobody filed, nor that what was filed is right.\n",
	    "Chaque r\303\251ponse de \"ask\" vient d'une preuve v\303\251rifi"
	    "\303\251e avant tout affichage.\n\"--proof FICHIER\" la garde. Chacun "
	    "la v\303\251rifie avec\n\"chancery-verify FICHIER --trust CL\303\211S"
	    "\", hors ligne, sans le registre.\nUne preuve montre ce que le "
	    "registre contenait \303\240 un point de contr\303\264le. Elle ne\npeut "
	    "montrer ni les contacts que personne n'a d\303\251pos\303\251s, ni que "
	    "ce qui est\nd\303\251pos\303\251 est juste.\n"}             },
    {"sealing",
     {"\"--sealed with,when,summary\" keeps fields out of the public part: "
	 "they stay\nbehind a salted hash. A sealed contact still counts: "
	 "answers say how many\nsealed contacts cannot be excluded. A sealed "
	 "date keeps a public range\n(--public-range 2022-34). \"--public-on "
	 "DAY\" opens on that day.\n\n"
	 "\"chancery open c/14 --slots foreign,summary --ground released\" makes "
	 "slots\npublic; an opening is final. \"chancery open --due\" files what "
	 "a day brought.\n\"chancery show\" tells each state: sealed, delayed "
	 "until DAY, withheld: GROUND,\nerased by order: entry N, ground.\n",
	    "\"--sealed with,when,summary\" garde des champs hors de la partie "
	    "publique : ils\nrestent derri\303\250re une empreinte sal\303\251e. Un "
	    "contact scell\303\251 compte encore : les\nr\303\251ponses disent "
	    "combien de contacts scell\303\251s ne peuvent \303\252tre exclus. Une "
	    "date\nscell\303\251e garde un intervalle public (--public-range "
	    "2022-34). \"--public-on JOUR\"\nouvre ce jour-l\303\240.\n\n"
	    "\"chancery open c/14 --slots foreign,summary --ground released\" "
	    "rend publics\ndes champs ; une ouverture est d\303\251finitive. "
	    "\"chancery open --due\" d\303\251pose ce\nqu'un jour a ouvert. "
	    "\"chancery show\" dit chaque \303\251tat : scell\303\251, "
	    "diff\303\251r\303\251\njusqu'au JOUR, retenu : MOTIF, effac\303\251 "
	    "sur ordre : entr\303\251e N, motif.\n"}},
    {"trust",
     {"A policy file says whom you trust, one line each:\n\n"
	 "  log register.example/contacts+a1206906+AQOh...\n"
	 "  witness w1 witness.example/w1+20324abe+BCms...\n"
	 "  quorum w1            (or: quorum none)\n\n"
	 "Take the keys from a person or a printed page, never from the server\n"
	 "that answers. With --store your own register's key is trusted.\n",
	    "Un fichier de confiance dit \303\240 qui vous vous fiez, une ligne "
	    "chacun :\n\n"
	    "  log register.example/contacts+a1206906+AQOh...\n"
	    "  witness w1 witness.example/w1+20324abe+BCms...\n"
	    "  quorum w1            (ou : quorum none)\n\n"
	    "Prenez les cl\303\251s d'une personne ou d'une page imprim\303\251e, "
	    "jamais du serveur qui\nr\303\251pond. Avec --store, la cl\303\251 de "
	    "votre propre registre fait foi.\n"}                         },
    {"exit-codes",
     {"0 done, verified, yes     1 a valid negative: no match, answer zero\n"
	 "2 usage                   3 input not valid\n"
	 "4 not found               5 proof INVALID: keep the file, tell the "
	 "registrar\n"
	 "6 cannot check: a key, a witness or a checkpoint is missing\n"
	 "7 permission              8 network, server or store failed\n"
	 "9 conflict                70 internal error, out of memory\n",
	    "0 fait, v\303\251rifi\303\251, oui       1 r\303\251ponse n\303\251gative "
	    "valable : rien, z\303\251ro\n"
	    "2 usage                   3 entr\303\251e non valable\n"
	    "4 introuvable             5 preuve NON VALABLE : gardez le fichier, "
	    "pr\303\251venez le greffe\n"
	    "6 v\303\251rification impossible : il manque une cl\303\251, un "
	    "t\303\251moin ou un point de contr\303\264le\n"
	    "7 droits insuffisants     8 r\303\251seau, serveur ou stockage en "
	    "panne\n"
	    "9 conflit                 70 erreur interne, m\303\251moire "
	    "insuffisante\n"}					    },
    {"privacy",
     {"The log is for ever, so it holds no name and no prose: only ids, "
	 "numbers,\ncodes, dates and hashes. Names and texts stand in salted "
	 "slots that a lawful\norder can erase while every proof stays valid. "
	 "Visible to all: that a contact\nwas filed, when, by whom, and how many "
	 "are sealed.\n\n"
	 "\"chancery erase plan REF --slots NAME\" shows what an erasure would "
	 "touch,\n\"chancery erase\" files it with two signatures and destroys "
	 "the words. Whoever\ncopied them while they were public keeps them; a "
	 "backup keeps them until its\nperiod ends.\n",
	    "Le journal est d\303\251finitif : il ne contient ni nom ni prose, "
	    "seulement des\nidentifiants, des nombres, des codes, des dates et des "
	    "empreintes. Noms et textes\nsont dans des cases sal\303\251es qu'un "
	    "ordre l\303\251gal peut effacer, toutes les preuves\nrestant valables. "
	    "Visible de tous : qu'un contact est d\303\251pos\303\251, quand, par "
	    "qui, et\ncombien sont scell\303\251s.\n\n"
	    "\"chancery erase plan REF --slots NOM\" montre ce qu'un effacement "
	    "toucherait,\n\"chancery erase\" le d\303\251pose avec deux "
	    "signatures et d\303\251truit les mots. Qui les\na copi\303\251s "
	    "quand ils \303\251taient publics les garde ; une copie de "
	    "sauvegarde les\ngarde jusqu'\303\240 la fin de sa "
	    "p\303\251riode.\n"}                   },
    {"import",
     {"\"chancery import FILE --as PROFILE --dry-run\" judges every row and "
	 "files\nnothing; without --dry-run it files what is right, or nothing "
	 "if a row has a\nproblem (--skip-bad goes on). The same file again "
	 "files nothing twice.\nImported contacts are shown as \"imported from "
	 "..., not confirmed\".\n",
	    "\"chancery import FICHIER --as PROFIL --dry-run\" juge chaque ligne et "
	    "ne d\303\251pose\nrien ; sans --dry-run il d\303\251pose ce qui est "
	    "juste, ou rien si une ligne a un\nprobl\303\250me (--skip-bad "
	    "continue). Le m\303\252me fichier ne d\303\251pose rien deux fois.\n"
	    "Les contacts import\303\251s sont montr\303\251s \"import\303\251 de "
	    "..., non confirm\303\251\".\n"}                             },
};
const size_t topic_count = COUNT(topics);
