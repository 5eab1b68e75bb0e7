# Each command once, with its forms: text, JSON, lists; sealed contacts, gifts
# and journeys; the finished bytes sent again.
## mask [0-9]+\ [A-Z][a-z]+\ [0-9]{4},\ [0-9]{2}:[0-9]{2}\ UTC WHEN
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask (?<=[a-z]:)[0-9a-z]{26} ID
## mask (?<=[ ,\t"])[A-Za-z0-9+/]{43}= KEY
## mask \d+(?= entries at) N
## mask (?<=contacts\+)[0-9a-f]{8}\+\S+ VKEY
## mask chancery 0[.0-9]+ VERSION
## mask SQLite [0-9.]+, OpenSSL .* LIBRARIES

$ . "$ROOT/tests/cli/found.sh"

# result and talk apart; -q has no talk (A1.2)
$ chancery file person --name "en:Quiet Person" --state xb 2>talk; cat talk
p/25 filed as entry 25
published at checkpoint 27; next: chancery show p/25
$ chancery -q file person --name "en:Quieter Person" --state xb 2>talk; cat talk
p/27 filed as entry 27
# --dry-run, --no-wait
$ chancery --json file person --name "en:Nobody" --dry-run | grep -o '"stage":"[a-z]*"\|"thing":null\|"body":{[^}]*}'
"stage":"durable"
"thing":null
"body":{}
$ chancery file person --name "en:Slow Person" --state xb --no-wait
durable; the next checkpoint publishes it
p/29 filed as entry 29
$ chancery log checkpoint --now | sed -n 2p
31
$ chancery --json status | grep -o '"entries_waiting":[0-9]*'
"entries_waiting":0

# sealed fields, gifts, journeys, delayed
$ chancery -q file contact --kind gift --with p/15 --on 2021-06-01 --topic protocol --summary "en:A book about the history of the city" --key-file office.key
c/31 filed as entry 31
$ chancery -q file contact --kind travel --with p/15 --on 2021-06-02/2021-06-04 --topic protocol --summary "en:A journey to the capital of State B" --key-file office.key
c/33 filed as entry 33
$ chancery -q file contact --kind meeting --with p/15 --on 2021-07-01 --topic security --summary "en:Words that stay sealed for the time being" --sealed with,summary,topics --key-file office.key
c/35 filed as entry 35
$ chancery -q file contact --kind meeting --with p/15 --on 2021-08-01 --topic security --summary "en:Words that stay sealed for the time being" --sealed when --public-range 2021-35 --key-file office.key
c/37 filed as entry 37
$ chancery -q file contact --kind meeting --with p/13 --on 2021-09-01 --topic security --summary "en:Words that come later by themselves" --public-on 2099-01-01 --key-file office.key
c/39 filed as entry 39
$ chancery ask meetings --of p/3 --with p/15
1 meeting
counted: contact x counterpart x official
certain 1, possible 1, and 1 sealed cannot be excluded
As of checkpoint 41 (<TIME>), not cosigned.
This register holds what was filed with it; it cannot show contacts that nobody filed. Nobody has declared this record complete for this question.
Proof checked here: 3304 bytes (--proof FILE keeps it)
$ chancery show c/35 | grep -i seal
Counterpart: Sealed
Also present: Sealed
Time: Sealed
Place: Sealed
Topics: Sealed
Summary: Sealed
Details: Sealed
Particulars: Sealed
Materials: Sealed
Visibility: Under seal
Reason: Sealed
$ chancery show "The Consul" --history
p/15  person  The Consul
entry 15, version 1, filed <TIME>
Names: "The Consul"; "Le consul"
States: State XB
Filed by: The Registrar (o/1)
Filed on: <WHEN>
history:
  entry 15  <TIME>  version 1
leaf <HASH>
$ grep -c "stay sealed" register/public/openings/000 register/public/tile/entries/000.p/* | grep -v ':0$'
[1]

# show: a version, the exact bytes, each way of naming
$ chancery -q amend c/21 --set /minutes=12 --reason "correction:en:the phone bill shows it" --key-file office.key
c/21 filed as entry 41
$ chancery show c/21 --version 1 | sed -n 2p
entry 21, version 1, filed <TIME>
$ chancery show c/21 --version=2 | sed -n 2p
entry 41, version 2, filed <TIME>
$ chancery show c/21 --version-number 3
chancery: there is no such version
[4]
$ chancery show C-21 | sed -n 1p
c/21  contact
$ chancery show e/21 | sed -n 2p
entry 21, version 1, filed <TIME>
$ chancery show "$(chancery --json show c/21 | sed 's/.*"inclusion":{"entry":[0-9]*,"leaf":"\([0-9a-f]*\)".*/\1/')" | sed -n 2p
entry 41, version 2, filed <TIME>
$ chancery show c/21 --raw | head -c 30
{"chancery":1,"entry":{"at":"2
\c
$ chancery --json show c/21 | grep -o '^{"thing"\|,"\(type\|version\|versions\|body\|row\|notes\|statements\|denials\|visibility\|competing\|annulled\|inclusion\|html_url\|proof_url\)":' | sort | uniq -c | sed 's/^ *//'
1 ,"annulled":
1 ,"body":
1 ,"competing":
1 ,"denials":
7 ,"html_url":
1 ,"inclusion":
1 ,"notes":
1 ,"proof_url":
1 ,"row":
1 ,"statements":
6 ,"type":
2 ,"version":
1 ,"versions":
3 ,"visibility":
1 {"thing"
$ chancery annul c/33 --reason "duplicate:en:filed twice" --key-file office.key
published at checkpoint 45; next: chancery show e/43
e/43 filed as entry 43
c/33 stays in the log and counts no more
$ chancery annul c/33 --reason "duplicate:en:filed twice" --key-file office.key
chancery: this version is no longer in force, /version
[9]
$ chancery show c/33 | grep withdrawn
withdrawn: it stays in the log and counts no more

# search
$ chancery search consul
p/15       person    The Consul
c/23       contact   "consular"
$ chancery search consul --type person
p/15       person    The Consul
$ chancery --plain search visa
c/21	contact	visas	visas
$ chancery --csv search consul --type post
\e ref,type,name,snippet\x0d
[1]
$ chancery search nothing-like-it
nothing filed here has these words
[1]
$ chancery search c/21 | sed -n 1p
c/21  contact
$ chancery search consul --limit 0
chancery: --limit takes 1 to 500
[3]
$ chancery search consul --type thing
chancery: no type "thing"
[3]
$ chancery --json search martin --state xb | grep -o '"understood":[^]]*]\|"total":{[^}]*}'
"understood":[{"field":"state","value":"xb"}]
"total":{"persons":0,"posts":0,"orgs":0,"contacts":0,"documents":0,"statements":0}

# the log
$ chancery log checkpoint | sed -n 1,2p
register.example/contacts
45
$ chancery --json log checkpoint | grep -o '"kind":"[a-z]*"'
"kind":"log"
$ chancery log checkpoint --size 4
chancery: there is no checkpoint of size 4
[4]
$ chancery log tail --from 42
      42  <TIME>  index-root e/42
      43  <TIME>  annul      e/43
      44  <TIME>  index-root e/44
$ chancery --csv log tail --from 42
\e entry,leaf,type,ref,at,by\x0d
\e 42,<HASH>,index-root,e/42,<TIME>,org:<ID>\x0d
\e 43,<HASH>,annul,e/43,<TIME>,org:<ID>\x0d
\e 44,<HASH>,index-root,e/44,<TIME>,org:<ID>\x0d
$ chancery --json log prove 21 --size 25 | grep -o '"path":.*"as_of"' | tr ',' '\n' | wc -l
6
$ chancery log prove 21 --out - | head -n 1
c2sp.org/tlog-proof@v1
$ echo '{"states":["xb"]}' >b.json; echo '{"names":[{"lang":"en","text":"Piped Person"}]}' >s.json
$ chancery -q file person --body - --slots s.json --dry-run <b.json
person would be filed; nothing was
$ ls -d ./-
ls: cannot access './-': No such file or directory
[2]
$ chancery log prove 999
chancery: there is no entry 999
[4]
$ chancery log consistency 5 25
5 to 25: the newer log continues the older one
$ chancery --json log consistency 0 25 | grep -o '"path":\[\],"consistent":true'
"path":[],"consistent":true
$ chancery log consistency 25 5
chancery: OLD is larger than NEW
[3]
$ chancery log consistency 5 9999
chancery: the log has 45 entries, not 9999
[4]
$ chancery log witness list
no witness is configured, and this machine cosigns no log
$ chancery log witness frobnicate
chancery: no log witness command "frobnicate"
  -> chancery help log
[2]
$ chancery log frobnicate
chancery: no log command "frobnicate"
  -> chancery help log
[2]
$ chancery fsck | head -n 1
45 entries, 22 checkpoints, 0 tiles: the bytes stored give what was signed: yes

# keys
$ chancery key list
e/0      o/1      The Registrar  <KEY>
e/17     o/5      Office of the Member  <KEY>
$ chancery --csv key list | head -n 1
\e entry,owner,name,purpose,public,revoked_entry\x0d
$ chancery key export
log register.example/contacts+<VKEY>
quorum none
$ chancery -q key rotate "Office of the Member" --name office.example/two --out two.key
e/45 filed as entry 45
e/17 filed as entry 46
$ chancery -q file contact --kind call --with p/15 --on 2022-03-04 --topic visas --summary "en:Visa processing times for students" --key-file two.key
c/48 filed as entry 48
$ chancery --json key revoke e/17 | grep -o '"exit":.*'
{"type":"/problems/conflict","title":"that key is revoked already","status":null,"detail":null,"instance":null,"exit":9,"errors":[{"field":"","code":"revoked","detail":"that key is revoked already"}]}
[1]
$ chancery key revoke "Office of the Member"
published at checkpoint 52; next: chancery show e/45
e/45 filed as entry 50
$ chancery file contact --kind call --with p/15 --on 2022-03-04 --topic visas --summary "en:Visa processing times for students" --key-file office.key
chancery: the key in "office.key" was revoked by entry 46
[7]
$ chancery key new --name office.example/two
chancery: key new needs --name NAME --out FILE, or --ssh FILE
  -> chancery help key
[2]
$ chancery key rotate e/17
chancery: key rotate needs KEY or its holder, and --name NAME --out FILE, or --ssh FILE
  -> chancery help key
[2]
$ chancery log tail --follow --json
{"type":"/problems/bad-request","title":"--follow gives no end: take --jsonl","status":null,"detail":"chancery help log","instance":null,"exit":2,"errors":[{"field":"","code":"usage","detail":"--follow gives no end: take --jsonl"}]}
[2]
$ chancery key new --name k.example/k --out -
chancery: a secret key goes into a file, not to standard output
  -> chancery help key
[2]
$ chancery backup --out -
chancery: a backup goes into a file, not to standard output
  -> chancery help backup
[2]
$ chancery sta
chancery: no command "sta"
  -> did you mean: chancery status
[2]
$ chancery key turn
chancery: no key command "turn"
  -> chancery help key
[2]

# publication and what is derived
$ chancery publish
published up to size 52: 0 files written
$ chancery publish copy | sed 's/: .*//'; ls copy
published up to size 52
checkpoint
openings
policy
tile
$ chancery publish --dry-run
dry run: nothing was written
$ chancery --json rebuild | grep -o '"root_matches":true'
"root_matches":true

# help, completion, configuration
$ chancery help | head -n 3
chancery - a verifiable register of official contacts

  init        found a register
$ chancery ask -h | wc -l
17
$ for t in dates kinds proofs sealing trust exit-codes privacy import; do chancery help $t | head -n 1; done
Dates are written as exactly as they are known (EDTF):
call 1, video 2, meeting 3, event 4, letter 5, email 6, message 7,
Every answer of "ask" comes from a proof that was verified before
"--sealed with,when,summary" keeps fields out of the public part: they stay
A policy file says whom you trust, one line each:
0 done, verified, yes     1 a valid negative: no match, answer zero
The log is for ever, so it holds no name and no prose: only ids, numbers,
chancery import FILE
$ chancery help nothing
chancery: no command and no topic "nothing"
  -> chancery help help
[2]
$ for s in bash zsh fish; do chancery completion $s | head -n 1; done
\# bash completion for chancery; generated
\#compdef chancery
\# fish completion for chancery; generated
$ chancery completion csh
chancery: no completion for "csh"
  -> chancery help completion
[2]
$ chancery version
<VERSION>
formats: entry 1, index mapping 1, chancery/proof@v1
<LIBRARIES>
$ chancery --json version | grep -o '"formats":{[^}]*}'
"formats":{"entry":1,"index":1,"proof":"chancery/proof@v1"}
$ chancery status --csv
chancery: status gives no list: --jsonl and --csv are for lists
  -> chancery help status
[2]
$ chancery --json --csv search consul
{"type":"/problems/bad-request","title":"--json, --jsonl and --csv exclude each other","status":null,"detail":"chancery help search","instance":null,"exit":2,"errors":[{"field":"","code":"usage","detail":"--json, --jsonl and --csv exclude each other"}]}
[2]

# finished bytes wait where no answer came, and are sent again unchanged
$ chancery file --resend
chancery: nothing waits to be sent again
[4]
# -h fits a screen of 24 lines
$ for c in "" init file amend annul show search ask status log audit rebuild publish import export key verify backup restore doctor config help completion version; do n=$(chancery $c -h | wc -l); [ $n -le 24 ] || echo "$c: $n"; done; echo "all looked at"
all looked at
