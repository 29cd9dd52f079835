import type { ReactNode } from 'react';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; null while the total is not known. */
  readonly ratio: number | null;
}

/** A thin progress bar. Its text is next to it, so the bar's label is only for screen readers. */
export function ProgressBar({ label, ratio }: ProgressBarProps): ReactNode {
  const percent = ratio === null ? null : Math.round(Math.min(Math.max(ratio, 0), 1) * 1000) / 10;
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
    >
      <div
        className={percent === null ? `${styles.fill} ${styles.unknown}` : styles.fill}
        style={percent === null ? {} : { width: `${percent}%` }}
      />
    </div>
  );
}
