/** One message of a transcript. Who wrote it shows in side, colour and words. */

import * as api from './api.js';
import { button, el } from './dom.js';
import { icon } from './icons.js';
import { discard, retry } from './outbox.js';
import { THREAD } from './strings.js';
import { clockOf, when } from './time.js';
import { MESSAGE_STATUSES } from './vocabulary.js';

const SIGNS = { pending: 'clock', held: 'clock', sent: 'tick', delivered: 'ticks', failed: 'alert' };

/** note, or the author: customer, bot, agent, system. */
export function kindOf(message) {
  return message.direction === 'note' ? 'note' : message.author;
}

function authorOf(message) {
  const kind = kindOf(message);
  if (kind === 'note') return [message.author_name, THREAD.shownToStaff].filter(Boolean).join(' · ');
  if (kind === 'agent') return message.author_name || THREAD.author.agent;
  if (kind === 'customer') return message.author_name || THREAD.author.customer;
  return THREAD.author[kind] ?? kind;
}

export function fillMessage(node, message, conversation) {
  const kind = kindOf(message);
  node.className = `message ${kind}${message.joined ? ' joined' : ''}${message.status === 'failed' ? ' failed' : ''}`;
  node.replaceChildren(
    el('div', { class: 'message-author' }, el('span', { class: 'message-mark' }, authorOf(message))),
    el(
      'div',
      { class: 'message-line' },
      el(
        'div',
        { class: 'bubble' },
        message.text && el('div', { class: 'bubble-text' }, message.text),
        (message.attachments ?? []).map((attachment) => picture(conversation, attachment)),
        buttonsOf(message),
      ),
      el(
        'div',
        { class: 'message-meta' },
        el('time', { title: when(message.sent_at), datetime: message.sent_at }, clockOf(message.sent_at)),
        statusOf(message),
      ),
    ),
    ...[
      message.status === 'failed' && message.error && el('p', { class: 'message-error' }, THREAD.why(message.error)),
    ].filter(Boolean),
  );
}

function buttonsOf(message) {
  if (!message.buttons?.length) return null;
  return el(
    'ul',
    { class: 'offered', 'aria-label': THREAD.offered },
    message.buttons.map((offered) => el('li', {}, offered.title)),
  );
}

function statusOf(message) {
  if (message.direction !== 'out' || !SIGNS[message.status]) return null;
  const words = MESSAGE_STATUSES[message.status];
  const quiet = message.status === 'sent' || message.status === 'delivered';
  return el(
    'span',
    { class: `message-status ${message.status}`, title: words },
    icon(SIGNS[message.status]),
    el('span', { class: quiet ? 'spoken' : '' }, words),
  );
}

function picture(conversation, attachment) {
  const url = api.attachmentUrl(conversation, attachment.id);
  if (!(attachment.content_type ?? 'image/').startsWith('image/')) {
    return el(
      'a',
      { class: 'attachment', href: url, target: '_blank', rel: 'noopener' },
      THREAD.file(attachment.name ?? attachment.id),
    );
  }
  const image = el('img', {
    class: 'picture',
    src: url,
    alt: THREAD.picture,
    loading: 'lazy',
    width: 220,
    height: 165,
  });
  const frame = el('button', { type: 'button', class: 'picture-frame', on: { click: () => enlarge(url) } }, image);
  image.addEventListener('error', () => {
    frame.disabled = true;
    frame.replaceChildren(el('span', { class: 'picture-broken' }, THREAD.brokenPicture));
  });
  return frame;
}

function enlarge(url) {
  const dialog = el(
    'dialog',
    { class: 'lightbox', on: { click: () => dialog.close(), close: () => dialog.remove() } },
    el('img', { src: url, alt: THREAD.picture }),
  );
  document.body.append(dialog);
  dialog.showModal();
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
    ),
    el(
      'div',
      { class: 'message-line' },
      el('div', { class: 'bubble' }, el('div', { class: 'bubble-text' }, entry.text)),
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
