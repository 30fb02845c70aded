// What is shown is kept in the fragment of the address, so that a view can be sent to somebody and
// the browser's own Back works.

const DEFAULTS = { view: 'findings', path: '', q: '', level: '', rule: '', can: '', language: '',
  standing: '', sort: 'risk', open: '' };

const state = { ...DEFAULTS };
const listeners = [];

function readState() {
  Object.assign(state, DEFAULTS);
  for (const [key, value] of new URLSearchParams(location.hash.slice(1)))
    if (Object.hasOwn(DEFAULTS, key)) state[key] = value;
}

function addressOf(changes) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...state, ...changes }))
    if (value !== DEFAULTS[key]) parameters.set(key, value);
  return `#${parameters}`;
}

/** Shows something else. `isSmall` for what Back need not undo, such as a letter typed. */
function go(changes, isSmall = false) {
  const address = addressOf(changes);
  Object.assign(state, changes);
  if (isSmall) history.replaceState(null, '', address);
  else if (address !== (location.hash || '#')) history.pushState(null, '', address);
  for (const listener of listeners) listener();
}

function onState(listener) {
  listeners.push(listener);
}

addEventListener('popstate', () => {
  readState();
  for (const listener of listeners) listener();
});
readState();

/** Is `path` the one that is chosen, or below it? */
function isChosen(path) {
  return state.path === '' || path === state.path || path.startsWith(`${state.path}/`);
}

const chosenLevels = () => state.level === '' ? null
  : new Set(state.level.split(',').map((name) => LEVELS.indexOf(name)));

/** A drop-down that keeps its choice in state[key]. `choices` holds [value, text]. */
function chooser(key, label, choices) {
  const select = el('select', { 'aria-label': label, onchange: () => go({ [key]: select.value }) },
    choices.map(([value, text]) => el('option', { value }, text)));
  const show = () => { select.value = state[key]; };
  onState(show);
  show();
  return select;
}

/** Buttons of the levels, any number of which can be chosen; none stands for all. */
function levelButtons() {
  const buttons = LEVELS.map((name, level) => el('button', {
    type: 'button', class: `pick l${level}`, onclick: () => {
      const chosen = chosenLevels() ?? new Set();
      if (!chosen.delete(level)) chosen.add(level);
      go({ level: [...chosen].sort().map((i) => LEVELS[i]).join(',') });
    },
  }, name));
  const show = () => {
    const chosen = chosenLevels();
    buttons.forEach((button, level) => button.setAttribute('aria-pressed', chosen?.has(level) ?? false));
  };
  onState(show);
  show();
  return el('div', { class: 'picks', role: 'group', 'aria-label': 'Levels' }, buttons.reverse());
}

function searchBox(placeholder) {
  const input = el('input', { type: 'search', id: 'search', placeholder, 'aria-label': placeholder,
    oninput: () => go({ q: input.value }, true) });
  const show = () => { if (input.value !== state.q) input.value = state.q; };
  onState(show);
  show();
  return input;
}
