/** Greeting and quick starts: a card on the first screen, a strip above the text box later. */

import { avatar } from './bubble.js';
import { el } from './dom.js';
import { richText } from './richtext.js';
import { texts } from './strings.js';

const find = (id) => document.getElementById(id);

export class QuickStarts {
  #conversation;
  #onPick;
  #wish = null;

  /** `onPick(text, event)` sends a quick start's text. */
  constructor(conversation, onPick) {
    this.#conversation = conversation;
    this.#onPick = onPick;
    conversation.addEventListener('lines', () => this.#show());
    conversation.addEventListener('owner', () => this.#show());
  }

  /** What the hand-off button says for the visitor. */
  get handOffText() {
    return this.#wish?.text || texts.handOff;
  }

  draw(config) {
    this.#wish = config.quick.find((item) => item.title === texts.handOff) ?? null;
    find('greeting-avatar').replaceChildren(avatar(false));
    find('greeting-name').textContent = config.assistant === texts.roleBot ? '' : config.assistant;
    find('greeting-text').replaceChildren(...richText(config.greeting));
    find('starts').replaceChildren(...config.quick.map((item) => this.#chip(item, 'start')));
    // The header has a hand-off button of its own, always in sight.
    const strip = config.quick.filter((item) => item !== this.#wish);
    find('strip').replaceChildren(...strip.map((item) => this.#chip(item, 'chip')));
    this.#show();
  }

  #chip(item, look) {
    return el(
      'button',
      { type: 'button', class: look, on: { click: (event) => this.#onPick(item.text || item.title, event) } },
      item.title,
    );
  }

  #show() {
    const started = this.#conversation.lines.length > 0;
    find('starts-card').hidden = started;
    find('strip').hidden = !started || this.#conversation.owner.owner !== 'bot';
  }
}
