/** A phone that only writes text messages. */

import { part, post, put } from './api.js';
import { button, el, icon, typeLine } from './dom.js';
import { numberChoice, shown } from './numbers.js';
import { owners } from './phone-owners.js';
import { samplePicture } from './sample-picture.js';
import { onChannel } from './stream.js';
import { people, sms as words } from './strings.js';
import { Thread } from './thread.js';

export function smsPhone() {
  const all = [];
  let number = owners.sms ?? people[0].number;
  const thread = new Thread(words.title);
  const feet = new Map();

  const empty = el('p', { class: 'empty' }, words.empty);
  thread.node.hidden = true;

  const draw = (entry) => {
    empty.hidden = true;
    thread.node.hidden = false;
    if (entry.kind === 'said') {
      if (entry.text) thread.bubble(true, entry.text, { foot: el('small', { class: 'foot' }, words.parts(entry.segments)) });
      entry.media.forEach((name) => thread.picture(true, name));
    } else if (entry.kind === 'got') {
      const status = el('span', {});
      feet.set(entry.sid, status);
      thread.bubble(false, entry.text, { foot: el('small', { class: 'foot' }, words.parts(entry.segments), status) });
    } else if (entry.kind === 'status') settle(feet.get(entry.sid), entry.status);
    else if (entry.kind === 'refused') thread.note(words.refused(entry.code));
    else if (entry.kind === 'failed') thread.note(words.failed(entry.code), true);
  };

  const news = el('small', { class: 'news', role: 'status', hidden: true }, words.news);
  onChannel('sms', (entry) => {
    all.push(entry);
    if (entry.who === number) draw(entry);
    else if (entry.kind === 'got') {
      mark(entry.who);
      news.hidden = false;
    }
  });

  const { select, mark } = numberChoice(words.whose, (chosen) => {
    number = chosen;
    news.hidden = true;
    thread.clear();
    empty.hidden = false;
    thread.node.hidden = true;
    all.filter((entry) => entry.who === number).forEach(draw);
  }, owners.sms ? [[owners.sms, shown(owners.sms)]] : []);
  select.value = number;
  const write = (text) => post(`sms/${part(number)}/text`, { text });
  const line = typeLine(words.placeholder, words.send, write);
  const quick = [words.stop, words.stopEnglish, words.resume].map((word) => button(word, () => write(word), { class: 'chip' }));
  const picture = button(
    words.picture,
    async () => put(`sms/${part(number)}/picture`, await samplePicture()),
    { class: 'chip' },
    icon('camera'),
    words.picture,
  );
  return [
    el('header', { class: 'screen-head' }, el('span', { class: 'screen-title' }, words.to), select, news),
    empty,
    thread.node,
    el('div', { class: 'dock' }, el('div', { class: 'chips' }, picture, ...quick), line.form),
  ];
}

const ORDER = ['queued', 'sent', 'delivered', 'undelivered'];

/** Callbacks come in any order; what is shown only goes forward. */
function settle(node, status) {
  if (!node || ORDER.indexOf(status) < ORDER.indexOf(node.dataset.status ?? 'queued')) return;
  node.dataset.status = status;
  node.textContent = words.status[status];
}
