export default function printButton(button) {
  button.addEventListener('click', () => window.print());
}
