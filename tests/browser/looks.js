// What a page looks like, asked in the page itself: each function here runs in
// the browser, takes nothing from outside and tells what is wrong as a list of
// short texts; an empty list is good.
'use strict';

// Nothing wider than the window but what stands in a region of its own, which
// must have a name and take the focus (web 10).
function sideways() {
  const wrong = [], wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth) {
    const culprit = [...document.body.querySelectorAll('*')].find((e) =>
      e.getBoundingClientRect().right > wide.clientWidth + 1 &&
      !e.closest('.app-scroll, .govuk-visually-hidden'));
    wrong.push(`${wide.scrollWidth} px wide` + (culprit ?
      `: ${culprit.outerHTML.slice(0, 90)}` : ''));
  }
  for (const e of document.querySelectorAll('main *')) {
    const flow = getComputedStyle(e).overflowX;
    if ((flow === 'auto' || flow === 'scroll') &&
        e.scrollWidth > e.clientWidth + 1 &&
        !(e.tabIndex === 0 && e.getAttribute('role') === 'region' &&
          (e.ariaLabel || e.getAttribute('aria-labelledby'))) &&
        !/^(TEXTAREA|INPUT|SELECT)$/.test(e.tagName))
      wrong.push(`no named region: ${e.outerHTML.slice(0, 90)}`);
  }
  return wrong;
}

// No text cut off by a box around it, none drawn over another (web 11, 12).
function clipped() {
  const wrong = [], drawn = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, e = node.parentElement;
    if (!node.data.trim() ||
        e.closest('.govuk-visually-hidden, .govuk-skip-link, svg, option'))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      if (r.width < 1 || r.height < 1) continue;
      drawn.push({r, node});
      for (let box = e; box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        const b = box.getBoundingClientRect();
        if (style.overflowX === 'auto' || style.overflowX === 'scroll') break;
        if ((/hidden|clip/.test(style.overflowX) &&
             (r.right > b.right + 1 || r.left < b.left - 1)) ||
            (/hidden|clip/.test(style.overflowY) &&
             (r.bottom > b.bottom + 3 || r.top < b.top - 3))) {
          wrong.push(`cut: ${node.data.trim().slice(0, 40)}`);
          break;
        }
      }
    }
  }
  drawn.sort((a, b) => a.r.top - b.r.top);
  for (let i = 0; i < drawn.length; i++)
    for (let j = i + 1; j < drawn.length &&
         drawn[j].r.top < drawn[i].r.bottom; j++) {
      const a = drawn[i].r, b = drawn[j].r;
      if (drawn[i].node === drawn[j].node) continue;
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      if (wide > 3 && high > 0.4 * Math.min(a.height, b.height))
        wrong.push(`one over the other: ${drawn[i].node.data.trim()
          .slice(0, 30)} | ${drawn[j].node.data.trim().slice(0, 30)}`);
    }
  return wrong.slice(0, 5);
}

// Targets in tables: 24 px, or a circle of 24 px around each that meets no
// other target (web 13, WCAG 2.5.8).
function targets() {
  const wrong = [];
  const found = [...document.querySelectorAll('main table a[href], ' +
    'main table button, main table input:not([type=hidden]), ' +
    'main table select')].map((e) => {
    // a box of govuk-checkboxes is its label as well
    const r = e.getBoundingClientRect();
    return {e, r, x: r.left + r.width / 2, y: r.top + r.height / 2};
  }).filter((t) => t.r.width > 0 && t.r.height > 0);
  const small = found.filter((t) => t.r.width < 24 || t.r.height < 24);
  for (const t of small)
    for (const o of found) {
      if (o === t) continue;
      const dx = Math.max(o.r.left - t.x, t.x - o.r.right, 0);
      const dy = Math.max(o.r.top - t.y, t.y - o.r.bottom, 0);
      const both = o.r.width < 24 || o.r.height < 24;
      if (Math.hypot(dx, dy) < 12 - 0.1 ||
          (both && Math.hypot(o.x - t.x, o.y - t.y) < 24 - 0.1)) {
        wrong.push(`${t.e.outerHTML.slice(0, 60)} beside ` +
          o.e.outerHTML.slice(0, 60));
        break;
      }
    }
  return wrong.slice(0, 3);
}

// One h1, no level skipped, title = h1 + register name (web 21); the language
// (web 17); unique ids; no script but on /verify (web 9); no tabindex above 0.
function shape() {
  const wrong = [], heads = [...document.querySelectorAll(
    'h1, h2, h3, h4, h5, h6')];
  const h1 = document.querySelectorAll('h1');
  if (h1.length !== 1) wrong.push(`${h1.length} h1`);
  let last = 0;
  for (const h of heads) {
    const level = Number(h.tagName[1]);
    if (level > last + 1) wrong.push(`h${last} then h${level}: ` +
      h.textContent.slice(0, 40));
    last = level;
  }
  const name = document.querySelector('.app-header__name').textContent;
  const title = document.title.replace(/^(Error: |Erreur\s: )/, '');
  const words = (t) => t.replace(/[ \n\t]+/g, ' ').trim();
  if (h1.length && words(title) !== words(`${h1[0].textContent} – ${name}`))
    wrong.push(`title "${document.title}", h1 "${h1[0].textContent}"`);
  const lang = location.pathname.slice(1, 3);
  if (document.documentElement.lang !== lang)
    wrong.push(`lang ${document.documentElement.lang}`);
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length)
    wrong.push(`id twice: ${ids.find((x, i) => ids.indexOf(x) !== i)}`);
  if (document.scripts.length && !location.pathname.endsWith('/verify'))
    wrong.push('a script');
  for (const e of document.querySelectorAll('[tabindex]'))
    if (e.tabIndex > 0) wrong.push('a positive tabindex');
  if (document.querySelector('[style], style, [onclick], [onload]'))
    wrong.push('a style or a handler in the page');
  return wrong;
}

// Texts in the page's own language, by what holds them: not quotations in
// another, not codes (web 18).
function texts() {
  const out = [], lang = document.documentElement.lang;
  const own = (e) => (e.closest('[lang]') || document.documentElement).lang ===
    lang && !e.closest('code, pre, .app-hash, script, style, svg defs');
  const walk = document.createTreeWalker(document.documentElement,
    NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (own(walk.currentNode.parentElement))
      out.push(walk.currentNode.data.trim());
  for (const e of document.querySelectorAll(
    '[aria-label], [title], [placeholder], [alt]'))
    if (own(e))
      for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
        if (e.hasAttribute(name)) out.push(e.getAttribute(name).trim());
  return out.filter((t) => /\p{L}{2}/u.test(t));
}

// French typography (web 19): breaks that do not break before : ; ? ! and
// inside « », 1er, thousands, the plural from 2.
function french() {
  const wrong = [], skip = 'code, pre, .app-hash, script, style, ' +
    'textarea, option, [lang]:not([lang=fr])';
  for (const e of document.querySelectorAll(skip)) {
    if (e === document.documentElement) continue;
    e.replaceWith(document.createTextNode('\u2026'));
  }
  // one line for each block, as it is read
  const lines = document.body.innerText.split(/[\n\t]+/)
    .concat(document.title, ...[...document.querySelectorAll('[aria-label]')]
      .map((e) => e.getAttribute('aria-label')));
  const rules = [
    [/[^\u00a0\u202f\s.:;?!][:;?!](?=\s|$)/u, 'no break before : ; ? !'],
    [/ [:;?!»](?=\s|$)/u, 'a plain blank before : ; ? ! »'],
    [/«(?![\u00a0\u202f])|[^\u00a0\u202f]»/u, 'no break inside « »'],
    [/(^|[^\d\u00a0])1 (janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)/u, '1er'],
    [/\d,\d{3}\b/u, 'a comma in thousands'],
    [/(^|[^\d\u202f,./-])[01]\s(appel|contact|document|entrée|page|personne|message|lettre|jour|note|témoin|signature)s\b/u,
      'plural from 2'],
    [/(^|\s)"|"(\s|$)/u, 'straight quotation marks'],
  ];
  for (const line of lines)
    for (const [rule, name] of rules) {
      const hit = line.match(rule);
      if (hit) wrong.push(`${name}: ${line.slice(
        Math.max(0, hit.index - 20), hit.index + 25).trim()}`);
    }
  return wrong.slice(0, 5);
}

module.exports = {clipped, french, shape, sideways, targets, texts};
