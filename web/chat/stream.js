/** Keeps the event stream of the current session open, resuming where it broke off. */

import { delayFor, Pause } from './backoff.js';
import { EventParser } from './event_parser.js';

// The gateway sends a comment every 15 s; three missed ones mean that the line is dead.
const SILENCE_MS = 45000;
const STALE_ON_WAKE_MS = 20000;

/** Fires "event" ({type, data}) for each server event and "state" when `connected` changes. */
export class Stream extends EventTarget {
  connected = false;
  #api;
  #abort = null;
  #run = 0;
  #pause = new Pause();
  #lastEventId = null;
  #lastByteAt = 0;

  constructor(api) {
    super();
    this.#api = api;
    addEventListener('online', () => this.wake());
    addEventListener('pagehide', () => this.stop());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#start();
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.wake();
    });
  }

  /** Begins from the first event of the session: used for each new token. */
  restart() {
    this.#lastEventId = null;
    this.#start();
  }

  stop() {
    this.#run += 1;
    this.#abort?.abort();
    this.#pause.wake();
  }

  /** Tries at once instead of waiting out the delay, and replaces a line that went quiet while asleep. */
  wake() {
    if (this.connected && Date.now() - this.#lastByteAt > STALE_ON_WAKE_MS) this.#abort?.abort();
    this.#pause.wake();
  }

  #start() {
    this.stop();
    if (this.#api.token) this.#loop(this.#run, this.#api.token);
    else this.#setConnected(false);
  }

  async #loop(run, token) {
    let failures = 0;
    while (run === this.#run) {
      const startedAt = Date.now();
      const status = await this.#readOnce(run, token);
      if (run !== this.#run) return;
      this.#setConnected(false);
      if (status === 401) {
        this.#api.refuse(token);
        return;
      }
      // A line that held for a while was a good one: its end starts the delays anew.
      failures = Date.now() - startedAt > 10000 ? 0 : failures + 1;
      await this.#pause.wait(delayFor(failures));
    }
  }

  /** Reads until the line ends; returns the HTTP status, or 0 when there was none. */
  async #readOnce(run, token) {
    const abort = new AbortController();
    this.#abort = abort;
    this.#lastByteAt = Date.now();
    const watchdog = setInterval(() => {
      if (Date.now() - this.#lastByteAt > SILENCE_MS) abort.abort();
    }, 5000);
    let status = 0;
    try {
      const answer = await this.#api.openStream(token, this.#lastEventId, abort.signal);
      status = answer.status;
      if (!answer.ok) return status;
      this.#setConnected(true);
      const parser = new EventParser((event) => {
        if (run === this.#run) this.#deliver(event);
      });
      const decoder = new TextDecoder();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || run !== this.#run) return status;
        this.#lastByteAt = Date.now();
        parser.push(decoder.decode(value, { stream: true }));
      }
    } catch {
      return status;
    } finally {
      clearInterval(watchdog);
      abort.abort();
    }
  }

  #deliver({ type, data, id }) {
    let detail;
    try {
      detail = { type, data: JSON.parse(data) };
    } catch {
      return;
    }
    this.dispatchEvent(new CustomEvent('event', { detail }));
    // Only after it was taken in, so that a break in between repeats rather than loses it.
    if (id !== null) this.#lastEventId = id;
  }

  #setConnected(connected) {
    if (connected === this.connected) return;
    this.connected = connected;
    this.dispatchEvent(new Event('state'));
  }
}
