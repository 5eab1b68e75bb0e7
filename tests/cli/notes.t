# Notes and receipts: sealed for office, department and registrar; opened against
# what the log committed to; acknowledged by the department alone; every reading
# in a chain. interfaces A6.1 to A6.3, D9; format/note 1.1, 1.5, 3.1, 3.2, 4.1
## mask [0-9]+\ [A-Z][a-z]+\ [0-9]{4},\ [0-9]{2}:[0-9]{2}\ UTC WHEN
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask age1[a-z0-9]{58} KEY
## mask [0-9a-f]{64} HASH
## mask (?<=up.to.)20\d\d-\d\d-\d\d TODAY
## mask (?<=jusqu'au.)20\d\d-\d\d-\d\d TODAY
## mask (?<=acknowledged.)20\d\d-\d\d-\d\d TODAY
## mask (?<=e.le.)20\d\d-\d\d-\d\d TODAY
## mask (?<=question.)20\d\d-\d\d-\d\d TODAY
## mask (?:org|note|person|contact|receipt):[0-9a-hjkmnp-tv-z]{26} ID
## needs python3
## mask uid:\d+ uid

$ . "$ROOT/tests/cli/found.sh"; . "$ROOT/tests/cli/department.sh"
$ chancery key list | tail -n 3
e/31     o/25     The Department  <KEY>
e/33     o/5      Office of the Member  <KEY>
e/35     o/1      The Registrar  <KEY>
$ head -n 1 seal.key; stat -c %a seal.key
\# public key: <KEY>
600
$ chancery key new --purpose seal --owner o/5
chancery: a key for sealed notes needs --owner WHO --out FILE
  -> chancery help key
[2]
$ chancery key new --purpose seal --owner o/5 --out - 
chancery: a secret key goes into a file, not to standard output
  -> chancery help key
[2]

# sealing
$ echo "From time to time: CANARY-word." >call.txt; chancery note seal call.txt --for c/21 --to "The Department" --made 2021-03-05 --key-file office.key -q
n/37 filed as entry 37
  opens with a key of o/5 Office of the Member
  opens with a key of o/25 The Department
  opens with a key of o/1 The Registrar
$ chancery show n/37 | sed '1,2d'
Contacts: Sealed
Addressed to: The Department (o/25)
Made: Sealed
Author: Sealed
Language of the words: English
Text: Sealed
Sealed file: application/age, 16780 bytes; <HASH>
The file as committed: Sealed
Visibility: Under seal
Reason: Sealed
Filed by: Office of the Member (o/5)
Filed on: <WHEN>
receipts: none filed up to checkpoint 39
leaf <HASH>
$ chancery show c/21 | grep -A 1 "^note"
note n/37  to o/25 The Department, sealed
  receipts: none filed up to checkpoint 39
$ chancery show c/23 | grep ^note
notes that name it openly: none filed up to checkpoint 39
$ chancery --lang fr show c/23 | grep ^aide
aide-mémoire qui le nomment ouvertement : rien de déposé jusqu'au point de contrôle 39
$ chancery note seal call.txt --for c/21,c/23 --to o/25 --sealed contacts,made --made 2021-03-06 --key-file office.key -q >out; chancery show n/39 | grep -c contact:
0
[1]
$ chancery note seal call.txt --for c/21 --to o/5 --key-file office.key
chancery: a note goes to another body than the one that files it, --to
  -> name the department
[3]
$ chancery note seal call.txt --for c/21 --to o/7 --key-file office.key
chancery: o/7 has no key for sealed notes
  -> the registrar registers one: chancery key new --purpose seal --owner o/7 --out FILE
[4]
$ chancery note seal call.txt --for c/99 --to o/25 --key-file office.key
chancery: there is no "c/99" in this register, --for
[4]
$ chancery note seal absent.txt --for c/21 --to o/25 --key-file office.key
chancery: cannot open "absent.txt": No such file or directory
[4]
$ : >empty.txt; chancery note seal empty.txt --for c/21 --to o/25 --key-file office.key
chancery: "empty.txt" is empty
[3]
$ chancery note seal call.txt --for c/21 --to o/25 --sealed summary --key-file office.key
chancery: "summary" cannot be sealed, --sealed
  -> of a sealed note it takes contacts,made,author
[3]
$ chancery note seal call.txt --for c/21 --to o/25 --key-file office.key --dry-run; chancery --json status | grep -o '"size":[0-9]*' | head -n 1
note would be filed; nothing was
  opens with a key of o/5 Office of the Member
  opens with a key of o/25 The Department
  opens with a key of o/1 The Registrar
"size":41
# the department writes no notes, and a refused note leaves no sealed file behind
$ chancery note seal call.txt --for c/21 --to o/5 --key-file department.key
chancery: no grant in force lets this filer file a note, /by
  -> ask the registrar for a grant
[7]
$ blobs() { python3 -c 'import sqlite3; print(*sqlite3.connect("register/register.db").execute("SELECT count(*) FROM private_blob").fetchone(), "sealed files")'; }; blobs
2 sealed files
$ chancery note seal call.txt --for c/21 --to o/5 --key-file department.key 2>&1 | head -n 1; blobs
chancery: no grant in force lets this filer file a note, /by
2 sealed files

# the word is nowhere, but in a public text it is found (format/note 3.4)
$ chancery export --format csv --out csv -q >out; chancery export --format jsonl --out lines.jsonl -q >out; chancery publish copy -q >out; chancery backup --private --out copy/backup -q >out
$ grep -rl CANARY register register.keys state csv lines.jsonl copy
[1]
$ chancery note file call.txt --for c/21 --to o/25 --made 2021-03-05 --key-file office.key -q; grep -rl CANARY register | sort | head -n 3
n/41 filed as entry 41
register/public/openings/000
register/read.db
register/register.db
$ chancery note file call.txt --for c/21 --to o/25 --key-file office.key
chancery: --made is missing
  -> chancery help note
[2]

# notes of 1 to 4,096 bytes have one size (format/note 2.2)
$ for n in 1 100 4088 4089 4096; do head -c $n /dev/urandom >n.txt; chancery note seal n.txt --for c/21 --to o/25 --key-file office.key --json --dry-run | grep -o '"bytes":[0-9]*,"padded_bytes":[0-9]*'; done | sort -u
"bytes":16780,"padded_bytes":16384

# opening
$ chancery note open n/37 --identity seal.key --out got.txt
reading 1 is recorded
got.txt written; it is what the note committed to
$ cat got.txt; stat -c %a got.txt
From time to time: CANARY-word.
600
$ chancery note open n/37 --identity seal.key --out got.txt
chancery: "got.txt" exists
  -> name another file, nothing is overwritten
[9]
$ chancery note open n/37 --identity office.seal --out - 
chancery: a sealed note goes into a file, not to standard output
  -> chancery help note
[2]
$ chancery note open n/37 --identity office.seal --out own.txt -q; cmp call.txt own.txt
own.txt written; it is what the note committed to
$ chancery note open n/37 --identity registrar.seal --out r.txt; ls r.txt
chancery: the registrar opens a note on an order or a ground alone
  -> add --basis "order d/N"
ls: cannot access 'r.txt': No such file or directory
[2]
$ chancery note open n/37 --identity registrar.seal --out r.txt --basis "order 12 of the Commission" -q; cmp call.txt r.txt
r.txt written; it is what the note committed to
$ chancery key new --purpose seal --owner p/11 --out other.seal -q >out; chancery note open n/37 --identity other.seal --out o.txt; ls o.txt
chancery: none of these identities opens this note
  -> it opens with a seal key of the office, the department or the registrar
ls: cannot access 'o.txt': No such file or directory
[2]
$ chmod 644 other.seal; chancery note open n/37 --identity other.seal --out o.txt
chancery: other.seal: other.seal can be read by other users
  -> chmod 600 other.seal
[7]
$ chancery note open n/37 --identity office.key --out o.txt
chancery: office.key: a line is no identity of age
  -> it takes AGE-SECRET-KEY-1..., as chancery key new or age-keygen makes it
[3]
$ chancery note open n/41 --identity seal.key --out o.txt
chancery: this note is public: it has no sealed file
[9]
$ chancery note open c/21 --identity seal.key --out o.txt
chancery: "c/21" is no note
  -> write n/N, or e/N for one version
[3]
$ chancery note open n/37 --out o.txt
chancery: note open needs a note, --identity FILE and --out FILE
  -> chancery help note
[2]

# the sealed file at another desk
$ chancery note fetch n/37 --out n37.age; stat -c %s n37.age; head -n 1 n37.age
reading 6 is recorded
n37.age written, still sealed: age -d -i KEY n37.age
16780
age-encryption.org/v1
$ chancery note open n/37 --blob n37.age --identity seal.key --out desk.txt -q; cmp call.txt desk.txt
desk.txt written; it is what the note committed to
$ cp n37.age bad.age; printf x | dd of=bad.age bs=1 seek=9000 conv=notrunc status=none; chancery note open n/37 --blob bad.age --identity seal.key --out bad.txt; ls bad.txt
chancery: the sealed file is not the one that the note names
  -> keep the file and tell the registrar and the office; do not rely on it
ls: cannot access 'bad.txt': No such file or directory
[2]
$ head -c 16779 n37.age >bad.age; chancery note open n/37 --blob bad.age --identity seal.key --out bad.txt
chancery: the sealed file is not the one that the note names
  -> keep the file and tell the registrar and the office; do not rely on it
[5]
$ chancery note open n/39 --blob n37.age --identity seal.key --out bad.txt; ls bad.txt
chancery: the sealed file is not the one that the note names
  -> keep the file and tell the registrar and the office; do not rely on it
ls: cannot access 'bad.txt': No such file or directory
[2]

# who read what
$ chancery note reads
10 readings, chain whole
1  <TIME>  open  n/37  o/25  shown
2  <TIME>  open  n/37  o/5  shown
3  <TIME>  open  n/37  o/1  refused
4  <TIME>  open  n/37  o/1  shown  order 12 of the Commission
5  <TIME>  open  n/37  p/11  refused
6  <TIME>  fetch  n/37  shown
7  <TIME>  open  n/37  o/25  shown
8  <TIME>  open  n/37  o/25  differs
9  <TIME>  open  n/37  o/25  differs
10  <TIME>  open  n/39  o/25  differs
$ chancery note reads --of o/5 -q | wc -l; chancery note reads --of o/7 -q
10
$ chancery note reads --csv | head -n 3
\e n,at,act,object,office,outcome,basis,account,channel\x0d
\e 1,<TIME>,open,<ID>,<ID>,shown,,<uid>,cli\x0d
\e 2,<TIME>,open,<ID>,<ID>,shown,,<uid>,cli\x0d
$ chancery doctor | grep readings
warn  readings     there are readings that no document counts yet  -> chancery note reads --file
$ chancery note reads --file
published at checkpoint 47; next: chancery show d/45
d/45 filed as entry 45
$ chancery note reads --file
nothing was read since the last count
$ chancery note reads 2>&1 >out | tail -n 1; chancery doctor | grep readings
the first 10 of them stand in d/45
ok    readings     the record of readings is whole
$ chancery show d/45 | grep ^Title
Title: "Readings of sealed notes up to <TODAY>: 10, last hash <HASH>"

# receipts
$ chancery inbox --of o/25
n/37     <TIME>  new           Office of the Member
n/39     <TIME>  new           Office of the Member
n/41     <TIME>  new           Office of the Member
$ chancery gaps receipts
notes without a receipt, filed up to checkpoint 47
n/37     <TIME>   The Department
n/39     <TIME>   The Department
n/41     <TIME>   The Department
$ chancery ack n/37 --reference FA-1
chancery: no grant in force lets this filer file a receipt, /by
  -> ask the registrar for a grant
[7]
$ chancery ack n/37 --reference FA-1 --key-file office.key
chancery: no grant in force lets this filer file a receipt, /by
  -> ask the registrar for a grant
[7]
$ chancery ack n/37 --reference FA-1 --by o/25 --key-file office.key
chancery: no signature by a key in force of the filer, /sig
  -> sign with a registered key, or have the key registered
[7]
$ chancery ack n/37 --key-file department.key -q; chancery inbox --of o/25 --state due
r/47 filed as entry 47
n/37     <TIME>  due           Office of the Member
$ chancery ack n/37 --reference FA-1 --saw plaintext-compared --key-file department.key -q; chancery inbox --of o/25 --state acknowledged
r/47 filed as entry 49
n/37     <TIME>  acknowledged  Office of the Member
$ chancery ack n/37 --reference FA-1 --saw plaintext-compared --key-file department.key
chancery: r/47 says the same already
  -> chancery show r/47
[9]
$ chancery ack n/39 --return "Which of the two calls is meant?" --not-for-us --key-file department.key
chancery: --return and --not-for-us exclude each other
  -> chancery help ack
[2]
$ chancery ack n/39 --return "Which of the two calls is meant?" --key-file department.key -q; chancery show n/39 | tail -n 3 | head -n 2
r/51 filed as entry 51
r/51  returned with a question <TODAY>, o/25 The Department
  [en] "Which of the two calls is meant?"
$ chancery ack n/39 --received 2999-01-01 --reference FA-2 --key-file department.key
chancery: is a day to come, /received
  -> write the day on which it came
[3]
$ chancery ack n/39 --received tomorrow --reference FA-2 --key-file department.key
chancery: "tomorrow" is no day, --received
  -> write it as 2024-02-05
[3]
$ chancery --lang fr show n/37 | grep ^r/; chancery show n/37 | grep ^r/
r/47  réception accusée le <TODAY>, o/25 Le ministère
r/47  acknowledged <TODAY>, o/25 The Department
$ chancery amend r/47 --set /outcome=returned --reason correction --key-file office.key
chancery: no grant in force lets this filer file a receipt, /by
  -> ask the registrar for a grant
[7]
$ chancery amend r/47 --set /outcome=returned --reason correction
chancery: no grant in force lets this filer file a receipt, /by
  -> ask the registrar for a grant
[7]
$ chancery inbox --of o/25 --csv
\e note,filed,from,from_name,state,subject,subject_name\x0d
\e n/37,<TIME>,o/5,Office of the Member,acknowledged,p/3,The Member\x0d
\e n/39,<TIME>,o/5,Office of the Member,returned,,\x0d
\e n/41,<TIME>,o/5,Office of the Member,new,p/3,The Member\x0d
$ chancery inbox --of o/5
no such note: none filed up to checkpoint 53
[1]
$ chancery inbox --of o/25 --state old
chancery: "old" is no value of --state
  -> it takes new, due, acknowledged, returned
[2]

# the office answers with a further version, and it is due again
$ echo "The call of 4 March." >answer.txt; chancery note seal answer.txt --next n/39 --key-file office.key
chancery: --reason is missing
  -> say why: --reason "correction:en:the phone bill shows it"
[2]
$ chancery note seal answer.txt --next n/39 --reason "correction:en:which call it was" --key-file office.key -q
n/39 filed as entry 53
  opens with a key of o/5 Office of the Member
  opens with a key of o/25 The Department
  opens with a key of o/1 The Registrar
$ chancery inbox --of o/25 --state due | grep n/39; chancery show n/39 | grep -A 1 ^r/
n/39     <TIME>  due           Office of the Member
r/51  returned with a question <TODAY>, o/25 The Department (of an earlier version)
  [en] "Which of the two calls is meant?"
$ chancery note open n/39 --identity seal.key --out answer-read.txt -q; cmp answer.txt answer-read.txt
answer-read.txt written; it is what the note committed to
$ chancery note open n/39 --blob n37.age --identity seal.key --out bad.txt
chancery: the sealed file is not the one that the note names
  -> keep the file and tell the registrar and the office; do not rely on it
[5]
# each version has its own sealed file, and what is acknowledged is the one seen
$ chancery note open e/39 --identity seal.key --out first.txt -q; cmp first.txt call.txt
first.txt written; it is what the note committed to
$ chancery ack e/39 --reference FA-2 --key-file department.key -q; chancery inbox --of o/25 | grep n/39
r/51 filed as entry 55
n/39     <TIME>  due           Office of the Member
$ chancery ack n/39 --reference FA-2 --key-file department.key -q; chancery show n/39 | grep ^r/
r/51 filed as entry 57
r/51  acknowledged <TODAY>, o/25 The Department
$ chancery ack e/3 --key-file department.key
chancery: "e/3" is no note
  -> write n/N, or e/N for one version
[3]

# another note's version, and another note
$ leaf() { chancery --json show "$1" | grep -o '"leaf":"[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4; }; id() { chancery --json show "$1" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4; }
$ receipt() { printf '{"note":"%s","note_version":"%s","outcome":"acknowledged","post":null,"received":"2024-02-05","saw":"ciphertext-only"}' "$1" "$2" >body.json; chancery file receipt --body body.json --key-file department.key; }
$ receipt "$(id n/41)" "$(leaf n/37)"
chancery: no version of the entry named has this leaf hash, /note_version
[3]
$ receipt "$(id n/41)" "$(leaf n/41)"
published at checkpoint 61; next: chancery show r/59
r/59 filed as entry 59
$ chancery amend r/59 --set "/note=$(id n/39)" --set "/note_version=$(leaf n/39)" --reason correction --key-file department.key
chancery: a receipt stays with its note, /note
  -> file another receipt for the other note
[3]

# a contact and its note, all or none
$ chancery file contact --kind call --of p/3 --with p/15 --on 2021-05-06 --topic visas --summary "en:A second call about visas" --note call.txt --to o/25 --key-file office.key
published at checkpoint 64; next: chancery show c/61
c/61 filed as entry 61
n/62 filed as entry 62
$ chancery show c/61 | grep -A 1 "^note"
note n/62  to o/25 The Department, sealed
  receipts: none filed up to checkpoint 64
$ chancery file contact --kind call --of p/3 --with p/15 --on 2021-05-07 --topic visas --summary "en:A third call about visas" --note empty.txt --key-file office.key
chancery: "empty.txt" is empty
[3]
$ chancery file person --name en:Somebody --note call.txt
chancery: --note goes with a contact
  -> chancery help file
[2]
$ chancery gaps notes --of "The Member"
notes that seal which contacts they are about: 1
contacts that no note names openly, filed up to checkpoint 64
c/23     [2020..2022]           The Member
$ chancery gaps notes --of "The Member" --from 2021-05 --to 2021-05 --kind letter
notes that seal which contacts they are about: 1
every contact asked about has a note, filed up to checkpoint 64
[1]
$ chancery audit | tail -n 1
ok 64 <HASH>
$ chancery rebuild -q >out; chancery inbox --of o/25 | wc -l; chancery note reads 2>&1 >out | head -n 1
4
13 readings, chain whole

# office and department never share a key
$ chancery key new --purpose seal --owner o/7 --out office.seal -q >out; chancery note seal call.txt --for c/21 --to o/7 --key-file office.key
chancery: two of the bodies that open this note have one seal key
  -> each makes a key of its own
[9]

# a row that was changed, and rows that are fewer than were filed
$ sql() { python3 -c 'import sqlite3, sys; c = sqlite3.connect("register/register.db"); c.execute(sys.argv[1]); c.commit()' "$1"; }
$ cp -r register kept; sql "DELETE FROM private_read WHERE n > 4"; chancery note reads; chancery doctor | grep readings
chancery: d/45 counts 10 readings, and the record holds others
fail  readings     the record of readings does not hold  -> chancery note reads
$ rm -r register; mv kept register; sql "UPDATE private_read SET row = replace(row, 'shown', 'taken') WHERE n = 4"; chancery note reads
chancery: row 4 of the record of readings was changed
[5]

# a backup without the private tables has no record of readings
$ chancery backup --out public.backup -q; chancery restore public.backup ./restored -q; chancery --store restored note reads
public.backup holds the log up to size 66, without names and texts; the keys are not in it
restored to ./restored: size 66, 66 entries
no keys at ./restored.keys: reading only
chancery: what d/45 files of the readings is not kept here
  -> restore a backup with the private tables
[6]
