/** What is shown is read again when something changed; never twice at once, and at most about once a second. */

import { on, tell } from './bus.js';
import { open, readConversation } from './conversation.js';
import { file, readCase } from './casefile.js';
import { lists, readList } from './lists.js';
import { state } from './state.js';

const PAUSE_MS = 900;
const STALE_MS = 60000;

let due = false;
let running = false;

export function startRefreshing() {
  on('change', (counts) => {
    const queueMoved = counts.queue !== state.counts.queue || counts.mine !== state.counts.mine;
    const tasksMoved = counts.tasks !== state.counts.tasks;
    Object.assign(state.counts, counts);
    tell('counts');
    if (queueMoved) ['queue', 'mine'].forEach(readList);
    if (tasksMoved) readList('tasks');
    refresh();
  });
  on('route', ({ view }) => readList(view));
  document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
}

/** Reads again what is on the page, and in passing what has not been read for a while. */
export async function refresh() {
  due = true;
  if (running) return;
  running = true;
  while (due) {
    due = false;
    const stale = Object.keys(lists).filter((view) => Date.now() - lists[view].at > STALE_MS);
    // Waiting customers and own conversations are watched in every view: they ring.
    const views = new Set([state.route.view, 'queue', 'mine', ...stale]);
    const jobs = [...views].map(readList);
    if (open.id) jobs.push(readConversation());
    if (file.number) jobs.push(readCase());
    await Promise.all(jobs);
    await new Promise((done) => { setTimeout(done, PAUSE_MS); });
  }
  running = false;
}
