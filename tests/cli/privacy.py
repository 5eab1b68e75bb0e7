#!/usr/bin/env python3
"""privacy.py BUILD - sealed words stay in, erased words are gone.

A word of its own stands in each free-text slot of each type and tier
(reliability 9.5, privacy.canary).

1. A word that is sealed, delayed or withheld is in no file but register.db
   and its write-ahead log, and in nothing that a command prints.
2. After the erasure of every slot no word is anywhere: not in register.db,
   read.db, trie.db, public/, exports, a new backup, nor in what is printed.
   Control: before it each word is found by the same scan; and where the row is
   removed without secure_delete it is still found.
3. Fifty proofs and receipts made before still verify, and the audits of the
   register and of its public files find nothing (privacy.proofs).
4. What is told of an erased slot names entry and ground.
TAP.
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
TIERS = {
    'public': {'tier': 'public'},
    'part': {'tier': 'public', 'sealed': None},   # every slot but 0
    'sealed': {'tier': 'sealed'},
    'delayed': {'tier': 'delayed', 'until': '2999-01-01'},
    'withheld': {'tier': 'withheld', 'ground': 'security', 'authority': None},
}


class Register:
    def __init__(self, folder):
        self.folder = folder
        self.dir = os.path.join(folder, 'register')
        self.words = {}     # canary -> tier
        self.refs = []
        self.count = 0
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        env.update(PATH=os.path.join(BUILD, 'src', 'cli') + os.pathsep +
                   os.path.join(BUILD, 'src', 'verify') + os.pathsep +
                   env['PATH'], HOME=folder, LC_ALL='C.UTF-8',
                   CHANCERY_STORE='register',
                   XDG_STATE_HOME=os.path.join(folder, 'state'))
        self.env = env
        self.printed = b''

    def call(self, *words):
        got = subprocess.run(words, cwd=self.folder, env=self.env,
                             capture_output=True, timeout=120)
        self.printed += got.stdout + got.stderr
        return got

    def run(self, *words):
        got = self.call('chancery', *words)
        if got.returncode != 0:
            raise SystemExit(f'Bail out! {" ".join(words)}: '
                             f'{got.returncode} {got.stderr.decode()}')
        return got.stdout.decode()

    def json(self, *words):
        return json.loads(self.run('--json', *words))

    def canary(self, tier):
        self.count += 1
        word = f'Canary{self.count:04d}zq'
        self.words[word] = tier
        return word

    def text(self, tier):
        return {'en': f'Words with {self.canary(tier)} among them',
                'fr': f'Des mots avec {self.canary(tier)} parmi eux'}

    def write(self, name, value):
        with open(os.path.join(self.folder, name), 'w',
                  encoding='utf-8') as f:
            json.dump(value, f)

    def file(self, kind, body, slots, *more):
        self.write('body.json', body)
        self.write('slots.json', slots)
        filed = self.json('file', kind, '--body', 'body.json', '--slots',
                          'slots.json', '--no-wait', *more)
        os.remove(os.path.join(self.folder, 'body.json'))
        os.remove(os.path.join(self.folder, 'slots.json'))
        return filed

    def id(self, *words):
        return self.json('file', *words)['id']


def found(r):
    """The parties and the two who sign an erasure."""
    r.run('init', 'register', '--origin', 'register.example/privacy',
          '--title', 'en:A register', '--registrar', 'en:The Registrar',
          '--civil-zone', 'UTC', '--home-state', 'xa')
    r.member = r.id('person', '--name', 'en:The Member', '--state', 'xa')
    r.embassy = r.id('org', '--name', 'en:Embassy', '--org-kind', 'mission',
                     '--state', 'xb', '--mission', 'embassy', '--receiving',
                     'xa')
    r.consul = r.id('person', '--name', 'en:The Consul', '--state', 'xb')
    r.post = r.id('post', '--title', 'en:Consul', '--org', 'Embassy',
                  '--sent-by', 'xb', '--accredited-to', 'xa')
    r.commission = r.id('org', '--name', 'en:Commission', '--org-kind',
                        'commission')
    r.department = r.id('org', '--name', 'en:Department', '--org-kind',
                        'department')
    order = r.file('document', document(), {'title': {'en': 'Order'}})
    r.order, r.order_ref = order['id'], order['ref']
    for name, holder in (('authority', r.commission),
                         ('department', r.department)):
        r.run('key', 'new', '--name', f'{name}.example/k', '--out',
              f'{name}.key', '--owner', holder)
    r.run('key', 'grant', r.commission, '--role', 'authority',
          '--authority', r.order)
    r.run('key', 'grant', r.department, '--role', 'department')
    r.run('key', 'export', '--out', 'trust.txt')


def document(custody=()):
    return {'authors': [], 'bytes': None, 'captured': None,
            'custody': list(custody), 'issued': None, 'kind': 'letter',
            'language': None, 'pages': None, 'part_of': None,
            'proceeding': None, 'publisher': None, 'status': None,
            'text': None}


def names(r, tier):
    return [{'lang': 'en', 'text': f'Name {r.canary(tier)}'}]


def identifiers(r, tier):
    return [{'scheme': f'scheme.example/{r.canary(tier)}',
             'value': r.canary(tier)}]


def party(side, who=None, described=None):
    return {'as': None, 'described': described, 'org': None,
            'role': 'principal', 'side': side,
            'state': 'xa' if side == 'home' else 'xb', 'who': who}


def contact(r, tier, visibility):
    coded = tier in ('public', 'part')
    body = {
        'kind': 'gift', 'status': 'held', 'times': 1, 'subject': r.member,
        'parties': [party('home', r.member), party('foreign', None, 0)],
        'when': {'edtf': f'2021-03-{r.count % 28 + 1:02d}'},
        'language': None, 'materials': [{'direction': 'given',
                                         'sha256': None}],
        'gift': {'currency': None, 'direction': 'received',
                 'disposition': 'unknown', 'paid_by': None,
                 'value_class': 'unknown', 'value_minor': None},
        'minutes': None, 'country': None, 'topics': ['visas'],
        'arranged_by': [], 'initiated_by': 'home',
        'source_of_record': {'basis': 'own-record', 'document': None,
                             'origin': None, 'statement': None},
        'visibility': visibility}
    if coded or tier == 'delayed':
        body['visibility'] = dict(visibility, sealed=sorted(
            set(visibility.get('sealed') or []) | {14}))
    other = party('home')
    del other['described']
    other.update(role='present', state=None, text=r.text(
        'sealed' if tier == 'public' else tier))
    slots = {
        'place': {'text': f'A place {r.canary(tier)}'},
        'described': [r.text(tier)], 'summary': r.text(tier),
        'detail': {'channel': r.canary(tier), 'occasion': r.text(tier),
                   'sought': r.text(tier)},
        'particulars': {'description': r.text(tier),
                        'destination': r.text(tier), 'paid_by': r.text(tier),
                        'purpose': r.text(tier)},
        'origin_key': r.canary(tier), 'materials': [{'title': r.text(tier)}],
        'others': [other], 'reason': r.text(tier)}
    return r.file('contact', body, slots, '--confirm')


def statement(r, tier, visibility):
    selector = [{'type': 'quote'}]
    quote = [{'exact': r.canary(tier), 'prefix': r.canary(tier),
              'suffix': r.canary(tier)}]
    body = {
        'about': [], 'act': 'testifies', 'circumstances': [],
        'claims': [{'p': 'text'}], 'confidence': 'high', 'document': r.order,
        'hedged': True, 'lang': 'en', 'reply_to': None, 'said': None,
        'select': selector, 'speaker': {'described': True, 'who': None},
        'status': None, 'via': [{'act': 'reports', 'described': True,
                                 'document': None, 'select': selector,
                                 'who': None}],
        'visibility': visibility}
    slots = {
        'described': r.text(tier),
        'hedges': [{'claim': 0, 'lang': 'en', 'text': r.canary(tier)}],
        'words': quote, 'claims': [r.text(tier)],
        'worded': {'lang': 'en', 'text': r.canary(tier)},
        'via': [r.text(tier)],
        'via_words': [[{'exact': r.canary(tier), 'prefix': '',
                        'suffix': ''}]],
        'reason': r.text(tier)}
    return r.file('statement', body, slots)


def fill(r):
    """Each type in each tier; numbers of slots that are sealed in part."""
    for tier, given in TIERS.items():
        def seen(count):
            if tier != 'part':
                return dict(given)
            return {'tier': 'public', 'sealed': list(range(1, count))}
        word = 'sealed' if tier == 'part' else tier
        first = tier if tier != 'part' else 'public'    # slot 0
        r.refs.append(r.file('person', {'visibility': seen(3)}, {
            'names': names(r, first), 'identifiers': identifiers(r, word),
            'note': r.text(word)})['ref'])
        r.refs.append(r.file('org', {
            'kind': 'office', 'state': 'xa', 'visibility': seen(3)}, {
            'names': names(r, first), 'identifiers': identifiers(r, word),
            'purpose': r.text(word)})['ref'])
        r.refs.append(r.file('post', {
            'accredited_to': [], 'exists': None, 'org': r.embassy,
            'sent_by': 'xb', 'visibility': seen(3)}, {
            'title': r.text(first), 'identifiers': identifiers(r, word),
            'seat': r.canary(word)})['ref'])
        r.refs.append(r.file('tenure', {
            'acting': False, 'person': r.consul, 'post': r.post,
            'when': {'edtf': '2019/2023'}, 'visibility': seen(3)}, {
            'identifiers': identifiers(r, word),
            'note': r.text(word)})['ref'])
        r.refs.append(contact(r, word, seen(15) if tier != 'part' else
                              {'tier': 'public',
                               'sealed': [4, 7, 8, 9, 10, 12, 13, 14, 15]}
                              )['ref'])
        r.refs.append(r.file('document', dict(document(
            [{'from': None, 'who': r.commission}]), visibility=seen(16)), {
            'title': r.text(first), 'url': f'https://x.example/'
            f'{r.canary(word)}', 'custody': [r.text(word)],
            'number': r.canary(word)})['ref'])
        # slot 0 of a statement is no title: sealed with the rest
        visibility = seen(16)
        if tier == 'part':
            visibility['sealed'] = list(range(16))
        r.refs.append(statement(r, word, visibility)['ref'])
        r.refs.append(r.file('duty', {
            'applies_to': None, 'confirmed': False, 'rule': f'rule-{tier}',
            'deadlines': [{'add': {'days': 3, 'hours': 0, 'months': 0},
                           'base': 'event', 'event': 'contact',
                           'kinds': None}],
            'window': {'from': None, 'to': None}, 'visibility': seen(16)}, {
            'title': r.text(first), 'source': r.canary(word)})['ref'])
    note = r.file('note', {
        'addressed_to': r.department, 'author': None, 'blob': None,
        'contacts': [], 'lang': 'en', 'made': {'edtf': '2021-03-05'},
        'visibility': {'tier': 'public'}} | {'author': r.member}, {
        'text': {'lang': 'en', 'text': f'What {r.canary("public")} said'}})
    r.refs.append(note['ref'])
    r.refs.append(r.file('receipt', {
        'note': note['id'], 'note_version': note['leaf'],
        'outcome': 'returned', 'received': '2021-03-06', 'post': None,
        'saw': 'plaintext-read'}, {
        'reference': r.canary('public'), 'question': r.text('public')},
        '--key-file', 'department.key')['ref'])
    r.run('log', 'checkpoint', '--now')
    r.run('publish')


def files_below(folder):
    for at, _, found_here in os.walk(folder):
        for name in found_here:
            yield os.path.join(at, name)


def scan(r, words, skip=()):
    """(word, file) of each word that stands in a file of the register, in the
    exports or in what was printed."""
    hits = []
    for path in files_below(r.folder):
        name = os.path.relpath(path, r.folder)
        if name in skip or not os.path.isfile(path):
            continue
        with open(path, 'rb') as f:
            data = f.read()
        hits += [(w, name) for w in words if w.encode() in data]
    hits += [(w, 'printed') for w in words if w.encode() in r.printed]
    return hits


def look_everywhere(r, tag):
    """Everything that shows words to people or programs."""
    r.printed = b''
    for ref in r.refs:
        r.run('show', ref)
        r.run('--json', 'show', ref, '--history')
    for word in ('Canary', 'words', 'Name', 'place'):
        r.call('chancery', 'search', word)
        r.call('chancery', '--json', 'search', word)
    r.call('chancery', '--json', 'ask', 'contacts', '--of', r.member,
           '--list')
    for kind in ('csv', 'jsonl'):
        r.run('export', '--format', kind, '--out', f'{tag}.{kind}')
    r.run('backup', '--out', f'{tag}.log-backup')
    r.run('rebuild')
    r.run('publish')


def clear(r, tag):
    for name in os.listdir(r.folder):
        if name.startswith(tag + '.'):
            path = os.path.join(r.folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def prove(r):
    """Fifty proof files and receipts as they are today."""
    made = []
    for i in range(20):
        name = f'proof{i}.chancery-proof'
        r.call('chancery', 'ask', 'contacts', '--of', r.member, '--from',
               f'20{10 + i}', '--proof', name)
        made.append(name)
    for n in range(30):
        name = f'entry{n}.tlog-proof'
        r.run('log', 'prove', str(n), '--out', name)
        with open(os.path.join(r.folder, f'entry{n}.leaf'), 'w',
                  encoding='utf-8') as f:
            f.write(r.run('show', f'e/{n}', '--raw'))
        made.append(name)
    return made


def verify(r, made):
    bad = []
    for name in made:
        entry = ['--entry', name.replace('.tlog-proof', '.leaf')] \
            if name.endswith('.tlog-proof') else []
        got = r.call('chancery-verify', name, '--trust', 'trust.txt', *entry)
        if got.returncode != 0:
            bad.append((name, got.returncode,
                        (got.stdout + got.stderr).decode()[:200]))
    return bad


def erase(r):
    said = r.json('erase', *r.refs, '--all', '--order', r.order,
                  '--ground', 'data-protection', '--approve-by',
                  r.commission, '--approve-key-file', 'authority.key')
    return said


def weak_control(r):
    """The same removal, but without secure_delete, leaves the words."""
    copy = os.path.join(r.folder, 'weak.db')
    db = sqlite3.connect(os.path.join(r.dir, 'register.db'))
    db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    shutil.copyfile(os.path.join(r.dir, 'register.db'), copy)
    db = sqlite3.connect(copy)
    db.execute('PRAGMA secure_delete = OFF')
    db.execute("UPDATE private_slots SET seed = NULL, opening = x'7b7d'")
    db.commit()
    db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    with open(copy, 'rb') as f:
        data = f.read()
    os.remove(copy)
    return [w for w in r.words if w.encode() in data]


def main():
    folder = tempfile.mkdtemp(prefix='privacy-')
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            failed += 1
            for line in str(detail)[:1500].splitlines()[:12]:
                print(f'# {line}')

    try:
        r = Register(folder)
        found(r)
        fill(r)
        shut = [w for w, tier in r.words.items() if tier != 'public']
        shown = [w for w, tier in r.words.items() if tier == 'public']
        print(f'# {len(r.words)} words, {len(shut)} of them shut, in '
              f'{len(r.refs)} entries')
        private = ('register/register.db', 'register/register.db-wal')
        look_everywhere(r, 'before')
        hits = scan(r, shut, private)
        result(not hits, 'what is shut is in no file but the private tables',
               hits)
        hits = scan(r, r.words)
        missing = set(r.words) - {w for w, _ in hits}
        result(not missing, 'control: the same scan finds every word',
               missing)
        public = {w for w, name in hits if name.startswith(
            'register/public/openings/')}
        result(public == set(shown),
               'the openings hold the public words and no others',
               public ^ set(shown))
        kept = weak_control(r)
        result(len(kept) > len(r.words) // 2,
               'control: without secure_delete words are still found',
               len(kept))
        made = prove(r)
        result(not verify(r, made), 'fifty proofs verify before')
        clear(r, 'before')

        plan = r.json('erase', 'plan', *r.refs, '--all', '--order', r.order)
        kept = sum(s['kept'] for t in plan['targets']
                   for v in t['versions'] for s in v['slots'])
        result(kept > 0 and plan['openings'] == [0],
               'the plan names what is concerned', plan)
        said = erase(r)
        result(said['state'] == 'done' and said['destroyed_on'],
               'the erasure comes to its end', said)
        look_everywhere(r, 'after')
        r.run('backup', '--private', '--out', 'after.private-backup')
        hits = scan(r, r.words)
        result(not hits, 'no word is anywhere', hits[:20])
        bad = verify(r, made)
        result(not bad, 'fifty proofs of before verify', bad)
        audits = [r.call('chancery', 'audit', '--full'),
                  r.call('chancery', 'audit', 'register/public', '--full',
                         '--trust', 'trust.txt')]
        result(all(a.returncode == 0 for a in audits), 'both audits are clean',
               b'\n'.join(a.stdout for a in audits).decode())
        text = r.run('show', r.refs[4])
        result(f'Erased by order: entry {said["entry"]}, protection of personal '
               'data' in text, 'show names entry and ground', text)
        text = r.run('show', r.refs[4], '--lang', 'fr')
        result(f'Effacé sur ordre\u00a0: entrée {said["entry"]}' in text,
               'and in French', text)
        report = r.run('doctor')
        result('no erasure is under way' in report, 'doctor says it is done')
    finally:
        if 'KEEP' not in os.environ:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print('#', folder)
    print(f'1..{number}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
