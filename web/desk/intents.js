/** What a message can mean: the server's intents under the names staff know, and a search among them. */

import * as api from './api.js';
import { el, patch } from './dom.js';
import { INTENTS, REVIEW } from './review-words.js';
import { complain } from './toast.js';

const ORDER = Object.keys(INTENTS);

let known = null;

export const intentName = (name) => INTENTS[name] ?? name;

/** Every intent with two examples, wishes before small talk; read once. */
async function allIntents() {
  known ??= api.intents().then(
    (rows) => rows.sort((one, other) => placeOf(one.name) - placeOf(other.name)),
    (error) => {
      known = null;
      throw error;
    },
  );
  return known;
}

function placeOf(name) {
  const place = ORDER.indexOf(name);
  return place < 0 ? ORDER.length : place;
}

/** A search box over all intents: arrows move, Enter and a click choose, Esc gives up. */
export function makePicker(choose, giveUp) {
  const box = el('input', {
    class: 'field picker-search',
    type: 'search',
    autocomplete: 'off',
    placeholder: REVIEW.search,
    'aria-label': REVIEW.search,
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'picker-list',
  });
  const list = el('ul', { class: 'picker-list', id: 'picker-list', role: 'listbox' });
  const none = el('p', { class: 'picker-none', hidden: true }, REVIEW.noMatch);
  let rows = [];
  let at = 0;

  function paint() {
    patch(list, rows, {
      key: (row) => row.name,
      sign: (row) => JSON.stringify([row, rows[at] === row]),
      make: () => el('li', { role: 'option' }),
      fill: (node, row) => {
        node.setAttribute('aria-selected', String(rows[at] === row));
        node.replaceChildren(
          el('strong', {}, intentName(row.name)),
          el('code', {}, row.name),
          el('span', {}, row.examples[0] ?? ''),
        );
        node.onclick = () => choose(row.name);
        if (rows[at] === row) node.scrollIntoView({ block: 'nearest' });
      },
    });
    none.hidden = rows.length > 0;
  }
  async function find() {
    try {
      const query = box.value.trim().toLowerCase();
      rows = (await allIntents()).filter((row) =>
        [row.name, intentName(row.name), ...row.examples].some((text) => text.toLowerCase().includes(query)),
      );
    } catch (error) {
      rows = [];
      complain(error);
    }
    at = 0;
    paint();
  }
  box.addEventListener('input', find);
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) {
      at = (at + step + rows.length) % rows.length;
      paint();
    } else if (event.key === 'Enter' && rows[at]) choose(rows[at].name);
    else if (event.key === 'Escape') giveUp();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    node: el('div', { class: 'picker' }, box, list, none),
    open() {
      box.value = '';
      find();
      box.focus();
    },
  };
}
