#!/usr/bin/env python3
"""examples.py BUILD - the examples of the command table are true.

1. Every example of src/cli/commands.toml without a "#" runs in a prepared register and is
   never a usage error, an input error or an internal one (interfaces A10.7).
2. With --json the output does not depend on --lang (A3.2): byte for byte, for
   each example that prints JSON and changes nothing.
TAP.
"""
import json
import os
import shlex
import subprocess
import sys
import tempfile
import tomllib

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
# A valid negative is an answer, too: a zero, a claim that does not hold.
FINE = {0, 1}
CHANGES = {'init', 'file', 'amend', 'annul', 'declare', 'import', 'export',
           'publish', 'rebuild', 'backup', 'restore', 'key', 'open', 'erase',
           'witness', 'note', 'ack', 'disclose', 'summon', 'user', 'token'}
NO_JSON = {'help', 'completion', 'config'}  # config prints lang itself

# Entry numbers as the examples name them: p/7, c/14, c/15, c/16, o/12.
PREPARE = r'''
set -e
shopt -s lastpipe # what `ref` sets stays set
chancery init register --origin register.example/contacts \
	--title "en:Register" --registrar "en:The Registrar" \
	--civil-zone Europe/Paris --home-state xa
chancery key export --out keys.txt
chancery file org --name "en:Embassy of State B" --org-kind mission \
	--state xb --mission embassy --receiving xa # o/3
chancery file post --title "en:Consul General" --org o/3 --sent-by xb # post/5
chancery file person --name "en:The Member" --state xa # p/7
chancery file person --name "en:The Consul General" --state xb # p/9
chancery file person --name "en:Another" --state xb # p/11, so that 12 is next
c() { chancery file contact --kind call --of p/7 --topic visas --confirm \
	--no-wait "$@"; }
chancery log checkpoint --now
chancery file org --name "en:Office of the Member" --org-kind office \
	--state xa --no-wait # o/13
c --with p/9 --on 2021-04-05 --summary "en:Visa processing times for students" # c/14
c --on "[2020..2022]" --times 3 --with-post post/5 --summary "en:Three calls, days not known" # 15
c --with p/9 --on 2021-06-07 --summary "en:The same call, filed a second time" # c/16
chancery log checkpoint --now
ref() { echo "$1=$(sed -n 's/ filed as.*//p' | head -n 1)" >>refs; . ./refs; }
chancery file org --name "en:The Department" --org-kind ministry \
	--state xa --no-wait | ref DEPARTMENT
chancery key new --name department.example/desk --out department.key \
	--owner $DEPARTMENT --no-wait
chancery key grant $DEPARTMENT --role department --no-wait
chancery key new --purpose seal --owner $DEPARTMENT --out seal.key --no-wait
chancery key new --purpose seal --owner o/1 --out own.key --no-wait
echo "What was said, and by whom." >call.txt
chancery note seal call.txt --for c/14 --to $DEPARTMENT | ref NOTE
echo '{"authors":[],"bytes":null,"captured":null,"custody":[],"issued":null,"kind":"transcript","language":"en","pages":null,"part_of":null,"proceeding":null,"publisher":null,"status":null,"text":null}' >b.json
echo '{"title":{"en":"Hearing"}}' >s.json
chancery file document --body b.json --slots s.json | ref DOCUMENT
python3 - "$(chancery --json show p/7)" "$(chancery --json show $DOCUMENT)" >b.json <<'PY'
import json, sys
who, doc = (json.loads(a)["thing"]["id"] for a in sys.argv[1:])
print(json.dumps({"about": [], "act": "testifies", "circumstances": [],
    "claims": [{"counterparts": [{"state": "xb"}], "kinds": ["call"], "n": 4,
                "op": "ge", "p": "count", "subject": who, "window": None}],
    "confidence": None, "document": doc, "hedged": False, "lang": "en",
    "reply_to": None, "said": None, "select": [{"type": "quote"}],
    "speaker": {"described": False, "who": who}, "status": None, "via": []}))
PY
echo '{"words":[{"exact":"Four, at least.","prefix":"","suffix":""}]}' >s.json
chancery file statement --body b.json --slots s.json | ref STATEMENT
printf '{"when":{"edtf":"2021"},"slots":{"summary":{"en":"One of them, by the bill"}}}\n' >parts.jsonl
chancery ask calls --of p/7 --proof answer.chancery-proof
chancery backup --out register.backup; mv register.backup saved.backup
cp -r register/public public
c --with p/9 --on 2021-08-09 --sealed with,summary --summary "en:A sealed call about harbour fees" | ref SEALED
chancery file org --name "en:Commission" --org-kind commission --no-wait | ref COMMISSION
printf '{"authors":[],"bytes":null,"captured":null,"custody":[],"issued":null,"kind":"decision","language":null,"pages":null,"part_of":null,"proceeding":null,"publisher":null,"status":null,"text":null}' >order.json
printf '{"title":{"en":"Order of the commission"},"number":"CI-2026-14"}' >order.slots
chancery file document --body order.json --slots order.slots | ref ORDER
chancery key new --name commission.example/c --out authority.key --owner $COMMISSION
chancery key grant $COMMISSION --role authority --authority $ORDER
ln -s "$EXAMPLES" examples
echo '{"kind":"letter"}' >letter.json
printf 'no real letter' >letter.pdf
printf 'Was it you? Yes.\n' | tee letter.txt >transcript.txt
chancery file document --body letter.json --title "en:Two sentences" \
	--text transcript.txt
d=$(chancery --json search sentences | grep -o 'document:[0-9a-z]*' | head -n 1)
p=$(chancery --json show p/7 | grep -o 'person:[0-9a-z]*' | head -n 1)
echo '{"about":[],"act":"testifies","circumstances":[],"claims":[{"p":"text"}],
"confidence":null,"document":"'$d'","hedged":false,"lang":"en",
"reply_to":null,"said":null,"select":[{"type":"quote"}],
"speaker":{"described":false,"who":"'$p'"},"status":null,"via":[]}' >said.json
echo '{"claims":[{"en":"Yes"}],
"words":[{"exact":"Yes","prefix":"","suffix":""}]}' >said-slots.json
chancery summon --order $ORDER --of p/11 --state xb --key-file authority.key | ref SUMMONS
printf 'number,date,text\n1,09/02/2021,A call\n' >old.csv
printf 'number,date,text\n1,2021-02-09,A  Call\n' >new.csv
'''


def run(words, env, folder, lang=None):
    if lang:
        words = words + ['--lang', lang]
    return subprocess.run(words, env=env, cwd=folder, capture_output=True,
                          timeout=60)


def serve(words, env, folder):
    """A server: it says that it listens, and ends when it is told to."""
    with subprocess.Popen(words, env=env, cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as server:
        said = server.stdout.readline()
        server.terminate()
        _, talk = server.communicate(timeout=30)
        return said != b'' and server.returncode in (0, 143), \
            talk.decode()


def adapt(name, words, refs):
    """What an example takes for granted: names and files of its reader."""
    out = []
    for word in words:
        if name == 'init' and word == './register':
            word = './register-two'
        if name == 'restore':
            word = {'register.backup': 'saved.backup',
                    './register': './restored'}.get(word, word)
        if name == 'open':
            word = {'c/14': refs.get('SEALED')}.get(word, word)
        if name == 'erase':
            word = {'d/30': refs.get('ORDER'),
                    'o/9': refs.get('COMMISSION')}.get(word, word)
        if name in ('summon', 'disclose'):
            word = {'d/19': refs.get('ORDER'),
                    'commission.key': 'authority.key',
                    'e/23': refs.get('SUMMONS', '').replace('d/', 'e/')
                    }.get(word, word)
        if name == 'key':
            word = {'o/12': 'o/13'}.get(word, word)
        if word == '127.0.0.1:8090':
            word = '127.0.0.1:0'  # any free one
        if name in ('note', 'ack', 'inbox'):
            word = {'n/20': refs.get('NOTE'),
                    'o/9': refs.get('DEPARTMENT')}.get(word, word)
        if name == 'check':
            word = {'s/20': refs.get('STATEMENT'),
                    'd/18': refs.get('DOCUMENT')}.get(word, word)
        out.append(word)
    if name == 'ack': # the department alone may
        out += ['--key-file', 'department.key']
    return out


def main():
    with open(os.path.join(ROOT, 'src', 'cli', 'commands.toml'), 'rb') as f:
        commands = tomllib.load(f)['command']
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        name = name.replace('#', '\\#')
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            failed += 1
            for line in str(detail).splitlines()[:12]:
                print(f'# {line}')

    with tempfile.TemporaryDirectory(prefix='examples-') as folder:
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        env.update(PATH=os.path.join(BUILD, 'src', 'cli') + os.pathsep +
                   env['PATH'], HOME=folder, LC_ALL='C.UTF-8',
                   XDG_STATE_HOME=os.path.join(folder, 'state'),
                   EXAMPLES=os.path.join(ROOT, 'examples'))
        made = subprocess.run(['bash', '-c', PREPARE], cwd=folder, env=env,
                              capture_output=True, text=True)
        result(made.returncode == 0, 'a register is prepared',
               made.stdout + made.stderr)
        with open(os.path.join(folder, 'refs'), encoding='utf-8') as f:
            refs = dict(line.strip().split('=') for line in f)
        for command in commands:
            name = command['name']
            for example in command['examples']:
                if '#' in example:
                    continue  # it needs what is not here: a server, a mirror
                words = adapt(name, shlex.split(example), refs)
                if name == 'import':
                    # needs real data; its maps have tests of their own
                    got = run(words, env, folder)
                    result(got.returncode == 4, f'{example} (no data here)',
                           got.stderr.decode())
                    continue
                if 'serve' in words:
                    good, talk = serve(words, env, folder)
                    result(good, example, talk)
                    continue
                if name not in CHANGES and name not in NO_JSON and \
                        '--keep' not in words:
                    one = run(words + ['--json'], env, folder, 'en')
                    two = run(words + ['--json'], env, folder, 'fr')
                    same = one.stdout == two.stdout and \
                        one.returncode in FINE
                    try:
                        json.loads(one.stdout)
                    except ValueError:
                        same = False
                    result(same, f'{example} --json: the same in en and fr',
                           one.stdout.decode() + two.stdout.decode() +
                           one.stderr.decode())
                got = run(words, env, folder)
                result(got.returncode in FINE, example,
                       f'exit {got.returncode}\n{got.stderr.decode()}')
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
