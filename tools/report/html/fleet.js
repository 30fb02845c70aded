// The page of a run over many repositories: four tables and one filter for all.

const levelOf = (name) => Math.max(0, LEVELS.indexOf(name));
const text = (value) => el('td', { class: 'path' }, value);
const count = (value) => el('td', { class: 'count' }, value ? number(value) : '');

const MAX_SHOWN = 500; // rows that a table draws; the filter reaches the others
const TABLES = [
  ['riskiest', 'Riskiest repositories', ['Risk', 'Repository', 'BLOCKED', 'HIGH', 'MEDIUM', 'Files', 'Lines'], (row) => [
    el('td', { class: 'risk' }, badge(row.rank), el('span', { class: 'count' }, String(row.score))), text(row.id),
    count(row.blocked), count(row.high), count(row.medium), count(row.files), count(row.lines)]],
  ['new', data.before ? `New since ${data.before}` : 'New: there is no run before this one', ['Risk', 'Repository', 'Place', 'What', 'Rule'], (row) => [
    el('td', { class: 'risk' }, badge(levelOf(row.level))), text(row.id), text(`${row.path}:${row.line}`), el('td', null, row.message), text(row.rule)]],
  ['capabilities', 'Who can do what', ['Capability', 'Repositories', 'Files'], (row) => [
    text(row.capability), count(row.repositories), count(row.files)]],
  ['failed', 'Not judged', ['Job', 'Status', 'Why'], (row) => [text(row.id), el('td', null, row.status), el('td', null, row.reason)]],
];

function tableOf([name, title, heads, cellsOf]) {
  const body = el('tbody');
  const counter = el('span', { class: 'counter' });
  const section = el('section', { id: name, 'aria-label': title }, el('h2', null, title, counter),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${title}, table` }, el('table', { class: 'files' },
      el('thead', null, el('tr', null, heads.map((head) => el('th', { scope: 'col' }, head)))), body)));
  const show = (query) => {
    const rows = data[name].filter((row) => Object.values(row).some((value) => String(value).toLowerCase().includes(query)));
    body.replaceChildren(...rows.slice(0, MAX_SHOWN).map((row) => el('tr', null, cellsOf(row))));
    counter.textContent = rows.length > MAX_SHOWN ? `${MAX_SHOWN} of ${number(rows.length)}` : number(rows.length);
  };
  return { section, show };
}

const tables = TABLES.map(tableOf);
const query = () => new URLSearchParams(location.hash.slice(1)).get('q') ?? '';
const filter = el('input', { type: 'search', placeholder: 'Filter repositories, rules, capabilities', 'aria-label': 'Filter',
  oninput: () => { history.replaceState(null, '', `#${new URLSearchParams({ q: filter.value })}`); show(); } });

function show() {
  for (const table of tables) table.show(query().toLowerCase());
}

filter.value = query();
const levels = [0, 1, 2, 3].map((rank) => data.riskiest.filter((row) => row.rank === rank).length);
showPage(`Run ${data.run}`, 'risk of a fleet',
  [el('span', null, plural(data.repositories, 'repository', 'repositories')), el('span', null, plural(data.files, 'file')), levelBar(levels)],
  el('div', { class: 'filters' }, filter), ...tables.map((table) => table.section));
show();
