/** What the desk knows that more than one module needs. */

import { VIEWS } from './strings.js';

export const state = {
  /** The person logged in: username, name, role, may_review. */
  me: null,
  /** Where we are: the column's view and what is open, see route.js. */
  route: { view: 'queue', conversation: null, case: null, task: null, item: null, date: null },
  /** Counts of the views, for the rail; undefined while not known. */
  counts: {},
};

/** The views of the person at this desk: only reviewers see what is to be reviewed. */
export function myViews() {
  return Object.keys(VIEWS).filter((view) => view !== 'learning' || state.me?.may_review);
}

/** Whether the conversation's owner is the person at this desk. */
export function isMine(row) {
  return row.owner === 'agent' && row.agent === state.me?.username;
}

/** The name of the colleague who owns the conversation. */
export function ownerName(row) {
  return row.agent_name || row.agent || '';
}
