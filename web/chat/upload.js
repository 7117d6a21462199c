/** Pictures the visitor sends: checked, made smaller, uploaded once. */

const ACCEPTED = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
const LIMIT_BYTES = 8 * 1024 * 1024;
const SHRINK_ABOVE_BYTES = 1.2 * 1024 * 1024;
const LONGEST_SIDE = 1920;
const QUALITY = 0.85;

/** Why a file cannot be sent; `reason` is "type" or "size". */
export class PictureRefused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** A picture on its way. It can be shown at once through `preview`. */
export class Picture {
  #uploading = null;
  #uploadedWith = null;

  constructor(blob, name) {
    this.blob = blob;
    this.name = name;
    this.preview = URL.createObjectURL(blob);
  }

  /** Uploads once per session and returns the gateway's attachment; a failed upload may be tried again. */
  async upload(api) {
    const token = await api.ensureSession();
    if (this.#uploading === null || this.#uploadedWith !== token) {
      this.#uploadedWith = token;
      this.#uploading = api.upload(this.blob, this.name);
      this.#uploading.catch(() => {
        this.#uploading = null;
      });
    }
    return this.#uploading;
  }

  /** Frees the preview of a picture that was taken back. */
  discard() {
    URL.revokeObjectURL(this.preview);
  }
}

/** Makes a picture ready to send, or throws PictureRefused. */
export async function preparePicture(file) {
  if (!ACCEPTED.includes(file.type)) throw new PictureRefused('type');
  const blob = await shrink(file);
  if (blob.size > LIMIT_BYTES) throw new PictureRefused('size');
  const name = blob === file ? file.name || 'picture' : `${(file.name || 'picture').replace(/\.\w+$/, '')}.jpg`;
  return new Picture(blob, name);
}

/** Redraws large photos; it also drops where and when they were taken. A GIF would lose its motion and stays. */
async function shrink(file) {
  if (file.type === 'image/gif') return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return file;
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size <= SHRINK_ABOVE_BYTES) {
    bitmap.close();
    return file;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext('2d');
  // JPEG has no transparency: without this a cut-out screenshot turns black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const smaller = await new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', QUALITY);
  });
  return smaller && smaller.size < file.size ? smaller : file;
}
