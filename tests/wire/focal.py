"""The Framework for Comprehensive and Accessible Lobbying, 20 of 20: what is
typed into the form is found on the page, in JSON and in CSV, by somebody who
does not sign in. interfaces E2"""
import csv
import hashlib
import io
import json
import re

from filing_stage import (CONSUL, OFFICIAL, ONE, Browser, contact_of, fill, me,
                          multipart, page, search, server)
from wire import end, run, test, wait_for

reader = Browser(server)
PAPER = b'%PDF-1.4\nwhat was handed over\n'
OTHER = search('The Consul General', 'person')['The Consul General']
MEMBER = search('The Member', 'person')['The Member']


def file():
    p = fill(page('/en/file?view=one'), {
        **ONE, 'with': OTHER, 'as': CONSUL, 'state': 'xb',
        'present': f'{MEMBER}\n', 'arranged_by': OFFICIAL, 'place':
        'Room 12 of the Parliament', 'country': 'xa', 'minutes': '40',
        'topic': 'Visas, Trade fair', 'sought': 'More visas for students',
        'law': 'Bill 12', 'summary': 'Visas for students of the trade fair'},
        '/en/file')
    where = [a for a, t in p.links if '/file/materials' in a][0]
    p = page(where)
    p = multipart(me, p, '/en/file/materials', {
        'material_title': 'Programme of the fair', 'direction': 'received'}, [
            ('material', 'programme.pdf', PAPER)])
    assert hashlib.sha256(PAPER).hexdigest() in p.text
    p = page(where.replace('/materials', '/check'))
    assert 'Programme of the fair' in p.text
    p = me.submit(p, action='/en/file/check', change={'confirm': 'yes'})
    return contact_of(p)


PATH = file()
REF = PATH[4:]


def raw(target):
    status, got, data = reader.send('GET', target, headers={'Accept': '*/*'})
    assert status == 200, (target, status, data[:300])
    assert reader.cookie is None
    return data.decode()


wait_for(lambda: REF in raw('/en/contacts.csv?of=' + OFFICIAL))
PAGE = reader.get(PATH)
JSON = json.loads(raw(PATH + '.json'))
ROWS = list(csv.DictReader(io.StringIO(raw('/en/contacts.csv?of=' + OFFICIAL),
                                       newline=''), strict=True))
ROW = [r for r in ROWS if r['ref'] == REF][0]


def found(name, words, in_json, in_csv):
    """On the page, in JSON, in CSV."""
    @test(f'focal {name}')
    def _():
        for word in words:
            assert word in PAGE.text, f'{word}: {PAGE.text}'
        assert in_json(JSON['body'], JSON['row'], JSON['slots']), JSON
        assert in_csv(ROW), ROW


@test('focal 3.1 the register is online')
def _():
    reader.get('/en/')


@test('focal 3.2 diaries are online')
def _():
    p = reader.get('/en/' + OFFICIAL)
    assert 'app-timeline' in p.classes and REF in p.raw


@test('focal 3.3 no sign-up, an open licence, an open format')
def _():
    p = reader.get('/en/data')
    assert 'puts no condition on its own work' in p.text, p.text
    assert REF in [r['ref'] for r in ROWS] and JSON['thing']['ref'] == REF


@test('focal 3.4 all can be downloaded')
def _():
    p = reader.get('/en/data')
    table = [a for a, _ in p.links if a.endswith('contacts.csv')]
    assert table and 'ref' in raw(table[0]).split('\n')[0]


@test('focal 3.5 several filters and orders at once')
def _():
    rows = raw(f'/en/contacts.csv?of={OFFICIAL}&kind=call&from=2021&to=2021'
               '&with=' + OTHER)
    assert REF in rows
    assert REF not in raw(f'/en/contacts.csv?of={OFFICIAL}&kind=meeting')


@test('focal 3.6 each thing has an identifier of its own')
def _():
    text = json.dumps(JSON)
    assert re.search(r'contact:[0-9a-z]{26}', text) and REF in text


@test('focal 3.7 things are linked to other data sets')
def _():
    run('file', 'person', '--name', 'en:Somebody', '--state', 'xb',
        '--identifier', 'wikidata.example:Q42', code=None)
    assert 'identifiers' in raw('/en/' + OFFICIAL + '.json')


def amend():
    p = page(PATH + '/amend')
    p = me.submit(p, action=PATH + '/amend', change={
        'go': 'next', 'code': 'correction', 'reason': 'the diary says so',
        'minutes': '45'})
    me.submit(p, action=PATH + '/amend/check', change={
        'go': 'file', 'confirm': 'yes'})


amend()


@test('focal 3.8 history is kept, and can be had')
def _():
    wait_for(lambda: 'the diary says so' in reader.get(PATH).text)
    first = json.loads(raw(PATH + '/v/1.json'))
    assert first['body']['minutes'] == 40
    assert json.loads(raw(PATH + '.json'))['body']['minutes'] == 45


@test('focal 3.9 a change is flagged')
def _():
    p = reader.get(PATH)
    assert re.search('[Aa]mended|[Cc]orrected', p.text), p.text
    assert '<del>' in p.raw and '<ins>' in p.raw


def id_of(ref):
    return json.loads(run('--json', 'show', ref))['thing']['id']


HASH = hashlib.sha256(PAPER).hexdigest()
found('8.1 whom the counterpart speaks for', ['XB'],
      lambda body, row, slots: row['state'] == 'XB',
      lambda r: r['state'] == 'XB')
found('8.2 names and posts of those contacted',
      ['The Consul General', 'Consul General of State B'],
      lambda body, row, slots: (row['with'][0]['who']['ref'],
                                row['with'][0]['as']['ref']) ==
      (OTHER, CONSUL), lambda r: (r['with'], r['as']) == (OTHER, CONSUL))
found('8.3 institution contacted', ['Consul General of State B'],
      lambda body, row, slots: row['with'][0]['as']['name']['en'] ==
      'Consul General of State B',
      lambda r: r['as_name'] == 'Consul General of State B')
found('8.4 all attendees', ['The Member'],
      lambda body, row, slots: [p['who'] for p in body['parties']
                                if p['role'] == 'present'] == [id_of(MEMBER)],
      lambda r: r['present'] == MEMBER)
found('8.5 date', ['4 March 2021'],
      lambda body, row, slots: body['when'] == {'edtf': '2021-03-04'},
      lambda r: r['when'] == '2021-03-04')
found('8.6 form of contact', ['Call between'],
      lambda body, row, slots: body['kind'] == 'call',
      lambda r: r['kind'] == 'call')
found('8.7 place', ['Room 12 of the Parliament'],
      lambda body, row, slots: slots['place']['value']['text'] ==
      'Room 12 of the Parliament' and body['country'] == 'xa',
      lambda r: r['place'] == 'Room 12 of the Parliament')
found('8.8 materials', ['Programme of the fair', HASH],
      lambda body, row, slots: body['materials'] ==
      [{'direction': 'received', 'sha256': HASH}] and
      slots['materials']['value'][0]['title']['en'] ==
      'Programme of the fair',
      lambda r: HASH in r['materials'] or
      'Programme of the fair' in r['materials'])
found('8.9 topics', ['Visas', 'Trade fair',
                     'Visas for students of the trade fair'],
      lambda body, row, slots: body['topics'] == ['visas', 'trade-fair'] and
      row['summary'] == {'en': 'Visas for students of the trade fair'},
      lambda r: 'visas' in r['topics'].lower() and
      r['summary'] == 'Visas for students of the trade fair')
found('8.10 outcome sought', ['More visas for students'],
      lambda body, row, slots: slots['detail']['value']['sought'] ==
      {'en': 'More visas for students'},
      lambda r: r['sought'] == 'More visas for students')
found('8.11 laws concerned', ['Bill 12'],
      lambda body, row, slots: body['laws'] == ['bill-12'],
      lambda r: r['laws'].lower().replace(' ', '-') == 'bill-12')


if __name__ == '__main__':
    end()
