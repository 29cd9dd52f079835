import type { CSSProperties, ReactNode } from 'react';
import { formatFixed, MISSING } from '../ui/format.ts';
import table from '../ui/table.module.css';
import styles from './retention-cell.module.css';

export interface RetentionCellProps {
  readonly column: string;
  readonly value: number | null | undefined;
  readonly standardError: number | null | undefined;
  readonly title?: string;
  readonly strong?: boolean;
}

/** Retention with its standard error; what is lost shows as the strength of one hue behind it. */
export function RetentionCell({ column, value, standardError, title, strong }: RetentionCellProps): ReactNode {
  // Nothing at 1 or above, full at one half or less.
  const loss = value === null || value === undefined ? 0 : Math.min(Math.max(1 - value, 0) * 2, 1);
  return (
    <td
      className={`${table.number} ${styles.cell}`}
      title={title}
      data-column={column}
      data-value={value ?? ''}
      style={{ '--loss': `${Math.round(loss * 100)}%` } as CSSProperties}
    >
      {value === null || value === undefined ? (
        <span className={table.dim}>{MISSING}</span>
      ) : (
        <span className={strong ? styles.strong : undefined}>{formatFixed(value, 3)}</span>
      )}
      {standardError !== null && standardError !== undefined && <span className={styles.error}>± {formatFixed(standardError, 3)}</span>}
    </td>
  );
}
