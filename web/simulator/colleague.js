/** A colleague's phone, which the hotline rings. */

import { post } from './api.js';
import { button, el, icon, typeLine } from './dom.js';
import { dutyPhones } from './duty.js';
import { shown, shownLine } from './numbers.js';
import { onChannel } from './stream.js';
import { colleague as words, people } from './strings.js';
import { Thread } from './thread.js';

export function colleaguePhone(product) {
  let state = null;
  let caller = '';
  const thread = new Thread(words.title);
  const act = (name, told = '') => post(`calls/${state.sid}/${name}`, { words: told });

  const desk = el('a', { href: `${product}/desk`, target: '_blank', rel: 'noopener' }, words.desk);
  const idle = el('div', { class: 'empty' }, el('p', {}, words.idle), el('p', {}, desk));
  const who = el('b', {});
  const line = el('small', {});
  const card = el('div', { class: 'incoming', role: 'alert' }, el('div', { class: 'pulse' }, icon('phone')), el('p', {}, words.incoming), who, line);
  const answer = button(words.answer, () => act('answer'), { class: 'dial' }, icon('phone'), words.answer);
  const decline = button(words.decline, () => act('decline'), { class: 'hang-up' }, icon('hangup'), words.decline);
  const accept = button(words.accept, () => act('key', '1'), { class: 'dial' });
  const ignore = button(words.ignore, () => act('key', ''), { class: 'chip' });
  const hint = el('p', { class: 'note' }, words.whisper);
  const speak = typeLine(words.placeholder, words.say, (text) => post(`calls/${state.sid}/talk`, { by: 'colleague', words: text }));
  const hangUp = button(words.hangUp, () => act('other_hangs_up'), { class: 'hang-up' }, icon('hangup'), words.hangUp);

  const incoming = el('div', { class: 'two' }, decline, answer);
  const whispered = el('div', { class: 'two' }, ignore, accept);
  const talking = el('div', {}, speak.form, hangUp);
  const dock = el('div', { class: 'dock' }, incoming, whispered, talking);

  let paged = false;
  const show = () => {
    const rings = state?.state === 'ringing' && !state.picked_up;
    const listens = state?.asked === true;
    const talks = state?.state === 'talking';
    idle.hidden = rings || listens || talks || paged;
    card.hidden = !rings;
    incoming.hidden = !rings;
    whispered.hidden = !listens;
    hint.hidden = !listens;
    talking.hidden = !talks;
    thread.node.hidden = !(listens || talks);
    dock.hidden = !(rings || listens || talks);
    if (rings) {
      const known = people.find((one) => one.number === caller);
      who.textContent = known ? `${known.name} ${shown(caller)}` : shown(caller);
      line.textContent = shownLine(state.ringing[0] ?? '');
    }
  };

  onChannel('voice', (entry) => {
    if (entry.kind === 'state') {
      const began = entry.state === 'ringing' && state?.state !== 'ringing';
      state = entry;
      caller = entry.who;
      if (began) thread.clear();
    } else if (entry.kind === 'whisper') thread.bubble(false, entry.text);
    else if (entry.kind === 'talk') thread.bubble(entry.by === 'colleague', entry.text);
    show();
  });

  const duty = dutyPhones((rings) => {
    paged = rings;
    show();
  });
  show();
  return [el('header', { class: 'screen-head' }, el('span', { class: 'screen-title' }, words.title)), duty, idle, card, hint, thread.node, dock];
}
