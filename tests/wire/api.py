"""api.py BUILD [--requests N] [--seed N]: the API does what its document says.

Every documented example runs on the founding case; every answer of every
operation, to valid and to hostile requests, has a documented status, media
type and schema, and is never 500. interfaces B1, B3, B4, B7.1"""
import csv
import io
import json
import random
import re
import shutil
import sys
import urllib.parse
from xml.etree import ElementTree

import schema
from wire import SOURCE, Server, end, path, run, test

BASE = '/api/v1'
ATOM = '{http://www.w3.org/2005/Atom}'
REFUSED = 'application/problem+json'


def option(name, otherwise):
    return int(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv \
        else otherwise


REQUESTS = option('--requests', 4000)
SEED = option('--seed', 1)

run('case', SOURCE + '/examples/disputed-calls', '--keep', 'case')
server = Server('serve', '--read-only', '--rate', 'read=0,question=0,sign-in=0,write=0', store='case')
_, _, body = server.ask('GET', BASE + '/openapi.json')
document = json.loads(body)
operations = [(where, method.upper(), op)
              for where, methods in document['paths'].items()
              for method, op in methods.items()]


def feed_of(body):
    """[(id, title, text)] of a feed, and the address of the next page."""
    root = ElementTree.fromstring(body)
    assert root.tag == ATOM + 'feed', root.tag
    for name in ('id', 'title', 'updated', 'author'):
        assert root.find(ATOM + name) is not None, name
    entries = []
    for e in root.findall(ATOM + 'entry'):
        assert re.fullmatch('urn:sha256:[0-9a-f]{64}', e.find(ATOM + 'id').text)
        for name in ('title', 'updated', 'author', 'link'):
            assert e.find(ATOM + name) is not None, name
        text = e.find(ATOM + 'summary')
        text = e.find(ATOM + 'content') if text is None else text
        entries.append((e.find(ATOM + 'id').text, e.find(ATOM + 'title').text,
                        '' if text is None else text.text))
    ids = [i for i, _, _ in entries]
    assert len(ids) == len(set(ids))
    links = [link.get('href') for link in root.findall(ATOM + 'link')
             if link.get('rel') == 'next']
    return entries, links[0] if links else None


def judge(op, method, got):
    """An answer against what is documented of its operation."""
    status, headers, body = got
    assert status != 500, (status, body[:300])
    assert str(status) in op['responses'], f'status {status}: {body[:200]}'
    answer = op['responses'][str(status)]
    if 'content' not in answer:
        assert body == b'', body[:100]
        return None
    media = headers.get('content-type', '')
    found = [(name, m) for name, m in answer['content'].items()
             if name == media]
    assert found, f'{status} as {media!r}, documented {list(answer["content"])}'
    if method == 'HEAD':
        assert body == b''
        return None
    form = found[0][1].get('schema')
    if media.startswith('application/json') or media == REFUSED:
        value = json.loads(body)
        if form is not None:
            schema.check(value, form, document)
        if media == REFUSED:
            assert value['status'] == status
        return value
    if media.startswith('text/csv'):
        rows = list(csv.reader(io.StringIO(body.decode(), newline=''),
                               strict=True))
        assert rows and all(len(r) == len(rows[0]) for r in rows), rows[:2]
    if media == 'application/atom+xml':
        feed_of(body)
    if media == 'application/x-ndjson':
        lines = [json.loads(line) for line in body.splitlines()]
        assert lines[-1]['end'] is True
    return body


@test('the committed document is the one that is served')
def _():
    with open(SOURCE + '/src/web/openapi.json', encoding='utf-8') as file:
        assert json.load(file) == document, 'run script/golden'


@test('every documented example runs, as documented')
def _():
    count = 0
    for where, method, op in operations:
        for example in op.get('x-examples', ()):
            got = server.ask(method, BASE + example)
            assert got[0] == 200, f'{example}: {got}'
            try:
                judge(op, method, got)
            except (AssertionError, schema.Breach) as e:
                raise AssertionError(f'{example}: {e}') from e
            count += 1
    assert count > 30, count


def pages_of(target):
    entries = []
    while target:
        code, _, body = server.ask('GET', target)
        assert code == 200, body
        page, target = feed_of(body)
        entries += page
    return entries


@test('a feed of the log has each entry but index roots, once, page by page')
def _():
    _, _, body = server.ask('GET', BASE + '/entries?limit=500')
    leaves = [line['leaf'] for line in map(json.loads, body.splitlines()[:-1])
              if line['type'] != 'index-root']
    for content in ('headline', 'summary', 'full'):
        ids = [i for i, _, _ in pages_of(
            f'{BASE}/entries.atom?content={content}')]
        want = ['urn:sha256:' + leaf for leaf in reversed(leaves)]
        assert ids == want, (len(ids), len(want), set(want) ^ set(ids))


@test('no statement stands in a feed without what stands beside it')
def _():
    _, _, body = server.ask('GET', BASE + '/statements?limit=500')
    beside = {i['thing']['ref']: i for i in json.loads(body)['items']}
    for content in ('headline', 'summary', 'full'):
        for what in ('persons/3', 'search', 'entries'):
            q = '&q=member' if what == 'search' else ''
            seen = 0
            for _, title, text in pages_of(
                    f'{BASE}/{what}.atom?content={content}{q}'):
                if not title.startswith('Statement s/'):
                    continue
                n = title.split('/')[1].split(',')[0]
                _, _, body = server.ask('GET', f'{BASE}/statements/{n}')
                item = beside[f's/{n}']
                assert item['beside']['en'].lower() in text.lower(), \
                    (title, content, text)
                assert 'Chain: ' in text or not json.loads(body)['body'][
                    'via'], (title, text)
                seen += 1
            assert seen > 5, (what, seen)


@test('reading is open to other sites, without cookies, and revalidates')
def _():
    for example in ('/status', '/persons', '/persons/3', '/entries/3'):
        code, headers, body = server.ask('GET', BASE + example)
        assert headers.get('access-control-allow-origin') == '*', example
        assert 'access-control-allow-credentials' not in headers
        assert 'set-cookie' not in headers
        tag = headers['etag']
        code, _, again = server.ask('GET', BASE + example,
                                    headers={'If-None-Match': tag})
        assert (code, again) == (304, b''), (example, code)


@test('an unknown query member, or one given twice, is refused')
def _():
    for where, method, op in operations:
        if method != 'GET':
            continue
        target = BASE + re.sub(r'\{\w+\}', '3', where)
        code, _, body = server.ask('GET', target + '?filter=x')
        assert code == 400, f'{where}: {code}'
        assert json.loads(body)['type'] == '/problems/unknown-parameter', where
        for p in op.get('parameters', ()):
            if p['in'] == 'query':
                code, _, body = server.ask(
                    'GET', f'{target}?{p["name"]}=1&{p["name"]}=1')
                assert code in (400, 422), (where, p['name'], code)


# ---- property based ----

KNOWN = {
    'of': ('p/3', 'The Member', 'p/4', 'o/12', 'nobody', 'Member', '3'),
    'with': ('p/4', 'The Consul General', 'post/22', 'p/3', 'o/1'),
    'with_post': ('post/21', 'post/22', 'Ambassador of State B', 'p/3'),
    'state': ('xb', 'XB', 'ZZ', 'xa', 'x', 'b1'),
    'kind': ('call', 'call,video', 'meeting', 'call,call', 'nothing', ''),
    'from': ('2020', '2021-02', '2021-02-29', '2020-02-29', '2023', '0', ''),
    'to': ('2022', '2021-13', '2021-02-28', '1900', '9999', ' '),
    'as_of': ('81', '3', '7', 'newest', '2025', '2025-01', '2025-01-06',
              '2025-01-06T09:40:00Z', '0', 'x', '99999999', './file'),
    'q': ('Member', '"Consul General"', 'p/3', 'name:member', '*', '" OR 1',
          'NEAR(a b)', '', 'c-50', 'appels contestés', "'); DROP TABLE"),
    'rule': ('x', 'si-kpk'),
}
NOISE = ('', ' ', '0', '-1', '1e3', '00', '9' * 30, 'é', '\U0001f600', 'a' * 400,
         '%00', '%', '%zz', '%ff', '../..', "' OR 1=1 --", '<b>', '\r\n', '*',
         '1,2', 'null', 'true', '[]', '{}', '+1', '0x10', '18446744073709551616')
ACCEPTS = ('*/*', 'application/json', 'text/csv', 'application/x-ndjson',
           'text/html, */*;q=0.1', 'text/csv;q=0.5, application/json;q=0.2',
           'image/png', ',,;;', 'application/*;q=0', 'a/b;q=9', '*/*;q=0',
           'text/html', 'application/json;q=0', '/' * 50, 'é', '')
THINGS = ('0', '3', '50', '61', '27', '8', '21', '80', '81', '999', '-1', 'x',
          'person:7avb4zfh18cbk4v5mm704x4f1h', 'person:0', 'p/3', '3.json',
          '3.csv', '3.proof', '', '%2e', '%20', '1' * 40, '50.jsonl', '03')


def value_for(r, p):
    kind = p['schema']
    if r.random() < 0.3:
        return r.choice(NOISE)
    if 'enum' in kind:
        return r.choice(kind['enum'])
    if kind['type'] == 'integer':
        return str(r.choice((kind['minimum'], kind['maximum'], 1, 2, 3, 20, 81,
                             r.randrange(100), kind['minimum'] - 1,
                             kind['maximum'] + 1)))
    return r.choice(KNOWN.get(p['name'], NOISE))


def request_for(r, where, op):
    usual = [re.findall(r'/(\d+)', e)[0] for e in op.get('x-examples', ())
             if re.search(r'/\d', e)] or THINGS
    target = BASE + re.sub(r'\{(\w+)\}', lambda m: r.choice(
        THINGS if r.random() < 0.3 else
        usual if m[1] in ('thing', 'entry') else ('1', '1', '2')), where)
    if r.random() < 0.1:
        target += r.choice(('.json', '.csv', '.jsonl', '.proof', '.xml', '.'))
    members = []
    for p in op.get('parameters', ()):
        if p['in'] == 'query' and r.random() < 0.4:
            members.append((p['name'], value_for(r, p)))
    if r.random() < 0.05 and members:
        members.append(members[0])
    if r.random() < 0.03:
        members.append((r.choice(('x', 'OF', 'limit ', 'of[]', '')), '1'))
    r.shuffle(members)
    query = '&'.join(
        f'{urllib.parse.quote(n)}={v if v.startswith("%") else urllib.parse.quote(v)}'
        for n, v in members)
    headers = {}
    if r.random() < 0.3:
        headers['Accept'] = r.choice(ACCEPTS).encode().decode('latin-1')
    if r.random() < 0.1:
        headers['If-None-Match'] = r.choice(('*', '"x"', 'W/"x"', '"'))
    if r.random() < 0.1:
        headers['Accept-Language'] = r.choice(('fr', 'en', 'de', 'fr;q=x', '*'))
    return target + ('?' + query if query else ''), headers


@test(f'{REQUESTS} requests of every kind: only what is documented comes back')
def _():
    r = random.Random(SEED)
    reading = [o for o in operations if o[1] == 'GET']
    seen = {}
    for _ in range(REQUESTS):
        where, _, op = r.choice(reading)
        target, headers = request_for(r, where, op)
        method = 'HEAD' if r.random() < 0.05 else 'GET'
        got = server.ask(method, target, headers=headers)
        seen[got[0]] = seen.get(got[0], 0) + 1
        # another path than the one meant: any operation's answer will do
        if got[0] in (400, 404) and got[1].get('content-type') == REFUSED:
            if method == 'GET':
                schema.check(json.loads(got[2]), document['components'][
                    'schemas']['problem'], document)
            continue
        try:
            judge(op, method, got)
        except (AssertionError, schema.Breach) as e:
            raise AssertionError(f'{target} {headers}: {e}') from e
    print('#', dict(sorted(seen.items())))
    assert seen.get(200, 0) > REQUESTS / 20, seen
    assert server.ask('GET', '/healthz')[0] == 200


@test('other methods are refused with Allow')
def _():
    for where, _, op in operations:
        target = BASE + re.sub(r'\{\w+\}', '3', where)
        for method in ('DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY'):
            if method.lower() in document['paths'][where]:
                continue
            got = server.ask(method, target)
            assert got[0] in (204, 405, 501), (method, where, got[0])


@test('it ended as it should')
def _():
    assert server.stop() == 0
    shutil.rmtree(path('case'))


end()
