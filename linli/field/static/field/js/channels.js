// How one asks: at the door, by telephone, online. The last choice stands for the next household too.
import { piece, slot, write } from './dom.js';
import { set, setting } from './settings.js';
import { option } from './words.js';

const CHANNELS = ['door', 'phone', 'online'];
let groups = 0;

export const channel = () => setting('channel', 'door');

export function drawChannels(node) {
  const place = slot(node, 'channels');
  groups += 1;
  for (const one of CHANNELS) {
    const choice = piece('channel');
    const input = choice.querySelector('input');
    input.name = 'channel-' + groups;
    input.value = one;
    input.checked = one === channel();
    input.addEventListener('change', () => set('channel', one));
    write(choice, 'word', option('channel', one));
    place.append(choice);
  }
}
