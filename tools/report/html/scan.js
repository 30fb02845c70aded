// The page of a scan: the map on top, below it one view at a time.

const tree = treeOf(data.files);
const VIEWS = [
  ['findings', 'Findings', data.findings.length, findingsView],
  ['files', 'Files', data.files.length, filesView],
  ['capabilities', 'Capabilities', null, () => capabilitiesView(tree)],
  ['gaps', 'Not analysed', data.gaps.length, gapsView],
];

function tabs() {
  const panel = el('div', { id: 'panel', role: 'tabpanel' });
  const made = new Map();
  const buttons = VIEWS.map(([name, title, count]) => el('button', { type: 'button', role: 'tab', id: `tab-${name}`,
    'aria-controls': 'panel', onclick: () => go({ view: name, sort: 'risk', open: '' }) },
  title, count === null ? null : el('span', { class: 'counter' }, number(count))));
  const bar = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views' }, buttons);
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    next.click();
    next.focus();
  });
  const show = () => {
    const at = Math.max(0, VIEWS.findIndex(([name]) => name === state.view));
    buttons.forEach((button, i) => {
      button.setAttribute('aria-selected', i === at);
      button.setAttribute('tabindex', i === at ? 0 : -1);
    });
    const [name, , , make] = VIEWS[at];
    if (!made.has(name)) made.set(name, make());
    const view = made.get(name);
    panel.setAttribute('aria-labelledby', `tab-${name}`);
    if (panel.firstChild !== view.node) panel.replaceChildren(view.node);
    view.update();
  };
  onState(show);
  return { nodes: [bar, panel], show };
}

/** j and k go through the rows, / to the filter, Escape back up. */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches('input, select, textarea');
  if (event.key === 'Escape') {
    if (isTyping) event.target.blur();
    else if (state.open) go({ open: '' }, true);
    else if (state.path) go({ path: state.path.slice(0, Math.max(0, state.path.lastIndexOf('/'))) });
    return;
  }
  if (isTyping) return;
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('search')?.focus();
  } else if (event.key === 'j' || event.key === 'k') {
    const rows = [...document.querySelectorAll('.row')];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)))]?.focus();
  }
}

const view = tabs();
const facts = [el('span', null, plural(data.files.length, 'file')), el('span', null, plural(tree.lines, 'line')),
  el('span', null, bytes(data.bytes)), levelBar(tree.counts),
  ...LEVELS.map((_, level) => tree.counts[level] ? el('a', { class: 'fact', href: addressOf({ view: 'files', level: LEVELS[level], path: '', open: '' }) },
    badge(level), number(tree.counts[level])) : null).reverse()];
showPage(data.name || 'Scan', 'risk report', facts, treemap(tree), ...view.nodes,
  el('p', { class: 'keys muted' }, el('kbd', null, '/'), ' filter  ', el('kbd', null, 'j'), ' ', el('kbd', null, 'k'), ' next, previous  ',
    el('kbd', null, 'Enter'), ' open  ', el('kbd', null, 'Esc'), ' back'));
document.addEventListener('keydown', onKey);
view.show();
