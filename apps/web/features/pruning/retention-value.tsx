import type { CSSProperties, ReactNode } from 'react';
import { formatFixed, MISSING } from '../ui/format.ts';
import styles from './retention-cell.module.css';

export interface Measured {
  readonly value: number | null | undefined;
  readonly standardError: number | null | undefined;
}

/** 95 % of a normal distribution lies within this many standard errors. */
const Z_95 = 1.96;

/** The 95 % interval of a measured value; null without a standard error. */
export function getInterval({ value, standardError }: Measured): { readonly low: number; readonly high: number } | null {
  if (typeof value !== 'number' || typeof standardError !== 'number') return null;
  return { low: Math.max(value - Z_95 * standardError, 0), high: value + Z_95 * standardError };
}

/** `0.935 [0.921, 0.948]`. */
export function describeRetention(measured: Measured): string {
  const interval = getInterval(measured);
  const value = formatFixed(measured.value, 3);
  return interval ? `${value} [${formatFixed(interval.low, 3)}, ${formatFixed(interval.high, 3)}]` : value;
}

/** Retention with its 95 % interval beneath. */
export function RetentionValue({ value, standardError, strong = false }: Measured & { readonly strong?: boolean }): ReactNode {
  const interval = getInterval({ value, standardError });
  return (
    <>
      <span className={strong ? styles.strong : undefined}>{value === null || value === undefined ? MISSING : formatFixed(value, 3)}</span>
      {interval && (
        <span className={styles.error}>
          {formatFixed(interval.low, 3)}–{formatFixed(interval.high, 3)}
        </span>
      )}
    </>
  );
}

/** The look of a cell that holds a retention: what is lost shows as the strength of one hue behind it. */
export function getRetentionLook(value: number | null | undefined): {
  readonly className: string | undefined;
  readonly style: CSSProperties;
} {
  // Nothing at 1 or above, full at one half or less.
  const loss = value === null || value === undefined ? 0 : Math.min(Math.max(1 - value, 0) * 2, 1);
  return { className: styles.cell, style: { '--loss': `${Math.round(loss * 100)}%` } as CSSProperties };
}
