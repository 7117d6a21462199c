/** The address says what is shown: /desk/{view}?conversation=… or ?case=… so that a link opens the same. */

import { tell } from './events.js';
import { myViews, state } from './state.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function read() {
  const view = location.pathname.split('/')[2] || 'queue';
  const query = new URLSearchParams(location.search);
  return {
    view: myViews().includes(view) ? view : 'queue',
    conversation: query.get('conversation'),
    case: query.get('case'),
    task: query.get('task'),
    item: query.get('item'),
    date: DAY.test(query.get('date') ?? '') ? query.get('date') : null,
  };
}

/** The address of a view with something open in it. */
export function href(view, open = {}) {
  const query = new URLSearchParams(Object.entries(open).filter(([, value]) => value));
  return `/desk/${view}${query.size ? `?${query}` : ''}`;
}

/** Another view, with what is open left open: a draft or a case stays in sight while looking around. */
export function switchTo(view) {
  const { conversation, case: number } = state.route;
  go(view, { conversation, case: number });
}

/** Goes there; the same place again changes nothing. */
export function go(view, open = {}) {
  const to = href(view, open);
  if (to !== location.pathname + location.search) history.pushState(null, '', to);
  arrive();
}

function arrive() {
  state.route = read();
  const { view, conversation, case: number, task, item } = state.route;
  const open = conversation || number || task || item;
  Object.assign(document.getElementById('desk').dataset, { view, open: open ? 'something' : 'nothing' });
  tell('route', state.route);
}

/** Links inside the desk change the view instead of loading the page anew. */
export function startRoutes() {
  addEventListener('popstate', arrive);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="/desk"]');
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const url = new URL(link.href);
    go(url.pathname.split('/')[2] || 'queue', Object.fromEntries(url.searchParams));
  });
  arrive();
}
