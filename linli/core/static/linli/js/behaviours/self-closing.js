// An opened value goes away by itself, also when the phone was asleep in between.
export default function selfClosing(panel) {
  const end = Date.now() + Number(panel.dataset.seconds) * 1000;
  const close = () => {
    if (Date.now() < end || !panel.isConnected) return;
    panel.dispatchEvent(new CustomEvent('reveal:close', { bubbles: true }));
    panel.remove();
    document.removeEventListener('visibilitychange', close);
  };
  setTimeout(close, end - Date.now() + 50);
  document.addEventListener('visibilitychange', close);
}
