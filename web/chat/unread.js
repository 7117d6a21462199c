/** Counts what the visitor has not seen, for the tab title and for the button of the page around us. */

import { read, write } from './storage.js';
import { texts } from './strings.js';

/** True inside the widget's frame. */
export const embedded = window.parent !== window && new URLSearchParams(location.search).has('embed');

export class Unread {
  #conversation;
  #title = document.title;
  #open = !embedded;
  #told = 0;

  /** `onOpen()` runs when the surrounding page opens the panel. */
  constructor(conversation, onOpen) {
    this.#conversation = conversation;
    conversation.addEventListener('lines', () => this.#count());
    document.addEventListener('visibilitychange', () => this.#count());
    if (embedded) this.#listen(onOpen);
  }

  setTitle(title) {
    this.#title = title;
    this.#drawTitle();
  }

  #listen(onOpen) {
    document.documentElement.classList.add('embedded');
    addEventListener('message', (event) => {
      if (event.source !== window.parent || event.data?.source !== 'helpline-widget') return;
      this.#open = event.data.type === 'opened';
      this.#count();
      if (this.#open) onOpen();
    });
    document.getElementById('close').addEventListener('click', () => tell({ type: 'close' }));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) tell({ type: 'close' });
    });
    tell({ type: 'ready' });
  }

  #count() {
    const incoming = this.#conversation.lines.filter((line) => line.id && line.kind !== 'own');
    if (this.#open && !document.hidden) {
      if (incoming.length > 0) write('seen', String(incoming.at(-1).id));
      this.#report(0);
      return;
    }
    const seen = incoming.findLastIndex((line) => String(line.id) === read('seen'));
    this.#report(incoming.length - 1 - seen);
  }

  #report(count) {
    if (count === this.#told) return;
    this.#told = count;
    this.#drawTitle();
    if (embedded) tell({ type: 'unread', count });
  }

  #drawTitle() {
    document.title = (this.#told > 0 ? texts.unreadTitle(this.#told) : '') + this.#title;
  }
}

function tell(message) {
  // Any site may embed the chat; a count and a wish to close give nothing away.
  window.parent.postMessage({ source: 'helpline-chat', ...message }, '*');
}
