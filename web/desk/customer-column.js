/** The right column: who the customer is, what they own, and the case in hand. */

import { actionButtons } from './actions.js';
import { on } from './events.js';
import { file } from './casefile.js';
import { caseSummary } from './casecard.js';
import { open } from './conversation.js';
import { customerOfCase, customerOfConversation } from './customer.js';
import { deadlineRows } from './deadlines.js';
import { pageButton, pageRows } from './duty.js';
import { VISITS } from './dispatch-words.js';
import { PAGES } from './duty-words.js';
import { el, show } from './dom.js';
import { copyable, facts } from './fact-table.js';
import { icon } from './icons.js';
import { machines } from './equipment.js';
import { go } from './route.js';
import { state } from './state.js';
import { load, save } from './storage.js';
import { CASE, SIDE } from './strings.js';
import { timelineRows } from './timeline.js';
import { visitsOf } from './visits.js';

const parts = {};
let shownKey = null;

export function startSide() {
  const root = document.getElementById('side');
  root.setAttribute('aria-label', SIDE.label);
  root.append(
    el(
      'button',
      { type: 'button', class: 'button plain small side-close', on: { click: closeSide } },
      icon('close'),
      SIDE.hide,
    ),
  );
  for (const name of ['customer', 'equipment', 'case']) {
    parts[name] = el('section', { class: `card ${name}-card` });
    root.append(parts[name]);
  }
  parts.empty = el('p', { class: 'side-empty' }, SIDE.empty);
  root.append(parts.empty);
  document.getElementById('desk').classList.toggle('side-open', load('side', false));
  for (const name of ['route', 'conversation', 'case']) on(name, paint);
}

/** On the board the column is there for what is open alone. */
function closeSide() {
  if (state.route.view === 'dispatch') go('dispatch', { date: state.route.date });
  else toggleSide();
}

/** On narrow screens the column is laid over the transcript on demand. */
export function toggleSide() {
  save('side', document.getElementById('desk').classList.toggle('side-open'));
}

function paint() {
  const { conversation, case: number } = state.route;
  const row = conversation ? open.row : null;
  const found = conversation ? open.case : number ? file.case : null;
  const key = conversation ?? number;
  const filled = Boolean(row || (number && found));
  parts.empty.hidden = filled || Boolean(key);
  for (const name of ['customer', 'equipment', 'case']) parts[name].hidden = !filled;
  if (!filled) return;
  if (key !== shownKey) {
    shownKey = key;
    document.getElementById('side').scrollTop = 0;
  }
  if (row) {
    show(parts.customer, [row.customer_file, 'conversation'], () => customerOfConversation(row.customer_file));
    show(parts.equipment, [row.equipment, found?.serial, 'conversation'], () => machines(row.equipment, found?.serial));
    show(parts.case, [found, row.draft, 'conversation'], () => [...unfiled(row.draft), ...caseInHand(found)]);
  } else {
    show(parts.customer, [number, found.phone, found.customer, found.contact_name, found.address, found.grade], () =>
      customerOfCase(found),
    );
    show(parts.equipment, [number, found.equipment, found.serial], () =>
      machines(found.equipment ? [found.equipment] : [], found.serial),
    );
    // On the board nothing else tells what the case is about.
    const alone = state.route.view === 'dispatch';
    show(parts.case, [found, 'case', alone], () => (alone ? caseInHand(found) : [workOf(found)]));
  }
}

/** What was told the assistant and is in no case yet: nobody need ask it again. */
function unfiled(draft) {
  if (!Object.keys(draft).length) return [];
  return [
    el('h3', { class: 'card-title' }, SIDE.unfiled),
    el('p', { class: 'case-description' }, draft.description),
    facts([
      [CASE.product, draft.product],
      [SIDE.serial, copyable(draft.serial)],
      [SIDE.contact, [draft.name, draft.phone].filter(Boolean).join(' ')],
      [SIDE.address, draft.address],
      [CASE.wish, draft.wish],
    ]),
  ];
}

function caseInHand(found) {
  if (!found) return [el('h3', { class: 'card-title' }, SIDE.currentCase), el('p', { class: 'quiet' }, SIDE.noCase)];
  const history = el(
    'details',
    {
      class: 'history',
      open: load('history', false),
      on: { toggle: (event) => save('history', event.currentTarget.open) },
    },
    el('summary', {}, CASE.showTimeline(found.timeline.length)),
    timelineRows(found.timeline),
  );
  return [el('h3', { class: 'card-title' }, SIDE.currentCase), caseSummary(found, true), ...workOf(found), history];
}

function workOf(found) {
  return [
    el('h4', { class: 'card-part' }, CASE.deadlines),
    deadlineRows(found),
    el('h4', { class: 'card-part' }, VISITS.title),
    ...visitsOf(found),
    el('h4', { class: 'card-part' }, PAGES.title),
    pageRows(found.number),
    pageButton(found.number),
    actionButtons(found),
  ];
}
