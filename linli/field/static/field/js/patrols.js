// What the list and the outbox say together of patrols: which point a code is, what was seen, what was left out.
// Touches no page.
export const KIND = 'patrol.check';
const MINUTE = 60 * 1000;
const HASH_DIGITS = 16;
const hashes = new Map();

// The list has hashes only: whoever has not stood at a point does not know its code.
export async function hashOf(code) {
  if (!hashes.has(code)) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    hashes.set(code, hex.slice(0, HASH_DIGITS));
  }
  return hashes.get(code);
}

// The code as it stands on the card, where somebody has typed it in small letters; else as it was typed.
export async function asOnCard(bundle, code) {
  for (const one of [code, code.toUpperCase()]) if (await pointOf(bundle, one)) return one;
  return code;
}

// {patrol, point} of a code; null where this phone knows none.
export async function pointOf(bundle, code) {
  const wanted = await hashOf(code);
  for (const patrol of (bundle && bundle.patrols) || []) {
    const point = (patrol.points || []).find((one) => one.hash === wanted);
    if (point) return { patrol, point };
  }
  return null;
}

// The code that was typed or scanned; empty when it is none.
export function codeIn(text) {
  const code = text.trim();
  return /^[A-Za-z0-9_-]{8,24}$/.test(code) ? code : '';
}

// Names of the points that facts tell of, by code.
export async function pointNames(bundle, facts) {
  const names = new Map();
  for (const fact of facts.filter((one) => one.kind === KIND)) {
    const found = await pointOf(bundle, fact.body.point);
    if (found) names.set(fact.body.point, found.point.name);
  }
  return names;
}

// Own checks of each point as {point, at}, by the server's clock; without those that it could not use.
export async function checksOf(bundle, facts, ahead) {
  const found = [];
  for (const fact of facts.filter((one) => one.kind === KIND && one.state !== 'asked')) {
    const known = await pointOf(bundle, fact.body.point);
    if (known) found.push({ patrol: known.patrol.id, point: known.point.id, at: fact.at - ahead });
  }
  return found.sort((one, other) => one.at - other.at);
}

// How a patrol stands: the round that runs, as the server knows it and as this phone has told since.
export function standing(patrol, checks, now) {
  const within = patrol.within_minutes * MINUTE;
  const mine = checks.filter((one) => one.patrol === patrol.id);
  const last = patrol.last ? { began: Date.parse(patrol.last.began_at), over: Date.parse(patrol.last.over_at) } : null;
  const lastWalked = Boolean(last && (patrol.last.done || []).length);
  const runs = last && lastWalked && last.began <= now && now < last.over;
  const began = runs ? last.began : beganBy(mine, within, now, last && lastWalked ? last.over : 0);
  const seen = new Set(runs ? patrol.last.done : []);
  if (began) mine.filter((one) => one.at >= began && one.at < began + within).forEach((one) => seen.add(one.point));
  const missed = new Set(began || !patrol.last ? [] : (patrol.last.missed || []).filter((id) => !mine.some((one) => one.point === id && last.began <= one.at && one.at < last.over)));
  return {
    patrol, points: pointsOf(patrol, seen, missed, Boolean(began)), began, over: began ? began + within : 0,
    done: seen.size, total: (patrol.points || []).length, missed: missed.size,
    nobody: Boolean(patrol.last) && !lastWalked && !began && missed.size > 0,
    due: began ? 0 : Date.parse(patrol.due_at),
  };
}

// The round that this phone's own checks have begun: each begins with the first after the one before is over.
function beganBy(checks, within, now, after) {
  let began = 0;
  for (const one of checks) {
    if (one.at >= after && (!began || one.at >= began + within)) began = one.at;
  }
  return began && now < began + within ? began : 0;
}

function pointsOf(patrol, seen, missed, runs) {
  const all = patrol.points || [];
  const furthest = all.reduce((at, point, number) => (seen.has(point.id) ? number : at), -1);
  const next = all.findIndex((point, number) => number > furthest && !seen.has(point.id));
  return all.map((point, number) => ({ point, number: number + 1, state: stateOf(point, number) }));
  function stateOf(point, number) {
    if (seen.has(point.id)) return 'done';
    if (runs && number < furthest) return 'passed';
    if (runs && number === next) return 'next';
    return missed.has(point.id) ? 'missed' : 'open';
  }
}
