"""Filing by token: rights, keys of requests, versions that were seen, drafts;
lists while filings go on. interfaces B3.2, B5.3, B6.1, B6.2, D2; amendments
G2, G6, B3"""
import json
import os
import random
import re
import shutil
import sqlite3
import threading
import time

import schema
from wire import SOURCE, Server, end, found, path, run, test

found(department=True)
run('key', 'hold', 'o/5')
run('key', 'grant', 'o/5', '--role', 'office', '--subject', 'p/3')
run('key', 'hold', 'o/25')
with open(path('call.txt'), 'w', encoding='ascii') as file:
    file.write('what was said\n')
run('note', 'file', 'call.txt', '--for', 'c/21', '--to', 'o/25', '--made',
    '2021-03-05', '--key-file',
    'office.key')
# a thousand contacts besides, by the map of the import fixtures
shutil.copytree(os.path.join(SOURCE, 'tests', 'fixtures', 'import'),
                path('in'))
with open(path('in', 'many.csv'), 'w', encoding='ascii') as file:
    file.write('Ref,Date,End,Official,State,Kind,Subject\n')
    for i in range(1000):
        file.write(f'{i},{2019 + i % 4}-{1 + i % 12:02}-{1 + i % 28:02},,'
                   f'Member One,Northland,Meeting,Visas {i}\n')
run('import', 'in/people.json', '--map', 'in/map.json', '--skip-bad')
run('import', 'in/many.csv', '--map', 'in/map.json')
SECRETS = {'pw': 'a long pass phrase here', 'totp': 'JBSWY3DPEHPK3PXP' * 2}
for name, text in SECRETS.items():
    with open(path(name), 'w', encoding='ascii',
              opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write(text)


def account(name, tier, office, rights):
    """An account that signed up, and a token of it."""
    out = run('user', 'add', name, '--tier', tier, '--acts-for', office,
              '--json')
    code = json.loads(out)['enrol']['code']
    run('user', 'enrol', name, '--code', code, '--password-file', 'pw',
        '--totp-secret-file', 'totp')
    until = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400 * 30))
    out = run('token', 'new', name, '--rights', rights, '--label', 'test',
              '--until', until, '--json')
    return re.search(r'chy_[A-Za-z0-9_-]{43}', out)[0]


office = account('office-a', 'official', 'o/5', 'draft,file,amend,annul')
reader = account('office-b', 'official', 'o/5', 'draft')
desk = account('desk-a', 'department', 'o/25', 'ack')
server = Server('serve', '--interval', '100', '--rate',
                'read=0,question=0,write=0,account=0,office=0', '--log',
                'json')
_, _, body = server.ask('GET', '/api/v1/openapi.json')
document = json.loads(body)
numbers = iter(range(10**6))


def send(method, target, value, token=office, key=None, **headers):
    """(status, value, headers) of a request; a fresh key unless one is given"""
    more = {k.replace('_', '-'): v for k, v in headers.items()}
    if token:
        more['Authorization'] = 'Bearer ' + token
    if method == 'POST' and key != '':
        more['Idempotency-Key'] = key or f'k{next(numbers)}'
    if value is not None:
        more.setdefault('Content-Type', 'application/json')
    code, got, body = server.ask(
        method, '/api/v1' + target,
        None if value is None else json.dumps(value), more)
    if got.get('content-type') == 'application/problem+json':
        schema.check(json.loads(body), document['components']['schemas'][
            'problem'], document)
    return code, json.loads(body) if body else None, got


def body_of(ref):
    shown = json.loads(run('show', ref, '--json'))
    return {k: v for k, v in shown['body'].items() if k != 'amendment'}


CONTACT = body_of('c/21')


def contact(day, **more):
    return {'body': {**CONTACT, 'when': {**CONTACT['when'], 'edtf': day}},
            'slots': {'summary': {'en': 'Visas of students, once more'}},
            'confirm': True, **more}


def file_some(n, bodies, count=250):
    r = random.Random(n)
    for _ in range(count):
        code, value, _ = send('POST', '/contacts?wait=0', r.choice(bodies))
        assert code == 201, value


def walk(order):
    """References in the order of the walk, page by page as `next` leads."""
    target, refs, size = f'/contacts?order={order}&limit=97', [], None
    while target:
        code, page, _ = send('GET', target, None, token='')
        assert code == 200, page
        refs += [row['ref'] for row in page['items']]
        target = page['next'] and page['next'].split('/api/v1')[1]
        if target:
            at = target.split('at=')[1].split('&')[0]
            assert size in (None, at), 'the state moved'
            size = at
    return refs


@test('a token files once, whatever is sent again')
def _():
    one = contact('2021-05-06')
    code, filed, headers = send('POST', '/contacts', one, key='first')
    assert code == 201, (code, filed)
    schema.check(filed, document['components']['schemas']['filed'], document)
    assert filed['stage'] == 'published' and filed['by']['ref'] == 'o/5'
    assert headers['cache-control'] == 'private, no-store'
    code, again, headers = send('POST', '/contacts', one, key='first')
    assert (code, headers['idempotency-replayed']) == (200, 'true')
    assert (again['entry'], again['leaf'], again['ref']) == \
        (filed['entry'], filed['leaf'], filed['ref'])
    code, problem, _ = send('POST', '/contacts', contact('2021-05-07'),
                            key='first')
    assert (code, problem['type']) == (422, '/problems/idempotency-mismatch')
    code, shown, _ = send('GET', f'/contacts/{filed["entry"]}', None, token='')
    assert shown['body']['when']['edtf'] == '2021-05-06'
    code, problem, _ = send('POST', '/contacts', one, key='')
    assert code == 400 and 'Idempotency-Key' in problem['title']
    code, filed, _ = send('POST', '/contacts?wait=0', contact('2021-05-08'))
    assert (code, filed['stage'], filed['as_of']) == (201, 'durable', None)


@test('who may not is told which right is missing')
def _():
    one = contact('2021-06-06')
    code, problem, headers = send('POST', '/contacts', one, token='')
    assert (code, problem['type']) == (401, '/problems/sign-in'), problem
    assert headers['www-authenticate'].startswith('Bearer')
    for token in ('chy_' + 'A' * 43, 'chy_', 'x' * 5000, office[:-1]):
        assert send('POST', '/contacts', one, token=token)[0] == 401
    code, problem, _ = send('POST', '/contacts', one, token=reader)
    assert code == 403 and problem['errors'][0]['field'] == 'file', problem
    code, problem, _ = send('POST', '/contacts', one, token=desk)
    assert code == 403
    code, _, _ = send('GET', '/drafts', None, token='')
    assert code == 401


@test('a warning waits for a word; a wrong body is refused with its code')
def _():
    code, problem, _ = send('POST', '/contacts', {
        **contact('2021-05-06'), 'confirm': False})
    assert code == 422, problem
    assert any(e['code'] == 'warnings' for e in problem['errors']), problem
    for bad in ([], 'x', {}, {'body': []}, {'body': {}, 'x': 1},
                {'body': {}}, {'body': {**CONTACT, 'kind': 'seance'}},
                {'body': CONTACT, 'slots': {'nothing': 1}},
                {'body': CONTACT, 'slots': []}):
        code, problem, _ = send('POST', '/contacts', bad)
        assert code == 422, (bad, code, problem)
    code, _, _ = send('POST', '/contacts', None, Content_Type='text/plain')
    assert code == 415
    code, _, _ = server.ask('POST', '/api/v1/contacts', '{' * 100, {
        'Content-Type': 'application/json', 'Idempotency-Key': 'x',
        'Authorization': 'Bearer ' + office})
    assert code == 422


@test('the next version needs the leaf of the one that was seen')
def _():
    code, filed, _ = send('POST', '/contacts', contact('2021-07-06'))
    target = f'/contacts/{filed["entry"]}'
    change = {'body': {**body_of(filed['ref']), 'minutes': 9},
              'reason': {'code': 'correction', 'text': {'en': 'the bill'}}}
    code, problem, _ = send('POST', target + '/versions', change)
    assert (code, problem['type']) == (428, '/problems/if-match-required')
    tag = f'"{filed["leaf"]}"'
    code, second, _ = send('POST', target + '/versions', change, If_Match=tag)
    assert (code, second.get('version')) == (201, 2), second
    code, problem, _ = send('POST', target + '/versions', change, If_Match=tag)
    assert (code, problem['type']) == (412, '/problems/amended-meanwhile')
    code, listed, _ = send('GET', target + '/versions', None, token='')
    assert [v['version'] for v in listed['items']] == [1, 2]
    assert listed['items'][1]['changed'] == ['/minutes']
    code, shown, _ = send('GET', target + '/versions/1', None, token='')
    assert shown['body'].get('minutes') is None
    gone = {'reason': {'code': 'error', 'text': {'en': 'filed twice'}}}
    code, problem, _ = send('POST', target + '/annulment', gone, If_Match=tag)
    assert code == 412
    code, filed, _ = send('POST', target + '/annulment', gone,
                          If_Match=f'"{second["leaf"]}"')
    assert (code, filed['type']) == (201, 'annul'), filed
    code, shown, _ = send('GET', target, None, token='')
    assert code == 200 and shown['annulled']['entry'] == filed['entry']
    code, listed, _ = send('GET', '/removals', None, token='')
    assert [i['thing']['ref'] for i in listed['items']] == [filed['ref']], \
        listed
    assert listed['items'][0]['reason'] == {'en': 'filed twice'}


@test('a department acknowledges, and may not amend')
def _():
    code, listed, _ = send('GET', '/notes', None, token='')
    note = listed['items'][0]
    assert (code, note['state']) == (200, 'new'), note
    target = f'/notes/{note["thing"]["ref"].split("/")[1]}/receipts'
    word = {'outcome': 'acknowledged', 'reference': 'FA-2021-0617',
            'received': '2021-06-21', 'saw': 'plaintext-compared'}
    assert send('POST', target, word)[0] == 403
    code, problem, _ = send('POST', target, {**word, 'received': 'soon'},
                            token=desk)
    assert code == 422, problem
    code, filed, _ = send('POST', target, word, token=desk)
    assert (code, filed['type'], filed['by']['ref']) == \
        (201, 'receipt', 'o/25'), filed
    code, problem, _ = send('POST', target, word, token=desk)
    assert (code, problem['type']) == (409, '/problems/conflict'), problem
    code, filed, _ = send('POST', target, {**word, 'outcome': 'returned',
                          'question': {'en': 'Which day?'}}, token=desk)
    assert (code, filed['version']) == (201, 2), filed
    code, shown, _ = send('GET', target[:-9], None, token='')
    assert shown['receipts'][0]['outcome'] == 'returned', shown['receipts']
    code, filed, _ = send('POST', '/contacts', contact('2021-08-06'))
    code, problem, _ = send('POST', f'/contacts/{filed["entry"]}/versions',
                            {'reason': {'code': 'correction'}}, token=desk,
                            If_Match=f'"{filed["leaf"]}"')
    assert code == 403, problem
    code, problem, _ = send('POST', '/notes/3/receipts',
                            {'outcome': 'received'}, token=desk)
    assert code == 404


@test('drafts are their account\'s alone')
def _():
    value = {'form': 'contact', 'title': 'A call', 'content': 'kind=call'}
    code, made, _ = send('POST', '/drafts', value)
    assert code == 201, made
    target = '/drafts/' + made['id']
    code, read, _ = send('GET', target, None)
    assert (code, read['content']) == (200, 'kind=call')
    assert send('GET', target, None, token=reader)[0] == 404
    assert send('DELETE', target, None, token=reader)[0] == 404
    code, _, _ = send('PUT', target, {**value, 'content': 'kind=letter'})
    assert code == 200
    assert send('GET', target, None)[1]['content'] == 'kind=letter'
    assert [d['id'] for d in send('GET', '/drafts', None)[1]['items']] == \
        [made['id']]
    assert send('PUT', target, {'form': 'x'})[0] == 422
    assert send('DELETE', target, None)[0] == 204
    assert send('GET', target, None)[0] == 404
    assert send('GET', '/drafts', None)[1]['items'] == []
    assert send('POST', '/drafts', {**value, 'content': 'x' * (1024 * 1024
                + 1)})[0] in (413, 422)


@test('a walk through 1,000 contacts meets each once while others are filed')
def _():
    bodies = [contact(f'{2019 + i % 4}-{1 + i % 12:02}-{1 + i % 28:02}')
              for i in range(40)]
    want = set(walk('entry'))
    assert len(want) > 1000, len(want)
    for order in ('entry', '-entry', 'date', '-date'):
        more = threading.Thread(target=file_some, args=(9, bodies, 40))
        more.start()
        seen = walk(order)
        more.join()
        assert len(seen) == len(set(seen)), order
        assert want <= set(seen), (order, len(want - set(seen)))
        then, want = want, set(walk('entry'))
        assert len(want) == len(then) + 40, (len(want), len(then))
    code, problem, _ = send('GET', '/contacts?at=99999999', None, token='')
    assert (code, problem['type']) == (400, '/problems/bad-cursor'), problem
    code, problem, _ = send('GET', '/contacts?after=99999998', None, token='')
    assert (code, problem['type']) == (400, '/problems/bad-cursor'), problem
    code, page, _ = send('GET', '/contacts?limit=500', None, token='')
    assert (code, len(page['items'])) == (200, 500), page


def made(r, form, depth=0):
    """Some value of a schema, now and then another one."""
    if '$ref' in form:
        form = document['components']['schemas'][form['$ref'].split('/')[-1]]
    if r.random() < 0.04 or depth > 6:
        return r.choice((None, 0, -1, 2**60, 1.5, True, '', 'x' * 3000, [],
                         {}, [[]], {'x': {'y': None}}, '\u202e', '\x00',
                         'é', CONTACT, CONTACT['parties']))
    if 'anyOf' in form:
        return made(r, r.choice(form['anyOf']), depth + 1)
    if 'enum' in form or 'const' in form:
        return r.choice(form.get('enum', [form.get('const')]))
    kind = form.get('type')
    if kind == 'object' and 'properties' in form:
        return {name: made(r, inner, depth + 1)
                for name, inner in form['properties'].items()
                if r.random() < 0.9}
    if kind == 'array':
        return [made(r, form['items'], depth + 1)
                for _ in range(r.randrange(3))]
    changed = {**CONTACT, r.choice(list(CONTACT)): r.choice(
        (None, 1, 'x', [], {}, CONTACT['when']))}
    return {'object': r.choice((CONTACT, CONTACT, changed, {}, {'en': 'why'},
                                {'en': 1})),
            'string': r.choice(('', 'correction', 'error', '2021-03-04',
                                'contact', 'note:' + '0' * 26)),
            'integer': r.randrange(-5, 99), 'boolean': r.random() < 0.5,
            'null': None}.get(kind)


@test('600 bodies of every kind: only what is documented comes back')
def _():
    r = random.Random(7)
    writing = [(where, method.upper(), op)
               for where, methods in document['paths'].items()
               for method, op in methods.items() if method != 'get']
    leaf = json.loads(server.ask('GET', '/api/v1/contacts?limit=1')[2])
    leaf = leaf['items'][0]['entry']
    leaf = json.loads(server.ask(
        'GET', f'/api/v1/entries.json?first={leaf}&limit=1')[2])
    tag, entry = f'"{leaf["items"][0]["leaf"]}"', leaf['items'][0]['entry']
    seen = {}
    for _ in range(600):
        where, method, op = r.choice(writing + [w for w in writing if w[0] in (
            '/contacts', '/contacts/{thing}/versions')] * 4)
        target = re.sub(r'\{\w+\}', lambda _: r.choice(
            (str(entry), str(entry), '3', '23', '999999', 'x', '%20')), where)
        content = op.get('requestBody', {}).get('content', {})
        form = content.get('application/json', {}).get('schema')
        value = None if form is None else made(r, form)
        body = json.dumps(value) if r.random() < 0.95 else \
            r.choice(('{', '[' * 200, '"', 'é', '{"a":1,"a":2}', ''))
        headers = {'Content-Type': r.choice((
            *['application/json'] * 18, 'text/plain', 'x'))}
        if r.random() < 0.96:
            headers['Authorization'] = 'Bearer ' + r.choice(
                (*[office] * 12, reader, desk, desk, 'x'))
        if r.random() < 0.96:
            headers['Idempotency-Key'] = r.choice((
                *[f'z{next(numbers)}'] * 12, 'same', 'same', '', 'é!'
            )).encode().decode('latin-1')
        if r.random() < 0.96:
            headers['If-Match'] = r.choice((*[tag] * 8, '*', '"x"', 'W/"x"'))
        if where == '/contacts' and r.random() < 0.5:
            body = json.dumps(contact(f'2021-09-{r.randrange(1, 29):02}'))
        if any(p['name'] == 'wait' for p in op.get('parameters', ())):
            target += r.choice((*['?wait=0'] * 9, '?wait=2'))
        elif r.random() < 0.05:
            target += '?x=1'
        code, got, answer = server.ask(method, '/api/v1' + target,
                                       body.encode(), headers)
        seen[code] = seen.get(code, 0) + 1
        assert code != 500 and str(code) in op['responses'], \
            (method, target, body[:200], headers, code, answer[:200])
        if got.get('content-type') == 'application/problem+json':
            schema.check(json.loads(answer), document['components'][
                'schemas']['problem'], document)
        elif answer:
            schema.check(json.loads(answer), op['responses'][str(code)][
                'content'][got['content-type']]['schema'], document)
    print('#', dict(sorted(seen.items())))
    assert all(seen.get(c, 0) > 2 for c in (201, 400, 401, 403, 422)), seen


@test('no token, no body and no key stands in the log of requests')
def _():
    with open(path('register.log'), encoding='utf-8') as file:
        text = file.read()
    for secret in (office, reader, desk, 'pass phrase', 'Visas', 'k7'):
        assert secret not in text, secret
    with sqlite3.connect(path('register', 'register.db')) as db:
        dump = '\n'.join(db.iterdump())
    assert office not in dump and office[4:] not in dump


@test('it ended as it should')
def _():
    assert server.stop() == 0
    run('rebuild')


end()
