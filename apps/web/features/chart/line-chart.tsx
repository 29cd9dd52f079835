'use client';

import { type ReactNode, useCallback, useId, useMemo } from 'react';
import { formatInterval } from '../ui/interval.ts';
import { numbers } from '../ui/numbers.ts';
import { Axes } from './axes.tsx';
import { Chart, type ChartProps } from './chart.tsx';
import { CurveMark } from './curve-mark.tsx';
import { type Area, type ChartSpace, type Drawing, placeArea } from './drawing.ts';
import type { LegendEntry } from './legend-key.tsx';
import { listCells } from './list-cells.ts';
import type { LinePoint } from './list-stretches.ts';
import { listTicks, listWholeTicks } from './list-ticks.ts';
import { createNumberScale, type NumberScale } from './number-scale.ts';
import { getSeriesStyle, type SeriesStyle } from './series-style.ts';

/** A level to compare with, such as the whole model. */
interface Reference {
  readonly y: number;
  readonly label: string;
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Default: by index. */
  readonly style?: SeriesStyle;
}

export interface LineChartProps extends Pick<ChartProps, 'name' | 'title' | 'summary' | 'query' | 'actions' | 'height'> {
  readonly series: readonly LineSeries[];
  /** Names exported files. */
  readonly file: string;
  /** Includes the unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** Default: linear. */
  readonly xScale?: 'linear' | 'log';
  readonly yScale: 'linear' | 'log';
  readonly digits: number;
  /** False for points that no line joins; default: true. */
  readonly joined?: boolean;
  /** Ticks of x are at whole numbers. */
  readonly wholeX?: boolean;
  readonly xDomain?: readonly [number, number];
  /** Horizontal lines, such as the dense model. */
  readonly references?: readonly Reference[];
  /** True if bands are 95 % intervals, which legend and tooltips then say; default: true. */
  readonly bands?: boolean;
  /** The kind at each whole x: if there are several kinds, each has a row of marks below the lines. */
  readonly kinds?: readonly string[];
  /** The highest value of y that is drawn: a line that exceeds it leaves the chart at the top. */
  readonly ceiling?: number;
}

interface DrawnPoint extends LinePoint {
  readonly detail: string;
}

// One list, so that a chart without lines is not drawn again.
const NO_REFERENCES: readonly Reference[] = [];
const NO_KINDS: readonly string[] = [];
const MARGIN = { left: 52, right: 24, top: 32, bottom: 42 };

/** Curves with 95 % bands, or their points alone; the pointer shows a value. */
export function LineChart({
  series,
  file,
  xTitle,
  yTitle,
  xScale = 'linear',
  yScale,
  digits,
  joined = true,
  wholeX,
  xDomain,
  references = NO_REFERENCES,
  ceiling = Number.POSITIVE_INFINITY,
  kinds = NO_KINDS,
  bands = true,
  ...frame
}: LineChartProps): ReactNode {
  const draw = useCallback<ChartProps['draw']>(
    (space) =>
      drawLines(space, {
        series,
        xTitle,
        yTitle,
        xScale,
        yScale,
        digits,
        joined,
        wholeX: wholeX ?? false,
        xDomain,
        references,
        ceiling,
        kinds,
        bands,
      }),
    [series, xTitle, yTitle, xScale, yScale, digits, joined, wholeX, xDomain, references, ceiling, kinds, bands],
  );
  const table = useMemo(
    () =>
      listCells(
        file,
        [
          ['series', 'Series'],
          ['x', xTitle],
          ['y', yTitle],
          ['low', 'Interval low'],
          ['high', 'Interval high'],
        ],
        series.flatMap(({ name, points }) => points.map((point) => [name, point.x, point.y, point.low, point.high])),
      ),
    [series, file, xTitle, yTitle],
  );
  const legend = series.map((one, index): LegendEntry => ({ label: one.name, mark: joined ? 'line' : 'point', ...getStyle(one, index) }));
  const banded = bands && series.some(({ points }) => points.some(({ low, high }) => low !== null && high !== null));
  return (
    <Chart
      {...frame}
      table={table}
      draw={draw}
      legend={[
        ...legend,
        ...references.map(({ label }) => ({ label, mark: 'line', color: 'var(--ink-2)' }) as const),
        ...listKinds(kinds).map(
          (kind, place) => ({ label: kind, mark: 'area', color: KIND_COLORS[place % KIND_COLORS.length] ?? KIND_COLORS[0] }) as const,
        ),
        ...(banded ? [{ label: 'band: 95 % interval', mark: 'area', color: 'var(--line-strong)' } as const] : []),
      ]}
    />
  );
}

function getStyle(series: LineSeries, index: number): SeriesStyle {
  return series.style ?? getSeriesStyle(index);
}

interface LineDrawing extends Pick<LineChartProps, 'series' | 'xTitle' | 'yTitle' | 'yScale' | 'digits'> {
  readonly references: readonly Reference[];
  readonly ceiling: number;
  readonly kinds: readonly string[];
  readonly bands: boolean;
  readonly xScale: 'linear' | 'log';
  readonly joined: boolean;
  readonly wholeX: boolean;
  readonly xDomain: readonly [number, number] | undefined;
}

function drawLines(space: ChartSpace, drawing: LineDrawing): Drawing {
  const { series, xTitle, yTitle, xScale, yScale, wholeX, xDomain, references, ceiling, kinds } = drawing;
  const area = placeArea(space, MARGIN);
  const drawn = series.map((one, index) => ({
    style: getStyle(one, index),
    points: toDrawnPoints(one, drawing),
  }));
  const all = drawn.flatMap(({ points }) => points);
  const xTicks = Math.max(3, Math.floor(space.width / 120));
  const yTicks = Math.min(5, Math.max(2, Math.floor((area.bottom - area.top) / 30)));
  const x = createNumberScale({
    kind: xScale,
    values: all.map((point) => point.x),
    range: [area.left, area.right],
    domain: xDomain ?? (wholeX ? findExtent(all) : undefined),
    ticks: xTicks,
  });
  const y = createNumberScale({
    kind: yScale,
    values: [
      ...references.map((reference) => reference.y),
      ...(references.length > 0 && yScale === 'linear' ? [0] : []),
      ...all.flatMap((point) => [
        point.y,
        Math.max(point.low ?? point.y, yScale === 'log' ? point.y / 10 : -Infinity),
        point.high ?? point.y,
      ]),
    ].map((value) => Math.min(value, ceiling)),
    range: [area.bottom, area.top],
    ticks: yTicks,
  });
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: xTitle,
          ticks: wholeX ? listWholeTicks(x, space.width) : listTicks(x, xTicks),
        }}
        y={{ title: yTitle, ticks: listTicks(y, yTicks), grid: true }}
      />
      {references.map(({ y: level, label }) => (
        <line key={label} x1={area.left} x2={area.right} y1={y(level)} y2={y(level)} stroke="var(--ink-2)" strokeWidth={1.25} />
      ))}
      <KindMarks kinds={kinds} atX={x} y={area.bottom} />
      <Within area={area} width={space.width}>
        {drawn.map(({ style, points }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a series is its place
          <CurveMark key={index} points={points.map((point) => placePoint(point, x, y))} style={style} />
        ))}
      </Within>
    </>
  );
  return {
    marks,
    targets: all.map((point) => ({
      x: x(point.x),
      y: Math.max(area.top, y(point.y)),
      text: point.detail,
    })),
  };
}

const KIND_COLORS = ['var(--series-6)', 'var(--series-4)', 'var(--series-7)', 'var(--series-5)'] as const;

/** The kinds that need to be told apart: none if all are the same. */
function listKinds(kinds: readonly string[]): readonly string[] {
  const all = [...new Set(kinds)];
  return all.length > 1 ? all : NO_KINDS;
}

/** A mark in the colour of its kind at each place of the axis. */
function KindMarks({ kinds, atX, y }: { readonly kinds: readonly string[]; readonly atX: NumberScale; readonly y: number }): ReactNode {
  const all = listKinds(kinds);
  if (all.length === 0) return null;
  return (
    <g data-marks="kinds">
      {kinds.map((kind, place) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place
          key={place}
          x={atX(place) - 4}
          y={y - 2}
          width={8}
          height={4}
          fill={KIND_COLORS[all.indexOf(kind) % KIND_COLORS.length]}
        />
      ))}
    </g>
  );
}

/** Pixels that a marker on the edge needs. */
const MARKER = 6;

/** Cuts off what is higher than the axis. */
function Within({ area, width, children }: { readonly area: Area; readonly width: number; readonly children: ReactNode }): ReactNode {
  const id = useId();
  const top = area.top - MARKER;
  return (
    <>
      <clipPath id={id}>
        <rect x={0} y={top} width={width} height={area.bottom - top + MARKER} />
      </clipPath>
      <g clipPath={`url(#${id})`}>{children}</g>
    </>
  );
}

function findExtent(points: readonly LinePoint[]): readonly [number, number] | undefined {
  const places = points.map(({ x }) => x);
  return places.length > 0 ? [Math.min(...places), Math.max(...places)] : undefined;
}

function placePoint(point: LinePoint, atX: NumberScale, atY: NumberScale): LinePoint {
  const { x, y, low, high } = point;
  return {
    ...point,
    x: atX(x),
    y: atY(y),
    low: low === null ? null : placeEnd(low, atY),
    high: high === null ? null : placeEnd(high, atY),
  };
}

/** A log scale cannot show an end at or below zero, so the band extends to the axis. */
function placeEnd(value: number, atY: NumberScale): number {
  const [lowest = Number.NEGATIVE_INFINITY] = atY.domain();
  return atY(Math.max(value, lowest));
}

function toDrawnPoints(
  { name, points }: LineSeries,
  { digits, xScale, yScale, bands, joined }: Pick<LineDrawing, 'digits' | 'xScale' | 'yScale' | 'bands' | 'joined'>,
): DrawnPoint[] {
  return points
    .filter(({ x, y }) => (xScale === 'linear' || x > 0) && (yScale === 'linear' || y > 0))
    .map((point) => {
      const { x, y, low, high } = point;
      const interval =
        bands && low !== null && high !== null
          ? `\n95 % interval ${formatInterval({ low, high }, (end) => numbers.fixed(end, digits))}`
          : '';
      const place = Number.isInteger(x) ? numbers.integer(x) : numbers.fixed(x, 3);
      return { ...point, isApart: !joined || point.isApart === true, detail: `${name}\n${place}: ${numbers.fixed(y, digits)}${interval}` };
    });
}
