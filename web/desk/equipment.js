/** The customer's machines, each with a badge that says whether it is under warranty. */

import { el } from './dom.js';
import { copyable } from './fact-table.js';
import { SIDE } from './strings.js';
import { BEGAN_BY } from './vocabulary.js';

const FOLD_FROM = 3;

/** The machine the case is about comes first. */
export function machines(rows, serial) {
  const title = el('h3', { class: 'card-title' }, SIDE.equipment);
  if (!rows?.length) return [title, el('p', { class: 'quiet' }, SIDE.noEquipment)];
  const sorted = [...rows].sort((a, b) => Number(b.serial === serial) - Number(a.serial === serial));
  return [
    title,
    el(
      'ul',
      { class: 'machines' },
      sorted.map((row, index) => machine(row, index === 0 || sorted.length < FOLD_FROM, row.serial === serial)),
    ),
  ];
}

function machine(row, opened, current) {
  return el(
    'li',
    { class: current ? 'machine current' : 'machine' },
    el(
      'details',
      { open: opened },
      el(
        'summary',
        {},
        el('span', { class: 'machine-name' }, row.category_name, el('small', {}, row.model)),
        badge(row.warranty),
      ),
      el('p', { class: 'machine-line' }, SIDE.serial, ' ', copyable(row.serial)),
      row.place && el('p', { class: 'machine-line' }, SIDE.place, ' ', row.place),
      parameterLine(row.parameters),
      warrantyLines(row.warranty),
    ),
  );
}

function parameterLine(parameters) {
  const said = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return said.length > 0 && el('p', { class: 'machine-line' }, SIDE.parameters, ' ', said.join('；'));
}

function badge({ covered }) {
  const [shade, words] =
    covered === true ? ['green', SIDE.covered] : covered === false ? ['red', SIDE.expired] : ['amber', SIDE.unknown];
  return el('span', { class: `warranty ${shade}` }, words);
}

function warrantyLines(warranty) {
  if (warranty.covered === null) return [el('p', { class: 'machine-line' }, SIDE.noDate)];
  const until = warranty.covered ? SIDE.until(warranty.until) : SIDE.endedOn(warranty.until);
  return [
    el('p', { class: 'machine-line' }, el('strong', {}, until), ' · ', warranty.term),
    warranty.began_on &&
      el(
        'p',
        { class: 'machine-line soft' },
        SIDE.began(BEGAN_BY[warranty.began_by] ?? warranty.began_by, warranty.began_on),
      ),
    warranty.covered === false &&
      warranty.afterwards &&
      el('p', { class: 'machine-line soft' }, `${SIDE.afterwards}：${warranty.afterwards}`),
  ].filter(Boolean);
}
