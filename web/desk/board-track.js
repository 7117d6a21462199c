/** Where things lie along a day: minutes since midnight in the business zone, as shares of the hours that are shown. */

import { clockOf, dayOf } from './time.js';

const FIRST_HOUR = 8;
const LAST_HOUR = 20;
const DAY_MINUTES = 1440;

/** Minutes since the day's midnight; what lies on another day is cut off. */
export function minutesOn(day, iso) {
  const on = dayOf(iso);
  if (on !== day) return on < day ? 0 : DAY_MINUTES;
  const [hours, minutes] = clockOf(iso).split(':').map(Number);
  return hours * 60 + minutes;
}

/** The hours to show, [first, last): working hours, and whatever lies before or after them. */
export function hoursOf(day, engineers) {
  const spans = engineers.flatMap((engineer) => [...engineer.works, ...engineer.visits, ...engineer.taken]);
  const begins = spans.map((span) => Math.floor(minutesOn(day, span.start_at) / 60));
  const ends = spans.map((span) => Math.ceil(minutesOn(day, span.end_at) / 60));
  return [Math.min(FIRST_HOUR, ...begins), Math.max(LAST_HOUR, ...ends)];
}

/** Puts a node where its span lies. Only set this way: the page's policy refuses styles in markup. */
export function lay(node, day, [first, last], span) {
  const share = (at) => ((minutesOn(day, at) - first * 60) / ((last - first) * 60)) * 100;
  node.style.setProperty('left', `${share(span.start_at)}%`);
  node.style.setProperty('width', `${share(span.end_at) - share(span.start_at)}%`);
  return node;
}

/** Visits told for overlapping windows lie one below the other: each with the line it lies on. */
export function lanes(visits) {
  const ends = [];
  return [...visits]
    .sort((a, b) => Date.parse(a.start_at) - Date.parse(b.start_at))
    .map((visit) => {
      const begin = Date.parse(visit.start_at);
      const free = ends.findIndex((end) => end <= begin);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = Date.parse(visit.end_at);
      return { visit, lane };
    });
}
