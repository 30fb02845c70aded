// The other views: files, capabilities by folder, and what was not judged or not fully.

const findingsByFile = (() => {
  const counts = new Uint32Array(data.files.length);
  for (const finding of data.findings) if (standingOf(finding) === 'counts') counts[finding.file] += 1;
  return counts;
})();

const FILE_COLUMNS = [
  ['risk', 'Risk', (i) => -data.files[i].level * 1000 - (data.files[i].score ?? 0)],
  ['path', 'File', (i) => data.files[i].path],
  ['findings', 'Findings', (i) => -findingsByFile[i]],
  ['lines', 'Lines', (i) => -data.files[i].lines],
  ['language', 'Language', (i) => data.languages[data.files[i].language]],
  ['can', 'Capabilities', (i) => -(data.files[i].can?.length ?? 0)],
];

function chosenFiles() {
  const levels = chosenLevels();
  const query = state.q.toLowerCase();
  const can = data.capabilities.findIndex(([name]) => name === state.can);
  const key = (FILE_COLUMNS.find(([name]) => name === state.sort) ?? FILE_COLUMNS[0])[2];
  const keyed = [];
  data.files.forEach((file, i) => {
    if (isChosen(file.path) && (!levels || levels.has(file.level)) && file.path.toLowerCase().includes(query)
      && (can < 0 || file.can?.includes(can))
      && (state.language === '' || data.languages[file.language] === state.language))
      keyed.push([key(i), i]);
  });
  return keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1])).map(([, i]) => i);
}

function scoreBar(file) {
  const words = data.dimensions.map((name, i) => `${name} ${file.points?.[i] ?? 0}`).join(', ');
  const bar = el('span', { class: 'score', title: words, role: 'img', 'aria-label': words });
  data.dimensions.forEach((_, i) => {
    const part = el('span', { class: `d${i}` });
    part.style.width = `${file.points?.[i] ?? 0}%`;
    bar.append(part);
  });
  return bar;
}

function fileRow(i) {
  const file = data.files[i];
  const capabilities = (file.can ?? []).map((n) => data.capabilities[n][0]).join(', ');
  return el('tr', null, el('td', { class: 'risk' }, badge(file.level), el('span', { class: 'count' }, String(file.score ?? 0)), scoreBar(file)),
    el('td', { class: 'path' }, el('a', { href: addressOf({ path: file.path, view: 'findings', can: '', sort: 'risk' }) }, file.path)),
    el('td', { class: 'count' }, findingsByFile[i] ? number(findingsByFile[i]) : ''), el('td', { class: 'count' }, number(file.lines)),
    el('td', null, data.languages[file.language]), el('td', { class: 'cans', title: capabilities }, capabilities));
}

function filesView() {
  const body = el('tbody');
  const paged = pagedList(body, chosenFiles, fileRow, () => 'No file matches these filters.');
  const heads = FILE_COLUMNS.map(([name, title]) => el('th', { scope: 'col' },
    el('button', { type: 'button', onclick: () => go({ sort: name }) }, title)));
  const view = el('div', null,
    el('div', { class: 'filters' }, searchBox('Filter by path ( / )'), levelButtons(),
      chooser('can', 'Capability', [['', 'any capability'], ...same(data.capabilities.map(([name]) => name))]),
      chooser('language', 'Language', [['', 'any language'], ...same([...data.languages].sort())])),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Files' },
      el('table', { class: 'files' }, el('thead', null, el('tr', null, heads)), body)), ...paged.rest);
  const update = () => {
    const sort = FILE_COLUMNS.some(([name]) => name === state.sort) ? state.sort : 'risk';
    heads.forEach((head, i) => head.setAttribute('aria-sort', FILE_COLUMNS[i][0] === sort ? 'ascending' : 'none'));
    paged.update();
  };
  return { node: view, update };
}

/** Folder × capability: how many files can, and the worst level among those. */
function matrixOf(root) {
  let shown = nodeAt(root, state.path);
  if (!shown.children) shown = nodeAt(root, state.path.slice(0, state.path.lastIndexOf('/')));
  shown = collapsed(shown);
  const rows = new Map([...shown.children.values()].map((node) => [node.path, { node, cells: new Map(), total: 0 }]));
  const used = new Set();
  const depth = shown.path.length;
  for (const file of data.files) {
    if (!file.can || !isChosen(file.path)) continue;
    const start = depth && shown.path !== '/' ? depth + 1 : depth;
    const end = file.path.indexOf('/', Math.max(start, 1));
    const row = rows.get(end < 0 ? file.path : file.path.slice(0, end));
    if (!row) continue;
    for (const can of file.can) {
      const cell = row.cells.get(can) ?? { files: 0, level: 0 };
      row.cells.set(can, { files: cell.files + 1, level: Math.max(cell.level, file.level) });
      used.add(can);
      row.total += 1;
    }
  }
  return { rows: [...rows.values()].filter((row) => row.total).sort((a, b) => b.total - a.total),
    columns: [...used].sort((a, b) => a - b) };
}

const MAX_ROWS = 200; // of the matrix; deeper folders are a click away

function matrixTable({ rows, columns }) {
  const cellOf = (row, can) => {
    const cell = row.cells.get(can);
    if (!cell) return el('td');
    const [name, meaning] = data.capabilities[can];
    const words = `${plural(cell.files, 'file')} in ${row.node.path} can ${meaning} (${name}); the worst is ${LEVELS[cell.level]}`;
    return el('td', { class: `l${cell.level}` }, el('a', { title: words, 'aria-label': words,
      href: addressOf({ view: 'files', path: row.node.path, can: name, q: '', level: '' }) }, number(cell.files)));
  };
  return el('table', { class: 'matrix' },
    el('thead', null, el('tr', null, el('td'), columns.map((can) =>
      el('th', { scope: 'col', title: data.capabilities[can][1] }, el('span', null, data.capabilities[can][0]))))),
    el('tbody', null, rows.slice(0, MAX_ROWS).map((row) => el('tr', null,
      el('th', { scope: 'row' }, el('a', { href: addressOf({ path: row.node.path }) }, row.node.name + (row.node.children ? '/' : ''))),
      columns.map((can) => cellOf(row, can))))));
}

function capabilitiesView(root) {
  const box = el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Capabilities by folder' });
  const update = () => {
    const matrix = matrixOf(root);
    box.replaceChildren(matrix.rows.length ? matrixTable(matrix) : el('p', { class: 'muted' }, 'No file here uses a capability that assay knows.'));
  };
  return { node: el('div', null, el('p', { class: 'muted' },
    'Files that can do a thing, by folder; the colour is the worst risk among them.'), box), update };
}

function gapsView() {
  const body = el('tbody');
  const pathOf = (gap) => gap.path ?? data.files[gap.file].path;
  const rowOf = (gap) => el('tr', null, el('td', { class: 'path' }, pathOf(gap) + (gap.line ? `:${gap.line}` : '')),
    el('td', null, gap.kind), el('td', null, gap.message));
  const paged = pagedList(body, () => data.gaps.filter((gap) => isChosen(pathOf(gap))), rowOf,
    () => 'Everything here was analysed fully.');
  const head = el('thead', null, el('tr', null, ['File', 'What', 'Why'].map((title) => el('th', { scope: 'col' }, title))));
  return { node: el('div', null, el('p', { class: 'muted' },
    `${plural(data.ignored, 'file or folder', 'files and folders')} left out because a .gitignore says so.`
      + (data.stale ? ` ${plural(data.stale, 'finding')} of the baseline ${data.stale === 1 ? 'is' : 'are'} there no more.` : '')),
  el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Not analysed' },
    el('table', { class: 'files' }, head, body)), ...paged.rest), update: paged.update };
}
