#!/usr/bin/env python3
"""manpages.py BUILD - every man page, in both languages, passes
`mandoc -Tlint -W warning`; each command has its page in each; each option
stands on the page of its command (interfaces A10.7). TAP.
"""
import glob
import os
import shutil
import subprocess
import sys
import tomllib

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def main():
    if shutil.which('mandoc') is None:
        print('1..0 # SKIP no mandoc')
        return 0
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            failed += 1
            for line in str(detail).splitlines()[:12]:
                print(f'# {line}')

    pages = sorted(glob.glob(os.path.join(ROOT, 'man', '*.[157]')) +
                   glob.glob(os.path.join(ROOT, 'man', 'fr', '*.[157]')))
    result(len(pages) >= 6, f'written by hand: {len(pages)}')
    with open(os.path.join(ROOT, 'src', 'cli', 'commands.toml'), 'rb') as f:
        table = tomllib.load(f)
    for lang, folder in ('en', 'man'), ('fr', 'man/fr'):
        at = os.path.join(BUILD, 'src', 'cli', folder)
        missing = []
        for command in table['command']:
            page = os.path.join(at, f'chancery-{command["name"]}.1')
            if command['name'] == 'verify':  # written by hand
                page = os.path.join(ROOT, folder, 'chancery-verify.1')
            else:
                pages.append(page)
            got = subprocess.run(['mandoc', '-Tutf8', '-Owidth=400', page],
                                 capture_output=True, text=True)
            text = subprocess.run(['col', '-b'], input=got.stdout,
                                  capture_output=True, text=True).stdout \
                if shutil.which('col') else got.stdout
            missing += [f'{command["name"]}: --{o}'
                        for o in command['options'] if shutil.which('col') and
                        '--' + table['option'][o].get('name', o)
                        not in text]
            missing += [f'{command["name"]}: no text'
                        for _ in [0] if not got.stdout.strip()]
        pages.append(os.path.join(at, 'chancery.1'))
        result(missing == [], f'{lang}: every option is on its page',
               '\n'.join(missing))
    for page in pages:
        got = subprocess.run(['mandoc', '-Tlint', '-W', 'warning', page],
                             capture_output=True, text=True)
        result(got.returncode == 0 and not got.stdout and
               os.path.exists(page), os.path.relpath(page, ROOT)
               if page.startswith(ROOT + '/man') else
               os.path.relpath(page, BUILD), got.stdout + got.stderr)
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
