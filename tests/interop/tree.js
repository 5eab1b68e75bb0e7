'use strict';
// A log's static tree in JavaScript, written from log 1, 2 and 3 alone: the
// second implementation that the C library is compared with.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const sha256 = (...parts) => {
  const h = crypto.createHash('sha256');
  for (const part of parts)
    h.update(part);
  return h.digest();
};
const leafHash = (entry) => sha256(Buffer.from([0]), entry);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

// A name's number, in groups of three digits (log 2.1).
function tileName(n) {
  let groups = String(n % 1000).padStart(3, '0');
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000))
    groups = 'x' + String(n % 1000).padStart(3, '0') + '/' + groups;
  return groups;
}

function tilePath(level, n, width) {
  return `tile/${level}/${tileName(n)}${width < 256 ? `.p/${width}` : ''}`;
}

// levels[k][i] is the root of the complete subtree of 2^k leaves from i * 2^k.
class Tree {
  constructor(leaves) {
    this.size = leaves.length;
    this.levels = [leaves];
    for (let below = leaves; below.length > 1;) {
      const level = [];
      for (let i = 0; i + 1 < below.length; i += 2)
        level.push(nodeHash(below[i], below[i + 1]));
      this.levels.push(level);
      below = level;
    }
  }

  // The root over leaves first .. first + count - 1 (log 1.1).
  subroot(first, count) {
    if (count === 0)
      return sha256();
    const k = Math.floor(Math.log2(count));
    if (2 ** k === count)
      return this.levels[k][first / count];
    const left = 2 ** k;
    return nodeHash(this.subroot(first, left),
      this.subroot(first + left, count - left));
  }

  root(size) {
    return this.subroot(0, size);
  }

  inclusion(index, size) {
    const proof = [];
    for (let first = 0, count = size; count > 1;) {
      const left = 2 ** (Math.ceil(Math.log2(count)) - 1);
      if (index - first < left) {
        proof.push(this.subroot(first + left, count - left));
        count = left;
      } else {
        proof.push(this.subroot(first, left));
        first += left;
        count -= left;
      }
    }
    return proof.reverse();
  }

  // RFC 6962 2.1.2
  consistency(old, size) {
    const prove = (m, first, count, whole) => {
      if (m === count)
        return whole ? [] : [this.subroot(first, count)];
      const left = 2 ** (Math.ceil(Math.log2(count)) - 1);
      if (m <= left)
        return [...prove(m, first, left, whole),
          this.subroot(first + left, count - left)];
      return [...prove(m - left, first + left, count - left, false),
        this.subroot(first, left)];
    };
    return prove(old, 0, size, true);
  }
}

function keyOf(origin, seed) {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const secret = crypto.createPrivateKey({
    key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8'});
  const raw = crypto.createPublicKey(secret)
    .export({format: 'der', type: 'spki'}).subarray(12);
  const id = sha256(origin + '\n', Buffer.from([1]), raw).subarray(0, 4);
  const vkey = `${origin}+${id.toString('hex')}+` +
    Buffer.concat([Buffer.from([1]), raw]).toString('base64');
  return {origin, secret, id, vkey};
}

function checkpoint(tree, size, key) {
  const text = `${key.origin}\n${size}\n${tree.root(size).toString('base64')}\n`;
  const signature = crypto.sign(null, Buffer.from(text), key.secret);
  return `${text}\n\u2014 ${key.origin} ` +
    Buffer.concat([key.id, signature]).toString('base64') + '\n';
}

// Every file of the static tree of a size: Map of path and bytes.
function files(entries, key) {
  const tree = new Tree(entries.map(leafHash));
  const out = new Map();
  for (let first = 0; first < entries.length; first += 256) {
    const bundle = [];
    const some = entries.slice(first, first + 256);
    for (const entry of some)
      bundle.push(Buffer.from([entry.length >> 8, entry.length & 255]), entry);
    out.set(tilePath('entries', first / 256, some.length),
      Buffer.concat(bundle));
  }
  for (let level = 0; 8 * level < tree.levels.length; level++) {
    const hashes = tree.levels[8 * level];
    for (let first = 0; first < hashes.length; first += 256) {
      const some = hashes.slice(first, first + 256);
      out.set(tilePath(level, first / 256, some.length), Buffer.concat(some));
    }
  }
  out.set('checkpoint', Buffer.from(checkpoint(tree, entries.length, key)));
  return out;
}

// Reads a static tree back: its entries, from bundles (log 2.4).
function readEntries(dir, size) {
  const entries = [];
  for (let first = 0; first < size; first += 256) {
    const width = Math.min(256, size - first);
    const data =
      fs.readFileSync(path.join(dir, tilePath('entries', first / 256, width)));
    let at = 0, count = 0;
    for (; at < data.length; count++) {
      const length = data.readUInt16BE(at);
      if (at + 2 + length > data.length)
        throw new Error(`bundle ${first / 256} is cut`);
      entries.push(data.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
    if (count !== width)
      throw new Error(`bundle ${first / 256} holds ${count} entries`);
  }
  return entries;
}

// xorshift32: the same choices everywhere for one seed.
function chooser(seed) {
  let x = seed >>> 0 || 1;
  return (below) => {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x % below;
  };
}

module.exports = {Tree, checkpoint, chooser, files, keyOf, leafHash, nodeHash,
  readEntries, sha256};
