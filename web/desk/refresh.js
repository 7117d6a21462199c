/** What is shown is read again when something changed; never twice at once, and at most about once a second. */

import { on, tell } from './events.js';
import { isSending, open, readConversation } from './conversation.js';
import { file, readCase } from './casefile.js';
import { lists, readList } from './list-data.js';
import { myViews, state } from './state.js';

const PAUSE_MS = 1000;
const HIDDEN_PAUSE_MS = 5000;
// What is not shown is read again when a count moved, or when it is older than this.
const STALE_MS = { queue: 14000, mine: 14000, bot: 60000, cases: 60000, tasks: 60000, learning: 60000, duty: 60000, dispatch: 60000 };

let due = false;
let running = false;

export function startRefreshing() {
  on('change', (counts) => {
    const moved = Object.keys(counts).filter((view) => counts[view] !== state.counts[view]);
    Object.assign(state.counts, counts);
    tell('counts');
    moved.forEach((view) => {
      lists[view].at = 0;
    });
    refresh();
  });
  on('route', ({ view }) => readList(view));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh();
  });
}

/** Reads again what is on the page, and in passing what is stale. */
export async function refresh() {
  due = true;
  if (running) return;
  running = true;
  while (due) {
    due = false;
    const stale = myViews().filter((view) => Date.now() - lists[view].at > STALE_MS[view]);
    // Own conversations are watched in every view: a customer's answer rings.
    const views = new Set([state.route.view, 'mine', ...stale]);
    const jobs = [...views].map(readList);
    if (open.id) jobs.push(readConversation());
    if (file.number) jobs.push(readCase());
    await Promise.all(jobs);
    await new Promise((done) => {
      setTimeout(done, document.hidden ? HIDDEN_PAUSE_MS : PAUSE_MS);
    });
    if (open.id && isSending()) due = true;
  }
  running = false;
}
