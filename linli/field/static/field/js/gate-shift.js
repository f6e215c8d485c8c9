// What a keeper is doing: which way, how many, what was measured; and the answer that stands until the next one comes.
import { announce } from './bars.js';
import * as gate from './gate.js';
import { askServer } from './gate-line.js';
import { gateList, minutesOld } from './gate-list.js';
import { list } from './list.js';
import { dayOf, now, today } from './moments.js';
import { tell } from './news.js';
import * as outbox from './outbox.js';
import { enrolment } from './phone.js';
import { record } from './record.js';
import { look, UNDO_MS } from './sender.js';
import { set, setting } from './settings.js';

// `pending`: {kept, known, told, decision, asked, written, fact}; `fact` once it is recorded, `asked` what the server was
// asked last, `written` all that it may have written down.
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

// ---- what nobody has answered yet ---------------------------------------------------------------------------
// What the server wrote down as a stop or a question stands there as if somebody had been turned back, until the keeper
// says what they did. Whoever goes on without a word has turned nobody back: it is withdrawn, also by the phone that was
// closed meanwhile and opened again.
const OPEN = 'gate-open';
const keepOpen = (written) => set(OPEN, written.map((one) => one.id).join(' '));

export async function leave(pending) {
  if (pending && !pending.fact) await withdraw(pending);
}

export async function closeOpen() {
  await leave(shift.pending);
  const left = setting(OPEN, '').split(' ').filter(Boolean);
  if (!left.length || !(await enrolment())) return;
  keepOpen([]);
  for (const id of left) await undone(id);
}

async function undone(id) {
  await outbox.add('gate.scan_amended', { scan: id, taken_back: true });
  tell('outbox');
  look(UNDO_MS + 200);
}

// ---- the answer ------------------------------------------------------------------------------------------
// `shown`: {shown, text} of a code, or what was looked up: {shown, pass, household, slip, plate, vehicle, people, persons}.
export async function judge(id, shown) {
  await closeOpen();
  const kept = await gateList(id);
  const known = await whoIs(kept.list, shown);
  const pending = { id, kept, shown, known, people: shown.people || shift.people, temperature: shift.temperature, errand: '', written: [] };
  shift.people = 1;
  shift.temperature = undefined;
  return weigh(pending);
}

// Of what the server was asked without a word back, nobody knows whether it is written there.
const unsure = (pending) => pending.written.filter((one) => !one.answer);

// The same again, with what has become known since: an errand, a temperature.
export async function weigh(pending, more = {}) {
  const { kept, shown, known } = Object.assign(pending, more);
  const { decide } = await rules();
  const at = now();
  const gates = await names();
  // A pass that the list does not have is known by its code, and by what this phone has seen of it.
  const pass = known.pass || (known.claims && { id: known.claims.id, state: 'valid' });
  const uses = pass ? gate.usesOf(pass, await scans(), (id) => gates.get(id) || kept.list.gate.name) : [];
  pending.isWritten = Boolean(shown.persons) && !kept.list.gate.steps.includes('scan');
  const seen = pending.isWritten
    ? gate.registered(kept.list.gate, pending.people, at)
    : gate.seenOf(known.claims, pass, uses);
  pending.told = {
    at, direction: direction(), reading: known.reading, seen, people: pending.people, household: known.household,
    errand: pending.errand, temperature: pending.temperature, minutes: minutesOld(kept),
  };
  pending.decision = decide(gate.factsOf(kept.list, pending.told));
  pending.fact = null;
  pending.deed = null;
  shift.pending = pending;
  const before = pending.written.find((one) => one.answer) || takenBackOf(pass || { household: known.household });
  pending.asked = await askServer(pending, before);
  if (pending.asked && pending.asked.answer) takenBack.delete(before);
  if (pending.asked) pending.written = pending.asked.answer ? [pending.asked, ...unsure(pending)] : [...pending.written, pending.asked];
  if (pending.asked && pending.asked.answer) pending.decision = pending.asked.answer;
  // Revoked in this moment: nothing is written under a name that is not there any more.
  if (pending.decision.says !== 'pass') keepOpen(pending.written);
  else if (await enrolment()) await settle(pending, { done: 'let_through' });
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

// `did`: {done, ground, ground_words}. Into the outbox; the answer stays on the screen. One answer is one deed: whoever taps
// twice has let one person through.
export function settle(pending, did) {
  pending.deed = pending.deed || recorded(pending, did).catch((error) => { pending.deed = null; throw error; });
  return pending.deed;
}

async function recorded(pending, did) {
  // What was answered is written there. What was not may say anything else there: it is withdrawn, and what happened has an
  // id of its own.
  const isServers = pending.asked && pending.asked.answer && did.done === 'let_through' && pending.decision.says === 'pass';
  const same = isServers ? pending.asked : null;
  await withdraw(pending, same);
  const known = same ? { id: same.id, made_at: same.made_at, isSent: true } : {};
  pending.fact = await outbox.add('gate.scan', bodyOf(pending, did), known);
  tell('outbox');
  look(UNDO_MS + 200);
  return pending.fact;
}

// What the server wrote down when it was asked, or may have, and what is not so.
export async function withdraw(pending, but = null) {
  const { written } = pending;
  pending.written = [];
  keepOpen([]);
  for (const one of written) if (one !== but) await undone(one.id);
}

// The server hears of it some seconds later. Whoever comes again meanwhile is asked about instead of the scan that is not so.
const takenBack = new Set();
const takenBackOf = (pass) => Array.from(takenBack).reverse().find((one) => gate.isOf(pass, one.body));

// Recorded in error: as if it had not been, or, once it has left, said afterwards.
export async function takeBack(scan, text) {
  const found = (await scans()).find((one) => one.id === scan);
  if (found) takenBack.add(found);
  if (!(await outbox.undo(scan))) await outbox.add('gate.scan_amended', { scan, taken_back: true });
  tell('outbox');
  look(UNDO_MS + 200);
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
