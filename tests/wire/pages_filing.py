"""Filing on the pages: in steps and on one page, every way to say when, every
error, a note that is sealed at once, a second submission, a session that ends.
Interfaces C6, J1; amendments C6.3"""
import json
import os
import re
import subprocess
import sys
import time

import browsing
from wire import BUILD, DIR, SOURCE, VERIFY, Server, end, path, run, shell, test

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


if __name__ == '__main__':
    end()
