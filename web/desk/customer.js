/** The customer: of the register when identified, else what the case says. */

import { el } from './dom.js';
import { copyable, facts } from './facts.js';
import { searchCases } from './list.js';
import { switchTo } from './route.js';
import { SIDE } from './strings.js';
import { GRADES } from './vocabulary.js';

export function customerOfConversation(row) {
  if (!row) {
    return [
      el('h3', { class: 'card-title' }, SIDE.customer),
      el('p', { class: 'quiet' }, el('strong', {}, SIDE.visitor), el('br'), SIDE.visitorHint),
    ];
  }
  return card(
    row.name,
    row.grade,
    [
      [SIDE.organisation, row.organisation],
      [SIDE.phone, copyable(row.phone)],
      [SIDE.address, copyable(row.address)],
    ],
    row.phone,
  );
}

export function customerOfCase(row) {
  return card(
    row.customer || row.contact_name,
    row.grade,
    [
      [SIDE.contact, row.contact_name !== row.customer && row.contact_name],
      [SIDE.phone, copyable(row.phone)],
      [SIDE.address, copyable(row.address)],
    ],
    row.phone,
  );
}

function card(name, grade, rows, phone) {
  return [
    el(
      'div',
      { class: 'card-head' },
      el('h3', { class: 'card-title' }, SIDE.customer),
      GRADES[grade] && el('span', { class: 'tag grade' }, GRADES[grade]),
    ),
    el('p', { class: 'customer-name' }, name),
    facts(rows),
    phone &&
      el(
        'button',
        {
          type: 'button',
          class: 'link',
          on: {
            click: () => {
              searchCases(phone);
              switchTo('cases');
            },
          },
        },
        SIDE.allCases,
      ),
  ];
}
