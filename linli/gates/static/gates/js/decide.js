// What a gate says to somebody who comes. Twin of gates/rules.py: the same rules in the same order, which both run
// tests/fixtures/gate_cases.json. Facts as there, in snake_case, times as ISO strings; what is missing has the same default.
// Change both or neither.

// Errands that nothing may stop; the gate's list may add to them and takes none away.
const MUST_PASS = ['emergency', 'regular_treatment', 'medicine', 'evacuation', 'carer', 'funeral'];
const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

export function decide(given) {
  const facts = complete(given);
  for (const rule of RULES) {
    const found = rule(facts);
    if (found) return soften(facts, found);
  }
  throw new Error('no rule answered');
}

// The turns that are left at a moment, of a pass that counts them.
export function quotaOf(givenPass, at) {
  return quota(completePass(givenPass), Date.parse(at));
}

// ---- facts --------------------------------------------------------------------------------------------------------------
function complete(given) {
  return {
    direction: 'out', reading: 'read', people: 1, restricted: false, errand: '', granted: '', temperature: null,
    list_minutes: 0,
    ...given,
    at: Date.parse(given.at),
    seen: given.seen ? completePass(given.seen) : null,
    gate: {
      opens_at: '', closes_at: '', fever_at: null, stale_minutes: 60, alone: true, must_pass: [], ...given.gate,
    },
  };
}

function completePass(given) {
  return {
    people: 1, every_days: 1, times: 1, max_hours: 0, forfeits: 0, state: 'valid',
    ...given,
    starts: Date.parse(given.valid_from),
    ends: Date.parse(given.valid_until),
    uses: (given.uses || []).map((use) => ({
      gate: '', ...use, out: Date.parse(use.at), back: moment(use.back_at), due: moment(use.due_back_at),
    })),
  };
}

const moment = (text) => (text ? Date.parse(text) : null);
const dayNumber = (ms) => Math.floor((ms + 8 * HOUR) / DAY); // of China
const dayText = (number) => new Date(number * DAY).toISOString().slice(0, 10);

const answer = (says, code, data = {}, more = {}) => (
  { says, code: 'gates.' + code, data, due_back_at: null, by_list: false, ...more }
);
const byList = { by_list: true };

function soften(facts, decision) {
  if (decision.says !== 'stop') return decision;
  if (decision.by_list && isStale(facts)) {
    return { ...decision, says: 'ask', data: { ...decision.data, list_minutes: facts.list_minutes } };
  }
  if (facts.direction === 'in' || mayLiveOutside(facts.seen)) return { ...decision, says: 'ask' };
  return decision;
}

const isStale = (facts) => facts.list_minutes === null || facts.list_minutes > facts.gate.stale_minutes;

// ---- the rules, in their order --------------------------------------------------------------------------------------------
function mustPass(facts) {
  return passesAlways(facts.errand, facts.gate) ? answer('pass', 'must_pass', { errand: facts.errand }) : null;
}

function granted(facts) {
  if (facts.direction !== 'out' || !passesAlways(facts.granted, facts.gate)) return null;
  return answer('pass', 'granted', { errand: facts.granted }, byList);
}

function fever({ temperature, gate }) {
  if (temperature === null || gate.fever_at === null || temperature < gate.fever_at) return null;
  return answer('ask', 'fever', { temperature });
}

function reading(facts) {
  if (['unreadable', 'not_a_pass'].includes(facts.reading)) return answer('ask', facts.reading);
  if (['truncated', 'forged', 'other_city'].includes(facts.reading)) return answer('stop', facts.reading);
  if (['unknown_key', 'withdrawn_key'].includes(facts.reading)) return answer('stop', facts.reading, {}, byList);
  return null;
}

function visit({ seen, gate, direction, at, restricted: stays }) {
  if (!seen || seen.kind !== 'visitor' || !opens(seen, gate)) return null;
  if (direction === 'in') return lastUse(seen, at) ? answer('ask', 'visit_over', {}, byList) : null;
  return stays ? null : answer('pass', 'leaves');
}

function comesHome({ seen, gate, direction, at, people }) {
  if (direction === 'out' || !seen || !opens(seen, gate)) return null;
  if (!['household', 'vehicle'].includes(seen.kind) && !isValid(seen, at)) return null;
  if (people > seen.people) return answer('ask', 'come_along', { people, may: seen.people });
  return answer('pass', 'comes_in', late(seen, at));
}

function restricted(facts) {
  return facts.restricted && facts.direction === 'out' ? answer('stop', 'stays_in', {}, byList) : null;
}

function withoutPass({ seen }) {
  return seen ? null : answer('ask', 'no_pass');
}

function ended({ seen, at, gate }) {
  if (at < seen.starts) return answer('stop', 'not_yet', { from: seen.valid_from });
  if (at >= seen.ends) return answer('stop', 'expired', { until: seen.valid_until });
  if (!opens(seen, gate)) return answer('stop', 'other_gate');
  if (['revoked', 'replaced'].includes(seen.state)) return answer('stop', seen.state, {}, byList);
  return null;
}

function used({ seen, at, direction }) {
  if (direction === 'in' || !seen.times) return null;
  const turns = quota(seen, at);
  if (turns.left > 0) return null;
  return answer('stop', turns.forfeited ? 'forfeited' : 'used', {
    at: turns.last_at, gate: turns.last_gate, from_on: turns.next_on,
    times: seen.times, every_days: seen.every_days, may: seen.people,
  }, byList);
}

function closed({ gate, direction, at }) {
  if (direction === 'in' || isOpen(gate, at)) return null;
  return answer('ask', 'closed', { opens_at: gate.opens_at, closes_at: gate.closes_at });
}

function stillOut({ seen, at, direction }) {
  const last = lastUse(seen, at);
  if (direction === 'in' || !seen.times || !last || last.back !== null) return null;
  if (countsUntil(seen, last, isOverdue(last, at) ? 1 + seen.forfeits : 1) <= dayNumber(at)) return null;
  return answer('ask', 'still_out', { at: last.at, gate: last.gate }, byList);
}

function otherGates(facts) {
  if (facts.direction === 'in' || !facts.seen.times || facts.gate.alone || !isStale(facts)) return null;
  return answer('ask', 'maybe_used', { list_minutes: facts.list_minutes }, byList);
}

function tooMany({ seen, people }) {
  return people > seen.people ? answer('ask', 'too_many', { people, may: seen.people }) : null;
}

function ok({ seen, at, direction }) {
  if (direction === 'in') return answer('pass', 'comes_in');
  const turn = seen.times
    ? { turn: seen.times - quota(seen, at).left + 1, times: seen.times, every_days: seen.every_days }
    : {};
  const due = seen.max_hours ? new Date(at + seen.max_hours * HOUR).toISOString() : null;
  return answer('pass', 'ok', { may: seen.people, ...turn }, { due_back_at: due });
}

const RULES = [
  mustPass, granted, fever, reading, visit, comesHome, restricted, withoutPass, ended, used, closed, stillOut, otherGates,
  tooMany, ok,
];

// ---- what they rest on ------------------------------------------------------------------------------------------------------
// The day of an exit is the first of its every_days. Who is known to have come back late loses so many spans more.
function quota(seen, at) {
  const today = dayNumber(at);
  const running = seen.uses
    .filter((use) => use.out <= at)
    .map((use) => ({ use, until: countsUntil(seen, use, spans(seen, use)) }))
    .filter(({ until }) => until > today);
  const left = Math.max(seen.times - running.length, 0);
  if (left || !running.length) return { left, last_at: null, last_gate: '', next_on: null, forfeited: false };
  const last = latest(running.map(({ use }) => use));
  const freed = running.map(({ until }) => until).sort((one, other) => one - other);
  const inTime = running.filter(({ use }) => countsUntil(seen, use, 1) > today);
  return {
    left: 0,
    last_at: last.at,
    last_gate: last.gate,
    next_on: dayText(freed[freed.length - seen.times]),
    forfeited: inTime.length < seen.times,
  };
}

const countsUntil = (seen, use, count) => dayNumber(use.out) + seen.every_days * count;
const spans = (seen, use) => (use.back !== null && use.due !== null && use.back > use.due ? 1 + seen.forfeits : 1);
const isOverdue = (use, at) => use.back === null && use.due !== null && at > use.due;
const latest = (uses) => uses.reduce((last, use) => (last === null || use.out > last.out ? use : last), null);
const lastUse = (seen, at) => latest(seen.uses.filter((use) => use.out <= at));

// Hours may go over midnight: 06:00 to 00:30.
function isOpen({ opens_at: opensAt, closes_at: closesAt }, at) {
  if (!opensAt || !closesAt || opensAt === closesAt) return true;
  const clock = new Date(at + 8 * HOUR).toISOString().slice(11, 16);
  return opensAt < closesAt ? opensAt <= clock && clock < closesAt : clock >= opensAt || clock < closesAt;
}

const passesAlways = (errand, gate) => Boolean(errand) && (MUST_PASS.includes(errand) || gate.must_pass.includes(errand));
const mayLiveOutside = (seen) => seen !== null && ['visitor', 'supply', 'medical'].includes(seen.kind);
const opens = (seen, gate) => gate.area.startsWith(seen.area) || seen.area.startsWith(gate.area);
const isValid = (seen, at) => seen.state === 'valid' && seen.starts <= at && at < seen.ends;

function late(seen, at) {
  const last = lastUse(seen, at);
  return last && isOverdue(last, at) ? { due: last.due_back_at } : {};
}
