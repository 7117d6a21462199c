/** Keys of the whole desk. They are silent while somebody types or answers a dialog. */

import { turnDay } from './board.js';
import { bookOpen } from './plan-visit.js';
import { open } from './conversation.js';
import { showHelp } from './help.js';
import { focusList, focusSearch, moveInList } from './list.js';
import { change, chooseWay, write } from './middle-column.js';
import { switchTo } from './route.js';
import { myViews } from './state.js';
import { VIEWS } from './strings.js';
import { toggleSide } from './customer-column.js';

const ACTIONS = {
  j: () => moveInList(1),
  k: () => moveInList(-1),
  t: () => {
    if (open.row && open.row.owner !== 'agent') change('take');
  },
  r: () => write('reply'),
  n: () => write('note'),
  c: () => chooseWay(),
  b: () => bookOpen(),
  '[': () => turnDay(-1),
  ']': () => turnDay(1),
  d: () => turnDay(0),
  i: () => toggleSide(),
  '/': () => focusSearch(),
  '?': () => showHelp(),
};
Object.keys(VIEWS).forEach((view, index) => {
  ACTIONS[String(index + 1)] = () => {
    if (myViews().includes(view)) switchTo(view);
  };
});

export function startKeys() {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]')) return;
    const typing = event.target.closest('input, textarea, select');
    if (typing) {
      if (event.key === 'Escape') {
        typing.blur();
        focusList();
      }
      return;
    }
    const action = ACTIONS[event.key.toLowerCase()];
    if (!action || (event.repeat && !'jk'.includes(event.key))) return;
    event.preventDefault();
    action();
  });
}
