/** Where replies and notes are written. Replies are locked until the conversation is one's own. */

import { on, tell } from './events.js';
import { WAYS } from './channel-words.js';
import { open } from './conversation.js';
import { el } from './dom.js';
import { draft, hasDraft, keepDraft } from './drafts.js';
import { icon } from './icons.js';
import { channelName } from './display-names.js';
import { send } from './outbox.js';
import { makePictures, picturesOf, takePictures } from './pictures.js';
import { makeQuick, selectBlank } from './quick-reply-menu.js';
import { isMine, ownerName } from './state.js';
import { COMPOSER, THREAD } from './strings.js';
import { say } from './ticker.js';
import { toast } from './toast.js';
import { hintOf, makeWays, wayOf } from './reply-channels.js';

const MOST = 2000;
const COUNT_FROM = 1800;

/** `take` is called when the person presses the button that unlocks replying. */
export function makeComposer(take) {
  const field = el('textarea', {
    class: 'composer-text',
    rows: 2,
    maxlength: MOST,
    on: { input: typed, keydown: pressed, paste: pasted, blur: () => quick.hide() },
  });
  const quick = makeQuick(insert);
  const ways = makeWays(() => {
    paint();
    field.focus();
  });
  const pictures = makePictures(
    () => open.id,
    () => {
      pictures.paint();
      measure();
      field.focus();
    },
  );
  const count = el('span', { class: 'composer-count' });
  const sendButton = el('button', { type: 'button', class: 'button primary', on: { click: submit } }, COMPOSER.send);
  const quickButton = el(
    'button',
    {
      type: 'button',
      class: 'button plain small',
      on: { mousedown: (event) => event.preventDefault(), click: toggleQuick },
    },
    icon('quick'),
    COMPOSER.quick,
  );
  const tabs = Object.fromEntries(
    ['reply', 'note'].map((name) => [
      name,
      el(
        'button',
        { type: 'button', class: 'tab', role: 'tab', on: { click: () => choose(name, true) } },
        COMPOSER[name],
      ),
    ]),
  );
  const lockText = el('span', {});
  const takeButton = el(
    'button',
    { type: 'button', class: 'button primary', on: { click: () => take() } },
    THREAD.take,
    el('kbd', {}, 'T'),
  );
  const lock = el('div', { class: 'composer-lock' }, lockText, takeButton);
  const body = el(
    'div',
    { class: 'composer-body' },
    quick.node,
    field,
    pictures.strip,
    ways.warning,
    el('div', { class: 'composer-foot' }, quickButton, pictures.button, count, sendButton),
  );
  const node = el(
    'div',
    { class: 'composer' },
    el('div', { class: 'composer-head' }, el('div', { class: 'tabs', role: 'tablist' }, Object.values(tabs)), ways.node),
    body,
    lock,
  );
  let kind = 'reply';
  let shown = null;

  function choose(name, focus = false) {
    kind = name;
    field.value = open.id ? draft(open.id, kind) : '';
    grow();
    paint();
    if (focus && !field.hidden) field.focus();
  }

  function paint() {
    if (shown !== open.id) {
      shown = open.id;
      quick.hide();
      choose('reply');
      return;
    }
    const locked = kind === 'reply' && !(open.row && isMine(open.row));
    node.classList.toggle('internal', kind === 'note');
    for (const [name, tab] of Object.entries(tabs)) tab.setAttribute('aria-selected', String(name === kind));
    body.hidden = locked;
    lock.hidden = !locked;
    const other = open.row?.owner === 'agent';
    say(lockText, other ? COMPOSER.lockedByOther(ownerName(open.row)) : COMPOSER.locked);
    takeButton.hidden = other || !open.row;
    ways.paint();
    pictures.paint();
    for (const part of [ways.node, ways.warning, pictures.strip, pictures.button, quickButton])
      part.hidden = locked || kind === 'note';
    field.placeholder = kind === 'note' ? COMPOSER.noteHint : COMPOSER.replyHint;
    field.setAttribute('aria-label', COMPOSER[kind]);
    say(sendButton, kind === 'note' ? COMPOSER.save : COMPOSER.send);
    measure();
  }

  function measure() {
    const length = field.value.length;
    say(count, length >= COUNT_FROM ? COMPOSER.count(length, MOST) : '');
    sendButton.disabled = !field.value.trim() && !(kind === 'reply' && picturesOf(open.id).length);
  }

  function grow() {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`;
  }

  function typed() {
    const had = hasDraft(open.id);
    keepDraft(open.id, kind, field.value);
    if (had !== hasDraft(open.id)) tell('drafts');
    if (kind === 'reply' && /^\/\S*$/.test(field.value)) quick.show(field.value.slice(1));
    else quick.hide();
    grow();
    measure();
    mark();
  }

  function mark() {
    const active = quick.active();
    if (active) field.setAttribute('aria-activedescendant', active);
    else field.removeAttribute('aria-activedescendant');
  }

  function toggleQuick() {
    field.focus();
    if (quick.isOpen()) quick.hide();
    else quick.show('');
  }

  function insert(text) {
    const slash = /^\/\S*$/.test(field.value);
    field.value = slash || !field.value ? text : `${field.value.trimEnd()}\n${text}`;
    field.focus();
    selectBlank(field);
    typed();
  }

  function pressed(event) {
    // Enter that ends a pinyin composition is not meant for us; Safari tells it only by the key code.
    if (event.isComposing || event.keyCode === 229) return;
    if (quick.key(event)) {
      mark();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    }
  }

  function pasted(event) {
    if (kind === 'reply' && pictures.takeFrom(event.clipboardData)) event.preventDefault();
  }

  function submit() {
    const text = field.value.trim();
    if (!open.id || sendButton.disabled) return;
    if (kind === 'note') send(open.id, kind, { text });
    else if (!reply(text)) return;
    field.value = '';
    typed();
    pictures.paint();
    field.focus();
  }

  /** False, with the reason said, when the channel cannot take it. */
  function reply(text) {
    const way = wayOf(open);
    const refused = whyNot(way);
    if (refused) {
      toast(refused, true);
      return false;
    }
    for (const picture of takePictures(open.id)) send(open.id, 'reply', { picture, way });
    if (text) send(open.id, 'reply', { text, way });
    return true;
  }

  function whyNot(way) {
    if (way?.colleague || way?.why_not === 'call_over') return hintOf(way).words;
    return way && !way.pictures && picturesOf(open.id).length ? WAYS.noPictures(channelName(way)) : '';
  }

  on('again', ({ text, way }) => {
    choose('reply', true);
    if (way) ways.choose(way);
    insert(text);
  });

  return {
    node,
    paint,
    /** Puts the cursor into the tab; a locked reply stays locked. */
    focus: (name) => choose(name, true),
    /** Puts the keyboard on the list of channels. */
    chooseWay() {
      if (kind !== 'reply') choose('reply');
      if (!ways.node.hidden) ways.focus();
    },
    /** Takes dropped pictures in where a reply could be written. */
    drop(data) {
      if (open.row && isMine(open.row)) {
        if (kind !== 'reply') choose('reply');
        pictures.takeFrom(data);
      }
    },
  };
}
