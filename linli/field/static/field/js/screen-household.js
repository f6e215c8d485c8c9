// One household: who asked it today before anything else, then the buttons, its people, and what else may be told.
import { nobody, same } from './bodies.js';
import { channel, drawChannels } from './channels.js';
import { act, element, piece, show, slot, write } from './dom.js';
import { drawMarks, ledgerRow, peopleText } from './doors.js';
import { dayName } from './moments.js';
import { record } from './record.js';
import { readDay } from './screen-day.js';
import { nameIn, whatOf, whoOf } from './told.js';
import { say } from './words.js';

export async function household(id) {
  const holder = element('div');
  const draw = async () => holder.replaceChildren(await drawn(id));
  await draw();
  // A line of news must not take the focus away from whoever is tapping here.
  return { node: holder, update: async (news) => { if (news !== 'sending' && news !== 'line') await draw(); } };
}

async function drawn(id) {
  const round = await readDay();
  const one = round && round.all.find((it) => it.door.id === id);
  if (!one) return element('p', 'll-field-plain', say(round ? 'gone' : 'list_none'));
  const node = piece('household');
  const door = one.door;
  write(node, 'compound', door.compound || '');
  write(node, 'door', door.door);
  write(node, 'people', peopleText(door));
  drawMarks(slot(node, 'marks'), one);
  drawLedger(node, one);
  drawAnswer(node, one);
  drawComing(node, one);
  (door.members || []).forEach((member) => slot(node, 'members').append(memberRow(member)));
  drawBefore(slot(node, 'before'), one);
  links(node, id);
  return node;
}

function drawLedger(node, one) {
  show(node, 'ledger', one.entries.length > 0);
  one.entries.forEach((entry) => slot(node, 'contacts').append(ledgerRow(entry, one.door)));
  if (one.settled) slot(node, 'ledger').classList.add('ll-field-settled');
}

// One contact a person a day: whoever was asked gets no second button, only the way to something new.
function drawAnswer(node, one) {
  show(node, 'answer', !one.settled);
  show(node, 'again', Boolean(one.settled));
  drawChannels(node);
  act(node, 'same', () => record(same(one.door.id, channel()), one.door.door));
  act(node, 'nobody', () => record(nobody(one.door.id, channel()), one.door.door));
}

function drawComing(node, one) {
  const place = slot(node, 'coming');
  for (const comer of one.coming) {
    const row = piece('comer');
    slot(row, 'link').href = '#/h/' + one.door.id + '/arrival/' + comer.id;
    write(row, 'name', say(comer.from_place ? 'coming_from' : 'coming', { name: comer.name, day: dayName(comer.on), place: comer.from_place }));
    place.append(row);
  }
}

function memberRow(member) {
  const row = piece('member');
  write(row, 'name', member.name || say('somebody'));
  const age = member.age === undefined || member.age === null ? '' : say('age', { n: member.age });
  write(row, 'about', [member.relation, age].filter(Boolean).join(' '));
  const away = [member.away, member.away_place, member.back_on ? say('back_on', { day: dayName(member.back_on) }) : ''];
  const number = member.phone || (member.minor ? say('minor_phone') : '');
  write(row, 'where', [number, ...away].filter(Boolean).join(' '));
  (member.needs || []).forEach((need) => slot(row, 'needs').append(element('span', 'll-need', need)));
  return row;
}

function drawBefore(place, one) {
  const { last, changed } = one.door;
  place.append(element('li', '', last ? say('last_answer', { day: dayName(last) }) : say('never_answered')));
  if (changed) {
    const day = dayName(changed.at.slice(0, 10));
    place.append(element('li', '', say('last_change', { day, who: whoOf(changed), what: whatOf(changed, nameIn(one.door)) })));
  }
}

function links(node, id) {
  const to = (name, path) => { slot(node, name).href = '#/h/' + id + '/' + path; };
  to('changed', 'changed');
  to('to-changed', 'changed');
  to('to-visit', 'visit');
  to('to-arrival', 'arrival');
  to('to-not-mine', 'not-mine');
}
