// Whose phone this is: the token, and what happens when it is taken away.
import * as db from './db.js';
import * as outbox from './outbox.js';
import { tell } from './news.js';
import * as vault from './vault.js';

// {token, device, user, name}; null on a phone that is not enrolled.
export const enrolment = () => vault.kept('phone');
// After a refusal: {title, next, user, name}, until somebody has enrolled the phone again or emptied it.
export async function refusal() {
  const row = await db.get('kept', 'refused');
  return row && row.sealed ? vault.kept('refused') : row || null;
}

const language = () => (document.documentElement.dataset.language === 'en' ? 'en' : 'zh-Hans');
export const version = () => 'field ' + document.documentElement.dataset.version;

export function headers(token) {
  return {
    Authorization: 'Bearer ' + token,
    Accept: 'application/json',
    'Accept-Language': language(),
    'Linli-App-Version': version(),
  };
}

// Use a code up. Answers {made} or {refused: {title, next}}; throws when there is no line.
export async function useCode(code, name) {
  const response = await fetch('/field/enrol/' + encodeURIComponent(code) + '/use.json', {
    method: 'POST',
    credentials: 'omit',
    headers: { Accept: 'application/json', 'Accept-Language': language() },
    body: new URLSearchParams({ name }),
  });
  const told = await response.json();
  return response.ok ? { made: told } : { refused: told };
}

// Facts of somebody else never go out under this person's name.
export async function belongsToAnother(made) {
  const owner = (await enrolment()) || (await refusal());
  return owner && owner.user !== made.user && (await outbox.countWaiting()) > 0 ? owner : null;
}

export async function enrol(made) {
  const before = await enrolment();
  const owner = before || (await refusal());
  if (owner && owner.user !== made.user) await erase();
  await vault.keep('phone', made);
  await vault.drop('refused');
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
  tell('phone');
  // Its old token would lie among the phones of the community and belong to none.
  if (before) await giveBack(before.token);
}

async function giveBack(token) {
  try {
    await fetch('/field/leave.json', { method: 'POST', credentials: 'omit', headers: headers(token), keepalive: true });
  } catch (error) {
    return; // no line: the token stays good until it is revoked at the server
  }
}

// A refusal of the server's own, and not of something on the way: only that may empty a phone.
export const isOurs = (told) => Boolean(told && typeof told.code === 'string' && told.code.startsWith('intake.'));

// The server knows this phone no more: the list goes at once. What was not sent stays sealed until somebody decides.
export async function refused(told) {
  const mine = await enrolment();
  if (!mine) return;
  await vault.drop('bundle');
  await vault.dropAll('gate:');
  await vault.drop('phone');
  if (await outbox.countWaiting()) {
    await vault.keep('refused', { title: told.title, next: told.next, user: mine.user, name: mine.name });
  } else {
    await erase();
    // Names nobody, and the key is no more.
    await db.put('kept', { id: 'refused', title: told.title, next: told.next });
  }
  tell('phone');
}

// Everything, and the key with it.
export async function erase() {
  await outbox.empty();
  await db.clear('kept');
  await vault.destroyKey();
}

// Sign this phone out; the page has said what that means without a line.
export async function leave() {
  const mine = await enrolment();
  await erase();
  tell('phone');
  if (mine) await giveBack(mine.token);
}
