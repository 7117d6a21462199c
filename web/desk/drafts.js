/** What was typed but not sent, for each person, conversation and tab; forgotten after a week. */

import { keys, load, save } from './storage.js';
import { state } from './state.js';

const WEEK_MS = 7 * 86400000;

const keyOf = (conversation, kind) => `draft:${state.me.username}:${conversation}:${kind}`;

export function draft(conversation, kind) {
  return load(keyOf(conversation, kind))?.text ?? '';
}

export function keepDraft(conversation, kind, text) {
  save(keyOf(conversation, kind), text ? { text, at: Date.now() } : null);
}

export function hasDraft(conversation) {
  return Boolean(draft(conversation, 'reply') || draft(conversation, 'note'));
}

export function forgetOldDrafts() {
  for (const key of keys('draft:')) {
    if (Date.now() - (load(key)?.at ?? 0) > WEEK_MS) save(key, null);
  }
}
