// On patrol: which one, its points in order, the code of a point, what was found there.
import { patrolCheck } from './bodies.js';
import { act, piece, show, slot, state, write } from './dom.js';
import { canUndo, deliveryText } from './doors.js';
import { list, status } from './list.js';
import { clock, now } from './moments.js';
import * as outbox from './outbox.js';
import { asOnCard, checksOf, codeIn, KIND, pointOf, standing } from './patrols.js';
import { sizeOf, smallPhoto } from './photo.js';
import { record, takeBack } from './record.js';
import { timeOf } from './told.js';
import { option, say } from './words.js';

const STATES = { done: 'done', next: 'run', open: 'none', passed: 'ask', missed: 'stop' };

async function readPatrols() {
  const kept = await list();
  if (!kept) return null;
  const facts = await outbox.facts();
  const checks = await checksOf(kept.bundle, facts, Date.now() - now());
  return { bundle: kept.bundle, facts, all: (kept.bundle.patrols || []).map((one) => standing(one, checks, now())) };
}

// ---- which patrol --------------------------------------------------------------------------------------------
export async function patrols() {
  const node = piece('patrols');
  const draw = async () => {
    const read = await readPatrols();
    const all = read ? read.all : [];
    write(node, 'say', all.length ? '' : say(read ? 'patrols_none' : status.busy ? 'list_loading' : 'list_none'));
    slot(node, 'patrols').replaceChildren(...all.map(patrolRow));
  };
  await draw();
  return { node, update: draw };
}

function patrolRow(one) {
  const row = piece('patrol-row');
  row.dataset.patrol = one.patrol.id;
  slot(row, 'link').href = '#/patrol/' + one.patrol.id;
  write(row, 'name', one.patrol.name);
  write(row, 'kind', option('patrol_kind', one.patrol.kind));
  slot(row, 'state').append(roundState(one));
  return row;
}

function roundState(one) {
  if (one.began && one.done >= one.total) return state('done', say('patrol_whole'));
  if (one.began) return state('run', say('patrol_under_way', { done: one.done, total: one.total, time: clock(one.over) }));
  if (one.due <= now()) return state('ask', say('patrol_late', { time: timeOf(one.due) }));
  return state('none', say('patrol_due', { time: timeOf(one.due) }));
}

// ---- one patrol ----------------------------------------------------------------------------------------------
// What was typed stays while the list is drawn anew; the camera runs until one leaves.
export async function patrol(id) {
  const node = piece('patrol');
  const held = { id, eye: null, code: '', photo: '' };
  slot(node, 'form').addEventListener('submit', (event) => { event.preventDefault(); look(node, held, slot(node, 'form').elements.code.value); });
  act(node, 'camera', () => openEye(node, held));
  act(node, 'drop', () => forget(node, held));
  act(node, 'nothing', () => tell(node, held, ''));
  slot(node, 'found').addEventListener('submit', (event) => { event.preventDefault(); tell(node, held, slot(node, 'found').elements.text.value.trim()); });
  slot(node, 'photo').addEventListener('change', () => takePhoto(node, held));
  act(node, 'no-photo', () => setPhoto(node, held, ''));
  await draw(node, held);
  return { node, update: () => draw(node, held), close: () => closeEye(node, held) };
}

async function draw(node, held) {
  const read = await readPatrols();
  const one = read && read.all.find((it) => it.patrol.id === held.id);
  write(node, 'name', one ? one.patrol.name : '');
  write(node, 'gone', one ? '' : say(read ? 'patrol_gone' : status.busy ? 'list_loading' : 'list_none'));
  show(node, 'body', Boolean(one));
  if (!one) return;
  slot(node, 'state').replaceChildren(roundState(one));
  write(node, 'missed', one.nobody ? say('patrol_nobody') : one.missed ? say('patrol_missed', { n: one.missed }) : '');
  const told = await ownChecks(read);
  const place = slot(node, 'points');
  const print = JSON.stringify([one.points.map((it) => [it.point.id, it.state]), told.map((it) => [it.fact.id, it.fact.state, it.fact.tried])]);
  if (place.dataset.print === print) return;
  place.dataset.print = print;
  place.replaceChildren(...one.points.map((it) => pointRow(it, told)));
}

// What this phone has told of each point, the newest first.
async function ownChecks(read) {
  const found = [];
  for (const fact of read.facts.filter((one) => one.kind === KIND)) {
    const known = await pointOf(read.bundle, fact.body.point);
    if (known) found.unshift({ fact, point: known.point });
  }
  return found;
}

function pointRow(one, told) {
  const row = piece('point');
  row.dataset.point = one.point.id;
  row.dataset.state = one.state;
  write(row, 'name', one.number + '. ' + one.point.name);
  slot(row, 'state').append(state(STATES[one.state], say('point_' + one.state)));
  const mine = told.find((it) => it.point.id === one.point.id);
  write(row, 'told', mine ? [deliveryText(mine.fact), mine.fact.body.found].filter(Boolean).join(say('semicolon')) : '');
  const undo = Boolean(mine && canUndo(mine.fact));
  show(row, 'undo', undo);
  if (undo) act(row, 'undo', () => takeBack(mine.fact.id, one.point.name));
  return row;
}

// ---- at a point ----------------------------------------------------------------------------------------------
async function look(node, held, text) {
  const typed = codeIn(text);
  show(node, 'wrong', !typed);
  write(node, 'wrong-say', typed ? '' : say('code_of_point_wrong'));
  if (!typed) { slot(node, 'form').elements.code.focus(); return; }
  const read = await readPatrols();
  const code = read ? await asOnCard(read.bundle, typed) : typed;
  const known = read && (await pointOf(read.bundle, code));
  const one = known && read.all.find((it) => it.patrol.id === known.patrol.id);
  const seen = one && one.points.some((it) => it.point.id === known.point.id && it.state === 'done');
  held.code = code;
  held.name = known ? known.point.name : code;
  write(node, 'at', known ? say('point_at', { name: held.name }) : say('point_unknown'));
  write(node, 'again', seen ? say('point_again') : '');
  closeEye(node, held);
  show(node, 'reading', false);
  show(node, 'found', true);
  slot(node, 'at').focus();
}

async function tell(node, held, text) {
  if (!held.code) return;
  const [code, name] = [held.code, held.name];
  const fact = patrolCheck(code, text, held.photo);
  forget(node, held); // a second tap finds nothing to tell
  await record(fact, name, false);
}

function forget(node, held) {
  held.code = '';
  slot(node, 'found').reset();
  slot(node, 'form').reset();
  setPhoto(node, held, '');
  show(node, 'found', false);
  show(node, 'reading', true);
}

async function takePhoto(node, held) {
  const [file] = slot(node, 'photo').files;
  if (!file) return;
  try {
    setPhoto(node, held, await smallPhoto(file));
  } catch (error) {
    setPhoto(node, held, '');
    write(node, 'photo-say', say('photo_wrong'));
  }
  slot(node, 'photo').value = '';
}

function setPhoto(node, held, photo) {
  held.photo = photo;
  write(node, 'photo-say', photo ? say('photo_taken', { n: sizeOf(photo) }) : '');
  show(node, 'no-photo', Boolean(photo));
  show(node, 'nothing', !photo); // a photo is something to tell
  const seen = slot(node, 'photo-seen');
  seen.hidden = !photo;
  if (photo) seen.src = 'data:image/jpeg;base64,' + photo;
  else seen.removeAttribute('src');
}

// ---- the camera ----------------------------------------------------------------------------------------------
async function openEye(node, held) {
  if (held.eye) return;
  held.eye = { stop: () => undefined };
  show(node, 'eye', true);
  write(node, 'trouble', '');
  try {
    const { startScanner } = await import('../../gates/js/scanner.js');
    const eye = await startScanner(slot(node, 'video'), { onText: (text) => { if (codeIn(text)) look(node, held, text); }, onTrouble: (why) => trouble(node, held, why) });
    if (!held.eye) { eye.stop(); return; } // one has left, or typed, meanwhile
    held.eye = eye;
  } catch (error) {
    trouble(node, held, error);
  }
}

function trouble(node, held, why) {
  closeEye(node, held);
  write(node, 'trouble', say(why && why.name === 'NotAllowedError' ? 'patrol_camera_refused' : 'patrol_camera_none'));
}

function closeEye(node, held) {
  if (held.eye) held.eye.stop();
  held.eye = null;
  show(node, 'eye', false);
}
