/** Message text as elements: line breaks and numbered steps kept, links and phone numbers tappable. */

import { el } from './dom.js';

const LINK = String.raw`https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+`;
const MOBILE = String.raw`1[3-9]\d(?:[ -]?\d{4}){2}`;
const SERVICE = String.raw`[48]00(?:[ -]?\d{3}[ -]?\d{4}|[ -]?\d{4}[ -]?\d{3})`;
const LANDLINE = String.raw`0\d{2,3}-\d{7,8}`;
// Digits or letters on either side mean a serial or order number, not a telephone. Such a whole word is matched and
// passed over, because Safari before 16.4 cannot look behind.
const WORD = String.raw`[A-Za-z0-9-]+`;
const PHONE = String.raw`(?:${MOBILE}|${SERVICE}|${LANDLINE})(?![A-Za-z0-9-])`;
const TAPPABLE = new RegExp(`(?<link>${LINK})|(?<phone>${PHONE})|${WORD}`, 'g');
const TRAILING = /[.,;:!?)\]]+$/;
const STEP = /^\s*(?:\d{1,2}(?:[、．)）]|\.(?!\d))|[（(]\d{1,2}[)）]|[①-⑳]|[-•·](?=\s))\s*/;

/** Elements for `text`, one per line. */
export function richText(text) {
  return text.replace(/\s+$/, '').split(/\r?\n/).map((line) => {
    const mark = STEP.exec(line);
    if (!mark) return el('div', { class: 'line' }, ...inline(line));
    return el(
      'div',
      { class: 'line step' },
      el('span', { class: 'step-mark' }, mark[0].trimStart()),
      ...inline(line.slice(mark[0].length)),
    );
  });
}

function inline(line) {
  const parts = [];
  let from = 0;
  for (const match of line.matchAll(TAPPABLE)) {
    if (!match.groups.link && !match.groups.phone) continue;
    const found = match.groups.link ? match[0].replace(TRAILING, '') : match[0];
    parts.push(line.slice(from, match.index), match.groups.link ? link(found) : phone(found));
    from = match.index + found.length;
  }
  parts.push(line.slice(from));
  return parts.filter((part) => part !== '');
}

function link(address) {
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, address);
}

function phone(number) {
  return el('a', { href: `tel:${number.replace(/[ -]/g, '')}`, class: 'phone' }, number);
}
