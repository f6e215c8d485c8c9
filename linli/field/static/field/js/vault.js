// What is kept on the phone is encrypted with a key that cannot be taken out of this browser.
import * as db from './db.js';

const KEY = 'key';
let known = null;

export const isPossible = () => Boolean(window.isSecureContext && window.crypto && crypto.subtle && window.indexedDB);

async function key() {
  if (known) return known;
  const found = await db.get('keys', KEY);
  if (found) return (known = found.key);
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  // Another tab may have made one in this moment; whichever was stored first is everybody's.
  const kept = await db.change('keys', KEY, (row) => row || { id: KEY, key: made });
  return (known = kept.key);
}

export async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(), data) };
}

export async function unseal(sealed) {
  const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, await key(), sealed.data);
  return JSON.parse(new TextDecoder().decode(data));
}

// Without the key nothing that was sealed can ever be read again.
export async function destroyKey() {
  known = null;
  await db.clear('keys');
}

// Another tab may have destroyed the key and made a new one.
export function forgetKey() {
  known = null;
}

export async function keep(name, value) {
  await db.put('kept', { id: name, sealed: await seal(value) });
}

export async function kept(name) {
  const row = await db.get('kept', name);
  if (!row) return null;
  try {
    return await unseal(row.sealed);
  } catch (error) {
    return null; // sealed with a key that is no more
  }
}

export const drop = (name) => db.remove('kept', name);

// Everything of which the name begins so.
export async function dropAll(beginning) {
  for (const row of await db.all('kept')) {
    if (row.id.startsWith(beginning)) await db.remove('kept', row.id);
  }
}
