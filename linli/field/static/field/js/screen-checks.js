// People of a list from above, to be looked for here.
import { piece, slot, write } from './dom.js';
import { list } from './list.js';
import { readDay } from './screen-day.js';
import { timeOf } from './told.js';
import { say } from './words.js';

export async function checks() {
  const node = piece('checks');
  const draw = async () => {
    const round = await readDay();
    const open = round ? round.checks : [];
    write(node, 'say', open.length ? say('checks', { n: open.length }) : say(round ? 'no_checks' : 'list_none'));
    slot(node, 'checks').replaceChildren(...open.map(row));
  };
  await draw();
  return { node, update: draw };
}

function row(wanted) {
  const made = piece('check');
  slot(made, 'link').href = '#/check/' + wanted.id;
  write(made, 'name', wanted.name || wanted.phone || wanted.list);
  write(made, 'place', wanted.place || '');
  write(made, 'due', wanted.due ? say('due_at', { time: timeOf(wanted.due) }) : '');
  return made;
}

// What the list says of somebody, above the form that answers.
export async function describe(node, id) {
  const kept = await list();
  const wanted = kept && (kept.bundle.checks || []).find((one) => one.id === id);
  if (!wanted) return '';
  write(node, 'name', wanted.name || '');
  write(node, 'place', wanted.place || '');
  const due = wanted.due ? say('due_at', { time: timeOf(wanted.due) }) : '';
  write(node, 'more', [wanted.phone, wanted.list, due, wanted.note].filter(Boolean).join(say('semicolon')));
  return wanted.name || wanted.phone || wanted.list;
}
