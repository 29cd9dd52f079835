import type { SeriesStyle } from './series-style.ts';

/** One entry of a chart's legend: a line, a point, a filled area, a whisker, or an upright tick. */
export interface LegendEntry {
  readonly label: string;
  readonly mark: 'line' | 'point' | 'area' | 'interval' | 'tick';
  readonly color: string;
  readonly symbol?: SeriesStyle['symbol'];
  readonly dash?: SeriesStyle['dash'];
}
