/** Short messages in the corner, read out by screen readers; problems stay longer. */

import { el } from './dom.js';

const SHORT_MS = 3500;
const LONG_MS = 8000;

export function toast(text, bad = false) {
  const node = el('div', { class: bad ? 'toast bad' : 'toast' }, text);
  const box = document.getElementById('toasts');
  box.append(node);
  while (box.children.length > 3) box.firstElementChild.remove();
  setTimeout(() => node.remove(), bad ? LONG_MS : SHORT_MS);
}

/** Says what went wrong in the person's words. */
export function complain(error) {
  toast(error.message, true);
}

/** For screen readers only. */
export function announce(text) {
  const line = el('p', {}, text);
  document.getElementById('announcer').append(line);
  setTimeout(() => line.remove(), LONG_MS);
}
