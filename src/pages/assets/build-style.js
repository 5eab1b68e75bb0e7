'use strict';
// node build-style.js OUT.css DEPFILE: style.scss as one minified file, and
// the list of what it was made of, for ninja.
const fs = require('fs');
const path = require('path');
const {fileURLToPath} = require('url');
const sass = require('sass');

const [out, depfile] = process.argv.slice(2);
const from = path.join(__dirname, 'style.scss');
const made = sass.compile(from, {
  style: 'compressed',
  charset: false,
  loadPaths: [path.join(__dirname, 'node_modules/govuk-frontend/dist')],
  quietDeps: true,
});

// Variants that no page uses, and browsers that are gone.
const UNUSED = new RegExp(['--inverse', '--start\\b', 'pagination--block',
  'pagination__link-(label|title)', 'govuk-tag--', 'no-underline',
  'link--(muted|text-colour|error|success|no-)', 'panel--interruption',
  'list--spaced', 'govuk-body-l\\b', 'heading-s\\b.*caption', 'caption-xl',
  'govuk-(body|list|button|heading).*\\+ ?\\.govuk-heading',
  'button__start', 'frontend-supported', 'list--(number|bullet) .*lang',
  'visually-hidden-focusable', 'breadcrumbs--collapse',
  'input__(prefix|suffix|wrapper)', 'govuk-input--extra',
  '::-moz-focus-inner'].join('|'));

function used(css) {
  css = css
    .replace(/@media[^{}]*-ms-high-contrast: none[^{}]*\{([^{}]+\{[^{}]*\})*\}/g, '')
    .replace(/@supports not \((-ms|caret|text-wrap)[^{}]*\{([^{}]+\{[^{}]*\})*\}/g, '')
    .replace(/, ?\(-ms-high-contrast: active\)/g, '');
  return css.replace(/([^{}@]+)\{([^{}]*)\}/g, (rule, selectors, body) => {
    const kept = selectors.split(',').filter((s) => !UNUSED.test(s));
    return kept.length === 0 ? '' : `${kept.join(',')}{${body}}`;
  });
}

// What govuk-frontend says again in each rule is said once, on body: its face,
// smoothing, and the value of a colour that is always set.
function shortened(css) {
  css = css
    .replace(/@media print\{[^{}]+\{font-family:inherit\}\}/g, '')
    .replace(/-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;?/g, '')
    .replace(/var\((--govuk-[a-z-]+-colour), [^()]+\)/g, 'var($1)');
  // Neighbours with one selector become one rule.
  for (let before = ''; before !== css;) {
    before = css;
    css = css.replace(/(^|[{}])([^{}@]+)\{([^{}]*[^{};]);?\}\2\{/g, '$1$2{$3;');
  }
  return css.replace(/;\}/g, '}').replace(/[^{}]+\{\}/g, '');
}

const css = shortened(used(made.css));
// The policy of the pages (interfaces C1.3) refuses what is fetched from
// elsewhere or written into the sheet.
if (/url\(|@import|@font-face/.test(css)) {
  throw new Error('the style sheet fetches something');
}
fs.writeFileSync(out, css + '\n');
fs.writeFileSync(depfile, `${out}: ` + made.loadedUrls.map((url) =>
  fileURLToPath(url).replace(/ /g, '\\ ')).join(' ') + '\n');
