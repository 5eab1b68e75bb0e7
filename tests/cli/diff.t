# What differs between two tables: files of other people, exports of ours.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask (?<=[a-z]:)[0-9a-z]{26} ID
## timeout 60

$ printf 'member,date,with,title\n7,09/02/2021,"Embassy of B",Visas\n7,10/02/2021,Embassy of B,Trade\n8,11/02/2021,Somebody,Talk\n9,12/02/2021,Embassy of C,Fish\n' >old.csv
$ printf ',title,date,with,member\n0,Visas  ,2021-02-09,Embassy of B,7\n1,Trade and more,10-02-2021,Embassy of B,7\n2,Fish,12-02-2021,EMBASSY OF C,9\n3,Late,01-01-2020,Embassy of B,9\n' >new.csv
$ chancery diff old.csv new.csv --key member --key date --day date --fold --still member
changed member="7" date="10/02/2021"
  title: "Trade" -> "Trade and more"
added member="9" date="01-01-2020"
  with: "Embassy of B"
  title: "Late"
old.csv: 4 rows, 3 compared
  1 left out: the other file has no such value
new.csv: 4 rows, 4 compared
  columns that are here alone: ""
2 the same, 1 changed, 0 removed, 1 added
0 keys are gone, 1 keys are new
[1]
$ chancery diff old.csv new.csv --key member --key date --day date --fold --still member --json
{"added":[{"table":null,"key":[{"name":"member","value":"9"},{"name":"date","value":"01-01-2020"}],"key_rows":{"old":0,"new":1},"fields":[{"name":"with","old":null,"new":"Embassy of B"},{"name":"title","old":null,"new":"Late"}]}],"removed":[],"changed":[{"table":null,"key":[{"name":"member","value":"7"},{"name":"date","value":"10/02/2021"}],"key_rows":{"old":1,"new":1},"fields":[{"name":"title","old":"Trade","new":"Trade and more"}]}],"same":2,"totals":{"old":{"rows":4,"compared":3,"repeated":0,"left_out":1,"not_readable":0,"columns":""},"new":{"rows":4,"compared":4,"repeated":0,"left_out":0,"not_readable":0,"columns":"\"\""},"added":1,"removed":0,"changed":1,"keys_gone":0,"keys_new":1,"removed_key_kept":0}}
[1]
$ chancery diff old.csv new.csv --key member --key date --day date --fold --lang fr
changé member="7" date="10/02/2021"
  title: "Trade" -> "Trade and more"
retiré member="8" date="11/02/2021"
  with: "Somebody"
  title: "Talk"
ajouté member="9" date="01-01-2020"
  with: "Embassy of B"
  title: "Late"
old.csv : 4 lignes, 4 comparées
new.csv : 4 lignes, 4 comparées
  colonnes présentes ici seulement : ""
2 identiques, 1 changées, 1 retirées, 1 ajoutées
parmi les lignes retirées, 0 avaient une clé encore présente
1 clés ont disparu, 1 clés sont nouvelles
[1]
$ chancery diff old.csv old.csv
old.csv: 4 rows, 4 compared
old.csv: 4 rows, 4 compared
4 the same, 0 changed, 0 removed, 0 added
# what cannot be compared is said, with its row or column
$ chancery diff old.csv new.csv --key number
chancery: "old.csv" has no column "number", --key
  -> it has: member, date, with, title
[3]
$ chancery diff old.csv absent.csv
chancery: cannot open "absent.csv": No such file or directory
[4]
$ chancery diff old.csv new.csv --separator x
chancery: "x" is no separator, --separator
  -> it takes , ; | or tab
[2]
$ printf 'member,date\n7,"a" b\n' >bad.csv; chancery diff bad.csv old.csv --key member
chancery: row 1 of "bad.csv" cannot be read: quote
  -> mend the file, name its --separator or --encoding, or leave such rows out with --skip-bad
[3]
$ chancery diff bad.csv old.csv --key member --skip-bad | tail -n 4
old.csv: 4 rows, 4 compared
  columns that are here alone: with, title
0 the same, 0 changed, 0 removed, 4 added
0 keys are gone, 3 keys are new
$ printf 'k;v\n1;caf\351\n' >latin.csv; printf 'k;v\n1;cafe\n' >plain.csv; chancery diff latin.csv plain.csv --key k --separator ';'
chancery: row 1 of "latin.csv" cannot be read: encoding
  -> mend the file, name its --separator or --encoding, or leave such rows out with --skip-bad
[3]
$ chancery diff latin.csv plain.csv --key k --separator ';' --encoding windows-1252 | head -n 2
changed k="1"
  v: "café" -> "cafe"

# two exports of one register, before and after a filing
$ . "$ROOT/tests/cli/found.sh"
$ chancery export --format csv --out before >/dev/null 2>&1; chancery export --format jsonl --out before.jsonl >/dev/null 2>&1
$ chancery -q amend p/15 --set /states='["xb","xc"]' --reason correction
p/15 filed as entry 25
$ chancery export --format csv --out after >/dev/null 2>&1; chancery export --format jsonl --out after.jsonl >/dev/null 2>&1
$ chancery diff before after | grep -v '"[0-9a-f]\{64\}"\|  at: '
changed persons id="person:<ID>"
  states: "xb" -> "xb xc"
  entry: "15" -> "25"
  version: "1" -> "2"
before: 14 rows, 14 compared
after: 14 rows, 14 compared
13 the same, 1 changed, 0 removed, 0 added
$ chancery diff before.jsonl after.jsonl | tail -n 1
0 keys are gone, 2 keys are new
$ chancery diff before after.jsonl
chancery: "before" is a folder and "after.jsonl" is not
[3]
