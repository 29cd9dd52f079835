import type { ShownTable } from '../export/shown-table.ts';
import { MACHINE_NUMBERS } from '../ui/numbers.ts';
import type { Column } from './column.ts';
import { formatCellValue } from './format-cell-value.ts';
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
  return {
    title,
    ...(groupColumn && { groupedBy: groupColumn.id }),
    columns: columns.flatMap((column) => [
      { id: column.id, title: column.title, numeric: column.numeric ?? false, isDetail: false },
      ...listDetails(column).map(({ id }) => ({ id, title: id, numeric: true, isDetail: true })),
    ]),
    rows: listRecords().map((record) =>
      columns.flatMap((column) => {
        const value = column.value(record);
        return [
          { value, text: column.text?.(record, MACHINE_NUMBERS) ?? formatCellValue(value, MACHINE_NUMBERS) },
          ...listDetails(column).map((detail) => ({ value: detail.value(record), text: '' })),
        ];
      }),
    ),
  };
}
