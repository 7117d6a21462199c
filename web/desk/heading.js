/** The heading of a conversation: who it is, who owns it, why it came here, and what can be done with it. */

import { tell } from './events.js';
import { DELIVERY } from './channel-words.js';
import { open } from './conversation.js';
import { button, el, show } from './dom.js';
import { icon } from './icons.js';
import { channelMark } from './message.js';
import { customerName, queueName } from './display-names.js';
import { callback } from './conversation-rows.js';
import { href } from './route.js';
import { isMine, ownerName } from './state.js';
import { LIST, THREAD } from './strings.js';
import { toggleSide } from './customer-column.js';
import { say, ticking } from './ticker.js';
import { since, span } from './time.js';
import { GRADES, URGENCIES } from './vocabulary.js';

export function makeHeading(change) {
  const node = el('header', { class: 'heading' });
  return { node, paint: () => show(node, dataOf(open), () => build(open, change)) };
}

function dataOf({ row, case: found }) {
  const { waiting_seconds: _, unread: __, last_customer_at: ___, ways, ...rest } = row;
  return [rest, ways.map((way) => way.channel), found?.number];
}

function build({ row, case: found }, change) {
  const grade = row.customer_file?.grade;
  return [
    el(
      'div',
      { class: 'heading-main' },
      el(
        'div',
        { class: 'heading-who' },
        el('h2', { class: 'heading-name' }, customerName(row)),
        [...new Set(row.ways.map((way) => way.channel))].map((channel) => channelMark({ channel })),
        grade && GRADES[grade] && el('span', { class: 'tag grade' }, GRADES[grade]),
        row.priority <= 2 &&
          row.owner !== 'bot' &&
          el('span', { class: `tag urgency u${row.priority}` }, URGENCIES[row.priority]),
        found &&
          el(
            'a',
            { class: 'heading-case', href: href('cases', { case: found.number }) },
            THREAD.openCase(found.number),
          ),
      ),
      el(
        'div',
        { class: 'heading-buttons' },
        buttonsOf(row, change),
        el(
          'button',
          { type: 'button', class: 'button plain side-toggle', on: { click: () => toggleSide() } },
          icon('info'),
          THREAD.side,
        ),
      ),
    ),
    el(
      'div',
      { class: 'heading-state' },
      ownerOf(row),
      row.reason && el('span', { class: 'heading-reason' }, THREAD.reason(row.reason)),
      row.displeasure >= 0.5 && el('span', { class: 'tag upset' }, LIST.upset),
      row.callback_due_at && callback(row.callback_due_at),
      row.failed > 0 &&
        button([icon('alert'), DELIVERY.show(row.failed)], () => tell('show-failed'), { class: 'tag failed' }),
    ),
  ];
}

function buttonsOf(row, change) {
  if (isMine(row)) {
    return [
      button(THREAD.giveBack, () => change('return')),
      button(THREAD.close, () => change('close'), { class: 'button danger-line' }),
    ];
  }
  return row.owner === 'agent'
    ? []
    : [
        el(
          'button',
          { type: 'button', class: 'button primary', on: { click: () => change('take') } },
          THREAD.take,
          el('kbd', {}, 'T'),
        ),
      ];
}

function ownerOf(row) {
  const mine = isMine(row);
  const node = el('span', { class: `owner ${mine ? 'me' : row.owner}` });
  if (row.owner === 'bot') say(node, THREAD.withBot);
  else if (mine) say(node, THREAD.withMe);
  else if (row.owner === 'agent') say(node, THREAD.withOther(ownerName(row)));
  else {
    return ticking(node, () =>
      say(
        node,
        [
          THREAD.waitingInQueue(queueName(row)),
          row.position && LIST.position(row.position),
          row.queued_at && LIST.waiting(span(since(row.queued_at), true)),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    );
  }
  return node;
}
