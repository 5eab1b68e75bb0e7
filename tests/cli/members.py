#!/usr/bin/env python3
"""members.py BUILD - the JSON of each command has exactly the members that
interfaces A lays down: none absent, none added (A3.2). TAP.

The table below is the interface: every object is checked whole, those shared
(thing, when, as_of, row, filed, file, warning) wherever they stand. Checks:
format/check 9.1.
"""
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

SHARED = {
    'thing': 'id ref type name html_url',
    'both': 'en fr',
    'when': 'edtf earliest latest exact time utc_offset text',
    'as_of': 'size time origin',
    'row': 'entry ref id kind times when of with state place topics summary '
           'initiated_by arranged_by status visibility part_of counter_of '
           'late version struck_by imported_from html_url',
    'party': 'who as described',
    'file': 'path bytes sha256',
    'warning': 'code field text',
    'due': 'rule confirmed by state late_days',
}
FILED = ('entry leaf id ref type version at by delegate stage as_of due '
         'warnings html_url proof_url')
# Where a member of this name stands, the object is of that kind.
KINDS = {'thing': 'thing', 'by': 'thing', 'owner': 'thing', 'who': 'thing',
         'target': 'thing', 'name': 'both', 'text': 'both', 'next': 'both',
         'when': 'when', 'as_of': 'as_of', 'row': 'row', 'late': 'due',
         'due': 'due',
         'statement_of_limits': 'both', 'why': 'both', 'read_db': 'file'}
# command line -> members of its document, and of objects inside by path
SHOW = ('thing type version versions body slots row notes receipts declarations '
        'counter judged statements statement_count denials visibility competing '
        'annulled inclusion html_url proof_url')
CASES = [
    ('init other --origin register.example/o --title en:O --civil-zone UTC '
     '--home-state xa', 'dir origin civil_zone home_state languages '
     'mapping_version log_key entry leaf as_of next',
     {'log_key': 'name vkey file'}),
    ('file person --name en:Somebody --state xb', FILED + ' thing body', {}),
    ('file person --name en:Somebody --dry-run', FILED + ' thing body', {}),
    ('file contact --kind call --with p/15 --on 2022-05-06 --topic visas '
     '--summary en:Words_about_it_that_are_long --key-file office.key',
     FILED + ' row note', {}),
    ('amend c/21 --set /minutes=9 --reason correction:en:bill --key-file '
     'office.key', FILED + ' previous changed diff parts',
     {'previous': 'entry leaf version', 'diff.0': 'path old new'}),
    ('show c/21', SHOW, {
        'versions.0': 'version entry leaf at by reason changed',
        'visibility': 'tier ground until authority',
        'inclusion': 'entry leaf as_of'}),
    ('show p/3', SHOW, {}),
    ('note seal call.txt --for c/21 --to o/25 --key-file office.key',
     FILED + ' note contacts addressed_to seal blob recipients',
     {'blob': 'sha256 bytes padded_bytes media', 'recipients.0': 'key name'}),
    ('note file call.txt --for c/21 --to o/25 --made 2021-03-05 --key-file '
     'office.key', FILED + ' note contacts addressed_to seal blob recipients',
     {}),
    ('note open n/49 --identity seal.key --out opened.txt',
     'note plain commitment out read_number', {'plain': 'sha256 bytes media'}),
    ('note fetch n/49 --out blob.age', 'note out read_number',
     {'out': SHARED['file']}),
    ('note reads', 'items next as_of chain filed',
     {'items.0': 'account act at basis channel n object office outcome',
      'chain': 'count head'}),
    ('inbox --of o/25', 'items next as_of',
     {'items.0': 'note from filed due state subject'}),
    ('ack n/49 --reference FA-1 --key-file department.key', FILED +
     ' note note_version outcome reference received saw question', {}),
    ('show n/49', SHOW, {'receipts.0': 'thing outcome received saw by current '
                   'question'}),
    ('gaps notes', 'items next as_of sealed_notes',
     {'items.0': 'thing when subject times filed'}),
    ('gaps receipts', 'items next as_of sealed_notes',
     {'items.0': 'thing when addressed_to from filed'}),
    ('note reads --file', FILED, {}),
    ('annul c/21 --reason duplicate:en:twice --key-file office.key',
     FILED + ' target struck', {'struck': 'entries times'}),
    ('show c/21', SHOW, {'annulled': 'entry reason'}),
    ('search consul', 'query total items next as_of',
     {'query': 'text understood', 'total': 'persons posts orgs contacts '
      'documents statements', 'items.0': 'thing type why snippet when'}),
    ('ask calls --of p/3 --with p/15', 'question unit certain possible '
     'struck sealed groups entries as_of statement_of_limits proof_bytes',
     {'question': 'of with with_post state kinds from to mode canonical '
      'text'}),
    ('ask --of p/3 --list', 'question unit certain possible struck sealed '
     'groups entries as_of statement_of_limits proof_bytes',
     {'entries.0': 'row fit'}),
    ('ask --of p/3 --anyone-else', 'question unit certain possible struck '
     'sealed groups entries as_of statement_of_limits proof_bytes',
     {'groups.0': 'who state certain possible struck asked'}),
    ('status', 'origin size time root entries_waiting witnesses read_model '
     'last_publish', {'witnesses': 'signed known needed',
                      'read_model': 'size behind'}),
    ('log checkpoint', 'origin size root time note signatures',
     {'signatures.0': 'name key_id kind time'}),
    ('log tail', 'items next as_of',
     {'items.0': 'entry leaf type ref at by'}),
    ('log prove 21', 'entry leaf size root path as_of proof_bytes out', {}),
    ('log witness list', 'needed witnesses', {}),
    ('log witness add witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJt'
     'C/4SyJeUvJMilm3X https://witness.example', 'needed witnesses',
     {'witnesses.0': 'name vkey url role last_size last_time lag_seconds '
                     'state'}),
    ('log consistency 5 25', 'old new path consistent',
     {'old': 'size root', 'new': 'size root'}),
    ('audit', 'target entries checkpoints index_roots checks first_bad '
     'verdict as_of', {'checks.0': 'name result detail'}),
    ('rebuild', 'entries read_db trie milliseconds root_matches',
     {'trie': 'postings branches'}),
    ('publish', 'dir size tiles entries pages bytes removed dry_run as_of',
     {}),
    ('key list', 'keys', {'keys.0': 'id purpose alg owner custody public '
                          'from_entry revoked_entry file'}),
    ('key new --name k.example/k --out k.key --owner o/5', 'keys',
     {'keys.0': 'id purpose alg owner custody public from_entry '
      'revoked_entry file'}),
    ('backup --out b', 'out includes as_of', {'out': SHARED['file']}),
    ('restore b restored', 'dir includes as_of behind may_sign', {}),
    ('doctor', 'checks worst', {'checks.0': 'name result text fix'}),
    ('config', 'settings', {'settings.0': 'name value from'}),
    ('check s/41', 'statement as_of claims verdict',
     {'statement': SHARED['thing'], 'claims.0': 'n claim hedge scope_clear '
      'verdict reasons certain possible struck sealed coverage by against '
      'origins chain questions proof_bytes', 'claims.0.by.0': 'ref times how',
      'claims.0.origins': 'count at_least names',
      'claims.0.chain.0': 'act who unnamed document',
      'claims.1.reasons.0': 'code en fr',
      'claims.1.against.0': 'statement verdict reason'}),
    ('check d/37', 'items next as_of', {'items.0': 'statement as_of claims '
                                        'verdict'}),
    ('show s/39', SHOW, {'statements.0': 'ref act speaker hedge verdict'}),
    ('file duty --rule si-kpk', FILED + ' thing body', {}),
    ('file contact --kind call --with p/15 --on 2022-06-07 --topic visas '
     '--summary en:Words_about_it_that_are_long --key-file office.key',
     FILED + ' row note', {}),
    ('late', 'items next as_of', {'items.0': SHARED['row'],
                                  'items.0.late': SHARED['due']}),
    ('declare nil --of p/3 --state xd --from 2020 --to 2021 --except en:Mail '
     '--key-file office.key', FILED + ' claim form subject kinds scope from '
     'to times counted exceptions rule period',
     {'counted': 'certain possible struck sealed'}),
    ('show p/3', SHOW, {'declarations.0': 'declaration entry form exceptions '
                        'overtaken_by'}),
    ('version', 'version commit formats libraries',
     {'formats': 'entry index proof'}),
    ('import $ROOT/tests/fixtures/import/people.json --map '
     '$ROOT/tests/fixtures/import/map.json --skip-bad', 'file profile '
     'dry_run rows filed already skipped problems entries as_of',
     {'file': SHARED['file'], 'filed': 'person org post tenure contact '
      'complete document', 'problems.0': 'row column value code text suggest',
      'entries': 'first last'}),
    ('export --format csv --out exported', 'format files rows losses as_of',
     {'files.0': 'path bytes sha256 rows'}),
    ('verify answer.chancery-proof --trust trust.txt', 'files',
     {'files.0': 'file kind steps verdict question answer as_of trust',
      'files.0.steps.0': 'n name result code detail',
      'files.0.trust': 'log_keys witnesses_needed witnesses_valid '
      'keys_from'}),
]


# Two statements about the same number, s/39 and s/41, in d/37.
STATEMENTS = '''
. "$ROOT/tests/cli/statements.sh"
document transcript Transcript
member=$(id p/3) hearing=$(id d/37)
calls() { echo '{"counterparts":[{"state":"xb"}],"kinds":["call"],"n":'$2',\
"op":"'$1'","p":"count","subject":"'$member'","window":null}'; }
words='"words":[{"exact":"Words.","prefix":"","suffix":""}]'
say testifies $member $hearing "" "[$(calls ge 6)]" plain "{$words}"
say testifies $member $hearing "$(id s/39)" "[$(calls ge 1),$(calls le 5)]" \
hedged '{"hedges":[{"claim":null,"lang":"en","text":"or so"}],'"$words}"
'''


def differs(value, names, at):
    """What is absent or added in one object."""
    want, got = set(names.split()), set(value)
    out = [f'{at or "/"}: absent {n}' for n in sorted(want - got)]
    return out + [f'{at or "/"}: added {n}' for n in sorted(got - want)]


def walk(value, at=''):
    out = []
    if isinstance(value, list):
        for i, item in enumerate(value):
            out += walk(item, f'{at}.{i}')
    elif isinstance(value, dict):
        for name, item in value.items():
            kind = KINDS.get(name)
            here = f'{at}.{name}'
            if name in ('body', 'slots', 'amendment', 'reason', 'diff'):
                continue  # as filed, not of this interface
            if kind and isinstance(item, dict) and not at.endswith('files.0'):
                out += differs(item, SHARED[kind], here)
            if name == 'with' and isinstance(item, list):
                for party in item:
                    out += differs(party, SHARED['party'], here)
            if name in ('of', 'arranged_by') and isinstance(item, list):
                for thing in item:
                    out += differs(thing, SHARED['thing'], here)
            if name == 'warnings':
                for warning in item:
                    out += differs(warning, SHARED['warning'], here)
            out += walk(item, here)
    return out


def find(value, path):
    for step in path.split('.'):
        value = value[int(step)] if step.isdigit() else value[step]
    return value


def main():
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            failed += 1
            for line in str(detail).splitlines()[:12]:
                print(f'# {line}')

    with tempfile.TemporaryDirectory(prefix='members-') as folder:
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        env.update(PATH=os.path.join(BUILD, 'src', 'cli') + os.pathsep +
                   env['PATH'], HOME=folder, ROOT=ROOT, LC_ALL='C.UTF-8',
                   XDG_STATE_HOME=os.path.join(folder, 'state'),
                   CHANCERY_STORE='register')
        subprocess.run(['bash', '-c', '. "$ROOT/tests/cli/found.sh"; '
                        '. "$ROOT/tests/cli/department.sh"; '
                        'echo "What was said" >call.txt; '
                        'chancery ask --of p/3 --proof answer.chancery-proof;'
                        + STATEMENTS],
                       cwd=folder, env=env, capture_output=True)
        for line, members, inside in CASES:
            words = line.replace('$ROOT', ROOT).split(' ')
            got = subprocess.run(['chancery', *words, '--json'], cwd=folder,
                                 env=env, capture_output=True, text=True)
            name = ' '.join(line.replace('$ROOT/', '').split()[:5])
            try:
                v = json.loads(got.stdout)
                wrong = differs(v, members, '') + walk(v)
                for path, names in inside.items():
                    wrong += differs(find(v, path), names, path)
            except (ValueError, KeyError, IndexError, TypeError) as e:
                wrong = [f'{type(e).__name__} {e}', got.stdout[:300],
                         got.stderr]
            result(not wrong, name, '\n'.join(wrong))
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
