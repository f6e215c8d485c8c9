// Which parts of Apache ECharts the bundle beside this file holds: line, bar, map; SVG only.
// Tooltips are left out on purpose: they write HTML and style attributes, and nothing here needs hovering.
export { init, registerMap, getMap, getInstanceByDom } from 'echarts/core';
import { use } from 'echarts/core';
import { BarChart, LineChart, MapChart } from 'echarts/charts';
import { AriaComponent, GeoComponent, GridComponent, MarkLineComponent, VisualMapPiecewiseComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart, LineChart, MapChart,
  AriaComponent, GeoComponent, GridComponent, MarkLineComponent, VisualMapPiecewiseComponent,
  SVGRenderer,
]);
