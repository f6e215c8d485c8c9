// The ways to hospitals on which one goes along: when, where to, on the way, done, not done and why.
import { tripTold } from './bodies.js';
import { act, piece, show, slot, state, write } from './dom.js';
import { canUndo, deliveryText } from './doors.js';
import { list, status } from './list.js';
import { now } from './moments.js';
import * as outbox from './outbox.js';
import { record, takeBack } from './record.js';
import { timeOf } from './told.js';
import { ownTrips } from './trips.js';
import { option, say } from './words.js';

const SHAPES = { planned: 'ask', arranged: 'new', under_way: 'run', done: 'done', not_done: 'stop' };

export async function trips() {
  const node = piece('trips');
  const why = { id: '', text: '' }; // what is being typed stays while the list is drawn anew
  const draw = async () => {
    const kept = await list();
    const all = kept ? ownTrips(kept.bundle, await outbox.facts(), now()) : [];
    write(node, 'say', all.length ? '' : say(kept ? 'trips_none' : status.busy ? 'list_loading' : 'list_none'));
    slot(node, 'trips').replaceChildren(...all.map((one) => tripRow(one, why, draw)));
  };
  await draw();
  return { node, update: draw };
}

function tripRow(one, why, draw) {
  const { trip } = one;
  const row = piece('trip');
  row.dataset.trip = trip.id;
  write(row, 'name', [trip.compound, trip.door, trip.name].filter(Boolean).join(' '));
  slot(row, 'state').append(one.isLate ? state('stop', say('trip_late', { time: timeOf(Date.parse(trip.due)) })) : state(SHAPES[one.state] || 'none', option('trip_state', one.state)));
  write(row, 'when', [trip.leave && say('trip_leave', { time: timeOf(Date.parse(trip.leave)) }), say('trip_due', { time: timeOf(Date.parse(trip.due)) })].filter(Boolean).join(say('semicolon')));
  write(row, 'where', [trip.hospital, trip.route].filter(Boolean).join(say('semicolon')));
  write(row, 'car', [trip.car, trip.driver, trip.driver_phone].filter(Boolean).join(' '));
  write(row, 'note', trip.note || '');
  write(row, 'told', one.fact ? [deliveryText(one.fact), one.fact.body.note].filter(Boolean).join(say('semicolon')) : '');
  const undo = Boolean(one.fact && canUndo(one.fact));
  show(row, 'undo', undo);
  if (undo) act(row, 'undo', () => takeBack(one.fact.id, trip.door));
  show(row, 'acts', !one.isOver);
  const tell = (outcome, note) => record(tripTold(trip.id, outcome, note), trip.door, false);
  act(row, 'under_way', () => tell('under_way', ''));
  row.querySelector('[data-act=under_way]').hidden = one.state === 'under_way';
  act(row, 'done', () => tell('done', ''));
  act(row, 'not_done', () => { why.id = trip.id; why.text = ''; return draw(); });
  const form = slot(row, 'why');
  form.hidden = one.isOver || why.id !== trip.id;
  if (!form.hidden) fillWhy(row, form, why, tell, draw);
  return row;
}

function fillWhy(row, form, why, tell, draw) {
  const field = form.elements.text;
  field.value = why.text;
  field.addEventListener('input', () => { why.text = field.value; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    write(row, 'wrong', text ? '' : say('trip_why_needed'));
    if (!text) { field.focus(); return; }
    why.id = '';
    await tell('not_done', text);
  });
  act(row, 'drop', () => { why.id = ''; return draw(); });
}
