import type { ShownAggregate, ShownGroup, ShownTable } from '../export/shown-table.ts';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import { aggregate, describeAggregate, formatAggregate } from './aggregate.ts';
import type { Column } from './column.ts';
import { formatCell } from './format-cell.ts';
import type { RowModel } from './use-row-model.ts';

/** Most columns show one value and have no details. */
function listDetails<Row>({ details = [] }: Column<Row>): NonNullable<Column<Row>['details']> {
  return details;
}

/** The shown content of a table, for export: its visible columns in order, its rows as sorted and grouped, each value with its details. */
export function describeTable<Row>(
  title: string,
  { columns: shown, groupColumn, listRecords }: Pick<RowModel<Row>, 'columns' | 'groupColumn' | 'listRecords'>,
): ShownTable {
  const columns = groupColumn ? [groupColumn, ...shown.filter(({ id }) => id !== groupColumn.id)] : shown;
  const records = listRecords();
  return {
    title,
    ...(groupColumn && { groupedBy: groupColumn.id, groups: listGroups(groupColumn, columns, records) }),
    columns: columns.flatMap((column) => [
      { id: column.id, title: column.title, numeric: column.numeric ?? false, isDetail: false },
      ...listDetails(column).map(({ id }) => ({ id, title: id, numeric: true, isDetail: true })),
    ]),
    rows: records.map((record) =>
      columns.flatMap((column) => {
        const value = column.value(record);
        return [
          { value, text: formatCell(column, record, MACHINE_NUMBERS) },
          ...listDetails(column).map((detail) => ({ value: detail.value(record), text: '' })),
        ];
      }),
    ),
  };
}

function listGroups<Row>(groupColumn: Column<Row>, columns: readonly Column<Row>[], records: readonly Row[]): readonly ShownGroup[] {
  return [...Map.groupBy(records, (record) => formatCell(groupColumn, record, MACHINE_NUMBERS))].map(([name, rows]) => ({
    name,
    rowCount: rows.length,
    aggregates: columns.flatMap((column) => [toShownAggregate(column, rows), ...listDetails(column).map(() => null)]),
  }));
}

function toShownAggregate<Row>(column: Column<Row>, rows: readonly Row[]): ShownAggregate | null {
  const found = aggregate(column, rows);
  return found && { ...found, text: `${formatAggregate(found, column, MACHINE_NUMBERS)} (${describeAggregate(found, rows.length)})` };
}

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
