# What a declaration, a receipt, a tenure and a person's judgement change in
# what the register says of a statement: format/check 2.1, 2.2, 3.4, 4.4, 6.4
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask [0-9a-hjkmnp-tv-z]{26} ID

$ . "$ROOT/tests/cli/found.sh"; . "$ROOT/tests/cli/department.sh"; . "$ROOT/tests/cli/statements.sh"
$ document transcript "Transcript of a hearing"
d/37 filed as entry 37
$ member=$(id p/3) consul=$(id p/15) hearing=$(id d/37) department=$(id o/25)
$ all='"kinds":null,"subject":"'$member'","window":{"from":"2020-01-01","to":"2022-12-31"}'
$ words='{"words":[{"exact":"Words of a hearing.","prefix":"","suffix":""}]}'

# "nine calls", "none with State C", "at most five", "notes of some went there"
$ say testifies $member $hearing "" '[{"counterparts":[],"n":9,"op":"ge","p":"count",'"$all"'},{"p":"none","universe":[{"state":"xc"}],'"$all"'},{"counterparts":[],"n":5,"op":"le","p":"count",'"$all"'}]' plain "$words"
s/39 filed as entry 39
$ say contends $member $hearing "" '[{"counterparts":[],"department":"'$department'","p":"noted","q":"some",'"$all"'},{"counterparts":[],"department":"'$department'","p":"noted","q":"none",'"$all"'}]' plain "$words"
s/41 filed as entry 41
$ chancery check s/39 | grep -A1 '  claim'
  claim 1: at least 9, from 2020-01-01, to 2022-12-31
    open
--
  claim 2: nobody at all; among: state XC, from 2020-01-01, to 2022-12-31
    open; none filed up to checkpoint 43
--
  claim 3: at most 5, from 2020-01-01, to 2022-12-31
    in tension: exceeds: the register holds 6 certain
$ chancery check s/41 | grep -A1 '  claim'
  claim 1: notes of some contacts went to The Department, from 2020-01-01, to 2022-12-31
    open
--
  claim 2: notes of none of the contacts went to The Department, from 2020-01-01, to 2022-12-31
    open

# a receipt of the department for a note of one of them
$ echo "What was said" >call.txt; chancery -q note file call.txt --for c/21 --to o/25 --made 2021-03-05 --key-file office.key | sed -n 1p
n/43 filed as entry 43
$ chancery -q ack n/43 --reference FA-1 --key-file department.key | sed -n 1p
r/45 filed as entry 45
$ chancery check s/41 | grep -A1 '  claim'
  claim 1: notes of some contacts went to The Department, from 2020-01-01, to 2022-12-31
    supported by 1 receipt
--
  claim 2: notes of none of the contacts went to The Department, from 2020-01-01, to 2022-12-31
    in tension, 1 with a receipt
$ chancery check s/41 --lang fr | grep -A1 '  affirmation'
  affirmation 1 : des aide-mémoire de certains contacts sont allés à : Le ministère, depuis le 2020-01-01, jusqu'au 2022-12-31
    étayé par 1 accusé de réception
--
  affirmation 2 : aucun aide-mémoire de ces contacts n'est allé à : Le ministère, depuis le 2020-01-01, jusqu'au 2022-12-31
    en tension, 1 avec accusé de réception

# the office declares its record of the member complete: six
$ chancery -q declare complete --of p/3 --from 2020 --to 2022 --times 6 --key-file office.key
complete/47 filed as entry 47
declared: 6; counted: certain 6, possible 6, struck 0, sealed 0
$ chancery check s/39
s/39  testifies  The Member
    "Words of a hearing."
  chain:
    testifies  The Member  d/37
  claim 1: at least 9, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 47)
    certain 6, possible 6
      c/21  1  certain
      c/23  5  certain
    declared complete: complete/47
    1 origin
  claim 2: nobody at all; among: state XC, from 2020-01-01, to 2022-12-31
    supported by a declaration (entry 47): none filed up to checkpoint 49
    certain 0, possible 0
    declared complete: complete/47
    1 origin
  claim 3: at most 5, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 47); exceeds: the register holds 6 certain
    certain 6, possible 6
      c/21  1  certain
      c/23  5  certain
    declared complete: complete/47
    1 origin
filed up to checkpoint 49
This register holds what was filed with it; it cannot show contacts that nobody filed.
[1]
$ chancery check s/39 --lang fr | grep -A1 '  affirmation'
  affirmation 1 : au moins 9, depuis le 2020-01-01, jusqu'au 2022-12-31
    en contradiction avec la déclaration de complétude déposée par Office of the Member (entrée 47)
--
  affirmation 2 : personne du tout ; parmi : État XC, depuis le 2020-01-01, jusqu'au 2022-12-31
    étayé par une déclaration de complétude (entrée 47) : rien de déposé jusqu'au point de contrôle 49
--
  affirmation 3 : au plus 5, depuis le 2020-01-01, jusqu'au 2022-12-31
    en contradiction avec la déclaration de complétude déposée par Office of the Member (entrée 47) ; dépassement : le registre en compte 6 de façon certaine
$ chancery --json check s/39 | python3 -c 'import json,sys; v=json.load(sys.stdin); print(v["verdict"], [(c["verdict"], c["coverage"]["ref"]) for c in v["claims"]])'
contradicted [('contradicted', 'complete/47'), ('supported', 'complete/47'), ('contradicted', 'complete/47')]
# one more call, and the declaration is overtaken; before it nothing changed
$ chancery -q file contact --kind call --with p/15 --on 2022-05-06 --topic visas --summary "en:Visa processing times for students" --key-file office.key
c/49 filed as entry 49
$ chancery check s/39 | grep -A1 '  claim'
  claim 1: at least 9, from 2020-01-01, to 2022-12-31
    open: declaration (entry 47) overtaken by entry 49
--
  claim 2: nobody at all; among: state XC, from 2020-01-01, to 2022-12-31
    open: declaration (entry 47) overtaken by entry 49; none filed up to checkpoint 51
--
  claim 3: at most 5, from 2020-01-01, to 2022-12-31
    in tension: exceeds: the register holds 7 certain; declaration (entry 47) overtaken by entry 49
$ chancery check s/39 --as-of 49 | grep -A1 '  claim'
  claim 1: at least 9, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 47)
--
  claim 2: nobody at all; among: state XC, from 2020-01-01, to 2022-12-31
    supported by a declaration (entry 47): none filed up to checkpoint 49
--
  claim 3: at most 5, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 47); exceeds: the register holds 6 certain

# a person judges two statements in tension
$ echo '{"contacts":[],"relation":"in-tension","statement":"'$(id s/39)'","statements":["'$(id s/41)'"]}' >b.json; echo '{"reason":{"en":"they speak of one matter in two ways"}}' >s.json; chancery -q file link --body b.json --slots s.json
e/51 filed as entry 51
$ chancery check s/41 | grep -A1 beside
    beside s/39: in tension, as judged by The Registrar (entry 51)
    "Words of a hearing."
--
    beside s/39: in tension, as judged by The Registrar (entry 51)
    "Words of a hearing."
$ chancery check s/41 --lang fr | grep -A1 'à côté'
    à côté de s/39 : en tension, selon le jugement rendu par Le greffe (entrée 51)
    « Words of a hearing. »
--
    à côté de s/39 : en tension, selon le jugement rendu par Le greffe (entrée 51)
    « Words of a hearing. »

# sealed contacts cannot be excluded, whatever was declared: format/check 3.5
$ chancery -q file contact --kind call --with p/15 --on 2021-08-09 --sealed with,summary --topic visas --summary "en:A call whose other side is sealed" --confirm --key-file office.key
c/53 filed as entry 53
$ chancery -q declare complete --of p/3 --from 2020 --to 2022 --times 8 --key-file office.key
complete/55 filed as entry 55
declared: 8; counted: certain 7, possible 7, struck 0, sealed 1
$ chancery check s/39 | grep -A3 '  claim'
  claim 1: at least 9, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 55)
    certain 7, possible 7, and 1 sealed cannot be excluded
      c/21  1  certain
--
  claim 2: nobody at all; among: state XC, from 2020-01-01, to 2022-12-31
    open
    certain 0, possible 0, and 1 sealed cannot be excluded
    declared complete: complete/55
--
  claim 3: at most 5, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 55); exceeds: the register holds 7 certain
    certain 7, possible 7, and 1 sealed cannot be excluded
      c/21  1  certain
# one person under two names is one: format/check 2.3
$ chancery -q file person --name "en:The Consul, by another name" --state xb
p/57 filed as entry 57
$ say states $member $hearing "" '[{"counterparts":[{"person":"'$(id p/57)'"}],"n":1,"p":"occurred",'"$all"'},{"admits":["'$(id p/57)'"],"p":"only","universe":[{"state":"xb"}],'"$all"'}]' plain "$words"
s/59 filed as entry 59
$ chancery check s/59 | grep -A2 '  claim'
  claim 1: at least 1; counterparts: The Consul, by another name, from 2020-01-01, to 2022-12-31
    open
    certain 0, possible 0, and 1 sealed cannot be excluded
--
  claim 2: nobody but: The Consul, by another name; among: state XB, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 55); exceeds: the register holds 7 certain
    certain 7, possible 7, and 1 sealed cannot be excluded
$ echo '{"a":"'$(id p/57)'","b":"'$consul'","basis":"own-word","evidence":[],"judgement":"same"}' >b.json; chancery -q file same --body b.json
e/61 filed as entry 61
$ chancery check s/59 | grep -A2 '  claim'
  claim 1: at least 1; counterparts: The Consul, by another name, from 2020-01-01, to 2022-12-31
    supported by 2 entries
    certain 2, possible 2, and 1 sealed cannot be excluded
--
  claim 2: nobody but: The Consul, by another name; among: state XB, from 2020-01-01, to 2022-12-31
    in contradiction with the declaration of Office of the Member (entry 55); exceeds: the register holds 5 certain
    certain 5, possible 5, and 1 sealed cannot be excluded
# relays are no origins, another speaker is one; a hop whose document nobody
# has seen: format/check 7.1, 7.2
$ export VIA='[{"act":"reports","described":false,"document":null,"select":[],"who":"'$(id o/7)'"}]'
$ say states $consul $hearing "" '[{"counterparts":[{"person":"'$consul'"}],"n":1,"p":"occurred",'"$all"'}]' plain "$words"
s/63 filed as entry 63
$ chancery check s/63 | sed -n '/chain/,/claim/p;/origin/p'
  chain:
    reports  Embassy of State B  d/37
    states  The Consul  document not seen
  claim 1: at least 1; counterparts: The Consul, from 2020-01-01, to 2022-12-31
    2 origins; chain not seen in full
    2 origins; chain not seen in full
filed up to checkpoint 65
This register holds what was filed with it; it cannot show contacts that nobody filed.
$ chancery --json check s/63 | python3 -c 'import json,sys; c=json.load(sys.stdin)["claims"][0]; print([(h["act"], h["who"]["ref"], h["document"] and h["document"]["ref"]) for h in c["chain"]], c["origins"])'
[('reports', 'o/7', 'd/37'), ('states', 'p/15', None)] {'count': 2, 'at_least': False, 'names': [{'en': 'The Consul', 'fr': 'Le consul'}, {'en': 'The Member', 'fr': 'Le membre'}]}
# words that are sealed stay so; that they limit themselves does not: 4.3
$ export VIA= SEALED='[1,2]'
$ say testifies $member $hearing "" '[{"counterparts":[],"n":5,"op":"le","p":"count",'"$all"'}]' hedged '{"hedges":[{"claim":null,"lang":"en","text":"or so"}],"words":[{"exact":"Five at most, or so.","prefix":"","suffix":""}]}'
s/65 filed as entry 65
$ chancery check s/65 | sed -n '1,/claim/p;/tension/p'
s/65  testifies  The Member
    words: sealed
  chain:
    testifies  The Member  d/37
  claim 1: at most 5, from 2020-01-01, to 2022-12-31
    in tension: hedge
    beside s/39: in tension
