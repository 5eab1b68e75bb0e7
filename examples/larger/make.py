#!/usr/bin/env python3
"""make.py CONTACTS - a made-up diary as JSON: officials, missions, contacts.

The same number gives the same file. One official in a hundred contacts; the
first has a tenth of all, so that there is one long page to look at.
"""
import datetime
import json
import random
import sys

STATES = 'xb xc xd xe xf xg'.split()
TOPICS = ['visas', 'consular', 'trade', 'culture', 'defence', 'education',
          'energy', 'migration']
KINDS = ['call', 'call', 'call', 'video', 'meeting', 'meeting', 'event',
         'letter', 'email']
ABOUT = [
    ('Preparation of a visit of a delegation',
     "Préparation de la visite d'une délégation"),
    ('Opening hours of the consulate for students',
     "Heures d'ouverture du consulat pour les étudiants"),
    ('Programme of the joint commission on trade',
     'Programme de la commission mixte sur le commerce'),
    ('Help for travellers after a cancelled flight',
     "Aide aux voyageurs après l'annulation d'un vol"),
    ('Exchange of teachers between two schools',
     'Échange de professeurs entre deux écoles'),
    ('Text of the agreement on driving licences',
     "Texte de l'accord sur les permis de conduire"),
]
PLACES = ['Parliament building', 'Office of the official', 'City hall', '']
FIRST = datetime.date(2021, 1, 4)
DAYS = 4 * 365


def missions():
    out = []
    for state in STATES:
        upper = state[1].upper()
        out.append({'id': f'{state}-embassy', 'state': state,
                    'kind': 'embassy',
                    'org_en': f'Embassy of State {upper}',
                    'org_fr': f"Ambassade de l'État {upper}",
                    'title_en': f'Ambassador of State {upper}',
                    'title_fr': f"Ambassadeur de l'État {upper}"})
        out.append({'id': f'{state}-consulate', 'state': state,
                    'kind': 'consulate-general',
                    'org_en': f'Consulate General of State {upper}',
                    'org_fr': f"Consulat général de l'État {upper}",
                    'title_en': f'Consul General of State {upper}',
                    'title_fr': f"Consul général de l'État {upper}"})
    return out


def main():
    count = int(sys.argv[1])
    pick = random.Random(count)
    officials = [{'id': str(n), 'name_en': f'Member {100 + n}',
                  'name_fr': f'Membre {100 + n}'}
                 for n in range(1, max(2, count // 100) + 1)]
    posts = missions()
    contacts = []
    for n in range(count):
        who = officials[0] if n % 10 == 0 else pick.choice(officials)
        mission = pick.choice(posts)
        day = FIRST + datetime.timedelta(days=pick.randrange(DAYS))
        en, fr = pick.choice(ABOUT)
        contacts.append({
            'id': str(n), 'official': who['id'], 'mission': mission['id'],
            'state': mission['state'],
            'day': day.isoformat() if pick.random() < 0.85 else
            day.isoformat()[:7],
            'kind': pick.choice(KINDS),
            'by': pick.choice(['home', 'foreign', 'unknown']),
            'place': pick.choice(PLACES), 'topic': pick.choice(TOPICS),
            'about_en': en, 'about_fr': fr})
    json.dump({'officials': officials, 'missions': posts,
               'contacts': contacts}, sys.stdout, ensure_ascii=False,
              indent=0)


main()
