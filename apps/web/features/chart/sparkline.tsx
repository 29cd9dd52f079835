import type { ReactNode } from 'react';
import styles from './chart.module.css';

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly summary: string;
}

/** One logarithmic scale for every model, so that rows are comparable; values outside are clipped. */
export const SPARKLINE_SCALE = { low: 0.01, high: 1 } as const;

const HEIGHT = 23;

/** The block-influence profile of one model in a table cell: a bar per block. */
export function Sparkline({ values, summary }: SparklineProps): ReactNode {
  const slot = 100 / values.length;
  const bars = values.map((value, index) => {
    if (value === null) return '';
    const round = (at: number) => Number(at.toFixed(2));
    return `M${round((index + 0.12) * slot)} 24h${round(slot * 0.76)}v${round(-barHeight(value))}h${round(-slot * 0.76)}z`;
  });
  return (
    <svg className={styles.sparkline} viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={summary}>
      {/* One path instead of one element per bar: a board of long models would have thousands of bars. */}
      <path d={bars.join('')} />
    </svg>
  );
}

function barHeight(value: number): number {
  const { low, high } = SPARKLINE_SCALE;
  const share = Math.log(Math.max(value, low) / low) / Math.log(high / low);
  return Math.max(Math.min(share, 1) * HEIGHT, 1);
}
