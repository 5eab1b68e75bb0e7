"""The stage of script/stage behind a server, and a signed-in office that
fills in forms: what the tests of filing share."""
import json
import os
import re

import browsing
import wire
from wire import BUILD, Server, path, run, shell

shell(f'CHANCERY_BUILD={BUILD} "$ROOT/script/stage" stage 2>&1')
ACCOUNTS = browsing.accounts(path('stage'))
STORE = 'stage/register'
wire.ENV['CHANCERY_STORE'] = path(STORE)
server = Server('serve', '--interval', '100', '--rate',
                'read=0,question=0,write=0,sign-in=0,account=0,office=0',
                store=STORE)


def search(words, kind):
    out = json.loads(run('--json', 'search', words, '--type', kind))
    return {n: i['thing']['ref'] for i in out['items']
            for n in (i['thing']['name'] or {}).values()}


OFFICIAL = search('Member B', 'person')['Member B']
CONSUL = search('Consul General', 'post')['Consul General of State B']
DEPARTMENT = search('Department', 'org')['Department of Foreign Affairs']


class Browser(browsing.Browser):
    def get(self, target, status=200):
        return super().get(target.partition('#')[0], status)


me = Browser(server, 'member-b', ACCOUNTS)


def page(target, status=200):
    return me.get(target, status)


def fill(p, fields, action, status=303, go='next', who=me):
    return who.submit(p, action=action, change={**fields, 'go': go},
                      status=status)


def draft_of(location):
    return re.search(r'draft=([a-z0-9]+)', location).group(1)


WITH = {'of': OFFICIAL, 'with': CONSUL}
HOW = {'kind': 'call', 'initiated_by': 'foreign'}
ABOUT = {'summary': 'The visit of a delegation in the spring', 'topic':
         'Visas, trade fair'}
ONE = {**WITH, 'when_mode': 'day', 'day': '4', 'month': '3', 'year': '2021',
       **HOW, **ABOUT}


def file_one(fields, confirm=True, lang='en', who=me):
    """Files on one page; the receipt."""
    p = who.get(f'/{lang}/file?view=one')
    p = fill(p, fields, f'/{lang}/file', who=who)
    assert '/file/check' in who.location, who.location
    return who.submit(p, action=f'/{lang}/file/check',
                      change={'confirm': 'yes'} if confirm else {})


def contact_of(receipt):
    return [a for a, _ in receipt.links if re.search(r'/c/\d+$', a)][0]


def multipart(who, p, action, fields, files=(), status=303):
    """Sends a form with files as a browser does."""
    form = p.form(action=action)
    values = [f for f in form['fields'] if f[0] not in fields and
              f[0] not in [n for n, _, _ in files]]
    values += list(fields.items())
    body = b''
    for name, value in values:
        body += (f'--BOUND\r\nContent-Disposition: form-data; name="{name}"'
                 f'\r\n\r\n{value}\r\n').encode()
    for name, file, data in files:
        body += (f'--BOUND\r\nContent-Disposition: form-data; name="{name}"; '
                 f'filename="{file}"\r\nContent-Type: application/octet-stream'
                 f'\r\n\r\n').encode() + data + b'\r\n'
    body += b'--BOUND--\r\n'
    code, got, data = server.ask('POST', action, body, {
        'Accept': 'text/html', 'Cookie': who.cookie, 'Origin': server.url,
        'Content-Type': 'multipart/form-data; boundary=BOUND'})
    assert code == status, (code, browsing.Page(data.decode()).text
                            if data[:1] == b'<' else data)
    if code == 303:
        who.location = got['location']
        return who.get(who.location)
    return browsing.Page(data.decode())
