/** The desk's JSON API. A request that meets an expired session waits for the login and is then made again. */

import { learnServerTime } from './time.js';
import { ERRORS, FIELD_ERRORS } from './vocabulary.js';

const TIMEOUT_MS = 20000;
const UPLOAD_TIMEOUT_MS = 120000;
const REVIEWED_AT_ONCE = 50;
/** The most visits, and the most engineers, that the board shows of a day. */
export const MOST_OF_A_DAY = 1000;

/** What the server refused, or that it was not reached (status 0, code "offline"). */
class ApiError extends Error {
  constructor(status, code, detail) {
    const field = /^(?:body\.)?(\w+):/.exec(detail)?.[1];
    const known = code === 'invalid' ? FIELD_ERRORS[field] : undefined;
    super(known ?? ERRORS[code] ?? (status >= 500 ? ERRORS.server : ERRORS.invalid));
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

let logInAgain = null;

/** Registers what brings the person back when the session has expired; it returns a promise. */
export function onExpired(handler) {
  logInAgain = handler;
}

async function request(method, path, body, again = true) {
  const upload = body instanceof FormData;
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body && !upload ? { 'Content-Type': 'application/json' } : {},
      body: body && !upload ? JSON.stringify(body) : body,
      signal: AbortSignal.timeout(upload ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS),
      cache: 'no-store',
    });
  } catch {
    throw new ApiError(0, 'offline', '');
  }
  learnServerTime(response.headers.get('date'));
  if (response.status === 204) return null;
  const data = await response.json().catch(() => null);
  if (response.ok) return data;
  const detail = typeof data?.detail === 'string' ? data.detail : '';
  const error = new ApiError(response.status, data?.code ?? (response.status === 422 ? 'invalid' : ''), detail);
  if (error.code === 'not_logged_in' && again && logInAgain) {
    await logInAgain();
    return request(method, path, body, again);
  }
  throw error;
}

const get = (path) => request('GET', path);
const post = (path, body) => request('POST', path, body);
const part = encodeURIComponent;

/** The most rows the desk shows of a list; the server gives as many in a page. */
export const LIMIT = 200;

/** The rows of a list, page after page, up to as many as wanted. */
async function rows(path, query = {}, most = LIMIT) {
  const found = [];
  for (let cursor = query.cursor ?? ''; ; ) {
    const asked = new URLSearchParams({ ...query, limit: Math.min(LIMIT, most - found.length), cursor });
    const page = await get(`${path}?${asked}`);
    found.push(...page.items);
    if (!page.next || found.length >= most) return found;
    cursor = page.next;
  }
}

export const login = (username, password, code) => request('POST', '/login', { username, password, code }, false);
export const logout = () => request('POST', '/logout', undefined, false);
/** Whether the product is held since a restore from a backup. */
export const restore = () => get('/restore');
export const me = () => request('GET', '/me', undefined, false);

/** With the token of a one-time link. */
export const setPassword = (token, password) => request('POST', '/password', { token, password }, false);
export const changePassword = (current, password) => request('POST', '/me/password', { current, password }, false);
export const beginSecondFactor = (password, code) => request('POST', '/me/second-factor', { password, code }, false);
export const confirmSecondFactor = (code) => request('POST', '/me/second-factor/confirm', { code }, false);
/** The person's log-ins that have not ended. */
export const sessions = () => rows('/me/sessions');
export const endSession = (id) => post(`/me/sessions/${part(id)}/end`);
export const endSessions = () => post('/me/sessions/end');

/** Conversations by owner ("queue", "agent", "bot"), or the person's own. */
export const conversations = (query) => rows('/conversations', query);
/** A conversation with all messages after this one. */
export async function conversation(id, after = 0) {
  const { messages_next: next, ...row } = await get(`/conversations/${part(id)}?after=${after}&limit=${LIMIT}`);
  if (next) row.messages.push(...(await rows(`/conversations/${part(id)}/messages`, { after, cursor: next }, Infinity)));
  return row;
}
/** verb: take, return or close. */
export const change = (id, verb) => post(`/conversations/${part(id)}/${verb}`);
/** kind: reply, with text, attachments, answer_in and key; or note, with text and key. */
export const write = (id, kind, body) => post(`/conversations/${part(id)}/${kind}`, body);
/** A picture to be named in a reply's attachments. */
export function upload(id, file) {
  const form = new FormData();
  form.append('file', file);
  return post(`/conversations/${part(id)}/attachments`, form);
}
export const attachmentUrl = (id, attachment) => `/api/conversations/${part(id)}/attachments/${part(attachment)}`;

export const openCases = () => rows('/cases', { open: true });
export const casesOf = (phone) => rows('/cases', { phone });
export const casesWith = (words) => rows('/cases', { words });
export const caseOf = (number) => get(`/cases/${part(number)}`);
/** verb: move, contacted, note, arrived, solve, owner, links, merge, consent, notes/…/hide, promised, kept, remote, remote/end, service, point or plans, with its body. */
export const work = (number, verb, body) => post(`/cases/${part(number)}/${verb}`, body);

/** What nobody has yet, and everybody rung for a case. */
export const alarms = () => rows('/alarms');
export const pagesOf = (number) => rows('/pages', { case: number });
export const page = (number, body) => post(`/cases/${part(number)}/pages`, body);
export const answerPage = (id, body) => post(`/pages/${id}/answer`, body);
/** Who is on duty now. */
export const roster = () => rows('/roster');

/** A case for somebody who came otherwise than by a channel. */
export const servicePoints = () => rows('/service-points');
export const plansOf = (number) => get(`/cases/${part(number)}/plans`);
export const planStep = (id, body) => post(`/plan-runs/${id}/steps`, body);
export const planEnd = (id, body) => post(`/plan-runs/${id}/end`, body);
export const papersOf = (number) => rows('/papers', { case: number });
/** A paper that came in, with the picture of it. */
export function keepPaper(told, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(told)) form.append(name, value);
  form.append('file', file);
  return post('/papers', form);
}

export const fileCase = (body) => post('/cases', body);
/** What is put right in a case, field by field. */
export const editCase = (number, body) => request('PATCH', `/cases/${part(number)}`, body);

/** Cases that somebody is to be sent for, what is due first first. */
export const toPlan = () => rows('/dispatch/to-plan');
/** Those who go to customers, and what of a day of theirs is free. */
export const engineersOn = (date) => rows('/dispatch/engineers', { date }, MOST_OF_A_DAY);
/** The visits of a day. */
export const visitsOn = (date) => rows('/dispatch', { date }, MOST_OF_A_DAY);
/** query: from, to, exact where that is the window itself, instead where a visit is to be moved. */
export const candidates = (number, query) => rows(`/cases/${part(number)}/candidates`, query);
export const planVisit = (number, body) => post(`/cases/${part(number)}/visits`, body);
export const moveVisit = (id, body) => post(`/visits/${part(id)}/move`, body);
export const cancelVisit = (id, body) => post(`/visits/${part(id)}/cancel`, body);
/** What was clear before a visit: item and answer. */
export const prepareVisit = (id, body) => post(`/visits/${part(id)}/ready`, body);
export const documentOf = (id) => get(`/documents/${part(id)}`);

/** The first of what waits for a reviewer, and every intent it can have. */
export const learning = () => rows('/learning', {}, REVIEWED_AT_ONCE);
export const intents = () => rows('/learning/intents', {}, Infinity);
/** verb: label, reject or undo. */
export const review = (id, verb, body) => post(`/learning/${id}/${verb}`, body);
export const suggestIntent = (conversation, message, intent) => post('/learning/suggest', { conversation, message, intent });

export const tasks = () => rows('/tasks');
export const taskDone = (id) => post(`/tasks/${id}/done`);
