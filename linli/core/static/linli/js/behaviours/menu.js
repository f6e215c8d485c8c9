// A <details> menu closes on Escape, on a click elsewhere, and when the focus leaves it.
export default function menu(details) {
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary').focus();
  });
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  document.addEventListener('click', (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
}
