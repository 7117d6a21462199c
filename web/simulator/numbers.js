/** Whose phone it is: people in the register, and a number of one's own. */

import { el } from './dom.js';
import { fresh, people } from './strings.js';

/** Shown as 138 0571 1001. */
export function shown(number) {
  return number.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3').replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}

/** Phones of the company, as people dial them: +8657100127701 is 0571 0012 7701. */
export function shownLine(number) {
  return number.replace(/^\+86(571)(\d{4})(\d{4})$/, '0$1 $2 $3');
}

/** A choice of numbers; `extra` are further [value, label] entries. `mark(number)` says that there is something new. */
export function numberChoice(label, onChange, extra = []) {
  const entries = [...people.map((one) => [one.number, `${one.name} ${shown(one.number)}`]), ...extra];
  const options = new Map(entries.map(([value, text]) => [value, el('option', { value }, text)]));
  const select = el('select', { 'aria-label': label, title: label }, ...options.values());
  const names = new Map(entries);
  select.addEventListener('change', () => {
    options.get(select.value).textContent = names.get(select.value);
    onChange(select.value);
  });
  const mark = (number) => {
    const option = options.get(number);
    if (option && number !== select.value) option.textContent = fresh(names.get(number));
  };
  return { select, mark };
}
