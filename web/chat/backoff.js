/** Waiting between attempts. */

const FIRST_MS = 800;
const LONGEST_MS = 20000;

/** Doubling delay with jitter, so that many pages do not come back in the same instant after an outage. */
export function delayFor(attempt) {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + Math.random() * (full / 2);
}

/** A pause that `wake()` can end early. */
export class Pause {
  #end = null;

  wait(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        this.#end = null;
        resolve();
      };
    });
  }

  wake() {
    this.#end?.();
  }
}
