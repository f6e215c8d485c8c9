// What is said at the top of the page is seen, also by somebody who has scrolled down.
export default function bringIntoView(place) {
  const show = () => { if (place.firstElementChild) place.scrollIntoView({ block: 'nearest' }); };
  new MutationObserver(show).observe(place, { childList: true });
  show();
}
