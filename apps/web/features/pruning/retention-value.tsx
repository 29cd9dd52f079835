'use client';

import type { CSSProperties, ReactNode } from 'react';
import { useNumbers } from '../ui/locale.tsx';
import type { Numbers } from '../ui/numbers.ts';
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
export function describeRetention(measured: Measured, numbers: Numbers): string {
  const interval = getInterval(measured);
  const value = numbers.fixed(measured.value, 3);
  return interval ? `${value} [${numbers.fixed(interval.low, 3)}, ${numbers.fixed(interval.high, 3)}]` : value;
}

/** Retention with its 95 % interval beneath. */
export function RetentionValue({ value, standardError, strong = false }: Measured & { readonly strong?: boolean }): ReactNode {
  const numbers = useNumbers();
  const interval = getInterval({ value, standardError });
  return (
    <>
      <span className={strong ? styles.strong : undefined}>{numbers.fixed(value, 3)}</span>
      {interval && (
        <span className={styles.error}>
          {numbers.fixed(interval.low, 3)}–{numbers.fixed(interval.high, 3)}
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
