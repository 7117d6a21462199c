/** The channels on which the customer of the open conversation can be answered, and the one the agent has chosen. */

import { WAYS } from './channel-words.js';
import { open } from './conversation.js';
import { el, show } from './dom.js';
import { icon } from './icons.js';
import { channelIcon, channelName } from './display-names.js';
import { reasonWords } from './delivery-reasons.js';
import { when } from './time.js';

const MOMENTARY = new Set(['web', 'voice']);
const chosen = new Map();

/** How many messages the agent may send there; null when it is not limited. */
function free(way) {
  return way.left === null ? null : Math.max(0, way.left - way.reserve);
}

/** Whether words would reach the customer there now. */
export function reaches(way) {
  return way.reaches && !way.colleague && free(way) !== 0;
}

/** The way the next answer goes; undefined while none is known. */
export function wayOf({ id, row }) {
  const ways = row?.ways ?? [];
  return ways.find((way) => way.conversation_id === chosen.get(id)) ?? ways[0];
}

/** What the agent has to know of a way before writing: words, and how loud they are. */
export function hintOf(way) {
  const left = free(way);
  if (way.colleague) return { words: WAYS.busy(way.colleague), tone: 'bad' };
  if (way.why_not === 'call_over') return { words: WAYS.callOver, tone: 'bad' };
  if (way.why_not) return { words: WAYS.held(reasonWords(way.why_not)), tone: 'held' };
  if (left === 0) return { words: whyNone(way), tone: 'held' };
  if (left === 1) return { words: way.reserve ? WAYS.lastButSurvey : WAYS.last, tone: 'near' };
  if (left !== null) return { words: WAYS.until(when(way.until)), tone: '' };
  if (!way.reaches && MOMENTARY.has(way.channel)) return { words: WAYS.away, tone: 'near' };
  return { words: '', tone: '' };
}

function whyNone(way) {
  if (way.left > 0) return WAYS.kept;
  if (way.until) return WAYS.usedUp;
  return [WAYS.closed, way.last_customer_at && WAYS.lastSeen(when(way.last_customer_at))].filter(Boolean).join(' ');
}

/** The line of the composer that shows and changes the way; `changed` is called when the agent has chosen another. */
export function makeWays(changed) {
  const sign = el('span', { class: 'way-sign' });
  const list = el('select', {
    class: 'way-list',
    'aria-label': WAYS.choose,
    on: {
      change: () => {
        chosen.set(open.id, list.value);
        changed();
      },
    },
  });
  const left = el('span', { class: 'way-left' });
  const node = el('div', { class: 'ways' }, el('span', { class: 'quiet' }, WAYS.by), sign, list, left);
  const warning = el('p', { class: 'way-warning', role: 'status' });

  function paint() {
    const ways = open.row?.ways ?? [];
    const way = wayOf(open);
    node.hidden = !way;
    if (!way) return;
    show(sign, way.channel, () => [icon(channelIcon(way.channel))]);
    sign.className = `way-sign ${way.channel}`;
    show(list, [ways, way.conversation_id], () => ways.map(optionOf));
    list.value = way.conversation_id;
    list.disabled = ways.length < 2;
    const { words, tone } = way === ways[0] && !hintOf(way).words ? insteadOf(way, ways) : hintOf(way);
    left.textContent = tone ? '' : words;
    warning.textContent = tone ? words : '';
    warning.className = `way-warning ${tone}`;
  }
  return {
    node,
    warning,
    paint,
    focus: () => list.focus(),
    choose(way) {
      chosen.set(open.id, way.conversation_id);
      changed();
    },
  };
}

/** The customer last wrote elsewhere, where no answer gets through. */
function insteadOf(way, ways) {
  const last = ways.reduce((a, b) => ((b.last_customer_at ?? '') > (a.last_customer_at ?? '') ? b : a));
  if (last === way || last.channel === 'voice' || reaches(last)) return { words: '', tone: '' };
  return { words: WAYS.instead(channelName(last), channelName(way)), tone: 'near' };
}

function optionOf(way) {
  const told = stateOf(way);
  return el('option', { value: way.conversation_id }, told ? `${channelName(way)} · ${told}` : channelName(way));
}

function stateOf(way) {
  const left = free(way);
  if (way.colleague) return WAYS.option.busy(way.colleague);
  if (way.why_not || left === 0) return WAYS.option.held;
  if (left !== null) return WAYS.option.left(left);
  return way.reaches ? '' : WAYS.option.away;
}
