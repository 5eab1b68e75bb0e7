"""Pages for readers: what they say is what the command line says, in both
languages; names that try to be markup stay names; walks meet each row once;
what is not known is refused. interfaces C1, C2, C3, C5, C8; web 17, 21-26,
35, 39."""
import json
import random
import re
import urllib.parse

import wire
from html_page import Page
from wire import BUILD, SOURCE, Server, end, path, run, test

HOSTILE = ['<img src=x onerror=alert(1)>', '"><svg/onload=alert(1)>',
           'N' * 200]
PARTS = 1000


def get(server, target, status=200, headers=None):
    got, head, body = server.ask('GET', target, headers=headers)
    assert got == status, f'{target}: {got} in place of {status}'
    return head, body


def page(server, target, status=200):
    lang = 'fr' if target.startswith('/fr') else 'en'
    head, body = get(server, target, status, {'Accept': 'text/html'})
    assert head['content-type'] == 'text/html; charset=utf-8', target
    assert 'set-cookie' not in head, target
    p = Page(body.decode(), lang)
    if '/verify' not in target:
        assert not p.scripts, target
    return p


def lead(server, target, status=302, headers=None):
    got, head, _ = server.ask('GET', target, headers=headers)
    assert got == status, f'{target}: {got}'
    return head['location']


def coded(**members):
    return urllib.parse.urlencode(members)


run('case', SOURCE + '/examples/disputed-calls', '--keep', path('case'))
wire.found()
for name in HOSTILE + ['Jürg Müller', 'Élise Dupont', 'Nguyen Van A']:
    run('file', 'person', '--name', 'en:' + name, '--state', 'xb',
        '--store', 'register')
case = Server('serve', '--read-only', store='case')
register = Server('serve', '--read-only', store='register')

PLACES = ['', 'search', 'search?q=the', 'search?q=zzzz', 'ask',
          'ask?of=p/3', 'ask?of=p/3&anyone_else=1', 'ask?of=p/3&list=1',
          'contacts', 'persons', 'orgs', 'posts', 'notes', 'documents',
          'statements', 'declarations', 'returns', 'removals', 'openings',
          'late', 'data', 'verify', 'help', 'about', 'privacy',
          'accessibility', 'status', 'api', 'problems']


@test('every page is well formed in both languages; no script but on /verify')
def _():
    titles = {}
    for place in PLACES:
        for lang in ('en', 'fr'):
            p = page(case, f'/{lang}/{place}')
            assert titles.setdefault((lang, p.h1), place) == place or \
                place.startswith('search'), f'{place}: {p.h1} twice'


@test('every form that a page names is there, of the type that it names')
def _():
    for place in PLACES:
        for lang in ('en', 'fr'):
            _, body = get(case, f'/{lang}/{place}')
            for kind, href in re.findall(
                    '<link rel="alternate" type="([^"]*)" href="([^"]*)"',
                    body.decode()):
                got, head, _ = case.ask('GET', href.replace('&amp;', '&'))
                assert got == 200 and head['content-type'].startswith(kind), \
                    f'{lang}/{place}: {href}: {got} {head}'
    _, body = get(case, '/fr/log.atom')
    assert b'xml:lang="fr"' in body and b'/fr/log.atom' in body, body[:600]
    assert lead(case, '/en/log') == '/en/'


@test('the language link goes to the same page and back')
def _():
    for place in PLACES:
        want = '/fr/' + place
        links = [urllib.parse.unquote(h) for h, _ in
                 page(case, '/en/' + place).links if h]
        assert want in links, f'{place}: {want} not in {links[:3]}'


@test('French pages hold no sentence of the English ones')
def _():
    for place in PLACES:
        if place == 'api' or place.startswith('help/'):
            continue
        english = set(page(case, '/en/' + place).texts)
        french = page(case, '/fr/' + place)
        same = [t for t in english & set(french.texts)
                if len(re.findall('[a-z]{2,} [a-z]{2,} [a-z]{2,}', t))]
        # quoted words of entries keep their language
        same = [t for t in same if not place.startswith('search')]
        assert not same, f'{place}: {same[:3]}'


@test('help topics are those of the command line')
def _():
    for topic in ('dates', 'kinds', 'proofs', 'sealing', 'trust',
                  'exit-codes', 'privacy'): # import: a command has that name
        for lang in ('en', 'fr'):
            told = run('help', topic, '--lang', lang)
            shown = page(case, f'/{lang}/help/{topic}').text
            assert ' '.join(told.split()) in shown, topic


@test('each code of a problem has its page')
def _():
    listed = [h for h, _ in page(case, '/en/problems').links
              if h and '/problems/' in h]
    assert len(listed) >= 30
    for target in listed:
        page(case, target)
        page(case, target.replace('/en/', '/fr/', 1))
    page(case, '/en/problems/none-such', 404)


@test('a path without its language leads to the reader\'s')
def _():
    for target in ('/', '/p/3', '/problems/store', '/verify?proof=%2Fen%2Fx',
                   '/contacts'):
        for lang in ('en', 'fr'):
            where = lead(case, target, headers={'Accept-Language': lang})
            assert urllib.parse.unquote(where) == \
                f'/{lang}' + urllib.parse.unquote(target), where


@test('an unknown or repeated member of the query is refused as a page')
def _():
    for place in ('search', 'ask', 'contacts', 'persons', 'late', 'verify',
                  'status', 'about', 'data'):
        page(case, f'/en/{place}?nonsense=1', 400)
    page(case, '/en/contacts?of=p/3&of=p/4', 400)
    page(case, '/fr/contacts?state=long', 422)
    page(case, '/fr/ask?of=p/3&from=never', 422)


@test('200 questions: number, list, JSON and command agree (web 35)')
def _():
    rng = random.Random(20240604)
    officials = ['p/3', 'o/8', 'p/7']
    whom = [None, 'p/4', 'o/10', 'p/3']
    for n in range(200):
        kinds = rng.choice([None, 'call', 'call,video', 'meeting,letter'])
        years = sorted(rng.choice(range(2018, 2026)) for _ in 'ab')
        q = {'of': rng.choice(officials)}
        who = rng.choice(whom)
        if who:
            q['with'] = who
        if kinds:
            q['kind'] = kinds
        if rng.random() < .7:
            q['from'], q['to'] = map(str, years)
        mode = rng.choice([None, 'list', 'anyone_else'])
        if mode:
            q[mode] = '1'
        words = []
        for name, value in q.items():
            words += ['--' + name.replace('_', '-')] + (
                [] if name == mode else [value])
        told = json.loads(run('ask', *words, '--json', '--store', 'case',
                              code=None))
        target = '/ask?' + coded(**q)
        _, body = get(case, '/en/ask.json?' + coded(**q))
        given = json.loads(body)
        assert given == told, f'{target}: JSON differs'
        assert body == get(case, '/api/v1' + target)[1]
        lang = rng.choice(['en', 'fr'])
        p = page(case, f'/{lang}{target}')
        assert p.h1 == told['question']['text'][lang], p.h1
        digits = [int(d) for d in re.findall(r'\d+', p.by_id['answer'])]
        if told['possible'] == 0:
            assert str(told['as_of']['size']) in p.by_id['answer']
        else:
            assert {told['certain'], told['possible']} <= set(digits) | {0}, \
                p.by_id['answer']
        assert told['statement_of_limits'][lang].endswith(
            p.by_id['coverage'])
        assert str(told['proof_bytes']) in p.text
        if mode == 'list':
            for fit in ('certain', 'possible'):
                total = sum(e['row']['times'] for e in told['entries']
                            if e['fit'] == fit)
                assert total == 0 or f': {total} ' in \
                    p.text.replace('\u00a0', ' ').replace(' :', ':'), fit


@test('a proof of a page verifies offline')
def _():
    with open(path('trust-case.txt'), 'w') as f:
        f.write(run('key', 'export', '--store', 'case'))
    _, body = get(case, '/en/ask.proof?of=p/3&from=2020&to=2022&kind=call')
    with open(path('page.chancery-proof'), 'wb') as f:
        f.write(body)
    wire.shell(f'{BUILD}/src/verify/chancery-verify page.chancery-proof '
               '--trust trust-case.txt')


@test('names that fit several come back as radio buttons')
def _():
    p = page(register, '/en/ask?of=Martin', 422)
    assert {'Anne Martin (p/11)', 'Jean Martin (p/13)'} <= set(p.texts)
    assert {'of', 'of-2'} <= set(p.fields), p.fields


@test('a form\'s empty fields and boxes of one name become one address')
def _():
    where = lead(case, '/en/ask?of=p/3&with=&kind=call&kind=video&to=')
    assert where == '/en/ask?of=p/3&kind=call,video', where


@test('names are found without accents, in any order (web 22)')
def _():
    for words, name in (('muller', 'Jürg Müller'), ('elise', 'Élise Dupont'),
                        ('van a nguyen', 'Nguyen Van A')):
        p = page(register, '/fr/search?' + coded(q=words))
        assert name in p.texts, f'{words}: {p.h1}'


@test('a reference, a leaf hash, a checkpoint, a date lead straight (web 23)')
def _():
    assert lead(case, '/en/search?q=c/50') == '/en/c/50'
    assert lead(case, '/fr/search?q=C-50') == '/fr/c/50'
    leaf = json.loads(run('show', 'c/50', '--json', '--store', 'case'))
    leaf = leaf['versions'][0]['leaf']
    assert lead(case, '/en/search?q=' + leaf) == '/en/c/50'
    note = get(case, '/checkpoint')[1].decode()
    where = lead(case, '/en/search?' + coded(q=' '.join(note.split('\n'))))
    assert where.startswith('/en/status?size='), where
    page(case, where)
    where = lead(case, '/en/search?q=2021-03')
    assert where == '/en/contacts?from=2021-03&to=2021-03'


@test('nothing found: how many, what was searched, a way on (web 24)')
def _():
    for lang in ('en', 'fr'):
        p = page(case, f'/{lang}/search?q=zzzz&kind=call')
        assert p.h1.startswith('0 '), p.h1
        assert any(h == f'/{lang}/search?q=zzzz' for h, _ in p.links)


@test('totals of a search are those of the command')
def _():
    told = json.loads(run('search', 'the', '--json', '--store', 'case'))
    p = page(case, '/en/search?q=the')
    assert p.h1.startswith(f'{sum(told["total"].values())} '), p.h1
    assert get(case, '/en/search.json?q=the')[1] == \
        get(case, '/api/v1/search?q=the', headers={
            'Accept': 'application/json'})[1]


@test('an allegation is never listed or found alone')
def _():
    told = json.loads(get(case, '/en/statements.json')[1])
    alleged = [i for i in told['items'] if i['act'] == 'alleges']
    assert alleged
    for lang in ('en', 'fr'):
        listed = page(case, f'/{lang}/statements').text
        for item in alleged:
            assert ' '.join(item['beside'][lang].split()) in listed


@test('hostile names are literal, in both languages and in CSV')
def _():
    for lang in ('en', 'fr'):
        listed = page(register, f'/{lang}/persons')
        for name in HOSTILE:
            assert any(name in t for t in listed.texts), name
        found = page(register, f'/{lang}/search?q=onload')
        assert '"><svg/onload=alert(1)>' in found.texts
        for name in HOSTILE[:2]:
            p = page(register, f'/{lang}/search?' + coded(q=name))
            assert name in p.h1, p.h1
        p = page(register, f'/{lang}/search?' + coded(q='a\u202eb'))
        assert '\u202e' not in p.h1, 'the direction was turned'


@test('lists hold the rows of their JSON; CSV has names beside references')
def _():
    for name in ('persons', 'orgs', 'posts', 'documents', 'statements',
                 'contacts', 'removals', 'openings', 'declarations'):
        told = json.loads(get(case, f'/en/{name}.json')[1])
        assert get(case, f'/fr/{name}.json')[1] == \
            get(case, f'/api/v1/{name}')[1]
        p = page(case, f'/en/{name}')
        assert max(p.rows - 1, 0) == len(told['items']), name
        head = get(case, f'/en/{name}.csv')[1].split(b'\r\n')[0]
        assert b'ref' in head or b'entry' in head
    assert get(case, '/en/late.json')[1] == \
        get(case, '/api/v1/duties?late=1')[1]


@test('an answer that did not change is 304; what is kept says so')
def _():
    for target in ('/en/contacts', '/fr/about', '/en/search?q=the'):
        head, _ = get(case, target)
        assert head['cache-control'] == 'public, max-age=5', target
        got, _, body = case.ask('GET', target, headers={
            'If-None-Match': head['etag']})
        assert (got, body) == (304, b''), target
    head, _ = get(case, '/en/ask?of=p/3')
    assert head['cache-control'] == 'no-store'


@test('a walk of 1,000 contacts meets each once while others are filed')
def _():
    register.stop()
    run('file', 'contact', '--kind', 'call', '--times', str(PARTS), '--on',
        '[2010..2012]', '--with', 'p/15', '--basis', 'reconstructed',
        '--topic', 'consular', '--summary', 'en:Many calls, days not known',
        '--key-file', 'office.key', '--store', 'register')
    tally = json.loads(run('search', 'Many calls', '--type', 'contact',
                           '--json', '--store', 'register'))
    tally = tally['items'][0]['thing']['ref']
    with open(path('parts.jsonl'), 'w') as f:
        for n in range(PARTS - 1):
            f.write(json.dumps({'when': {'edtf': '2010-%02d-%02d' % (
                n % 12 + 1, n % 28 + 1)}, 'slots': {'summary': {
                    'en': f'Call number {n} of those that were many'}}})
                + '\n')
    run('amend', tally, '--split', 'parts.jsonl', '--reason',
        'split:en:the phone bill shows them', '--key-file', 'office.key',
        '--confirm', '--store', 'register')
    server = Server('serve', '--read-only', store='register')
    first = json.loads(get(server, '/en/contacts.json')[1])
    target, met, filed = '/en/contacts?order=-entry', [], 0
    while target:
        p = page(server, target)
        met += [h for h, _ in p.links if h and re.match(r'/en/c/\d+$', h)]
        target = p.next()
        if len(met) % 200 == 0:
            run('file', 'contact', '--kind', 'call', '--with', 'p/15',
                '--on', '2021-03-05', '--topic', 'visas', '--summary',
                f'en:Filed while others read, number {filed}', '--confirm',
                '--key-file', 'office.key', '--store', 'register', code=None)
            # 9: filed, and published once the other process let go
            assert run.code in (0, 9), run.err
            filed += 1
    assert filed >= 3
    assert len(met) == len(set(met)), 'one was met twice'
    assert len(met) == PARTS + 2, len(met)
    assert first['items']
    server.stop()


@test('/data offers whole files, whose hashes are as told; no other file')
def _():
    import hashlib
    p = page(case, '/en/data')
    files = [h for h, _ in p.links if h and h.startswith('/data/')]
    assert any(f.endswith('datapackage.json') for f in files), files
    for target in files:
        body = get(case, target)[1]
        assert hashlib.sha256(body).hexdigest() in p.text, target
    folder = files[0].split('/')[2]
    for bad in (f'/data/{folder}/../register.db', f'/data/{folder}/lock',
                '/data/x/csv/persons.csv', f'/data/{folder}/%2e%2e/lock'):
        assert case.ask('GET', bad)[0] in (400, 404), bad


@test('/verify: our script alone, the file to keep with its hash')
def _():
    import hashlib
    p = page(case, '/en/verify?proof=%2Fen%2Fask.proof%3Fof%3Dp%2F3')
    if not p.scripts:
        return  # a build without a WebAssembly compiler says so itself
    assert len(p.scripts) == 1 and p.scripts[0].startswith('/a/')
    head, body = get(case, '/verify/chancery-verify.html')
    assert head['content-disposition'].startswith('attachment')
    assert hashlib.sha256(body).hexdigest() in p.text
    for bad in ('//evil.example/x', 'https://evil.example/', '/\\evil',
                '/static'):
        page(case, '/en/verify?' + coded(proof=bad), 422)


end()
