import type { ShownTable } from '../export/shown-table.ts';
import type { Column } from './column.ts';
import { formatCell } from './format-cell.ts';

/** The shown content of a table, for export: its visible columns and its rows as sorted, each value with its details. */
export function describeTable<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): ShownTable {
  return {
    title,
    columns: columns.flatMap(({ id, title: head, hint = '', definition = '', numeric = false, details = [] }) => [
      { id, title: head, about: [hint, definition].filter((part) => part !== '').join('. '), numeric, isDetail: false },
      ...details.map((detail) => ({ id: detail.id, title: detail.id, about: `of ${id}`, numeric: true, isDetail: true })),
    ]),
    rows: rows.map((row) =>
      columns.flatMap((column) => [
        { value: column.value(row), text: formatCell(column, row) },
        // Most columns have no details.
        ...(column.details ?? []).map((detail) => ({ value: detail.value(row), text: '' })),
      ]),
    ),
  };
}
