// The page of a history: files at risk by commit as stacked areas, the score as a line below, and all
// of it as a table.

const commits = data.commits;
const AT_RISK = [3, 2, 1]; // levels from the bottom; LOW would hide the others
const MARGIN = { left: 44, right: 12, top: 10, bottom: 22 };
const day = (time) => new Date(time * 1000).toISOString().slice(0, 10);
const shortName = (commit) => commit.slice(0, 10);
let chosen = commits.length - 1;

/** Steps of 1, 2 or 5 times a power of ten, at most five of them. */
function ticksUpTo(most) {
  let step = 1;
  for (let i = 0; most / step > 5; ++i) step *= i % 3 === 1 ? 2.5 : 2;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** Places of a chart: x by commit, y by value up to `most`. */
function scaleOf(width, height, most) {
  const inner = { w: width - MARGIN.left - MARGIN.right, h: height - MARGIN.top - MARGIN.bottom };
  return {
    width, height, most,
    x: (i) => MARGIN.left + (commits.length === 1 ? inner.w / 2 : (i * inner.w) / (commits.length - 1)),
    y: (value) => MARGIN.top + inner.h - (value * inner.h) / Math.max(1, most),
    at: (x) => Math.min(commits.length - 1, Math.max(0,
      Math.round(((x - MARGIN.left) * (commits.length - 1)) / Math.max(1, inner.w)))),
  };
}

function axes(scale) {
  const lines = ticksUpTo(scale.most).flatMap((tick) => [
    svg('line', { class: 'grid', x1: MARGIN.left, x2: scale.width - MARGIN.right, y1: scale.y(tick), y2: scale.y(tick) }),
    svg('text', { class: 'axis', x: MARGIN.left - 6, y: scale.y(tick) + 4, 'text-anchor': 'end' }, number(tick))]);
  const places = commits.length === 1 ? [0] : [0, commits.length - 1];
  return [...lines, ...places.map((i) => svg('text', { class: 'axis', x: scale.x(i), y: scale.height - 6,
    'text-anchor': i === 0 ? 'start' : 'end' }, day(commits[i].time)))];
}

/** What lies between two rows of values. A single commit is as wide as a finger. */
function areaOf(scale, low, high, level) {
  const wide = commits.length === 1 ? 12 : 0;
  const point = (i, value, side) => `${(scale.x(i) + side * wide).toFixed(1)},${scale.y(value).toFixed(1)}`;
  const upper = high.flatMap((value, i) => wide ? [point(i, value, -1), point(i, value, 1)] : [point(i, value, 0)]);
  const lower = low.flatMap((value, i) => wide ? [point(i, value, -1), point(i, value, 1)] : [point(i, value, 0)]);
  return svg('polygon', { class: `l${level}`, points: [...upper, ...lower.reverse()].join(' ') });
}

function levelsChart(width, height) {
  const totals = commits.map((commit) => AT_RISK.reduce((sum, level) => sum + commit.files[level], 0));
  const scale = scaleOf(width, height, Math.max(1, ...totals));
  let low = commits.map(() => 0);
  const areas = AT_RISK.map((level) => {
    const high = low.map((value, i) => value + commits[i].files[level]);
    const area = areaOf(scale, low, high, level);
    low = high;
    return area;
  });
  return { scale, parts: [...axes(scale), ...areas] };
}

function scoreChart(width, height) {
  const scale = scaleOf(width, height, 100);
  const points = commits.map((commit, i) => `${scale.x(i).toFixed(1)},${scale.y(commit.score).toFixed(1)}`);
  return { scale, parts: [...axes(scale), svg('polyline', { class: 'scoreline', points: points.join(' ') }),
    ...(commits.length === 1 ? [svg('circle', { class: 'dot', cx: scale.x(0), cy: scale.y(commits[0].score), r: 4 })] : [])] };
}

const listeners = [];
function choose(i) {
  chosen = i;
  for (const listener of listeners) listener();
}

function chart(title, height, make) {
  const first = commits[0];
  const last = commits.at(-1);
  const atRisk = (commit) => AT_RISK.map((level) => `${commit.files[level]} ${LEVELS[level]}`).join(', ');
  const picture = svg('svg', { class: 'chart', role: 'img', 'aria-label':
    `${title}: ${atRisk(first)}, score ${first.score} on ${day(first.time)}; ${atRisk(last)}, score ${last.score} on ${day(last.time)}` });
  const box = el('div', { class: 'chartbox' }, picture);
  box.style.height = `${height}px`;
  const cursor = svg('line', { class: 'cursor' });
  let scale = null;
  const show = () => {
    if (!scale) return;
    for (const [name, value] of Object.entries({ x1: scale.x(chosen), x2: scale.x(chosen), y1: MARGIN.top, y2: scale.height - MARGIN.bottom }))
      cursor.setAttribute(name, value);
  };
  new ResizeObserver(() => {
    const width = box.clientWidth;
    if (width === 0 || scale?.width === width) return;
    const made = make(width, box.clientHeight);
    scale = made.scale;
    picture.setAttribute('viewBox', `0 0 ${width} ${box.clientHeight}`);
    picture.replaceChildren(...made.parts, cursor);
    show();
  }).observe(box);
  picture.addEventListener('mousemove', (event) => choose(scale.at(event.clientX - box.getBoundingClientRect().left)));
  listeners.push(show);
  return el('section', { 'aria-label': title }, el('h2', null, title), box);
}

function changeOf(i, value) {
  const change = i === 0 ? 0 : value(commits[i]) - value(commits[i - 1]);
  return change === 0 ? '' : el('span', { class: change > 0 ? 'worse' : 'better' }, `${change > 0 ? '+' : '−'}${number(Math.abs(change))}`);
}

function rowOf(i) {
  const commit = commits[i];
  const cells = [3, 2, 1, 0].map((level) => el('td', { class: 'count' }, number(commit.files[level]), ' ',
    level ? changeOf(i, (one) => one.files[level]) : ''));
  return el('tr', { tabindex: 0, 'data-commit': i, onfocus: () => choose(i), onmouseenter: () => choose(i) },
    el('td', { class: 'path' }, shortName(commit.commit)), el('td', { class: 'risk' }, day(commit.time)), el('td', { class: 'subject' }, commit.subject), cells,
    el('td', { class: 'count' }, String(commit.score), ' ', changeOf(i, (one) => one.score)),
    el('td', { class: 'count' }, number(commit.findings), ' ', changeOf(i, (one) => one.findings)));
}

const MAX_ROWS = 1000; // of the table; the charts have all

function commitTable() {
  const heads = ['Commit', 'Date', 'Subject', 'BLOCKED', 'HIGH', 'MEDIUM', 'LOW', 'Score', 'Findings'];
  const rows = commits.map((_, i) => i).slice(-MAX_ROWS).reverse().map(rowOf);
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Commits' }, el('table', { class: 'files' },
    el('thead', null, el('tr', null, heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', null, rows)));
}

function hint() {
  const words = el('p', { class: 'hint' });
  const show = () => {
    const commit = commits[chosen];
    words.textContent = `${shortName(commit.commit)}, ${day(commit.time)}: ${AT_RISK.map((level) => `${number(commit.files[level])} ${LEVELS[level]}`).join(', ')}`
      + ` of ${plural(commit.files.reduce((a, b) => a + b, 0), 'file')}, score ${commit.score}. ${commit.subject}`;
  };
  listeners.push(show);
  show();
  return words;
}

const legend = el('div', { class: 'legend' }, AT_RISK.map((level) => el('span', null, el('i', { class: `l${level}` }), LEVELS[level])));
showPage(data.name, 'risk over time', [el('span', null, plural(commits.length, 'commit')), levelBar(commits.at(-1).files)],
  legend, commits.length > MAX_ROWS ? el('p', { class: 'muted' }, `The table has the last ${number(MAX_ROWS)} commits.`) : null, chart('Files at risk', 240, levelsChart), chart('Score of the riskiest file', 130, scoreChart), hint(), commitTable());
