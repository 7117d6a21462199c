/** Pictures, recordings and films of a message. Files of other platforms are fetched after the message came. */

import * as api from './api.js';
import { MEDIA } from './channel-words.js';
import { el } from './dom.js';
import { icon } from './icons.js';

// What browsers play by themselves; recordings of WeChat (AMR, SILK) are not among it.
const PLAYED = new Set(['audio/mpeg', 'audio/wav', 'audio/mp4', 'audio/ogg', 'audio/webm']);

/** Whether the file may still come. */
export function isWaiting(attachment) {
  return stateOf(attachment) === 'waiting';
}

function stateOf({ status, content_type: type }) {
  return status ?? (type ? 'ready' : 'waiting');
}

/** An attachment as staff see, hear or download it. */
export function attachmentOf(conversation, attachment) {
  const state = stateOf(attachment);
  if (state !== 'ready') {
    const words = MEDIA[state] ?? MEDIA.waiting;
    return el('p', { class: `media-state ${state}` }, icon(state === 'lost' ? 'alert' : 'clock'), wordsOf(words, attachment));
  }
  const url = api.attachmentUrl(conversation, attachment.id);
  const type = attachment.content_type ?? 'image/';
  if (type.startsWith('image/')) return picture(url);
  if (type.startsWith('video/')) {
    return el('video', { class: 'film', src: url, controls: true, preload: 'metadata', 'aria-label': MEDIA.video });
  }
  if (PLAYED.has(type)) {
    return el('audio', { class: 'recording', src: url, controls: true, preload: 'none', 'aria-label': MEDIA.voice });
  }
  const recording = type.startsWith('audio/');
  return el(
    'a',
    { class: 'attachment', href: url, download: recording ? `${attachment.id}.${type.slice(6)}` : attachment.name },
    icon(recording ? 'voice' : 'download'),
    recording ? MEDIA.downloadVoice : MEDIA.file(attachment.name ?? attachment.id),
  );
}

/** While a file waits its name is the kind of message that brought it. */
function wordsOf(words, { name }) {
  return words[name] ?? words.other;
}

function picture(url) {
  const image = el('img', { class: 'picture', src: url, alt: MEDIA.picture, loading: 'lazy', width: 220, height: 165 });
  const frame = el('button', { type: 'button', class: 'picture-frame', on: { click: () => enlarge(url) } }, image);
  image.addEventListener('error', () => {
    frame.disabled = true;
    frame.replaceChildren(el('span', { class: 'picture-broken' }, MEDIA.brokenPicture));
  });
  return frame;
}

function enlarge(url) {
  const dialog = el(
    'dialog',
    { class: 'lightbox', on: { click: () => dialog.close(), close: () => dialog.remove() } },
    el('img', { src: url, alt: MEDIA.picture }),
  );
  document.body.append(dialog);
  dialog.showModal();
}
