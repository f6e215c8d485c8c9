// What waits on this phone, what needs a look, and what was delivered today.
import { careNames } from './care.js';
import { act, element, piece, show, slot, state, write } from './dom.js';
import { canUndo, deliveryText } from './doors.js';
import { list } from './list.js';
import { clock, dayOf, today } from './moments.js';
import { tell } from './news.js';
import * as outbox from './outbox.js';
import { pointNames } from './patrols.js';
import { takeBack } from './record.js';
import { nextAt, sending, sendNow } from './sender.js';
import { option, say } from './words.js';

export async function outboxScreen() {
  const node = piece('outbox');
  act(node, 'send', sendNow);
  await draw(node);
  return { node, update: () => draw(node) };
}

async function draw(node) {
  const kept = await list();
  const doors = new Map((kept ? kept.bundle.doors : []).map((door) => [door.id, door.door]));
  for (const one of (kept && kept.bundle.checks) || []) doors.set(one.id, one.name || one.phone || '');
  for (const one of (kept && kept.bundle.shifts) || []) doors.set(one.place, one.name);
  for (const one of (kept && kept.bundle.gates) || []) doors.set(one.id, one.name);
  const all = await outbox.facts();
  for (const [id, door] of careNames(kept && kept.bundle)) doors.set(id, door);
  for (const [code, name] of await pointNames(kept && kept.bundle, all)) doors.set(code, name);
  const of = (wanted) => all.filter((fact) => fact.state === wanted).reverse();
  const [waiting, asked] = [of(outbox.WAITING), of(outbox.ASKED)];
  const sent = of(outbox.SENT).filter((fact) => dayOf(fact.at) === today());
  write(node, 'count', waiting.length ? say('waiting', { n: waiting.length }) : '');
  write(node, 'say', sayingOf(waiting.length));
  show(node, 'send', waiting.length > 0);
  fill(node, 'look', asked, doors);
  fill(node, 'facts', waiting, doors);
  fill(node, 'sent-list', sent, doors);
  show(node, 'sent', sent.length > 0);
  write(node, 'sent-count', String(sent.length));
}

function sayingOf(waiting) {
  if (!waiting) return say('all_sent');
  if (sending.now) return say('sending');
  if (sending.refusal) return sending.refusal;
  if (nextAt() > Date.now()) return say(sending.busy ? 'busy' : 'again_at', { time: clock(nextAt()) });
  return '';
}

// Rows stay where they are while nothing about them changes, so that a finger finds its button.
function fill(node, name, facts, doors) {
  const place = slot(node, name);
  const print = JSON.stringify(facts.map((fact) => [fact.id, fact.state, fact.tried, fact.unstored]));
  if (place.dataset.print === print) return;
  place.dataset.print = print;
  place.replaceChildren(...facts.map((fact) => row(fact, doors)));
  place.hidden = !facts.length;
}

function row(fact, doors) {
  const made = piece('fact');
  const door = doors.get(fact.body.gate || fact.body.household || fact.body.episode || fact.body.task || fact.body.test || fact.body.check || fact.body.place || fact.body.point) || fact.body.place || newDoor(fact.body);
  write(made, 'plate', door);
  write(made, 'what', whatText(fact));
  write(made, 'when', deliveryText(fact));
  const answer = fact.answer || {};
  slot(made, 'state').append(fact.state === outbox.ASKED ? state('ask', answer.why) : element('span', 'll-hidden', ''));
  slot(made, 'state').hidden = fact.state !== outbox.ASKED;
  write(made, 'next', answer.next || '');
  made.querySelector('[data-act=undo]').hidden = !canUndo(fact);
  made.querySelector('[data-act=dismiss]').hidden = fact.state !== outbox.ASKED;
  slot(made, 'acts').hidden = !canUndo(fact) && fact.state !== outbox.ASKED;
  act(made, 'undo', () => takeBack(fact.id, door));
  act(made, 'dismiss', async () => { await outbox.dismiss(fact.id); tell('outbox'); });
  return made;
}

const newDoor = (body) => [body.building, body.stairwell, body.room].filter(Boolean).join('-');

function whatText(fact) {
  if (fact.kind === 'daily_answer') return option('outcome', fact.body.same ? 'same' : 'changed');
  if (fact.kind === 'gate.scan') return [option('gate_way', fact.body.direction), option('gate_done', fact.body.done)].join(say('comma'));
  return say('kinds_' + fact.kind);
}
