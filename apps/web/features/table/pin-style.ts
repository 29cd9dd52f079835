import type { CSSProperties } from 'react';
import type { Column } from './column.ts';

/** Sticky position of a pinned column: after the pinned columns before it. */
export function getPinStyle<Row>(columns: readonly Column<Row>[], index: number): CSSProperties {
  return { '--pin': `${columns.slice(0, index).reduce((sum, column) => sum + column.width, 0)}px` } as CSSProperties;
}
