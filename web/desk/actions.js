/** What staff can do with a case; only what its status allows is offered. */

import * as api from './api.js';
import { readCase } from './casefile.js';
import { readConversation } from './conversation.js';
import { ask } from './dialog.js';
import { button, el } from './dom.js';
import { readList } from './list-data.js';
import { ACTIONS } from './strings.js';
import { complain, toast } from './toast.js';
import { verbButtons } from './record-verbs.js';
import { STATUSES } from './vocabulary.js';

const OPEN = new Set(['new', 'assigned', 'in_progress', 'waiting', 'reopened']);

export function actionButtons(row) {
  const moves = new Set(row.moves ?? []);
  const open = OPEN.has(row.status);
  const booked = row.visits?.some((visit) => ['booked', 'travelling'].includes(visit.status));
  const offered = [
    open && button(ACTIONS.contacted, () => contacted(row)),
    open && booked && button(ACTIONS.arrived, () => arrived(row)),
    moves.has('in_progress') &&
      button(row.status === 'waiting' ? ACTIONS.resume : ACTIONS.start, () =>
        act(row, 'move', { to: 'in_progress', why: '' }, ACTIONS.moved(STATUSES.in_progress)),
      ),
    moves.has('waiting') &&
      button(ACTIONS.waiting, () =>
        moveWithReason(row, 'waiting', ACTIONS.waiting, ACTIONS.waitingLabel, ACTIONS.waitingHint),
      ),
    moves.has('reopened') &&
      button(ACTIONS.reopen, () => moveWithReason(row, 'reopened', ACTIONS.reopen, ACTIONS.reopenLabel)),
    moves.has('solved') && button(ACTIONS.solve, () => solve(row), { class: 'button primary' }),
    ...verbButtons(row, act),
    moves.has('cancelled') &&
      button(
        ACTIONS.cancel,
        () => moveWithReason(row, 'cancelled', ACTIONS.cancel, ACTIONS.cancelLabel, ACTIONS.cancelHint, true),
        { class: 'button danger-line' },
      ),
  ].filter(Boolean);
  return el(
    'div',
    { class: 'actions', role: 'group', 'aria-label': ACTIONS.title },
    offered.length ? offered : el('p', { class: 'quiet' }, ACTIONS.none),
  );
}

async function contacted(row) {
  const text = await ask({ title: ACTIONS.contacted, label: ACTIONS.contactedLabel });
  if (text !== null) await act(row, 'contacted', { text }, ACTIONS.contactedDone);
}

async function arrived(row) {
  if ((await ask({ title: ACTIONS.arrived, text: ACTIONS.arrivedAsk })) !== null)
    await act(row, 'arrived', undefined, ACTIONS.arrivedDone);
}

async function solve(row) {
  const solution = await ask({
    title: ACTIONS.solve,
    label: ACTIONS.solveLabel,
    hint: ACTIONS.solveHint,
    required: true,
    confirm: ACTIONS.solve,
  });
  if (solution !== null) await act(row, 'solve', { solution }, ACTIONS.solveDone);
}

async function moveWithReason(row, to, title, label, hint = '', danger = false) {
  const why = await ask({ title, label, hint, required: true, confirm: title, danger });
  if (why !== null) await act(row, 'move', { to, why: why.slice(0, 500) }, ACTIONS.moved(STATUSES[to]));
}

/** Makes the change and reads again what shows it. True when it was made. */
export async function act(row, verb, body, said) {
  let made = true;
  try {
    await api.work(row.number, verb, body);
    toast(said);
  } catch (error) {
    made = false;
    complain(error);
  }
  await Promise.all([readCase(), readConversation(), readList('cases')]);
  return made;
}
