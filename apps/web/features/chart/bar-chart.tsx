'use client';

import { type PointerEvent, type ReactNode, useState } from 'react';
import styles from './chart.module.css';
import { PlotFrame } from './plot-frame.tsx';
import { createLinearScale, createLogScale, type Scale } from './scale.ts';

export interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Drawn in the second colour; `legend.marked` says what it means. */
  readonly marked: boolean;
  /** One line shown while the bar is pointed at. */
  readonly detail: string;
}

export interface BarChartProps {
  readonly bars: readonly Bar[];
  readonly summary: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly digits: number;
  /** On a log scale a bar's length would mean nothing: values become dots on thin stems. */
  readonly yScale: 'linear' | 'log';
  readonly legend: { readonly plain: string; readonly marked: string };
}

/** One bar per block with 95 % whiskers; the line under the legend reads out the bar being pointed at. */
export function BarChart({ bars, summary, xTitle, yTitle, digits, yScale, legend }: BarChartProps): ReactNode {
  const [active, setActive] = useState<number | null>(null);
  const scale = createBarScale(bars, yScale);
  const slot = 100 / bars.length;
  const labelEvery = Math.ceil(bars.length / 16);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
    setActive(index >= 0 && index < bars.length ? index : null);
  };
  return (
    <div>
      <ul className={styles.legend}>
        <li>
          <span className={styles.swatch} /> {legend.plain}
        </li>
        <li>
          <span className={`${styles.swatch} ${styles.swatchMarked}`} /> {legend.marked}
        </li>
        <li>
          <span className={styles.whiskerKey} /> 95 % interval
        </li>
      </ul>
      <p className={styles.readout} aria-live="off">
        {active === null ? summary : bars[active]?.detail}
      </p>
      <PlotFrame
        summary={summary}
        yTitle={yTitle}
        xTitle={xTitle}
        yScale={scale}
        formatY={(value) => String(value)}
        xTicks={bars.map((bar, index) => ({
          percent: (index + 0.5) * slot,
          label: bar.label,
          minor: index % labelEvery !== 0,
        }))}
        onPointerMove={point}
        onPointerLeave={() => setActive(null)}
      >
        {bars.map((bar, index) => (
          <BarMark
            key={bar.label}
            bar={bar}
            left={index * slot}
            slot={slot}
            scale={scale}
            dimmed={active !== null && active !== index}
            valueLabel={bars.length <= 16 && bar.value !== null ? bar.value.toFixed(digits) : null}
          />
        ))}
      </PlotFrame>
    </div>
  );
}

function createBarScale(bars: readonly Bar[], kind: 'linear' | 'log'): Scale {
  const values = bars.flatMap((bar) => [bar.low, bar.value, bar.high]).filter((value) => value !== null);
  const positive = values.filter((value) => value > 0);
  if (kind === 'linear' || positive.length === 0) return createLinearScale(0, Math.max(0, ...values));
  return createLogScale(Math.min(...positive) * 0.8, Math.max(...positive) * 1.1);
}

interface BarMarkProps {
  readonly bar: Bar;
  readonly left: number;
  readonly slot: number;
  readonly scale: Scale;
  readonly dimmed: boolean;
  readonly valueLabel: string | null;
}

function BarMark({ bar, left, slot, scale, dimmed, valueLabel }: BarMarkProps): ReactNode {
  const { kind, toPercent } = scale;
  if (bar.value === null || (kind === 'log' && bar.value <= 0)) return null;
  const height = Math.max(toPercent(bar.value), 0);
  const middle = `${left + slot / 2}%`;
  const whisker = bar.low !== null && bar.high !== null ? { low: toPercent(bar.low), high: toPercent(bar.high) } : null;
  const top = `${100 - (whisker?.high ?? height)}%`;
  return (
    <g className={dimmed ? styles.dimmed : undefined}>
      {kind === 'linear' ? (
        <rect
          className={bar.marked ? `${styles.bar} ${styles.barMarked}` : styles.bar}
          x={`${left + slot * 0.16}%`}
          width={`${slot * 0.68}%`}
          y={`${100 - height}%`}
          height={`${height}%`}
          rx="2"
        />
      ) : (
        <line className={styles.stem} x1={middle} x2={middle} y1="100%" y2={`${100 - height}%`} />
      )}
      {whisker && (
        <g className={styles.whisker}>
          <line x1={middle} x2={middle} y1={top} y2={`${100 - whisker.low}%`} />
          {[whisker.low, whisker.high].map((end, index) => (
            <svg key={index === 0 ? 'low' : 'high'} x={middle} y={`${100 - end}%`} overflow="visible" aria-hidden="true">
              <line x1="-4" x2="4" y1="0" y2="0" />
            </svg>
          ))}
        </g>
      )}
      {kind === 'log' && (
        <circle className={bar.marked ? `${styles.dot} ${styles.dotMarked}` : styles.dot} cx={middle} cy={`${100 - height}%`} r="4.5" />
      )}
      {valueLabel && (
        <text className={styles.valueLabel} x={middle} y={top} dy={kind === 'log' ? -9 : -6} textAnchor="middle">
          {valueLabel}
        </text>
      )}
    </g>
  );
}
