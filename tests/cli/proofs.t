# Spoiled proofs and checkpoints, offline: 5 is an alarm, 6 is homework, 3 is
# no proof at all (interfaces A2.1, A9.12).
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask (?<=[ "])[A-Za-z0-9+/]{43}= ROOT
## mask register\.example/contacts\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+ VKEY

$ . "$ROOT/tests/cli/found.sh"
$ unset CHANCERY_STORE
$ chancery --store register ask calls --of p/3 --with-post post/9 --proof a.chancery-proof >/dev/null
$ chancery --store register log prove 21 --out a.tlog-proof
entry 21 is in the log of size 25; written: a.tlog-proof
$ chancery --store register show e/21 --raw >a.entry
$ chancery --store register log checkpoint >a.checkpoint
$ first() { "$@" 2>&1 >/dev/null | head -n 1; return ${PIPESTATUS[0]}; }
$ check() { first chancery-verify "$@" --trust trust.txt; }

# whole
$ check a.chancery-proof
$ check a.tlog-proof --entry a.entry
$ check a.checkpoint
$ chancery verify a.chancery-proof --trust trust.txt | head -n 1
a.chancery-proof: VERIFIED
# each line spoiled in turn: what it is decides the code
$ spoil() { sed "$1" a.chancery-proof >b.chancery-proof; cmp -s a.chancery-proof b.chancery-proof && echo "not spoiled"; check b.chancery-proof; }
$ spoil '1s/v1/v9/'
chancery-verify: b.chancery-proof: cannot check step 1: this version of the proof format is not known here
[6]
$ spoil '0,/from=2/s//from=1/'
not spoiled
$ spoil '0,/possible=5/s//possible=4/'
chancery-verify: b.chancery-proof: step 3 failed: block 1: the answer does not follow from the index path, which counts certain=5 possible=5 struck=0
[5]
$ spoil '/^answer /d'
chancery-verify: b.chancery-proof: step 1 failed: line 9: expected: answer certain=N possible=N struck=N
[3]
$ spoil '$d'
chancery-verify: b.chancery-proof: step 1 failed: checkpoint: the note carries no signature
[5]
$ sed '/^$/q' a.chancery-proof >b.chancery-proof; check b.chancery-proof
chancery-verify: b.chancery-proof: step 1 failed: line 8: the file breaks off
[3]
$ : >b.chancery-proof; check b.chancery-proof
chancery-verify: b.chancery-proof: step 1 failed: it is no proof file and no checkpoint
[3]
$ head -c 300000 /dev/zero >b.chancery-proof; check b.chancery-proof
chancery-verify: b.chancery-proof: step 1 failed: it is no proof file and no checkpoint
[3]
$ check absent.chancery-proof
chancery-verify: absent.chancery-proof: cannot open "absent.chancery-proof": No such file or directory
[4]
# another question than the one asked
$ check a.chancery-proof --question "official official=3 count"
chancery-verify: a.chancery-proof: step 2 failed: block 1 answers another question than: official official=3 count
[5]
# an entry of one byte more; a receipt of another entry
$ { cat a.entry; printf x; } >b.entry; check a.tlog-proof --entry b.entry
chancery-verify: a.tlog-proof: step 4 failed: the entry given is not entry 21 of the log of size 25
[5]
$ sed '2s/.*/index 20/' a.tlog-proof >b.tlog-proof; check b.tlog-proof --entry a.entry
chancery-verify: b.tlog-proof: step 4 failed: the entry given is not entry 20 of the log of size 25
[5]
# a checkpoint with another root, another size, another signature, no lines
$ sed '3s/^..../AAAA/' a.checkpoint >b.checkpoint; check b.checkpoint
chancery-verify: b.checkpoint: step 5 failed: the signature of register.example/contacts, a key that you trust, does not hold
[5]
$ sed '2s/.*/24/' a.checkpoint >b.checkpoint; check b.checkpoint
chancery-verify: b.checkpoint: step 5 failed: the signature of register.example/contacts, a key that you trust, does not hold
[5]
$ head -n 4 a.checkpoint >b.checkpoint; check b.checkpoint
chancery-verify: b.checkpoint: step 1 failed: it is no proof file and no checkpoint
[3]
$ sed '1s/.*/other.example\/log/' a.checkpoint >b.checkpoint; check b.checkpoint
chancery-verify: b.checkpoint: step 5 failed: the signature of register.example/contacts, a key that you trust, does not hold
[5]
# keys: none, another's, a policy that asks for a witness, one that is no policy
$ first chancery-verify a.chancery-proof
chancery-verify: a.chancery-proof: cannot check step 5: no trusted key was given
[6]
$ chancery key new --name other.example/log --out other.key | head -n 1 | sed 's/^/log /; $aquorum none' >other.txt
$ first chancery-verify a.chancery-proof --trust other.txt
chancery-verify: a.chancery-proof: cannot check step 5: your policy trusts no log named register.example/contacts
[6]
$ echo "log nonsense" >no.txt; first chancery-verify a.chancery-proof --trust no.txt
chancery-verify: no.txt: policy line 1: not a key: NAME+ID+BASE64 expected
[3]
$ first chancery-verify a.chancery-proof --trust absent.txt
chancery-verify: cannot open "absent.txt": No such file or directory
[4]
# of several the worst code counts (A2.3)
$ spoil '0,/possible=5/s//possible=4/'
chancery-verify: b.chancery-proof: step 3 failed: block 1: the answer does not follow from the index path, which counts certain=5 possible=5 struck=0
[5]
$ chancery-verify a.chancery-proof b.chancery-proof absent --trust trust.txt >/dev/null 2>&1
[5]
