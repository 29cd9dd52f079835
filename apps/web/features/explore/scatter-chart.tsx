'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { Chart, type ChartProps, type PlotModule } from '../chart/chart.tsx';
import { useFamilyStyle } from '../chart/family-styles.tsx';
import type { LegendEntry } from '../chart/legend.ts';
import { listCells } from '../chart/list-cells.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { formatPercent } from '../ui/format.ts';
import type { ScatterPoint } from './explore-board.tsx';
import type { Quantity } from './quantities.ts';

export interface ScatterChartProps extends Pick<ChartProps, 'actions'> {
  readonly points: readonly ScatterPoint[];
  readonly x: Quantity;
  readonly y: Quantity;
  /** Names beside the points of the front. */
  readonly labelled: boolean;
  readonly query: ChartProps['query'] | undefined;
}

/** One mark per row, in the look of its family; the front is joined by a line. */
export function ScatterChart({ points, x, y, labelled, query, actions }: ScatterChartProps): ReactNode {
  const getFamilyStyle = useFamilyStyle();
  const families = useMemo(() => [...new Map(points.map(({ row }) => [row.model.family.slug, row.model.family.name]))], [points]);
  const front = useMemo(() => points.filter(({ isOnFront }) => isOnFront).toSorted((a, b) => a.x - b.x), [points]);
  const draw = useCallback<ChartProps['draw']>(
    (plot, { width }) => drawScatter(plot, { points, front, families, x, y, labelled, getFamilyStyle, width }),
    [points, front, families, x, y, labelled, getFamilyStyle],
  );
  const table = useMemo(
    () =>
      listCells(
        `${y.label} against ${x.label.toLowerCase()}`,
        ['Model', 'Family', x.label, y.label, 'On the front'],
        points.map(({ row, x: across, y: up, isOnFront }) => [row.model.name, row.model.family.name, across, up, isOnFront ? 'yes' : 'no']),
      ),
    [points, x, y],
  );
  const legend = [
    ...families.map(([slug, name]): LegendEntry => ({ label: name, mark: 'point', ...getFamilyStyle(slug) })),
    { label: 'Pareto front', mark: 'line', color: 'var(--ink-3)', dash: '7 3' } as const,
  ];
  return (
    <Chart
      name="scatter"
      title={`${y.label} against ${x.label.toLowerCase()}`}
      summary={summarize(points, front, x, y)}
      table={table}
      draw={draw}
      legend={legend}
      height={460}
      linked
      actions={actions}
      {...(query && { query })}
    />
  );
}

interface ScatterDrawing extends Pick<ScatterChartProps, 'points' | 'x' | 'y' | 'labelled'> {
  readonly front: readonly ScatterPoint[];
  readonly families: readonly (readonly [slug: string, name: string])[];
  readonly getFamilyStyle: (slug: string) => SeriesStyle;
  readonly width: number;
}

function drawScatter(plot: PlotModule, drawing: ScatterDrawing): ReturnType<ChartProps['draw']> {
  const { points, front, families, x, y, labelled, getFamilyStyle, width } = drawing;
  return {
    marginLeft: 60,
    marginRight: 40,
    marginTop: 32,
    marginBottom: 44,
    x: {
      type: x.scale,
      label: `${x.axis} ${x.better === 'high' ? '→ better' : '← better'}`,
      labelArrow: false,
      tickSize: 0,
      nice: true,
      tickFormat: x.format,
      ticks: Math.max(3, Math.floor(width / 120)),
    },
    y: {
      type: y.scale,
      label: `${y.axis} ${y.better === 'high' ? '↑ better' : '↓ better'}`,
      labelArrow: false,
      tickSize: 0,
      nice: true,
      tickFormat: y.format,
      ticks: 6,
    },
    marks: [
      plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: Math.max(3, Math.floor(width / 120)) }),
      plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 6 }),
      plot.line(front, { x: 'x', y: 'y', stroke: 'var(--ink-3)', strokeWidth: 1.5, strokeDasharray: '4 4' }),
      ...families.map(([slug]) => {
        const style = getFamilyStyle(slug);
        return plot.dot(
          points.filter(({ row }) => row.model.family.slug === slug),
          {
            x: 'x',
            y: 'y',
            r: 5.5,
            fill: style.color,
            symbol: style.symbol,
            stroke: (point: ScatterPoint) => (point.isOnFront ? 'var(--ink)' : 'var(--surface)'),
            strokeWidth: 1.25,
            href: (point: ScatterPoint) => `/models/${encodeURIComponent(point.row.model.slug)}`,
            ariaLabel: (point: ScatterPoint) => describe(point, x, y),
          },
        );
      }),
      labelled && width > 520
        ? plot.text(front, {
            x: 'x',
            y: 'y',
            text: (point: ScatterPoint) => point.row.model.name,
            dy: -13,
            fill: 'var(--ink-2)',
            stroke: 'var(--surface)',
            strokeWidth: 4,
          })
        : null,
      plot.tip(
        points,
        plot.pointer({
          x: 'x',
          y: 'y',
          title: (point: ScatterPoint) => describe(point, x, y),
          fill: 'var(--surface)',
          stroke: 'var(--line-strong)',
        }),
      ),
    ],
  };
}

function describe({ row, x: across, y: up, isOnFront }: ScatterPoint, x: Quantity, y: Quantity): string {
  const removed = `${row.pruning.removedCount} of ${row.model.blockCount} blocks removed (${formatPercent(row.pruning.removedBlockRatio)})`;
  return [`${row.model.name}`, removed, `${x.label}: ${x.format(across)}`, `${y.label}: ${y.format(up)}`, isOnFront ? 'on the front' : '']
    .filter(Boolean)
    .join('\n');
}

function summarize(points: readonly ScatterPoint[], front: readonly ScatterPoint[], x: Quantity, y: Quantity): string {
  const names = [...new Set(front.map(({ row }) => row.model.name))];
  const shown = names.slice(0, 6).join(', ');
  const want = (quantity: Quantity) => `${quantity.better === 'high' ? 'more' : 'less'} ${quantity.label.toLowerCase()}`;
  return `${points.length} points. No other point has ${want(x)} and ${want(y)} than those on the front: ${shown}${names.length > 6 ? ` and ${names.length - 6} more` : ''}.`;
}
