# The messages that set the tone (interfaces A11.2), as far as their commands
# exist. "the register did not answer within 10 s" waits for a server.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## mask (?<=\()\d{4}-\d\d-\d\d(?=,) DAY

$ . "$ROOT/tests/cli/found.sh"
$ chancery file contact --kind call --of p/3 --with p/15 --on 31/02/2021
chancery: "31/02/2021" is not a date, --on
  -> write 2021-02 if the day is unknown
[3]
$ chancery file contact --kind call --of p/3 --with p/15 --on 2021-21
chancery: "2021-21" is a season, and seasons have no agreed bounds, --on
  -> write a range such as [2021-03..2021-05]
[3]
$ chancery file contact --kind call --of p/3 --with p/15 --on 2021-03~
chancery: "2021-03~" is approximate but says not how far, --on
  -> add --earliest 2021-02-15 --latest 2021-04-15
[3]
$ chancery file contact --kind call --of p/3 --with Martin --on 2021-03-04
chancery: "Martin" fits 2 people: p/11 Anne Martin, p/13 Jean Martin, --with
  -> repeat with one of these references
[3]
$ chancery fille
chancery: no command "fille"
  -> did you mean: chancery file
[2]
# nothing that is filed or quoted steers a terminal
$ chancery file person --state xb --name "$(printf 'en:Anne\033[2JMartin')"
chancery: names: U+001B is a control character
  -> leave it out
[3]
$ chancery file person --state xb --name "$(printf 'en:Anne Martin\nentry 9, not annulled')"
chancery: names: U+000A is a control character
  -> leave it out
[3]
$ chancery "$(printf 'sh\033[8mow\302\2332J')" 2>&1
chancery: no command "sh\x1b[8mow\u009b2J"
  -> chancery help
[2]
# amended meanwhile
$ leaf=$(chancery --json show c/21 | sed 's/.*"inclusion":{"entry":21,"leaf":"\([0-9a-f]*\)".*/\1/')
$ chancery -q amend c/21 --set /minutes=12 --reason "correction:en:the phone bill shows it" --key-file office.key
c/21 filed as entry 25
$ chancery amend c/21 --set /minutes=13 --reason correction:en:again --if $leaf --key-file office.key
chancery: c/21 was amended meanwhile by entry 25 (<DAY>, Office of the Member)
  -> chancery show c/21 --history
[9]
# a number of a proof changed
$ chancery ask calls --of p/3 --with p/15 --proof answer.chancery-proof >/dev/null
$ sed '0,/certain=1 /s//certain=2 /' answer.chancery-proof >spoiled.chancery-proof
$ chancery-verify spoiled.chancery-proof --trust trust.txt 2>&1 >/dev/null
chancery-verify: spoiled.chancery-proof: step 3 failed: block 1: the answer does not follow from the index path, which counts certain=1 possible=1 struck=1
  -> keep this file and tell the registrar and a witness; do not rely on the answer
[5]
$ chancery-verify answer.chancery-proof 2>&1 >/dev/null
chancery-verify: answer.chancery-proof: cannot check step 5: no trusted key was given
  -> chancery-verify answer.chancery-proof --trust keys.txt
[6]
$ chmod 644 office.key
$ chancery annul c/21 --reason error:en:no --key-file office.key
chancery: office.key can be read by other users
  -> chmod 600 office.key
[7]
$ chancery log checkpoint --now --json >/dev/null; chmod 644 register.keys/log.key; chancery log checkpoint --now
chancery: register.keys/log.key can be read by other users
  -> chmod 600 register.keys/log.key
[7]
$ chmod 600 register.keys/log.key office.key
# the same as one line of JSON on stderr (A3.6)
$ chancery --json file contact --kind call --of p/3 --with Martin --on 2021-03-04
{"type":"/problems/ambiguous-name","title":"\"Martin\" fits 2 people: p/11 Anne Martin, p/13 Jean Martin","status":null,"detail":"repeat with one of these references","instance":null,"exit":3,"errors":[{"field":"--with","code":"ambiguous","detail":"\"Martin\" fits 2 people: p/11 Anne Martin, p/13 Jean Martin"}]}
[3]
$ chancery --json fille
{"type":"/problems/bad-request","title":"no command \"fille\"","status":null,"detail":"did you mean: chancery file","instance":null,"exit":2,"errors":[{"field":"","code":"usage","detail":"no command \"fille\""}]}
[2]
$ chancery --lang fr file contact --kind call --of p/3 --with p/15 --on 31/02/2021
chancery: « 31/02/2021 » n'est pas une date, --on
  -> écrivez 2021-02 si le jour est inconnu
[3]
