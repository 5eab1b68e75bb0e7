# Accounts at the command line: codes, factors, rights, approval, tokens.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9A-Z]{4}(-[0-9A-Z]{4}){4} CODE
## mask [0-9A-Z]{4}(-[0-9A-Z]{4}){3} RECOVERY
## mask chy_[A-Za-z0-9_-]{43} TOKEN
## mask (?<=[a-z]:)[0-9a-z]{26} ID

$ . "$ROOT/tests/cli/found.sh"

$ chancery user list
$ chancery user add first --tier registrar >code
$ chancery user list
$ umask 077; echo "grumble lantern otter quay" >pw; echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ >seed
$ enrol() { chancery -q user enrol "$1" --code "$(sed -n 's/code: //p' code)" --password-file pw --totp-secret-file seed; }

# a code works once, for its own account
$ enrol other
$ enrol first
$ enrol first

# passwords that many have are refused, with files that others can read
$ chancery -q user add second --tier registrar >code
$ echo password1234 >weak; chancery user enrol second --code "$(sed -n 's/code: //p' code)" --password-file weak
$ chmod 644 pw; enrol second | tail -n 1; chmod 600 pw
$ enrol second | tail -n 1

# a third registrar waits for another one's approval
$ chancery user add third --tier registrar --by first >code
$ enrol third | tail -n 1
$ echo "some other words of mine" >wrong; chmod 600 wrong
$ chancery user approve third --by first --password-file wrong --factor 123456
$ chancery user approve third --by first --password-file pw --factor 12345
$ chancery user approve third

# an office's account, its rights and its tokens
$ chancery -q user add member-b --tier official --acts-for o/11 --display "Member B"; echo "exit $?"
$ chancery -q user add member-b --tier official --acts-for o/1 --display "Member B" >code
$ enrol member-b | tail -n 1
$ chancery user grant member-b --rights ack
$ chancery user revoke member-b --rights disclose,open
$ chancery user grant member-b --rights open --until 2031-12-31
$ chancery -q token new member-b --rights draft,file --until "$(date -d '+90 days' +%F)" --label nightly
$ chancery token new member-b --rights declare --until "$(date -d '+90 days' +%F)"
$ chancery token new member-b --rights file --until 2035-01-01
$ chancery token revoke 1; chancery token list | tr -s ' ' | cut -d ' ' -f 1-2,4-
$ chancery token revoke 1

# usage is found before anything is opened
$ chancery user bogus
$ chancery user add
$ chancery user list first
$ chancery --lang fr user grant member-b --rights volerait
$ chancery user disable member-b; chancery user delete member-b; chancery user list --csv

# nothing of it in a plain copy
$ chancery -q backup --out copy.db; grep -c "member-b\|first" copy.db
