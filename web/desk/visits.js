/** The visits of a case: how each stands, who comes, what the customer was told, its papers; moving and cancelling. */

import { act } from './actions.js';
import * as api from './api.js';
import { standing } from './board-data.js';
import { mayPlan, planVisit, readPlanned } from './plan-visit.js';
import { ask, askForm } from './dialog.js';
import { CREW_STATES, PAPERS, STANDINGS, VISITS } from './dispatch-words.js';
import { button, el } from './dom.js';
import { copyable } from './fact-table.js';
import { newKey } from './idempotency-keys.js';
import { showPaper } from './paper.js';
import { say, ticking } from './ticker.js';
import { complain, toast } from './toast.js';
import { clockOf, range, when } from './time.js';

const TO_COME = new Set(['booked', 'travelling']);
const TAKEN_BACK = new Set(['changed', 'cancelled']);
const DONE = new Set(['done', 'part_done']);
const TOLD_OF = new Set(['booked', 'cancelled', 'declined']); // later its window is no news

/** The newest first, then what can be done. */
export function visitsOf(row) {
  const visits = [...(row.visits ?? [])].reverse();
  const coming = visits.some((visit) => TO_COME.has(visit.status));
  return [
    visits.length
      ? el('ul', { class: 'visits' }, visits.map((visit) => visitRow(row, visit)))
      : el('p', { class: 'quiet' }, VISITS.none),
    mayPlan(row) &&
      button(coming ? VISITS.planAgain : VISITS.plan, () => planVisit(row), {
        class: coming ? 'button' : 'button primary',
        'aria-keyshortcuts': 'b',
      }),
  ];
}

function visitRow(row, visit) {
  const tag = el('span');
  ticking(tag, () => {
    const stands = standing(visit);
    tag.className = `tag stands ${stands}`;
    say(tag, STANDINGS[stands] ?? stands);
  });
  return el(
    'li',
    { class: `visit ${visit.status}` },
    el(
      'div',
      { class: 'visit-top' },
      el('strong', {}, range(visit.start_at, visit.end_at)),
      tag,
    ),
    [...visit.crew].sort((a, b) => (b.role === 'lead') - (a.role === 'lead')).map((one) => crewRow(visit, one)),
    TO_COME.has(visit.status) &&
      el('p', { class: 'visit-line' }, VISITS.planned(clockOf(visit.planned_start_at), clockOf(visit.planned_end_at))),
    visit.reason &&
      visit.crew.every((one) => one.reason !== visit.reason) &&
      el('p', { class: 'visit-line' }, (DONE.has(visit.status) ? VISITS.did : VISITS.reason)(visit.reason)),
    TO_COME.has(visit.status) && visit.ready.map((one) => readyRow(visit, one)),
    visit.told && TOLD_OF.has(visit.status) && toldRow(visit.told),
    visit.documents.length > 0 && papersOf(visit.documents),
    el(
      'div',
      { class: 'visit-buttons' },
      TO_COME.has(visit.status) && button(VISITS.move, () => planVisit(row, visit), { class: 'button small' }),
      TO_COME.has(visit.status) && button(VISITS.cancel, () => cancel(row, visit), { class: 'button small danger-line' }),
      !TAKEN_BACK.has(visit.status) && button(VISITS.exclude, () => exclude(row, visit), { class: 'button small plain' }),
    ),
  );
}

function crewRow(visit, one) {
  const several = visit.crew.length > 1;
  return el(
    'p',
    { class: `visit-who ${one.state}` },
    [one.name, several && `（${one.role === 'lead' ? VISITS.lead : VISITS.helper}）`].filter(Boolean).join(''),
    visit.engineer === one.name && [' ', copyable(visit.phone)],
    el('span', { class: `tag crew ${one.state}` }, CREW_STATES[one.state] ?? one.state),
    one.reason && el('span', { class: 'visit-why' }, one.reason),
  );
}

/** Something to be clear before the visit: as it was answered, or to be asked. */
function readyRow(visit, one) {
  const by = one.answered_by === 'customer' ? VISITS.byCustomer : VISITS.byStaff(one.answered_by);
  return el(
    'p',
    { class: one.answered_at ? 'visit-ready' : 'visit-ready open' },
    el('span', {}, one.name),
    one.answered_at
      ? el('span', {}, VISITS.answered(one.answer, by))
      : el('span', { class: 'tag asked' }, one.asked_at ? VISITS.asked(when(one.asked_at)) : VISITS.unasked),
    button(one.answered_at ? VISITS.correct : VISITS.note, () => prepare(visit, one), { class: 'link' }),
  );
}

async function prepare(visit, one) {
  const answer = await ask({ title: one.name, label: VISITS.readyLabel, required: true });
  if (answer === null) return;
  try {
    await api.prepareVisit(visit.id, { key: newKey(), item: one.item, answer: answer.slice(0, 500) });
    toast(VISITS.noted);
  } catch (error) {
    complain(error);
  }
  await readPlanned();
}

function toldRow(told) {
  return el(
    'div',
    { class: told.reached ? 'visit-told' : 'visit-told missed' },
    el('small', {}, told.reached ? VISITS.told(when(told.at)) : VISITS.notReached(when(told.at))),
    el('p', {}, told.text),
  );
}

function papersOf(documents) {
  return el(
    'p',
    { class: 'visit-papers' },
    documents.map((paper) => [
      button(PAPERS[paper.kind] ?? paper.kind, () => showPaper(paper), { class: 'link' }),
      el('a', { class: 'visit-pdf', href: `${paper.url}.pdf`, target: '_blank', rel: 'noopener' }, VISITS.pdf),
    ]),
  );
}

async function cancel(row, visit) {
  const reason = await ask({
    title: VISITS.cancel,
    text: VISITS.cancelText(range(visit.start_at, visit.end_at)),
    label: VISITS.cancelReason,
    required: true,
    confirm: VISITS.cancel,
    danger: true,
  });
  if (reason === null) return;
  try {
    await api.cancelVisit(visit.id, { key: newKey(), reason: reason.slice(0, 500) });
    toast(VISITS.cancelled);
  } catch (error) {
    complain(error);
  }
  await readPlanned();
}

/** Whom the customer does not want to see again. */
async function exclude(row, visit) {
  const fields = [
    { name: 'person', label: VISITS.whom, options: Object.fromEntries(visit.crew.map((one) => [one.username, one.name])) },
    { name: 'why', label: VISITS.excludeReason, required: true },
  ];
  const told = await askForm({ title: VISITS.exclude, fields });
  if (told) await act(row, 'exclusions', { key: newKey(), ...told }, VISITS.excluded);
}
