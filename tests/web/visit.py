"""What the tests of tests/web share: a register with offices and accounts, a
browser without scripts, and its parser. Beside tests/wire/wire.py."""
import base64
import hashlib
import hmac
import html.parser
import http.client
import http.cookies
import json
import os
import sqlite3
import struct
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), 'wire'))

from wire import Server, found, path, run  # noqa: E402

PASSWORD = 'grumble lantern otter quay'
SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
COOKIE = 'chancery-dev'
# name: tier, the body it acts for
TABLE = {'office-a': ('official', 'o/5'), 'office-b': ('official', 'o/37'),
         'staff': ('delegate', 'o/5'), 'desk': ('department', 'o/25'),
         'registrar': ('registrar', None), 'authority': ('authority', 'o/39'),
         'operator': ('operator', None)}
FORM = 'application/x-www-form-urlencoded'


def keep(name, text):
    with open(path(name), 'w', encoding='utf-8',
              opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write(text)
    return name


def totp(secret=SECRET, at=None, steps=0):
    """RFC 6238: SHA-1, 30 s, 6 digits."""
    step = int(time.time() if at is None else at) // 30 + steps
    mac = hmac.new(base64.b32decode(secret), struct.pack('>Q', step),
                   hashlib.sha1).digest()
    start = mac[-1] & 15
    number = struct.unpack('>I', mac[start:start + 4])[0] & 0x7fffffff
    return f'{number % 1000000:06d}'


def enrol(name, tier, office, *more):
    """An account; its recovery codes, each good once."""
    acts = ('--acts-for', office) if office else ()
    out = json.loads(run('user', 'add', name, '--tier', tier, *acts, '--json'))
    keep('pw', PASSWORD)
    keep('totp', SECRET)
    factor = more or ('--totp-secret-file', 'totp')
    told = json.loads(run('user', 'enrol', name, '--code',
                          out['enrol']['code'], '--password-file', 'pw',
                          *factor, '--json'))
    return told['enrol']['recovery']


def register():
    """Two offices with their officials, a department, an authority: the keys
    of all held by the register. No account yet."""
    found(department=True)
    for words in (
            ('file', 'org', '--name', 'en:Office of the Second',
             '--org-kind', 'office', '--state', 'xa'),        # o/37
            ('file', 'org', '--name', 'en:The Commission', '--org-kind',
             'commission', '--state', 'xa'),                  # o/39
            ('file', 'person', '--name', 'en:The Second', '--state', 'xa'),
            ('key', 'hold', 'o/5'), ('key', 'hold', 'o/25'),
            ('key', 'hold', 'o/37'), ('key', 'hold', 'o/39'),
            ('key', 'hold', 'o/1'),
            ('key', 'grant', 'o/5', '--role', 'office', '--subject', 'p/3'),
            ('key', 'grant', 'o/37', '--role', 'office', '--subject', 'p/41'),
            ('key', 'grant', 'o/25', '--role', 'department'),
            ('key', 'grant', 'o/39', '--role', 'authority')):
        run(*words)


def people(*names):
    """{name: recovery codes} of these accounts of TABLE, or of all."""
    return {name: enrol(name, *TABLE[name]) for name in names or TABLE}


def rows(sql, *values):
    with sqlite3.connect(path('register', 'register.db'), timeout=20) as db:
        return db.execute(sql, values).fetchall()


def state():
    """Everything that a request could have changed, but for what a session
    itself leaves (its last use, the tries that failed)."""
    out = {'entry': rows('SELECT count(*), max(n) FROM entry')}
    for table in ('account', 'right', 'recovery', 'token', 'draft', 'read',
                  'blob', 'submission'):
        out[table] = rows(f'SELECT * FROM private_{table} ORDER BY 1, 2')
    out['factor'] = rows('SELECT id, account, kind, label FROM private_factor')
    out['session'] = rows('SELECT id, ended FROM private_session')
    return out


def routes():
    """(method, pattern, flags, whole row) of everything that is served."""
    return [(r['method'], r['pattern'], r['flags'], r)
            for r in json.loads(run('serve', '--routes'))]


def filled(pattern, lang='en', part='1'):
    """An address that fits a route."""
    return pattern.replace('{lang}', lang).replace('**', part).replace(
        '*', part)


class Page(html.parser.HTMLParser):
    """Forms, links and words of a page. Strict about nesting and ids."""
    VOID = {'br', 'col', 'hr', 'img', 'input', 'link', 'meta'}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.source = text
        self.stack, self.ids, self.forms, self.links = [], [], [], []
        self.tags, self.attributes, self.data = [], [], []
        self.by_id = {}
        self.title, self.area, self.select = '', None, None
        self.feed(text)
        self.close()
        assert not self.stack, f'left open: {self.stack}'
        assert len(self.ids) == len(set(self.ids)), 'an id twice'

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f'an attribute twice: {attrs}'
        self.tags.append(tag)
        self.attributes += [(tag, *a) for a in attrs]
        if 'id' in given:
            self.ids.append(given['id'])
            self.by_id[given['id']] = ''
        if tag == 'a' and 'href' in given:
            self.links.append(given['href'])
        if tag == 'form':
            self.forms.append({'action': given.get('action', ''), 'fields': {},
                               'method': given.get('method', 'get'),
                               'type': given.get('enctype', FORM)})
        if self.forms and 'form' in self.stack:
            fields = self.forms[-1]['fields']
            name, kind = given.get('name'), given.get('type', 'text')
            if tag == 'input' and name and (
                    kind not in ('radio', 'checkbox') or 'checked' in given):
                fields.setdefault(name, []).append(given.get('value') or '')
            if tag == 'textarea':
                self.area = fields.setdefault(name, [])
                self.area.append('')
            if tag == 'select':
                self.select = name
            if tag == 'option' and 'selected' in given:
                fields[self.select] = [given.get('value', '')]
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        assert self.stack and self.stack[-1] == tag, (tag, self.stack)
        self.stack.pop()
        if tag == 'textarea':
            self.area = None

    def handle_data(self, data):
        self.data.append(data)
        if self.stack and self.stack[-1] == 'title' and 'head' in self.stack:
            self.title += data
        if self.area is not None:
            self.area[-1] += data
        if self.ids:
            self.by_id[self.ids[-1]] += data

    def form(self, action):
        """The fields of the first form to that path, as {name: [values]}."""
        for form in self.forms:
            if form['action'] == action and form['method'] == 'post':
                return {k: list(v) for k, v in form['fields'].items()}
        raise AssertionError(f'no form to {action}: '
                             f'{[f["action"] for f in self.forms]}')

    @property
    def text(self):
        return ' '.join(' '.join(self.data).replace('\xa0', ' ').split())


class Answer:
    def __init__(self, status, headers, body, cookies):
        self.status, self.headers, self.body = status, headers, body
        self.cookies = cookies

    @property
    def page(self):
        assert self.headers['content-type'].startswith('text/html'), \
            (self.status, self.headers)
        return Page(self.body.decode())

    def __str__(self):
        return f'{self.status} {self.headers} {self.body[:400]}'


class Browser:
    """Keeps one cookie, as a browser does; runs no script."""
    def __init__(self, server):
        self.server, self.cookie = server, None
        self.host = server.address

    @property
    def origin(self):
        return f'http://{self.host}'

    def ask(self, method, target, body=None, headers=None, timeout=60):
        more = {'Accept': 'text/html,*/*;q=0.8', **(headers or {})}
        if self.cookie and 'Cookie' not in more:
            more['Cookie'] = f'{COOKIE}={self.cookie}'
        more = {k: v for k, v in more.items() if v is not None}
        c = http.client.HTTPConnection(self.server.host, self.server.port,
                                       timeout=timeout)
        try:
            c.request(method, target, body, more)
            r = c.getresponse()
            lines = r.headers.get_all('Set-Cookie') or []
            answer = Answer(r.status, {k.lower(): v
                                       for k, v in r.getheaders()}, r.read(),
                            lines)
        finally:
            c.close()
        for line in lines:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                if name == COOKIE:
                    self.cookie = morsel.value or None
        return answer

    def get(self, target, **headers):
        return self.ask('GET', target, None, {
            k.replace('_', '-'): v for k, v in headers.items()})

    def post(self, target, fields, headers=None):
        body = urllib.parse.urlencode(fields, doseq=True)
        return self.ask('POST', target, body, {
            'Content-Type': FORM, 'Origin': self.origin, **(headers or {})})

    def try_in(self, name, password=PASSWORD, factor='', **more):
        return self.post('/en/login', {'name': name, 'password': password,
                                       'factor': factor, 'to': '', **more})

    def sign_in(self, name, codes):
        """With a recovery code, which is good once."""
        answer = self.try_in(name, factor=codes.pop())
        assert answer.status in (200, 303) and self.cookie, str(answer)
        return self

    def enter(self, name):
        """Signed in without hashing, by a row as session_begin writes it."""
        secret = os.urandom(32)
        now = int(time.time())
        (account,), = rows('SELECT id FROM private_account WHERE name = ?',
                           name)
        rows('INSERT INTO private_session (account, hash, started, seen, '
             'factor) VALUES (?, ?, ?, ?, ?)', account,
             hashlib.sha256(secret).digest(), now, now, now)
        self.cookie = base64.urlsafe_b64encode(secret).decode().rstrip('=')
        return self

    def token(self, target, draft=''):
        """interfaces D6: HMAC(session secret, path LF draft)."""
        secret = base64.urlsafe_b64decode(self.cookie + '=')
        mac = hmac.new(secret, f'{target}\n{draft}'.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac.digest()).decode().rstrip('=')

    def fields(self, target, action):
        """What a form of a page would send."""
        answer = self.get(target)
        assert answer.status == 200, str(answer)
        return answer.page.form(action)


def signed_in(server, name, codes):
    return Browser(server).sign_in(name, codes[name])


def serve(*words, log=None):
    """A server in which no rate stands in the way."""
    return Server('serve', '--interval', '100', '--log', 'json', '--rate',
                  'read=0,question=0,write=0,sign-in=0,account=0,office=0',
                  *words, log=log)
