// My day: what is due, the urgent ones first, then as one walks; or one stairwell at a time.
import { drawChannels } from './channels.js';
import { act, piece, show, slot, write } from './dom.js';
import { byUrgency, comesFirst, dayOfRound, openChecks, unitOf } from './day.js';
import { doorRow, unitName } from './doors.js';
import { list, status } from './list.js';
import { today } from './moments.js';
import { facts } from './outbox.js';
import { care } from './screen-care.js';
import { duty } from './screen-duty.js';
import { set, setting } from './settings.js';
import { say } from './words.js';

const AT_ONCE = 40;

export async function readDay() {
  const kept = await list();
  if (!kept) return null;
  const day = today();
  const mine = await facts();
  return Object.assign(dayOfRound(kept.bundle, mine, day), {
    bundle: kept.bundle, today: day, checks: openChecks(kept.bundle, mine),
  });
}

export async function day() {
  const kept = await list();
  if (kept && !kept.bundle.duties.length && kept.bundle.stands) return duty('', true);
  if (kept && !kept.bundle.duties.length && (kept.bundle.care || []).length) return care(true);
  const node = piece('day');
  drawChannels(node);
  let limit = AT_ONCE;
  let seen = await redraw(node, limit);
  act(node, 'more', async () => { limit += AT_ONCE; seen = await redraw(node, limit); });
  // Before there is a list nobody knows which screen it will be.
  if (!kept) return { node, redraws: true };
  return { node, update: async (news) => { seen = await update(node, seen, limit, news); } };
}

// A tap changes one row in its place: nothing moves under the thumb. Everything else draws the list anew.
async function update(node, before, limit, news) {
  const round = await readDay();
  if (!round || !before || news === 'list' || news === 'phone' || news === 'route') return redraw(node, limit, round);
  head(node, round);
  for (const one of round.all) {
    const print = printOf(one);
    if (before.prints.get(one.door.id) === print) continue;
    before.prints.set(one.door.id, print);
    node.querySelectorAll('[data-slot=groups] [data-door="' + one.door.id + '"]').forEach((row) => swap(row, one));
  }
  lefts(node, round);
  return before;
}

function swap(row, one) {
  const fresh = doorRow(one, row.dataset.whole === '1');
  fresh.dataset.whole = row.dataset.whole;
  const hadFocus = row.contains(document.activeElement);
  row.replaceWith(fresh);
  if (hadFocus) {
    const next = fresh.querySelector('button:not([hidden]), a');
    if (next) next.focus({ preventScroll: true });
  }
}

const printOf = (one) => JSON.stringify([one.settled && [one.settled.id, one.settled.state, one.settled.tried, one.settled.unstored], one.tried.length]);

async function redraw(node, limit, read) {
  const round = read || (await readDay());
  const groups = slot(node, 'groups');
  groups.replaceChildren();
  show(node, 'done', false);
  show(node, 'more', false);
  if (!round) {
    empty(node, say(status.busy ? 'list_loading' : 'list_none'));
    return null;
  }
  head(node, round);
  const rest = drawGroups(groups, round, limit);
  show(node, 'more', rest > 0);
  drawDone(node, round);
  empty(node, emptyText(round, groups));
  return { prints: new Map(round.all.map((one) => [one.door.id, printOf(one)])) };
}

function empty(node, text) {
  write(node, 'empty', text);
}

function emptyText(round, groups) {
  if (!round.all.length) return say('no_doors');
  if (groups.querySelector('.ll-door')) return '';
  return chosenUnit(round) ? say('nothing_here') : say('nothing_left');
}

function head(node, round) {
  const area = round.bundle.duties[0];
  write(node, 'who', [area ? area.name : '', round.bundle.worker].filter(Boolean).join(' '));
  const bar = slot(node, 'bar');
  bar.max = Math.max(1, round.total);
  bar.value = round.done;
  show(node, 'checks', round.checks.length > 0);
  write(node, 'checks-say', say('checks', { n: round.checks.length }));
  const shifts = (round.bundle.shifts || []).length;
  show(node, 'shifts', shifts > 0);
  write(node, 'shifts-say', say('shifts', { n: shifts }));
  show(node, 'gates', Boolean((round.bundle.gates || []).length));
  const trips = (round.bundle.trips || []).length;
  show(node, 'trips', trips > 0);
  write(node, 'trips-say', say('trips_mine', { n: trips }));
  show(node, 'patrols', Boolean((round.bundle.patrols || []).length));
  careLink(node, round.bundle);
  show(node, 'stands', Boolean(round.bundle.stands));
  write(node, 'count', say('progress', { done: round.done, total: round.total }));
}

function careLink(node, bundle) {
  const n = (bundle.care || []).length;
  show(node, 'care', n > 0);
  write(node, 'care-say', say('cared_for', { n }));
}

const chosenUnit = (round) => round.units.find((unit) => unit.key === setting('unit', ''));
const manyCompounds = (round) => new Set(round.bundle.doors.map((door) => door.compound || '')).size > 1;

function groupsOf(round) {
  const unit = chosenUnit(round);
  const many = manyCompounds(round);
  if (unit) {
    return [{ name: unitName(unit.door, many), doors: unit.all.filter((one) => one.due).sort(byUrgency), all: unit.all, key: unit.key, whole: false }];
  }
  const first = round.all.filter((one) => one.due && comesFirst(one)).sort(byUrgency);
  const urgent = new Set(first.map((one) => one.door.id));
  const made = first.length ? [{ name: say('first'), doors: first, all: first, key: 'first', whole: true }] : [];
  for (const one of round.units) {
    const doors = one.all.filter((it) => it.due && !urgent.has(it.door.id));
    if (doors.length) made.push({ name: unitName(one.door, many), doors, all: one.all, key: one.key, whole: false });
  }
  return made;
}

function drawGroups(place, round, limit) {
  let room = limit;
  let rest = 0;
  for (const group of groupsOf(round)) {
    const doors = group.doors.slice(0, Math.max(0, room));
    rest += group.doors.length - doors.length;
    room -= doors.length;
    if (doors.length || group.doors.length === 0) place.append(drawGroup(group, doors, !place.children.length));
  }
  return rest;
}

function drawGroup(group, doors, isFirst) {
  const node = piece('group');
  node.dataset.group = group.key;
  write(node, 'name', group.name);
  write(node, 'left', say('left', { n: group.all.filter((one) => one.due).length }));
  show(node, 'units', isFirst);
  for (const one of doors) {
    const row = doorRow(one, group.whole);
    row.dataset.whole = group.whole ? '1' : '0';
    slot(node, 'doors').append(row);
  }
  return node;
}

function lefts(node, round) {
  node.querySelectorAll('[data-group]').forEach((group) => {
    const shown = group.dataset.group === 'first' ? round.all.filter(comesFirst) : round.all.filter((one) => unitOf(one.door) === group.dataset.group);
    write(group, 'left', say('left', { n: shown.filter((one) => one.due).length }));
  });
}

// Who was asked already: folded, and drawn when it is opened.
function drawDone(node, round) {
  const unit = chosenUnit(round);
  const done = (unit ? unit.all : round.all).filter((one) => one.settled);
  const details = slot(node, 'done');
  details.hidden = !done.length;
  details.open = false;
  write(node, 'done-say', say('done_today', { n: done.length }));
  const rows = slot(node, 'done-list');
  rows.replaceChildren();
  details.ontoggle = () => {
    if (!details.open || rows.children.length) return;
    done.sort((one, other) => Date.parse(other.settled.at) - Date.parse(one.settled.at));
    done.slice(0, 200).forEach((one) => rows.append(doorRow(one, !unit)));
  };
}

export async function units() {
  const node = piece('units');
  const round = await readDay();
  const place = slot(node, 'units');
  const many = round && manyCompounds(round);
  const choose = (key, name, left) => {
    const row = piece('unit');
    write(row, 'name', name);
    write(row, 'left', say('left', { n: left }));
    if (key === setting('unit', '')) row.firstElementChild.setAttribute('aria-current', 'true');
    act(row, 'choose', () => { set('unit', key); location.hash = '#/'; });
    place.append(row);
  };
  const due = (all) => all.filter((one) => one.due).length;
  if (round) choose('', say('all_units'), due(round.all));
  for (const unit of round ? round.units : []) choose(unit.key, unitName(unit.door, many), due(unit.all));
  return { node };
}
