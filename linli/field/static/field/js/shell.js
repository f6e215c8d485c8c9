// Keeps the app on the phone: the service worker, whether it is ready, and the browser's offer to install it.
let offer = null;

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event;
});

export const installer = {
  canAsk: () => offer !== null,
  async ask() {
    const asked = offer;
    offer = null;
    if (asked) await asked.prompt();
  },
};

export function keepShell() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register('/field/sw.js', { scope: '/field/', updateViaCache: 'none' }).catch(() => undefined);
}

// Whether the app opens without a line.
export async function isReady() {
  if (!navigator.serviceWorker) return false;
  const found = await navigator.serviceWorker.getRegistration('/field/');
  return Boolean(found && found.active);
}
