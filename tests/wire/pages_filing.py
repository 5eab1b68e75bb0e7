"""Filing on the pages: in steps and on one page, every way to say when, every
error, a note that is sealed at once, a second submission, a session that ends.
Interfaces C6, J1; amendments C6.3"""
import json
import os
import re
import subprocess
import time

import browsing
from wire import BUILD, DIR, SOURCE, VERIFY, Server, end, path, run, shell, test, wait_for

shell(f'CHANCERY_BUILD={BUILD} "$ROOT/script/stage" stage 2>&1')
ACCOUNTS = browsing.accounts(path('stage'))
STORE = 'stage/register'
os.environ['CHANCERY_STORE'] = path(STORE)
import wire
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


@test('J1: steps, each answered by 303, without a script')
def _():
    p = page('/en/file')
    assert p.lang == 'en' and 'step 1 of 7' in p.text, p.text
    p = me.submit(p, action='/en/file',
                  change={'with_q': 'consul', 'go': 'search'})
    assert 'Consul General' in p.text and 'with' in p.ids, p.text
    p = fill(p, WITH, '/en/file')
    p = fill(p, {'when_mode': 'about'}, '/en/file')
    assert 'earliest' in p.ids and 'latest' in p.ids, p.text
    p = fill(p, {'month': 'March', 'year': '2021', 'earliest': '2021-02-15',
                 'latest': '15 April 2021'}, '/en/file')
    p = fill(p, HOW, '/en/file')
    p = fill(p, {**ABOUT, 'summary': 'On visas'}, '/en/file')
    p = fill(p, {'note_to': DEPARTMENT, 'note': 'CANARY-heron said so'},
             '/en/file/attach')
    where = me.location
    assert 'about March 2021 (from 15 February to 15 April 2021)' in p.text
    assert 'says little' in p.text and '(say what about)' in p.text
    assert 'sealed: text of the note' in p.text
    assert 'CANARY' not in p.raw
    # warnings are confirmed first
    p = me.submit(p, action='/en/file/check', status=422)
    assert '<title>Error: ' in p.raw, p.raw[:300]
    p = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
    receipt = me.location
    assert re.search(r'Late by \d+ days', p.text), p.text
    assert 'rule not confirmed' in p.text
    assert p.raw.count('<span class="app-hash">') >= 2, p.text
    global J1
    J1 = contact_of(p)
    until = time.time() + 10
    while 'Proof file of entry' not in p.text and time.time() < until:
        time.sleep(0.2)
        p = page(receipt)
    proof = [a for a, _ in p.links if a.endswith('/proof')]
    assert len(proof) == 2, p.links
    status, _, body = me.send('GET', proof[0], headers={'Accept': '*/*'})
    assert status == 200, body
    open(path('one.tlog-proof'), 'wb').write(body)
    number = re.search(r'entries/(\d+)/', proof[0]).group(1)
    raw = run('show', f'e/{number}', '--raw')
    open(path('one.entry'), 'w').write(raw)
    run('key', 'export', '--out', 'trust.txt')
    done = subprocess.run([VERIFY, 'one.tlog-proof', '--entry', 'one.entry',
                           '--trust', 'trust.txt'], cwd=DIR,
                          capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # Back, and the button once more: the first receipt
    assert me.send('GET', where)[0] == 303
    assert me.headers['location'] == receipt


@test('amend: old beside new, the history, and nothing else changes')
def _():
    p = file_one({**ONE, 'minutes': '12', 'place': 'Parliament'})
    c = contact_of(p)
    before = json.loads(run('--json', 'show', c[4:]))
    p = page(c + '/amend')
    p = me.submit(p, action=c + '/amend', change={'go': 'next'}, status=422)
    assert 'Choose what kind of amendment' in p.text
    p = me.submit(p, action=c + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'the phone bill',
        'minutes': '25', 'day': '5'})
    assert '5 March 2021' in p.text and '4 March 2021' in p.text
    assert '<del>12</del>' in p.raw and '<ins>25</ins>' in p.raw
    assert 'Version 2: corrected by' in p.text and 'the phone bill' in p.text
    p = me.submit(p, action=c + '/amend/check',
                  change={'go': 'file', 'confirm': 'yes'})
    assert 'Receipt' in p.text
    after = json.loads(run('--json', 'show', c[4:]))
    a, b = (dict(x['body']) for x in (before, after))
    assert b.pop('amendment')['changed'] == ['/minutes', '/when']
    assert (a.pop('minutes'), b.pop('minutes')) == (12, 25)
    assert (a.pop('when'), b.pop('when')) == ({'edtf': '2021-03-04'},
                                              {'edtf': '2021-03-05'})
    assert a == b
    # nothing changed is refused
    p = page(c + '/amend')
    p = me.submit(p, action=c + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'again'})
    assert 'Nothing was changed yet' in p.text, p.text


@test('amend: amended meanwhile is 412, and what was typed is merged')
def _():
    c = contact_of(file_one({**ONE, 'minutes': '12', 'place': 'Parliament'}))
    p = page(c + '/amend')
    p = me.submit(p, action=c + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'mine',
        'place': 'The consulate'})
    mine = p
    q = page(c + '/amend')
    q = me.submit(q, action=c + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'other',
        'minutes': '30'})
    me.submit(q, action=c + '/amend/check',
              change={'go': 'file', 'confirm': 'yes'})
    p = me.submit(mine, action=c + '/amend/check',
                  change={'go': 'file', 'confirm': 'yes'}, status=412)
    assert 'was amended meanwhile' in p.text and 'The consulate' in p.text
    p = me.submit(p, action=c + '/amend/check', change={'go': 'merge'})
    fields = dict(p.form(action=c + '/amend')['fields'])
    assert (fields['minutes'], fields['place']) == ('30', 'The consulate')
    p = me.submit(p, action=c + '/amend', change={'go': 'next'})
    me.submit(p, action=c + '/amend/check',
              change={'go': 'file', 'confirm': 'yes'})
    got = json.loads(run('--json', 'show', c[4:]))
    assert got['body']['minutes'] == 30, got
    assert got['slots']['place']['value']['text'] == 'The consulate'



@test('annul: ground and reason asked, checked, filed once')
def _():
    c = contact_of(file_one({**ONE, 'day': '9'}))
    p = page(c + '/annul')
    p = me.submit(p, action=c + '/annul', status=422)
    assert 'Choose the ground' in p.text and 'Say why' in p.text
    p = me.submit(p, action=c + '/annul', change={
        'code': 'order', 'reason': 'ordered'}, status=422)
    assert 'Name the order' in p.text
    p = me.submit(p, action=c + '/annul', change={
        'code': 'duplicate', 'reason': 'filed twice'})
    check = p
    p = me.submit(check, action=c + '/annul')
    assert 'Receipt' in p.text and 'Withdrawal' in p.text
    receipt = me.location
    me.submit(check, action=c + '/annul')
    assert me.location == receipt
    assert json.loads(run('--json', 'show', c[4:], code=None))
    assert 'filed twice' in me.get(c).text



@test('J5.4, 5.5: a wrong number is refused with the list; then it is declared')
def _():
    p = page('/en/declare')
    p = me.submit(p, action='/en/declare', status=422)
    assert 'Choose what is declared' in p.text
    p = me.submit(p, action='/en/declare', change={
        'claim': 'nil', 'scope': 'all', 'from': '2021-02', 'to':
        'April 2021'}, status=422)
    assert re.search(r'holds \d+ certain', p.text), p.text
    assert J1 in [a for a, _ in p.links]
    p = me.submit(p, action='/en/declare', change={
        'claim': 'nil', 'scope': 'all', 'from': '2020-07', 'to': '2020-09'})
    assert 'there were no contacts of this scope' in p.text
    p = me.submit(p, action='/en/declare', status=422)
    assert 'Confirm the declaration' in p.text
    p = me.submit(p, action='/en/declare', change={'confirm': 'yes'})
    assert 'Declaration' in p.text
    n = re.search(r'Reference e/(\d+)|Reference (\S+)', p.text)
    assert n, p.text
    wait_for(lambda: 'Declared complete by' in run(
        '--json', 'ask', 'contacts', '--of', OFFICIAL, '--from', '2020-07',
        '--to', '2020-09', code=None))


@test('a delegate without the right may not declare: the right is named')
def _():
    other = Browser(server, 'liaison', ACCOUNTS)
    status, _, body = other.send('GET', '/en/declare')
    assert status == 403 and b'declare' in body
    status, _, body = other.send('GET', J1 + '/amend')
    assert status == 403 and b'amend' in body



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


@test('a note of a contact that is filed already; then another in its place')
def _():
    c = contact_of(file_one({**ONE, 'day': '10'}))[4:]
    p = page('/en/file/note?contact=' + c)
    p = multipart(me, p, '/en/file/note', {}, status=422)
    assert 'Write the note' in p.text
    p = page('/en/file/note?contact=' + c)
    p = multipart(me, p, '/en/file/note', {'note_to': DEPARTMENT}, [
        ('note_file', 'x.exe', b'MZ\0\0')], status=422)
    assert 'PDF, PNG, JPEG' in p.text
    p = page('/en/file/note?contact=' + c)
    p = multipart(me, p, '/en/file/note', {
        'note_to': DEPARTMENT, 'note': 'CANARY-grebe'})
    p = me.submit(p, action='/en/file/note/check')
    note = [a for a, _ in p.links if re.search(r'/n/\d+$', a)][0]
    got = json.loads(run('--json', 'show', note[4:]))
    assert got['body']['visibility']['tier'] == 'sealed'
    p = page(note + '/amend')
    p = multipart(me, p, note + '/amend', {'note': 'CANARY-grebe-2'},
                  status=422)
    assert 'Say why' in p.text
    p = page(note + '/amend')
    p = multipart(me, p, note + '/amend', {
        'note': 'CANARY-grebe-2', 'reason': 'the question is answered'})
    p = me.submit(p, action=note + '/amend/check')
    after = json.loads(run('--json', 'show', note[4:]))
    assert after['body']['blob'] != got['body']['blob']
    assert after['version'] == 2 or after['body']['amendment'], after


@test('the words of a sealed note lie nowhere in the clear')
def _():
    for folder, _, names in os.walk(path('stage', 'register')):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as f:
                assert b'CANARY' not in f.read(), name



@test('the registrar files a person, a body, a post, a tenure; amends a name')
def _():
    r = Browser(server, 'registrar', ACCOUNTS)

    def filed(kind, fields):
        p = r.get(f'/en/file/{kind}')
        p = r.submit(p, action=f'/en/file/{kind}', status=422)
        p = r.submit(p, action=f'/en/file/{kind}', change=fields)
        p = r.submit(p, action=f'/en/file/{kind}/check')
        m = re.search(r'Reference (\S+)', p.text)
        return m.group(1)

    body = filed('org', {
        'name_en': 'Embassy of State C', 'name_fr': "Ambassade de l'État C",
        'kind': 'mission', 'mission': 'embassy', 'state': 'XC',
        'receiving': 'xa'})
    post = filed('post', {'title_en': 'Attaché', 'org': body, 'sent_by': 'xc',
                          'accredited_to': 'xa'})
    person = filed('person', {'name_en': '<img src=x onerror=alert(1)>',
                              'states': 'xc', 'identifiers': 'list.example:9'})
    filed('tenure', {'person': person, 'post': post, 'when': '2020/2022'})
    p = r.get(f'/en/{person}/amend')
    p = r.submit(p, action=f'/en/{person}/amend', change={
        'name_fr': 'Le conseiller', 'code': 'completion', 'reason': 'in French'})
    p = r.submit(p, action=f'/en/{person}/amend/check')
    got = json.loads(run('--json', 'show', person))
    names = got['slots']['names']['value']
    assert [n['lang'] for n in names] == ['en', 'fr'], names
    assert got['slots']['identifiers']['value'][0]['value'] == '9'
    q = me.get('/en/file?view=one')
    q = fill(q, {'with_q': 'img'}, '/en/file', go='search')
    assert '<img src=x onerror=alert(1)>' in q.text
    assert me.send('GET', '/en/file/person')[0] == 403


@test('a document and a statement; the statement is amended')
def _():
    p = page('/en/file/document')
    p = me.submit(p, action='/en/file/document', change={
        'title_en': 'An article', 'kind': 'press', 'issued': '2 May 2022',
        'language': 'en', 'url': 'https://press.example/1'})
    p = me.submit(p, action='/en/file/document/check')
    d = re.search(r'Reference (d/\d+)', p.text).group(1)
    p = page('/en/file/statement')
    p = me.submit(p, action='/en/file/statement', change={
        'act': 'denies', 'speaker': OFFICIAL, 'document': d,
        'quote': 'There was nothing of the kind', 'lang': 'en'})
    p = me.submit(p, action='/en/file/statement/check')
    s = re.search(r'Reference (s/\d+)', p.text).group(1)
    assert 'nothing of the kind' in page('/en/' + s).text
    p = page(f'/en/{s}/amend')
    p = me.submit(p, action=f'/en/{s}/amend', change={
        'said': '2022-05-02', 'code': 'completion', 'reason': 'the day'})
    p = me.submit(p, action=f'/en/{s}/amend/check')
    got = json.loads(run('--json', 'show', s))
    assert got['body']['said'] == {'edtf': '2022-05-02'}
    assert got['body']['amendment']['changed'] == ['/said']
    p = page(f'/en/{d}/amend')
    p = me.submit(p, action=f'/en/{d}/amend', change={
        'title_fr': 'Un article', 'code': 'completion', 'reason': 'French'})
    me.submit(p, action=f'/en/{d}/amend/check')



if __name__ == '__main__':
    end()
