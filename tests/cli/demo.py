#!/usr/bin/env python3
"""demo.py BUILD - script/demo does what it says (issue, Build 8). TAP.

It ends well, verifies every proof that it writes, shows a spoiled copy refused
and audits the whole; each proof file verifies again here, with the register's
key alone.
"""
import glob
import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
VERIFY = os.path.join(BUILD, 'src', 'verify', 'chancery-verify')


def main():
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            failed += 1
            for line in str(detail).splitlines()[-20:]:
                print(f'# {line}')

    with tempfile.TemporaryDirectory(prefix='demo-') as folder:
        place = os.path.join(folder, 'demo')
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY_', 'LC_', 'LANG'))}
        env.update(HOME=folder, LC_ALL='C.UTF-8', CHANCERY_BUILD=BUILD,
                   PATH=os.pathsep.join((os.path.dirname(VERIFY),
                                         os.path.join(BUILD, 'src', 'cli'),
                                         env['PATH'])))
        got = subprocess.run([os.path.join(ROOT, 'script', 'demo'),
                              '--no-bootstrap', '--no-serve', place],
                             env=env, capture_output=True, text=True,
                             timeout=120)
        result(got.returncode == 0, 'the demo ends well',
               got.stdout + got.stderr)
        for words in ('CHECK FAILED', 'step 3 failed', 'As of checkpoint',
                      'certain 0, possible 5', '5 + 7 = 12',
                      '== Try next'):
            result(words in got.stdout + got.stderr, f'it shows: {words}',
                   got.stdout + got.stderr)
        proofs = sorted(glob.glob(os.path.join(place, '*.chancery-proof')))
        result(len(proofs) >= 6, f'it wrote proofs: {len(proofs)}')
        for proof in proofs:
            spoiled = os.path.basename(proof).startswith('spoiled')
            got = subprocess.run(
                [VERIFY, proof, '--trust', os.path.join(place, 'trust.txt')],
                env={}, cwd='/', capture_output=True, text=True)
            result(got.returncode == (5 if spoiled else 0),
                   f'{os.path.basename(proof)}: exit {got.returncode}',
                   got.stdout + got.stderr)
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
