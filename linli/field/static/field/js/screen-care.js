// The people in one's care: who they are, what is due today, and telling it.
import * as bodies from './bodies.js';
import { standing } from './care.js';
import { act, element, piece, show, slot, state, write } from './dom.js';
import { canUndo, deliveryText } from './doors.js';
import { choicesIn, labelsIn, valuesOf, wrongsIn } from './fields.js';
import { list, status } from './list.js';
import { clock, dayName, dayOf, now, today } from './moments.js';
import * as outbox from './outbox.js';
import { record, takeBack } from './record.js';
import { option, say } from './words.js';

const HALF_STATES = { done: 'done', open: 'none', late: 'miss' };
const HALF_WORDS = { done: 'care_told', open: 'care_wanted', late: 'care_late' };
const TASK_STATES = { done: 'done', open: 'none', not_wanted: 'nil', missed: 'miss' };

async function readCare() {
  const kept = await list();
  if (!kept) return null;
  const facts = await outbox.facts();
  return (kept.bundle.care || []).map((person) => standing(person, facts, now(), today(), dayOf));
}

// ---- who ---------------------------------------------------------------------------------------------------------
// `isHome`: of somebody who has nothing else to do with this phone.
export async function care(isHome = false) {
  const node = piece('care');
  show(node, 'back', !isHome);
  const draw = async () => {
    const all = await readCare();
    write(node, 'say', all && all.length ? '' : say(all ? 'care_none' : status.busy ? 'list_loading' : 'list_none'));
    slot(node, 'people').replaceChildren(...(all || []).map(personRow));
  };
  await draw();
  return { node, update: draw };
}

function personRow(one) {
  const row = piece('care-row');
  row.dataset.episode = one.person.id;
  slot(row, 'link').href = '#/care/' + one.person.id;
  write(row, 'plate', one.person.door);
  write(row, 'name', one.person.name);
  const word = one.left ? say('care_left', { n: one.left }) : say('care_done');
  slot(row, 'state').append(state(one.left ? (one.late ? 'miss' : 'ask') : 'done', word));
  return row;
}

// ---- one of them -------------------------------------------------------------------------------------------------
export async function caredFor(id) {
  const node = piece('cared');
  await draw(node, id);
  return { node, update: () => draw(node, id) };
}

async function find(id) {
  const all = await readCare();
  return { all, one: all && all.find((it) => it.person.id === id) };
}

async function draw(node, id) {
  const { all, one } = await find(id);
  write(node, 'gone', one ? '' : say(all ? 'care_gone' : status.busy ? 'list_loading' : 'list_none'));
  show(node, 'body', Boolean(one));
  if (!one) return;
  const person = one.person;
  write(node, 'name', person.name);
  write(node, 'plate', person.door);
  write(node, 'about', [person.compound, person.place, person.measure].filter(Boolean).join(say('comma')));
  write(node, 'days', say('care_day', { day: person.day, days: person.days, until: untilText(person.until) }));
  write(node, 'needs', (person.needs || []).join(say('comma')));
  write(node, 'phone', person.phone || '');
  const print = JSON.stringify([one.halves.map((it) => [it.half, it.state, it.silent, printOf(it.fact)]), one.tasks.map((it) => [it.task.id, it.state, printOf(it.fact)]),
    one.tests.map((it) => [it.test.id, it.taken, it.tried, it.when, printOf(it.fact)]), one.needsNotice, printOf(one.notice)]);
  const body = slot(node, 'body');
  if (body.dataset.print === print) return; // a button stays where it is under the finger
  body.dataset.print = print;
  show(node, 'notice', one.needsNotice || Boolean(one.notice));
  slot(node, 'notice-list').replaceChildren(...(one.needsNotice || one.notice ? [noticeRow(one)] : []));
  fill(node, 'halves', one.halves.map((it) => halfRow(it, person)));
  fill(node, 'tasks', one.tasks.map((it) => taskRow(it, person)));
  fill(node, 'tests', one.tests.map((it) => testRow(it, person)));
}

const printOf = (fact) => fact && [fact.id, fact.state, fact.tried, fact.unstored];

// The end of a day is its 24:00, as the notice has it.
function untilText(until) {
  const at = Date.parse(until);
  const isMidnight = clock(until) === '00:00';
  const day = dayName(dayOf(isMidnight ? at - 1 : at));
  return say('care_until', { day, time: isMidnight ? '24:00' : clock(until) });
}

function fill(node, name, rows) {
  slot(node, name + '-list').replaceChildren(...rows);
  show(node, name, rows.length > 0);
}

// A row: what, how it stands, what was told, and its buttons.
function rowOf(name, kind, word, fact, door) {
  const row = piece('care-item');
  write(row, 'name', name);
  slot(row, 'state').append(state(kind, word));
  write(row, 'told', fact ? deliveryText(fact) : '');
  const undo = Boolean(fact && canUndo(fact));
  show(row, 'undo', undo);
  if (undo) act(row, 'undo', () => takeBack(fact.id, door));
  return row;
}

function button(row, key, isFirst, work) {
  const made = piece('care-act');
  made.textContent = say(key);
  made.append(element('span', 'll-hidden', ' ' + slot(row, 'name').textContent));
  made.classList.toggle('ll-b-1', isFirst);
  made.addEventListener('click', work);
  slot(row, 'acts').append(made);
  show(row, 'acts', true);
}

function noticeRow(one) {
  const row = rowOf(say('kinds_care.notice'), one.needsNotice ? 'ask' : 'done', say(one.needsNotice ? 'care_notice_open' : 'care_notice_done'), one.notice, one.person.door);
  if (one.needsNotice) button(row, 'care_hand_over', true, () => { location.hash = '#/care/' + one.person.id + '/notice'; });
  return row;
}

function halfRow(one, person) {
  const word = one.silent && one.state !== 'done' ? say('care_silent') : say(HALF_WORDS[one.state]);
  const row = rowOf(option('half', one.half), HALF_STATES[one.state], word, one.fact, person.door);
  row.dataset.half = one.half;
  if (one.state !== 'done') button(row, 'care_ask', one.isTime, () => { location.hash = '#/care/' + person.id + '/' + one.half; });
  return row;
}

function taskRow(one, person) {
  const extra = [one.task.number > 1 ? say('care_number', { n: one.task.number }) : '', one.task.on ? say('care_earlier', { day: dayName(one.task.on) }) : ''].filter(Boolean);
  const row = rowOf([one.task.name, ...extra].join(' '), TASK_STATES[one.state] || 'none', option('care_task', one.state), one.fact, person.door);
  row.dataset.task = one.task.id;
  if (one.state === 'open') {
    button(row, 'care_brought', true, () => record(bodies.careTask(one.task.id, 'done'), person.door));
    button(row, 'care_not_wanted', false, () => record(bodies.careTask(one.task.id, 'not_wanted'), person.door));
  }
  return row;
}

function testRow(one, person) {
  const { test } = one;
  const due = one.when === 'due' ? say('sample_due') : say('sample_' + one.when, { day: dayName(test.on) });
  const word = one.taken ? say('sample_taken') : one.tried ? option('test_tried', one.tried) : due;
  const kind = one.taken ? 'done' : one.tried ? 'ask' : one.when === 'late' ? 'miss' : 'none';
  const row = rowOf(say('kinds_care.test') + (test.alone ? ' ' + say('sample_alone') : ''), kind, word, one.fact, person.door);
  row.dataset.test = test.id;
  if (!one.taken && one.when !== 'ahead') {
    button(row, 'sample_take', true, () => record(bodies.careTest(test.id, 'taken'), person.door));
    button(row, 'sample_nobody', false, () => record(bodies.careTest(test.id, 'nobody_home'), person.door));
    button(row, 'sample_refused', false, () => record(bodies.careTest(test.id, 'refused'), person.door));
  }
  return row;
}

// ---- telling -----------------------------------------------------------------------------------------------------
const begun = new Map(); // by address: what was typed stays, wherever one looks in between

export async function careForm(id, what) {
  const key = location.hash;
  if (!begun.has(key)) {
    const { one } = await find(id);
    if (!one) return { node: element('p', 'll-field-plain', say('care_gone')) };
    begun.set(key, build(one.person, what, key));
  }
  return { node: begun.get(key), update: async () => undefined };
}

function build(person, what, key) {
  const node = piece('form');
  const inner = piece(what === 'notice' ? 'form-care-notice' : 'form-care-check');
  const form = slot(node, 'form');
  form.append(...inner.childNodes);
  write(node, 'title', inner.dataset.title + (what === 'notice' ? '' : ' ' + option('half', what)));
  write(node, 'plate', person.door);
  slot(node, 'back').href = '#/care/' + person.id;
  choicesIn(form);
  labelsIn(form);
  form.addEventListener('submit', (event) => { event.preventDefault(); submit(node, person, what, key); });
  act(form, 'silent', () => tell(bodies.careCheck(person.id, what, { silent: true }), person, key));
  return node;
}

function submit(node, person, what, key) {
  const form = slot(node, 'form');
  const wrong = wrongsIn(form);
  if (wrong) return refuse(node, wrong.text, wrong.field);
  const given = valuesOf(form);
  const why = what === 'notice' ? noticeWrong(given) : checkWrong(given);
  if (why) return refuse(node, say(why));
  return tell(what === 'notice' ? bodies.careNotice(person.id, given) : bodies.careCheck(person.id, what, given), person, key);
}

const some = (list) => Boolean(list && list.length);

function checkWrong(given) {
  if (some(given.signs) && some(given.no_signs)) return 'care_either';
  return given.celsius || some(given.signs) || some(given.no_signs) ? '' : 'care_says_nothing';
}

const noticeWrong = (given) => (given.home === 'unsuitable' && !some(given.troubles) ? 'care_home_needed' : '');

async function tell(fact, person, key) {
  await record(fact, person.door, false);
  begun.delete(key);
  location.hash = '#/care/' + person.id;
}

function refuse(node, text, field) {
  write(node, 'wrong-say', text);
  show(node, 'wrong', true);
  (field || slot(node, 'wrong')).focus();
}
