// This phone: what is on it, signing out, and enrolling it.
import { act, element, piece, show, slot, write } from './dom.js';
import { list, refresh, status } from './list.js';
import * as outbox from './outbox.js';
import * as phone from './phone.js';
import { installer, isReady } from './shell.js';
import { set, setting } from './settings.js';
import { sendNow } from './sender.js';
import { timeOf } from './told.js';
import { say } from './words.js';

const MB = 1024 * 1024;

export async function phoneScreen() {
  const node = piece('phone');
  act(node, 'refresh', refresh);
  act(node, 'large', () => { large(setting('large', '0') !== '1'); drawLarge(node); });
  act(node, 'install', async () => { await installer.ask(); draw(node); });
  drawLarge(node);
  await draw(node);
  return { node, update: () => draw(node) };
}

function large(wanted) {
  set('large', wanted ? '1' : '0');
  document.documentElement.classList.toggle('ll-large', wanted);
}

function drawLarge(node) {
  slot(node, 'large').setAttribute('aria-pressed', String(setting('large', '0') === '1'));
}

async function draw(node) {
  const [mine, kept] = [await phone.enrolment(), await list()];
  const duties = kept ? kept.bundle.duties.map((duty) => duty.name + ' ' + duty.role) : [];
  write(node, 'who', [mine ? mine.name : '', ...duties].filter(Boolean).join(' '));
  write(node, 'list', kept ? say('fetched', { time: timeOf(kept.checked), until: timeOf(kept.until) }) : say(status.busy ? 'list_loading' : 'no_list'));
  const waiting = await outbox.countWaiting();
  write(node, 'waiting', waiting ? say('waiting', { n: waiting }) : say('all_sent'));
  write(node, 'ready', say((await isReady()) ? 'ready' : 'not_ready'));
  await drawRoom(node);
  write(node, 'version', phone.version());
  show(node, 'install', installer.canAsk());
}

async function drawRoom(node) {
  const manager = navigator.storage || {};
  const told = manager.estimate ? await manager.estimate() : null;
  const used = told && { used: (told.usage / MB).toFixed(1), all: Math.round(told.quota / MB) };
  write(node, 'room', used ? say('storage', used) : say('storage_unknown'));
  const firm = manager.persisted ? await manager.persisted() : false;
  write(node, 'kept', say(firm ? 'kept_firmly' : 'kept_loosely'));
}

export async function leaveScreen() {
  const node = piece('leave');
  act(node, 'send', sendNow);
  act(node, 'erase', () => phone.leave());
  await drawLeave(node);
  return { node, update: () => drawLeave(node) };
}

async function drawLeave(node) {
  const n = await outbox.countWaiting();
  const offline = navigator.onLine === false;
  write(node, 'warn', n ? say('unsent_warning', { n }) : '');
  write(node, 'erase', n ? say('erase_unsent', { n }) : say('erase'));
  show(node, 'send', n > 0 && !offline);
  show(node, 'offline', offline);
}

// `then` runs once the phone is enrolled.
export async function enrolScreen(code, then) {
  const node = piece('welcome');
  const form = slot(node, 'form');
  form.elements.code.value = code;
  // With a code in the address there is nothing left to choose: one button.
  show(node, 'sign-in', !code);
  show(node, 'code', !code);
  slot(node, 'submit').classList.toggle('ll-b-1', Boolean(code));
  await drawRefused(node);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await tryCode(node, form, then);
  });
  return { node, update: () => drawRefused(node) };
}

async function drawRefused(node) {
  const told = await phone.refusal();
  show(node, 'refused', Boolean(told));
  if (!told) return;
  write(node, 'refused-title', told.title);
  write(node, 'refused-next', told.next);
  write(node, 'refused-list', say('emptied'));
  const n = await outbox.countWaiting();
  write(node, 'refused-facts', n ? say('waits_for', { n, name: told.name }) : '');
  show(node, 'refused-erase', n > 0);
  const button = slot(node, 'refused-erase').firstElementChild;
  button.textContent = say('erase_unsent', { n });
  button.onclick = async () => { await phone.erase(); await drawRefused(node); };
}

async function tryCode(node, form, then) {
  const code = form.elements.code.value.replace(/[^0-9A-Za-z]/g, '');
  if (code.length !== 10) return wrong(node, say('code_wrong'));
  let told;
  try {
    told = await phone.useCode(code, form.elements.name.value.trim());
  } catch (error) {
    return wrong(node, say('no_line'));
  }
  if (told.refused) return wrong(node, told.refused.title + ' ' + told.refused.next);
  const owner = await phone.belongsToAnother(told.made);
  if (owner) return askAbout(node, owner, told.made, then);
  return phone.enrol(told.made).then(then);
}

function wrong(node, text) {
  write(node, 'wrong-say', text);
  show(node, 'wrong', true);
}

// Unsent records of somebody else lie here: they are lost, or this person does not work on this phone.
async function askAbout(node, owner, made, then) {
  const n = await outbox.countWaiting();
  const asked = piece('another');
  write(asked, 'say', say('somebody_else', { name: owner.name || '', n }));
  write(asked, 'erase', say('erase_unsent', { n }));
  act(asked, 'erase', () => phone.enrol(made).then(then));
  node.replaceChildren(...asked.childNodes);
  node.prepend(element('span'));
}
