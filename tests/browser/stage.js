// A register with the case and five accounts, served on loopback, and Chromium:
// what the tests of pages share.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const {execFileSync, spawn, spawnSync} = require('child_process');

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser']
  .find((p) => fs.existsSync(p));
let playwright = null;
try {
  playwright = require('playwright-core');
} catch (e) { /* told by skip */ }

let count = 0, failed = 0;
function report(good, name) {
  count++;
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ` +
    String(name).replace(/\s+/g, ' ').replace(/#/g, 'No.'));
  return good;
}

function finish() {
  console.log(`1..${count}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

// Ends the test, saying why, where Chromium or its driver is absent.
function skip() {
  if (playwright && chromium) return false;
  console.log('1..0 # skip: no Chromium or no playwright-core; ' +
    'script/bootstrap --test brings them');
  return true;
}

function freePort() {
  return new Promise((done) => {
    const s = net.createServer();
    s.listen(0, '127.0.0.1', () => {
      const port = s.address().port;
      s.close(() => done(port));
    });
  });
}

// A one-time code of RFC 6238; the server takes each step once for an account,
// so `wait` waits for a step that was not used yet.
const used = new Map();
function code(secret, step) {
  const bits = [...secret].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
      .padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = crypto.createHmac('sha1', key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// One reader asks all that is asked here.
const RATES = 'read=0,question=0,write=0,sign-in=0,account=0';

// Runs what makes a register; what it said if it failed.
function make(program, words, env) {
  const done = spawnSync(program, words, {env, encoding: 'utf8'});
  if (done.status !== 0)
    throw new Error(`${path.basename(program)}: ${done.stderr}`);
  return done.stdout;
}

class Stage {
  constructor(build) {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'chancery-stage-'));
    this.build = path.resolve(build);
    this.source = path.resolve(__dirname, '..', '..');
    this.env = {...process.env, CHANCERY_BUILD: this.build,
      CHANCERY_STORE: path.join(this.dir, 'register'),
      XDG_STATE_HOME: path.join(this.dir, 'state'),
      XDG_CONFIG_HOME: path.join(this.dir, 'config')};
  }

  // `contacts`: how many of the made-up diary; `build`: the build folder
  static async set(build, contacts = 0) {
    const s = new Stage(build);
    make(path.join(s.source, 'script', 'stage'), [s.dir, String(contacts)],
      s.env);
    s.accounts = JSON.parse(fs.readFileSync(
      path.join(s.dir, 'accounts.json')));
    await s.serve();
    return s;
  }

  // The fixture register of interfaces E1; `refs` names what is in it.
  static async fixture(build, contacts = 0) {
    const s = new Stage(build);
    const made = path.join(s.dir, 'made');
    s.refs = JSON.parse(make('python3', [path.join(s.source, 'tests', 'wire',
      'fixture.py'), build, made, ...contacts ? [String(contacts)] : []],
    s.env));
    s.env.CHANCERY_STORE = path.join(made, 'register');
    await s.serve();
    return s;
  }

  async serve() {
    const port = await freePort();
    this.base = `http://127.0.0.1:${port}`;
    this.env.CHANCERY_BASE_URL = this.base;
    this.server = spawn(path.join(this.build, 'src', 'cli', 'chancery'),
      ['serve', '--listen', `127.0.0.1:${port}`, '--interval', '200',
        '--rate', RATES],
      {env: this.env, stdio: ['ignore', 'pipe', 'pipe']});
    this.log = '';
    this.server.stderr.on('data', (d) => { this.log += d; });
    await new Promise((done, bad) => {
      this.server.stdout.once('data', done);
      this.server.once('exit', () => bad(new Error(this.log)));
    });
  }

  // chancery WORDS... on this register
  cli(...words) {
    return execFileSync(path.join(this.build, 'src', 'cli', 'chancery'),
      words, {env: this.env, encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe']});
  }

  verify(...words) {
    return execFileSync(path.join(this.build, 'src', 'verify',
      'chancery-verify'), words, {encoding: 'utf8'});
  }

  routes() {
    return JSON.parse(this.cli('serve', '--routes'));
  }

  account(name) {
    return this.accounts.find((a) => a.name === name);
  }

  // A code that was not used yet; waits for the next step if it must.
  async code(name) {
    const a = this.account(name);
    for (;;) {
      const now = Math.floor(Date.now() / 30000);
      const last = used.get(this.dir + name) || 0;
      for (const step of [now - 1, now, now + 1])
        if (step > last) {
          used.set(this.dir + name, step);
          return code(a.totp_secret, step);
        }
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  // Signs in on the page where the browser stands, or at /LANG/login.
  async signIn(page, name, lang = 'en') {
    if (!page.url().includes('/login'))
      await page.goto(`${this.base}/${lang}/login`);
    await page.fill('#name', name);
    await page.fill('#password', this.account(name).password);
    await page.fill('#factor', await this.code(name));
    await page.click('main form button[type=submit]');
  }

  async stop() {
    if (this.server.exitCode === null) {
      const ended = new Promise((done) => this.server.once('exit', done));
      this.server.kill('SIGTERM');
      await ended;
    }
    fs.rmSync(this.dir, {recursive: true, force: true});
  }
}

function launch() {
  return playwright.chromium.launch({executablePath: chromium,
    args: ['--no-sandbox']});
}

const AXE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice'];
// Runs axe in a page whose context has the script (addAxe); tells the rules.
async function axe(page) {
  const found = await page.evaluate((tags) =>
    window.axe.run(document, {runOnly: tags}), AXE);
  return found.violations.map((v) => `${v.id} (${v.nodes[0].html
    .slice(0, 90)})`);
}
function addAxe(context) {
  return context.addInitScript({
    path: require.resolve('axe-core/axe.min.js')});
}

module.exports = {Stage, axe, addAxe, finish, launch, report, skip};
