'use client';

import { type ReactNode, useCallback, useMemo } from 'react';
import { formatInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { Axes } from './axes.tsx';
import { Chart, type ChartProps } from './chart.tsx';
import { CurveMark } from './curve-mark.tsx';
import { drawPanels, MAX_LINES, panelsHeight } from './draw-panels.tsx';
import { type ChartSpace, type Drawing, placeArea } from './drawing.ts';
import { fitLabel } from './fit-label.ts';
import type { LegendEntry } from './legend.ts';
import type { LinePoint } from './line-point.ts';
import { listCells } from './list-cells.ts';
import { formatTick, listTicks, listWholeTicks } from './list-ticks.ts';
import { createNumberScale, type NumberScale } from './number-scale.ts';
import { ReferenceLine } from './reference-line.tsx';
import { getSeriesStyle, type SeriesStyle } from './series-style.ts';

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Default: by index. */
  readonly style?: SeriesStyle;
  /** One of the series that another series summarizes: a thin line without markers and without a legend entry. */
  readonly isThin?: boolean;
}

export interface LineChartProps extends Pick<ChartProps, 'name' | 'title' | 'summary' | 'query' | 'actions' | 'height'> {
  readonly series: readonly LineSeries[];
  /** Includes the unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly yScale: 'linear' | 'log';
  readonly digits: number;
  /** Ticks of x are at whole numbers. */
  readonly wholeX?: boolean;
  readonly xDomain?: readonly [number, number];
  /** If there are more lines than MAX_LINES, thin ones not counted, each gets its own panel, with all others as thin lines in the background. */
  readonly panels?: boolean;
  /** Horizontal lines, such as the dense model. */
  readonly references?: readonly Reference[];
}

interface Reference {
  readonly y: number;
  readonly label: string;
}

interface DrawnPoint extends LinePoint {
  readonly detail: string;
}

// One list, so that a chart without lines is not drawn again.
const NO_REFERENCES: readonly Reference[] = [];
/** Pixels that the label of a horizontal line takes. */
const LABEL_HEIGHT = 16;
const MARGIN = { left: 52, right: 24, top: 32, bottom: 42 };

/** Curves with 95 % bands; the pointer shows a value. */
export function LineChart({
  series,
  xTitle,
  yTitle,
  yScale,
  digits,
  wholeX,
  xDomain,
  panels,
  references = NO_REFERENCES,
  ...frame
}: LineChartProps): ReactNode {
  const numbers = useNumbers();
  const mains = useMemo(() => series.filter(({ isThin }) => !isThin), [series]);
  const hasPanels = panels === true && mains.length > MAX_LINES;
  const draw = useCallback<ChartProps['draw']>(
    (space) => {
      const shared = { series, xTitle, yTitle, yScale, digits, wholeX: wholeX ?? false, xDomain, references, numbers };
      return hasPanels
        ? drawPanels(space, mains, (panel, only) => drawLines(panel, { ...shared, only }))
        : drawLines(space, { ...shared, only: null });
    },
    [series, mains, xTitle, yTitle, yScale, digits, wholeX, xDomain, references, numbers, hasPanels],
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
  const legend = series.flatMap((one, index): LegendEntry[] =>
    one.isThin ? [] : [{ label: one.name, mark: 'line', ...getStyle(one, index) }],
  );
  const banded = series.some(({ points }) => points.some(({ low, high }) => low !== null && high !== null));
  return (
    <Chart
      {...frame}
      {...(hasPanels && { height: panelsHeight(mains.length) })}
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
  readonly references: readonly Reference[];
  readonly wholeX: boolean;
  readonly xDomain: readonly [number, number] | undefined;
  readonly numbers: Numbers;
  /** The series of this panel; null = one drawing with all series. */
  readonly only: LineSeries | null;
}

function drawLines(space: ChartSpace, drawing: LineDrawing): Drawing {
  const { series, xTitle, yTitle, yScale, wholeX, xDomain, references, only, numbers } = drawing;
  const area = placeArea(space, MARGIN);
  const drawn = series.map((one, index) => ({
    style: getStyle(one, index),
    isThin: one.isThin ?? (only !== null && one !== only),
    points: toDrawnPoints(one, drawing),
  }));
  const all = drawn.flatMap(({ points }) => points);
  const xTicks = Math.max(3, Math.floor(space.width / 120));
  const yTicks = Math.min(5, Math.max(2, Math.floor((area.bottom - area.top) / 30)));
  const x = createNumberScale({
    kind: 'linear',
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
    ],
    range: [area.bottom, area.top],
    ticks: yTicks,
  });
  const heights = references.map((reference) => y(reference.y));
  const hasLabelAbove = (height: number): boolean => heights.some((other) => other < height && height - other < LABEL_HEIGHT);
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: only ? undefined : xTitle,
          ticks: wholeX ? listWholeTicks(x, space.width) : listTicks(x, xTicks, formatTick(numbers)),
        }}
        y={{ title: only ? fitLabel(only.name, space.width) : yTitle, ticks: listTicks(y, yTicks, formatTick(numbers)), grid: true }}
      />
      {references.map(({ y: value, label }) => (
        <ReferenceLine key={label} area={area} y={y(value)} label={label} isBelow={hasLabelAbove(y(value))} />
      ))}
      {drawn.map(({ style, isThin, points }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a series is its place
        <CurveMark key={index} points={points.map((point) => placePoint(point, x, y))} style={style} isThin={isThin} />
      ))}
    </>
  );
  return {
    marks,
    targets: (only ? drawn.filter(({ isThin }) => !isThin).flatMap(({ points }) => points) : all).map((point) => ({
      x: x(point.x),
      y: y(point.y),
      text: point.detail,
    })),
  };
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
  { digits, yScale, numbers }: Pick<LineDrawing, 'digits' | 'yScale' | 'numbers'>,
): DrawnPoint[] {
  return points
    .filter(({ y }) => yScale === 'linear' || y > 0)
    .map((point) => {
      const { x, y, low, high } = point;
      const interval =
        low !== null && high !== null ? `\n95 % interval ${formatInterval({ low, high }, (end) => numbers.fixed(end, digits))}` : '';
      const place = Number.isInteger(x) ? numbers.integer(x) : numbers.fixed(x, 3);
      return { ...point, detail: `${name}\n${place}: ${numbers.fixed(y, digits)}${interval}` };
    });
}
