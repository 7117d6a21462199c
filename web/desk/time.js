/** Instants as staff read them: in the business zone, by the server's clock. */

import { TIME } from './strings.js';

const ZONE = 'Asia/Shanghai';
const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const DAY_MS = 86400000;

let skew = 0;

/** Learns the server's clock from a response, so that waiting times are right on a machine whose clock is not. */
export function learnServerTime(header) {
  const at = Date.parse(header ?? '');
  if (Number.isNaN(at)) return;
  const seen = at + 500 - Date.now(); // the header is cut to whole seconds
  if (Math.abs(seen - skew) > 1500) skew = seen;
}

export function now() {
  return Date.now() + skew;
}

/** Seconds from the instant until now; negative while it lies ahead. */
export function since(iso) {
  return Math.floor((now() - Date.parse(iso)) / 1000);
}

function partsOf(at) {
  const parts = Object.fromEntries(PARTS.formatToParts(at).map((part) => [part.type, part.value]));
  return { ...parts, key: `${parts.year}-${parts.month}-${parts.day}`, clock: `${parts.hour}:${parts.minute}` };
}

/** The day an instant falls on, as 2026-11-22. */
export function dayOf(iso) {
  return partsOf(new Date(iso)).key;
}

export function clockOf(iso) {
  return partsOf(new Date(iso)).clock;
}

/** An instant in few words: the clock today, else with its day. */
export function when(iso) {
  const at = partsOf(new Date(iso));
  const today = partsOf(now());
  if (at.key === today.key) return TIME.today(at.clock);
  if (at.key === partsOf(now() - DAY_MS).key) return TIME.yesterday(at.clock);
  if (at.key === partsOf(now() + DAY_MS).key) return TIME.tomorrow(at.clock);
  const month = Number(at.month);
  const day = Number(at.day);
  return at.year === today.year ? TIME.date(month, day, at.clock) : TIME.otherYear(at.year, month, day, at.clock);
}

/** A window of time: its day said once. */
export function range(start, end) {
  if (!start) return '';
  if (!end) return when(start);
  return `${when(start)}–${dayOf(start) === dayOf(end) ? clockOf(end) : when(end)}`;
}

/** The words of a day separator. */
export function dayWords(key) {
  if (key === partsOf(now()).key) return TIME.dayToday;
  if (key === partsOf(now() - DAY_MS).key) return TIME.dayYesterday;
  const [year, month, day] = key.split('-').map(Number);
  const weekday = TIME.weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return TIME.day(year === Number(partsOf(now()).year) ? 0 : year, month, day, weekday);
}

/** A length of time; seconds only below an hour and only when asked for. */
export function span(seconds, exact = false) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return exact ? TIME.seconds(whole) : TIME.minutes(1);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return exact ? TIME.minutesSeconds(minutes, whole % 60) : TIME.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? TIME.hours(hours, minutes % 60) : TIME.days(Math.floor(hours / 24), hours % 24);
}
