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
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
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

export function button(label, onClick, attributes = {}, ...children) {
  return el(
    'button',
    { type: 'button', 'aria-label': label, title: label, on: { click: onClick }, ...attributes },
    ...(children.length > 0 ? children : [label]),
  );
}

/** A one-line form: `onSubmit` gets what was typed, which is then cleared. */
export function typeLine(placeholder, label, onSubmit) {
  const input = el('input', { type: 'text', placeholder, 'aria-label': placeholder, autocomplete: 'off' });
  const send = el('button', { type: 'submit', class: 'send' }, label);
  const form = el('form', { class: 'type-line' }, input, send);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = '';
    onSubmit(text);
  });
  return { form, input, send };
}

export function clock(at) {
  return new Date(at * 1000).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' });
}
