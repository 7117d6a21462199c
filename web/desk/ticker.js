/** One clock for everything on the page that counts: no timer per row. */

const painters = new WeakMap();

/** Paints the node now and every second while it is on the page. */
export function ticking(node, paint) {
  painters.set(node, paint);
  node.dataset.tick = '';
  paint(node);
  return node;
}

/** Sets text only when it differs, so that nothing is laid out again in vain. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function startTicker() {
  setInterval(() => {
    if (document.hidden) return;
    for (const node of document.querySelectorAll('[data-tick]')) painters.get(node)?.(node);
  }, 1000);
}
