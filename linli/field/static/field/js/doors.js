// A door as a row: asked already, or still to be asked, with its buttons.
import { nobody, same } from './bodies.js';
import { channel } from './channels.js';
import { act, element, piece, slot, state, write } from './dom.js';
import { isSilent, shortDoor } from './day.js';
import { clock, dayName } from './moments.js';
import { ASKED, SENT } from './outbox.js';
import { record, takeBack } from './record.js';
import { contactText, whoOf } from './told.js';
import { option, say } from './words.js';

export function unitName(door, everyCompound = false) {
  const parts = [];
  if (everyCompound && door.compound) parts.push(door.compound);
  if (door.building) parts.push(/^[0-9A-Z]+$/i.test(door.building) ? say('unit_building', { building: door.building }) : door.building);
  if (door.stairwell) parts.push(say('unit_stairwell', { stairwell: door.stairwell }));
  return parts.join(' ') || door.compound || say('low');
}

export function peopleText(door) {
  if (door.living === undefined || door.living === null) return '';
  if (!door.living && (door.members || []).length) return say('all_away');
  return door.living ? say('people', { n: door.living }) : '';
}

// What must not be overlooked, each a word in outline; the state of silence with its shape.
export function drawMarks(place, one) {
  const word = (text) => place.append(element('span', 'll-need', text));
  one.coming.forEach((comer) => word(say('coming', { name: comer.name, day: dayName(comer.on) })));
  one.came.forEach((comer) => word(say('came', { name: comer.name, day: dayName(comer.on) })));
  (one.door.needs || []).forEach(word);
  if (one.door.occupancy) word(one.door.occupancy);
  if (isSilent(one) && one.due) {
    place.append(state('miss', say(one.never ? 'silent_long' : 'silent', { n: one.silent })));
  }
}

function drawPlate(node, one, whole) {
  const plate = write(node, 'plate', whole ? one.door.door : shortDoor(one.door));
  plate.href = '#/h/' + one.door.id;
  plate.setAttribute('aria-label', [one.door.compound, one.door.door].filter(Boolean).join(' '));
}

export function doorRow(one, whole) {
  return one.settled ? askedRow(one, whole) : dueRow(one, whole);
}

function dueRow(one, whole) {
  const row = piece('door');
  row.dataset.door = one.door.id;
  drawPlate(row, one, whole);
  write(row, 'people', peopleText(one.door));
  drawMarks(slot(row, 'marks'), one);
  const last = one.tried[one.tried.length - 1];
  write(row, 'note', last ? contactText(last, one.door) : '');
  slot(row, 'changed').href = '#/h/' + one.door.id + '/changed';
  nameActs(row, one.door);
  act(row, 'same', () => record(same(one.door.id, channel()), one.door.door));
  act(row, 'nobody', () => record(nobody(one.door.id, channel()), one.door.door));
  return row;
}

// The same words stand at every door: read aloud, each says which one it means.
function nameActs(row, door) {
  row.querySelectorAll('.ll-door-acts > *').forEach((button) => {
    button.append(element('span', 'll-hidden', ' ' + door.door));
  });
}

const KINDS = { same: 'done', met: 'done', changed: 'new', refused: 'ask', nobody_home: 'none' };

// `word`: empty where a sentence that says it stands beside the shape.
export function entryState(entry, isFresh, word = option('outcome', entry.outcome)) {
  const kind = entry.state === ASKED ? 'ask' : KINDS[entry.outcome] || 'done';
  return state(kind, word, isFresh);
}

export function deliveryText(fact) {
  const time = clock(fact.at);
  if (fact.unstored) return say('unstored', { time });
  if (fact.state === ASKED) return say('look', { time });
  return say(fact.state === SENT ? 'delivered' : 'stored', { time });
}

function askedRow(one, whole) {
  const row = piece('asked');
  const entry = one.settled;
  row.dataset.door = one.door.id;
  drawPlate(row, one, whole);
  slot(row, 'state').append(entryState(entry, entry.mine && entry.state !== ASKED));
  write(row, 'when', entry.mine ? deliveryText(entry) : clock(entry.at) + ' ' + whoOf(entry));
  const mayUndo = entry.mine && canUndo(entry);
  row.querySelector('[data-act=undo]').hidden = !mayUndo;
  act(row, 'undo', () => takeBack(entry.id, one.door.door));
  return row;
}

export const canUndo = (entry) => Boolean(entry.unstored) || (!entry.tried && entry.state !== SENT && entry.state !== ASKED);

export function ledgerRow(entry, door) {
  const row = piece('contact');
  slot(row, 'state').append(entryState(entry, false, ''));
  write(row, 'say', contactText(entry, door));
  row.querySelector('[data-act=undo]').hidden = !(entry.mine && canUndo(entry));
  act(row, 'undo', () => takeBack(entry.id, door.door));
  return row;
}
