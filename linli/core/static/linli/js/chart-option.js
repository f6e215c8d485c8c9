// From our small chart description to an ECharts option: SVG, no animation, axis from 0, no legend, nothing to hover.
export function optionFor(spec, token) {
  const look = {
    ink: token('--ll-ink'), ink2: token('--ll-ink-2'), line: token('--ll-line'), plate: token('--ll-plate'), amber: token('--ll-amber'),
    steps: [token('--ll-step-1'), token('--ll-step-2'), token('--ll-step-3'), token('--ll-step-4')],
    font: token('--ll-font'), size: parseFloat(token('--ll-f0')),
  };
  const common = { animation: false, textStyle: { fontFamily: look.font, fontSize: look.size, color: look.ink2 }, aria: { enabled: false } };
  return { ...common, ...(spec.kind === 'map' ? mapOption(spec, look) : axesOption(spec, look)) };
}

function axesOption(spec, look) {
  const names = {
    type: 'category', data: spec.labels, boundaryGap: spec.kind !== 'line', inverse: spec.kind === 'rows',
    axisLine: { lineStyle: { color: look.ink } }, axisTick: { show: false },
    axisLabel: { color: look.ink2, fontSize: look.size, hideOverlap: spec.kind !== 'rows' },
  };
  const values = {
    type: 'value', min: 0, minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: look.line } },
    axisLabel: { color: look.ink2, fontSize: look.size, formatter: withCommas },
  };
  const rows = spec.kind === 'rows';
  return {
    grid: { left: 4, right: rows ? 56 : spec.kind === 'line' ? endLabelWidth(spec, look) : 12, top: 22, bottom: 4, containLabel: true },
    xAxis: rows ? { ...values, splitNumber: 3 } : names,
    yAxis: rows ? names : values,
    series: spec.series.map((one, at) => seriesOption(spec, one, at, look)),
  };
}

function seriesOption(spec, one, at, look) {
  const color = { plate: look.plate, bar: look.steps[2], ink: look.ink, dash: look.ink2 }[one.form];
  const mark = at === 0 && spec.mark
    ? { markLine: { symbol: 'none', silent: true, label: { show: false }, lineStyle: { color: look.ink, type: 'dotted' }, data: [{ xAxis: spec.mark }] } }
    : {};
  if (spec.kind !== 'line') {
    return {
      type: 'bar', name: one.name, data: one.values, barMaxWidth: spec.kind === 'rows' ? 14 : 28, itemStyle: { color }, silent: true,
      label: { show: true, position: spec.kind === 'rows' ? 'right' : 'top', color: look.ink, fontSize: look.size, formatter: (bar) => withCommas(bar.value) },
      ...(spec.kind === 'bar' ? mark : {}),
    };
  }
  const heard = one.values.filter((value) => value !== null);
  const highest = heard.length ? one.values.indexOf(Math.max(...heard)) : -1;
  const last = one.values.reduce((found, value, index) => (value === null ? found : index), -1);
  return {
    type: 'line', name: one.name, silent: true, connectNulls: false, symbol: 'circle', color,
    lineStyle: { color, width: one.form === 'dash' ? 1.5 : 2, type: one.form === 'dash' ? 'dashed' : 'solid' },
    data: one.values.map((value, index) => point(spec, one, value, { peak: at === 0 && spec.peak && index === highest && index !== last, end: index === last }, look)),
    ...mark,
  };
}

function point(spec, one, value, is, look) {
  if (is.end) {
    return { value, symbolSize: 8, label: { show: true, position: 'right', color: look.ink, fontWeight: 600, fontSize: look.size + 1, formatter: () => `${one.name} ${withCommas(value)}` } };
  }
  if (is.peak) {
    return { value, symbolSize: 0, label: { show: true, position: 'top', color: look.ink2, fontSize: look.size, formatter: () => `${spec.peak} ${withCommas(value)}` } };
  }
  return { value, symbolSize: 0 };
}

function mapOption(spec, look) {
  const limits = spec.limits.length ? spec.limits : quartiles(spec.values);
  const edges = [0, ...limits];
  const pieces = edges.map((from, at) => ({ gte: from, lt: edges[at + 1] ?? Infinity, color: look.steps[Math.min(at, 3)] }));
  return {
    visualMap: { type: 'piecewise', show: false, pieces, outOfRange: { color: '#fff' } },
    series: [{
      type: 'map', map: spec.outlines, roam: false, silent: true, selectedMode: false, left: 8, right: 8, top: 8, bottom: 8,
      data: spec.values.map((one) => (one.value === null ? { name: one.name, value: NaN, itemStyle: { borderColor: look.ink, borderType: 'dashed', borderWidth: 2 }, label: { fontWeight: 600 } } : one)),
      label: { show: true, fontSize: look.size, color: look.ink, textBorderColor: '#fff', textBorderWidth: 2, formatter: (area) => (Number.isFinite(area.value) ? `${area.name}\n${withCommas(area.value)}` : `${area.name}\n${spec.missing}`) },
      itemStyle: { borderColor: look.ink2, borderWidth: 1, areaColor: '#fff' },
    }],
  };
}

function quartiles(values) {
  const sorted = values.map((one) => one.value).filter((value) => value !== null).sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((part) => sorted[Math.floor(sorted.length * part)] ?? 0).filter((value, at, all) => value > (at ? all[at - 1] : 0));
}

// Room for the label at the end of the longest line: a Chinese character is as wide as it is high.
function endLabelWidth(spec, look) {
  const longest = spec.series.map((one) => `${one.name} ${withCommas(one.values.findLast((value) => value !== null) ?? 0)}`);
  const ems = (text) => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? 1 : 0.62), 0);
  return 16 + Math.ceil(Math.max(...longest.map(ems)) * (look.size + 1));
}

function withCommas(number) {
  return Number(number).toLocaleString('en');
}
