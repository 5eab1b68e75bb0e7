// node verify.js PAGE.html VECTORS: the single page that checks proofs, opened
// from disk in Chromium with the network off, in both languages: its four
// states, one changed byte in six places, and axe. interfaces C3, web 31-34.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {pathToFileURL} = require('url');

const [, , page, vectors] = process.argv;
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser']
  .find((p) => fs.existsSync(p));
let playwright = null;
try {
  playwright = require('playwright-core');
} catch (e) { /* told below */ }
if (!playwright || !chromium) {
  console.log('1..0 # skip: no Chromium or no playwright-core; ' +
    'script/bootstrap --test brings them');
  process.exit(0);
}

let count = 0, failed = 0;
function report(good, name) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-browser-'));
const proof = fs.readFileSync(path.join(vectors, 'count.chancery-proof'));
const keys = fs.readFileSync(path.join(vectors, 'vkey'), 'utf8');
const WORDS = {
  en: {before: 'Not checked yet', ok: 'Checked on this device',
    failed: 'Check failed', cannot: 'Cannot check'},
  fr: {before: 'Pas encore vérifié', ok: 'Vérifié sur cet appareil',
    failed: 'Échec de la vérification', cannot: 'Vérification impossible'},
};

// A copy with one bit changed in line `n` (from 0; -1 is the last), `column`.
const lines = proof.toString('latin1').split('\n');
function changed(name, n, column) {
  const copy = Buffer.from(proof), at = n < 0 ? lines.length - 1 + n : n;
  copy[lines.slice(0, at).join('\n').length + (at > 0) + column] ^= 1;
  const file = path.join(work, name + '.chancery-proof');
  fs.writeFileSync(file, copy);
  return file;
}
const line = (text) => lines.findIndex((l) => l.startsWith(text));
// web 32: the six places, and the step that finds each
const spoiled = {
  'entry': [changed('entry', line('root '), 45), 3],
  'sibling hash': [changed('sibling', line('index ') + 1, 10), 4],
  'count': [changed('count', line('answer '), 'answer certain='.length), 3],
  'checkpoint': [changed('checkpoint', -3, 10), 4],
  'signature': [changed('signature', -1, 80), 5],
  'question': [changed('question', line('question '),
    'question pairs official='.length), 3],
};

async function state(p) {
  return [await p.getAttribute('#result', 'data-state'),
    await p.textContent('#state')];
}

async function check(p, file, trust, want) {
  await p.fill('#keys', trust);
  await p.setInputFiles('#file', file);
  await p.click('button[type=submit]');
  await p.waitForFunction((w) =>
    document.getElementById('result').dataset.state === w, want,
  {timeout: 5000}).catch(() => null);
  return state(p);
}

async function axe(p, name) {
  // the page's own policy forbids foreign scripts: axe comes by the debugger
  const found = await p.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  report(found.violations.length === 0, `axe, ${name}` +
    found.violations.map((v) => ` ${v.id}`).join(''));
}

async function run(browser, lang, scheme) {
  const context = await browser.newContext({offline: true, locale: lang,
    colorScheme: scheme, bypassCSP: false,
    viewport: {width: 320, height: 800}});
  const p = await context.newPage();
  const w = WORDS[lang], requests = [], errors = [];
  p.on('request', (r) => requests.push(r.url()));
  p.on('pageerror', (e) => errors.push(String(e)));
  await p.addInitScript({
    path: require.resolve('axe-core/axe.min.js')});
  await p.goto(pathToFileURL(page).href);
  const tag = `${lang}, ${scheme}`;
  report((await state(p))[1] === w.before, `before: ${tag}`);
  await axe(p, `before, ${tag}`);

  const good = path.join(vectors, 'count.chancery-proof');
  let s = await check(p, good, '', 'cannot');
  report(s[0] === 'cannot' && s[1].startsWith(w.cannot),
    `without a key: ${s[1]}`);
  await axe(p, `cannot, ${tag}`);
  s = await check(p, good, keys, 'ok');
  report(s[0] === 'ok' && s[1] === w.ok, `with the key: ${s[1]}`);
  report((await p.locator('ol.steps li').count()) === 6, 'six steps');
  await axe(p, `ok, ${tag}`);
  s = await check(p, good, keys.replace('foreign', 'another'), 'cannot');
  report(s[0] === 'cannot', `another register's key: ${s[1]}`);
  for (const [name, [file, step]] of Object.entries(spoiled)) {
    s = await check(p, file, keys, 'failed');
    report(s[0] === 'failed' && s[1].startsWith(w.failed) &&
      (step === null || s[1].includes(` ${step},`)), `${name}: ${s[1]}`);
    report((await p.locator('a[download]').count()) === 1 &&
      (await p.locator('ol.steps li').count()) === 6,
    `${name}: the evidence can be saved`);
  }
  await axe(p, `failed, ${tag}`);
  report(await p.evaluate(() => document.documentElement.scrollWidth <= 320),
    `nothing scrolls sideways at 320 px: ${tag}`);
  await p.click(lang === 'en' ? '#to-fr' : '#to-en');
  report((await state(p))[1].startsWith(
    WORDS[lang === 'en' ? 'fr' : 'en'].failed), 'the other language');
  report(requests.every((u) => u.startsWith('file:') ||
    u.startsWith('blob:')) && errors.length === 0,
  `no request, no error: ${tag} ${errors.join(' ')}`);
  await context.close();
}

(async () => {
  report(lines[0].startsWith('chancery/proof@'), 'the vector is a proof');
  const browser = await playwright.chromium.launch({
    executablePath: chromium, args: ['--no-sandbox']});
  for (const lang of ['en', 'fr'])
    for (const scheme of ['light', 'dark']) await run(browser, lang, scheme);
  // with scripts off it explains the command line
  const context = await browser.newContext({javaScriptEnabled: false});
  const p = await context.newPage();
  await p.goto(pathToFileURL(page).href);
  report((await p.textContent('noscript, .notice')).includes(
    'chancery-verify'), 'without scripts: the command line');
  await browser.close();
  fs.rmSync(work, {recursive: true});
  console.log(`1..${count}`);
  process.exit(failed ? 1 : 0);
})();
