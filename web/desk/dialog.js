/** Questions that need an answer before going on. */

import { button, el } from './dom.js';
import { DIALOG } from './strings.js';

/**
 * Asks; resolves with the text typed ("" when none is asked for), or null when cancelled.
 * `label` asks for words, `required` refuses none, `danger` marks what cannot be taken back.
 */
export function ask({
  title,
  text = '',
  label = '',
  hint = '',
  required = false,
  confirm = DIALOG.confirm,
  danger = false,
}) {
  return new Promise((answer) => {
    const field = label
      ? el('textarea', { class: 'field', rows: 4, maxlength: 2000, placeholder: hint, required })
      : null;
    const go = el('button', { class: danger ? 'button danger' : 'button primary', type: 'submit' }, confirm);
    const form = el(
      'form',
      { method: 'dialog', class: 'dialog-form' },
      el('h2', { class: 'dialog-title' }, title),
      text && el('p', { class: 'dialog-text' }, text),
      field && el('label', { class: 'labelled' }, el('span', {}, label), field),
      el(
        'div',
        { class: 'dialog-buttons' },
        button(DIALOG.cancel, () => dialog.close('cancel')),
        go,
      ),
    );
    const dialog = el('dialog', { class: 'dialog', 'aria-label': title }, form);
    let result = null;
    form.addEventListener('submit', (event) => {
      const typed = field?.value.trim() ?? '';
      if (field && required && !typed) {
        event.preventDefault();
        field.focus();
      } else {
        result = typed;
      }
    });
    field?.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit(go);
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    (field ?? go).focus();
  });
}

/** Shows something until it is closed. */
export function present(title, content, className = '') {
  const dialog = el(
    'dialog',
    { class: `dialog ${className}`, 'aria-label': title },
    content,
    el(
      'div',
      { class: 'dialog-buttons' },
      button(DIALOG.close, () => dialog.close()),
    ),
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
}
