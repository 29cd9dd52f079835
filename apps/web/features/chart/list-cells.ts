import type { CellValue, ShownColumn, ShownTable } from '../export/shown-table.ts';
import { formatCellValue } from '../table/format-cell.ts';

/** A table of plain values: columns by name; a column is numeric if every value is a number or missing. */
export function listCells(title: string, heads: readonly string[], rows: readonly (readonly CellValue[])[]): ShownTable {
  const columns = heads.map((head, index): ShownColumn => {
    const isNumeric = rows.every((row) => typeof row[index] !== 'string');
    return { id: head.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'), title: head, numeric: isNumeric, isDetail: false };
  });
  return { title, columns, rows: rows.map((row) => row.map((value) => ({ value, text: formatCellValue(value) }))) };
}
