/** Promises on the clock: kept, missed, or how long is left. Colour is never the only sign. */

import { el } from './dom.js';
import { icon } from './icons.js';
import { CASE } from './strings.js';
import { say, ticking } from './ticker.js';
import { since, span, when } from './time.js';
import { PROMISES } from './vocabulary.js';

const NEAR_SECONDS = 1800;
const FINISHED = new Set(['closed', 'cancelled']);
const HELD = new Set(['waiting', 'solved']);

function shadeOf(left) {
  return left < 0 ? 'red' : left <= NEAR_SECONDS ? 'amber' : 'green';
}

function shade(node, name) {
  for (const other of ['green', 'amber', 'red', 'grey']) node.classList.toggle(other, other === name);
}

/** The next deadline of a case in a list. */
export function dueChip(row) {
  const chip = el('span', { class: 'due' });
  if (!row.next_due_at) {
    shade(chip, 'grey');
    if (row.status === 'waiting') chip.textContent = CASE.held;
    return chip;
  }
  chip.title = CASE.due(when(row.next_due_at));
  return ticking(chip, () => {
    const left = -since(row.next_due_at);
    shade(chip, shadeOf(left));
    say(chip, left < 0 ? CASE.over(span(-left)) : CASE.left(span(left)));
  });
}

/** The list of a case's promises. */
export function deadlineRows(row) {
  const entries = Object.entries(row.deadlines ?? {});
  if (!entries.length) return el('p', { class: 'quiet' }, CASE.noDeadlines);
  return el(
    'ul',
    { class: 'deadlines' },
    entries.map(([kind, at]) => deadline(row, kind, at)),
  );
}

function deadline(row, kind, { due, met, breached }) {
  const sign = el('span', { class: 'deadline-sign' });
  const state = el('span', { class: 'deadline-state' });
  const node = el(
    'li',
    { class: 'deadline' },
    sign,
    el('strong', {}, PROMISES[kind] ?? kind),
    state,
    el('span', { class: 'deadline-due' }, due && !met ? CASE.due(when(due)) : ''),
  );
  if (met) {
    const late = Boolean(breached) || Boolean(due && Date.parse(met) > Date.parse(due));
    return settled(node, late ? 'amber' : 'green', 'tick', late ? CASE.metLate(when(met)) : CASE.metInTime(when(met)));
  }
  if (FINISHED.has(row.status)) return settled(node, 'grey', 'clock', CASE.stopped);
  if (HELD.has(row.status) || !due) return settled(node, 'grey', 'clock', CASE.held);
  sign.append(icon(since(due) > 0 ? 'alert' : 'clock'));
  return ticking(node, () => {
    const left = -since(due);
    shade(node, shadeOf(left));
    say(state, left < 0 ? CASE.over(span(-left)) : CASE.left(span(left, left < 600)));
  });
}

function settled(node, name, sign, words) {
  shade(node, name);
  node.querySelector('.deadline-sign').append(icon(sign));
  node.querySelector('.deadline-state').textContent = words;
  return node;
}
