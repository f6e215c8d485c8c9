// A form is sent once: the button says that it is working and is inert until the answer comes.
export default function submitOnce(form) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    sent = true;
    const button = event.submitter || form.querySelector('button[type=submit]');
    if (button) setTimeout(() => working(button, form.dataset.working), 0);
  });
  const free = () => { sent = false; ready(form); };
  form.addEventListener('htmx:finally:request', free);
  window.addEventListener('pageshow', (event) => { if (event.persisted) free(); });
}

function working(button, words) {
  button.dataset.words = button.textContent;
  button.classList.add('ll-working');
  button.setAttribute('aria-disabled', 'true');
  if (words) button.textContent = words;
}

function ready(form) {
  for (const button of form.querySelectorAll('.ll-working')) {
    button.classList.remove('ll-working');
    button.removeAttribute('aria-disabled');
    button.textContent = button.dataset.words;
  }
}
