/**
 * Sends the visitor's messages one after another, in the order written, until the gateway has each of them.
 * One that the gateway does not take holds the later ones back only while it is tried: they may tell of danger.
 */

import { delayFor, Pause } from './backoff.js';
import { keys, read, remove, write } from './storage.js';

const ATTEMPTS_BEFORE_FAILED = 5;
const ATTEMPTS_AT_A_BREAKDOWN = 3; // the gateway is there and breaks at this message: the next may fare better
const LONGEST_WAIT_SECONDS = 60;
// After a reload only fresh messages go out by themselves; an old one waits for the visitor's tap.
const RESEND_BY_ITSELF_MS = 5 * 60 * 1000;
const UNSENT = 'unsent.';
// What is told of a line that was not taken, by the code or the status of the answer; of all others that it failed.
const TROUBLES = { picture_unfit: 'pictureWrongType', 413: 'noRoom', 429: 'tooFast' };

export class Outbox {
  #api;
  #conversation;
  #queue = [];
  #failed = [];
  #busy = false;
  #pause = new Pause();
  #again = null;

  constructor(api, conversation) {
    this.#api = api;
    this.#conversation = conversation;
  }

  /** Puts a message on screen and sends it; `draft` is {text, payload?, pictures?}. */
  add(draft) {
    const line = this.#conversation.addOwn({ messageId: newId(), ...draft });
    remember(line);
    this.#queue.push(line);
    this.#pump();
  }

  /** Brings back what a closed or reloaded page had not got through. */
  restore() {
    const kept = keys(UNSENT).map((key) => read(key)).filter(Boolean).map((text) => JSON.parse(text))
      .sort((one, other) => one.at - other.at);
    for (const draft of kept) {
      const fresh = Date.now() - draft.at < RESEND_BY_ITSELF_MS;
      const line = this.#conversation.addOwn({ ...draft, status: fresh ? 'sending' : 'failed' });
      (fresh ? this.#queue : this.#failed).push(line);
    }
    this.#pump();
  }

  /** The visitor asks again: everything that failed goes back, oldest first. */
  retry() {
    this.#queue = [...this.#failed.splice(0), ...this.#queue];
    this.#queue.forEach((line) => this.#conversation.setStatus(line, 'sending'));
    this.#pause.wake();
    this.#pump();
  }

  /** The line to the gateway is back. */
  wake() {
    if (this.#failed.some((line) => !line.rejected)) {
      this.#queue = [...this.#failed.filter((line) => !line.rejected), ...this.#queue];
      this.#failed = this.#failed.filter((line) => line.rejected);
      this.#queue.forEach((line) => this.#conversation.setStatus(line, 'sending'));
    }
    this.#pause.wake();
    this.#pump();
  }

  async #pump() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#queue.length > 0) {
      const line = this.#queue[0];
      const error = await this.#deliver(line);
      if (error && isAway(error)) {
        // Later messages must not overtake this one.
        const waiting = this.#queue.splice(0);
        this.#failed.push(...waiting);
        waiting.forEach((other) => this.#conversation.setStatus(other, 'failed'));
      } else {
        this.#queue = this.#queue.filter((other) => other !== line);
        if (error) this.#setAside(line, error);
      }
    }
    this.#busy = false;
  }

  /** The line waits for the visitor, for the line to the gateway to come back, or for the time it was told to. */
  #setAside(line, error) {
    line.rejected = !error.retryable;
    this.#failed.push(line);
    this.#conversation.setStatus(line, 'failed', TROUBLES[error.code] ?? TROUBLES[error.status]);
    if (error.status !== 429) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.wake(), 1000 * Math.min(error.waitSeconds || Infinity, LONGEST_WAIT_SECONDS));
  }

  /** Null when the gateway has the line, else why it has not. */
  async #deliver(line) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // The stream may have shown the message as stored although its receipt was lost.
        const receipt = line.status === 'sent' ? { messages: [] } : await this.#post(line);
        remove(UNSENT + line.messageId);
        this.#conversation.accept(line, receipt.messages ?? []);
        return null;
      } catch (error) {
        const attempts = isAway(error) ? ATTEMPTS_BEFORE_FAILED : ATTEMPTS_AT_A_BREAKDOWN;
        if (!error.retryable || error.status === 429 || attempt >= attempts) return error;
      }
      await this.#pause.wait(delayFor(attempt));
    }
  }

  async #post(line) {
    const uploaded = [];
    for (const picture of line.pictures) uploaded.push(await picture.upload(this.#api));
    const body = { message_id: line.messageId, text: line.text };
    if (line.payload) body.payload = line.payload;
    if (uploaded.length > 0) body.attachments = uploaded.map((attachment) => attachment.id);
    return this.#api.send(body);
  }
}

/** Whether the gateway takes nothing just now, from anybody. */
function isAway({ status }) {
  return [0, 408, 502, 503, 504].includes(status);
}

function remember(line) {
  // Pictures cannot be kept across a reload, and half a message would mislead.
  if (line.pictures.length > 0) return;
  const { messageId, text, payload, at } = line;
  write(UNSENT + messageId, JSON.stringify({ messageId, text, payload, at }));
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // randomUUID is missing on plain http, which a trial in an office network may use.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
