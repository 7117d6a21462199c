/** One line of the conversation as an element. */

import { el, icon, spoken } from './dom.js';
import { localThumbnail, storedThumbnail } from './pictures.js';
import { richText } from './richtext.js';
import { texts } from './strings.js';

/** Builds the element of a line and returns {node, update}; its content never changes, only its state does. */
export function bubble(line, surroundings) {
  if (line.kind === 'notice') return notice(line, surroundings);
  return line.kind === 'own' ? ownBubble(line, surroundings) : incomingBubble(line, surroundings);
}

function notice(line, { onButton }) {
  const buttons = buttonRow(line, onButton);
  const node = el(
    'div',
    { class: 'row row-notice' },
    el('div', { class: 'notice' }, spoken(`${texts.system}：`), ...richText(line.text)),
    buttons?.node,
  );
  return { node, update: ({ live, chosen }) => buttons?.update(live, chosen) };
}

function incomingBubble(line, { api, names, onButton }) {
  const agent = line.kind === 'agent';
  const role = agent ? texts.roleAgent : texts.roleBot;
  const nameLabel = el('span', { class: 'author-name' });
  const buttons = buttonRow(line, onButton);
  const node = el(
    'div',
    { class: `row row-${line.kind}` },
    avatar(agent, line.name),
    el(
      'div',
      { class: 'row-body' },
      author(nameLabel, role),
      line.text ? el('div', { class: 'bubble' }, ...richText(line.text)) : null,
      thumbnails(line.attachments.map((attachment) => storedThumbnail(attachment, api))),
      buttons?.node,
    ),
  );
  return {
    node,
    update({ first, live, chosen }) {
      node.classList.toggle('row-first', first);
      // The assistant's name may arrive after a replayed history.
      const name = (agent ? line.name : names.assistant) ?? '';
      nameLabel.textContent = name === role ? '' : name;
      buttons?.update(live, chosen);
    },
  };
}

function ownBubble(line, { api, onRetry }) {
  const shown = line.pictures.length > 0
    ? line.pictures.map((picture) => localThumbnail(picture))
    : line.attachments.map((attachment) => storedThumbnail(attachment, api));
  const status = el('div', { class: 'status' });
  const node = el(
    'div',
    { class: 'row row-own' },
    el(
      'div',
      { class: 'row-body' },
      spoken(`${texts.self}：`),
      thumbnails(shown),
      line.text ? el('div', { class: 'bubble' }, ...richText(line.text)) : null,
      status,
    ),
  );
  let drawn = null;
  return {
    node,
    update({ first, newest }) {
      node.classList.toggle('row-first', first);
      const next = `${line.status}${line.trouble}${newest}`;
      if (next === drawn) return;
      drawn = next;
      node.classList.toggle('row-failed', line.status === 'failed');
      status.replaceChildren(...statusOf(line, newest, onRetry));
    },
  };
}

function statusOf(line, newest, onRetry) {
  if (line.status === 'failed') {
    return [el('button', { type: 'button', class: 'retry', on: { click: onRetry } }, icon('retry'), texts[line.trouble])];
  }
  if (line.status === 'sending') return [icon('clock'), texts.sending];
  // Words under the newest message only; older ones keep the bare tick.
  return newest ? [icon('tick'), texts.sent] : [icon('tick'), spoken(texts.sent)];
}

function author(nameLabel, role) {
  return el('div', { class: 'author' }, nameLabel, el('span', { class: 'tag' }, role));
}

/** A round mark: the assistant's sign, or the first character of the agent's name. */
export function avatar(agent, name) {
  const sign = agent && name ? name.slice(0, 1) : icon(agent ? 'person' : 'assistant');
  return el('div', { class: `avatar ${agent ? 'avatar-agent' : 'avatar-bot'}`, 'aria-hidden': 'true' }, sign);
}

function thumbnails(nodes) {
  return nodes.length > 0 ? el('div', { class: 'thumbnails' }, ...nodes) : null;
}

function buttonRow(line, onButton) {
  if (!line.buttons?.length) return null;
  const nodes = line.buttons.map((button) => el(
    'button',
    { type: 'button', class: 'choice', on: { click: (event) => onButton(button, event) } },
    button.title,
  ));
  return {
    node: el('div', { class: 'choices' }, ...nodes),
    update(live, chosen) {
      nodes.forEach((node, index) => {
        node.disabled = !live;
        node.classList.toggle('choice-chosen', !live && line.buttons[index].title === chosen);
      });
    },
  };
}
