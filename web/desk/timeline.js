/** The timeline of a case, newest first: who did what, when. */

import { el } from './dom.js';
import { actorOf, wordsOf } from './timeline-words.js';
import { when } from './time.js';

const LOUD = new Set(['promise_missed', 'escalated', 'customer_chased']);

export function timelineRows(lines) {
  return el('ol', { class: 'timeline' }, [...lines].reverse().map(row));
}

function row(line) {
  const { headline, words } = wordsOf(line);
  return el(
    'li',
    { class: `event ${line.kind}${LOUD.has(line.kind) ? ' loud' : ''}` },
    el(
      'div',
      { class: 'event-top' },
      el('strong', {}, headline),
      el('span', {}, `${actorOf(line)} · ${when(line.at)}`),
    ),
    words && el('p', { class: 'event-words' }, words),
  );
}
