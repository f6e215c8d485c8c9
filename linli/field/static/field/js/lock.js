// One tab at a time. Where the browser has no locks, a lease in the database that ends by itself.
import * as db from './db.js';
import { newId } from './ids.js';

const LEASE_MS = 90 * 1000;
const me = {};

export async function alone(name, work) {
  if (navigator.locks) {
    return navigator.locks.request('linli-field-' + name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  }
  me.id = me.id || newId();
  const row = await db.change('kept', 'lease-' + name, (held) => (
    held && held.until > Date.now() && held.by !== me.id ? undefined : { id: 'lease-' + name, by: me.id, until: Date.now() + LEASE_MS }
  ));
  if (!row) return undefined;
  try {
    return await work();
  } finally {
    await db.remove('kept', 'lease-' + name);
  }
}
