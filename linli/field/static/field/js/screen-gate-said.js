// The answer, as large as the text leaves room for; and what the keeper does with it.
import { act, element, piece, show, slot, write } from './dom.js';
import { householdWithId } from './gate.js';
import { askService } from './gate-line.js';
import { drawCall, drawLine, once, temperaturePad } from './gate-parts.js';
import { errandName, moreOf, named, todoOf, whyOf } from './gate-says.js';
import { leave, measured, settle, shift, takeBack, weigh, withdraw } from './gate-shift.js';
import { signal } from './gate-signal.js';
import { option, options, say } from './words.js';

export async function gateSaid(id) {
  const { pending } = shift;
  if (!pending || pending.id !== id) {
    location.hash = '#/gate/' + id;
    return { node: element('div') };
  }
  const holder = element('div', 'll-gate-holder');
  answer(holder, pending, true);
  // A line of news must not take the answer away from whoever is reading it.
  const update = () => { const line = holder.querySelector('[data-slot=line]'); if (line) drawLine(holder); };
  return { node: holder, update, close: () => leave(shift.pending === pending ? pending : null) };
}

const next = (pending) => {
  if (shift.pending === pending) shift.pending = null;
  location.hash = '#/gate/' + pending.id;
};

function answer(holder, pending, isNew) {
  const { decision, kept } = pending;
  const node = piece('gate-said');
  node.classList.add('ll-gate-' + decision.says);
  write(node, 'name', kept.list.gate.name);
  drawLine(node);
  slot(node, 'sign').append(piece('gate-sign-' + decision.says));
  write(node, 'word', option('gate_word', decision.says));
  write(node, 'english', options('gate_english')[decision.says]);
  drawWho(node, pending);
  write(node, 'why', pending.isWritten && decision.says === 'pass' ? say('gate_written') : whyOf(decision, kept.list));
  const more = moreOf(pending);
  slot(node, 'more').replaceChildren(...more.map((one) => element('li', '', one)));
  drawTodo(node, pending);
  slot(node, 'acts').append(actsOf(holder, pending));
  holder.replaceChildren(node);
  if (isNew) signal(decision.says);
}

// A fever that was measured before anybody was asked who it is: first what to do, then whose it is. Nothing is recorded yet.
export function feverFirst(kept, celsius, { scan, without, again }) {
  const decision = { says: 'ask', code: 'gates.fever', data: { temperature: celsius } };
  const node = piece('gate-said');
  node.classList.add('ll-gate-ask');
  write(node, 'name', kept.list.gate.name);
  drawLine(node);
  slot(node, 'sign').append(piece('gate-sign-ask'));
  write(node, 'word', option('gate_word', 'ask'));
  write(node, 'english', options('gate_english').ask);
  slot(node, 'who').remove();
  write(node, 'why', whyOf(decision, kept.list));
  drawTodo(node, { decision, kept });
  const acts = piece('gate-acts-fever');
  act(acts, 'scan', scan);
  act(acts, 'without', without);
  act(acts, 'again', again);
  drawCall(acts, kept.list.call);
  slot(node, 'acts').append(acts);
  signal('ask');
  return node;
}

function drawWho(node, { kept, told, known, shown, decision, asked }) {
  const home = told.household && householdWithId(kept.list, told.household);
  const pass = known.pass || known.claims;
  write(node, 'door', home ? home.door : (asked && asked.door) || shown.plate || shown.slip || nameless(pass, shown));
  write(node, 'compound', home ? home.compound || '' : '');
  const may = decision.data.may || (pass && pass.people);
  write(node, 'may', may ? say('gate_may', { n: may }) : say('people', { n: told.people }));
}

function nameless(pass, shown) {
  if (pass) return option('pass_kind', pass.kind);
  return shown.persons ? option('gate_shown', shown.shown) : say('gate_nobody');
}

function drawTodo(node, { decision, kept }) {
  const todo = todoOf(decision, kept.list);
  const asked = decision.says === 'ask' && kept.list.gate.steps.includes('questions') ? kept.list.gate.questions.map(named) : [];
  show(node, 'do', decision.says !== 'pass' && todo.length + asked.length > 0);
  write(node, 'do-head', say(decision.says === 'ask' ? 'gate_ask_head' : 'gate_do_head'));
  slot(node, 'do-list').replaceChildren(...[...todo, ...asked].map((one) => element('li', '', one)));
}

// ---- what can be done ---------------------------------------------------------------------------------------
function actsOf(holder, pending) {
  // Where everyone is measured, that comes before the next one.
  const { says } = pending.decision;
  const unmeasured = says === 'pass' && pending.told.temperature === undefined && pending.kept.list.gate.steps.includes('temperature');
  const node = piece('gate-acts-' + (unmeasured ? 'measure' : says));
  const back = () => answer(holder, pending, false);
  const open = (panel) => { holder.replaceChildren(panel); panel.querySelector('button, a').focus({ preventScroll: true }); };
  act(node, 'next', () => next(pending));
  act(node, 'undo', once(node, async () => { await takeBack(pending.fact.id, say('gate_taken_back')); next(pending); }));
  act(node, 'measure', () => open(temperaturePad(once(holder, async (celsius) => {
    const again = await measured(pending, celsius);
    answer(holder, again, again.decision.says !== 'pass');
  }), back)));
  act(node, 'urgent', () => open(errands(holder, pending, back)));
  act(node, 'refuse', () => open(grounds(holder, pending, back)));
  act(node, 'let', once(node, async () => { await settle(pending, { done: 'let_through' }); next(pending); }));
  act(node, 'drop', once(node, async () => { await withdraw(pending); next(pending); }));
  if (slot(node, 'call')) drawCall(node, pending.kept.list.call);
  if (says === 'ask') service(holder, node, pending);
  return node;
}

// A code that is none of ours may be the city's health code: its service is asked when the keeper asks for it. What it says is
// a hint beside the gate's own answer, and changes nothing.
const NOT_OURS = new Set(['not_a_pass', 'unreadable']);

function service(holder, node, { kept, known, shown, id }) {
  const name = kept.list.asks;
  if (!name || !shown.text || !NOT_OURS.has(known.reading) || navigator.onLine === false) return;
  const asks = piece('gate-asks');
  write(asks, 'asks', say('gate_asks', { name }));
  act(asks, 'asks', async () => {
    slot(asks, 'asks').disabled = true;
    const told = await askService(id, shown.text);
    const words = told.known ? told.words : say('gate_asks_unknown');
    slot(holder, 'more').append(element('li', '', say('gate_service_says', { name, words })));
    asks.remove();
  });
  node.prepend(asks);
}

// What nothing may stop: one tap, and the gate opens.
function errands(holder, pending, back) {
  const node = piece('gate-errands');
  act(node, 'back', back);
  for (const one of pending.kept.list.must_pass) {
    const button = piece('gate-errand');
    button.textContent = errandName(pending.kept.list, one.key);
    button.dataset.errand = one.key;
    button.addEventListener('click', once(node, async () => answer(holder, await weigh(pending, { errand: one.key }), true)));
    slot(node, 'choices').append(button);
  }
  return node;
}

// Nobody is turned back without a ground, and without being told where to go instead.
function grounds(holder, pending, back) {
  const node = piece('gate-grounds');
  act(node, 'back', back);
  const turnBack = once(node, async (did, ground) => {
    await settle(pending, Object.assign({ done: 'refused' }, did));
    offer(holder, pending, ground);
  });
  for (const one of pending.kept.list.grounds) {
    const row = piece('gate-ground');
    row.firstElementChild.dataset.ground = one.key;
    write(row, 'name', named(one.name));
    write(row, 'basis', named(one.basis));
    row.firstElementChild.addEventListener('click', () => turnBack({ ground: one.key }, { name: named(one.name), basis: named(one.basis), offer: named(one.offer) }));
    slot(node, 'choices').append(row);
  }
  slot(node, 'form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = slot(node, 'form').elements.words;
    const words = field.value.trim();
    show(node, 'wrong', !words);
    write(node, 'wrong-say', words ? '' : say('gate_ground_needed'));
    if (!words) return field.focus();
    return turnBack({ ground_words: words }, { name: words, basis: '', offer: say('gate_offer_call') });
  });
  return node;
}

function offer(holder, pending, ground) {
  const node = piece('gate-offer');
  drawLine(node);
  write(node, 'ground', ground.name);
  write(node, 'basis', ground.basis);
  write(node, 'offer', ground.offer);
  drawCall(node, pending.kept.list.call);
  act(node, 'next', () => next(pending));
  act(node, 'undo', once(node, async () => { await takeBack(pending.fact.id, say('gate_taken_back')); next(pending); }));
  holder.replaceChildren(node);
  node.querySelector('[data-act=next]').focus({ preventScroll: true });
}
