'use client';

import { memo, type ReactNode } from 'react';
import { useNumbers } from '../ui/locale.tsx';
import { type Column, getPinStyle, type Neighbours } from './column.ts';
import styles from './data-table.module.css';
import { formatCell } from './format-cell.ts';
import { GroupCells } from './group-cells.tsx';
import { getCellClass } from './table-head.tsx';
import type { ColumnRange } from './use-columns-in-sight.ts';
import type { TableRow } from './use-row-model.ts';

/** What the rows of a table are drawn from. */
export interface TableBodyProps<Row> {
  readonly rows: readonly TableRow<Row>[];
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  readonly rowHeader: string;
  /** Attribute `data-<name>` of each row, for tests and links. */
  readonly rowName: string;
  /** Id of the highlighted row; null = none. */
  readonly current: string | null;
  /** What scrolls; null before the first layout. */
  readonly scroller: HTMLElement | null;
  readonly onFold: (value: string) => void;
}

export interface BodyRowProps<Row> extends TableBodyProps<Row> {
  readonly index: number;
  /** The columns that are drawn besides the pinned ones. */
  readonly range: ColumnRange;
  /** Measures the drawn row. */
  readonly measure?: (element: Element | null) => void;
}

/** A row of records or of a group. */
export function BodyRow<Row>(props: BodyRowProps<Row>): ReactNode {
  const { rows, columns, index, range, measure, onFold } = props;
  const row = rows[index];
  if (!row) return null;
  if (row.kind === 'group') {
    return (
      <tr ref={measure} data-index={index} aria-rowindex={index + 2} className={styles.group} data-group={row.value}>
        <GroupCells
          value={row.value}
          name={row.name}
          records={row.records}
          folded={row.folded}
          columns={columns}
          pinnedCount={props.pinnedCount}
          onFold={onFold}
        />
      </tr>
    );
  }
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-current={row.id === props.current ? 'true' : undefined}
      {...{ [`data-${props.rowName}`]: row.id }}
    >
      <RecordCells
        record={row.record}
        previous={getRecord(rows[index - 1])}
        next={getRecord(rows[index + 1])}
        columns={columns}
        pinnedCount={props.pinnedCount}
        start={range.start}
        end={range.end}
        rowHeader={props.rowHeader}
      />
    </tr>
  );
}

function getRecord<Row>(row: TableRow<Row> | undefined): Row | null {
  return row?.kind === 'record' ? row.record : null;
}

interface RecordCellsProps<Row> extends Neighbours<Row>, ColumnRange {
  readonly record: Row;
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  readonly rowHeader: string;
}

/** Memoised, so that scrolling draws only new rows. */
const RecordCells = memo(function RecordCells<Row>(props: RecordCellsProps<Row>) {
  const { columns, pinnedCount, start, end } = props;
  const draw = (from: number, to: number) =>
    columns.slice(from, to).map((column, offset) => <RecordCell key={column.id} {...props} column={column} index={from + offset} />);
  return (
    <>
      {draw(0, pinnedCount)}
      <Unseen columnCount={start - pinnedCount} />
      {draw(start, end)}
      <Unseen columnCount={columns.length - end} />
    </>
  );
}) as <Row>(props: RecordCellsProps<Row>) => ReactNode;

/** Placeholder for invisible columns, with their total width. */
function Unseen({ columnCount }: { readonly columnCount: number }): ReactNode {
  return columnCount > 0 ? <td colSpan={columnCount} /> : null;
}

interface RecordCellProps<Row> extends RecordCellsProps<Row> {
  readonly column: Column<Row>;
  readonly index: number;
}

function RecordCell<Row>({ record, previous, next, columns, pinnedCount, rowHeader, column, index }: RecordCellProps<Row>): ReactNode {
  const numbers = useNumbers();
  const value = column.value(record);
  const look = column.look?.(record, numbers);
  const isRowHeader = column.id === rowHeader;
  const Cell = isRowHeader ? 'th' : 'td';
  const pinned = index < pinnedCount;
  return (
    <Cell
      scope={isRowHeader ? 'row' : undefined}
      className={[getCellClass(column, { pinned, isRowHeader, isLastPinned: index === pinnedCount - 1 }), look?.className].join(' ')}
      style={pinned ? { ...look?.style, ...getPinStyle(columns, index) } : look?.style}
      title={look?.title}
      data-column={column.id}
      data-label={column.title}
      data-value={value ?? ''}
    >
      {column.render ? column.render(record, { previous, next, numbers }) : formatCell(column, record, numbers)}
    </Cell>
  );
}
