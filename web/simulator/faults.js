/** What may go wrong at the platforms, switched on by hand. */

import { post } from './api.js';
import { button, el } from './dom.js';
import { moods as words } from './strings.js';

const PLATFORMS = ['/wechat/', '/wecom/', '/twilio/'];
const repeat = el('input', { type: 'checkbox' });

/** Whether every push is made four times at once. */
export const repeats = () => repeat.checked;

export function moodsPanel() {
  const box = (label, onChange, input = el('input', { type: 'checkbox' })) => {
    input.addEventListener('change', () => onChange(input.checked));
    return el('label', {}, input, label);
  };
  const expired = el('small', { role: 'status' });
  const expire = button(words.expire, async () => {
    await post('moods', { expire_tokens: true });
    expired.textContent = words.expired;
  }, { class: 'chip' });
  const errors = (on) => post('moods', {
    faults: on ? PLATFORMS.map((where) => ({ where, does: 'status', value: 500, rate: 0.3 })) : [],
  });
  return el(
    'details',
    { class: 'moods' },
    el('summary', {}, words.title),
    el(
      'div',
      { class: 'moods-card' },
      el('p', {}, words.about),
      box(words.errors, errors),
      box(words.repeat, () => {}, repeat),
      box(words.shuffled, (on) => post('moods', { callbacks: on ? 'doubled' : 'in_order' })),
      box(words.impatient, (on) => post('moods', { impatient: on })),
      expire,
      expired,
    ),
  );
}
