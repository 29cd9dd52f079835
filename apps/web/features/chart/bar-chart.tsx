'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps, type PlotModule } from './chart.tsx';
import { listCells } from './list-cells.ts';

export interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Drawn in the second colour; `legend.marked` says what it means. */
  readonly marked: boolean;
  /** Shown while the bar is pointed at. */
  readonly detail: string;
}

export interface BarChartProps extends Pick<ChartProps, 'name' | 'title' | 'summary' | 'query' | 'actions'> {
  readonly bars: readonly Bar[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly digits: number;
  /** On a log scale a bar's length would mean nothing: values become dots on thin stems. */
  readonly yScale: 'linear' | 'log';
  readonly legend: { readonly plain: string; readonly marked: string };
}

/** Up to this many bars carry their value in figures. */
const LABELLED_BARS = 16;
const PLAIN = 'var(--bar)';
const MARKED = 'var(--bar-low)';

/** One bar per block with 95 % whiskers. */
export function BarChart({ bars, xTitle, yTitle, digits, yScale, legend, ...frame }: BarChartProps): ReactNode {
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => drawBars(plot, { bars, xTitle, yTitle, digits, yScale, width }),
    [bars, xTitle, yTitle, digits, yScale],
  );
  const table = useMemo(
    () =>
      listCells(
        frame.title,
        [xTitle, yTitle, 'Interval low', 'Interval high'],
        bars.map((bar) => [bar.label, bar.value, bar.low, bar.high]),
      ),
    [bars, frame.title, xTitle, yTitle],
  );
  return (
    <Chart
      {...frame}
      table={table}
      draw={draw}
      legend={[
        { label: legend.plain, mark: 'area', color: PLAIN },
        { label: legend.marked, mark: 'area', color: MARKED },
        { label: '95 % interval', mark: 'interval', color: 'var(--ink)' },
      ]}
    />
  );
}

interface BarDrawing extends Pick<BarChartProps, 'bars' | 'xTitle' | 'yTitle' | 'digits' | 'yScale'> {
  readonly width: number;
}

function drawBars(plot: PlotModule, { bars, xTitle, yTitle, digits, yScale, width }: BarDrawing): ReturnType<ChartProps['draw']> {
  const shown = bars.filter((bar) => bar.value !== null && (yScale === 'linear' || bar.value > 0));
  const whiskers = shown.filter((bar) => bar.low !== null && bar.high !== null && (yScale === 'linear' || bar.low > 0));
  const color = (bar: Bar) => (bar.marked ? MARKED : PLAIN);
  const labelEvery = Math.ceil(bars.length / Math.max(4, Math.floor(width / 28)));
  const floor = Math.min(...shown.map((bar) => bar.value ?? 1)) * 0.7;
  return {
    marginLeft: 52,
    marginTop: 32,
    marginBottom: 42,
    x: {
      type: 'band',
      domain: bars.map((bar) => bar.label),
      label: xTitle,
      padding: 0.3,
      ticks: bars.filter((_, index) => index % labelEvery === 0).map((bar) => bar.label),
      tickSize: 0,
    },
    y: { type: yScale, label: yTitle, ...(yScale === 'linear' && { zero: true }), tickSize: 0, ticks: 5, nice: true },
    marks: [
      plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
      yScale === 'linear'
        ? plot.barY(shown, { x: 'label', y: 'value', fill: color, ry2: 2 })
        : [
            plot.ruleX(shown, { x: 'label', y1: floor, y2: 'value', stroke: PLAIN, strokeWidth: 1.5 }),
            plot.dot(shown, { x: 'label', y: 'value', r: 4.5, fill: color }),
          ],
      plot.ruleX(whiskers, { x: 'label', y1: 'low', y2: 'high', stroke: 'var(--ink)', strokeWidth: 1.25, marker: 'none' }),
      plot.tickY(whiskers, { x: 'label', y: 'low', stroke: 'var(--ink)', strokeWidth: 1.25, inset: width / bars.length / 5 }),
      plot.tickY(whiskers, { x: 'label', y: 'high', stroke: 'var(--ink)', strokeWidth: 1.25, inset: width / bars.length / 5 }),
      bars.length <= LABELLED_BARS && width > 520
        ? plot.text(shown, {
            x: 'label',
            y: (bar: Bar) => bar.high ?? bar.value,
            text: (bar: Bar) => bar.value?.toFixed(digits),
            dy: -8,
            fill: 'var(--ink-2)',
          })
        : null,
      plot.tip(shown, plot.pointerX({ x: 'label', y: 'value', title: 'detail', fill: 'var(--surface)', stroke: 'var(--line-strong)' })),
    ],
  };
}
