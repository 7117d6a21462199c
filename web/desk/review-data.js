/** The messages to review as this person works through them: at once here, in order at the server. */

import * as api from './api.js';
import { tell } from './events.js';
import { lists, readList, settled } from './list-data.js';
import { state } from './state.js';
import { complain } from './toast.js';

const FEW = 10;

/** Where the person is, what they decided since the page was opened, and the last thing to tell them. */
export const review = { id: null, done: [], said: '' };

let sending = Promise.resolve();

/** The message in hand: the chosen one, else the first. */
export function current() {
  const rows = lists.learning.rows ?? [];
  return rows.find((row) => row.id === review.id) ?? rows[0] ?? null;
}

export function choose(id) {
  review.id = id;
  tell('list', 'learning');
}

/** The next (1) or previous (-1) message. */
export function step(by) {
  const rows = lists.learning.rows ?? [];
  const at = rows.indexOf(current());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  if (next) choose(next.id);
}

/** Decides on the message in hand (label or reject) and goes on to the next without waiting for the server. */
export function decide(verb, body, said) {
  const row = current();
  if (!row) return;
  const at = lists.learning.rows.indexOf(row);
  const entry = { row, at };
  settled.add(row.id);
  lists.learning.rows = lists.learning.rows.filter((other) => other !== row);
  const next = lists.learning.rows[at] ?? lists.learning.rows[at - 1];
  review.done.push(entry);
  review.said = said;
  moved(-1, next?.id ?? null);
  send(() => api.review(row.id, verb, body)).catch((error) => {
    review.done = review.done.filter((other) => other !== entry);
    review.said = '';
    complain(error);
    if (error.code !== 'already_reviewed') putBack(entry);
  });
  if (lists.learning.rows.length < FEW) send(() => readList('learning'));
}

/** Takes the newest decision back; says whether there was one. */
export function undo(said) {
  const entry = review.done.pop();
  if (!entry) return false;
  send(() => api.review(entry.row.id, 'undo')).then(() => {
    review.said = said;
    putBack(entry);
  }, complain);
  return true;
}

function putBack({ row, at }) {
  settled.delete(row.id);
  const rows = (lists.learning.rows ?? []).filter((other) => other.id !== row.id);
  rows.splice(Math.min(at, rows.length), 0, row);
  lists.learning.rows = rows;
  moved(1, row.id);
}

function moved(by, id) {
  state.counts.learning = Math.max(0, (state.counts.learning ?? 0) + by);
  tell('counts');
  choose(id);
}

/** One request after the other, so that an undo never overtakes what it takes back. */
function send(job) {
  const sent = sending.then(job);
  sending = sent.catch(() => null);
  return sent;
}
