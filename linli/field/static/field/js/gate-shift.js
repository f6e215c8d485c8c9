// What a keeper is doing: which way, how many, what was measured; and the answer that stands until the next one comes.
import { announce } from './bars.js';
import * as gate from './gate.js';
import { gateList, minutesOld } from './gate-list.js';
import { list } from './list.js';
import { dayOf, now, today } from './moments.js';
import { tell } from './news.js';
import * as outbox from './outbox.js';
import { record } from './record.js';
import { look, UNDO_MS } from './sender.js';
import { set, setting } from './settings.js';

// `pending`: {kept, told, decision, body, household, fact}; `fact` once it is recorded.
export const shift = { people: 1, temperature: undefined, pending: null };

export const direction = () => setting('gate-direction', 'out');
export const turn = (way) => set('gate-direction', way);

// The rules come with the first gate: a round needs none of them.
let loading = null;
export function rules() {
  loading = loading || Promise.all([import('../../gates/js/decide.js'), import('../../gates/js/pass.js')])
    .then(([{ decide }, { readPass }]) => ({ decide, readPass }));
  loading.catch(() => { loading = null; });
  return loading;
}

export async function scans() {
  return gate.scansOf(await outbox.facts(), Date.now() - now());
}

export async function count(id) {
  return gate.countOf(await scans(), id, (at) => dayOf(at) === today());
}

async function names() {
  const kept = await list();
  return new Map(((kept && kept.bundle.gates) || []).map((one) => [one.id, one.name]));
}

// ---- the answer ------------------------------------------------------------------------------------------
// `shown`: {shown, text} of a code, or what was looked up: {shown, pass, household, slip, plate, vehicle, people, persons}.
export async function judge(id, shown) {
  const kept = await gateList(id);
  const known = await whoIs(kept.list, shown);
  const pending = { id, kept, shown, known, people: shown.people || shift.people, temperature: shift.temperature, errand: '' };
  shift.people = 1;
  shift.temperature = undefined;
  return weigh(pending);
}

// The same again, with what has become known since: an errand, a temperature.
export async function weigh(pending, more = {}) {
  const { kept, shown, known } = Object.assign(pending, more);
  const { decide } = await rules();
  const at = now();
  const gates = await names();
  const uses = known.pass ? gate.usesOf(known.pass, await scans(), (id) => gates.get(id) || kept.list.gate.name) : [];
  const seen = shown.persons && !kept.list.gate.steps.includes('scan')
    ? gate.registered(kept.list.gate, pending.people, at)
    : gate.seenOf(known.claims, known.pass || (known.claims && { id: known.claims.id, state: 'valid' }), uses);
  pending.told = {
    at, direction: direction(), reading: known.reading, seen, people: pending.people, household: known.household,
    errand: pending.errand, temperature: pending.temperature, minutes: minutesOld(kept),
  };
  pending.decision = decide(gate.factsOf(kept.list, pending.told));
  pending.fact = null;
  shift.pending = pending;
  if (pending.decision.says === 'pass') await settle(pending, { done: 'let_through' });
  return pending;
}

async function whoIs(list_, shown) {
  const read = shown.text ? await readText(list_, shown.text) : { reading: '', claims: null };
  const household = shown.household || null;
  const pass = shown.pass || (read.claims && gate.passWithId(list_, read.claims.id))
    || (household && gate.passOfHousehold(list_, household)) || null;
  return { reading: read.reading || 'none', claims: read.claims, pass, household: household || (pass && pass.household) };
}

async function readText(list_, text) {
  const { readPass } = await rules();
  return readPass(text, list_.keys, { city: list_.city, withdrawn: list_.withdrawn });
}

// ---- what the keeper did -----------------------------------------------------------------------------------
function bodyOf(pending, did) {
  const { told, decision, shown, known, kept } = pending;
  const granted = decision.code === 'gates.granted' ? decision.data.errand : '';
  const body = {
    gate: kept.list.gate.id, shown: shown.shown, direction: told.direction, verdict: decision.says, reason: decision.code,
    people: told.people,
  };
  const more = {
    pass_id: (known.claims && known.claims.id) || (known.pass && known.pass.id), household: known.household, slip: shown.slip,
    errand: pending.errand || granted, vehicle: shown.vehicle, plate: shown.plate, temperature: told.temperature,
    due_back_at: decision.due_back_at, list_minutes: told.minutes, persons: shown.persons,
  };
  return Object.assign(body, without(more), without(did));
}

function without(values) {
  const kept = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== '' && value !== undefined && value !== null && value !== false && !(Array.isArray(value) && !value.length)) kept[name] = value;
  }
  return kept;
}

// `did`: {done, ground, ground_words}. Into the outbox; the answer stays on the screen.
export async function settle(pending, did) {
  pending.fact = await outbox.add('gate.scan', bodyOf(pending, did));
  tell('outbox');
  look(UNDO_MS + 200);
  return pending.fact;
}

// Recorded in error: as if it had not been, or, once it has left, said afterwards.
export async function takeBack(scan, text) {
  if (!(await outbox.undo(scan))) await record({ kind: 'gate.scan_amended', body: { scan, taken_back: true } }, '', true);
  tell('outbox');
  announce(text);
}

// A temperature that is taken after somebody was let through: noted, or a reason to ask after all.
export async function measured(pending, celsius) {
  const { fever_at: fever } = pending.kept.list.gate;
  if (!pending.fact) return weigh(pending, { temperature: celsius });
  if (fever && celsius >= fever && pending.decision.code !== 'gates.must_pass') {
    await takeBack(pending.fact.id, '');
    return weigh(pending, { temperature: celsius });
  }
  await record({ kind: 'gate.scan_amended', body: { scan: pending.fact.id, temperature: celsius } }, '', true);
  pending.told.temperature = celsius;
  return pending;
}
