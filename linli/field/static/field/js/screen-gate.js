// At a gate: which one and which way; then the camera, and what else somebody may have to show.
import { act, element, piece, show, slot, write } from './dom.js';
import { slipIn, passWithSlip } from './gate.js';
import { gateList, isStale, minutesOld, refresh, status } from './gate-list.js';
import { drawLine, temperaturePad } from './gate-parts.js';
import { ageText, named } from './gate-says.js';
import { closeOpen, count, direction, judge, rules, shift, turn } from './gate-shift.js';
import { keepAssets } from './gate-assets.js';
import { wake } from './gate-signal.js';
import { list } from './list.js';
import { feverFirst } from './screen-gate-said.js';
import { set, setting } from './settings.js';
import { option, options, say } from './words.js';

const MOST_PEOPLE = 200;
const SAME_CODE_MS = 4000; // a code that stays before the camera is read once
let groups = 0;

// ---- which gate --------------------------------------------------------------------------------------------
export async function gates() {
  const node = piece('gates');
  waysIn(node);
  const draw = async () => {
    const kept = await list();
    const all = (kept && kept.bundle.gates) || [];
    write(node, 'say', all.length ? '' : say(kept ? 'gate_none' : 'list_none'));
    slot(node, 'gates').replaceChildren(...all.map(gateRow));
  };
  await draw();
  return { node, update: async (news) => { if (news === 'list') await draw(); } };
}

function gateRow(one) {
  const row = piece('gate-row');
  write(row, 'name', one.name);
  write(row, 'kind', option('gate_kind', one.kind));
  write(row, 'area', one.area || '');
  slot(row, 'link').href = '#/gate/' + one.id;
  row.addEventListener('click', wake);
  return row;
}

function waysIn(node) {
  groups += 1;
  for (const [way, word] of Object.entries(options('gate_way'))) {
    const choice = piece('gate-way');
    const input = choice.querySelector('input');
    input.name = 'way-' + groups;
    input.value = way;
    input.checked = way === direction();
    input.addEventListener('change', () => turn(way));
    write(choice, 'word', word);
    slot(node, 'ways').append(choice);
  }
}

// ---- the camera ------------------------------------------------------------------------------------------------
// One node a gate: the camera goes on while an answer is read, so that the next code is seen at once.
let held = null;
let eye = null;
let seen = { text: '', at: 0 };
let closing = 0;

export async function gate(id) {
  set('gate', id);
  clearTimeout(closing);
  if (await isStale(id)) refresh(id);
  const kept = await gateList(id);
  if (!held || held.id !== id || !kept) {
    stopEye();
    held = { id, node: kept ? build(id) : element('p', 'll-field-plain', say(status.busy ? 'list_loading' : 'gate_list_none')) };
    if (!kept) { const { node } = held; held = null; return { node, redraws: true }; }
  }
  const { node } = held;
  await draw(node, id);
  const timer = setInterval(() => tick(node, id), 20000);
  if (kept.list.gate.steps.includes('scan') && (eye || setting('gate-camera', '0') === '1')) openEye(node, id);
  rules().catch(() => undefined);
  closeOpen();
  keepAssets();
  return { node, update: () => draw(node, id), close: () => { clearInterval(timer); closing = setTimeout(stopEye, 60000); } };
}

async function tick(node, id) {
  if (document.hidden) return;
  if (await isStale(id)) refresh(id);
  await draw(node, id);
}

function build(id) {
  const node = piece('gate');
  node.addEventListener('pointerdown', wake);
  waysIn(node);
  const more = (by) => { shift.people = Math.min(MOST_PEOPLE, Math.max(1, shift.people + by)); drawPeople(node); };
  act(node, 'fewer', () => more(-1));
  act(node, 'more', () => more(1));
  act(node, 'camera', () => { set('gate-camera', '1'); openEye(node, id); });
  slot(node, 'form').addEventListener('submit', (event) => { event.preventDefault(); typed(node, id); });
  for (const name of ['find', 'vehicle', 'register', 'count']) slot(node, name).href = '#/gate/' + id + '/' + name;
  return node;
}

async function draw(node, id) {
  const kept = await gateList(id);
  if (!kept) return;
  write(node, 'name', kept.list.gate.name);
  drawLine(node);
  drawSteps(node, kept.list.gate);
  drawPeople(node);
  // Where no pass is asked for there is nothing to scan: whoever comes is written down.
  const scans = kept.list.gate.steps.includes('scan');
  for (const name of ['eye', 'form', 'find', 'number']) show(node, name, scans);
  slot(node, 'register').classList.toggle('ll-b-1', !scans);
  node.classList.toggle('ll-gate-writes', !scans);
  const seenToday = await count(id);
  write(node, 'count', say('gate_count', { out: seenToday.out, in: seenToday.in, vehicles: seenToday.vehicles_out + seenToday.vehicles_in }));
  write(node, 'age', ageText(minutesOld(kept)));
  node.querySelectorAll('[data-slot=ways] input').forEach((input) => { input.checked = input.value === direction(); });
}

const drawPeople = (node) => write(node, 'people', say('people', { n: shift.people }));

// What is done with everyone, in its order. A temperature can be taken before the code is read, or after.
function drawSteps(node, seenGate) {
  const place = slot(node, 'steps');
  const print = JSON.stringify([seenGate.steps, shift.temperature]);
  if (place.dataset.print === print) return;
  place.dataset.print = print;
  place.replaceChildren(...seenGate.steps.map((step) => stepOf(node, seenGate, step)));
}

function stepOf(node, seenGate, step) {
  if (step === 'temperature') {
    const made = piece('gate-step-act');
    made.firstElementChild.textContent = shift.temperature ? say('gate_degrees', { n: shift.temperature }) : option('gate_step', step);
    act(made, 'step', () => measureFirst(node));
    return made;
  }
  const made = piece('gate-step');
  const asked = step === 'questions' ? seenGate.questions.map(named) : [];
  write(made, 'word', [option('gate_step', step), ...asked].join(' '));
  return made;
}

function measureFirst(node) {
  const at = held && held.id;
  let shown = temperaturePad(async (celsius) => {
    shift.temperature = celsius;
    const kept = await gateList(at);
    const limit = kept && kept.list.gate.fever_at;
    if (!limit || celsius < limit) return back();
    const panel = feverFirst(kept, celsius, {
      scan: () => back(),
      without: () => said(at, { shown: 'door' }),
      again: () => { shift.temperature = undefined; back(); measureFirst(node); },
    });
    shown.replaceWith(panel);
    shown = panel;
    return panel.querySelector('[data-act=scan]').focus({ preventScroll: true });
  }, () => back());
  const back = () => { shown.replaceWith(node); if (at) draw(node, at); };
  node.replaceWith(shown);
}

async function typed(node, id) {
  const field = slot(node, 'form').elements.code;
  const text = field.value.trim();
  if (!text) return field.focus();
  field.value = '';
  return read(id, text);
}

// A code of a pass, or the slip that somebody reads out.
export async function read(id, text) {
  if (text.startsWith('LL1:')) return said(id, { shown: 'pass', text });
  const kept = await gateList(id);
  const slip = slipIn(text);
  const known = kept && passWithSlip(kept.list, slip);
  if (known || /^[0-9A-Z]{8}$/.test(slip)) return said(id, { shown: 'slip', slip, pass: known });
  return said(id, { shown: 'pass', text });
}

// Whoever stands there is judged once, however often the row or the button is tapped: until the answer is on the screen.
let judging = null;
export function said(id, shown) {
  if (location.hash === '#/gate/' + id + '/said') return judging;
  judging = judging || judged(id, shown).finally(() => { judging = null; });
  return judging;
}

async function judged(id, shown) {
  if (!(await gateList(id))) { location.hash = '#/gates'; return; } // closed, or no longer this person's, a moment ago
  await judge(id, shown);
  location.hash = '#/gate/' + id + '/said';
}

// ---- its eye ---------------------------------------------------------------------------------------------------
async function openEye(node, id) {
  const video = slot(node, 'video');
  show(node, 'camera', false);
  if (eye) { video.play().catch(() => undefined); return; }
  eye = { stop: () => undefined };
  write(node, 'trouble', say('gate_camera_opens'));
  try {
    const { startScanner } = await import('../../gates/js/scanner.js');
    eye = await startScanner(video, { onText: (text) => onText(id, text), onTrouble: (why) => trouble(node, why) });
    write(node, 'trouble', '');
    // A phone that goes dark between two people keeps everybody waiting.
    if (navigator.wakeLock) navigator.wakeLock.request('screen').catch(() => undefined);
  } catch (error) {
    trouble(node, error);
  }
}

function trouble(node, why) {
  eye = null;
  const key = why && (why.name || why);
  write(node, 'trouble', say(key === 'NotAllowedError' || key === 'refused' ? 'gate_camera_refused' : 'gate_camera_none'));
  show(node, 'camera', true);
}

function onText(id, text) {
  const before = seen;
  seen = { text, at: Date.now() };
  if (before.text === text && seen.at - before.at < SAME_CODE_MS) return;
  // An answer is being read: the camera waits.
  if (location.hash !== '#/gate/' + id) return;
  read(id, text);
}

function stopEye() {
  if (eye) eye.stop();
  eye = null;
  held = null;
}
