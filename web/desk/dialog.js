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

/**
 * Asks for several things at once; resolves with what was given, by name, or null when cancelled. A field is
 * `{ name, label, value, required, options, long }`: with `options` (value → words) one is chosen, `long` is for stories.
 */
export function askForm({ title, fields, confirm = DIALOG.confirm }) {
  return new Promise((answer) => {
    const inputs = fields.map((field) => [field.name, input(field)]);
    const form = el(
      'form',
      { method: 'dialog', class: 'dialog-form' },
      el('h2', { class: 'dialog-title' }, title),
      fields.map((field, at) => el('label', { class: 'labelled' }, el('span', {}, field.label), inputs[at][1])),
      el(
        'div',
        { class: 'dialog-buttons' },
        button(DIALOG.cancel, () => dialog.close('cancel')),
        el('button', { class: 'button primary', type: 'submit' }, confirm),
      ),
    );
    const dialog = el('dialog', { class: 'dialog', 'aria-label': title }, form);
    let result = null;
    form.addEventListener('submit', () => {
      result = Object.fromEntries(inputs.map(([name, node]) => [name, node.value.trim()]));
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    inputs[0][1].focus();
  });
}

function input({ value = '', required = false, options = null, long = false }) {
  if (options) {
    const listed = Object.entries(options).map(([id, words]) =>
      el('option', { value: id, selected: id === String(value) }, words),
    );
    return el('select', { class: 'field select', required }, listed);
  }
  const node = el(long ? 'textarea' : 'input', { class: 'field', required, maxlength: long ? 2000 : 200, rows: long && 4 });
  node.value = value;
  return node;
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
