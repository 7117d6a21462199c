/** The twelve keys of a telephone. */

import { button, el } from './dom.js';
import { call } from './strings.js';

export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function keypad(onKey) {
  return el('div', { class: 'keypad', role: 'group', 'aria-label': call.keypad }, ...KEYS.map((key) => button(key, () => onKey(key), { class: 'key' })));
}
