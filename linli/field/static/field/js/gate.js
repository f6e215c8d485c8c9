// What a gate's list, and what this phone has seen since, say of somebody who comes. Touches no page.
const SAME_MS = 2 * 60 * 1000; // the list's time of a scan of this phone may differ by so much
const MINUTES_OF_VISIT = 24 * 60;

const timeOf = (text) => Date.parse(text);
const isoOf = (ms) => new Date(ms).toISOString();

// The scans of this phone as they stand after what was said of them later; `ahead`: of this phone's clock.
export function scansOf(facts, ahead) {
  const found = new Map();
  for (const fact of facts) {
    if (fact.kind === 'gate.scan') found.set(fact.id, { id: fact.id, at: fact.at - ahead, body: fact.body, fact });
  }
  for (const fact of facts) {
    const scan = fact.kind === 'gate.scan_amended' && found.get(fact.body.scan);
    if (!scan) continue;
    if (fact.body.taken_back) found.delete(scan.id);
    else if (fact.body.temperature) scan.body = Object.assign({}, scan.body, { temperature: fact.body.temperature });
  }
  return Array.from(found.values()).sort((one, other) => one.at - other.at);
}

// ---- who it is -------------------------------------------------------------------------------------
export const passWithId = (list, id) => list.passes.find((one) => one.id === id) || null;
export const passWithSlip = (list, slip) => list.passes.find((one) => one.slip === slip) || null;
export const passWithPlate = (list, hash) => list.passes.find((one) => one.plate_hash && one.plate_hash === hash) || null;
export const householdWithPlate = (list, hash) => list.households.find((one) => (one.plates || []).includes(hash)) || null;
export const householdWithId = (list, id) => list.households.find((one) => one.id === id) || null;

// A household's own pass; one that is valid before one that is not any more.
export function passOfHousehold(list, id) {
  const own = list.passes.filter((one) => one.kind === 'household' && one.household === id);
  return own.find((one) => one.state === 'valid') || own[0] || null;
}

const bare = (text) => text.toUpperCase().replace(/[\s\u00b7.\u2014\u2013-]/g, '');
export const slipIn = (text) => bare(text).replace(/[^0-9A-Z]/g, '');
export const plateIn = bare;

// The list knows names and numbers only by what comes out when they are hashed with its salt.
export async function hashOf(salt, text) {
  const plain = text.replace(/\s/g, '').toUpperCase();
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(salt + plain));
  return Array.from(new Uint8Array(bytes).slice(0, 8), (one) => one.toString(16).padStart(2, '0')).join('');
}

// By door as people say it, or by a whole name or a whole number of a document.
export async function lookUp(list, text) {
  const wanted = bare(text);
  if (!wanted) return [];
  const hash = await hashOf(list.salt, text);
  const said = (one) => bare(one.door).endsWith(wanted) || bare((one.compound || '') + one.door).includes(wanted);
  const known = (one) => one.names.includes(hash) || one.documents.includes(hash);
  const exact = (one) => (known(one) || bare(one.door) === wanted ? 0 : 1);
  const found = list.households.filter((one) => known(one) || said(one));
  return found.sort((one, other) => exact(one) - exact(other));
}

// ---- what was done with a pass before ---------------------------------------------------------------
// The turns of a household are one, whichever of its passes it used.
export const isOf = (pass, body) => (Boolean(pass.id) && body.pass_id === pass.id)
  || (Boolean(pass.household) && body.household === pass.household);

// Uses that the list tells of, and those of this phone, which count at once. `nameOf`: a gate's name by its id.
export function usesOf(pass, scans, nameOf) {
  const uses = (pass.uses || []).map((use) => Object.assign({}, use));
  // What the list tells of is one scan each: once it is found again among those of this phone, it is no other one too.
  const told = { out: new Set(uses), in: new Set(uses.filter((use) => use.back_at)) };
  for (const scan of scans) {
    const { body } = scan;
    if (body.done !== 'let_through' || !isOf(pass, body)) continue;
    if (body.direction === 'in') comesBack(uses, told.in, scan);
    else if (!body.errand) goesOut(uses, told.out, scan, nameOf(body.gate));
  }
  return uses.sort((one, other) => timeOf(one.at) - timeOf(other.at));
}

const isSame = (when, scan) => Math.abs(timeOf(when) - scan.at) < SAME_MS;

function goesOut(uses, told, scan, gate) {
  const known = Array.from(told).find((use) => use.gate === gate && isSame(use.at, scan));
  if (known) told.delete(known);
  else uses.push({ at: isoOf(scan.at), back_at: null, due_back_at: scan.body.due_back_at || null, gate });
}

function comesBack(uses, told, scan) {
  const known = Array.from(told).find((use) => isSame(use.back_at, scan));
  if (known) { told.delete(known); return; }
  const open = uses.filter((use) => !use.back_at && timeOf(use.at) <= scan.at);
  const last = open.sort((one, other) => timeOf(other.at) - timeOf(one.at))[0];
  if (last) last.back_at = isoOf(scan.at);
}

// ---- what the decision rests on -----------------------------------------------------------------------
const SAID = ['kind', 'area', 'valid_from', 'valid_until', 'people', 'every_days', 'times', 'max_hours', 'forfeits'];

// What the signed code says stands; the list adds whether it still holds, and what was done with it.
export function seenOf(claims, pass, uses) {
  const from = claims || pass;
  if (!from) return null;
  const seen = { state: pass ? pass.state : 'valid', uses };
  for (const name of SAID) seen[name] = from[name];
  return seen;
}

// Whoever is registered in full at a gate that asks for no pass has what a visitor's pass would say.
export function registered(gate, people, at) {
  return {
    kind: 'visitor', area: gate.area, valid_from: isoOf(at - 60000), valid_until: isoOf(at + MINUTES_OF_VISIT * 60000),
    people, every_days: 1, times: 0, max_hours: 0, forfeits: 0, state: 'valid', uses: [],
  };
}

const GATE = ['area', 'opens_at', 'closes_at', 'steps', 'fever_at', 'stale_minutes', 'alone'];

// `told`: {at, direction, reading, seen, people, household, errand, temperature, minutes}.
export function factsOf(list, told) {
  const gate = {};
  for (const name of GATE) gate[name] = list.gate[name];
  gate.must_pass = list.must_pass.map((one) => one.key);
  return {
    at: isoOf(told.at), gate, direction: told.direction, reading: told.reading, seen: told.seen, people: told.people,
    restricted: Boolean(told.household) && list.restricted.includes(told.household),
    errand: told.errand || '', granted: (told.household && list.granted[told.household]) || '',
    temperature: told.temperature === undefined ? null : told.temperature, list_minutes: told.minutes,
  };
}

// ---- the day at this gate ------------------------------------------------------------------------------
export function countOf(scans, gate, isToday) {
  const count = { out: 0, in: 0, vehicles_out: 0, vehicles_in: 0, refused: 0, errands: 0, fevers: 0, scans: 0 };
  for (const { at, body } of scans) {
    if (body.gate !== gate || !isToday(at)) continue;
    count.scans += 1;
    if (body.done === 'refused') { count.refused += 1; continue; }
    count[body.direction] += body.people;
    if (body.vehicle) count['vehicles_' + body.direction] += 1;
    if (body.errand) count.errands += 1;
  }
  return count;
}
