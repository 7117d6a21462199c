/** The transcript of the open conversation. Keeps its scroll: it follows new messages only when the end is in sight. */

import { on } from './events.js';
import { open } from './conversation.js';
import { el, patch } from './dom.js';
import { icon } from './icons.js';
import { fillMessage, fillUnsent, kindOf } from './message.js';
import { unsentOf } from './outbox.js';
import { isMine } from './state.js';
import { THREAD } from './strings.js';
import { say } from './ticker.js';
import { dayOf, dayWords } from './time.js';
import { reaches } from './reply-channels.js';

const NEAR_END = 80;
const JOIN_MS = 180000;

const places = new Map();

export function makeThread() {
  const items = el('div', { class: 'messages', role: 'log', 'aria-label': THREAD.log });
  const scroller = el('div', { class: 'thread', tabindex: 0 }, items);
  const jumpText = el('span', {}, THREAD.toNewest);
  const jump = el(
    'button',
    { type: 'button', class: 'jump', hidden: true, on: { click: () => toEnd(true) } },
    icon('down'),
    jumpText,
  );
  let shown = null;
  let newest = '';

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
  const toEnd = (smooth = false) =>
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });

  scroller.addEventListener(
    'scroll',
    () => {
      if (!shown) return;
      places.set(shown, atEnd() ? null : scroller.scrollTop);
      jump.hidden = atEnd();
      if (atEnd()) say(jumpText, THREAD.toNewest);
    },
    { passive: true },
  );
  new ResizeObserver(() => {
    if (shown && places.get(shown) == null) toEnd();
  }).observe(scroller);

  function paint() {
    const rows = open.row ? itemsOf(open) : [];
    const follow = shown === open.id && atEnd();
    patch(items, rows, {
      key: (row) => row.key,
      sign: (row) => JSON.stringify(row),
      make: () => el('div'),
      fill: (node, row) => fillItem(node, row, open.id),
    });
    const last = rows.at(-1)?.key ?? '';
    if (shown !== open.id && open.row) {
      shown = open.id;
      const place = places.get(shown);
      if (place == null) toEnd();
      else scroller.scrollTop = place;
    } else if (follow || (last !== newest && rows.at(-1)?.entry)) {
      toEnd();
    } else if (last !== newest) {
      say(jumpText, THREAD.newest);
    }
    newest = last;
    if (!open.row) shown = null;
    jump.hidden = !open.row || atEnd();
  }

  on('show-failed', () => {
    const failed = [...items.querySelectorAll('.message.failed')].at(-1);
    failed?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  });

  return { node: el('div', { class: 'thread-frame' }, scroller, jump), paint, focus: () => scroller.focus() };
}

/** Messages with a separator where a new day begins, then what is still on its way. */
function itemsOf({ id, row, messages }) {
  const items = [];
  const marked = new Set(messages.map((message) => message.channel)).size > 1;
  let day = '';
  let before = null;
  for (const message of messages) {
    const its = dayOf(message.sent_at);
    if (its !== day) {
      day = its;
      before = null;
      items.push({ key: `day:${day}`, day: dayWords(day) });
    }
    const joined = Boolean(before) && joins(before, message);
    // What is offered beside one that failed depends on more than the message.
    const offer = message.status === 'failed' && [isMine(row), row.ways.map(reaches)];
    items.push({ key: message.id, message: { ...message, joined, marked }, offer });
    before = message;
  }
  // One that has just been written is in both for a moment: the server's row counts.
  for (const entry of unsentOf(id)) {
    if (entry.status !== 'sent')
      items.push({ key: entry.key, entry: { status: entry.status, why: entry.error?.message } });
  }
  return items;
}

function joins(before, message) {
  return (
    kindOf(before) === kindOf(message) &&
    before.channel === message.channel &&
    before.author_name === message.author_name &&
    Date.parse(message.sent_at) - Date.parse(before.sent_at) < JOIN_MS
  );
}

function fillItem(node, row, conversation) {
  if (row.day) {
    node.className = 'day';
    node.replaceChildren(el('span', {}, row.day));
  } else if (row.entry) {
    fillUnsent(
      node,
      unsentOf(conversation).find((entry) => entry.key === row.key),
    );
  } else {
    fillMessage(node, row.message, conversation);
  }
}
