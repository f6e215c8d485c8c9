// Sends what waits: on opening, when a line comes back, after each fact, and now and then. One tab at a time.
import { alone } from './lock.js';
import { isoTime } from './moments.js';
import { tell } from './news.js';
import * as outbox from './outbox.js';
import { enrolment, headers, isOurs, refused } from './phone.js';

export const UNDO_MS = 8000; // for so long a fact can be taken back before it leaves
const BATCH = 200;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 5 * 60 * 1000;
const LOOK_MS = 30 * 1000;
const NOT_BEFORE = 'field-not-before'; // the server's word, kept over closing and shared by all tabs

// What a person may be told: offline, busy until, what was refused, and how wrong this clock is.
export const sending = { now: false, failures: 0, notBefore: 0, busy: false, refusal: '', clockError: null, size: BATCH };
let timer = 0;

export function start() {
  window.addEventListener('online', () => {
    sending.failures = 0;
    sending.notBefore = 0;
    look();
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  look();
}

export function look(delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(round, delay);
}

export function sendNow() {
  sending.failures = 0;
  sending.notBefore = 0;
  return round(true);
}

const toldToWait = () => Number(localStorage.getItem(NOT_BEFORE) || 0);
export const nextAt = () => Math.max(sending.notBefore, toldToWait());

async function round(pressed = false) {
  clearTimeout(timer);
  try {
    await outbox.rehouse();
    const wait = nextAt() - Date.now();
    if (wait > 0) return look(Math.min(wait + 50, LOOK_MS));
    if (navigator.onLine !== false) await alone('send', () => drain(pressed));
  } catch (error) {
    console.error(error); // whatever it was: the facts are here, and are tried again
    waitLonger();
  } finally {
    tell('sending');
  }
  const isIdle = navigator.onLine === false || !(await outbox.countWaiting());
  return look(isIdle ? LOOK_MS : Math.min(LOOK_MS, Math.max(2000, nextAt() - Date.now() + 50)));
}

async function drain(pressed) {
  const mine = await enrolment();
  if (!mine) return;
  sending.now = true;
  try {
    for (;;) {
      const ready = await readyFacts(pressed);
      if (!ready.length || !(await sendBatch(mine, ready.slice(0, sending.size), ready.length))) return;
      tell('outbox');
    }
  } finally {
    sending.now = false;
    await outbox.dropSent();
  }
}

async function readyFacts(pressed) {
  const before = Date.now() - (pressed ? 0 : UNDO_MS);
  // A clock that was set back must not hold a fact here for hours.
  const isReady = (fact) => fact.at <= before || fact.at > Date.now() + UNDO_MS;
  return (await outbox.facts()).filter((fact) => fact.state === outbox.WAITING && isReady(fact));
}

async function sendBatch(mine, wanted, waiting) {
  const taken = await outbox.take(wanted.map((fact) => fact.id));
  const facts = wanted.filter((fact) => taken.has(fact.id));
  if (!facts.length) return true;
  const response = await post(mine, facts, waiting - facts.length);
  if (!response) return false;
  if (response.status === 200) return settled(facts, await answersTo(facts, response));
  return putOff(response, facts.length);
}

// A hotel's sign-in page answers 200 too; only the intake answers for each fact.
async function answersTo(facts, response) {
  const told = await response.json().catch(() => null);
  return told && Array.isArray(told.facts) && told.facts.length === facts.length ? told : null;
}

async function post(mine, facts, left) {
  const more = { 'Content-Type': 'application/json', 'Linli-Sent-At': isoTime(new Date()), 'Linli-Waiting': String(left) };
  const body = JSON.stringify(facts.map((fact) => ({ id: fact.id, kind: fact.kind, made_at: fact.made_at, body: fact.body })));
  try {
    return await fetch('/intake/v1/facts', {
      method: 'POST', cache: 'no-store', credentials: 'omit', headers: Object.assign(headers(mine.token), more), body,
    });
  } catch (error) {
    waitLonger(); // no line, or it broke off: the same ids go again
    return null;
  }
}

async function settled(facts, told) {
  if (!told) {
    waitLonger();
    return false;
  }
  for (let at = 0; at < facts.length; at += 1) await outbox.settle(facts[at], told.facts[at]);
  sending.failures = 0;
  sending.notBefore = 0;
  sending.busy = false;
  sending.refusal = '';
  sending.clockError = told.clock_error || null;
  localStorage.removeItem(NOT_BEFORE);
  return true;
}

// Nothing was kept. Facts stay here; the server says when to come again, or this waits longer each time.
async function putOff(response, size) {
  const told = await response.json().catch(() => ({}));
  if (response.status === 401 && isOurs(told)) {
    await refused(told);
    return false;
  }
  if (response.status === 413 && size > 1) {
    sending.size = Math.max(1, Math.floor(size / 2));
    return true;
  }
  const seconds = Number(response.headers.get('Retry-After') || told.retry_after || 0);
  sending.busy = response.status === 429 || response.status === 503;
  sending.refusal = sending.busy ? '' : told.title || '';
  if (seconds > 0) localStorage.setItem(NOT_BEFORE, String(Date.now() + seconds * 1000));
  else waitLonger();
  return false;
}

function waitLonger() {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** sending.failures);
  sending.failures += 1;
  // Phones that lost the line together do not come back in the same second.
  sending.notBefore = Date.now() + wait * (0.75 + Math.random() / 2);
}
