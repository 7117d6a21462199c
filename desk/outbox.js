/** What the person wrote and the server has not yet confirmed: shown at once, marked when it failed, never lost. */

import * as api from './api.js';
import { on, tell } from './bus.js';
import { open, readConversation } from './conversation.js';
import { state } from './state.js';

/** Entries in the order written: key, conversation, kind (reply or note), text, status (sending or failed), error. */
export const unsent = [];

let count = 0;
let line = Promise.resolve();

export function unsentOf(conversation) {
  return unsent.filter((entry) => entry.conversation === conversation);
}

/** Sends; entries leave one after the other, in the order written. */
export function send(conversation, kind, text) {
  const entry = {
    key: `unsent-${(count += 1)}`,
    conversation,
    kind,
    text,
    status: 'sending',
    error: null,
    after: lastSeq(),
  };
  unsent.push(entry);
  tell('unsent');
  line = line.then(() => deliver(entry));
}

/** Tries a failed entry again. A request that was lost on its way back has already been written: that is looked up first. */
export function retry(entry) {
  entry.status = 'sending';
  tell('unsent');
  line = line.then(async () => {
    if (entry.error?.code === 'offline' && (await arrived(entry))) await settle(entry);
    else await deliver(entry);
  });
}

export function discard(entry) {
  if (unsent.includes(entry)) unsent.splice(unsent.indexOf(entry), 1);
  tell('unsent');
}

async function deliver(entry) {
  if (open.id === entry.conversation) entry.after = lastSeq();
  try {
    await api.write(entry.conversation, entry.kind, entry.text);
    await settle(entry);
  } catch (error) {
    entry.status = 'failed';
    entry.error = error;
    tell('unsent');
  }
}

async function settle(entry) {
  entry.status = 'sent';
  if (open.id === entry.conversation) await readConversation();
  discard(entry);
}

async function arrived(entry) {
  const found = await api.conversation(entry.conversation, entry.after).catch(() => null);
  return Boolean(found?.messages.some((message) => isOf(message, entry)));
}

function isOf(message, entry) {
  return (
    Number(message.id) > entry.after &&
    message.direction === (entry.kind === 'note' ? 'note' : 'out') &&
    message.author === 'agent' &&
    message.author_name === state.me.name &&
    message.text === entry.text
  );
}

/** Answers lost on their way back: what turns up in the thread after all was sent. */
export function startOutbox() {
  on('conversation', () => {
    const found = unsentOf(open.id).filter(
      (entry) =>
        entry.status === 'failed' &&
        entry.error.code === 'offline' &&
        open.messages.some((message) => isOf(message, entry)),
    );
    found.forEach(discard);
  });
}

function lastSeq() {
  return Number(open.messages.at(-1)?.id ?? 0);
}
