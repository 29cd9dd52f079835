'use client';

import { scaleBand } from 'd3-scale';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
import { Axes } from './axes.tsx';
import { getBandMiddle, getBandStart } from './band-position.ts';
import { Chart, type ChartProps } from './chart.tsx';
import { type ChartSpace, type Drawing, placeArea } from './drawing.ts';
import { listCells } from './list-cells.ts';
import { formatTick, listTicks } from './list-ticks.ts';
import { createNumberScale } from './number-scale.ts';
import { WhiskerMark } from './whisker-mark.tsx';

export interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Drawn in the second colour; `legend.marked` explains its meaning. */
  readonly marked: boolean;
  /** Shown while the bar is pointed at. */
  readonly detail: string;
}

export interface BarChartProps extends Pick<ChartProps, 'name' | 'title' | 'summary' | 'query' | 'actions'> {
  readonly bars: readonly Bar[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly digits: number;
  /** On a log scale the length of a bar has no meaning, so values are drawn as dots on thin stems. */
  readonly yScale: 'linear' | 'log';
  readonly legend: { readonly plain: string; readonly marked: string };
}

/** Up to this many bars show their value as text. */
const LABELLED_BARS = 16;
const PLAIN = 'var(--bar)';
const MARKED = 'var(--bar-low)';
const MARGIN = { left: 52, right: 12, top: 32, bottom: 42 };

type MeasuredBar = Bar & { readonly value: number };

/** One bar per block with 95 % whiskers. */
export function BarChart({ bars, xTitle, yTitle, digits, yScale, legend, ...frame }: BarChartProps): ReactNode {
  const numbers = useNumbers();
  const draw = useCallback<ChartProps['draw']>(
    (space) => drawBars(space, { bars, xTitle, yTitle, digits, yScale, numbers }),
    [bars, xTitle, yTitle, digits, yScale, numbers],
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
  readonly numbers: Numbers;
}

function drawBars(space: ChartSpace, { bars, xTitle, yTitle, digits, yScale, numbers }: BarDrawing): Drawing {
  const area = placeArea(space, MARGIN);
  const shown = bars.filter((bar): bar is MeasuredBar => bar.value !== null && (yScale === 'linear' || bar.value > 0));
  const x = scaleBand(
    bars.map(({ label }) => label),
    [area.left, area.right],
  ).padding(0.3);
  const y = createNumberScale({
    kind: yScale,
    values: [...(yScale === 'linear' ? [0] : []), ...shown.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])],
    range: [area.bottom, area.top],
    ticks: 5,
  });
  const middle = ({ label }: Bar) => getBandMiddle(x, label);
  const labelEvery = Math.ceil(bars.length / Math.max(4, Math.floor(space.width / 28)));
  const base = yScale === 'linear' ? y(0) : area.bottom;
  const isLabelled = bars.length <= LABELLED_BARS && space.width > 520;
  const marks = (
    <>
      <Axes
        area={area}
        x={{
          title: xTitle,
          ticks: bars.filter((_, index) => index % labelEvery === 0).map((bar) => ({ at: middle(bar), label: bar.label })),
        }}
        y={{ title: yTitle, ticks: listTicks(y, 5, formatTick(numbers)), grid: true }}
      />
      <g data-marks={yScale === 'linear' ? 'bars' : 'dots'}>
        {shown.map((bar) => (
          <BarMark
            key={bar.label}
            bar={bar}
            x={getBandStart(x, bar.label)}
            y={y(bar.value)}
            base={base}
            width={x.bandwidth()}
            isDot={yScale === 'log'}
          />
        ))}
      </g>
      {shown.map((bar) => {
        const { low, high } = bar;
        if (low === null || high === null || (yScale === 'log' && low <= 0)) return null;
        return <WhiskerMark key={bar.label} x={middle(bar)} low={y(low)} high={y(high)} width={x.bandwidth() / 2} color="var(--ink)" />;
      })}
      {isLabelled &&
        shown.map((bar) => (
          <text key={bar.label} x={middle(bar)} y={y(bar.high ?? bar.value) - 6} textAnchor="middle" fill="var(--ink-2)">
            {numbers.fixed(bar.value, digits)}
          </text>
        ))}
    </>
  );
  return { marks, targets: shown.map((bar) => ({ x: middle(bar), y: y(bar.value), text: bar.detail })), pointAt: 'column' };
}

interface BarMarkProps {
  readonly bar: Bar;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
  readonly base: number;
  readonly width: number;
  readonly isDot: boolean;
}

function BarMark({ bar, x, y, base, width, isDot }: BarMarkProps): ReactNode {
  const color = bar.marked ? MARKED : PLAIN;
  if (!isDot) return <rect x={x} y={Math.min(y, base)} width={width} height={Math.abs(base - y)} rx={1.5} fill={color} />;
  const middle = x + width / 2;
  return (
    <g>
      <line x1={middle} x2={middle} y1={base} y2={y} stroke={PLAIN} strokeWidth={1.5} />
      <circle cx={middle} cy={y} r={4.5} fill={color} />
    </g>
  );
}
