// A form is sent once: it is inert at once, and after a moment its button says that it is working.
const QUIET = 300; // milliseconds in which an answer needs no explanation

export default function submitOnce(form) {
  let sent = false;
  let restore = () => {};
  form.addEventListener('submit', (event) => {
    if (sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent = true;
    restore = showWorking(event.submitter || form.querySelector('button[type=submit]'), form.dataset.working);
  }, { capture: true });
  const free = () => { sent = false; restore(); };
  form.addEventListener('htmx:finally:request', free);
  window.addEventListener('pageshow', (event) => { if (event.persisted) free(); });
}

function showWorking(button, words) {
  if (!button) return () => {};
  const before = [...button.childNodes];
  const timer = setTimeout(() => {
    button.classList.add('ll-working');
    button.setAttribute('aria-disabled', 'true');
    if (words) button.replaceChildren(words);
  }, QUIET);
  return () => {
    clearTimeout(timer);
    button.classList.remove('ll-working');
    button.removeAttribute('aria-disabled');
    button.replaceChildren(...before);
  };
}
