/** The review page: what was said at the left, at the right one key decides what it meant. */

import { on, tell } from './events.js';
import { button, el, show } from './dom.js';
import { intentName, makePicker } from './intents.js';
import { lists } from './list-data.js';
import { fillMessage } from './message.js';
import { channelName } from './display-names.js';
import { choose, current, decide, review, step, undo } from './review-data.js';
import { REASONS, REVIEW } from './review-words.js';
import { href } from './route.js';
import { state } from './state.js';
import { LIST } from './strings.js';
import { say } from './ticker.js';
import { when } from './time.js';

// What the person does with the message in hand: deciding, searching among all intents, or rewriting the example.
let mode = 'decide';
let rewritten = null;
let shown = null;

export function makeReviewPage() {
  const talk = el('section', { class: 'review-talk', 'aria-label': REVIEW.talk });
  const card = el('section', { class: 'review-card', 'aria-label': REVIEW.question });
  const said = el('p', { class: 'review-said', role: 'status' });
  const empty = el('div', { class: 'empty' });
  const work = el('div', { class: 'review-work' }, talk, el('div', { class: 'review-side' }, card, said));
  const node = el('div', { class: 'review', hidden: true }, work, empty);
  const picker = makePicker(label, () => turnTo('decide'));

  function paint() {
    const row = current();
    if (row?.id !== shown) {
      shown = row?.id ?? null;
      mode = 'decide';
      rewritten = null;
    }
    work.hidden = !row;
    empty.hidden = Boolean(row);
    show(empty, [Boolean(lists.learning.rows), lists.learning.error?.message], emptyWords);
    if (row) {
      show(talk, [row.id, row.messages], () => talkOf(row));
      show(card, [row, mode, rewritten], () => cardOf(row, picker));
    }
    say(said, [review.said, review.done.length ? REVIEW.session(review.done.length) : ''].filter(Boolean).join(' · '));
  }
  on('route', ({ view, item }) => {
    if (view === 'learning' && item) choose(Number(item));
  });
  on('list', (view) => {
    if (view === 'learning') paint();
  });
  on('review', () => {
    paint();
    if (mode === 'search') picker.open();
  });
  document.addEventListener('keydown', press);
  return { node, paint };
}

function turnTo(next) {
  mode = next;
  tell('review');
}

function label(intent) {
  decide('label', { intent, example: rewritten }, REVIEW.labelled(intentName(intent)));
}

function takeBack() {
  if (!undo(REVIEW.undone)) {
    review.said = REVIEW.nothingToUndo;
    tell('review');
  }
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  x: () => decide('reject', undefined, REVIEW.rejected),
  u: takeBack,
  e: () => turnTo('edit'),
  '/': () => turnTo('search'),
};
const HERE = ['j', 'k', 'ArrowDown', 'ArrowUp'];

/** Before the keys of the whole desk: digits label here instead of changing the view. */
function press(event) {
  if (state.route.view !== 'learning' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select') || document.querySelector('dialog[open]')) return;
  const choice = /^[1-9]$/.test(event.key) ? current()?.choices[Number(event.key) - 1] : null;
  const action = choice ? () => label(choice.intent) : KEYS[event.key];
  if (!action && !/^[1-5]$/.test(event.key)) return;
  event.preventDefault();
  if (action && (current() || event.key === 'u') && (!event.repeat || HERE.includes(event.key))) action();
}

function emptyWords() {
  const { rows, error } = lists.learning;
  if (error && !rows) return [el('p', { class: 'empty-title' }, LIST.failed), el('p', {}, error.message)];
  if (!rows) return [el('p', {}, REVIEW.loading)];
  return [el('p', { class: 'empty-title' }, REVIEW.empty), el('p', {}, REVIEW.emptyHint)];
}

// -- what was said -----------------------------------------------------------------------------------------------

function talkOf(row) {
  const messages = row.messages.map((message) => {
    const node = el('div');
    fillMessage(node, message, row.conversation_id);
    node.classList.toggle('own', message.own);
    return node;
  });
  return [
    el(
      'header',
      { class: 'review-head' },
      el('h2', {}, REVIEW.talk),
      el('span', { class: 'quiet' }, REVIEW.when(when(row.created_at), channelName(row))),
      el('a', { class: 'review-open', href: href('bot', { conversation: row.conversation_id }) }, REVIEW.open),
    ),
    el('div', { class: 'review-messages' }, el('div', { class: 'messages' }, messages)),
  ];
}

// -- what it meant -----------------------------------------------------------------------------------------------

function cardOf(row, picker) {
  return [
    el(
      'div',
      { class: 'review-tags' },
      el('span', { class: `tag reason ${row.reason}` }, REASONS[row.reason] ?? row.reason),
      row.times > 1 && el('span', { class: 'tag' }, REVIEW.times(row.times)),
      understoodAs(row),
    ),
    mode === 'edit' ? editor(row) : exampleOf(row),
    mode === 'search' ? picker.node : choicesOf(row),
    el(
      'div',
      { class: 'review-keys' },
      keyed('/', REVIEW.other, () => turnTo(mode === 'search' ? 'decide' : 'search')),
      keyed('x', REVIEW.reject, KEYS.x),
      keyed('u', REVIEW.undo, takeBack),
      el('span', { class: 'review-hint' }, el('kbd', {}, 'k'), el('kbd', {}, 'j'), REVIEW.move),
    ),
  ];
}

function understoodAs({ predicted, reason }) {
  if (reason === 'fallback') return null; // that says it already
  const words = { '': REVIEW.notAsked, nlu_fallback: REVIEW.noIntent }[predicted];
  return el('span', { class: 'quiet' }, words ?? REVIEW.taken(intentName(predicted)));
}

function keyed(key, words, listener) {
  return button([el('kbd', {}, key), words], listener, { class: 'button review-key', 'aria-keyshortcuts': key });
}

function exampleOf(row) {
  const example = rewritten ?? row.example;
  return el(
    'div',
    { class: 'review-example' },
    el('p', { class: 'review-text' }, example),
    el(
      'p',
      { class: 'review-note' },
      example === row.text ? REVIEW.unchanged : REVIEW.example,
      button([el('kbd', {}, 'e'), REVIEW.edit], () => turnTo('edit'), { class: 'link' }),
    ),
  );
}

function editor(row) {
  const field = el('textarea', {
    class: 'field review-edit',
    rows: 3,
    maxlength: 200,
    'aria-label': REVIEW.editLabel,
    on: {
      keydown: (event) => {
        if (event.isComposing || !['Enter', 'Escape'].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === 'Enter' && field.value.trim()) rewritten = field.value.trim();
        turnTo('decide');
      },
    },
  });
  field.value = rewritten ?? row.example;
  requestAnimationFrame(() => field.focus());
  return el('div', { class: 'review-example' }, field, el('p', { class: 'review-note' }, REVIEW.editHint));
}

function choicesOf(row) {
  if (!row.choices.length) return el('p', { class: 'review-none' }, REVIEW.noChances);
  return el(
    'ol',
    { class: 'review-choices' },
    row.choices.map((choice, index) => choiceOf(row, choice, index + 1)),
  );
}

function choiceOf(row, { intent, chance }, number) {
  const percent = chance === null ? '' : `${Math.round(chance * 100)}%`;
  const bar = el('span', { class: chance === null ? '' : 'review-bar' }, el('i', {}));
  bar.firstChild.style.width = `${Math.max(1, chance * 100)}%`;
  const suggested = intent === row.suggested;
  return el(
    'li',
    {},
    button(
      [
        el('kbd', {}, String(number)),
        el('strong', {}, intentName(intent)),
        suggested ? el('span', { class: 'tag suggested' }, REVIEW.suggestedBy(row.suggested_by)) : el('code', {}, intent),
        bar,
        el('span', { class: 'review-chance' }, percent),
      ],
      () => label(intent),
      { class: `review-choice${suggested ? ' suggested' : ''}`, 'aria-keyshortcuts': String(number) },
    ),
  );
}
