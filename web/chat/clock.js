/** Time as the visitor reads it. */

import { texts } from './strings.js';

const SEPARATE_AFTER_MS = 5 * 60 * 1000;
const pad = (number) => String(number).padStart(2, '0');

/** Milliseconds of a server timestamp; the present for one that is missing or broken. */
export function instant(value) {
  const parsed = Date.parse(value ?? '');
  return Number.isNaN(parsed) ? Date.now() : parsed;
}

/** True when a line between two messages should tell the time. */
export function needsSeparator(previous, current) {
  return previous === null || current - previous > SEPARATE_AFTER_MS;
}

/** "今天 14:03", "昨天 …", "11月20日 …", with the year when it is another one. */
export function timeLabel(milliseconds, now = new Date()) {
  const date = new Date(milliseconds);
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date >= midnight) return `${texts.today} ${clock}`;
  if (date >= yesterday) return `${texts.yesterday} ${clock}`;
  const day = `${date.getMonth() + 1}月${date.getDate()}日 ${clock}`;
  return date.getFullYear() === now.getFullYear() ? day : `${date.getFullYear()}年${day}`;
}
