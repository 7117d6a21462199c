/** The customer's telephone: dials the hotline, speaks by typing, presses keys. */

import { post } from './api.js';
import { button, el, icon, typeLine } from './dom.js';
import { keypad } from './keypad.js';
import { numberChoice, shown } from './numbers.js';
import { canSpeak, hush, speak } from './read_aloud.js';
import { onChannel } from './stream.js';
import { call as words, people } from './strings.js';
import { Thread } from './thread.js';

export function telephone(hotline) {
  let number = people[0].number;
  let state = null;
  const thread = new Thread(words.title);
  const status = el('span', { class: 'call-status', role: 'status' });
  const act = (name, told = '') => state && post(`calls/${state.sid}/${name}`, { words: told });

  const { select } = numberChoice(words.whose, (chosen) => { number = chosen; }, [['', words.hidden]]);
  const dial = button(words.dial, () => {
    hush();
    thread.clear();
    post('calls', { number });
  }, { class: 'dial' }, icon('phone'), words.dial);
  const idle = el('p', { class: 'empty' }, words.idle);
  const pad = keypad((key) => act('press', key));
  const line = typeLine(words.placeholder, words.say, (text) => {
    if (state?.state === 'talking') post(`calls/${state.sid}/talk`, { by: 'customer', words: text });
    else act('say', text);
  });
  const silence = button(words.silence, () => act('silence'), { class: 'chip' });
  const hangUp = button(words.hangUp, () => act('hang_up'), { class: 'hang-up' }, icon('hangup'), words.hangUp);
  const aloud = el('input', { type: 'checkbox' });
  const aloudLabel = canSpeak ? el('label', { class: 'aloud' }, aloud, words.speakAll) : null;
  const controls = el('div', { class: 'dock call-dock' }, line.form, pad, el('div', { class: 'call-foot' }, silence, hangUp));
  const start = el('div', { class: 'dock' }, dial);

  const heard = (text) => {
    const say = canSpeak ? button(words.speak, () => speak(text), { class: 'speak' }, icon('sound')) : null;
    thread.bubble(false, text, { beside: say });
  };

  const show = () => {
    const live = state !== null && state.state !== 'over';
    controls.hidden = !live;
    start.hidden = live;
    select.disabled = live;
    idle.hidden = state !== null;
    thread.node.hidden = state === null;
    dial.lastChild.textContent = state === null ? words.dial : words.again;
    status.textContent = state === null ? '' : told(state);
    const talking = state?.state === 'talking';
    line.input.disabled = !talking && !state?.speech;
    line.send.disabled = line.input.disabled;
    pad.querySelectorAll('button').forEach((key) => { key.disabled = !state?.keys; });
    silence.disabled = state?.state !== 'listening';
  };

  onChannel('voice', (entry) => {
    const mine = state?.sid === entry.sid;
    if (entry.kind === 'dialled') {
      thread.clear();
      state = { sid: entry.sid, state: 'new', busy: true };
    } else if (!mine) return;
    else if (entry.kind === 'state') {
      const over = entry.state === 'over' && state.state !== 'over';
      state = entry;
      thread.typing(entry.busy);
      if (over) {
        hush();
        thread.note(words.over);
      }
    } else if (entry.kind === 'heard') {
      heard(entry.text);
      if (aloud.checked && Date.now() / 1000 - entry.at < 5) speak(entry.text);
    } else if (entry.kind === 'said') thread.bubble(true, entry.keys ? words.pressed(entry.text) : entry.text);
    else if (entry.kind === 'talk') thread.bubble(entry.by === 'customer', entry.text);
    else if (entry.kind === 'failed') thread.note(words.failed, true);
    show();
  });

  show();
  const title = el('span', { class: 'screen-title' }, words.hotline, el('small', {}, shown(hotline)));
  return [
    el('header', { class: 'screen-head' }, title, select),
    el('div', { class: 'call-bar' }, status, aloudLabel),
    idle,
    thread.node,
    controls,
    start,
  ];
}

function told(state) {
  if (state.state === 'over') return words.over;
  if (state.state === 'talking') return words.talking;
  if (state.state === 'ringing') return words.calling;
  if (state.busy) return state.state === 'new' ? words.ringing : words.thinking;
  if (state.queued) return words.queued;
  return state.speech ? words.listening : words.keysOnly;
}
