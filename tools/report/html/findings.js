// The list of findings: filters, rows, and what a row shows when it is opened.

const PAGE = 100; // rows drawn at a time

const standingOf = (finding) => finding.known ? 'known' : finding.accepted !== undefined ? 'accepted' : 'counts';
const hasOld = data.findings.some((finding) => finding.known) || data.stale > 0;

function matchesText(finding, query) {
  if (query === '') return true;
  const text = `${finding.message} ${data.files[finding.file].path} ${data.rules[finding.rule].id}`;
  return query.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
}

const SORTS = {
  risk: (a, b) => b.level - a.level || a.file - b.file || a.line - b.line,
  path: (a, b) => a.file - b.file || a.line - b.line,
  rule: (a, b) => (data.rules[a.rule].id < data.rules[b.rule].id ? -1 : a.rule === b.rule ? 0 : 1) || SORTS.risk(a, b),
};

function chosenFindings() {
  const levels = chosenLevels();
  return data.findings.filter((finding) => {
    const file = data.files[finding.file];
    return isChosen(file.path) && (!levels || levels.has(finding.level))
      && (state.rule === '' || data.rules[finding.rule].id === state.rule)
      && (state.can === '' || (finding.can !== undefined && data.capabilities[finding.can][0] === state.can))
      && (state.language === '' || data.languages[file.language] === state.language)
      && (state.standing === '' || standingOf(finding) === state.standing)
      && matchesText(finding, state.q);
  }).sort(SORTS[state.sort] ?? SORTS.risk);
}

/** A line of source, its marked part in <mark>. */
function sourceLine(text, mark, line, isHere) {
  const code = mark
    ? [text.slice(0, mark[0]), el('mark', null, text.slice(mark[0], mark[1])), text.slice(mark[1])]
    : [text];
  return el('div', { class: isHere ? 'line here' : 'line' }, el('span', { class: 'no' }, String(line)), el('code', null, code));
}

/** The lines around a place, as far as the page has them. */
function sourceAround(file, place, excerpt) {
  const source = data.files[file]?.source;
  if (!source?.[place.line]) return excerpt ? [sourceLine(excerpt, null, place.line, true)] : [];
  const lines = [];
  for (let line = Math.max(1, place.line - 2); line <= place.line + 2; ++line)
    if (source[line] !== undefined)
      lines.push(sourceLine(source[line], line === place.line ? place.mark : null, line, line === place.line));
  return lines;
}

function traceOf(finding) {
  const steps = finding.steps ?? [];
  return el('ol', { class: 'trace' }, steps.map((step) => {
    const file = step.file ?? finding.file;
    const path = step.path ?? data.files[file].path;
    const isElsewhere = step.path !== undefined || file !== finding.file;
    const text = step.path === undefined ? data.files[file].source?.[step.line] : undefined;
    return el('li', null, el('div', null, step.reason,
      el('span', { class: 'muted' }, isElsewhere ? ` ${path}:${step.line}` : ` line ${step.line}`)),
    text === undefined ? null : el('div', { class: 'source' }, sourceLine(text, step.mark, step.line, false)));
  }));
}

function breakdown(file) {
  const rows = data.dimensions.map((name, i) => {
    const bar = el('span', { class: 'points' });
    bar.style.width = `${file.points?.[i] ?? 0}%`;
    return el('tr', null, el('th', { scope: 'row' }, name.replace(/([A-Z])/g, (c) => ` ${c.toLowerCase()}`)),
      el('td', { class: 'wide' }, bar), el('td', { class: 'count' }, String(file.points?.[i] ?? 0)));
  });
  return el('table', { class: 'breakdown' },
    el('caption', null, 'Score of this file: ', el('b', null, String(file.score ?? 0)), ' of 100'), el('tbody', null, rows));
}

const fact = (name, ...value) => [el('dt', null, name), el('dd', null, ...value)];

function detailOf(finding) {
  const file = data.files[finding.file];
  const rule = data.rules[finding.rule];
  const lines = sourceAround(finding.file, finding, finding.excerpt);
  return el('div', { class: 'detail' },
    el('div', { class: 'evidence' },
      lines.length ? el('div', { class: 'source', tabindex: 0, role: 'group', 'aria-label': 'Source' }, lines) : null,
      finding.steps ? [el('h2', null, 'How data gets there'), traceOf(finding)] : null,
      finding.nested ? el('p', null, 'Inside: ', finding.nested.join(' in ')) : null,
      finding.accepted !== undefined ? el('p', null, 'Accepted by a comment: ', finding.accepted) : null),
    el('div', { class: 'about' },
      el('dl', null, rule.why ? fact('Why', rule.why) : null, rule.fix ? fact('Fix', rule.fix) : null,
        fact('Rule', el('a', { href: addressOf({ rule: rule.id, open: '' }) }, rule.id),
          rule.cwe.length ? ` (${rule.cwe.map((id) => `CWE-${id}`).join(', ')})` : ''),
        finding.can === undefined ? null : fact('Capability', data.capabilities[finding.can][0]),
        fact('Confidence', finding.confidence)),
      breakdown(file)));
}

/** Row and detail of one finding. */
function findingRow(finding) {
  const file = data.files[finding.file];
  const standing = standingOf(finding);
  const item = el('li', { class: `finding ${standing}` });
  const isOpen = () => state.open === finding.id;
  const button = el('button', { type: 'button', class: 'row', 'data-id': finding.id,
    onclick: () => go({ open: isOpen() ? '' : finding.id }, true) },
  badge(finding.level),
  el('span', { class: 'what' }, finding.message,
    standing === 'counts' ? (hasOld ? el('span', { class: 'tag new' }, 'new') : null) : el('span', { class: 'tag' }, standing)),
  el('span', { class: 'where' }, el('bdi', null, `${file.path}:${finding.line}`)),
  el('span', { class: 'rule' }, data.rules[finding.rule].id));
  item.append(button);
  item.show = () => {
    button.setAttribute('aria-expanded', isOpen());
    item.querySelector('.detail')?.remove();
    if (isOpen()) item.append(detailOf(finding));
  };
  item.show();
  return item;
}

const usedRules = () => [...new Set(data.findings.map((f) => data.rules[f.rule].id))].sort();
const usedCapabilities = () => [...new Set(data.findings.filter((f) => f.can !== undefined).map((f) => f.can))]
  .sort((a, b) => a - b).map((i) => data.capabilities[i][0]);
const same = (names) => names.map((name) => [name, name]);

function findingFilters() {
  return el('div', { class: 'filters' }, searchBox('Filter text, path, rule ( / )'), levelButtons(),
    chooser('rule', 'Rule', [['', 'any rule'], ...same(usedRules())]),
    chooser('can', 'Capability', [['', 'any capability'], ...same(usedCapabilities())]),
    chooser('language', 'Language', [['', 'any language'], ...same([...data.languages].sort())]),
    chooser('standing', 'Standing', [['', 'any standing'], ['counts', hasOld ? 'new' : 'what counts'],
      ['known', 'known before'], ['accepted', 'accepted by comments']]),
    chooser('sort', 'Order', [['risk', 'worst first'], ['path', 'by path'], ['rule', 'by rule']]));
}

/** A list that draws its rows a page at a time. `all` is asked anew at each change. */
function pagedList(container, all, rowOf, emptyText) {
  const more = el('button', { type: 'button', class: 'more' });
  const note = el('p', { class: 'muted', role: 'status' });
  let items = [];
  let key = null;
  const grow = (count) => {
    const from = container.childElementCount;
    container.append(...items.slice(from, from + count).map(rowOf));
    const left = items.length - container.childElementCount;
    more.hidden = left <= 0;
    more.textContent = `Show ${number(Math.min(PAGE, left))} of ${plural(left, 'more', 'more')}`;
  };
  const update = () => {
    const { open, ...shown } = state;
    const now = JSON.stringify(shown);
    if (now !== key) {
      key = now;
      items = all();
      container.replaceChildren();
      note.textContent = items.length ? '' : emptyText();
      const at = items.findIndex((item) => item.id !== undefined && item.id === open);
      grow(Math.max(PAGE, at + 1));
    }
    for (const child of container.children) child.show?.();
  };
  more.addEventListener('click', () => grow(PAGE));
  addEventListener('beforeprint', () => grow(10 * PAGE));
  return { update, rest: [note, more] };
}

function findingsView() {
  const list = el('ul', { class: 'findings' });
  const paged = pagedList(list, chosenFindings, findingRow,
    () => data.findings.length ? 'Nothing matches these filters.' : `No finding of ${LEVELS[data.lowest]} or above.`);
  const view = el('div', null, findingFilters(), list, ...paged.rest);
  if (data.unlisted)
    view.append(el('p', { class: 'muted' }, `${plural(data.unlisted, 'more finding')}, none worse than these, are not on this page.`));
  return { node: view, update: paged.update };
}
