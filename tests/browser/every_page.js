// node every_page.js BUILD: every page of the router, in both languages, in
// every look. The list comes from `chancery serve --routes`; a route without
// an example fails, so a new page cannot be forgotten. interfaces E1, web 1-3,
// 9-15, 17-19, 21.
'use strict';
const {Stage, addAxe, axe, finish, launch, report, skip} =
  require('./stage.js');
const {EQUAL, examples} = require('./examples.js');
const look = require('./looks.js');

const WORKERS = 3;
const LANGS = ['en', 'fr'];
const LOOKS = {
  light: {},
  dark: {colorScheme: 'dark'},
  forced: {forcedColors: 'active'},
  print: {media: 'print'},
};
const PLAIN = {media: 'screen', colorScheme: 'light', forcedColors: 'none'};
const SPACED = '* { line-height: 1.5 !important; letter-spacing: .12em ' +
  '!important; word-spacing: .16em !important } p { margin-bottom: 2em ' +
  '!important }';
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const SCRIPTED = "; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

function tell(name, wrong) {
  report(wrong.length === 0, name +
    (wrong.length ? `: ${wrong.slice(0, 4).join(' ;; ')}` : ''));
}

// Pages of one browser, a context for each who is signed in.
class Readers {
  constructor(browser, stages) {
    this.browser = browser;
    this.stages = stages;
    this.contexts = new Map();
  }

  async context(example) {
    const key = example.on + (example.as || '');
    if (!this.contexts.has(key))
      this.contexts.set(key, this.enter(example));
    return this.contexts.get(key);
  }

  async enter(example) {
    const context = await this.browser.newContext(
      {viewport: {width: 1280, height: 900}});
    await addAxe(context);
    await context.addInitScript(() => {
      window.refused = [];
      document.addEventListener('securitypolicyviolation', (e) =>
        window.refused.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    if (example.as) {
      const page = await context.newPage();
      await this.stages[example.on].signIn(page, example.as);
      await page.close();
    }
    return context;
  }
}

// What is sent with the page (web 14, 15).
function sent(page, answer, requests, base, example) {
  const wrong = [], headers = answer.headers();
  if (answer.status() !== (example.status || 200))
    wrong.push(`status ${answer.status()}`);
  if (!/^text\/html; charset=utf-8$/.test(headers['content-type']))
    wrong.push(headers['content-type']);
  const policy = headers['content-security-policy'];
  if (policy !== POLICY &&
      !(policy === POLICY + SCRIPTED && /\/verify$/.test(example.path)))
    wrong.push(`policy ${policy}`);
  for (const [name, value] of [['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cache-control', example.as ? 'private, no-store' : /./]])
    if (value instanceof RegExp ? !value.test(headers[name]) :
      headers[name] !== value) wrong.push(`${name} ${headers[name]}`);
  for (const url of requests)
    if (!url.startsWith(base)) wrong.push(`asks ${url}`);
  return wrong;
}

// Nothing kept by a reader, nothing refused by the policy, and a script that
// somebody brought in is (web 14, 15).
async function closed(page, example, context, base) {
  const wrong = await page.evaluate(() => {
    const bad = window.refused.map((r) => `refused ${r}`);
    if (localStorage.length || sessionStorage.length) bad.push('storage');
    const script = document.createElement('script');
    script.textContent = 'window.entered = true';
    document.body.append(script);
    if (window.entered) bad.push('an injected script ran');
    return bad;
  });
  if (!example.as && (await context.cookies(base)).length)
    wrong.push('a cookie');
  return wrong;
}

async function axeIn(page, names) {
  const wrong = [];
  for (const name of names) {
    await page.emulateMedia({...PLAIN, ...LOOKS[name]});
    for (const rule of await axe(page)) wrong.push(`${name}: ${rule}`);
  }
  await page.emulateMedia(PLAIN);
  return wrong;
}

// Narrow, with large text, with spaced text (web 10-13).
async function stretched(page) {
  const wrong = (await page.evaluate(look.targets))
    .map((w) => `target ${w}`);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  for (const w of [...await page.evaluate(look.clipped),
    ...await page.evaluate(look.sideways)]) wrong.push(`200 %: ${w}`);
  await page.evaluate((rules) => {
    document.documentElement.style.fontSize = '';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
  }, SPACED);
  for (const w of await page.evaluate(look.clipped))
    wrong.push(`spaced: ${w}`);
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
  await page.setViewportSize({width: 320, height: 800});
  for (const w of [...await page.evaluate(look.sideways),
    ...await page.evaluate(look.clipped)]) wrong.push(`320 px: ${w}`);
  await page.setViewportSize({width: 1280, height: 900});
  return wrong;
}

const titles = new Map();

// One example in both languages.
async function visit(readers, example) {
  const base = readers.stages[example.on].base;
  const context = await readers.context(example);
  const page = await context.newPage();
  const words = {}, back = {};
  let requests = [];
  page.on('request', (r) => requests.push(r.url()));
  for (const lang of LANGS) {
    const path = `/${lang}${example.path.replace('/en/', `/${lang}/`)}`;
    const name = `${example.on}${path}` + (example.as ?
      ` (${example.as})` : '');
    requests = [];
    const answer = await page.goto(base + path);
    const html = /^text\/html/.test(answer.headers()['content-type']);
    if (!report(html, `${name}: is a page`)) break;
    tell(`${name}: sent (web 14, 15)`,
      sent(page, answer, requests, base, example));
    tell(`${name}: shape (web 9, 17, 21)`, await page.evaluate(look.shape));
    words[lang] = await page.evaluate(look.texts);
    back[lang] = await page.evaluate(() =>
      document.querySelector('.app-header__lang').href);
    const key = `${example.on} ${lang} ${await page.title()}`;
    titles.set(key, [...titles.get(key) || [], example.path]);
    tell(`${name}: axe (web 1, 3)`, await axeIn(page, Object.keys(LOOKS)));
    tell(`${name}: stretched (web 10-13)`, await stretched(page));
    tell(`${name}: closed (web 14, 15)`,
      await closed(page, example, context, base));
    if (lang === 'fr')
      tell(`${name}: typography (web 19)`, await page.evaluate(look.french));
  }
  if (words.en && words.fr) {
    const there = (lang) => base +
      `/${lang}${example.path.replace('/en/', `/${lang}/`)}`;
    report(back.en === there('fr') && back.fr === there('en'),
      `${example.on}${example.path}: the other language and back (web 17)` +
      ` ${back.en === there('fr') ? '' : back.en}`);
    const english = new Set(words.en);
    tell(`${example.on}${example.path}: translated (web 18)`,
      [...new Set(words.fr.filter((t) => english.has(t) && !EQUAL.test(t)))]);
  }
  await page.close();
}

// Forms sent empty: the summary of errors, and axe on it (web 2).
async function sendEmpty(readers, example, lang) {
  const base = readers.stages[example.on].base;
  const page = await (await readers.context(example)).newPage();
  await page.goto(`${base}/${lang}${example.path}`);
  const form = page.locator('main form[method=post]').filter({has: page
    .locator('input[type=text], input:not([type]), textarea, ' +
      'input[type=password]')}).first();
  if (await form.count() === 0) return page.close();
  await form.evaluate((f) => { f.noValidate = true; });
  const [answer] = await Promise.all([
    page.waitForNavigation({waitUntil: 'load'}),
    form.locator('button:not([value=cancel])').first().click()]);
  const name = `${lang}${example.path}, sent empty`;
  if (answer.status() === 422) {
    tell(`${name}: axe (web 2)`, await axeIn(page, ['light', 'dark']));
    const said = await page.title();
    report(said.startsWith(lang === 'fr' ? 'Erreur\u00a0: ' : 'Error: '),
      `${name}: the title says so (web 37): ${said}`);
    tell(`${name}: shape`, await page.evaluate(look.shape));
    tell(`${name}: narrow`, await stretched(page));
  } else {
    report(answer.status() < 500, `${name}: status ${answer.status()}`);
  }
  return page.close();
}

async function inParallel(jobs) {
  const left = [...jobs];
  await Promise.all(Array.from({length: WORKERS}, async () => {
    for (let job; (job = left.shift());) {
      try {
        await job();
      } catch (e) {
        report(false, `stopped: ${e.message.split('\n')[0]}`);
      }
    }
  }));
}

(async () => {
  if (skip()) return;
  const build = process.argv[2];
  const stages = {c: await Stage.set(build), f: await Stage.fixture(build)};
  const browser = await launch();
  try {
    const readers = new Readers(browser, stages);
    const table = examples(stages.f.refs);
    const visits = [];
    for (const {method, pattern, flags} of stages.c.routes()) {
      if (method !== 'GET') continue;
      const below = pattern.replace(/^\/\{lang\}/, '');
      if (below !== pattern) {
        const some = table[below];
        if (!report(some !== undefined, `an example of ${pattern}`)) continue;
        for (const example of some)
          if (process.argv[3] === undefined ||
              example.path.match(process.argv[3])) visits.push(example);
      } else {
        const plain = await fetch(stages.c.base + pattern
          .replace(/\*+/g, '1'), {redirect: 'manual'});
        await plain.arrayBuffer();
        report(!/html/.test(plain.headers.get('content-type') || '') ||
          plain.status >= 300, `${pattern} is no page`);
      }
    }
    await inParallel(visits.filter((v) => !v.file).map((v) => () =>
      visit(readers, v)));
    tell('each title once (web 21)', [...titles].filter(([, paths]) =>
      new Set(paths.map((p) => p.split('?')[0])).size > 1)
      .map(([title, paths]) => `${title} ${paths.join(' ')}`));
    await inParallel(visits.filter((v) => !v.path.includes('?'))
      .flatMap((v) => LANGS.map((lang) => () =>
        sendEmpty(readers, v, lang))));
  } finally {
    await browser.close();
    for (const s of Object.values(stages)) await s.stop();
  }
  finish();
})();
