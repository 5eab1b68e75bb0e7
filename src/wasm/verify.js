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

let lang = (navigator.language || 'en').startsWith('fr') ? 'fr' : 'en';
let last = null; // {state, result, name, bytes}: shown again in the other language
let wasm = null;

const at = (id) => document.getElementById(id);

function element(name, text, parent, cls) {
  const e = document.createElement(name);
  if (text !== null) e.textContent = text;
  if (cls) e.className = cls;
  if (parent) parent.appendChild(e);
  return e;
}

async function load() {
  if (wasm === null) {
    const bytes = ADDRESS ? await (await fetch(ADDRESS)).arrayBuffer() :
      Uint8Array.from(atob(MODULE), (c) => c.charCodeAt(0));
    wasm = (await WebAssembly.instantiate(bytes, {})).instance.exports;
  }
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
  const list = element('ol', null, parent, 'steps');
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

function show() {
  const w = WORDS[lang], box = at('result'), found = at('found');
  document.documentElement.lang = lang;
  document.documentElement.dataset.lang = lang;
  document.title = w.title + ' - Chancery';
  at('to-en').setAttribute('aria-pressed', String(lang === 'en'));
  at('to-fr').setAttribute('aria-pressed', String(lang === 'fr'));
  found.replaceChildren();
  if (last === null) {
    box.dataset.state = 'before';
    at('state').textContent = w.before;
    return;
  }
  if (last.missing || last.result === null || last.result.error) {
    const e = last.result && last.result.error;
    box.dataset.state = 'cannot';
    at('state').textContent = w.cannot + (last.missing ? w.nothing :
      e ? w.bad[e.of] : w.memory);
    if (e) element('p', e[lang], found).lang = e.fr === e.en ? 'en' : lang;
    return;
  }
  const r = last.result;
  if (r.verdict === 'verified') {
    box.dataset.state = 'ok';
    at('state').textContent = w.ok;
  } else {
    const step = deciding(r);
    box.dataset.state = r.verdict === 'failed' ? 'failed' : 'cannot';
    at('state').textContent = (r.verdict === 'failed' ? w.failed : w.cannot) +
      (r.verdict === 'failed' ? w.step(step.n) : step.detail[lang]);
    if (r.verdict === 'failed') element('p', step.detail[lang] + '.', found);
    element('p', mend(w, r, step.code), found);
  }
  const list = element('dl', null, found);
  pair(list, w.file, last.name);
  if (r.question !== null) pair(list, w.question, r.question, 'code');
  showAnswer(list, w, r);
  if (r.as_of !== null) pair(list, w.asOf, w.checkpoint(r.as_of));
  pair(list, w.keys, r.trust.log_keys.join('\n') || w.noKeys, 'code');
  if (r.trust.log_keys.length) pair(list, w.witnesses, w.witnessed(r.trust));
  showSteps(found, w, r);
  if (r.verdict === 'failed') showEvidence(found, w);
}

async function bytesOf(id) {
  const file = at(id).files[0];
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
}

async function run() {
  const text = new TextEncoder();
  const file = await bytesOf('file'), entry = await bytesOf('entry');
  const keys = at('keys').value.trim();
  await load();
  if (file === null) {
    last = {missing: true};
  } else {
    last = {
      name: at('file').files[0].name, bytes: file,
      result: check(file, keys === '' ? null : text.encode(keys + '\n'),
        text.encode(at('question').value), entry),
    };
  }
  show();
}

at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
at('file').addEventListener('change', run);
at('to-en').addEventListener('click', () => { lang = 'en'; show(); });
at('to-fr').addEventListener('click', () => { lang = 'fr'; show(); });
show();
