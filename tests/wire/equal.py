"""equal.py BUILD [--questions N] [--seed N]: what the command line says, the
API says, member for member: every entry of the founding case, its lists, its
checks, and N random questions. interfaces A3, B1.1, B4.1"""
import json
import random
import sys
import urllib.parse

from wire import SOURCE, Server, end, path, run, shutil, test


def option(name, otherwise):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv \
        else otherwise


QUESTIONS = option('--questions', 1000)
SEED = option('--seed', 1)
run('case', SOURCE + '/examples/disputed-calls', '--keep', 'case')
server = Server('serve', '--read-only', '--rate', 'read=0,question=0',
                store='case')
# exit code of the command line -> status of the API (A2, B4.1)
STATUS = {0: (200,), 1: (200,), 2: (400,), 3: (400, 422), 4: (404,)}


def plain(value):
    """Without addresses, which depend on where the register is served."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()
                if k not in ('html_url', 'proof_url')}
    return [plain(v) for v in value] if isinstance(value, list) else value


def told(*words):
    """(exit code, document) of a command."""
    out = run(*words, '--json', '--store', 'case', code=None)
    return run.code, json.loads(out) if out else None


def answered(target, **query):
    text = urllib.parse.urlencode({k: v for k, v in query.items() if v})
    code, _, body = server.ask('GET', '/api/v1' + target +
                               ('?' + text if text else ''))
    return code, json.loads(body)


def same(command, target, **query):
    """Compares both; the exit code."""
    code, here = told(*command)
    status, there = answered(target, **query)
    assert status in STATUS[code], (command, code, status, there)
    if status == 200:
        for document in (here, there):
            if 'items' in document:
                document.pop('next', None)  # a number here, an address there
        assert plain(here) == plain(there), \
            f'{command}\n{json.dumps(plain(here))}\n{json.dumps(plain(there))}'
    return code


SIZE = answered('/status')[1]['size']
PLACES = {'person': 'persons', 'org': 'orgs', 'post': 'posts',
          'contact': 'contacts', 'document': 'documents',
          'statement': 'statements', 'complete': 'declarations',
          'note': 'notes'}
THINGS = {}


@test('every entry is shown alike')
def _():
    for n in range(SIZE):
        assert same(('show', f'e/{n}'), f'/entries/{n}/shown') == 0
        thing = told('show', f'e/{n}')[1]['thing']
        if thing is not None and thing['type'] in PLACES:
            place = PLACES[thing['type']]
            THINGS.setdefault(thing['type'], []).append(thing)
            assert same(('show', thing['ref']), f'/{place}/{n}') == 0
            assert same(('show', thing['id']),
                        f'/{place}/{thing["id"]}') == 0
            assert same(('show', thing['ref'], '--version', '1'),
                        f'/{place}/{n}/versions/1') == 0
    assert len(THINGS['statement']) > 30


@test('status, witnesses, late contacts, checkpoints, consistency, the log')
def _():
    same(('status',), '/status')
    same(('log', 'witness', 'list'), '/witnesses')
    same(('late',), '/duties', late='1')
    same(('log', 'checkpoint'), '/checkpoint')
    same(('log', 'tail', '--from', '0'), '/entries.json', limit='500')
    for old, new in ((0, 1), (3, 7), (5, SIZE), (SIZE, SIZE)):
        same(('log', 'consistency', str(old), str(new)), '/consistency',
             old=str(old), new=str(new))


@test('every statement is checked alike')
def _():
    for thing in THINGS['statement']:
        same(('check', thing['ref']),
             f'/statements/{thing["ref"].split("/")[1]}/check')


@test('searches find the same, for the same reason')
def _():
    r = random.Random(SEED)
    words = ('Member', 'consul', 'calls', '"The Member"', 'appels', 'name:judge',
             'text:quiet', 'State B', 'nothing like this', 'The', 'commission')
    for _ in range(60):
        q = r.choice(words)
        kind = r.choice((None, None, 'statement', 'person', 'contact'))
        limit = r.choice((None, '1', '3', '500'))
        command = ['search', q]
        command += ['--type', kind] if kind else []
        command += ['--limit', limit] if limit else []
        same(command, '/search', q=q, type=kind, limit=limit)


def question(r):
    """A command and its query: most of them make sense."""
    named = THINGS['person'] + THINGS['org'] + THINGS['post']

    def who(options):
        thing = r.choice(options)
        return r.choice((thing['ref'], thing['id'], thing['name']['en'],
                         thing['name']['fr']))
    query = {}
    if r.random() < 0.8:
        query['of'] = r.choice((who(THINGS['person']), who(named), 'p/3', 'p/3',
                                'p/3'))
    if r.random() < 0.4:
        query['with'] = who(named)
    elif r.random() < 0.3:
        query['with_post'] = who(THINGS['post'] if r.random() < 0.8 else named)
    if r.random() < 0.4:
        query['state'] = r.choice(('xb', 'XB', 'ZZ', 'xa', 'b'))
    if r.random() < 0.5:
        query['kind'] = r.choice(('call', 'call,video', 'meeting', 'letter',
                                  'call,other', 'gift', 'nonsense'))
    for name in ('from', 'to'):
        if r.random() < 0.4:
            query[name] = r.choice((
                f'{r.randrange(2018, 2026)}',
                f'{r.randrange(2019, 2025)}-{r.randrange(1, 13):02}',
                f'{r.randrange(2019, 2025)}-{r.randrange(1, 13):02}-'
                f'{r.randrange(1, 31):02}'))
    flag = r.random()
    if flag < 0.3:
        query['list'] = '1'
    elif flag < 0.5:
        query['anyone_else'] = '1'
    elif flag < 0.52:
        query |= {'list': '1', 'anyone_else': '1'}
    if r.random() < 0.1:
        query['as_of'] = r.choice((str(SIZE), '26', '7', 'newest', '2025',
                                   '2025-01-06'))
    command = ['ask']
    for name, value in query.items():
        command.append('--' + name.replace('_', '-'))
        if name not in ('list', 'anyone_else'):
            command.append(value)
    return command, query


@test(f'{QUESTIONS} random questions have the same answer')
def _():
    r = random.Random(SEED)
    codes = {}
    for _ in range(QUESTIONS):
        command, query = question(r)
        code = same(command, '/ask', **query)
        codes[code] = codes.get(code, 0) + 1
    print('#', dict(sorted(codes.items())))
    assert codes.get(0, 0) > QUESTIONS / 20 and codes.get(1, 0) > 0, codes


@test('a proof of an address is the proof of the command, and holds')
def _():
    query = {'of': 'p/3', 'state': 'xb', 'kind': 'call', 'from': '2020',
             'to': '2022'}
    run('ask', 'calls', '--of', 'p/3', '--state', 'xb', '--from', '2020',
        '--to', '2022', '--proof', 'a.proof', '--store', 'case', code=None)
    code, headers, body = server.ask(
        'GET', '/api/v1/ask?' + urllib.parse.urlencode(query))
    link = headers['link']
    assert 'rel="proof"' in link and f'as_of={SIZE}' in link, link
    target = link[link.index('<') + 1:link.index('>')]
    code, headers, proof = server.ask('GET', target)
    assert (code, headers['content-type']) == \
        (200, 'application/vnd.chancery.proof')
    with open(path('a.proof'), 'rb') as file:
        assert file.read() == proof
    assert len(proof) == json.loads(body)['proof_bytes']


@test('it ended as it should')
def _():
    assert server.stop() == 0
    shutil.rmtree(path('case'))


end()
