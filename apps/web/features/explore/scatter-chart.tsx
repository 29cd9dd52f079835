'use client';

import type { Interval } from '@lamina/metrics';
import Link from 'next/link';
import { type ReactNode, useCallback, useMemo } from 'react';
import { Axes } from '../chart/axes.tsx';
import { Chart, type ChartProps } from '../chart/chart.tsx';
import { type ChartSpace, type Drawing, placeArea } from '../chart/drawing.ts';
import { useFamilyStyle } from '../chart/family-styles.tsx';
import type { LegendEntry } from '../chart/legend.ts';
import { LineMark } from '../chart/line-mark.tsx';
import { listCells } from '../chart/list-cells.ts';
import { listTicks } from '../chart/list-ticks.ts';
import { createNumberScale, type NumberScale } from '../chart/number-scale.ts';
import { type PlacedLabel, placeLabels } from '../chart/place-labels.ts';
import type { SeriesStyle } from '../chart/series-style.ts';
import { SymbolMark } from '../chart/symbol-mark.tsx';
import { WhiskerMark } from '../chart/whisker-mark.tsx';
import { keepChance } from '../pruning/chance-params.ts';
import { countOf } from '../ui/count-of.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { findGuessingRange } from './find-guessing-range.ts';
import { GuessingBand } from './guessing-band.tsx';
import type { Quantity } from './quantities.ts';
import type { ScatterPoint } from './scatter-point.ts';

export interface ScatterChartProps extends Pick<ChartProps, 'actions'> {
  readonly points: readonly ScatterPoint[];
  readonly x: Quantity;
  readonly y: Quantity;
  /** Whether points of the front have labels. */
  readonly labelled: boolean;
  /** Whether retentions are above chance; the points lead to pages that show the same. */
  readonly aboveChance: boolean;
  readonly query: ChartProps['query'] | undefined;
}

const MARGIN = { left: 60, right: 40, top: 32, bottom: 44 };

/** One mark per row, in the style of its family. The front is outlined; a line connects the part of it that is best by values alone. */
export function ScatterChart({ points, x, y, labelled, aboveChance, query, actions }: ScatterChartProps): ReactNode {
  const getFamilyStyle = useFamilyStyle();
  const numbers = useNumbers();
  const families = useMemo(() => [...new Map(points.map(({ row }) => [row.model.family.slug, row.model.family.name]))], [points]);
  const front = useMemo(() => listFront(points), [points]);
  const draw = useCallback<ChartProps['draw']>(
    (space) => drawScatter(space, { points, front, x, y, labelled, aboveChance, getFamilyStyle, numbers }),
    [points, front, x, y, labelled, aboveChance, getFamilyStyle, numbers],
  );
  const withGuessing = useMemo(() => [...new Set([x, y])].filter(({ readGuessing }) => readGuessing), [x, y]);
  const table = useMemo(
    () =>
      listCells(
        `${y.label} against ${x.label.toLowerCase()}`,
        ['Model', 'Family', x.label, y.label, 'On the front', ...withGuessing.map(({ label }) => `Guessing, ${label.toLowerCase()}`)],
        points.map(({ row, x: across, y: up, isOnFront }) => [
          row.model.name,
          row.model.family.name,
          across,
          up,
          isOnFront ? 'yes' : 'no',
          ...withGuessing.map(({ readGuessing }) => readGuessing?.(row) ?? null),
        ]),
      ),
    [points, x, y, withGuessing],
  );
  const legend = [
    ...families.map(([slug, name]): LegendEntry => ({ label: name, mark: 'point', ...getFamilyStyle(slug) })),
    { label: isMeasured(x, y) ? 'Front by values alone' : 'Pareto front', mark: 'line', color: 'var(--ink-3)', dash: '7 3' } as const,
    ...(isMeasured(x, y) ? [{ label: '95 % interval', mark: 'interval', color: 'var(--ink-2)' } as const] : []),
  ];
  return (
    <Chart
      name="scatter"
      title={`${y.label} against ${x.label.toLowerCase()}`}
      summary={[summarize(points, front, x, y), ...withGuessing.map((quantity) => describeGuessing(points, quantity))]
        .filter(Boolean)
        .join(' ')}
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

interface ScatterDrawing extends Pick<ScatterChartProps, 'points' | 'x' | 'y' | 'labelled' | 'aboveChance'> {
  readonly front: readonly ScatterPoint[];
  readonly getFamilyStyle: (slug: string) => SeriesStyle;
  readonly numbers: Numbers;
}

function drawScatter(space: ChartSpace, drawing: ScatterDrawing): Drawing {
  const { points, front, x, y, labelled, aboveChance, getFamilyStyle } = drawing;
  const area = placeArea(space, MARGIN);
  const xTicks = Math.max(3, Math.floor(space.width / 120));
  const scales = {
    x: createNumberScale({ kind: x.scale, values: listEnds(points, 'x', x), range: [area.left, area.right], ticks: xTicks }),
    y: createNumberScale({ kind: y.scale, values: listEnds(points, 'y', y), range: [area.bottom, area.top], ticks: 6 }),
  };
  const guessing = { x: findGuessingRange(points, x), y: findGuessingRange(points, y) };
  const place = (point: ScatterPoint) => ({ x: scales.x(point.x), y: scales.y(point.y) });
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: `${x.axis} ${x.better === 'high' ? '→ better' : '← better'}`,
          ticks: listTicks(scales.x, xTicks, x.format),
          grid: true,
        }}
        y={{ title: `${y.axis} ${y.better === 'high' ? '↑ better' : '↓ better'}`, ticks: listTicks(scales.y, 6, y.format), grid: true }}
      />
      {(['x', 'y'] as const).map((axis) => {
        const levels = guessing[axis];
        if (levels === null) return null;
        const label = formatGuessing(levels, { x, y }[axis]);
        return (
          <GuessingBand key={axis} area={area} axis={axis} levels={placeInterval(levels, scales[axis])} label={`guessing = ${label}`} />
        );
      })}
      <LineMark points={front.filter(({ isBestByValue }) => isBestByValue).map(place)} color="var(--ink-3)" dash="4 4" width={1.5} />
      <g opacity={0.45}>
        {points.map((point) => (
          <Whiskers
            key={point.row.id}
            {...place(point)}
            across={placeInterval(x.readInterval?.(point.row), scales.x)}
            up={placeInterval(y.readInterval?.(point.row), scales.y)}
            color={getFamilyStyle(point.row.model.family.slug).color}
          />
        ))}
      </g>
      {points.map((point) => {
        const { color, symbol } = getFamilyStyle(point.row.model.family.slug);
        return (
          <Link
            key={point.row.id}
            href={keepChance(`/models/${encodeURIComponent(point.row.model.slug)}`, aboveChance)}
            prefetch={false}
            aria-label={describe(point, drawing)}
            data-mark="point"
          >
            <SymbolMark
              {...place(point)}
              radius={5.5}
              symbol={symbol}
              fill={color}
              stroke={point.isOnFront ? 'var(--ink)' : 'var(--surface)'}
              strokeWidth={1.25}
            />
          </Link>
        );
      })}
      {labelled &&
        space.width > 520 &&
        placeLabels(front.map((point) => ({ ...place(point), id: point.row.id, text: point.row.model.name }))).map((label) => (
          <PointLabel key={label.id} {...label} />
        ))}
    </>
  );
  return { marks, targets: points.map((point) => ({ ...place(point), text: describe(point, drawing) })) };
}

function listEnds(points: readonly ScatterPoint[], axis: 'x' | 'y', quantity: Quantity): readonly number[] {
  const guessing = findGuessingRange(points, quantity);
  const ends = points.flatMap((point) => {
    const interval = quantity.readInterval?.(point.row);
    return interval ? [point[axis], interval.low, interval.high] : [point[axis]];
  });
  return guessing ? [...ends, guessing.low, guessing.high] : ends;
}

function placeInterval(interval: Interval, scale: NumberScale): Interval;
function placeInterval(interval: Interval | null | undefined, scale: NumberScale): Interval | null;
function placeInterval(interval: Interval | null | undefined, scale: NumberScale): Interval | null {
  return interval ? { low: scale(interval.low), high: scale(interval.high) } : null;
}

/** `0.42`, or `0.42 to 0.61` if models differ. */
function formatGuessing({ low, high }: Interval, { format }: Quantity): string {
  return [...new Set([format(low), format(high)])].join(' to ');
}

function describeGuessing(points: readonly ScatterPoint[], quantity: Quantity): string {
  const levels = findGuessingRange(points, quantity);
  if (levels === null) return '';
  return `${quantity.label}: guessing alone keeps ${formatGuessing(levels, quantity)}${levels.low < levels.high ? ', by model (chance ÷ its dense accuracy)' : ''}.`;
}

interface WhiskersProps {
  readonly x: number;
  readonly y: number;
  /** Ends in pixels. */
  readonly across: Interval | null;
  readonly up: Interval | null;
  readonly color: string;
}

/** The 95 % intervals of a point, for quantities that have them. */
function Whiskers({ x, y, across, up, color }: WhiskersProps): ReactNode {
  return (
    <>
      {up && <WhiskerMark x={x} low={up.low} high={up.high} width={0} color={color} />}
      {across && <path d={`M${across.low},${y}H${across.high}`} stroke={color} strokeWidth={1.25} />}
    </>
  );
}

function PointLabel({ x, y, text }: PlacedLabel): ReactNode {
  return (
    <text x={x} y={y} textAnchor="middle" fill="var(--ink-2)" stroke="var(--surface)" strokeWidth={4} paintOrder="stroke">
      {text}
    </text>
  );
}

function describe(
  { row, x: across, y: up, isOnFront }: ScatterPoint,
  { x, y, numbers }: Pick<ScatterDrawing, 'x' | 'y' | 'numbers'>,
): string {
  const removed = `${row.pruning.removedCount} of ${row.model.blockCount} blocks removed (${numbers.percent(row.pruning.removedBlockRatio)})`;
  const say = (quantity: Quantity, value: number) => {
    const guessing = quantity.readGuessing?.(row) ?? null;
    return `${quantity.label}: ${quantity.format(value)}${guessing === null ? '' : ` (guessing ${quantity.format(guessing)})`}`;
  };
  return [row.model.name, removed, say(x, across), say(y, up), isOnFront ? 'on the front' : ''].filter(Boolean).join('\n');
}

function summarize(points: readonly ScatterPoint[], front: readonly ScatterPoint[], x: Quantity, y: Quantity): string {
  const names = [...new Set(front.map(({ row }) => row.model.name))];
  const shown = `${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`;
  const want = (quantity: Quantity) => `${quantity.better === 'high' ? 'more' : 'less'} ${quantity.label.toLowerCase()}`;
  const count = countOf(points.length, 'point');
  if (!isMeasured(x, y)) return `${count}. No other point has ${want(x)} and ${want(y)} than those on the front: ${shown}.`;
  return `${count}. On the front, outlined: ${shown}. A point is behind the front only if another one is at least as good in both quantities and better in one, wherever the values lie in their 95 % intervals. The dashed line joins the points that are best by values alone.`;
}

/** Whether one of the quantities has intervals. */
function isMeasured(x: Quantity, y: Quantity): boolean {
  return (x.readInterval ?? y.readInterval) !== undefined;
}

/** From left to right; the points that are best by value come first, so that they keep their labels. */
function listFront(points: readonly ScatterPoint[]): readonly ScatterPoint[] {
  return points.filter(({ isOnFront }) => isOnFront).toSorted((a, b) => Number(b.isBestByValue) - Number(a.isBestByValue) || a.x - b.x);
}
