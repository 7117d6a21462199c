/** Where replies and notes are written. Replies are locked until the conversation is one's own. */

import { tell } from './bus.js';
import { open } from './conversation.js';
import { el } from './dom.js';
import { draft, hasDraft, keepDraft } from './drafts.js';
import { icon } from './icons.js';
import { send } from './outbox.js';
import { makeQuick, selectBlank } from './quick.js';
import { isMine, ownerName } from './state.js';
import { COMPOSER, THREAD } from './strings.js';
import { say } from './ticker.js';

const MOST = 2000;
const COUNT_FROM = 1800;

/** `take` is called when the person presses the button that unlocks replying. */
export function makeComposer(take) {
  const field = el('textarea', {
    class: 'composer-text',
    rows: 2,
    maxlength: MOST,
    on: { input: typed, keydown: pressed, blur: () => quick.hide() },
  });
  const quick = makeQuick(insert);
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
    el('div', { class: 'composer-foot' }, quickButton, count, sendButton),
  );
  const node = el(
    'div',
    { class: 'composer' },
    el('div', { class: 'tabs', role: 'tablist' }, Object.values(tabs)),
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
    node.classList.toggle('noting', kind === 'note');
    for (const [name, tab] of Object.entries(tabs)) tab.setAttribute('aria-selected', String(name === kind));
    body.hidden = locked;
    lock.hidden = !locked;
    const other = open.row?.owner === 'agent';
    say(lockText, other ? COMPOSER.lockedByOther(ownerName(open.row)) : COMPOSER.locked);
    takeButton.hidden = other || !open.row;
    quickButton.hidden = kind === 'note';
    field.placeholder = kind === 'note' ? COMPOSER.noteHint : COMPOSER.replyHint;
    field.setAttribute('aria-label', COMPOSER[kind]);
    say(sendButton, kind === 'note' ? COMPOSER.save : COMPOSER.send);
    measure();
  }

  function measure() {
    const length = field.value.length;
    say(count, length >= COUNT_FROM ? COMPOSER.count(length, MOST) : '');
    sendButton.disabled = !field.value.trim();
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

  function submit() {
    const text = field.value.trim();
    if (!text || !open.id) return;
    send(open.id, kind, text);
    field.value = '';
    typed();
    field.focus();
  }

  return {
    node,
    paint,
    /** Puts the cursor into the tab; a locked reply stays locked. */
    focus: (name) => choose(name, true),
  };
}
