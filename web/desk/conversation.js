/**
 * The conversation that is open: its row, case, and the messages of all its customer's conversations.
 * Tells `conversation` whenever it was read anew.
 */

import * as api from './api.js';
import { tell } from './events.js';
import { isWaiting } from './media.js';
import { since } from './time.js';

// Messages written at the same moment may come to light out of order: the last ones are always read again.
const READ_AGAIN = 20;
// How long a platform may still tell what became of a message.
const RECEIPTS_SECONDS = 172800;

/** id is null when none is open; row and case are null until read. */
export const open = { id: null, row: null, messages: [], case: null, error: null };

let reading = null;
let again = false;

/** Opens a conversation, or none. */
export function openConversation(id) {
  if (id === open.id) return;
  Object.assign(open, { id, row: null, messages: [], case: null, error: null });
  tell('conversation');
  if (id) readConversation();
}

/** Reads what is new. Several calls at once end in one more reading. */
export async function readConversation() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = (async () => {
    do {
      again = false;
      await readOnce(open.id);
    } while (again);
    reading = null;
  })();
  return reading;
}

async function readOnce(id) {
  if (!id) return;
  try {
    const whole = !open.row;
    let row = await api.conversation(id, whole ? 0 : settled());
    // A conversation has come to this customer's or left them: its old messages too.
    const moved = !whole && talksOf(row) !== talksOf(open.row);
    if (moved) row = await api.conversation(id);
    // The case by itself also says which moves are allowed.
    const found = row.case ? await api.caseOf(row.case.number) : null;
    if (id !== open.id) {
      again = Boolean(open.id);
      return;
    }
    const { messages, ...rest } = row;
    const known = new Map(whole || moved ? [] : open.messages.map((message) => [message.id, message]));
    for (const message of messages) known.set(message.id, message);
    Object.assign(open, {
      row: rest,
      case: found,
      error: null,
      messages: [...known.values()].sort((a, b) => Number(a.id) - Number(b.id)),
    });
  } catch (error) {
    if (id !== open.id) {
      again = Boolean(open.id);
      return;
    }
    open.error = error;
    // It has gone to a queue the person does not serve: what was shown goes too.
    if (error.status === 403 || error.status === 404) Object.assign(open, { row: null, messages: [], case: null });
  }
  tell('conversation');
}

const talksOf = ({ ways }) =>
  ways
    .map((way) => way.conversation_id)
    .sort()
    .join();

/** The place before the first message that may still change. */
function settled() {
  const changing = open.messages.findIndex(mayChange);
  const last = Math.max(0, open.messages.length - READ_AGAIN);
  const from = changing < 0 ? last : Math.min(changing, last);
  return from ? Number(open.messages[from - 1].id) : 0;
}

function mayChange({ status, channel, sent_at: at, attachments }) {
  if (isUnderWay(status) || attachments?.some(isWaiting)) return true;
  return (status === 'sent' || status === 'delivered') && channel !== 'web' && since(at) < RECEIPTS_SECONDS;
}

const isUnderWay = (status) => status === 'pending' || status === 'held';

/** Whether something has just been written whose fate is known in a moment. */
export function isSending() {
  return open.messages.some((message) => message.status === 'pending' && since(message.sent_at) < 60);
}
