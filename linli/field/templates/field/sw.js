// Keeps the app for times without a line: its pages and files, all of one version or none.
{# Rendered with the hash of each file: a changed file changes this text, and the browser fetches the new version. #}
'use strict';
const VERSION = '{{ version|escapejs }}';
const CACHE = 'linli-field-' + VERSION;
const SCOPE = '{{ scope|escapejs }}';
const SHELL = '{{ shell|escapejs }}';
const FILES = new Map([{% for address, digest in files %}
  ['{{ address|escapejs }}', '{{ digest|escapejs }}'],{% endfor %}
]);

// Large, and needed at a gate only: kept when it is first asked for, over versions of the app in which it did not change.
const LARGE_CACHE = 'linli-field-large-{{ large_version|escapejs }}';
const LARGE = new Map([{% for address, digest in large %}
  ['{{ address|escapejs }}', '{{ digest|escapejs }}'],{% endfor %}
]);

self.addEventListener('install', (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    if (isApp(url.pathname)) event.respondWith(kept(shellFor(url.pathname), event.request));
  } else if (FILES.has(url.pathname)) {
    event.respondWith(kept(url.pathname, event.request));
  } else if (LARGE.has(url.pathname)) {
    event.respondWith(keptFromNowOn(url.pathname));
  }
});

// Under the plain address, so that modules find each other; the hash in the question goes past every other cache.
async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(Array.from(FILES, async ([address, digest]) => {
    const response = await fetch(address + '?v=' + digest, { cache: 'reload', credentials: 'omit' });
    if (!response.ok || response.redirected) throw new Error(address + ' was answered with ' + response.status);
    await cache.put(address, response);
  }));
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('linli-field-') && name !== CACHE && name !== LARGE_CACHE).map((name) => caches.delete(name)));
}

const isApp = (path) => path === SCOPE || path.startsWith(SCOPE + 'app/') || /^enrol\/[0-9A-Za-z-]{10,11}\/$/.test(path.slice(SCOPE.length));
const shellFor = (path) => (FILES.has(path) ? path : SHELL);

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) || fetch(request);
}

async function keptFromNowOn(address) {
  const cache = await caches.open(LARGE_CACHE);
  const found = await cache.match(address);
  if (found) return found;
  const response = await fetch(address + '?v=' + LARGE.get(address), { credentials: 'omit' });
  if (response.ok && !response.redirected) await cache.put(address, response.clone());
  return response;
}
