// node test_wasm.js MODULE.wasm CHANCERY-VERIFY ROOT: the module against the
// offline program, over the files of tests/vectors/end-to-end and copies with
// one byte changed. interfaces C3.3: no imports, at most 60 KiB.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {spawnSync} = require('child_process');

const [, , modulePath, program, root] = process.argv;
const vectors = path.join(root, 'tests/vectors/end-to-end');
const bytes = fs.readFileSync(modulePath);
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-wasm-'));
let count = 0, failed = 0;

function report(good, name) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
}

const compiled = new WebAssembly.Module(bytes);
const {exports: wasm} = new WebAssembly.Instance(compiled, {});

function give(input) {
  if (input === null) return [0, 0];
  const at = wasm.take(input.length);
  if (at === 0) throw new Error('no room');
  new Uint8Array(wasm.memory.buffer, at, input.length).set(input);
  return [at, input.length];
}

function check(file, trust, question, entry) {
  wasm.reset();
  const args = [...give(file), ...give(trust), ...give(Buffer.from(question)),
    ...give(entry)];
  const at = wasm.check(...args);
  const all = new Uint8Array(wasm.memory.buffer);
  return JSON.parse(Buffer.from(all.subarray(at, all.indexOf(0, at)))
    .toString());
}

function native(files, trust, question, entry) {
  const args = ['--json'];
  if (trust) args.push('--trust', trust);
  for (const q of question.split('\n').filter(Boolean))
    args.push('--question', q);
  if (entry) args.push('--entry', entry);
  const run = spawnSync(program, [...args, ...files],
    {maxBuffer: 1 << 28});
  return JSON.parse(run.stdout).files;
}

function same(ours, theirs) {
  const b = JSON.parse(JSON.stringify(theirs));
  b.file = '';
  b.trust.keys_from = b.trust.keys_from === null ? null : 'page';
  return JSON.stringify(ours) === JSON.stringify(b);
}

report(WebAssembly.Module.imports(compiled).length === 0, 'no imports');
report(bytes.length <= 60 * 1024, `${bytes.length} bytes, at most 61440`);
report(wasm.take(17 * 1024 * 1024) === 0, 'too large an input is refused');

const trust = path.join(work, 'trust');
fs.writeFileSync(trust, fs.readFileSync(path.join(vectors, 'vkey')));
const names = fs.readdirSync(vectors)
  .filter((n) => /-proof$/.test(n)).sort();
report(names.length >= 6, `${names.length} proof files`);

function question(file) {
  return file.toString('latin1').split('\n')
    .filter((l) => l.startsWith('question ')).map((l) => l.slice(9))
    .slice(0, 1).join('\n');
}

// with trust, without, with the question, with another one
let verified = 0;
for (const name of names) {
  const at = path.join(vectors, name), file = fs.readFileSync(at);
  const asked = question(file);
  const others = ['', asked, 'official official=3 count'];
  for (const q of others)
    for (const t of [trust, null]) {
      const ours = check(file, t && fs.readFileSync(t), q, null);
      const [theirs] = native([at], t, q, null);
      verified += ours.verdict === 'verified';
      report(same(ours, theirs), `${name}: ${ours.verdict}, ` +
        `${t ? 'trust' : 'no trust'}, ${q === '' ? 'shown' : 'asked'}`);
    }
}
report(verified >= 5, `${verified} verified: the comparison has substance`);

// one byte changed: same verdict, same step, same words
let seed = 12345;
function random(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return Math.floor(seed / 65536) % n;
}
for (const name of names) {
  const file = fs.readFileSync(path.join(vectors, name));
  const copies = [];
  for (let i = 0; i < 120; i++) {
    const copy = Buffer.from(file);
    copy[random(copy.length)] ^= 1 << random(8);
    const at = path.join(work, `${i}`);
    fs.writeFileSync(at, i % 10 === 9 ? copy.subarray(0,
      random(copy.length)) : copy);
    copies.push(at);
  }
  const theirs = native(copies, trust, question(file), null);
  let agree = 0, accepted = 0;
  copies.forEach((at, i) => {
    const ours = check(fs.readFileSync(at), fs.readFileSync(trust),
      question(file), null);
    agree += same(ours, theirs[i]);
    accepted += ours.verdict === 'verified';
  });
  report(agree === copies.length && accepted === 0,
    `${name}: ${agree} of ${copies.length} changed copies agree, ` +
    `${accepted} accepted`);
}

// a trust that cannot be read, a question that is none
report(check(Buffer.from('x'), Buffer.from('nonsense'), '', null).error
  .of === 'trust', 'unreadable trust is told');
report(check(Buffer.from('x'), null, 'nonsense', null).error
  .of === 'question', 'an unreadable question is told');

fs.rmSync(work, {recursive: true});
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
