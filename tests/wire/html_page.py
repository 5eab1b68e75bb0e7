"""One page, read strictly: elements nest, ids are unique, one h1, no level of
heading skipped, labels have their fields, no script but on /verify, no inline
style. For tests of pages."""
from html.parser import HTMLParser

VOID = {'meta', 'link', 'input', 'br', 'hr', 'img', 'path', 'rect', 'line'}


class Page(HTMLParser):
    def __init__(self, text, lang):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.headings = [], [], []
        self.links, self.labels, self.fields = [], [], []
        self.scripts, self.wrong = [], []
        self.texts, self.by_id, self.rows = [], {}, 0
        self.lang = None
        assert text.startswith('<!DOCTYPE html>\n'), text[:40]
        self.feed(text)
        self.close()
        assert not self.open, f'left open: {self.open}'
        assert not self.wrong, self.wrong
        assert self.lang == lang, f'lang {self.lang}'
        assert len(set(self.ids)) == len(self.ids), \
            f'ids twice: {[i for i in self.ids if self.ids.count(i) > 1]}'
        levels = [level for level, _ in self.headings]
        assert levels.count(1) == 1, f'h1: {levels}'
        for before, after in zip([0] + levels, levels):
            assert after <= before + 1, f'headings {levels}'
        for name in self.labels:
            assert name in self.fields, f'label for {name}'

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if len(a) != len(attributes):
            self.wrong.append(f'an attribute twice in {tag}')
        if tag == 'html':
            self.lang = a.get('lang')
        if 'style' in a or any(n.startswith('on') for n in a):
            self.wrong.append(f'{tag} {a}')
        if 'id' in a:
            self.ids.append(a['id'])
            self.by_id[a['id']] = ''
        if tag == 'a':
            self.links.append((a.get('href'), a.get('rel')))
        if tag == 'label':
            self.labels.append(a['for'])
        if tag in ('input', 'textarea', 'select') and 'id' in a:
            self.fields.append(a['id'])
        if tag == 'script':
            self.scripts.append(a.get('src'))
        if tag == 'tr':
            self.rows += 1
        if tag in ('h1', 'h2', 'h3', 'h4'):
            self.headings.append((int(tag[1]), ''))
        if tag not in VOID:
            self.open.append((tag, a.get('id')))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.wrong.append(f'</{tag}> in {self.open[-3:]}')
            return
        self.open.pop()

    def handle_data(self, data):
        self.texts.append(data)
        for tag, name in self.open:
            if name is not None:
                self.by_id[name] += data
        if self.open and any(t in ('h1', 'h2', 'h3', 'h4')
                             for t, _ in self.open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def h1(self):
        return next(text for level, text in self.headings if level == 1)

    @property
    def text(self):
        return ' '.join(' '.join(self.texts).split())

    def next(self):
        return next((h for h, rel in self.links if rel == 'next'), None)
