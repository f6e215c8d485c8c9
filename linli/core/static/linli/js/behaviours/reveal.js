// A masked value opens in its own row: the server asks for a reason, then shows the value for a while.
// Without script the same link leads to a page that asks.
export default function reveal(link) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(link);
  });
  link.addEventListener('keydown', (event) => {
    if (event.key === ' ') { event.preventDefault(); open(link); }
  });
}

async function open(link) {
  if (link.getAttribute('aria-expanded') === 'true') { close(link); return; }
  const place = makePlace(link);
  link.setAttribute('aria-expanded', 'true');
  place.addEventListener('click', (event) => { if (event.target.closest('[data-reveal-close]')) close(link); });
  place.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(link); });
  place.addEventListener('reveal:close', () => close(link));
  await window.htmx.ajax('GET', link.href, { target: place.matches('tr') ? place.firstElementChild : place, swap: 'innerHTML', source: link });
  place.querySelector('input:not([type=hidden]), button')?.focus();
}

function makePlace(link) {
  const row = link.closest('tr');
  const place = document.createElement(row ? 'tr' : 'div');
  if (row) {
    place.className = 'll-reveal-row';
    const cell = place.appendChild(document.createElement('td'));
    cell.colSpan = [...row.cells].reduce((width, one) => width + one.colSpan, 0);
    row.after(place);
  } else {
    (link.closest('dd, li, p') || link).append(place);
  }
  link.revealPlace = place;
  return place;
}

function close(link) {
  link.revealPlace?.remove();
  link.revealPlace = null;
  link.setAttribute('aria-expanded', 'false');
  link.focus();
}
