import type { CellValue, ShownColumn, ShownTable } from '../export/shown-table.ts';
import { formatCellValue } from '../table/column.ts';

/** A table of plain values, its columns by id and title; a column is numeric if every value is a number or missing. */
export function listCells(
  title: string,
  heads: readonly (readonly [id: string, title: string])[],
  rows: readonly (readonly CellValue[])[],
): ShownTable {
  const columns = heads.map(([id, head], index): ShownColumn => {
    const isNumeric = rows.every((row) => typeof row[index] !== 'string');
    return { id, title: head, about: '', numeric: isNumeric, isDetail: false };
  });
  return { title, columns, rows: rows.map((row) => row.map((value) => ({ value, text: formatCellValue(value) }))) };
}
