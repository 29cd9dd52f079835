'use client';

import { type PointerEvent, type ReactNode, useState } from 'react';
import styles from './chart.module.css';
import { PlotFrame } from './plot-frame.tsx';
import type { Scale } from './scale.ts';
import { createLinearScale, createLogScale } from './scale.ts';
import { getSeriesStyle, SeriesKey } from './series-mark.tsx';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface LineSeries {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

export interface LineChartProps {
  readonly series: readonly LineSeries[];
  readonly summary: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
  readonly yScale: 'linear' | 'log';
  readonly digits: number;
  readonly reference: { readonly y: number; readonly label: string };
}

/** Curves with 95 % bands over whole-number x; pointing at a column reads its values out in the legend. */
export function LineChart(props: LineChartProps): ReactNode {
  const [activeX, setActiveX] = useState<number | null>(null);
  const yScale = createYScale(props);
  const last = Math.max(1, ...props.xTicks.map((tick) => tick.x));
  const toX = (x: number) => (x / last) * 100;
  const labelEvery = Math.ceil(props.xTicks.length / 17);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * last);
    setActiveX(Math.min(Math.max(x, 0), last));
  };
  return (
    <div>
      <LineLegend series={props.series} activeX={activeX} digits={props.digits} xTitle={props.xTitle} />
      <PlotFrame
        summary={props.summary}
        yTitle={props.yTitle}
        xTitle={props.xTitle}
        yScale={yScale}
        formatY={(value) => value.toLocaleString('en', { maximumSignificantDigits: 4 })}
        xTicks={props.xTicks.map((tick) => ({ percent: toX(tick.x), label: tick.label, minor: tick.x % labelEvery !== 0 }))}
        height={280}
        onPointerMove={point}
        onPointerLeave={() => setActiveX(null)}
      >
        <ReferenceLine y={100 - yScale.toPercent(props.reference.y)} label={props.reference.label} />
        {activeX !== null && <line className={styles.guide} x1={`${toX(activeX)}%`} x2={`${toX(activeX)}%`} y1="0" y2="100%" />}
        {props.series.map((series, index) => (
          <SeriesMark key={series.name} series={series} index={index} toX={toX} toY={(y) => 100 - yScale.toPercent(y)} />
        ))}
      </PlotFrame>
    </div>
  );
}

function createYScale({ series, yScale, reference }: LineChartProps): Scale {
  const values = series.flatMap((one) => one.points.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]));
  if (yScale === 'log') {
    const positive = [reference.y, ...values].filter((value) => value > 0);
    return createLogScale(Math.min(...positive), Math.max(...positive));
  }
  return createLinearScale(Math.min(0, ...values), Math.max(reference.y, ...values));
}

function ReferenceLine({ y, label }: { readonly y: number; readonly label: string }): ReactNode {
  return (
    <g className={styles.reference}>
      <line x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} />
      <text x="100%" y={`${y}%`} dy="-5" textAnchor="end">
        {label}
      </text>
    </g>
  );
}

interface SeriesMarkProps {
  readonly series: LineSeries;
  readonly index: number;
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
}

function SeriesMark({ series, index, toX, toY }: SeriesMarkProps): ReactNode {
  const style = getSeriesStyle(index);
  const line = series.points.map((point) => `${toX(point.x)},${toY(point.y)}`).join('L');
  const banded = series.points.filter((point) => point.low !== null && point.high !== null);
  const band = [
    ...banded.map((point) => `${toX(point.x)},${toY(point.high ?? point.y)}`),
    ...banded.toReversed().map((point) => `${toX(point.x)},${toY(point.low ?? point.y)}`),
  ].join('L');
  return (
    <g>
      {/* Percent space for the paths; strokes keep their pixel width through non-scaling-stroke. */}
      <svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible" aria-hidden="true">
        {band && <path d={`M${band}Z`} fill={style.color} opacity="0.12" />}
        {line && (
          <path
            d={`M${line}`}
            fill="none"
            stroke={style.color}
            strokeWidth="2"
            strokeDasharray={style.dash}
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      {series.points.map((point) => (
        <svg key={point.x} x={`${toX(point.x)}%`} y={`${toY(point.y)}%`} overflow="visible" aria-hidden="true">
          <path d={style.path} fill={style.color} stroke="var(--surface)" strokeWidth="1" />
        </svg>
      ))}
    </g>
  );
}

interface LineLegendProps {
  readonly series: readonly LineSeries[];
  readonly activeX: number | null;
  readonly digits: number;
  readonly xTitle: string;
}

function LineLegend({ series, activeX, digits, xTitle }: LineLegendProps): ReactNode {
  return (
    <ul className={styles.legend}>
      {series.map((one, index) => {
        const point = activeX === null ? undefined : one.points.find((candidate) => candidate.x === activeX);
        return (
          <li key={one.name}>
            <SeriesKey style={getSeriesStyle(index)} /> {one.name}
            {point && (
              <span className={styles.legendValue}>
                {point.y.toFixed(digits)}
                {point.low !== null && point.high !== null && ` [${point.low.toFixed(digits)}, ${point.high.toFixed(digits)}]`}
              </span>
            )}
          </li>
        );
      })}
      <li className={styles.legendNote}>{activeX === null ? 'Bands: 95 % interval' : `${xTitle.split(' (')[0]}: ${activeX}`}</li>
    </ul>
  );
}
