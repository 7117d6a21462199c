/** The table of keys. */

import { present } from './dialog.js';
import { el } from './dom.js';
import { HELP } from './strings.js';

export function showHelp() {
  const rows = HELP.keys.map(([keys, meaning]) =>
    el(
      'tr',
      {},
      el(
        'td',
        {},
        keys.map((key) => (/^[–+]$/.test(key) ? ` ${key} ` : el('kbd', {}, key))),
      ),
      el('td', {}, meaning),
    ),
  );
  present(
    HELP.title,
    el(
      'div',
      {},
      el('h2', { class: 'dialog-title' }, HELP.title),
      el('table', { class: 'keys' }, el('tbody', {}, rows)),
    ),
  );
}
