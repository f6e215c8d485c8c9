// Tells this tab and the others that something was written.
const listeners = [];
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('linli-field') : null;

export function listen(work) {
  listeners.push(work);
}

export function tell(what) {
  if (channel) channel.postMessage(what);
  listeners.forEach((work) => work(what, true));
}

if (channel) channel.onmessage = (event) => listeners.forEach((work) => work(event.data, false));
