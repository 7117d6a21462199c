/** The desk's JSON API. A request that meets an expired session waits for the login and is then made again. */

import { learnServerTime } from './time.js';
import { ERRORS } from './vocabulary.js';

const TIMEOUT_MS = 20000;
const UPLOAD_TIMEOUT_MS = 120000;

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

export const login = (username, password) => request('POST', '/login', { username, password }, false);
export const logout = () => request('POST', '/logout', undefined, false);
export const me = () => request('GET', '/me', undefined, false);

/** Conversations by owner ("queue", "agent", "bot"), or the person's own. */
export const conversations = (query) => get(`/conversations?${new URLSearchParams(query)}`);
export const conversation = (id, after = 0) => get(`/conversations/${part(id)}?after=${after}`);
/** verb: take, return or close. */
export const change = (id, verb) => post(`/conversations/${part(id)}/${verb}`);
/** kind: reply, with text, attachments, by and key; or note, with text and key. */
export const write = (id, kind, body) => post(`/conversations/${part(id)}/${kind}`, body);
/** A picture to be named in a reply's attachments. */
export function upload(id, file) {
  const form = new FormData();
  form.append('file', file);
  return post(`/conversations/${part(id)}/attachments`, form);
}
export const attachmentUrl = (id, attachment) => `/api/conversations/${part(id)}/attachments/${part(attachment)}`;

export const openCases = () => get('/cases?open=true');
export const casesOf = (phone) => get(`/cases?phone=${part(phone)}`);
export const caseOf = (number) => get(`/cases/${part(number)}`);
/** verb: move, contacted, note, arrived or solve, with the body it takes. */
export const work = (number, verb, body) => post(`/cases/${part(number)}/${verb}`, body);

/** What waits for a reviewer, and every intent it can have. */
export const learning = () => get('/learning');
export const intents = () => get('/learning/intents');
/** verb: label, reject or undo. */
export const review = (id, verb, body) => post(`/learning/${id}/${verb}`, body);
export const suggestIntent = (conversation, message, intent) => post('/learning/suggest', { conversation, message, intent });

export const tasks = () => get('/tasks');
export const taskDone = (id) => post(`/tasks/${id}/done`);
