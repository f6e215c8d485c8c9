// The bars at the top: without a line, no room, something to look at. And the number at the outbox.
import { piece, write } from './dom.js';
import { list, status } from './list.js';
import { clock, now } from './moments.js';
import * as outbox from './outbox.js';
import { enrolment } from './phone.js';
import { nextAt, sending } from './sender.js';
import { say } from './words.js';

const place = document.getElementById('bars');
const badge = document.getElementById('waiting');
const OLD_MS = 2 * 3600 * 1000;

function bar(kind, text, more = '') {
  const made = piece('bar-' + kind);
  write(made, 'say', text);
  if (kind !== 'note') write(made, 'more', more);
  return made;
}

async function wanted() {
  const facts = await outbox.facts();
  const waiting = facts.filter((fact) => fact.state === outbox.WAITING).length;
  const asked = facts.filter((fact) => fact.state === outbox.ASKED);
  badge.textContent = waiting;
  badge.hidden = waiting === 0;
  const shown = [];
  const homeless = outbox.unstored();
  if (homeless) shown.push(bar('stop', say('full'), say('full_more', { n: homeless })));
  else if (status.full) shown.push(bar('stop', say('full'), say('full_list')));
  if (isOffline()) shown.push(bar('offline', say('offline'), waiting ? say('offline_more', { n: waiting }) : say('offline_none')));
  else if (sending.busy && nextAt() > Date.now()) shown.push(bar('note', say('busy', { time: clock(nextAt()) })));
  if (asked.length) shown.push(bar('ask', say('needs_look', { n: asked.length }), (asked[0].answer || {}).why || ''));
  if (sending.clockError) shown.push(bar('note', clockText(sending.clockError)));
  const kept = await list();
  if (kept && status.failed && now() - kept.checked > OLD_MS) shown.push(bar('note', say('list_old', { time: clock(kept.checked) })));
  return shown;
}

// Where the browser cannot tell, two attempts that came to nothing do.
function isOffline() {
  return navigator.onLine === false || sending.failures > 1 || (status.failed && sending.failures > 0);
}

function clockText(seconds) {
  return say(seconds > 0 ? 'clock_ahead' : 'clock_behind', { n: Math.round(Math.abs(seconds) / 60) });
}

export async function draw() {
  const shown = (await enrolment()) ? await wanted() : [];
  // A live region that says the same again is read out again: only what differs is put there.
  const text = shown.map((one) => one.textContent).join('\n');
  if (place.dataset.text !== text) {
    place.dataset.text = text;
    place.replaceChildren(...shown);
  }
}

let saying = 0;
// Said aloud to whoever listens; on the screen only where nothing else shows it.
export function announce(text, isSeen = false) {
  const line = document.getElementById('said');
  line.classList.toggle('ll-hidden', isSeen);
  line.textContent = text;
  clearTimeout(saying);
  saying = setTimeout(() => { line.textContent = ''; }, 5000);
}

// Facts that found no room live only as long as this page.
export function holdUnstored(event) {
  if (outbox.unstored()) event.preventDefault();
}
