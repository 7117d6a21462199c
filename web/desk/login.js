/** The login: a page of its own at first, laid over the desk when the session expires, so that nothing typed is lost. */

import * as api from './api.js';
import { el } from './dom.js';
import { state } from './state.js';
import { LOGIN, TITLE } from './strings.js';

let waiting = null;

/** Asks until somebody is logged in. Somebody else than before gets a fresh page. */
export function logIn() {
  waiting ??= ask().then((person) => {
    waiting = null;
    if (state.me && state.me.username !== person.username) {
      location.reload();
      return new Promise(() => {}); // the page is on its way out
    }
    if (person.second_factor_missing) {
      location.assign('/desk/account');
      return new Promise(() => {});
    }
    state.me = person;
    return person;
  });
  return waiting;
}

function ask() {
  return new Promise((done) => {
    const expired = Boolean(state.me);
    const username = el('input', {
      class: 'field',
      name: 'username',
      autocomplete: 'username',
      autocapitalize: 'none',
      spellcheck: 'false',
      value: state.me?.username ?? '',
    });
    const password = el('input', {
      class: 'field',
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
    });
    const code = el('input', { class: 'field', name: 'code', autocomplete: 'one-time-code', maxlength: 20 });
    const codeField = el('label', { class: 'labelled', hidden: true }, el('span', {}, LOGIN.code), code);
    const problem = el('p', { class: 'login-problem', role: 'alert' });
    const submit = el('button', { class: 'button primary wide', type: 'submit' }, LOGIN.submit);
    const form = el(
      'form',
      { class: 'login' },
      el('img', { src: '/desk-static/icon.svg', alt: '', width: 44, height: 44 }),
      el('h1', {}, TITLE),
      expired && el('p', { class: 'login-expired' }, LOGIN.expired),
      el('label', { class: 'labelled' }, el('span', {}, LOGIN.username), username),
      el('label', { class: 'labelled' }, el('span', {}, LOGIN.password), password),
      codeField,
      problem,
      submit,
    );
    const dialog = el(
      'dialog',
      { class: expired ? 'dialog login-dialog' : 'dialog login-dialog whole', 'aria-label': LOGIN.submit },
      form,
    );
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!username.value.trim() || !password.value) {
        problem.textContent = LOGIN.needBoth;
        return;
      }
      submit.disabled = true;
      submit.textContent = LOGIN.submitting;
      problem.textContent = '';
      try {
        const person = await api.login(username.value.trim(), password.value, code.value.trim());
        dialog.close();
        dialog.remove();
        done(person);
      } catch (error) {
        problem.textContent = error.message;
        submit.disabled = false;
        submit.textContent = LOGIN.submit;
        if (error.code.startsWith('code_')) {
          codeField.hidden = false;
          code.select();
        } else {
          password.select();
        }
      }
    });
    document.body.append(dialog);
    dialog.showModal();
    (username.value ? password : username).focus();
  });
}
