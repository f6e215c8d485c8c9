// The day's list: fetched with the token, kept sealed, gone when it is too old.
import { dayOf, setAhead, now } from './moments.js';
import { tell } from './news.js';
import { enrolment, headers, isOurs, refused } from './phone.js';
import * as vault from './vault.js';
import { isFull } from './db.js';

const FRESH_MS = 10 * 60 * 1000;
export const status = { busy: false, failed: false, full: false };
let memory = null; // what was read last, so that a screen does not unseal it again

export async function list() {
  const kept = memory || (memory = await vault.kept('bundle'));
  if (!kept) return null;
  setAhead(kept.ahead);
  if (now() < kept.until) return kept;
  memory = null;
  await vault.drop('bundle');
  return null;
}

export function forget() {
  memory = null;
}

export async function isStale() {
  const kept = await list();
  return !kept || now() - kept.checked > FRESH_MS || kept.bundle.day !== dayOf(now());
}

export async function refresh() {
  const mine = await enrolment();
  if (!mine || status.busy) return;
  status.busy = true;
  try {
    await fetched(mine);
    status.failed = false;
  } catch (error) {
    status.failed = true; // no line; the list that is here stays
    if (isFull(error)) status.full = true;
  } finally {
    status.busy = false;
  }
  tell('list');
}

async function fetched(mine) {
  const had = await list();
  const more = had && had.language === document.documentElement.dataset.language ? { 'If-None-Match': had.tag } : {};
  const response = await fetch('/field/bundle.json', {
    cache: 'no-store', credentials: 'omit', headers: Object.assign(headers(mine.token), more),
  });
  if (response.status === 401) {
    const told = await response.json();
    if (isOurs(told)) return refused(told);
  }
  if (!response.ok && response.status !== 304) throw new Error('The list was answered with ' + response.status);
  const served = Date.parse(response.headers.get('Linli-Time'));
  if (!served) throw new Error('Something else than the server answered');
  const until = served + Number(response.headers.get('Linli-Keep-Seconds')) * 1000;
  const kept = {
    bundle: response.status === 304 ? had.bundle : await response.json(),
    tag: response.headers.get('ETag'),
    language: document.documentElement.dataset.language,
    checked: served,
    ahead: Date.now() - served,
    until,
  };
  // Somebody may have signed out while the answer was under way.
  if (!(await enrolment())) return undefined;
  memory = kept;
  setAhead(kept.ahead);
  await vault.keep('bundle', kept);
  status.full = false;
  return undefined;
}
