'use client';

import { type ReactNode, useMemo } from 'react';
import { Icon } from '../ui/icon.tsx';
import { useNumbers } from '../ui/locale.tsx';
import table from '../ui/table.module.css';
import { aggregate, countNameColumns, describeAggregate, formatAggregate } from './aggregate.ts';
import { type Column, getPinStyle } from './column.ts';
import styles from './data-table.module.css';
import { getCellClass } from './table-head.tsx';

export interface GroupCellsProps<Row> {
  /** The value that the rows of the group share, and its text. */
  readonly value: string;
  readonly name: string;
  readonly records: readonly Row[];
  readonly folded: boolean;
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  readonly onFold: (value: string) => void;
}

/** The head of a group: what its rows share and how many they are, then the aggregate of each column that declares one. */
export function GroupCells<Row>({ value, name, records, folded, columns, pinnedCount, onFold }: GroupCellsProps<Row>): ReactNode {
  const numbers = useNumbers();
  const aggregates = useMemo(() => columns.map((column) => aggregate(column, records)), [columns, records]);
  const nameSpan = countNameColumns(aggregates, pinnedCount);
  return (
    <>
      <th
        colSpan={nameSpan}
        scope="rowgroup"
        className={
          nameSpan <= pinnedCount
            ? getCellClass({}, { pinned: true, isRowHeader: true, isLastPinned: nameSpan === pinnedCount })
            : undefined
        }
        style={nameSpan <= pinnedCount ? getPinStyle(columns, 0) : undefined}
      >
        <button type="button" className={styles.fold} aria-expanded={!folded} onClick={() => onFold(value)}>
          <span className={folded ? `${styles.foldIcon} ${styles.foldedIcon}` : styles.foldIcon}>
            <Icon name="chevron" />
          </span>
          {name} <span className={styles.dim}>{records.length}</span>
        </button>
      </th>
      {columns.slice(nameSpan).map((column, offset) => {
        const index = nameSpan + offset;
        const shown = aggregates[index];
        const pinned = index < pinnedCount;
        return (
          <td
            key={column.id}
            className={getCellClass(column, { pinned, isRowHeader: false, isLastPinned: index === pinnedCount - 1 })}
            style={pinned ? getPinStyle(columns, index) : undefined}
            data-aggregate={shown ? column.id : undefined}
            data-label={shown ? column.title : undefined}
          >
            {shown && (
              <>
                {formatAggregate(shown, column, numbers)}
                <span className={table.sub}>{describeAggregate(shown, records.length)}</span>
              </>
            )}
          </td>
        );
      })}
    </>
  );
}
