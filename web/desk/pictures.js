/** Pictures an agent is about to send: chosen, dropped or pasted; each goes as a message of its own. */

import { MEDIA } from './channel-words.js';
import { button, el } from './dom.js';
import { icon } from './icons.js';
import { toast } from './toast.js';

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const LARGEST = 8 * 1024 * 1024;
const MOST = 9;

const waiting = new Map();

/** The pictures that wait in the composer of a conversation: file and url. */
export function picturesOf(conversation) {
  return waiting.get(conversation) ?? [];
}

/** Takes the pictures out, to be sent. */
export function takePictures(conversation) {
  const taken = picturesOf(conversation);
  waiting.delete(conversation);
  return taken;
}

/** The strip of thumbnails and the button; `changed` is called when a picture came or went. */
export function makePictures(conversation, changed) {
  const strip = el('ul', { class: 'composer-pictures' });
  const input = el('input', {
    type: 'file',
    accept: TYPES.join(','),
    multiple: true,
    hidden: true,
    on: {
      change: () => {
        add([...input.files]);
        input.value = '';
      },
    },
  });
  const add_ = el(
    'button',
    { type: 'button', class: 'button plain small', title: MEDIA.addHint, on: { click: () => input.click() } },
    icon('picture'),
    MEDIA.add,
  );

  function add(files) {
    const id = conversation();
    const held = [...picturesOf(id)];
    for (const file of files) {
      if (!TYPES.includes(file.type) || file.size > LARGEST) toast(MEDIA.refused(file.name), true);
      else if (held.length >= MOST) toast(MEDIA.tooMany(MOST), true);
      else held.push({ file, url: URL.createObjectURL(file) });
    }
    waiting.set(id, held);
    changed();
  }

  function remove(picture) {
    const id = conversation();
    URL.revokeObjectURL(picture.url);
    waiting.set(
      id,
      picturesOf(id).filter((other) => other !== picture),
    );
    changed();
  }

  return {
    strip,
    button: el('span', { class: 'composer-add' }, add_, input),
    paint() {
      strip.replaceChildren(
        ...picturesOf(conversation()).map((picture) =>
          el(
            'li',
            {},
            el('img', { src: picture.url, alt: picture.file.name }),
            button(icon('close'), () => remove(picture), {
              class: 'remove',
              title: MEDIA.remove(picture.file.name),
              'aria-label': MEDIA.remove(picture.file.name),
            }),
          ),
        ),
      );
    },
    /** Takes pictures out of a paste or a drop; true when there were any. */
    takeFrom(data) {
      const files = [...(data?.files ?? [])];
      if (files.length) add(files);
      return files.length > 0;
    },
  };
}
