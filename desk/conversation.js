/** The conversation that is open: its row, messages and case. Tells `conversation` whenever it was read anew. */

import * as api from './api.js';
import { tell } from './bus.js';

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
    const row = await api.conversation(id, settledSeq());
    // The case by itself also says which moves are allowed.
    const found = row.case ? await api.caseOf(row.case.number) : null;
    if (id !== open.id) {
      again = Boolean(open.id);
      return;
    }
    const { messages, ...rest } = row;
    const known = new Map(open.messages.map((message) => [message.id, message]));
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

/** The place before the first message whose sending may still change. */
function settledSeq() {
  const unsettled = open.messages.find((message) => message.status === 'pending' || message.status === 'held');
  if (unsettled) return Number(unsettled.id) - 1;
  return open.messages.length ? Number(open.messages.at(-1).id) : 0;
}
