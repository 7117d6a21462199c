/** The account page: a password by a one-time link (after #), or what the person logged in gets in with. */

import { ACCOUNT } from './account-words.js';
import { startAlarms } from './alarms.js';
import * as api from './api.js';
import { button, el } from './dom.js';

const page = document.getElementById('account');

/** A form of labelled fields; `send` is handed what they hold, and its refusal is shown. */
function form(title, hint, fields, label, send) {
  const problem = el('p', { class: 'login-problem', role: 'alert' });
  const submit = el('button', { class: 'button primary', type: 'submit' }, label);
  const inputs = fields.map(([name, text, more]) => [text, el('input', { class: 'field', name, required: true, ...more })]);
  const made = el(
    'form',
    {},
    el('h2', {}, title),
    el('p', {}, hint),
    inputs.map(([text, input]) => el('label', { class: 'labelled' }, el('span', {}, text), input)),
    problem,
    submit,
  );
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.textContent = '';
    try {
      await send(Object.fromEntries(new FormData(made)));
    } catch (error) {
      problem.textContent = error.code === 'password_weak' ? error.detail : error.message;
    }
    submit.disabled = false;
  });
  return made;
}

const secret = (autocomplete) => ({ type: 'password', autocomplete, maxlength: 128 });
const digits = { autocomplete: 'one-time-code', maxlength: 20, spellcheck: 'false' };
const chosen = [
  ['password', ACCOUNT.newPassword, secret('new-password')],
  ['again', ACCOUNT.again, secret('new-password')],
];

function same(typed) {
  if (typed.password !== typed.again) throw new Error(ACCOUNT.differ);
}

function byLink(token) {
  const made = form(ACCOUNT.setTitle, ACCOUNT.setHint, chosen, ACCOUNT.set, async (typed) => {
    same(typed);
    await api.setPassword(token, typed.password);
    history.replaceState(null, '', location.pathname); // the link is spent
    page.replaceChildren(el('p', { role: 'status' }, ACCOUNT.done), el('a', { href: '/desk' }, ACCOUNT.toDesk));
  });
  page.replaceChildren(made);
}

function passwordPart() {
  const fields = [['current', ACCOUNT.current, secret('current-password')], ...chosen];
  const made = form(ACCOUNT.changeTitle, ACCOUNT.changeHint, fields, ACCOUNT.change, async (typed) => {
    same(typed);
    await api.changePassword(typed.current, typed.password);
    made.replaceWith(el('p', { role: 'status' }, ACCOUNT.changed));
  });
  return made;
}

function factorPart(me) {
  const hint = me.second_factor_missing ? ACCOUNT.factorMust : me.second_factor ? ACCOUNT.factorIs : ACCOUNT.factorNone;
  const fields = [['password', ACCOUNT.current, secret('current-password')]];
  if (me.second_factor) fields.push(['code', ACCOUNT.oldCode, digits]);
  const made = form(ACCOUNT.factorTitle, hint, fields, ACCOUNT.begin, async (typed) => {
    const shown = await api.beginSecondFactor(typed.password, typed.code ?? '');
    const confirming = form(ACCOUNT.factorTitle, ACCOUNT.scan, [['code', ACCOUNT.code, digits]], ACCOUNT.confirm, confirm);
    confirming.children[1].after(el('img', { src: shown.qr, alt: ACCOUNT.qr }), el('code', {}, shown.secret));
    made.replaceWith(confirming);
    async function confirm({ code }) {
      const { codes } = await api.confirmSecondFactor(code);
      const list = el('ul', {}, codes.map((one) => el('li', {}, el('code', {}, one))));
      confirming.replaceWith(el('p', { role: 'status' }, ACCOUNT.codes), list);
    }
  });
  return made;
}

async function sessionsPart() {
  const rows = await api.sessions();
  return el(
    'section',
    {},
    el('h2', {}, ACCOUNT.sessionsTitle),
    el('ul', {}, rows.map((row) => el('li', {}, `${row.device} ${row.own ? ACCOUNT.here : ''} `, sessionEnd(row)))),
    button(ACCOUNT.endAll, async () => {
      await api.endSessions();
      location.assign('/desk');
    }),
  );
}

function sessionEnd(row) {
  const since = ACCOUNT.since(row.opened_at.slice(0, 16).replace('T', ' '));
  const end = button(ACCOUNT.end, async () => {
    await api.endSession(row.id);
    end.closest('li').remove();
  });
  return [el('span', {}, `${since} `), row.own ? null : end];
}

async function own() {
  const me = await api.me().catch(() => null);
  if (!me) {
    location.assign('/desk');
    return;
  }
  startAlarms();
  page.replaceChildren(
    el('h1', {}, ACCOUNT.title(me.name)),
    el('a', { href: '/desk' }, ACCOUNT.back),
    factorPart(me),
    passwordPart(),
    await sessionsPart(),
  );
}

if (location.hash.length > 1) byLink(location.hash.slice(1));
else own();
