// Whoever has no code: found by door, name or number; registered; in a vehicle. And how many came today.
import { act, element, piece, show, slot, state, write } from './dom.js';
import { labelsIn, valuesOf, wrongsIn } from './fields.js';
import { hashOf, householdWithId, householdWithPlate, lookUp, passOfHousehold, passWithPlate, plateIn } from './gate.js';
import { gateList } from './gate-list.js';
import { count, scans, takeBack } from './gate-shift.js';
import { dayOf, clock, today } from './moments.js';
import { said } from './screen-gate.js';
import { option, say } from './words.js';

const MOST = 40;
const LAST = 30;

// Without a list there is nothing to look in: back to the gate, which says so.
function noList(id) {
  location.hash = '#/gate/' + id;
  return { node: element('div') };
}

export async function gateFind(id) {
  const kept = await gateList(id);
  if (!kept) return noList(id);
  const node = piece('gate-find');
  const input = node.querySelector('input');
  slot(node, 'back').href = '#/gate/' + id;
  slot(node, 'register').href = '#/gate/' + id + '/register';
  let asked = 0;
  const draw = async () => {
    asked += 1;
    const mine = asked;
    const found = await lookUp(kept.list, input.value);
    if (mine !== asked) return; // a later letter was faster
    write(node, 'say', input.value.trim() ? say(found.length ? 'found' : 'gate_not_found', { n: found.length }) : '');
    slot(node, 'found').replaceChildren(...found.slice(0, MOST).map((home) => hit(id, kept.list, home)));
  };
  input.addEventListener('input', draw);
  slot(node, 'form').addEventListener('submit', (event) => { event.preventDefault(); input.blur(); });
  act(node, 'nobody', () => said(id, { shown: 'door' }));
  return { node, update: async () => undefined };
}

function hit(id, list, home) {
  const row = piece('gate-hit');
  const pass = passOfHousehold(list, home.id);
  write(row, 'plate', home.door);
  write(row, 'compound', home.compound || '');
  if (!pass) slot(row, 'state').append(state('none', say('gate_without_pass')));
  row.firstElementChild.addEventListener('click', () => said(id, { shown: 'door', household: home.id, pass }));
  return row;
}

// ---- somebody who is written down ------------------------------------------------------------------------------
export const gateRegister = (id) => register(id, false);
export const gateVehicle = (id) => register(id, true);

async function register(id, isVehicle) {
  const kept = await gateList(id);
  if (!kept) return noList(id);
  const wanted = kept.list.gate.register;
  const inFull = wanted.includes('person');
  const node = piece('gate-register');
  slot(node, 'back').href = '#/gate/' + id;
  write(node, 'title', say(isVehicle ? 'gate_vehicle' : inFull ? 'gate_arrival' : 'gate_visitor'));
  show(node, 'plate-field', isVehicle);
  show(node, 'people-field', isVehicle);
  const form = slot(node, 'form');
  form.elements.plate.required = isVehicle;
  const another = () => { slot(node, 'persons').append(person(slot(node, 'persons').children.length + 1)); labelsIn(form); };
  // In a vehicle of which nobody has to be written down, the number of people is enough.
  if (!isVehicle || inFull) another();
  show(node, 'another', !isVehicle || inFull || wanted.includes('visitor'));
  show(node, 'quick', !isVehicle && !inFull && !wanted.includes('visitor'));
  act(node, 'another', another);
  const unwritten = isVehicle ? { shown: 'vehicle', vehicle: true } : { shown: inFull ? 'registered' : 'visitor' };
  act(node, 'unwritten', () => said(id, unwritten));
  act(node, 'quick', () => said(id, { shown: 'visitor' }));
  labelsIn(form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wrong = wrongsIn(form);
    if (wrong) return refuse(node, wrong);
    return said(id, await shownOf(kept.list, form, isVehicle, inFull));
  });
  return { node, update: async () => undefined };
}

function person(number) {
  const made = piece('gate-person');
  write(made, 'who', say('gate_person', { n: number }));
  return made;
}

function refuse(node, { text, field }) {
  write(node, 'wrong-say', text);
  show(node, 'wrong', true);
  field.focus();
}

async function shownOf(list, form, isVehicle, inFull) {
  const persons = Array.from(form.querySelectorAll('.ll-gate-person'), (one) => personOf(list, valuesOf(one)));
  if (!isVehicle) return { shown: inFull ? 'registered' : 'visitor', persons, people: persons.length };
  const plate = plateIn(form.elements.plate.value);
  const people = Math.max(parseInt(form.elements.people.value, 10), persons.length);
  return Object.assign({ shown: 'vehicle', vehicle: true, plate, people, persons }, await behind(list, plate));
}

// The pass of a vehicle, or of the household that it belongs to.
async function behind(list, plate) {
  const hash = await hashOf(list.salt, plate);
  const pass = passWithPlate(list, hash);
  if (pass) return { pass };
  const home = householdWithPlate(list, hash);
  return home ? { household: home.id } : {};
}

function personOf(list, given) {
  const kept = {};
  for (const [name, value] of Object.entries(given)) if (value) kept[name] = value;
  if (kept.document) kept.document_kind = 'resident_id';
  const home = kept.goes_to_words && list.households.filter((one) => plateIn(one.door) === plateIn(kept.goes_to_words));
  if (home && home.length === 1) kept.goes_to = home[0].id;
  return kept;
}

// ---- the day so far ---------------------------------------------------------------------------------------------
const COUNTED = ['out', 'in', 'vehicles_out', 'vehicles_in', 'refused', 'errands'];
const KINDS = { let_through: 'done', refused: 'stop' };

export async function gateCount(id) {
  const node = piece('gate-count');
  slot(node, 'back').href = '#/gate/' + id;
  const draw = async () => {
    const kept = await gateList(id);
    write(node, 'name', kept ? kept.list.gate.name : '');
    const found = await count(id);
    slot(node, 'counts').replaceChildren(...COUNTED.map((name) => counted(name, found[name])));
    const all = (await scans()).filter((one) => one.body.gate === id && dayOf(one.at) === today());
    slot(node, 'last').replaceChildren(...all.reverse().slice(0, LAST).map((one) => last(one, kept && kept.list)));
  };
  await draw();
  return { node, update: draw };
}

function counted(name, n) {
  const made = piece('gate-count-one');
  write(made, 'word', option('gate_counted', name));
  write(made, 'n', String(n));
  return made;
}

function last(scan, list) {
  const { body } = scan;
  const made = piece('gate-last');
  const home = list && body.household && householdWithId(list, body.household);
  slot(made, 'sign').append(state(KINDS[body.done], option('gate_done', body.done)));
  write(made, 'who', (home && home.door) || body.plate || body.slip || option('gate_shown', body.shown));
  write(made, 'when', clock(scan.at));
  write(made, 'what', [option('gate_way', body.direction), say('people', { n: body.people }), option('gate_word', body.verdict)].join(say('comma')));
  act(made, 'undo', () => takeBack(scan.id, say('gate_taken_back')));
  return made;
}
