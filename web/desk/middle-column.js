/** The middle column: a conversation with its heading and composer, a case, or nothing yet. */

import * as api from './api.js';
import { makeBoard } from './board.js';
import { on } from './events.js';
import { MEDIA } from './channel-words.js';
import { file, openCase } from './casefile.js';
import { makeCasePage } from './casepage.js';
import { makeComposer } from './composer.js';
import { open, openConversation, readConversation } from './conversation.js';
import { ask } from './dialog.js';
import { el, show } from './dom.js';
import { makeHeading } from './heading.js';
import { readList } from './list-data.js';
import { makeReviewPage } from './review.js';
import { go, href } from './route.js';
import { isMine, state } from './state.js';
import { CASE, THREAD } from './strings.js';
import { makeThread } from './thread.js';
import { complain, toast } from './toast.js';

const DONE = { take: THREAD.taken, return: THREAD.givenBack, close: THREAD.closed };
const QUESTIONS = {
  return: { title: THREAD.giveBack, text: THREAD.giveBackAsk, confirm: THREAD.giveBack },
  close: { title: THREAD.close, text: THREAD.closeAsk, confirm: THREAD.close },
};

let composer = null;
let changing = false;

export function startMiddle() {
  const root = document.getElementById('middle');
  const heading = makeHeading(change);
  const thread = makeThread();
  composer = makeComposer(() => change('take'));
  const talk = el('div', { class: 'talk', on: { dragover: over, dragleave: left, drop: dropped } });
  talk.dataset.drop = MEDIA.drop;
  talk.append(heading.node, thread.node, composer.node);
  const casePage = makeCasePage();
  const reviewPage = makeReviewPage();
  const board = makeBoard();
  const back = el('a', { class: 'button plain middle-back' }, THREAD.back);
  const empty = el('div', { class: 'empty' });
  root.append(back, talk, casePage.node, reviewPage.node, board, empty);

  function paint() {
    const { conversation, case: number, view } = state.route;
    const reviewing = view === 'learning';
    const elsewhere = reviewing || view === 'dispatch';
    back.href = href(view);
    reviewPage.node.hidden = !reviewing;
    board.hidden = view !== 'dispatch';
    if (reviewing) reviewPage.paint();
    talk.hidden = elsewhere || !(conversation && open.row);
    casePage.node.hidden = elsewhere || !(number && file.case);
    empty.hidden = elsewhere || !talk.hidden || !casePage.node.hidden;
    if (!talk.hidden) {
      heading.paint();
      composer.paint();
      thread.paint();
    }
    if (!casePage.node.hidden) casePage.paint();
    const error = conversation ? open.error : number ? file.error : null;
    show(empty, [conversation, number, view === 'cases', error?.message], () =>
      emptyWords(conversation, number, view, error),
    );
  }
  on('route', ({ conversation, case: number }) => {
    openConversation(conversation);
    openCase(conversation ? null : number);
    paint();
  });
  for (const name of ['conversation', 'case', 'unsent']) on(name, paint);
}

function emptyWords(conversation, number, view, error) {
  if (error)
    return [
      el('p', { class: 'empty-title' }, conversation ? THREAD.missing : CASE.missing),
      el('p', {}, error.message),
    ];
  if (conversation || number) return [el('p', {}, conversation ? THREAD.loading : CASE.loading)];
  return [
    el('p', { class: 'empty-title' }, view === 'cases' ? CASE.empty : THREAD.empty),
    el('p', {}, THREAD.emptyHint),
  ];
}

/** Changes who owns the open conversation: take, return or close. */
export async function change(verb) {
  const { id } = open;
  if (!id || changing) return;
  if (QUESTIONS[verb] && (await ask(QUESTIONS[verb])) === null) return;
  changing = true;
  let made = true;
  try {
    await api.change(id, verb);
    toast(DONE[verb]);
  } catch (error) {
    made = false;
    if (error.code === 'already_taken') toast(THREAD.alreadyTaken(error.detail), true);
    else complain(error);
  }
  await Promise.all([readConversation(), readList('queue'), readList('mine'), readList('bot')]);
  changing = false;
  if (made && verb === 'take' && open.id === id) {
    if (state.route.view !== 'tasks') go('mine', { conversation: id });
    composer.focus('reply');
  }
}

// -- pictures dropped anywhere on the conversation -------------------------------------------------------------------

function over(event) {
  if (!open.row || !isMine(open.row) || !event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  event.currentTarget.classList.add('dropping');
}

function left(event) {
  if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.classList.remove('dropping');
}

function dropped(event) {
  if (!event.currentTarget.classList.contains('dropping')) return;
  event.preventDefault();
  event.currentTarget.classList.remove('dropping');
  composer.drop(event.dataTransfer);
}

/** Puts the keyboard on the channels an answer can go by. */
export function chooseWay() {
  if (open.row) composer.chooseWay();
}

/** Puts the cursor where replies or notes are written. */
export function write(kind) {
  if (open.row) composer.focus(kind);
}
