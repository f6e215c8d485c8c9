// The answer for the ear and the hand: one short, three long, two short. Silent where the phone has neither.
const BUZZ = { pass: [90], stop: [420, 160, 420, 160, 420], ask: [140, 120, 140] };
const TONE = { pass: 1320, stop: 330, ask: 880 };
let audio = null;

// Browsers give a voice only to what a finger has woken.
export function wake() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  audio = audio || new Audio();
  if (audio.state === 'suspended') audio.resume().catch(() => undefined);
}

export function signal(says) {
  if (navigator.vibrate) navigator.vibrate(BUZZ[says]);
  if (!audio || audio.state !== 'running') return;
  let at = audio.currentTime + 0.01;
  BUZZ[says].forEach((ms, index) => {
    if (index % 2 === 0) beep(TONE[says], at, ms / 1000);
    at += ms / 1000;
  });
}

function beep(hertz, at, seconds) {
  const tone = audio.createOscillator();
  const loud = audio.createGain();
  tone.frequency.value = hertz;
  tone.type = 'square';
  loud.gain.setValueAtTime(0.0001, at);
  loud.gain.exponentialRampToValueAtTime(0.25, at + 0.01);
  loud.gain.setValueAtTime(0.25, at + seconds - 0.02);
  loud.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
  tone.connect(loud).connect(audio.destination);
  tone.start(at);
  tone.stop(at + seconds + 0.02);
}
