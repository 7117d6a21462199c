/** The conversation as this page knows it. Views read it and redraw on its events. */

import { instant } from './clock.js';

const TYPING_LASTS_MS = 30000;
const ANSWER_EXPECTED_MS = 10000;

/**
 * One list: lines the gateway has, in its order, then the visitor's own lines still under way.
 * Every line is listed once, however often the stream repeats it.
 * Fires "lines", "owner" and "typing".
 */
export class Conversation extends EventTarget {
  owner = { owner: 'bot', name: null, position: null };
  typing = false;
  #stored = [];
  #underWay = [];
  #seenIds = new Set();
  #own = new Map();
  #typingTimer = null;
  #epoch = 0;

  get lines() {
    return [...this.#stored, ...this.#underWay];
  }

  /** Takes in one event of the stream. */
  receive(type, data) {
    if (type === 'message') this.#addIncoming(data);
    else if (type === 'customer') this.#addEcho(data);
    else if (type === 'owner') this.#setOwner(data);
    else if (type === 'typing') this.#setTyping(Boolean(data.on), TYPING_LASTS_MS);
  }

  /** Adds a line the visitor has just written. */
  addOwn({ messageId, text, payload = null, pictures = [], status = 'sending', at = Date.now() }) {
    const line = {
      key: `own-${messageId}`, kind: 'own', messageId, text, payload, pictures, attachments: [], at, status,
      trouble: 'failed',
    };
    this.#own.set(messageId, line);
    this.#underWay.push(line);
    this.#changed('lines');
    return line;
  }

  /** `trouble` names the words for what failed. */
  setStatus(line, status, trouble = 'failed') {
    if (line.status === 'sent' || (line.status === status && line.trouble === trouble)) return;
    line.status = status;
    line.trouble = trouble;
    this.#changed('lines');
  }

  /** The gateway has stored the line, and these are the answers that came with its receipt, if any. */
  accept(line, answers) {
    this.#store(line);
    if (this.owner.owner === 'bot' && answers.length === 0 && this.#stored.at(-1) === line) {
      this.#setTyping(true, ANSWER_EXPECTED_MS);
    }
    answers.forEach((answer) => this.#addIncoming(answer));
  }

  /** The old session is gone: what is on screen stays, ids start anew. */
  beginSession(notice) {
    this.#epoch += 1;
    this.#seenIds.clear();
    if (this.#stored.length > 0) {
      this.#stored.push({ key: `notice-${this.#epoch}`, kind: 'notice', text: notice, at: Date.now() });
    }
    this.#setTyping(false);
    this.#setOwner({ owner: 'bot' });
    this.#changed('lines');
  }

  #addIncoming(message) {
    if (this.#seenIds.has(message.id)) return;
    this.#seenIds.add(message.id);
    this.#stored.push({
      key: `in-${this.#epoch}-${message.id}`,
      kind: message.author === 'system' ? 'notice' : message.author,
      id: message.id,
      name: message.author === 'agent' ? message.author_name || this.owner.name : null,
      text: message.text ?? '',
      buttons: message.buttons ?? [],
      attachments: message.attachments ?? [],
      at: instant(message.sent_at),
    });
    if (message.author !== 'system') this.#setTyping(false);
    this.#changed('lines');
  }

  #addEcho(data) {
    if (this.#seenIds.has(data.id)) return;
    this.#seenIds.add(data.id);
    let line = this.#own.get(data.message_id);
    if (!line) {
      line = { key: `own-${data.message_id}`, kind: 'own', messageId: data.message_id, pictures: [] };
      this.#own.set(data.message_id, line);
    }
    line.text = data.text ?? '';
    line.attachments = data.attachments ?? [];
    line.at = instant(data.sent_at);
    this.#store(line);
  }

  #store(line) {
    line.status = 'sent';
    this.#underWay = this.#underWay.filter((other) => other !== line);
    if (!this.#stored.includes(line)) this.#stored.push(line);
    this.#changed('lines');
  }

  #setOwner({ owner, name = null, position = null }) {
    this.owner = { owner, name, position };
    if (owner === 'queue') this.#setTyping(false);
    this.#changed('owner');
  }

  #setTyping(on, lasts = 0) {
    clearTimeout(this.#typingTimer);
    // A lost "off" must not leave the dots dancing for ever.
    if (on) this.#typingTimer = setTimeout(() => this.#setTyping(false), lasts);
    if (on === this.typing) return;
    this.typing = on;
    this.#changed('typing');
  }

  #changed(what) {
    this.dispatchEvent(new Event(what));
  }
}
