'use client';

import type { Interval } from '@lamina/metrics';
import type { CSSProperties, ReactNode } from 'react';
import { formatEstimate, formatInterval, toInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import { MISSING, type Numbers } from '../ui/numbers.ts';
import styles from './retention-cell.module.css';

export interface Measured {
  readonly value: number | null | undefined;
  readonly standardError: number | null | undefined;
}

/** The 95 % interval of a measured value; null without a standard error. */
export function getInterval({ value, standardError }: Measured): Interval | null {
  const interval = typeof value === 'number' ? toInterval(value, standardError) : null;
  return interval && { low: Math.max(interval.low, 0), high: interval.high };
}

/** `0.935 [0.921, 0.948]`. */
export function describeRetention(measured: Measured, numbers: Numbers): string {
  if (typeof measured.value !== 'number') return MISSING;
  return formatEstimate(measured.value, getInterval(measured), (value) => numbers.fixed(value, 3));
}

/** Retention with its 95 % interval beneath; where no question was judged differently there is none to give. */
export function RetentionValue({ value, standardError, strong = false }: Measured & { readonly strong?: boolean }): ReactNode {
  const numbers = useNumbers();
  const interval = getInterval({ value, standardError });
  return (
    <>
      <span className={strong ? styles.strong : undefined}>{numbers.fixed(value, 3)}</span>
      {interval && (
        <span className={styles.error}>
          {standardError === 0 ? 'no answer changed' : formatInterval(interval, (end) => numbers.fixed(end, 3))}
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
