// Parts that several screens of a gate share: the line, the telephone, the keys for a temperature.
import { act, piece, show, slot, write } from './dom.js';
import { status } from './gate-list.js';
import { clock, now } from './moments.js';
import { say } from './words.js';

export function drawLine(node) {
  const offline = navigator.onLine === false || status.failed;
  const line = piece('gate-line');
  show(line, 'on', !offline);
  show(line, 'off', offline);
  write(line, 'say', offline ? say('gate_offline', { time: clock(now()) }) : clock(now()));
  slot(node, 'line').replaceChildren(line);
}

export function drawCall(node, { phone, name }) {
  const link = slot(node, 'call');
  link.hidden = !phone;
  link.href = 'tel:' + phone.replace(/[^\d+]/g, '');
  write(node, 'call-say', say('gate_call', { name }).trim());
}

// One tap is one deed: from then on nothing else of the same piece can be tapped. Another piece takes its place; only where
// the deed failed can it be tried again.
export function once(node, work) {
  return async (...given) => {
    const buttons = Array.from(node.querySelectorAll('button:not(:disabled)'));
    buttons.forEach((button) => { button.disabled = true; });
    try {
      return await work(...given);
    } catch (error) {
      buttons.forEach((button) => { button.disabled = false; });
      throw error;
    }
  };
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0', 'ok'];
const LOWEST = 30;
const HIGHEST = 45;

// Three digits and a thumb: 365 is 36.5.
export function temperaturePad(then, back) {
  const node = piece('gate-temperature');
  let digits = '';
  const draw = () => write(node, 'read', digits.length > 2 ? digits.slice(0, 2) + '.' + digits[2] : digits || '\u2013');
  const press = (key) => {
    write(node, 'wrong', '');
    if (key === 'back') digits = digits.slice(0, -1);
    else if (key !== 'ok') digits = (digits + key).slice(0, 3);
    else return done();
    return draw();
  };
  const done = () => {
    const celsius = Number(digits.padEnd(3, '0')) / 10;
    if (digits.length < 2 || celsius < LOWEST || celsius > HIGHEST) return write(node, 'wrong', say('celsius_range'));
    return then(celsius);
  };
  for (const key of KEYS) {
    const button = piece(/\d/.test(key) ? 'gate-key' : 'gate-key-' + key);
    if (/\d/.test(key)) button.textContent = key;
    button.addEventListener('click', () => press(key));
    slot(node, 'keys').append(button);
  }
  node.addEventListener('keydown', (event) => {
    const key = { Backspace: 'back' }[event.key] || event.key;
    if (/^\d$/.test(key) || key === 'back') press(key);
  });
  act(node, 'back', back);
  draw();
  return node;
}
