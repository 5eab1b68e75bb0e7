"""Filing on the pages: in steps and on one page, every way to say when, every
error, a note that is sealed at once, a second submission, a session that ends.
Interfaces C6, J1; amendments C6.3"""
import json
import os
import re
import subprocess
import time

import browsing
from filing_stage import (ABOUT, ACCOUNTS, CONSUL, DEPARTMENT, HOW, OFFICIAL,
                          ONE, WITH, Browser, contact_of, file_one, fill, me,
                          multipart, page, server)
from wire import DIR, VERIFY, end, path, run, test, wait_for


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

FIELDS = [ # typed, field of the error, words of the message
    ({'with': ''}, 'with', 'Choose with whom'),
    ({'with': 'described'}, 'described', 'Say who it was'),
    ({'with': 'p/999999'}, 'with', ''),
    ({'as': 'Nobody at all'}, 'as', ''),
    ({'state': 'Northland'}, 'state', 'two letters'),
    ({'when_mode': ''}, 'when_mode', 'Choose how well'),
    ({'day': '31', 'month': '2'}, 'day', 'no such day'),
    ({'month': 'Brumaire'}, 'month', 'from 1 to 12'),
    ({'year': '21'}, 'year', 'four digits'),
    ({'day': '3/4/2021', 'month': '', 'year': ''}, 'meant',
     'Did you mean 3 April 2021 or 4 March 2021?'),
    ({'time': '25:00'}, 'time', '14:05'),
    ({'when_mode': 'about', 'day': ''}, 'earliest', 'earliest day'),
    ({'when_mode': 'between', 'from': '2021-05', 'to': '2021-03'}, 'to',
     'before the start'),
    ({'when_mode': 'several', 'from': '2020', 'to': '2022', 'times': 'five'},
     'times', 'a number from 2'),
    ({'when_mode': 'several', 'from': '2021-03-04', 'to': '2021-03-04',
      'times': '2'}, 'to', 'one by one'),
    ({'kind': ''}, 'kind', 'Choose the kind'),
    ({'kind': 'seance'}, 'kind', 'Choose'),
    ({'minutes': 'ten'}, 'minutes', 'as a number'),
    ({'present': 'Nobody at all'}, 'present', ''),
    ({'arranged_by': 'Nobody at all'}, 'arranged_by', ''),
    ({'country': 'here'}, 'country', 'two letters'),
    ({'summary': ''}, 'summary', 'Say what it was about'),
    ({'summary': 'x' * 4001}, 'summary', 'too long'),
    ({'topic': ','.join(f't{i}' for i in range(17))}, 'topic', 'At most 16'),
    ({'sealed': ['when']}, 'public_range', 'public range'),
    ({'sealed': ['everything']}, 'sealed', 'of the list'),
    ({'public_on': 'tomorrow'}, 'public_on', '2027-01-31'),
    ({'public_on': '2020-01-01'}, 'public_on', 'has come'),
]


@test('every error: 422, summary first, tied to its field, values kept')
def _():
    for change, field, words in FIELDS:
        p = page('/en/file?view=one')
        fields = {**ONE, **change}
        q = fill(p, fields, '/en/file', status=422)
        assert '<title>Error: ' in q.raw, change
        assert field in q.ids and f'href="#{field}"' in q.raw, (change, q.text)
        assert words in q.text, (change, q.text)
        if field != 'meant':
            assert f'id="{field}-error"' in q.raw, change
            assert re.search(rf'aria-describedby="[^"]*{field}-error', q.raw)
        kept = dict(q.form(action='/en/file')['fields'])
        assert kept['place' if field != 'place' else 'topic'] is not None
        assert kept['summary'].lstrip('\n') == fields['summary'], change
    q = fill(page('/fr/file?view=one'), {**ONE, 'kind': ''}, '/fr/file',
             status=422)
    assert '<title>Erreur\u00a0: ' in q.raw and 'Il y a un problème' in q.text


DATES = [ # typed, EDTF, English, French
    ({'day': '14 février 2021', 'month': '', 'year': ''}, '2021-02-14',
     '14 February 2021', '14 février 2021'),
    ({'day': '1er', 'month': 'mars'}, '2021-03-01', '1 March 2021',
     '1er mars 2021'),
    ({'when_mode': 'month', 'day': '', 'month': 'Feb'}, '2021-02',
     'February 2021', 'février 2021'),
    ({'when_mode': 'about', 'day': '', 'month': 'March', 'earliest':
      '2021-02-15', 'latest': '2021-04-15'}, '2021-03~', 'about March 2021 '
     '(from 15 February to 15 April 2021)',
     'vers mars 2021 (du 15 février au 15 avril 2021)'),
    ({'when_mode': 'between', 'from': '2020', 'to': '2022'}, '[2020..2022]',
     'some day between 2020 and 2022', 'un jour entre 2020 et 2022'),
    ({'when_mode': 'several', 'from': '2020', 'to': '2022', 'times': '5'},
     '[2020..2022]', 'between 2020 and 2022', 'entre 2020 et 2022'),
    ({'when_mode': 'lasting', 'kind': 'travel', 'from': '2021-03-04', 'to':
      '6 March 2021'}, '2021-03-04/2021-03-06', 'from 4 to 6 March 2021',
     'du 4 au 6 mars 2021'),
    ({'when_mode': 'unsure', 'day': '', 'month': '', 'year': '2021'}, '2021',
     '2021', '2021'),
    ({'when_mode': 'unsure', 'to': '4 March 2021', 'year': '', 'month': '',
      'day': ''}, '[..2021-03-04]', 'on or before 4 March 2021',
     'le 4 mars 2021 ou avant'),
]


@test('every way to say when, in both languages')
def _():
    for change, edtf, english, french in DATES:
        p = fill(page('/en/file?view=one'), {**ONE, **change}, '/en/file')
        assert english in p.text, (english, p.text)
        draft = re.search(r'draft=(\w+)', me.location).group(1)
        q = page('/fr/file/check?view=one&draft=' + draft)
        assert french in q.text, (french, q.text)
        p = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
        got = json.loads(run('--json', 'show', contact_of(p)[4:]))
        assert got['body']['when']['edtf'] == edtf, got['body']['when']
        assert got['body']['times'] == int(change.get('times', 1))


@test('"Did you mean 14 February 2021?" is asked, answered, and kept')
def _():
    p = fill(page('/en/file?view=one'), {**ONE, 'day': '14/2/2021',
                                         'month': '', 'year': ''}, '/en/file',
             status=422)
    assert 'Did you mean 14 February 2021?' in p.text
    p = fill(p, {'meant': '2021-02-14'}, '/en/file')
    assert '14 February 2021' in p.text


@test('a second submission of one draft files once and shows one receipt')
def _():
    p = fill(page('/en/file?view=one'), {**ONE, 'day': '11'}, '/en/file')
    count = len(run('list', 'contacts', '--jsonl', '--of', OFFICIAL,
                    code=None).splitlines())
    first = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
    where = me.location
    second = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
    assert me.location == where and contact_of(first) == contact_of(second)
    after = len(run('list', 'contacts', '--jsonl', '--of', OFFICIAL,
                    code=None).splitlines())
    assert after in (count, count + 1), (count, after)
    # the draft is gone from the account's list
    assert where.split('=')[1] not in page('/en/account').raw


@test('a draft waits on the account page, and goes on where it was')
def _():
    words = 'Not yet sent, to be continued'
    p = fill(page('/en/file?view=one'), {**ONE, 'with': '', 'summary': words},
             '/en/file', go='save')
    link = [a for a, t in p.links if t == words][0]
    assert f'>{words}</textarea>' in page(link + '&view=one').raw
    # a draft of another form leads to its own page
    p = page(J1 + '/amend')
    me.submit(p, action=J1 + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'later',
        'place': 'Elsewhere'})
    draft = me.location.split('=')[1]
    me.send('GET', '/en/file?draft=' + draft)
    assert me.headers['location'] == f'{J1}/amend?draft={draft}'


@test('a session that ended asks who it is and carries what was typed')
def _():
    other = Browser(server, 'member-b', ACCOUNTS)
    p = other.get('/en/file?view=one')
    other.cookie = None
    code, got, data = other.send('POST', '/en/file', [
        *[f for f in p.form(action='/en/file')['fields'] if f[0] not in ONE],
        *ONE.items(), ('go', 'next')])
    q = browsing.Page(data.decode())
    fields = dict(q.form(action='/en/login')['fields'])
    assert fields['carried.summary'] == ONE['summary'], fields
    assert fields['to'] == '/en/file'


@test('another token, another origin, nobody: nothing is filed')
def _():
    p = page('/en/file?view=one')
    fields = dict(p.form(action='/en/file')['fields'])
    bad = {**fields, **ONE, 'form_token': 'x' * 43}
    status, _, data = me.send('POST', '/en/file', list(bad.items()))
    assert status == 403 and b'bad-form-token' in data
    assert ONE['summary'].encode() in data
    status, _, data = me.send('POST', '/en/file', list(fields.items()),
                              {'Origin': 'https://evil.example'})
    assert status == 403, status
    stranger = Browser(server)
    status, _, data = stranger.send('GET', '/en/file')
    assert status in (200, 401) and b'password' in data


@test('a delegate files for the named official alone')
def _():
    run('user', 'grant', 'staff-b', '--rights', 'draft,file,seal',
        '--acts-for', json.loads(run('--json', 'show', OFFICIAL))
        ['thing']['ref'], code=None)
    other = Browser(server, 'staff-b', ACCOUNTS)
    status, _, data = other.send('GET', '/en/file')
    if run.code == 0:
        assert status == 200 and b'Member B' in data, data[-600:]
    else:
        assert status == 403 and b'file' in data


@test('sealed fields: what the check page says is what is filed')
def _():
    p = fill(page('/en/file?view=one'), {
        **ONE, 'sealed': ['with', 'summary'], 'summary':
        'CANARY-bittern spoke of the visit'}, '/en/file')
    assert 'a counterpart under seal' in p.text, p.text
    p = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
    c = contact_of(p)
    status, _, data = Browser(server).send('GET', c)
    assert status == 200 and b'CANARY' not in data


@test('the words of a sealed note lie nowhere in the clear')
def _():
    for folder, _, names in os.walk(path('stage', 'register')):
        for name in names:
            with open(os.path.join(folder, name), 'rb') as f:
                assert b'CANARY-heron' not in f.read(), name



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
