// A door by its number or by a name that the duty shows.
import { piece, slot, write } from './dom.js';
import { search } from './day.js';
import { entryState } from './doors.js';
import { readDay } from './screen-day.js';
import { say } from './words.js';

const MOST = 50;
let typed = ''; // stays while the app is open

export async function find() {
  const node = piece('find');
  const input = node.querySelector('input');
  const round = await readDay();
  input.value = typed;
  const draw = () => {
    typed = input.value;
    const found = round ? search(round.all, typed) : [];
    write(node, 'say', typed.trim() ? say(found.length ? 'found' : 'not_found', { n: found.length }) : '');
    slot(node, 'found').replaceChildren(...found.slice(0, MOST).map(hit));
  };
  input.addEventListener('input', draw);
  slot(node, 'form').addEventListener('submit', (event) => { event.preventDefault(); input.blur(); });
  draw();
  return { node };
}

function hit(one) {
  const row = piece('hit');
  slot(row, 'link').href = '#/h/' + one.door.id;
  write(row, 'plate', one.door.door);
  const head = (one.door.members || []).find((member) => member.head) || (one.door.members || [])[0];
  write(row, 'name', [head ? head.name : '', one.door.compound].filter(Boolean).join(' '));
  if (one.settled) slot(row, 'state').append(entryState(one.settled, false));
  return row;
}
