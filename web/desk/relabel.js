/** "The bot took this wrong": an agent names what a customer's message meant; a reviewer decides on it. */

import * as api from './api.js';
import { button, el } from './dom.js';
import { icon } from './icons.js';
import { makePicker } from './intents.js';
import { RELABEL } from './review-words.js';
import { DIALOG } from './strings.js';
import { complain, toast } from './toast.js';

const REFUSALS = { already_reviewed: RELABEL.already, invalid: RELABEL.unfit };

/** The small button beside a customer's words; nothing beside other messages. */
export function relabelButton(message) {
  if (message.author !== 'customer' || !message.text) return null;
  return el(
    'button',
    {
      type: 'button',
      class: 'relabel',
      title: RELABEL.action,
      'aria-label': RELABEL.action,
      on: { click: () => ask(message) },
    },
    icon('learning'),
  );
}

function ask(message) {
  const picker = makePicker(
    (intent) => send(intent),
    () => dialog.close(),
  );
  const dialog = el(
    'dialog',
    { class: 'dialog relabel-dialog', 'aria-label': RELABEL.title, on: { close: () => dialog.remove() } },
    el('h2', { class: 'dialog-title' }, RELABEL.title),
    el('blockquote', { class: 'relabel-quote' }, message.text),
    picker.node,
    el(
      'div',
      { class: 'dialog-buttons' },
      button(DIALOG.cancel, () => dialog.close()),
    ),
  );
  async function send(intent) {
    dialog.close();
    try {
      await api.suggestIntent(message.conversation_id, message.seq, intent);
      toast(RELABEL.done);
    } catch (error) {
      if (REFUSALS[error.code]) toast(REFUSALS[error.code], true);
      else complain(error);
    }
  }
  document.body.append(dialog);
  dialog.showModal();
  picker.open();
}
