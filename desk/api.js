/** The desk's JSON API. A request that meets an expired session waits for the login and is then made again. */

import { learnServerTime } from './time.js';
import { ERRORS } from './vocabulary.js';

const TIMEOUT_MS = 20000;

/** What the server refused, or that it was not reached (status 0, code "offline"). */
class ApiError extends Error {
  constructor(status, code, detail) {
    super(ERRORS[code] ?? (status >= 500 ? ERRORS.server : ERRORS.invalid));
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
  let response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(TIMEOUT_MS),
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

export const login = (username, password) => request('POST', '/login', { username, password }, false);
export const logout = () => request('POST', '/logout', undefined, false);
export const me = () => request('GET', '/me', undefined, false);

/** Conversations by owner ("queue", "agent", "bot"), or the person's own. */
export const conversations = (query) => get(`/conversations?${new URLSearchParams(query)}`);
export const conversation = (id, after = 0) => get(`/conversations/${part(id)}?after=${after}`);
/** verb: take, return or close. */
export const change = (id, verb) => post(`/conversations/${part(id)}/${verb}`);
/** kind: reply or note. */
export const write = (id, kind, text) => post(`/conversations/${part(id)}/${kind}`, { text });
export const attachmentUrl = (id, attachment) => `/api/conversations/${part(id)}/attachments/${part(attachment)}`;

export const openCases = () => get('/cases?open=true');
export const casesOf = (phone) => get(`/cases?phone=${part(phone)}`);
export const caseOf = (number) => get(`/cases/${part(number)}`);
/** verb: move, contacted, note, arrived or solve, with the body it takes. */
export const work = (number, verb, body) => post(`/cases/${part(number)}/${verb}`, body);

export const tasks = () => get('/tasks');
export const taskDone = (id) => post(`/tasks/${id}/done`);
