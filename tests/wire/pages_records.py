"""Pages of things over HTTP, in both languages: contacts, people, bodies,
posts, states, notes, statements, documents, receipts, declarations, tenures,
any entry. web 14, 16, 17, 21, 27, 28, 29, 30, 35, 36, 39, 40; interfaces C1.6,
C1.8, C1.9, C4"""
import csv
import html.parser
import json
import os
import re
import subprocess
import time
import xml.etree.ElementTree

import fixture
from wire import DIR, ENV, SOURCE, VERIFY, Server, end, path, run, test

VOID = {'area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta',
        'path', 'line', 'circle', 'rect', 'use'}
LANGS = ('en', 'fr')


class Page(html.parser.HTMLParser):
    """Strict: what is opened is closed, in order; ids stand once."""
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.ids, self.tags = [], [], []
        self.headings, self.links, self.words = [], [], []
        self.attrs, self.classes = [], {}
        self.tables = {}    # caption: rows, each a list of cells
        self.caption, self.cell = '', None
        self.lang = self.title = None
        self.feed(text)
        self.close()
        assert not self.stack, self.stack
        assert len(self.ids) == len(set(self.ids)), 'an id stands twice'

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert len(given) == len(attrs), f'an attribute twice: {attrs}'
        self.tags.append(tag)
        self.attrs += attrs
        if 'id' in given:
            self.ids.append(given['id'])
        if tag == 'html':
            self.lang = given.get('lang')
        if tag == 'a':
            self.links.append(given['href'])
        if re.fullmatch('h[1-6]', tag):
            self.headings.append([int(tag[1]), ''])
        if tag == 'caption':
            self.caption = ''
        if tag == 'tr':
            self.tables.setdefault(self.caption, []).append([])
        if tag in ('td', 'th'):
            self.tables[self.caption][-1].append('')
        for name in (given.get('class') or '').split():
            self.classes[name] = self.classes.get(name, 0) + 1
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.stack and self.stack[-1] == tag, (tag, self.stack)
        self.stack.pop()

    def handle_data(self, data):
        if self.stack and re.fullmatch('h[1-6]', self.stack[-1]):
            self.headings[-1][1] += data
        if 'title' in self.stack and 'head' in self.stack:
            self.title = (self.title or '') + data
        if 'main' in self.stack:
            self.words.append(data)
        if 'caption' in self.stack:
            self.caption += data
        if 'td' in self.stack or 'th' in self.stack:
            self.tables[self.caption][-1][-1] += data

    @property
    def text(self):
        return re.sub(r'\s+', ' ', ''.join(self.words).replace('\xa0', ' '))


def get(target, status=200):
    got, headers, body = server.ask('GET', target)
    assert got == status, f'{target}: {got} {body[:300]}'
    return headers, body.decode()


def page(target):
    headers, body = get(target)
    assert headers['content-type'].startswith('text/html'), headers
    assert 'set-cookie' not in headers, headers
    return Page(body)


def shown(ref, *more):
    return json.loads(run('--json', 'show', ref, *more))


def without_urls(value):
    if isinstance(value, dict):
        return {k: without_urls(v) for k, v in value.items()
                if k not in ('html_url', 'proof_url')}
    if isinstance(value, list):
        return [without_urls(v) for v in value]
    return value


refs = fixture.build()
busy = fixture.many(250, people=3)
every = [v for value in refs.values()
         for v in (value if isinstance(value, list) else [value])]
every += [busy, 'p/3', 'p/15', 'o/1', 'o/5', 'o/7', 'post/9', 'e/0', 'e/2',
          'e/19', 'e/61']
server = Server('serve', '--read-only')
pages = {}


@test('every thing has a page in both languages: one h1, ids once, no script')
def _():
    titles = {}
    for lang in LANGS:
        for ref in [*every, 'state/XB', f'{refs["amended"]}/v/1']:
            p = pages[lang, ref] = page(f'/{lang}/{ref}')
            assert p.lang == lang, (ref, p.lang)
            levels = [level for level, _ in p.headings]
            assert levels.count(1) == 1 and levels[0] == 1, (ref, levels)
            assert all(b - a <= 1 for a, b in zip(levels, levels[1:])), (
                ref, p.headings)
            assert p.title.startswith(p.headings[0][1] + ' \u2013 '), p.title
            assert 'script' not in p.tags, ref
            assert not any(name.startswith('on') or name == 'style'
                           for name, _ in p.attrs), ref
            other = 'fr' if lang == 'en' else 'en'
            assert f'/{other}/{ref}' in p.links, ref
            if '/v/' not in ref:
                assert titles.setdefault((lang, p.title), ref) == ref, p.title


@test('a thing has its history, a way to reply, its proof; none says verified')
def _():
    for (lang, ref), p in pages.items():
        if ref.startswith('state'):
            continue
        assert 'reply' in p.ids and 'proof' in p.ids, (lang, ref, p.ids)
        assert ('history' in p.ids) == (ref not in ('e/2', 'e/61')) or \
            ref == 'e/61', (lang, ref)
        word = 'Not checked yet' if lang == 'en' else 'Pas encore vérifié'
        assert word in p.text, (lang, ref)


@test('the twins: JSON is that of the command line, the proof is checked')
def _():
    for ref in ('c/21', refs['amended'], refs['tally'], 'p/3', refs['note'],
                refs['allegation'], refs['complete'], refs['document']):
        _, body = get(f'/en/{ref}.json')
        assert without_urls(json.loads(body)) == without_urls(shown(ref)), ref
        _, body = get(f'/fr/{ref}.proof')
        with open(path('twin.tlog-proof'), 'w') as f:
            f.write(body)
        with open(path('twin.entry'), 'w') as f:
            f.write(run('show', ref, '--raw').rstrip('\n'))
        done = subprocess.run([VERIFY, 'twin.tlog-proof', '--entry',
                               'twin.entry', '--trust', 'trust.txt'], cwd=DIR,
                              env=ENV, capture_output=True)
        assert done.returncode == 0, (ref, done.stdout, done.stderr)


@test('feeds and tables of people, bodies, posts and states')
def _():
    for ref in ('p/3', 'o/7', 'post/9', 'state/XB'):
        p = pages['en', ref]
        assert f'/en/{ref}.atom' in p.links, p.links
        headers, body = get(f'/en/{ref}.atom')
        assert headers['content-type'].startswith('application/atom+xml')
        assert xml.etree.ElementTree.fromstring(body).tag.endswith('feed')
        status, headers, _ = server.ask('GET', f'/en/{ref}.csv')
        assert status == 302, status
        headers, body = get(headers['location'])
        assert headers['content-type'].startswith('text/csv'), headers
        rows = list(csv.DictReader(body.splitlines()))
        assert rows and not any(v and v[0] in '=+-@' for row in rows
                                for v in row.values()), rows[:1]
        links = [x for x in p.links if re.fullmatch(r'/en/c/\d+', x)]
        found = {r['ref'] for r in rows}
        assert len(found) == len(rows), rows
        if len(rows) < 50:                 # a part of a list holds so many
            assert found == {x[4:] for x in links}, (ref, rows)


@test('a path with words behind the number leads to the thing; others do not')
def _():
    status, headers, _ = server.ask('GET', '/en/p/3-the-member')
    assert (status, headers['location']) == (308, '/en/p/3'), headers
    status, headers, _ = server.ask('GET', '/fr/state/xb')
    assert (status, headers['location']) == (308, '/fr/state/XB'), headers
    for target in ('/en/p/21', '/en/c/3', '/en/c/99999', '/en/c/21/v/9',
                   '/en/c/21/v/0', '/en/c/x', '/en/state/XBC', '/en/e/99999',
                   '/en/c/21.atomic', '/en/p/-3', '/en/p/18446744073709551617'):
        get(target, 404)
    get('/en/c/21?x=1', 400)
    get('/en/p/3?order=sideways', 422)
    get('/en/p/3?after=99999&at=1', 400)


@test('an amended contact: both versions, added, removed, who, why, a URL')
def _():
    ref = refs['amended']
    for lang, removed, added, minutes in (
            ('en', 'removed:', 'added:', '25 minutes'),
            ('fr', 'supprimé :', 'ajouté :', '25 minutes')):
        p = pages[lang, ref]
        assert p.tags.count('ins') == 2 and p.tags.count('del') == 2, p.tags
        assert f'{removed} 10 minutes {added} {minutes}' in p.text, p.text
        assert 'the phone bill shows it' in p.text
        assert f'/{lang}/{ref}/v/1' in p.links
        old = pages[lang, f'{ref}/v/1']
        assert '10 minutes' in old.text, old.text
        assert f'/{lang}/{ref}' in old.links
        assert 'govuk-inset-text' in old.classes


@test('a tally names what was taken out of it, and each part the tally')
def _():
    p = pages['en', refs['itemised']]
    assert 'parts' in p.ids, p.ids
    rows = next(t for c, t in p.tables.items() if c.startswith('Contacts t'))
    assert [row[0] for row in rows[1:]] == ['7 June 2021'], rows
    part = rows[1][-1]
    assert f'/fr/{refs["itemised"]}' in page(f'/fr/{part}').links


@test('an annulled contact answers 200 with reason, ground and date')
def _():
    stamp = shown(refs['annulled'])['annulled']
    for lang, word, ground in (('en', 'Withdrawn', 'filed twice'),
                               ('fr', 'Retiré', 'déposé deux fois')):
        p = pages[lang, refs['annulled']]
        assert word in p.text and 'filed twice' in p.text, p.text
        assert f'/{lang}/e/{stamp["entry"]}' in p.links, p.links


@test('a sealed note: sizes and receipt are told, its text nowhere')
def _():
    p = pages['en', refs['note']]
    assert '16780' in p.text and 'app-tag--sealed' in p.classes, p.text
    assert f'/en/{refs["receipt"]}' in p.links
    for (lang, ref), p in pages.items():
        assert 'plover' not in p.text and 'CANARY' not in p.text, (lang, ref)


@test('an allegation stands nowhere without chain, denial and "undecided"')
def _():
    seen = 0
    for (lang, ref), p in pages.items():
        if 'again and again' not in p.text:
            continue
        seen += 1
        assert p.classes.get('app-chain'), (lang, ref)
        assert 'There was nothing of the kind' in p.text, (lang, ref)
        assert ('undecided' if lang == 'en' else 'laissé indécis') in p.text, (
            lang, ref)
        assert f'/{lang}/{refs["denial"]}' in p.links or \
            ref == refs['denial'], (lang, ref)
        words = ('false', 'lied', 'faux', 'menti')
        assert not any(re.search(rf'\b{w}\b', p.text) for w in words), ref
    assert seen >= 6, seen


@test('a quotation in the other language carries its language')
def _():
    p = pages['fr', refs['allegation']]
    assert ('lang', 'en') in p.attrs, p.attrs


@test('every form of a date in words, in both languages')
def _():
    for ref, (edtf, _, english, french) in zip(refs['dates'], fixture.DATES):
        for lang, words in (('en', english), ('fr', french)):
            text = pages[lang, ref].text.replace('\u202f', ' ')
            assert words in text, (ref, edtf, words, text[:600])
            assert edtf in text, (ref, edtf)


@test('hostile names stand literally, in pages and drawings')
def _():
    for lang in LANGS:
        for ref, name in zip(refs['hostile'], fixture.HOSTILE):
            p = pages[lang, ref]
            assert name in p.headings[0][1], (ref, p.headings)
            assert 'img' not in p.tags
        text = pages[lang, 'p/3'].text
        assert all(name in text for name in fixture.HOSTILE), text


@test('the other side\'s record: differences are shown, one is counted')
def _():
    ref = refs['plain'][0]
    for lang, there in (('en', '15 April 2021'), ('fr', '15 avril 2021')):
        p = pages[lang, ref]
        assert 'counter' in p.ids and there in p.text, p.text
        assert f'/{lang}/{refs["counter"]}' in p.links


def counts(p, caption):
    """Rows of the table whose caption begins so: {first cell: numbers}."""
    rows = next(t for c, t in p.tables.items() if c.startswith(caption))
    return {row[0]: [int(re.sub(r'\D', '', n)) for n in row[1:]]
            for row in rows[1:]}


def asked(*words):
    done = json.loads(run('--json', 'ask', *words, code=None))
    return [done['certain'], done['possible'], done['struck'],
            done['sealed'] or 0]


@test('counts of a person are those of the answers, each with its link')
def _():
    for lang, kinds, whom in (
            ('en', 'Counts by kind and year', 'Counts by counterpart'),
            ('fr', 'Nombres par type et par année',
             'Nombres par interlocuteur')):
        p = pages[lang, busy]
        rows = list(counts(p, kinds).values())
        want = [asked('contacts', '--of', busy)]
        want += [asked(noun, '--of', busy) for noun in
                 ('calls', 'meetings', 'letters', 'emails')]
        want += [asked('contacts', '--of', busy, '--from', str(y), '--to',
                       str(y)) for y in range(2025, 2014, -1)]
        assert rows == want, (rows, want)
        assert f'/{lang}/ask?of={busy}&kind=call' in p.links, p.links
        assert f'/{lang}/ask?of={busy}&from=2019&to=2019' in p.links
        rows = counts(p, whom)
        links = [x for x in p.links if '/ask?of=' in x and '&with=' in x]
        assert len(links) == len(rows) == 3, (links, rows)
        for link in links:
            who = re.search(r'with=(p/\d+)', link).group(1)
            name = shown(who)['thing']['name'][lang]
            assert rows[name][:3] == asked('contacts', '--of', busy, '--with',
                                           who)[:3], (name, link)


@test('paging meets each of 250 contacts once, in both orders')
def _():
    for order in ('late', 'early'):
        seen, target = [], f'/en/{busy}?order={order}'
        while target:
            p = page(target)
            seen += [x for x in p.links if re.fullmatch(r'/en/c/\d+', x)]
            later = [x for x in p.links
                     if x.startswith('/en/') and 'after=' in x]
            assert len(later) <= 1, later
            target = later[0] if later else None
            marks = p.classes.get('app-timeline__mark', 0)
            assert marks == len([x for x in p.links
                                 if re.fullmatch(r'/en/c/\d+', x)]), marks
        assert len(seen) == len(set(seen)) == 250, (order, len(seen))


@test('posts over time, holders over time, missing returns as gaps')
def _():
    p = pages['en', 'post/9']
    assert p.text.index('Jean Martin') < p.text.index('Anne Martin'), p.text
    p = pages['en', 'p/3']
    assert p.classes.get('app-row--gap', 0) >= 4, p.classes
    assert 'no return filed up to checkpoint' in p.text
    assert 'returns' in p.ids and 'declarations' in p.ids, p.ids
    p = pages['fr', 'state/XB']
    assert '/fr/o/7' in p.links and '/fr/post/9' in p.links, p.links
    p = pages['en', 'o/7']
    assert '/en/c/23' in p.links, 'a contact of its post is missing'


@test('a declaration: counted then and now; overtaken is told')
def _():
    p = pages['en', refs['complete']]
    assert 'Declared when it was filed: 0.' in p.text, p.text
    assert re.search(r'Counted now, up to checkpoint \d+: certain 0, '
                     'possible 0', p.text), p.text


@test('web 40: a contact page is small, a person\'s page quick')
def _():
    began = time.monotonic()
    get(f'/en/{busy}?order=late')
    assert time.monotonic() - began < 1
    _, body = get(f'/fr/{busy}')
    assert len(body) < 150_000, len(body)
    _, _, zipped = server.ask('GET', '/en/c/21', headers={
        'Accept-Encoding': 'gzip'})
    assert len(zipped) < 25_000, len(zipped)


@test('paper: a QR code of the address that checks the entry')
def _():
    with_base = Server('serve', '--read-only', env={
        'CHANCERY_BASE_URL': 'https://register.example'})
    _, _, body = with_base.ask('GET', '/fr/c/21')
    p = Page(body.decode())
    assert p.classes.get('app-print--qr') == 1, p.classes
    assert ('class', 'app-qr') in p.attrs and with_base.stop() == 0
    assert 'app-print--qr' not in pages['fr', 'c/21'].classes


@test('who started it: a source that says otherwise is told as a tension')
def _():
    p = pages['en', refs['amended']]
    assert 'initiators' in p.ids and 'in tension' in p.text, p.text
    p = pages['fr', refs['amended']]
    assert 'en tension' in p.text, p.text


@test('the founding case: every thing of it, in both languages')
def _():
    run('case', os.path.join(SOURCE, 'examples', 'disputed-calls'), '--keep',
        'case', code=None)
    case = Server('serve', '--read-only', store='case')
    kinds, accused = {}, 0
    for n in range(80):
        status, _, body = case.ask('GET', f'/en/e/{n}')
        assert status == 200, (n, status)
        kinds[n] = json.loads(run('--json', 'show', f'e/{n}', '--store',
                                  'case'))
    for n, told in kinds.items():
        ref = (told['thing'] or {}).get('ref') or f'e/{n}'
        for lang in LANGS:
            status, _, body = case.ask('GET', f'/{lang}/{ref}')
            assert status == 200, (ref, status)
            p = Page(body.decode())
            assert p.lang == lang and len(
                [1 for level, _ in p.headings if level == 1]) == 1, ref
            if told['type'] != 'statement':
                continue
            assert p.classes.get('app-chain'), ref
            for denial in told['denials']:
                assert f'/{lang}/{denial}' in p.links, (ref, denial)
            if told['body']['act'] == 'alleges':
                accused += 1
                assert ('undecided' if lang == 'en' else 'laissé indécis') \
                    in p.text, (ref, p.text)
    assert accused >= 4, accused
    assert case.stop() == 0


@test('the fixture is that of interfaces E1')
def _():
    mine = ['c/21', *refs['plain'], refs['tally'], refs['amended'],
            refs['annulled'], *refs['imprecise']]
    assert len(mine) == 12, mine
    assert shown(refs['tally'])['row']['times'] == 5
    assert shown(refs['annulled'])['annulled'] is not None
    assert len(shown(refs['amended'])['versions']) == 2


end()
