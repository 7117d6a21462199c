/** A column of bubbles that stays at its end. */

import { fileUrl } from './api.js';
import { el } from './dom.js';

export class Thread {
  #typing = el('div', { class: 'line line-in', hidden: true }, el('div', { class: 'bubble dots' }, el('i'), el('i'), el('i')));

  constructor(label) {
    this.lines = el('div', { class: 'lines', role: 'log', 'aria-label': label });
    this.node = el('div', { class: 'thread', tabindex: '0' }, this.lines, this.#typing);
  }

  clear() {
    this.lines.replaceChildren();
    this.typing(false);
  }

  /** `own`: by the person with the phone; `foot` stands below the bubble, `beside` next to it. Returns the line. */
  bubble(own, content, { foot = null, avatar = null, beside = null } = {}) {
    const line = el(
      'div',
      { class: `line ${own ? 'line-out' : 'line-in'}` },
      avatar,
      el('div', { class: 'line-body' }, el('div', { class: 'bubble' }, ...[content].flat()), foot),
      beside,
    );
    return this.#add(line);
  }

  picture(own, name, options = {}) {
    const line = this.bubble(own, el('img', { src: fileUrl(name), alt: '' }), options);
    line.classList.add('line-picture');
    line.querySelector('img').addEventListener('load', () => this.#toEnd());
    return line;
  }

  note(text, strong = false) {
    return this.#add(el('p', { class: `note ${strong ? 'note-strong' : ''}` }, text));
  }

  typing(on) {
    this.#typing.hidden = !on;
    this.#toEnd();
  }

  #add(line) {
    this.lines.append(line);
    this.#toEnd();
    return line;
  }

  #toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }
}
