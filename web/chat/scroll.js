/** Follows the newest message unless the visitor is reading further up. */

const NEAR_BOTTOM = 80;
const ROOM_ABOVE = 12;

export class Scroller {
  #box;
  #following = true;

  /** `content` is what grows inside `box`; `onFollow(true|false)` tells when following starts or stops. */
  constructor(box, content, onFollow) {
    this.#box = box;
    box.addEventListener('scroll', () => {
      const following = this.#distance() < NEAR_BOTTOM;
      if (following === this.#following) return;
      this.#following = following;
      onFollow(following);
    }, { passive: true });
    const observer = new ResizeObserver(() => {
      if (this.#following) this.#toBottom();
    });
    observer.observe(box);
    observer.observe(content);
  }

  get following() {
    return this.#following;
  }

  /** Shows the newest line; one taller than the box is shown from its beginning. */
  reveal(row) {
    this.#toBottom();
    if (row && row.offsetHeight > this.#box.clientHeight) {
      this.#box.scrollTop = row.offsetTop - this.#box.offsetTop - ROOM_ABOVE;
    }
  }

  /** Back to the end, at the visitor's wish. */
  follow() {
    this.#following = true;
    this.#toBottom();
  }

  #distance() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight;
  }

  #toBottom() {
    this.#box.scrollTop = this.#box.scrollHeight;
  }
}
