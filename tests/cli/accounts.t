# Accounts at the command line: codes, factors, rights, approval, tokens.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9A-Z]{4}(-[0-9A-Z]{4}){4} CODE
## mask [0-9A-Z]{4}(-[0-9A-Z]{4}){3} RECOVERY
## mask chy_[A-Za-z0-9_-]{43} TOKEN
## mask (?<=[a-z]:)[0-9a-z]{26} ID

$ . "$ROOT/tests/cli/found.sh"

$ chancery user list
no account yet; next: chancery user add NAME --tier operator
$ chancery user add first --tier registrar >code
good once, until <TIME>, at /enrol or with chancery user enrol
$ chancery user list
first                registrar  new      -        draft file annul declare registrar erase
$ umask 077; echo "grumble lantern otter quay" >pw; echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ >seed
$ enrol() { chancery -q user enrol "$1" --code "$(sed -n 's/code: //p' code)" --password-file pw --totp-secret-file seed; }

# a code works once, for its own account
$ enrol other
chancery: the code is of another account
[7]
$ enrol first
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
<RECOVERY>
first                registrar  active   -        draft file annul declare registrar erase
$ enrol first
chancery: there is no such code, or it was used, or its day is over
  -> ask for a new one
[7]

# passwords that many have are refused, with files that others can read
$ chancery -q user add second --tier registrar >code
$ echo password1234 >weak; chancery user enrol second --code "$(sed -n 's/code: //p' code)" --password-file weak
chancery: many people have passwords like this one
  -> four or five words of your own do
[3]
$ chmod 644 pw; enrol second | tail -n 1; chmod 600 pw
chancery: pw can be read by other users
  -> chmod 600 pw
$ enrol second | tail -n 1
second               registrar  active   -        draft file annul declare registrar erase

# a third registrar waits for another one's approval
$ chancery user add third --tier registrar --by first >code
good once, until <TIME>, at /enrol or with chancery user enrol
another registrar approves it first: chancery user approve third
$ enrol third | tail -n 1
third                registrar  waiting  -        draft file annul declare registrar erase
$ echo "some other words of mine" >wrong; chmod 600 wrong
$ chancery user approve third --by first --password-file wrong --factor 123456
chancery: the name, the password or the code was not right
[7]
$ chancery user approve third --by first --password-file pw --factor 12345
chancery: the code or signature was not accepted
[7]
$ chancery user approve third
chancery: --by is missing
  -> chancery help user
[2]

# an office's account, its rights and its tokens
$ chancery -q user add member-b --tier official --acts-for o/11 --display "Member B"; echo "exit $?"
chancery: "o/11" is a person, --acts-for
  -> write p/11
exit 3
$ chancery -q user add member-b --tier official --acts-for o/1 --display "Member B" >code
$ enrol member-b | tail -n 1
member-b             official   active   o/1      draft file amend annul declare seal delegate open disclose
$ chancery user grant member-b --rights ack
chancery: an account of tier official never holds the right "ack"
[3]
$ chancery user revoke member-b --rights disclose,open
member-b             official   active   o/1      draft file amend annul declare seal delegate
$ chancery user grant member-b --rights open --until 2031-12-31
member-b             official   active   o/1      draft file amend annul declare seal delegate open
$ chancery -q token new member-b --rights draft,file --until "$(date -d '+90 days' +%F)" --label nightly
<TOKEN>
$ chancery token new member-b --rights declare --until "$(date -d '+90 days' +%F)"
chancery: a token never carries the right "declare"
[3]
$ chancery token new member-b --rights file --until 2035-01-01
chancery: a token ends on a day to come, within a year
[3]
$ chancery token revoke 1; chancery token list | tr -s ' ' | cut -d ' ' -f 1-2,4-
1 u:4 nightly revoked
$ chancery token revoke 1
chancery: there is no such token
[4]

# usage is found before anything is opened
$ chancery user bogus
chancery: no user command "bogus"
  -> chancery help user
[2]
$ chancery user add
chancery: the name is missing
  -> chancery help user
[2]
$ chancery user list first
chancery: user list takes no name
  -> chancery help user
[2]
$ chancery --lang fr user grant member-b --rights volerait
chancery: « volerait » n'est pas un droit
  -> draft file amend annul declare seal delegate ack open disclose summon registrar erase
[3]
$ chancery user disable member-b; chancery user delete member-b; chancery user list --csv
member-b             official   disabled o/1      draft file amend annul declare seal delegate open
                     official   deleted  o/1      
\e name,display,tier,state,office,rights\x0d
\e first,first,registrar,active,,draft file annul declare registrar erase\x0d
\e second,second,registrar,active,,draft file annul declare registrar erase\x0d
\e third,third,registrar,waiting,,draft file annul declare registrar erase\x0d

# nothing of it in a plain copy
$ chancery -q backup --out copy.db; grep -c "member-b\|first" copy.db
copy.db holds the log up to size 25, without names and texts; the keys are not in it
0
[1]
