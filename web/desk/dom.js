/** Small helpers to build and patch elements. Text always goes in as text nodes, never as markup. */

/** Makes an element; `on` holds listeners, other entries become attributes (false, null and undefined are left out). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A button that never submits a form by accident. */
export function button(label, listener, attributes = {}) {
  return el('button', { type: 'button', class: 'button', ...attributes, on: { click: listener } }, label);
}

const signs = new WeakMap();

/**
 * Makes the parent's children show `rows`, one child a row, found again by key.
 * A child whose row did not change is left alone, so focus, scroll and selections survive a refresh.
 */
export function patch(parent, rows, { key, sign = JSON.stringify, make, fill }) {
  const wanted = new Set(rows.map((row) => String(key(row))));
  const have = new Map();
  let orphan = -1;
  for (const [index, child] of [...parent.children].entries()) {
    if (wanted.has(child.dataset.key)) {
      have.set(child.dataset.key, child);
    } else {
      if (child.contains(document.activeElement)) orphan = index;
      child.remove();
    }
  }
  let at = parent.firstElementChild;
  for (const row of rows) {
    const id = String(key(row));
    const node = have.get(id) ?? make(row);
    node.dataset.key = id;
    const signed = sign(row);
    if (signs.get(node) !== signed) {
      fill(node, row);
      signs.set(node, signed);
    }
    if (node === at) at = at.nextElementSibling;
    else insert(parent, node, at);
  }
  if (orphan >= 0) {
    const heir = parent.children[Math.min(orphan, parent.children.length - 1)];
    heir?.querySelector('a, button')?.focus();
  }
}

function insert(parent, node, before) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(node, before);
  focused?.focus({ preventScroll: true });
}

/** Builds the node's children anew, only when what they show has changed. */
export function show(node, data, build) {
  const signed = JSON.stringify(data) ?? '';
  if (signs.get(node) === signed) return;
  signs.set(node, signed);
  const children = build();
  node.replaceChildren(...[children].flat(2).filter((child) => child));
}
