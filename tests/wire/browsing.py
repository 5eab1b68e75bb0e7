"""A browser without a screen: cookies, forms, one-time codes; and pages read
strictly. Standard library alone."""
import base64
import hashlib
import hmac
import html.parser
import json
import struct
import time
import urllib.parse

VOID = {'area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link',
        'meta', 'source', 'track', 'wbr'}


class Page(html.parser.HTMLParser):
    """Elements nest, ids are unique, there is one h1; forms and their fields,
    links, text."""
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.h1, self.lang = [], set(), 0, None
        self.forms, self.links, self.words = [], [], []
        self.classes = set()
        self.area = self.option = self.link = None
        self.levels, self.labels, self.named = [], set(), []
        self.feed(text)
        self.close()
        assert not self.open, self.open
        assert self.h1 == 1, f'{self.h1} h1'
        for before, after in zip(self.levels, self.levels[1:]):
            assert after <= before + 1, f'h{before} then h{after}'
        for name in self.named:
            assert name in self.labels, f'no label for {name}'
        self.text = ' '.join(' '.join(self.words).split())

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        assert len(a) == len(attrs), f'attribute twice in {attrs}'
        if 'id' in a:
            assert a['id'] not in self.ids, f'id {a["id"]} twice'
            self.ids.add(a['id'])
        self.classes.update((a.get('class') or '').split())
        assert 'style' not in a and not any(k.startswith('on') for k in a), a
        if tag == 'html':
            self.lang = a.get('lang')
        if tag in ('h1', 'h2', 'h3', 'h4'):
            self.levels.append(int(tag[1]))
            self.h1 += tag == 'h1'
        if tag == 'form':
            self.forms.append({'action': a.get('action'), 'fields': [],
                               'method': a.get('method', 'get'),
                               'buttons': []})
        if tag == 'label' and 'for' in a:
            self.labels.add(a['for'])
        if tag in ('input', 'select', 'textarea') and \
                a.get('type') not in ('hidden', 'submit'):
            self.named.append(a.get('id'))
        if self.forms and 'form' in self.open:
            self.field(tag, a)
        if tag == 'a':
            self.link = [a.get('href'), '']
        if tag not in VOID:
            self.open.append(tag)

    def field(self, tag, a):
        form = self.forms[-1]
        if tag == 'input':
            kind = a.get('type', 'text')
            if kind in ('checkbox', 'radio') and 'checked' not in a:
                return
            form['fields'].append((a['name'], a.get('value') or ''))
        elif tag == 'textarea':
            self.area = [a['name'], '']
        elif tag == 'select':
            self.option = [a['name'], None]
        elif tag == 'option' and self.option:
            if self.option[1] is None or 'selected' in a:
                self.option[1] = a.get('value')
        elif tag == 'button':
            form['buttons'].append((a.get('name'), a.get('value')))

    def handle_endtag(self, tag):
        assert tag not in VOID, tag
        assert self.open and self.open[-1] == tag, \
            f'</{tag}> closes {self.open[-1:]}'
        self.open.pop()
        if tag == 'textarea' and self.area:
            self.forms[-1]['fields'].append(tuple(self.area))
            self.area = None
        if tag == 'select' and self.option:
            if self.option[1] is not None:
                self.forms[-1]['fields'].append(tuple(self.option))
            self.option = None
        if tag == 'a' and self.link:
            self.links.append(tuple(self.link))
            self.link = None

    def handle_data(self, data):
        if self.area:
            self.area[1] += data
        self.words.append(data)
        if self.link:
            self.link[1] += data

    def form(self, act=None, action=None):
        """The form with a hidden `act`, or that goes to `action`."""
        for form in self.forms:
            if form['method'] != 'post':
                continue
            if act is not None and ('act', act) not in form['fields'] and \
                    ('act', act) not in form['buttons']:
                continue
            if action is not None and form['action'] != action:
                continue
            return form
        raise AssertionError(f'no form {act} {action}: {self.text[:600]}')


def totp(secret, at=None):
    key = base64.b32decode(secret)
    step = int((time.time() if at is None else at) // 30)
    mac = hmac.new(key, struct.pack('>Q', step), hashlib.sha1).digest()
    cut = mac[-1] & 15
    return f'{(struct.unpack(">I", mac[cut:cut + 4])[0] & 0x7fffffff) % 10**6:06}'


class Browser:
    def __init__(self, server, name=None, accounts=None):
        self.server, self.cookie, self.name = server, None, name
        if name is not None:
            self.sign_in(accounts[name])

    def send(self, method, target, fields=None, headers=None):
        more = {'Accept': 'text/html'}
        body = None
        if self.cookie:
            more['Cookie'] = self.cookie
        if method == 'POST':
            more['Origin'] = self.server.url
            more['Content-Type'] = 'application/x-www-form-urlencoded'
            body = urllib.parse.urlencode(fields or [])
        for name, value in (headers or {}).items():
            if value is None:
                more.pop(name, None)
            else:
                more[name] = value
        status, got, data = self.server.ask(method, target, body, more)
        if 'set-cookie' in got:
            self.cookie = got['set-cookie'].split(';')[0]
        self.headers, self.status = got, status
        return status, got, data

    def get(self, target, status=200):
        code, got, data = self.send('GET', target)
        assert code == status, f'{target}: {code}\n{data.decode()[-1500:]}'
        page = Page(data.decode())
        assert page.lang == target[1:3], page.lang
        page.raw = data.decode()
        return page

    def submit(self, page, act=None, action=None, change=None, status=303,
               button=None, drop=()):
        """Sends a form of the page as a browser would; follows a 303."""
        form = page.form(act, action)
        fields = [f for f in form['fields'] if f[0] not in drop]
        for name, value in (change or {}).items():
            fields = [f for f in fields if f[0] != name]
            values = value if isinstance(value, list) else [value]
            fields += [(name, v) for v in values]
        if button or (act and ('act', act) in form['buttons']):
            fields.append(('act', button or act))
        code, got, data = self.send('POST', form['action'], fields)
        if code != status:
            raise AssertionError(f'{form["action"]}: {code} for {status}\n' + (
                Page(data.decode()).text if data[:1] == b'<' else repr(data)))
        self.location = got.get('location')
        if code == 303:
            return self.get(self.location)
        self.data = data
        if not got.get('content-type', '').startswith('text/html'):
            return data
        page = Page(data.decode())
        page.raw = data.decode()
        return page

    def sign_in(self, account):
        page = self.get('/en/login')
        wait = getattr(self.server, 'used', {})
        self.server.used = wait
        # a step is accepted once: the next one is within the window
        at = time.time()
        step = max(int(at // 30) - 1, wait.get(account['name'], 0) + 1)
        while step > int(time.time() // 30) + 1:
            time.sleep(1)
        wait[account['name']] = step
        form = [f for f in page.forms if f['action'] == '/en/login'][0]
        fields = [f for f in form['fields'] if f[0] not in
                  ('name', 'password', 'factor')]
        fields += [('name', account['name']),
                   ('password', account['password']),
                   ('factor', totp(account['totp_secret'], step * 30))]
        status, got, data = self.send('POST', '/en/login', fields)
        assert status == 303, (status, Page(data.decode()).text)
        return got.get('location')


def accounts(folder):
    with open(folder + '/accounts.json', encoding='utf-8') as f:
        return {a['name']: a for a in json.load(f)}
