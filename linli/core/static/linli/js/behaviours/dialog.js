// A button with data-opens="id" opens that <dialog>; [data-closes] inside closes it. Escape and the focus trap are the browser's.
export default function dialog(button) {
  const target = document.getElementById(button.dataset.opens);
  if (!target) return;
  button.addEventListener('click', (event) => {
    event.preventDefault();
    target.showModal();
  });
  target.addEventListener('click', (event) => {
    if (event.target.closest('[data-closes]')) target.close();
  });
}
