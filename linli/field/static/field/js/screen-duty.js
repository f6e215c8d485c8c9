// On duty at a place: come, go, hand over; for one's own shifts, or by the code of a place.
import { checkIn, checkOut } from './bodies.js';
import { act, element, piece, show, slot, state, write } from './dom.js';
import { canUndo, deliveryText } from './doors.js';
import { list, status } from './list.js';
import { clock, dayName, dayOf, now } from './moments.js';
import * as outbox from './outbox.js';
import { record, takeBack } from './record.js';
import { codeIn, opensAt, standing, stateOf } from './shifts.js';
import { timeOf } from './told.js';
import { option, say } from './words.js';

const KINDS = { claimed: 'none', present: 'run', done: 'done', missed: 'stop' };

// `code`: of the place that the address names. Whoever goes on no round has this screen for a home.
export async function duty(code = '', isHome = false) {
  const node = piece('duty');
  show(node, 'back', !isHome);
  byCode(node, code);
  await draw(node);
  return { node, update: () => draw(node) };
}

async function draw(node) {
  const kept = await list();
  const all = kept ? await readShifts(kept.bundle) : [];
  write(node, 'who', kept ? kept.bundle.worker : '');
  const inCare = ((kept && kept.bundle.care) || []).length;
  show(node, 'care', inCare > 0);
  write(node, 'care-say', say('cared_for', { n: inCare }));
  show(node, 'gates', Boolean(kept && (kept.bundle.gates || []).length));
  const trips = kept ? (kept.bundle.trips || []).length : 0;
  show(node, 'trips', trips > 0);
  write(node, 'trips-say', say('trips_mine', { n: trips }));
  show(node, 'patrols', Boolean(kept && (kept.bundle.patrols || []).length));
  write(node, 'say', all.length ? '' : sayingOf(kept));
  const place = slot(node, 'shifts');
  const print = JSON.stringify(all.map(printOf));
  if (place.dataset.print === print) return; // a row stays where it is under the finger
  place.dataset.print = print;
  place.replaceChildren(...all.map(row));
}

const sayingOf = (kept) => (kept ? say('no_shifts') : say(status.busy ? 'list_loading' : 'list_none'));

async function readShifts(bundle) {
  // What the server could not use is not told yet.
  const mine = (await outbox.facts()).filter((fact) => fact.state !== outbox.ASKED);
  return standing(bundle.shifts || [], mine, now(), Date.now() - now());
}

const printOf = ({ shift, told, open }) => [shift, open, Object.values(told).map((fact) => [fact.id, fact.state, fact.tried, fact.unstored])];

function row(one) {
  const { shift } = one;
  const made = piece('shift');
  made.dataset.shift = shift.id;
  write(made, 'name', shift.name);
  const how = stateOf(one);
  slot(made, 'state').append(state(KINDS[how] || 'none', option('claim', how)));
  const start = Date.parse(shift.starts_at);
  write(made, 'when', dayName(dayOf(start)) + ' ' + clock(shift.starts_at) + '\u2013' + clock(shift.ends_at));
  write(made, 'kind', shift.kind);
  write(made, 'address', shift.address || '');
  write(made, 'told', toldText(one));
  drawActs(made, one, how);
  return made;
}

function toldText({ shift, told, open }) {
  const parts = [];
  const add = (key, fact, when) => {
    if (fact) parts.push(say(key, { when: deliveryText(fact) }));
    else if (when) parts.push(say(key, { when: clock(when) }));
  };
  add('told_came', told.came, shift.came);
  add('told_left', told.left, shift.left);
  add('told_handed', told.handed);
  if (!parts.length && !open && opensAt(shift) > now()) parts.push(say('opens_at', { time: timeOf(opensAt(shift)) }));
  return parts.join(say('semicolon'));
}

function drawActs(made, one, how) {
  const { shift, told } = one;
  show(made, 'acts', one.open);
  const [come, go] = [made.querySelector('[data-act=in]'), made.querySelector('[data-act=out]')];
  come.hidden = how === 'present' || how === 'done';
  go.hidden = how === 'done';
  go.classList.toggle('ll-b-1', how === 'present');
  slot(made, 'handover').href = '#/duty/at/' + shift.place + '/handover';
  act(made, 'in', () => record(checkIn(shift.place), shift.name));
  act(made, 'out', () => record(checkOut(shift.place), shift.name));
  // The same words stand at every shift: read aloud, each says which one it means.
  slot(made, 'acts').querySelectorAll('.ll-b').forEach((button) => button.append(element('span', 'll-hidden', ' ' + shift.name)));
  const last = [told.handed, told.left, told.came].find((fact) => fact && canUndo(fact));
  show(made, 'undo', Boolean(last));
  if (last) act(made, 'undo', () => takeBack(last.id, shift.name));
}

function byCode(node, code) {
  const field = slot(node, 'form').elements.place;
  field.value = code;
  const withCode = (work) => async () => {
    const typed = codeIn(field.value);
    show(node, 'wrong', !typed);
    write(node, 'wrong-say', typed ? '' : say('place_wrong'));
    if (!typed) return field.focus();
    return work(typed);
  };
  const tell = (make) => withCode(async (typed) => {
    await record(make(typed), await nameOf(typed), false);
    field.value = '';
  });
  const form = slot(node, 'form');
  form.addEventListener('submit', (event) => event.preventDefault());
  act(form, 'in', tell(checkIn));
  act(form, 'out', tell(checkOut));
  act(form, 'handover', withCode((typed) => { location.hash = '#/duty/at/' + typed + '/handover'; }));
}

// What the place is called, where the list knows it.
export async function nameOf(code) {
  const kept = await list();
  const known = kept && (kept.bundle.shifts || []).find((one) => one.place === code);
  return known ? known.name : code;
}
