/** The rows of each view, as last read. Tells `list` with the view's name whenever they were read anew. */

import * as api from './api.js';
import { readBoard } from './board-data.js';
import { tell } from './events.js';
import { state } from './state.js';

/** By view: rows, when they were read, and what went wrong. */
export const lists = {
  queue: fresh(),
  mine: fresh(),
  bot: fresh(),
  cases: fresh(),
  tasks: fresh(),
  learning: fresh(),
  duty: fresh(),
  dispatch: fresh(),
};

/** What the person asked to see: everybody's conversations under "mine", and the search of cases. */
export const asked = { everybody: false, caseQuery: '' };

/** Reviewed here and perhaps not yet at the server: not shown again meanwhile. */
export const settled = new Set();

function fresh() {
  return { rows: null, at: 0, error: null, reading: null };
}

const READ = {
  queue: () => api.conversations({ owner: 'queue' }),
  mine: () => api.conversations(asked.everybody ? { owner: 'agent' } : { mine: true }).then(oneEach),
  bot: () => api.conversations({ owner: 'bot' }),
  cases: () => readCases(asked.caseQuery),
  tasks: () => api.tasks(),
  duty: () => api.roster().then((rows) => rows.map((row) => ({ ...row, key: `${row.roster}:${row.rank}` }))),
  dispatch: () => Promise.all([api.toPlan(), state.route.view === 'dispatch' && readBoard()]).then(([rows]) => rows),
  learning: () => api.learning().then((rows) => rows.filter((row) => !settled.has(row.id))),
};

/**
 * A customer's conversations with the same agent are one row: that of the one last heard of, with `channels`,
 * `members` (their ids) and `key`, which stays when another becomes the last.
 */
function oneEach(rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = row.customer_id ? `${row.customer_id}:${row.agent}` : row.id;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => {
    const newest = group.sort((a, b) => Date.parse(b.last_customer_at ?? 0) - Date.parse(a.last_customer_at ?? 0));
    return {
      ...newest[0],
      key,
      reason: newest.find((row) => row.reason)?.reason ?? '',
      channels: [...new Set(newest.map((row) => row.channel))],
      members: newest.map((row) => row.id),
      unread: group.reduce((sum, row) => sum + row.unread, 0),
      failed: group.reduce((sum, row) => sum + row.failed, 0),
    };
  });
}

/** Whether the rows are others than the rail counts. */
function narrowed(view) {
  if (view === 'learning') return true; // only the first of them
  if (view === 'duty') return true; // nothing to do
  return (view === 'mine' && asked.everybody) || (view === 'cases' && searchesAll(asked.caseQuery));
}

/** A list as long as the desk shows says only that there are at least so many. */
function count(view, length) {
  state.counts[view] = length < api.LIMIT ? length : Math.max(length, state.counts[view] ?? 0);
}

const SHORTEST_WORDS = 2;

/** A whole phone, as people write it, or a case number is looked up among all cases. */
export function isLookUp(query) {
  return /^[A-Za-z]{2}\d{8}-?\d+$/.test(query) || /^\+?[\d ()-]{7,20}$/.test(query);
}

/** Whether cases that are over are searched as well; less than that only narrows the open ones. */
export function searchesAll(query) {
  return isLookUp(query) || query.length >= SHORTEST_WORDS;
}

/** The open ones, and those that are over with these words in a name, an address or a serial number. */
async function casesWith(words) {
  const [open, found] = await Promise.all([api.openCases(), api.casesWith(words)]);
  const known = new Set(open.map((row) => row.number));
  const marked = new Set(found.map((row) => row.number));
  const over = found.filter((row) => !known.has(row.number));
  return [...open, ...over].map((row) => ({ ...row, found: marked.has(row.number) }));
}

async function readCases(query) {
  if (!searchesAll(query)) return api.openCases();
  if (!isLookUp(query)) return casesWith(query);
  if (!/^[A-Za-z]/.test(query)) return api.casesOf(query);
  return api.caseOf(query).then(
    (found) => [found],
    (error) => {
      if (error.status === 404 || error.status === 403) return [];
      throw error;
    },
  );
}

/** Reads a view's rows; what was asked meanwhile is read once more. */
export async function readList(view) {
  const list = lists[view];
  if (list.reading) {
    list.again = true;
    return list.reading;
  }
  list.reading = (async () => {
    do {
      list.again = false;
      try {
        list.rows = await READ[view]();
        list.error = null;
        list.at = Date.now();
      } catch (error) {
        list.error = error;
      }
    } while (list.again);
    list.reading = null;
    if (!list.error && !narrowed(view)) count(view, list.rows.length);
    tell('counts');
    tell('list', view);
  })();
  return list.reading;
}
