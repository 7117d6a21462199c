/** The customer: of the register when identified, else what the case says. */

import { el } from './dom.js';
import { copyable, facts } from './fact-table.js';
import { searchCases } from './list.js';
import { switchTo } from './route.js';
import { SIDE } from './strings.js';
import { CONTRACTS, GRADES } from './vocabulary.js';

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
      [SIDE.organisation, [row.organisation, row.title].filter(Boolean).join(' · ')],
      ...row.phones.map((phone) => [SIDE.phone, copyable(phone)]),
      [SIDE.address, copyable(row.address)],
      ...row.contracts.flatMap(agreed),
    ],
    row.phone,
  );
}

export function customerOfCase(row) {
  return card(
    row.customer || row.contact_name,
    row.grade,
    [
      [SIDE.organisation, row.organisation],
      [SIDE.contact, row.contact_name !== row.customer && row.contact_name],
      [SIDE.phone, copyable(row.phone)],
      [SIDE.address, copyable(row.address)],
      ...(row.site ? [[SIDE.site, [row.site.name, row.site.hours, row.site.access_note].filter(Boolean).join('，')]] : []),
      ...(row.contract ? agreed(row.contract) : []),
    ],
    row.phone,
  );
}

/** What a contract says that whoever serves the customer must know. */
function agreed(row) {
  const said = [CONTRACTS[row.kind], GRADES[row.grade], SIDE.untilDay(row.ends_on)].filter(Boolean).join('，');
  return [
    [SIDE.contract, `${row.number}（${said}）`],
    [SIDE.manager, [row.manager, row.specialist].filter(Boolean).join('、')],
    [SIDE.resident, row.resident],
  ];
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
