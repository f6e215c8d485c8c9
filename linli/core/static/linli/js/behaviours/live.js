// Numbers that refresh themselves: asks again every so many seconds, and replaces only the parts that changed.
// Stands still while paused, and while nobody looks; the button and the words are in the page, in the reader's language.
export default function live(box) {
  const say = document.querySelector('[data-live-say]');
  const button = document.querySelector('[data-live-pause]');
  const wait = Number(box.dataset.seconds) * 1000;
  let paused = false;
  let etag = '';
  let seen = new Date();
  let timer;

  const clock = () => seen.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' });
  const tell = (kind) => { if (say) say.textContent = say.dataset[kind].replace('{time}', clock()); };
  const later = () => { clearTimeout(timer); if (!paused && !document.hidden && box.isConnected) timer = setTimeout(ask, wait); };

  async function ask() {
    const headers = { 'HX-Request': 'true', ...(etag && { 'If-None-Match': etag }) };
    try {
      const answer = await fetch(box.dataset.url || location.href, { headers, cache: 'no-store', credentials: 'same-origin' });
      if (answer.status === 200) take(await answer.text(), answer.headers.get('ETag'));
      else if (answer.status !== 304) throw new Error(String(answer.status));
      seen = new Date();
      tell(paused ? 'wordPaused' : 'wordLive');
    } catch {
      tell('wordLost');
    }
    later();
  }

  function take(text, version) {
    etag = version || '';
    const fresh = new DOMParser().parseFromString(text, 'text/html');
    const parts = [...fresh.querySelectorAll('[data-live-part]')];
    const here = (part) => box.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (!parts.length) throw new Error('nothing to show');
    // A part came or went: rare, so the whole box is replaced.
    if (parts.length !== box.querySelectorAll('[data-live-part]').length || !parts.every(here)) {
      box.replaceChildren(...fresh.body.childNodes);
      return;
    }
    parts.filter((part) => here(part).dataset.liveVersion !== part.dataset.liveVersion).forEach((part) => replace(here(part), part));
  }

  // Whoever stands on a link with the keyboard stays on it.
  function replace(old, part) {
    const held = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    old.replaceWith(part);
    if (held) part.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  if (button) {
    button.hidden = false;
    button.addEventListener('click', () => {
      paused = !paused;
      button.setAttribute('aria-pressed', String(paused));
      tell(paused ? 'wordPaused' : 'wordLive');
      if (paused) clearTimeout(timer);
      else ask();
    });
  }
  document.addEventListener('visibilitychange', () => { if (document.hidden) clearTimeout(timer); else if (!paused) ask(); });
  tell('wordLive');
  later();
}
