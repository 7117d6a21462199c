/** One message of a transcript. Who wrote it shows in side, colour and words; its channel where there are several. */

import { button, el } from './dom.js';
import { noteOf, statusOf } from './delivery.js';
import { DELIVERY, MEDIA } from './channel-words.js';
import { copyable } from './fact-table.js';
import { icon } from './icons.js';
import { attachmentOf } from './media.js';
import { channelIcon, channelName } from './display-names.js';
import { discard, retry } from './outbox.js';
import { relabelButton } from './relabel.js';
import { THREAD } from './strings.js';
import { clockOf, when } from './time.js';
import { EVENTS, WITHHELD } from './vocabulary.js';

/** note, system (also what a customer did without a word), or the author: customer, bot, agent. */
export function kindOf(message) {
  if (message.direction === 'note') return 'note';
  return EVENTS[message.kind] ? 'system' : message.author;
}

function authorOf(message) {
  const kind = kindOf(message);
  if (kind === 'note') return [message.author_name, THREAD.shownToStaff].filter(Boolean).join(' · ');
  if (kind === 'agent') return message.author_name || THREAD.author.agent;
  if (kind === 'customer') return message.author_name || THREAD.author.customer;
  return THREAD.author[kind] ?? kind;
}

/** The channel's sign and name. */
export function channelMark(row) {
  return el('span', { class: `channel ${row.channel}` }, icon(channelIcon(row.channel)), channelName(row));
}

/** `joined`: goes on from the message before; `marked`: its channel is shown. */
export function fillMessage(node, message, conversation) {
  const kind = kindOf(message);
  const state = ['failed', 'held'].includes(message.status) && message.status;
  node.className = ['message', kind, message.joined && 'joined', state].filter(Boolean).join(' ');
  node.replaceChildren(
    el(
      'div',
      { class: 'message-author' },
      el('span', { class: 'message-mark' }, authorOf(message)),
      message.marked && kind !== 'note' && channelMark(message),
    ),
    el(
      'div',
      { class: 'message-line' },
      el(
        'div',
        { class: 'bubble' },
        wordsOf(message),
        (message.attachments ?? []).map((attachment) => attachmentOf(conversation, attachment)),
        buttonsOf(message),
      ),
      el(
        'div',
        { class: 'message-meta' },
        el('time', { title: when(message.sent_at), datetime: message.sent_at }, clockOf(message.sent_at)),
        statusOf(message),
        relabelButton(message),
      ),
    ),
    ...[noteOf(message)].filter(Boolean),
  );
}

function wordsOf(message) {
  const { kind, text, withheld } = message;
  if (withheld) return el('div', { class: 'bubble-text missing' }, WITHHELD[withheld]);
  if (EVENTS[kind]) return el('div', { class: 'bubble-text' }, EVENTS[kind]);
  if (kind === 'location') {
    return el('div', { class: 'bubble-text place', title: MEDIA.place }, icon('place'), copyable(text));
  }
  if (kind === 'other') return el('div', { class: 'bubble-text missing' }, MEDIA.unreadable(text));
  if (text) return el('div', { class: 'bubble-text' }, text);
  if (message.attachments?.length) return null;
  const missing = message.purpose === 'code' ? DELIVERY.code : DELIVERY.deleted;
  return el('div', { class: 'bubble-text missing' }, missing);
}

function buttonsOf(message) {
  if (!message.buttons?.length) return null;
  return el(
    'ul',
    { class: 'offered', 'aria-label': THREAD.offered },
    message.buttons.map((offered) => el('li', {}, offered.title)),
  );
}

/** A message on its way: it looks sent, and says so when it is not. */
export function fillUnsent(node, entry) {
  const failed = entry.status === 'failed';
  node.className = `message ${entry.kind === 'note' ? 'note' : 'agent'} unsent${failed ? ' failed' : ''}`;
  node.replaceChildren(
    el(
      'div',
      { class: 'message-author' },
      el('span', { class: 'message-mark' }, entry.kind === 'note' ? THREAD.shownToStaff : THREAD.me),
      entry.way && channelMark(entry.way),
    ),
    el(
      'div',
      { class: 'message-line' },
      el(
        'div',
        { class: 'bubble' },
        entry.text && el('div', { class: 'bubble-text' }, entry.text),
        entry.picture &&
          el('span', { class: 'picture-frame' }, el('img', { class: 'picture', src: entry.picture.url, alt: MEDIA.picture })),
      ),
      el(
        'div',
        { class: 'message-meta' },
        el(
          'span',
          { class: `message-status ${failed ? 'failed' : 'pending'}` },
          icon(failed ? 'alert' : 'clock'),
          failed ? THREAD.notSent : THREAD.sending,
        ),
      ),
    ),
    ...(failed
      ? [
          el(
            'p',
            { class: 'message-error' },
            THREAD.why(entry.error.message),
            button(THREAD.retry, () => retry(entry), { class: 'button small' }),
            button(THREAD.discard, () => discard(entry), { class: 'button small plain' }),
          ),
        ]
      : []),
  );
}
