// The map: each file a rectangle, its area the number of lines, its colour the risk; folders hold
// what is in them. Squarified (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000): rows are
// filled as long as that makes their rectangles squarer.

/** {name, path, files: number, lines, level, counts, children: Map|null, file} of all files. */
function treeOf(files) {
  const folder = (name, path) => ({ name, path, lines: 0, level: 0, files: 0, counts: [0, 0, 0, 0],
    children: new Map(), file: -1 });
  const root = folder('', '');
  const add = (node, file) => {
    node.lines += Math.max(1, file.lines);
    node.level = Math.max(node.level, file.level);
    node.files += 1;
    node.counts[file.level] += 1;
  };
  files.forEach((file, index) => {
    const parts = file.path.split('/').filter((part) => part !== '');
    let node = root;
    add(root, file);
    let path = file.path.startsWith('/') ? '/' : '';
    parts.forEach((part, depth) => {
      path = path === '' || path === '/' ? path + part : `${path}/${part}`;
      let child = node.children.get(part);
      if (!child) {
        child = folder(part, path);
        node.children.set(part, child);
      }
      if (depth === parts.length - 1) { child.children = null; child.file = index; }
      add(child, file);
      node = child;
    });
  });
  return root;
}

/** The folder at a path, or the file's; the root if there is none. */
function nodeAt(root, path) {
  let node = root;
  for (const part of path.split('/').filter((name) => name !== '')) {
    const child = node.children?.get(part);
    if (!child) return root;
    node = child;
  }
  return node;
}

/** A folder that holds one folder and nothing else is shown as that. */
function collapsed(node) {
  while (node.children?.size === 1 && [...node.children.values()][0].children) [node] = node.children.values();
  return node;
}

const byLines = (node) => [...node.children.values()].map(collapsed).sort(
  (a, b) => b.lines - a.lines || (a.path < b.path ? -1 : 1));

/** The path of what is in a folder, from there. */
const nameIn = (folder, node) => node.path.slice(folder.path.length).replace(/^\//, '');

/** How far from square the worst rectangle of a row is. */
function worstRatio(row, sum, side) {
  const square = side * side;
  return Math.max((square * row[0].area) / (sum * sum), (sum * sum) / (square * row.at(-1).area));
}

/** Rectangles {node, x, y, w, h} of the nodes, the largest first, in a box. */
function squarify(nodes, box) {
  const placed = [];
  let { x, y, w, h } = box;
  const lines = nodes.reduce((all, node) => all + node.lines, 0);
  const scale = (w * h) / lines;
  let row = [];
  let sum = 0;
  const flush = () => {
    const isWide = w >= h;
    const depth = sum / (isWide ? h : w);
    let at = isWide ? y : x;
    for (const { node, area } of row) {
      const length = area / depth;
      placed.push(isWide ? { node, x, y: at, w: depth, h: length } : { node, x: at, y, w: length, h: depth });
      at += length;
    }
    if (isWide) { x += depth; w -= depth; } else { y += depth; h -= depth; }
    row = [];
    sum = 0;
  };
  for (const node of nodes) {
    const item = { node, area: node.lines * scale };
    const side = Math.min(w, h);
    if (row.length > 0 && worstRatio([...row, item], sum + item.area, side) > worstRatio(row, sum, side))
      flush();
    row.push(item);
    sum += item.area;
  }
  if (row.length > 0) flush();
  return placed;
}

const HEADER = 17;      // pixels for a folder's name
const SMALL = 3;        // pixels under which a rectangle cannot be seen
const FOLDER_MIN = 22;  // pixels under which a folder is drawn as one rectangle
const MAX_SHAPES = 4000; // a browser stays quick with that many

function describe(node) {
  const risk = node.children ? node.counts.map((n, level) => n && level ? `${n} ${LEVELS[level]}` : '')
    .filter(Boolean).reverse().join(', ') || 'all LOW' : LEVELS[node.level];
  const size = node.children ? `${plural(node.files, 'file')}, ` : '';
  return `${node.path || 'everything'}: ${risk}; ${size}${plural(node.lines, 'line')}`;
}

function cut(text, width) {
  const fit = Math.floor(width / 6.4);
  return text.length <= fit ? text : fit < 4 ? '' : `${text.slice(0, fit - 1)}…`;
}

function shapeOf(folder, { node, x, y, w, h }, isFolder) {
  const link = svg('a', { href: addressOf({ path: node.path, open: '' }), class: isFolder ? 'folder' : `tile l${node.level}`,
    tabindex: -1, 'data-path': node.path, 'aria-label': describe(node) },
    svg('rect', { x: x.toFixed(1), y: y.toFixed(1), width: Math.max(0, w - 1).toFixed(1), height: Math.max(0, h - 1).toFixed(1) }));
  if (node.path === state.path) link.classList.add('chosen');
  const label = h >= 14 && w >= 34 ? cut(nameIn(folder, node) + (node.children ? '/' : ''), w - 8) : '';
  if (label) link.append(svg('text', { x: (x + 4).toFixed(1), y: (y + 12).toFixed(1) }, label));
  return link;
}

/** All shapes of a folder in a box, outer ones first; folders in it are drawn as deep as they fit. */
function shapesOf(node, box) {
  const shapes = [];
  const queue = [{ node, box }];
  for (let i = 0; i < queue.length && shapes.length < MAX_SHAPES; ++i) {
    for (const rectangle of squarify(byLines(queue[i].node), queue[i].box)) {
      const { node: child, x, y, w, h } = rectangle;
      if (w < SMALL || h < SMALL) continue;
      const isOpen = child.children && w >= 2 * FOLDER_MIN && h >= HEADER + FOLDER_MIN;
      shapes.push(shapeOf(queue[i].node, rectangle, isOpen));
      if (isOpen)
        queue.push({ node: child, box: { x: x + 2, y: y + HEADER, w: w - 5, h: h - HEADER - 3 } });
    }
  }
  return shapes;
}

function moveFocus(map, event) {
  const shapes = [...map.querySelectorAll('a')];
  const at = shapes.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (at < 0 || !step) return;
  event.preventDefault();
  const next = shapes[(at + step + shapes.length) % shapes.length];
  shapes[at].setAttribute('tabindex', -1);
  next.setAttribute('tabindex', 0);
  next.focus();
}

/** The map of a tree, which follows state.path. */
function treemap(root) {
  const picture = svg('svg', { class: 'map', role: 'group', 'aria-label': 'Map: area is lines, colour is risk' });
  const words = el('p', { class: 'hint' });
  const crumbs = el('nav', { class: 'crumbs', 'aria-label': 'Folder' });
  const box = el('div', { class: 'mapbox' }, picture);
  let drawn = '';

  const draw = () => {
    let shown = nodeAt(root, state.path);
    const chosen = shown;
    if (!shown.children) shown = nodeAt(root, state.path.slice(0, state.path.lastIndexOf('/')));
    shown = collapsed(shown);
    const { width, height } = box.getBoundingClientRect();
    const key = `${shown.path}|${state.path}|${width}|${height}|${addressOf({ path: '', open: '' })}`;
    if (key === drawn || width === 0) return;
    drawn = key;
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.replaceChildren(...(shown.files ? shapesOf(shown, { x: 0, y: 0, w: width, h: height }) : []));
    picture.querySelector('a')?.setAttribute('tabindex', 0);
    words.textContent = describe(chosen);
    const parts = state.path.split('/').filter((part) => part !== '');
    crumbs.replaceChildren(el('a', { href: addressOf({ path: '', open: '' }) }, data.name || 'all'),
      ...parts.flatMap((part, i) => [el('span', { class: 'muted' }, ' / '),
        el('a', { href: addressOf({ path: (state.path.startsWith('/') ? '/' : '') + parts.slice(0, i + 1).join('/'), open: '' }) }, part)]));
  };

  const tell = (event) => {
    const path = event.target.closest?.('a')?.dataset.path;
    words.textContent = describe(nodeAt(root, path ?? state.path));
  };
  picture.addEventListener('mouseover', tell);
  picture.addEventListener('focusin', tell);
  picture.addEventListener('mouseleave', () => { words.textContent = describe(nodeAt(root, state.path)); });
  picture.addEventListener('keydown', (event) => moveFocus(picture, event));
  onState(draw);
  new ResizeObserver(draw).observe(box);
  const legend = el('span', { class: 'legend' }, LEVELS.map((name, level) =>
    el('span', null, el('i', { class: `l${level}` }), name)));
  return el('section', { 'aria-label': 'Map' }, el('div', { class: 'maphead' }, crumbs, legend), box, words);
}
