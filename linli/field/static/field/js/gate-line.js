// With a line the server is asked too: it knows what every other gate has seen. It has not long to answer; without it
// the phone's own answer stands.
import { newId } from './ids.js';
import { isoTime } from './moments.js';
import { enrolment, headers, isOurs, refused } from './phone.js';

const PATIENCE_MS = 600;
const PAUSE_MS = 30 * 1000; // after a silence, so that a queue does not wait for each one anew
const SERVICE_MS = 3000; // it has half of that to answer the server
const ASKED_FOR = new Set(['pass', 'slip', 'door', 'vehicle']);
let quietUntil = 0;

// {id, made_at, answer, door}: answered, and written down there; without an answer: perhaps written down; null: not asked.
// `before`: what was answered about the same person, which this one stands instead of.
export async function askServer(pending, before) {
  const question = questionOf(pending, before);
  const mine = await enrolment();
  if (!question || !mine || navigator.onLine === false || Date.now() < quietUntil) return null;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await answered(question, mine, patience.signal);
  } catch (error) {
    quietUntil = Date.now() + PAUSE_MS;
    return { id: question.id, made_at: question.made_at };
  } finally {
    clearTimeout(timer);
  }
}

function questionOf({ told, shown, known, kept, people, errand, temperature }, before) {
  const pass = known.claims || known.pass;
  if (!ASKED_FOR.has(shown.shown) || !kept.list.gate.steps.includes('scan') || shown.persons) return null;
  if (!shown.text && !pass && !shown.slip && !known.household) return null;
  const question = { id: newId(), gate: kept.list.gate.id, made_at: isoTime(new Date()), shown: shown.shown, direction: told.direction, people };
  const more = {
    code: shown.text, pass_id: shown.text ? '' : pass && pass.id, slip: shown.slip, household: known.household,
    vehicle: shown.vehicle, plate: shown.plate, temperature, errand, instead_of: before && before.id,
  };
  for (const [name, value] of Object.entries(more)) if (value) question[name] = value;
  return question;
}

async function answered(question, mine, signal) {
  const response = await fetch('/intake/v1/gate-scans', {
    method: 'POST', cache: 'no-store', credentials: 'omit', signal, body: JSON.stringify(question),
    headers: Object.assign(headers(mine.token), { 'Content-Type': 'application/json', 'Linli-Sent-At': isoTime(new Date()) }),
  });
  const told = await response.json();
  if (response.status === 401 && isOurs(told)) { await refused(told); return null; }
  if (response.status >= 500) throw new Error('The server cannot answer now');
  const one = response.ok && told.scans && told.scans[0];
  if (!one || one.id !== question.id) return null;
  const answer = { says: one.says, code: one.code, data: one.data, due_back_at: one.due_back_at, by_list: false };
  return { id: one.id, made_at: question.made_at, answer, door: one.door };
}

// What the city's own service says of a code that is none of ours: {known, words}. Silence is "not known".
export async function askService(id, code) {
  const mine = await enrolment();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), SERVICE_MS);
  try {
    const response = await fetch('/field/gates/' + id + '/verify.json', {
      method: 'POST', cache: 'no-store', credentials: 'omit', signal: patience.signal, body: JSON.stringify({ code }),
      headers: Object.assign(headers(mine.token), { 'Content-Type': 'application/json' }),
    });
    return response.ok ? await response.json() : { known: false };
  } catch (error) {
    return { known: false };
  } finally {
    clearTimeout(timer);
  }
}
