/** Planning a visit, or planning it anew: a day, the windows of it, who could come and why, one or several. */

import * as api from './api.js';
import { dayAfter, shownDay, today } from './board-data.js';
import { file, readCase } from './casefile.js';
import { open, readConversation } from './conversation.js';
import { BOOKING, VISITS } from './dispatch-words.js';
import { button, el } from './dom.js';
import { newKey } from './idempotency-keys.js';
import { readList } from './list-data.js';
import { state } from './state.js';
import { CASE, DIALOG, SIDE, TIME } from './strings.js';
import { toast } from './toast.js';
import { clockOf, dayWords, now, range, when } from './time.js';
import { PROMISES } from './vocabulary.js';

const DAYS = 5; // offered by a press; others by their date
const EXACT_HOURS = 2;
const ARRIVALS = ['onsite', 'dispatch'];
const PLANNABLE = new Set(['new', 'assigned', 'in_progress', 'waiting', 'reopened']);

/** Whether staff may plan a visit for the case. */
export const mayPlan = (row) => PLANNABLE.has(row.status);

/** Reads again whatever shows a visit. */
export const readPlanned = () => Promise.all([readCase(), readConversation(), readList('dispatch'), readList('cases')]);

/** Plans the case that is open, where there is one; from a place on the board, for that engineer at that hour. */
export function bookOpen(at = null) {
  const row = state.route.conversation ? open.case : file.case;
  if (row && mayPlan(row)) planVisit(row, null, at);
}

/** Asks for a window and people, and plans it; with a visit, in its place. */
export function planVisit(row, visit = null, at = null) {
  const kind = visit ? 'move' : 'plan';
  const chosen = { day: at?.day ?? firstDay(visit), exact: Boolean(at), window: null, people: [], key: newKey() };
  const days = el('div', { class: 'booking-days', role: 'group', 'aria-label': BOOKING.day });
  const from = clockField(BOOKING.from, clockAt(at?.hour));
  const to = clockField(BOOKING.to, clockAt(at?.hour, EXACT_HOURS));
  const times = el('div', { class: 'booking-times' }, from.node, to.node, button(BOOKING.look, look));
  const found = el('div', { class: 'booking-found', 'aria-live': 'polite' });
  const said = el('p', { class: 'booking-said', role: 'status' });
  const reason = visit && el('input', { class: 'field', maxlength: 500, required: true });
  const problem = el('p', { class: 'booking-problem', role: 'alert' });
  const go = el('button', { class: 'button primary', type: 'submit', disabled: true }, BOOKING.confirm[kind]);
  const title = visit ? VISITS.move : VISITS.plan;
  const form = el(
    'form',
    { method: 'dialog', class: 'dialog-form booking' },
    el('h2', { class: 'dialog-title' }, `${title} · ${row.number}`),
    el('p', { class: 'booking-about' }, aboutOf(row, visit)),
    days,
    times,
    found,
    el(
      'div',
      { class: 'booking-foot' },
      said,
      reason && el('label', { class: 'labelled' }, el('span', {}, BOOKING.reason), reason),
      el('p', { class: 'booking-tells' }, BOOKING.tells[kind]),
      problem,
      el('div', { class: 'dialog-buttons' }, button(DIALOG.cancel, () => dialog.close()), go),
    ),
  );
  const dialog = el('dialog', { class: 'dialog booking-dialog', 'aria-label': title }, form);
  let asked = 0;

  function paintDays() {
    const first = today();
    const offered = [...Array(DAYS).keys()].map((n) => dayAfter(first, n));
    const date = el('input', {
      class: 'field booking-date',
      type: 'date',
      min: first,
      value: chosen.day,
      'aria-label': BOOKING.otherDay,
      on: { change: () => date.value && turn({ day: date.value }) },
    });
    days.replaceChildren(
      ...offered.map((day) => choice(dayName(day, first), day === chosen.day, () => turn({ day }))),
      date,
      el('span', { class: 'booking-gap' }),
      choice(BOOKING.windows, !chosen.exact, () => turn({ exact: false })),
      choice(BOOKING.exact, chosen.exact, () => turn({ exact: true })),
    );
    times.hidden = !chosen.exact;
  }

  function turn(change) {
    Object.assign(chosen, change);
    paintDays();
    look();
  }

  async function look() {
    choose(null, []);
    problem.textContent = '';
    const span = chosen.exact ? exactSpan(chosen.day, from.value(), to.value()) : wholeDay(chosen.day);
    const wrong = !span ? BOOKING.crossing : Date.parse(span.to) <= now() ? BOOKING.over : null;
    if (wrong) {
      found.replaceChildren(el('p', { class: 'booking-problem' }, wrong));
      return;
    }
    found.replaceChildren(el('p', { class: 'quiet' }, BOOKING.loading));
    const mine = ++asked;
    try {
      const rows = await api.candidates(row.number, { ...span, exact: chosen.exact, ...(visit && { instead: visit.id }) });
      if (mine !== asked) return;
      paintFound(rows);
      const wanted = rows.find((one) => one.person === at?.person);
      if (chosen.exact && wanted) choose(wanted.window, [wanted]);
    } catch (error) {
      if (mine === asked) found.replaceChildren(el('p', { class: 'booking-problem' }, error.message));
    }
  }

  function paintFound(rows) {
    const windows = new Map();
    for (const one of rows) {
      const key = `${one.window.start_at} ${one.window.end_at}`;
      windows.set(key, [...(windows.get(key) ?? []), one]);
    }
    const nobody = el('p', { class: 'quiet' }, chosen.exact ? BOOKING.nobodyThen : BOOKING.nobody);
    found.replaceChildren(...(windows.size ? [...windows.values()].map((group) => windowOf(row, group, pick)) : [nobody]));
  }

  function pick(one) {
    const same = chosen.window && chosen.window.start_at === one.window.start_at && chosen.window.end_at === one.window.end_at;
    const others = same ? chosen.people.filter((other) => other.person !== one.person) : [];
    const again = same && others.length < chosen.people.length;
    choose(one.window, again ? others : [...others, one]);
  }

  function choose(window, people) {
    Object.assign(chosen, { window: people.length ? window : null, people, key: newKey() });
    for (const node of found.querySelectorAll('.candidate')) {
      const mine = people.some((one) => node.dataset.choice === choiceOf(one));
      node.setAttribute('aria-pressed', String(mine));
    }
    const names = people.map((one) => one.name).join('、');
    said.textContent = people.length ? BOOKING.chosen(range(window.start_at, window.end_at), names) : BOOKING.choose;
    go.disabled = !people.length;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!chosen.people.length || go.disabled) return;
    go.disabled = true;
    problem.textContent = '';
    const { window, people, key } = chosen;
    const body = { key, persons: people.map((one) => one.person), from: window.start_at, to: window.end_at };
    try {
      if (visit) await api.moveVisit(visit.id, { ...body, reason: reason.value.trim() });
      else await api.planVisit(row.number, body);
      toast(visit ? VISITS.moved : VISITS.done);
      dialog.close();
    } catch (error) {
      if (error.code === 'slot_taken') await look();
      problem.textContent = error.message;
      go.disabled = !chosen.people.length;
    }
    readPlanned();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  turn({});
}

function windowOf(row, group, pick) {
  const { window } = group[0];
  const arrival = arrivalFor(row, window);
  return el(
    'section',
    { class: 'booking-window' },
    el(
      'h3',
      {},
      `${clockOf(window.start_at)}–${clockOf(window.end_at)} `,
      arrival && el('span', { class: `tag ${arrival.shade}` }, arrival.words),
    ),
    el('div', { class: 'candidates' }, group.map((one) => candidateOf(one, pick))),
  );
}

function candidateOf(one, pick) {
  const { reasons } = one;
  const speaks = [
    one.partner && BOOKING.reasons.partner(one.partner),
    reasons.manager && BOOKING.reasons.manager,
    reasons.skill && BOOKING.reasons.skill,
    reasons.resident && BOOKING.reasons.resident,
    reasons.area && BOOKING.reasons.area,
    BOOKING.reasons.travel(reasons.travel_minutes),
    BOOKING.reasons.load(reasons.load),
    reasons.vehicle && BOOKING.reasons.vehicle(reasons.vehicle),
  ];
  const against = [
    !reasons.skill && 'skill',
    !reasons.area && 'area',
    !reasons.hours && !reasons.away && 'hours',
    reasons.away && 'away',
    reasons.exclusion && 'exclusion',
  ];
  return el(
    'button',
    { type: 'button', class: 'candidate', 'aria-pressed': 'false', 'data-choice': choiceOf(one), on: { click: () => pick(one) } },
    el('strong', {}, one.name),
    one.fits && reasons.area && el('span', { class: 'tag fits' }, BOOKING.fits),
    reasons.lacks.map((name) => el('span', { class: 'tag upset' }, BOOKING.lacks(name))),
    against.filter(Boolean).map((name) => el('span', { class: name === 'area' ? 'tag l2' : 'tag upset' }, BOOKING.against[name])),
    el('small', {}, speaks.filter(Boolean).join(' · ')),
  );
}

const choiceOf = (one) => `${one.window.start_at} ${one.person}`;

/** The promises of somebody's coming that are still to be kept, the first due first. */
function arrivals(row) {
  return ARRIVALS.map((kind) => ({ kind, ...row.deadlines?.[kind] }))
    .filter((one) => one.due && !one.met)
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

/** Whether the window keeps what was promised; null where nothing is. */
function arrivalFor(row, window) {
  const [first] = arrivals(row);
  if (!first) return null;
  const due = Date.parse(first.due);
  if (due >= Date.parse(window.end_at)) return { shade: 'fits', words: BOOKING.inTime };
  if (due > Date.parse(window.start_at)) return { shade: 'l2', words: BOOKING.hurry(when(first.due)) };
  return { shade: 'upset', words: BOOKING.tooLate(when(first.due)) };
}

function aboutOf(row, visit) {
  const promised = arrivals(row).map((one) => `${PROMISES[one.kind]} ${CASE.due(when(one.due))}`);
  const before = visit && `${range(visit.start_at, visit.end_at)} ${visit.crew.map((one) => one.name).join('、')}`;
  return [before, row.address || `${SIDE.address}：—`, row.category_name, ...promised].filter(Boolean).join(' · ');
}

function choice(words, on, listener) {
  return button(words, listener, { class: 'choice', 'aria-pressed': String(on) });
}

function clockField(label, value) {
  const input = el('input', { class: 'field', type: 'time', step: 900, value, required: false });
  return { node: el('label', { class: 'labelled' }, el('span', {}, label), input), value: () => input.value };
}

/** An hour as a field takes it; without one the next full hour. */
function clockAt(hour, later = 0) {
  const first = hour ?? Number(clockOf(new Date(now() + 3600000).toISOString()).slice(0, 2));
  return `${String(Math.min(23, first + later)).padStart(2, '0')}:00`;
}

const instant = (day, clock) => `${day}T${clock}:00+08:00`;

function wholeDay(day) {
  return { from: instant(day, '00:00'), to: instant(dayAfter(day, 1), '00:00') };
}

function exactSpan(day, from, to) {
  return from && to && from < to ? { from: instant(day, from), to: instant(day, to) } : null;
}

/** The day of the visit, else the one on the board, if it lies not behind us. */
function firstDay(visit) {
  const day = visit ? visit.start_at.slice(0, 10) : state.route.view === 'dispatch' ? shownDay() : today();
  return day < today() ? today() : day;
}

function dayName(day, first) {
  if (day === first) return TIME.dayToday;
  return day === dayAfter(first, 1) ? BOOKING.tomorrow : dayWords(day);
}
