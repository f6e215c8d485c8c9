// The answer of a gate in words: why, what that rests on, what to do now.
import { dayOf, dayName, now, today } from './moments.js';
import { timeOf } from './told.js';
import { options, option, say } from './words.js';

const DAY = 24 * 3600 * 1000;
const language = () => (document.documentElement.dataset.language === 'en' ? 'en' : 'zh');

// A name as the playbook gives it.
export const named = (name) => name[language()] || name.zh;

export function errandName(list, key) {
  const found = list.must_pass.find((one) => one.key === key);
  return found ? named(found.name) : key;
}

// `today 08:12`, as one says it at a gate.
export function moment(when) {
  const day = dayOf(Date.parse(when));
  if (day === today()) return say('gate_today', { time: timeOf(when) });
  if (day === dayOf(now() - DAY)) return say('gate_yesterday', { time: timeOf(when).split(' ').pop() });
  return timeOf(when);
}

export function dayWithName(day) {
  const at = new Date(day + 'T00:00:00Z').getUTCDay();
  const isNear = language() === 'zh' && day.slice(0, 7) === today().slice(0, 7);
  return say('gate_day', { day: isNear ? Number(day.slice(8)) + '日' : dayName(day), weekday: option('weekday', String(at)) });
}

const MOMENTS = new Set(['at', 'from', 'until', 'due']);

function filled(decision, list) {
  const values = {};
  for (const [name, value] of Object.entries(decision.data)) {
    if (value === null || value === undefined) values[name] = '';
    else if (MOMENTS.has(name)) values[name] = moment(value);
    else if (name === 'from_on') values[name] = dayWithName(value);
    else if (name === 'errand') values[name] = errandName(list, value);
    else values[name] = value;
  }
  return values;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export function whyOf(decision, list) {
  const known = options('gate_codes')[decision.code];
  return known ? fill(known.why, filled(decision, list)) : decision.code;
}

export function todoOf(decision, list) {
  const known = options('gate_codes')[decision.code];
  return known ? known.todo.map((one) => fill(one, filled(decision, list))) : [];
}

// What it rests on, line by line; which of them, as `gates/words.py` has it.
export function moreOf({ decision, told, kept, errand }) {
  const { data } = decision;
  const values = Object.assign(filled(decision, kept.list), { due_back_at: decision.due_back_at ? timeOf(decision.due_back_at) : '' });
  const shown = {
    turn: 'turn' in data, back_before: Boolean(decision.due_back_at), each: 'from_on' in data, again: 'from_on' in data,
    was_due: 'due' in data, old_list: typeof data.list_minutes === 'number', no_list: told.minutes === null,
  };
  const lines = Object.keys(shown).filter((name) => shown[name]).map((name) => fill(options('gate_lines')[name], values));
  if (told.temperature) lines.push(say('gate_measured', { n: told.temperature }));
  const granted = told.household && kept.list.granted[told.household];
  if (granted && !errand && decision.code !== 'gates.granted') lines.push(say('gate_granted'));
  return lines;
}

// How old what this phone knows is, for the foot of the camera.
export function ageText(minutes) {
  if (minutes === null) return say('gate_no_list');
  return minutes < 1 ? say('gate_list_now') : say('gate_list_age', { n: minutes });
}
