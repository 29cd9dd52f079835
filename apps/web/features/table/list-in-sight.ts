import type { Column } from './column.ts';

/** Columns of which at least half is visible without horizontal scrolling; pinned columns cover those below them. */
export function listInSight<Row>(scroller: HTMLElement, columns: readonly Column<Row>[], pinnedCount: number): readonly Column<Row>[] {
  const frame = scroller.getBoundingClientRect();
  const boxOf = ({ id }: Column<Row>) => scroller.querySelector(`[data-head="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  const left = columns.slice(0, pinnedCount).reduce((edge, column) => Math.max(edge, boxOf(column)?.right ?? edge), frame.left);
  return columns.filter((column, index) => {
    const box = boxOf(column);
    if (!box || index < pinnedCount) return true;
    const middle = (box.left + box.right) / 2;
    return middle >= left && middle <= frame.right;
  });
}
