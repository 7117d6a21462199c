/** Rows of cases that somebody is to be sent for: what was promised, by when, and what became of the visit before. */

import { dueChip } from './deadlines.js';
import { TO_PLAN } from './dispatch-words.js';
import { el } from './dom.js';
import { productName } from './display-names.js';
import { say, ticking } from './ticker.js';
import { since, when } from './time.js';
import { PROMISES, SHORT_LEVELS, TYPES } from './vocabulary.js';

/** Words narrow them by number, who, where and what. */
export function filterToPlan(rows, query) {
  if (!query) return rows;
  return rows.filter((row) =>
    [row.number, row.customer, row.contact_name, row.phone, row.district, row.address, row.description, productName(row)].some(
      (text) => text?.toLowerCase().includes(query),
    ),
  );
}

export function paintToPlan(link, row) {
  const before = row.before && TO_PLAN.before[row.before.status];
  const beforeWords = (visit) => [before(visit.engineer), visit.reason].filter(Boolean).join('：');
  const promised = el('p', { class: 'row-promised' });
  ticking(promised, () => say(promised, promisedWords(row.promises)));
  link.append(
    el(
      'div',
      { class: 'row-top' },
      el('span', { class: 'row-name' }, [row.district || row.address, productName(row)].filter(Boolean).join(' · ') || row.number),
      dueChip(row),
    ),
    ...(before ? [el('p', { class: `row-before ${row.before.status}` }, beforeWords(row.before))] : []),
    el('div', { class: 'row-middle' }, el('span', { class: 'row-text' }, row.description)),
    promised,
    el(
      'div',
      { class: 'row-tags' },
      el('span', { class: `tag level l${row.level}` }, SHORT_LEVELS[row.level] ?? String(row.level)),
      el('span', { class: 'tag' }, TYPES[row.type] ?? row.type),
      row.status === 'reopened' && el('span', { class: 'tag status reopened' }, TO_PLAN.reopened),
      el('span', { class: 'row-number' }, [row.customer || row.contact_name, row.number].filter(Boolean).join(' ')),
    ),
  );
}

function promisedWords(promises) {
  if (!promises.length) return TO_PLAN.nothing;
  return promises
    .map((one) => {
      const kind = PROMISES[one.kind] ?? one.kind;
      if (!one.due_at) return TO_PLAN.held(kind);
      if (one.missed_at || since(one.due_at) > 0) return TO_PLAN.missed(kind, when(one.due_at));
      return one.source === 'agreed' ? TO_PLAN.agreed(kind, when(one.due_at)) : TO_PLAN.due(kind, when(one.due_at));
    })
    .join(TO_PLAN.and);
}
