#!/usr/bin/env python3
"""words.py BUILD - nothing that the programs print judges a person (model
6.9; format/check 8.1, 8.2).

A register with statements, denials and rulings is asked everything that there
is to ask of them, in English and French, as text and as JSON; what comes out
is held against the words of tools/check-words, outside quotation marks, JSON
names and literals. A planted word in each place must be found. TAP.
"""
import importlib.machinery
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def load(path):
    loader = importlib.machinery.SourceFileLoader('check_words', path)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader('check_words', loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


WORDS = load(os.path.join(ROOT, 'tools', 'check-words'))

PREPARE = r'''
. "$ROOT/tests/cli/found.sh"
. "$ROOT/tests/cli/statements.sh"
chancery -q file org --name "en:The Court" --name "fr:La cour" \
	--org-kind court --state xa # o/25
document transcript "Transcript"; document report "A report" # d/27, d/29
member=$(id p/3) consul=$(id p/15) court=$(id o/25)
hearing=$(id d/27) report=$(id d/29)
words='"words":[{"exact":"Words of theirs.","prefix":"","suffix":""}]'
say testifies $member $hearing "" '[{"admits":["'$consul'"],"kinds":null,"p":"only","subject":"'$member'","universe":[{"state":"xb"}],"window":null},{"by":"foreign","counterparts":[],"kinds":null,"p":"initiated","q":"usually","subject":"'$member'","what":"arrangement","window":null},{"counterparts":[],"department":"'$court'","kinds":null,"p":"noted","q":"each","subject":"'$member'","window":null}]' hedged '{"hedges":[{"claim":null,"lang":"en","text":"he lied, as far as I recall"}],'"$words}" # s/31
say alleges - $report "" '[{"counterparts":[{"person":"'$consul'"}],"kinds":null,"n":9,"op":"eq","p":"count","subject":"'$member'","window":null},{"about":["'$(id c/21)'"],"p":"content"},{"p":"text"}]' plain '{"described":{"en":"an unnamed source"},"claims":[null,{"en":"a suspicious delay"},{"en":"proven, they say"}],'"$words}" # s/33
say denies $member $hearing "$(id s/33)" '[{"kinds":null,"p":"none","subject":"'$member'","universe":[{"state":"xc"}],"window":null}]' plain "{$words}" # s/35
say leaves_undecided $court $report "$(id s/33)" '[]' plain "{$words}" # s/37
say finds $court $report "$(id s/33)" '[]' plain "{$words}" # s/39
'''
# what is asked, each in both languages, as text and as JSON
ASKED = [
    'check s/31', 'check s/33', 'check s/35', 'check s/37', 'check d/27',
    'check d/29 --as-of 31', 'check p/3', 'check s/99',
    'show s/31', 'show s/33', 'show s/35', 'show c/21', 'show p/3',
    'show d/29', 'search words', 'search delay', 'search nothing-of-it',
    'ask --of p/3', 'ask --of p/3 --with p/11', 'ask --of p/3 --anyone-else',
    'ask calls --of p/3 --state xc --list', 'status', 'audit', 'doctor',
    'log tail', 'key list', 'version', 'help', 'help check', 'help ask',
    'help kinds', 'help dates', 'frobnicate', 'gaps notes', 'inbox --of o/5',
    'case $ROOT/examples/disputed-calls', 'log witness list',
]


def text_faults(text):
    """Lines with a forbidden word, quotations and literals left out."""
    return [f'{WORDS.judge(line)}: {line}' for line in text.split('\n')
            if WORDS.judge(line)]


def sentences(value, name=''):
    """The sentences that a document holds: {"en","fr"}, but names and words
    of people (`name`, `text` beside `lang`, what was filed)."""
    if isinstance(value, list):
        for item in value:
            yield from sentences(item, name)
    elif isinstance(value, dict):
        if name not in ('name', 'body', 'slots', 'claim', 'summary', 'hedge',
                        'changed'):
            for lang in ('en', 'fr'):
                if isinstance(value.get(lang), str):
                    yield value[lang]
            for key, item in value.items():
                yield from sentences(item, key)
    elif name in ('title', 'detail', 'unit') and isinstance(value, str):
        yield value


def json_faults(text):
    found = []
    for line in text.strip().split('\n'):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        for sentence in sentences(value):
            found += text_faults(sentence)
    return found


def main():
    number = failed = looked = 0

    def result(good, name, lines=()):
        nonlocal number, failed
        number += 1
        failed += not good
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        for line in list(lines)[:8]:
            print(f'# {line}')

    with tempfile.TemporaryDirectory(prefix='words-') as folder:
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        env.update(PATH=os.path.join(BUILD, 'src', 'cli') + os.pathsep +
                   env['PATH'], HOME=folder, ROOT=ROOT, LC_ALL='C.UTF-8',
                   XDG_STATE_HOME=os.path.join(folder, 'state'),
                   CHANCERY_STORE='register')
        made = subprocess.run(['bash', '-c', PREPARE], cwd=folder, env=env,
                              capture_output=True, text=True)
        result('s/39 filed' in made.stdout, 'a register with statements',
               (made.stdout + made.stderr).split('\n'))
        kept = {}
        for line in ASKED:
            for lang in ('en', 'fr'):
                for form in ((), ('--json',)):
                    got = subprocess.run(
                        ['chancery', *line.replace('$ROOT', ROOT).split(),
                         '--lang', lang, *form],
                        cwd=folder, env=env, capture_output=True, text=True)
                    text = got.stdout + got.stderr
                    faults = json_faults(text) if form else text_faults(text)
                    looked += bool(text)
                    kept[line, lang, bool(form)] = text
                    if faults or not text:
                        result(False, f'{line} {lang} {" ".join(form)}',
                               faults or ['printed nothing'])
        result(looked == len(ASKED) * 4, f'{looked} outputs in neutral words')
        # negative answers say how far was looked: model 6.9
        for lang, words in (('en', 'filed up to checkpoint'),
                            ('fr', "jusqu'au point de contrôle")):
            bare = [line for (line, of, form), text in kept.items()
                    if of == lang and not form and line.startswith('check s/3')
                    and words not in text]
            result(not bare, f'{lang}: every check says up to which '
                   'checkpoint', bare)
        # the quoted words did come out, and were left alone
        result('he lied' in kept['check s/31', 'en', False] and
               'suspicious' in kept['check s/33', 'en', False],
               'quoted words are printed as they are')
        # control: a planted word is found in each form and language
        for lang, word in (('en', 'it is false'), ('fr', 'cela est faux')):
            text = kept['check s/31', lang, False]
            planted = re.sub('\n', f'\n  {word}\n', text, count=1)
            result(len(text_faults(planted)) == 1,
                   f'planted in text is found: {word}')
            value = json.loads(kept['check s/31', lang, True])
            value['claims'][0]['reasons'][0][lang] = word
            result(len(json_faults(json.dumps(value))) == 1,
                   f'planted in JSON is found: {word}')
        result(text_faults('"he lied" they say') == [] and
               len(text_faults('he "said" it lied')) == 1,
               'only what is quoted is exempt')
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
