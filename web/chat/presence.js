/** Who serves the visitor and whether the line holds: header, banner, connection bar, typing dots. */

import { avatar } from './bubble.js';
import { icon } from './dom.js';
import { texts } from './strings.js';

const JOINED_SHOWN_MS = 10000;
// Short breaks mend themselves before anybody needs to worry.
const BREAK_SHOWN_AFTER_MS = 1500;
const find = (id) => document.getElementById(id);

export class Presence {
  #conversation;
  #names;
  #bannerTimer = null;
  #breakTimer = null;
  #shownAgent = null;

  constructor(conversation, names) {
    this.#conversation = conversation;
    this.#names = names;
    conversation.addEventListener('owner', () => this.draw());
    conversation.addEventListener('typing', () => this.draw());
    this.draw();
  }

  /** Redraws from the conversation and the names in force. */
  draw() {
    const { owner, name, position } = this.#conversation.owner;
    const { typing } = this.#conversation;
    document.documentElement.dataset.owner = owner;
    find('title').textContent = owner === 'agent' && name ? name : this.#names.company;
    find('subtitle').textContent = typing ? texts.typing : subtitle(owner);
    find('header-avatar').replaceChildren(avatar(owner === 'agent', name));
    find('typing').hidden = !typing;
    find('typing-avatar').replaceChildren(avatar(owner === 'agent', name));
    this.#drawHandOff(owner);
    this.#drawBanner(owner, name, position);
  }

  #drawHandOff(owner) {
    const label = { bot: texts.handOff, queue: texts.handOffWaiting, agent: texts.handOffDone }[owner];
    find('hand-off-label').textContent = label ?? texts.handOff;
    // Stays reachable for screen readers, which hear the state from its label.
    find('hand-off').setAttribute('aria-disabled', String(owner !== 'bot'));
  }

  #drawBanner(owner, name, position) {
    const banner = find('banner');
    const joined = owner === 'agent' ? `agent ${name}` : null;
    if (joined !== null && joined === this.#shownAgent) return;
    this.#shownAgent = joined;
    clearTimeout(this.#bannerTimer);
    const [sign, text, hint] = bannerFor(owner, name, position);
    banner.hidden = text === null;
    if (text === null) return;
    find('banner-icon').replaceChildren(icon(sign));
    if (find('banner-text').textContent !== text) find('banner-text').textContent = text;
    find('banner-hint').textContent = hint;
    if (owner === 'agent') {
      this.#bannerTimer = setTimeout(() => {
        banner.hidden = true;
      }, JOINED_SHOWN_MS);
    }
  }

  /** Shows or hides the connection bar; `broken` means there is a session whose stream is down. */
  setConnection(broken) {
    const bar = find('connection');
    find('connection-text').textContent = navigator.onLine ? texts.reconnecting : texts.offline;
    clearTimeout(this.#breakTimer);
    if (!broken && navigator.onLine) {
      bar.hidden = true;
    } else if (bar.hidden) {
      this.#breakTimer = setTimeout(() => {
        bar.hidden = false;
      }, BREAK_SHOWN_AFTER_MS);
    }
  }
}

function subtitle(owner) {
  return { queue: texts.subtitleQueue, agent: texts.subtitleAgent }[owner] ?? texts.subtitleBot;
}

function bannerFor(owner, name, position) {
  if (owner === 'agent') return ['person', texts.agentJoined(name), ''];
  if (owner !== 'queue') return [null, null, null];
  return ['clock', queueText(position), texts.queueHint];
}

function queueText(position) {
  if (typeof position !== 'number') return texts.queueUnknown;
  return position > 0 ? texts.queueAhead(position) : texts.queueNext;
}
