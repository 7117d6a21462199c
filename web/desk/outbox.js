/** What the person wrote and the server has not yet confirmed: shown at once, marked when it failed, never lost. */

import * as api from './api.js';
import { on, tell } from './events.js';
import { open, readConversation } from './conversation.js';
import { newKey } from './idempotency-keys.js';

const TRIES = 3;
const PAUSE_MS = 1500;
const FRESH_MS = 300000;

/**
 * Entries in the order written: key, conversation, kind (reply or note), text, picture, way, status (sending or
 * failed), error. The key makes the server write it once, however often an answer is lost and the request repeated.
 */
export const unsent = [];

let line = Promise.resolve();

export function unsentOf(conversation) {
  return unsent.filter((entry) => entry.conversation === conversation);
}

/** Sends words or a picture; entries leave one after the other, in the order written. */
export function send(conversation, kind, { text = '', picture = null, way = null }) {
  const entry = { conversation, kind, text, picture, way, status: 'sending', error: null };
  Object.assign(entry, { key: newKey(), at: Date.now() });
  unsent.push(entry);
  tell('unsent');
  line = line.then(() => deliver(entry));
}

export function retry(entry) {
  entry.status = 'sending';
  tell('unsent');
  line = line.then(() => deliver(entry));
}

export function discard(entry) {
  if (!unsent.includes(entry)) return;
  unsent.splice(unsent.indexOf(entry), 1);
  if (entry.picture) URL.revokeObjectURL(entry.picture.url);
  tell('unsent');
}

/** What failed for want of a connection goes out by itself when it is soon back. */
export function startOutbox() {
  on('connected', (is) => {
    if (!is) return;
    unsent
      .filter((entry) => entry.error?.code === 'offline' && entry.status === 'failed' && Date.now() - entry.at < FRESH_MS)
      .forEach(retry);
  });
}

async function deliver(entry) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await write(entry);
      break;
    } catch (error) {
      if (error.code === 'offline' && attempt < TRIES) {
        await new Promise((done) => {
          setTimeout(done, PAUSE_MS * attempt);
        });
        continue;
      }
      entry.status = 'failed';
      entry.error = error;
      tell('unsent');
      return;
    }
  }
  entry.status = 'sent';
  if (open.id === entry.conversation) await readConversation();
  discard(entry);
}

async function write({ conversation, kind, text, picture, way, key }) {
  if (kind === 'note') return api.write(conversation, kind, { text, key });
  if (picture && !picture.id) picture.id = (await api.upload(conversation, picture.file)).id;
  return api.write(conversation, kind, {
    text,
    key,
    answer_in: way?.conversation_id ?? '',
    attachments: picture ? [picture.id] : [],
  });
}
