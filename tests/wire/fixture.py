"""The fixture register of interfaces E1: twelve contacts between two people,
one of them a tally of five, one amended, one annulled, two imprecise; a sealed
note with its receipt; an allegation, its denial, a ruling that leaves it
undecided. Beside them what pages must bear: every form of a date, hostile
names, the other side's record, a declaration, a return that is missing, things
judged the same, an older holder of a post.

    import fixture; refs = fixture.build()     in ./register, by tests/wire
    tests/wire/fixture.py BUILD FOLDER [COUNT]    FOLDER/register, for a look;
                      with COUNT contacts of one more official
"""
import json
import os
import re
import shutil
import sys

from wire import DIR, found, path, run

HOSTILE = ['<img src=x onerror=alert(1)>', '"><svg/onload=alert(1)>',
           'שם <b>הפוך</b>', 'N' * 200]
KINDS = ('call', 'meeting', 'email', 'letter')
# EDTF, more options, English words, French words (web 28)
DATES = [
    ('2021', (), '2021', '2021'),
    ('2021-03~', ('--earliest', '2021-02-15', '--latest', '2021-04-15'),
     'about March 2021 (from 15 February to 15 April 2021)',
     'vers mars 2021 (du 15 février au 15 avril 2021)'),
    ('[2020..2022]', (), 'some day between 2020 and 2022',
     'un jour entre 2020 et 2022'),
    ('2021-33', (), 'first quarter of 2021', 'premier trimestre de 2021'),
    ('202X', (), 'some year between 2020 and 2029',
     'une année entre 2020 et 2029'),
    ('2021-XX-XX', (), 'some day of 2021', 'un jour de 2021'),
    ('[..2021-03-04]', (), 'on or before 4 March 2021',
     'le 4 mars 2021 ou avant'),
    ('2021-03-04/2021-03-06', ('--kind', 'travel'),
     'from 4 to 6 March 2021', 'du 4 au 6 mars 2021'),
]
OFFICE = ('--key-file', 'office.key')


def ref_of(out):
    """The reference in "c/37 filed as entry 37"."""
    hit = re.search(r'(\w+/\d+) filed as entry', out)
    assert hit, out
    return hit.group(1)


def file(what, *words, key=OFFICE):
    return ref_of(run('file', what, *words, '--confirm', *key))


def contact(on, *words, kind='call', who='p/15', key=OFFICE):
    kinds = () if '--kind' in words else ('--kind', kind)
    return file('contact', *kinds, '--with', who, '--on', on, '--topic',
                'visas', '--summary', 'en:About visas of students', *words,
                key=key)


def id_of(ref):
    return json.loads(run('--json', 'show', ref))['thing']['id']


def write(name, value):
    with open(path(name), 'w', encoding='utf-8') as f:
        f.write(value if isinstance(value, str) else json.dumps(value))
    return name


def statement(act, speaker, document, about=(), claims=(), words='', via=(),
              status=None):
    body = {'about': list(about), 'act': act, 'circumstances': [],
            'claims': list(claims), 'confidence': None, 'document': document,
            'hedged': False, 'lang': 'en', 'reply_to': None, 'said': None,
            'select': [{'type': 'quote'}], 'speaker':
            {'described': False, 'who': speaker}, 'status': status,
            'via': list(via)}
    slots = {'words': [{'exact': words, 'prefix': '', 'suffix': ''}]}
    return file('statement', '--body', write('b.json', body), '--slots',
                write('s.json', slots), key=())


def document(kind, title):
    body = {'authors': [], 'bytes': None, 'captured': None, 'custody': [],
            'issued': {'edtf': '2022-05-02'}, 'kind': kind, 'language': 'en',
            'pages': 3, 'part_of': None, 'proceeding': None,
            'publisher': None, 'status': None, 'text': None}
    return file('document', '--body', write('b.json', body), '--slots',
                write('s.json', {'title': title}), key=())


def contacts(refs):
    refs['first'] = 'c/21'
    refs['plain'] = [contact(f'2021-0{m}-1{m}', kind=kind) for m, kind in
                     enumerate(('call', 'meeting', 'email', 'call', 'video',
                                'letter'), 4)]
    refs['tally'] = contact('[2020..2022]', '--times', '5', '--basis',
                            'reconstructed')
    refs['amended'] = contact('2022-01-05', '--minutes', '10',
                              '--initiated-by', 'home')
    refs['annulled'] = contact('2022-01-06')
    refs['imprecise'] = [contact('2022-03~', '--earliest', '2022-02-15',
                                 '--latest', '2022-04-15'),
                         contact('2022-XX-XX')]
    run('amend', refs['amended'], '--set', '/minutes=25', '--set',
        '/initiated_by=foreign', '--reason',
        'correction:en:the phone bill shows it', '--confirm', *OFFICE)
    run('annul', refs['annulled'], '--reason', 'duplicate:en:filed twice',
        *OFFICE)
    refs['counter'] = contact('2021-04-15', '--counter-of',
                              refs['plain'][0], '--of', 'p/3',
                              '--initiated-by', 'foreign', key=(
                                  '--key-file', 'department.key'))
    refs['sealed'] = contact('2022-02-03', '--sealed', 'when,summary',
                             '--public-range', '2022-33')


def papers(refs):
    write('call.txt', 'From time to time: CANARY-plover.\n')
    refs['note'] = ref_of(run(
        'note', 'seal', 'call.txt', '--for', refs['plain'][0], '--to', 'o/25',
        '--made', '2021-04-15', *OFFICE))
    os.remove(path('call.txt'))
    refs['receipt'] = ref_of(run(
        'ack', refs['note'], '--reference', 'FA-1', '--key-file',
        'department.key'))
    refs['document'] = document('press', {'en': 'Report on the calls',
                                          'fr': 'Article sur les appels'})
    refs['decision'] = document('decision', {'en': 'Decision of the court'})
    refs['court'] = file('org', '--name', 'en:The Court', '--name',
                         'fr:Le tribunal', '--org-kind', 'court', '--state',
                         'xa', key=())
    claim = {'counterparts': [{'person': id_of('p/15')}], 'kinds': ['call'],
             'n': 1, 'p': 'occurred', 'subject': id_of('p/3'),
             'window': {'from': '2021-01-01', 'to': '2021-12-31'}}
    refs['allegation'] = statement(
        'alleges', id_of('p/11'), id_of(refs['document']), claims=[claim],
        words='He telephoned the Consul again and again')
    about = [id_of(refs['allegation'])]
    refs['denial'] = statement('denies', id_of('p/3'),
                               id_of(refs['document']), about,
                               words='There was nothing of the kind')
    refs['undecided'] = statement(
        'leaves_undecided', id_of(refs['court']), id_of(refs['decision']),
        about, words='It is not for this court to say', status='final')


def initiator(refs):
    """A filing says who started a call that its record tells otherwise."""
    claim = {'by': 'home', 'counterparts': [{'person': id_of('p/15')}],
             'kinds': ['call'], 'p': 'initiated', 'q': 'each',
             'subject': id_of('p/3'), 'what': 'contact',
             'window': {'from': '2022-01-05', 'to': '2022-01-05'}}
    refs['initiator'] = statement('states', id_of('p/15'),
                                  id_of(refs['document']), claims=[claim],
                                  words='It was the Member who telephoned')
    write('b.json', {'statement': id_of(refs['initiator']),
                     'statements': [],
                     'relation': 'speaks-of',
                     'contacts': [id_of(refs['amended'])]})
    refs['link'] = file('link', '--body', 'b.json', '--slots', write(
        's.json', {'reason': {'en': 'It names the day'}}), key=())


def people(refs):
    refs['hostile'] = [file('person', '--name', f'en:{name}', '--state', 'xb',
                            key=()) for name in HOSTILE]
    refs['hostile_contacts'] = [
        contact('2023-05-06', '--place', name[:100], '--summary', f'en:{name}',
                who=ref) for name, ref in zip(HOSTILE, refs['hostile'])]
    refs['dates'] = [contact(edtf, *more, who='p/11')
                     for edtf, more, _, _ in DATES]
    refs['itemised'] = contact('[2020..2022]', '--times', '3', '--basis',
                               'reconstructed', who='p/13')
    write('parts.jsonl', json.dumps({'when': {'edtf': '2021-06-07'}}) + '\n')
    run('amend', refs['itemised'], '--split', 'parts.jsonl', '--reason',
        'split:en:the log shows one of them', '--confirm', *OFFICE)
    refs['tenures'] = [
        file('tenure', '--person', person, '--post', 'post/9', '--when', when,
             key=()) for person, when in (('p/13', '2015-09/2019-06'),
                                          ('p/11', '2019-08/..'))]
    refs['office'] = file('post', '--title', 'en:Chair of the committee',
                          '--title', 'fr:Présidence du comité', '--org',
                          'o/5', key=())
    refs['tenures'].append(file('tenure', '--person', 'p/3', '--post',
                                refs['office'], '--when', '2019/..', key=()))
    write('b.json', {'a': id_of('p/11'), 'b': id_of('p/13'),
                     'judgement': 'different', 'basis': 'name-and-office',
                     'evidence': []})
    refs['same'] = file('same', '--body', 'b.json', key=())


def claims(refs):
    refs['complete'] = ref_of(run(
        'declare', 'complete', '--of', 'p/3', '--state', 'xb', '--kind',
        'gift', '--from', '2020', '--to', '2022', '--times', '0', *OFFICE))
    write('b.json', {
        'applies_to': None, 'confirmed': False, 'deadlines': [
            {'add': {'days': 21, 'hours': 0, 'months': 0},
             'base': 'quarter-end', 'event': 'return', 'kinds': None}],
        'rule': 'quarterly', 'window': {'from': '2025-01-01', 'to': None}})
    refs['duty'] = file('duty', '--body', 'b.json', '--slots', write(
        's.json', {'title': {'en': 'A return each quarter',
                             'fr': 'Une déclaration par trimestre'},
                   'source': 'Rules of the house'}), key=())
    run('file', 'duty', '--rule', 'ca-lobby', '--subject', 'p/3', '--confirm')


def many(count, people=40):
    """That many contacts of one official with so many counterparts, by an
    import; the official's reference."""
    who = {'entity': {'type': 'person', 'name': {'column': 'Official'}}}
    party = {'as': None, 'described': None, 'org': None, 'role': 'principal',
             'side': 'home', 'state': 'xa', 'who': who}
    other = {**party, 'side': 'foreign', 'state': 'xb', 'who': {
        'entity': {'type': 'person', 'name': {'column': 'Counterpart'}}}}
    body = {'kind': {'column': 'Kind', 'map': {k: k for k in KINDS}},
            'status': 'held', 'times': 1, 'subject': who,
            'parties': [party, other],
            'when': {'column': 'Date', 'date': ['YYYY-MM-DD']},
            'initiated_by': 'unknown', 'arranged_by': [], 'minutes': None,
            'country': None, 'language': None, 'topics': [], 'materials': [],
            'source_of_record': {'basis': 'import', 'document': None,
                                 'origin': {'this': 'origin'},
                                 'statement': None},
            'visibility': {'tier': 'public'}}
    rows = [f'{i},{2015 + i % 11}-{1 + i // 11 % 12:02}-{1 + i % 28:02},'
            f'The Busy Official,Counterpart {i % people},'
            f'{KINDS[i % len(KINDS)]}' for i in range(count)]
    write('many.csv', '\n'.join(['Ref,Date,Official,Counterpart,Kind', *rows])
          + '\n')
    write('many.json', {
        'map': 1, 'dataset': 'many', 'title': {'en': 'Invented contacts'},
        'licence': 'invented', 'parts': [{
            'file': '*.csv', 'reader': {
                'format': 'csv', 'encoding': 'utf-8', 'separator': ',',
                'line_end': 'any'},
            'plausible': {'from': '2010-01-01', 'to': '2030-12-31'},
            'entries': [{'type': 'contact', 'as': 'contact',
                         'key': {'column': 'Ref'}, 'body': body,
                         'slots': {'origin_key': {'this': 'key'}}}]}]})
    official = file('person', '--name', 'en:The Busy Official', '--state',
                    'xa', key=())
    for i in range(people):
        file('person', '--name', f'en:Counterpart {i}', '--state', 'xb',
             key=())
    run('import', 'many.csv', '--map', 'many.json')
    return official


def build():
    found(department=True)
    refs = {}
    contacts(refs)
    papers(refs)
    initiator(refs)
    people(refs)
    claims(refs)
    return refs


if __name__ == '__main__':
    made = build()
    if len(sys.argv) > 3:
        made['busy'] = many(int(sys.argv[3]))
    target = sys.argv[2]
    os.makedirs(target)
    for name in os.listdir(DIR):
        shutil.move(path(name), os.path.join(target, name))
    os.rmdir(DIR)
    print(json.dumps(made, indent=1))
