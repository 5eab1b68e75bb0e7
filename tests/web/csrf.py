"""web.csrf: a form counts only with our Origin, the session and the token of
this very form. Each of the three alone missing, foreign, of another form, of
another session: 403, and nothing changed. On every POST of a page that the
server lists, whichever there are. interfaces D6; ASVS 3.5.1 to 3.5.3"""
import sys

from visit import Browser, filled, people, register, routes, serve, state
from wire import end, test

register()
codes = people('registrar', 'office-a')
server = serve()
# a form without a session has no token: the Origin guards it (amendments D3)
WITHOUT_SESSION = {'/{lang}/login', '/{lang}/enrol'}
posts = [pattern for method, pattern, _, _ in routes()
         if method == 'POST' and pattern.startswith('/{lang}/')]
guarded = [p for p in posts if p not in WITHOUT_SESSION]
me = Browser(server).enter('registrar')
other = Browser(server).enter('office-a')


def refused(answer, code):
    told = answer.body.decode()
    words = {'bad-origin': 'did not come from this site',
             'bad-form-token': '(bad-form-token)'}
    return answer.status == 403 and words[code] in told


ORIGINS = (
    ('no Origin and no Sec-Fetch-Site', {'Origin': None}),
    ('Origin: null', {'Origin': 'null'}),
    ('an empty Origin', {'Origin': ''}),
    ('another site', {'Origin': 'https://evil.example'}),
    ('another port', {'Origin': f'http://{server.host}:1'}),
    ('another scheme', {'Origin': f'https://{server.address}'}),
    ('ours, and more behind it',
     {'Origin': f'http://{server.address}.evil.example'}),
    ('ours as a user', {'Origin': f'http://{server.address}@evil.example'}),
    ('two Origins in one',
     {'Origin': f'http://{server.address} https://evil.example'}),
    ('ours with a slash', {'Origin': f'http://{server.address}/'}),
    ('Sec-Fetch-Site: cross-site',
     {'Origin': None, 'Sec-Fetch-Site': 'cross-site'}),
    ('Sec-Fetch-Site: same-site',
     {'Origin': None, 'Sec-Fetch-Site': 'same-site'}),
    ('Sec-Fetch-Site: none', {'Origin': None, 'Sec-Fetch-Site': 'none'}),
    ('a foreign Origin and Sec-Fetch-Site: same-origin',
     {'Origin': 'https://evil.example', 'Sec-Fetch-Site': 'same-origin'}),
    ('a Referer of ours alone',
     {'Origin': None, 'Referer': f'http://{server.address}/en/account'}))


@test('the list of forms is the server\'s own')
def _():
    assert len(guarded) >= 4, posts
    assert WITHOUT_SESSION <= set(posts), posts


@test('a foreign Origin, or none: 403 on every form, and nothing changed')
def _():
    before = state()
    for pattern in posts:
        target = filled(pattern)
        for name, headers in ORIGINS:
            answer = me.post(target, {'form_token': me.token(target),
                                      'act': 'recovery'}, headers)
            assert refused(answer, 'bad-origin'), (target, name, str(answer))
            assert not answer.cookies, (target, name)
    assert state() == before


def tokens(target):
    yield 'none', None
    yield 'empty', ''
    yield 'of another form', me.token('/en/somewhere-else')
    yield 'of the same form in French', me.token(
        target.replace('/en/', '/fr/'))
    yield 'of another draft', me.token(target, 'a' * 26)
    yield 'of another session', other.token(target)
    yield 'cut short', me.token(target)[:-1]
    yield 'longer', me.token(target) + 'A'
    good = me.token(target)
    yield 'with one letter changed', ('B' if good[0] == 'A' else 'A') + good[1:]
    yield 'in other letters', good.swapcase()


@test('no token, or one of another form, draft or session: 403, nothing lost')
def _():
    before = state()
    for pattern in guarded:
        target = filled(pattern)
        for name, token in tokens(target):
            fields = {'act': 'recovery', 'id': '7', 'label': 'kept <b>"'}
            if token is not None:
                fields['form_token'] = token
            answer = me.post(target, fields)
            assert refused(answer, 'bad-form-token'), (target, name,
                                                       str(answer))
            # what was typed is there again, with a token that holds
            again = answer.page.form(target)
            assert again['label'] == ['kept <b>"'], (target, again)
            assert again['form_token'] == [me.token(target)], (target, again)
    assert state() == before


@test('a token twice is no token')
def _():
    before = state()
    for pattern in guarded:
        target = filled(pattern)
        answer = me.post(target, {'act': 'recovery', 'form_token': [
            'x', me.token(target)]})
        assert answer.status in (400, 403, 422), (target, str(answer))
    assert state() == before


@test('without a session the form to sign in stands there, nothing changed')
def _():
    before = state()
    for pattern in guarded:
        target = filled(pattern)
        for cookie in (None, 'A' * 43, other.cookie[:-1], '', '=', 'x' * 4000):
            stranger = Browser(server)
            stranger.cookie = cookie
            answer = stranger.post(target, {'form_token': me.token(target),
                                            'label': 'kept'})
            assert answer.status == 401, (target, cookie, str(answer))
            kept = answer.page.form('/en/login')
            assert kept['carried.label'] == ['kept'], kept
            assert 'carried.form_token' not in kept, kept
    assert state() == before


@test('control: with Origin, session and token each form gets through')
def _():
    for pattern in guarded:
        for headers in ({}, {'Origin': None, 'Sec-Fetch-Site': 'same-origin'}):
            fresh = Browser(server).enter('registrar')
            target = filled(pattern)
            answer = fresh.post(target, {'form_token': fresh.token(target)},
                                headers)
            assert not refused(answer, 'bad-origin') and \
                not refused(answer, 'bad-form-token'), (target, str(answer))
    before = state()
    fresh = Browser(server).enter('registrar')
    answer = fresh.post('/en/account', {
        'form_token': fresh.token('/en/account'), 'act': 'recovery'})
    assert answer.status == 200 and 'recovery' in answer.page.ids
    assert state()['recovery'] != before['recovery']


@test('GET changes nothing, on any address, whoever asks')
def _():
    before = state()
    for method, pattern, _, _ in routes():
        for lang in ('en', 'fr'):
            target = filled(pattern, lang)
            answer = me.get(target)
            assert answer.status < 500, (target, str(answer))
            assert not answer.cookies, target
            answer = me.get(target + '?act=recovery&id=1&form_token=' +
                            me.token(target))
            assert answer.status < 500, (target, str(answer))
    assert state() == before


@test('the cookie is not sent to other sites\' forms, and no site is let in')
def _():
    answer = Browser(server).try_in('office-a', factor=codes['office-a'][0])
    line = answer.cookies[0]
    assert 'SameSite=Lax' in line and 'HttpOnly' in line, line
    for method, pattern, flags, _ in routes():
        if method != 'GET':
            continue
        headers = me.get(filled(pattern),
                         Origin='https://evil.example').headers
        assert 'access-control-allow-credentials' not in headers, pattern
        if 'private' in flags:
            assert 'access-control-allow-origin' not in headers, pattern


sys.exit(end())
