/** Where the visitor writes: text box, pictures to send along, send button. */

import { el, hasFinePointer, icon } from './dom.js';
import { read, remove, write } from './storage.js';
import { texts } from './strings.js';
import { PictureRefused, preparePicture } from './upload.js';

const TEXT_LIMIT = 2000;
const COUNT_FROM = 1800;
const PICTURE_LIMIT = 6;
const TOAST_MS = 4000;
const find = (id) => document.getElementById(id);

export class Composer {
  #api;
  #onSend;
  #box = find('text');
  #pictures = [];
  #toastTimer = null;

  /** `onSend({text, pictures})` is called with something to send, never with nothing. */
  constructor(api, onSend) {
    this.#api = api;
    this.#onSend = onSend;
    this.#box.maxLength = TEXT_LIMIT;
    this.#box.value = read('draft') ?? '';
    this.#listenToText();
    this.#listenToPictures();
    this.#textChanged();
  }

  /** Puts the caret in the text box where that does not pop up a soft keyboard. */
  focusIfHandy() {
    if (hasFinePointer()) this.#box.focus();
  }

  #listenToText() {
    find('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#box.addEventListener('input', () => this.#textChanged());
    this.#box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      // This Enter belongs to the input method: it picks a candidate. Safari tells only by the key code.
      if (event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.#send();
    });
    // Tapping the button must not close the soft keyboard in the middle of a talk.
    find('send').addEventListener('mousedown', (event) => event.preventDefault());
  }

  #send() {
    const text = this.#box.value.trim();
    const pictures = this.#pictures.splice(0);
    if (!text && pictures.length === 0) return;
    this.#box.value = '';
    this.#textChanged();
    this.#drawTray();
    this.#onSend({ text, pictures });
  }

  #textChanged() {
    const { value } = this.#box;
    if (value) write('draft', value);
    else remove('draft');
    this.#box.style.height = 'auto';
    const borders = this.#box.offsetHeight - this.#box.clientHeight;
    this.#box.style.height = `${this.#box.scrollHeight + borders}px`;
    const counter = find('counter');
    counter.hidden = value.length < COUNT_FROM;
    counter.textContent = texts.tooLong(value.length, TEXT_LIMIT);
    this.#drawSend();
  }

  #drawSend() {
    find('send').disabled = this.#box.value.trim() === '' && this.#pictures.length === 0;
  }

  #listenToPictures() {
    const input = find('picture-input');
    find('picture').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.#take([...input.files]);
      input.value = '';
    });
    this.#box.addEventListener('paste', (event) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      this.#take(files);
    });
    this.#listenToDrops();
  }

  #listenToDrops() {
    const app = find('app');
    const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');
    const leave = () => app.classList.remove('app-drop');
    app.addEventListener('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      app.classList.add('app-drop');
    });
    app.addEventListener('dragleave', (event) => {
      if (!app.contains(event.relatedTarget)) leave();
    });
    app.addEventListener('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      leave();
      this.#take([...event.dataTransfer.files]);
    });
  }

  async #take(files) {
    for (const file of files) {
      if (this.#pictures.length >= PICTURE_LIMIT) {
        this.toast(texts.pictureTooMany(PICTURE_LIMIT));
        break;
      }
      try {
        const picture = await preparePicture(file);
        this.#pictures.push(picture);
        // Uploading while the visitor still writes; the outbox tries again should this fail.
        picture.upload(this.#api).catch(() => {});
      } catch (error) {
        if (!(error instanceof PictureRefused)) throw error;
        this.toast(error.reason === 'type' ? texts.pictureWrongType : texts.pictureTooBig);
      }
      this.#drawTray();
    }
    this.focusIfHandy();
  }

  #drawTray() {
    const tray = find('tray');
    tray.hidden = this.#pictures.length === 0;
    tray.replaceChildren(...this.#pictures.map((picture) => el(
      'div',
      { class: 'tray-item' },
      el('img', { src: picture.preview, alt: picture.name }),
      el('button', {
        type: 'button', class: 'tray-remove', 'aria-label': texts.pictureRemove(picture.name),
        on: { click: () => this.#takeBack(picture) },
      }, icon('close')),
    )));
    this.#drawSend();
  }

  #takeBack(picture) {
    this.#pictures = this.#pictures.filter((other) => other !== picture);
    picture.discard();
    this.#drawTray();
    find('picture').focus();
  }

  /** A short word that goes away by itself. */
  toast(text) {
    const toast = find('toast');
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => {
      toast.hidden = true;
    }, TOAST_MS);
  }
}
