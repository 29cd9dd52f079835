'use client';

import { useEffect, useState } from 'react';
import type { Column } from './column.ts';

/** A range of column indices; `end` is exclusive. */
export interface ColumnRange {
  readonly start: number;
  readonly end: number;
}

export interface ColumnsInSightOptions<Row> {
  /** Null before the first layout. */
  readonly scroller: HTMLElement | null;
  readonly columns: readonly Column<Row>[];
  readonly pinnedCount: number;
  /** If false, all columns count as visible. */
  readonly enabled: boolean;
}

/** Columns within this distance of the visible area are drawn too, so that horizontal scrolling finds them ready. */
const MARGIN = '0px 240px';
/** The width of a table that the server assumes, in pixels. */
const SERVER_WIDTH = 1600;

/** Below this width rows are cards with all columns; same value as in data-table.module.css. */
const CARDS = '(max-width: 40rem)';

/** The scrolling columns that are visible or nearly visible, from an IntersectionObserver of their heads. */
export function useColumnsInSight<Row>({ scroller, columns, pinnedCount, enabled }: ColumnsInSightOptions<Row>): ColumnRange {
  const [seen, setSeen] = useState<ColumnRange | null>(null);
  useEffect(() => {
    if (!enabled || !scroller) return;
    if (window.matchMedia(CARDS).matches) {
      setSeen({ start: pinnedCount, end: columns.length });
      return;
    }
    const heads = columns.slice(pinnedCount).map(({ id }) => scroller.querySelector(`[data-head="${CSS.escape(id)}"]`));
    const inSight = new Set<Element | null>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) isIntersecting ? inSight.add(target) : inSight.delete(target);
        const places = heads.flatMap((head, index) => (inSight.has(head) ? pinnedCount + index : []));
        const [start, last] = [places[0] ?? pinnedCount, places.at(-1) ?? pinnedCount];
        setSeen((before) => (before?.start === start && before.end === last + 1 ? before : { start, end: last + 1 }));
      },
      { root: scroller, rootMargin: MARGIN },
    );
    for (const head of heads) head && observer.observe(head);
    return () => observer.disconnect();
  }, [scroller, columns, pinnedCount, enabled]);
  if (!enabled) return { start: pinnedCount, end: columns.length };
  if (seen === null) return { start: pinnedCount, end: Math.max(countFitting(columns, SERVER_WIDTH), pinnedCount) };
  // The observed range may refer to columns that have just been removed or moved.
  return { start: Math.max(seen.start, pinnedCount), end: Math.max(Math.min(seen.end, columns.length), pinnedCount) };
}

function countFitting<Row>(columns: readonly Column<Row>[], width: number): number {
  let sum = 0;
  const beyond = columns.findIndex((column) => {
    const isBeyond = sum > width;
    sum += column.width;
    return isBeyond;
  });
  return beyond < 0 ? columns.length : beyond;
}
