// Finds every element with data-behaviour, now and when htmx brings new ones, and starts its behaviour once.
import autosubmit from './behaviours/autosubmit.js';
import bringIntoView from './behaviours/bring-into-view.js';
import bulk from './behaviours/bulk.js';
import chart from './behaviours/chart.js';
import countdowns from './behaviours/countdowns.js';
import dialog from './behaviours/dialog.js';
import errorFocus from './behaviours/error-focus.js';
import live from './behaviours/live.js';
import menu from './behaviours/menu.js';
import printButton from './behaviours/print-button.js';
import reveal from './behaviours/reveal.js';
import searchShortcut from './behaviours/search-shortcut.js';
import selfClosing from './behaviours/self-closing.js';
import submitOnce from './behaviours/submit-once.js';
import tileArrows from './behaviours/tile-arrows.js';

const behaviours = {
  autosubmit, bulk, chart, countdowns, dialog, live, menu, reveal,
  'bring-into-view': bringIntoView,
  'error-focus': errorFocus,
  'print-button': printButton,
  'search-shortcut': searchShortcut,
  'self-closing': selfClosing,
  'submit-once': submitOnce,
  'tile-arrows': tileArrows,
};
const started = new WeakSet();

function startOne(element) {
  if (started.has(element)) return;
  started.add(element);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (behaviours[name]) behaviours[name](element);
    else console.warn(`No behaviour called ${name}`);
  }
}

function startWithin(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  if (node.matches('[data-behaviour]')) startOne(node);
  node.querySelectorAll('[data-behaviour]').forEach(startOne);
}

document.documentElement.classList.add('ll-js');
startWithin(document.body);
new MutationObserver((changes) => {
  for (const change of changes) change.addedNodes.forEach(startWithin);
}).observe(document.body, { childList: true, subtree: true });
