/** The list of canned replies over the composer, opened by "/" or its button. */

import { el } from './dom.js';
import { QUICK_REPLIES } from './quick-replies.js';
import { state } from './state.js';
import { COMPOSER } from './strings.js';

const BLANK = '____';

function wordsOf(reply) {
  return reply.text.replace('{agent}', state.me.name);
}

/** `choose` is called with the text to put in. */
export function makeQuick(choose) {
  const list = el('ul', {
    class: 'quick',
    role: 'listbox',
    id: 'quick-list',
    'aria-label': COMPOSER.quick,
    hidden: true,
  });
  let found = [];
  let at = 0;

  function show(query) {
    const words = query.toLowerCase();
    found = QUICK_REPLIES.filter(
      (reply) => !words || reply.keys.startsWith(words) || reply.title.includes(words) || reply.text.includes(words),
    );
    at = 0;
    list.hidden = false;
    paint();
  }

  function paint() {
    list.replaceChildren(...(found.length ? found.map(item) : [el('li', { class: 'quick-none' }, COMPOSER.noQuick)]));
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  function item(reply, index) {
    return el(
      'li',
      {
        class: 'quick-item',
        role: 'option',
        id: `quick-${index}`,
        'aria-selected': String(index === at),
        on: {
          mousedown: (event) => {
            event.preventDefault();
            pick(index);
          },
        },
      },
      el('span', { class: 'quick-head' }, el('strong', {}, reply.title), el('kbd', {}, `/${reply.keys}`)),
      el('span', { class: 'quick-text' }, wordsOf(reply)),
    );
  }

  function pick(index) {
    const reply = found[index];
    hide();
    if (!reply) return;
    choose(wordsOf(reply));
  }

  function hide() {
    list.hidden = true;
  }

  /** Handles a key while the list is open; true when it was for the list. */
  function key(event) {
    if (list.hidden) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (moves[event.key]) {
      at = (at + moves[event.key] + found.length) % (found.length || 1);
      paint();
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      if (!found.length) return false;
      pick(at);
    } else if (event.key === 'Escape') {
      hide();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    node: list,
    show,
    hide,
    key,
    isOpen: () => !list.hidden,
    active: () => (list.hidden || !found.length ? null : `quick-${at}`),
  };
}

/** Selects the first place the agent has to fill in; the end when there is none. */
export function selectBlank(field) {
  const place = field.value.indexOf(BLANK);
  if (place >= 0) field.setSelectionRange(place, place + BLANK.length);
  else field.setSelectionRange(field.value.length, field.value.length);
}
