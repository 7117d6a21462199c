/** A paper about a visit, to be read at the desk; its PDF to be printed or sent. */

import * as api from './api.js';
import { present } from './dialog.js';
import { PAPER, PAPERS } from './dispatch-words.js';
import { el } from './dom.js';
import { facts } from './fact-table.js';

/** Opens it; what went wrong stands where it would. */
export async function showPaper({ kind, url, id }) {
  const body = el('div', { class: 'paper' }, el('p', { class: 'quiet' }, PAPER.loading));
  present(PAPERS[kind] ?? kind, body, 'paper-dialog');
  try {
    const paper = await api.documentOf(id);
    body.replaceChildren(
      el('h2', { class: 'dialog-title' }, paper.title),
      el('p', { class: 'quiet' }, [paper.company, paper.number].join(' · ')),
      ...paper.parts.map(partOf),
      el('p', { class: 'quiet' }, paper.hotline),
      el('a', { class: 'button', href: `${url}.pdf`, target: '_blank', rel: 'noopener' }, PAPER.pdf),
    );
  } catch (error) {
    body.replaceChildren(el('p', { class: 'board-note bad' }, error.message));
  }
}

function partOf(part) {
  const [head, ...rows] = part.table;
  return el(
    'section',
    { class: 'paper-part' },
    part.heading && el('h3', { class: 'card-part' }, part.heading),
    head &&
      el(
        'table',
        { class: 'paper-table' },
        el('thead', {}, el('tr', {}, head.map((cell) => el('th', {}, cell)))),
        el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell) => el('td', {}, cell))))),
      ),
    facts(part.facts.map(({ label, text }) => [label, text])),
    part.photos.length > 0 && el('p', { class: 'quiet' }, PAPER.photos(part.photos.length)),
  );
}
