/** Messages that did not get through: loud until their conversation has been looked at. */

import { on, tell } from './events.js';
import { open } from './conversation.js';
import { lists } from './list-data.js';
import { isMine } from './state.js';
import { load, save } from './storage.js';

const KEY = 'failures';

const seen = load(KEY, {});

/** Whether some of the conversation's failed messages have not been looked at. */
export function isNews(row) {
  return isMine(row) && row.failed > (seen[row.key ?? row.id] ?? 0);
}

function look() {
  if (!open.row || document.hidden) return;
  const rows = lists.mine.rows ?? [];
  const row = rows.find(({ members }) => members.includes(open.id));
  if (!row || row.failed === (seen[row.key] ?? 0)) return;
  seen[row.key] = row.failed;
  const known = new Set(rows.map(({ key }) => key));
  for (const key of Object.keys(seen)) if (!known.has(key) || !seen[key]) delete seen[key];
  save(KEY, seen);
  tell('drafts'); // the rows show it
}

export function startFailures() {
  on('conversation', look);
  on('list', (view) => {
    if (view === 'mine') look();
  });
  document.addEventListener('visibilitychange', look);
}
