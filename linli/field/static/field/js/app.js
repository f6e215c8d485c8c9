// Starts the app: what it is told, and which screen the address asks for.
import * as bars from './bars.js';
import * as gateList from './gate-list.js';
import * as list from './list.js';
import { listen, tell } from './news.js';
import * as outbox from './outbox.js';
import * as phone from './phone.js';
import * as sender from './sender.js';
import { forgetKey, isPossible } from './vault.js';
import { day, units } from './screen-day.js';
import { enrolScreen, leaveScreen, phoneScreen } from './screen-phone.js';
import { care, careForm, caredFor } from './screen-care.js';
import { checks } from './screen-checks.js';
import { duty } from './screen-duty.js';
import { find } from './screen-find.js';
import { form } from './screen-form.js';
import { gate, gates } from './screen-gate.js';
import { gateCount, gateFind, gateRegister, gateVehicle } from './screen-gate-others.js';
import { gateSaid } from './screen-gate-said.js';
import { household } from './screen-household.js';
import { outboxScreen } from './screen-outbox.js';
import { patrol, patrols } from './screen-patrol.js';
import { trips } from './screen-trips.js';
import { keepShell } from './shell.js';
import { piece } from './dom.js';

const main = document.getElementById('main');
const nav = document.getElementById('nav');

// What the address says after #, as a pattern; `nav` is the tab that it belongs to.
const ROUTES = [
  [/^\/?$/, 'day', day],
  [/^\/units$/, 'day', units],
  [/^\/find$/, 'find', find],
  [/^\/h\/([0-9a-f-]+)$/, 'day', household],
  [/^\/h\/([0-9a-f-]+)\/(changed|visit|arrival|not-mine)(?:\/([0-9a-f-]+))?$/, 'day', (id, kind, about) => form(kind, id, about)],
  [/^\/checks$/, 'day', checks],
  [/^\/check\/([0-9a-f-]+)$/, 'day', (id) => form('check', '', id)],
  [/^\/duty$/, 'day', () => duty()],
  [/^\/duty\/at\/([A-Za-z0-9_-]{8,24})$/, 'day', (code) => duty(code)],
  [/^\/duty\/at\/([A-Za-z0-9_-]{8,24})\/handover$/, 'day', (code) => form('handover', '', code)],
  [/^\/new$/, 'day', () => form('new')],
  [/^\/gates$/, 'gate', gates],
  [/^\/gate\/([0-9a-f-]+)$/, 'gate', gate],
  [/^\/gate\/([0-9a-f-]+)\/said$/, 'gate', gateSaid],
  [/^\/gate\/([0-9a-f-]+)\/find$/, 'gate', gateFind],
  [/^\/gate\/([0-9a-f-]+)\/register$/, 'gate', gateRegister],
  [/^\/gate\/([0-9a-f-]+)\/vehicle$/, 'gate', gateVehicle],
  [/^\/gate\/([0-9a-f-]+)\/count$/, 'gate', gateCount],
  [/^\/trips$/, 'day', trips],
  [/^\/patrols$/, 'day', patrols],
  [/^\/patrol\/([0-9a-f-]+)$/, 'day', patrol],
  [/^\/care$/, 'day', () => care()],
  [/^\/care\/([0-9a-f-]+)$/, 'day', caredFor],
  [/^\/care\/([0-9a-f-]+)\/(morning|evening|notice)$/, 'day', careForm],
  [/^\/outbox$/, 'outbox', outboxScreen],
  [/^\/phone$/, 'phone', phoneScreen],
  [/^\/leave$/, 'phone', leaveScreen],
];

let current = { path: null, screen: null };
let drawing = Promise.resolve();

function path() {
  return decodeURIComponent(location.hash.slice(1)) || '/';
}

// One after the other: a screen that reads the database is not overtaken by the next one.
function draw(news) {
  drawing = drawing.then(() => drawNow(news)).catch((error) => {
    console.error(error);
    main.dataset.failed = String(error);
  });
  return drawing;
}

async function drawNow(news) {
  const wanted = path();
  const isNew = wanted !== current.path;
  if (!isNew && current.screen && current.screen.update) {
    await current.screen.update(news);
  } else if (isNew || !current.screen || current.screen.redraws) {
    if (current.screen && current.screen.close) current.screen.close();
    current = { path: wanted, screen: await screenOf(wanted) };
    main.replaceChildren(current.screen.node);
    if (isNew) {
      window.scrollTo(0, 0);
      if (news === 'route') main.focus({ preventScroll: true });
    }
  }
  await fitNav();
  await bars.draw();
  main.dataset.ready = wanted;
}

async function screenOf(wanted) {
  const enrolled = await phone.enrolment();
  const code = /^\/enrol\/([0-9A-Za-z-]+)$/.exec(wanted);
  nav.hidden = !enrolled || Boolean(code);
  if (code || !enrolled) mark('phone');
  if (code || !enrolled) return enrolScreen(code ? code[1] : '', () => { location.hash = '#/'; current.path = null; draw('phone'); });
  for (const [pattern, tab, make] of ROUTES) {
    const found = pattern.exec(wanted);
    if (found) {
      mark(tab);
      return make(...found.slice(1));
    }
  }
  mark('day');
  return day();
}

// Whoever keeps a gate has the whole height for it; the way back is at the top.
function mark(tab) {
  document.body.classList.toggle('ll-gate-on', tab === 'gate');
  nav.querySelectorAll('a').forEach((link) => {
    if (link.dataset.nav === tab) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
}

// Whoever goes on no round has no doors to find.
async function fitNav() {
  const kept = await list.list();
  nav.querySelector('[data-nav=find]').hidden = Boolean(kept && !kept.bundle.duties.length);
}

async function freshen() {
  if (await list.isStale()) await list.refresh();
}

function start() {
  if (!isPossible()) {
    main.replaceChildren(piece('impossible'));
    return;
  }
  window.addEventListener('hashchange', () => draw('route'));
  window.addEventListener('online', () => { list.refresh(); tell('line'); });
  window.addEventListener('offline', () => tell('line'));
  document.addEventListener('visibilitychange', () => { if (!document.hidden) freshen(); });
  window.addEventListener('beforeunload', bars.holdUnstored);
  listen((what, isMine) => {
    if (!isMine) { list.forget(); gateList.forget(); forgetKey(); }
    if (what === 'phone') { list.forget(); gateList.forget(); outbox.forget(); current.path = null; sender.look(); freshen(); }
    draw(what);
  });
  draw('start').then(freshen);
  sender.start();
  keepShell();
}

start();
