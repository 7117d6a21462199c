/** Rows of cases, with filters by level, status and what is due soon. */

import { dueChip } from './deadlines.js';
import { button, el } from './dom.js';
import { icon } from './icons.js';
import { isLookUp } from './list-data.js';
import { channelIcon, channelName, productName } from './display-names.js';
import { LIST } from './strings.js';
import { since } from './time.js';
import { VERBS } from './record-words.js';
import { newCase } from './record-verbs.js';
import { SHORT_LEVELS, STATUSES, TYPES } from './vocabulary.js';

const SOON_SECONDS = 3600;
const filters = { level: '', status: '', soon: false };

export function caseTools(repaint) {
  const change = (set) => (event) => {
    set(event.currentTarget);
    repaint();
  };
  const level = select(
    LIST.allLevels,
    SHORT_LEVELS,
    filters.level,
    change((node) => {
      filters.level = node.value;
    }),
  );
  const unfinished = Object.fromEntries(
    Object.entries(STATUSES).filter(([status]) => status !== 'closed' && status !== 'cancelled'),
  );
  const status = select(
    LIST.allStatuses,
    unfinished,
    filters.status,
    change((node) => {
      filters.status = node.value;
    }),
  );
  const soon = el(
    'button',
    {
      type: 'button',
      class: 'choice',
      'aria-pressed': String(filters.soon),
      on: {
        click: change((node) => {
          filters.soon = !filters.soon;
          node.setAttribute('aria-pressed', String(filters.soon));
        }),
      },
    },
    LIST.dueSoon,
  );
  return [level, status, soon, button(VERBS.newCase, newCase)];
}

function select(all, options, chosen, listener) {
  return el(
    'select',
    { class: 'field select', 'aria-label': all, on: { change: listener } },
    el('option', { value: '' }, all),
    Object.entries(options).map(([value, label]) => el('option', { value, selected: value === chosen }, label)),
  );
}

/** Filters and words narrow the open cases; a look-up by number or phone shows whatever was found. */
export function filterCases(rows, query) {
  if (isLookUp(query)) return rows;
  return rows.filter(
    (row) =>
      (!filters.level || String(row.level) === filters.level) &&
      (!filters.status || row.status === filters.status) &&
      (!filters.soon || (row.next_due_at && since(row.next_due_at) > -SOON_SECONDS)) &&
      (!query ||
        row.found ||
        [row.number, row.customer, row.contact_name, row.phone, row.description, row.address, row.engineer].some(
          (text) => text?.toLowerCase().includes(query),
        )),
  );
}

export function paintCase(link, row) {
  link.append(
    el(
      'div',
      { class: 'row-top' },
      el('span', { class: 'row-name' }, row.customer || row.contact_name || row.phone || row.number),
      dueChip(row),
    ),
    el('div', { class: 'row-middle' }, el('span', { class: 'row-text' }, row.description || productName(row))),
    el(
      'div',
      { class: 'row-tags' },
      el('span', { class: `tag level l${row.level}` }, SHORT_LEVELS[row.level] ?? String(row.level)),
      el('span', { class: 'tag' }, TYPES[row.type] ?? row.type),
      el('span', { class: `tag status ${row.status}` }, STATUSES[row.status] ?? row.status),
      row.channel && el('span', { class: `channel ${row.channel}`, title: channelName(row) }, icon(channelIcon(row.channel))),
      el('span', { class: 'row-number' }, row.number),
    ),
  );
}
