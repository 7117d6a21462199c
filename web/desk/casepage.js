/** A case by itself, in the middle column. */

import { act } from './actions.js';
import { caseFacts, caseHead } from './casecard.js';
import { file } from './casefile.js';
import { button, el, show } from './dom.js';
import { draft, keepDraft } from './drafts.js';
import { href } from './route.js';
import { toggleSide } from './customer-column.js';
import { icon } from './icons.js';
import { ACTIONS, CASE, THREAD } from './strings.js';
import { timelineRows } from './timeline.js';

export function makeCasePage() {
  const head = el('header', { class: 'heading' });
  const story = el('section', { class: 'case-story' });
  const history = el('section', { class: 'case-history' });
  const field = el('textarea', {
    class: 'field',
    rows: 2,
    maxlength: 2000,
    placeholder: CASE.noteHint,
    'aria-label': CASE.addNote,
    on: { input: () => keepDraft(file.number, 'note', field.value), keydown: pressed },
  });
  const note = el('div', { class: 'case-note' }, field, button(CASE.saveNote, save));
  const scroller = el('div', { class: 'case-body', tabindex: 0 }, story, note, history);
  const node = el('div', { class: 'case-page' }, head, scroller);
  let shown = null;

  function paint() {
    const row = file.case;
    if (shown !== file.number) {
      shown = file.number;
      scroller.scrollTop = 0;
      field.value = draft(file.number, 'note');
    }
    const { timeline, deadlines: _, visits: __, ...about } = row;
    show(head, about, () => [
      el(
        'div',
        { class: 'heading-main' },
        caseHead(row, false),
        el(
          'div',
          { class: 'heading-buttons' },
          row.conversation_id &&
            el('a', { class: 'button', href: href('cases', { conversation: row.conversation_id }) }, CASE.conversation),
          el(
            'button',
            { type: 'button', class: 'button plain side-toggle', on: { click: () => toggleSide() } },
            icon('info'),
            THREAD.side,
          ),
        ),
      ),
    ]);
    show(story, about, () => [
      el('h3', { class: 'card-part' }, CASE.description),
      el('p', { class: 'case-words' }, row.description),
      caseFacts(row),
    ]);
    show(history, timeline, () => [el('h3', { class: 'card-part' }, CASE.timeline), timelineRows(timeline)]);
  }

  async function save() {
    const text = field.value.trim();
    if (!text) {
      field.focus();
      return;
    }
    if (await act(file.case, 'note', { text }, ACTIONS.noteDone)) {
      field.value = '';
      keepDraft(shown, 'note', '');
    }
  }

  function pressed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }

  return { node, paint };
}
