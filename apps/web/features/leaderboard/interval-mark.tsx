import type { ReactNode } from 'react';
import styles from './leaderboard.module.css';

export interface IntervalMarkProps {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Ends of the common scale of all rows. */
  readonly from: number;
  readonly to: number;
}

/** A point with its 95 % interval on a scale that all rows share; the thin line is at 1, the dense model. */
export function IntervalMark({ value, low, high, from, to }: IntervalMarkProps): ReactNode {
  const place = (at: number) => `${Math.min(Math.max((at - from) / (to - from || 1), 0), 1) * 100}%`;
  return (
    <svg className={styles.interval} aria-hidden="true">
      <line x1={place(1)} x2={place(1)} y1="0" y2="100%" className={styles.intervalDense} />
      <line x1={place(low)} x2={place(high)} y1="50%" y2="50%" className={styles.intervalLine} />
      <circle cx={place(value)} cy="50%" r="3.5" className={styles.intervalPoint} />
    </svg>
  );
}
