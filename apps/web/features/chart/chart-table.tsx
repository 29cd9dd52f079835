'use client';

import type { ReactNode } from 'react';
import type { ShownTable } from '../export/shown-table.ts';
import { formatCellValue } from '../table/format-cell.ts';
import { useNumbers } from '../ui/locale.tsx';
import styles from '../ui/table.module.css';

/** The numbers of a chart. */
export function ChartTable({ table }: { readonly table: ShownTable }): ReactNode {
  const numbers = useNumbers();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={`${styles.scroller} ${styles.limited}`} aria-label={table.title} tabIndex={0}>
      <table className={styles.table}>
        <caption className="visually-hidden">{table.title}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.id} scope="col" className={column.numeric ? styles.number : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowIndex) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name and do not move
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td
                  key={table.columns[index]?.id}
                  className={table.columns[index]?.numeric ? styles.number : undefined}
                  data-value={cell.value ?? ''}
                >
                  {formatCellValue(cell.value, numbers)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
