// A small picture: drawn anew, so that nothing of the camera's own notes (place, time, device) goes along.
const LONG_SIDES = [1280, 1024, 800, 640];
const QUALITIES = [0.75, 0.6, 0.45];
const MOST_BYTES = 190000;

// Base64 of a JPEG, or an error where the file is no picture.
export async function smallPhoto(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    for (const side of LONG_SIDES) {
      for (const quality of QUALITIES) {
        const blob = await drawn(picture, side, quality);
        if (blob && blob.type === 'image/jpeg' && blob.size <= MOST_BYTES) return base64(blob);
      }
    }
  } finally {
    picture.close();
  }
  throw new Error('The picture stays too large');
}

function drawn(picture, longSide, quality) {
  const scale = Math.min(1, longSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff'; // a transparent picture has a ground
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); });
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export const sizeOf = (text) => Math.round((text.length * 3) / 4 / 1000);
