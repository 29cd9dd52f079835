import type { ReactNode } from 'react';
import table from './table.module.css';

export interface SortHeaderProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly numeric: boolean;
  readonly sticky: boolean;
  /** Long names may break over lines. */
  readonly narrow: boolean;
  readonly direction: 'asc' | 'desc' | null;
  readonly onSort: () => void;
}

/** A column head that sorts; the direction is said by aria-sort and shown by an arrow. */
export function SortHeader({ title, hint, numeric, sticky, narrow, direction, onSort }: SortHeaderProps): ReactNode {
  const sorted = direction === null ? undefined : direction === 'asc' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      aria-sort={sorted}
      className={[numeric && table.number, sticky && table.first, narrow && table.narrow].filter(Boolean).join(' ')}
    >
      <button type="button" className={table.sort} onClick={onSort}>
        {title}
        <span className={table.arrow} aria-hidden="true">
          {direction === 'asc' ? '↑' : '↓'}
        </span>
      </button>
      {hint && <span className={table.sub}>{hint}</span>}
    </th>
  );
}
