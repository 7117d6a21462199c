/** After a restore from a backup, until people say go: everybody at the desk sees that what was there before waits. */

import * as api from './api.js';
import { on } from './events.js';
import { HELD } from './strings.js';
import { when } from './time.js';

let held = false;

async function look() {
  const restore = await api.restore().catch(() => null);
  if (!restore) return; // the next connection looks again
  held = restore.held;
  const bar = document.getElementById('held');
  bar.textContent = held ? HELD(when(restore.backup_made_at)) : '';
  bar.hidden = !held;
}

/** A restore ends every connection, and going on is told as a change. */
export function startHeld() {
  look();
  on('connected', (is) => {
    if (is) look();
  });
  on('change', () => {
    if (held) look();
  });
}
