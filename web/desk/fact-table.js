/** A table of facts: rows without a value are left out. */

import { el } from './dom.js';
import { icon } from './icons.js';
import { SIDE } from './strings.js';
import { complain, toast } from './toast.js';

export function facts(rows) {
  const present = rows.filter(([, value]) => value);
  return el(
    'dl',
    { class: 'facts' },
    present.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
  );
}

/** Text with a button that copies it. */
export function copyable(text) {
  if (!text) return null;
  return el(
    'span',
    { class: 'copyable' },
    text,
    el(
      'button',
      {
        type: 'button',
        class: 'copy',
        title: SIDE.copy,
        'aria-label': `${SIDE.copy} ${text}`,
        on: { click: () => copy(text) },
      },
      icon('copy'),
    ),
  );
}

function copy(text) {
  if (!navigator.clipboard) return;
  navigator.clipboard.writeText(text).then(() => toast(SIDE.copied), complain);
}
