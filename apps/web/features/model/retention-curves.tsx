'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { ModelStrategiesDocument } from '../../generated/graphql.ts';
import { Chart, type ChartProps, type PlotModule } from '../chart/chart.tsx';
import { listCells } from '../chart/list-cells.ts';
import { toQuerySource } from '../query/query-source.ts';
import { type CurvePoint, listControl, listCurves, type StrategyCurve } from './list-curves.ts';
import type { StrategyComparison } from './load-insight.ts';

export interface RetentionCurvesProps {
  readonly slug: string;
  readonly comparison: StrategyComparison;
  readonly blockCount: number;
}

const CONTROL = 'Random control, its range';

/** What each strategy keeps against how many blocks are gone, over the band of the random control. Hollow points do not beat it. */
export function RetentionCurves({ slug, comparison, blockCount }: RetentionCurvesProps): ReactNode {
  const curves = useMemo(() => listCurves(comparison), [comparison]);
  const control = useMemo(() => listControl(comparison), [comparison]);
  const name = comparison.benchmarks.length === 1 ? comparison.benchmarks[0] : `average of ${comparison.benchmarks.length} benchmarks`;
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => drawRetention(plot, { curves, control, blockCount, width }),
    [curves, control, blockCount],
  );
  const table = useMemo(() => {
    const rows = [
      ...curves.flatMap(({ label, points }) => points.map((point) => [label, point] as const)),
      ...control.map((point) => [CONTROL, point] as const),
    ];
    return listCells(
      `Retention, ${name}`,
      ['Strategy', 'Removed blocks', 'Retention', 'Interval low', 'Interval high', 'Against the control'],
      rows.map(([label, point]) => [label, point.x, point.y, point.low, point.high, point.words]),
    );
  }, [curves, control, name]);
  const query = useMemo(
    () =>
      toQuerySource(ModelStrategiesDocument, {
        slug,
        benchmark: comparison.benchmarks.length === 1 ? (comparison.benchmarks[0] ?? null) : null,
        lane: comparison.lane,
      }),
    [slug, comparison],
  );
  return (
    <Chart
      name="retention"
      title={`Retention, ${name}`}
      summary={summarize(curves, control)}
      table={table}
      draw={draw}
      height={340}
      query={query}
      legend={[
        ...curves.map(({ label, style }) => ({ label, mark: 'line' as const, ...style })),
        ...(control.length > 0 ? [{ label: CONTROL, mark: 'area' as const, color: 'var(--ink-3)' }] : []),
        { label: '95 % interval', mark: 'interval' as const, color: 'var(--ink-2)' },
      ]}
    />
  );
}

function summarize(curves: readonly StrategyCurve[], control: readonly CurvePoint[]): string {
  const last = Math.max(0, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const best = curves
    .flatMap(({ label, points }) => points.filter(({ x }) => x === last).map(({ y }) => ({ label, y })))
    .sort((left, right) => right.y - left.y)[0];
  const ends = control.find(({ x }) => x === last);
  return [
    'Pruned ÷ dense, on the same questions.',
    best && `With ${last} blocks removed, ${best.label} keeps the most: ${best.y.toFixed(3)}.`,
    ends && `Random inner removals keep ${ends.low?.toFixed(3)} to ${ends.high?.toFixed(3)} there.`,
    control.length > 0 && 'Hollow points do not beat the control.',
  ]
    .filter(Boolean)
    .join(' ');
}

interface RetentionDrawing {
  readonly curves: readonly StrategyCurve[];
  readonly control: readonly CurvePoint[];
  readonly blockCount: number;
  readonly width: number;
}

function drawRetention(plot: PlotModule, { curves, control, blockCount, width }: RetentionDrawing): ReturnType<ChartProps['draw']> {
  const all = curves.flatMap(({ points }) => points);
  const last = Math.max(1, ...all.map(({ x }) => x));
  const every = Math.ceil(last / Math.max(4, Math.floor(width / 40)));
  return {
    marginLeft: 52,
    marginTop: 32,
    marginBottom: 42,
    marginRight: 24,
    x: {
      label: `Removed blocks (of ${blockCount})`,
      domain: [0, last],
      ticks: Array.from({ length: Math.floor(last / every) + 1 }, (_, index) => index * every),
      tickFormat: 'd',
      tickSize: 0,
    },
    y: { label: 'Retention (pruned ÷ dense)', ticks: 5, tickSize: 0, nice: true },
    marks: [
      plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
      plot.areaY(control, { x: 'x', y1: 'low', y2: 'high', fill: 'var(--ink-3)', fillOpacity: 0.18 }),
      plot.lineY(control, { x: 'x', y: 'y', stroke: 'var(--ink-3)', strokeWidth: 1, strokeDasharray: '2 3' }),
      plot.ruleY([1], { stroke: 'var(--ink-2)', strokeWidth: 1.25 }),
      plot.text([{ y: 1 }], { y: 'y', text: () => 'dense = 1', frameAnchor: 'right', dy: -8, textAnchor: 'end', fill: 'var(--ink-2)' }),
      curves.map(({ points, style }) => [
        plot.lineY([{ x: 0, y: 1 }, ...points], { x: 'x', y: 'y', stroke: style.color, strokeWidth: 2, strokeDasharray: style.dash }),
        plot.ruleX(
          points.filter(({ low, high }) => low !== null && high !== null),
          { x: 'x', y1: 'low', y2: 'high', stroke: style.color, strokeOpacity: 0.55 },
        ),
        plot.dot(points, {
          x: 'x',
          y: 'y',
          r: 4,
          symbol: style.symbol,
          stroke: style.color,
          strokeWidth: 1.5,
          fill: ({ beatsControl }: CurvePoint) => (beatsControl === false ? 'var(--surface)' : style.color),
        }),
      ]),
      plot.tip(all, plot.pointer({ x: 'x', y: 'y', title: 'detail', fill: 'var(--surface)', stroke: 'var(--line-strong)' })),
    ],
  };
}
