/** A day's visits and those who go, as last read. Tells `board` whenever they were read anew or narrowed. */

import * as api from './api.js';
import { tell } from './events.js';
import { dayOf, now } from './time.js';
import { state } from './state.js';

const DAY_MS = 86400000;

export const board = { day: null, engineers: null, visits: [], error: null };

/** What the person asked to see of it. */
export const narrowed = { district: '', busy: false };

export const today = () => dayOf(new Date(now()).toISOString());

/** The day that is shown. */
export const shownDay = () => state.route.date || today();

/** The day so many after a day, both as 2026-11-22. */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

let reading = null;
let again = false;

/** Reads the day that is shown; several calls at once end in one more reading. */
export async function readBoard() {
  again = true;
  reading ??= (async () => {
    while (again) {
      again = false;
      const day = shownDay();
      try {
        const [engineers, visits] = await Promise.all([api.engineersOn(day), api.visitsOn(day)]);
        if (day === shownDay()) Object.assign(board, { day, engineers, visits, error: null });
      } catch (error) {
        if (board.day !== day) Object.assign(board, { day, engineers: null, visits: [] });
        board.error = error;
      }
    }
    reading = null;
    tell('board');
  })();
  return reading;
}

/** How a visit stands at this moment: its status, and what of it asks for somebody's eye. */
export function standing(visit) {
  const late = (at) => now() > Date.parse(at);
  if (['booked', 'travelling'].includes(visit.status) && late(visit.end_at)) return 'overdue';
  if (visit.status !== 'booked') return visit.status;
  if (late(visit.planned_start_at)) return 'due';
  return visit.crew.some((one) => one.state === 'asked') ? 'asked' : 'accepted';
}

/** Visits that are shown: one that took another's place stands for it. */
export function shownVisits() {
  return board.visits.filter((visit) => !['changed', 'cancelled'].includes(visit.status));
}

/** Who goes; of one that nobody goes to any more, who led it. */
export function goers(visit) {
  const live = visit.crew.filter((one) => ['asked', 'accepted'].includes(one.state));
  return live.length ? live : visit.crew.filter((one) => one.role === 'lead');
}

/** Those who pass the filters, each with their visits of the day. */
export function shownEngineers() {
  const byPerson = new Map();
  for (const visit of shownVisits()) {
    for (const { username } of goers(visit)) byPerson.set(username, [...(byPerson.get(username) ?? []), visit]);
  }
  const known = new Set((board.engineers ?? []).map((engineer) => engineer.username));
  const left = new Map(board.visits.flatMap(goers).map((one) => [one.username, one])); // the company, since
  const others = [...left.values()]
    .filter((one) => board.engineers && !known.has(one.username) && byPerson.has(one.username))
    .map(({ username, name }) => ({ username, name, districts: [], works: [], away: [], taken: [] }));
  return [...(board.engineers ?? []), ...others]
    .map((engineer) => ({ ...engineer, visits: byPerson.get(engineer.username) ?? [] }))
    .filter((engineer) => !narrowed.district || engineer.districts.includes(narrowed.district))
    .filter((engineer) => !narrowed.busy || engineer.visits.length);
}
