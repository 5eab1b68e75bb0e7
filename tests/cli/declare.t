# Declarations, duties, late flags and counter-records (model 3.10, 3.19 to
# 3.22, 6.4; interfaces A6.4): format/declaration 6.1, 6.2, 7.1, 7.2, 7.3, 7.4,
# and format/duty 4.1.
## mask [0-9]+\ [A-Z][a-z]+\ [0-9]{4},\ [0-9]{2}:[0-9]{2}\ UTC WHEN
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask (?<=[a-z]:)[0-9a-z]{26} ID
## mask (?<=leaf )[0-9a-f]{64} HASH
## mask (?<=on )\d+ [A-Z][a-z]+ \d{4}(?= \(entry) DAY
## mask (?<=le )\d+(er)? [a-zûé]+ \d{4}(?= \(entrée) DAY
## mask (?<=late by )\d+ N
## mask \d+(?= jours de retard) N
## mask (?<=late,)\d+ N

$ . "$ROOT/tests/cli/found.sh"
$ chancery file org --name "en:Foreign Department" --name "fr:Département des affaires étrangères" --org-kind department --state xa >/dev/null 2>&1
$ chancery key new --name department.example/foreign --out department.key --owner o/25 >/dev/null 2>&1
$ chancery key grant o/25 --role department >/dev/null 2>&1

# a wrong number is refused, with the numbers and the list
$ chancery declare complete --of "The Member" --state xb --kind call --from 2020 --to 2022 --times 5
chancery: declares 5 where the register holds 6 certain and 6 possible, /times
  -> file what is missing, or correct the number
  c/21      call     certain    4 March 2021
  c/23      call     certain    5 times, between 2020 and 2022
[3]
$ chancery --lang fr declare complete --of "The Member" --state xb --kind call --from 2020 --to 2022 --times 7
chancery: déclare 7 alors que le registre contient 6 certains et 6 possibles, /times
  -> déposez ce qui manque, ou corrigez le nombre
  c/21      call     certain    4 mars 2021
  c/23      call     certain    5 fois, entre 2020 et 2022
[3]
$ chancery --json declare complete --of p/3 --state xb --kind call --from 2020 --to 2022 --times 5 2>&1 | grep -o '"exit".*'
"exit":3,"errors":[{"field":"/times","code":"count_mismatch","detail":"declares 5 where the register holds 6 certain and 6 possible"},{"field":"c/21","code":"certain","detail":"2021-03-04"},{"field":"c/23","code":"certain","detail":"[2020..2022]"}]}
$ chancery declare complete --of p/3 --state xb --kind call --from 2020 --to 2022 --times 6 --key-file office.key --dry-run
complete would be filed; nothing was
declared: 6; counted: certain 6, possible 6, struck 0, sealed 0
$ chancery declare complete --of p/3 --state xb --kind call --from 2020 --to 2022 --times 6 --key-file office.key
published at checkpoint 33; next: chancery show complete/31
complete/31 filed as entry 31
declared: 6; counted: certain 6, possible 6, struck 0, sealed 0

# the answer names it, in both languages, and as of an earlier checkpoint not
$ chancery ask calls --of p/3 --state xb --from 2020 --to 2022 | grep Declared
This register holds what was filed with it; it cannot show contacts that nobody filed. Declared complete by Office of the Member on <DAY> (entry 31).
$ chancery --lang fr ask calls --of p/3 --with p/15 --from 2021 --to 2021 | grep -o "Déclaré.*"
Déclaré complet par Office of the Member le <DAY> (entrée 31).
$ chancery ask calls --of p/3 --state xb --from 2020 --to 2022 --as-of 25 | grep -o "Nobody.*"
Nobody has declared this record complete for this question.
$ chancery ask calls --of p/3 --from 2020 --to 2022 | grep -o "Nobody.*"
Nobody has declared this record complete for this question.
$ chancery --json ask calls --of p/3 --state xb --from 2020 --to 2022 | grep -o '"statement_of_limits".*'
"statement_of_limits":{"en":"This register holds what was filed with it; it cannot show contacts that nobody filed. Declared complete by Office of the Member on <DAY> (entry 31).","fr":"Ce registre contient ce qui y a été déposé ; il ne peut pas montrer les contacts que personne n'a déposés. Déclaré complet par Office of the Member le <DAY> (entrée 31)."},"proof_bytes":1973}
# "anyone else?" under a declaration, and without one
$ chancery declare nil --of p/3 --state xb --kind gift,travel --from 2020 --to 2022 --key-file office.key
published at checkpoint 35; next: chancery show complete/33
complete/33 filed as entry 33
declared: 0; counted: certain 0, possible 0, struck 0, sealed 0
$ chancery ask gifts --of p/3 --state xb --from 2020 --to 2022 --anyone-else
Nobody else, in the words of the declaration in entry 33; none filed with anyone else up to checkpoint 35.
As of checkpoint 35 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Declared complete by Office of the Member on <DAY> (entry 33).
Proof checked here: 2046 bytes (--proof FILE keeps it)
[1]
$ chancery ask gifts --of p/3 --state xc --from 2020 --to 2022 --anyone-else
None filed with anyone else up to checkpoint 35.
As of checkpoint 35 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 1990 bytes (--proof FILE keeps it)
[1]
$ chancery --lang fr ask gifts --of p/3 --state xb --from 2020 --to 2022 --anyone-else | head -1
Personne d'autre, selon les mots de la déclaration de l'entrée 33 ; rien de déposé avec quelqu'un d'autre jusqu'au point de contrôle 35.

# exceptions: said before it is filed, and it covers nothing
$ chancery declare complete --of p/3 --times 6 --except en:receptions --except fr:réceptions --except "en:mail to the constituency" --key-file office.key
a declaration with exceptions covers no question by itself: it is shown, and nothing rests on it
published at checkpoint 37; next: chancery show complete/35
complete/35 filed as entry 35
declared: 6; counted: certain 6, possible 6, struck 0, sealed 0
it has exceptions, and covers no question by itself
$ chancery ask --of p/3 | grep -o "Nobody.*"
Nobody has declared this record complete for this question.

# a later filing overtakes it, and every page says so
$ chancery file contact --kind call --with p/15 --on 2022-05-05 --topic visas --summary "en:A call that nobody had entered before" --key-file office.key
published at checkpoint 39; next: chancery show c/37
c/37 filed as entry 37
$ chancery ask calls --of p/3 --state xb --from 2020 --to 2022 | grep -o "Declaration.*"
Declaration (entry 31) overtaken by entry 37.
$ chancery --lang fr ask calls --of p/3 --state xb --from 2020 --to 2022 | grep -o "Déclaration.*"
Déclaration (entrée 31) dépassée par l'entrée 37.
$ chancery ask gifts --of p/3 --state xb --from 2020 --to 2022 | grep -o "Declared.*"
Declared complete by Office of the Member on <DAY> (entry 33).
$ chancery show c/37 | grep 'Declaration\|^Kind'
Kind: Call
Declaration (entry 31) overtaken by entry 37.
$ chancery show complete/31 | sed '/^leaf/d'
complete/31  declaration of completeness
entry 31, version 1, filed <TIME>
Form: Declaration of its own
Official: The Member (p/3)
Kinds: Call
Counterparts in scope: State XB
Period: From 1 January 2020 to 31 December 2022
Number declared: 6
To the knowledge of: The Member (p/3)
Standing: Declaration (entry 31) overtaken by entry 37.
Filed by: Office of the Member (o/5)
Filed on: <WHEN>
$ chancery show p/3 | grep Declaration
Declaration (entry 31) overtaken by entry 37.
Declaration (entry 33) in force; none overtook it of the entries filed up to checkpoint 39.
Declaration (entry 35) has exceptions, and covers no question by itself.
$ chancery --json show c/37 | grep -o '"declarations":\[.*\],"counter"' | sed 's/.*"form"/"form"/'
"form":"declaration","exceptions":false,"overtaken_by":37}],"counter"
$ chancery annul complete/33 --reason "error:en:filed for the wrong year" --key-file office.key
published at checkpoint 41; next: chancery show e/39
e/39 filed as entry 39
complete/33 stays in the log and counts no more
$ chancery ask gifts --of p/3 --state xb --from 2020 --to 2022 | grep -o "Nobody.*"
Nobody has declared this record complete for this question.
$ chancery show p/3 | grep Declaration
Declaration (entry 31) overtaken by entry 37.
Declaration (entry 35) has exceptions, and covers no question by itself.

# duties: shipped rules, due days, the late list by name
$ chancery late
No late flag on any contact filed up to checkpoint 41.
[1]
$ chancery file duty --rule ca-lobby --subject "The Member" --from 2021-03-01
published at checkpoint 43; next: chancery show e/41
e/41 filed as entry 41
$ chancery file duty --rule nowhere
chancery: no rule set "nowhere", --rule
  -> one of ca-lobby, ca-fitaa, uk-firs, uk-ministers, au-fits, us-fara, ie-lobby, si-kpk, fr-hatvp, de-lobby, cl-lobby, office
[4]
$ chancery show c/21 | grep ^Timeliness
Timeliness: Due under ca-lobby by 15 April 2021: late by <N> days (rule not confirmed)
$ chancery show c/23 | grep '^Kind\|^Stands'
Kind: Call
Stands for: 5 calls in one entry, days unknown
$ chancery --json file contact --kind call --with p/15 --on 2021-03-05 --topic visas --summary "en:A call of the day after, entered now" --key-file office.key | grep -o '"due":{[^}]*}' | sed 's/days":[0-9]*/days":N/'
please look: late: filed after the day that a duty gives
"due":{"rule":"ca-lobby","confirmed":false,"by":"2021-04-15","state":"late","late_days":N}
$ chancery file contact --kind call --with p/15 --on 2021-03-06 --topic visas --summary "en:Another call, entered now, without a yes" --key-file office.key
please look: late: filed after the day that a duty gives
chancery: there are warnings, nothing was filed
  -> look at them, then add --confirm
[2]
$ chancery late
p/3  The Member
  c/21      call     due under ca-lobby by 15 April 2021: late by <N> days (rule not confirmed)
  c/43      call     due under ca-lobby by 15 April 2021: late by <N> days (rule not confirmed)
  c/37      call     due under ca-lobby by 15 June 2022: late by <N> days (rule not confirmed)
$ chancery --lang fr late --of p/3 --rule ca-lobby
p/3  Le membre
  c/21      call     à déposer selon ca-lobby au plus tard le 15 avril 2021 : <N> jours de retard (règle non confirmée)
  c/43      call     à déposer selon ca-lobby au plus tard le 15 avril 2021 : <N> jours de retard (règle non confirmée)
  c/37      call     à déposer selon ca-lobby au plus tard le 15 juin 2022 : <N> jours de retard (règle non confirmée)
$ chancery late --csv
\e official,name,ref,kind,when,rule,confirmed,due,state,late_days\x0d
\e p/3,The Member,c/21,call,2021-03-04,ca-lobby,no,2021-04-15,late,<N>\x0d
\e p/3,The Member,c/43,call,2021-03-05,ca-lobby,no,2021-04-15,late,<N>\x0d
\e p/3,The Member,c/37,call,2022-05-05,ca-lobby,no,2022-06-15,late,<N>\x0d
$ chancery declare nil --of p/3 --state xd --rule ca-lobby --period 2021-03 --key-file office.key
published at checkpoint 47; next: chancery show complete/45
complete/45 filed as entry 45
declared: 0; counted: certain 0, possible 0, struck 0, sealed 0
$ chancery --json show complete/45 | grep -o '"form":"return"[^}]*}' | head -1
"form":"return","kinds":null,"nil":true,"period":"2021-03","rule":"duty:<ID>","scope":{"state":"xd"}

# the department's record of the same call: beside it, and never counted
$ chancery file contact --kind video --of p/3 --with p/15 --on "[2021-03-03..2021-03-04]" --topic visas --summary "en:The department's own record of the call" --initiated-by foreign --counter-of c/21 --by o/25 --key-file department.key
published at checkpoint 49; next: chancery show c/47
c/47 filed as entry 47
$ chancery show c/21 | sed -n '/^counter/,/^notes/p'
counter-record c/47, filed by Foreign Department; this contact counts, the counter-record does not
  Initiated by: here Not known, there The foreign side
  Kind: here Call, there Video call
  When: here 4 March 2021, there some day between 3 March 2021 and 4 March 2021
notes that name it openly: none filed up to checkpoint 49
$ chancery show c/47 | sed -n '/^counter/,/^notes/p'
counter-record of c/21, filed by Office of the Member; that contact counts, this counter-record does not
  Initiated by: here The foreign side, there Not known
  Kind: here Video call, there Call
  When: here some day between 3 March 2021 and 4 March 2021, there 4 March 2021
notes that name it openly: none filed up to checkpoint 49
$ chancery --lang fr show c/47 | sed -n '/^contre/,/^aide/p'
contre-inscription de c/21, déposé par Office of the Member ; ce contact-là compte, cette contre-inscription ne compte pas
  À l'initiative de : ici Le côté étranger, là Non connu
  Type : ici Visioconférence, là Appel
  Quand : ici un jour entre le 3 mars 2021 et le 4 mars 2021, là 4 mars 2021
aide-mémoire qui le nomment ouvertement : rien de déposé jusqu'au point de contrôle 49
$ chancery ask --of p/3 --with p/15 | sed -n 1p
3 contacts
$ chancery --json show c/47 | grep -o '"counter_of":"c/21"'
"counter_of":"c/21"
$ chancery file contact --kind call --of p/3 --with p/15 --on 2021-03-04 --topic visas --summary "en:A record of the record of the call" --counter-of c/47 --by o/25 --key-file department.key
chancery: names a contact that is a counter-record itself, /counter_of
  -> name the contact that it is a counter-record of
[3]
# two contacts judged the same: one is to go
$ printf '{"a":"c/21","b":"c/43","basis":"document","evidence":[],"judgement":"same"}' | sed "s#c/21#$(chancery --json show c/21 | grep -o 'contact:[0-9a-z]*' | head -1)#; s#c/43#$(chancery --json show c/43 | grep -o 'contact:[0-9a-z]*' | head -1)#" >same.json
$ chancery file same --body same.json
published at checkpoint 51; next: chancery show e/49
e/49 filed as entry 49
$ chancery show c/21 | grep -A1 "^judged"
judged the same as c/43 by The Registrar (entry 49)
  both still count: annul one, or file it as counter-record of the other
$ chancery annul c/43 --reason "duplicate:en:filed twice" --key-file office.key
published at checkpoint 53; next: chancery show e/51
e/51 filed as entry 51
c/43 stays in the log and counts no more
$ chancery show c/21 | grep -A1 "^judged"
judged the same as c/43 by The Registrar (entry 49)
notes that name it openly: none filed up to checkpoint 53

# usage
$ chancery declare whole --of p/3 --times 1
chancery: declare complete or nil, not "whole"
  -> chancery help declare
[2]
$ chancery declare complete --times 1
chancery: a declaration names its official: --of
  -> chancery help declare
[2]
$ chancery declare complete --of p/3
chancery: a declaration says how many: --times N, or declare nil
  -> chancery help declare
[2]
$ chancery declare nil --of p/3 --times 1
chancery: a nil return declares none: leave --times out
  -> chancery help declare
[2]
$ chancery declare complete --of p/3 --times 1 --state xb --with p/15
chancery: --state, --org and --with exclude each other
  -> chancery help declare
[2]
$ chancery declare complete --of p/3 --times 1 --period 2021
chancery: a return names its duty and its period: --rule and --period together
  -> chancery help declare
[2]
$ chancery declare complete --of p/3 --times 9 --from 2022 --to 2020
chancery: the end is before the start, --to
  -> turn them round
[3]
$ chancery declare complete --of o/5 --times 9
chancery: a org does not fit here: "o/5", --of
[3]
# derived again, it is the same
$ chancery rebuild >/dev/null && chancery show p/3 | grep Declaration
Declaration (entry 31) overtaken by entry 37.
Declaration (entry 35) has exceptions, and covers no question by itself.
Declaration (entry 45) in force; none overtook it of the entries filed up to checkpoint 53.
$ chancery audit | tail -1 | cut -c1-3
ok 
