#!/usr/bin/env python3
"""disclosure.py BUILD - an order, what it gets, and every way to cheat on it.

A commission orders the calls of the Member with representatives of State B,
2020 to 2022, with notes. Among what is sealed: a call with a counterpart of
that state, one with another state's, one with a private third party, one whose
day lies outside; and a sealed note. The package is checked by chancery-verify
in another folder, without a network where the machine allows it, and then
forged in each way of docs/format/disclosure.md: every forgery is found, by
step and by file, and the untouched copy passes beside each of them.
Cites format/disclosure 1.1, 1.2, 1.3, 1.4, 2.1, 2.2, 2.3, 2.4, 2.5, 3.1, 3.2,
3.3, 3.4, 3.5, 3.6, 4.1, 4.2, 4.3; interfaces A6.5, A6.6, A9.10, D9. TAP.
"""
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
VERIFY = os.path.join(BUILD, 'src', 'verify', 'chancery-verify')

PREPARE = r'''
set -e
. "$ROOT/tests/cli/found.sh"
shopt -s lastpipe
ref() { echo "$1=$(sed -n 's/ filed as.*//p' | head -n 1)" >>refs; . ./refs; }
f() { chancery -q file contact --key-file office.key --confirm "$@"; }
chancery -q file person --name "en:The Minister of State C" --state xc | ref OTHER
chancery -q file org --name "en:The Department" --org-kind ministry --state xa | ref DEPARTMENT
chancery -q key new --name department.example/desk --out department.key --owner $DEPARTMENT
chancery -q key grant $DEPARTMENT --role department
chancery -q key new --purpose seal --owner $DEPARTMENT --out seal.key
chancery -q key new --purpose seal --owner o/5 --out own.key
chancery -q key new --purpose seal --owner o/1 --out registrar.seal
f --kind call --with p/15 --on 2021-05-06 --topic security \
	--summary "en:Words about harbour fees, sealed" \
	--sealed with,summary,kind,topics | ref IN
f --kind call --with $OTHER --on 2021-06-01 --topic trade \
	--summary "en:Words with another state, not asked for" \
	--sealed with,summary,kind | ref OUT
f --kind call --with p/15 --on 2023-02-01 --topic trade \
	--summary "en:A later call, outside of the period" \
	--sealed with,summary,kind | ref LATER
f --kind call --with p/15 --on 2021-08-01 --topic trade \
	--summary "en:A call whose words only are sealed" \
	--sealed summary | ref WORDS
f --kind meeting --with p/15 --on 2021-09-01 --topic trade \
	--summary "en:A meeting, another kind than asked" \
	--sealed summary | ref MEETING
python3 - "$(chancery --json show $IN)" >third.json <<'PY'
import json, sys
print(json.dumps({k: v for k, v in json.loads(sys.argv[1])["body"].items()}))
PY
echo '{"foreign":[{"as":null,"described":null,"org":null,"role":"principal","side":"foreign","state":"xb","who":"'$(chancery --json show p/15 | grep -o 'person:[0-9a-z]*' | head -n 1)'"}],"summary":{"en":"A call at which somebody private was present"},"topics":["trade"],"kind":"call","others":[{"as":null,"org":null,"role":"present","side":"third","state":null,"text":{"en":"A private neighbour"},"who":null}]}' >third.slots
f --body third.json --slots third.slots | ref THIRD
echo "The consul asked for lower harbour fees." >call.txt
chancery -q note seal call.txt --for $IN --to $DEPARTMENT --key-file office.key | ref NOTE
echo "What the other minister wanted." >other.txt
chancery -q note seal other.txt --for $OUT --to $DEPARTMENT --key-file office.key | ref OTHERNOTE
chancery -q ack $NOTE --reference D-7 --key-file department.key | ref RECEIPT
chancery -q file org --name "en:Commission of inquiry" --org-kind commission --state xa | ref COMMISSION
printf '{"authors":[],"bytes":null,"captured":null,"custody":[],"issued":null,"kind":"decision","language":null,"pages":null,"part_of":null,"proceeding":null,"publisher":null,"status":null,"text":null}' >order.json
printf '{"number":"CI-2026-14","title":{"en":"Order of the commission"}}' >order.slots
chancery -q file document --body order.json --slots order.slots | ref ORDER
chancery -q key new --name commission.example/c --out commission.key --owner $COMMISSION
'''

number = failed = 0


def result(good, name, *told):
    global number, failed
    number += 1
    print(f'{"ok" if good else "not ok"} {number} - {name}')
    if not good:
        failed += 1
        for line in '\n'.join(map(str, told)).splitlines()[:20]:
            print('#', line)
    return good


class Register:
    def __init__(self, folder):
        self.folder = folder
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        self.env.update(
            PATH=os.path.join(BUILD, 'src', 'cli') + os.pathsep +
            self.env['PATH'], HOME=folder, LC_ALL='C.UTF-8', ROOT=ROOT,
            CHANCERY_STORE='register',
            XDG_STATE_HOME=os.path.join(folder, 'state'))
        made = subprocess.run(['bash', '-c', PREPARE], cwd=folder,
                              env=self.env, capture_output=True, text=True)
        if made.returncode != 0:
            raise SystemExit('Bail out! ' + made.stdout + made.stderr)
        with open(os.path.join(folder, 'refs'), encoding='utf-8') as f:
            self.refs = dict(line.strip().split('=') for line in f)

    def run(self, *words):
        return subprocess.run(['chancery', *words], cwd=self.folder,
                              env=self.env, capture_output=True, text=True,
                              timeout=60)

    def json(self, *words):
        got = self.run('--json', *words)
        if got.returncode != 0:
            raise SystemExit('Bail out! ' + ' '.join(words) + got.stderr)
        return json.loads(got.stdout)

    def number(self, name):
        return int(self.refs[name].split('/')[1])

    def entry(self, name):
        """Number of the version in force."""
        return self.json('show', self.refs[name])['versions'][-1]['entry']


def verify(folder, trust, *words, prefix=()):
    got = subprocess.run([*prefix, VERIFY, folder, '--json', *words,
                          *(['--trust', trust] if trust else [])],
                         capture_output=True, text=True, timeout=60,
                         env={'PATH': '/usr/bin:/bin'})
    return got.returncode, json.loads(got.stdout)['files'][0] \
        if got.stdout else None


def bad_step(told):
    return next(((s['n'], s['detail']) for s in told['steps']
                 if s['result'] == 'failed'), (0, ''))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'),
                      ensure_ascii=False).encode()


class Forgery:
    """A copy to be changed; `mend` makes the manifest agree again."""

    def __init__(self, package, at):
        self.at = at
        shutil.copytree(package, at)
        with open(self.path('manifest.json'), 'rb') as f:
            self.manifest = json.load(f)

    def path(self, name):
        return os.path.join(self.at, name)

    def read(self, name):
        with open(self.path(name), 'rb') as f:
            return f.read()

    def write(self, name, content):
        with open(self.path(name), 'wb') as f:
            f.write(content)

    def remove(self, name):
        os.remove(self.path(name))

    def drop(self, entry):
        for folder, tail in (('entries', '.json'), ('openings', '.json'),
                             ('receipts', '.tlog-proof')):
            self.remove(f'{folder}/{entry}{tail}')
        self.manifest['opened'] = [o for o in self.manifest['opened']
                                   if o['entry'] != entry]

    def mend(self):
        files = []
        for at, _, names in os.walk(self.at):
            for name in names:
                path = os.path.relpath(os.path.join(at, name), self.at)
                if path != 'manifest.json':
                    content = self.read(path)
                    files.append({
                        'bytes': len(content), 'path': path,
                        'sha256': hashlib.sha256(content).hexdigest()})
        self.manifest['files'] = sorted(files,
                                        key=lambda f: f['path'].encode())
        self.write('manifest.json', canonical(self.manifest))


def no_network():
    """How to run something without one; None where the machine forbids."""
    for words in (['unshare', '-rn'], ['unshare', '-n']):
        try:
            if subprocess.run([*words, 'true'],
                              capture_output=True).returncode == 0:
                return words
        except OSError:
            pass
    return None


def order_story(reg):
    refs = reg.refs
    words = ['summon', '--order', refs['ORDER'], '--of', 'p/3', '--state',
             'xb', '--kind', 'call', '--from', '2020', '--to', '2022']
    got = reg.run(*words, '--key-file', 'commission.key')
    result(got.returncode == 7, 'no summons before the order gives authority',
           got.stderr)
    reg.json('key', 'grant', refs['COMMISSION'], '--role', 'authority',
             '--authority', refs['ORDER'])
    got = reg.run(*words)
    result(got.returncode == 7, 'nor by anybody else, the registrar included',
           got.stderr)
    words += ['--key-file', 'commission.key', '--needs', 'notes,slots',
              '--due', '2027-01-31']
    dry = reg.json(*words, '--dry-run')
    summons = reg.json(*words)
    result(dry['preview'] == summons['preview'] == {
        'certain': 7, 'possible': 7, 'struck': 0, 'sealed': 3, 'notes': 1},
        'the preview counts what the scope touches', dry['preview'])
    result(summons['order']['reference'] == 'CI-2026-14' and
           summons['order']['due'] == '2027-01-31' and
           summons['scope']['state'] == 'xb' and
           summons['scope']['kinds'] == ['call'] and
           summons['scope']['needs'] == ['notes', 'slots'],
           'the summons says order and scope', summons)
    return summons


def disclose_story(reg, summons):
    refs, entry = reg.refs, 'e/%d' % summons['entry']
    reads = reg.json('note', 'reads')
    dry = reg.json('disclose', entry, '--dry-run')
    result(not os.path.exists(os.path.join(reg.folder, 'package')) and
           reg.json('note', 'reads') == reads and dry['disclosure'] is None,
           'a dry run writes nothing and opens nothing')
    sign = ['--key-file', 'office.key', '--identity', 'own.key', '--out',
            'package']
    for code, name, words in (
            (9, 'a reference that is off by a letter', [
                entry, *sign, '--confirm', 'ci-2026-14']),
            (3, 'no identity for the notes', [
                entry, '--key-file', 'office.key', '--out', 'package',
                '--confirm', 'CI-2026-14']),
            (4, 'an entry that is no summons', [
                'e/21', *sign, '--confirm', 'CI-2026-14']),
            (2, 'neither dry run nor reference', [entry, *sign]),
            (2, '--public', [entry, *sign, '--confirm', 'CI-2026-14',
                             '--public'])):
        got = reg.run('disclose', *words)
        result(got.returncode == code and not os.path.exists(
            os.path.join(reg.folder, 'package')) and not os.path.exists(
                os.path.join(reg.folder, 'package.tmp')),
            name + f': exit {code}, nothing written',
            got.returncode, got.stderr)
    before = len(reg.json('note', 'reads')['items'])
    told = reg.json('disclose', entry, *sign, '--confirm', 'CI-2026-14')
    opened = {reg.entry(n) for n in ('IN', 'THIRD', 'WORDS')}
    note = reg.entry('NOTE')
    folder = os.path.join(reg.folder, 'package')
    with open(os.path.join(folder, 'manifest.json'), 'rb') as f:
        raw = f.read()
    manifest = json.loads(raw)
    result(raw == canonical(manifest) and
           {o['entry'] for o in manifest['opened']} == opened | {note},
           'exactly what is in scope is opened', manifest['opened'])
    result(manifest['outside'] == [reg.entry('OUT')],
           'the sealed call with another state stays closed',
           manifest['outside'])
    result(told['complete'] and told['missing'] == [] and
           told['opened']['blobs'] == 1 and
           sorted(told['entries']) == sorted(
               opened | {21, 23}), 'the JSON says the same', told)
    shown = reg.json('show', told['disclosure']['ref'])
    result(shown['body']['status'] == 'disclosure' and
           shown['body']['bytes']['sha256'] ==
           hashlib.sha256(raw).hexdigest() ==
           told['package']['manifest_sha256'] and
           shown['body']['custody'][0]['who'] == manifest['receiver'],
           'the log holds the hash of the manifest, and who received it')
    reads = reg.json('note', 'reads')['items'][before:]
    objects = [r['object'] for r in reads]
    result(len(reads) >= len(opened) + 1 and all(
        r['basis'] == 'order CI-2026-14' for r in reads),
        'every reading is a row of the chain', reads, objects)
    got = reg.run('disclose', entry, *sign, '--confirm', 'CI-2026-14')
    result(got.returncode == 9, 'a folder that is there is left alone',
           got.stderr)
    return folder, manifest


def wider(reg):
    """Another order, about the other state."""
    summons = reg.json('summon', '--order', reg.refs['ORDER'], '--of', 'p/3',
                       '--state', 'xc', '--key-file', 'commission.key')
    told = reg.json('disclose', 'e/%d' % summons['entry'], '--key-file',
                    'office.key', '--out', 'wider', '--confirm',
                    'CI-2026-14')
    result(told['entries'] == [reg.entry('OUT')] and
           told['opened']['blobs'] == 0,
           'another order gets what it asks for, and no notes unasked', told)


def words_story(reg, folder, manifest):
    """What may and what may not stand in any file of the package."""
    text = b''
    for at, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(at, name), 'rb') as f:
                text += f.read()
    for word in (b'harbour fees, sealed', b'whose words only',
                 b'somebody private was present',
                 b'The consul asked for lower harbour fees.'):
        result(word in text, f'ordered: {word.decode()}')
    for word in (b'private neighbour', b'another state, not asked',
                 b'outside of the period', b'another kind than asked',
                 b'What the other minister wanted'):
        result(word not in text, f'not here: {word.decode()}')
    seeds = [o['entry'] for o in manifest['opened'] if b'"seed"' in open(
        os.path.join(folder, 'openings', '%d.json' % o['entry']),
        'rb').read()]
    result(seeds == [], 'no seed leaves', seeds)
    slots = [o for o in manifest['opened'] if 14 in o['slots']]
    result(slots == [], 'the slot of third parties stays closed')
    with open(os.path.join(folder, 'index.html'), encoding='utf-8') as f:
        page = f.read()
    result('lang="fr"' in page and 'lang="en"' in page and
           '<script' not in page and 'filed up to checkpoint' in page and
           'déposé jusqu' in page, 'one page to read, in both languages')
    result('<td>call</td>' in page and '<td>appel</td>' in page and
           '<td>XB</td>' in page and '<td>security</td>' in page and '<td>2020-01-01 / 2022-12-31</td>' in page,
           'kinds, states and days as people write them')


def forgeries(reg, folder, trust, work):
    refs = reg.refs
    a, out, third = reg.entry('IN'), reg.entry('OUT'), reg.entry('THIRD')
    note = 'notes/%d.txt' % reg.entry('NOTE')
    size = json.load(open(os.path.join(folder, 'manifest.json')))[
        'as_of']['size']
    public = 21

    def remove_file(f):
        f.remove(f'entries/{a}.json')

    def remove_entry(f):
        f.drop(third)
        f.mend()

    def remove_public(f):
        f.drop(public)
        f.mend()

    def alter_byte(f):
        text = f.read(f'openings/{a}.json')
        f.write(f'openings/{a}.json', text.replace(b'harbour', b'airport'))

    def alter_slot(f):
        alter_byte(f)
        f.mend()

    def withhold_slot(f):
        v = json.loads(f.read(f'openings/{a}.json'))
        v['slots'] = [s for s in v['slots'] if s['i'] != 8]
        f.write(f'openings/{a}.json', canonical(v) + b'\n')
        f.mend()

    def withhold_and_say(f):
        for o in f.manifest['opened']:
            if o['entry'] == a:
                o['slots'].remove(8)
        withhold_slot(f)

    def add_outside(f):
        raw = reg.run('show', 'e/%d' % out, '--raw').stdout
        f.write(f'entries/{out}.json', raw.encode())
        got = reg.run('log', 'prove', str(out), '--size', str(size), '--out',
                      os.path.join(f.at, 'receipts', f'{out}.tlog-proof'))
        assert got.returncode == 0, got.stderr
        f.mend()

    def call_opened(f):
        add_outside(f)
        f.manifest['outside'] = []
        f.manifest['opened'].append({'entry': out, 'slots': next(
            o['slots'] for o in f.manifest['opened'] if o['entry'] == a)})
        f.mend()

    def really_opened(f):
        """With its own opening, which another order was given."""
        shutil.copy(os.path.join(reg.folder, 'wider', 'openings',
                                 f'{out}.json'),
                    f.path(f'openings/{out}.json'))
        call_opened(f)

    def swap_note(f):
        f.write(note, b'The consul asked for nothing at all.\n')
        f.mend()

    def add_note(f):
        f.write('notes/%d.txt' % reg.entry('OTHERNOTE'), b'Something.\n')
        f.mend()

    def forget_outside(f):
        f.manifest['outside'] = []
        f.mend()

    def invent_outside(f):
        f.manifest['outside'].append(public)
        f.mend()

    def twice(f):
        f.manifest['outside'].append(a)
        f.mend()

    def extra_file(f):
        f.write('openings/readme', b'more\n')

    def other_scope(f):
        f.write('scope.json', f.read('scope.json').replace(b'2022-12-31',
                                                           b'2021-12-31'))
        f.mend()

    def other_reference(f):
        f.manifest['summons']['reference'] = 'CI-2026-15'
        f.mend()

    def narrower(f):
        got = reg.run('ask', 'calls', '--of', 'p/3', '--state', 'xb',
                      '--from', '2021', '--to', '2022', '--list', '--as-of',
                      str(size), '--proof',
                      os.path.join(f.at, 'proof.chancery-proof'))
        assert got.returncode == 0, got.stderr
        f.mend()

    def other_entry(f):
        f.write(f'entries/{a}.json', f.read(f'entries/{public}.json'))
        f.mend()

    def sign_byte(f):
        text = bytearray(f.read('checkpoint'))
        last = text.rstrip(b'\n').rfind(b' ')
        raw = bytearray(base64.b64decode(bytes(text[last:]).strip()))
        raw[-1] ^= 1
        f.write('checkpoint', bytes(text[:last + 1]) +
                base64.b64encode(bytes(raw)) + b'\n')
        f.mend()

    for name, change, step, word in (
            ('an entry is taken away', remove_file, 2,
             f'entries/{a}.json'),
            ('an entry and all traces of it', remove_entry, 9, str(third)),
            ('a public entry and all traces of it', remove_public, 9,
             f'entries/{public}.json'),
            ('a slot is altered', alter_byte, 2, f'openings/{a}.json'),
            ('a slot is altered, and the manifest', alter_slot, 7,
             f'openings/{a}.json'),
            ('a slot is withheld', withhold_slot, 7, f'openings/{a}.json'),
            ('a slot is withheld, and the manifest says so',
             withhold_and_say, 7, f'openings/{a}.json'),
            ('a contact outside the scope is added', add_outside, 10,
             f'entries/{out}.json'),
            ('and called opened', call_opened, 7, f'openings/{out}.json'),
            ('and really opened', really_opened, 10,
             f'entries/{out}.json'),
            ('a note is swapped', swap_note, 8, note),
            ('a note is added', add_note, 8, 'notes/'),
            ('what stays closed is not told', forget_outside, 9, str(out)),
            ('something is called outside that is not', invent_outside, 9,
             f'{public}'),
            ('something is told twice', twice, 9, str(a)),
            ('a file is added', extra_file, 2, 'openings/readme'),
            ('the scope is another one', other_scope, 5, 'scope.json'),
            ('the order is another one', other_reference, 5,
             'manifest.json'),
            ('the proof answers a narrower question', narrower, 6,
             'proof.chancery-proof'),
            ('an entry is another one', other_entry, 4,
             f'entries/{a}.json'),
            ('the signature is another one', sign_byte, 3, 'checkpoint')):
        f = Forgery(folder, os.path.join(work, 'forged'))
        change(f)
        code, told = verify(f.at, trust)
        result(code == 5 and told['verdict'] == 'failed' and
               bad_step(told)[0] == step and word in bad_step(told)[1],
               f'{name}: step {step} names {word}', code,
               told and bad_step(told))
        shutil.rmtree(f.at)
    # what the register says it does not keep: right, and not complete
    f = Forgery(folder, os.path.join(work, 'incomplete'))
    f.drop(third)
    f.manifest['missing'].append({'entry': third, 'reason': 'erased'})
    f.mend()
    code, told = verify(f.at, trust)
    result(code == 1 and told['verdict'] == 'verified',
           'what is told as missing: exit 1', code, told and bad_step(told))
    # the control: copied and mended the same way, nothing changed
    f = Forgery(folder, os.path.join(work, 'control'))
    f.mend()
    code, told = verify(f.at, trust)
    result(code == 0 and told['verdict'] == 'verified',
           'the untouched copy passes', code, told and bad_step(told))


def main():
    with tempfile.TemporaryDirectory(prefix='disclosure-') as folder, \
            tempfile.TemporaryDirectory(prefix='elsewhere-') as work:
        reg = Register(folder)
        summons = order_story(reg)
        package, manifest = disclose_story(reg, summons)
        words_story(reg, package, manifest)
        trust = os.path.join(work, 'keys.txt')
        shutil.copy(os.path.join(folder, 'trust.txt'), trust)
        moved = os.path.join(work, 'received')
        shutil.move(package, moved)
        prefix = no_network()
        code, told = verify(moved, trust, prefix=prefix or ())
        result(code == 0 and told['verdict'] == 'verified' and
               len(told['steps']) == 10 and all(
                   s['result'] == 'ok' for s in told['steps']),
               'verified from another path, ' + (
                   'without a network' if prefix else
                   'with a network # SKIP this machine gives no namespace'),
               code, told)
        code, told = verify(moved, None)
        result(code == 6 and told['verdict'] == 'cannot_check' and
               bad_step(told)[0] == 0,
               'without a trusted key: homework, no alarm', code)
        other = os.path.join(work, 'other.txt')
        with open(trust, encoding='utf-8') as f, \
                open(other, 'w', encoding='utf-8') as to:
            to.write(f.read().replace('register.example',
                                      'elsewhere.example'))
        code, told = verify(moved, other)
        result(code in (3, 6), 'with the key of another register: no alarm',
               code)
        got = subprocess.run([VERIFY, moved, '--trust', trust, '--lang',
                              'fr'], capture_output=True, text=True)
        result(got.returncode == 0 and 'VÉRIFIÉ' in got.stdout and
               'rien de l\'étendue n\'est omis' in got.stdout,
               'the same in French', got.stdout)
        wider(reg)
        code, told = verify(os.path.join(folder, 'wider'), trust)
        result(code == 0, 'which is verified likewise', told)
        forgeries(reg, moved, trust, work)
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
