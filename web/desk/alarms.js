/** Emergencies stand above every page, with sound, until somebody has them. */

import { tone } from './alerts.js';
import * as api from './api.js';
import { on, tell } from './events.js';
import { button, el, show } from './dom.js';
import { ALARM, ROUNDS } from './duty-words.js';
import { newKey } from './idempotency-keys.js';
import { announce, complain, toast } from './toast.js';
import { when } from './time.js';

const SOUND_MS = 4000;
const LOOK_MS = 15000;

let standing = [];
let reading = false;
let again = false;

/** Reads on each change, and now and then where no stream tells of changes. */
export function startAlarms() {
  on('change', look);
  setInterval(look, LOOK_MS);
  setInterval(() => {
    if (standing.length) tone(standing.some((alarm) => alarm.mine) ? 1320 : 990);
  }, SOUND_MS);
  look();
}

async function look() {
  again = true;
  if (reading) return;
  reading = true;
  while (again) {
    again = false;
    const rows = await api.alarms().catch(() => null);
    if (rows) paint(rows);
  }
  reading = false;
}

function paint(rows) {
  const before = new Set(standing.map((alarm) => `${alarm.case}:${alarm.mine}`));
  for (const alarm of rows) {
    if (before.has(`${alarm.case}:${alarm.mine}`)) continue;
    announce(alarm.mine ? ALARM.mine(alarm.case) : ALARM.news(alarm.case));
    tone(1180);
  }
  standing = rows;
  const bar = document.getElementById('alarms');
  bar.setAttribute('aria-label', ALARM.label);
  bar.hidden = !rows.length;
  show(bar, rows, () => rows.map(row));
}

function row(alarm) {
  return el(
    'div',
    { class: alarm.mine ? 'alarm mine' : 'alarm' },
    el('strong', { class: 'alarm-kind' }, ALARM.kinds[alarm.type] ?? ALARM.called),
    el(
      'span',
      { class: 'alarm-words' },
      el('b', {}, alarm.words),
      ` ${[alarm.place || ALARM.noPlace, alarm.contact_name, alarm.phone, when(alarm.created_at)].filter(Boolean).join(' · ')}`,
    ),
    el('span', { class: 'alarm-state' }, stateOf(alarm.round)),
    alarm.mine && button(ALARM.take, () => answer(alarm, 'answered'), { class: 'button small primary' }),
    alarm.mine && button(ALARM.refuse, () => answer(alarm, 'refused'), { class: 'button small' }),
    alarm.conversation_id &&
      el('a', { class: 'button small', href: `/desk/queue?conversation=${alarm.conversation_id}` }, ALARM.conversation),
    el('a', { class: 'button small', href: `/desk/cases?case=${alarm.case}` }, ALARM.open),
  );
}

function stateOf(round) {
  const last = round?.pages.at(-1);
  if (!last) return ROUNDS.none;
  return ROUNDS[round.state](last.person_name);
}

async function answer(alarm, outcome) {
  try {
    await api.answerPage(alarm.mine, { key: newKey(), outcome });
    toast(outcome === 'answered' ? ALARM.taken : ALARM.refused);
  } catch (error) {
    complain(error);
  }
  look();
  tell('change', {});
}
