/** Pictures are made smaller before they are kept: a phone's camera gives ten times what anybody looks at. */

const LONGEST = 1600; // pixels of the longer side

export async function smaller(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file);
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    return made && made.size < file.size ? made : file;
  } catch {
    return file; // of a kind this browser cannot draw: the server decides
  }
}
