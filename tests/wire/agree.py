"""agree.py BUILD [--questions N] [--seed N]: command line, API and pages say
the same, member for member and byte for byte: every entry of the founding
case, its lists, checks and searches, and N random questions to a register of
500 contacts. What a page shows in words and rows is read back and summed.
A change of one member is found. interfaces A3, A5, B1.1, B4.1, C5.2 (web 35)
"""
import concurrent.futures
import html
import html.parser
import http.client
import json
import random
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse

from wire import (BUILD, DIR, ENV, SOURCE, VERIFY, CHANCERY, Server, end, path,
                  run, test)


def option(name, otherwise):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv \
        else otherwise


QUESTIONS = option('--questions', 1000)
SEED = option('--seed', 1)
# exit code of the command line -> status of the API (A2, B4.1), of a page
STATUS = {0: (200,), 1: (200,), 2: (400,), 3: (400, 422), 4: (404,)}
PAGE_STATUS = {0: (200,), 1: (200,), 2: (400, 422), 3: (400, 422),
               4: (404, 422)}


class Register:
    """A store with a server in front of it."""
    def __init__(self, store):
        self.store = store
        self.server = Server('serve', '--read-only', '--rate',
                             'read=0,question=0', store=store)
        self.own = threading.local()
        self.size = json.loads(self.get('/api/v1/status')[1])['size']

    def get(self, target):
        """(status, body, headers): one connection for each thread."""
        for attempt in (1, 2):
            if not hasattr(self.own, 'connection'):
                self.own.connection = http.client.HTTPConnection(
                    self.server.host, self.server.port, timeout=30)
            try:
                self.own.connection.request('GET', target)
                r = self.own.connection.getresponse()
                return r.status, r.read(), r.headers
            except (http.client.HTTPException, ConnectionError):
                del self.own.connection
                if attempt == 2:
                    raise

    def api(self, target, query=None):
        status, body, headers = self.get('/api/v1' + address(target, query))
        return status, body, headers

    def told(self, *words):
        """(exit code, standard output, standard error) of a command."""
        done = subprocess.run([CHANCERY, *words, '--store', self.store],
                              cwd=DIR, env=ENV, capture_output=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr


def address(target, query=None):
    text = urllib.parse.urlencode({k: v for k, v in (query or {}).items()
                                   if v})
    return target + ('?' + text if text else '')


# ---- comparing ----

def plain(value):
    """Without addresses, which depend on where the register is served."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()
                if k not in ('html_url', 'proof_url')}
    return [plain(v) for v in value] if isinstance(value, list) else value


def differ(here, there, at=''):
    """Where two documents differ first; None: nowhere."""
    if isinstance(here, dict) and isinstance(there, dict):
        if list(here) != list(there):
            return f'{at}: members {list(here)} and {list(there)}'
        pairs = [(f'{at}.{k}', here[k], there[k]) for k in here]
    elif isinstance(here, list) and isinstance(there, list):
        if len(here) != len(there):
            return f'{at}: {len(here)} and {len(there)} items'
        pairs = [(f'{at}[{i}]', *two) for i, two in enumerate(zip(here,
                                                                  there))]
    else:
        return None if here == there and type(here) is type(there) \
            else f'{at}: {here!r} and {there!r}'
    return next(filter(None, (differ(a, b, p) for p, a, b in pairs)), None)


def same_documents(here, there):
    """Two JSON documents, the second from an address."""
    here, there = json.loads(here), json.loads(there)
    for document in (here, there):
        if 'items' in document:
            document.pop('next', None)  # a number here, an address there
    where = differ(plain(here), plain(there))
    assert where is None, where


def refusal(document):
    """Its sentence; an option is a query member without dashes."""
    return json.loads(document)['title'].replace('--', '').replace('-', '_')


def same(register, command, target, query=None, pages=()):
    """Command, API and the other form of pages; the exit code."""
    code, here, why = register.told(*command, '--json')
    status, there, _ = register.api(target, query)
    assert status in STATUS[code], (command, code, status, there, why)
    if status != 200:
        # the same refusal; the API says of a query that it was a query
        assert refusal(why) == refusal(there), (command, why, there)
        return code
    try:
        same_documents(here, there)
    except AssertionError as e:
        raise AssertionError(f'{command}: {e}') from e
    for page in pages:
        for lang in ('en', 'fr'):
            same_bytes(register, there, f'/{lang}' + address(page, query))
    return code


def same_bytes(register, there, target):
    """A page's other form is its resource, but for its own address."""
    status, body, _ = register.get(target)
    assert status == 200, (target, status, body)
    assert body == there, f'{target}: ' + (
        differ(json.loads(there), json.loads(body)) or 'other bytes')


# ---- a page, read back ----

class Page(html.parser.HTMLParser):
    """h1, the answer, paragraphs, and tables by the heading above them."""
    def __init__(self, text):
        super().__init__()
        self.h1, self.output, self.paragraphs = '', '', []
        self.tables, self.under = {}, ''
        self.row = self.into = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ('h2', 'h3'):
            self.under = attrs.get('id', '')
        elif tag == 'tr':
            self.row = []
            self.tables.setdefault(self.under, []).append(self.row)
        elif tag in ('th', 'td') and self.row is not None:
            self.row.append('')
            self.into = 'cell'
        elif tag in ('h1', 'output'):
            self.into = tag
        elif tag == 'p':
            self.paragraphs.append('')
            self.into = 'p'

    def handle_endtag(self, tag):
        if tag == 'output':
            self.into = 'p'
        elif tag in ('h1', 'p', 'th', 'td'):
            self.into = None
        elif tag == 'table':
            self.row = None

    def handle_data(self, data):
        if self.into == 'h1':
            self.h1 += data
        elif self.into == 'output':
            self.output += data
        elif self.into == 'cell':
            self.row[-1] += data
        elif self.into == 'p':
            self.paragraphs[-1] += data

    def rows(self, name):
        """Without the heads."""
        return self.tables.get(name, [[]])[1:]

    def times(self, name):
        """What the rows of a table stand for, summed."""
        total = 0
        for row in self.rows(name):
            many = re.search(r'\((?:stands for|en représente) (\d+)\)', row[3])
            total += int(many[1]) if many else 1
        return total


def number(text):
    return int(re.sub(r'[,\u202f\u00a0]', '', text))


def numbers(text):
    """Every number in a sentence, thousands grouped or not."""
    return [number(n) for n in
            re.findall(r'\d{1,3}(?:[,\u202f]\d{3})+|\d+', text)]


def judge_rows(page, answer):
    """The rows, where there are any, add up to the number (C5.2)."""
    if answer['question']['mode'] == 'anyone_else':
        shown = [[number(n) for n in row[2:5]] for row in page.rows('list')]
        assert shown == [[g['certain'], g['possible'], g['struck']]
                         for g in answer['groups']], shown
        others = [g for g in answer['groups'] if not g['asked']]
        for name in ('certain', 'possible', 'struck'):
            assert answer[name] == sum(g[name] for g in others), name
        return 1
    rows = [page.times(fit) for fit in ('certain', 'possible', 'struck')]
    if not any(rows) and answer['possible'] + answer['struck'] > 200:
        return 0  # a link leads to them
    assert rows == [answer['certain'], answer['possible'] - answer['certain'],
                    answer['struck']], rows
    for fit in ('certain', 'possible', 'struck'):
        listed = [e['row']['ref'] for e in answer['entries']
                  if e['fit'] == fit]
        assert answer['question']['mode'] != 'list' or \
            [row[4] for row in page.rows(fit)] == listed, fit
    return 1


def judge_page(text, answer, said, lang):
    """The page says what the answer and the command say; 1 if rows were
    summed."""
    page = Page(text)
    assert page.h1 == answer['question']['text'][lang], page.h1
    assert page.output == said[0], (page.output, said[0])
    for line in said[1:]:
        assert line in page.paragraphs, (line, page.paragraphs)
    c, p, s, k = (answer[n] or 0 for n in ('certain', 'possible', 'struck',
                                           'sealed'))
    if p + k == 0:
        assert numbers(page.output)[-1:] == [answer['as_of']['size']], said
    else:
        assert numbers(page.output) == ([p] if c == p or c == 0 else [c, p])
        assert numbers(said[2]) == [c, p] + [n for n in (s, k) if n], \
            (said, c, p, s, k)
    return judge_rows(page, answer)


def words_of(out):
    """What a command's answer says above and below its rows and groups, but
    for the last line, which tells of the proof."""
    lines = [line for line in out.decode().split('\n') if line]
    return [line for line in lines[:-2] if not line.startswith('  ')]


def squeezed(text):
    """One space between words, none that a link brought before a mark."""
    return re.sub(r'\s+(?=[.,;:)])', '', re.sub(r'\s+', ' ', text)).lower()


def unquoted(text):
    return squeezed(re.sub(r'["\u00ab\u00bb]', '', text)).strip()


def judge_verdicts(body, lines, ref):
    """Claim by claim: what the command says of it stands on the page."""
    page = unquoted(html.unescape(re.sub('<[^>]*>', ' ', body)))
    said, claims = False, 0
    for line in lines.split('\n'):
        if re.match('  (claim|affirmation) ', line):
            said, claims = True, claims + 1
        elif not line.startswith('    '):
            said = False
        if said and not line.startswith(('    "', '    \u00ab', '      ')):
            # a page quotes a hedge by its element, not by its marks
            for part in re.split('[:;] ', unquoted(line.strip())):
                assert part in page, (ref, line, page)
    return claims


def firsts_of(canonical):
    """What was asked, without the parts that follow from it: one question
    for several runs of kinds."""
    def bare(line):
        return re.sub(r' kind=\S+', '', line)
    return canonical[:1] + [line for line in canonical[1:] if
                            bare(line) == bare(canonical[0]) and
                            not re.search(' kind=0 ', line)]


def check_proof(proof, canonical):
    name = path('a.proof')
    with open(name, 'wb') as file:
        file.write(proof)
    words = [VERIFY, name, '--trust', path('trust.txt')]
    for line in firsts_of(canonical):
        words += ['--question', line]
    done = subprocess.run(words, cwd=DIR, env=ENV, capture_output=True,
                          timeout=60, check=False)
    assert done.returncode == 0, (canonical, done.stdout, done.stderr)


def changes(value):
    """The document with one value changed, for each of its values."""
    if isinstance(value, dict):
        for name in value:
            for other in changes(value[name]):
                yield {**value, name: other}
            if name not in ('html_url', 'proof_url'):
                yield {k: v for k, v in value.items() if k != name}
    elif isinstance(value, list):
        for i, item in enumerate(value):
            for other in changes(item):
                yield [*value[:i], other, *value[i + 1:]]
        yield [*value, None]
    elif value is not None:
        yield 'x' if isinstance(value, str) else not value \
            if isinstance(value, bool) else value + 1


# ---- the case, and a register of its kind with a diary ----

run('case', SOURCE + '/examples/disputed-calls', '--keep', 'case')
CASE = Register('case')
subprocess.run([SOURCE + '/script/stage', path('stage'), '500'], check=True,
               env={**ENV, 'CHANCERY_BUILD': BUILD}, capture_output=True,
               timeout=100)
STAGE = Register('stage/register')
PLACES = {'person': 'persons', 'org': 'orgs', 'post': 'posts',
          'contact': 'contacts', 'document': 'documents',
          'statement': 'statements', 'complete': 'declarations',
          'note': 'notes'}
THINGS = {}


@test('every entry is shown alike by command, API and both pages')
def _():
    for n in range(CASE.size):
        assert same(CASE, ('show', f'e/{n}'), f'/entries/{n}/shown',
                    pages=[f'/e/{n}.json']) == 0
        thing = json.loads(CASE.told('show', f'e/{n}', '--json')[1])['thing']
        if thing is not None and thing['type'] in PLACES:
            place, ref = PLACES[thing['type']], thing['ref']
            THINGS.setdefault(thing['type'], []).append(thing)
            versions = [f'/{ref}/v/1.json'] if thing['type'] == 'contact' \
                else []
            assert same(CASE, ('show', ref), f'/{place}/{n}',
                        pages=[f'/{ref}.json']) == 0
            assert same(CASE, ('show', thing['id']),
                        f'/{place}/{thing["id"]}') == 0
            assert same(CASE, ('show', ref, '--version', '1'),
                        f'/{place}/{n}/versions/1', pages=versions) == 0
    assert len(THINGS['statement']) > 30


@test('status, witnesses, late contacts, checkpoints, consistency, the log')
def _():
    same(CASE, ('status',), '/status', pages=['/status.json'])
    same(CASE, ('log', 'witness', 'list'), '/witnesses')
    same(CASE, ('late',), '/duties', {'late': '1'})
    same(CASE, ('log', 'checkpoint'), '/checkpoint')
    same(CASE, ('log', 'tail', '--from', '0'), '/entries.json',
         {'limit': '500'})
    for old, new in ((0, 1), (3, 7), (5, CASE.size), (CASE.size, CASE.size)):
        same(CASE, ('log', 'consistency', str(old), str(new)), '/consistency',
             {'old': str(old), 'new': str(new)})


@test('every statement is checked alike, and its page says the verdicts')
def _():
    for thing in THINGS['statement']:
        ref = thing['ref']
        same(CASE, ('check', ref), f'/statements/{ref.split("/")[1]}/check')
        for lang in ('en', 'fr'):
            lines = CASE.told('check', ref, '--lang', lang)[1].decode()
            status, body, _ = CASE.get(f'/{lang}/{ref}')
            assert status == 200, ref
            judge_verdicts(body.decode(), lines, ref)


@test('searches find the same, for the same reason')
def _():
    r = random.Random(SEED)
    words = ('Member', 'consul', 'calls', '"The Member"', 'appels', 'name:judge',
             'text:quiet', 'State B', 'nothing like this', 'The', 'commission')
    for _ in range(60):
        query = {'q': r.choice(words),
                 'type': r.choice((None, None, 'statement', 'person',
                                   'contact')),
                 'limit': r.choice((None, '1', '3', '500'))}
        command = ['search', query['q']]
        for name in ('type', 'limit'):
            command += ['--' + name, query[name]] if query[name] else []
        same(CASE, command, '/search', query)


@test('lists and searches are the same bytes from the API and from pages')
def _():
    for name in [*PLACES.values(), 'search']:
        for form in ('json', 'csv', 'jsonl'):
            query = {'limit': '7', 'q': 'Member' if name == 'search' else None}
            status, there, _ = STAGE.api(f'/{name}.{form}', query)
            assert status in (200, 404), (name, form, status, there)
            for lang in ('en', 'fr') if status == 200 else ():
                query['lang'] = None
                got, body, _ = STAGE.get(f'/{lang}' + address(
                    f'/{name}.{form}', query))
                assert got == 200, (name, form, lang, got)
                if form != 'csv' or lang == 'en':
                    assert body == there, (name, form, lang)


# ---- questions ----

def question(r, things):
    """A command and its query: most of them make sense."""
    named = things['person'] + things['org'] + things['post']
    official = things['official']

    def who(options):
        thing = r.choice(options)
        return r.choice((thing['ref'], thing['id'], thing['name']['en'],
                         thing['name']['fr']))
    query = {}
    if r.random() < 0.8:
        query['of'] = who(official if r.random() < 0.7 else named)
    if r.random() < 0.4:
        query['with'] = who(named)
    elif r.random() < 0.3:
        query['with_post'] = who(things['post'] if r.random() < 0.8
                                 else named)
    if r.random() < 0.4:
        query['state'] = r.choice(('xb', 'XB', 'ZZ', 'xa', 'xc', 'b'))
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
        query['as_of'] = r.choice((str(STAGE.size), '26', '7', 'newest',
                                   '2025', '2025-01-06'))
    return query


def command_of(query):
    command = ['ask']
    for name, value in query.items():
        command.append('--' + name.replace('_', '-'))
        if name not in ('list', 'anyone_else'):
            command.append(value)
    return command


def led(target):
    """The page at an address and the query that it stands at in the end: a
    post named as a counterpart is asked as a post."""
    for _ in range(3):
        status, body, headers = STAGE.get(target)
        if status != 302:
            break
        target = headers['location']
    return status, body.decode(), dict(urllib.parse.parse_qsl(
        urllib.parse.urlsplit(target).query))


def ask_everywhere(query, lang):
    """-> exit code, whether rows were summed"""
    command = command_of(query)
    code = same(STAGE, command, '/ask', query,
                pages=['/ask.json'] if query else ())
    status, page, at = led(f'/{lang}' + address('/ask', query))
    if status == 200 and not {'of', 'with', 'with_post', 'state'} & set(query):
        assert code == 2, command  # nobody is named yet: the empty form
        return code, 0
    assert status in PAGE_STATUS[code], (command, code, status)
    if status != 200:
        return code, 0
    answer = json.loads(STAGE.api('/ask', at)[1])
    out = STAGE.told(*command_of(at), '--lang', lang)[1]
    try:
        return code, judge_page(page, answer, words_of(out), lang)
    except AssertionError as e:
        raise AssertionError(f'{command} {lang}: {e}') from e


def things_of_stage():
    found = {}
    for kind in ('person', 'org', 'post'):
        body = STAGE.api(f'/{PLACES[kind]}.json', {'limit': '500'})[1]
        found[kind] = [row['thing'] for row in json.loads(body)['items']]
    contacts = json.loads(STAGE.api('/contacts.json', {'limit': '500'})[1])
    officials = {t['ref']: t for row in contacts['items'] for t in row['of']}
    found['official'] = list(officials.values())
    return found


@test(f'{QUESTIONS} random questions have the same answer')
def _():
    r = random.Random(SEED)
    things, codes, summed = things_of_stage(), {}, 0
    asked = [(question(r, things), r.choice(('en', 'fr')))
             for _ in range(QUESTIONS)]
    asked = [(q, lang) for q, lang in asked if q]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for code, rows in pool.map(lambda a: ask_everywhere(*a), asked):
            codes[code] = codes.get(code, 0) + 1
            summed += rows
    print('#', dict(sorted(codes.items())), 'rows summed', summed)
    assert codes.get(0, 0) > QUESTIONS / 20 and codes.get(1, 0) > 0, codes
    assert summed > QUESTIONS / 20, summed


@test('a hundred proofs of pages are those of the command, and hold')
def _():
    r = random.Random(SEED)
    things, held = things_of_stage(), 0
    assert STAGE.told('key', 'export', '--out', 'trust.txt')[0] == 0
    while held < min(100, QUESTIONS):
        query = question(r, things)
        status, body, headers = STAGE.api('/ask', query)
        if status != 200:
            continue
        canonical = json.loads(body)['question']['canonical']
        target = re.search('<([^>]*)>; rel="proof"', headers['link'])[1]
        status, proof, headers = STAGE.get(
            '/en' + target.removeprefix('/api/v1'))
        assert status == 200 and headers['content-type'] == \
            'application/vnd.chancery.proof', (target, status)
        assert len(proof) == json.loads(body)['proof_bytes']
        check_proof(proof, canonical)
        held += 1


@test('one member changed, added or left out is found')
def _():
    query = {'of': 'p/3', 'kind': 'call', 'from': '2020', 'to': '2022',
             'list': '1'}
    _, body, _ = STAGE.api('/ask', query)
    here = json.loads(STAGE.told(*command_of(query), '--json')[1])
    planted = 0
    for change in changes(json.loads(body)):
        assert differ(plain(here), plain(change)) is not None, change
        planted += 1
    assert planted > 100, planted
    out = STAGE.told(*command_of(query), '--lang', 'en')[1]
    page = led('/en' + address('/ask', query))[1]
    answer = json.loads(body)
    assert judge_page(page, answer, words_of(out), 'en') == 1
    for old, new in (('<output id="answer">', '<output id="answer">1'),
                     ('certain 12', 'certain 11'), ('<h1', '<h1>x</h1><h1'),
                     ('vaut pour', ''), ('stands for 5', 'stands for 4')):
        changed = page.replace(old, new)
        try:
            judge_page(changed, answer, words_of(out), 'en')
        except AssertionError:
            assert changed != page
            continue
        assert changed == page, f'{old} in place of {new} was not found'


@test('they ended as they should')
def _():
    assert CASE.server.stop() == 0 and STAGE.server.stop() == 0
    shutil.rmtree(path('case'))


end()
