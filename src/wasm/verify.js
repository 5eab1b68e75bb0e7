'use strict';
// Bytes in, words out: everything that is checked is checked by the module.
// The page for use from disk has the module here; a served one names its
// address: <script src=... data-module=ADDRESS>.
const MODULE = '{{WASM}}';
const ADDRESS = document.currentScript.dataset.module;
const WORDS = {
  en: {
    title: 'Check a proof',
    before: 'Not checked yet',
    ok: 'Checked on this device',
    failed: 'Check failed: ',
    cannot: 'Cannot check: ',
    steps: ['file well-formed', 'question is the one asked',
      'answer follows from the index path',
      'index root or entry is in the log',
      'checkpoint signed by a trusted log key', 'witness signatures'],
    step: (n) => `step ${n}, ${WORDS.en.steps[n - 1]}`,
    results: {ok: 'ok', failed: 'failed', cannot: 'cannot be checked'},
    question: 'Question', answer: 'Answer', asOf: 'As of', keys: 'Keys',
    witnesses: 'Witnesses', file: 'File',
    counts: (a) => `certain ${a.certain}, possible ${a.possible}`,
    struck: (n) => n === 1 ? '1 was filed and later withdrawn.' :
      `${n} were filed and later withdrawn.`,
    sealed: (n) => n === 1 ? '1 sealed contact cannot be excluded.' :
      `${n} sealed contacts cannot be excluded.`,
    zero: (n) => `None filed in this register up to checkpoint ${n}.`,
    checkpoint: (x) => `checkpoint ${x.size}` +
      (x.time === null ? '' : `, ${x.time}`) + `, of ${x.origin}`,
    witnessed: (t) => `${t.witnesses_valid} valid, ` +
      `${t.witnesses_needed} needed`,
    noKeys: 'none given',
    nothing: 'no file was given',
    away: 'the file could not be fetched from this site',
    ownKey: (f) => `key given by this site, fingerprint ${f}: compare it ` +
      'with a printed card, a witness or a newspaper',
    yourKey: 'keys that you gave',
    whose: 'Whose key',
    paper: {leaf: 'the entry is not the one on the paper',
      root: 'the checkpoint is not the one on the paper'},
    mendFailed: 'Keep this file and tell the registrar and a witness; do ' +
      'not rely on the answer.',
    mendInput: 'Fetch the file again; if it stays so, tell the registrar.',
    mendCannot: {
      no_trust: 'Paste a key that you trust above: from the printed card, ' +
        'a witness, a newspaper.',
      no_trusted_key: 'The keys above are not those of this register: ' +
        'compare the name in front of the first +.',
      no_entry: 'Add the entry itself above.',
      quorum: 'Ask for a file that more witnesses have signed.',
    },
    mendLater: 'Ask for a newer file, or a newer copy of this page.',
    bad: {trust: 'the keys above cannot be read',
      question: 'the question above cannot be read'},
    memory: 'the file is too large for this page',
    save: 'Save the evidence',
  },
  fr: {
    title: 'Vérifier une preuve',
    before: 'Pas encore vérifié',
    ok: 'Vérifié sur cet appareil',
    failed: 'Échec de la vérification : ',
    cannot: 'Vérification impossible : ',
    steps: ['fichier bien formé', 'la question est celle posée',
      "la réponse découle du chemin d'index",
      "racine d'index ou entrée dans le journal",
      'point de contrôle signé par une clé de confiance',
      'signatures des témoins'],
    step: (n) => `étape ${n}, ${WORDS.fr.steps[n - 1]}`,
    results: {ok: 'bon', failed: 'échec', cannot: 'ne peut être vérifié'},
    question: 'Question', answer: 'Réponse', asOf: 'En date de',
    keys: 'Clés', witnesses: 'Témoins', file: 'Fichier',
    counts: (a) => `certains ${a.certain}, possibles ${a.possible}`,
    struck: (n) => n < 2 ? `${n} a été déposé puis retiré.` :
      `${n} ont été déposés puis retirés.`,
    sealed: (n) => n < 2 ? `${n} contact scellé ne peut être exclu.` :
      `${n} contacts scellés ne peuvent être exclus.`,
    zero: (n) => 'Rien de déposé dans ce registre jusqu\'au point de ' +
      `contrôle ${n}.`,
    checkpoint: (x) => `point de contrôle ${x.size}` +
      (x.time === null ? '' : `, ${x.time}`) + `, de ${x.origin}`,
    witnessed: (t) => `${t.witnesses_valid} valides, ` +
      `${t.witnesses_needed} requis`,
    noKeys: 'aucune donnée',
    nothing: "aucun fichier n'a été donné",
    away: 'le fichier n\'a pu être obtenu de ce site',
    ownKey: (f) => `clé donnée par ce site, empreinte ${f} : comparez-la ` +
      'avec une carte imprimée, un témoin ou un journal',
    yourKey: 'clés que vous avez données',
    whose: 'Clé de qui',
    paper: {leaf: "l'entrée n'est pas celle du papier",
      root: "le point de contrôle n'est pas celui du papier"},
    mendFailed: 'Gardez ce fichier et prévenez le greffe et un témoin ; ne ' +
      'vous fiez pas à la réponse.',
    mendInput: 'Téléchargez de nouveau le fichier ; si rien ne change, ' +
      'prévenez le greffe.',
    mendCannot: {
      no_trust: 'Collez ci-dessus une clé à laquelle vous vous fiez : de ' +
        "la carte imprimée, d'un témoin, d'un journal.",
      no_trusted_key: 'Les clés ci-dessus ne sont pas celles de ce ' +
        'registre : comparez le nom qui précède le premier +.',
      no_entry: "Ajoutez l'entrée elle-même ci-dessus.",
      quorum: 'Demandez un fichier que plus de témoins ont signé.',
    },
    mendLater: 'Demandez un fichier plus récent, ou une copie plus récente ' +
      'de cette page.',
    bad: {trust: 'les clés ci-dessus ne peuvent être lues',
      question: 'la question ci-dessus ne peut être lue'},
    memory: 'le fichier est trop grand pour cette page',
    save: 'Enregistrer les éléments de preuve',
  },
};
const MARKS = {ok: '[=]', failed: '[x]', cannot: '[?]'};

const at = (id) => document.getElementById(id);
const form = at('form');
const served = Boolean(ADDRESS); // by a register, in one language
const ownKeys = at('keys').value.trim();

let lang = served ? document.documentElement.lang :
  (navigator.language || 'en').startsWith('fr') ? 'fr' : 'en';
// {missing, paper, result, name, bytes}: shown again in the other language
let last = null;
let wasm = null;

function element(name, text, parent, cls) {
  const e = document.createElement(name);
  if (text !== null) e.textContent = text;
  if (cls) e.className = cls;
  if (parent) parent.appendChild(e);
  return e;
}

async function load() {
  if (wasm === null) {
    const bytes = served ? await fetched(ADDRESS) :
      Uint8Array.from(atob(MODULE), (c) => c.charCodeAt(0));
    wasm = (await WebAssembly.instantiate(bytes, {})).instance.exports;
  }
}

// Only from this site: the policy of the page allows no other.
async function fetched(path) {
  const answer = await fetch(path, {credentials: 'omit'});
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

// Bytes into the module's memory: [place, length], or null for no room.
function give(bytes) {
  if (bytes === null) return [0, 0];
  const place = wasm.take(bytes.length);
  if (place === 0) return null;
  new Uint8Array(wasm.memory.buffer, place, bytes.length).set(bytes);
  return [place, bytes.length];
}

function check(file, keys, question, entry) {
  wasm.reset();
  const parts = [file, keys, question, entry].map(give);
  if (parts.includes(null)) return null;
  const place = wasm.check(...parts.flat());
  if (place === 0) return null;
  const all = new Uint8Array(wasm.memory.buffer);
  return JSON.parse(new TextDecoder().decode(
    all.subarray(place, all.indexOf(0, place))));
}

function pair(list, name, text, cls) {
  element('dt', name, list);
  element('dd', text, list, cls);
}

function showAnswer(list, w, r) {
  if (r.answer === null) return;
  const a = r.answer;
  const lines = [w.counts(a)];
  if (a.struck) lines.push(w.struck(a.struck));
  if (a.sealed) lines.push(w.sealed(a.sealed));
  if (a.possible === 0 && !a.sealed && r.as_of)
    lines.push(w.zero(r.as_of.size));
  pair(list, w.answer, lines.join('. ').replace(/\.\. /g, '. '));
}

function showSteps(parent, w, r) {
  const list = element('ol', null, parent, 'steps app-proof__steps');
  for (const s of r.steps) {
    const item = element('li', null, list);
    element('span', MARKS[s.result], item, 'mark').setAttribute(
      'aria-hidden', 'true');
    element('b', w.steps[s.n - 1], item);
    item.append(` \u2013 ${w.results[s.result]} (${s.detail[lang]})`);
  }
}

function showEvidence(parent, w) {
  const a = element('a', w.save, element('p', null, parent));
  a.href = URL.createObjectURL(new Blob([last.bytes],
    {type: 'application/octet-stream'}));
  a.download = last.name || 'evidence.chancery-proof';
}

// The one step that decides a state, and its word.
function deciding(r) {
  const want = r.verdict === 'failed' ? 'failed' : 'cannot';
  return r.steps.find((s) => s.result === want);
}

function mend(w, r, word) {
  if (r.verdict === 'failed')
    return r.steps[0].result === 'failed' ? w.mendInput : w.mendFailed;
  return w.mendCannot[word] || w.mendLater;
}

function setState(state, words) {
  const box = at('result');
  box.dataset.state = state;
  if (served) box.className = 'app-proof' +
    (state === 'before' ? '' : ' app-proof--' + state);
  at('state').textContent = words;
}

function showLanguage(w) {
  document.documentElement.lang = lang;
  document.documentElement.dataset.lang = lang;
  document.title = w.title + ' - Chancery';
  at('to-en').setAttribute('aria-pressed', String(lang === 'en'));
  at('to-fr').setAttribute('aria-pressed', String(lang === 'fr'));
}

// What stands on a paper (interfaces C8.5) is not what the log holds.
function showPaper(found, w) {
  setState('failed', w.failed + w.paper[last.paper]);
  element('p', w.mendFailed, found);
  showEvidence(found, w);
}

function show() {
  const w = WORDS[lang], found = at('found');
  if (!served) showLanguage(w);
  if (last === null) {
    if (!served) setState('before', w.before);
    return;
  }
  found.replaceChildren();
  if (last.paper) {
    showPaper(found, w);
    return;
  }
  if (last.missing || last.result === null || last.result.error) {
    const e = last.result && last.result.error;
    setState('cannot', w.cannot + (last.missing ? w[last.missing] :
      e ? w.bad[e.of] : w.memory));
    if (e) element('p', e[lang], found).lang = e.fr === e.en ? 'en' : lang;
    return;
  }
  const r = last.result;
  if (r.verdict === 'verified') {
    setState('ok', w.ok);
  } else {
    const step = deciding(r);
    setState(r.verdict === 'failed' ? 'failed' : 'cannot',
      (r.verdict === 'failed' ? w.failed : w.cannot) +
      (r.verdict === 'failed' ? w.step(step.n) : step.detail[lang]));
    if (r.verdict === 'failed') element('p', step.detail[lang] + '.', found);
    element('p', mend(w, r, step.code), found);
  }
  const list = element('dl', null, found, 'app-proof__facts');
  pair(list, w.file, last.name);
  if (r.question !== null) pair(list, w.question, r.question, 'code');
  showAnswer(list, w, r);
  if (r.as_of !== null) pair(list, w.asOf, w.checkpoint(r.as_of));
  pair(list, w.keys, r.trust.log_keys.join('\n') || w.noKeys, 'code');
  if (served && r.trust.log_keys.length)
    pair(list, w.whose, last.ownKey ? w.ownKey(form.dataset.fingerprint) :
      w.yourKey);
  if (r.trust.log_keys.length) pair(list, w.witnesses, w.witnessed(r.trust));
  showSteps(found, w, r);
  if (r.verdict === 'failed') showEvidence(found, w);
}

async function bytesOf(id) {
  const file = at(id).files[0];
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
}

// One check of these bytes with the keys and the question of the form.
async function judge(file, name, entry) {
  const text = new TextEncoder();
  const keys = at('keys').value.trim();
  await load();
  last = {
    name, bytes: file, ownKey: served && keys === ownKeys,
    result: check(file, keys === '' ? null : text.encode(keys + '\n'),
      text.encode(at('question').value), entry),
  };
}

async function run() {
  const file = await bytesOf('file'), entry = await bytesOf('entry');
  if (file === null && form.dataset.proof) {
    await runFetched(form.dataset.proof, form.dataset.entry);
    return;
  }
  if (file === null) last = {missing: 'nothing'};
  else await judge(file, at('file').files[0].name, entry);
  show();
}

// A file of this site, and the entry that it is about.
async function runFetched(proof, entry) {
  let file, about;
  try {
    await load();
    file = await fetched(proof);
    about = entry ? await fetched(entry) : await bytesOf('entry');
  } catch (e) {
    last = {missing: 'away'};
    show();
    return;
  }
  await judge(file, proof.split('?')[0].split('/').pop(), about);
  await comparePaper(file, about);
  show();
}

// #e=ENTRY&l=LEAF&s=SIZE&r=ROOT of a printed page: kept by the browser, never
// sent. The leaf's hash (RFC 6962: a zero byte in front) and the checkpoint's
// third line are compared with what the paper says.
const paper = served ? new URLSearchParams(location.hash.slice(1)) : null;

async function comparePaper(file, entry) {
  if (entry === null || !paper.has('l')) return;
  const leaf = new Uint8Array(entry.length + 1);
  leaf.set(entry, 1);
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', leaf));
  const hex = [...sum].map((b) => b.toString(16).padStart(2, '0')).join('');
  const root = btoa(String.fromCharCode(...((paper.get('r') || '')
    .match(/../g) || []).map((b) => parseInt(b, 16))));
  const lines = new TextDecoder().decode(file).split('\n');
  if (hex !== paper.get('l')) last.paper = 'leaf';
  else if (!lines.includes(root)) last.paper = 'root';
}

function runPaper() {
  const [entry, size] = [paper.get('e'), paper.get('s')];
  if (!/^[0-9]+$/.test(entry || '') || !/^[0-9]+$/.test(size || '')) return;
  const path = `/api/v1/entries/${entry}`;
  runFetched(`${path}/proof?size=${size}`, path);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
at('file').addEventListener('change', run);
form.hidden = false;
if (served) {
  if (form.dataset.proof) run();
  else runPaper();
} else {
  at('to-en').addEventListener('click', () => { lang = 'en'; show(); });
  at('to-fr').addEventListener('click', () => { lang = 'fr'; show(); });
}
show();
