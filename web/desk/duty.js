/** Rows of who is on duty, and the pages of a case. */

import * as api from './api.js';
import { ask } from './dialog.js';
import { button, el } from './dom.js';
import { DUTY, OUTCOMES, PAGES } from './duty-words.js';
import { newKey } from './idempotency-keys.js';
import { complain, toast } from './toast.js';
import { when } from './time.js';
import { CHANNELS } from './vocabulary.js';

export function paintDuty(link, row) {
  const ways = row.reachable.map((way) => CHANNELS[way] ?? way).join('、');
  link.append(
    el(
      'div',
      { class: 'row-top' },
      el('span', { class: 'row-name' }, `${row.name} · ${DUTY.rank(row.rank)}`),
      el('span', { class: 'row-time' }, DUTY.until(when(row.ended_at))),
    ),
    el('div', { class: 'row-middle' }, el('span', { class: 'row-text' }, `${row.person_name} ${row.phone}`)),
    el(
      'div',
      { class: 'row-tags' },
      row.away && el('span', { class: 'tag upset' }, DUTY.away),
      el('span', { class: ways ? 'tag' : 'tag upset' }, ways || DUTY.noWay),
      el('span', { class: 'row-number' }, following(row.following)),
    ),
    ...row.notes.map((note) =>
      el('div', { class: 'duty-note' }, el('small', {}, DUTY.note(note.name, when(note.at))), el('p', {}, note.text)),
    ),
  );
}

function following(next) {
  return next ? DUTY.next(next.name, when(next.begun_at)) : DUTY.noNext;
}

/** Who was rung for a case; filled when they are read. */
export function pageRows(number) {
  const list = el('ul', { class: 'pages' }, el('li', { class: 'quiet' }, PAGES.none));
  api.pagesOf(number).then(
    (rows) => {
      if (rows.length) list.replaceChildren(...rows.map(pageRow));
    },
    () => null,
  );
  return list;
}

function pageRow(page) {
  const ways = page.channels.map((way) => CHANNELS[way] ?? way).join('、');
  return el(
    'li',
    { class: `page-row ${page.outcome}` },
    el('strong', {}, page.person_name),
    el('span', { class: 'tag' }, OUTCOMES[page.outcome] ?? page.outcome),
    el('small', {}, [PAGES.rank(page.rank), when(page.rung_at), ways].filter(Boolean).join(' · ')),
  );
}

export function pageButton(number) {
  return button(PAGES.ask, async () => {
    const reason = await ask({ title: PAGES.ask, label: PAGES.label, required: true, confirm: PAGES.ask });
    if (reason === null) return;
    try {
      await api.page(number, { key: newKey(), reason: reason.slice(0, 200) });
      toast(PAGES.done);
    } catch (error) {
      complain(error);
    }
  });
}
