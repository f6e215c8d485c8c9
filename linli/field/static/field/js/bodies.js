// From what was filled in to the bodies of facts, as the server's kinds have them. Touches no page.
// Whatever is empty is left out.

function without(values) {
  const kept = {};
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== '' && value !== undefined && value !== null && !(Array.isArray(value) && !value.length)) kept[name] = value;
  }
  return kept;
}

const whole = (text) => (text === '' || text === undefined ? undefined : parseInt(text, 10));
const degrees = (text) => (text === '' || text === undefined ? undefined : parseFloat(String(text).replace(',', '.')));

export const same = (household, channel) => ({ kind: 'daily_answer', body: { household, same: true, channel } });

export function nobody(household, channel, note) {
  return { kind: 'nobody_home', body: without({ household, channel, note }) };
}

// One line each of the parts of a daily answer.
const PARTS = {
  travel: (one) => ({ direction: one.direction, resident: one.resident, place: one.place, on: one.on, back_on: one.back_on }),
  symptoms: (one) => ({ signs: one.signs, resident: one.resident }),
  temperatures: (one) => ({ celsius: degrees(one.celsius), resident: one.resident }),
  vaccinations: (one) => ({ dose: whole(one.dose), resident: one.resident, on: one.on }),
  schooling: (one) => ({ mode: one.mode, resident: one.resident, school: one.school }),
  needs: (one) => ({ what: one.what, resident: one.resident, note: one.note }),
};
export const PART_NAMES = Object.keys(PARTS);

export function changed(household, channel, parts, note) {
  const body = { household, channel, note };
  for (const name of PART_NAMES) body[name] = (parts[name] || []).map((one) => without(PARTS[name](one)));
  return { kind: 'daily_answer', body: without(body) };
}

export const tellsSomething = (fact) => PART_NAMES.some((name) => name in fact.body) || 'note' in fact.body;

export function visit(household, channel, given) {
  const { outcome, purpose, resident, note } = given;
  return { kind: 'visit', body: without({ household, channel, outcome, purpose, resident, note }) };
}

// `declared`: the declaration that this arrival confirms, if there was one.
export function arrival(household, given, declared) {
  const { name, arrives_on, state, resident, phone, document, from_place, reason, transport, transport_number, note } = given;
  return {
    kind: 'arrival',
    body: without({
      household, name, arrives_on, state, kind: given.comes, resident, phone, document, from_place, reason, transport,
      transport_number, companions: whole(given.companions), note, declared,
    }),
  };
}

export function notMine(household, given) {
  const { reason, resident, believed_at, note } = given;
  return { kind: 'not_my_resident', body: without({ household, reason, resident, believed_at, note }) };
}

// Somebody of a list from above, looked for.
export const checkResult = (check, given) => ({ kind: 'check_result', body: without({ check, outcome: given.outcome, note: given.note }) });

export function newHousehold(given) {
  const { area, compound, building, stairwell, room, part, occupancy, head, phone, note } = given;
  return {
    kind: 'new_household',
    body: without({
      area, compound, building, stairwell, floor: whole(given.floor), room, part, occupancy,
      residents: whole(given.residents), head, phone, note,
    }),
  };
}

// At a place, known by the code that hangs there.
export const checkIn = (place) => ({ kind: 'duty.check_in', body: { place } });
export const checkOut = (place) => ({ kind: 'duty.check_out', body: { place } });

// A way to a hospital on which one goes along.
export const tripTold = (trip, outcome, note) => ({ kind: 'care.trip', body: without({ trip, outcome, note }) });

// At a point of a patrol; `photo` is base64.
export const patrolCheck = (point, found, photo) => ({ kind: 'patrol.check', body: without({ point, found, photo }) });

// Of somebody in one's care: the half-day's check, what was brought, a sample, the notice.
export function careCheck(episode, half, given) {
  if (given.silent) return { kind: 'care.check', body: { episode, half, nobody_answered: true } };
  const no_signs = (given.no_signs || []).length ? true : undefined;
  return { kind: 'care.check', body: without({ episode, half, celsius: degrees(given.celsius), signs: given.signs, no_signs }) };
}
export const careTask = (task, outcome) => ({ kind: 'care.task', body: { task, outcome } });
export const careTest = (test, outcome) => ({ kind: 'care.test', body: { test, outcome } });
export function careNotice(episode, given) {
  const troubles = given.home === 'unsuitable' ? given.troubles : [];
  return { kind: 'care.notice', body: without({ episode, home: given.home, troubles, housemates: given.housemates }) };
}

const MOST_POINTS = 20;
const LONGEST_POINT = 120;
// A thing and how many: between commas of either writing, with or without a sign before the number.
const GOODS = /([^\d,;\uff0c\u3001\uff1b]+?)\s*[:\uff1a\u00d7]?\s*(\d{1,5})/g;

export function handover(place, given) {
  const points = given.points.split('\n').map((line) => line.trim()).filter(Boolean);
  const goods = {};
  for (const [, what, n] of given.goods.matchAll(GOODS)) goods[what.trim().slice(0, 60)] = parseInt(n, 10);
  const body = without({ place, points, note: given.note });
  if (Object.keys(goods).length) body.goods = goods;
  return { kind: 'duty.handover', body };
}

// What keeps a hand-over from being told, by the name of its sentence; empty when nothing does.
export function handoverWrong(fact, given) {
  const { points = [], goods, note } = fact.body;
  if (points.length > MOST_POINTS || points.some((one) => one.length > LONGEST_POINT)) return 'points_wrong';
  if (/[^\s,;.\uff0c\u3001\uff1b\u3002]/.test(given.goods.replace(GOODS, ''))) return 'goods_wrong';
  return points.length || goods || note ? '' : 'hand_nothing';
}
