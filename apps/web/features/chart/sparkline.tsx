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
  return (
    <svg className={styles.sparkline} viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={summary}>
      {values.map((value, index) => {
        const height = value === null ? 0 : Math.max((value / highest) * 23, 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its index
          <rect key={index} x={index * slot + slot * 0.12} width={slot * 0.76} y={24 - height} height={height} />
        );
      })}
    </svg>
  );
}
