# What happens to a register: founding, keys, a second process, a full disk,
# an older backup. Nothing acknowledged is lost, nothing is half done.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask register\.example/contacts\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+ VKEY

# founding
$ init() { chancery init "$@" --origin register.example/contacts --title en:Register --home-state xa; }
$ init a --civil-zone Europe/Paris
Founded register.example/contacts in a, checkpoint of size 3.
Its key, to be told to everyone who verifies:
  <VKEY>
Private keys: a.keys (keep a copy elsewhere, never in the same backup)
Register a key for an office: chancery key new, then chancery key grant.
$ init a --civil-zone Europe/Paris
chancery: "a" is not empty
  -> a register needs a folder of its own
[9]
$ mkdir full; touch full/thing; init full --civil-zone Europe/Paris; ls full
chancery: "full" is not empty
  -> a register needs a folder of its own
thing
$ init b --civil-zone Europe/Atlantis; ls -d b* 2>/dev/null
chancery: "Europe/Atlantis" is no time zone here, --civil-zone
  -> write one like Europe/Paris or UTC
[2]
$ chancery init b --origin register.example/contacts --title en:R --civil-zone Europe/Paris
chancery: init needs --origin, --title, --civil-zone and --home-state
  -> chancery help init
[2]
$ chancery init b --origin "not an origin" --title en:R --civil-zone Europe/Paris --home-state xa
chancery: the key has no valid name
  -> a name is 1 to 255 bytes of UTF-8 without white space, control characters and '+'
[3]
$ chancery init b --origin register.example/b --title "No language" --civil-zone Europe/Paris --home-state xa
chancery: "No language" has no language in front, --title
  -> write en:No language
[3]
$ chancery init b --origin register.example/b --title en:R --civil-zone Europe/Paris --home-state France
chancery: /home_state: is not a state code of two lower-case letters
  -> write a state code of two lower-case letters there
[3]
$ chancery init b --origin register.example/b --title en:R --civil-zone Europe/Paris --home-state xa --key-file absent.key; ls -d b* 2>/dev/null
chancery: cannot open "absent.key": No such file or directory
[2]
$ init "$(printf '%05000d' 1)" --civil-zone Europe/Paris 2>&1 | cut -c 1-60
chancery: path too long
$ init /proc/nowhere/r --civil-zone Europe/Paris
chancery: cannot make the directory "/proc/nowhere": No such file or directory
[4]

# settings
$ . "$ROOT/tests/cli/found.sh"
$ printf '# mine\nlang = fr\n' >chancery.conf; chancery config --show-origin | grep -v '^store'
trust =     # built-in
lang = fr    # chancery.conf
base-url =     # built-in
by =     # built-in
key-file =     # built-in
of =     # built-in
backup-days =     # built-in
quorum-required =     # built-in
$ printf 'colour = red\n' >chancery.conf; chancery status
chancery: chancery.conf, line 1: no setting "colour"
[3]
$ printf 'lang = fr\n' >chancery.conf; chmod 666 chancery.conf; chancery config 2>&1 | head -n 1; rm chancery.conf
chancery.conf can be written by others: ignored
$ chancery --store nowhere status
chancery: no register in "nowhere"
  -> chancery init nowhere --origin NAME, or --store DIR
[4]

# a second process
$ size() { chancery --json status | sed 's/.*"size":\([0-9]*\),"time.*/\1/'; }
$ size
25
$ mkfifo hold
$ chancery file document --body hold >held.out 2>&1 & sleep 0.3; chancery file person --name en:Second
chancery: another process holds the log in "register"
  -> stop it first, or file through it: --url URL (chancery serve)
[9]
$ echo '{' >hold; wait; cat held.out
chancery: hold: member name expected at byte 2
$ chancery file person --name "en:Third" --state xb -q
p/25 filed as entry 25
$ size
27

# keys that others can read
$ chmod 640 register.keys/registrar.key; chancery file person --name en:X; chmod 600 register.keys/registrar.key
chancery: register.keys/registrar.key can be read by other users
  -> chmod 600 register.keys/registrar.key
$ chancery doctor | grep -v "disk\|kernel"
ok    store        the store opens
ok    signing      no rule forbids signing
ok    index        every subtotal of the index recomputes
ok    clock        the clock is not behind the log
ok    checkpoint   every entry is in a checkpoint
ok    publication  the static tree shows the newest checkpoint
ok    erasures     no erasure is under way
ok    readings     the record of readings is whole
warn  witnesses    no witness cosigns this register
ok    keys         the folder of keys is closed to others
ok    journal      the store has a write-ahead log
ok    server       no server runs on this machine
$ chmod 755 register.keys; chancery doctor | grep keys; chmod 700 register.keys
fail  keys         the folder of keys is open to others  -> chmod 700 register.keys

# an older backup refuses to sign; the static tree heals it
$ chancery backup --private --out older.backup
older.backup holds the register up to size 27, private tables included; the keys are not in it
$ chancery backup --private --out older.backup
chancery: "older.backup" exists already
[9]
$ chancery file person --name "en:After the backup" --state xb -q
p/27 filed as entry 27
$ rm register/register.db register/read.db register/trie.db
$ chancery restore older.backup register
restored to register: size 27, 27 entries
refuses to sign: R1: "log.head" holds a checkpoint of 29 entries, the store one of 27: an older copy was restored or transactions are lost; run "chancery log recover"
fetch what is missing: chancery log recover DIR (a static tree or mirror)
[6]
$ chancery file person --name en:Forked
chancery: R1: "log.head" holds a checkpoint of 29 entries, the store one of 27: an older copy was restored or transactions are lost; run "chancery log recover"
  -> chancery doctor
[6]
$ chancery log checkpoint --now >/dev/null
chancery: R1: "log.head" holds a checkpoint of 29 entries, the store one of 27: an older copy was restored or transactions are lost; run "chancery log recover"
  -> chancery doctor
[6]
$ chancery publish
chancery: R1: "log.head" holds a checkpoint of 29 entries, the store one of 27: an older copy was restored or transactions are lost; run "chancery log recover"
  -> chancery doctor
[6]
$ chancery status | tail -n 1
refuses to sign: log.head knows a checkpoint of size 29 (chancery log recover)
$ chancery doctor | grep signing
fail  signing      an older state: it refuses to sign  -> chancery log recover DIR
$ chancery restore older.backup register
chancery: there is a register in "register"
  -> restore into a folder without one
[9]
$ chancery log recover absent
chancery: cannot open "absent/checkpoint": No such file or directory
[4]
$ chancery log recover register/public
2 entries read back, checkpoint of size 29
Entries that were acknowledged and never published must be sent again by their filers.
$ chancery show "After the backup" | head -n 1
p/27  person  After the backup
$ chancery file person --name "en:After the repair" --state xb -q
p/29 filed as entry 29
$ chancery audit --full | head -n 1
31 entries, 15 checkpoints, 0 tiles: the bytes stored give what was signed: yes
$ chancery restore found.out elsewhere; ls elsewhere 2>/dev/null
chancery: found.out: cannot read the store: the file is not a register store
[2]
$ chancery restore older.backup elsewhere
restored to elsewhere: size 27, 27 entries
no keys at elsewhere.keys: reading only

# derived files are thrown away and come again
$ rm register/read.db; printf 'spoiled' >register/trie.db; chancery ask calls --of p/3 | head -n 1
6 calls
$ chancery rebuild | cut -d ' ' -f 1-3
ok entries=31 roots=15
# a byte of the static tree changed: the audit says so
$ cp -r register/public copy; f=$(ls copy/tile/entries/000.p/* | tail -n 1); printf X | dd of="$f" bs=1 seek=200 conv=notrunc 2>/dev/null
$ chancery audit copy --trust trust.txt >/dev/null 2>&1
[5]
$ chancery audit copy
chancery: no trusted key to audit with
  -> add --trust FILE or --key VKEY
[6]
