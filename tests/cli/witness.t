# A register, two witnesses that serve on this machine, one that signs files;
# log 5, 4.3, 6.8 (R5); interfaces A8.4, A5.3. format/log 8.6
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask 127\.0\.0\.1:\d{2,5} ADDRESS
## mask [a-z0-9./]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+ VKEY
## mask (?<=[a-z0-9] )[A-Za-z0-9+/]{90,}=* SIGNATURE
## mask (?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=]) ROOT

$ . "$ROOT/tests/cli/found.sh"
$ log=$(sed -n 's/^log //p' trust.txt)
$ chancery witness list
no witness is configured, and this machine cosigns no log
$ chancery log witness list --json
{"needed":0,"witnesses":[]}

# three witnesses, each in a folder of its own; they learn the log first
$ for i in 1 2 3; do chancery -q witness add "$log" http://127.0.0.1:8000 --store w$i; done
we_sign late             0  -                    register.example/contacts http://<ADDRESS>
needed for a cosigned checkpoint: 0
we_sign late             0  -                    register.example/contacts http://<ADDRESS>
needed for a cosigned checkpoint: 0
we_sign late             0  -                    register.example/contacts http://<ADDRESS>
needed for a cosigned checkpoint: 0
$ chancery witness add "$log" http://127.0.0.1:8000 --store w1
chancery: known logs, line 4: this log's key stands above
[3]
$ cat w1/witness.logs
\# url http://<ADDRESS>
<VKEY> register.example/contacts
# a key of its own; the log's key will not do
$ chancery witness sign register/public/checkpoint --store w3
chancery: this witness has no key: "w3.keys/witness.key"
  -> chancery key new --purpose witness --name NAME --out FILE, or --name NAME at the first serve
[4]
$ chancery witness sign register/public/checkpoint --store w3 --key-file register.keys/log.key
chancery: the witness's key is the key of register.example/contacts, a log that it is to cosign
  -> make a key of its own: chancery key new
[7]
# a log that is not known
$ chancery witness add other.example/log+xx http://x
chancery: not a key: NAME+ID+BASE64 expected
  -> ID is 8 lower-case hex digits; copy the key whole
[3]
$ mkdir none; chancery witness sign register/public/checkpoint --store none --name w9.example/w
chancery: not cosigned: this log is not known here
  -> chancery log witness add KEY URL
[6]

# a file signed: first from nothing, then as the register grows
$ chancery witness sign register/public/checkpoint --store w3 --name w3.example/w
— w3.example/w <SIGNATURE>
$ cp register/public/checkpoint old.note
$ chancery -q file person --name "en:Another" --state xb >/dev/null
$ chancery witness sign register/public/checkpoint --store w3 --old old.note --out line.txt
$ cat line.txt
— w3.example/w <SIGNATURE>
$ chancery witness sign register/public/checkpoint --store w3 --old old.note
chancery: "old.note" is of size 25; what this witness signed last is of size 27, or has another root
[9]
$ chancery witness sign old.note --store w3
chancery: this witness has signed size 27 of register.example/contacts; it signs nothing smaller
[9]
$ chancery -q file person --name "en:One more" --state xb >/dev/null
$ mkdir alone; cp register/public/checkpoint alone; chancery witness sign alone/checkpoint --store w3
chancery: the tiles that lead from size 27 to size 29 are not beside "alone/checkpoint"
  -> give the checkpoint where it is published, or a whole request of add-checkpoint
[6]
# another origin; a signature that was changed
$ cp -r register/public copy; sed -i '1,3s/^register/Register/' copy/checkpoint; chancery witness sign copy/checkpoint --store w3
chancery: not cosigned: this log is not known here
  -> chancery log witness add KEY URL
[6]
$ cp register/public/checkpoint copy; sed -i '$s/.......$/AAAAAA=/' copy/checkpoint; chancery witness sign copy/checkpoint --store w3
chancery: not cosigned: no key trusted for this log signed it, or a signature does not hold
[5]

# two that serve
$ start() { : >w$1.out; chancery witness serve --store w$1 --name w$1.example/w --listen 127.0.0.1:0 >w$1.out 2>w$1.err & pids="$pids $!"; for n in $(seq 200); do [ $(wc -l <w$1.out) = 2 ] && break; sleep 0.1; done; cat w$1.out; }
$ start 1
w1.example/w cosigns 1 logs at http://<ADDRESS>
<VKEY>
$ start 2
w2.example/w cosigns 1 logs at http://<ADDRESS>
<VKEY>
$ url() { sed -n 's/.* \(http:.*\)/\1/p' w$1.out; }
$ vkey() { sed -n 2p w$1.out; }
$ chancery witness add "$(vkey 1)" "$(url 1)" --name w1 --quorum 1
written: register/policy (chancery publish shows it to others)
ours    late             0  -                    w1 http://<ADDRESS>
needed for a cosigned checkpoint: 1
$ chancery witness add "$(vkey 2)" "$(url 2)" --name w2 --quorum 2
written: register/policy (chancery publish shows it to others)
ours    late             0  -                    w1 http://<ADDRESS>
ours    late             0  -                    w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2
$ cat register/policy
log <VKEY>
witness w1 <VKEY> http://<ADDRESS>
witness w2 <VKEY> http://<ADDRESS>
group witnesses 2 w1 w2
quorum witnesses
$ chancery witness add "$(vkey 1)" "$(url 1)" --name again
chancery: this key is the one of "w1"
[9]
$ chancery status | grep witnesses
witnesses: 0 of 2 signed, 2 needed
$ chancery ask calls --of p/3 | grep "As of"
As of checkpoint 29 (<TIME>), not cosigned.
$ chancery doctor | grep witnesses
ok    witnesses    no checkpoint waits long for its witnesses

# one of two: not enough for checkpoint-cosigned
$ chancery witness ask w1
w1: cosigned size 29
ours    ok              29  <TIME> w1 http://<ADDRESS>
ours    late             0  -                    w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2
$ ls register/public | grep cosigned
[1]
$ chancery ask calls --of p/3 | grep "As of"
As of checkpoint 29 (<TIME>), not cosigned by as many as this register asks for: 1 of 2: w1 (<TIME>).
# both
$ chancery witness ask
w1: cosigned size 29
w2: cosigned size 29
ours    ok              29  <TIME> w1 http://<ADDRESS>
ours    ok              29  <TIME> w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2
$ cat register/public/checkpoint-cosigned
register.example/contacts
29
<ROOT>

— register.example/contacts <SIGNATURE>
— w1.example/w <SIGNATURE>
— w2.example/w <SIGNATURE>
$ chancery status | grep witnesses
witnesses: 2 of 2 signed, 2 needed
$ chancery doctor | grep witnesses
ok    witnesses    no checkpoint waits long for its witnesses
$ chancery ask calls --of p/3 --proof a.chancery-proof | grep "As of"
As of checkpoint 29 (<TIME>), witnessed by 2 of 2: w1 (<TIME>), w2 (<TIME>).
$ cp register/public/policy quorum.txt; chancery-verify a.chancery-proof --trust quorum.txt | tail -n 1
  This register holds what was filed with it; it cannot show contacts that nobody filed.

# beside the register: whoever is due, until it is told to stop
$ chancery -q file person --name "en:Between" --state xb >/dev/null; chancery witness list | grep -c late; rm register/witness.turns
2
$ : >follow.err; chancery witness ask --follow 2>>follow.err & for n in $(seq 100); do [ $(sort -u follow.err | wc -l) = 2 ] && break; sleep 0.1; done; kill $!; wait $!
[143]
$ sort -u follow.err; chancery witness list | grep -c ok
w1: cosigned size 31
w2: cosigned size 31
2

# the register grows: the question is answered where the witnesses stand
$ chancery -q file person --name "en:A third" --state xb >/dev/null
$ chancery ask calls --of p/3 | grep "As of"
As of checkpoint 31 (<TIME>), witnessed by 2 of 2: w1 (<TIME>), w2 (<TIME>).
$ chancery ask calls --of p/3 --as-of newest --proof b.chancery-proof | grep "As of"
As of checkpoint 33 (<TIME>), not cosigned.
$ chancery-verify b.chancery-proof --trust quorum.txt | tail -n 1
chancery-verify: b.chancery-proof: cannot check step 6: too few witnesses: 0 of your policy's signed, the fewest that do are 2
  -> ask for a newer file, or a newer chancery-verify
  6 witness signatures                                 cannot      too few witnesses: 0 of your policy's signed, the fewest that do are 2
$ chancery --lang fr ask calls --of p/3 | grep "point de contrôle"
Au point de contrôle 31 (<TIME>), attesté par 2 des 2 témoins : w1 (<TIME>), w2 (<TIME>).
# with quorum-required the checkpoint waits, too
$ sed -n 2p register/public/checkpoint
33
$ echo "quorum-required = yes" >chancery.conf; chancery -q file person --name "en:A fourth" --state xb >/dev/null; sed -n 2p register/public/checkpoint
33
$ chancery -q witness ask >/dev/null; for f in register/public/checkpoint*; do sed -n 2p $f; done
35
35
$ echo "quorum-required = perhaps" >chancery.conf; chancery status; rm chancery.conf
chancery: quorum-required is yes or no, not "perhaps"

# over HTTP, as anybody asks
$ hash=$(printf register.example/contacts | sha256sum | cut -d' ' -f1)
$ get() { python3 -c 'import sys, urllib.request as u, urllib.error
> try: r = u.urlopen(sys.argv[1], open(sys.argv[2], "rb").read() if sys.argv[2:] else None)
> except urllib.error.HTTPError as e: r = e
> print(r.status, r.headers["Content-Type"], r.headers["Cache-Control"]); open("body", "wb").write(r.read())' "$@"; }
$ get "$(url 1)/$hash/checkpoint"; cat body
200 text/plain; charset=utf-8 max-age=60
register.example/contacts
35
<ROOT>

— register.example/contacts <SIGNATURE>
— w1.example/w <SIGNATURE>
$ get "$(url 1)/0$hash/checkpoint"
404 text/plain; charset=utf-8 no-store
$ { printf 'old 0\n\n'; cat register/public/checkpoint; } >request; get "$(url 1)/add-checkpoint" request; cat body
409 text/x.tlog.size no-store
35
$ { printf 'old 35\n\n'; cat register/public/checkpoint; } >request; get "$(url 1)/add-checkpoint" request; cat body
200 text/plain; charset=utf-8 no-store
— w1.example/w <SIGNATURE>
$ echo x >request; get "$(url 1)/add-checkpoint" request; cat body
400 text/plain; charset=utf-8 no-store
the request is not "old SIZE", at most 63 hashes, an empty line and a checkpoint
$ head -c 80000 /dev/zero >request; get "$(url 1)/add-checkpoint" request
413 application/problem+json no-store
$ get "$(url 1)/sign-subtree" request; echo x >request; get "$(url 1)/sign-subtree" request
413 application/problem+json no-store
404 text/plain; charset=utf-8 no-store

# a witness whose database is restored signs nothing smaller, and says so
$ set -- $pids; kill $1; wait $1
[143]
$ rm w1/witness.db*; chancery witness sign register/public/checkpoint --store w1
chancery: the database knows register.example/contacts at size 0, but 35 was cosigned: nothing is signed
  -> chancery log witness resume ORIGIN DIR
[7]
$ chancery witness resume register.example/contacts register/public --store w1
chancery: register.example/contacts would be resumed at size 35
  -> compare size and root with another witness, then add --confirm
[6]
$ chancery -q witness resume register.example/contacts register/public --store w1 --confirm
we_sign ok              35  <TIME> register.example/contacts http://<ADDRESS>
needed for a cosigned checkpoint: 0
$ chancery witness sign register/public/checkpoint --store w1 >again.txt

# one does not answer, one cosigns
$ chancery witness ask
w1: no answer
w2: cosigned size 35
ours    down            35  <TIME> w1 http://<ADDRESS>
ours    ok              35  <TIME> w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2
[8]
$ chancery witness list
ours    down            35  <TIME> w1 http://<ADDRESS>
ours    ok              35  <TIME> w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2

# an older copy of the register: its own key has signed more (R5)
$ chancery -q backup --out saved.backup >/dev/null
$ chancery -q file person --name "en:A fifth" --state xb >/dev/null; chancery -q witness ask w2 >/dev/null
$ cp -r register.keys keys.saved; cp register/policy policy.saved; rm -r register register.keys/log.head
$ chancery -q restore saved.backup register >/dev/null; cp policy.saved register/policy; chancery log head adopt $(chancery status --json | sed 's/.*"size":\([0-9]*\).*"root":"\([0-9a-f]*\)".*/\1 \2/') | sed 's/[0-9]*$/N/'
adopted: checkpoint of size N
$ chancery witness ask w2
w2: ALARM R5: it holds a checkpoint of this log that the register does not have; signing has stopped
ours    ok              35  <TIME> w1 http://<ADDRESS>
ours    refused         35  <TIME> w2 http://<ADDRESS>
needed for a cosigned checkpoint: 2
[5]
$ chancery file person --name "en:Never" --state xb
chancery: R5: a witness holds a checkpoint of 37 entries, the store one of 35: an older copy was restored or transactions are lost; run "chancery log recover"
  -> chancery doctor
[6]
$ ls register/evidence
witness.note

# nobody may be left whom the quorum needs
$ chancery witness remove w2
chancery: without it "witnesses" could not be reached any more
  -> set the quorum first: chancery log witness quorum NUMBER
[9]
$ chancery witness quorum 1 >/dev/null 2>&1; chancery -q witness remove w2
ours    ok              35  <TIME> w1 http://<ADDRESS>
needed for a cosigned checkpoint: 1
$ chancery witness quorum w9
chancery: "w9" is no number, no witness and no group
  -> write none, 1, 2, ... or a name of the policy
[4]
$ chancery witness remove register.example/contacts --store w3
no witness is configured, and this machine cosigns no log
$ kill $2; wait $2
[143]
