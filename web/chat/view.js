/** The log: keeps its elements in step with the conversation. */

import { bubble } from './bubble.js';
import { needsSeparator, timeLabel } from './clock.js';
import { el } from './dom.js';

export class LogView {
  #log;
  #conversation;
  #surroundings;
  #rows = new Map();
  #drawing = false;

  /** `surroundings` is what bubbles need: {api, names, onButton, onRetry}. */
  constructor(log, conversation, surroundings) {
    this.#log = log;
    this.#conversation = conversation;
    this.#surroundings = surroundings;
    this.onDrawn = () => {};
    conversation.addEventListener('lines', () => this.redraw());
  }

  /** Element of the newest line, or null. */
  get lastRow() {
    return this.#log.lastElementChild;
  }

  /** Draws soon, once for any number of calls in a row. */
  redraw() {
    if (this.#drawing) return;
    this.#drawing = true;
    // A replayed history arrives as a burst: draw it once. Frames do not run in hidden tabs, microtasks do.
    queueMicrotask(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  #draw() {
    const lines = this.#conversation.lines;
    const fresh = [];
    const wanted = [];
    describe(lines).forEach(({ line, separator, state }) => {
      if (separator) wanted.push(this.#separator(line));
      let row = this.#rows.get(line.key);
      if (!row) {
        row = bubble(line, this.#surroundings);
        this.#rows.set(line.key, row);
        fresh.push(line);
      }
      row.update(state);
      wanted.push(row.node);
    });
    this.#arrange(wanted);
    this.onDrawn(fresh);
  }

  #separator(line) {
    const key = `time-${line.key}`;
    let row = this.#rows.get(key);
    if (!row) {
      row = { node: el('div', { class: 'row row-time' }) };
      this.#rows.set(key, row);
    }
    row.node.textContent = timeLabel(line.at);
    return row.node;
  }

  /** Moves only what is out of place, so that screen readers and focus are left in peace. */
  #arrange(wanted) {
    let cursor = this.#log.firstElementChild;
    for (const node of wanted) {
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.#log.insertBefore(node, cursor);
    }
    while (cursor) {
      const next = cursor.nextElementSibling;
      cursor.remove();
      cursor = next;
    }
  }
}

/** What each line's element must know about its neighbours. */
function describe(lines) {
  const newestOwn = lines.findLast((line) => line.kind === 'own');
  const newestButtons = lines.findLast((line) => line.buttons?.length > 0);
  let reply = null;
  const described = [];
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    const previous = lines[index - 1] ?? null;
    const separator = needsSeparator(previous?.at ?? null, line.at);
    described.unshift({
      line,
      separator,
      state: {
        first: separator || !previous || previous.kind !== line.kind || previous.name !== line.name,
        newest: line === newestOwn,
        live: line === newestButtons && reply === null,
        chosen: reply,
      },
    });
    if (line.kind === 'own') reply = line.text;
  }
  return described;
}
