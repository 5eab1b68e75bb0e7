# Debian's age opens a note that was sealed here, and a sealed file that age made
# is opened only where a note names it. interfaces A6.1; format/note 2.4
## needs age
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME

$ . "$ROOT/tests/cli/found.sh"; . "$ROOT/tests/cli/department.sh"
$ echo "From time to time the office gave notes." >call.txt; size=$(stat -c %s call.txt)
$ chancery note seal call.txt --for c/21 --to o/25 --key-file office.key -q >out; chancery note fetch n/37 --out n37.age -q
n37.age written, still sealed: age -d -i KEY n37.age
$ for key in seal.key office.seal registrar.seal; do age -d -i $key n37.age | head -c "$size" | cmp - call.txt && echo "$key opens it"; done
seal.key opens it
office.seal opens it
registrar.seal opens it
$ age -d -i seal.key n37.age | tail -c 8 | od -An -tu1
   0   0   0   0   0   0   0  41
$ age-keygen -o other.key 2>out; age -d -i other.key n37.age 2>&1 | head -n 1
age: error: no identity matched any of the recipients

# an identity that age made is registered like one of ours
$ age-keygen -o theirs.key 2>out; chancery key new --purpose seal --owner o/25 --out theirs.key -q
e/39 filed as entry 39
$ test "$(age-keygen -y theirs.key)" = "$(chancery key list --csv | tr -d '\r' | grep ^39, | cut -d, -f5)" && echo the same key
the same key
$ chancery note seal call.txt --for c/21 --to o/25 --key-file office.key -q | grep -c opens
4
$ chancery note open n/41 --identity theirs.key --out got.txt -q; cmp got.txt call.txt
got.txt written; it is what the note committed to
# the earlier note was not sealed for it
$ chancery note open n/37 --identity theirs.key --out no.txt
chancery: none of these identities opens this note
  -> it opens with a seal key of the office, the department or the registrar
[7]
# the same content, sealed by age for the same keys, is another file
$ age -r "$(age-keygen -y seal.key)" call.txt >mine.age; chancery note open n/37 --blob mine.age --identity seal.key --out no.txt
chancery: the sealed file is not the one that the note names
  -> keep the file and tell the registrar and the office; do not rely on it
[5]
# a key that is revoked gets no later note
$ chancery key revoke e/39 -q; chancery note seal call.txt --for c/21 --to o/25 --key-file office.key -q | grep -c opens
e/39 filed as entry 43
3
