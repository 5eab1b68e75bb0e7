// Where each page of the router is looked at: by the pattern of its route
// below "/{lang}". `c` stands on the register of the case with its accounts,
// `f` on the fixture register of interfaces E1; `as` is who is signed in.
'use strict';

function examples(refs, made) {
  const c = (path, as) => ({on: 'c', path: '/' + path, as});
  const f = (path) => ({on: 'f', path: '/' + path});
  const pdf = (path, as) => ({on: 'c', path: '/' + path, as, file: true});
  return {
    '/': [c('')],
    '/login': [c('login'), c('login?next=/en/account')],
    '/login/again': [c('login/again', 'member-b')],
    '/enrol': [c('enrol')],
    '/account': [c('account', 'member-b')],
    '/account/factor': [c('account/factor', 'member-b')],
    '/account/reads': [c('account/reads', 'member-b')],
    '/c/*': [c('c/50'), f(refs.amended), f(refs.annulled), f(refs.sealed),
      f(refs.plain[0]), f(refs.hostile_contacts[0]), f(refs.tally)],
    '/c/*/v/*': [f(refs.amended + '/v/1')],
    '/n/*': [f(refs.note)],
    '/d/*': [c('d/27'), f(refs.document)],
    '/r/*': [f(refs.receipt)],
    '/complete/*': [f(refs.complete)],
    '/tenure/*': [c('tenure/36')],
    '/e/*': [c('e/26'), c('e/77'), c('e/109'), f(refs.same)],
    '/p/*': [c('p/2'), f('p/3'), f(refs.hostile[1]), f(refs.hostile[3])],
    '/o/*': [c('o/8'), f('o/7')],
    '/post/*': [c('post/21'), f('post/9')],
    '/state/*': [c('state/xb'), f('state/xb')],
    '/s/*': [c('s/38'), c('s/60'), f(refs.allegation), f(refs.denial),
      f(refs.undecided)],
    '/ask': [c('ask'), c('ask?of=p/2&state=xb&kind=call&from=2020&to=2022'),
      c('ask?of=p/2&state=xb&anyone_else=1'), f('ask?of=p/3&list=1')],
    '/search': [c('search'), c('search?q=member'), c('search?q=zzz'),
      f('search?q=img')],
    '/contacts': [c('contacts'), f('contacts')],
    '/persons': [c('persons'), f('persons')],
    '/orgs': [c('orgs')],
    '/posts': [c('posts')],
    '/notes': [f('notes'), c('notes')],
    '/documents': [c('documents')],
    '/statements': [c('statements')],
    '/declarations': [f('declarations')],
    '/returns': [f('returns'), c('returns')],
    '/removals': [f('removals'), c('removals')],
    '/openings': [c('openings')],
    '/late': [c('late'), f('late')],
    '/status': [c('status')],
    '/log': [{...c('log.atom'), file: true}],
    '/help': [c('help')],
    '/help/*': [c('help/dates')],
    '/about': [c('about')],
    '/privacy': [c('privacy')],
    '/accessibility': [c('accessibility')],
    '/problems': [c('problems')],
    '/problems/*': [c('problems/not-found')],
    '/api': [c('api')],
  };
}

// The same words in both languages, and nothing wrong with it.
const EQUAL = new RegExp('^(?:' + [
].join('|') + ')$', 'u');

module.exports = {EQUAL, examples};
