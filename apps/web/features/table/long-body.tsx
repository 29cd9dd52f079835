'use client';

import { getAt } from '@lamina/errors';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';
import { BodyRow, type TableBodyProps } from './body-row.tsx';
import styles from './data-table.module.css';
import { useColumnsInSight } from './use-columns-in-sight.ts';

/** Rows with up to this many columns are drawn completely, so that find-in-page and screen readers see all of them. */
const COLUMNS_WHOLE = 24;
const ROW_HEIGHT = 54;
/** The window size that the server assumes: the rows that are visible before scripts run. */
const SERVER_RECTANGLE = { width: 1200, height: 640 };

/** The rows of a long table: only the visible rows are drawn, between two spacers; for wide rows only the visible columns. */
export function LongBody<Row>(props: TableBodyProps<Row>): ReactNode {
  const { rows, columns, pinnedCount, scroller } = props;
  const range = useColumnsInSight({ scroller, columns, pinnedCount, enabled: columns.length > COLUMNS_WHOLE });
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_HEIGHT,
    measureElement: readHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 4,
    initialRect: SERVER_RECTANGLE,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  // Nothing is in sight before the first measurement.
  const { start: before, end } =
    items.length === 0 ? { start: 0, end: 0 } : { start: getAt(items, 0).start, end: getAt(items, items.length - 1).end };
  return (
    <tbody>
      <Spacer height={before} columnCount={columns.length} />
      {items.map(({ index }) => (
        <BodyRow key={rows[index]?.id} {...props} index={index} range={range} measure={virtualizer.measureElement} />
      ))}
      <Spacer height={virtualizer.getTotalSize() - end} columnCount={columns.length} />
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
