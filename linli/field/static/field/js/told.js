// Contacts and facts in words.
import { clock, dayName, today, dayOf } from './moments.js';
import { option, say } from './words.js';

export const channelWord = (channel) => option('channel', channel || 'online');

export function whoOf(entry) {
  if (entry.mine) return say('by_me');
  return [entry.role, entry.by].filter(Boolean).join(' ') || say('by_household');
}

// What changed, part by part: the details of an answer, or the body of a fact, which have the same names.
function parts(details, nameOf) {
  const who = (one) => nameOf(one.resident) || say('somebody');
  const told = [];
  for (const one of details.temperatures || []) told.push(say('said_temperature', { who: who(one), n: one.celsius }));
  for (const one of details.symptoms || []) told.push(who(one) + ' ' + one.signs.map((sign) => option('signs', sign)).join(say('comma')));
  for (const one of details.travel || []) told.push(say('travel_' + one.direction, { who: who(one), place: one.place || '' }).trim());
  for (const one of details.vaccinations || []) told.push(say('said_dose', { who: who(one), n: one.dose }));
  for (const one of details.schooling || []) told.push(say('said_learns', { who: who(one), mode: option('mode', one.mode) }));
  for (const one of details.needs || []) told.push(say('said_need', { what: option('what', one.what) + (one.note ? ' ' + one.note : '') }));
  if (details.note) told.push(details.note);
  return told;
}

export function whatOf(entry, nameOf) {
  const told = entry.details ? parts(entry.details, nameOf) : [];
  return [option('outcome', entry.outcome), ...told].join(say('semicolon'));
}

export function nameIn(door) {
  const names = new Map((door.members || []).map((one) => [one.id, one.name]));
  return (id) => names.get(id) || '';
}

// `09:14`, with its day when that is not today.
export function timeOf(when) {
  const day = dayOf(new Date(when).getTime());
  return (day === today() ? '' : dayName(day) + ' ') + clock(when);
}

export function contactText(entry, door) {
  const key = entry.mine ? 'contact_mine' : entry.outcome === 'nobody_home' ? 'contact_tried' : 'contact_today';
  return say(key, {
    time: clock(entry.at), who: whoOf(entry), channel: channelWord(entry.channel), what: whatOf(entry, nameIn(door)),
  });
}
