/** What became of a message: a sign beside it, and a line below it when it has not got through. */

import { tell } from './events.js';
import { DELIVERY } from './channel-words.js';
import { open } from './conversation.js';
import { button, el } from './dom.js';
import { icon } from './icons.js';
import { channelName } from './display-names.js';
import { reasonWords } from './delivery-reasons.js';
import { isMine } from './state.js';
import { MESSAGE_STATUSES } from './vocabulary.js';
import { reaches } from './reply-channels.js';

const SIGNS = {
  pending: 'clock',
  held: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  rerouted: 'turn',
  failed: 'alert',
};
const QUIET = new Set(['sent', 'delivered']);

export function statusOf(message) {
  if (message.direction !== 'out' || !SIGNS[message.status]) return null;
  const words =
    message.status === 'rerouted' && open.row?.fallback
      ? DELIVERY.rerouted(channelName({ channel: open.row.fallback }))
      : MESSAGE_STATUSES[message.status];
  return el(
    'span',
    { class: `message-status ${message.status}`, title: words },
    icon(SIGNS[message.status]),
    el('span', { class: QUIET.has(message.status) ? 'spoken' : '' }, words),
  );
}

/** Why it waits or failed, and what can be done; nothing when all is well. */
export function noteOf(message) {
  if (message.direction !== 'out' || !message.error) return null;
  const why = reasonWords(message.error);
  if (message.status === 'held') return el('p', { class: 'message-held' }, DELIVERY.why(why));
  if (message.status === 'pending') return el('p', { class: 'message-held' }, DELIVERY.retrying(why));
  if (message.status !== 'failed') return null;
  const mine = open.row && isMine(open.row) && message.author === 'agent' && message.text;
  return el('p', { class: 'message-error' }, DELIVERY.why(why), mine && againButton(message));
}

/** Takes the words into the composer again: by another channel that reaches the customer, else to be changed. */
function againButton(message) {
  const other = open.row.ways.find((way) => way.conversation_id !== message.conversation_id && reaches(way));
  return button(other ? DELIVERY.again : DELIVERY.anew, () => tell('again', { text: message.text, way: other }), {
    class: 'button small',
  });
}
