'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps, type PlotModule } from './chart.tsx';
import type { LegendEntry } from './legend.ts';
import { listCells } from './list-cells.ts';
import { getSeriesStyle, type SeriesStyle } from './series-style.ts';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Default: by place. */
  readonly style?: SeriesStyle;
}

export interface LineChartProps extends Pick<ChartProps, 'name' | 'title' | 'summary' | 'query' | 'actions' | 'height'> {
  readonly series: readonly LineSeries[];
  /** With the unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly yScale: 'linear' | 'log';
  readonly digits: number;
  /** Ticks of x stand on whole numbers. */
  readonly wholeX?: boolean;
  readonly xDomain?: readonly [number, number];
  /** A line across, such as the dense model. */
  readonly reference?: { readonly y: number; readonly label: string };
}

interface DrawnPoint extends LinePoint {
  readonly series: string;
  readonly detail: string;
}

/** Curves with 95 % bands; pointing at one reads its value out. */
export function LineChart({ series, xTitle, yTitle, yScale, digits, wholeX, xDomain, reference, ...frame }: LineChartProps): ReactNode {
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => drawLines(plot, { series, xTitle, yTitle, yScale, digits, wholeX: wholeX ?? false, xDomain, reference, width }),
    [series, xTitle, yTitle, yScale, digits, wholeX, xDomain, reference],
  );
  const table = useMemo(
    () =>
      listCells(
        frame.title,
        ['Series', xTitle, yTitle, 'Interval low', 'Interval high'],
        series.flatMap(({ name, points }) => points.map((point) => [name, point.x, point.y, point.low, point.high])),
      ),
    [series, frame.title, xTitle, yTitle],
  );
  const legend = series.map((one, index): LegendEntry => ({ label: one.name, mark: 'line', ...getStyle(one, index) }));
  const banded = series.some(({ points }) => points.some(({ low, high }) => low !== null && high !== null));
  return (
    <Chart
      {...frame}
      table={table}
      draw={draw}
      legend={banded ? [...legend, { label: 'band: 95 % interval', mark: 'area', color: 'var(--line-strong)' }] : legend}
    />
  );
}

function getStyle(series: LineSeries, index: number): SeriesStyle {
  return series.style ?? getSeriesStyle(index);
}

interface LineDrawing extends Pick<LineChartProps, 'series' | 'xTitle' | 'yTitle' | 'yScale' | 'digits'> {
  readonly wholeX: boolean;
  readonly xDomain: readonly [number, number] | undefined;
  readonly reference: LineChartProps['reference'];
  readonly width: number;
}

function drawLines(plot: PlotModule, drawing: LineDrawing): ReturnType<ChartProps['draw']> {
  const { series, xTitle, yTitle, yScale, wholeX, xDomain, reference, width } = drawing;
  const all = series.flatMap((one) => toDrawnPoints(one, drawing));
  const widest = Math.max(1, ...all.map(({ x }) => x));
  const step = Math.ceil(widest / Math.max(4, Math.floor(width / 40)));
  return {
    marginLeft: 52,
    marginTop: 32,
    marginBottom: 42,
    marginRight: 24,
    x: {
      label: xTitle,
      tickSize: 0,
      ...(xDomain && { domain: xDomain }),
      ...(wholeX && { ticks: Array.from({ length: Math.floor(widest / step) + 1 }, (_, index) => index * step), tickFormat: 'd' }),
    },
    y: { type: yScale, label: yTitle, tickSize: 0, ticks: 5, nice: true, ...(yScale === 'linear' && reference && { zero: true }) },
    marks: [
      plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
      reference ? plot.ruleY([reference.y], { stroke: 'var(--ink-2)', strokeWidth: 1.25 }) : null,
      reference
        ? plot.text([reference], { y: 'y', text: 'label', frameAnchor: 'right', dy: -8, textAnchor: 'end', fill: 'var(--ink-2)' })
        : null,
      series.map((one, index) => drawSeries(plot, { style: getStyle(one, index), points: toDrawnPoints(one, drawing) })),
      plot.tip(all, plot.pointer({ x: 'x', y: 'y', title: 'detail', fill: 'var(--surface)', stroke: 'var(--line-strong)' })),
    ],
  };
}

function drawSeries(plot: PlotModule, { style, points }: { readonly style: SeriesStyle; readonly points: readonly DrawnPoint[] }) {
  const banded = points.filter(({ low, high }) => low !== null && high !== null);
  return [
    plot.areaY(banded, { x: 'x', y1: 'low', y2: 'high', fill: style.color, fillOpacity: 0.13 }),
    plot.lineY(points, { x: 'x', y: 'y', stroke: style.color, strokeWidth: 2, strokeDasharray: style.dash }),
    plot.dot(points, { x: 'x', y: 'y', fill: style.color, symbol: style.symbol, r: 3.5, stroke: 'var(--surface)', strokeWidth: 1 }),
  ];
}

function toDrawnPoints({ name, points }: LineSeries, { digits, yScale }: Pick<LineDrawing, 'digits' | 'yScale'>): DrawnPoint[] {
  return points
    .filter(({ y, low }) => yScale === 'linear' || (y > 0 && (low ?? 1) > 0))
    .map((point) => {
      const { x, y, low, high } = point;
      const interval = low !== null && high !== null ? `\n95 % interval ${low.toFixed(digits)} to ${high.toFixed(digits)}` : '';
      return { ...point, series: name, detail: `${name}\n${Number(x.toFixed(3))}: ${y.toFixed(digits)}${interval}` };
    });
}
