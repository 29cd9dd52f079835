import { formatSignificant, MISSING } from '../ui/format.ts';
import type { CellValue } from './column.ts';

/** A cell in words where its column names no better ones. */
export function formatCellValue(value: CellValue): string {
  if (value === null) return MISSING;
  return typeof value === 'number' && !Number.isInteger(value) ? formatSignificant(value, 4) : String(value);
}
