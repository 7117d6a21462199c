/** Rows of alerts and tasks. */

import * as api from './api.js';
import { DELIVERY } from './channel-words.js';
import { button, el } from './dom.js';
import { lists, readList } from './list-data.js';
import { channelName } from './display-names.js';
import { reasonWords } from './delivery-reasons.js';
import { href } from './route.js';
import { LIST } from './strings.js';
import { complain, toast } from './toast.js';
import { say, ticking } from './ticker.js';
import { since, span, when } from './time.js';
import { TASK_KINDS, URGENCIES } from './vocabulary.js';

/** Where a task leads: its conversation, else its case; nowhere when it has neither. */
export function taskHref(row) {
  if (row.conversation_id) return href('tasks', { conversation: row.conversation_id, task: row.id });
  return row.case ? href('tasks', { case: row.case, task: row.id }) : null;
}

/** What it is about; a channel that sends nothing is told by the key of its reason. */
export function taskWords(row) {
  return row.channel ? DELIVERY.stuck(channelName(row), reasonWords(row.reason)) : row.reason;
}

export function paintTask(node, link, row) {
  const time = el('span', { class: 'row-time', title: when(row.created_at) });
  link.append(
    el(
      'div',
      { class: 'row-top' },
      el('span', { class: 'row-name wrap' }, taskWords(row)),
      ticking(time, () =>
        say(time, since(row.created_at) < 60 ? LIST.justNow : LIST.idle(span(since(row.created_at)))),
      ),
    ),
    el(
      'div',
      { class: 'row-tags' },
      row.priority <= 3 && el('span', { class: `tag urgency u${row.priority}` }, URGENCIES[row.priority]),
      el('span', { class: 'tag' }, TASK_KINDS[row.kind] ?? row.kind),
      row.case && el('span', { class: 'row-number' }, row.case),
    ),
  );
  node.append(
    button(row.kind === 'alert' ? LIST.seen : LIST.done, (event) => finish(event.currentTarget, row), {
      class: 'button small row-button',
    }),
  );
}

async function finish(pressed, row) {
  pressed.disabled = true;
  try {
    await api.taskDone(row.id);
    lists.tasks.rows = lists.tasks.rows.filter((other) => other.id !== row.id);
    toast(LIST.doneSaid);
  } catch (error) {
    pressed.disabled = false;
    complain(error);
  }
  readList('tasks');
}
