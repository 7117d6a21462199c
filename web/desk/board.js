/** The dispatcher's board: engineers as rows, their visits along a day. */

import { MOST_OF_A_DAY } from './api.js';
import { lanes, lay, hoursOf, minutesOn } from './board-track.js';
import { board, dayAfter, goers, narrowed, readBoard, shownDay, shownEngineers, shownVisits, standing, today } from './board-data.js';
import { bookOpen } from './plan-visit.js';
import { on, tell } from './events.js';
import { BOARD, STANDINGS } from './dispatch-words.js';
import { button, el, show } from './dom.js';
import { go, href } from './route.js';
import { state } from './state.js';
import { LIST } from './strings.js';
import { ticking } from './ticker.js';
import { clockOf, dayWords, now } from './time.js';

const LATE = new Set(['overdue', 'due', 'missed']);
const LOST = new Set(['declined', 'no_access', 'part_done', 'missed']);

/** Another day with the same case open: so many days on, or today (0). */
export function turnDay(days) {
  if (state.route.view !== 'dispatch') return;
  const day = days ? dayAfter(shownDay(), days) : today();
  go('dispatch', { ...opened(), date: day === today() ? null : day });
}

function opened() {
  const { conversation, case: number } = state.route;
  return { conversation, case: number };
}

export function makeBoard() {
  const date = el('input', {
    class: 'field board-date',
    type: 'date',
    'aria-label': BOARD.day,
    on: { change: () => date.value && go('dispatch', { ...opened(), date: date.value === today() ? null : date.value }) },
  });
  const words = el('h2', { class: 'board-day', 'aria-live': 'polite' });
  const counts = el('p', { class: 'board-counts' });
  const filters = el('div', { class: 'board-filters' });
  const head = el(
    'header',
    { class: 'board-head' },
    el(
      'div',
      { class: 'board-days' },
      button('‹', () => turnDay(-1), { class: 'button', title: BOARD.earlier, 'aria-label': BOARD.earlier }),
      button(BOARD.today, () => turnDay(0)),
      button('›', () => turnDay(1), { class: 'button', title: BOARD.later, 'aria-label': BOARD.later }),
      date,
      words,
    ),
    counts,
    filters,
  );
  const body = el('div', { class: 'board-body', tabindex: 0, 'aria-label': BOARD.label });
  const node = el('section', { class: 'board', hidden: true }, head, body);

  function paint() {
    if (state.route.view !== 'dispatch') return;
    const day = shownDay();
    date.value = day;
    show(words, [day, today()], () => [dayWords(day)]);
    show(filters, [board.engineers?.map((one) => one.districts), narrowed], () => filterTools());
    if (board.day !== day || !board.engineers) {
      show(counts, [], () => []);
      show(body, [day, board.error?.message], () => waiting(board.day === day ? board.error : null));
      return;
    }
    const engineers = shownEngineers();
    const minute = Math.floor(now() / 60000); // what is late changes with the clock alone
    show(counts, [engineers, minute], () => countWords(engineers));
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.visit : null;
    const about = [day, engineers, narrowed, board.error?.message, state.route.case, state.route.conversation, minute];
    show(body, about, () => rowsOf(day, engineers));
    toSight(day);
    if (focused && document.activeElement === document.body) body.querySelector(`[data-visit="${focused}"]`)?.focus();
  }
  for (const name of ['board', 'route']) on(name, paint);
  on('route', ({ view }) => {
    if (view === 'dispatch' && board.day !== shownDay()) readBoard();
  });
  let painted = 0;
  let seen = '';
  /** What somebody came to see: the open case, this hour, the first visit. */
  function toSight(day) {
    const seeing = `${day} ${state.route.case}`;
    const found = ['.block[aria-current]', '.board-now', '.block'].map((what) => body.querySelector(what)).find(Boolean);
    if (seeing !== seen) found?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    seen = seeing;
  }
  ticking(node, () => {
    const minute = Math.floor(now() / 60000);
    if (minute !== painted) paint();
    painted = minute;
  });
  return node;
}

function waiting(error) {
  if (!error) return [el('p', { class: 'board-note' }, BOARD.loading)];
  return [el('p', { class: 'board-note bad' }, `${BOARD.failed}：${error.message}`, button(LIST.retry, readBoard))];
}

function filterTools() {
  const districts = [...new Set((board.engineers ?? []).flatMap((one) => one.districts))].sort((a, b) => a.localeCompare(b, 'zh'));
  const change = (set) => (event) => {
    set(event.currentTarget);
    tell('board');
  };
  const listener = change((node) => {
    narrowed.district = node.value;
  });
  return [
    el(
      'select',
      { class: 'field select', 'aria-label': BOARD.allDistricts, on: { change: listener } },
      el('option', { value: '' }, BOARD.allDistricts),
      districts.map((name) => el('option', { value: name, selected: name === narrowed.district }, name)),
    ),
    button(
      BOARD.onlyBusy,
      change(() => {
        narrowed.busy = !narrowed.busy;
      }),
      { class: 'choice', 'aria-pressed': String(narrowed.busy) },
    ),
  ];
}

function countWords(engineers) {
  const visits = [...new Set(engineers.flatMap((engineer) => engineer.visits))];
  const count = (kinds) => visits.filter((visit) => kinds.has(standing(visit))).length;
  const free = engineers.filter((engineer) => !engineer.visits.length && engineer.works.length && !engineer.away.length);
  const said = [
    ['visits', visits.length, ''],
    ['late', count(LATE), 'bad'],
    ['lost', count(LOST), 'bad'],
    ['asked', count(new Set(['asked'])), 'soon'],
    ['free', free.length, ''],
  ];
  return said
    .filter(([name, n]) => n || name === 'visits')
    .map(([name, n, shade]) => el('span', { class: `board-count ${shade}` }, BOARD.counts[name](n)));
}

function rowsOf(day, engineers) {
  const noted = board.error && el('p', { class: 'board-note bad' }, `${BOARD.failed}：${board.error.message}`);
  if (!engineers.length) {
    const why = !board.engineers.length ? BOARD.nobody : narrowed.busy ? BOARD.nobodyBusy : BOARD.nobodyHere;
    return [noted, el('p', { class: 'board-note' }, why)];
  }
  const hours = hoursOf(day, engineers);
  const scale = el('div', { class: 'board-track board-hours', 'aria-hidden': 'true' });
  for (let hour = hours[0]; hour < hours[1]; hour += 1) {
    const span = { start_at: instant(day, hour), end_at: instant(day, hour + 1) };
    scale.append(lay(el('span', {}, BOARD.hour(hour)), day, hours, span));
  }
  return [
    noted,
    !shownVisits().length && el('p', { class: 'board-note' }, BOARD.nobodyBusy),
    board.visits.length >= MOST_OF_A_DAY && el('p', { class: 'board-note' }, BOARD.more(MOST_OF_A_DAY)),
    el('div', { class: 'board-row board-scale' }, el('div', { class: 'board-who' }), scale),
    el('ul', { class: 'board-rows' }, engineers.map((engineer) => rowOf(day, hours, engineer))),
  ];
}

function rowOf(day, hours, engineer) {
  const laid = lanes(engineer.visits);
  const track = el('div', { class: 'board-track' });
  track.style.setProperty('--lanes', Math.max(1, ...laid.map(({ lane }) => lane + 1)));
  track.append(
    ...engineer.works.map((span) => lay(el('span', { class: 'board-works' }), day, hours, span)),
    ...engineer.away.map((span) => lay(el('span', { class: 'board-away' }, BOARD.away), day, hours, span)),
    ...engineer.taken.map((span) => lay(el('span', { class: 'board-taken' }), day, hours, span)),
    ...freeHours(day, hours, engineer),
    ...nowOn(day, hours),
    ...laid.map(({ visit, lane }) => blockOf(day, hours, engineer, visit, lane)),
  );
  return el('li', { class: 'board-row' }, whoOf(engineer), track);
}

function nowOn(day, hours) {
  const at = new Date(now()).toISOString();
  if (day !== today() || minutesOn(day, at) < hours[0] * 60 || minutesOn(day, at) > hours[1] * 60) return [];
  return [lay(el('span', { class: 'board-now' }), day, hours, { start_at: at, end_at: at })];
}

function whoOf(engineer) {
  const hours = engineer.works.map((span) => `${clockOf(span.start_at)}–${clockOf(span.end_at)}`).join('、');
  return el(
    'div',
    { class: 'board-who', title: [engineer.name, engineer.phone, engineer.districts.join('、')].filter(Boolean).join('\n') },
    el('strong', {}, engineer.name),
    engineer.away.length
      ? el('span', { class: 'tag upset' }, BOARD.away)
      : el('span', { class: 'board-load' }, engineer.visits.length ? BOARD.load(engineer.visits.length) : BOARD.free),
    el('small', { class: 'board-districts' }, engineer.districts.join('、')),
    el('small', { class: 'board-times' }, hours || BOARD.off),
  );
}

/** With a case open, the hours of an engineer that nothing takes lead to planning it there. */
function freeHours(day, hours, engineer) {
  if (!state.route.case && !state.route.conversation) return [];
  const free = [];
  for (let hour = hours[0]; hour < hours[1]; hour += 1) {
    const span = { start_at: instant(day, hour), end_at: instant(day, hour + 1) };
    const ahead = Date.parse(span.end_at) > now();
    const taken = [...engineer.taken, ...engineer.away].some(
      (other) => Date.parse(other.start_at) < Date.parse(span.end_at) && Date.parse(other.end_at) > Date.parse(span.start_at),
    );
    if (!ahead || taken) continue;
    const words = BOARD.plan(engineer.name, BOARD.hour(hour));
    const start = { class: 'board-free', title: words, 'aria-label': words, tabindex: -1 };
    free.push(lay(button('', () => bookOpen({ day, hour, person: engineer.username }), start), day, hours, span));
  }
  return free;
}

function blockOf(day, hours, engineer, visit, lane) {
  const stands = standing(visit);
  const mine = goers(visit).find((one) => one.username === engineer.username);
  const place = visit.district || visit.address || BOARD.noPlace;
  const told = `${clockOf(visit.start_at)}–${clockOf(visit.end_at)}`;
  const planned = BOARD.planned(clockOf(visit.planned_start_at), clockOf(visit.planned_end_at));
  const tags = [STANDINGS[stands] ?? stands, mine?.role === 'helper' && BOARD.helper].filter(Boolean);
  const block = el(
    'a',
    {
      class: `block ${stands}`,
      'data-visit': visit.id,
      href: href('dispatch', { case: visit.case, date: state.route.date }),
      'aria-current': state.route.case === visit.case ? 'true' : null,
      title: [visit.case, told, planned, ...tags, visit.category_name, visit.address, visit.reason].filter(Boolean).join('\n'),
    },
    el('b', { class: 'block-told' }, told),
    el('span', {}, el('i', {}, tags.join(' · ')), ` ${[place, visit.category_name].filter(Boolean).join(' · ')}`),
    el('span', { class: 'block-plan' }, visit.reason && LOST.has(stands) ? visit.reason : planned),
  );
  block.style.setProperty('--lane', lane);
  return lay(block, day, hours, visit);
}

/** The instant at which an hour of a day begins in the business zone, which knows no summer time. */
function instant(day, hour) {
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + hour * 3600000).toISOString();
}
