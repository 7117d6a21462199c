/** The left column: heading, search and filters of the view, and its rows. */

import { LIMIT } from './api.js';
import { on } from './events.js';
import { caseTools, filterCases, paintCase } from './case-rows.js';
import { button, el, patch } from './dom.js';
import { paintDuty } from './duty.js';
import { icon } from './icons.js';
import { asked, lists, readList, searchesAll } from './list-data.js';
import { channelTool, conversationTools, filterConversations, paintConversation, signConversation } from './conversation-rows.js';
import { current } from './review-data.js';
import { paintReview } from './review-list.js';
import { href } from './route.js';
import { isMine, state } from './state.js';
import { EMPTY_LISTS, LIST, VIEWS } from './strings.js';
import { paintTask, taskHref } from './task-rows.js';
import { filterToPlan, paintToPlan } from './to-plan-rows.js';
import { say } from './ticker.js';

const OF_CASES = new Set(['cases', 'dispatch']);
const UNSEARCHED = new Set(['tasks', 'learning', 'duty']);
const SEARCHES = { cases: LIST.searchCases, dispatch: LIST.searchToPlan };
const queries = {};
const parts = {};

export function startList() {
  const root = document.getElementById('list');
  parts.title = el('h1', { class: 'list-title' });
  parts.search = el('input', {
    class: 'field search',
    type: 'search',
    enterkeyhint: 'search',
    autocomplete: 'off',
    on: { input: typed, keydown: leaveSearch },
  });
  parts.searchBox = el('div', { class: 'search-box' }, icon('search'), parts.search);
  parts.tools = el('div', { class: 'list-tools' });
  parts.note = el('p', { class: 'list-note', role: 'status' });
  parts.rows = el('ul', { class: 'rows' });
  parts.scroller = el('div', { class: 'list-scroller' }, parts.rows, parts.note);
  root.append(el('header', { class: 'list-head' }, parts.title, parts.searchBox, parts.tools), parts.scroller);
  on('list', (view) => {
    if (view === state.route.view) paint();
  });
  on('route', arrive);
  on('drafts', paint);
}

export function focusSearch() {
  parts.search.focus();
  parts.search.select();
}

/** Moves the keyboard's place in the list by one; -1 is up. */
export function moveInList(step) {
  const links = [...parts.rows.querySelectorAll('.row-link')];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const from = at >= 0 ? at : links.findIndex((link) => link.hasAttribute('aria-current'));
  const next = links[from < 0 ? 0 : Math.min(links.length - 1, Math.max(0, from + step))];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Back to the list: the open row, or the first. */
export function focusList() {
  (parts.rows.querySelector('[aria-current]') ?? parts.rows.querySelector('.row-link'))?.focus();
}

let shownView = null;

function arrive({ view }) {
  if (view !== shownView) {
    shownView = view;
    say(parts.title, VIEWS[view]);
    parts.search.value = queries[view] ?? '';
    parts.search.placeholder = SEARCHES[view] ?? LIST.searchConversations;
    parts.search.setAttribute('aria-label', parts.search.placeholder);
    parts.searchBox.hidden = UNSEARCHED.has(view);
    parts.tools.replaceChildren(...tools(view));
    parts.scroller.scrollTop = 0;
  }
  paint();
}

function tools(view) {
  if (view === 'cases') return caseTools(paint);
  if (view === 'mine') return [...conversationTools(() => readList('mine')), channelTool(paint)];
  return view === 'queue' || view === 'bot' ? [channelTool(paint)] : [];
}

let typing = null;

/** Searches for cases of a phone given in a link or a button. */
export function searchCases(query) {
  queries.cases = query;
  asked.caseQuery = query;
  if (state.route.view === 'cases') parts.search.value = query;
  readList('cases');
}

function typed() {
  const { view } = state.route;
  const query = parts.search.value.trim();
  queries[view] = query;
  if (view === 'cases') {
    const before = asked.caseQuery;
    asked.caseQuery = query;
    clearTimeout(typing);
    if (searchesAll(query) || searchesAll(before)) typing = setTimeout(() => readList('cases'), 250);
  }
  paint();
}

function leaveSearch(event) {
  if (event.isComposing) return;
  if (event.key === 'Escape' && parts.search.value) {
    parts.search.value = '';
    typed();
    event.stopPropagation();
  } else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
    event.preventDefault();
    event.stopPropagation();
    parts.search.blur();
    focusList();
  }
}

/** The rows that pass the search and the filters. */
function visible(view, rows) {
  const query = (queries[view] ?? '').toLowerCase();
  if (UNSEARCHED.has(view)) return rows;
  if (view === 'dispatch') return filterToPlan(rows, query);
  return view === 'cases' ? filterCases(rows, query) : filterConversations(rows, query);
}

function paint() {
  const { view } = state.route;
  const list = lists[view];
  const rows = visible(view, list.rows ?? []);
  patch(parts.rows, rows, {
    key: (row) => `${view}:${row.key ?? row.id ?? row.number}`,
    sign: (row) => JSON.stringify([signs(view, row), isOpen(view, row)]),
    make: () => el('li', { class: 'row' }),
    fill: (node, row) => fill(node, view, row),
  });
  parts.note.replaceChildren(...noteOf(view, list, rows));
}

function signs(view, row) {
  return OF_CASES.has(view) || UNSEARCHED.has(view) ? row : signConversation(row);
}

function isOpen(view, row) {
  const { route } = state;
  if (OF_CASES.has(view)) return route.case === row.number;
  if (view === 'duty') return false;
  if (view === 'learning') return current()?.id === row.id;
  if (view === 'tasks') return Boolean(route.task) && route.task === String(row.id);
  return idOf(row) === route.conversation;
}

function fill(node, view, row) {
  const focused = node.contains(document.activeElement);
  const to = target(view, row);
  const link = el(to ? 'a' : 'div', {
    class: 'row-link',
    href: to,
    'aria-current': isOpen(view, row) ? 'true' : null,
    tabindex: to ? null : 0,
  });
  node.className = `row urgency-${row.priority ?? 5}${isMine(row) ? ' own' : ''}`;
  node.replaceChildren(link);
  if (view === 'cases') paintCase(link, row);
  else if (view === 'tasks') paintTask(node, link, row);
  else if (view === 'learning') paintReview(link, row);
  else if (view === 'duty') paintDuty(link, row);
  else if (view === 'dispatch') paintToPlan(link, row);
  else paintConversation(link, row);
  if (focused) link.focus({ preventScroll: true });
}

/** Where a row leads. */
function target(view, row) {
  if (view === 'duty') return null;
  if (view === 'tasks') return taskHref(row);
  if (view === 'learning') return href(view, { item: row.id });
  if (view === 'dispatch') return href(view, { case: row.number, date: state.route.date });
  return href(view, view === 'cases' ? { case: row.number } : { conversation: idOf(row) });
}

/** The conversation a row stands for: of a customer's several the one that is open. */
function idOf(row) {
  return row.members?.find((id) => id === state.route.conversation) ?? row.id;
}

function noteOf(view, list, rows) {
  if (list.error && !list.rows)
    return [el('span', {}, `${LIST.failed}：${list.error.message}`), button(LIST.retry, () => readList(view))];
  if (!list.rows) return [LIST.refreshing];
  if (rows.length >= LIMIT) return [LIST.more(LIMIT)];
  if (rows.length) return [];
  if (!list.rows.length && !queries[view]) return [EMPTY_LISTS[view]];
  return [el('strong', {}, LIST.nothing), view === 'cases' ? el('span', {}, LIST.nothingHint) : ''];
}
