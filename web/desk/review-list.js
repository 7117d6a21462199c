/** Rows of messages to review. */

import { el } from './dom.js';
import { channelName } from './display-names.js';
import { REASONS, REVIEW } from './review-words.js';
import { when } from './time.js';

export function paintReview(link, row) {
  link.append(
    el('div', { class: 'review-row-text' }, row.text),
    el(
      'div',
      { class: 'row-tags' },
      el('span', { class: `tag reason ${row.reason}` }, REASONS[row.reason] ?? row.reason),
      row.times > 1 && el('span', { class: 'tag' }, REVIEW.times(row.times)),
      el('span', { class: 'row-time', title: channelName(row) }, when(row.created_at)),
    ),
  );
}
