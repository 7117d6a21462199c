/** Sends the visitor's messages one after another, in the order written, until the gateway has each of them. */

import { delayFor, Pause } from './backoff.js';
import { keys, read, remove, write } from './storage.js';

const ATTEMPTS_BEFORE_FAILED = 5;
// After a reload only fresh messages go out by themselves; an old one waits for the visitor's tap.
const RESEND_BY_ITSELF_MS = 5 * 60 * 1000;
const UNSENT = 'unsent.';

export class Outbox {
  #api;
  #conversation;
  #queue = [];
  #failed = [];
  #busy = false;
  #pause = new Pause();

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
      const outcome = await this.#deliver(line);
      if (outcome === 'unreachable') {
        // Later messages must not overtake this one.
        this.#failed.push(...this.#queue.splice(0));
        this.#failed.forEach((waiting) => this.#conversation.setStatus(waiting, 'failed'));
      } else {
        this.#queue = this.#queue.filter((other) => other !== line);
        line.rejected = outcome === 'rejected';
        if (line.rejected) {
          this.#failed.push(line);
          this.#conversation.setStatus(line, 'failed');
        }
      }
    }
    this.#busy = false;
  }

  async #deliver(line) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        // The stream may have shown the message as stored although its receipt was lost.
        const receipt = line.status === 'sent' ? { messages: [] } : await this.#post(line);
        remove(UNSENT + line.messageId);
        this.#conversation.accept(line, receipt.messages ?? []);
        return 'stored';
      } catch (error) {
        if (error.retryable === false) return 'rejected';
        if (attempt >= ATTEMPTS_BEFORE_FAILED) return 'unreachable';
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
