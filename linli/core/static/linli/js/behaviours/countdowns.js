// Deadlines on a page count down without being loaded again; one that passes turns red with its own word.
// Words stand on the element: data-left "{time} left", data-late "{time} late", data-min, data-h, data-days "{n} min" ...
const EVERY_MS = 15000;
const MINUTE_MS = 60000;

function lasting(place, minutes) {
  if (minutes < 60) return place.dataset.min.replace('{n}', minutes);
  if (minutes < 48 * 60) return place.dataset.h.replace('{n}', Math.floor(minutes / 60));
  return place.dataset.days.replace('{n}', Math.floor(minutes / (24 * 60)));
}

// `ahead`: by how much this device's clock is before the server's.
function draw(place, ahead) {
  const now = Date.now() + ahead;
  place.querySelectorAll('time[data-due]').forEach((one) => {
    const away = Date.parse(one.dataset.due) - now;
    const isLate = away <= 0;
    const said = place.dataset[isLate ? 'late' : 'left'].replace('{time}', lasting(place, Math.floor(Math.abs(away) / MINUTE_MS)));
    if (one.textContent !== said) one.textContent = said;
    one.classList.toggle('ll-red', isLate);
    const row = one.closest('[data-row]');
    if (!row || !isLate) return;
    row.querySelectorAll('[data-when=ahead]').forEach((it) => { it.hidden = true; });
    row.querySelectorAll('[data-when=late]').forEach((it) => { it.hidden = false; });
  });
}

export default function countdowns(place) {
  const ahead = Date.parse(place.dataset.now) - Date.now();
  draw(place, ahead);
  const timer = setInterval(() => {
    if (place.isConnected) draw(place, ahead);
    else clearInterval(timer);
  }, EVERY_MS);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && place.isConnected) draw(place, ahead); });
}
