// The outbox: every fact from the moment it is made until the day is over. Sealed, but for its id, time and state.
import * as db from './db.js';
import { newId } from './ids.js';
import { isoTime } from './moments.js';
import { seal, unseal } from './vault.js';

export const WAITING = 'waiting';
export const SENT = 'sent';
export const ASKED = 'asked'; // kept by the server, which cannot use it as it is: somebody must look
const KEEP_SENT_MS = 26 * 3600 * 1000;

// Facts for which the phone had no room left: they live as long as the page does, and are stored as soon as there is room.
const homeless = new Map();
// What was unsealed once: a gate makes thousands of facts a shift, and every bar and count asks for all of them.
const opened = new Map();

export const unstored = () => homeless.size;

// `id` and `made_at`: of a fact that the server was asked about before, which it knows again by both. It may be there
// already, so that it can only be taken back by saying so.
export async function add(kind, body, { id, made_at, isSent = false } = {}) {
  const now = Date.now();
  const fact = {
    id: id || newId(now), at: now, state: isSent ? SENT : WAITING, tried: Boolean(id), kind, made_at: made_at || isoTime(new Date(now)), body,
  };
  await store(fact);
  return fact;
}

async function store(fact) {
  const row = { id: fact.id, at: fact.at, state: fact.state, tried: fact.tried, sealed: await seal(inner(fact)) };
  try {
    await db.put('outbox', row);
    homeless.delete(fact.id);
  } catch (error) {
    if (!db.isFull(error)) throw error;
    homeless.set(fact.id, fact);
  }
}

const inner = (fact) => ({ kind: fact.kind, made_at: fact.made_at, body: fact.body, answer: fact.answer });

// Try again to store what had no room; first what was delivered gives way.
export async function rehouse() {
  if (!homeless.size) return;
  await dropSent(0);
  for (const fact of Array.from(homeless.values())) await store(fact);
}

export async function facts() {
  const found = [];
  for (const row of await db.all('outbox')) {
    try {
      const told = await inside(row);
      found.push(Object.assign({}, told, { id: row.id, at: row.at, state: row.state, tried: row.tried }));
    } catch (error) {
      await db.remove('outbox', row.id); // sealed with a key that is no more
    }
  }
  for (const fact of homeless.values()) found.push(Object.assign({ unstored: true }, fact));
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

// What a fact says never changes; what the server answered comes with its state.
async function inside(row) {
  const known = opened.get(row.id);
  if (known && known.state === row.state) return known.told;
  const told = await unseal(row.sealed);
  opened.set(row.id, { state: row.state, told });
  return told;
}

export async function countWaiting() {
  const rows = await db.all('outbox');
  return rows.filter((row) => row.state === WAITING).length + homeless.size;
}

// Take a fact back; false when it may have left already.
export async function undo(id) {
  if (homeless.has(id)) return !homeless.get(id).tried && homeless.delete(id);
  let gone = false;
  await db.within('outbox', 'readwrite', (rows) => {
    const asked = rows.get(id);
    asked.onsuccess = () => {
      const row = asked.result;
      gone = Boolean(row) && row.state === WAITING && !row.tried;
      if (gone) rows.delete(id);
    };
  });
  return gone;
}

// Say that facts are about to leave; gives back those that are still there.
export async function take(ids) {
  const taken = new Set(ids.filter((id) => homeless.has(id)));
  await db.within('outbox', 'readwrite', (rows) => {
    for (const id of ids) {
      const asked = rows.get(id);
      asked.onsuccess = () => {
        const row = asked.result;
        if (!row || row.state !== WAITING) return;
        taken.add(id);
        if (!row.tried) { row.tried = true; rows.put(row); }
      };
    }
  });
  return taken;
}

// The server has the fact; `answer` is what it said of it.
export async function settle(fact, answer) {
  homeless.delete(fact.id);
  const state = answer.state === 'quarantined' ? ASKED : SENT;
  const told = state === ASKED ? { why: answer.why || '', next: answer.next || '' } : undefined;
  const sealed = await seal(inner(Object.assign({}, fact, { answer: told })));
  const row = { id: fact.id, at: fact.at, state, tried: true, sealed };
  try {
    await db.put('outbox', row);
  } catch (error) {
    if (!db.isFull(error)) throw error;
    await db.remove('outbox', fact.id); // no room even for this; the server has it
  }
}

export const dismiss = (id) => db.remove('outbox', id);
export const forget = () => opened.clear();

export async function dropSent(olderThan = KEEP_SENT_MS) {
  const now = Date.now();
  const old = (await db.all('outbox')).filter((row) => row.state === SENT && now - row.at >= olderThan);
  for (const row of old) await db.remove('outbox', row.id);
}

export async function empty() {
  homeless.clear();
  opened.clear();
  await db.clear('outbox');
}
