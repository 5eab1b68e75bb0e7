'use strict';
// node sigstore.js [--random N] DIR VKEY: asks npm's @sigstore/verify about
// every entry of a static tree, or N of them; then spoils what it accepted in
// three ways, each of which must be refused (log 9.1).
// node sigstore.js --judge FILE: one verdict a line, for differential.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const {Tree, chooser, leafHash, readEntries, sha256} = require('./tree.js');

const dist = path.join(path.dirname(require.resolve('@sigstore/verify')),
  'tlog');
const {verifyCheckpoint} = require(path.join(dist, 'checkpoint.js'));
const {verifyMerkleInclusion} = require(path.join(dist, 'merkle.js'));

function logOf(vkey) {
  const at = vkey.indexOf('+'), name = vkey.slice(0, at);
  const raw = Buffer.from(vkey.slice(at + 10), 'base64');
  const publicKey = crypto.createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'),
      raw.subarray(1)]), format: 'der', type: 'spki'});
  return {logID: sha256(name + '\n', raw), baseURL: 'https://' + name,
    publicKey};
}

function accepts(entry, log) {
  try {
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
    return true;
  } catch (error) {
    if (error.name !== 'VerificationError')
      throw error;
    return false;
  }
}

function entryOf(bytes, index, hashes, envelope) {
  return {canonicalizedBody: bytes, inclusionProof:
    {logIndex: String(index), hashes, checkpoint: {envelope}}};
}

function checkTree(dir, vkey, random) {
  const log = logOf(vkey);
  const note = fs.readFileSync(path.join(dir, 'checkpoint'), 'utf8');
  const lines = note.split('\n'), size = Number(lines[1]);
  const entries = readEntries(dir, size);
  const tree = new Tree(entries.map(leafHash));
  const choose = chooser(size + 1);
  const chosen = random === 0 || random >= size ?
    entries.map((_, i) => i) :
    Array.from({length: random}, () => choose(size));
  let accepted = 0, tried = 0, refused = 0;
  const spoil = (entry) => {
    tried++;
    refused += accepts(entry, log) ? 0 : 1;
  };
  for (const i of chosen) {
    const hashes = tree.inclusion(i, size);
    if (!accepts(entryOf(entries[i], i, hashes, note), log))
      continue;
    accepted++;
    spoil(entryOf(Buffer.concat([entries[i], Buffer.from('x')]), i, hashes,
      note));
    if (hashes.length !== 0)
      spoil(entryOf(entries[i], i, hashes.slice(1), note));
    const root = Buffer.from(lines[2], 'base64');
    root[choose(32)] ^= 1 << choose(8);
    spoil(entryOf(entries[i], i, hashes,
      note.replace(lines[2], root.toString('base64'))));
  }
  console.log(`ok ${lines[0]} ${accepted} of ${chosen.length}`);
  console.log(`refused ${refused} of ${tried}`);
  return accepted === chosen.length && refused === tried;
}

// Lines of proofs.js: "1" accepted, "0" refused. The
// package hashes the entry itself, so the file carries the entry.
async function judge(file) {
  const input = readline.createInterface({input: fs.createReadStream(file)});
  for await (const line of input) {
    const p = JSON.parse(line);
    const entry = entryOf(Buffer.from(p.entry, 'base64'), p.leafIdx,
      p.proof.map((h) => Buffer.from(h, 'base64')), '');
    let verdict = 1;
    try {
      verifyMerkleInclusion(entry, {logSize: BigInt(p.treeSize),
        logHash: Buffer.from(p.root, 'base64')});
    } catch (error) {
      if (error.name !== 'VerificationError')
        throw error;
      verdict = 0;
    }
    console.log(verdict);
  }
}

const args = process.argv.slice(2);
if (args[0] === '--judge' && args.length === 2) {
  judge(args[1]);
} else {
  const random = args[0] === '--random' ? Number(args.splice(0, 2)[1]) : 0;
  if (args.length !== 2) {
    console.error('usage: sigstore.js [--random N] DIR VKEY');
    process.exit(2);
  }
  process.exitCode = checkTree(args[0], args[1], random) ? 0 : 1;
}
