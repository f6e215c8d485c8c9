// What the list and the outbox say together: which doors are due, who was asked, what comes first. Touches no page.
import { dayOf, daysBetween } from './moments.js';

export const SILENT_FROM = 2; // days without an answer from which a household comes first

const OUTCOMES = { daily_answer: (body) => (body.same ? 'same' : 'changed'), nobody_home: () => 'nobody_home', visit: (body) => body.outcome };

// A fact of this phone, as the ledger would have it.
export function entryOf(fact) {
  return {
    id: fact.id, at: fact.made_at, outcome: OUTCOMES[fact.kind](fact.body), channel: fact.body.channel || 'door',
    kind: fact.kind === 'daily_answer' ? 'answer' : 'visit', purpose: fact.body.purpose || 'daily',
    details: fact.kind === 'daily_answer' && fact.body.same ? null : fact.body, mine: true, state: fact.state,
    tried: fact.tried, unstored: fact.unstored,
  };
}

const isContact = (fact) => fact.kind in OUTCOMES;

// Every contact of the day with each household: the list's, and this phone's own.
export function ledger(bundle, facts, today) {
  const found = new Map();
  const add = (household, entry) => {
    if (!found.has(household)) found.set(household, []);
    found.get(household).push(entry);
  };
  const mine = new Map(facts.filter((fact) => isContact(fact) && dayOf(fact.at) === today).map((fact) => [fact.id, fact]));
  for (const door of bundle.doors) {
    for (const entry of door.contacts || []) {
      if (dayOf(Date.parse(entry.at)) === today && !mine.has(entry.id)) add(door.id, entry);
    }
  }
  for (const fact of mine.values()) add(fact.body.household, entryOf(fact));
  for (const entries of found.values()) entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return found;
}

// The contact that settles a household's day, if there is one: an answer before a talk before a refusal.
export function settling(entries) {
  const order = [(one) => one.kind === 'answer', (one) => one.outcome === 'met', (one) => one.outcome === 'refused'];
  for (const wanted of order) {
    const found = (entries || []).find(wanted);
    if (found) return found;
  }
  return null;
}

const silenceOf = (door, today) => (door.last ? daysBetween(door.last, today) - 1 : 0);

// `silent`: full days without an answer. A door that is not known to have ever answered (`never`) has been silent for
// as long as any other one, or longer.
function standing(door, entries, today, longest) {
  const settled = settling(entries);
  const silent = door.last ? silenceOf(door, today) : longest;
  return {
    door, entries: entries || [], settled, due: door.due !== false && !settled, silent, never: !door.last,
    tried: (entries || []).filter((one) => one.outcome === 'nobody_home'),
    coming: (door.arrivals || []).filter((one) => one.state === 'expected'),
    came: (door.arrivals || []).filter((one) => one.state === 'arrived'),
  };
}

const weight = (one) => (one.coming.length ? 8 : 0) + (one.came.length ? 4 : 0) + ((one.door.needs || []).length ? 2 : 0);
export const isSilent = (one) => one.silent >= SILENT_FROM;
export const comesFirst = (one) => weight(one) > 0 || isSilent(one);

// Returnees and people with needs on top, then the longest silence; then as one walks, which is the order of the list.
export function byUrgency(one, other) {
  return weight(other) - weight(one) || other.silent - one.silent || one.at - other.at;
}

// 3号楼 2单元: the doors that hang together on a walk.
export function unitOf(door) {
  return [door.compound || '', door.building || '', door.stairwell || ''].join('|');
}

export function shortDoor(door) {
  const parts = door.door.split('-');
  return door.building && parts.length > 1 ? parts[parts.length - 1] : door.door;
}

export function dayOfRound(bundle, facts, today) {
  const entries = ledger(bundle, facts, today);
  const longest = bundle.doors.reduce((most, door) => Math.max(most, silenceOf(door, today)), 0);
  const all = bundle.doors.map((door, at) => Object.assign(standing(door, entries.get(door.id), today, longest), { at }));
  const asked = all.filter((one) => one.door.due !== false || one.settled);
  const units = new Map();
  for (const one of all) {
    const key = unitOf(one.door);
    if (!units.has(key)) units.set(key, { key, door: one.door, all: [] });
    units.get(key).all.push(one);
  }
  return { all, units: Array.from(units.values()), total: asked.length, done: asked.filter((one) => one.settled).length };
}

// Whom to look for; without those about whom this phone has told already.
export function openChecks(bundle, facts) {
  const told = new Set(facts.filter((fact) => fact.kind === 'check_result').map((fact) => fact.body.check));
  return (bundle.checks || []).filter((one) => !told.has(one.id));
}

// By door, as people say it, or by a name that the duty shows.
export function search(all, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const bare = (words) => words.toLowerCase().replace(/[\s—–-]/g, '');
  const key = bare(wanted);
  const fits = (one) => bare(one.door.door).includes(key) || bare((one.door.compound || '') + one.door.door).includes(key)
    || (one.door.members || []).some((member) => (member.name || '').toLowerCase().includes(wanted));
  const exact = (one) => (bare(shortDoor(one.door)) === key || bare(one.door.door) === key ? 0 : 1);
  return all.filter(fits).sort((one, other) => exact(one) - exact(other) || one.at - other.at);
}
