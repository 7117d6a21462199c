/** Small helpers to build elements. Text always goes in as text nodes, never as markup. */

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element; `on` holds listeners, other entries become attributes (false and null are left out). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Refers to one of the symbols drawn in page.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Text that only screen readers meet. */
export function spoken(text) {
  return el('span', { class: 'spoken' }, text);
}

/** True where a physical keyboard is likely, so moving focus to the text box does not pop up a soft one. */
export function hasFinePointer() {
  return matchMedia('(pointer: fine)').matches;
}
