'use client';

import type { MouseEvent, ReactNode } from 'react';
import table from '../ui/table.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import { type Column, getPinStyle } from './column.ts';
import styles from './data-table.module.css';
import { type Sort, toFirstSort } from './use-table-url.ts';

export interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  readonly rowHeader: string;
  readonly sort: readonly Sort[];
  readonly onSort: (sort: readonly Sort[]) => void;
}

/** The column heads. A click sorts by one column; Shift and a click adds a column. */
export function TableHead<Row>({ columns, pinnedCount, rowHeader, sort, onSort }: TableHeadProps<Row>): ReactNode {
  const spans = listSpans(columns, pinnedCount);
  return (
    <thead className={styles.head}>
      {spans.some(({ over }) => over !== null) && (
        <tr>
          {spans.map(({ over, start, count }) =>
            over === null ? (
              <td
                key={start}
                colSpan={count}
                className={start < pinnedCount ? `${styles.over} ${styles.pinned}` : styles.over}
                style={start < pinnedCount ? getPinStyle(columns, start) : undefined}
              />
            ) : (
              <th key={start} colSpan={count} scope="colgroup" className={styles.over}>
                <span className={styles.overRule}>{over}</span>
              </th>
            ),
          )}
        </tr>
      )}
      <tr>
        {columns.map((column, index) => (
          <SortHead
            key={column.id}
            column={column}
            place={sort.findIndex(({ id }) => id === column.id)}
            sort={sort}
            pinStyle={index < pinnedCount ? getPinStyle(columns, index) : undefined}
            isRowHeader={column.id === rowHeader}
            isLastPinned={index === pinnedCount - 1}
            onSort={onSort}
          />
        ))}
      </tr>
    </thead>
  );
}

interface SortHeadProps<Row> {
  readonly column: Column<Row>;
  /** Index among the sorted columns, −1 = not sorted. */
  readonly place: number;
  readonly sort: readonly Sort[];
  readonly pinStyle: ReturnType<typeof getPinStyle> | undefined;
  readonly isRowHeader: boolean;
  readonly isLastPinned: boolean;
  readonly onSort: (sort: readonly Sort[]) => void;
}

function SortHead<Row>({ column, place, sort, pinStyle, isRowHeader, isLastPinned, onSort }: SortHeadProps<Row>): ReactNode {
  const current = sort[place];
  const choose = (event: MouseEvent) => {
    const chosen = current ? { id: column.id, desc: !current.desc } : toFirstSort(column);
    if (!event.shiftKey) onSort([chosen]);
    else onSort(current ? sort.map((one) => (one.id === column.id ? chosen : one)) : [...sort, chosen]);
  };
  const button = { title: column.title, current, order: sort.length > 1 && current ? place + 1 : null, onClick: choose };
  return (
    <th
      scope="col"
      aria-sort={current ? (current.desc ? 'descending' : 'ascending') : undefined}
      className={getCellClass(column, { pinned: pinStyle !== undefined, isRowHeader, isLastPinned })}
      style={pinStyle}
      data-head={column.id}
    >
      {column.definition ? (
        <Tooltip text={column.definition}>{(definitionId) => <SortButton {...button} definitionId={definitionId} />}</Tooltip>
      ) : (
        <SortButton {...button} definitionId={undefined} />
      )}
      {column.hint && <span className={table.sub}>{column.hint}</span>}
    </th>
  );
}

interface SortButtonProps {
  readonly title: string;
  readonly current: Sort | undefined;
  /** Position among several sorted columns, starting at 1. */
  readonly order: number | null;
  readonly definitionId: string | undefined;
  readonly onClick: (event: MouseEvent) => void;
}

function SortButton({ title, current, order, definitionId, onClick }: SortButtonProps): ReactNode {
  return (
    <button type="button" className={styles.sort} onClick={onClick} aria-describedby={definitionId}>
      <span className={definitionId ? styles.defined : undefined}>{title}</span>
      <span className={styles.arrow} aria-hidden="true">
        {current?.desc === false ? '↑' : '↓'}
        {order !== null && <sub>{order}</sub>}
      </span>
    </button>
  );
}

/** Class names that heads and cells of a column share. */
export function getCellClass<Row>(
  column: Pick<Column<Row>, 'numeric'>,
  place: { readonly pinned: boolean; readonly isRowHeader: boolean; readonly isLastPinned: boolean },
): string {
  return [
    column.numeric && `${table.number} ${styles.numeric}`,
    place.pinned && styles.pinned,
    place.isRowHeader && styles.rowHeader,
    place.isLastPinned && styles.lastPinned,
  ]
    .filter(Boolean)
    .join(' ');
}

interface Span {
  readonly over: string | null;
  readonly start: number;
  readonly count: number;
}

/** Groups adjacent columns with a common heading; pinned columns are separate, because they do not scroll. */
function listSpans<Row>(columns: readonly Column<Row>[], pinnedCount: number): Span[] {
  const spans: Span[] = [];
  for (const [start, { over = null }] of columns.entries()) {
    const last = spans.at(-1);
    if (last && last.over === over && start > pinnedCount) spans[spans.length - 1] = { ...last, count: last.count + 1 };
    else spans.push({ over: start < pinnedCount ? null : over, start, count: 1 });
  }
  return spans;
}
