/** Thumbnails in the log and the full-size view. */

import { el, icon } from './dom.js';
import { texts } from './strings.js';

const lightbox = document.getElementById('lightbox');
const lightboxImage = document.getElementById('lightbox-image');

document.getElementById('lightbox-close').addEventListener('click', () => lightbox.close());
lightbox.addEventListener('click', (event) => {
  if (event.target !== lightboxImage) lightbox.close();
});

function enlarge(address, name) {
  lightboxImage.src = address;
  lightboxImage.alt = name;
  lightbox.showModal();
}

/** A thumbnail of a picture still in this page's hands. */
export function localThumbnail(picture) {
  const image = el('img', { src: picture.preview, alt: picture.name });
  return el('button', {
    type: 'button', class: 'thumbnail', 'aria-label': texts.pictureOpen(picture.name),
    on: { click: () => enlarge(picture.preview, picture.name) },
  }, image);
}

/** A thumbnail of a stored attachment, fetched with the token once it scrolls near. */
export function storedThumbnail(attachment, api) {
  if (!attachment.content_type?.startsWith('image/')) return fileLink(attachment, api);
  let address = null;
  const button = el('button', {
    type: 'button', class: 'thumbnail thumbnail-waiting', 'aria-label': texts.pictureLoading,
    on: { click: () => (address ? enlarge(address, attachment.name) : load()) },
  }, icon('picture'));

  async function load() {
    button.setAttribute('aria-label', texts.pictureLoading);
    try {
      address = URL.createObjectURL(await api.blob(attachment.url));
    } catch {
      button.classList.add('thumbnail-broken');
      button.setAttribute('aria-label', texts.pictureBroken);
      button.replaceChildren(icon('retry'), texts.pictureBroken);
      return;
    }
    button.classList.remove('thumbnail-waiting', 'thumbnail-broken');
    button.setAttribute('aria-label', texts.pictureOpen(attachment.name));
    button.replaceChildren(el('img', { src: address, alt: attachment.name }));
  }

  const nearby = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    nearby.disconnect();
    load();
  }, { rootMargin: '400px' });
  nearby.observe(button);
  return button;
}

function fileLink(attachment, api) {
  return el('button', {
    type: 'button', class: 'file',
    on: {
      async click() {
        const address = URL.createObjectURL(await api.blob(attachment.url));
        el('a', { href: address, download: attachment.name }).click();
        setTimeout(() => URL.revokeObjectURL(address), 60000);
      },
    },
  }, icon('file'), texts.fileOpen(attachment.name));
}
