// The list of a gate: fetched with the token, kept sealed beside the day's list, asked for again while somebody stands there.
import { isFull } from './db.js';
import { now, setAhead } from './moments.js';
import { tell } from './news.js';
import { enrolment, headers, isOurs, refused } from './phone.js';
import * as vault from './vault.js';

const FRESH_MS = 3 * 60 * 1000;
const MINUTE = 60 * 1000;
export const status = { busy: false, failed: false, full: false };
const memory = new Map();

// {list, tag, checked, ahead, until}; null where this phone has none. One that is past its term knows its gate and its
// keys still, and nobody's pass any more: it asks.
export async function gateList(id) {
  const kept = memory.get(id) || (await vault.kept('gate:' + id));
  if (!kept) return null;
  memory.set(id, kept);
  setAhead(kept.ahead);
  if (now() < kept.until || kept.empty) return kept;
  const { list } = kept;
  const bare = Object.assign({}, list, { passes: [], households: [], restricted: [], granted: {} });
  return store(id, Object.assign({}, kept, { list: bare, tag: '', empty: true }));
}

async function store(id, kept) {
  memory.set(id, kept);
  await vault.keep('gate:' + id, kept);
  return kept;
}

export function forget() {
  memory.clear();
}

// How old it is; null: this phone knows no pass at all.
export const minutesOld = (kept) => (kept.empty ? null : Math.max(0, Math.floor((now() - kept.checked) / MINUTE)));

export async function isStale(id) {
  const kept = await gateList(id);
  return !kept || kept.empty || now() - kept.checked > FRESH_MS;
}

export async function refresh(id) {
  const mine = await enrolment();
  if (!mine || status.busy) return;
  status.busy = true;
  try {
    await fetched(id, mine);
    status.failed = false;
  } catch (error) {
    status.failed = true; // no line; the list that is here stays
    if (isFull(error)) status.full = true;
  } finally {
    status.busy = false;
  }
  tell('gate');
}

async function fetched(id, mine) {
  const had = await gateList(id);
  const response = await fetch('/field/gates/' + id + '.json', {
    cache: 'no-store', credentials: 'omit',
    headers: Object.assign(headers(mine.token), had && had.tag ? { 'If-None-Match': had.tag } : {}),
  });
  if (response.status === 401) {
    const told = await response.json();
    if (isOurs(told)) return refused(told);
  }
  // Somebody else's gate by now, or one that is closed: the server itself says so, and nothing on the way.
  if (response.status === 404 && (await response.json()).code === 'core.not_found') return drop(id);
  if (!response.ok && response.status !== 304) throw new Error('The list was answered with ' + response.status);
  const served = Date.parse(response.headers.get('Linli-Time'));
  if (!served) throw new Error('Something else than the server answered');
  const kept = {
    list: response.status === 304 ? had.list : await response.json(),
    tag: response.headers.get('ETag'),
    checked: served,
    ahead: Date.now() - served,
    until: served + Number(response.headers.get('Linli-Keep-Seconds')) * 1000,
  };
  if (!(await enrolment())) return undefined;
  setAhead(kept.ahead);
  status.full = false;
  return store(id, kept);
}

async function drop(id) {
  memory.delete(id);
  await vault.drop('gate:' + id);
}
