/** Phones of colleagues on duty: a call that asks whether they come, and the text message that says the same. */

import { part, post } from './api.js';
import { button, el, icon } from './dom.js';
import { shown } from './numbers.js';
import { onChannel } from './stream.js';
import { duty as words } from './strings.js';

/** Cards of those who are rung now, newest first; `onRings` is told whether there are any. */
export function dutyPhones(onRings) {
  const node = el('div', { class: 'duty-calls', role: 'log', 'aria-label': words.title });
  const calls = new Map();
  const texts = new Map();

  const told = () => onRings(node.childElementCount > 0);

  onChannel('duty', (entry) => {
    if (entry.kind === 'ringing') calls.set(entry.sid, new Call(entry));
    const call = calls.get(entry.sid);
    if (!call) return;
    if (entry.kind === 'ringing') node.prepend(call.node);
    else if (entry.kind === 'heard') call.hear(entry.text);
    else if (entry.kind === 'over') {
      call.node.remove();
      calls.delete(entry.sid);
    }
    told();
  });

  onChannel('sms', (entry) => {
    if (entry.kind === 'got' && entry.text.startsWith(words.mark)) {
      texts.get(entry.who)?.remove();
      texts.set(entry.who, textCard(entry));
      node.prepend(texts.get(entry.who));
    } else if (entry.kind === 'got' && texts.has(entry.who)) {
      texts.get(entry.who).replaceChildren(el('b', {}, shown(entry.who)), el('p', {}, entry.text));
    }
    told();
  });

  return node;
}

class Call {
  constructor({ sid, who }) {
    const act = (name, key = '') => post(`duty/${sid}/${name}`, { key });
    this.heard = el('div', {});
    this.before = el(
      'div',
      { class: 'two' },
      button(words.decline, () => act('decline'), { class: 'hang-up' }, icon('hangup'), words.decline),
      button(words.answer, () => act('answer'), { class: 'dial' }, icon('phone'), words.answer),
    );
    this.keys = el(
      'div',
      { class: 'two', hidden: true },
      button(words.refuse, () => act('key', '2'), { class: 'chip' }),
      button(words.take, () => act('key', '1'), { class: 'dial' }),
    );
    this.node = el('div', { class: 'duty-card' }, el('b', {}, `${words.call} ${shown(who)}`), this.heard, this.before, this.keys);
  }

  hear(text) {
    this.heard.append(el('p', {}, text));
    this.before.hidden = true;
    this.keys.hidden = false;
  }
}

function textCard({ who, text }) {
  const reply = (answer) => post(`sms/${part(who)}/text`, { text: answer });
  return el(
    'div',
    { class: 'duty-card' },
    el('b', {}, `${words.text} ${shown(who)}`),
    el('p', {}, text),
    el(
      'div',
      { class: 'two' },
      button(words.replyNo, () => reply('2'), { class: 'chip' }),
      button(words.replyYes, () => reply('1'), { class: 'dial' }),
    ),
  );
}
