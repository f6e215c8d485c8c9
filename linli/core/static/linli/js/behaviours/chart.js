// Draws a chart from the JSON beside it. The sentence and the table stay in the page; the switch shows one or the other.
import { optionFor } from '../chart-option.js';

export default async function chart(host) {
  const spec = JSON.parse(host.querySelector('script[type="application/json"]').textContent);
  const canvas = host.querySelector('.ll-chart-canvas');
  const echarts = await import(host.dataset.library);
  const look = getComputedStyle(host);

  host.dataset.shown = 'chart';
  if (spec.kind === 'map') {
    const answer = await fetch(spec.outlines);
    if (!answer.ok) { host.dataset.shown = 'table'; return; }
    echarts.registerMap(spec.outlines, await answer.json());
  }
  const drawn = echarts.init(canvas, null, { renderer: 'svg' });
  drawn.setOption(optionFor(spec, (name) => look.getPropertyValue(name).trim()));
  new ResizeObserver(() => { if (canvas.clientWidth) drawn.resize(); }).observe(canvas);
  offerSwitch(host);
}

function offerSwitch(host) {
  const button = host.parentElement.querySelector('[data-chart-switch]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const table = host.dataset.shown === 'chart';
    host.dataset.shown = table ? 'table' : 'chart';
    button.textContent = table ? host.dataset.wordChart : host.dataset.wordTable;
  });
}
