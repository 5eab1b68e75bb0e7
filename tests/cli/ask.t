# Every combination and every refusal of interfaces A5.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask (?<=[a-z]:)[0-9a-z]{26} ID
## mask (?<=origin=)\S+ ORIGIN

$ . "$ROOT/tests/cli/found.sh"

# the rows of A5.4
$ chancery ask calls --of "The Member" --with "The Consul" --state xb
1 call
counted: contact x official x counterpart
certain 1, possible 1
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 2323 bytes (--proof FILE keeps it)
$ chancery ask calls --of "The Member" --with "The Consul"
1 call
counted: contact x counterpart x official
certain 1, possible 1
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 2302 bytes (--proof FILE keeps it)
$ chancery ask calls --of "The Member" --with-post Ambassador --from 2020 --to 2022
5 calls
counted: contact x official x post of the counterpart
certain 5, possible 5
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1680 bytes (--proof FILE keeps it)
$ chancery ask contacts --of p/3 --state XB --list
6 contacts
counted: contact x official x counterpart
certain 6, possible 6
  c/21      call     certain    4 March 2021
  c/23      call     certain    5 times, between 2020 and 2022
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 4412 bytes (--proof FILE keeps it)
$ chancery ask --of p/3
6 contacts
counted: contact x official
certain 6, possible 6
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1523 bytes (--proof FILE keeps it)
$ chancery ask --with post/9
5 contacts
counted: contact x counterpart x official
certain 5, possible 5
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1657 bytes (--proof FILE keeps it)
$ chancery ask --state xb --from 2021-03-04 --to 2021-03
at least 1 and at most 6 contacts
counted: contact x state
certain 1, possible 6
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1583 bytes (--proof FILE keeps it)
$ chancery ask --of p/3 --state xb --anyone-else --with p/15
5 contacts
counted: contact x official x counterpart
certain 5, possible 5
  post/9     XB  Ambassador: certain 5, possible 5
  p/15       XB  The Consul: certain 1, possible 1 (asked, not counted above)
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1556 bytes (--proof FILE keeps it)
$ chancery ask --of p/3 --anyone-else --with-post post/9
1 contact
counted: contact x official x counterpart
certain 1, possible 1
  post/9     XB  Ambassador: certain 5, possible 5 (asked, not counted above)
  p/15       XB  The Consul: certain 1, possible 1
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1556 bytes (--proof FILE keeps it)
$ chancery ask --of p/3 --anyone-else
6 contacts
counted: contact x official x counterpart
certain 6, possible 6
  post/9     XB  Ambassador: certain 5, possible 5
  p/15       XB  The Consul: certain 1, possible 1
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1943 bytes (--proof FILE keeps it)
# kinds: neighbours are one question, others one each
$ chancery --json ask --kind call,video,letter --of p/3 | grep -o '"canonical":\[[^]]*\]'
"canonical":["official official=3 kind=1..2 count","official official=3 kind=5 count","official official=3 kind=0 count","sealed-official official=3 groups(kind)"]
$ chancery ask gifts --of p/3
None filed in this register up to checkpoint 25.
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1948 bytes (--proof FILE keeps it)
[1]
# text of zero, exit 1; and what cannot be excluded is no zero
$ chancery ask calls --of p/3 --with p/11 --from 2019 --to 2019
None filed in this register up to checkpoint 25.
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 2422 bytes (--proof FILE keeps it)
[1]
$ chancery ask calls --of p/3 --with-post post/9 --from 2021 --to 2021
none shown for certain, up to 5 calls cannot be excluded
counted: contact x official x post of the counterpart
certain 0, possible 5
As of checkpoint 25 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1680 bytes (--proof FILE keeps it)
$ chancery --lang fr ask calls --of p/3 --with-post post/9 --from 2021 --to 2021
aucun n'est certain, jusqu'à 5 appels ne peuvent être exclus
unité de compte : contact x official x post of the counterpart
certains 0, possibles 5
Au point de contrôle 25 (<TIME>), non cosigné.
Ce registre contient ce qui y a été déposé ; il ne peut pas montrer les contacts que personne n'a déposés. Personne n'a déclaré ce dossier complet pour cette question.
Preuve vérifiée ici : 1680 octets (--proof FICHIER la conserve)

# refused before anything is opened: exit 2
$ export CHANCERY_STORE=nowhere
$ chancery ask calls --kind video --of p/3
chancery: a noun and --kind say the same twice
  -> chancery help ask
[2]
$ chancery ask --of p/3 --with p/15 --with-post post/9
chancery: --with and --with-post exclude each other
  -> chancery help ask
[2]
$ chancery ask --of p/3 --anyone-else --list
chancery: --anyone-else and --list exclude each other
  -> chancery help ask
[2]
$ chancery ask calls
chancery: a question names --of, --with or --state
  -> chancery help ask
[2]
$ chancery ask --with-post post/9
chancery: a question names --of, --with or --state
  -> chancery help ask
[2]
$ chancery ask --with p/15 --state xb
chancery: --with and --state together need --of
  -> chancery help ask
[2]
$ chancery ask --anyone-else --with p/15
chancery: --anyone-else needs --of
  -> chancery help ask
[2]
$ chancery ask words --of p/3
chancery: ask counts contacts, calls, videos, meetings, events, letters, emails, messages, travels, gifts or others, not "words"
  -> chancery help ask
[2]
$ chancery ask --of p/3 --of p/5
chancery: --of is given twice
[2]
$ chancery --json ask --of p/3 --proof -
{"type":"/problems/bad-request","title":"--json and --proof - both want standard output","status":null,"detail":"chancery help ask","instance":null,"exit":2,"errors":[{"field":"","code":"usage","detail":"--json and --proof - both want standard output"}]}
[2]
$ chancery ask --of p/3 --frm 2020
chancery: no option "--frm"
  -> did you mean: --from
[2]
$ chancery --url https://register.example ask --of p/3
chancery: --url is for commands that file; read a register elsewhere through its mirror: chancery mirror URL DIR
  -> chancery help ask
[2]
$ export CHANCERY_STORE=register

# refused because of what was typed: exit 3 and 4
$ chancery ask --of p/3 --from 2022 --to 2020
chancery: --from is after --to
  -> turn them round
[3]
$ chancery ask --of p/3 --with-post post/9 --state xc
chancery: --state XC is not the sending state of that post (XB)
[3]
$ chancery ask --of p/3 --state xyz
chancery: "xyz" is no state, --state
  -> write two letters, or ZZ for a state that is not known
[3]
$ chancery ask --of p/3 --kind fax
chancery: "fax" is no kind of contact, --kind
  -> chancery help kinds
[3]
$ chancery ask --of p/3 --from 2021-13
chancery: "2021-13" is not a date, --from
  -> write YYYY, YYYY-MM or YYYY-MM-DD
[3]
$ chancery ask --of p/3 --from 2021-02-29
chancery: "2021-02-29" is not a date, --from
  -> write YYYY, YYYY-MM or YYYY-MM-DD
[3]
$ chancery ask --of c/21
chancery: a contact does not fit here: "c/21", --of
[3]
$ chancery ask --of p/999
chancery: there is no "p/999" in this register, --of
[4]
$ chancery ask --of "The Membre"
chancery: nobody and nothing here is called "The Membre", --of
  -> near to it: p/3 The Member, o/1 The Registrar, o/5 Office of the Member
[4]

# --as-of: a size, a day, a month, a time, newest, a file
$ chancery ask calls --of p/3 --as-of 23
1 call
counted: contact x official
certain 1, possible 1
As of checkpoint 23 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1801 bytes (--proof FILE keeps it)
$ chancery ask calls --of p/3 --as-of 22
chancery: there is no checkpoint of size 22, --as-of
  -> the nearest are 21 and 23
[4]
$ chancery ask calls --of p/3 --as-of 99
chancery: there is no checkpoint of size 99, --as-of
  -> the nearest is 25
[4]
$ chancery ask calls --of p/3 --as-of 2020-01
chancery: no checkpoint that early
[4]
$ chancery ask calls --of p/3 --as-of 1999-01-01
chancery: no checkpoint that early
[4]
$ chancery ask calls --of p/3 --as-of yesterday
chancery: "yesterday" is no checkpoint, --as-of
  -> write a size, a month, a day, a time, newest or ./FILE
[3]
$ chancery -q ask calls --of p/3 --as-of newest | head -n 1
6 calls
$ chancery -q ask calls --of p/3 --as-of "$(date -u +%Y-%m)" | head -n 1
6 calls
$ chancery -q ask calls --of p/3 --as-of "$(date -u +%Y-%m-%d)" | head -n 1
6 calls
$ chancery -q ask calls --of p/3 --as-of "$(date -u +%Y-%m-%dT23:59:59Z)" | head -n 1
6 calls
$ chancery log checkpoint >now.checkpoint
$ chancery -q ask calls --of p/3 --as-of ./now.checkpoint | head -n 1
6 calls
$ sed '3s/^..../AAAA/' now.checkpoint >other.checkpoint
$ chancery ask calls --of p/3 --as-of ./other.checkpoint
chancery: the checkpoint in "./other.checkpoint" is not this register's at size 25
[5]
$ chancery ask calls --of p/3 --as-of ./found.out
chancery: "./found.out" holds no checkpoint
[3]
$ chancery ask calls --of p/3 --as-of ./absent
chancery: cannot open "./absent": No such file or directory
[4]

# the proof, the members of A5.8, the forms of lists
$ chancery -q ask calls --of p/3 --proof - 2>/dev/null >answer.chancery-proof; head -c 18 answer.chancery-proof
chancery/proof@v1
$ chancery-verify answer.chancery-proof --trust trust.txt | head -n 1
answer.chancery-proof: VERIFIED
$ chancery --json ask calls --of p/3 --with p/15 | tr ',' '\n' | grep -o '^{*"[a-z_]*":' | tr -d '{":' | tr '\n' ' '
question ref type name fr html_url with ref type name fr html_url with_post state kinds from to mode canonical text fr unit certain possible struck sealed groups entries as_of time origin statement_of_limits fr proof_bytes 
\c
$ chancery --csv ask --of p/3 --list
\e entry,ref,kind,times,when,summary,fit\x0d
\e 21,c/21,call,1,2021-03-04,Visa processing times for students,certain\x0d
\e 23,c/23,call,5,[2020..2022],"Five calls, reconstructed, days not recorded",certain\x0d
$ chancery --csv ask --of p/3 --anyone-else
\e ref,name,state,certain,possible,struck,asked\x0d
\e post/9,Ambassador,XB,5,5,0,no\x0d
\e p/15,The Consul,XB,1,1,0,no\x0d
$ chancery --plain ask --of p/3
6	6	0	0	25
$ chancery --jsonl ask --of p/3 --anyone-else | tail -n 1
{"end":true,"as_of":{"size":25,"time":"<TIME>","origin":"register.example/contacts"}}
$ chancery --csv ask --of p/3
chancery: a count is no list: --jsonl and --csv need --list or --anyone-else
  -> chancery help ask
[2]
