# Statements and what the register can say of them: format/check 1.1, 1.2
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask [0-9a-hjkmnp-tv-z]{26} ID

$ . "$ROOT/tests/cli/found.sh"
$ . "$ROOT/tests/cli/statements.sh"
$ chancery -q file org --name "en:The Court" --name "fr:La cour" --org-kind court --state xa
o/25 filed as entry 25
$ document transcript "Transcript of a hearing"; document report "A report"
d/27 filed as entry 27
d/29 filed as entry 29
$ member=$(id p/3) consul=$(id p/15) embassy=$(id o/7) court=$(id o/25) hearing=$(id d/27) report=$(id d/29)

# "at least six calls with that state"; "nobody else of note", twice hedged
$ say testifies $member $hearing "" '[{"counterparts":[{"state":"xb"}],"kinds":["call"],"n":6,"op":"ge","p":"count","subject":"'$member'","window":null}]' plain '{"words":[{"exact":"At least half a dozen.","prefix":"","suffix":""}]}'
s/31 filed as entry 31
$ say testifies $member $hearing "" '[{"admits":["'$consul'"],"kinds":["call"],"p":"only","subject":"'$member'","unclear":["counterparts"],"universe":[{"org":"'$embassy'"},{"state":"xb"}],"window":null}]' hedged '{"hedges":[{"claim":0,"lang":"en","text":"of note"},{"claim":0,"lang":"en","text":"that I recall"}],"words":[{"exact":"No.","prefix":"","suffix":""}]}'
s/33 filed as entry 33
# an allegation by somebody unnamed, its denial, and what the Court left open
$ say alleges - $report "" '[{"counterparts":[{"person":"'$consul'"}],"kinds":null,"n":1,"p":"occurred","subject":"'$member'","window":null},{"about":["'$(id c/21)'"],"p":"content"}]' plain '{"described":{"en":"an unnamed source"},"words":[{"exact":"They spoke of a delay.","prefix":"","suffix":""}],"claims":[null,{"en":"a delay was asked for"}]}'
s/35 filed as entry 35
$ say denies $member $hearing "$(id s/35)" '[]' hedged '{"hedges":[{"claim":null,"lang":"en","text":"in that manner"}],"words":[{"exact":"Not in that manner.","prefix":"","suffix":""}]}'
s/37 filed as entry 37
$ say leaves_undecided $court $report "$(id s/35)" '[]' plain '{"words":[{"exact":"may be, or may be not","prefix":"","suffix":""}]}'
s/39 filed as entry 39

$ chancery check s/31
s/31  testifies  The Member
    "At least half a dozen."
  chain:
    testifies  The Member  d/27
  claim 1: at least 6; kinds: call; counterparts: state XB
    supported by 2 entries
    certain 6, possible 6
      c/21  1  certain
      c/23  5  certain
    nobody has declared this record complete for this claim
    beside s/35: compatible
    1 origin
filed up to checkpoint 41
This register holds what was filed with it; it cannot show contacts that nobody filed.
$ chancery check s/33
s/33  testifies  The Member
    "No."
  chain:
    testifies  The Member  d/27
  claim 1: nobody but: The Consul; kinds: call; among: Embassy of State B, state XB
    in tension: scope unclear; window not given; hedge: "of note", "that I recall"; exceeds: the register holds 5 certain
    certain 5, possible 5
    one reading: nobody but: The Consul; kinds: call; among: Embassy of State B: certain 5, possible 5
    one reading: nobody but: The Consul; kinds: call; among: state XB: certain 5, possible 5
      c/23  5  certain
    nobody has declared this record complete for this claim
    1 origin
filed up to checkpoint 41
This register holds what was filed with it; it cannot show contacts that nobody filed.
[1]
$ chancery check s/33 --lang fr
s/33  témoigne  Le membre
    « No. »
  chaîne :
    témoigne  Le membre  d/27
  affirmation 1 : personne d'autre que : Le consul ; types : appel ; parmi : Embassy of State B, État XB
    en tension : portée incertaine ; période non précisée ; réserve : « of note », « that I recall » ; dépassement : le registre en compte 5 de façon certaine
    certains 5, possibles 5
    une lecture : personne d'autre que : Le consul ; types : appel ; parmi : Embassy of State B : certains 5, possibles 5
    une lecture : personne d'autre que : Le consul ; types : appel ; parmi : État XB : certains 5, possibles 5
      c/23  5  certain
    personne n'a déclaré ce dossier complet pour cette affirmation
    1 origine
déposé jusqu'au point de contrôle 41
Ce registre contient ce qui y a été déposé ; il ne peut pas montrer les contacts que personne n'a déposés.
[1]
$ chancery check s/35
s/35  alleges  "an unnamed source"
    "They spoke of a delay."
  chain:
    alleges  "an unnamed source"  d/29
  beside it: 1 denial, undecided by The Court
  s/37  denies  The Member
    "Not in that manner."
  s/39  leaves undecided  The Court
    "may be, or may be not"
  claim 1: at least 1; counterparts: The Consul
    supported by 1 entry, as to contact alone
    certain 1, possible 1
      c/21  1  certain
    nobody has declared this record complete for this claim
    beside s/31: compatible
    at least 1 origin, unresolved
  claim 2: what was said in: c/21
    "a delay was asked for"
    open
    contact: supported; content: not something this register can decide
      c/21  1  certain
    at least 1 origin, unresolved
filed up to checkpoint 41
This register holds what was filed with it; it cannot show contacts that nobody filed.
[1]
# all of a document; the proof is checked by somebody else: format/check 3.1
$ chancery check d/27 --proof hearing.chancery-proof | tail -n 3
filed up to checkpoint 41
This register holds what was filed with it; it cannot show contacts that nobody filed.
Proof checked here and saved: hearing.chancery-proof
$ chancery-verify hearing.chancery-proof --trust trust.txt | grep -c '^  question'
5
$ chancery check s/37
s/37  denies  The Member
    "Not in that manner."
  chain:
    denies  The Member  d/27
  no claim is coded
filed up to checkpoint 41
This register holds what was filed with it; it cannot show contacts that nobody filed.
[1]
$ chancery check s/31 --as-of 31
chancery: it was not in force up to checkpoint 31
[4]
$ chancery check p/3
chancery: a person does not fit here: "p/3", REF
[3]
$ chancery check s/31 --proof - --json
{"type":"/problems/bad-request","title":"--json and --proof - both want standard output","status":null,"detail":"chancery help check","instance":null,"exit":2,"errors":[{"field":"","code":"usage","detail":"--json and --proof - both want standard output"}]}
[2]
$ chancery check d/29 --as-of 31
no statement of this document is filed up to checkpoint 31
This register holds what was filed with it; it cannot show contacts that nobody filed.
[1]
$ chancery --json check s/33 | python3 -c 'import json,sys; v=json.load(sys.stdin); c=v["claims"][0]; print(v["verdict"], [r["code"] for r in c["reasons"]], c["certain"], c["possible"], c["scope_clear"], [h["text"] for h in c["hedge"]])'
in_tension ['scope_unclear', 'window_not_given', 'hedge', 'exceeds'] 5 5 False ['of note', 'that I recall']

# never alone: page, snippet, export (model 6.8; format/check 7.3)
$ chancery show s/35 | sed -n '/^chain/,/^leaf/p'
chain: alleges "an unnamed source"
beside it: 1 denial, undecided by The Court
  s/37  denies  The Member
    "Not in that manner."
  s/39  leaves undecided  The Court
    "may be, or may be not"
leaf <HASH>
$ chancery show s/35 --lang fr | sed -n '/^cha/,/^fe/p'
chaîne : allègue « an unnamed source »
à côté : 1 déclaration qui le nie, laissé indécis par La cour
  s/37  nie  Le membre
    « Not in that manner. »
  s/39  laisse indécis  La cour
    « may be, or may be not »
feuille <HASH>
$ chancery --json show s/35 | python3 -c 'import json,sys; v=json.load(sys.stdin); print(v["denials"], [(s["ref"], s["act"], s["verdict"]) for s in v["statements"]])'
['s/37'] [('s/37', 'denies', None), ('s/39', 'leaves_undecided', None)]
$ chancery show c/21 | sed -n '/^statements/,/^leaf/p'
statements:
  s/35  alleges  "an unnamed source"; 1 denial, undecided by The Court
leaf <HASH>
$ chancery search delay
s/35       statement "They spoke of a delay.   a delay was asked for" (1 denial, undecided by The Court)
$ chancery search delay --lang fr
s/35       statement « They spoke of a delay.   a delay was asked for » (1 déclaration qui le nie, laissé indécis par La cour)
$ chancery --json search delay | python3 -c 'import json,sys; print(json.load(sys.stdin)["items"][0]["why"])'
{'en': 'words found; 1 denial, undecided by The Court', 'fr': 'mots trouvés ; 1 déclaration qui le nie, laissé indécis par La cour'}
$ chancery export --format csv --out tables >/dev/null; python3 -c 'import csv; [print(r["ref"], r["act"], r["denial_count"], r["denials"], "|", r["rulings"]) for r in csv.DictReader(open("tables/statements.csv", newline=""))]'
not here: *: versions: the tables hold the version in force at the checkpoint, or the last one of what was withdrawn; earlier and competing versions stand in the log
not here: *: signatures, seals and proofs are left out; a leaf hash leads to its entry in the log
not here: *: notes, receipts, links, declarations, openings, duties, keys and grants have no table
not here: not_public: words that are sealed, delayed, withheld or erased are not here; the column names each of them and why
not here: names, titles, summaries, detail, particulars, gift, travel, materials, others, described: nested values are JSON text in one cell
not here: name, title, summary: one language each, English first; the next column has all
not here: *: a cell that begins with = + - @, a tab or a carriage return has an apostrophe in front
s/31 testifies 0  | 
s/33 testifies 0  | 
s/35 alleges 1 s/37 denies The Member | s/39 leaves_undecided The Court
s/37 denies 0  | 
s/39 leaves_undecided 0  | 
