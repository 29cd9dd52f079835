import type { PointerEventHandler, ReactNode } from 'react';
import styles from './chart.module.css';
import type { Scale } from './scale.ts';

export interface PlotFrameProps {
  readonly summary: string;
  readonly yTitle: string;
  readonly xTitle: string;
  readonly yScale: Scale;
  readonly formatY: (value: number) => string;
  readonly xTicks: readonly { readonly percent: number; readonly label: string; readonly minor?: boolean }[];
  readonly height?: number;
  readonly children: ReactNode;
  readonly onPointerMove?: PointerEventHandler<SVGSVGElement>;
  readonly onPointerLeave?: PointerEventHandler<SVGSVGElement>;
}

/**
 * Axes and grid of every chart. Positions are percentages and type is in pixels, so the server's markup is right at any
 * width: nothing waits for a script to measure the page, and text never shrinks on a phone.
 */
export function PlotFrame(props: PlotFrameProps): ReactNode {
  return (
    <div className={styles.frame}>
      <p className={styles.yTitle} aria-hidden="true">
        {props.yTitle}
      </p>
      <div className={styles.plot} style={{ height: props.height ?? 240 }}>
        <svg
          className={styles.canvas}
          role="img"
          aria-label={props.summary}
          onPointerMove={props.onPointerMove}
          onPointerLeave={props.onPointerLeave}
        >
          <rect width="100%" height="100%" fill="transparent" />
          {props.yScale.ticks.map((tick) => {
            const y = `${100 - props.yScale.toPercent(tick)}%`;
            return (
              <g key={tick} className={styles.tick}>
                <line x1="0" x2="100%" y1={y} y2={y} className={tick === 0 ? styles.baseline : styles.grid} />
                <text x="0" dx="-8" y={y} dy="0.32em" textAnchor="end">
                  {props.formatY(tick)}
                </text>
              </g>
            );
          })}
          {props.xTicks.map((tick) => (
            <text
              key={tick.label}
              className={tick.minor ? `${styles.tick} ${styles.minor}` : styles.tick}
              x={`${tick.percent}%`}
              y="100%"
              dy="1.5em"
              textAnchor="middle"
            >
              {tick.label}
            </text>
          ))}
          {props.children}
        </svg>
      </div>
      <p className={styles.xTitle} aria-hidden="true">
        {props.xTitle}
      </p>
    </div>
  );
}
