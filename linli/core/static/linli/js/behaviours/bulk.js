// On a form around a list: one box selects all; the black bar appears with a selection and says the count.
//   <form data-behaviour="bulk"> ... <input type=checkbox data-bulk-all> ... <input type=checkbox data-bulk> ...
//   <div class="ll-bulk" data-bulk-bar hidden><b data-bulk-count data-words="{n} selected"></b> ... <button type=button data-bulk-none>
export default function bulk(host) {
  const boxes = () => [...host.querySelectorAll('input[data-bulk]')];
  const all = host.querySelector('input[data-bulk-all]');
  const bar = host.querySelector('[data-bulk-bar]');
  const count = host.querySelector('[data-bulk-count]');

  function show() {
    const list = boxes();
    const chosen = list.filter((box) => box.checked);
    for (const box of list) box.closest('tr')?.setAttribute('aria-selected', String(box.checked));
    if (all) {
      all.checked = list.length > 0 && chosen.length === list.length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
    if (bar) bar.hidden = chosen.length === 0;
    if (count) count.textContent = count.dataset.words.replace('{n}', chosen.length.toLocaleString('en'));
  }

  host.addEventListener('change', (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
  host.querySelector('[data-bulk-none]')?.addEventListener('click', () => {
    boxes().forEach((box) => { box.checked = false; });
    show();
  });
  new MutationObserver(show).observe(host.querySelector('tbody') || host, { childList: true });
  show();
}
