/** Rows of conversations: those waiting, one's own, and those the assistant is in. */

import { DELIVERY } from './channel-words.js';
import { hasDraft } from './drafts.js';
import { el } from './dom.js';
import { isNews } from './failures.js';
import { icon } from './icons.js';
import { asked } from './list-data.js';
import { channelMark } from './message.js';
import { channelName, customerName, queueName } from './display-names.js';
import { isMine, ownerName } from './state.js';
import { COMPOSER, LIST } from './strings.js';
import { say, ticking } from './ticker.js';
import { clockOf, since, span, when } from './time.js';
import { CHANNELS, URGENCIES, WITHHELD } from './vocabulary.js';

const UPSET = 0.5;
const LONG_WAIT = 180;
const TOO_LONG_WAIT = 600;

let channel = '';

/** What of a row is painted; waiting time is left out, for it ticks by itself. */
export function signConversation(row) {
  const { waiting_seconds: _, ...rest } = row;
  return [rest, draftOf(row), isNews(row)];
}

const draftOf = (row) => isMine(row) && (row.members ?? [row.id]).some(hasDraft);
const channelsOf = (row) => row.channels ?? [row.channel];
const nameOf = (its) => channelName({ channel: its });

/** Rows of the chosen channel that have the words. */
export function filterConversations(rows, query) {
  return rows.filter(
    (row) =>
      (!channel || channelsOf(row).includes(channel)) &&
      (!query ||
        [customerName(row), row.reason, row.id, ownerName(row), queueName(row), ...channelsOf(row).map(nameOf)].some((text) =>
          text?.toLowerCase().includes(query),
        )),
  );
}

/** Narrows the conversations of every view to one channel. */
export function channelTool(repaint) {
  const list = el(
    'select',
    {
      class: 'field select',
      'aria-label': LIST.allChannels,
      on: {
        change: () => {
          channel = list.value;
          repaint();
        },
      },
    },
    el('option', { value: '' }, LIST.allChannels),
    Object.entries(CHANNELS).map(([value, name]) => el('option', { value, selected: value === channel }, name)),
  );
  return list;
}

/** Under "mine": only my own, or everybody's. */
export function conversationTools(reread) {
  const choice = (label, everybody) =>
    el(
      'button',
      {
        type: 'button',
        class: 'choice',
        'aria-pressed': String(asked.everybody === everybody),
        on: {
          click: (event) => {
            asked.everybody = everybody;
            for (const other of event.currentTarget.parentElement.children)
              other.setAttribute('aria-pressed', String(other === event.currentTarget));
            reread();
          },
        },
      },
      label,
    );
  return [el('div', { class: 'choices' }, choice(LIST.onlyMine, false), choice(LIST.everybody, true))];
}

export function paintConversation(link, row) {
  link.append(
    el('div', { class: 'row-top' }, el('span', { class: 'row-name' }, customerName(row)), timeOf(row)),
    el(
      'div',
      { class: 'row-middle' },
      el('span', { class: 'row-text' }, row.reason || WITHHELD[row.last_withheld] || row.last_text || ownerText(row)),
      unreadOf(row),
    ),
    el('div', { class: 'row-tags' }, tagsOf(row)),
  );
}

function timeOf(row) {
  const time = el('span', { class: 'row-time' });
  if (row.owner === 'queue' && row.queued_at) {
    return ticking(time, () => {
      const waited = since(row.queued_at);
      say(time, LIST.waiting(span(waited, true)));
      time.classList.toggle('long', waited >= LONG_WAIT);
      time.classList.toggle('too-long', waited >= TOO_LONG_WAIT);
    });
  }
  if (!row.last_customer_at) return time;
  time.title = when(row.last_customer_at);
  return ticking(time, () => {
    const idle = since(row.last_customer_at);
    say(time, idle < 60 ? LIST.justNow : idle < 86400 ? LIST.idle(span(idle)) : when(row.last_customer_at));
  });
}

function ownerText(row) {
  return row.owner === 'agent' && !isMine(row) ? LIST.owned(ownerName(row)) : '';
}

function unreadOf(row) {
  if (!row.unread || row.owner === 'bot') return null;
  return el(
    'b',
    { class: 'unread', title: LIST.unread(row.unread), 'aria-label': LIST.unread(row.unread) },
    String(row.unread),
  );
}

function tagsOf(row) {
  const tags = channelsOf(row).map((its) => channelMark({ channel: its }));
  if (row.owner === 'queue' && row.priority <= 3)
    tags.unshift(el('span', { class: `tag urgency u${row.priority}` }, URGENCIES[row.priority]));
  if (row.queue && row.queue !== 'service') tags.push(el('span', { class: `tag ${row.queue}` }, queueName(row)));
  if (row.displeasure >= UPSET) tags.push(el('span', { class: 'tag upset' }, LIST.upset));
  if (row.failed && isMine(row)) {
    const sign = el('span', { class: `tag failed${isNews(row) ? ' news' : ''}` }, icon('alert'));
    sign.append(DELIVERY.count(row.failed));
    tags.unshift(sign);
  }
  if (draftOf(row)) tags.push(el('span', { class: 'tag draft' }, COMPOSER.draft));
  if (row.owner === 'agent' && !isMine(row) && row.reason) tags.push(el('span', { class: 'tag' }, ownerText(row)));
  if (row.callback_due_at) tags.push(callback(row.callback_due_at));
  return tags;
}

/** The time by which somebody promised to call back, red once it has passed. */
export function callback(at) {
  const tag = el('span', { class: 'tag callback' }, icon('phone'), el('span', {}));
  return ticking(tag, () => {
    const late = since(at) > 0;
    tag.classList.toggle('late', late);
    say(tag.lastChild, late ? LIST.callbackLate(when(at)) : LIST.callback(since(at) > -43200 ? clockOf(at) : when(at)));
  });
}
