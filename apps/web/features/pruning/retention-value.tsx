'use client';

import type { ReactNode } from 'react';
import { formatInterval } from '../ui/interval.ts';
import { useNumbers } from '../ui/locale.tsx';
import { getInterval, type Measured, UNCHANGED } from './describe-retention.ts';
import styles from './retention-cell.module.css';

interface RetentionValueProps extends Measured {
  readonly strong?: boolean;
  readonly digits?: number;
}

/** Retention with its 95 % interval below; if no answer changed, there is no interval. */
export function RetentionValue({ strong = false, digits = 3, ...measured }: RetentionValueProps): ReactNode {
  const { value, standardError } = measured;
  const numbers = useNumbers();
  const interval = getInterval(measured);
  return (
    <>
      <span className={strong ? styles.strong : undefined}>{numbers.fixed(value, digits)}</span>
      {interval && <span className={styles.error}>{formatInterval(interval, (end) => numbers.fixed(end, digits))}</span>}
      {typeof value === 'number' && standardError === 0 && <span className={styles.error}>{UNCHANGED}</span>}
    </>
  );
}
