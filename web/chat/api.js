/** The gateway's chat endpoints and the visitor's session token. */

import { keys, read, remove, watch, write } from './storage.js';

const BASE = new URL('../', import.meta.url);
const TIMEOUT_MS = 25000;
const UPLOAD_TIMEOUT_MS = 120000;

/**
 * A request that did not succeed; `status` is 0 when no answer came at all, `waitSeconds` what it asks to wait, `code`
 * the name of what was refused.
 */
export class ApiError extends Error {
  constructor(status, waitSeconds = null, code = '') {
    super(status ? `HTTP ${status}` : 'network');
    this.status = status;
    this.waitSeconds = waitSeconds;
    this.code = code;
  }

  /** The same request may succeed later: no answer, server trouble, or too many requests. */
  get retryable() {
    return this.status === 0 || this.status >= 500 || this.status === 408 || this.status === 429;
  }
}

/** Fires "session" whenever the token changes, in this tab or another one. */
export class Api extends EventTarget {
  #opening = null;

  constructor() {
    super();
    this.token = read('token');
    watch('token', (token) => {
      if (token) this.#adopt(token);
    });
  }

  #adopt(token) {
    if (token === this.token) return;
    this.token = token;
    this.dispatchEvent(new Event('session'));
  }

  /** Drops a token the gateway refused, unless another tab has already replaced it. */
  refuse(token) {
    if (token !== this.token) return;
    const stored = read('token');
    if (stored && stored !== token) {
      this.#adopt(stored);
      return;
    }
    remove('token');
    this.#adopt(null);
  }

  /** Returns a token, opening a session when there is none. Concurrent callers share one request. */
  async ensureSession() {
    if (this.token) return this.token;
    this.#opening ??= this.#openSession().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openSession() {
    const answer = await this.#fetch('sessions', { method: 'POST' }, TIMEOUT_MS);
    const { token } = await answer.json();
    write('token', token);
    this.#adopt(token);
    return token;
  }

  /** Ends the session for good, here and at the gateway; nothing of it stays in this browser. */
  async leave() {
    const { token } = this;
    keys('').forEach(remove);
    if (!token) return;
    try {
      await this.#fetch('leave', withToken({ method: 'POST' }, token), TIMEOUT_MS);
    } catch (error) {
      if (error.status !== 401) throw error;
    }
  }

  async config() {
    const answer = await this.#fetch('config', {}, TIMEOUT_MS);
    return answer.json();
  }

  /** Stores one message. The same message_id may be sent any number of times. */
  async send(body) {
    const answer = await this.#authorized('messages?wait=0', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  async upload(blob, name) {
    const form = new FormData();
    form.append('file', blob, name);
    const answer = await this.#authorized('attachments', { method: 'POST', body: form }, UPLOAD_TIMEOUT_MS);
    return answer.json();
  }

  /** The bytes behind an attachment's url; the token is never sent to another host. */
  async blob(url) {
    const address = new URL(url, BASE);
    if (address.origin !== BASE.origin) throw new ApiError(400);
    const headers = { Authorization: `Bearer ${this.token}` };
    const answer = await this.#fetch(address, { headers }, UPLOAD_TIMEOUT_MS);
    return answer.blob();
  }

  /** Opens the event stream; the caller reads the body and owns the signal. */
  openStream(token, lastEventId, signal) {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' };
    if (lastEventId !== null) headers['Last-Event-ID'] = lastEventId;
    return fetch(new URL('stream', BASE), { headers, signal, cache: 'no-store' });
  }

  async #authorized(path, init, timeout = TIMEOUT_MS) {
    const attempt = async () => {
      const token = await this.ensureSession();
      try {
        return await this.#fetch(path, withToken(init, token), timeout);
      } catch (error) {
        if (error.status === 401) this.refuse(token);
        throw error;
      }
    };
    try {
      return await attempt();
    } catch (error) {
      if (error.status !== 401) throw error;
      return attempt();
    }
  }

  async #fetch(path, init, timeout) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeout);
    let answer;
    try {
      answer = await fetch(new URL(path, BASE), { ...init, signal: abort.signal });
    } catch {
      throw new ApiError(0);
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => null);
    throw new ApiError(answer.status, Number(answer.headers.get('Retry-After')), told?.code);
  }
}

function withToken(init, token) {
  return { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } };
}
