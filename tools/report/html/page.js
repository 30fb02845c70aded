// What every page of assay has: its data, elements, numbers for people, the choice of light or dark.
// Text of judged code reaches the page only as text nodes and attribute values, never as markup.

const data = JSON.parse(document.getElementById('data').textContent);
const LEVELS = ['LOW', 'MEDIUM', 'HIGH', 'BLOCKED'];
const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** An element with attributes, listeners (`onclick`) and children; strings become text. */
function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

const formatter = new Intl.NumberFormat('en');
const number = (value) => formatter.format(value);
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

function bytes(count) {
  if (count < 1000) return plural(count, 'byte');
  return count < 1e6 ? `${(count / 1e3).toFixed(0)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

const badge = (level) => el('span', { class: `badge l${level}` }, LEVELS[level]);

/** Shares of a whole as a bar, with words for those who do not see it. */
function levelBar(counts) {
  const all = counts.reduce((a, b) => a + b, 0);
  const words = counts.map((n, level) => `${number(n)} ${LEVELS[level]}`).reverse().join(', ');
  const bar = el('span', { class: 'bar', role: 'img', 'aria-label': words, title: words });
  for (let level = LEVELS.length - 1; level >= 0; --level) {
    if (!counts[level]) continue;
    const part = el('span', { class: `l${level}` });
    part.style.width = `${Math.max(2, (100 * counts[level]) / all)}%`;
    bar.append(part);
  }
  return bar;
}

/** What a browser keeps between visits; it may refuse to. */
function remembered(key, value) {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function themeButton() {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const name = () => `Use ${isDark() ? 'light' : 'dark'} colours`;
  const stored = remembered('assay-theme');
  if (stored === 'dark' || stored === 'light') root.dataset.theme = stored;
  const button = el('button', { class: 'quiet', type: 'button', title: name() }, '◐');
  button.setAttribute('aria-label', name());
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    remembered('assay-theme', root.dataset.theme);
    button.setAttribute('aria-label', name());
    button.title = name();
  });
  return button;
}

/** The frame around what a page shows. */
function showPage(heading, subtitle, facts, ...content) {
  document.body.append(
    el('header', { class: 'top' },
      el('div', { class: 'brand' }, el('h1', null, heading), el('span', { class: 'muted' }, subtitle)),
      el('div', { class: 'facts' }, facts), themeButton()),
    el('main', null, ...content),
    el('footer', { class: 'muted' }, `assay ${data.version}`));
}
