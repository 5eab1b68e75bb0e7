# Sealing, opening, erasing: what is said of a slot in words, and what moves.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask (?<=on )20\d\d-\d\d-\d\d(?=; the last) DAY
## mask (?<=ends )20\d\d-\d\d-\d\d DAY
## mask (?<=jusqu'au )20\d\d-\d\d-\d\d(?= ;) DAY
## mask (?<=until )20\d\d-\d\d-\d\d(?=; destroy) DAY

$ . "$ROOT/tests/cli/found.sh"
$ K="--key-file office.key -q --confirm"
$ call() { chancery file contact --kind "${KIND:-call}" --with p/15 --summary "en:A talk about the harbour fees" $K "$@"; }
$ slots() { chancery show "$1" | grep -E "^(${2:-Counterpart|When|Time|Length|Place|Topics|Initiated by|Summary|Details|Particulars|Kind|Materials}):"; }

# every field that can be sealed, each alone
$ echo paper >paper.txt
$ for f in with minutes place topics arranging summary detail kind materials; do call --on 2022-05-17 --minutes 5 --topic visas --place Quay --country xa --sought "en:A berth" --material paper.txt --sealed $f | tail -n 1; done
c/25 filed as entry 25
c/27 filed as entry 27
c/29 filed as entry 29
c/31 filed as entry 31
c/33 filed as entry 33
c/35 filed as entry 35
c/37 filed as entry 37
c/39 filed as entry 39
c/41 filed as entry 41
$ call --on 2022-05-17 --time 09:30 --utc-offset +02:00 --sealed when,time --public-range 2022-34
c/43 filed as entry 43
$ KIND=gift call --on 2022-05-18 --topic visas --sealed particulars
c/45 filed as entry 45

# tiers in words, in both languages
$ call --on 2022-06-01 --sealed with,summary --topic visas
c/47 filed as entry 47
$ slots c/47 "Counterpart|Summary"
Counterpart: Sealed
Summary: Sealed
$ call --on 2022-06-02 --sealed with --public-on 2999-01-01 --topic visas
c/49 filed as entry 49
$ slots c/49 Counterpart; chancery show c/49 --lang fr | grep '^Interlocuteur'
Counterpart: Delayed until 1 January 2999
Interlocuteur : Différé jusqu'au 1er janvier 2999
$ call --on 2022-06-03 --withhold security --topic visas
c/51 filed as entry 51
$ slots c/51 "Summary|Visibility"; chancery show c/51 --lang fr | grep '^Résumé\|^Visib'
Summary: Withheld: Security
Visibility: Withheld with a ground, Security
Résumé : Retenu : Security
Visibilité : Retenu avec un motif, Security
$ chancery ask calls --of p/3 --with p/15 --from 2022-06 --to 2022-06 | head -n 3
at least 1 and at most 2 calls
counted: contact x counterpart x official
certain 1, possible 2, and 2 sealed cannot be excluded

# the floor of a sealed date (model 7.7)
$ call --on 2022-05-17 --sealed when --public-range 2022
chancery: when: the public range of a sealed date is at most a quarter, /when
  -> write a month or quarter, for instance 2022-34
[3]
$ call --on 2022-05-17 --sealed when --public-range 2022-33
chancery: the sealed date is outside its public range, /when
  -> widen the range, or correct the date
[3]
$ call --on 2022-05-17 --sealed when --public-range 2022-05-17 --dry-run
contact would be filed; nothing was

# opening: coded slots go with the next version, the index moves by it alone
$ chancery open c/47 --slots with --ground whim
chancery: "whim" is no ground for opening, --ground
  -> released, consent, delay-over or order
[3]
$ chancery open c/47 --slots colour --ground released
chancery: contact has no slot "colour", --slots
  -> its slots are foreign, when, time, minutes, place, topics, arranging, described, summary, detail, particulars, kind, origin_key, materials, others, reason
[3]
$ chancery open c/47 --slots with --ground order
chancery: the ground order goes with its order, --authority
  -> add --authority d/N
[3]
$ chancery open c/47
chancery: open needs --slots and --ground
  -> chancery help open
[2]
$ chancery open c/47 --slots with --ground released --words "en:Both sides agree" --key-file office.key
published at checkpoint 56; next: chancery show e/53
e/53 filed as entry 53
c/47 filed as entry 54
an opening is final: copies cannot be called back
$ slots c/47 "Counterpart|Summary"
Counterpart: The Consul (p/15), state XB
Summary: Sealed
$ chancery ask calls --of p/3 --with p/15 --from 2022-06 --to 2022-06 | head -n 3
at least 2 and at most 3 calls
counted: contact x counterpart x official
certain 2, possible 3, and 1 sealed cannot be excluded
$ chancery open c/47 --slots summary --ground released --key-file office.key -q
e/56 filed as entry 56
an opening is final: copies cannot be called back
$ slots c/47 "Counterpart|Summary"; chancery open c/47 --slots summary --ground released --key-file office.key
Counterpart: The Consul (p/15), state XB
Summary: "A talk about the harbour fees"
chancery: summary is public already, --slots
[9]

# a day that has come (format/slots 4.4)
$ chancery open --due
no delayed contact is due
$ call --on 2022-06-04 --sealed with,minutes --minutes 9 --topic visas --public-on 2024-01-01
c/58 filed as entry 58
$ chancery search harbour | grep -c c/
3
$ chancery open --due
c/58: its day has come, opened by entry 60
$ chancery open --due
no delayed contact is due
$ chancery show c/58 | grep '^Length\|^Visibility'
Length: 9 minutes

# amending a sealed contact keeps what is sealed
$ call --on 2022-06-05 --sealed with,summary --topic visas
c/63 filed as entry 63
$ chancery amend c/63 --set /language=en --reason "completion:en:the language" --key-file office.key -q
c/63 filed as entry 65
$ chancery open c/63 --slots summary --ground consent --key-file office.key -q
e/67 filed as entry 67
an opening is final: copies cannot be called back
$ slots c/63 "Summary|Details"; chancery search harbour | grep c/63
Summary: "A talk about the harbour fees"
Details: Sealed
c/63       contact   "A talk about the harbour fees"

# erasing: an order, two signatures
$ chancery file org --name "en:Commission" --org-kind commission -q
o/69 filed as entry 69
$ printf '{"authors":[],"bytes":null,"captured":null,"custody":[],"issued":null,"kind":"decision","language":null,"pages":null,"part_of":null,"proceeding":null,"publisher":null,"status":null,"text":null}' >order.json; printf '{"title":{"en":"Order of the Commission"}}' >order.slots
$ chancery file document --body order.json --slots order.slots -q
d/71 filed as entry 71
$ chancery -q key new --name commission.example/c --out com.key --owner Commission; chancery -q key grant Commission --role authority --authority "Order of the Commission"
e/73 filed as entry 73
e/75 filed as entry 75
$ O='--order d/71 --approve-by Commission'
$ chancery erase plan p/15 c/21 --slots names
chancery: contact has no slot "names", --slots
  -> its slots are foreign, when, time, minutes, place, topics, arranging, described, summary, detail, particulars, kind, origin_key, materials, others, reason
[3]
$ chancery erase plan p/15 --slots names
p/15
  entry 15, version 1
    names: public
versions 1, values kept here 1, files 0, opening files 1
backups with private tables hold the words until <DAY>; destroy them before, or let them run out
nothing was filed and nothing destroyed
$ chancery erase plan c/21 --slots summary --order d/71 --lang fr
c/21
  entrée 21, version 1
    summary: public
versions 1, valeurs conservées ici 1, fichiers 0, fichiers d'ouvertures 1
les copies de sauvegarde avec tables privées gardent les mots jusqu'au <DAY> ; détruisez-les avant, ou laissez-les expirer
rien n'a été déposé et rien n'a été détruit
$ chancery erase c/21 --slots summary --approve-by Commission
chancery: erase needs --order and --approve-by
  -> chancery help erase
[2]
$ chancery erase c/21 --slots summary $O
chancery: the one who approves it has not signed, /approved_by
  -> two different holders sign an erasure
[7]
$ chancery erase c/21 --slots summary $O --approve-key-file com.key --ground boredom
chancery: "boredom" is no ground for erasing, --ground
  -> order, data-protection, third-party, safety or filed-in-error
[3]
$ chancery erase c/21 --slots summary $O --approve-key-file com.key --hold 2020-01-01
chancery: the day "2020-01-01" is not to come, --hold
  -> give a day to come, or leave it out to erase at once
[3]
$ chancery erase c/21 --slots summary $O --approve-key-file com.key --dry-run | tail -n 1
nothing was filed and nothing destroyed
$ chancery erase c/21 --slots summary $O --approve-key-file com.key --ground third-party
published at checkpoint 79; next: chancery show e/77
e/77 filed as entry 77
destroyed in the live stores on <DAY>; the last backup period ends <DAY>
offices and mirrors destroy their own copies; this register cannot force that
$ chancery erase p/15 --all $O --approve-key-file com.key --ground data-protection -q
e/79 filed as entry 79
destroyed in the live stores on <DAY>; the last backup period ends <DAY>
offices and mirrors destroy their own copies; this register cannot force that
$ chancery show p/15 | head -n 1; chancery show c/21 --lang fr | grep '^Résumé'
p/15  person  erased by order: entry 79, protection of personal data
Résumé : Effacé sur ordre : entrée 77, pour protéger un tiers
$ chancery ask calls --of p/3 --from 2021-03-04 --to 2021-03-04 --list | grep c/21
  c/21      call     certain    4 March 2021 (erased by order: entry 77, to protect a third party)
$ chancery ask --of p/3 --state xb --anyone-else --from 2021-03-04 --to 2021-03-04 | grep p/15
  p/15       XB  erased by order: entry 79, protection of personal data: certain 1, possible 1
$ chancery search visa; chancery search consul
c/21       contact   "visas"
c/25       contact   "visas"
c/27       contact   "visas"
c/29       contact   "visas"
c/33       contact   "visas"
c/35       contact   "visas"
c/37       contact   "visas"
c/39       contact   "visas"
c/41       contact   "visas"
c/45       contact   "visas"
c/47       contact   "visas"
c/49       contact   "visas"
c/51       contact   "visas"
c/58       contact   "visas"
c/63       contact   "visas"
c/23       contact   "consular"
$ chancery open c/21 --slots summary --ground released
chancery: summary was erased by order, --slots
[9]
$ chancery erase c/23 --slots summary $O --approve-key-file com.key --hold 2999-01-01
published at checkpoint 83; next: chancery show e/81
e/81 filed as entry 81
nothing of it is shown from now on; destroyed on 2999-01-01 unless an order restores it before
offices and mirrors destroy their own copies; this register cannot force that
$ slots c/23 Summary; chancery doctor | grep erasures
Summary: Erased by order: entry 81, by order of an authority
ok    erasures     no erasure is under way
$ chancery annul e/81 --reason "error:en:a mistake"
chancery: an erasure is undone by order alone, and before its day, /target
[9]
$ chancery annul e/81 --reason "order:en:the appeal was won" --authority d/71 -q
e/83 filed as entry 83
e/81 stays in the log and counts no more
$ slots c/23 Summary; chancery search reconstructed | head -n 1
Summary: "Five calls, reconstructed, days not recorded"
c/23       contact   "Five calls, reconstructed, days not recorded"

# what was imported and erased is not brought back (format/slots 6.7)
$ ln -s "$ROOT/tests/fixtures/import" in; chancery import in/people.json --map in/map.json --skip-bad | head -n 1
6 rows = 4 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
$ P=$(chancery --jsonl search --type person "$(sed -n 's/.*"name": *"\([^"]*\)".*/\1/p' in/people.json | head -n 1)" | head -n 1 | sed 's/.*"ref":"\([^"]*\)".*/\1/'); echo "$P"
p/85
$ chancery erase $P --all $O --approve-key-file com.key -q | tail -n 2 | head -n 1
destroyed in the live stores on <DAY>; the last backup period ends <DAY>
$ chancery import in/people.json --map in/map.json --skip-bad | sed -n '1p;/erased/p'
6 rows = 0 filed + 3 already + 0 amended + 0 joined + 2 skipped + 1 problems
         2  erased
$ chancery show $P | sed -n '1p;/^Names/p'
p/85  person  erased by order: entry 90, by order of an authority
Names: Erased by order: entry 90, by order of an authority

$ chancery key export --out trust.txt; chancery audit register/public --trust trust.txt | cut -d ' ' -f 1-2 | tail -n 1
ok 92
# an office opens what stands in the record of its own officials, nothing else
$ chancery file person --name "en:Another Member" --state xa -q | cut -d' ' -f2-3
filed as
$ chancery file org --name "en:Office of Another Member" --org-kind office --state xa -q | cut -d' ' -f2-3
filed as
$ chancery -q key new --name other.example/office --out other.key --owner "Office of Another Member"; chancery -q key grant "Office of Another Member" --role office --subject "Another Member"
e/96 filed as entry 96
e/98 filed as entry 98
$ chancery file contact --kind call --with p/15 --on 2021-10-11 --topic visas --sealed summary --summary "en:Words that the office alone may open" --key-file office.key -q | sed 's/ .*//' >sealed.ref; chancery open $(cat sealed.ref) --slots summary --ground released --key-file other.key
chancery: who did not file the entry opens it by authority alone, /authority
  -> name the authority
[7]
$ chancery open $(cat sealed.ref) --slots summary --ground delay-over
chancery: no day of this entry is over, /ground
  -> open it on its day, or with another ground
[7]
$ chancery open $(cat sealed.ref) --slots summary --ground released --key-file office.key -q | sed 's/[0-9]\+/N/g'
e/N filed as entry N
an opening is final: copies cannot be called back
