// What the list and the outbox say together of the people in one's care: what is wanted today, and what was told of it.
// Touches no page.
const DUE_BY = { morning: 12, evening: 20 };
const ZONE_HOURS = 8;

// Facts about one person, the newest last; what the server could not use is not told.
function told(person, facts, today, dayOf) {
  const mine = facts.filter((fact) => fact.state !== 'asked');
  const tasks = new Map();
  const tests = new Map();
  const halves = new Map();
  let notice = null;
  for (const fact of mine) {
    if (fact.kind === 'care.task') tasks.set(fact.body.task, fact);
    if (fact.kind === 'care.test') tests.set(fact.body.test, fact);
    if (fact.kind === 'care.notice' && fact.body.episode === person.id) notice = fact;
    if (fact.kind === 'care.check' && fact.body.episode === person.id && dayOf(fact.at) === today) halves.set(fact.body.half, fact);
  }
  return { tasks, tests, halves, notice };
}

export function standing(person, facts, now, today, dayOf) {
  const known = told(person, facts, today, dayOf);
  const hour = new Date(now + ZONE_HOURS * 3600 * 1000).getUTCHours();
  // The evening's check is not due before noon.
  const halves = (person.halves || []).map((half) => {
    const fact = known.halves.get(half);
    const isThere = (person.told || []).includes(half) || Boolean(fact && !fact.body.nobody_answered);
    return { half, fact, isTime: half === 'morning' || hour >= DUE_BY.morning, state: isThere ? 'done' : hour >= DUE_BY[half] ? 'late' : 'open', silent: Boolean(fact && fact.body.nobody_answered) };
  });
  const tasks = (person.tasks || []).map((task) => {
    const fact = known.tasks.get(task.id);
    return { task, fact, state: fact ? fact.body.outcome || 'done' : task.state };
  });
  const tests = (person.tests || []).map((test) => {
    const fact = known.tests.get(test.id);
    const taken = test.taken || Boolean(fact && (fact.body.outcome || 'taken') === 'taken');
    const tried = taken ? '' : fact ? fact.body.outcome : test.tried || '';
    return { test, fact, taken, tried, when: test.on < today ? 'late' : test.on === today ? 'due' : 'ahead' };
  });
  const needsNotice = !person.notice && !known.notice;
  const left = (needsNotice ? 1 : 0) + halves.filter((one) => one.state !== 'done' && one.isTime).length
    + tasks.filter((one) => one.state === 'open').length + tests.filter((one) => !one.taken && one.when !== 'ahead').length;
  return { person, halves, tasks, tests, notice: known.notice, needsNotice, left, late: halves.some((one) => one.state === 'late') };
}

// Names of the people, tasks and tests that facts tell of, by their ids.
export function careNames(bundle) {
  const names = new Map();
  for (const person of (bundle && bundle.care) || []) {
    names.set(person.id, person.door);
    for (const one of [...(person.tasks || []), ...(person.tests || [])]) names.set(one.id, person.door);
  }
  return names;
}
