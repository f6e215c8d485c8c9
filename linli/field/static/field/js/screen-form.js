// The forms. A form that was begun stays as it is until it is recorded, wherever one looks in between.
import * as bodies from './bodies.js';
import { channel, drawChannels } from './channels.js';
import { act, element, piece, show, slot, write } from './dom.js';
import { choicesIn, labelsIn, membersIn, todayIn, valuesOf, wrongsIn } from './fields.js';
import { record } from './record.js';
import { describe } from './screen-checks.js';
import { readDay } from './screen-day.js';
import { nameOf } from './screen-duty.js';
import { say } from './words.js';

const begun = new Map(); // by address
const MAKE = {
  changed: (id, form) => bodies.changed(id, channel(), partsOf(form), valuesOf(form, '[data-part]').note),
  visit: (id, form) => bodies.visit(id, channel(), valuesOf(form)),
  arrival: (id, form) => bodies.arrival(id, valuesOf(form), form.dataset.declared),
  'not-mine': (id, form) => bodies.notMine(id, valuesOf(form)),
  check: (id, form) => bodies.checkResult(form.dataset.check, valuesOf(form)),
  handover: (id, form) => bodies.handover(form.dataset.place, valuesOf(form)),
  new: (id, form) => bodies.newHousehold(valuesOf(form)),
};

export async function form(kind, id, about) {
  const key = location.hash;
  if (!begun.has(key)) {
    const made = await build(kind, id, about, key);
    if (!made) return { node: element('p', 'll-field-plain', say('list_none')) };
    begun.set(key, made);
  }
  return { node: begun.get(key), update: async () => undefined };
}

async function build(kind, id, about, key) {
  if (kind === 'handover') return buildHandover(about, key);
  const round = await readDay();
  if (kind === 'check') return buildCheck(about, key);
  const one = round && id ? round.all.find((it) => it.door.id === id) : null;
  if (!round || (id && !one)) return null;
  const door = one ? one.door : null;
  const node = frame(kind, id ? '#/h/' + id : '#/', key, { id, name: door ? door.door : '' });
  write(node, 'plate', door ? door.door : '');
  prepare(slot(node, 'form'), door, round.bundle);
  if (about) fillComer(slot(node, 'form'), one.coming.find((it) => it.id === about));
  return node;
}

async function buildCheck(id, key) {
  const about = { id: '', name: '' };
  const node = frame('check', '#/checks', key, about);
  slot(node, 'form').dataset.check = id;
  about.name = await describe(node, id);
  write(node, 'plate', '');
  dress(slot(node, 'form'), null);
  return about.name ? node : null;
}

async function buildHandover(place, key) {
  const name = await nameOf(place);
  const node = frame('handover', '#/duty', key, { id: '', name });
  slot(node, 'form').dataset.place = place;
  write(node, 'plate', name);
  dress(slot(node, 'form'), null);
  return node;
}

// Head and form, without what the form is about.
function frame(kind, back, key, about) {
  const node = piece('form');
  const inner = piece('form-' + kind);
  slot(node, 'form').append(...inner.childNodes);
  write(node, 'title', inner.dataset.title);
  slot(node, 'back').href = back;
  slot(node, 'form').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(kind, node, about, key, back);
  });
  return node;
}

function prepare(node, door, bundle) {
  if (node.querySelector('[data-slot=channels]')) drawChannels(node);
  node.querySelectorAll('[data-part]').forEach((details) => partsWork(details, door));
  areasIn(node, bundle);
  dress(node, door);
}

function dress(node, door) {
  choicesIn(node);
  membersIn(node, door ? door.members || [] : []);
  todayIn(node);
  labelsIn(node);
}

// Opening a part brings its first line; "somebody else too" another one.
function partsWork(details, door) {
  const place = slot(details, 'parts');
  const another = () => {
    const part = piece('part-' + details.dataset.part);
    dress(part, door);
    place.append(part);
  };
  details.addEventListener('toggle', () => {
    if (details.open && !place.children.length) another();
    // What is folded away is not told.
    if (!details.open) place.replaceChildren();
  });
  act(details, 'another', another);
}

function partsOf(node) {
  const found = {};
  node.querySelectorAll('[data-part]').forEach((details) => {
    found[details.dataset.part] = Array.from(slot(details, 'parts').children).map((part) => valuesOf(part));
  });
  return found;
}

function areasIn(node, bundle) {
  const select = node.querySelector('[data-areas]');
  if (!select) return;
  for (const area of bundle.areas) {
    const option = element('option', '', '\u3000'.repeat(depth(area, bundle)) + area.name);
    option.value = area.code;
    select.append(option);
  }
  const first = bundle.doors.find((door) => door.compound);
  node.querySelector('[data-compound]').value = first ? first.compound : '';
}

const depth = (area, bundle) => bundle.areas.filter((other) => other.code !== area.code && area.code.startsWith(other.code)).length;

// Somebody who was declared has come: what is known is filled in, and the fact says which declaration it confirms.
function fillComer(node, comer) {
  if (!comer) return;
  node.dataset.declared = comer.id;
  const fill = (name, value) => { if (value) node.elements[name].value = value; };
  fill('name', comer.name);
  fill('from_place', comer.from_place);
  fill('resident', comer.resident);
  fill('companions', comer.companions);
  fill('comes', comer.kind);
}

async function submit(kind, node, about, key, back) {
  const inner = slot(node, 'form');
  const wrong = wrongsIn(inner);
  if (wrong) return refuse(node, wrong.text, wrong.field);
  const fact = MAKE[kind](about.id, inner);
  if (kind === 'changed' && !bodies.tellsSomething(fact)) return refuse(node, say('tell_something'));
  const why = kind === 'handover' ? bodies.handoverWrong(fact, valuesOf(inner)) : '';
  if (why) return refuse(node, say(why));
  await record(fact, about.name || [fact.body.building, fact.body.stairwell, fact.body.room].filter(Boolean).join('-'), false);
  begun.delete(key);
  location.hash = kind === 'check' || kind === 'handover' ? back : '#/';
  return undefined;
}

function refuse(node, text, field) {
  write(node, 'wrong-say', text);
  show(node, 'wrong', true);
  (field || slot(node, 'wrong')).focus();
}
