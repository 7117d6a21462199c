/** What a case is about, and its visits. */

import { el } from './dom.js';
import { copyable, facts } from './fact-table.js';
import { productName } from './display-names.js';
import { href } from './route.js';
import { CASE, SIDE } from './strings.js';
import { when } from './time.js';
import { ANALYSIS, CHANNELS, CLOSED_BY, LEVELS, STATUSES, TYPES } from './vocabulary.js';

/** Number, state and story; `brief` for the narrow column. */
export function caseSummary(row, brief = false) {
  return el(
    'div',
    { class: 'case-summary' },
    caseHead(row, brief),
    el('p', { class: 'case-description' }, row.description),
    facts([
      [CASE.product, productName(row)],
      [SIDE.contact, [row.contact_name, row.phone].filter(Boolean).join(' ')],
      [SIDE.address, row.address],
      [CASE.wish, row.wish],
      [CASE.told, toldFacts(row)],
      [CASE.levelReason, row.level_reason],
      [CASE.engineer, row.engineer],
      [CASE.solution, row.solution],
      [CASE.score, row.score && [CASE.stars(row.score), row.score_words].filter(Boolean).join('，')],
    ]),
  );
}

/** What the description holds besides the fault, so that nobody has to look for it. */
function toldFacts(row) {
  return (row.told ?? []).map(({ kind, value }) => CASE.toldFacts[kind](value)).join(' · ');
}

export function caseHead(row, linked) {
  return el(
    'div',
    { class: 'case-head' },
    linked
      ? el('a', { class: 'case-number', href: href('cases', { case: row.number }), title: CASE.open }, row.number)
      : el('span', { class: 'case-number' }, copyable(row.number)),
    el(
      'div',
      { class: 'row-tags' },
      el('span', { class: `tag level l${row.level}` }, LEVELS[row.level] ?? String(row.level)),
      el('span', { class: 'tag' }, TYPES[row.type] ?? row.type),
      el('span', { class: `tag status ${row.status}` }, STATUSES[row.status] ?? row.status),
      row.escalation_step > 0 && el('span', { class: 'tag upset' }, CASE.escalated(row.escalation_step)),
      row.reopened > 0 && el('span', { class: 'tag upset' }, CASE.reopened(row.reopened)),
      row.contacts > 1 && el('span', { class: 'tag' }, CASE.contacts(row.contacts)),
    ),
  );
}

/** Everything that does not change while the case is worked on. */
export function caseFacts(row) {
  return facts([
    [CASE.product, productName(row)],
    [SIDE.serial, row.serial],
    [CASE.wish, row.wish],
    [CASE.told, toldFacts(row)],
    [CASE.levelReason, row.level_reason],
    [CASE.channel, CHANNELS[row.channel] ?? row.channel],
    [CASE.created, when(row.created_at)],
    [CASE.owner, row.owner_name],
    [CASE.point, row.service_point && `${row.service_point.name} ${row.service_point.phone}`],
    [CASE.engineer, row.engineer],
    [CASE.solution, row.solution],
    ...Object.entries(ANALYSIS).map(([name, label]) => [label, row.analysis?.[name]]),
    [CASE.analysisDue, row.analysis && !row.analysis.written_at && when(row.analysis.due_at)],
    [
      CASE.closedBy,
      row.closed_at && [CLOSED_BY[row.closed_by] ?? row.closed_by, when(row.closed_at)].filter(Boolean).join(' · '),
    ],
    [CASE.score, row.score && [CASE.stars(row.score), row.score_words].filter(Boolean).join('，')],
  ]);
}
