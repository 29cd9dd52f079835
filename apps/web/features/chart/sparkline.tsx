import type { ReactNode } from 'react';
import styles from './chart.module.css';

export interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly summary: string;
}

/** The block-influence profile of one model in a table cell: a bar per block, scaled to the model's own highest. */
export function Sparkline({ values, summary }: SparklineProps): ReactNode {
  const highest = Math.max(1e-12, ...values.map((value) => value ?? 0));
  const slot = 100 / values.length;
  const bars = values.map((value, index) => {
    if (value === null) return '';
    const height = Math.max((value / highest) * 23, 1);
    const round = (at: number) => Number(at.toFixed(2));
    return `M${round((index + 0.12) * slot)} 24h${round(slot * 0.76)}v${round(-height)}h${round(-slot * 0.76)}z`;
  });
  return (
    <svg className={styles.sparkline} viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={summary}>
      {/* One path: a board of long models would hold thousands of bars. */}
      <path d={bars.join('')} />
    </svg>
  );
}
