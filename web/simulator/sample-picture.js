/** A picture to send for those who have none at hand: an air conditioner with an error code. */

export function samplePicture() {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 420;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#dfe7ec';
  pen.fillRect(0, 0, 640, 420);
  pen.fillStyle = '#c9d3da';
  pen.fillRect(0, 330, 640, 90);
  pen.fillStyle = '#ffffff';
  pen.beginPath();
  pen.roundRect(70, 90, 500, 170, 26);
  pen.fill();
  pen.fillStyle = '#eef2f5';
  pen.fillRect(70, 205, 500, 10);
  pen.fillStyle = '#27333d';
  pen.beginPath();
  pen.roundRect(432, 130, 96, 52, 10);
  pen.fill();
  pen.fillStyle = '#7ef0d0';
  pen.font = 'bold 40px monospace';
  pen.fillText('E4', 456, 170);
  pen.fillStyle = '#90a0ab';
  pen.font = '22px sans-serif';
  pen.fillText('QH-KFR35', 100, 165);
  return new Promise((done) => {
    canvas.toBlob(done, 'image/jpeg', 0.85);
  });
}

/** Lets the person choose a file; resolves to it, or to null. */
export function chosenPicture() {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'image/jpeg,image/png,image/webp,image/gif';
  return new Promise((done) => {
    input.addEventListener('change', () => done(input.files[0] ?? null));
    input.addEventListener('cancel', () => done(null));
    input.click();
  });
}
