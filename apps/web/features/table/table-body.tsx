'use client';

import { getAt } from '@lamina/errors';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { memo, type ReactNode } from 'react';
import { useNumbers } from '../ui/locale.tsx';
import type { Column, Neighbours } from './column.ts';
import styles from './data-table.module.css';
import { formatCell } from './format-cell.ts';
import { GroupCells } from './group-cells.tsx';
import { getPinStyle } from './pin-style.ts';
import { getCellClass } from './table-head.tsx';
import { type ColumnRange, useColumnsInSight } from './use-columns-in-sight.ts';
import type { TableRow } from './use-row-model.ts';

/** Tables with up to this many rows are drawn completely, so that find-in-page and screen readers see all rows. */
const DRAWN_WHOLE = 60;
/** Rows with up to this many columns are drawn completely, for the same reason. */
const COLUMNS_WHOLE = 24;
const ROW_HEIGHT = 54;
/** The window size that the server assumes for a long table: the rows that are visible before scripts run. */
const SERVER_RECTANGLE = { width: 1200, height: 640 };

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

/** The rows. For a long table only the visible rows are drawn, between two spacers; for wide rows only the visible columns. */
export function TableBody<Row>(props: TableBodyProps<Row>): ReactNode {
  const { rows, columns, pinnedCount, scroller } = props;
  const isWhole = rows.length <= DRAWN_WHOLE;
  const range = useColumnsInSight({ scroller, columns, pinnedCount, enabled: !isWhole && columns.length > COLUMNS_WHOLE });
  const virtualizer = useVirtualizer({
    count: rows.length,
    enabled: !isWhole,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    measureElement: readHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 4,
    initialRect: SERVER_RECTANGLE,
    useFlushSync: false,
  });
  const items = isWhole ? [] : virtualizer.getVirtualItems();
  const indices = isWhole ? rows.map((_, index) => index) : items.map(({ index }) => index);
  // Nothing is in sight before the first measurement.
  const { start: before, end } =
    items.length === 0 ? { start: 0, end: 0 } : { start: getAt(items, 0).start, end: getAt(items, items.length - 1).end };
  const after = isWhole ? 0 : virtualizer.getTotalSize() - end;
  return (
    <tbody>
      <Spacer height={before} columnCount={columns.length} />
      {indices.map((index) => (
        <BodyRow key={rows[index]?.id} {...props} index={index} range={range} measure={isWhole ? undefined : virtualizer.measureElement} />
      ))}
      <Spacer height={after} columnCount={columns.length} />
    </tbody>
  );
}

/** Reads the height that the browser has already measured. Asking a newly drawn row would force a layout. */
function readHeight(row: Element, entry: ResizeObserverEntry | undefined, virtualizer: Virtualizer<HTMLElement, Element>): number {
  const known = virtualizer.measurementsCache[virtualizer.indexFromElement(row)]?.size;
  return entry?.borderBoxSize[0]?.blockSize ?? known ?? ROW_HEIGHT;
}

function Spacer({ height, columnCount }: { readonly height: number; readonly columnCount: number }): ReactNode {
  if (height <= 0) return null;
  return (
    <tr className={styles.spacer}>
      <td colSpan={columnCount} style={{ height }} />
    </tr>
  );
}

interface BodyRowProps<Row> extends TableBodyProps<Row> {
  readonly index: number;
  readonly range: ColumnRange;
  readonly measure: ((element: Element | null) => void) | undefined;
}

function BodyRow<Row>(props: BodyRowProps<Row>): ReactNode {
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
