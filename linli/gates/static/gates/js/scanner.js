// The camera of a gate: reads codes until it is stopped. Three readers, the first that works is taken: the browser's own,
// a compiled one (WebAssembly), a plain script. All are fetched from this server, and only when they are needed.
const READERS = { native, zxing, jsqr };
const KINDS = Object.keys(READERS);
const PAUSE_MS = 60; // between two looks: a phone at a gate runs for hours
const LONG_SIDE = 960; // a whole frame is looked at no larger than this

// What a phone must keep to read codes without a line; `wasm` may lie elsewhere.
export const ASSETS = {
  zxing: new URL('../vendor/zxing/zxing.js', import.meta.url).href,
  wasm: new URL('../vendor/zxing/zxing_reader.wasm', import.meta.url).href,
  jsqr: new URL('../vendor/jsqr/jsqr.js', import.meta.url).href,
};

// Calls onText with what a code says, again and again as long as it is in view. Rejects with the browser's error where
// there is no camera or it may not be used; onTrouble(error) if it goes away later.
export async function startScanner(video, { onText, onTrouble = () => undefined, assets = {}, kinds = KINDS } = {}) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  const state = { running: true, reader: null, left: [...kinds], assets: { ...ASSETS, ...assets } };
  const stop = () => {
    state.running = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  try {
    await play(video, stream);
    await nextReader(state);
  } catch (error) {
    stop();
    throw error;
  }
  const fail = (error) => { if (state.running) { stop(); onTrouble(error); } };
  stream.getVideoTracks()[0].addEventListener('ended', () => fail(new DOMException('', 'NotReadableError')));
  look(video, state, onText).catch(fail);
  return { stop, get kind() { return state.reader.kind; } };
}

async function play(video, stream) {
  video.muted = true;
  video.playsInline = true;
  video.setAttribute('playsinline', ''); // else an iPhone shows it over the whole screen
  video.srcObject = stream;
  await video.play();
}

async function look(video, state, onText) {
  for (let turn = 0; state.running; turn += 1) {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
      const text = await readFrame(frameOf(video, turn), state);
      if (text && state.running) onText(text);
    }
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
  }
}

async function readFrame(canvas, state) {
  try {
    return await state.reader.read(canvas);
  } catch {
    await nextReader(state); // it is there and does not work, as on phones without the maker's services
    return '';
  }
}

async function nextReader(state) {
  while (state.left.length) {
    const kind = state.left.shift();
    try {
      state.reader = { kind, read: await READERS[kind](state.assets) };
      return;
    } catch {
      continue; // not on this phone
    }
  }
  throw new DOMException('', 'NotSupportedError');
}

// ---- frames ------------------------------------------------------------------------------------------------------------
const canvas = document.createElement('canvas');

// The whole picture, and each second time its middle as sharp as the camera has it: for a code far away.
function frameOf(video, turn) {
  const { videoWidth: width, videoHeight: height } = video;
  const part = turn % 2 ? 0.6 : 1;
  const scale = Math.min(1, LONG_SIDE / (Math.max(width, height) * part));
  canvas.width = Math.round(width * part * scale);
  canvas.height = Math.round(height * part * scale);
  const left = (width * (1 - part)) / 2;
  const top = (height * (1 - part)) / 2;
  canvas.getContext('2d', { willReadFrequently: true })
    .drawImage(video, left, top, width * part, height * part, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// ---- readers: each gives a function that reads a canvas, or throws where it cannot work -------------------------------------
async function native() {
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes('qr_code')) throw new DOMException('', 'NotSupportedError');
  return readerOf(new window.BarcodeDetector({ formats: ['qr_code'] }));
}

async function zxing({ zxing: address, wasm }) {
  const { BarcodeDetector, prepareZXingModule } = await import(address);
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return readerOf(new BarcodeDetector({ formats: ['qr_code'] }));
}

const readerOf = (detector) => async (picture) => {
  const [found] = await detector.detect(picture);
  return found ? found.rawValue : '';
};

async function jsqr({ jsqr: address }) {
  const { default: jsQR } = await import(address);
  return async (picture) => {
    const { width, height } = picture;
    const { data } = picture.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, width, height);
    const found = jsQR(data, width, height, { inversionAttempts: 'dontInvert' });
    return found ? found.data : '';
  };
}
